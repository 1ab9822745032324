"""What the house keeps in English of findings and papers, in the reader's language: all of it or none, its values with it."""

from __future__ import annotations

import re
from typing import Final

import pytest
from sqlalchemy import select

from api.web.languages import CODES, Language
from api.web.sentence_forms import FIGURES, PHRASES
from api.web.told_sentences import SENTENCES, is_known, told, told_whole
from ledger.findings import FindingRow
from ledger.papers import PaperLink
from tests.web.town import Town

OTHERS: Final = [code for code in CODES if code != "en"]
GERMAN, CHINESE = Language("de"), Language("zh")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_STANDING_FOR: Final = {
    "keys": "order, destination",
    "fields": "agreement number, tier 2",
    "type": "price claim",
    "field": "total_cartons",
    "papers": "proof of delivery",
    "currency": "EUR",
    "own_currency": "EUR",
    "card_currency": "EUR",
    "holds": "more units were billed than were sold",
    "readings": "2026-03-02 or 2026-02-03",
    "periods": "2026-01-01 to 2026-03-31, 2026-04-01 to 2026-06-30",
    "mistake": "more units were billed than were sold",
    "problem": "no version of the agreement is approved",
}


def a_value(slot: str) -> str:
    """A value that may stand in a slot."""
    if slot in PHRASES:
        return min(PHRASES[slot])
    return _STANDING_FOR.get(slot, "1234.50" if slot in FIGURES else "X77")


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_found_again_with_its_values(code: str) -> None:
    say = Language(code)
    for text in SENTENCES:
        english = text.format(**{slot: a_value(slot) for slot in _SLOT.findall(text)})
        assert is_known(english, say), english
        assert ("X77" in told(english, say)) == ("X77" in english), english


@pytest.mark.parametrize("code", OTHERS)
def test_every_reason_of_the_town_is_said(town: Town, code: str) -> None:
    say = Language(code)
    with town.writing() as session:
        judged = set(session.scalars(select(FindingRow.why).where(FindingRow.reason != "entered_by_hand")))
        tied = set(session.scalars(select(PaperLink.why)))
    reasons = {why for why in judged | tied if why}
    assert len(reasons) > 10
    assert [why for why in sorted(reasons) if not is_known(why, say)] == []


def test_days_and_amounts_are_written_as_the_language_writes_them() -> None:
    english = "2 % within 10 days agreed; taken 53.68 on 2147.30, 10.73 too much"
    assert "53,68 auf 2.147,30, 10,73 zu viel" in told(english, GERMAN)
    assert told("dispute D-1 is filed since 2026-09-04", CHINESE) == "争议 D-1 已于 2026年9月4日 提交"


def test_a_condition_around_a_reason_is_told_with_it() -> None:
    english = "can be disputed from 2027-01-01; the receipt is signed for 26 cartons, no exception"
    said = "Widerspruch ist ab dem 01.01.2027 möglich; der Lieferbeleg ist über 26 Kartons unterschrieben, ohne Vorbehalt"
    assert told(english, GERMAN) == said
    assert told_whole(english, GERMAN) == f"{said}."
    assert told_whole(english, CHINESE).endswith("。")


def test_what_is_not_known_stands_as_it_is_and_never_in_two_languages() -> None:
    english = "can be disputed from 2027-01-01; a person of an earlier edition said so"
    assert told(english, GERMAN) == english
    assert told_whole(english, CHINESE).endswith("said so.")
    assert told("names field no such field", GERMAN) == "names field no such field"


def test_in_english_all_stands_as_it_is_kept() -> None:
    assert told("dispute D-1 is filed since 2026-09-04", Language("en")) == "dispute D-1 is filed since 2026-09-04"
