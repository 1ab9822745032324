"""Which table a file is: by its headers in six languages, in any order, with or without a column it needs."""

import random
from functools import cache

import pytest

from extractors.tables import read_tables
from extractors.tables.vocabulary import as_written, expanded, understand, vocabulary
from facts.tables import TABLES, TableKind
from tests.tables.made_up_files import SHORTAGE_HEADER, SHORTAGE_ROWS, cell, only, text_file, values

LANGUAGES = ("en", "de", "fr", "es", "it", "zh")


@cache
def spellings(kind: TableKind, column: str, language: str) -> list[str]:
    meaning = as_written()["meanings"][vocabulary().tables[kind][column][0]]
    return [reading for choice in meaning.get(language) or meaning["en"] for reading in expanded(choice)]


def made_up(kind: TableKind, names: list[str], headers: list[str]) -> str:
    return text_file(headers, *([cell(kind, name, row) for name in names] for row in range(3)), separator="\t")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TableKind)
def test_every_table_is_known_by_its_headers_in_every_language(kind: TableKind, language: str) -> None:
    names = [column.name for column in TABLES[kind]]
    random.Random(7).shuffle(names)
    headers = [spellings(kind, name, language)[0] for name in names]
    table = only(made_up(kind, names, headers))

    assert table.kind is kind
    assert table.columns == dict(zip(names, headers, strict=True))
    assert table.problems == ()
    assert not table.frame["_review"].any()


@pytest.mark.parametrize("kind, needed", [(kind, column.name) for kind in TableKind for column in TABLES[kind] if column.needed])
def test_a_missing_needed_column_is_named_with_what_was_seen(kind: TableKind, needed: str) -> None:
    names = [column.name for column in TABLES[kind] if column.name != needed]
    headers = [spellings(kind, name, "en")[0] for name in names]
    table = only(made_up(kind, names, headers))

    assert table.kind is kind
    assert table.problems[0].startswith(f"{kind.value.replace('_', ' ')}: no column for '{needed.replace('_', ' ')}' (seen: {headers[0]}, ")
    assert table.frame["_review"].all()


@pytest.mark.parametrize("seed", range(5))
def test_fewer_columns_in_other_spellings_are_still_the_same_table(seed: int) -> None:
    chance = random.Random(seed)
    for kind in TableKind:
        names = [column.name for column in TABLES[kind] if column.needed or chance.random() < 0.5]
        headers = [chance.choice(spellings(kind, name, chance.choice(LANGUAGES))) for name in names]
        if len(set(headers)) == len(headers):
            assert only(made_up(kind, names, headers)).kind is kind, headers


def test_a_table_of_no_known_kind_names_its_headers() -> None:
    read = read_tables(b"Colour,Mood,Weather\nred,fine,rain\nblue,bad,sun\n", "moods.csv")

    assert read.tables == ()
    assert read.problems == ("no table is recognised, headers seen: Colour, Mood, Weather",)


@pytest.mark.parametrize(
    "header, column",
    [
        ("Bestätigte Menge", "quantity_accepted"),
        ("Besttigte Menge", "quantity_accepted"),
        ("Best?tigte Menge", "quantity_accepted"),
        ("BestÃ¤tigte Menge", "quantity_accepted"),
        ("Bestaetigte Menge", "quantity_accepted"),
        ("BESTÄTIGTE  MENGE:", "quantity_accepted"),
        ("Qty. Accepted", "quantity_accepted"),
        ("acceptedQuantity", "quantity_accepted"),
        ("accepted_qty", "quantity_accepted"),
        ("Acknowledged\nQty", "quantity_accepted"),
        ("Quantité acceptée / Accepted quantity", "quantity_accepted"),
        ("确认数量 Confirmed Qty", "quantity_accepted"),
        ("N° de facture", "invoice_number"),
        ("Rechnungs-Nr.", "invoice_number"),
        ("Invoice #", "invoice_number"),
        ("Núm. de factura", "invoice_number"),
        ("发票号码", "invoice_number"),
        ("UPC/EAN", "gtin"),
        ("Case Pack Quantity", "case_pack"),
        ("Recieved Quantity", "quantity_received"),
    ],
)
def test_spellings_of_the_trade_are_understood(header: str, column: str) -> None:
    meaning = understand(header).meaning

    assert meaning is not None
    assert column in meaning.names


def test_a_mended_header_is_said() -> None:
    table = only(text_file(("Claim Number", "Invoice Number", "PO", "ASIN", "Invoiced Quantity", "Recieved Quantity", "Unit Cost"), *(
        (*row[:6], row[7]) for row in SHORTAGE_ROWS
    )))  # fmt: skip

    assert table.problems == (
        "shortage detail: the header 'Recieved Quantity' was read as 'quantity received'; correct it if that is wrong",
    )


def test_two_headers_for_one_column_are_said_and_both_kept() -> None:
    table = only(text_file((*SHORTAGE_HEADER, "Purchase Order"), *((*row, "OTHER") for row in SHORTAGE_ROWS)))

    assert values(table, "purchase_order") == ["4XK2P9QR", "5YL3Q0RS"]
    assert table.frame["x:Purchase Order"].to_list() == ["OTHER", "OTHER"]
    assert any("both fit 'purchase order'" in problem for problem in table.problems)


def test_headers_that_could_be_exchanged_put_every_row_up_for_review() -> None:
    header = ("numéro de pièce", "numéro de document", "vendu le", "client", "montant net")
    table = only(text_file(header, ("1001", "S1", "2026-05-13", "Un", "5.00"), ("1002", "S2", "2026-05-14", "Deux", "6.00")))

    assert table.frame["_review"].all()
    assert any("it could be the other way round" in problem for problem in table.problems)


def test_a_plainer_header_leaves_the_column_to_the_one_that_fits_nothing_else() -> None:
    header = ("commandé", "ASIN", "commande d'achat", "quantité reçue", "coût unitaire")
    table = only(text_file(header, ("12", "B0ABCDEF12", "4XK2P9QR", "12", "1.50")))

    assert values(table, "purchase_order") == ["4XK2P9QR"]
    assert values(table, "quantity_requested") == [12]


def test_what_a_column_holds_decides_between_its_meanings() -> None:
    header = ("PO", "ASIN", "Ordered On", "Ordered", "Confirmed", "Received", "Unit Cost")
    table = only(
        text_file(
            header, ("P1", "B0ABCDEF12", "2026-05-01", "12", "12", "10", "1.50"), ("P2", "B0ABCDEF12", "2026-05-02", "6", "6", "6", "1.50")
        )
    )

    assert table.columns["quantity_requested"] == "Ordered"
    assert table.columns["quantity_received"] == "Received"


@pytest.mark.parametrize(
    "kind, header",
    [
        (
            TableKind.PURCHASE_ORDERS,
            (
                "PO,Vendor,Ship to location,ASIN,External Id,Model Number,Title,Availability,Window Type,Window start,Expected date,"
                "Quantity Requested,Accepted quantity,Quantity received,Quantity Outstanding,Unit Cost,Total Cost"
            ),
        ),
        (
            TableKind.ALL_INVOICES,
            (
                "Marketplace,Invoice Date,Payment Due date,Invoice Status,Actual Paid Amount,Payee,Invoice Creation Date,"
                "Invoice number,Invoice Amount,Any Deductions"
            ),
        ),
        (TableKind.PAYABLES, "Vendor code,Invoice number,Invoice date,Transaction type,Invoice amount,Deducted amount,Balance"),
        (
            TableKind.SHORTAGE_DETAIL,
            "Deduction #,Invoice No.,PO #,UPC,Item #,Item Description,Qty Billed,Qty Received,Qty Short,Unit Price,Deduction Amount",
        ),
        (
            TableKind.COOP_BACKUP,
            "Invoice ID,Invoice date,Agreement ID,PO,ASIN,Quantity,Net receipts,List price,Rebate in agreement currency",
        ),
        (TableKind.CHARGEBACKS, "Issue id,Issue type,Sub-type,PO,ASIN,Vendor code,Quantity,Penalty,Dispute status,Invoice,Charge date"),
        (
            TableKind.CHARGEBACKS,
            "Fall-ID,Problemtyp,Untertyp,Bestell-Nr.,ASIN,Einheiten,Betrag,Währung,Belastungsdatum,Rechnungs-Nr.,Status",
        ),
        (
            TableKind.CATALOGUE,
            "Artikelnummer,EAN,Bezeichnung,Marke,Stück pro Karton,Stück je Palette,Länge (cm),Breite (cm),Höhe (cm),Gewicht (kg)",
        ),
        (TableKind.PRICE_DISCREPANCIES, "Invoice number,PO,ASIN,Qty,Invoice price,PO price,Difference,Claim amount"),
        (TableKind.REMITTANCE_LINES, "Check Number,Document Number,Document Date,Gross Amount,Discount,Net Paid,Description"),
        (TableKind.SALES, "流水号,销售日期,客户名称,货号,品名,数量,售价,净销售额,价税合计,订单编号"),
    ],
)
def test_layouts_as_portals_and_programs_export_them(kind: TableKind, header: str) -> None:
    names = header.split(",")
    sample = {"date": "2026-05-{}", "id": "AB{}", "words": "Some words {}", "money": "{}.50", "count": "{}"}
    rows = []
    for row in (13, 14, 15):
        cells = []
        for name in names:
            low = name.lower()
            if any(word in low for word in ("date", "start", "end", "日期")) and "window type" not in low:
                cells.append(sample["date"].format(row))
            elif any(
                word in low
                for word in (
                    "amount",
                    "cost",
                    "price",
                    "penalty",
                    "balance",
                    "paid",
                    "discount",
                    "rebate",
                    "receipts",
                    "价",
                    "额",
                    "difference",
                )
            ):
                cells.append(sample["money"].format(row))
            elif any(word in low for word in ("quantity", "qty", "stück", "数量", "(cm)", "(kg)")):
                cells.append(sample["count"].format(row))
            elif any(word in low for word in ("title", "type", "status", "description", "bezeichnung", "品名")):
                cells.append(sample["words"].format(row))
            else:
                cells.append(sample["id"].format(row))
        rows.append(cells)
    table = only(text_file(names, *rows))

    assert table.kind is kind
    assert not any("no column for" in problem for problem in table.problems), table.problems
