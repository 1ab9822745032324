"""What a careless pen would write falsely in the other languages: by whom, of which paper, of what an amount is the price or the value."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # who did it
        ("de", "shortage", "Wir haben 264 der 696 Stück erhalten."),
        ("de", "shortage", "Wir haben 25.323,84 EUR von der Rechnung 91223 abgezogen."),
        ("de", "shortage", "Wir schulden 25.323,84 EUR."),
        ("de", "shortage", "Der Fahrer hat alle 29 Kartons quittiert."),
        ("fr", "shortage", "Le transporteur a signé pour 29 cartons."),
        ("it", "shortage", "Il vettore ha firmato per 29 colli."),
        ("es", "shortage", "El transportista firmó por 29 cajas."),
        ("zh", "shortage", "承运人签收了29箱。"),
        # which paper
        ("de", "shortage", "Die Packliste ist unterschrieben und gestempelt."),
        ("fr", "shortage", "La liste de colisage est signée et tamponnée."),
        ("it", "shortage_denied", "La distinta di imballaggio è nuova rispetto all'ultimo reclamo."),
        # what an amount is
        ("de", "shortage", "Der Wert der empfangenen Stücke beträgt 25.323,84 EUR."),
        ("fr", "shortage", "La valeur des 29 cartons est de 25 323,84 EUR."),
        ("es", "shortage", "El valor de las unidades recibidas es de 25.323,84 EUR."),
        ("it", "price_cost_update", "458 unità dell'articolo B0A91ATW1S sono state addebitate a 407,62 EUR l'una."),
        ("es", "price_cost_update", "458 unidades se facturaron a 407,62 EUR cada una."),
        ("de", "shortage", "Ein Stück von B0ERK14YEV kostet 25.323,84 EUR."),
        ("zh", "shortage", "以25,323.84欧元乘以432件，得58.62欧元。"),
        # of how much
        ("de", "shortage", "Alle unsere Lieferungen an WRO5 wurden vollständig quittiert."),
        ("it", "shortage", "Tutte le nostre consegne a WRO5 sono state firmate."),
        ("de", "shortage", "Nur 29 Kartons wurden versandt."),
        ("it", "shortage", "Mancava merce: 696 unità fatturate e 696 consegnate."),
        ("es", "shortage", "Faltó mercancía: 696 unidades facturadas y 696 entregadas."),
        ("de", "fee", "Es wurde die Gebühr der kleineren Stufe berechnet."),
        # what belongs to something else
        ("de", "settlement_shortage", "Der Einspruch D-545602 gehört zur Forderung INV931939SC."),
    ],
)
def test_what_is_false_is_left_to_a_person(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("de", "shortage", "Sie haben 25.323,84 EUR von der Rechnung 91223 abgezogen."),
        ("de", "shortage", "Der Wert der 432 strittigen Stück beträgt 25.323,84 EUR."),
        ("fr", "shortage", "Vous avez déduit 25 323,84 EUR de la facture 91223."),
        ("it", "shortage", "Avete detratto 25.323,84 EUR dalla fattura 91223."),
    ],
)
def test_what_is_true_in_like_wordspasses(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)
