"""Asks a model on behalf of a run: within its limits, once per question, tried again where that may help, stopped when told to."""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.model.choice import Limits, Model, Models, model_for
from agents.model.clients import Failure, Heard, client_of
from agents.model.line import LOOK_SECONDS, Spoken, speak
from agents.model.port import Ask, LateModelError, NoModelError, Prompt, Reply, UnavailableModelError
from agents.model.spending import Begun, Elsewhere, Outcome, begin_call, end_call, estimate
from cases.background.work import Report
from ledger.agents import AgentRun

SHOWN_SECONDS: Final = 0.5
"""So often at most what is being written is put where the page sees it."""
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 20.0
LEAST_TRY: Final = 1.0
"""Seconds below which another try makes no sense."""
SHOWN_LENGTH: Final = 20_000
UNREADABLE: Final = frozenset({"Cc", "Cs"})
TURNING: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def asker(bench: Bench, run_id: int, *, report: Report | None = None, on_text: Callable[[str], None] | None = None) -> Ask:
    """How a graph asks the model that its run was given.

    The text that comes is shown in `AgentRun.partial` as it comes, unless `on_text` takes it. `report` lets a cancelled job stop while
    it waits: what it raises goes through. No session may be open while one asks. The same question again gives the same reply without
    asking, also after a kill; a graph that wants another reply puts what was wrong with the first into its material.
    """
    look = _looking(report)
    show = on_text or _Shown(bench, run_id)

    def ask(prompt: Prompt) -> Reply:
        return _asked(bench, run_id, prompt, look, show)

    return ask


def _asked(bench: Bench, run_id: int, prompt: Prompt, look: Callable[[], None], show: Callable[[str], None]) -> Reply:
    begun, model = _begun(bench, run_id, prompt, look)
    if isinstance(begun, Reply):
        return begun
    tally = _Tally(begun)
    try:
        client_of(model)  # what loading takes is not the provider's time
        failure = _tried(bench.models.limits, model, prompt, tally, look, show)
    except BaseException:
        with bench.desk.sessions.begin() as session:
            end_call(session, begun, run_id, model, tally.outcome("stopped while it was asked"), bench.desk.now())
        raise
    outcome = tally.outcome("" if failure is None else failure.reason)
    with bench.desk.sessions.begin() as session:
        reply = end_call(session, begun, run_id, model, outcome, bench.desk.now())
    if reply is None:
        late = failure is not None and failure.late
        raise (LateModelError if late else UnavailableModelError)(f"{model.name}: {outcome.error}")
    return reply


def _begun(bench: Bench, run_id: int, prompt: Prompt, look: Callable[[], None]) -> tuple[Begun | Reply, Model]:
    """The call, reserved, or the reply that is kept. Waits where another run is asking the same. Raises ModelError."""
    while True:
        look()
        with bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, run_id)
            model = _model_of(session, run, bench.models)
            begun = begin_call(session, run, model, prompt, bench.models.limits, bench.desk.now())
        if not isinstance(begun, Elsewhere):
            return begun, model
        time.sleep(LOOK_SECONDS)


def _model_of(session: Session, run: AgentRun, models: Models) -> Model:
    """The run's model, if the supplier's papers may still go to it. Raises NoModelError."""
    if not run.model:
        raise NoModelError("this run asks no model")
    model = models.named(run.model)
    if model_for(session, run.supplier_id, models) != model.name:
        raise NoModelError(f"this supplier's papers no longer go to {model.name}")
    return model


@dataclass(slots=True)
class _Tally:
    """What a call has come to over its tries: the last text, and what was read and written in all of them."""

    begun: Begun
    tries: int = 0
    heard: Heard = field(default_factory=Heard)
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False

    def add(self, spoken: Spoken) -> None:
        """One more try. Where the provider says nothing of usage, the house estimates; what was refused unread costs nothing."""
        self.tries, self.heard = self.tries + 1, spoken.heard
        if spoken.failure is not None and not spoken.failure.charged and not spoken.heard.text:
            return
        told = spoken.heard.input_tokens > 0 and (spoken.heard.output_tokens > 0 or not spoken.heard.text)
        self.input_tokens += spoken.heard.input_tokens or self.begun.input_tokens
        self.output_tokens += spoken.heard.output_tokens or estimate(spoken.heard.text)
        self.estimated |= not told

    def outcome(self, error: str) -> Outcome:
        """What is booked."""
        text = "" if error else readable(self.heard.text)
        return Outcome(text, self.heard.stop_reason, error, self.tries, self.input_tokens, self.output_tokens, self.estimated)


def _tried(
    limits: Limits, model: Model, prompt: Prompt, tally: _Tally, look: Callable[[], None], show: Callable[[str], None]
) -> Failure | None:
    """Asks until there is a reply, or it makes no sense to go on; gives why in that case."""
    until = time.monotonic() + tally.begun.seconds
    while True:
        seconds = min(model.seconds, until - time.monotonic())
        spoken = speak(model, prompt, tally.begun.key, seconds, look=look, on_text=show)
        tally.add(spoken)
        failure = spoken.failure
        if failure is None or not failure.again or tally.tries >= limits.tries_per_call:
            return failure
        pause = max(failure.wait, min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tally.tries - 1)) * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
        if time.monotonic() + pause + LEAST_TRY > until:
            return failure
        _pause(pause, look)


def _pause(seconds: float, look: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, LOOK_SECONDS))
        look()


def readable(text: str) -> str:
    """A reply without control characters, lone surrogates and marks that turn the direction of what follows."""
    return "".join(c for c in text if c in "\n\t" or (unicodedata.category(c) not in UNREADABLE and c not in TURNING))


class _Shown:
    """Puts what is being written into the run's row, a few times a second at most, each time in a short transaction of its own."""

    def __init__(self, bench: Bench, run_id: int) -> None:
        self._sessions = bench.desk.sessions
        self._run_id = run_id
        self._next = 0.0

    def __call__(self, text: str) -> None:
        """Shows the text so far."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SHOWN_SECONDS
        with self._sessions.begin() as session:
            session.execute(update(AgentRun).where(AgentRun.id == self._run_id).values(partial=readable(text)[:SHOWN_LENGTH]))


def _looking(report: Report | None) -> Callable[[], None]:
    """How one who waits learns that it should stop."""
    if report is None:
        return lambda: None
    return lambda: report(0, None, "a model is asked")
