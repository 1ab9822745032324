"""Papers and cases are found by any three letters in a row, alike on both databases, and a query is never anything but words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from ledger.models import Supplier
from ledger.search import find, folded, put, remove

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def suppliers(sessions: sessionmaker[Session]) -> tuple[int, int]:
    with sessions.begin() as session:
        made = [Supplier(name=name, slug=name.lower(), created_at=NOW) for name in ("Haldane", "Other")]
        session.add_all(made)
        session.flush()
        return made[0].id, made[1].id


def found(sessions: sessionmaker[Session], query: str, **narrowed: Any) -> list[int]:
    with sessions() as session:
        return [hit.noun_id for hit in find(session, query, **narrowed).hits]


PAPERS = {
    1: "BOL 06141411234567895 Müller Spedition, Straße 4",
    2: "POD 4XK2P9QR signed by J. O'Brien",
    3: "送货单 上海 收货人 王伟",
    4: "Ｆｕｌｌ　ｗｉｄｔｈ INVOICE",
    5: '100% cotton, under_score, back\\slash, "quoted"',
}


@pytest.fixture
def papers(sessions: sessionmaker[Session], suppliers: tuple[int, int]) -> tuple[int, int]:
    with sessions.begin() as session:
        for number, text in PAPERS.items():
            put(session, suppliers[0], "paper", number, text)
    return suppliers


@pytest.mark.parametrize(
    "query, numbers",
    [
        ("123456", [1]),
        ("muller", [1]),
        ("MÜLLER", [1]),
        ("STRASSE", [1]),
        ("4xk2", [2]),
        ("o'brien", [2]),
        ("signed POD", [2]),
        ("上海", [3]),
        ("收货人", [3]),
        ("王", [3]),
        ("full width", [4]),
        ("invoice", [4]),
        ("100%", [5]),
        ("100_", []),
        ("under_score", [5]),
        ("underxscore", []),
        ("back\\sl", [5]),
        ('"quoted"', [5]),
        ("nothing of the kind", []),
        ("%", [5]),
        ("_", [5]),
        ("", []),
        ("  ", []),
        ("\x00", []),
    ],
)
def test_any_part_of_a_word_finds_the_paper(
    sessions: sessionmaker[Session], papers: tuple[int, int], query: str, numbers: list[int]
) -> None:
    del papers
    assert found(sessions, query) == numbers


@pytest.mark.parametrize(
    "query", ['"', "a OR b", "NEAR(a b)", "text:abc", "abc*", "^abc", 'abc" OR "x', "'; DROP TABLE paper; --", "(((", "-abc", "{a}"]
)
def test_what_looks_like_a_query_language_is_words(sessions: sessionmaker[Session], suppliers: tuple[int, int], query: str) -> None:
    assert found(sessions, query) == []
    with sessions.begin() as session:
        put(session, suppliers[0], "paper", 9, f"before {query} after")
    assert found(sessions, query) == [9]


def test_a_changed_text_is_found_by_its_new_words_only(sessions: sessionmaker[Session], papers: tuple[int, int]) -> None:
    with sessions.begin() as session:
        put(session, papers[0], "paper", 2, "POD 7777ZZZZ")
    assert found(sessions, "4XK2P9QR") == []
    assert found(sessions, "7777ZZZZ") == [2]


def test_what_was_removed_is_found_no_longer(sessions: sessionmaker[Session], papers: tuple[int, int]) -> None:
    del papers
    with sessions.begin() as session:
        remove(session, "paper", 2)
        remove(session, "paper", 77)
    assert found(sessions, "4XK2P9QR") == []
    assert found(sessions, "signed") == []


def test_a_supplier_finds_nothing_of_another(sessions: sessionmaker[Session], papers: tuple[int, int]) -> None:
    mine, others = papers
    with sessions.begin() as session:
        put(session, others, "paper", 20, "POD 4XK2P9QR")
    assert found(sessions, "4XK2P9QR", supplier_ids=[mine]) == [2]
    assert found(sessions, "4XK2P9QR", supplier_ids=[others]) == [20]
    assert found(sessions, "4XK2P9QR", supplier_ids=[]) == []
    assert found(sessions, "4XK2P9QR", supplier_ids=[mine, others]) == [20, 2]


def test_papers_and_cases_are_told_apart(sessions: sessionmaker[Session], papers: tuple[int, int]) -> None:
    with sessions.begin() as session:
        put(session, papers[0], "case", 2, "INV10482SC shortage 4XK2P9QR")
    assert found(sessions, "4XK2P9QR", nouns=["case"]) == [2]
    with sessions() as session:
        assert [hit.noun for hit in find(session, "4XK2P9QR").hits] == ["case", "paper"]


def test_pages_follow_each_other_without_gap_or_repeat(sessions: sessionmaker[Session], suppliers: tuple[int, int]) -> None:
    with sessions.begin() as session:
        for number in range(1, 8):
            put(session, suppliers[0], "case", number, f"shortage {number}")
    seen: list[int] = []
    after: int | None = None
    with sessions() as session:
        while True:
            page = find(session, "shortage", limit=3, after=after)
            seen += [hit.noun_id for hit in page.hits]
            after = page.next
            if after is None:
                break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_the_words_around_are_shown(sessions: sessionmaker[Session], suppliers: tuple[int, int]) -> None:
    with sessions.begin() as session:
        put(session, suppliers[0], "paper", 1, "x " * 200 + "Frachtbrief 4711" + " y" * 200)
    with sessions() as session:
        (hit,) = find(session, "frachtbrief").hits
    assert "frachtbrief 4711" in hit.excerpt
    assert hit.excerpt.startswith("…")
    assert hit.excerpt.endswith("…")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=25))
def test_every_text_is_found_by_itself(sessions: sessionmaker[Session], text: str) -> None:
    with sessions() as session:
        supplier = Supplier(name="S", slug="s", created_at=NOW)
        session.add(supplier)
        session.flush()
        put(session, supplier.id, "paper", 1, text)
        expected = [1] if folded(text) else []
        assert [hit.noun_id for hit in find(session, text).hits] == expected
        session.rollback()
