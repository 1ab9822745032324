"""How a run walks through its graph, whichever it is: from its start, or on from the node where an earlier worker left it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import StateGraph

from agents.bench import Bench
from agents.checkpoints import saver
from cases.background.work import Report


def walk(bench: Bench, graph: StateGraph[Any, Any, Any, Any], run_id: int, key: str, report: Report | None = None) -> None:
    """Carries a run out to its end and reports each node that is done."""
    with saver(bench.desk) as checkpoints:
        for done, node in enumerate(_walked(graph, checkpoints, run_id, key), start=1):
            if report is not None:
                report(done, None, node)


def _walked(graph: StateGraph[Any, Any, Any, Any], checkpoints: BaseCheckpointSaver[Any], run_id: int, key: str) -> Iterator[str]:
    compiled = graph.compile(checkpointer=checkpoints)
    config: RunnableConfig = {"configurable": {"thread_id": key}}
    begun = bool(compiled.get_state(config).values)
    for done in compiled.stream(None if begun else {"run_id": run_id}, config, stream_mode="updates", durability="sync"):
        yield from done
    checkpoints.delete_thread(key)


def said_next(state: Mapping[str, object]) -> str:
    """The node that the last one chose."""
    return str(state["next"])
