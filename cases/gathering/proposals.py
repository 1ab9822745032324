"""Proposals as rows: made once per case and paper, decided by a person, remembered when refused, overtaken when the paper came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.work import Work
from cases.filing.mail import queue_mail
from cases.gathering.asking import Addressee
from cases.gathering.comparing import Compared
from cases.gathering.missing import Need, is_gathered_for
from cases.gathering.weighing import Condition
from cases.intake.hand_links import link_paper
from cases.life.case_lines import lines_of, open_lines
from cases.life.transitions import note
from facts.identifiers import compact
from ledger.agents import EvidenceProposal
from ledger.cases import Case, Mail
from ledger.papers import HandLink, Paper, PaperLink
from rules.model import Rules

LINK, REQUEST, REMINDER = "link", "request", "reminder"
PROPOSED, ACCEPTED, REFUSED, OVERTAKEN = "proposed", "accepted", "refused", "overtaken"
MOST_OF_A_NEED: Final = 5
"""Papers that are proposed for one need; who wants more looks for themselves."""
LATEST_FIRST: Final = 10
"""Permille that the order among equals may take from a proposal's strength; conditions lie further apart."""


class DecidedError(ValueError):
    """Somebody decided this proposal before, or it was overtaken."""

    def __init__(self, proposal: EvidenceProposal) -> None:
        said = {ACCEPTED: "was accepted before", REFUSED: "was refused before", OVERTAKEN: "is overtaken: the paper came"}
        super().__init__(f"this proposal {said.get(proposal.state, proposal.state)}")


class NoMailError(ValueError):
    """Whom to ask is not known, so there is no mail to send."""

    def __init__(self) -> None:
        super().__init__("no address is known of whom to ask; add it to the supplier's contacts first")


class NoReasonError(ValueError):
    """A refusal holds for good, so it needs a reason."""

    def __init__(self) -> None:
        super().__init__("say why it is refused; it is not proposed again")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that is worth proposing for a need: how it compares, and by which condition. `words` are a model's, checked."""

    need: Need
    compared: Compared
    condition: Condition
    rank: int = 0
    words: str = ""

    @property
    def strength(self) -> int:
        """Permille by the condition, less by the place among equals."""
        return self.condition.strength - min(self.rank, LATEST_FIRST)


def propose_link(
    session: Session, case: Case, candidate: Candidate, *, actor: str, now: datetime, run_id: int | None = None
) -> EvidenceProposal:
    """The proposal that a paper is what a case needs: a new one, or the one that is there, brought up to date while nobody decided it."""
    compared = candidate.compared
    because: dict[str, Any] = {"name": "condition", "condition": candidate.condition.name, "by": sorted(compared.by)}
    if candidate.words:
        because["words"] = candidate.words
    return _proposed(
        session,
        case,
        f"{LINK}:{candidate.need.paper}:{compared.paper_id}",
        kind=LINK,
        need=candidate.need.paper,
        reasons=[because, *(reason.to_json() for reason in compared.reasons)],
        strength=candidate.strength,
        document_id=compared.document_id,
        paper_id=compared.paper_id,
        actor=actor,
        now=now,
        run_id=run_id,
    )


def propose_request(
    session: Session,
    case: Case,
    need: Need,
    addressee: Addressee,
    shipment: Sequence[dict[str, str]],
    *,
    actor: str,
    now: datetime,
    run_id: int | None = None,
) -> EvidenceProposal:
    """The proposal to ask somebody for a paper. The mail is written over all cases of the supplier (`asking.write_requests`)."""
    contact = addressee.contact
    names = [n for n in (addressee.name, contact.code if contact else "") if n]
    about = {"name": "request", "whom": addressee.whom, "names": names, "shipment": list(shipment)}
    return _proposed(
        session,
        case,
        f"{REQUEST}:{need.paper}",
        kind=REQUEST,
        need=need.paper,
        reasons=[about],
        recipient=contact.email if contact else "",
        actor=actor,
        now=now,
        run_id=run_id,
    )


def _proposed(
    session: Session, case: Case, key: str, *, kind: str, need: str, actor: str, now: datetime, run_id: int | None, **said: Any
) -> EvidenceProposal:
    known = session.scalar(select(EvidenceProposal).where(EvidenceProposal.case_id == case.id, EvidenceProposal.key == key[:200]))
    if known is None:
        known = EvidenceProposal(
            supplier_id=case.supplier_id, case_id=case.id, key=key[:200], need=need[:80], kind=kind, made_at=now, made_by=actor
        )
        session.add(known)
    elif known.state == OVERTAKEN:
        known.state, known.made_at, known.made_by, known.decided_at, known.decided_by = PROPOSED, now, actor, None, None
    elif known.state != PROPOSED:
        return known
    elif run_id is None and known.run_id is not None and known.reasons[1:] == said["reasons"][1:]:
        return known  # a model ordered and worded it; nothing that it compared has changed since
    for name, value in said.items():
        if getattr(known, name) != value:
            setattr(known, name, value)
    known.run_id = run_id or known.run_id
    session.flush()
    return known


def refused_papers(session: Session, case: Case) -> set[int]:
    """Papers that a person refused for the case, here or by saying that they do not belong to it or its orders."""
    refused = select(EvidenceProposal.paper_id).where(
        EvidenceProposal.case_id == case.id, EvidenceProposal.kind == LINK, EvidenceProposal.state == REFUSED
    )
    found = {paper for paper in session.scalars(refused) if paper is not None}
    orders = {compact(line.purchase_order) for line in open_lines(lines_of(session, case)) if line.purchase_order}
    of_case = HandLink.case_id == case.id
    said = select(HandLink).where(of_case | HandLink.purchase_order.in_(orders) if orders else of_case, HandLink.undone_at.is_(None))
    last = {(link.paper_id, link.case_id): link.linked for link in session.scalars(said.order_by(HandLink.id))}
    return found | {paper for (paper, _), linked in last.items() if not linked}


def overtake(session: Session, case: Case, needs: Iterable[Need], still: Iterable[str], *, actor: str, now: datetime) -> list[int]:
    """Ends proposals whose paper came or was linked otherwise, whose case needs it no more, or that are not found any longer.

    `still` are the keys that the search found this time. A request that went out is answered when its paper is there.
    """
    wanted = {need.paper for need in needs} if is_gathered_for(case) else set()
    found, ended = set(still), []
    standing = select(EvidenceProposal).where(EvidenceProposal.case_id == case.id, EvidenceProposal.state.in_((PROPOSED, ACCEPTED)))
    for proposal in session.scalars(standing):
        asked = proposal.kind != LINK
        gone = proposal.need not in wanted or (proposal.state == PROPOSED and proposal.kind != REMINDER and proposal.key not in found)
        if gone and (proposal.state == PROPOSED or asked):
            if proposal.state == PROPOSED:
                proposal.mail_id = None
            proposal.state, proposal.decided_at, proposal.decided_by, proposal.follow_up_on = OVERTAKEN, now, actor, None
            ended.append(proposal.id)
    session.flush()
    return ended


def accept(session: Session, work: Work, proposal: EvidenceProposal, *, rules: Rules, actor: str, now: datetime, reason: str = "") -> None:
    """A person's yes: the paper is linked as their own deed, or the mail goes out. Raises DecidedError, NoMailError."""
    _hold(session, proposal)
    case = session.get_one(Case, proposal.case_id)
    if proposal.kind == LINK:
        _link(session, work, case, proposal, actor=actor, now=now, reason=reason)
        _decide(proposal, ACCEPTED, actor, now, reason)
        return
    mail = session.get(Mail, proposal.mail_id) if proposal.mail_id is not None else None
    if mail is None:
        raise NoMailError
    queue_mail(session, work, mail, actor=actor, now=now)
    beside = select(EvidenceProposal).where(EvidenceProposal.mail_id == mail.id, EvidenceProposal.state == PROPOSED)
    for one in session.scalars(beside.order_by(EvidenceProposal.id)).all():
        _decide(one, ACCEPTED, actor, now, reason)
        one.follow_up_on = follow_up_on(one, rules, now.date())
        after = {"proposal": one.id, "need": one.need, "mail": mail.id, "follow_up_on": str(one.follow_up_on or "")}
        note(session, session.get_one(Case, one.case_id), "paper_asked_for", actor=actor, now=now, reason=reason, after=after)
    session.flush()


def refuse(session: Session, proposal: EvidenceProposal, *, actor: str, now: datetime, reason: str) -> None:
    """A person's no, for good: the same paper is not proposed again for this case. Raises DecidedError, NoReasonError."""
    if not reason.strip():
        raise NoReasonError
    _hold(session, proposal)
    _decide(proposal, REFUSED, actor, now, reason)
    proposal.mail_id = None
    case = session.get_one(Case, proposal.case_id)
    after = {"proposal": proposal.id, "kind": proposal.kind, "need": proposal.need, "paper_id": proposal.paper_id}
    note(session, case, "proposal_refused", actor=actor, now=now, reason=reason, after=after)
    session.flush()


def follow_up_on(proposal: EvidenceProposal, rules: Rules, today: date) -> date | None:
    """The day to look again whether the paper came, by the pack; None for what nobody is asked for any more."""
    asking = rules.gathering.asked(proposal.need)
    return None if asking is None else today + timedelta(days=asking.follow_up_days)


def _link(session: Session, work: Work, case: Case, proposal: EvidenceProposal, *, actor: str, now: datetime, reason: str) -> None:
    """Ties the paper to the case; where the case has several orders, to the one that it agrees with, and to those that it had before."""
    paper = session.get_one(Paper, proposal.paper_id)
    orders = list(dict.fromkeys(line.purchase_order for line in open_lines(lines_of(session, case)) if line.purchase_order))
    by: dict[str, Any] = {"actor": actor, "now": now, "reason": reason}
    had = {link.purchase_order for link in _tied(session, case, paper)} - {compact(order) for order in orders}
    agreed = {compact(str(r["ours"])) for r in proposal.reasons if r["name"] == "purchase_order" and r["agrees"]}
    chosen = [order for order in orders if compact(order) in agreed]
    if len(orders) > 1 and len(chosen) == 1:
        had |= {compact(order) for order in orders if _names(paper, order)}
        link_paper(session, work, paper_id=paper.id, purchase_order=chosen[0], **by)
        after = {"proposal": proposal.id, "paper_id": paper.id, "purchase_order": chosen[0]}
        note(session, case, "linked", actor=actor, now=now, reason=reason, after=after)
    else:
        link_paper(session, work, paper_id=paper.id, case_id=case.id, **by)
    for order in sorted(had - {compact(order) for order in chosen}):
        link_paper(session, work, paper_id=paper.id, purchase_order=order, **by)


def _tied(session: Session, case: Case, paper: Paper) -> Sequence[PaperLink]:
    wanted = select(PaperLink).where(
        PaperLink.account_id == case.account_id,
        PaperLink.paper_id == paper.id,
        PaperLink.how != "unmatched",
        PaperLink.purchase_order != "",
    )
    return session.scalars(wanted.order_by(PaperLink.id)).all()


def _names(paper: Paper, order: str) -> bool:
    fields = (paper.content["fields"], *paper.content["lines"])
    reads = [row[name]["value"] for row in fields for name in ("purchase_order", "purchase_orders") if name in row]
    return any(compact(str(v)) == compact(order) for read in reads for v in (read if isinstance(read, list) else [read]))


def _hold(session: Session, proposal: EvidenceProposal) -> None:
    """Locks the case, so that two people do not decide at once. Raises DecidedError."""
    session.execute(select(Case.id).where(Case.id == proposal.case_id).with_for_update())
    session.refresh(proposal)
    if proposal.state != PROPOSED:
        raise DecidedError(proposal)


def _decide(proposal: EvidenceProposal, state: str, actor: str, now: datetime, reason: str) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by, proposal.decided_reason = state, now, actor, reason
