from __future__ import annotations

from collections.abc import Callable

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import DocumentKind

LIST = """
PACKING LIST

Quillfeather Goods LLC           Ship to: Amazon.com Services LLC FTW1        BOL: 06141416665166346
12 Mill Rd, Dalton, GA 30721     33333 Lyndon B Johnson Fwy, Dallas, TX       Shipped: 04/04/2026

PO            ASIN            Description                        Cartons     Case pack     Units
7QE7424J      B0PCFYN3L3      Brightwell Colander, Cobalt             14             4        56
7QE7424J      B0VCRQN810      Brightwell Laundry Hamper                9             8        72
                              Cobalt
Total                                                                 23                     128
"""


def test_a_packing_list_gives_cartons_packs_and_units_by_item(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LIST)])
    assert found.kind is DocumentKind.PACKING_LIST
    assert found.texts("purchase_orders") == ["7QE7424J"]
    assert (found.value("bol_number"), found.value("ship_to_code")) == ("06141416665166346", "FTW1")
    assert (found.value("total_cartons"), found.value("total_units")) == (23, 128)
    first, second = found.lines
    assert [first[n].value for n in ("sku", "cartons", "case_pack", "units")] == ["B0PCFYN3L3", 14, 4, 56]
    assert second["description"].value == "Brightwell Laundry Hamper Cobalt"


def test_cartons_times_pack_confirm_each_other(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LIST, scanned=True, agreed=False)])
    assert not any(line[n].review for line in found.lines for n in ("cartons", "case_pack", "units"))
    assert all(line["sku"].review for line in found.lines)


def test_cartons_and_units_that_do_not_fit_the_pack_are_named(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LIST.replace("14             4        56", "14             4        58"), scanned=True)])
    assert any("14 cartons of 4 are not 58 units" in p for p in found.problems)
    assert found.lines[0]["units"].review


RUNNING = """
Packing Slip
Bill of lading 06141411126083897 - shipped 06/23/2026 via Blue Ridge Freight Lines
Quillfeather Goods LLC to Amazon.com Services LLC, ABE8

Order         Item            GTIN              Title                              Ctns      Qty
437RYKC4      B0RH6HKNT9      00851643104361    Brightwell Stacking Crate            27      162
27 cartons, 162 units in all
"""


def test_parties_and_totals_in_running_text(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(RUNNING)])
    assert (found.value("ship_from_name"), found.value("ship_to_name")) == ("Quillfeather Goods LLC", "Amazon.com Services LLC")
    assert found.value("ship_to_code") == "ABE8"
    assert (found.value("total_cartons"), found.value("total_units")) == (27, 162)
    assert found.lines[0]["units"].value == 162
    assert found.lines[0]["gtin"].value == "00851643104361"


PIECES = """
LISTE DE COLISAGE
Expéditeur                        Destinataire
Maison Verrier SAS                Amazon Logistik Dortmund GmbH
12 rue des Entrepôts              Kaltbandstraße 4
59160 Lomme                       44145 Dortmund
                                  Code site: DTM2
Lettre de voiture n°: 02209654969041838      Date d'expédition: 22 octobre 2025

N° colis      Votre commande      Réf.            PCB      Colis      Unités
1 - 14        786XSX7M            B0KQS42B51       24         14         336
TOTAL                                                         14         336
"""


def test_a_range_of_carton_numbers_is_no_count(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(PIECES)])
    assert found.language == "fr"
    assert found.value("ship_date") == "2025-10-22"
    assert found.lines[0]["cartons"].value == 14
    assert found.lines[0]["case_pack"].value == 24
    assert found.value("ship_to_code") == "DTM2"


def test_headings_that_touch_are_two_columns(typed: Callable[..., Page]) -> None:
    (found,) = read_pages(
        [
            typed("""
PACKLISTE

Quillfeather Goods GmbH              Lieferschein-Nr.: 80044121

Artikel-Nr.    Bezeichnung              Stk/KartonPackstücke    Menge
B0PCFYN3L3     Kirsch Sieb Kobalt       4         14              56
B0VCRQN810     Kirsch Korb Kobalt       8         9               72
""")
        ]
    )
    assert [[line[n].value for n in ("case_pack", "cartons", "units")] for line in found.lines] == [[4, 14, 56], [8, 9, 72]]


def test_what_is_counted_per_carton_is_no_total_of_cartons_where_its_heading_was_misread(typed: Callable[..., Page]) -> None:
    """A fax shaded the headings: “Units/Ctn” was read as “Unkta/Ctn”, whose last letters are a label by themselves."""
    text = """
PACKING SLIP
Ship To: Amazon.com Services LLC              BOL No: 04891617942865967
Site: SBD1                                    Shipped: 05/07/26

TPONO.      ASINE          Dewdelption            Unkta/Ctn     Pheges    Qty (EA)
71JWS3EC    B0FUDKCD98     Lumenta Leash                 24         25         600
"""
    (found,) = read_pages([typed(text, scanned=True)])
    assert found.value("total_cartons") != 24


def test_each_part_of_a_list_belongs_to_the_order_that_is_named_over_it(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([
        typed("""
LISTE DE COLISAGE

Expéditeur: Maison Verrier SAS             N° lettre de voiture: 03037090685310186
Livré à: Amazon Logistik Dortmund GmbH     Expédié le: 16/09/2025

N° de commande: 8JBNZWMT
Article       EAN              Libellé                      Cartons     Qté
B0QJPVGU57    0303709802105    Norvik Travel Crate               30     120

N° de commande: 8FJV9XQV
Article       EAN              Libellé                      Cartons     Qté
B05X9F7Q9B    0303709602835    Solbrook Grooming Brush           27     270

Total Cartons: 57
Total Qté: 390
""")
    ])  # fmt: skip
    assert [(line["purchase_order"].value, line["cartons"].value) for line in found.lines] == [("8JBNZWMT", 30), ("8FJV9XQV", 27)]
    assert found.texts("purchase_orders") == ["8JBNZWMT", "8FJV9XQV"]
