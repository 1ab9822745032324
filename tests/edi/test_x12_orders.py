from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from extractors.edi import read_edi
from facts.documents import Document, DocumentKind

Writer: TypeAlias = Callable[..., bytes]


def only(content: bytes) -> Document:
    read = read_edi(content)
    assert read.error is None
    assert read.problems == ()
    assert len(read.documents) == 1
    return read.documents[0]


def values(line: dict[str, Any]) -> dict[str, Any]:
    return {name: found.value for name, found in line.items()}


def test_an_order_says_what_where_when_and_at_which_price(x12: Writer) -> None:
    order = only(
        x12(
            (
                "850",
                [
                    "BEG*00*SA*4XK2P9QR**20260418",
                    "CUR*BY*USD",
                    "FOB*CC",
                    "DTM*037*20260502",
                    "DTM*038*20260509",
                    "N1*BY*Bramble Stores Inc",
                    "N1*ST*Bramble DC 7*92*QXY7",
                    "N1*VN*Halden Supply*92*HALD1",
                    "PO1*1*24*CA*120.50*PE*BP*B0ABCDEF12*VN*HS-77*UP*036000291452",
                    "PID*F****Garden hose, 20 m",
                    "PO4*12",
                    "PO1*2*1500*EA*8.50*HP*SK*4477",
                    "CTT*2*1524",
                ],
            )
        )
    )
    assert order.kind is DocumentKind.PURCHASE_ORDER
    expected = {
        "purchase_order": "4XK2P9QR", "order_date": "2026-04-18", "currency": "USD", "freight_terms": "collect", "window_type": "ship",
        "window_start": "2026-05-02", "window_end": "2026-05-09", "buyer_name": "Bramble Stores Inc", "ship_to_code": "QXY7",
        "ship_to_name": "Bramble DC 7", "vendor_code": "HALD1", "group_control_number": "7", "sent_at": "2026-05-01T06:15:00",
    }  # fmt: skip
    assert {name: order.value(name) for name in expected} == expected
    first, second = (values(line) for line in order.lines)
    assert first == {
        "segment": 12, "line_number": "1", "quantity": 24, "unit": "CA", "unit_price": "120.50", "price_basis": "PE", "sku": "B0ABCDEF12",
        "model_number": "HS-77", "gtin": "036000291452", "description": "Garden hose, 20 m", "case_pack": 12,
    }  # fmt: skip
    assert second["unit_price"] == "0.085"
    assert second["sku"] == "4477"
    assert order.problems == ()


def test_a_value_that_cannot_be_read_is_a_problem_and_no_value(x12: Writer) -> None:
    order = only(x12(("850", ["BEG*00*SA*P1**2026-13-45", "PO1*1*many*EA*1.00", "CTT*1"])))
    assert order.value("order_date") is None
    assert "quantity" not in order.lines[0]
    assert order.problems == ("order_date: '2026-13-45' is not a date", "line 1: quantity: 'many' is not a number")


def test_a_gtin_with_a_wrong_check_digit_is_for_review(x12: Writer) -> None:
    line = only(x12(("850", ["BEG*00*SA*P1**20260418", "PO1*1*5*EA*1.00**BP*X1*UP*036000291453", "CTT*1"]))).lines[0]
    assert line["gtin"].review
    assert not line["sku"].review


@pytest.mark.parametrize(
    "answers, status, accepted",
    [
        (["ACK*IA*100*EA*068*20260501"], "accepted", 100),
        (["ACK*IQ*80*EA"], "changed", 80),
        (["ACK*IA"], "accepted", 100),
        (["ACK*IR"], "rejected", 0),
        (["ACK*IB*100*EA"], "backordered", 0),
        (["ACK*IA*60*EA", "ACK*IB*30*EA", "ACK*IR*10*EA"], "changed", 60),
    ],
)
def test_a_confirmation_says_how_much_of_each_line_will_come(x12: Writer, answers: list[str], status: str, accepted: int) -> None:
    segments = ["BAK*00*AC*4XK2P9QR*20260418*****20260420", "PO1*1*100*EA*10.66**BP*B09DZSLVHH", *answers, "CTT*1"]
    answer = only(x12(("855", segments)))
    line = answer.lines[0]
    assert answer.value("confirmation_date") == "2026-04-20"
    assert (line["status"].value, line["quantity_accepted"].value) == (status, accepted)
    assert line["quantity_ordered"].value == 100


def test_parts_of_a_split_answer_are_kept_apart(x12: Writer) -> None:
    segments = ["BAK*00*AC*P1*20260418", "PO1*1*100*EA*1.00**BP*X1", "ACK*IA*60*EA*068*20260503", "ACK*IB*30*EA", "ACK*IR*10*EA", "CTT*1"]
    line = only(x12(("855", segments))).lines[0]
    assert (line["quantity_backordered"].value, line["quantity_rejected"].value, line["ship_date"].value) == (30, 10, "2026-05-03")


def test_an_order_confirmed_as_a_whole_confirms_its_lines(x12: Writer) -> None:
    whole = ["PO1*1*100*EA*10.66**BP*B09DZSLVHH", "CTT*1"]
    accepted = only(x12(("855", ["BAK*00*AD*P1*20260418", *whole]))).lines[0]
    refused = only(x12(("855", ["BAK*00*RJ*P1*20260418", *whole]))).lines[0]
    unclear = only(x12(("855", ["BAK*00*AC*P1*20260418", *whole]))).lines[0]
    assert (accepted["quantity_accepted"].value, accepted["status"].value) == (100, "accepted")
    assert (refused["quantity_accepted"].value, refused["status"].value) == (0, "rejected")
    assert unclear["quantity_accepted"].review


def test_a_change_says_what_is_ordered_after_it(x12: Writer) -> None:
    change = only(
        x12(
            (
                "860",
                [
                    "BCH*04*SA*4XK2P9QR***20260419",
                    "POC*1*QD*336**EA*10.66*PE*BP*B09DZSLVHH",
                    "POC*2*DI*504*0*EA*1.00**BP*B0Q26N2HNA",
                    "POC*3*CA*65*40*EA*1.76**BP*B0RHZXPY5T",
                    "CTT*3",
                ],
            )
        )
    )
    assert change.value("change_date") == "2026-04-19"
    lowered, deleted, unclear = change.lines
    assert (lowered["quantity"].value, lowered["change_code"].value, lowered["quantity"].review) == (336, "QD", False)
    assert deleted["quantity"].value == 0
    assert unclear["quantity"].review
    assert (unclear["quantity_ordered"].value, unclear["quantity_left"].value) == (65, 40)


def test_a_deleted_line_in_the_answer_to_a_change_is_not_accepted(x12: Writer) -> None:
    segments = ["BCA*00*AT*3249785***20260817", "POC*1*NC*48*48*CA*49.39**VN*736044", "POC*2*DI*504*0*CA*38.75**VN*818459", "CTT*2"]
    kept, deleted = only(x12(("865", segments))).lines
    assert (kept["quantity_accepted"].value, kept["status"].value) == (48, "accepted")
    assert (deleted["quantity_accepted"].value, deleted["status"].value) == (0, "rejected")
