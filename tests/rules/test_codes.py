"""Reason codes of retailers in what they say of a deduction."""

from __future__ import annotations

from datetime import date

import pytest

from rules.codes import code_said
from rules.loader import load_rules

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    "retailer, text, code, meaning",
    [
        ("walmart", "0022 goods billed not shipped", "0022", "the invoice bills what was not shipped"),
        ("walmart", "Deduction code: 0151", "0151", "any other reason"),
        ("walmart", "reason code 44", "44", ""),
        ("walmart", "0044 anything", "0044", ""),
        ("target", "A036 price", "A036", "the billed price differs from the agreed one"),
        ("kroger", "SH short on dock", "SH", "fewer units were received than billed"),
    ],
)
def test_a_code_is_said_in_words_and_one_that_is_not_listed_is_unknown(retailer: str, text: str, code: str, meaning: str) -> None:
    assert code_said(load_rules(retailer, None, DAY), text) == (code, meaning)


@pytest.mark.parametrize("text", ["2026-01-02 invoice", "Invoice 22", "1234567", "22.50 freight", ""])
def test_a_date_a_number_or_an_amount_is_no_code(text: str) -> None:
    assert code_said(load_rules("walmart", None, DAY), text) is None


def test_a_retailer_without_codes_names_none() -> None:
    assert code_said(load_rules("amazon_us", None, DAY), "0022 short") is None
