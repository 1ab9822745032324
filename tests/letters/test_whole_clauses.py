"""Clauses read as a whole: where every part has its place and the facts bear it out, no single word leaves a sentence to a person."""

from __future__ import annotations

import pytest

from cases.letters.sentences import Sentence
from cases.letters.verifier import Verification, verify_sentence
from cases.letters.verifier.composed.things import AmbiguousError
from cases.letters.verifier.composed.whole import build_of
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.reading import read
from tests.letters.drafts import draft_of, situation_of


def _said(name: str, text: str, *facts: str) -> Verification:
    brief = draft_of(name).brief
    numbers = tuple(next(f.number for f in brief.facts if f.name == fact) for fact in facts)
    return verify_sentence(Sentence(text, numbers), brief, situation_of(name))


@pytest.mark.parametrize(
    "name, text, facts",
    [
        # what is asked, in one phrase or another
        ("fee", "What we want back is USD 18.00, no more and no less.", ("asked",)),
        ("fee", "We would appreciate a credit of USD 18.00 in your next payment run.", ("asked",)),
        ("fee", "Please see to it that USD 18.00 is credited to us?", ("asked",)),
        # notes and labels, without a verb
        ("fee", "Fee charged: USD 42.00; fee due: USD 24.00; overcharge: USD 18.00.", ("claimed", "expected", "value")),
        ("fee", "Charged: USD 42.00; should be: USD 24.00.", ("claimed", "expected")),
        ("fee", "USD 42.00 charged, USD 24.00 due.", ("claimed", "expected")),
        ("fee", "Overcharged by USD 18.00: USD 42.00 charged, USD 24.00 owed.", ("claimed", "expected", "value")),
        ("fee", "The fee is too high by USD 18.00.", ("value",)),
        # contrasts
        ("fee", "USD 24.00 is due, versus USD 42.00 charged.", ("claimed", "expected")),
        ("fee", "The correct fee is USD 24.00 rather than USD 42.00.", ("expected", "claimed")),
        ("coop", "We were charged USD 5,450.00 in place of USD 4,550.00.", ("claimed", "expected")),
        # what something comes to, and what that leaves
        ("fee", "You charged USD 42.00; the rate card allows USD 24.00; the excess is USD 18.00.", ("claimed", "expected", "value")),
        ("coop", "At 5 % on the base of USD 91,000.00, the amount comes to USD 4,550.00.", ("rate", "base", "expected")),
        # verbs with prepositions of their own, and what a participle says
        ("coop", "The agreement entitles you to USD 4,550.00, and you billed USD 5,450.00.", ("expected", "claimed")),
        ("quick_pay_discount", "Of the USD 245.24 taken, USD 163.50 was earned.", ("claimed", "allowed")),
    ],
)
def test_what_a_clause_as_a_whole_says_is_held_against_the_facts(name: str, text: str, facts: tuple[str, ...]) -> None:
    found = _said(name, text, *facts)
    assert [r.message for r in (*found.objections, *found.unverifiable)] == []


@pytest.mark.parametrize(
    "name, text, facts",
    [
        # each figure in the place of the other
        ("fee", "The correct fee is USD 42.00 rather than USD 24.00.", ("expected", "claimed")),
        ("fee", "You charged USD 24.00; the rate card allows USD 42.00; the excess is USD 18.00.", ("claimed", "expected", "value")),
        ("coop", "The agreement entitles you to USD 5,450.00, and you billed USD 4,550.00.", ("expected", "claimed")),
        ("quick_pay_discount", "Of the USD 163.50 taken, USD 245.24 was earned.", ("claimed", "allowed")),
        ("coop", "We were charged USD 4,550.00 in place of USD 5,450.00.", ("claimed", "expected")),
        # the other figure, and it is cited
        ("fee", "What we want back is USD 42.00, no more and no less.", ("claimed",)),
        ("fee", "Please see to it that USD 24.00 is credited to us?", ("expected",)),
        # what no fact tells stands behind what one does
        ("fee", "You charged USD 42.00 under seal.", ("claimed",)),
        ("fee", "You charged USD 42.00 at your request.", ("claimed",)),
        ("fee", "The correct fee is USD 24.00, as your portal shows.", ("expected",)),
        ("fee", "Please keep USD 18.00.", ("asked",)),
        # done by somebody else, or not done
        ("coop", "We billed USD 5,450.00 to you.", ("claimed",)),
        ("fee", "USD 42.00 was not charged.", ("claimed",)),
        # the figures of a note in each other's places
        ("fee", "Fee charged: USD 24.00; fee due: USD 42.00.", ("claimed", "expected")),
        ("fee", "Charged: USD 24.00; should be: USD 42.00.", ("claimed", "expected")),
        ("fee", "USD 24.00 charged, USD 42.00 due.", ("claimed", "expected")),
        ("fee", "Overcharged by USD 24.00: USD 42.00 charged, USD 18.00 owed.", ("claimed", "expected", "value")),
        ("fee", "The fee is too high by USD 24.00.", ("expected", "value")),
        ("fee", "USD 42.00 was never earned.", ("claimed",)),
        # wrong in all, where a part of it is
        ("fee", "The charge of USD 42.00 has no basis.", ("claimed",)),
        ("fee", "USD 42.00 must be given back in full.", ("claimed",)),
    ],
)
def test_what_it_says_wrongly_never_passes(name: str, text: str, facts: tuple[str, ...]) -> None:
    found = _said(name, text, *facts)
    assert found.objections or found.unverifiable


def test_a_sentence_that_reads_in_very_many_ways_is_given_up_and_left_to_a_person() -> None:
    """Phrases that could each belong to several multiply the readings; whoever writes them on and on keeps no worker busy."""
    lexicon = lexicon_of("en")
    assert lexicon is not None
    reading = read(f"You deducted USD 42.00 {'on the charge of USD 42.00 for the fee of USD 24.00 ' * 12}.", lexicon, None)
    build = build_of(reading, "en")
    assert build is not None
    with pytest.raises(AmbiguousError):
        sum(1 for _ in build.clauses(0))
