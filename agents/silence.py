"""Keeps the libraries of agents from telling anybody else what they do: no traces leave the house, whatever the environment says."""

from __future__ import annotations

import os
from functools import cache
from typing import Final

TRACING: Final = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
STRICT: Final = "LANGGRAPH_STRICT_MSGPACK"
"""Checkpoints are plain values: nothing in them is made into an object by its name."""


@cache
def be_silent() -> None:
    """Once per process, before LangChain or LangGraph is loaded: switches LangSmith's tracing off, also where a variable wants it."""
    os.environ.update(dict.fromkeys(TRACING, "false"))
    os.environ[STRICT] = "true"
