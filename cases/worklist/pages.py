"""The queue: pages of cases in a wanted order, at a cost that does not grow with the ledger, and how many there are by state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session

from cases.worklist.cursor import CursorError, read, written
from cases.worklist.paths import BY_CURRENCY, KEYS, Leg, Path, Position, conditions, narrow_paths, path_of
from cases.worklist.view import Sort, View
from facts.finding import FindingType
from ledger import search
from ledger.cases import Case, CaseForm, CaseState, CaseTag

__all__ = ["CaseCount", "CursorError", "ListedCase", "Page", "Sort", "View", "counts", "page"]

FEW: Final = 500
"""Cases that are sorted on the spot: a view that holds no more is answered from them alone."""
STEPS: Final = (500, 1_500, 8_000)
"""Cases that are looked at in turn for a page, where the order of an index alone does not answer the view; the rest is the next page's.

The last step is only taken where the index holds all that is asked."""
COUNTED: Final = 1_000
"""Cases of a state that are looked at for a count."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as the queue shows it; names and meanings as on `ledger.cases.Case`, amounts in minor units of `currency`."""

    tags: tuple[str, ...]
    id: int
    supplier_id: int
    account_id: int
    number: int
    external_id: str | None
    form: CaseForm
    settlement_id: int | None
    origin: str
    type: FindingType
    retailer: str
    reference: str
    invoice_number: str
    purchase_order: str
    vendor_code: str
    sku: str
    destination: str
    carrier: str
    freight_terms: str
    root_cause: str | None
    verdict: str
    why: str
    state: CaseState
    snoozed_until: date | None
    closed: bool
    close_reason: str | None
    assignee_id: int | None
    priority: int
    next_due: date | None
    next_action: str
    currency: str
    claimed_minor: int
    recoverable_minor: int
    disputed_minor: int
    approved_minor: int
    paid_minor: int
    mitigated_minor: int
    offset_minor: int
    rededucted_minor: int
    written_off_minor: int
    open_minor: int
    chance_ppm: int | None
    expected_minor: int
    worth_per_hour_minor: int
    minutes_left: int | None
    deducted_on: date | None
    deduction_month: str
    opens_on: date | None
    safe_by: date | None
    dispute_by: date | None
    reply_due: date | None
    attempts_used: int
    attempts_left: int | None
    rounds: int
    first_filed_on: date | None
    decided_on: date | None
    paid_on: date | None
    missed_deadline: bool
    evidence_state: str
    payout_reference: str | None
    opened_at: datetime
    changed_at: datetime
    version: int


COLUMNS: Final = tuple(getattr(Case, field.name) for field in fields(ListedCase) if field.name != "tags")
Few: TypeAlias = Select[Any] | list[int]


@dataclass(frozen=True, slots=True)
class Page:
    """Cases in the view's order, and the cursor for the next page; None once all were shown.

    A page can hold fewer cases than were asked for, even none, while there is a next one: only so many are looked at for a page.
    """

    rows: tuple[ListedCase, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases: exactly `number`, or, where `more`, at least that many."""

    number: int
    more: bool = False


def page(session: Session, view: View, *, after: str | None = None, limit: int = 50) -> Page:
    """The next cases of a view, at most `limit`.

    Walking from page to page shows every case that keeps its place exactly once. One that comes in or moves meanwhile is shown if
    its new place lies ahead, so one that moves ahead may be shown twice. Raises CursorError for a cursor of another order.
    """
    position = None if after is None else read(after, view.sort, backwards=view.backwards)
    if any(not values for values in view.pins().values()):
        return Page((), None)
    path = path_of(view)
    if view.text is not None or path.rest:
        few = _few(session, view)
        if few is not None:
            wanted = select(*KEYS[view.sort]).where(Case.id.in_(few), *conditions(view))
            found = path.in_order([tuple(row) for row in session.execute(wanted)], position)
            return _page(session, view, found[:limit], found[limit - 1] if len(found) > limit else None)
    path = replace(path, rest=(*path.rest, *_spoken_of(view)))
    found, stopped = _walk(session, path, position, limit + 1)
    return _page(session, view, found[:limit], found[limit - 1] if len(found) > limit else stopped)


def counts(session: Session, view: View) -> Mapping[CaseState, CaseCount]:
    """How many cases the view holds in each state, whatever states it asks for itself; past 1,000 looked at, at least so many."""
    view = replace(view, states=(), sort=Sort.DUE, backwards=False)
    if any(not values for values in view.pins().values()):
        return {}
    few = _few(session, view)
    if few is not None:
        held = select(Case.state, func.count()).where(Case.id.in_(few), *conditions(view)).group_by(Case.state)
        return {state: CaseCount(number) for state, number in session.execute(held)}
    if view.tag is not None or view.text is not None or path_of(replace(view, states=(CaseState.DETECTED,))).rest:
        return _counted_along(session, view)
    counted = {state: _count(session, replace(view, states=(state,))) for state in CaseState}
    return {state: count for state, count in counted.items() if count.number or count.more}


def _counted_along(session: Session, view: View) -> Mapping[CaseState, CaseCount]:
    """States of the cases among the first 2,000 of the view's narrowest side: one look for all states, where each case has to be asked."""
    limit = 2 * COUNTED
    if view.tag is not None:
        side = select(CaseTag.case_id.label("id")).where(CaseTag.tag == view.tag).order_by(CaseTag.case_id).limit(limit)
    else:
        side = (narrow_paths(view) or [path_of(view)])[0].whole(limit)
    looked_at = side.subquery()
    asked = [*conditions(view), *_spoken_of(view)]
    held = select(Case.state, func.count()).join(looked_at, looked_at.c.id == Case.id).where(*asked).group_by(Case.state)
    more = (session.scalar(select(func.count()).select_from(looked_at)) or 0) == limit
    return {state: CaseCount(number, more) for state, number in session.execute(held)}


def _count(session: Session, view: View) -> CaseCount:
    """Cases of one state among the first 1,000 of it."""
    if any(not values for values in view.pins().values()):
        return CaseCount(0)
    path = path_of(view)
    looked_at = path.whole(COUNTED + 1).subquery()
    asked = [*path.rest, *_spoken_of(view)]
    found = select(func.count(), func.count().filter(and_(*asked) if asked else true())).select_from(looked_at)
    if asked:
        found = found.join(Case, Case.id == looked_at.c.id)
    seen, number = session.execute(found).one()
    return CaseCount(min(number, COUNTED), more=seen > COUNTED)


def _few(session: Session, view: View) -> Few | None:
    """The cases of the first of the view's narrow sides that holds only a few; None where all of them are wide."""
    if view.text is not None:
        spoken_of = search.numbers(session, view.text, "case", most=FEW)
        if spoken_of is not None:
            return spoken_of
    sides = [path.whole(FEW + 1) for path in narrow_paths(view)]
    if view.tag is not None:
        sides.insert(0, select(CaseTag.case_id.label("id")).where(CaseTag.tag == view.tag).order_by(CaseTag.case_id).limit(FEW + 1))
    for side in sides:
        held = side.subquery()
        if (session.scalar(select(func.count()).select_from(held)) or 0) <= FEW:
            return select(held.c.id)
    return None


def _walk(session: Session, path: Path, position: Position | None, limit: int) -> tuple[list[Position], Position | None]:
    """The positions of the next cases, and where looking stopped before all were seen; None where it did not."""
    found: list[Position] = []
    steps = iter(STEPS if path.covered else STEPS[:-1])
    for leg in _legs(session, path, position):
        after = path.start_of(leg, position)
        while len(found) < limit:
            fence = None
            if path.rest:
                step = next(steps, None)
                if step is None:
                    return found, after
                fences = session.execute(path.fences(leg, after=after, step=max(1, step // len(path.stretches)))).all()
                fence = path.first([tuple(row) for row in fences]) if fences else None
            keys = path.keys(leg, after=after, fence=fence, limit=limit - len(found))
            found += [tuple(row) for row in session.execute(keys)]
            if fence is None:
                break
            after = fence
        if len(found) >= limit:
            break
    return found, None


def _legs(session: Session, path: Path, position: Position | None) -> Iterator[Leg]:
    """The legs from a position on."""
    begun = None if position is None else path.leg_of(position)
    if path.sort not in BY_CURRENCY:
        legs = path.legs()
        yield from legs[legs.index(begun) if begun is not None else 0 :]
        return
    currency: str | None = None
    if begun is not None:
        currency = begun[0]
        yield begun
    while True:
        further = [found for found in session.scalars(path.next_currencies(currency)) if found is not None]
        if not further:
            return
        currency = (max if path.downwards else min)(further)
        yield (currency,)


def _page(session: Session, view: View, positions: Sequence[Position], stopped: Position | None) -> Page:
    """The cases at these positions, with their tags."""
    numbers = [position[-1] for position in positions]
    found = {row.id: row for row in session.execute(select(*COLUMNS).where(Case.id.in_(numbers)))} if numbers else {}
    tags: dict[int, list[str]] = {}
    if numbers:
        hung = select(CaseTag.case_id, CaseTag.tag).where(CaseTag.case_id.in_(numbers)).order_by(CaseTag.case_id, CaseTag.tag)
        for case_id, tag in session.execute(hung):
            tags.setdefault(case_id, []).append(tag)
    rows = tuple(ListedCase(tuple(tags.get(number, ())), *found[number]) for number in numbers if number in found)
    return Page(rows, None if stopped is None else written(view.sort, backwards=view.backwards, position=stopped))


def _spoken_of(view: View) -> list[ColumnElement[bool]]:
    """The words that were looked for, asked of one case at a time."""
    return [] if view.text is None else [search.said_of(view.text, "case", Case.id)]
