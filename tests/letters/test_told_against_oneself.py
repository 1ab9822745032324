"""What would hurt the supplier's own case and no fact has: a receipt that tells of shortages, freight for us, one deduction of two."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "The receipt signed by M. Lindqvist mentions shortages."),
        ("en", "The delivery receipt speaks of missing units."),
        ("de", "Auf dem Beleg ist von Fehlmengen die Rede, unterschrieben ist er von M. Lindqvist."),
        ("de", "Der Ablieferbeleg erwähnt fehlende Kartons."),
        ("fr", "Le bon signé par M. Lindqvist mentionne un manquant."),
        ("fr", "Le bon de livraison fait état de manquants."),
        ("es", "El albarán firmado por M. Lindqvist menciona faltantes."),
        ("it", "La bolla firmata da M. Lindqvist menziona mancanze."),
        ("zh", "M. Lindqvist签收的签收单上注明了短缺。"),
    ],
)
def test_a_clean_receipt_tells_of_nothing_missing(language: str, text: str) -> None:
    assert not passes(language, "shortage", text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Die Fehlmenge wurde einmal abgezogen."),
        ("fr", "Le manquant a été déduit une fois."),
        ("es", "El faltante se dedujo una vez."),
        ("it", "L'importo è stato trattenuto una sola volta."),
        ("zh", "短缺的4件被扣了一次。"),
    ],
)
def test_what_was_deducted_twice_was_not_deducted_once(language: str, text: str) -> None:
    assert not passes(language, "duplicate", text)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "By the terms the supplier bears the freight."),
        ("de", "Die Fracht trägt nach den Lieferbedingungen der Lieferant."),
        ("fr", "Le fournisseur paie le fret."),
        ("es", "El proveedor paga el flete."),
        ("it", "Il fornitore paga il trasporto."),
        ("zh", "按条款运费由供应商承担。"),
    ],
)
def test_freight_collect_is_not_for_the_supplier_to_pay(language: str, text: str) -> None:
    assert not passes(language, "freight", text)


def test_an_underpaid_rebate_is_not_one_of_a_tier_that_was_missed() -> None:
    assert not passes("de", "rebate_underpaid", "Die nächste Bonusstufe ist verfehlt.")
