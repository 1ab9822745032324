"""What is taken out as a file is in scope, whole, defused and recorded."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pdfplumber
import pytest
from sqlalchemy import select

from ledger.models import AccessRecord, Case, Role, User
from tests.http.conftest import Town
from tests.http.shop import stocked


def printed(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


@pytest.mark.both_engines
def test_all_cases_of_a_queue_come_out_in_each_form(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    with town.desk.sessions.begin() as session:
        session.get_one(Case, shop.numbers["case_id"]).reference = "=cmd()"
    caller = town.caller(admin)
    text = caller.get("/api/v1/exports/cases").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 2
    assert "'=cmd()" in {row["reference"] for row in rows}
    told = json.loads(caller.get("/api/v1/exports/cases", params={"format": "json", "closed": "false"}).content)
    assert (len(told["cases"]), told["exported_by"]) == (2, admin.email)
    answer = caller.get("/api/v1/exports/cases", params={"format": "xlsx"})
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "Cases" in openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
    paper = caller.get("/api/v1/exports/cases", params={"format": "pdf", "supplier_id": shop.supplier.id})
    assert paper.headers["content-type"] == "application/pdf"
    page = printed(paper.content)
    for said in ("Cases", f"Filters: Suppliers: {shop.supplier.name}", f"by {admin.email}", "=cmd()", "USD", "Page 1 of 1"):
        assert said in page
    with town.desk.sessions() as session:
        kept = session.scalars(select(AccessRecord).where(AccessRecord.event == "export")).all()
    assert [(r.actor, r.detail["format"]) for r in kept] == [(admin.email, f) for f in ("csv", "json", "xlsx", "pdf")]


@pytest.mark.both_engines
def test_exports_hold_nothing_of_another_supplier(town: Town) -> None:
    own, foreign = stocked(town, "Own Goods"), stocked(town, "Foreign Goods")
    caller = town.caller(town.user("eve@example.com", (Role.SUPPLIER, own.supplier.id)))
    for ask in ({}, {"supplier_id": foreign.supplier.id}, {"q": foreign.mark}):
        for form in ("csv", "json"):
            answer = caller.get("/api/v1/exports/cases", params=ask | {"format": form})
            assert answer.status_code == 200
            assert f"{foreign.mark}-0SC" not in answer.text
        page = printed(caller.get("/api/v1/exports/cases", params=ask | {"format": "pdf"}).content)
        assert f"{foreign.mark}-0SC" not in page
        assert foreign.supplier.name not in page
        told = caller.get("/api/v1/reports/recovery", params=ask | {"format": "pdf", "by": "supplier"})
        assert foreign.supplier.name not in printed(told.content)
    assert own.mark in caller.get("/api/v1/exports/cases").text
    assert own.mark in printed(caller.get("/api/v1/exports/cases", params={"format": "pdf"}).content)


def test_a_report_comes_as_json_csv_and_workbook(town: Town, admin: User) -> None:
    stocked(town, "Hal")
    caller = town.caller(admin)
    named = {r["name"] for r in caller.get("/api/v1/reports").json()}
    assert {"win-rates", "root-causes", "ageing", "recovery"} <= named
    for name in named:
        told = caller.get(f"/api/v1/reports/{name}", params={"by": "supplier"})
        assert told.status_code == 200, told.text
        assert told.json()["name"] == name
    text = caller.get("/api/v1/reports/recovery", params={"format": "csv"}).content.decode("utf-8-sig")
    assert admin.email in text
    book = caller.get("/api/v1/reports/recovery", params={"format": "xlsx", "by": "type"})
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames[0] == "About"
    paper = caller.get("/api/v1/reports/recovery", params={"format": "pdf", "by": "type", "deducted_from": "2020-01-01"})
    for said in ("Deducted and recovered", "Filters: Deducted from: 1 Jan 2020", admin.email):
        assert said in printed(paper.content)
    assert caller.get("/api/v1/reports/none-such").status_code == 404
    period = {"event": "Prime", "first": "2026-07-01", "last": "2026-07-02"}
    assert caller.get("/api/v1/reports/event-sweep", params=period).json()["normal"] == {"from": "2026-06-29", "to": "2026-06-30"}
    swept = caller.get("/api/v1/reports/event-sweep", params=period | {"format": "csv"})
    assert swept.text.lstrip("\ufeff").startswith("kind,currency,event_lines,event_deducted,event_share,normal_lines")
    assert "Prime, 2026-07-01" in printed(caller.get("/api/v1/reports/event-sweep", params=period | {"format": "pdf"}).content)
    assert caller.get("/api/v1/reports/event-sweep", params=period | {"last": "2026-06-02"}).status_code == 422
    assert caller.get("/api/v1/reports/event-sweep", params=period | {"first": "0696-05-05"}).status_code == 422


def test_an_export_of_a_supplier_that_is_not_there_is_empty(town: Town, admin: User) -> None:
    stocked(town, "Hal")
    caller = town.caller(admin)
    for form in ("csv", "json", "xlsx", "pdf"):
        for path in ("/api/v1/exports/cases", "/api/v1/reports/recovery"):
            assert caller.get(path, params={"format": form, "supplier_id": 515}).status_code == 200
