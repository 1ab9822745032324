"""Cases and all that hangs on them, as far as a request may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, select

from api.http.gate.odds import odds_of
from api.http.gate.own_readers import case_told, listed
from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.preconditions import etag, require_unmoved
from api.http.problems import UnusableError
from api.http.shapes.cases import (
    CaseLinkShown,
    CaseListed,
    CaseShown,
    CommentShown,
    EventShown,
    FilingShown,
    FindingShown,
    MoveShown,
    OutcomeShown,
    RecoveryShown,
    RulesOfCase,
)
from cases.life.case_lines import lines_of
from cases.life.remarks import tags_of
from cases.life.settlements import cases_of
from cases.life.standing import filings_of, outcomes_of, recoveries_of
from cases.life.transitions import is_made_by_house, moves_of
from cases.worklist import pages as worklist
from ledger.models import Case, CaseComment, CaseForm, CaseLink, Draft, Filing, Grant, JournalEntry, Recovery, Role, RuleVersion, User


def case(gate: Gate, number: int, action: Action = Action.READ) -> Case:
    """A case that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Case, number, action)


def case_to_change(gate: Gate, number: int, action: Action, if_match: str | None, *, needed: bool = False) -> Case:
    """A case that is held until the end of the transaction, and is as it was seen. Raises MovedError, VersionNeededError besides."""
    found = gate.one(Case, number, action, locked=True)
    require_unmoved(if_match, tag_of(found), needed=needed)
    return found


def tag_of(row: Case) -> str:
    """The ETag of a case."""
    return etag("case", row.id, row.version)


def queue(gate: Gate, view: worklist.View, *, limit: int, after: str | None) -> Page[CaseListed]:
    """A page of the queue, in the view's order."""
    found = worklist.page(gate.session, within(gate, view), after=after, limit=limit)
    odds = odds_of(gate, found.rows)
    return Page(items=[listed(gate, CaseListed.of(row, odds=odds.get(row.id))) for row in found.rows], next=found.next)


def within(gate: Gate, view: worklist.View) -> worklist.View:
    """The view, of those cases that may be seen; what it asks of marks, people and odds, of the suppliers that one works for."""
    of_the_house = view.tag is not None or view.assignee_id is not None or view.unassigned or view.sort is worklist.Sort.WORTH
    return worked_on(gate, view) if of_the_house else replace(view, supplier_ids=gate.scope.supplier_ids)


def worked_on(gate: Gate, view: worklist.View) -> worklist.View:
    """The view, of the suppliers that one works for: with whom a case is and how it is marked is not for a supplier's own reader."""
    return replace(view, supplier_ids=gate.scope.inside_ids)


def case_shown(gate: Gate, row: Case) -> CaseShown:
    """A case with all that is known of it."""
    session = gate.session
    comments = session.scalars(gate.seen(CaseComment).where(CaseComment.case_id == row.id).order_by(CaseComment.id)).all()
    links = session.scalars(gate.seen(CaseLink).where((CaseLink.case_id == row.id) | (CaseLink.other_id == row.id))).all()
    rules = session.get(RuleVersion, row.rule_version_id) if row.rule_version_id is not None else None
    moves = moves_of(session, row, gate.rules(row.account_id), actor=gate.actor, today=gate.today)
    filings = filings_of(session, row)
    shown = CaseShown(
        **CaseListed.of(row, tags_of(session, row), odds_of(gate, [row]).get(row.id)).model_dump(),
        findings=[FindingShown.of(line) for line in lines_of(session, row)],
        checklist=row.checklist,
        waiver=row.waiver,
        filings=[FilingShown.of(filing) for filing in filings],
        outcomes=[OutcomeShown.of(outcome) for outcome in outcomes_of(session, row)],
        recoveries=[RecoveryShown.of(recovery) for recovery in recoveries_of(session, row)],
        comments=[CommentShown.of(comment) for comment in comments],
        links=[CaseLinkShown.of(link) for link in links],
        changes=row.changes,
        moves=[
            MoveShown(to=to.value, objections=list(objections), by_house=is_made_by_house(row.state, to))
            for to, objections in moves.items()
        ],
        allowed=gate.scope.allowed(row.supplier_id),
        rules=RulesOfCase.of(rules) if rules else None,
        settled_cases=[child.id for child in cases_of(session, row)] if row.form is CaseForm.SETTLEMENT else [],
        latest_draft_id=session.scalar(select(Draft.id).where(Draft.case_id == row.id).order_by(Draft.version.desc()).limit(1)),
    )
    return case_told(gate, shown, [filing.draft_id for filing in filings if filing.draft_id is not None])


def events_of(gate: Gate, row: Case, *, limit: int, after: str | None) -> Page[EventShown]:
    """What was done to a case, the latest first."""
    wanted = gate.journal().where(JournalEntry.noun == "case", JournalEntry.noun_id == row.id)
    return page_by_number(gate.session, wanted, JournalEntry.id, EventShown.of, limit=limit, after=after)


def cases_to_change(gate: Gate, numbers: Sequence[int], action: Action) -> list[Case]:
    """Cases that are held until the end of the transaction, in the order of their numbers. Raises NotFoundError."""
    return [gate.one(Case, number, action, locked=True) for number in sorted(set(numbers))]


def filing(gate: Gate, number: int, action: Action) -> Filing:
    """A filing that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Filing, number, action)


def filing_meant(gate: Gate, row: Case, number: int | None) -> Filing:
    """The filing of a case that is named, else its latest. Raises UnusableError where there is none."""
    rounds = filings_of(gate.session, row)
    found = next((f for f in rounds if f.id == number), None) if number is not None else (rounds[-1] if rounds else None)
    if found is None:
        raise UnusableError.of("body.filing_id", "The case has no such filing.")
    return found


def recovery(gate: Gate, row: Case, number: int) -> Recovery:
    """Money that moved for a case. Raises UnusableError where it is another case's."""
    found = gate.one(Recovery, number)
    if found.case_id != row.id:
        raise UnusableError(f"Recovery {number} belongs to another case.")
    return found


def link_of(gate: Gate, row: Case, number: int) -> CaseLink:
    """A tie of a case to another. Raises UnusableError where it is between others."""
    found = gate.one(CaseLink, number)
    if row.id not in {found.case_id, found.other_id}:
        raise UnusableError(f"Link {number} belongs to another case.")
    return found


def colleague(gate: Gate, number: int, supplier_id: int) -> User:
    """A user who works for a supplier. Raises UnusableError for anybody else."""
    found = gate.session.scalars(_colleagues(supplier_id).where(User.id == number)).one_or_none()
    if found is None:
        raise UnusableError.of("body.assignee_id", "Nobody of that number works for this supplier.")
    return found


def colleagues(gate: Gate, supplier_id: int) -> Sequence[User]:
    """The users who work for a supplier, by name."""
    return gate.session.scalars(_colleagues(supplier_id).order_by(User.name, User.id)).all()


def _colleagues(supplier_id: int) -> Select[User]:
    whose = (Grant.supplier_id == supplier_id) | Grant.supplier_id.is_(None)
    working = select(Grant.user_id).where(whose, Grant.role.not_in((Role.SUPPLIER, Role.PARTNER)))
    return select(User).where(User.active, User.id.in_(working))
