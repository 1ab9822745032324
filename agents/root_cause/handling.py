"""The job that looks at causes: notes from the template first, then, where a supplier has a model, a run of the graph for each new one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Select, exists, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from agents.bench import Bench
from agents.checkpoints import saver
from agents.model.asking import asker
from agents.root_cause.ordering import GRAPH, order_due_looks, order_note
from agents.runs import begin, end
from agents.silence import be_silent
from cases.background.work import CancelledWorkError, Handler, Report, Task, TransientWorkError
from cases.causes.note_text import NoteLanguageError
from cases.causes.refreshing import Look, NoDeductionsError, Refreshed, refresh_account, refresh_charge
from facts.finding import Direction, FindingType
from ledger.agents import AgentRun
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.improving import CauseNote
from ledger.suppliers import Account

AGAIN: Final = (TransientWorkError, OperationalError, IntegrityError, NoConnectionFreeError, StaleDataError)
"""Troubles of the database: the run goes on where it was left when the job is tried again."""
MOST_TRIES: Final = 3
MOST_CHARGES: Final = 50
"""Single chargebacks that one look writes notes on."""
LOG: Final = logging.getLogger(__name__)


def causes_handler(bench: Bench) -> Handler:
    """Carries out a run (payload `run_id`): a look at a supplier or a chargeback, or the graph on one note. Without one: orders looks."""

    def handle(task: Task, report: Report) -> None:
        if "run_id" not in task.payload:
            with bench.desk.sessions.begin() as session:
                ordered = order_due_looks(session, bench.desk.work, now=bench.desk.now())
            report(1, 1, f"{len(ordered)} suppliers are looked at")
            return
        run_id = int(task.payload["run_id"])
        graph = _begun(bench, run_id)
        if graph is None:
            report(1, 1, "the run is over")
            return
        try:
            if graph == GRAPH:
                _write(bench, run_id, report)
            else:
                _look(bench, run_id, report)
        except (NoDeductionsError, NoteLanguageError) as refusal:
            _failed(bench, run_id, str(refusal))
        except CancelledWorkError as stop:
            if type(stop) is CancelledWorkError:  # not where only the worker stops: the job is begun again then
                _failed(bench, run_id, "cancelled")
            raise
        except Exception as error:
            if isinstance(error, AGAIN) and task.attempt < MOST_TRIES:
                raise
            LOG.exception("run %s failed", run_id)
            _failed(bench, run_id, f"stopped by an error of its own ({type(error).__name__}); the log has the details")

    return handle


def _begun(bench: Bench, run_id: int) -> str | None:
    """The graph of a run that is begun; None where it is over."""
    with bench.desk.sessions.begin() as session:
        run = session.get(AgentRun, run_id)
        if run is None or run.ended_at is not None:
            return None
        begin(run, now=bench.desk.now())
        return run.graph


def _look(bench: Bench, run_id: int, report: Report) -> None:
    """Looks at each account in a transaction of its own; what is done again after a kill finds that nothing changed."""
    with bench.desk.sessions() as session:
        run = session.get_one(AgentRun, run_id)
        case_id = run.case_id
        accounts = [] if case_id is not None else session.scalars(_accounts_of(run.supplier_id)).all()
    done = Refreshed()
    for number, account_id in enumerate(accounts):
        report(number, len(accounts), "looking at what deductions have in common")
        with bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, run_id)
            _add(session, bench, run, done, refresh_account(session, session.get_one(Account, account_id), _look_of(bench, run)))
    with bench.desk.sessions.begin() as session:
        run = session.get_one(AgentRun, run_id)
        if case_id is not None:
            _add(session, bench, run, done, refresh_charge(session, session.get_one(Case, case_id), _look_of(bench, run)))
        for case in _new_charges(session, run) if case_id is None else ():
            _add(session, bench, run, done, refresh_charge(session, case, _look_of(bench, run)))
        told = {"written": len(done.written), "unchanged": done.unchanged, "overtaken": done.overtaken}
        end(run, now=bench.desk.now(), result=told | {"note_ids": [note.id for note in done.written]})
    report(1, 1, f"{len(done.written)} notes written, {done.unchanged} as they were")


def _accounts_of(supplier_id: int) -> Select[int]:
    return select(Account.id).where(Account.supplier_id == supplier_id, Account.active.is_(True)).order_by(Account.id)


def _new_charges(session: Session, run: AgentRun) -> Sequence[Case]:
    """The dearest open chargebacks of a supplier that no note speaks of yet."""
    noted = exists().where(CauseNote.case_id == Case.id)
    lined = exists().where(FindingRow.case_id == Case.id, FindingRow.gone_at.is_(None), FindingRow.direction == Direction.OWED_TO_US)
    wanted = select(Case).where(
        Case.supplier_id == run.supplier_id, Case.type == FindingType.CHARGEBACK, Case.closed.is_(False), lined, ~noted
    )
    return session.scalars(wanted.order_by(Case.claimed_minor.desc(), Case.id).limit(MOST_CHARGES)).all()


def _look_of(bench: Bench, run: AgentRun) -> Look:
    month = run.order.get("month")
    return Look(
        bench.desk.today(),
        bench.desk.now(),
        run.ordered_by,
        run.order.get("language", "en"),
        date.fromisoformat(month) if month else None,
        run.id,
    )


def _add(session: Session, bench: Bench, run: AgentRun, done: Refreshed, found: Refreshed) -> None:
    """What an account came to, and the runs of the graph that follow, in the same transaction."""
    done.unchanged += found.unchanged
    done.overtaken += found.overtaken
    for note in found.written:
        done.written.append(note)
        order_note(session, bench.desk.work, bench.models, note, actor=run.ordered_by, now=bench.desk.now())


def _write(bench: Bench, run_id: int, report: Report) -> None:
    be_silent()
    from agents.root_cause.graph import carried_out  # noqa: PLC0415 - LangGraph is loaded in workers alone
    from agents.root_cause.steps import Steps  # noqa: PLC0415 - belongs to it

    with bench.desk.sessions() as session:
        key = session.get_one(AgentRun, run_id).key
    steps = Steps(bench, asker(bench, run_id, report=report))
    with saver(bench.desk) as checkpoints:
        for done, node in enumerate(carried_out(steps, checkpoints, run_id, key), start=1):
            report(done, None, node)
    report(1, 1, "the note is written")


def _failed(bench: Bench, run_id: int, problem: str) -> None:
    """The template's notes stand as they are."""
    with bench.desk.sessions.begin() as session:
        run = session.get_one(AgentRun, run_id)
        if run.ended_at is None:
            end(run, now=bench.desk.now(), result={"note_id": None}, problem=problem, state="failed")
