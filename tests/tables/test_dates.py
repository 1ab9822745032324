"""Dates as people print them: one order per column with its evidence, and what stays open says so."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.tables import dates
from extractors.tables.reading import read_tables
from tests.tables.made_up_files import only, text_file, values

DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2031, 12, 31))
FORMS = {
    "DMY": ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d / %m / %Y"],
    "MDY": ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"],
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "tr short": "OCA ŞUB MAR NİS MAY HAZ TEM AĞU EYL EKİ KAS ARA",
    "fr short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "en short": "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC",
}
HEADER = ("Invoice ID", "Invoice Date", "Agreement ID", "Agreement Title", "Original Balance", "Currency")


def read(cells: list[str], *hints: tuple[str, str], others: tuple[dates.DateOrder, ...] = ()) -> tuple[dates.DateOrder, dates.Days]:
    found = dates.take_apart(pl.Series(cells, dtype=pl.String))
    order = dates.decide_order(found, others, hints)
    return order, dates.to_days(found, order)


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(sorted(FORMS)), st.data())
def test_a_column_with_a_day_above_twelve_round_trips(days: list[date], order: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS[order]))
    column = [*days, date(2026, 5, 31), date(2026, 8, 13)]
    decided, result = read([day.strftime(form) for day in column])

    assert decided.order == order
    assert result.values.to_list() == column
    assert not result.doubtful.any()


@given(
    st.lists(DAYS, min_size=1, max_size=12),
    st.sampled_from(sorted(MONTHS)),
    st.sampled_from(["{d} {m} {y}", "{d:02}-{m}-{y}", "{d}. {m} {y}"]),
)
def test_named_months_round_trip(days: list[date], language: str, form: str) -> None:
    names = MONTHS[language].split()
    _, result = read([form.format(d=day.day, m=names[day.month - 1], y=day.year) for day in days])

    assert result.values.to_list() == days


@given(st.lists(DAYS, min_size=1, max_size=12))
def test_dates_that_speak_for_themselves_need_no_order(days: list[date]) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%dT10:15:00Z", "%Y-%m-%d 00:00:00", "%B %d, %Y"):
        assert read([day.strftime(form) for day in days])[1].values.to_list() == days
    assert read([f"{day.year}年{day.month}月{day.day}日" for day in days])[1].values.to_list() == days
    assert read([str((day - date(1899, 12, 30)).days) for day in days])[1].values.to_list() == days


@given(st.text(max_size=16))
def test_any_text_is_a_date_or_unreadable_or_empty(text: str) -> None:
    _, result = read([text])

    assert (result.values[0] is not None) + bool(result.unreadable[0]) <= 1


def test_the_order_is_said_with_its_evidence() -> None:
    decided, _ = read(["03/04/2026", "25/04/2026", "26/04/2026"])

    assert decided.evidence == "DMY: 2 of 3 values have a first part above 12"


def test_a_column_that_does_not_decide_follows_another_of_its_file() -> None:
    decided, result = read(["03/04/2026"], others=(dates.DateOrder("MDY", "MDY: told"),))

    assert result.values.to_list() == [date(2026, 3, 4)]
    assert not result.doubtful.any()
    assert decided.evidence == "MDY: as in the other date columns of the file"


def test_a_column_that_nothing_decides_is_for_review_but_for_equal_parts() -> None:
    _, result = read(["03/04/2026", "05/05/2026"])

    assert result.doubtful.to_list() == [True, False]


def test_a_single_weak_sign_leaves_the_column_for_review() -> None:
    _, result = read(["03/04/2026", "01/02/2026"], ("MDY", "amounts are in US dollars"))

    assert result.values.to_list() == [date(2026, 3, 4), date(2026, 1, 2)]
    assert result.doubtful.all()


def test_two_weak_signs_that_agree_are_enough() -> None:
    sundays = [date(2026, 2, 1) + timedelta(7 * week) for week in (0, 1, 5, 10, 14, 18)]
    column = [day.strftime("%m/%d/%Y") for day in sundays if day.day <= 12]
    decided, result = read(column, ("MDY", "amounts are in US dollars"))

    assert result.values.to_list() == [day for day in sundays if day.day <= 12]
    assert not result.doubtful.any(), decided.evidence


def test_signs_that_disagree_leave_the_column_for_review() -> None:
    column = ["02/06/2026", "02/07/2026", "02/08/2026", "02/09/2026"]

    assert read(column, ("MDY", "amounts are in US dollars"))[1].doubtful.all()


def test_a_date_against_its_column_is_unreadable_and_the_column_in_doubt() -> None:
    _, result = read(["25/04/2026", "26/04/2026", "04/27/2026", "03/04/2026"])

    assert result.values.to_list() == [date(2026, 4, 25), date(2026, 4, 26), None, date(2026, 4, 3)]
    assert result.doubtful.to_list() == [False, False, False, True]


def test_two_digit_years_in_front_are_told_by_their_nearness() -> None:
    decided, result = read(["26/05/03", "26/06/17", "25/11/29", "26/01/08"])

    assert decided.order == "YMD"
    assert result.values.to_list() == [date(2026, 5, 3), date(2026, 6, 17), date(2025, 11, 29), date(2026, 1, 8)]


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(["%d/%m/%y", "%d.%m.%y"]))
def test_two_digit_years_behind_are_read_where_they_scatter_in_front(days: list[date], form: str) -> None:
    column = [*days, date(2026, 5, 1), date(2026, 8, 13), date(2026, 8, 31)]
    decided, result = read([day.strftime(form) for day in column])

    assert decided.order == "DMY"
    assert result.values.to_list() == column


def test_dates_that_a_spreadsheet_turned_round_are_for_review() -> None:
    turned = [f"\x01d2026-{month:02}-{day:02}" for month, day in ((3, 4), (5, 6), (7, 2), (9, 11))]
    _, result = read([*turned, "13/04/2026", "25/06/2026"])

    assert result.doubtful.to_list() == [True] * 4 + [False] * 2


@pytest.mark.parametrize("text", ["31/31/2026", "2026-02-30", "soon", "13/2026", "1/1/26/26", "Q1 2026", "99999", "12.5"])
def test_what_is_no_date_is_unreadable(text: str) -> None:
    assert read(["2026-05-01", text])[1].unreadable.to_list() == [False, True]


@pytest.mark.parametrize("text", ["00/00/0000", "0000-00-00", "00.00.0000", "9999-12-31", "31.12.9999", "31/12/2999", "0", "-"])
def test_what_programs_write_for_no_date_is_null_and_no_problem(text: str) -> None:
    _, result = read(["2026-05-01", text])

    assert result.values.to_list() == [date(2026, 5, 1), None]
    assert not result.unreadable.any()


def test_an_unreadable_date_is_named_with_row_column_and_text() -> None:
    rows = [("1-1", "25/04/2026", "A1", "T", "5,00", "EUR"), ("1-2", "soon", "A1", "T", "6,00", "EUR")]
    table = only(text_file(HEADER, *rows, separator=";"))

    assert values(table, "invoice_date") == [date(2026, 4, 25), None]
    assert table.frame["_review"].to_list() == [False, True]
    assert table.problems == ("coop invoices: row 3, column 'Invoice Date': 'soon' is no date that can be read (read as DMY)",)


def test_the_senders_usual_order_is_one_weak_sign() -> None:
    rows = [("1-1", "05/04/2026", "A1", "T", "5.00", "USD")]

    assert values(only(text_file(HEADER, *rows)), "invoice_date") == [date(2026, 5, 4)]
    assert values(only(text_file(HEADER, *rows), usual_date_order="DMY"), "invoice_date") == [date(2026, 4, 5)]


def test_a_cost_that_begins_the_day_after_another_ends_tells_how_its_days_are_written() -> None:
    costs = "ASIN,Cost,Effective From,Effective To\nB0A1,3.10,01/01/2022,10/01/2026\nB0A1,2.90,11/01/2026,\nB0A2,5.00,01/01/2022,\n"

    (table,) = read_tables(costs.encode(), "costs.csv").tables

    assert table.frame["effective_from"].to_list() == [date(2022, 1, 1), date(2026, 1, 11), date(2022, 1, 1)]
    assert not table.frame["_review"].any()
