"""Bulk files: the layouts of the packs, cells that nobody takes for formulas, and a reason for each case that stays out."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from cases.filing.bulk_files import _VALUES, BulkFile, bulk_file
from facts.finding import FindingType, Verdict
from facts.tables import SCALE, TableKind
from ledger.cases import Case
from ledger.papers import Reading, TableRead, TradeFact
from ledger.trade import Deduction
from rules.loader import load_rules
from rules.model import BULK_VALUES, BulkColumn, BulkLayout
from tests.cases.office import NOW, TODAY
from tests.packet.case_made import Room

WALMART = load_rules("walmart", None, TODAY)
AMAZON = load_rules("amazon_us", None, TODAY)
PLAIN = BulkLayout(
    "plain",
    "Plain",
    "csv",
    "line",
    (FindingType.SHORTAGE,),
    (
        BulkColumn("Claim", "claim_number", needed=True),
        BulkColumn("Item", "sku"),
        BulkColumn("Amount", "amount"),
        BulkColumn("Text", "explanation"),
    ),
)


def table(room: Room, kind: TableKind, *rows: dict[str, Any]) -> None:
    """Rows of a table of the trade that came for the account."""
    document = room.paper(f"{kind.value}.csv", kind.value.encode())
    reading = Reading(document_id=document.id, version=1, reader="test", made_at=NOW, content={})
    room.session.add(reading)
    room.session.flush()
    read = TableRead(document_id=document.id, reading_id=reading.id, position=0, kind=kind.value, rows=len(rows))
    room.session.add(read)
    room.session.flush()
    for place, values in enumerate(rows):
        room.session.add(TradeFact(table_id=read.id, position=place, row=place + 2, values=values, invoice_number=values["invoice_number"]))
    room.session.flush()


def ready(room: Room, **line: Any) -> Case:
    return room.office.ready(room.case(**line))


def rows_of(file: BulkFile) -> list[dict[str, Any]]:
    if file.name.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    titles, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def test_every_value_that_a_pack_may_name_can_be_filled() -> None:
    assert set(_VALUES) == set(BULK_VALUES)


def test_the_statement_of_open_items_has_the_invoice_and_what_is_still_open_of_its_claim(room: Room) -> None:
    table(
        room,
        TableKind.ALL_INVOICES,
        {"invoice_number": "INV10482", "invoice_date": "2026-05-02", "due_date": "2026-07-01", "amount": 500_400_000},
    )
    room.session.add(
        Deduction(
            account_id=room.office.account.id, root="INV10482", number="INV10482SCR", type=FindingType.SHORTAGE, state="taken",
            currency="USD", amount_minor=50040, taken_minor=50040, repaid_minor=10000,
        )
    )  # fmt: skip
    case = room.case(reference="INV10482SCR")
    file = bulk_file(room.session, [case], AMAZON, AMAZON.bulk_files["statement_of_open_items"], today=TODAY)
    assert file.refused == ()
    (row,) = rows_of(file)
    assert list(row)[:5] == ["Document Number", "Document Date", "Document Due Date", "Document Amount", "Item Balance"]
    assert row["Document Number"] == "INV10482"
    assert row["Document Date"].date() == date(2026, 5, 2)
    assert row["Document Due Date"].date() == date(2026, 7, 1)
    assert (row["Document Amount"], row["Item Balance"]) == (500.40, 400.40)
    assert row["Claim Number"] == "INV10482SC", "an R from the list of invoices is taken off"


def test_a_claim_whose_number_ends_otherwise_is_refused(room: Room) -> None:
    table(
        room,
        TableKind.ALL_INVOICES,
        {"invoice_number": "INV10482", "invoice_date": "2026-05-02", "due_date": "2026-07-01", "amount": 500_400_000},
    )
    case = room.case(reference="INV10482PC")
    file = bulk_file(room.session, [case], AMAZON, AMAZON.bulk_files["statement_of_open_items"], today=TODAY)
    assert (file.rows, file.refused) == (0, ((case, "Claim Number INV10482PC does not end in SC, as the retailer wants it"),))


def test_an_invoice_that_no_export_dates_is_refused_by_name(room: Room) -> None:
    case = room.case()
    file = bulk_file(room.session, [case], AMAZON, AMAZON.bulk_files["statement_of_open_items"], today=TODAY)
    assert file.refused == ((case, "Document Date is not known for INV10482SC"),)


@pytest.mark.parametrize("code", ["13", "21", "22", "24", "25", "28", "30", "87"])
def test_apdp_takes_its_codes_at_once(room: Room, code: str) -> None:
    room.office.rules = WALMART
    table(
        room,
        TableKind.REMITTANCE_LINES,
        {"invoice_number": "INV10482SC", "description": f"00{code} goods billed not shipped", "invoice_amount": -500 * SCALE},
    )
    case = ready(room, vendor_code="V123456")
    case.retailer = "walmart"
    file = bulk_file(room.session, [case], WALMART, WALMART.bulk_files["apdp_mass_create"], today=TODAY)
    assert file.refused == ()
    (row,) = rows_of(file)
    assert (row["Deduction Code"], row["Dispute Amount"], row["Supplier Number"]) == (code, 500.40, "V123456")
    assert file.name == "apdp_mass_create_2026-11-02.xlsx"


def test_a_code_that_apdp_takes_one_by_one_is_refused(room: Room) -> None:
    table(room, TableKind.REMITTANCE_LINES, {"invoice_number": "INV10482SC", "description": "0011 price difference", "invoice_amount": -1})
    case = ready(room)
    case.retailer = "walmart"
    file = bulk_file(room.session, [case], WALMART, WALMART.bulk_files["apdp_mass_create"], today=TODAY)
    assert [why for _, why in file.refused] == ["deduction code 11 is not taken in this file; file it in the portal"]


def test_cells_that_look_like_formulas_are_defused(room: Room) -> None:
    case = ready(room, sku="=HYPERLINK(1)", reference="+1+1")
    for layout in (PLAIN, replace(PLAIN, format="xlsx")):
        (row,) = rows_of(bulk_file(room.session, [case], AMAZON, layout, today=TODAY))
        assert (row["Item"], row["Claim"]) == ("'=HYPERLINK(1)", "'+1+1")
        assert str(row["Amount"]).rstrip("0") == "500.4"


def test_each_case_that_stays_out_is_told_why(room: Room) -> None:
    good, draft, other, weak, price = (
        ready(room),
        room.case(),
        ready(room),
        ready(room),
        room.case(),
    )
    other.retailer, price.type = "walmart", FindingType.PRICE_CLAIM
    weak_line = room.session.query(type(room.office.line())).filter_by(case_id=weak.id).one()
    weak_line.verdict = Verdict.ACCEPT
    room.session.flush()
    file = bulk_file(room.session, [good, draft, other, weak, price], AMAZON, PLAIN, today=TODAY)
    assert file.enclosed == (good,)
    assert [(case.number, why) for case, why in file.refused] == [
        (draft.number, "its letter is not approved yet, or it is filed already"),
        (other.number, "it is a case with Walmart"),
        (weak.number, "no line of it is open"),
        (price.number, "this file does not take claims of the kind price claim"),
    ]


def test_a_full_file_takes_whole_cases_only(room: Room) -> None:
    first, second = ready(room), ready(room)
    file = bulk_file(room.session, [first, second], AMAZON, replace(PLAIN, max_rows=1), today=TODAY)
    assert (file.rows, file.enclosed) == (1, (first,))
    assert file.refused == ((second, "the file is full: it takes 1 rows; put this case into a further one"),)


def test_a_text_longer_than_its_column_is_refused_never_cut(room: Room) -> None:
    case = ready(room)
    layout = replace(PLAIN, columns=(BulkColumn("Text", "explanation", longest=5),))
    file = bulk_file(room.session, [case], AMAZON, layout, today=TODAY)
    assert file.refused == ((case, "Text has 12 characters of 5 allowed; shorten it"),)


def test_what_was_granted_before_is_not_asked_again(room: Room) -> None:
    case = ready(room)
    case.approved_minor = 20_000
    room.session.flush()
    file = bulk_file(room.session, [case], AMAZON, PLAIN, today=TODAY)
    assert file.refused == ((case, "a part of it was granted before; file what is left in the portal"),)
    (row,) = rows_of(bulk_file(room.session, [case], AMAZON, replace(PLAIN, row_per="case"), today=TODAY))
    assert row["Amount"] == "300.40"


@pytest.mark.both_engines
def test_the_same_cases_give_the_same_bytes(room: Room) -> None:
    case = ready(room)
    for layout in (PLAIN, replace(PLAIN, format="xlsx")):
        assert bulk_file(room.session, [case], AMAZON, layout, today=TODAY) == bulk_file(room.session, [case], AMAZON, layout, today=TODAY)
