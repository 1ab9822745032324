from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.edi import read_edi
from facts.documents import Document, DocumentKind

Writer: TypeAlias = Callable[..., bytes]
LINES = ["IT1*1*60*EA*7.23**BP*B0H1CPGMVT", "PID*F****Closet organizer", "IT1*2*312*EA*8.85**BP*B0MQZGV05N"]


def only(content: bytes) -> Document:
    read = read_edi(content)
    assert read.error is None
    return read.documents[0]


def bill(x12: Writer, *tail: str, start: str = "BIG*20260427*INV21276*20260418*954F4AA6", head: tuple[str, ...] = ()) -> Document:
    return only(x12(("810", [start, "CUR*SE*USD", "N1*SU*Halden Supply*92*HALD1", *head, *LINES, *tail, "CTT*2"])))


def test_an_invoice_whose_lines_sum_to_its_total(x12: Writer) -> None:
    found = bill(x12, "TDS*319500", head=("ITD*08*3*2**30*20260626*60",))
    expected = {
        "invoice_number": "INV21276", "issue_date": "2026-04-27", "order_date": "2026-04-18", "purchase_order": "954F4AA6",
        "currency": "USD",
        "seller_name": "Halden Supply", "vendor_code": "HALD1", "terms_net_days": 60, "due_date": "2026-06-26", "discount_rate": "0.02",
        "discount_days": 30, "grand_total": "3195.00", "net_total": "3195.00",
    }  # fmt: skip
    assert found.kind is DocumentKind.INVOICE
    assert {name: found.value(name) for name in expected} == expected
    assert found.problems == ()


def test_charges_allowances_and_taxes_belong_to_the_total(x12: Writer) -> None:
    found = bill(x12, "TDS*321000", "TXI*ST*25.00", "SAC*C*D240***1500", "SAC*A*A400***2500")
    assert (found.value("grand_total"), found.value("tax_total"), found.value("net_total")) == ("3210.00", "25.00", "3185.00")
    assert found.problems == ()


@pytest.mark.parametrize("written, total, said", [("3195", "3195.00", "without decimals"), ("300000", "3000.00", "sum to 3195.00")])
def test_a_total_that_does_not_tie_is_for_review(x12: Writer, written: str, total: str, said: str) -> None:
    found = bill(x12, f"TDS*{written}")
    assert found.value("grand_total") == total
    assert found.fields["grand_total"].review
    assert said in found.problems[0]


def test_a_total_with_a_point_needs_no_implied_decimals(x12: Writer) -> None:
    assert bill(x12, "TDS*3195.00").value("grand_total") == "3195.00"


def test_credit_and_debit_memos_are_told_apart(x12: Writer) -> None:
    start = "BIG*20260427*CM1*20260418*954F4AA6***{}"
    assert bill(x12, "TDS*319500", start=start.format("CR")).kind is DocumentKind.CREDIT_NOTE
    assert bill(x12, "TDS*319500", start=start.format("DR")).kind is DocumentKind.DEBIT_MEMO
    assert bill(x12, "TDS*319500", start=start.format("DI")).kind is DocumentKind.INVOICE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(lines=st.lists(st.tuples(st.integers(1, 999), st.decimals("0.01", "999.99", places=2)), min_size=1, max_size=8))
def test_any_invoice_that_ties_reads_without_a_problem(x12: Writer, lines: list[tuple[int, Decimal]]) -> None:
    total = sum((quantity * price for quantity, price in lines), Decimal(0))
    items = [f"IT1*{n}*{quantity}*EA*{price}**BP*X{n}" for n, (quantity, price) in enumerate(lines, 1)]
    found = only(x12(("810", ["BIG*20260427*INV1", *items, f"TDS*{int(total * 100)}", f"CTT*{len(lines)}*{sum(q for q, _ in lines)}"])))
    assert found.number("grand_total") == total
    assert [(line["quantity"].value, Decimal(str(line["unit_price"].value))) for line in found.lines] == lines
    assert found.problems == ()


PAYMENT = ["BPR*I*{paid}*C*ACH*CTX***********20260716", "TRN*1*8402559735", "N1*PR*Bramble Stores", "N1*PE*Halden Supply", "ENT*1"]
INVOICE = ["RMR*IV*INV21274**1049.58*1071.00*21.42", "REF*ZZ*Invoice INV21274", "DTM*003*20260530"]
CLAIM = ["RMR*IV*INV21274SC**-900.00*-900.00", "REF*ZZ*Shortage Claim for Invoice INV21274"]


def test_a_remittance_pays_invoices_and_takes_claims(x12: Writer) -> None:
    found = only(x12(("820", [*(s.format(paid="149.58") for s in PAYMENT), *INVOICE, *CLAIM])))
    assert {n: found.value(n) for n in ("payment_number", "payment_date", "payer_name", "payee_name", "total_paid")} == {
        "payment_number": "8402559735",
        "payment_date": "2026-07-16",
        "payer_name": "Bramble Stores",
        "payee_name": "Halden Supply",
        "total_paid": "149.58",
    }
    paid, taken = found.lines
    assert (paid["invoice_amount"].value, paid["terms_discount"].value, paid["amount_paid"].value) == ("1071.00", "21.42", "1049.58")
    assert (taken["invoice_number"].value, taken["amount_paid"].value) == ("INV21274SC", "-900.00")
    assert taken["description"].value == "Shortage Claim for Invoice INV21274"
    assert found.problems == ()


def test_a_payment_that_its_lines_do_not_explain_is_for_review(x12: Writer) -> None:
    found = only(x12(("820", [*(s.format(paid="100.00") for s in PAYMENT), *INVOICE, *CLAIM])))
    assert found.fields["total_paid"].review
    assert found.problems == ("total_paid: 100.00 stated, the lines sum to 149.58, a gap of -49.58",)


def test_an_adjustment_before_the_invoices_is_a_line_of_its_own(x12: Writer) -> None:
    segments = [*(s.format(paid="1000.00") for s in PAYMENT), "ADX*-49.58*01*CM*CM77", "NTE*ADD*price difference", *INVOICE]
    taken, paid = only(x12(("820", segments))).lines
    assert (taken["invoice_number"].value, taken["amount_paid"].value, taken["adjustment_reason"].value) == ("CM77", "-49.58", "01")
    assert taken["adjustment_reason_list"].value == "x12_426"
    assert taken["description"].value == "price difference"
    assert paid["amount_paid"].value == "1049.58"


def test_an_adjustment_inside_an_invoice_explains_its_short_pay(x12: Writer) -> None:
    inside = [INVOICE[0], "ADX*-50.00*04*IV*INV21274"]
    explained = only(x12(("820", [*(s.format(paid="1049.58") for s in PAYMENT), *inside])))
    assert explained.lines[1]["adjustment_amount"].value == "-50.00"
    assert "amount_paid" not in explained.lines[1]
    assert explained.problems == ()
    deducted = only(x12(("820", [*(s.format(paid="999.58") for s in PAYMENT), *inside])))
    assert deducted.lines[1]["amount_paid"].value == "-50.00"
    assert deducted.problems == ()


def test_a_debit_memo_gives_reason_quantity_and_price_per_line(x12: Writer) -> None:
    segments = [
        "BCD*20260601*DM991*Z*12040*D*20260501*INV21274***954F4AA6",
        "N1*BY*Bramble Stores",
        "CDD*06*D*1*10040***24*EA*4.1833",
        "LIN**BP*B0H1CPGMVT",
        "CDD*01*D*2*2000",
    ]
    found = only(x12(("812", segments)))
    assert found.kind is DocumentKind.DEBIT_MEMO
    assert (found.value("memo_number"), found.value("amount"), found.value("invoice_number")) == ("DM991", "120.40", "INV21274")
    assert found.value("purchase_order") == "954F4AA6"
    first = found.lines[0]
    assert (first["adjustment_reason"].value, first["amount"].value, first["quantity"].value) == ("06", "100.40", 24)
    assert (first["unit_price_difference"].value, first["sku"].value) == ("4.1833", "B0H1CPGMVT")
    assert found.problems == ()
    assert only(x12(("812", [segments[0].replace("12040", "13000"), *segments[1:]]))).fields["amount"].review
