"""Who took the money, what a bare figure counts, of which claims it is, and which of two days was first: in six languages."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # a deduction that we are said to have made
        ("en", "shortage", "The EUR 25,323.84 was deducted by our accounting department under 91223SC."),
        ("de", "rebate_fraud", "Der Abzug wurde von uns vorgenommen."),
        ("de", "shortage", "Die 25.323,84 EUR wurden durch unsere Buchhaltung abgezogen."),
        ("fr", "shortage", "La somme de 25 323,84 EUR a été déduite par nos services sous 91223SC."),
        ("es", "shortage", "Los 25.323,84 EUR fueron deducidos por nuestro departamento con 91223SC."),
        ("it", "shortage", "La somma di 25.323,84 EUR è stata detratta dai nostri uffici con 91223SC."),
        ("zh", "shortage", "这笔25,323.84欧元是我司以91223SC扣除的。"),
        # a count of cartons told as one of units
        ("de", "shortage", "Die strittigen Einheiten sind insgesamt 29."),
        ("fr", "shortage", "Le nombre d'unités livrées est de 29."),
        ("es", "shortage", "Las unidades disputadas son en total 29."),
        ("it", "shortage", "I pezzi contestati sono in tutto 29."),
        # all claims told as those with evidence
        ("fr", "settlement_price_claim", "Pour 3 réclamations, d'un total de 7 170,54 USD, les preuves sont complètes."),
        ("es", "settlement_price_claim", "Para 3 reclamaciones, por un total de 7.170,54 USD, las pruebas están completas."),
        # one day before the other
        ("fr", "chargeback", "La confirmation du 14/01/2026 est postérieure à la livraison du 27 janvier 2026."),
        ("es", "chargeback", "La confirmación del 14/01/2026 es posterior a la entrega del 27 de enero de 2026."),
        ("it", "chargeback", "La conferma del 14/01/2026 è successiva alla consegna del 27 gennaio 2026."),
        # fewer where it was more, still where it was too late, denied where it is asked back
        ("de", "promotion", "Es wurden weniger Stück abgerechnet als verkauft."),
        ("it", "promotion", "Sono stati fatturati meno pezzi di quelli venduti."),
        ("es", "quick_pay_discount", "Con ese pago todavía había derecho al descuento."),
        ("de", "shortage", "Der Betrag von 25.323,84 EUR ist nicht uns zu erstatten."),
        ("zh", "shortage", "25,323.84欧元属不于错误扣款，应当退还。"),
        # agreed where nobody has it on paper
        ("en", "shortage", "The 29 cartons were confirmed during our last call."),
        ("fr", "shortage", "Les 29 cartons ont été confirmés lors de notre dernier point."),
        ("de", "shortage", "Die 29 Kartons wurden in unserem letzten Telefonat bestätigt."),
    ],
)
def test_what_no_paper_bears_out_never_passes(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("en", "shortage", "You deducted EUR 25,323.84 under 91223SC."),
        ("fr", "shortage", "Vous avez déduit 25 323,84 EUR sous 91223SC."),
        ("it", "shortage", "I colli consegnati sono 29."),
        ("de", "shortage", "Geliefert wurden 29 Kartons."),
        ("en", "settlement_price_claim", "Of the 3 claims, 2 have complete evidence."),
        ("fr", "chargeback", "La confirmation du 14/01/2026 est antérieure à la livraison du 27 janvier 2026."),
    ],
)
def test_its_true_neighbour_passes(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)
