"""Proposals for cases that lack papers, of the suppliers that one works for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.shapes.gathering import ProposalShown
from ledger.models import Case, Document, EvidenceProposal, Mail

MOST_SHOWN: Final = 40
"""Proposals on one page of a case."""


def proposal(gate: Gate, number: int, action: Action = Action.READ) -> EvidenceProposal:
    """A proposal that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(EvidenceProposal, number, action)
    gate.require_inside(found.supplier_id)
    return found


def needed_for(found: EvidenceProposal, decision: str) -> Action:
    """What one must be allowed to do: linking is correcting, a mail goes out as filings do; saying no needs no more than the former."""
    return Action.FILE if found.kind != "link" and decision == "accept" else Action.CORRECT


def proposals(gate: Gate, case: Case, *, state: str | None, limit: int, after: str | None) -> Page[ProposalShown]:
    """The proposals of a case, the latest first."""
    gate.require_inside(case.supplier_id)
    wanted = gate.seen_inside(EvidenceProposal).where(EvidenceProposal.case_id == case.id)
    if state is not None:
        wanted = wanted.where(EvidenceProposal.state == state)
    return page_by_number(gate.session, wanted, EvidenceProposal.id, ProposalShown.of, limit=limit, after=after)


def standing(gate: Gate, case_id: int) -> Sequence[EvidenceProposal]:
    """What is to be decided in a case, and the requests that wait for an answer: links first, the strongest first."""
    wanted = gate.seen_inside(EvidenceProposal).where(
        EvidenceProposal.case_id == case_id,
        (EvidenceProposal.state == "proposed") | ((EvidenceProposal.state == "accepted") & (EvidenceProposal.kind != "link")),
    )
    return gate.session.scalars(
        wanted.order_by(EvidenceProposal.kind, EvidenceProposal.strength.desc(), EvidenceProposal.id).limit(MOST_SHOWN)
    ).all()


def of_papers(gate: Gate, papers: Iterable[int]) -> dict[int, list[tuple[EvidenceProposal, Case]]]:
    """The links that are proposed for papers, each with its case, the strongest first."""
    wanted = (
        gate.seen_inside(EvidenceProposal)
        .join(Case, Case.id == EvidenceProposal.case_id)
        .add_columns(Case)
        .where(EvidenceProposal.paper_id.in_(list(papers)), EvidenceProposal.state == "proposed", EvidenceProposal.kind == "link")
    )
    found: dict[int, list[tuple[EvidenceProposal, Case]]] = {}
    for row, case in gate.session.execute(wanted.order_by(EvidenceProposal.strength.desc(), EvidenceProposal.id)):
        found.setdefault(row.paper_id, []).append((row, case))
    return found


def names_of(gate: Gate, documents: Iterable[int]) -> dict[int, str]:
    """The names of documents that may be seen."""
    rows = gate.session.scalars(gate.seen(Document).where(Document.id.in_(set(documents))))
    return {row.id: row.name for row in rows}


def mails_of(gate: Gate, found: Iterable[EvidenceProposal]) -> dict[int, Mail]:
    """The mails of requests and reminders, by their number."""
    numbers = {row.mail_id for row in found if row.mail_id is not None}
    return {row.id: row for row in gate.session.scalars(gate.seen_inside(Mail).where(Mail.id.in_(numbers)))}


def cases_beside(gate: Gate, case_id: int, mails: Iterable[int]) -> dict[int, list[Case]]:
    """By mail, the other cases that it asks for."""
    of_mails = select(EvidenceProposal.mail_id, EvidenceProposal.case_id).where(
        EvidenceProposal.mail_id.in_(list(mails)), EvidenceProposal.case_id != case_id
    )
    pairs = list(gate.session.execute(of_mails.distinct()))
    rows = {row.id: row for row in gate.session.scalars(gate.seen(Case).where(Case.id.in_({case for _, case in pairs})))}
    found: dict[int, list[Case]] = {}
    for mail, case in pairs:
        if case in rows:
            found.setdefault(mail or 0, []).append(rows[case])
    return found
