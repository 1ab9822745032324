"""Papers of boxes beside boxes: a column of labels beside the body, headings in two lines, totals without a word for total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from extractors.page import Page, Ruling
from extractors.papers import read_pages
from facts.evidence import Box

Typed = Callable[..., Page]

BILL = """
BILL OF LADING           FROM                                TO
Straight short form      Millbrook Pans Mfg. Co.           Ridgeline Stores DC 6034
                         12 Kettle Rd                        4400 Distribution Way
0522-77031               Manitowoc, WI 54220                 Ogden, UT 84404
                         SID# SH-660123
CARRIER
Great Basin Motor Lines  Order            Packages    Weight
PRO NUMBER
553-208814               900177452           364       6,964
MUST ARRIVE BY
Mar 26 2026              900177460           324       3,772
LOADED BY                Total               688      10,736
Shipper
                         Packing list in envelope on pallet 1 of 13.
"""


def test_a_column_beside_the_body_is_no_part_of_its_rows(typed: Typed) -> None:
    page = typed(BILL)
    page = replace(page, rulings=(Ruling(Box(119.0, 0.0, 120.0, 14.0 * 15), horizontal=False),))
    paper = read_pages([page])[0]
    assert paper.fields["purchase_orders"].value == ["900177452", "900177460"]
    assert paper.fields["total_cartons"].value == 688
    assert "total_pallets" not in paper.fields or paper.fields["total_pallets"].review


def test_the_number_below_the_title_goes_before_that_of_a_shipment(typed: Typed) -> None:
    page = replace(typed(BILL), rulings=(Ruling(Box(119.0, 0.0, 120.0, 14.0 * 15), horizontal=False),))
    assert read_pages([page])[0].fields["bol_number"].value == "0522-77031"


def test_second_lines_of_headings_that_stand_close_belong_to_their_own(typed: Typed) -> None:
    paper = read_pages(
        [
            typed(
                """
Dales Haulage Ltd                              PROOF OF DELIVERY
Consignment 774022
                                        Cartons  Cartons
Pallet ID   Customer order    Goods     advised received   Remark
0091-A      GHG-4410          Planter        48       48
0091-B      GHG-4411          Hose           24       22   2 refused
2 pallets                                    72       70

Received by: K. Bell          Date and time of signature: 22/03/2026 09:44
"""
            )
        ]
    )[0]
    assert [line["cartons"].value for line in paper.lines] == [48, 22]
    assert paper.fields["total_cartons"].value == 70
    assert paper.fields["delivery_date"].value == "2026-03-22"


def test_best_before_days_are_no_day_of_delivery(typed: Typed) -> None:
    page = typed(
        """
Conservas Tejo, S.L.                    ALBARÁN DE ENTREGA
Fecha: 21 de noviembre de 2025          Su pedido: 4500781220
Artículo                        Cajas     Unidades
GZ-1012 Mejillón en escabeche      20        1.000
Cons. pref. 30/06/2028
GZ-2005 Bonito del norte           36          432
Recibido por: Nuria Calleja     Fecha y hora: 22-11-25 10:05
"""
    )
    page = replace(page, rulings=(Ruling(Box(0.0, 14.0 * 5 - 1, 250.0, 14.0 * 5), horizontal=True),))
    assert read_pages([page])[0].fields["delivery_date"].value == "2025-11-22"


def test_a_notice_about_several_orders_is_not_about_the_first_alone(typed: Typed) -> None:
    paper = read_pages(
        [
            typed(
                """
Fairmeadow Stores                       CHARGEBACK NOTICE
Notice no. EO-26-00933
P.O.        Cartons     Fee per carton     Expense
7730418          86              $2.00     $172.00
7730455          41              $2.00      $82.00
Total                                      $254.00
"""
            )
        ]
    )[0]
    held = paper.fields.get("purchase_order")
    assert held is None or held.review
