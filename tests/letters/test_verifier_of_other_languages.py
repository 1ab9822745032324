"""German, French, Spanish, Italian and Chinese: who is said to say so, whose day it is, what is called the same, which item is meant."""

from __future__ import annotations

import pytest

from cases.letters.brief import Brief
from cases.letters.sentences import Sentence
from cases.letters.verifier import Verification, verify_sentence
from tests.letters.drafts import draft_of, situation_of

RECEIPT = ("paper", "delivery_date", "receiver_name", "ship_to_code", "ship_date", "signed", "cartons")
TRUE = {
    "de": "Die Ware wurde am 12. August 2026 zugestellt",
    "fr": "Les marchandises ont été livrées le 12 août 2026",
    "es": "La mercancía fue entregada el 12 de agosto de 2026",
    "it": "La merce è stata consegnata il 12 agosto 2026",
    "zh": "货物于2026年8月12日送达",
}


def _facts(brief: Brief, *names: str) -> tuple[int, ...]:
    return tuple(next(f.number for f in brief.facts if f.name == name) for name in names)


def _said(name: str, language: str, text: str, *facts: str) -> Verification:
    brief = draft_of(name).brief
    return verify_sentence(Sentence(text, _facts(brief, *facts)), brief, situation_of(name, language))


def _why(found: Verification) -> list[str]:
    return [r.message for r in (*found.objections, *found.unverifiable)]


@pytest.mark.parametrize("language", TRUE)
def test_a_plain_sentence_is_verified(language: str) -> None:
    assert _why(_said("shortage", language, TRUE[language] + ".", *RECEIPT)) == []


@pytest.mark.parametrize(
    "language, source",
    [
        ("de", "was eine gemeinsame Stückzählung ergab"),
        ("de", "wie die Kameras Ihrer Rampe beweisen"),
        ("de", "was Ihre Schichtleitung zugab"),
        ("de", "nach gemeinsamer Nachzählung"),
        ("fr", "ce que l'inventaire de votre site a prouvé"),
        ("fr", "comme l'atteste un huissier"),
        ("fr", "ce que vos magasiniers ont reconnu"),
        ("fr", "après un comptage contradictoire"),
        ("es", "lo que demostró un peritaje"),
        ("es", "como confirman las grabaciones"),
        ("es", "cosa que reconocieron sus operarios"),
        ("it", "il che è emerso da un riconteggio"),
        ("it", "come provano i filmati"),
        ("it", "cosa che i vostri magazzinieri hanno ammesso"),
        ("zh", "经双方联合清点确认"),
        ("zh", "监控视频也印证了这一点"),
        ("zh", "贵方主管也已承认"),
    ],
)
def test_a_count_a_camera_or_a_person_that_no_fact_knows_bears_nothing_out(language: str, source: str) -> None:
    comma, stop = ("，", "。") if language == "zh" else (", ", ".")
    assert _why(_said("shortage", language, f"{TRUE[language]}{comma}{source}{stop}", *RECEIPT))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Ihr Rampenteam hat uns gemeldet, dass die Ware am 12. August 2026 zugestellt wurde."),
        ("de", "Ihre Buchhaltung räumte ein, dass die Ware am 12. August 2026 zugestellt wurde."),
        ("de", "Ihr Lager meldet: Die Ware wurde am 12. August 2026 zugestellt."),
        ("fr", "Vos collègues nous ont informés que les marchandises ont été livrées le 12 août 2026."),
        ("fr", "On nous a fait savoir que les marchandises ont été livrées le 12 août 2026."),
        ("fr", "Votre réception signale : les marchandises ont été livrées le 12 août 2026."),
        ("es", "Sus operarios nos avisaron de que la mercancía fue entregada el 12 de agosto de 2026."),
        ("es", "Su recepción informa: la mercancía fue entregada el 12 de agosto de 2026."),
        ("it", "La vostra banchina ci ha segnalato che la merce è stata consegnata il 12 agosto 2026."),
        ("it", "Il vostro magazzino riporta: la merce è stata consegnata il 12 agosto 2026."),
        ("zh", "贵方客服写道：货物于2026年8月12日送达。"),
        ("zh", "我们从贵方团队得知，货物于2026年8月12日送达。"),
        ("zh", "贵方仓库确认货物于2026年8月12日送达。"),
    ],
)
def test_what_is_true_is_not_put_into_a_mouth_that_did_not_say_it(language: str, text: str) -> None:
    found = _said("shortage", language, text, *RECEIPT)
    assert any("who said" in why for why in _why(found)), _why(found)


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "J. Smith hat die Sendung am {} in PHX6 empfangen."),
        ("fr", "J. Smith a réceptionné l'envoi à PHX6 le {}."),
        ("es", "J. Smith recibió el envío en PHX6 el {}."),
        ("it", "Secondo la prova di consegna, in data {} sono stati consegnati a PHX6 10 colli."),
        ("zh", "J. Smith于{}在PHX6签收。"),
        ("en", "J. Smith received the shipment at PHX6 on {}."),
    ],
)
def test_who_received_goods_did_so_on_the_day_of_that_receipt_and_of_no_other_paper(language: str, text: str) -> None:
    assert _why(_said("shortage", language, text.format("2026-08-12"), *RECEIPT)) == []
    assert _why(_said("shortage", language, text.format("2026-08-09"), *RECEIPT))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Die Ware wurde am {} versandt und am {} zugestellt."),
        ("fr", "Les marchandises ont été expédiées le {} et livrées le {}."),
        ("es", "La mercancía se envió en fecha {} y se entregó en fecha {}."),
        ("it", "La merce è stata spedita in data {} e consegnata in data {}."),
        ("zh", "货物于{}发出，{}送达。"),
    ],
)
def test_a_day_goes_with_its_own_verb(language: str, text: str) -> None:
    days = ("2026-08-09", "2026-08-12")
    assert _why(_said("shortage", language, text.format(*days), *RECEIPT)) == []
    assert _why(_said("shortage", language, text.format(*reversed(days)), *RECEIPT))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Der Rechnungspreis entspricht dem Bestellpreis von USD 3,73."),
        ("fr", "Le coût facturé correspond au coût de la commande de USD 3,73."),
        ("es", "El costo facturado corresponde al costo del pedido de USD 3,73."),
        ("it", "Il costo fatturato corrisponde al costo dell'ordine di USD 3,73."),
        ("zh", "发票单价等于订单单价3.73美元。"),
    ],
)
def test_what_is_called_the_same_amount_has_to_be_both(language: str, text: str) -> None:
    assert "as well" in " ".join(_why(_said("price_claim", language, text, "invoice_cost", "order_cost")))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Der Rechnungspreis von {} USD liegt über dem Bestellpreis von {} USD."),
        ("es", "El costo facturado de {} USD es superior al costo del pedido de {} USD."),
        ("it", "Il costo fatturato di {} USD è superiore al costo d'ordine di {} USD."),
        ("zh", "发票单价{}美元高于订单单价{}美元。"),
    ],
)
def test_a_comparison_holds_one_way_round(language: str, text: str) -> None:
    prices = ("3.92", "3.73") if language == "zh" else ("3,92", "3,73")
    assert _why(_said("price_claim", language, text.format(*prices), "invoice_cost", "order_cost")) == []
    turned = _said("price_claim", language, text.format(*reversed(prices)), "invoice_cost", "order_cost")
    assert any("does not hold" in why or "says otherwise" in why for why in _why(turned))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Uns stehen 100,08 USD zu."),
        ("fr", "Veuillez nous créditer 100,08 USD."),
        ("es", "Les pedimos que nos abonen 100,08 USD."),
        ("it", "Vi chiediamo di accreditarci 100,08 USD."),
        ("zh", "请将100.08美元退还我方。"),
    ],
)
def test_what_is_asked_for_one_of_two_items_is_told_with_the_item(language: str, text: str) -> None:
    found = _said("shortage_partly", language, text, "asked", "line_asked")
    assert any("say of which item" in why for why in _why(found)), _why(found)


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Wir haben 120 Stück berechnet und 120 Stück berechnet."),
        ("fr", "Nous avons facturé 120 unités et facturé 120 unités."),
        ("es", "Facturamos 120 unidades y facturamos 120 unidades."),
        ("it", "Abbiamo fatturato 120 unità e fatturato 120 unità."),
        ("zh", "我方开票120件，开票120件。"),
    ],
)
def test_one_figure_said_twice_for_the_same_is_for_a_person(language: str, text: str) -> None:
    assert any("said twice" in why for why in _why(_said("shortage", language, text, "invoiced")))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Sie haben uns Aktionskosten von 900,00 USD berechnet."),
        ("fr", "Vous nous avez facturé 900,00 USD."),
        ("es", "Ustedes nos facturaron 900,00 USD."),
        ("it", "Ci avete fatturato 900,00 USD."),
        ("zh", "贵方向我方开票900.00美元。"),
    ],
)
def test_what_a_retailer_took_for_a_promotion_it_is_also_said_to_have_billed(language: str, text: str) -> None:
    assert _why(_said("promotion", language, text, "deducted")) == []


@pytest.mark.parametrize(
    "language, text",
    [("fr", "120 unités facturées."), ("es", "120 unidades facturadas."), ("it", "120 unità fatturate."), ("zh", "开票120件。")],
)
def test_units_that_are_missing_are_not_those_that_were_billed(language: str, text: str) -> None:
    assert _why(_said("shortage", language, text, "short"))
