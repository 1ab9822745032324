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
from tests.papers.contracts_in_parts import CLAUSES, FAMILIES, FROM, TITLES, Made, beside_allowances, in_columns, two_rebates

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


@pytest.mark.parametrize(
    "language, bounds, starts",
    [
        ("en", ("from 150 tonnes", "from 450 tonnes"), ("150000", "450000")),
        ("de", ("ab 150 t", "ab 450 t"), ("150000", "450000")),
        ("zh", ("150万元及以上", "450万元及以上"), ("1500000", "4500000")),
    ],
)
def test_bounds_of_year_columns_are_what_their_unit_makes_them(typed: Typed, language: str, bounds: tuple[str, str], starts: Any) -> None:
    made = next(m for m in in_columns(27, years=True) if m.name.startswith(language))
    lines = made.text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(FROM[language].split("{")[0]) and "%" in line)
    for row, bound in zip((at, at + 1), bounds, strict=True):
        lines[row] = f"{bound:<40}{lines[row][40:]}"
    read = read_pages([typed("\n".join(lines) + "\n")])[0]
    assert [str(line["from"].value) for line in read.lines] == [*starts, *starts]


def test_a_term_from_april_to_march_leaves_years_to_a_person(typed: Typed) -> None:
    made = next(in_columns(27, years=True))
    shifted = made.text.replace("1 January 2032", "1 April 2032").replace("31 December 2033", "31 March 2034")
    read = read_pages([typed(shifted)])[0]
    assert all(line["rate"].review for line in read.lines)
    assert not any("start_date" in line for line in read.lines)


def test_a_row_of_year_columns_that_is_not_understood_leaves_no_tiers(typed: Typed) -> None:
    made = next(in_columns(27, years=True))
    lines = made.text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("from EUR") and "%" in line)
    for odd in (f"{'3rd band':<40}1.80 %          2.10 %", f"{'from EUR 500,000':<40}0.00 %          0.00 %"):
        read = read_pages([typed("\n".join([*lines[: at + 1], odd, *lines[at + 1 :]]) + "\n")])[0]
        assert not any(line.get("part") is not None and not line["rate"].review for line in read.lines), odd


def test_a_rebate_by_the_half_year_is_none_by_the_year(typed: Typed) -> None:
    made = next(two_rebates(21))
    text = made.text.replace("Quarterly", "Semi-annual").replace("for each quarter", "for each half of the year, semi-annually,")
    read = read_pages([typed(text)])[0]
    assert [str(line["period"].value) for line in read.lines if "part" in line] == ["half_year"]


def test_a_year_out_of_the_term_is_for_a_person(typed: Typed) -> None:
    made = next(in_columns(27, years=True))
    read = read_pages([typed(made.text.replace("31 December 2033", "31 December 2032"))])[0]
    assert all(line["rate"].review for line in read.lines)
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
