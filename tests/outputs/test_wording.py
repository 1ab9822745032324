from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cases.wording import count, day, figure, money, plain_ascii, span, until, words

TODAY = date(2026, 11, 1)


def test_amounts_are_written_in_full_with_their_currency() -> None:
    assert money(Decimal("1234567.5"), "USD") == "USD 1,234,567.50"


def test_a_currency_without_cents_shows_none() -> None:
    assert money(Decimal(1500), "JPY") == "JPY 1,500"


def test_a_step_that_is_a_date_or_a_count_is_shown_as_it_stands() -> None:
    assert [figure(v) for v in ("2026-07-16", "1200", "1234.50", "INV21")] == ["2026-07-16", "1200", "1,234.50", "INV21"]


def test_days_are_told_in_words() -> None:
    assert [until(TODAY + timedelta(days=n), TODAY) for n in (-40, -1, 0, 1, 19)] == [
        "40 days ago",
        "yesterday",
        "today",
        "tomorrow",
        "in 19 days",
    ]


def test_far_days_are_told_in_months_and_years() -> None:
    assert span(608) == "20 months"
    assert span(800) == "2 years 2 months"


def test_a_day_that_is_not_known_is_a_dash() -> None:
    assert day(None) == "–"


def test_one_line_and_several_lines() -> None:
    assert (count(1, "line"), count(1204, "line")) == ("1 line", "1,204 lines")


def test_codes_become_words() -> None:
    assert words("proof_not_signed") == "Proof not signed"


def test_letters_with_accents_keep_their_letter_and_quotes_become_plain() -> None:
    assert plain_ascii("Müller & Söhne – “größer” × 12 … Łódź") == 'Muller & Sohne - "grosser" x 12 ... Lodz'


def test_a_name_without_plain_letters_is_left_out() -> None:
    assert plain_ascii("佛山市瑞禾电器有限公司") == ""


@given(st.text())
def test_plain_text_is_plain(text: str) -> None:
    assert plain_ascii(text).isascii()
