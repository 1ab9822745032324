"""Gathering for one case, without any model: what is missing, what the ledger has, what is proposed, what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task, WorkKind
from cases.gathering.asking import addressee_of, shipment_told, write_requests
from cases.gathering.comparing import Compared, compare
from cases.gathering.known import Knowledge, knowledge_of
from cases.gathering.missing import Need, lacks_papers, needs_of
from cases.gathering.ordering import key_of_account
from cases.gathering.places import clear, values_of
from cases.gathering.proposals import (
    ACCEPTED,
    LINK,
    MOST_OF_A_NEED,
    PROPOSED,
    Candidate,
    overtake,
    propose_link,
    propose_request,
    refused_papers,
)
from cases.gathering.searches import TOOLS, Scope, Sighting, look
from cases.gathering.weighing import STRONG_ENOUGH, condition_of
from cases.life.case_lines import lines_of
from cases.life.transitions import note
from facts.documents import DocumentKind
from facts.identifiers import compact
from ledger.agents import EvidenceProposal
from ledger.cases import Case
from ledger.database import for_reading
from ledger.operation import Job, Touch
from ledger.papers import DocumentOrigin, Paper, PaperLink, TableRead, TradeFact
from ledger.suppliers import Supplier
from rules.errors import RuleError
from rules.model import Rules

CASES_AT_A_TIME: Final = 5
"""Cases that are gathered for in one transaction."""
UNDER_WAY: Final = timedelta(minutes=10)
"""A touch may be noted so long before it can be seen."""
AfterCase = Callable[[Session, Case, datetime], None]
"""Called with a case that was gathered for and still lacks papers; the place where a run with a model is ordered."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is missing in a case and what is known of its shipments, read once for all that follows."""

    case: Case
    rules: Rules
    needs: tuple[Need, ...]
    known: Knowledge

    def scope(self, needs: Iterable[Need]) -> Scope:
        """Where papers for these needs are looked for."""
        kinds = tuple(dict.fromkeys(kind for need in needs for kind in need.kinds))
        return Scope(self.case.supplier_id, self.case.account_id, kinds, self.rules.gathering.days_around)


@dataclass(slots=True)
class Gathered:
    """What came of it: the candidates, the keys of the proposals that stand, and the needs that somebody is asked for."""

    candidates: list[Candidate] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def situation_of(session: Session, case: Case, rules: Rules) -> Situation:
    """The case as it stands. Reads only."""
    lines = lines_of(session, case)
    return Situation(case, rules, needs_of(case, lines, rules), knowledge_of(session, case, lines))


def sightings_of(session: Session, at: Situation, tools: Iterable[str] = tuple(TOOLS)) -> dict[int, tuple[Sighting, ...]]:
    """What the searches find for all needs, by paper, and what is proposed already, so that it is weighed anew. Reads only."""
    needs = [need for need in at.needs if need.kinds]
    found = look(session, at.scope(needs), at.known, tools) if needs else {}
    for proposal in open_proposals(session, at.case.id) if needs else ():
        if proposal.kind == "link" and proposal.paper_id is not None and proposal.paper_id not in at.known.papers:
            before = tuple(Sighting(proposal.paper_id, str(by)) for by in _led_by(proposal))
            found[proposal.paper_id] = tuple(dict.fromkeys((*found.get(proposal.paper_id, ()), *before)))
    return found


def _led_by(proposal: EvidenceProposal) -> Iterable[Any]:
    """The searches that led to a proposal when it was made."""
    led = proposal.reasons[0].get("by", ()) if proposal.reasons else ()
    return [by for by in led if by in TOOLS and by != "by_number_in_text"]


def candidates_of(session: Session, at: Situation, sightings: Mapping[int, Sequence[Sighting]]) -> list[Candidate]:
    """Those among the papers found that are worth proposing, by need, the strongest first. Reads only."""
    needs = [need for need in at.needs if need.kinds]
    if not needs or not sightings:
        return []
    refused = refused_papers(session, at.case)
    compared = _compared(session, at, {p: s for p, s in sightings.items() if p not in refused})
    found: list[Candidate] = []
    for need in needs:
        fitting = [
            Candidate(need, one, condition)
            for paper, one in compared
            if (paper.kind in need.kinds or paper.kind is DocumentKind.OTHER) and (condition := condition_of(one)) is not None
        ]
        found += sorted(fitting, key=_order)[:MOST_OF_A_NEED]
    return found


def _order(candidate: Candidate) -> tuple[int, bool, int, int]:
    compared = candidate.compared
    return -candidate.condition.strength, compared.untold_kind, -sum(r.agrees for r in compared.reasons), -compared.paper_id


def put_proposals(
    session: Session, at: Situation, candidates: Sequence[Candidate], *, actor: str, now: datetime, run_id: int | None = None
) -> Gathered:
    """Writes the proposals down: links for the candidates, requests for required papers that nothing strong enough was found for.

    The same once more changes nothing; what is not found any more is overtaken.
    """
    gathered = Gathered(list(candidates))
    before = {proposal.key for proposal in open_proposals(session, at.case.id)}
    by: dict[str, Any] = {"actor": actor, "now": now, "run_id": run_id}
    strong = _taken(session, at)
    for candidate in candidates:
        made = propose_link(session, at.case, candidate, **by)
        gathered.keys.append(made.key)
        if made.state == PROPOSED and candidate.condition.strength >= STRONG_ENOUGH:
            strong.add(candidate.need.paper)
    supplier = session.get_one(Supplier, at.case.supplier_id)
    for need in at.needs:
        asking = at.rules.gathering.asked(need.paper)
        if not need.required or asking is None or need.paper in strong:
            continue
        shipment = shipment_told(at.known)
        if shipment:
            made = propose_request(session, at.case, need, addressee_of(supplier, asking, at.known), shipment, **by)
            gathered.keys.append(made.key)
            gathered.asked.append(need.paper)
    overtake(session, at.case, at.needs, gathered.keys, actor=actor, now=now)
    _tell(session, at.case, before, actor, now)
    return gathered


def _taken(session: Session, at: Situation) -> set[str]:
    """Needs for which a person accepted a paper that is the case's now, though no judgement has seen it yet."""
    accepted = select(EvidenceProposal.need).where(
        EvidenceProposal.case_id == at.case.id,
        EvidenceProposal.kind == LINK,
        EvidenceProposal.state == ACCEPTED,
        EvidenceProposal.paper_id.in_(at.known.papers),
    )
    weak = {need.paper for need in at.needs if need.weak}
    return set(session.scalars(accepted)) - weak


def _tell(session: Session, case: Case, before: set[str], actor: str, now: datetime) -> None:
    """What is proposed anew stands in the history of the case, once."""
    fresh = [proposal for proposal in open_proposals(session, case.id) if proposal.key not in before]
    if fresh:
        found = [proposal.need for proposal in fresh if proposal.kind == "link"]
        asked = [proposal.need for proposal in fresh if proposal.kind == "request"]
        note(session, case, "papers_proposed", actor=actor, now=now, after={"papers": len(found), "to_ask_for": sorted(set(asked))})


def gather(session: Session, case: Case, rules: Rules, *, actor: str, now: datetime) -> Gathered:
    """All of it for one case, in the caller's transaction; the mails of requests are the supplier's (`write_requests`)."""
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    at = situation_of(session, case, rules)
    return put_proposals(session, at, candidates_of(session, at, sightings_of(session, at)), actor=actor, now=now)


def gather_handler(desk: Desk, after: AfterCase | None = None) -> Handler:
    """Carries out `WorkKind.GATHER`: payload `account_id` for all its cases that lack papers, or `case_id` for one."""

    def handle(task: Task, report: Report) -> None:
        with for_reading(desk.sessions)() as session:
            cases, account_id = _meant(session, task.payload)
            try:
                rules = rules_for(session, account_id, desk.today()) if account_id is not None else None
            except RuleError as refused:
                report(0, 0, f"the rules cannot be used: {refused.reason}")
                return
        if rules is None or not cases:
            report(0, 0, "no case lacks papers")
            return
        actor = str(task.payload.get("actor") or SYSTEM)
        proposed = 0
        for start in range(0, len(cases), CASES_AT_A_TIME):
            report(start, len(cases), "looking for papers")
            with desk.sessions.begin() as session:
                proposed += _gathered(session, cases[start : start + CASES_AT_A_TIME], rules, actor, desk.now(), after)
        with desk.sessions.begin() as session:
            supplier = session.get_one(Supplier, session.get_one(Case, cases[0]).supplier_id)
            written = write_requests(session, supplier, rules, actor=SYSTEM, now=desk.now())
        report(len(cases), len(cases), f"{len(cases)} cases, {proposed} proposals, {len(written)} requests written")

    return handle


def _gathered(session: Session, numbers: Iterable[int], rules: Rules, actor: str, now: datetime, after: AfterCase | None) -> int:
    proposed = 0
    for number in numbers:
        case = session.get(Case, number)
        if case is None:
            continue
        gathered = gather(session, case, rules, actor=actor, now=now)
        proposed += len(gathered.keys)
        if after is not None and gathered.keys:
            after(session, case, now)
    return proposed


def _meant(session: Session, payload: Mapping[str, Any]) -> tuple[list[int], int | None]:
    """The cases that a job speaks of and their account."""
    if "case_id" in payload:
        case = session.get(Case, int(payload["case_id"]))
        return ([], None) if case is None else ([case.id], case.account_id)
    account = int(payload["account_id"])
    wanted = select(Case.id).where(Case.account_id == account, lacks_papers()).order_by(Case.id)
    since = None if payload.get("everything") else _last_search(session, account)
    if since is not None and not session.scalar(select(exists().where(Touch.account_id == account, Touch.at >= since - UNDER_WAY))):
        wanted = wanted.where(Case.changed_at >= since)
    return list(session.scalars(wanted)), account


def _last_search(session: Session, account_id: int) -> datetime | None:
    """When the account was last looked through; where no paper was touched since, only cases that changed are looked at again."""
    done = select(Job.started_at).where(
        Job.key.startswith(key_of_account(account_id, ""), autoescape=True), Job.kind == WorkKind.GATHER.value, Job.state == "done"
    )
    return session.scalar(done.order_by(Job.id.desc()).limit(1))


def _compared(session: Session, at: Situation, sightings: Mapping[int, Sequence[Sighting]]) -> list[tuple[Paper, Compared]]:
    """Each paper that was found beside what is known of the case."""
    papers = session.scalars(select(Paper).where(Paper.id.in_(sightings))).all()
    tied = _tied_elsewhere(session, at, sightings)
    ours = set(at.known.keys("purchase_order"))
    named = {paper.id: _clearly_named(paper) - ours for paper in papers}
    booked = _booked(session, at.case.account_id, {order for orders in named.values() for order in orders})
    found = []
    for paper in papers:
        inside = next((s.value for s in sightings[paper.id] if s.by == "by_number_in_text"), "")
        reasons = compare(paper.content, paper.document_id, at.known, days=at.rules.gathering.days_around, inside=inside)
        others = tied.get(paper.id, set()) | (named[paper.id] & booked)
        one = Compared.of(
            paper.id,
            paper.document_id,
            reasons,
            other_orders=tuple(sorted(others)),
            by=frozenset(s.by for s in sightings[paper.id]),
            untold_kind=paper.kind is DocumentKind.OTHER,
        )
        found.append((paper, one))
    return found


def _tied_elsewhere(session: Session, at: Situation, papers: Iterable[int]) -> dict[int, set[str]]:
    """Orders of other cases that the matcher or a person tied the papers to."""
    wanted = select(PaperLink.paper_id, PaperLink.purchase_order).where(
        PaperLink.account_id == at.case.account_id, PaperLink.paper_id.in_(list(papers)), PaperLink.how != "unmatched"
    )
    ours, found = set(at.known.keys("purchase_order")), dict[int, set[str]]()
    for paper, order in session.execute(wanted):
        if order and order not in ours:
            found.setdefault(paper, set()).add(order)
    return found


def _clearly_named(paper: Paper) -> set[str]:
    """The orders that a paper names beyond doubt, compacted."""
    rows = (paper.content["fields"], *paper.content["lines"])
    reads = [row[name] for row in rows for name in ("purchase_order", "purchase_orders") if name in row]
    return {compact(value) for read in reads if clear(paper.content, read) for value in values_of(read)} - {""}


def _booked(session: Session, account_id: int, orders: set[str]) -> set[str]:
    """Those of these numbers that are orders of the account."""
    if not orders:
        return set()
    of_account = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)
    wanted = (
        select(TradeFact.purchase_order)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .where(TradeFact.purchase_order.in_(orders), TableRead.kind == "purchase_orders", TableRead.document_id.in_(of_account))
    )
    return {order for order in session.scalars(wanted.distinct()) if order}


def open_proposals(session: Session, case_id: int) -> list[EvidenceProposal]:
    """The proposals of a case that nobody decided yet, links first, the strongest first."""
    wanted = select(EvidenceProposal).where(EvidenceProposal.case_id == case_id, EvidenceProposal.state == "proposed")
    return list(session.scalars(wanted.order_by(EvidenceProposal.kind, EvidenceProposal.strength.desc(), EvidenceProposal.id)))
