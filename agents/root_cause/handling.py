"""The job that looks at causes: notes from the template first, then, where a supplier has a model, a run of the graph for each new one."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import Select, exists, select

from agents.bench import Bench
from agents.carrying import run_handler
from agents.model.asking import asker
from agents.root_cause.ordering import GRAPH, order_due_looks, order_note
from agents.root_cause.telling import tell_of_notes
from agents.runs import end, note_step
from agents.silence import be_silent
from cases.background.work import Handler, Report, Task
from cases.causes.note_text import NoteLanguageError
from cases.causes.refreshing import Found, Look, NoDeductionsError, Refreshed, found_in_account, found_in_charge, keep_found
from facts.finding import Direction, FindingType
from ledger.agents import AgentRun
from ledger.cases import Case
from ledger.database import for_reading
from ledger.findings import FindingRow
from ledger.improving import CauseNote
from ledger.suppliers import Account

MOST_CHARGES: Final = 50
"""Single chargebacks that one look writes notes on."""


def causes_handler(bench: Bench) -> Handler:
    """Carries out a run (payload `run_id`): a look at a supplier or a chargeback, or the graph on one note. Without one: orders looks."""

    def carry_out(run_id: int, key: str, report: Report) -> None:
        with bench.desk.sessions() as session:
            is_note = session.get_one(AgentRun, run_id).graph == GRAPH
        if is_note:
            _write(bench, run_id, key, report)
        else:
            _look(bench, run_id, report)

    of_run = run_handler(bench, carry_out, partial(_failed, bench), _said, refusals=(NoDeductionsError, NoteLanguageError))

    def handle(task: Task, report: Report) -> None:
        if "run_id" in task.payload:
            of_run(task, report)
            return
        with bench.desk.sessions.begin() as session:
            ordered = order_due_looks(session, bench.desk.work, now=bench.desk.now())
        report(1, 1, f"{len(ordered)} suppliers are looked at")

    return handle


def _look(bench: Bench, run_id: int, report: Report) -> None:
    """Looks without holding up those who write, then keeps what was found; what is done again after a kill finds that nothing changed."""
    reading = for_reading(bench.desk.sessions)
    done = Refreshed()
    with reading() as session:
        run = session.get_one(AgentRun, run_id)
        look = _look_of(bench, run)
        charges = [run.case_id] if run.case_id is not None else session.scalars(_new_charges(run.supplier_id)).all()
        accounts = [] if run.case_id is not None else session.scalars(_accounts_of(run.supplier_id)).all()
    for number, account_id in enumerate(accounts):
        report(number, len(accounts), "looking at what deductions have in common")
        with reading() as session:
            found = found_in_account(session, account_id, look)
        _keep(bench, run_id, done, found, look)
    for case_id in charges:
        with reading() as session:
            found = found_in_charge(session, session.get_one(Case, case_id), look)
        _keep(bench, run_id, done, found, look)
    with bench.desk.sessions.begin() as session:
        told = {"written": len(done.written), "unchanged": done.unchanged, "overtaken": done.overtaken}
        note_ids = [note.id for note in done.written]
        run = session.get_one(AgentRun, run_id)
        note_step(run, {"node": "look", "accounts": len(accounts), "charges": len(charges), **told})
        end(run, now=bench.desk.now(), result=told | {"note_ids": note_ids})
        if note_ids:
            tell_of_notes(session, run, note_ids, now=bench.desk.now())


def _accounts_of(supplier_id: int) -> Select[int]:
    return select(Account.id).where(Account.supplier_id == supplier_id, Account.active.is_(True)).order_by(Account.id)


def _new_charges(supplier_id: int) -> Select[int]:
    """The dearest open chargebacks of a supplier that no note speaks of yet."""
    noted = exists().where(CauseNote.case_id == Case.id)
    lined = exists().where(FindingRow.case_id == Case.id, FindingRow.gone_at.is_(None), FindingRow.direction == Direction.OWED_TO_US)
    wanted = select(Case.id).where(Case.supplier_id == supplier_id, Case.type == FindingType.CHARGEBACK, Case.closed.is_(False))
    return wanted.where(lined, ~noted).order_by(Case.claimed_minor.desc(), Case.id).limit(MOST_CHARGES)


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


def _keep(bench: Bench, run_id: int, done: Refreshed, found: Found, look: Look) -> None:
    """Keeps what was found, and orders the runs of the graph that follow, in one transaction."""
    with bench.desk.sessions.begin() as session:
        run = session.get_one(AgentRun, run_id)
        kept = keep_found(session, found, look)
        for note in kept.written:
            order_note(session, bench.desk.work, bench.models, note, actor=run.ordered_by, now=bench.desk.now())
    done.written += kept.written
    done.unchanged += kept.unchanged
    done.overtaken += kept.overtaken


def _write(bench: Bench, run_id: int, key: str, report: Report) -> None:
    be_silent()
    from agents.root_cause.graph import graph_of  # noqa: PLC0415 - LangGraph is loaded in workers alone
    from agents.root_cause.steps import Steps  # noqa: PLC0415 - belongs to it
    from agents.walking import walk  # noqa: PLC0415 - belongs to it

    walk(bench, graph_of(Steps(bench, asker(bench, run_id, report=report))), run_id, key, report)


def _failed(bench: Bench, run_id: int, problem: str) -> None:
    """The template's notes stand as they are."""
    with bench.desk.sessions.begin() as session:
        run = session.get_one(AgentRun, run_id)
        if run.ended_at is None:
            end(run, now=bench.desk.now(), result={"note_id": None}, problem=problem, state="failed")


def _said(run: AgentRun) -> str:
    """What the job ends with."""
    if run.problem:
        return run.problem
    if run.graph == GRAPH:
        return f"version {run.result['version']} written" if run.result.get("note_id") else str(run.result.get("why", ""))
    return f"{run.result.get('written', 0)} notes written, {run.result.get('unchanged', 0)} as they were"
