"""What may still be asked and what it cost: each call reserves its worst case before it is sent, and is booked once when it ended."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.orm import Session

from agents.model.choice import Limits, Model
from agents.model.port import LateModelError, Prompt, Reply, SpentLimitError, UnavailableModelError, Usage
from ledger.agents import AgentRun, ModelCall
from ledger.database import is_sqlite

SPENDING_LOCK: Final = 7_245_190_312
"""PostgreSQL's advisory lock under which reservations are made one after the other, each a few milliseconds."""
SLACK: Final = timedelta(seconds=10)
"""So much longer than a call may take one waits for another run that asks the same question."""
BYTES_PER_TOKEN: Final = 3
"""On the safe side: Latin text has about four bytes to a token, Chinese two to four."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A call that may now be sent, and within how many seconds it has to be over."""

    call_id: int
    key: str
    seconds: float
    input_tokens: int
    """Estimated, until the provider says."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another run is asking the same at this moment; its reply will serve."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: the reply or, with `error`, why there is none, and what was read and written on the way."""

    text: str = ""
    stop_reason: str = ""
    error: str = ""
    tries: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False


def estimate(said: str) -> int:
    """Tokens of a text, rather too many than too few: no tokeniser is loaded for it."""
    return -(-len(said.encode()) // BYTES_PER_TOKEN)


def call_key(supplier_id: int, model: Model, prompt: Prompt) -> str:
    """What makes two questions the same: supplier, model, brief and all that is sent."""
    parts = [supplier_id, model.name, model.full_id, model.temperature, prompt.brief_hash, prompt.hash]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def begin_call(session: Session, run: AgentRun, model: Model, prompt: Prompt, limits: Limits, now: datetime) -> Begun | Elsewhere | Reply:
    """Reserves what the call may cost at most, in the caller's transaction; gives the kept reply where it was answered before.

    A call of the same run that was begun and never ended is begun again under the same key: its worker died. Raises SpentLimitError
    or LateModelError where a limit is reached, UnavailableModelError where the question is longer than the model takes.
    """
    _lock(session)
    key = call_key(run.supplier_id, model, prompt)
    known = session.scalar(select(ModelCall).where(ModelCall.key == key))
    if known is not None and known.state == "done":
        return kept(known)
    longest = timedelta(seconds=limits.seconds_per_call) + SLACK
    if known is not None and known.state == "begun" and known.run_id != run.id and now - known.begun_at < longest:
        return Elsewhere()
    tokens_in = estimate(prompt.instructions) + estimate(prompt.data)
    if tokens_in + prompt.most_tokens > model.most_context:
        raise UnavailableModelError(f"the question is longer than {model.name} takes ({tokens_in} tokens of {model.most_context})")
    seconds = _check(session, run, model, prompt, limits, now, tokens_in, None if known is None else known.id)
    call = known or ModelCall(key=key, supplier_id=run.supplier_id, case_id=run.case_id, tries=0)
    lost = (known.input_tokens, known.output_tokens, known.cost_micros) if known is not None and known.state == "failed" else (0, 0, 0)
    _fill(call, run, model, prompt, now, tokens_in, lost)
    session.add(call)
    session.flush()
    return Begun(call.id, key, seconds, tokens_in)


def end_call(session: Session, begun: Begun, run_id: int, model: Model, outcome: Outcome, now: datetime) -> Reply | None:
    """Books how the call ended, once: where another booked it meanwhile, gives what that one kept. None for a call that failed."""
    call = session.scalar(select(ModelCall).where(ModelCall.id == begun.call_id).with_for_update())
    if call is None:
        raise UnavailableModelError("the case was removed while the model answered")
    if call.state == "done":
        return kept(call)
    cost = model.price.micros(outcome.input_tokens, outcome.output_tokens)
    call.state, call.done_at, call.reserved_micros = ("failed" if outcome.error else "done"), now, 0
    call.reply, call.stop_reason, call.error = outcome.text, outcome.stop_reason[:40], outcome.error
    call.tries += outcome.tries
    lost = call.request.get("lost") or [0, 0, 0]
    call.input_tokens, call.output_tokens = lost[0] + outcome.input_tokens, lost[1] + outcome.output_tokens
    call.cost_micros, call.estimated = lost[2] + cost, outcome.estimated
    session.execute(
        update(AgentRun)
        .where(AgentRun.id == run_id)
        .values(
            input_tokens=AgentRun.input_tokens + outcome.input_tokens,
            output_tokens=AgentRun.output_tokens + outcome.output_tokens,
            cost_micros=AgentRun.cost_micros + cost,
        )
        .execution_options(synchronize_session=False)
    )
    if outcome.error:
        return None
    usage = Usage(outcome.input_tokens, outcome.output_tokens, cost)
    return Reply(outcome.text, outcome.stop_reason, usage, call.id)


def kept(call: ModelCall) -> Reply:
    """The reply of a call that was answered before."""
    usage = Usage(call.input_tokens, call.output_tokens, call.cost_micros)
    return Reply(call.reply, call.stop_reason, usage, call.id, kept=True)


def _lock(session: Session) -> None:
    """On SQLite a transaction that writes is alone anyway."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SPENDING_LOCK})


def _check(
    session: Session,
    run: AgentRun,
    model: Model,
    prompt: Prompt,
    limits: Limits,
    now: datetime,
    tokens_in: int,
    own: int | None,
) -> float:
    """Seconds that are left for the call. Raises where tokens, money or time would go beyond a limit."""
    tokens, micros = tokens_in + prompt.most_tokens, model.price.micros(tokens_in, prompt.most_tokens)
    case = ModelCall.case_id == run.case_id if run.case_id is not None else ModelCall.run_id == run.id
    day = ModelCall.day == now.astimezone(UTC).date()
    for where, name, most_tokens, most_micros in (
        (case, "this case" if run.case_id is not None else "this run", limits.tokens_per_case, limits.micros_per_case),
        (day, "today", limits.tokens_per_day, limits.micros_per_day),
    ):
        used_tokens, used_micros = _used(session, where, own)
        if used_tokens + tokens > most_tokens:
            raise SpentLimitError(f"models have used {used_tokens} of the {most_tokens} tokens for {name}; the next call may take {tokens}")
        if used_micros + micros > most_micros:
            raise SpentLimitError(
                f"models have cost {dollars(used_micros)} of {dollars(most_micros)} for {name}; the next call may cost {dollars(micros)}"
            )
    left = limits.seconds_per_case - _seconds_of(session, run.id)
    if left <= 0:
        raise LateModelError(f"models took the {limits.seconds_per_case:g} seconds that one run may wait for them")
    return min(limits.seconds_per_call, left)


def _used(session: Session, where: ColumnElement[bool], own: int | None) -> tuple[int, int]:
    """Tokens and millionths of a dollar, with what is reserved; the call itself does not count, since it is about to be replaced."""
    wanted = select(
        func.coalesce(func.sum(ModelCall.input_tokens + ModelCall.output_tokens), 0),
        func.coalesce(func.sum(ModelCall.cost_micros + ModelCall.reserved_micros), 0),
    ).where(where)
    if own is not None:
        wanted = wanted.where((ModelCall.id != own) | (ModelCall.state != "begun"))
    tokens, micros = session.execute(wanted).one()
    return int(tokens), int(micros)


def _seconds_of(session: Session, run_id: int) -> float:
    """How long the run has waited for models so far."""
    ended = select(ModelCall.begun_at, ModelCall.done_at).where(ModelCall.run_id == run_id, ModelCall.done_at.is_not(None))
    return sum((done - begun).total_seconds() for begun, done in session.execute(ended) if done is not None)


def _fill(call: ModelCall, run: AgentRun, model: Model, prompt: Prompt, now: datetime, tokens_in: int, lost: tuple[int, int, int]) -> None:
    """The row of a call that is about to be sent. What a failed one before it took stays counted."""
    call.case_id, call.run_id, call.model, call.model_id = run.case_id, run.id, model.name, model.full_id
    call.brief_hash, call.prompt_hash, call.request = prompt.brief_hash, prompt.hash, _request(model, prompt, lost)
    call.state, call.error, call.done_at = "begun", "", None
    call.begun_at, call.day = now, now.astimezone(UTC).date()
    call.input_tokens, call.output_tokens, call.cost_micros = lost[0] + tokens_in, lost[1] + prompt.most_tokens, lost[2]
    call.reserved_micros = model.price.micros(tokens_in, prompt.most_tokens)


def _request(model: Model, prompt: Prompt, lost: tuple[int, int, int]) -> dict[str, Any]:
    """What is sent, to be sent again or looked at later."""
    return {
        "prompt": prompt.name,
        "version": prompt.version,
        "instructions": prompt.instructions,
        "data": prompt.data,
        "most_tokens": prompt.most_tokens,
        "temperature": model.temperature,
        "lost": list(lost),
    }


def dollars(micros: int) -> str:
    """Millionths of a US dollar as people read them: `$0.0123`."""
    whole, rest = divmod(micros, 1_000_000)
    return f"${whole}.{rest // 100:04d}"
