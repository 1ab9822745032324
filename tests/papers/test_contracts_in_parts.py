"""One contract, several grants: two rebates, a rate for each column, a rebate beside allowances; typed and scanned, in six languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import Document, DocumentKind
from facts.rebates import Mechanism, Period
from matchers.frames import Paper
from matchers.rebates.agreements import Contract, contract_of
from rules.rebates import RebateRules
from tests.papers.contracts_in_parts import CLAUSES, FAMILIES, TITLES, Made, beside_allowances, in_columns, two_rebates

Typed = Callable[..., Page]


def _lines(document: Document) -> tuple[dict[str, Any], ...]:
    return tuple({name: cell.value for name, cell in line.items()} for line in document.lines)


def _contract(document: Document) -> Contract:
    found = contract_of(Paper("contract.pdf", document), "EUR", RebateRules())
    assert found is not None
    return found


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("made", list(two_rebates(21)), ids=lambda m: m.name)
def test_two_rebates_of_one_contract_are_two_parts(typed: Typed, made: Made, scanned: bool) -> None:
    read = read_pages([typed(made.text, scanned=scanned)])[0]
    assert _lines(read) == made.lines
    assert not read.problems
    assert read.fields["stacking"].value == "added"
    contract = _contract(read)
    assert contract.terms is None
    assert {(p.terms.mechanism, p.terms.period) for p in contract.parts if p.terms is not None} == {
        (Mechanism.FIXED, Period.QUARTER),
        (Mechanism.RETROACTIVE, Period.YEAR),
    }
    assert all(not part.to_review for part in contract.parts)


@pytest.mark.parametrize("made", list(two_rebates(22, told=False)), ids=lambda m: m.name)
def test_a_contract_that_does_not_say_that_both_are_paid_is_for_a_person(typed: Typed, made: Made) -> None:
    read = read_pages([typed(made.text)])[0]
    assert "stacking" not in read.fields
    assert all("stacking" in part.to_review for part in _contract(read).parts)


def test_rebates_that_shut_each_other_out_are_for_a_person(typed: Typed) -> None:
    made = next(two_rebates(23, told=False))
    read = read_pages([typed(made.text + "The two rebates are not cumulative; only the higher one is paid.\n")])[0]
    assert (read.fields["stacking"].value, read.fields["stacking"].review) == ("either", True)
    assert all("stacking" in part.to_review for part in _contract(read).parts)


def test_a_cap_that_may_be_for_both_is_for_a_person(typed: Typed) -> None:
    made = next(two_rebates(24))
    read = read_pages([typed(f"{made.text}{CLAUSES['en'][2]}Limit\nThe rebate shall not exceed EUR 12,000 in a year.\n")])[0]
    assert (read.fields["cap"].value, read.fields["cap"].review) == ("12000", True)


def test_two_rebates_in_one_stretch_of_text_are_for_a_person(typed: Typed) -> None:
    text = TITLES["en"] + (
        "From 1 January 2032 to 31 December 2032.\n"
        "The rate of the tier reached applies retroactively to all net purchases of the calendar year.\n"
        "from EUR 150,000      1.00 %\n"
        "from EUR 450,000      2.50 %\n"
        "A fixed bonus of EUR 2,000 is paid for each quarter in which purchases reach EUR 60,000.\n"
    )
    read = read_pages([typed(text)])[0]
    assert read.fields["mechanism"].review
    assert not any("part" in line for line in read.lines)


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("made", list(in_columns(25, years=True)), ids=lambda m: m.name)
def test_columns_headed_by_years_are_the_rates_of_those_years(typed: Typed, made: Made, scanned: bool) -> None:
    read = read_pages([typed(made.text, scanned=scanned)])[0]
    assert _lines(read) == made.lines
    contract = _contract(read)
    days = [(p.terms.starts_on.isoformat(), p.terms.ends_on.isoformat()) for p in contract.parts if p.terms is not None]
    assert days == [("2032-01-01", "2032-12-31"), ("2033-01-01", "2033-12-31")]


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("made", list(in_columns(26, years=False)), ids=lambda m: m.name)
def test_columns_headed_by_goods_are_read_and_for_a_person(typed: Typed, made: Made, scanned: bool) -> None:
    read = read_pages([typed(made.text, scanned=scanned)])[0]
    assert _lines(read) == made.lines
    assert all(cell.review for line in read.lines for cell in line.values())
    assert read.fields["mechanism"].review
    contract = _contract(read)
    assert all(part.terms is None for part in contract.parts)
    language = made.name.split()[0]
    assert all(head in contract.problem for head in FAMILIES[language])


def test_a_year_out_of_the_term_is_for_a_person(typed: Typed) -> None:
    made = next(in_columns(27, years=True))
    read = read_pages([typed(made.text.replace("31 December 2033", "31 December 2032"))])[0]
    assert [line["rate"].review for line in read.lines] == [False, False, True, True]
    assert all(part.terms is None for part in _contract(read).parts)


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("made", list(beside_allowances(28)), ids=lambda m: m.name)
def test_a_rebate_beside_allowances_is_read(typed: Typed, made: Made, scanned: bool) -> None:
    read = read_pages([typed(made.text, scanned=scanned)])[0]
    assert read.kind is DocumentKind.REBATE_AGREEMENT
    assert _lines(read) == made.lines
    assert read.fields["allowances"].review
    contract = _contract(read)
    assert contract.terms is not None
    assert "allowances" in contract.to_review


def test_a_lump_that_was_not_read_is_for_a_person(typed: Typed) -> None:
    made = next(beside_allowances(29))
    read = read_pages([typed(made.text + f"{CLAUSES['en'][2]}Start\nA one-time bonus of EUR 900 is paid for the first order.\n")])[0]
    assert "900" in str(read.fields["further_rates"].value)
