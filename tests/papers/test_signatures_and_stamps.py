"""Who signed or stamped a receipt, and what is nobody's hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from extractors.page import Page, Ruling
from extractors.papers import read_pages
from facts.evidence import Box
from tests.papers.conftest import Pen
from tests.papers.receipts import CROSS_ALONE, RECEIPT, SIGNATURE_LINE, receipt


def test_a_hand_at_the_place_for_a_signature_signs(typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]) -> None:
    found = receipt(typed, pen=pen(written=[spot(SIGNATURE_LINE, 2, 20)]))
    assert found.says("signed")
    assert not found.fields["signed"].review


def test_a_hand_beside_a_cross_signs_and_a_person_looks(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]
) -> None:
    hand = pen(written=[spot(12, 29, 44)])
    (found,) = read_pages([typed(CROSS_ALONE.format(note="None", more=""), pen=hand)])
    assert (found.says("signed"), found.fields["signed"].review) == (True, True)
    for page in (CROSS_ALONE.format(note="", more=""), CROSS_ALONE.format(note="None", more="\n\nCarrier signature")):
        (other,) = read_pages([typed(page, pen=hand)])
        assert not other.says("signed")


def test_a_hand_beside_a_cross_signs_where_the_remark_says_in_bold_that_there_are_none(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]
) -> None:
    """“No exceptions” is as good a label as an answer: beside a label that asks it answers."""
    hand = pen(written=[spot(12, 29, 44)])
    for answer in ("No exceptions", "No remarks"):
        (found,) = read_pages([typed(CROSS_ALONE.format(note=answer, more=""), pen=hand)])
        assert found.says("signed")
        assert "exceptions" not in found.fields


def test_a_dash_where_notes_are_asked_for_says_none_so_that_a_hand_beside_a_cross_signs(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]
) -> None:
    hand = pen(written=[spot(12, 29, 44)])
    for dash in ("-", "—", "./."):
        (found,) = read_pages([typed(CROSS_ALONE.format(note=dash, more=""), pen=hand)])
        assert (found.says("signed"), found.fields["signed"].review) == (True, True)
        assert "exceptions" not in found.fields


NAME_BELOW = """
DELIVERY RECEIPT
Carrier: Ridgeway Freight Lines            PRO: 508170175
Deliver to: Amazon.com Services LLC ONT8
Delivery date: 07/12/2026                  PO: 83RVJ96J
Cartons: 12
Remarks: None
X:


Signed by: R. Singh
"""


def test_a_hand_between_a_cross_and_the_name_below_it_signs(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]
) -> None:
    (found,) = read_pages([typed(NAME_BELOW, pen=pen(written=[spot(7, 4, 20)]))])
    assert (found.says("signed"), found.fields["signed"].review) == (True, True)
    assert found.text("receiver_name") == "R. Singh"
    (bare,) = read_pages([typed(NAME_BELOW, pen=pen())])
    assert not bare.says("signed")


def test_a_printed_name_alone_is_no_signature(typed: Callable[..., Page], pen: Callable[..., Any]) -> None:
    found = receipt(typed, pen=pen())
    assert not found.says("signed")
    assert found.fields["signed"].review


def test_without_a_picture_nothing_is_said_about_a_signature(typed: Callable[..., Page]) -> None:
    assert "signed" not in receipt(typed).fields


def test_a_stamp_counts_by_its_words(typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]) -> None:
    text = RECEIPT.format(note="none") + "\n                    RECEIVED DOCK 14\n"
    line = text.strip("\n").splitlines().index("                    RECEIVED DOCK 14")
    (found,) = read_pages([typed(text, pen=pen(stamped=spot(line, 18, 38)))])
    assert found.says("stamped")


@pytest.mark.parametrize(
    "words", ["EMPFANGEN DTM2", "REÇU LIL1", "ENTREGADO MAD4", "CONSEGNATO MXP5", "ACCEPTED LTN4", "RÉCEPTION ORY1", "已入库 SHA1"]
)
def test_a_stamp_of_whoever_received_is_read_in_any_language(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any], words: str
) -> None:
    text = RECEIPT.format(note="none") + f"\n                    {words}\n"
    line = text.strip("\n").splitlines().index(f"                    {words}")
    (found,) = read_pages([typed(text, scanned=True, pen=pen(stamped=spot(line, 18, 38)))])
    assert found.says("stamped")
    assert not found.fields["stamped"].review


@pytest.mark.parametrize("misread", ["REGU", "REQU"])
def test_a_cedilla_read_as_the_tail_of_another_letter_leaves_a_stamp_what_it_says(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any], misread: str
) -> None:
    text = RECEIPT.format(note="none") + f"\n                    {misread} LIL1\n"
    line = text.strip("\n").splitlines().index(f"                    {misread} LIL1")
    (found,) = read_pages([typed(text, scanned=True, pen=pen(stamped=spot(line, 18, 38)))])
    assert not found.fields["stamped"].review


WAYBILL_FOOT = """
LETTRE DE VOITURE CMR                      N 04570297088477691
Transporteur: Transports Delorme           Commande: 97FG7PYV
Colis: 16

22 SIGNATURE DE L'EXPEDITEUR 23 SIGNATURE DU TRANSPORTEUR 24 MARCHANDISES RECUES / Goods received
                             6 decembre 2025              11 decembre 2025   12:14


"""


@pytest.mark.parametrize("column, signed", [(60, True), (32, False)], ids=["by whoever received", "by the driver"])
def test_captions_of_neighbouring_boxes_that_run_into_each_other_do_not_share_a_signature(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any], column: int, *, signed: bool
) -> None:
    top, bottom = spot(4, 0, 1).top - 2, spot(9, 0, 1).bottom
    edges = [spot(4, at, at + 1).x0 - 2 for at in (0, 27, 56, 100)]
    lines = [Ruling(Box(x, top, x, bottom), horizontal=False) for x in edges]
    lines += [Ruling(Box(edges[0], y, edges[-1], y), horizontal=True) for y in (top, bottom)]
    page = replace(typed(WAYBILL_FOOT, pen=pen(written=[spot(7, column, column + 16)])), rulings=tuple(lines))
    (found,) = read_pages([page])
    assert found.says("signed") is signed


ON_GLASS = """
Delivery confirmation
Taken in by     Keisha Brown                         {over}

On              Jul 18, 2026                         Signed on glass
Where           Amazon.com Services LLC
Shipper's bill  02121916656548840
Orders          8JNB3VWR
Cartons         35
"""


def test_a_hand_over_a_caption_whose_line_a_scan_lost_signs_and_a_person_looks(
    typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]
) -> None:
    hand = pen(written=[spot(2, 53, 70)])
    (found,) = read_pages([typed(ON_GLASS.format(over=""), pen=hand)])
    assert (found.says("signed"), found.fields["signed"].review) == (True, True)
    (other,) = read_pages([typed(ON_GLASS.format(over="Driver signature"), pen=hand)])
    assert not other.says("signed")


@dataclass
class TwoHands(Pen):
    """Ink of two hands, one fainter than the other."""

    fainter: Box | None = None

    def handwriting(self, box: Box) -> float:
        return super().handwriting(box) or 0.8 * bool(self.fainter and Pen([self.fainter]).handwriting(box))


def test_a_hand_where_one_signs_goes_before_a_stronger_one_over_a_caption_without_a_line(
    typed: Callable[..., Page], spot: Callable[..., Any]
) -> None:
    page = ON_GLASS.format(over="") + "\n\nReceiver signature:\n"
    hands = TwoHands(written=[spot(2, 53, 70)], fainter=spot(10, 22, 40))
    (found,) = read_pages([typed(page, scanned=True, pen=hands)])
    assert found.fields["signed"].text == "Receiver signature"
    assert (found.says("signed"), found.fields["signed"].review) == (True, False)
