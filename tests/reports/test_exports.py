"""Exports carry filters, time, user and currency, exact amounts, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pdfplumber
import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.reports import export, printed
from cases.reports.catalogue import REPORTS, report
from cases.reports.export import CASE_COLUMNS, Stamp, cases_csv, cases_json, cases_xlsx, report_csv, report_json, report_xlsx
from cases.reports.printed import cases_pdf, report_pdf
from cases.reports.printing import wrapped
from cases.reports.report import Report
from cases.reports.selection import Axis, Selection
from cases.worklist.pages import Sort, View
from ledger.cases import CaseState
from tests.made_up_cases import NOW, TODAY, columns, house, put

STAMP = Stamp(NOW, "=ana@example.test")
FILED = {"rounds": 1, "state": CaseState.ANSWERED, "decided_on": TODAY, "deducted_on": TODAY, "first_filed_on": TODAY}


@pytest.fixture
def made(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    with sessions.begin() as session:
        house(session)
        put(
            session,
            [
                columns(1, destination="=1+1", claimed_minor=123_456_789_01, disputed_minor=100_00, approved_minor=25_00, **FILED),
                columns(2, destination="PHX3", claimed_minor=5_000, disputed_minor=5_000, currency="JPY", **FILED),
                columns(3, supplier_id=2, destination="@SUM", claimed_minor=1_234, currency="KWD", rededucted_minor=1_500, **FILED),
            ],
        )
    return sessions


def recovery(sessions: sessionmaker[Session]) -> Report:
    with sessions() as session:
        selection = Selection(deducted_from=TODAY)
        return report(session, "recovery", supplier_ids=None, today=TODAY, by=Axis.DC, selection=selection)


def rows(lines: Iterator[str]) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


def printed_pages(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        return [page.extract_text() for page in pdf.pages]


@pytest.mark.both_engines
def test_a_report_as_csv_has_exact_amounts_and_its_stamp(made: sessionmaker[Session]) -> None:
    shown = {row["currency"]: row for row in rows(report_csv(recovery(made), STAMP))}
    assert {currency: row["deducted"] for currency, row in shown.items()} == {"USD": "123456789.01", "JPY": "5000", "KWD": "1.234"}
    assert shown["KWD"]["net_recovered"] == "-1.500"
    assert (shown["USD"]["dc"], shown["KWD"]["dc"], shown["JPY"]["dc"]) == ("'=1+1", "'@SUM", "PHX3")
    for row in shown.values():
        assert (row["filters"], row["exported_at"], row["exported_by"]) == (
            "deducted from: 2026-11-01", "2026-11-01T09:00:00+00:00", "'=ana@example.test",
        )  # fmt: skip


def test_a_report_as_json_has_exact_amounts_and_its_stamp(made: sessionmaker[Session]) -> None:
    shown = json.loads(json.dumps(report_json(recovery(made), STAMP)))
    assert shown["filters"] == {"deducted from": "2026-11-01"}
    assert (shown["exported_by"], shown["exported_at"]) == ("=ana@example.test", "2026-11-01T09:00:00+00:00")
    assert {row["currency"]: row["deducted"] for row in shown["rows"]} == {"USD": "123456789.01", "JPY": "5000", "KWD": "1.234"}


def test_a_report_as_a_workbook_shows_all_digits_of_each_currency(made: sessionmaker[Session], tmp_path: Path) -> None:
    report_xlsx(tmp_path / "r.xlsx", recovery(made), STAMP)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    about = [str(cell.value) for row in book["About"] for cell in row if cell.value is not None]
    assert "Exported 2026-11-01T09:00:00+00:00 by =ana@example.test" in about
    assert "Deducted from: 2026-11-01" in about
    sheet = book["Deducted and recovered"]
    titles = [cell.value for cell in sheet[1]]
    deducted = titles.index("Deducted")
    forms = {row[titles.index("Currency")].value: (row[deducted].value, row[deducted].number_format) for row in sheet.iter_rows(min_row=2)}
    assert forms == {"USD": (123456789.01, "#,##0.00"), "JPY": (5000, "#,##0"), "KWD": (1.234, "#,##0.000")}
    assert {cell.value for cell in sheet["A"]} == {"Dc", "'=1+1", "PHX3", "'@SUM"}
    assert not any(cell.data_type == "f" for row in sheet for cell in row)


@pytest.mark.parametrize("name", list(REPORTS))
@pytest.mark.parametrize("by", [None, Axis.SKU, Axis.MONTH])
def test_every_report_can_be_exported_in_every_form(made: sessionmaker[Session], tmp_path: Path, name: str, by: Axis | None) -> None:
    with made() as session:
        shown = report(session, name, supplier_ids=None, today=TODAY, by=by)
    report_xlsx(tmp_path / "r.xlsx", shown, STAMP)
    report_pdf(tmp_path / "r.pdf", shown, STAMP, {})
    assert shown.title in printed_pages(tmp_path / "r.pdf")[0]
    assert len(rows(report_csv(shown, STAMP))) == len(shown.rows)
    json.dumps(report_json(shown, STAMP))


@pytest.mark.both_engines
def test_all_cases_of_a_view_are_exported_with_all_columns_page_by_page(
    made: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_A_TIME", 1)
    view = View([1, 2], sort=Sort.NUMBER)
    shown = rows(cases_csv(made, view, STAMP))
    assert [(row["number"], row["destination"], row["claimed"], row["currency"]) for row in shown] == [
        ("1", "'=1+1", "123456789.01", "USD"), ("2", "PHX3", "5000", "JPY"), ("3", "'@SUM", "1.234", "KWD"),
    ]  # fmt: skip
    assert shown[0].keys() == {*(column.name for column in CASE_COLUMNS), "filters", "exported_at", "exported_by"}
    assert shown[0]["filters"] == "suppliers: 1, 2; order: number"
    as_json = json.loads("".join(cases_json(made, view, STAMP)))
    assert [case["claimed"] for case in as_json["cases"]] == ["123456789.01", "5000", "1.234"]
    assert as_json["exported_by"] == "=ana@example.test"
    cases_xlsx(tmp_path / "c.xlsx", made, view, STAMP)
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx")["Cases"]
    assert sheet.max_row == 4
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d", "inlineStr"}


def test_an_export_of_nothing_is_still_well_formed(made: sessionmaker[Session], tmp_path: Path) -> None:
    view = View([])
    assert rows(cases_csv(made, view, STAMP)) == []
    assert json.loads("".join(cases_json(made, view, STAMP)))["cases"] == []
    cases_xlsx(tmp_path / "c.xlsx", made, view, STAMP)
    cases_pdf(tmp_path / "c.pdf", made, view, STAMP, TODAY)
    (only,) = printed_pages(tmp_path / "c.pdf")
    assert "No case fits." in only
    assert "Page 1 of 1" in only


def test_a_printed_report_says_what_it_is_and_has_every_digit_and_its_totals(made: sessionmaker[Session], tmp_path: Path) -> None:
    report_pdf(tmp_path / "r.pdf", recovery(made), STAMP, {})
    (only,) = printed_pages(tmp_path / "r.pdf")
    for said in (
        "Deducted and recovered", "As of 1 Nov 2026", "Made 1 Nov 2026, 09:00 UTC, by =ana@example.test",
        "Filters: Deducted from: 1 Nov 2026", "Page 1 of 1", "in the currency of their row", "123,456,789.01", "5,000", "-1.500",
    ):  # fmt: skip
        assert said in only
    lines = only.splitlines()
    assert [line.split()[0] for line in lines if line.split()[1:2] in (["USD"], ["JPY"], ["KWD"])] == ["PHX3", "@SUM", "=1+1", *["All"] * 3]


@pytest.mark.both_engines
def test_figures_of_a_printed_list_end_under_each_other(made: sessionmaker[Session], tmp_path: Path) -> None:
    cases_pdf(tmp_path / "c.pdf", made, View([1, 2], sort=Sort.NUMBER), STAMP, TODAY)
    with pdfplumber.open(tmp_path / "c.pdf") as pdf:
        (page,) = pdf.pages
        assert page.width > page.height
        ends = {word["text"]: round(word["x1"], 1) for word in page.extract_words()}
    assert ends["123,456,789.01"] == ends["5,000"] == ends["1.234"]


def test_a_long_list_is_printed_with_its_header_on_every_page_and_says_what_it_left_out(
    made: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made.begin() as session:
        put(session, [columns(n, reference=f"INV{n}SC " * 12, **FILED) for n in range(10, 110)])
    monkeypatch.setattr(printed, "MOST_ROWS", 90)
    cases_pdf(tmp_path / "c.pdf", made, View([1, 2], assignee_id=None, sort=Sort.NUMBER, retailer="amazon_us"), STAMP, TODAY)
    pages = printed_pages(tmp_path / "c.pdf")
    assert len(pages) > 1
    assert "Filters: Suppliers: Supplier 1, Supplier 2 · Retailer: Amazon US · Order: number" in pages[0]
    assert "Printed are the first 90 cases; there are more, and CSV and XLSX have all of them." in pages[0]
    for at, text in enumerate(pages, 1):
        assert f"Page {at} of {len(pages)}" in text
        assert "Recoverable" in text
        assert "=ana@example.test" in text
    assert sum(text.count("Answered") for text in pages) >= 90
    assert "INV98SC" not in "".join(pages)


def test_printed_text_is_broken_between_words_and_within_those_that_are_too_long() -> None:
    assert wrapped("Hal Goods", 200, 8) == ["Hal Goods"]
    assert wrapped("", 200, 8) == []
    assert wrapped("of Somewhere Trading", 60, 8) == ["of Somewhere", "Trading"]
    broken = wrapped("8" * 200, 60, 8)
    assert len(broken) == 3
    assert broken[-1].endswith("8…")
