"""Goes through a run again without asking anybody: from the brief and the replies that were kept, with the checks of today."""

from __future__ import annotations

from collections.abc import Mapping

from agents.narrative.replaying import gone_through
from agents.replayed import Replay
from ledger.agents import AgentRun


def replay(run: AgentRun, replies: Mapping[int, str]) -> Replay:
    """The run again. `replies` are the texts of the calls that its steps name. Reads only."""
    if run.ended_at is None:
        return Replay(lacking="the run is not over yet")
    if run.kind != "narrative":
        return Replay(lacking=f"runs of the kind {run.kind.replace('_', ' ')} are not gone through again")
    steps = gone_through(run.brief, run.steps, replies, run.order.get("remarks", ()))
    return Replay(tuple(steps), "" if steps else "the run ended before a model was asked")
