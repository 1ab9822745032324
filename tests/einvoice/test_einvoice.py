from __future__ import annotations

import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.einvoice import embedded_xml, looks_like_einvoice, read_einvoice
from facts.documents import Document, DocumentKind, ReadErrorCode, Source

Writer: TypeAlias = Callable[..., bytes]
SAMPLES = Path(os.environ.get("RECOUP_SAMPLES", Path(__file__).parents[3] / "shared"))


def only(content: bytes) -> Document:
    read = read_einvoice(content)
    assert read.error is None
    assert len(read.documents) == 1
    assert read.documents[0].source is Source.XML
    return read.documents[0]


def test_a_ubl_invoice_reads_whole(ubl: Writer) -> None:
    found = only(ubl())
    expected = {
        "invoice_number": "RE-2026-17", "issue_date": "2026-04-21", "due_date": "2026-06-20", "currency": "EUR",
        "purchase_order": "4XK2P9QR",
        "seller_name": "Waldner Haushaltswaren GmbH", "seller_tax_id": "DE123456789", "buyer_name": "Läden Europa S.à r.l.",
        "net_total": "120.00", "tax_total": "22.80", "grand_total": "142.80", "allowance_total": "5.00", "discount_rate": "0.02",
        "discount_days": 14, "original_invoice": "RE-2026-09", "type_code": "380",
    }  # fmt: skip
    assert found.kind is DocumentKind.INVOICE
    assert {name: found.value(name) for name in expected} == expected
    assert {name: entry.value for name, entry in found.lines[0].items()} == {
        "line_number": "1", "quantity": 50, "unit": "C62", "line_total": "125.00", "sku": "B0ABCDEF12", "model_number": "HS-77",
        "gtin": "04012345678901", "description": "Gartenschlauch 20 m", "unit_price": "2.50", "purchase_order": "4XK2P9QR",
    }  # fmt: skip
    assert found.problems == ()


def test_a_cii_invoice_reads_whole(cii: Writer) -> None:
    found = only(cii())
    expected = {
        "invoice_number": "RE28804", "issue_date": "2026-04-09", "due_date": "2026-06-08", "currency": "EUR", "purchase_order": "848CUJ90",
        "seller_name": "Waldner Haushaltswaren GmbH", "seller_tax_id": "FR77633606770", "buyer_name": "Läden Europa S.à r.l.",
        "net_total": "9026.64", "tax_total": "1715.06", "grand_total": "10741.70", "discount_rate": "0.03", "discount_days": 30,
    }  # fmt: skip
    assert {name: found.value(name) for name in expected} == expected
    line = {name: entry.value for name, entry in found.lines[0].items()}
    assert (line["sku"], line["gtin"], line["quantity"], line["unit_price"], line["line_total"]) == (
        "B0CS5SCCH6", "4006381333931", 252, "35.82", "9026.64",
    )  # fmt: skip
    assert found.problems == ()


def test_credit_notes_are_told_by_root_code_or_sign(ubl: Writer, cii: Writer) -> None:
    assert only(ubl("CreditNote", "381")).kind is DocumentKind.CREDIT_NOTE
    assert only(cii("381")).kind is DocumentKind.CREDIT_NOTE
    assert only(cii("384", count="-2", net="-71.64", tax="-13.61", grand="-85.25")).kind is DocumentKind.CREDIT_NOTE
    assert only(cii("384")).kind is DocumentKind.INVOICE
    assert only(cii("383")).kind is DocumentKind.DEBIT_MEMO


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"grand": "150.00"}, "grand_total: net and tax make 142.80, 150.00 is stated"),
        ({"count": "49"}, "line 1: 49 x 2.50 makes 122.50, 125.00 is stated"),
        ({"lines_total": "130.00"}, "the lines sum to 125.00, 130.00 is stated"),
        ({"tax": "some"}, "tax_total: 'some' is not a number"),
    ],
)
def test_what_does_not_tie_is_said(ubl: Writer, changes: dict[str, str], said: str) -> None:
    found = only(ubl(**changes))
    assert said in found.problems
    assert found.value("invoice_number") == "RE-2026-17"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(count=st.integers(1, 9999), price=st.decimals("0.01", "999.99", places=2), rate=st.sampled_from(["0.19", "0.055", "0"]))
def test_any_invoice_that_ties_reads_without_a_problem(ubl: Writer, count: int, price: Decimal, rate: str) -> None:
    net = count * price
    tax = (net * Decimal(rate)).quantize(Decimal("0.01"))
    totals = {"total": f"{net}", "lines_total": f"{net}", "net": f"{net}", "tax": f"{tax}", "grand": f"{net + tax}", "allowance": "0"}
    found = only(ubl(count=str(count), price=f"{price}", basis="1", **totals))
    assert found.problems == ()
    assert (found.number("net_total"), found.number("grand_total")) == (net, net + tax)


def test_a_document_may_carry_several_invoices(ubl: Writer) -> None:
    inner = ubl().partition(b"?>")[2]
    wrapped = b'<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">' + inner + inner
    assert len(read_einvoice(wrapped + b"</StandardBusinessDocument>").documents) == 2
    assert looks_like_einvoice(wrapped + b"</StandardBusinessDocument>")


BOMB = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><Invoice>&b;</Invoice>'
STRANGER = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>'


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", ReadErrorCode.EMPTY),
        (b"<Invoice><ID>1</Invoice>", ReadErrorCode.CORRUPT),
        (b"\xff\xfe\x00nothing", ReadErrorCode.CORRUPT),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', ReadErrorCode.CORRUPT),
        (b"<Order><ID>1</ID></Order>", ReadErrorCode.UNSUPPORTED),
        (BOMB, ReadErrorCode.UNSUPPORTED),
        (STRANGER, ReadErrorCode.UNSUPPORTED),
        (b"<a>" * 5000 + b"</a>" * 5000, ReadErrorCode.UNSUPPORTED),
    ],
)
def test_what_cannot_be_opened_is_named(content: bytes, code: ReadErrorCode) -> None:
    read = read_einvoice(content)
    assert read.error is not None
    assert read.error.code is code


def test_only_invoices_look_like_invoices(ubl: Writer, cii: Writer) -> None:
    assert looks_like_einvoice(ubl())
    assert looks_like_einvoice(b"\xef\xbb\xbf" + cii())
    assert looks_like_einvoice(cii().decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    for other in (b"", b"Invoice RE1", b"<html><body>Invoice</body></html>", b"<Invoice><ID>1</ID></Invoice>", b"<!--" * 9000):
        assert not looks_like_einvoice(other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(cut=st.data())
def test_damage_never_stops_the_reader(ubl: Writer, cii: Writer, cut: st.DataObject) -> None:
    whole = cut.draw(st.sampled_from([ubl(), cii()]))
    at = cut.draw(st.integers(0, len(whole)))
    content = whole[:at] + cut.draw(st.binary(max_size=8)) + whole[at + cut.draw(st.integers(0, 40)) :]
    read = read_einvoice(content)
    assert read.documents or read.error is not None
    assert looks_like_einvoice(content) in {True, False}


def test_the_invoice_inside_a_pdf_is_found(cii: Writer, hybrid: Writer) -> None:
    pdf = hybrid(notes_xml=b"<notes/>", factur_x_xml=cii())
    xml = embedded_xml(pdf)
    assert xml is not None
    assert only(xml).value("invoice_number") == "RE28804"
    assert embedded_xml(hybrid(other_xml=cii())) == cii()
    for nothing in (hybrid(), hybrid(notes_xml=b"<notes/>"), b"", b"%PDF-1.7 broken", b"no pdf", pdf[: len(pdf) // 2]):
        assert embedded_xml(nothing) is None


def truths() -> list[Path]:
    return [p for p in sorted(SAMPLES.glob("corpus/invoices_hybrid_original/*.pdf")) if truth_of(p).is_file()]


def truth_of(pdf: Path) -> Path:
    return SAMPLES / "corpus" / "invoices_hybrid" / f"{pdf.stem}.truth.json"


@pytest.mark.skipif(not truths(), reason="the samples are not here; set RECOUP_SAMPLES to their folder")
@pytest.mark.parametrize("pdf", truths(), ids=lambda p: p.stem)
def test_hybrid_samples_read_as_their_truth(pdf: Path) -> None:
    xml = embedded_xml(pdf.read_bytes())
    assert xml is not None
    found, truth = only(xml), json.loads(truth_of(pdf).read_text())

    def same(value: Any, expected: Any) -> bool:
        return value is None if expected is None else Decimal(str(value)) == Decimal(expected)

    assert found.value("invoice_number") == truth["invoice_number"]
    assert (found.value("issue_date"), found.value("due_date")) == (truth["issue_date"], truth["due_date"])
    assert (found.value("seller_name"), found.value("buyer_name")) == (truth["seller"], truth["buyer"])
    assert all(same(found.value(name), truth[name]) for name in ("net_total", "tax_total", "grand_total"))
    assert len(found.lines) == len(truth["lines"])
    for line, expected in zip(found.lines, truth["lines"], strict=True):
        assert same(line["line_total"].value, expected["line_total"])
        assert same(line["quantity"].value, expected["quantity"])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here; set RECOUP_SAMPLES to their folder")
def test_every_hybrid_sample_ties() -> None:
    found = [embedded_xml(p.read_bytes()) for p in sorted(SAMPLES.glob("worlds/*/files/invoices/*.pdf"))]
    documents = [only(xml) for xml in found if xml is not None]
    assert len(documents) > 10
    assert [d.problems for d in documents] == [()] * len(documents)
    assert all("sku" in line and "purchase_order" in d.fields for d in documents for line in d.lines)


def test_a_quantity_repeated_as_the_price_basis_is_seen_through(ubl: Writer) -> None:
    totals = {"total": "150.00", "lines_total": "150.00", "net": "145.00", "tax": "27.55", "grand": "172.55"}
    found = only(ubl(count="15", price="10.00", basis="15", **totals))
    assert found.lines[0]["unit_price"].value == "10.00"
    assert found.problems == ()


def test_headings_among_the_lines_are_no_lines(ubl: Writer) -> None:
    content = ubl(allowance="0", net="125.00", tax="23.75", grand="148.75").decode()
    heading = "<cac:InvoiceLine><cbc:ID>0</cbc:ID><cac:Item><cbc:Name>--- Garten ---</cbc:Name></cac:Item></cac:InvoiceLine>"
    found = only(content.replace("<cac:InvoiceLine>", heading + "<cac:InvoiceLine>", 1).encode())
    assert [line["line_number"].value for line in found.lines] == ["1"]
    assert found.problems == ()
