"""The job that carries out a narrative run. Whatever happens to the model, the case ends with a letter: the template's at worst."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.carrying import CANCELLED, run_handler
from agents.model.asking import asker
from agents.narrative.keeping import Outcome, keep_template
from agents.narrative.steps import Steps
from agents.runs import end
from agents.silence import be_silent
from cases.background.work import Handler, Report
from cases.filing.unattended import after_draft
from cases.letters.keeping import DraftError
from cases.letters.letter_words import LetterLanguageError
from ledger.agents import AgentRun


def narrate_handler(bench: Bench) -> Handler:
    """Writes the letter of a run (payload `run_id`). What a kill interrupts goes on from its last node when the job is begun again."""
    after = _after(bench)

    def carry_out(run_id: int, key: str, report: Report) -> None:
        be_silent()
        from agents.narrative.graph import graph_of  # noqa: PLC0415 - LangGraph is loaded in workers alone
        from agents.walking import walk  # noqa: PLC0415 - belongs to it

        walk(bench, graph_of(Steps(bench, asker(bench, run_id, report=report), after)), run_id, key, report)

    def failed(run_id: int, problem: str) -> None:
        with bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, run_id, with_for_update=True)
            if run.ended_at is not None:
                return
            if problem == CANCELLED:
                end(run, now=bench.desk.now(), result={"draft_id": None}, problem=problem, state="failed")
            elif (outcome := keep_template(session, bench.desk, run, problem=problem)) is not None:
                after(session, outcome)

    return run_handler(bench, carry_out, failed, _said, refusals=(DraftError, LetterLanguageError))


def _after(bench: Bench) -> Callable[[Session, Outcome], None]:
    """What follows a letter that was kept: approval without a person, where the supplier's policy covers it."""
    approve = after_draft(bench.desk)
    return lambda session, outcome: approve(session, outcome.case, outcome.draft)


def _said(run: AgentRun) -> str:
    version = run.result.get("version")
    return f"version {version} written" if version else str(run.result.get("why") or run.problem)
