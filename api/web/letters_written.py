"""How a model's letter comes about, for people: what is being written, and of a kept letter the model, cost and what fell back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from agents.narrative.reply import one_line, read_reply
from ledger.agents import AgentRun

_OPEN_TEXT: Final = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)\\?$')
_MICROS: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Writing:
    """A letter while a model writes it: whole sentences so far and the one under the pen. Nobody has checked a word of it."""

    run_id: int
    state: str
    step: str
    """The node that was done last, empty before the first."""
    sentences: tuple[str, ...]
    unfinished: str


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """How a kept letter came about. `cost` is in US dollars; `replaced` are sentences that did not stand, why, and what stands instead."""

    run_id: int
    model: str
    revisions: int
    by_model: int
    by_template: int
    replaced: tuple[Mapping[str, Any], ...]
    whole: str
    problem: str
    cost: Decimal
    tokens: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A letter that a run kept aside because people went on meanwhile."""

    run_id: int
    why: str
    text: str


def writing_of(run: AgentRun | None) -> Writing | None:
    """What is being written in a run that is under way, None where there is none."""
    if run is None:
        return None
    said = read_reply(run.partial).sentences if run.partial else ()
    step = str(run.steps[-1]["node"]) if run.steps else ""
    return Writing(run.id, run.state, step, tuple(s.text for s in said), _unfinished(run.partial))


def written_by(run: AgentRun | None) -> WrittenBy | None:
    """How the letter of a run came about."""
    if run is None:
        return None
    by: Mapping[str, int] = run.result.get("sentences", {})
    return WrittenBy(
        run_id=run.id,
        model=run.model,
        revisions=int(run.result.get("revisions", 0)),
        by_model=int(by.get("model", 0)),
        by_template=int(by.get("template", 0)),
        replaced=tuple(run.result.get("fell_back", ())),
        whole=str(run.result.get("whole", "")),
        problem=run.problem,
        cost=dollars(run.cost_micros),
        tokens=run.input_tokens + run.output_tokens,
    )


def aside_of(run: AgentRun | None) -> Aside | None:
    """The letter that a run kept aside and nobody has taken over."""
    if run is None or run.result.get("draft_id") or not run.result.get("alternative"):
        return None
    return Aside(run.id, str(run.result.get("why", "")), str(run.result["alternative"].get("text", "")))


def dollars(micros: int) -> Decimal:
    """Millionths of a US dollar as dollars."""
    return Decimal(micros) / _MICROS


def _unfinished(partial: str) -> str:
    """The sentence that the model is at."""
    begun = _OPEN_TEXT.search(partial)
    if begun is None:
        return ""
    try:
        return one_line(str(json.loads(f'"{begun[1]}"')))
    except ValueError:
        return ""
