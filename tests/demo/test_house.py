"""The ready-made house: every state is there, its sums hold, its ledger is sound, and the same seed gives the same months."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.settings import Settings
from api.wiring import handlers, open_house
from cases.background.inline_work import InlineWork
from cases.check import check_files, check_ledger
from demo.house.make import SMALL, House, furnish
from demo.house.people import Person, Team
from demo.house.story import Clock
from demo.house.world import Part, make_world
from extractors.read import ReaderPool
from ledger.cases import Case, CaseForm, CaseState, Filing, Mail, Outcome, Packet, Recovery
from ledger.database import for_reading
from ledger.migrating import upgrade
from ledger.papers import Document, DocumentState, Paper, PaperLink
from ledger.people import User

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SMALLEST = SMALL[1:]


class Made:
    """A house that was made, still open."""

    def __init__(self, house: Any, suppliers: tuple[int, ...]) -> None:
        self.house = house
        self.suppliers = suppliers

    def rows(self, statement: Any) -> list[Any]:
        with self.house.desk.sessions() as session:
            return list(session.execute(statement).all())


def _made(folder: Path, parts: tuple[Part, ...], readers: ReaderPool) -> Iterator[Made]:
    folder.mkdir(exist_ok=True)
    settings = Settings(home=folder)
    upgrade(settings.database)
    work, clock = InlineWork(), Clock(NOW)
    with open_house(settings, work=lambda _: work, clock=clock) as opened:
        house = replace(opened, desk=replace(opened.desk, readers=lambda: nullcontext(readers)))
        people = []
        with house.desk.sessions.begin() as session:
            for name in ("mara", "jonas", "tom"):
                user = User(email=f"{name}@demo.example", name=name.title(), created_at=NOW)
                session.add(user)
                session.flush()
                people.append(Person(user.email, user.id, user.name))
        team = Team((people[0], people[1]), people[2])
        wanted = House(house.desk, work, handlers(house), clock, team, folder / "papers", readers=house.desk.readers)
        yield Made(house, furnish(wanted, parts, seed=7, now=NOW, say=lambda _: None).suppliers)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, readers: ReaderPool) -> Iterator[Made]:
    yield from _made(tmp_path_factory.mktemp("house"), SMALL, readers)


@pytest.mark.slow(seconds=100)
def test_every_state_is_there_and_every_way_a_case_ends(house: Made) -> None:
    states = {state for (state,) in house.rows(select(Case.state).distinct())}
    assert states == set(CaseState)
    ends = {reason for (reason,) in house.rows(select(Case.close_reason).distinct())}
    assert {"won", "partly_won", "lost", "written_off", "withdrawn", "expired", "accepted"} <= ends
    answers = {kind for (kind,) in house.rows(select(Outcome.kind).distinct())}
    assert answers == {"approved", "partly_approved", "denied", "information_requested"}
    money = {kind for (kind,) in house.rows(select(Recovery.kind).distinct())}
    assert {"paid", "mitigated", "written_off"} <= money
    assert house.rows(select(Case.id).where(Case.form == CaseForm.SETTLEMENT))
    assert house.rows(select(Packet.id))
    assert house.rows(select(Mail.id))


@pytest.mark.slow
def test_the_ledger_is_sound_and_its_sums_hold(house: Made) -> None:
    reading = for_reading(house.house.desk.sessions)
    for found in (*check_ledger(reading), check_files(reading, house.house.desk.files, contents=False)):
        assert found.sound, (found.name, found.problems)


@pytest.mark.slow
def test_there_is_work_in_the_inbox_in_review_and_among_papers_that_nobody_can_place(house: Made) -> None:
    unread = house.rows(select(func.count()).where(Document.state == DocumentState.FAILED))[0][0]
    unsure = house.rows(select(func.count()).where(Paper.to_review > 0, Paper.gone.is_(False)))[0][0]
    unmatched = house.rows(select(func.count()).where(PaperLink.how == "unmatched"))[0][0]
    batches = house.rows(select(Paper.document_id).group_by(Paper.document_id).having(func.count() > 3))
    assert unread >= 2
    assert unsure >= 5
    assert unmatched >= 3
    assert batches


@pytest.mark.slow
def test_filings_and_answers_lie_months_apart_and_none_is_still_to_come(house: Made) -> None:
    filed = [day for (day,) in house.rows(select(Filing.filed_on))]
    assert (max(filed) - min(filed)).days > 150
    assert max(filed) <= NOW.date()
    assert max(day for (day,) in house.rows(select(Outcome.answered_on))) <= NOW.date()


def test_the_same_seed_gives_the_same_trade_as_of_any_day(tmp_path: Path) -> None:
    def bytes_of(name: str) -> list[str]:
        world = make_world(Part("us", 0.1, 4, back=(70, 0)), 3, date(2027, 3, 9))
        root = world.deliver(0, tmp_path / name)
        return [hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(root.rglob("*")) if p.is_file()]

    assert bytes_of("one") == bytes_of("other")


@pytest.mark.slow(seconds=50)
def test_the_same_seed_gives_the_same_cases(tmp_path: Path, readers: ReaderPool) -> None:
    """The same papers, which are read once, and the same months from then on."""
    told = []
    for name in ("one", "other"):
        for made in _made(tmp_path / name, SMALLEST, readers):
            wanted = select(Case.reference, Case.state, Case.close_reason, Case.approved_minor, Case.paid_minor, Case.first_filed_on)
            told.append(Counter(tuple(row) for row in made.rows(wanted)))
    assert told[0] == told[1]
    assert sum(told[0].values()) > 10
