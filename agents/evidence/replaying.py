"""A run of the evidence graph gone through again: the same question, the same reading of the reply that was kept, or what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from agents.evidence.asking import VERSION, prompt_of, read_answer
from agents.evidence.steps import MOST_ROUNDS
from agents.replayed import GONE, Replayed, question

TAKEN: Final = {"searches": "the further searches", "order": "the order", "words": "the sentences", "faults": "what was left out"}
"""What is taken from an answer, and what it is called."""


def gone_through(brief: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], replies: Mapping[int, str]) -> list[Replayed]:
    """Each question of a run as it comes out now. `replies` are the texts of its calls by number."""
    return list(_each(brief, steps, replies)) if brief else []


def _each(brief: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], replies: Mapping[int, str]) -> Iterator[Replayed]:
    candidates: Sequence[Mapping[str, Any]] = ()
    for step in steps:
        if step["node"] == "search":
            candidates = step["candidates"]
        if step["node"] != "ask":
            continue
        yield Replayed("ask", step["attempt"], _question(brief, candidates, step))
        if step.get("call_id") is None:
            continue
        reply = replies.get(step["call_id"])
        if reply is None:
            yield Replayed("ask", step["attempt"], GONE)
            return
        now = read_answer(reply, brief, candidates).to_json()
        differences = (f"different now: {called}" for name, called in TAKEN.items() if now[name] != step.get(name))
        yield Replayed("ask", step["attempt"], tuple(differences))


def _question(brief: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]], step: Mapping[str, Any]) -> tuple[str, ...]:
    return question(lambda: prompt_of(brief, "", candidates, MOST_ROUNDS - step["attempt"]), VERSION, step)
