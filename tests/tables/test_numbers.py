"""Numbers as people print them: every locale's way round trips, and what reads two ways says so."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.tables import numbers
from tests.tables.made_up_files import SHORTAGE_HEADER, SHORTAGE_ROWS, only, text_file, values

LOCALES = [(".", ","), (".", ""), (".", " "), (",", "."), (",", ""), (",", "\u00a0"), (",", "\u202f"), (".", "'"), (",", "\u2019")]
amounts = st.decimals(min_value=Decimal(-99_999_999), max_value=Decimal(99_999_999), places=2, allow_nan=False)
DRESSES = {
    "plain": "{minus}{digits}",
    "parentheses": "({digits})",
    "trailing minus": "{digits}-",
    "unicode minus": "\u2212{digits}",
    "sign before": "{minus}€{digits}",
    "code after": "{minus}{digits} EUR",
    "code before": "EUR {minus}{digits}",
    "code and parentheses": "(€ {digits})",
    "full width": "{minus}{digits}",
}


def printed(amount: Decimal, mark: str, group: str, dress: str = "plain") -> str:
    digits = f"{abs(amount):,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)
    template = (
        DRESSES[dress]
        if amount < 0
        else DRESSES[dress].replace("(", "").replace(")", "").replace("{digits}-", "{digits}").replace("\u2212", "")
    )
    text = template.format(minus="-" if amount < 0 else "", digits=digits)
    if dress == "full width":
        text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return text


def read(cells: list[str | None], *, separator: str | None = None, others: tuple[numbers.Marks, ...] = ()) -> numbers.Millionths:
    found = numbers.take_apart(pl.Series(cells, dtype=pl.String))
    return numbers.to_millionths(found, numbers.decide_mark(found.marks, others, separator))


@given(st.lists(amounts, min_size=1, max_size=20), st.sampled_from(LOCALES), st.sampled_from(sorted(DRESSES)))
def test_amounts_of_every_locale_round_trip(column: list[Decimal], locale: tuple[str, str], dress: str) -> None:
    result = read([printed(amount, *locale, dress) for amount in column])

    assert result.values.to_list() == [int(amount * 1_000_000) for amount in column]
    assert not result.unreadable.any()
    assert not result.doubtful.any()


@given(st.lists(st.decimals(min_value=0, max_value=9999, places=6, allow_nan=False), min_size=1, max_size=9))
def test_six_decimals_are_kept_exactly(column: list[Decimal]) -> None:
    assert read([f"{number:f}" for number in column]).values.to_list() == [int(number * 1_000_000) for number in column]


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_unreadable_or_empty(text: str) -> None:
    result = read([text.strip() or None])

    assert (result.values[0] is not None) + bool(result.unreadable[0]) <= 1


@pytest.mark.parametrize("empty", ["-", "n/a", "N/A", "#N/A", "—", "null", "无"])
def test_words_for_no_value_are_null_and_no_problem(empty: str) -> None:
    result = read([empty, "1.50"])

    assert result.values.to_list() == [None, 1_500_000]
    assert not result.unreadable.any()


def test_one_mark_with_three_digits_follows_its_column() -> None:
    assert read(["1.234", "12,50"]).values.to_list() == [1_234_000_000, 12_500_000]
    assert read(["1.234", "12.5"]).values.to_list() == [1_234_000, 12_500_000]


def test_one_mark_with_three_digits_follows_the_other_columns_of_the_file() -> None:
    result = read(["1.234", "5.000"], others=(numbers.Marks(comma=9),))

    assert result.values.to_list() == [1_234_000_000, 5_000_000_000]
    assert not result.doubtful.any()


def test_one_mark_with_three_digits_and_only_semicolons_to_go_by_is_for_review() -> None:
    result = read(["1.234", "7"], separator=";")

    assert result.values.to_list() == [1_234_000_000, 7_000_000]
    assert result.doubtful.to_list() == [True, False]


def test_a_cell_against_its_column_is_unreadable_not_guessed() -> None:
    result = read(["1.50", "2.75", "3,25", "4.00"])

    assert result.values.to_list() == [1_500_000, 2_750_000, None, 4_000_000]
    assert result.unreadable.to_list() == [False, False, True, False]


@pytest.mark.parametrize("text", ["12 34", "1.2.3", "abc", "1,23,4", "--5", "5-6", "1.2E+05", "(5"])
def test_what_is_no_number_is_unreadable(text: str) -> None:
    assert read(["1.50", text]).unreadable.to_list() == [False, True]


def test_indian_groups_are_read() -> None:
    assert read(["12,34,567.50"]).values.to_list() == [1_234_567_500_000]


def test_a_credit_mark_is_negative_and_for_review() -> None:
    result = read(["12.50 CR", "3.00"])

    assert result.values.to_list() == [-12_500_000, 3_000_000]
    assert result.doubtful.to_list() == [True, False]


def test_counts_grouped_by_points_are_thousands_where_amounts_have_commas() -> None:
    rows = [(*row[:4], "1.200", "1.100", "100", "4,17", "417,00") for row in SHORTAGE_ROWS]
    table = only(text_file(SHORTAGE_HEADER, *rows, separator=";"))

    assert values(table, "quantity_invoiced") == [1200, 1200]
    assert values(table, "unit_cost") == [Decimal("4.17")] * 2
    assert not table.frame["_review"].any()


def test_counts_with_three_decimals_are_whole() -> None:
    rows = [(*row[:4], "1200.000", "1100.000", "100.000", "4.17", "417.00") for row in SHORTAGE_ROWS]

    assert values(only(text_file(SHORTAGE_HEADER, *rows)), "quantity_short") == [100, 100]


def test_a_count_in_cases_is_for_review() -> None:
    rows = [
        (*SHORTAGE_ROWS[0][:4], "120 EA", "100 EA", "20 EA", "4.17", "83.40"),
        (*SHORTAGE_ROWS[1][:4], "10 CS", "8", "2", "50.00", "100.00"),
    ]
    table = only(text_file(SHORTAGE_HEADER, *rows))

    assert values(table, "quantity_invoiced") == [120, 10]
    assert table.frame["_review"].to_list() == [False, True]
    assert any("'10 CS'" in problem for problem in table.problems)


BACKUP = ("Invoice ID", "Agreement ID", "PO", "ASIN", "Quantity", "Net Receipts")


@pytest.mark.parametrize(
    "header, cells, expected, review",
    [
        ("Rate", ["5 %", "2,5 %"], ["0.05", "0.025"], False),
        ("Rate", ["0.05", "0.025"], ["0.05", "0.025"], False),
        ("Rate (%)", ["5.0", "2.5"], ["0.05", "0.025"], False),
        ("Rate", ["5", "2.5"], ["5", "2.5"], True),
        ("Rate", ["5%", "0.025"], ["0.05", "0.025"], None),
    ],
)
def test_rates_are_fractions_of_one(header: str, cells: list[str], expected: list[str], review: bool | None) -> None:
    rows = [("1111-2222222222", "A1", "P1", "B0ABCDEF12", "10", "100.00", rate, "5.00") for rate in cells]
    table = only(text_file((*BACKUP, header, "Rebate"), *rows, separator="\t"))

    assert values(table, "rate") == [Decimal(rate) for rate in expected]
    if review is not None:
        assert table.frame["_review"].to_list() == [review, review]


def test_a_currency_beside_the_amount_fills_the_missing_column() -> None:
    rows = [(*row[:7], f"€{row[7]}", f"{row[8]} EUR") for row in SHORTAGE_ROWS]

    assert values(only(text_file(SHORTAGE_HEADER, *rows)), "currency") == ["EUR", "EUR"]


def test_a_currency_in_the_header_fills_the_missing_column() -> None:
    table = only(text_file((*SHORTAGE_HEADER[:7], "Unit Cost (GBP)", "Amount GBP"), *SHORTAGE_ROWS))

    assert values(table, "currency") == ["GBP", "GBP"]


def test_a_dollar_sign_alone_names_no_currency() -> None:
    rows = [(*row[:7], f"${row[7]}", f"${row[8]}") for row in SHORTAGE_ROWS]
    table = only(text_file(SHORTAGE_HEADER, *rows))

    assert values(table, "currency") == [None, None]
    assert values(table, "unit_cost") == [Decimal("4.17"), Decimal("12.5")]
