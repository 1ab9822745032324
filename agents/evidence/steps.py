"""What the nodes of the evidence graph do: what is missing, search, ask, look further, propose, request. Each can be carried out twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypedDict

from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.evidence.asking import VERSION, Answered, brief_of, keys_in, prompt_of, read_answer, told_of
from agents.model.port import Ask, ModelError
from agents.runs import end, note_step
from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM
from cases.gathering.asking import write_requests
from cases.gathering.gathering import Situation, candidates_of, put_proposals, sightings_of, situation_of
from cases.gathering.known import Knowledge
from cases.gathering.places import shown
from cases.gathering.proposals import Candidate
from cases.gathering.searches import TOOLS, Sighting
from ledger.agents import AgentRun
from ledger.cases import Case
from ledger.suppliers import Supplier

MOST_ROUNDS: Final = 2
"""How often a model may ask for further searches."""
MOST_FURTHER: Final = 40
"""Papers that further searches may bring in all."""


class State(TypedDict, total=False):
    """Plain values between the nodes: candidates as they were told, what was found further, how they are ordered and worded."""

    run_id: int
    round: int
    candidates: list[dict[str, Any]]
    further: list[dict[str, Any]]
    searches: list[list[str]]
    order: dict[str, list[int]]
    words: dict[str, str]
    trouble: str
    next: str


class Steps:
    """The nodes of one run; `ask` asks its model."""

    def __init__(self, bench: Bench, ask: Ask) -> None:
        self._desk = bench.desk
        self._ask = ask

    def missing(self, state: State) -> State:
        """Freezes what the case lacks and what is known of its shipments."""
        with self._desk.sessions.begin() as session:
            run, at = self._at(session, state)
            if not run.brief:
                needs = [{"paper": n.paper, "required": n.required, "weak": n.weak, "why": shown(n.why)} for n in at.needs]
                known = [{"name": one.name, "value": shown(one.value)} for one in at.known.all]
                run.brief = brief_of(needs, known)
                run.brief_hash = hashlib.sha256(json.dumps(run.brief, sort_keys=True).encode()).hexdigest()
            note_step(run, {"node": "missing", "needs": [n.paper for n in at.needs]})
            return {"round": 0, "further": [], "searches": [], "order": {}, "words": {}, "next": "search" if at.needs else "propose"}

    def search(self, state: State) -> State:
        """Looks with every tool."""
        with self._desk.sessions.begin() as session:
            run, at = self._at(session, state)
            told = told_of(candidates_of(session, at, _with(sightings_of(session, at), state)))
            note_step(run, {"node": "search", "attempt": state.get("round", 0), "candidates": told})
            return {"candidates": told, "next": "ask"}

    def ask(self, state: State) -> State:
        """Asks the model for further searches, an order and words; without an answer that can be used, the house's own order stands."""
        turn = state.get("round", 0)
        with self._desk.sessions() as session:
            run = session.get_one(AgentRun, state["run_id"])
            brief, brief_hash = run.brief, run.brief_hash
        prompt = prompt_of(brief, brief_hash, state["candidates"], MOST_ROUNDS - turn)
        step: dict[str, Any] = {"node": "ask", "attempt": turn, "version": VERSION, "prompt_hash": prompt.hash}
        try:
            reply = self._ask(prompt)
        except ModelError as refused:
            self._note(state, step | {"trouble": str(refused)})
            return {"trouble": str(refused), "next": "propose"}
        answered = read_answer(reply.text, brief, state["candidates"])
        self._note(state, step | {"call_id": reply.call_id} | answered.to_json())
        taken = _taken(answered, state["candidates"])
        done = {(tool, key) for tool, key in state.get("searches", [])}
        fresh = [list(one) for one in answered.searches if one not in done]
        if fresh and turn < MOST_ROUNDS:
            return {**taken, "searches": [*state.get("searches", []), *fresh], "next": "look"}
        return {**taken, "next": "propose"}

    def look(self, state: State) -> State:
        """Carries out the searches that were asked for: tools and values are the house's, and so is what counts as a candidate."""
        with self._desk.sessions.begin() as session:
            run, at = self._at(session, state)
            needs = [need for need in at.needs if need.kinds]
            keys = keys_in(run.brief, state["candidates"])
            found: dict[tuple[int, str], dict[str, Any]] = {(one["paper_id"], one["by"]): one for one in state.get("further", [])}
            for tool, key in state.get("searches", []):
                name, value = keys.get(key, ("", ""))
                if not needs or not name:
                    continue
                for sighting in TOOLS[tool](session, at.scope(needs), _narrowed(at.known, name, value)):
                    if sighting.paper_id not in at.known.papers and len(found) < MOST_FURTHER:
                        told = {"paper_id": sighting.paper_id, "by": sighting.by, "value": sighting.value}
                        found.setdefault((sighting.paper_id, sighting.by), told)
            turn = state.get("round", 0) + 1
            note_step(run, {"node": "look", "attempt": turn, "searches": state.get("searches", []), "found": sorted({p for p, _ in found})})
            return {"round": turn, "further": list(found.values()), "next": "search"}

    def propose(self, state: State) -> State:
        """Writes the proposals down, as the house does without a model, in the model's order among equals and with its words."""
        with self._desk.sessions.begin() as session:
            run, at = self._at(session, state, locked=True)
            candidates = candidates_of(session, at, _with(sightings_of(session, at), state))
            ordered = [_ordered(one, state) for one in candidates]
            gathered = put_proposals(session, at, ordered, actor=SYSTEM, now=self._desk.now(), run_id=run.id)
            note_step(run, {"node": "propose", "keys": gathered.keys, "asked": gathered.asked})
            return {"next": "request"}

    def request(self, state: State) -> State:
        """Brings the drafts of requests in line, and ends the run."""
        now = self._desk.now()
        with self._desk.sessions.begin() as session:
            run, at = self._at(session, state)
            written = write_requests(session, session.get_one(Supplier, run.supplier_id), at.rules, actor=SYSTEM, now=now)
            note_step(run, {"node": "request", "mails": [mail.id for mail in written]})
            links = next((len([k for k in s["keys"] if k.startswith("link:")]) for s in reversed(run.steps) if s["node"] == "propose"), 0)
            result = {"proposed": links, "words": len(state.get("words", {})), "further": len(state.get("further", []))}
            trouble = state.get("trouble", "")
            end(run, now=now, result=result | ({"why": trouble} if trouble else {}), problem=trouble)
            return {"next": "end"}

    def _at(self, session: Session, state: State, *, locked: bool = False) -> tuple[AgentRun, Situation]:
        run = session.get_one(AgentRun, state["run_id"])
        case = session.get_one(Case, run.case_id, with_for_update=locked or None)
        return run, situation_of(session, case, rules_for(session, case.account_id, self._desk.today()))

    def _note(self, state: State, step: Mapping[str, Any]) -> None:
        with self._desk.sessions.begin() as session:
            note_step(session.get_one(AgentRun, state["run_id"]), step)


def _with(found: dict[int, tuple[Sighting, ...]], state: State) -> dict[int, tuple[Sighting, ...]]:
    """What the searches find, and what was found further."""
    for one in state.get("further", []):
        sighting = Sighting(one["paper_id"], one["by"], one["value"])
        found[sighting.paper_id] = tuple(dict.fromkeys((*found.get(sighting.paper_id, ()), sighting)))
    return found


def _narrowed(known: Knowledge, name: str, value: str) -> Knowledge:
    """What is known of place and time, and this one value: a search looks for just that."""
    kept = {other: values for other, values in known.by_name.items() if other in {"ship_to_code", "shipped_on", "ordered_on"} - {name}}
    one = Knowledge(kept, known.cartons, known.papers, known.documents)
    one.add(name, value)
    return one


def _taken(answered: Answered, candidates: Sequence[Mapping[str, Any]]) -> State:
    """An answer's order and words by paper: numbers of a list mean nothing once it is looked up anew."""
    papers = {str(one["id"]): int(one["paper_id"]) for one in candidates}
    order = {need: [papers[c] for c in listed] for need, listed in answered.order.items()}
    return {"order": order, "words": {str(papers[c]): text for c, text in answered.words.items()}}


def _ordered(candidate: Candidate, state: State) -> Candidate:
    """A candidate with the place that it was given among equals, and the sentence that holds for it."""
    listed = state.get("order", {}).get(candidate.need.paper, [])
    paper = candidate.compared.paper_id
    rank = listed.index(paper) if paper in listed else len(listed)
    return replace(candidate, rank=rank, words=state.get("words", {}).get(str(paper), ""))
