from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from extractors.edi import read_edi
from facts.documents import DocumentKind

Writer: TypeAlias = Callable[..., bytes]


def test_a_receipt_tells_received_short_and_damaged(x12: Writer) -> None:
    segments = [
        "BRA*R4XK2P9QR*20260530*00*1",
        "REF*PO*4XK2P9QR",
        "DTM*050*20260529",
        "N1*ST*Bramble DC 7*92*QXY7",
        "RCD*1*156*EA***156*EA*02",
        "LIN**BP*B0MQZGV05N",
        "RCD*2*90*EA***6*EA*01*4*EA*02*2*EA*07",
        "LIN**BP*B0H1CPGMVT",
        "CTT*2",
    ]
    found = read_edi(x12(("861", segments))).documents[0]
    assert found.kind is DocumentKind.RECEIVING_ADVICE
    assert {n: found.value(n) for n in ("purchase_order", "receipt_date", "receipt_number", "ship_to_code")} == {
        "purchase_order": "4XK2P9QR",
        "receipt_date": "2026-05-29",
        "receipt_number": "R4XK2P9QR",
        "ship_to_code": "QXY7",
    }
    short, damaged = found.lines
    assert (short["quantity_received"].value, short["quantity_short"].value, short["condition"].value) == (156, 156, "02")
    assert (damaged["quantity_damaged"].value, damaged["quantity_short"].value, damaged["quantity_in_question"].value) == (6, 4, 2)
    assert damaged["condition"].value == ["01", "02", "07"]


def test_an_acknowledgement_names_the_group_and_when_it_came(x12: Writer) -> None:
    found = read_edi(x12(("997", ["AK1*SH*1166", "AK2*856*0001", "AK5*A", "AK9*A*1*1*1"]))).documents[0]
    assert {
        n: found.value(n) for n in ("acknowledged_group", "acknowledged_type", "acknowledged_transaction", "status", "received_at")
    } == {
        "acknowledged_group": "1166",
        "acknowledged_type": "856",
        "acknowledged_transaction": "0001",
        "status": "accepted",
        "received_at": "2026-05-01T06:15:00",
    }


def test_a_rejected_message_names_its_errors(x12: Writer) -> None:
    segments = ["AK1*SH*1166", "AK2*856*0001", "AK3*HL*4*HL*1", "AK5*R*5", "AK2*856*0002", "AK5*A", "AK9*P*2*2*1"]
    found = read_edi(x12(("997", segments))).documents[0]
    refused, taken = found.lines
    assert (refused["status"].value, refused["errors"].value) == ("rejected", ["AK3 HL*4*HL*1"])
    assert taken["status"].value == "accepted"
    assert found.value("status") == "partially_accepted"
    assert found.value("acknowledged_type") == "856"


def test_an_interchange_that_was_acknowledged_alone() -> None:
    envelope = "ISA*00*          *00*          *ZZ*RETAILER       *ZZ*SUPPLIER       *260525*1935*U*00401*000000008*0*P*>~"
    found = read_edi(f"{envelope}TA1*000001166*260525*1845*A*000~IEA*0*000000008~".encode())
    assert found.problems == ()
    acknowledged = found.documents[0]
    assert (acknowledged.value("acknowledged_interchange"), acknowledged.value("status")) == ("000001166", "accepted")
    assert acknowledged.value("received_at") == "2026-05-25T19:35:00"
