"""What a request wants: units booked that are in dispute, an amount that is asked for, and of a class of claims what is open on it."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "We ask that the {} units be booked and USD 25,323.84 be credited."),
        ("de", "Wir bitten, die {} Einheiten einzubuchen."),
        ("es", "Pedimos que se registren las {} unidades."),
        ("it", "Chiediamo di registrare le {} unità."),
        ("zh", "请将{}件入库。"),
    ],
)
def test_what_is_to_be_booked_has_not_been_booked_yet(language: str, text: str) -> None:
    assert not passes(language, "shortage", text.format(264), "received", "deducted", "asked")
    if language != "en":
        assert passes(language, "shortage", text.format(432), "disputed_units")


@pytest.mark.parametrize(
    "language, text, asked, open_on_one",
    [
        ("en", "We contest the amount of {} EUR.", "5,717.29", "5,814.75"),
        ("en", "Our request is for {}.", "5,717.29", "5,814.75"),
        ("de", "Wir fordern den Betrag von {} EUR.", "5.717,29", "5.814,75"),
        ("fr", "Nous contestons le montant de {} EUR.", "5 717,29", "5 814,75"),
        ("es", "Impugnamos el importe de {} EUR.", "5.717,29", "5.814,75"),
        ("it", "Contestiamo l'importo di {} EUR.", "5.717,29", "5.814,75"),
        ("zh", "我方主张{}欧元。", "5,717.29", "5,814.75"),
    ],
)
def test_a_settlement_asks_for_what_it_asks_and_not_for_what_one_claim_is_about(
    language: str, text: str, asked: str, open_on_one: str
) -> None:
    assert passes(language, "settlement_price_claim", text.format(asked))
    assert not passes(language, "settlement_price_claim", text.format(open_on_one))


def test_what_is_said_of_a_class_in_a_clause_of_its_own_is_of_that_class() -> None:
    text = "2 claims have complete evidence; EUR {} is open on them."
    assert passes("en", "settlement_price_claim", text.format("7,170.54"), "complete_count", "complete_open")
    assert not passes("en", "settlement_price_claim", text.format("2,358.27"), "complete_count", "waived_open")


def test_a_rate_ahead_of_its_bound_is_held_against_that_bound() -> None:
    text = "The first tier pays {} % up to 80,000.00 EUR and the second pays {} % above 80,000.00 EUR."
    assert not passes("en", "rebate_by_tiers", text.format("2.5", "1.5"))
