"""The job that carries out a narrative run. Whatever happens to the model, the case ends with a letter: the template's at worst."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from agents.bench import Bench
from agents.checkpoints import saver
from agents.model.asking import asker
from agents.narrative.keeping import Outcome, keep_template
from agents.narrative.steps import Steps
from agents.runs import begin, end
from agents.silence import be_silent
from cases.background.work import CancelledWorkError, Handler, Report, Task, TransientWorkError
from cases.filing.unattended import after_draft
from cases.letters.keeping import DraftError
from cases.letters.letter_words import LetterLanguageError
from ledger.agents import AgentRun

AGAIN: Final = (TransientWorkError, OperationalError, IntegrityError, NoConnectionFreeError, StaleDataError)
"""Troubles of the database: the run goes on from its last node when the job is tried again."""
MOST_TRIES: Final = 3
LOG: Final = logging.getLogger(__name__)


def narrate_handler(bench: Bench) -> Handler:
    """Writes the letter of a run (payload `run_id`). What a kill interrupts goes on from its last node when the job is begun again."""

    def handle(task: Task, report: Report) -> None:
        run_id = int(task.payload["run_id"])
        key = _begun(bench, run_id)
        if key is None:
            report(1, 1, "the run is over")
            return
        try:
            _carry_out(bench, run_id, key, report)
        except (DraftError, LetterLanguageError) as refusal:
            _failed(bench, run_id, str(refusal))
        except CancelledWorkError as stop:
            if type(stop) is CancelledWorkError:  # not where only the worker stops: the job is begun again then
                _cancelled(bench, run_id)
            raise
        except Exception as error:
            if isinstance(error, AGAIN) and task.attempt < MOST_TRIES:
                raise
            LOG.exception("run %s failed", run_id)
            _failed(bench, run_id, f"stopped by an error of its own ({type(error).__name__}); the log has the details")
        report(1, 1, _said_of(bench, run_id))

    return handle


def _carry_out(bench: Bench, run_id: int, key: str, report: Report) -> None:
    be_silent()
    from agents.narrative.graph import carried_out  # noqa: PLC0415 - LangGraph is loaded in workers alone

    steps = Steps(bench, asker(bench, run_id, report=report), _after(bench))
    with saver(bench.desk) as checkpoints:
        for done, node in enumerate(carried_out(steps, checkpoints, run_id, key), start=1):
            report(done, None, node)


def _after(bench: Bench) -> Callable[[Session, Outcome], None]:
    """What follows a letter that was kept: approval without a person, where the supplier's policy covers it."""
    approve = after_draft(bench.desk)
    return lambda session, outcome: approve(session, outcome.case, outcome.draft)


def _begun(bench: Bench, run_id: int) -> str | None:
    """The run's key once it is begun; None where it is over."""
    with bench.desk.sessions.begin() as session:
        run = session.get(AgentRun, run_id)
        if run is None or run.ended_at is not None:
            return None
        begin(run, now=bench.desk.now())
        return run.key


def _failed(bench: Bench, run_id: int, problem: str) -> None:
    """The case gets the template's letter."""
    with bench.desk.sessions.begin() as session:
        run = session.get_one(AgentRun, run_id)
        if run.ended_at is None and (outcome := keep_template(session, bench.desk, run, problem=problem)) is not None:
            _after(bench)(session, outcome)


def _cancelled(bench: Bench, run_id: int) -> None:
    with bench.desk.sessions.begin() as session:
        run = session.get_one(AgentRun, run_id)
        if run.ended_at is None:
            end(run, now=bench.desk.now(), result={"draft_id": None}, problem="cancelled", state="failed")


def _said_of(bench: Bench, run_id: int) -> str:
    with bench.desk.sessions() as session:
        run = session.get_one(AgentRun, run_id)
        version = run.result.get("version")
        return f"version {version} written" if version else str(run.result.get("why") or run.problem)
