"""What the nodes of the reading-help graph do: gather the words, ask, check, propose. Each can be carried out twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, TypedDict

from agents.bench import Bench
from agents.model.port import Ask, ModelError
from agents.reading_help.asking import pages_of, prompt_of, read_answer
from agents.runs import end, note_step
from cases.background.desk import Desk
from cases.intake.page_views import NoPagesError, NoSuchPageError, Shown, shown, words_of
from cases.intake.pointed_fields import propose, refused_before, standing_fields
from cases.intake.pointing import MOST_PAGES, Held, Pointed, all_held, numbered
from cases.intake.typed_values import region_on
from ledger.agents import AgentRun
from ledger.papers import Document, Paper

MOST_ASKED: Final = 2
"""A second question tells what was wrong with the answer to the first."""


class State(TypedDict, total=False):
    """Plain values between the nodes: how often the model was asked, what it pointed at, why an answer could not be used, what next."""

    run_id: int
    asked: int
    pointed: list[dict[str, Any]]
    fault: str
    trouble: str
    next: str


class Steps:
    """The nodes of one run; `ask` asks its model."""

    def __init__(self, bench: Bench, ask: Ask) -> None:
        self._desk = bench.desk
        self._ask = ask

    def gather(self, state: State) -> State:
        """Freezes the fields to place and the words of the paper's pages."""
        with self._desk.sessions() as session:
            run = session.get_one(AgentRun, state["run_id"])
            if run.brief:
                return {"asked": 0, "next": "ask"}
            paper = session.get_one(Paper, run.order["paper_id"])
            fields, refused = standing_fields(session, paper), refused_before(session, paper)
            of = shown(session, session.get_one(Document, paper.document_id))
            told = {"kind": paper.kind.value, "language": paper.content.get("language")}
            numbers = [int(number) for number in paper.content["pages"][:MOST_PAGES]]
        pages = _pages(self._desk, of, numbers)
        brief = {"paper": told, "fields": list(fields), "pages": pages, "refused": refused}
        self._keep_brief(state, brief)
        words = sum(len(page["words"]) for page in pages)
        return {"asked": 0, "next": "ask" if fields and words else "propose"}

    def ask(self, state: State) -> State:
        """Asks which words are values of which fields."""
        brief, brief_hash, content = self._given(state)
        refused = [h for h in self._held(state, brief, content) if h.value is None]
        prompt = prompt_of(brief, brief_hash, refused, state.get("fault", ""))
        asked = state["asked"] + 1
        try:
            reply = self._ask(prompt)
        except ModelError as error:
            self._note(state, {"node": "ask", "attempt": asked, "prompt_hash": prompt.hash, "trouble": str(error)})
            return {"asked": asked, "trouble": str(error), "next": "propose"}
        pointed, fault = read_answer(reply.text)
        step = {"node": "ask", "attempt": asked, "prompt": prompt.name, "version": prompt.version, "prompt_hash": prompt.hash}
        self._note(state, step | {"call": reply.call_id, "pointed": [asdict(one) for one in pointed], "fault": fault})
        return {"asked": asked, "pointed": _merged(state, brief, pointed, refused), "fault": fault, "next": "check"}

    def check(self, state: State) -> State:
        """Holds each pointing against the words; asks once more where something was refused or nothing understood."""
        brief, _, content = self._given(state)
        refused = [h for h in self._held(state, brief, content) if h.value is None]
        again = bool(refused or state["fault"]) and state["asked"] < MOST_ASKED
        told = [{"field": h.pointed.field, "why": list(h.problems)} for h in refused]
        self._note(state, {"node": "check", "attempt": state["asked"], "refused": told})
        return {"next": "ask" if again else "propose"}

    def propose(self, state: State) -> State:
        """Keeps what stood the checks as proposals to a person, and ends the run."""
        brief, _, content = self._given(state)
        found = self._held(state, brief, content)
        with self._desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"])
            if run.ended_at is not None:
                return {"next": ""}
            rows = propose(session, run, session.get_one(Paper, run.order["paper_id"]), found, now=self._desk.now())
            proposed = sum(row.state == "proposed" for row in rows)
            why = state.get("trouble") or state.get("fault") or ""
            result = {"proposed": proposed, "refused": len(rows) - proposed, "why": why}
            end(run, now=self._desk.now(), result=result, problem=state.get("trouble", ""))
        return {"next": ""}

    def _given(self, state: State) -> tuple[Mapping[str, Any], str, Mapping[str, Any]]:
        """The frozen brief, its hash, and the paper as it stands."""
        with self._desk.sessions() as session:
            run = session.get_one(AgentRun, state["run_id"])
            return run.brief, run.brief_hash, session.get_one(Paper, run.order["paper_id"]).content

    def _held(self, state: State, brief: Mapping[str, Any], content: Mapping[str, Any]) -> list[Held]:
        pointed = [Pointed(**one) for one in state.get("pointed", ())]
        if not pointed:
            return []
        pages, region = pages_of(brief), region_on(self._desk.derived, brief["sha256"], content)
        return all_held(pointed, pages, brief["fields"], content, region)

    def _keep_brief(self, state: State, brief: dict[str, Any]) -> None:
        with self._desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"])
            paper = session.get_one(Paper, run.order["paper_id"])
            whole = brief | {"sha256": session.get_one(Document, paper.document_id).sha256}
            run.brief = whole
            run.brief_hash = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
            note_step(run, {"node": "gather", "fields": brief["fields"], "pages": [page["number"] for page in brief["pages"]]})

    def _note(self, state: State, step: Mapping[str, Any]) -> None:
        with self._desk.sessions.begin() as session:
            note_step(session.get_one(AgentRun, state["run_id"]), step)


def _pages(desk: Desk, of: Shown, numbers: list[int]) -> list[dict[str, Any]]:
    """The words of the paper's pages; a page that cannot be opened has none."""
    found = []
    for number in numbers:
        try:
            _, words = words_of(desk, of, number)
        except (NoPagesError, NoSuchPageError):
            continue
        found.append({"number": number, "words": [word.to_json() for word in numbered(number, words).words]})
    return found


def _merged(state: State, brief: Mapping[str, Any], pointed: list[Pointed], refused: list[Held]) -> list[dict[str, Any]]:
    """What stood of the first answer, and of the second what was refused in the first or not pointed at in it."""
    again = {held.pointed.field for held in refused}
    standing = {one["field"]: one for one in state.get("pointed", ()) if one["field"] not in again}
    new = {one.field: asdict(one) for one in pointed if one.field in brief["fields"]}
    kept = {held.pointed.field: asdict(held.pointed) for held in refused if held.pointed.field not in new}
    return list((kept | new | standing).values())
