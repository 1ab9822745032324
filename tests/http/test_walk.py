"""From case to case along the queue: in every order, there and back, and when the case has moved on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from api.http.gate.cases import within
from api.http.gate.rows import Gate
from api.http.scope import scope_of
from api.web.queue_address import address_of, asked_queue, ordered
from api.web.walk import walk
from cases.worklist.pages import page
from facts.finding import FindingType
from ledger.database import for_reading
from ledger.models import Account, Case, Role, User
from tests.http.conftest import Town

DAY = date(2026, 11, 2)


def made(account: Account, number: int, town: Town, **more: Any) -> Case:
    told: dict[str, Any] = {
        "supplier_id": account.supplier_id,
        "account_id": account.id,
        "number": number,
        "case_key": f"shortage:{number}",
        "type": FindingType.SHORTAGE,
        "retailer": account.retailer,
        "reference": f"R{number}",
        "verdict": "dispute",
        "currency": "USD",
        "opened_at": town.now,
        "changed_at": town.now,
    }
    return Case(**(told | more))


@pytest.fixture
def specialist(town: Town) -> User:
    supplier, account = town.supplier("Hal")
    other, foreign = town.supplier("Ida")
    days = [DAY, None, DAY + timedelta(days=3), None, DAY, DAY - timedelta(days=9)]
    with town.desk.sessions.begin() as session:
        for number, day in enumerate(days, start=1):
            currency = "EUR" if number % 2 else "USD"
            session.add(made(account, number, town, next_due=day, deducted_on=day, currency=currency, open_minor=100 * (number % 4)))
        session.add(made(foreign, 1, town, next_due=DAY))
    assert other.id != supplier.id
    return town.user("mara@example.com", (Role.SPECIALIST, supplier.id))


class Walker:
    """Follows the links that a page of a case has."""

    def __init__(self, session: Session, town: Town, user: User) -> None:
        self.session = session
        self.gate = Gate(self.session, scope_of(self.session, user), town.desk, town.now, "")
        self.visit: Any = self.gate  # it knows the scope, which is all that is asked

    def order(self, query: str) -> list[int]:
        return [case.id for case in page(self.session, within(self.gate, asked_queue(self.visit, query, DAY).view), limit=50).rows]

    def follow(self, case_id: int, inside: str, way: str) -> tuple[int, str] | None:
        address = getattr(walk(self.gate, self.visit, case_id, inside), way)
        if address is None:
            return None
        parts = urlsplit(address)
        return int(parts.path.rpartition("/")[2]), parse_qs(parts.query)["in"][0]


@contextlib.contextmanager
def walking(town: Town, user: User) -> Iterator[Walker]:
    with for_reading(town.desk.sessions)() as session:
        yield Walker(session, town, user)


@pytest.mark.both_engines
@pytest.mark.parametrize("backwards", ["", "&backwards=true"])
@pytest.mark.parametrize("sort", ["due", "amount", "age", "number"])
def test_there_and_back_along_every_order(town: Town, specialist: User, sort: str, backwards: str) -> None:
    with walking(town, specialist) as walker:
        query = f"sort={sort}{backwards}"
        order = walker.order(query)
        assert len(order) == 6
        seen, here = [order[0]], (order[0], query)
        while (ahead := walker.follow(*here, "next")) is not None:
            here = ahead
            seen.append(here[0])
        assert seen == order
        back = [here[0]]
        while (before := walker.follow(*here, "previous")) is not None:
            here = before
            back.append(here[0])
        assert back == order[::-1]


@pytest.mark.both_engines
def test_a_case_that_left_the_view_still_has_its_neighbours(town: Town, specialist: User) -> None:
    with walking(town, specialist) as walker:
        order = walker.order("state=detected")
        first = walker.follow(order[0], "state=detected", "next")
        assert first is not None
    with town.desk.sessions.begin() as session:
        moved = session.get_one(Case, order[1])
        moved.state, moved.next_due = moved.state.SNOOZED, DAY + timedelta(days=90)
    with walking(town, specialist) as walker:
        ahead, before = walker.follow(*first, "next"), walker.follow(*first, "previous")
        assert ahead is not None
        assert before is not None
        assert (before[0], ahead[0]) == (order[0], order[2])


def test_a_query_of_no_sense_walks_the_usual_queue(town: Town, specialist: User) -> None:
    with walking(town, specialist) as walker:
        order = walker.order("")
        for inside in ("state=nowhere", "at=!!", "after=x&sort=up", "\x00", "=&=&&"):
            ahead = walker.follow(order[0], inside, "next")
            assert ahead is not None
            assert ahead[0] == order[1]


def test_a_case_of_another_supplier_has_no_neighbours(town: Town, specialist: User) -> None:
    with walking(town, specialist) as walker:
        found = walk(walker.gate, walker.visit, 7, "")
        assert (found.previous, found.next) == (None, None)


def test_the_address_says_only_what_is_not_usual() -> None:
    pairs = ordered([("sort", "due"), ("type", "freight"), ("q", "a & b"), ("type", "coop"), ("type", "freight"), ("backwards", "false")])
    assert address_of(pairs) == "/queue?type=coop&type=freight&q=a+%26+b"
