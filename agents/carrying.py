"""How the job of a run is carried out whatever its graph: begun once, gone on with after a kill, ended whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm.exc import StaleDataError

from agents.bench import Bench
from agents.runs import begin
from cases.background.work import CancelledWorkError, Handler, Report, Task, TransientWorkError
from ledger.agents import AgentRun

AGAIN: Final = (TransientWorkError, OperationalError, IntegrityError, NoConnectionFreeError, StaleDataError)
"""Troubles of the database: the run goes on from its last node when the job is tried again."""
MOST_TRIES: Final = 3
CANCELLED: Final = "cancelled"
LOG: Final = logging.getLogger(__name__)


def run_handler(
    bench: Bench,
    carry_out: Callable[[int, str, Report], None],
    failed: Callable[[int, str], None],
    said: Callable[[AgentRun], str],
    *,
    refusals: tuple[type[Exception], ...] = (),
) -> Handler:
    """A handler for runs (payload `run_id`).

    `carry_out` gets the run's number and key and goes on where an earlier start was left; `failed` ends a run that could not be
    carried out, and is told why (`refusals` speak for themselves); `said` is the message that the job ends with.
    """

    def handle(task: Task, report: Report) -> None:
        run_id = int(task.payload["run_id"])
        key = _begun(bench, run_id)
        if key is None:
            report(1, 1, "the run is over")
            return
        try:
            carry_out(run_id, key, report)
        except refusals as refusal:
            failed(run_id, str(refusal))
        except CancelledWorkError as stop:
            if type(stop) is CancelledWorkError:  # not where only the worker stops: the job is begun again then
                failed(run_id, CANCELLED)
            raise
        except Exception as error:
            if isinstance(error, AGAIN) and task.attempt < MOST_TRIES:
                raise
            LOG.exception("run %s failed", run_id)
            failed(run_id, f"stopped by an error of its own ({type(error).__name__}); the log has the details")
        with bench.desk.sessions() as session:
            report(1, 1, said(session.get_one(AgentRun, run_id)))

    return handle


def _begun(bench: Bench, run_id: int) -> str | None:
    """The run's key once it is begun; None where it is over."""
    with bench.desk.sessions.begin() as session:
        run = session.get(AgentRun, run_id)
        if run is None or run.ended_at is not None:
            return None
        begin(run, now=bench.desk.now())
        return run.key
