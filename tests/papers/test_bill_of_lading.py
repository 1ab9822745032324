from __future__ import annotations

from collections.abc import Callable

from extractors.page import Barcode, Page
from extractors.papers import read_pages
from extractors.papers.labels import labels_on
from extractors.papers.strips import lay_out
from facts.documents import DocumentKind
from facts.evidence import Box

STRAIGHT = """
                          STRAIGHT BILL OF LADING

SHIP FROM                                   B/L No.: 06141411234567890
Quillfeather Goods LLC                      Date: 06/25/2026
12 Mill Rd, Dalton, GA 30721                Carrier Name: Cascade Motor Express
                                            SCAC: CMXP
SHIP TO                                     PRO Number: 700552451
Amazon.com Services LLC                     Trailer number: T86310
Location #: IND9                            Seal number(s): 2949574
1151 S Graham Rd, Greenwood, IN 46143

Freight Charge Terms:     [ ] Prepaid   [X] Collect   [ ] 3rd Party

Customer Order No.        # Pkgs          Pallets          Weight (lb)
3RF4VXR7                      34                2                  317
8TK2M9QA                      10                1                   95
GRAND TOTAL                   44                3                  412

Freight Counted:
   [ ] By Shipper
   [ ] By Driver/pallets said to contain
   [X] By Driver/pieces
"""


def test_a_straight_bill_of_lading_gives_its_numbers_parties_counts_and_ticks(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(STRAIGHT)])
    assert found.kind is DocumentKind.BILL_OF_LADING
    assert {name: found.value(name) for name in ("bol_number", "pro_number", "scac", "trailer_number", "seal_number")} == {
        "bol_number": "06141411234567890",
        "pro_number": "700552451",
        "scac": "CMXP",
        "trailer_number": "T86310",
        "seal_number": "2949574",
    }
    assert found.value("ship_from_name") == "Quillfeather Goods LLC"
    assert found.value("ship_to_name") == "Amazon.com Services LLC"
    assert found.value("ship_to_code") == "IND9"
    assert found.value("ship_to_address") == "1151 S Graham Rd, Greenwood, IN 46143"
    assert found.value("carrier_name") == "Cascade Motor Express"
    assert found.value("ship_date") == "2026-06-25"
    assert found.value("freight_terms") == "collect"
    assert found.value("counted_by") == "driver_pieces"
    assert found.texts("purchase_orders") == ["3RF4VXR7", "8TK2M9QA"]
    assert (found.value("total_cartons"), found.value("total_pallets"), found.value("total_weight")) == (44, 3, "412")
    assert found.value("weight_unit") == "lb"
    assert [(line["purchase_order"].value, line["cartons"].value) for line in found.lines] == [("3RF4VXR7", 34), ("8TK2M9QA", 10)]
    assert not any(f.review for f in found.fields.values())


def test_a_bill_of_lading_number_whose_check_digit_fails_is_for_review(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(STRAIGHT.replace("06141411234567890", "06141411234567891"))])
    assert found.fields["bol_number"].review
    assert any("check digit" in problem for problem in found.problems)


def test_dots_that_a_fax_left_in_a_number_are_no_part_of_it_where_its_check_digit_holds(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(STRAIGHT.replace("06141411234567890", "0614141123.4567890"), scanned=True)])
    assert found.value("bol_number") == "06141411234567890"


def test_the_place_where_a_carrier_signs_is_known_by_a_long_label_misread_by_two_letters(typed: Callable[..., Page]) -> None:
    strip = lay_out(typed("Firma del transpotisia", scanned=True)).strips[0]
    (label,) = labels_on(strip, fuzzy=True)
    assert label.sure_of("carrier_signature")


def test_orders_stand_in_the_first_column_of_a_load_whose_heading_a_fax_lost(typed: Callable[..., Page]) -> None:
    lost = STRAIGHT.replace("Customer Order No.        # Pkgs", "Cnstoracr Qrbet Mn.       # Pkgs")
    (found,) = read_pages([typed(lost, scanned=True)])
    assert [(line["purchase_order"].value, line["cartons"].value) for line in found.lines] == [("3RF4VXR7", 34), ("8TK2M9QA", 10)]
    (named,) = read_pages([typed(lost.replace("3RF4VXR7", "B0KX1FW3").replace("8TK2M9QA", "B0KX1FW4"), scanned=True)])
    assert "purchase_orders" not in named.fields


def test_a_barcode_overrules_the_print(typed: Callable[..., Page]) -> None:
    code = Barcode("Code128", "(402)06141411234567890", Box(400, 30, 500, 50))
    (found,) = read_pages([typed(STRAIGHT.replace("06141411234567890", "0614141123456789O"), scanned=True, agreed=False, barcodes=[code])])
    assert found.value("bol_number") == "06141411234567890"
    assert not found.fields["bol_number"].review


def test_lines_that_do_not_add_up_are_a_problem(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(STRAIGHT.replace("GRAND TOTAL                   44", "GRAND TOTAL                   42"), scanned=True)])
    assert "total_cartons: printed 42, lines sum to 44" in found.problems
    assert found.fields["total_cartons"].review
    assert all(line["cartons"].review for line in found.lines)


def test_a_sum_that_ties_confirms_what_one_reader_saw(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(STRAIGHT, scanned=True, doubtful=["34", "10", "44"])])
    assert not found.fields["total_cartons"].review
    assert not any(line["cartons"].review for line in found.lines)


def test_what_one_reader_alone_saw_is_for_review(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(STRAIGHT, scanned=True, doubtful=["3RF4VXR7", "2949574"])])
    assert found.fields["seal_number"].review
    assert found.fields["purchase_orders"].review
    assert found.lines[0]["purchase_order"].review
    assert not found.lines[1]["purchase_order"].review


RUNNING_TEXT = """
BILL OF LADING AND LOAD DETAIL

From: Quillfeather Goods LLC, 12 Mill Rd, Dalton, GA 30721
To: Amazon.com Services LLC, 401 Independence Rd, Florence, NJ 08518 (ABE8)

BOL 06141412097629916  PRO 578545638  Keystone LTL Inc / KSLT  Shipped 04/10/2026  collect

Order              Cartons         Pallets        Weight
7QH19RMK                19               1           242
Totals: 19 cartons on 1 pallets, 242 lb. Trailer 43118, seal 1332508. Counted by Driver - pieces.
"""


def test_totals_and_numbers_in_running_text_are_read(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(RUNNING_TEXT)])
    assert found.kind is DocumentKind.BILL_OF_LADING
    assert found.value("ship_from_name") == "Quillfeather Goods LLC"
    assert found.value("ship_to_name") == "Amazon.com Services LLC"
    assert found.value("ship_to_code") == "ABE8"
    assert (found.value("carrier_name"), found.value("scac")) == ("Keystone LTL Inc", "KSLT")
    assert (found.value("trailer_number"), found.value("seal_number")) == ("43118", "1332508")
    assert (found.value("total_cartons"), found.value("total_pallets"), found.value("total_weight")) == (19, 1, "242")
    assert found.value("counted_by") == "driver_pieces"
    assert found.value("freight_terms") == "collect"


GERMAN = """
Rheintal Spedition GmbH                                  FRACHTBRIEF

Absender                                  Empfänger
Bergmann Gartentechnik GmbH               Amazon Logistik Dortmund GmbH
Industriestraße 14                        Kaltbandstraße 4
68199 Mannheim                            44145 Dortmund
                                          Lager: DTM2

Frachtbriefnummer      Sendungsnummer     Versanddatum     Auflieger     Plomben-Nr.
08270368694957356      497129732          05.06.2026       67591         8338202

Bestellnummer      Packstücke     Paletten     Inhalt            Gewicht kg
2BHP04PG                   49            2     Handelsware            1.408
Gesamt                     49            2                            1.408

Frankatur: Unfrei
Gezählt durch: Fahrer, nur Paletten
"""


def test_a_german_waybill_is_a_bill_of_lading(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(GERMAN)])
    assert found.kind is DocumentKind.BILL_OF_LADING
    assert found.language == "de"
    assert (found.value("bol_number"), found.value("pro_number")) == ("08270368694957356", "497129732")
    assert found.value("ship_date") == "2026-06-05"
    assert found.value("ship_to_code") == "DTM2"
    assert found.value("total_weight") == "1408"
    assert found.value("weight_unit") == "kg"
    assert found.value("freight_terms") == "collect"
    assert found.value("counted_by") == "driver_pallets"
    assert found.lines[0]["cartons"].value == 49


def test_shipper_load_and_count_is_noted(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(RUNNING_TEXT + "SHIPPER LOAD AND COUNT\n")])
    assert found.says("shipper_load_and_count")


def test_one_heading_over_shipper_and_receiver_names_both(typed: Callable[..., Page]) -> None:
    (found,) = read_pages(
        [
            typed("""
BILL OF LADING                               BOL # 06141413081935099

3. Origin / Deliver to
Quillfeather Goods LLC                       Amazon.com Services LLC
12 Mill Rd                                   401 Independence Rd
Dalton, GA 30721                             Florence, NJ 08518
""")
        ]
    )
    assert (found.value("ship_from_name"), found.value("ship_to_name")) == ("Quillfeather Goods LLC", "Amazon.com Services LLC")
