from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

import pytest

from bench.language_papers import judge
from demo.abroad.dealing import LANGUAGES
from demo.abroad.make import KINDS, paper
from demo.chance import Chance
from extractors.page import Page
from extractors.papers import read_pages
from extractors.pdf import open_pdf
from facts.documents import DocumentKind, Source

LIST: Final = """
Faïencerie du Lac SAS                                    LISTE DE COLISAGE
Destinataire : Comptoir Breton SA          Date : 12/03/2026         Commande n° : PO-778120

Réf.            Désignation                    Nb colis       PCB       Nombre
AB-1207         Plat ovale 32 cm                     40         6          240
AB-1310         Cocotte 24 cm                        25         4          100
                                                     65                    340
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_of_a_country_are_read_as_what_they_are(language: str) -> None:
    counts: Counter[str] = Counter()
    for number, kind in enumerate(KINDS):
        pdf, truth = paper(Chance("tried", language, kind), language, kind, number)
        pages = [Page(s.number, s.width, s.height, s.words, Source.TEXT, rulings=s.rulings) for s in open_pdf(pdf, 1, 4).sheets]
        found, _ = judge(truth, read_pages(pages))
        counts += found.counts
    said = sum(counts[n] for n in ("right", "review", "silent", "missing"))
    assert counts["right"] > 0.9 * said
    assert counts["silent"] < 0.02 * said


def test_a_line_of_sums_without_a_word_is_no_line_of_goods(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LIST)])
    assert (len(found.lines), found.value("total_cartons")) == (2, 65)


def test_figures_tell_what_a_carton_holds_where_its_heading_is_no_known_word(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LIST.replace("   PCB", "Plein"))])
    assert [[line[n].value for n in ("cartons", "case_pack", "units")] for line in found.lines] == [[40, 6, 240], [25, 4, 100]]


def test_the_first_letters_of_an_order_number_are_part_of_it(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LIST)])
    assert found.texts("purchase_orders") == ["PO-778120"]


def test_an_amount_whose_groups_stand_apart_is_read_whole(typed: Callable[..., Page]) -> None:
    advice = """
    Comptoir Breton SA
    AVIS DE RÈGLEMENT n° 88120455 du 14/05/2026
    Bénéficiaire : Faïencerie du Lac SAS

    Votre facture      Date facture       Montant TTC      Escompte      Net réglé
    2026-1188          02/04/2026            5 062,58         12,00       5 050,58
    2026-1190          09/04/2026           17 800,00          0,00      17 800,00
    Total réglé                                                          22 850,58 EUR
    """
    (found,) = read_pages([typed(advice)])
    assert found.kind is DocumentKind.REMITTANCE_ADVICE
    assert [line["invoice_amount"].value for line in found.lines] == ["5062.58", "17800.00"]
    assert (found.value("total_paid"), found.value("payment_number")) == ("22850.58", "88120455")
    assert found.value("payment_date") == "2026-05-14"


def test_a_credit_bears_the_number_of_its_headline_not_that_of_the_invoice_it_corrects(typed: Callable[..., Page]) -> None:
    credit = """
    Talhof Gartengeräte GmbH

    Gutschrift Nr. 70112 vom 03.02.2026
    Zu Rechnung Nr.: 55820        Ihre Bestellung: 4500771

    Pos.   Artikelnr.   Bezeichnung          Menge   Einzelpreis   Gesamtpreis
    1      88-120       Gartenschere            12         15,40        184,80
    Nettobetrag                                                         184,80
    MwSt. 19 %                                                           35,11
    Gesamtbetrag                                                        219,91 EUR
    """
    (found,) = read_pages([typed(credit)])
    assert (found.kind, found.value("invoice_number")) == (DocumentKind.CREDIT_NOTE, "70112")
    assert (found.value("issue_date"), found.value("grand_total")) == ("2026-02-03", "219.91")


def test_a_day_and_an_hour_that_a_recogniser_ran_together_are_two(typed: Callable[..., Page]) -> None:
    receipt = """
    PROOF OF DELIVERY
    PO: 4XK2P9QR       Cartons: 12
    Delivered: 18.03.202614:46
    Received by: G. Moretti
    """
    (found,) = read_pages([typed(receipt, scanned=True)])
    assert (found.value("delivery_date"), found.value("delivery_time")) == ("2026-03-18", "14:46")


@pytest.mark.parametrize("words", ["Commodity Description", "Transporteur Carrier"])
def test_words_of_the_form_are_no_note_about_the_goods(typed: Callable[..., Page], words: str) -> None:
    (found,) = read_pages([typed(f"PROOF OF DELIVERY\nPO: 4XK2P9QR   Cartons: 12\nReceived by: G. Moretti\nExceptions: {words}")])
    assert "exceptions" not in found.fields


def test_the_second_line_of_a_heading_is_no_title(typed: Callable[..., Page]) -> None:
    advice = """
    Centrale Ouest Achats SA

    Bordereau de règlement n° 716015874 du 15/01/2026

    Du            N°            Libellé             Montant       Escompte      Net
                  FACTURE                                         DÉDUIT
    10/12/2025    RG-32228      Marchandises        438,83        0,00          438,83
    04/12/2025    80985322      Marchandises        121,41        2,43          118,98

    Montant viré                                                                557,81
    """
    (found,) = read_pages([typed(advice)])
    assert found.kind is DocumentKind.REMITTANCE_ADVICE
