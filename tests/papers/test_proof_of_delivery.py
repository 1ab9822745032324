from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from extractors.page import Page, Ruling, Word
from extractors.papers import read_pages
from facts.documents import Document, DocumentKind
from facts.evidence import Box
from tests.papers.receipts import CROSS_ALONE, RECEIPT, receipt


def test_a_delivery_receipt_gives_what_proves_delivery(typed: Callable[..., Page]) -> None:
    found = receipt(typed)
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert {
        name: found.value(name)
        for name in (
            "pro_number",
            "bol_number",
            "scac",
            "carrier_name",
            "delivery_date",
            "delivery_time",
            "ship_to_name",
            "ship_to_code",
            "appointment_id",
            "total_cartons",
            "total_pallets",
            "receiver_name",
        )
    } == {
        "pro_number": "164502848",
        "bol_number": "06141413081935099",
        "scac": "BRFL",
        "carrier_name": "Blue Ridge Freight Lines",
        "delivery_date": "2026-05-16",
        "delivery_time": "12:46",
        "ship_to_name": "Amazon.com Services LLC",
        "ship_to_code": "ABE8",
        "appointment_id": "9289907015",
        "total_cartons": 73,
        "total_pallets": 4,
        "receiver_name": "C. Whitfield",
    }
    assert found.texts("purchase_orders") == ["1XJJD3F4"]
    assert "exceptions" not in found.fields
    assert not any(f.review for f in found.fields.values())


def test_a_noted_shortage_makes_the_count_a_matter_for_a_person(typed: Callable[..., Page]) -> None:
    found = receipt(typed, "short 2 ctns - 71 rec'd")
    assert found.value("cartons_short") == 2
    assert found.value("exceptions") == "short 2 ctns - 71 rec'd"
    assert found.fields["exceptions"].review
    assert found.fields["cartons_short"].review
    assert found.fields["total_cartons"].review


@pytest.mark.parametrize("note", ["Subject to count", "STC"])
def test_subject_to_count_is_a_reservation_not_a_shortage(typed: Callable[..., Page], note: str) -> None:
    found = receipt(typed, note)
    assert found.says("subject_to_count")
    assert "cartons_short" not in found.fields


def test_a_figure_that_a_hand_set_lower_belongs_to_the_word_right_behind_it(typed: Callable[..., Page]) -> None:
    """The hand is larger than the label far to its left, whose height its words share."""
    page = typed(RECEIPT.format(note=""), scanned=True)
    label = next(w for w in page.words if w.text.startswith("Exceptions"))
    top, x = label.box.top, label.box.x1 + 60
    noted = [("3", 0, 12, 9, 8), ("CTN", 20, 60, -1, 15), ("SHORT", 66, 140, 0, 16)]
    hand = [Word(text, Box(x + x0, top + down, x + x1, top + down + tall), 0.9) for text, x0, x1, down, tall in noted]
    (found,) = read_pages([replace(page, words=(*page.words, *hand))])
    assert found.value("cartons_short") == 3


def test_a_note_in_large_letters_that_falls_apart_is_one_note(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(CROSS_ALONE.format(note="SHORT   4 CARTONS", more=""))])
    assert (found.value("exceptions"), found.value("cartons_short")) == ("SHORT 4 CARTONS", 4)


def test_a_misread_label_below_the_notes_is_no_note(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(CROSS_ALONE.format(note="", more="Fima:").replace("X\n", ""), scanned=True)])
    assert "exceptions" not in found.fields


def test_a_label_whose_end_is_lost_in_its_value_still_names_it(typed: Callable[..., Page]) -> None:
    text = CROSS_ALONE.format(note="None", more="").replace("PO NUMBER                    4WG5SZ6X", "Customer Order Numbe4KNUT96G")
    (found,) = read_pages([typed(text, scanned=True)])
    assert found.texts("purchase_orders") == ["4KNUT96G"]


def test_a_sign_for_number_between_two_headings_belongs_to_the_second(typed: Callable[..., Page]) -> None:
    page = typed(RECEIPT.format(note="none").replace("PCS          DESCRIPTION", "Ctns # Plts   DESCRIPTION"), scanned=True)
    assert read_pages([page])[0].lines[0]["cartons"].value == 73


PALLETS_ONLY = """
PROOF OF DELIVERY
Carrier: Cascade Motor Express (CMXP)     PRO: 508170175
Deliver to: Amazon.com Services LLC ONT8
Delivered on: 07/12/2026 at 16:36
Purchase orders: 83RVJ96J, 89P7W722
Pallets: 3
Remarks: pallets only, pieces not counted
Received by: R. Singh
"""


def test_a_receipt_of_pallets_gives_no_cartons(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(PALLETS_ONLY)])
    assert found.value("total_pallets") == 3
    assert "total_cartons" not in found.fields
    assert found.texts("purchase_orders") == ["83RVJ96J", "89P7W722"]
    assert found.value("exceptions") == "pallets only, pieces not counted"


DELIVERY_NOTE = """
Bergmann Gartentechnik GmbH                              LIEFERSCHEIN

Lieferanschrift                           Frachtbrief-Nr.:   03924679354943541
Amazon Distribution GmbH LEJ1             Ihre Bestellung:   74X3N3UT
Amazonstraße 1                            Frachtführer:      Nordkant Logistik AG
04347 Leipzig

ASIN              Bezeichnung                        Stück       Packstücke
B0KX1FW34J        Kettleby Baking Tray, Black          248               31
"""
RECEIPTED = """
Zugestellt am:   19. April 2026      Uhrzeit:   12:59
Bemerkungen:   3 Kolli fehlen
Unterschrift Empfänger:
Empfangen von: K. Brandt
"""


def test_a_receipted_delivery_note_proves_delivery(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(DELIVERY_NOTE + RECEIPTED)])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert found.value("delivery_date") == "2026-04-19"
    assert found.value("cartons_short") == 3
    assert found.value("receiver_name") == "K. Brandt"


def test_a_delivery_note_without_receipt_lists_what_was_packed(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(DELIVERY_NOTE)])
    assert found.kind is DocumentKind.PACKING_LIST
    assert (found.lines[0]["sku"].value, found.lines[0]["cartons"].value, found.lines[0]["units"].value) == ("B0KX1FW34J", 31, 248)


@pytest.mark.parametrize("title", ["BOLLA DI RICEVIMENTO", "BON DE RÉCEPTION", "ALBARÁN DE RECEPCIÓN", "WARENEINGANGSSCHEIN"])
def test_a_receipt_of_the_dock_proves_delivery_in_any_language(typed: Callable[..., Page], title: str) -> None:
    assert receipt_titled(typed, title).kind is DocumentKind.PROOF_OF_DELIVERY


def receipt_titled(typed: Callable[..., Page], title: str) -> Document:
    (found,) = read_pages([typed(RECEIPT.replace("DELIVERY RECEIPT", title).format(note="none"))])
    return found


def test_a_cross_before_the_signature_is_no_exception(typed: Callable[..., Page]) -> None:
    assert receipt(typed, note="X").value("exceptions") is None


APP_PAGE = """
Stato
Consegnato

CONSEGNATO IL          ORA               SPEDIZIONE N.
27/10/2025             14:12             959287217
N. LETTERA DI VETTURA  Vs. ordine
01049190439978264      9994K12N
LUOGO DI DESTINAZIONE                    CODICE SITO
Amazon France Logistique SAS BVA1        BVA1

Pallet                 Cartoni           Appuntamento
1                      17                7652278556
Annotazioni
Nessuna
Firma


Ricevuto da
Paola Ricci
"""


def test_the_number_of_a_waybill_makes_no_waybill(typed: Callable[..., Page], pen: Callable[..., Any], spot: Callable[..., Any]) -> None:
    """On a page whose title is lost in a dark band, the name of a number is no title."""
    (found,) = read_pages([typed(APP_PAGE, scanned=True, pen=pen(written=[spot(15, 2, 20)]))])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert (found.value("bol_number"), found.value("total_cartons")) == ("01049190439978264", 17)
    assert found.says("signed")


def test_a_label_for_notes_in_two_languages_is_no_note_where_one_is_misread(typed: Callable[..., Page]) -> None:
    for said, noted in (
        ("Exceptiaos", None),
        ("Exceptiaos\n             2 cartons short", "2 cartons short"),
        ("Shortage of 2", "Shortage of 2"),
    ):
        text = RECEIPT.format(note="").replace("Exceptions: ", f"Réserves :   {said}")
        (found,) = read_pages([typed(text, scanned=True)])
        assert found.value("exceptions") == noted


COUNTS_FIRST = """
                                      1,148 lb

Cartons on bill     Handling units    Weight

Delivery confirmation
Taken in by         R. Singh
On                  07/12/2026
At                  16:36
Receiver's comments
Driver and dock both counted 40. Bill calls for 42, so we are 2 cartons short.
References
Shipper's bill      06141413081935099
Our freight bill    508170175
Orders delivered    83RVJ96J, 89P7W722
"""


def test_figures_in_large_print_stand_over_what_they_count(typed: Callable[..., Page]) -> None:
    page = typed(COUNTS_FIRST)
    large = [Word("42", Box(0, -14, 30, 12)), Word("3", Box(100, -14, 115, 12))]
    label = next(w for w in page.words if w.text == "Cartons")
    over = [replace(w, box=w.box._replace(top=label.box.top - 20, bottom=label.box.top)) for w in large]
    (found,) = read_pages([replace(page, words=(*page.words, *over))])
    assert (found.value("total_cartons"), found.value("total_pallets"), found.value("cartons_short")) == (42, 3, 2)
    assert found.texts("purchase_orders") == ["83RVJ96J", "89P7W722"]


def test_the_title_of_a_paper_is_no_misread_label_and_large_figures_of_a_scan_stand_farther_off(typed: Callable[..., Page]) -> None:
    """On a scan boxes end with their ink, so that more room is left below figures; “Delivery confirmation” asks for no remark."""
    clean = COUNTS_FIRST.replace(
        COUNTS_FIRST[COUNTS_FIRST.index("Driver and") : COUNTS_FIRST.index("References")], "Freight in good order.\n"
    )
    page = typed(clean, scanned=True)
    top = next(w for w in page.words if w.text == "Cartons").box.top
    over = [Word(text, Box(x, top - 28, x + 15, top - 12), agreed=True) for text, x in (("18", 0), ("1", 100))]
    kept = [w for w in page.words if w.text not in {"1,148", "lb"}]
    (found,) = read_pages([replace(page, words=(*over, *kept))])
    assert [found.value(name) for name in ("total_cartons", "total_pallets")] == [18, 1]
    assert "exceptions" not in found.fields


def test_the_number_of_an_order_that_narrow_print_tore_is_put_together_for_a_person(typed: Callable[..., Page]) -> None:
    torn = CROSS_ALONE.format(note="None", more="").replace("4WG5SZ6X", "6HW VHHFV")
    (found,) = read_pages([typed(torn, scanned=True)])
    assert (found.texts("purchase_orders"), found.fields["purchase_orders"].review) == (["6HWVHHFV"], True)


def test_a_name_stands_over_the_line_whose_caption_asks_for_it(typed: Callable[..., Page], spot: Callable[..., Any]) -> None:
    text = RECEIPT.format(note="none").replace("PRINT NAME: C. Whitfield", "                    B. Sorensen\nReceived            Print")
    row = text.strip("\n").splitlines().index("Received            Print")
    line = spot(row, 18, 40)._replace(bottom=14 * row - 1.0, top=14 * row - 1.5)
    page = replace(typed(text), rulings=(Ruling(line, horizontal=True),))
    (found,) = read_pages([page])
    assert found.value("receiver_name") == "B. Sorensen"


def test_a_letter_says_to_whom_goods_went_and_not_where_the_street_begins(typed: Callable[..., Page]) -> None:
    told = (
        "Our records show that PRO 508170175, 42 cartons, was delivered on 07/12/2026 at 16:36 to {name} at 1901 Meadow Pkwy, Chester, VA"
    )
    text = "Ridgeway Freight Lines\n\nRe: Proof of delivery\n\n{told}\n\nand was signed for by R. Singh\n"
    for name in ("Amazon.com Services LLC", "HARLAN STORES"):
        (found,) = read_pages([typed(text.format(told=told.format(name=name)))])
        assert "1901" not in str(found.value("ship_to_name") or "")


CONSIGNMENT_NOTE = """
CMR                                       No. 03155285508254210
4 Ont Tag der Ubemahne                    18 Vothehaite Kcserves
69780 Mions                               {note}
22 Unwrsshrin Abscnder                    23 Uniersehrin Facattes                   24 (iu manen Macase requee
                                          2026-05-30                                2026-06-01  14:50
                                                                                    T. Jansen
"""
"""Each box is ruled: two above, three below; what a fax left of the small print that heads them is no word of any language."""


@pytest.mark.parametrize("note, short", [("-", None), ("3 Kolli fehlen", 3)])
def test_boxes_of_a_consignment_note_whose_words_are_lost_are_known_by_their_numbers(
    typed: Callable[..., Page], note: str, short: int | None
) -> None:
    page = typed(CONSIGNMENT_NOTE.format(note=note), scanned=True)
    level = [Ruling(Box(0, y, 600, y), horizontal=True) for y in (12.0, 40.0, 84.0)]
    upright = [Ruling(Box(x, 12, x, 40), horizontal=False) for x in (0.0, 205.0, 600.0)]
    upright += [Ruling(Box(x, 40, x, 84), horizontal=False) for x in (0.0, 205.0, 415.0, 600.0)]
    (found,) = read_pages([replace(page, rulings=(*level, *upright))])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert (found.value("delivery_date"), found.value("delivery_time")) == ("2026-06-01", "14:50")
    assert found.value("receiver_name") == "T. Jansen"
    assert found.value("cartons_short") == short
    (unruled,) = read_pages([page])
    assert unruled.kind is DocumentKind.BILL_OF_LADING, "a number in no corner of a box says nothing"


def test_a_small_figure_between_large_words_belongs_to_the_note_whatever_line_it_was_laid_on(typed: Callable[..., Page]) -> None:
    page = typed(RECEIPT.format(note=""), scanned=True)
    label = next(w for w in page.words if w.text.startswith("Exceptions"))
    left, top = label.box.x0, label.box.bottom + 12
    sizes = (("SHORT", 0.0, 64.0, 0.0, 18.0), ("3", 70.0, 77.0, 2.0, 9.0), ("CTN", 86.0, 118.0, 0.0, 18.0))
    hand = [Word(text, Box(left + x0, top + y0, left + x1, top + y1), 0.95, agreed=True) for text, x0, x1, y0, y1 in sizes]
    others = tuple(w for w in page.words if not (label.box.bottom < w.box.top < top + 22))
    (found,) = read_pages([replace(page, words=(*others, *hand))])
    assert found.value("cartons_short") == 3


def test_the_number_of_an_order_below_the_notes_is_no_note_in_print(typed: Callable[..., Page]) -> None:
    assert receipt(typed, note="4W2RSQ90").value("exceptions") is None
    assert receipt(typed, note="5HORT 2", scanned=True).value("exceptions") is not None


WINDOW_LETTER = """
                                                     Hagedorn Garten GmbH
Hagedorn Garten GmbH · Am Hafen 3 · 44536 Lünen
Amazon Logistik Dortmund GmbH                        Datum         14.05.2026
Kaltbandstraße 4                                     Best.-Nr.     5BLL1XCM
44145 Dortmund                                       Sped.         Nordkant Logistik AG

Lieferschein LS-164805

Art.-Nr.      Bezeichnung              Menge Stk     Krt.
B00UXBW9UX    Übertopf                 80            8

Empfangsbestätigung
Beanstandungen: keine

16.05.2026     10:24        P. Ricci
Datum, Uhrzeit              Name (Druckschrift)      Unterschrift Empfänger
"""


def test_a_receipted_delivery_note_tells_the_day_of_its_receipt_from_its_own(typed: Callable[..., Page]) -> None:
    """What is put on a line stands over its caption; the sender's line over the address is nobody's address."""
    rule = Ruling(Box(0, 14 * 15 - 3, 300, 14 * 15 - 2), horizontal=True)
    (found,) = read_pages([replace(typed(WINDOW_LETTER), rulings=(rule,))])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert {name: found.value(name) for name in ("delivery_date", "delivery_time", "receiver_name", "carrier_name", "ship_to_name")} == {
        "delivery_date": "2026-05-16",
        "delivery_time": "10:24",
        "receiver_name": "P. Ricci",
        "carrier_name": "Nordkant Logistik AG",
        "ship_to_name": "Amazon Logistik Dortmund GmbH",
    }


RECEIVED_AS_AGREED = """
Hagedorn Garten GmbH                                                ALBARÁN

Entregar en                    Agencia                    S/pedido
Amazon Spain Fulfillment       Transportes Meseta S.A.    49K7QMH6
28830 San Fernando                                        N/expedición
Plataforma MAD4                                           5811090078

Artículo       Concepto        Uds.      Bultos
B0N1UDFQ4Q     Maceta          288       12

Recibí conforme
Día     28/01/2026       Hora    13:54       Nombre      S. Garnier
"""


def test_bare_words_for_hour_and_name_beside_a_place_to_sign_ask_whoever_receives(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(RECEIVED_AS_AGREED)])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert [found.value(name) for name in ("pro_number", "ship_to_code", "delivery_time")] == ["5811090078", "MAD4", "13:54"]
    (packed,) = read_pages([typed(RECEIVED_AS_AGREED[: RECEIVED_AS_AGREED.index("Recibí")])])
    assert packed.kind is DocumentKind.PACKING_LIST


def test_no_exceptions_asks_for_nothing_and_what_stands_below_is_no_note(typed: Callable[..., Page]) -> None:
    letter = RECEIPT.format(note="").replace("Exceptions:", "Remark of the consignee:\n     No exceptions.\n7WJNDG17        73\n")
    (found,) = read_pages([typed(letter, scanned=True)])
    assert "exceptions" not in found.fields


def test_words_that_are_a_label_to_the_letter_are_no_misread_other_one(typed: Callable[..., Page]) -> None:
    """On scans “our PRO” came near “your PO”, so that the freight bill's number was lost."""
    letter = """
Great Plains Carriers
Customer Service - Tracing Department

Re: Proof of delivery, our PRO 8669129208
Your bill of lading 06858369553980735

The above shipment of 18 cartons on 1 pallets was delivered on 03/09/2026 to Amazon Fulfillment Center CLT2
"""
    for scanned in (False, True):
        (found,) = read_pages([typed(letter, scanned=scanned)])
        assert found.value("pro_number") == "8669129208"
        assert "purchase_orders" not in found.fields
