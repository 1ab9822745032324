"""The job that carries out a run of reading help. Where the model brings nothing, the paper stays as it is and the run says why."""

from __future__ import annotations

from agents.bench import Bench
from agents.carrying import run_handler
from agents.model.asking import asker
from agents.reading_help.steps import Steps
from agents.runs import end
from agents.silence import be_silent
from cases.background.desk import SYSTEM
from cases.background.work import Handler, Report
from ledger.agents import AgentRun
from ledger.journal import record


def point_handler(bench: Bench) -> Handler:
    """Lets a model point at words of a paper (payload `run_id`); goes on where a worker that died left it."""

    def carry_out(run_id: int, key: str, report: Report) -> None:
        be_silent()
        from agents.reading_help.graph import graph_of  # noqa: PLC0415 - LangGraph is loaded in workers alone
        from agents.walking import walk  # noqa: PLC0415 - belongs to it

        walk(bench, graph_of(Steps(bench, asker(bench, run_id, report=report))), run_id, key, report)

    def failed(run_id: int, problem: str) -> None:
        now = bench.desk.now()
        with bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, run_id)
            if run.ended_at is not None:
                return
            end(run, now=now, result={"proposed": 0, "refused": 0, "why": problem}, problem=problem, state="failed")
            told = {"run": run.id, "why": problem}
            record(
                session, supplier_id=run.supplier_id, actor=SYSTEM, now=now, action="reading help failed", noun="document",
                noun_id=run.noun_id, after=told,
            )  # fmt: skip

    return run_handler(bench, carry_out, failed, _said)


def _said(run: AgentRun) -> str:
    proposed = run.result.get("proposed", 0)
    return f"{proposed} suggested" if proposed or not run.result.get("why") else str(run.result["why"])
