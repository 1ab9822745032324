"""The job that carries out a run of the evidence graph. Whatever becomes of it, what the house proposed by itself stands."""

from __future__ import annotations

from agents.bench import Bench
from agents.carrying import run_handler
from agents.evidence.steps import Steps
from agents.model.asking import asker
from agents.runs import end
from agents.silence import be_silent
from cases.background.work import Handler, Report
from ledger.agents import AgentRun
from rules.errors import RuleError


def evidence_handler(bench: Bench) -> Handler:
    """Looks for what a case lacks with the supplier's model (payload `run_id`); goes on where a worker that died left it."""

    def carry_out(run_id: int, key: str, report: Report) -> None:
        be_silent()
        from agents.evidence.graph import graph_of  # noqa: PLC0415 - LangGraph is loaded in workers alone
        from agents.walking import walk  # noqa: PLC0415 - belongs to it

        walk(bench, graph_of(Steps(bench, asker(bench, run_id, report=report))), run_id, key, report)

    def failed(run_id: int, problem: str) -> None:
        with bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, run_id)
            if run.ended_at is None:
                end(run, now=bench.desk.now(), result={"proposed": 0, "why": problem}, problem=problem, state="failed")

    return run_handler(bench, carry_out, failed, _said, refusals=(RuleError,))


def _said(run: AgentRun) -> str:
    return f"{run.result.get('proposed', 0)} papers proposed" + (f"; {run.problem}" if run.problem else "")
