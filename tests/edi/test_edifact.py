from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.edi import looks_like_edi, read_edi
from extractors.edi.edifact import Marks, read_interchanges, split_segments
from facts.documents import Document, DocumentKind

Writer: TypeAlias = Callable[..., bytes]
HEAD = [
    "NAD+BY+5450534000109::9++Läden Europa S.à r.l.",
    "NAD+SU+TENOF::92++Waldner Haushaltswaren GmbH",
    "RFF+VA:DE123456789",
    "NAD+DP+BCN1::92",
]


def only(content: bytes) -> Document:
    read = read_edi(content)
    assert read.error is None
    assert read.problems == ()
    assert len(read.documents) == 1
    return read.documents[0]


def seen(document: Document, *names: str) -> list[object]:
    return [document.value(name) for name in names]


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.lists(st.text("AZ09é?+:' .,", max_size=6), min_size=1, max_size=3), min_size=1, max_size=4), min_size=1, max_size=4
    )
)
def test_whatever_is_released_comes_back_as_it_was(segments: list[list[list[str]]]) -> None:
    def released(text: str) -> str:
        return "".join(f"?{c}" if c in "?+:'" else c for c in text)

    text = "".join("FTX+" + "+".join(":".join(released(c) for c in e) for e in elements) + "'\n" for elements in segments)
    problems: list[str] = []
    found = split_segments(text, Marks(), 1, problems)
    assert problems == []
    assert [[[c.strip() for c in e] for e in s.elements] for s in found] == [
        [[c.strip() for c in e] for e in elements] for elements in segments
    ]


@pytest.mark.parametrize("newline", ["", "\n", "\r\n"])
def test_service_characters_are_those_of_una(edifact: Writer, newline: str) -> None:
    plain = edifact(("ORDERS", ["BGM+220+4XK2P9QR+9", "DTM+137:20260410:102", "LIN+1++B07PBT7L9G:BP", "QTY+21:48"]), newline=newline)
    other = edifact(("ORDERS", ["BGM+220+4XK2P9QR+9", "DTM+137:20260410:102", "LIN+1++B07PBT7L9G:BP", "QTY+21:48"]), advice="")
    table = str.maketrans({"+": "|", ":": "^", "'": "~"})
    odd = b"UNA^|,! ~" + other.decode().translate(table).encode()
    assert read_edi(plain).documents == read_edi(other).documents == read_edi(odd).documents


def test_text_without_una_and_in_an_old_character_set(edifact: Writer) -> None:
    latin = edifact(("ORDERS", ["BGM+220+P1+9", *HEAD, "LIN+1++X1:BP", "QTY+21:1"]), advice="").decode().encode("latin-1")
    assert only(latin).value("buyer_name") == "Läden Europa S.à r.l."
    greek = latin.replace(b"UNOC", b"UNOF").replace("Läden".encode("latin-1"), "Ελλάς".encode("iso8859-7"))
    assert str(only(greek).value("buyer_name")).startswith("Ελλάς")


def test_several_interchanges_each_with_its_own_advice(edifact: Writer) -> None:
    both = edifact(("ORDERS", ["BGM+220+P1+9"])) + edifact(("ORDERS", ["BGM+220+P2+9"]))
    read = read_edi(both)
    assert [d.value("purchase_order") for d in read.documents] == ["P1", "P2"]
    assert looks_like_edi(both)


def test_wrong_counts_are_said_and_the_message_is_still_read(edifact: Writer) -> None:
    content = edifact(("ORDERS", ["BGM+220+P1+9", "LIN+1++X1:BP", "QTY+21:5", "CNT+2:3"]))
    read = read_edi(content.replace(b"UNT+6+1", b"UNT+8+2").replace(b"UNZ+1+77", b"UNZ+2+78"))
    assert read.documents[0].problems == (
        "UNT says 8, 6 segments were counted",
        "UNT reference 2 is not the 1 of UNH",
        "CNT says 3 lines, 1 were counted",
    )
    assert read.problems == ("UNZ says 2, 1 messages were counted", "UNZ reference 78 is not the 77 of the envelope")


def test_a_cut_file_and_a_missing_terminator_are_said(edifact: Writer) -> None:
    content = edifact(("ORDERS", ["BGM+220+P1+9", "LIN+1++X1:BP", "QTY+21:5"]))
    cut = read_edi(content[: content.index(b"UNT")])
    assert "the message has no UNT; it may be cut off" in cut.documents[0].problems
    assert "does not end with UNZ" in cut.problems[0]
    mended = read_edi(content.replace(b"BGM+220+P1+9'", b"BGM+220+P1+9"))
    assert mended.documents[0].value("purchase_order") == "P1"
    assert "has no terminator" in mended.problems[0]


def test_an_order_with_a_collection_window(edifact: Writer) -> None:
    order = only(
        edifact(
            (
                "ORDERS",
                [
                    "BGM+220+3E668J38+9",
                    "DTM+137:202605080915:203",
                    "DTM+234:20260517:102",
                    "DTM+235:20260525:102",
                    *HEAD,
                    "CUX+2:EUR:9",
                    "TOD+6+CC",
                    "LIN+1++00855668328108:SRV",
                    "PIA+5+B0ZPHTYCZQ:BP",
                    "PIA+1+CA-3725:SA",
                    "IMD+F++:::Handtuchstange 40 cm:graphit",
                    "QTY+21:168",
                    "PRI+AAA:2912::NTP:100",
                    "UNS+S",
                    "CNT+2:1",
                ],
            )
        )
    )
    assert seen(order, "purchase_order", "order_date", "window_type", "window_start", "window_end", "freight_terms", "currency") == [
        "3E668J38", "2026-05-08", "ship", "2026-05-17", "2026-05-25", "collect", "EUR",
    ]  # fmt: skip
    assert seen(order, "ship_to_code", "vendor_code", "buyer_code", "vendor_tax_id") == ["BCN1", "TENOF", "5450534000109", "DE123456789"]
    line = {name: found.value for name, found in order.lines[0].items() if name != "segment"}
    assert line == {
        "line_number": "1", "sku": "B0ZPHTYCZQ", "gtin": "00855668328108", "model_number": "CA-3725", "quantity": 168,
        "description": "Handtuchstange 40 cm graphit", "unit_price": "29.12",
    }  # fmt: skip


def test_a_confirmation_that_gives_less_than_was_ordered(edifact: Writer) -> None:
    segments = ["BGM+231+C1+4", "DTM+137:20260410:102", "RFF+ON:4XK2P9QR", "LIN+1+3+X1:BP", "QTY+21:48", "QTY+113:40", "QTY+83:8"]
    segments += ["LIN+2+7+X2:BP", "QTY+21:5", "LIN+3+5+X3:BP", "QTY+21:6"]
    answer = only(edifact(("ORDRSP", segments)))
    assert seen(answer, "purchase_order", "confirmation_number", "confirmation_date") == ["4XK2P9QR", "C1", "2026-04-10"]
    assert [(line["status"].value, line["quantity_accepted"].value) for line in answer.lines] == [
        ("changed", 40),
        ("rejected", 0),
        ("accepted", 6),
    ]
    assert (answer.lines[0]["quantity_ordered"].value, answer.lines[0]["quantity_backordered"].value) == (48, 8)


def test_a_change_deletes_a_line(edifact: Writer) -> None:
    change = only(edifact(("ORDCHG", ["BGM+230+CH7+4", "DTM+137:20260412:102", "RFF+ON:4XK2P9QR", "LIN+1+2+X1:BP", "QTY+21:48"])))
    assert seen(change, "purchase_order", "change_number", "change_date") == ["4XK2P9QR", "CH7", "2026-04-12"]
    assert (change.lines[0]["quantity"].value, change.lines[0]["change_code"].value) == (0, "2")


SHIPMENT = ["BGM+351+513483054+9", "DTM+137:202604211830:203", "DTM+11:20260421:102", "RFF+BM:06141412513483054", "RFF+CN:315944227", *HEAD]


def test_a_ship_notice_counts_pieces_when_pieces_tie_with_the_cartons(edifact: Writer) -> None:
    segments = [
        *SHIPMENT,
        "TDT+20++30+31+TRVT",
        "CPS+1",
        "PAC+36++CT",
        "LIN+1++X1:BP",
        "QTY+12:168",
        "QTY+59:6",
        "RFF+ON:P1",
        "LIN+2++X2:BP",
    ]
    found = only(edifact(("DESADV", [*segments, "QTY+12:96", "QTY+59:12", "RFF+ON:P2", "CNT+2:2"])))
    assert seen(found, "asn_number", "bol_number", "pro_number", "scac", "ship_date", "issued_at", "total_cartons", "purchase_orders") == [
        "513483054", "06141412513483054", "315944227", "TRVT", "2026-04-21", "2026-04-21T18:30:00", 36, ["P1", "P2"],
    ]  # fmt: skip
    assert [(line["units"].value, line["cartons"].value) for line in found.lines] == [(168, 28), (96, 8)]


def test_a_ship_notice_counts_cartons_when_those_tie(edifact: Writer) -> None:
    segments = [
        *SHIPMENT,
        "RFF+ON:P1",
        "CPS+1",
        "PAC+36++CT",
        "LIN+1++X1:BP",
        "QTY+12:28",
        "QTY+59:6",
        "LIN+2++X2:BP",
        "QTY+12:8",
        "QTY+59:12",
    ]
    found = only(edifact(("DESADV", segments)))
    assert [(line["units"].value, line["cartons"].value) for line in found.lines] == [(168, 28), (96, 8)]
    assert [line["purchase_order"].value for line in found.lines] == ["P1", "P1"]


def test_a_tree_of_pallets_and_cartons_is_not_counted_twice(edifact: Writer) -> None:
    tree = ["CPS+1", "PAC+2++201", "CPS+2+1", "PAC+1++201", "PCI+33E", "GIN+BJ+00340123450000000017", "CPS+3+2", "PAC+4++CT"]
    tree += ["LIN+1++X1:BP", "QTY+12:48", "CPS+4+1", "PAC+1++201", "CPS+5+4", "PAC+6++CT", "LIN+2++X2:BP", "QTY+12:72"]
    found = only(edifact(("DESADV", [*SHIPMENT, *tree])))
    assert seen(found, "total_cartons", "total_pallets") == [10, 2]
    assert [line["cartons"].value for line in found.lines] == [4, 6]


def test_an_invoice_ties_or_says_where_it_does_not(edifact: Writer) -> None:
    segments = ["BGM+380+RE28780+9", "DTM+137:20260421:102", "RFF+ON:3MHU44V4", *HEAD, "CUX+2:EUR:4", "PAT+1", "DTM+13:20260620:102"]
    segments += ["PAT+22++5:3:D:30", "PCD+12:2", "LIN+1++X1:BP", "QTY+47:48", "MOA+203:1594,56", "PRI+AAA:33.22", "UNS+S", "MOA+79:1594.56"]
    found = only(edifact(("INVOIC", [*segments, "MOA+124:302.97", "MOA+77:1897.53"])))
    assert seen(found, "invoice_number", "issue_date", "due_date", "purchase_order", "seller_name", "seller_tax_id", "vendor_code") == [
        "RE28780", "2026-04-21", "2026-06-20", "3MHU44V4", "Waldner Haushaltswaren GmbH", "DE123456789", "TENOF",
    ]  # fmt: skip
    assert seen(found, "net_total", "tax_total", "grand_total", "discount_rate", "discount_days") == [
        "1594.56",
        "302.97",
        "1897.53",
        "0.02",
        30,
    ]
    assert found.problems == ()
    wrong = only(
        edifact(("INVOIC", [*[s.replace("QTY+47:48", "QTY+47:47") for s in segments], "MOA+125:1594.56", "MOA+124:302.97", "MOA+77:1900"]))
    )
    assert wrong.fields["grand_total"].review
    assert len(wrong.problems) == 2


def test_a_credit_note_is_told_by_its_code(edifact: Writer) -> None:
    assert only(edifact(("INVOIC", ["BGM+381+CN1+9", "DTM+137:20260421:102"]))).kind is DocumentKind.CREDIT_NOTE
    assert only(edifact(("INVOIC", ["BGM+383+DN1+9", "DTM+137:20260421:102"]))).kind is DocumentKind.DEBIT_MEMO


def test_a_payment_with_an_adjusted_invoice(edifact: Writer) -> None:
    segments = [
        "BGM+481+1322829370+9",
        "DTM+137:20261001:102",
        "NAD+PR+5450534000109::9++Läden Europa",
        "NAD+PE+++Waldner GmbH",
        "CUX+2:EUR:11",
    ]
    segments += ["DOC+380+RE29064", "MOA+9:1000.00", "MOA+12:900.00", "MOA+52:20.00", "DTM+171:20260727:102", "AJT+4", "MOA+165:-80.00"]
    segments += ["FTX+AAI+++Fehlmenge", "DOC+381+CN7", "MOA+9:-50.00", "MOA+12:-50.00", "UNS+S"]
    found = only(edifact(("REMADV", [*segments, "MOA+12:850.00"])))
    assert seen(found, "payment_number", "payment_date", "payer_name", "payee_name", "currency", "total_paid") == [
        "1322829370", "2026-10-01", "Läden Europa", "Waldner GmbH", "EUR", "850.00",
    ]  # fmt: skip
    first = {name: entry.value for name, entry in found.lines[0].items()}
    assert first["invoice_amount"] == "1000.00"
    assert (first["amount_paid"], first["terms_discount"]) == ("900.00", "20.00")
    assert (first["adjustment_reason"], first["adjustment_amount"], first["adjustment_reason_list"]) == ("4", "-80.00", "edifact_4465")
    assert first["description"] == "Fehlmenge"
    gap = only(edifact(("REMADV", [*segments, "MOA+12:800.00"])))
    assert gap.fields["total_paid"].review
    assert gap.problems == ("total_paid: 800.00 stated, the lines sum to 850.00, a gap of -50.00",)


def test_a_receipt_tells_what_is_missing(edifact: Writer) -> None:
    segments = [
        "BGM+632+R1+9",
        "DTM+50:20260425:102",
        "RFF+ON:3MHU44V4",
        "NAD+DP+BCN1::92",
        "CPS+1",
        "LIN+1++X1:BP",
        "QTY+194:40",
        "QVR+-8:66",
    ]
    found = only(edifact(("RECADV", [*segments, "LIN+2++X2:BP", "QTY+12:10", "QTY+194:7", "QTY+124:3"])))
    short, damaged = found.lines
    assert seen(found, "receipt_date", "purchase_order", "ship_to_code") == ["2026-04-25", "3MHU44V4", "BCN1"]
    assert (short["quantity_received"].value, short["quantity_short"].value) == (40, 8)
    assert (damaged["quantity_damaged"].value, damaged["quantity_shipped"].value) == (3, 10)


def test_an_acknowledgement_names_the_interchange(edifact: Writer) -> None:
    found = only(edifact(("CONTRL", ["UCI+1211+4012345000009:14+5450534000109:14+7"])))
    assert seen(found, "acknowledged_group", "status", "received_at") == ["1211", "accepted", "2026-05-01T06:15:00"]
    refused = only(edifact(("CONTRL", ["UCI+1211+A+B+4+18", "UCM+5+DESADV:D:96A:UN+4+13"])))
    assert seen(refused, "status", "acknowledged_type", "acknowledged_transaction") == ["rejected", "DESADV", "5"]


def test_a_dispute_gives_a_reason_per_line(edifact: Writer) -> None:
    segments = ["BGM+456+D17+9", "DTM+137:20260601:102", *HEAD, "CUX+2:EUR:4", "DOC+380+RE28780", "DTM+171:20260421:102"]
    found = only(edifact(("COMDIS", [*segments, "LIN+1++X1:BP", "QTY+119:8", "AJT+4", "MOA+22:265.76"])))
    assert found.kind is DocumentKind.DEBIT_MEMO
    assert seen(found, "memo_number", "invoice_number", "invoice_date", "currency") == ["D17", "RE28780", "2026-04-21", "EUR"]
    line = found.lines[0]
    assert (line["adjustment_reason"].value, line["quantity"].value, line["amount"].value) == ("4", 8, "265.76")


@pytest.mark.parametrize(
    "written, day",
    [
        ("20260410:102", "2026-04-10"),
        ("260410:101", "2026-04-10"),
        ("2604101530:201", "2026-04-10"),
        ("100426:2", "2026-04-10"),
        ("202604100000:102", "2026-04-10"),
        ("202613:616", "2026-03-23"),
        ("20260410-20260417:718", "2026-04-10"),
        ("202604101200UTC:303", "2026-04-10"),
        ("2026-04-10:102", "2026-04-10"),
        ("20261310:102", None),
    ],
)
def test_dates_follow_their_format_code(edifact: Writer, written: str, day: str | None) -> None:
    found = only(edifact(("ORDERS", ["BGM+220+P1+9", f"DTM+137:{written}"])))
    assert found.value("order_date") == day or (day is None and found.problems)


def test_separators_of_old_telex_lines() -> None:
    segments = ["UNB+UNOB:1+A+B+260501:0615+77", "UNH+1+ORDERS:D", "BGM+220+P1", "UNT+3+1", "UNZ+1+77"]
    text = "".join(f"{s}'" for s in segments).translate(str.maketrans("+:'", "\x1d\x1f\x1c"))
    messages, problems = read_interchanges(text)
    assert [m.kind for m in messages] == ["ORDERS"]
    assert problems == []
