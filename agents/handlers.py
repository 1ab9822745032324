"""Who carries out which kind of the agents' work. Graphs load their libraries when they are first run, not here."""

from __future__ import annotations

from agents.bench import Bench
from agents.evidence.handling import evidence_handler
from agents.narrative.handling import narrate_handler
from agents.reading_help.handling import point_handler
from agents.root_cause.handling import causes_handler
from cases.background.work import Handler, WorkKind


def handlers(bench: Bench) -> dict[WorkKind, Handler]:
    """The handlers of the agents, for the worker's list."""
    return {
        WorkKind.NARRATE: narrate_handler(bench),
        WorkKind.POINT: point_handler(bench),
        WorkKind.CAUSES: causes_handler(bench),
        WorkKind.EVIDENCE: evidence_handler(bench),
    }
