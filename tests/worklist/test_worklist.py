"""The queue: every order and filter, page by page, the same on both databases."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from cases.life.standing import CLOSED_STATES
from cases.worklist import pages as worklist
from cases.worklist.pages import CaseCount, CursorError, Sort, View, counts, page
from facts.finding import FindingType
from ledger import search
from ledger.cases import Case, CaseState, CaseTag
from tests.made_up_cases import SUPPLIERS, TODAY, USERS, columns, house, put

LETTERS = settings(
    max_examples=min(40, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
DAYS = st.none() | st.sampled_from([TODAY + timedelta(days=n) for n in (-9, -1, 0, 3, 30)])
TYPES = (FindingType.SHORTAGE, FindingType.COOP, FindingType.FEE)
CASE = st.fixed_dictionaries(
    {
        "supplier_id": st.sampled_from(SUPPLIERS),
        "state": st.sampled_from(list(CaseState)),
        "type": st.sampled_from(TYPES),
        "retailer": st.sampled_from(("amazon_us", "walmart")),
        "assignee_id": st.none() | st.sampled_from(USERS),
        "evidence_state": st.sampled_from(("complete", "missing")),
        "next_due": DAYS,
        "deducted_on": DAYS,
        "currency": st.sampled_from(("EUR", "USD")),
        "open_minor": st.integers(0, 3),
        "worth_per_hour_minor": st.integers(0, 3),
        "tag": st.none() | st.sampled_from(("urgent", "call")),
    }
)
VIEW = st.builds(
    View,
    supplier_ids=st.none() | st.frozensets(st.sampled_from(SUPPLIERS)),
    supplier_id=st.none() | st.sampled_from(SUPPLIERS),
    types=st.frozensets(st.sampled_from(TYPES), max_size=2),
    states=st.frozensets(st.sampled_from(list(CaseState)), max_size=4),
    closed=st.none() | st.booleans(),
    assignee_id=st.none() | st.sampled_from(USERS),
    unassigned=st.booleans(),
    due_before=st.none() | st.sampled_from([TODAY, TODAY + timedelta(days=4)]),
    tag=st.none() | st.just("urgent"),
    retailer=st.none() | st.sampled_from(("amazon_us", "walmart")),
    evidence_state=st.none() | st.just("missing"),
    sort=st.sampled_from(list(Sort)),
    backwards=st.booleans(),
)


@pytest.fixture(params=["as set", "nothing is few", "a step at a time"])
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much the queue looks at: with a handful of cases the far ends of its ways are only met when it gives up early."""
    if request.param != "as set":
        monkeypatch.setattr(worklist, "FEW", 0)
    if request.param == "a step at a time":
        monkeypatch.setattr(worklist, "STEPS", (1, 2, 3))


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as opened:
        house(opened)
        yield opened


def laid_out(session: Session, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ledger holds these cases and no others."""
    session.execute(delete(CaseTag))
    session.execute(delete(Case))
    made = [columns(n, **{name: value for name, value in case.items() if name != "tag"}) for n, case in enumerate(cases, start=1)]
    put(session, made)
    for case, said in zip(made, cases, strict=True):
        if said.get("tag"):
            session.execute(insert(CaseTag), [{"case_id": case["id"], "tag": said["tag"]}])
    return [case | {"tag": said.get("tag")} for case, said in zip(made, cases, strict=True)]


def holds(view: View, case: dict[str, Any]) -> bool:
    """Whether a view shows a case, said once more in plain words."""
    return (
        (view.supplier_ids is None or case["supplier_id"] in view.supplier_ids)
        and view.supplier_id in {None, case["supplier_id"]}
        and (not view.types or case["type"] in view.types)
        and (not view.states or case["state"] in view.states)
        and (view.closed is None or (case["state"] in CLOSED_STATES) is view.closed)
        and (view.assignee_id is None or case["assignee_id"] == view.assignee_id)
        and (view.assignee_id is not None or not view.unassigned or case["assignee_id"] is None)
        and (view.due_before is None or (case["next_due"] is not None and case["next_due"] < view.due_before))
        and view.tag in {None, case["tag"]}
        and view.retailer in {None, case["retailer"]}
        and view.evidence_state in {None, case["evidence_state"]}
    )


def in_order(view: View, cases: list[dict[str, Any]]) -> list[int]:
    """The numbers of cases in the order of a view, said once more in plain words."""
    keys = {
        Sort.DUE: ("next_due",),
        Sort.AMOUNT: ("currency", "open_minor"),
        Sort.WORTH: ("currency", "worth_per_hour_minor"),
        Sort.AGE: ("deducted_on",),
        Sort.NUMBER: ("number",),
    }[view.sort]
    downwards = (view.sort in {Sort.AMOUNT, Sort.WORTH}) is not view.backwards
    known = [case for case in cases if case[keys[0]] is not None]
    unknown = [case for case in cases if case[keys[0]] is None]
    known.sort(key=lambda case: (*(case[key] for key in keys), case["id"]), reverse=downwards)
    unknown.sort(key=lambda case: case["id"], reverse=downwards)
    return [case["id"] for case in (*known, *unknown)]


def walked(session: Session, view: View, limit: int) -> Iterator[list[int]]:
    """Page after page."""
    after = None
    while True:
        shown = page(session, view, after=after, limit=limit)
        assert len(shown.rows) <= limit
        yield [row.id for row in shown.rows]
        after = shown.next
        if after is None:
            return


@pytest.mark.both_engines
@pytest.mark.usefixtures("patience")
@given(cases=st.lists(CASE, max_size=14), view=VIEW, limit=st.integers(1, 5))
@LETTERS
def test_walking_the_pages_shows_every_case_once_in_order(session: Session, cases: list[dict[str, Any]], view: View, limit: int) -> None:
    made = laid_out(session, cases)
    shown = [number for shown in walked(session, view, limit) for number in shown]
    assert shown == in_order(view, [case for case in made if holds(view, case)])


@pytest.mark.both_engines
@pytest.mark.usefixtures("patience")
@given(
    cases=st.lists(CASE, min_size=1, max_size=10),
    more=st.lists(CASE, max_size=4),
    moved=st.lists(st.tuples(st.integers(0, 9), DAYS), max_size=4),
    sort=st.sampled_from([Sort.DUE, Sort.AGE, Sort.AMOUNT, Sort.WORTH]),
    limit=st.integers(1, 3),
)
@LETTERS
def test_cases_that_keep_their_place_are_shown_once_while_others_come_and_move(
    session: Session, cases: list[dict[str, Any]], more: list[dict[str, Any]], moved: list[tuple[int, date | None]], sort: Sort, limit: int
) -> None:
    made = laid_out(session, cases)
    view = View(None, sort=sort, retailer="walmart")
    arrivals = [columns(n, **{name: said for name, said in case.items() if name != "tag"}) for n, case in enumerate(more, start=100)]
    moves = [(at % len(made) + 1, day) for at, day in moved]
    shown: list[int] = []
    for numbers in walked(session, view, limit):
        shown += numbers
        if arrivals:
            put(session, [arrivals.pop()])
        if moves:
            number, day = moves.pop()
            session.execute(update(Case).where(Case.id == number).values(next_due=day, deducted_on=day, open_minor=number % 4))
    unmoved = {case["id"] for case in made} - {at % len(made) + 1 for at, _ in moved}
    kept = in_order(view, [case for case in made if case["id"] in unmoved and holds(view, case)])
    assert [number for number in shown if number in unmoved] == kept


@pytest.mark.both_engines
@pytest.mark.usefixtures("patience")
@given(cases=st.lists(CASE, max_size=12), view=VIEW)
@LETTERS
def test_counts_by_state_are_those_of_the_view(session: Session, cases: list[dict[str, Any]], view: View) -> None:
    made = laid_out(session, cases)
    held = Counter(case["state"] for case in made if holds(replace(view, states=()), case))
    assert counts(session, view) == {state: CaseCount(number) for state, number in held.items()}


@pytest.mark.both_engines
def test_counts_say_at_least_where_there_are_many(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "COUNTED", 2)
    monkeypatch.setattr(worklist, "FEW", 1)
    put(session, [columns(n, state=CaseState.FILED, supplier_id=1 + n % 2) for n in range(1, 8)])
    assert counts(session, View(None)) == {CaseState.FILED: CaseCount(2, more=True)}
    assert counts(session, View([1])) == {CaseState.FILED: CaseCount(2, more=True)}
    assert counts(session, View([3])) == {}


@pytest.mark.both_engines
@pytest.mark.usefixtures("patience")
def test_words_are_found_within_the_view(session: Session) -> None:
    put(session, [columns(n, supplier_id=1 + n % 2) for n in range(1, 9)])
    for n in range(1, 9):
        search.put(session, 1 + n % 2, "case", n, f"shortage invoice {n % 4} palletised")
        search.put(session, 1 + n % 2, "paper", n, "shortage invoice 3 palletised")
    assert [n for numbers in walked(session, View(None, text="Invoice 3 PALLET"), 2) for n in numbers] == [3, 7]
    assert [n for numbers in walked(session, View([2], text="shortage"), 2) for n in numbers] == [1, 3, 5, 7]
    assert [n for numbers in walked(session, View([1], text="invoice 3"), 2) for n in numbers] == []
    assert [n for numbers in walked(session, View(None, text="  "), 2) for n in numbers] == []


def test_a_foreign_supplier_is_never_shown(session: Session) -> None:
    put(session, [columns(n, supplier_id=n) for n in SUPPLIERS])
    assert list(walked(session, View([1], supplier_id=2), 5)) == [[]]
    assert list(walked(session, View([]), 5)) == [[]]
    assert list(walked(session, View([1, 3]), 5)) == [[1, 3]]
    foreign = page(session, View(None), limit=1).next
    assert [row.id for row in page(session, View([3]), after=foreign).rows] == [3]


@pytest.mark.both_engines
def test_a_wide_scope_is_walked_along_one_index(session: Session) -> None:
    put(session, [columns(n, supplier_id=1 + n % 3) for n in range(1, 10)])
    assert [n for numbers in walked(session, View([*range(3, 100), 2]), 4) for n in numbers] == [1, 2, 4, 5, 7, 8]


@pytest.mark.both_engines
def test_a_cursor_of_another_order_is_refused(session: Session) -> None:
    put(session, [columns(n) for n in (1, 2)])
    cursor = page(session, View(None), limit=1).next
    assert cursor is not None
    for view in (View(None, sort=Sort.AGE), View(None, backwards=True), View(None, sort=Sort.NUMBER)):
        with pytest.raises(CursorError):
            page(session, view, after=cursor)


@given(cursor=st.text(max_size=40) | st.binary(max_size=40).map(lambda b: base64.urlsafe_b64encode(b).decode()))
@LETTERS
def test_what_is_no_cursor_is_refused(session: Session, cursor: str) -> None:
    with pytest.raises(CursorError):
        page(session, View(None), after=cursor)


@pytest.mark.parametrize("sort", list(Sort))
@given(values=st.lists(st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just("2026-11-01"), max_size=3))
@LETTERS
def test_a_cursor_made_by_hand_leads_nowhere_else(session: Session, sort: Sort, values: list[object]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([sort.value, 0, *values]).encode()).decode().rstrip("=")
    try:
        shown = page(session, View([1], sort=sort), after=cursor)
    except CursorError:
        return
    assert shown.rows == ()


def test_a_page_fetches_no_wide_columns(session: Session) -> None:
    asked = str(select(*worklist.COLUMNS))
    assert not any(wide in asked for wide in ("checklist", "changes", "waiver", "external_keys"))
    put(session, [columns(1, next_due=TODAY, claimed_minor=1234)])
    session.execute(insert(CaseTag), [{"case_id": 1, "tag": tag} for tag in ("urgent", "call")])
    (row,) = page(session, View(None)).rows
    assert (row.reference, row.claimed_minor, row.next_due, row.tags) == ("INV1SC", 1234, TODAY, ("call", "urgent"))
