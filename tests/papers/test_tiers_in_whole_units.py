"""Tiers in whole units (`up to 300,000`, `from 300,001`) leave nothing out: six languages, typed and scanned."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from matchers.frames import Paper
from matchers.rebates.agreements import contract_of
from rules.rebates import RebateRules
from tests.papers.whole_unit_tiers import HEADS, WAYS, Contract, contracts

Typed = Callable[..., Page]


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("contract", list(contracts(11)), ids=lambda c: c.name)
def test_tiers_in_whole_units_close_up(typed: Typed, contract: Contract, scanned: bool) -> None:
    read = read_pages([typed(contract.text, scanned=scanned)])[0]
    found = contract_of(Paper("contract.pdf", read), "EUR", RebateRules())
    assert found is not None
    assert found.terms is not None, found.problem
    terms = found.terms
    assert (terms.mechanism.value, terms.measure.value) == (contract.mechanism, contract.measure)
    assert tuple((t.start, t.end) for t in terms.tiers) == contract.bounds
    assert terms.exceeds is contract.exceeds


def test_a_value_stands_as_it_is_printed(typed: Typed) -> None:
    text = f"{HEADS['en']}0 to 300,000 units      1.00%\nfrom 300,001 units      2.00%\n{WAYS['en'][0]}\n"
    lines = read_pages([typed(text)])[0].lines
    assert [{name: cell.value for name, cell in line.items()} for line in lines] == [
        {"to": "300000", "rate": "0.0100"},
        {"from": "300001", "rate": "0.0200"},
    ]


def test_a_step_that_is_more_than_one_unit_stays_a_gap(typed: Typed) -> None:
    text = f"{HEADS['en']}up to EUR 300,000      1.00%\nfrom EUR 305,000       2.00%\n{WAYS['en'][0]}\n"
    found = contract_of(Paper("contract.pdf", read_pages([typed(text)])[0]), "EUR", RebateRules())
    assert found is not None
    assert found.terms is None
    assert "one ends at 300000, the next starts at 305000" in found.problem


def test_the_word_to_is_no_tonne(typed: Typed) -> None:
    text = f"{HEADS['en']}40,000 to 90,000 units      1.00%\n90,000 to 200,000 units     2.00%\n{WAYS['en'][0]}\n"
    read = read_pages([typed(text)])[0]
    assert read.fields["measure"].value == "quantity"
    assert read.lines[0]["from"].value == "40000"
