"""Falsehoods are false by the way they are made: what they say is no value of the brief, or rests on facts that do not say it."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from cases.letters.brief import Fact
from evals.cases_at_hand import CaseAtHand, matters_at_hand
from evals.falsehoods import OPERATORS, Falsehood, Others, falsehoods
from evals.falsehoods.falsehood import NUMBERS, numbers_in
from evals.sentences.patterns import LANGUAGES, true_sentences


@pytest.fixture(scope="module")
def cases() -> tuple[CaseAtHand, ...]:
    return matters_at_hand([46])


def made(cases: tuple[CaseAtHand, ...], language: str, *, held_out: bool = False) -> dict[str, list[Falsehood]]:
    said = [s for case in cases for s in true_sentences(case, language, held_out=held_out)]
    found: dict[str, list[Falsehood]] = defaultdict(list)
    for falsehood in falsehoods(said, Others(cases, held_out)):
        found[falsehood.operator].append(falsehood)
    return found


@pytest.fixture(scope="module")
def english(cases: tuple[CaseAtHand, ...]) -> dict[str, list[Falsehood]]:
    return made(cases, "en")


@pytest.mark.slow(seconds=12)
def test_every_operator_makes_falsehoods(english: dict[str, list[Falsehood]]) -> None:
    assert set(OPERATORS) == set(english)
    assert sum(map(len, english.values())) >= 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_falsehood_differs_from_what_it_was_made_from(cases: tuple[CaseAtHand, ...], language: str) -> None:
    for held_out in (False, True):
        found = made(cases[:12], language, held_out=held_out)
        assert len(found) >= 25
        for falsehood in (f for some in found.values() for f in some):
            true = falsehood.made_from
            assert (falsehood.text, falsehood.facts) != (true.text, true.facts)
            assert all(true.case.brief.fact(n) is not None for n in falsehood.facts)


@pytest.mark.parametrize("operator", ["amount", "count", "decimal shift", "sum off by one", "everything cited"])
def test_a_wrong_figure_is_no_number_of_the_brief(english: dict[str, list[Falsehood]], operator: str) -> None:
    for falsehood in english[operator]:
        brief = falsehood.made_from.case.brief
        told = Counter(_words(falsehood.text)) - Counter(_words(falsehood.made_from.text))
        known = numbers_in(brief)
        figures = [Decimal(w) for w in told if w.replace(".", "", 1).isdigit()]
        assert all(f not in known for f in figures), falsehood.text


def test_the_number_of_another_case_is_none_of_this_one(english: dict[str, list[Falsehood]]) -> None:
    for falsehood in english["of another case"]:
        values = {f.value for f in falsehood.made_from.case.brief.facts}
        added = set(_words(falsehood.text)) - set(_words(falsehood.made_from.text))
        assert added
        assert not added & values


def test_a_figure_of_another_role_is_cited_but_is_not_that_of_the_role(english: dict[str, list[Falsehood]]) -> None:
    for falsehood in english["cited but not saying it"]:
        brief = falsehood.made_from.case.brief
        said = falsehood.made_from.slots
        added = set(_words(falsehood.text)) - set(_words(falsehood.made_from.text))
        assert falsehood.facts
        if len(said) == len(added) == 1 and said[0].kind in NUMBERS and all(w[:1].isdigit() for w in added):
            assert added <= {w for n in falsehood.facts for w in _words(_told(brief.fact(n)))}, falsehood.text


def test_an_invented_signature_is_borne_out_by_no_fact(english: dict[str, list[Falsehood]]) -> None:
    for falsehood in english["invented signature"]:
        names = {f.name for f in falsehood.made_from.case.brief.facts}
        assert "stamp" not in falsehood.text.removeprefix(falsehood.made_from.text[:-1]) or "stamped" not in names


def test_a_denial_that_lost_its_not_says_the_contrary(english: dict[str, list[Falsehood]]) -> None:
    assert {f.text for f in english["dropped not"]} & {"The earlier claim was given back.", "The receiver signed and noted an exception."}


def _words(text: str) -> list[str]:
    return [w.strip("().,;:%$€ ").replace(",", "") for w in text.replace("US$", "").split()]


def _told(fact: Fact | None) -> str:
    assert fact is not None
    if fact.amount is None:
        return fact.value
    return f"{fact.value} {fact.amount.normalize():f} {fact.amount:.2f} {(fact.amount * 100).normalize():f}"
