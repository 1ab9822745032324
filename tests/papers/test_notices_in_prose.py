"""Letters in which a customer takes money off a payment, without a table: what, how much, for which order, and until when to object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import DocumentKind

LETTERS: Final = {
    "en": """
    Kestrel Shops plc
    12 Omega Boulevard, Thorne DN8 5TX

    Maple Ridge Ltd
    88 Attercliffe Road
    Sheffield S4 7WZ

    Notice of deduction no. 88120455 dated 14 May 2026

    Dear Sirs,
    3 cartons were missing from the delivery against our purchase order 4500771. We shall therefore deduct
    GBP 1,284.50 from your next payment. You may dispute this until 13 June 2026.
    """,
    "de": """
    Falken Märkte AG
    Hafenweg 3, 28195 Bremen

    Ahorn Küchen GmbH
    Gewerbering 12
    74653 Künzelsau

    Belastungsanzeige Nr. 88120455 vom 14.05.2026

    bei der Lieferung zu unserer Bestellung 4500771 fehlten 3 Kartons. Wir kürzen daher
    Ihre nächste Zahlung um 1.284,50 EUR. Einwände nehmen wir bis zum 13.06.2026 entgegen.
    """,
    "fr": """
    Faucon Distribution SA
    12 rue du Port, 44000 Nantes

    Érable Cuisine SAS
    18 rue de la Plaine
    79000 Niort

    Avis de pénalité n° 88120455 du 14/05/2026

    la livraison relative à notre commande 4500771 est arrivée avec deux jours de retard. Nous
    déduisons donc 1 284,50 EUR de votre prochain règlement. Contestation possible jusqu'au 13/06/2026.
    """,
    "es": """
    Halcón Tiendas S.A.
    Avda. Tarento 9, 50197 Zaragoza

    Arce Cocinas S.L.
    C/ Hornos 14
    12540 Villarreal

    Aviso de penalización n.º 88120455 de 14/05/2026

    En la entrega de nuestro pedido 4500771 faltaban 3 cajas. Por ello deduciremos 1.284,50 EUR
    de su próximo pago. Pueden reclamar hasta el 13/06/2026.
    """,
    "it": """
    Falco Negozi S.p.A.
    Via Morolense 4, 03012 Anagni

    Acero Cucine S.r.l.
    Via Mameli 33
    25068 Sarezzo

    Avviso di addebito n. 88120455 del 14/05/2026

    nella consegna del nostro ordine 4500771 mancavano 3 colli. Tratteniamo pertanto 1.284,50 EUR
    dal prossimo pagamento. Eventuali contestazioni entro il 13/06/2026.
    """,
    "zh": """
    隼达连锁有限公司

    枫岭厨具有限公司
    浙江省永康市长城西路77号

    扣款通知 编号 88120455 日期 2026年5月14日

    我司采购订单4500771的货物到货时短少3箱，现从贵司下一笔货款中扣除人民币1,284.50元。
    如有异议，请于2026年6月13日前提出。
    """,
}


@pytest.mark.parametrize("language", LETTERS)
def test_a_letter_that_deducts_is_read_from_its_sentences(typed: Callable[..., Page], language: str) -> None:
    (found,) = read_pages([typed(LETTERS[language])])
    assert found.kind is DocumentKind.CHARGEBACK_NOTICE
    assert (found.value("chargeback_id"), found.value("issue_date")) == ("88120455", "2026-05-14")
    assert (found.value("amount"), found.value("dispute_by")) == ("1284.50", "2026-06-13")
    if language != "zh":
        assert found.value("purchase_order") == "4500771"


def test_of_two_amounts_in_a_letter_that_deducts_none_is_taken(typed: Callable[..., Page]) -> None:
    letter = LETTERS["en"].replace("deduct\n", "deduct GBP 40.00 for handling and\n")
    (found,) = read_pages([typed(letter)])
    assert "amount" not in found.fields


def test_the_one_amount_of_a_letter_that_no_word_explains_is_for_a_person(typed: Callable[..., Page]) -> None:
    said = "We shall therefore deduct\n    GBP 1,284.50 from your next payment."
    letter = LETTERS["en"].replace(said, "The matter stands\n    at GBP 1,284.50.")
    (found,) = read_pages([typed(letter)])
    assert (found.value("amount"), found.fields["amount"].review) == ("1284.50", True)


def test_of_two_days_in_a_sentence_on_objections_the_one_behind_until_counts(typed: Callable[..., Page]) -> None:
    letter = LETTERS["de"].replace("Einwände nehmen wir", "Einwände gegen unser Schreiben vom 02.05.2026 nehmen wir")
    (found,) = read_pages([typed(letter)])
    assert found.value("dispute_by") == "2026-06-13"


def test_a_day_whose_year_stands_on_the_next_line_is_whole(typed: Callable[..., Page]) -> None:
    letter = LETTERS["fr"].replace("jusqu'au 13/06/2026.", "jusqu'au 13 juin\n    2026.")
    (found,) = read_pages([typed(letter)])
    assert found.value("dispute_by") == "2026-06-13"


def test_a_number_that_could_be_a_day_is_the_number_where_the_day_follows(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(LETTERS["it"].replace("88120455", "20110409"))])
    assert (found.value("chargeback_id"), found.value("issue_date")) == ("20110409", "2026-05-14")


def test_words_on_objections_over_a_row_of_values_are_no_sentence(typed: Callable[..., Page]) -> None:
    form = """
    Kestrel Shops plc                        Notice of deduction

    RAISED           WE NEED TO HEAR FROM YOU BY        REF
    23 July 2026     22 August 2026                     88120455
    """
    (found,) = read_pages([typed(form)])
    assert found.value("dispute_by") in {None, "2026-08-22"}
