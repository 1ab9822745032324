from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.papers.region import Region, region_of
from extractors.papers.tokens import tokens
from extractors.papers.values import find_amount, find_count, find_date, find_time, number_at

AMERICAN = Region("en", "mdy", decimal_comma=False, currency="USD")
GERMAN = Region("de", "dmy", decimal_comma=True, currency="EUR")
UNKNOWN = Region("en", None, decimal_comma=None, currency=None)


@given(st.dates(date(2000, 1, 1), date(2069, 12, 31)))
def test_a_date_is_read_back_in_every_form(day: date) -> None:
    forms = {
        day.strftime("%m/%d/%Y"): AMERICAN,
        day.strftime("%d.%m.%Y"): GERMAN,
        day.strftime("%Y-%m-%d"): UNKNOWN,
        day.strftime("%d %B %Y"): UNKNOWN,
        day.strftime("%b %d, %Y"): UNKNOWN,
        day.strftime("%Y年%m月%d日"): UNKNOWN,
        day.strftime("%d-%b-%Y").upper(): UNKNOWN,
    }
    for printed, region in forms.items():
        read = find_date(printed, region)
        assert read is not None, printed
        assert read.value == day.isoformat(), printed
        assert not read.doubt


def test_a_date_that_nothing_decides_is_in_doubt() -> None:
    read = find_date("05/06/2026", UNKNOWN)
    assert read is not None
    assert read.doubt
    sure = find_date("25/06/2026", UNKNOWN)
    assert sure is not None
    assert (sure.value, sure.doubt) == ("2026-06-25", False)


@pytest.mark.parametrize(
    "printed, day",
    [
        ("19. April 2026", "2026-04-19"),
        ("6 février 2026", "2026-02-06"),
        ("11 luglio 2026", "2026-07-11"),
        ("3 de mayo de 2026", "2026-05-03"),
    ],
)
def test_months_in_words(printed: str, day: str) -> None:
    read = find_date(printed, GERMAN)
    assert read is not None
    assert read.value == day


@pytest.mark.parametrize(
    "text, order",
    [
        ("Dalton, GA 30721  total 412 lb", "mdy"),
        ("68199 Mannheim  Kaltbandstraße 4, 44145 Dortmund  GmbH", "dmy"),
        ("paid 12,50 EUR on 03/04/2026", "dmy"),
        ("on 03/25/2026 and 04/05/2026", "mdy"),
        ("on 04/05/2026", None),
    ],
)
def test_the_order_of_dates_follows_the_paper(text: str, order: str | None) -> None:
    assert region_of(text).order == order


@pytest.mark.parametrize(
    "printed, region, amount",
    [
        ("1,234.56", AMERICAN, "1234.56"),
        ("1.234,56", GERMAN, "1234.56"),
        ("$1,234", AMERICAN, "1234"),
        ("1.234", GERMAN, "1234"),
        ("(45.10)", AMERICAN, "-45.10"),
        ("45,10-", GERMAN, "-45.10"),
        ("-36.52", AMERICAN, "-36.52"),
        ("12.50 CR", AMERICAN, "-12.50"),
        ("1 234,56 EUR", GERMAN, "1234.56"),
    ],
)
def test_amounts_keep_their_sign_and_mark(printed: str, region: Region, amount: str) -> None:
    read = find_amount(printed, region)
    assert read is not None
    assert Decimal(str(read.value)) == Decimal(amount)


@given(st.integers(0, 9_999_999))
def test_counts_with_and_without_groups(count: int) -> None:
    for printed in (str(count), f"{count:,}", f"{count:,}".replace(",", ".")):
        read = find_count(printed)
        assert read is not None
        assert read.value == count


@pytest.mark.parametrize("printed", ["B0PCFYN3L3", "12/2026", "3.5"])
def test_what_is_no_count_is_not_read_as_one(printed: str) -> None:
    read = find_count(printed)
    assert read is None or printed[read.start : read.end] != printed


@pytest.mark.parametrize(
    "printed, time", [("12:46", "12:46"), ("9:05 PM", "21:05"), ("15h30", "15:30"), ("1430 hrs", "14:30"), ("8 am", "08:00")]
)
def test_times_of_day(printed: str, time: str) -> None:
    read = find_time(printed)
    assert read is not None
    assert read.value == time


def test_a_date_with_points_is_no_time() -> None:
    assert find_time("11.10.2026") is None


def test_the_decimal_mark_is_decided_by_the_paper() -> None:
    assert number_at("1.408", GERMAN) == (Decimal(1408), 0, 5)
    assert number_at("1.408", AMERICAN) == (Decimal("1.408"), 0, 5)


@pytest.mark.parametrize("printed", ["Pedido n.º", "Pedido n.o", "Pedido n.?", "Pedido nº", "Pedido n.", "Pedido No."])
def test_a_raised_letter_behind_a_number_sign_may_be_misread(printed: str) -> None:
    assert [t.text for t in tokens(printed)] == ["pedido", "#"]


def test_an_abbreviation_is_no_number_sign() -> None:
    assert "#" not in {t.text for t in tokens("Toys, N.O.I.")}
