"""A person's word, for good, that a paper belongs, or does not belong, to an order, a shipment or a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.work import Work
from cases.intake.receiving import locked, origins_of
from cases.intake.touches import touch
from facts.documents import Document as PaperContent
from facts.documents import Source
from facts.identifiers import compact
from facts.paper_fields import FieldValueError, kept_form
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.hand_words import orders_on
from ledger.journal import record
from ledger.papers import Document, HandLink, Paper
from ledger.suppliers import Account

WANTED: Final = "name one of them: an order, a bill of lading or a case"


class LinkTargetError(ValueError):
    """Not exactly one of order, bill of lading and case was named."""

    def __init__(self) -> None:
        super().__init__(f"a link says to what; {WANTED}")


class NotLinkableError(ValueError):
    """The paper stands for a table; its rows name their orders themselves."""

    def __init__(self) -> None:
        super().__init__("this is a table, no paper; it is tied by its rows")


class ForeignCaseError(ValueError):
    """The case is another supplier's."""

    def __init__(self, case_id: int) -> None:
        super().__init__(f"case {case_id} does not belong to the paper's supplier")


class LinkUndoneError(ValueError):
    """The link was undone before."""

    def __init__(self, link_id: int) -> None:
        super().__init__(f"link {link_id} was undone before")


def link_paper(
    session: Session,
    work: Work,
    *,
    paper_id: int,
    purchase_order: str | None = None,
    bol_number: str | None = None,
    case_id: int | None = None,
    linked: bool = True,
    actor: str,
    now: datetime,
    reason: str = "",
) -> HandLink:
    """Ties a paper to an order, a bill of lading or a case (one of them), or says that it is not of it (`linked` False).

    The matcher keeps to it from now on, whatever is read; the last word on the same target counts. Raises LinkTargetError,
    FieldValueError for a number that is none, ForeignCaseError, NotLinkableError.
    """
    if sum(target is not None for target in (purchase_order, bol_number, case_id)) != 1:
        raise LinkTargetError
    document = locked(session, session.get_one(Paper, paper_id).document_id)
    paper = session.get_one(Paper, paper_id, populate_existing=True)
    if paper.source is Source.TABLE:
        raise NotLinkableError
    if case_id is not None:
        _check_case(session, document, case_id)
    made = HandLink(
        paper_id=paper.id,
        purchase_order=_number("purchase_order", purchase_order),
        bol_number=_number("bol_number", bol_number),
        case_id=case_id,
        linked=linked,
        made_at=now,
        made_by=actor,
        reason=reason,
    )
    session.add(made)
    session.flush()
    _touch(session, work, document, paper, made, cause="a paper was linked" if linked else "a paper was unlinked", now=now)
    _journal(session, document, made, "linked" if linked else "unlinked", None, _told(made), actor, reason, now)
    return made


def undo_link(session: Session, work: Work, link_id: int, *, actor: str, now: datetime, reason: str = "") -> HandLink:
    """Takes a link or unlink back: the matcher decides again, unless an earlier word on the same target stands. Raises LinkUndoneError."""
    paper = session.get_one(Paper, session.get_one(HandLink, link_id).paper_id)
    document = locked(session, paper.document_id)
    link = session.get_one(HandLink, link_id, populate_existing=True)
    if link.undone_at is not None:
        raise LinkUndoneError(link_id)
    link.undone_at, link.undone_by = now, actor
    session.flush()
    _touch(session, work, document, paper, link, cause="a link by hand was undone", now=now)
    _journal(session, document, link, "link undone", _told(link), None, actor, reason, now)
    return link


def _number(name: str, written: str | None) -> str | None:
    """The number as it is kept. Raises FieldValueError where nothing but blanks and dashes is left of it."""
    if written is None:
        return None
    kept = str(kept_form(name, written))
    if not compact(kept):
        raise FieldValueError(name, written, "write its number")
    return kept


def _check_case(session: Session, document: Document, case_id: int) -> None:
    owner = session.scalar(select(Account.supplier_id).join(Case, Case.account_id == Account.id).where(Case.id == case_id))
    if owner != document.supplier_id:
        raise ForeignCaseError(case_id)


def _touch(session: Session, work: Work, document: Document, paper: Paper, link: HandLink, *, cause: str, now: datetime) -> None:
    """Has judged again what the paper named and what it is said to be of, in every account that has it."""
    keys = {compact(number) for number in (link.purchase_order, link.bol_number) if number}
    keys |= orders_on(PaperContent.from_json(paper.content))
    if link.case_id is not None:
        ordered = select(FindingRow.purchase_order).where(FindingRow.case_id == link.case_id, FindingRow.purchase_order != "")
        keys |= {compact(order) for order in session.scalars(ordered)}
    accounts = {origin.account_id for origin in origins_of(session, document.id) if origin.account_id is not None}
    for account_id in sorted(accounts):
        touch(session, work, account_id, document_id=document.id, keys=keys, cause=cause, now=now)


def _told(link: HandLink) -> dict[str, Any]:
    return {
        "link_id": link.id,
        "paper_id": link.paper_id,
        "purchase_order": link.purchase_order,
        "bol_number": link.bol_number,
        "case_id": link.case_id,
        "linked": link.linked,
    }


def _journal(
    session: Session,
    document: Document,
    link: HandLink,
    action: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    actor: str,
    reason: str,
    now: datetime,
) -> None:
    """Beside the document's own history, a link to a case stands in the case's."""
    nouns = [("document", document.id), *([("case", link.case_id)] if link.case_id is not None else [])]
    for noun, noun_id in nouns:
        record(
            session,
            supplier_id=document.supplier_id,
            actor=actor,
            now=now,
            action=action,
            noun=noun,
            noun_id=noun_id,
            reason=reason,
            before=before,
            after=after,
        )
