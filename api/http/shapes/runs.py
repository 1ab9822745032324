"""Runs of the agents' graphs, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from agents.replayed import Replay
from api.http.shapes.plain import Shown
from ledger.agents import AgentRun, ModelCall


class RunListed(Shown):
    """A run: what it is about, who ordered it, which model it asks, how far it is, what it cost (millionths of a US dollar)."""

    id: int
    supplier_id: int
    case_id: int | None
    kind: str
    noun: str
    noun_id: int | None
    state: str = Field(description="`waiting`, `running`, `done` or `failed`.")
    graph: str
    model: str
    ordered_at: datetime
    ordered_by: str
    started_at: datetime | None
    ended_at: datetime | None
    input_tokens: int
    output_tokens: int
    cost_micros: int
    problem: str

    @classmethod
    def of(cls, row: AgentRun) -> Self:
        """From the row."""
        return cls.model_validate(row)


class CallShown(Shown):
    """A question to a model as it was sent, and the reply as it came."""

    id: int
    model: str
    model_id: str
    prompt_hash: str
    request: dict[str, Any]
    reply: str
    state: str
    tries: int
    error: str
    input_tokens: int
    output_tokens: int
    cost_micros: int
    begun_at: datetime
    done_at: datetime | None

    @classmethod
    def of(cls, row: ModelCall) -> Self:
        """From the row."""
        return cls.model_validate(row)


class RunShown(RunListed):
    """A run with all that it was given, did and brought; `partial` is what a model is writing, not checked by anybody yet."""

    order: dict[str, Any]
    brief: dict[str, Any]
    brief_hash: str
    steps: list[dict[str, Any]]
    result: dict[str, Any]
    partial: str
    calls: list[CallShown]


class StepReplayed(Shown):
    """A step gone through again, and what of it comes out otherwise."""

    node: str
    attempt: int
    differences: list[str]


class ReplayShown(Shown):
    """A run gone through again from what was kept, without asking a model; `lacking` says why it could not be."""

    same: bool
    lacking: str
    steps: list[StepReplayed]

    @classmethod
    def of(cls, replay: Replay) -> Self:
        """From what going through it brought."""
        steps = [StepReplayed(node=s.node, attempt=s.attempt, differences=list(s.differences)) for s in replay.steps]
        return cls(same=replay.same, lacking=replay.lacking, steps=steps)
