from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_letter, read_pages
from facts.documents import DocumentKind

REQUEST = """Appointment ID: 5211593996
Destination: IND9
Carrier: Tri-Rivers Transport (TRVT)
Purchase orders: 93C2UXEK, 7QH19RMK
Request submitted: 2026-10-09 09:12
Carrier requested delivery date: 2026-10-12
First slot offered by the fulfilment centre: 2026-10-15
Cartons: 21
"""


def test_a_mail_that_asks_for_an_appointment() -> None:
    found = read_letter(REQUEST, {"Subject": "Carrier appointment request received - 5211593996"})
    assert found is not None
    assert found.kind is DocumentKind.APPOINTMENT_REQUEST
    assert found.value("appointment_id") == "5211593996"
    assert found.value("ship_to_code") == "IND9"
    assert found.texts("purchase_orders") == ["93C2UXEK", "7QH19RMK"]
    assert found.value("requested_delivery_date") == "2026-10-12"
    assert found.value("submitted_at") == "2026-10-09T09:12:00"


def test_a_german_mail_that_asks_for_a_slot() -> None:
    body = "Zeitfenster-ID: 7044059916\nStandort: DTM2\nBestellnummer: 9Q88XLLU\nWunschtermin: 12.10.2026\nAnfrage vom: 09.10.2026 09:12\n"
    found = read_letter(body, {"subject": "Zeitfensterbuchung"})
    assert found is not None
    assert found.value("requested_delivery_date") == "2026-10-12"
    assert found.value("ship_to_code") == "DTM2"


@pytest.mark.parametrize("body", ["Hello,\n\nplease find the delivery papers attached.\n\nRegards", ""])
def test_other_letters_are_no_request(body: str) -> None:
    assert read_letter(body, {"Subject": "Re: POD request"}) is None


NOTICE = """
Amazon.com Services LLC - Vendor Compliance
Operational chargeback notification

Issue ID                 6159946300
Issue type               PO On-Time Accuracy
Sub type                 Not on time
Purchase order           347KKX3R
Charge date              10/31/2026
Dispute until            11/30/2026

ASIN                 Units         Fee per unit         Charge
B0YNB945Q1             504               0.2496         125.80

Financial charge: 125.80 USD
"""


def test_a_chargeback_notice(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(NOTICE)])
    assert found.kind is DocumentKind.CHARGEBACK_NOTICE
    assert {
        n: found.value(n) for n in ("chargeback_id", "chargeback_type", "chargeback_subtype", "purchase_order", "dispute_by", "amount")
    } == {
        "chargeback_id": "6159946300",
        "chargeback_type": "PO On-Time Accuracy",
        "chargeback_subtype": "Not on time",
        "purchase_order": "347KKX3R",
        "dispute_by": "2026-11-30",
        "amount": "125.80",
    }
    assert found.lines[0]["unit_fee"].value == "0.2496"


ADVICE = """
Remittance Advice
Amazon.com Services LLC
Paid to: Quillfeather Goods LLC

Payment number           Payment date           Amount paid
7609737233               07/30/2026             4,497.56 USD

Invoice               Date            Description                 Invoice amount      Discount            Paid
QG-3515               05/30/2026      Invoice QG-3515                   4,534.08          0.00        4,534.08
3515748561VCBSINV     07/26/2026      Not on time                         -36.52          0.00          -36.52
"""


FINE = """
Compliance desk                 Case of the week

Issue ID            Violation
7452893356          Prep - Bagging
Detail              Purchase Order
Missing prep        6725F6W4
Issued              Respond no later than
23/07/2026          22/08/2026
Charge
EUR 46,75
Item                Units       Fee per unit      Amount
B0W6N26V8V             84             0,5565       46,75
"""


def test_the_heading_of_an_order_number_makes_no_purchase_order_of_a_notice(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(FINE)])
    assert found.kind is DocumentKind.CHARGEBACK_NOTICE
    assert (found.text("chargeback_id"), found.text("purchase_order")) == ("7452893356", "6725F6W4")
    assert (found.value("issue_date"), found.value("dispute_by")) == ("2026-07-23", "2026-08-22")


def test_a_remittance_advice_with_its_lines(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(ADVICE)])
    assert found.kind is DocumentKind.REMITTANCE_ADVICE
    assert (found.value("payment_number"), found.value("payment_date")) == ("7609737233", "2026-07-30")
    assert found.value("total_paid") == "4497.56"
    assert (found.value("payer_name"), found.value("payee_name")) == ("Amazon.com Services LLC", "Quillfeather Goods LLC")
    assert [(line["invoice_number"].value, line["amount_paid"].value) for line in found.lines] == [
        ("QG-3515", "4534.08"),
        ("3515748561VCBSINV", "-36.52"),
    ]
    assert not found.problems
