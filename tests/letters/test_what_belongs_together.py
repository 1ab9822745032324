"""What words say of a figure or day that only some facts bear out, and what belongs together, in other languages than English."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes, refuses


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # what an amount is
        ("de", "shortage", "Der Wert der Lieferung beträgt 25.323,84 EUR."),
        ("de", "shortage", "Der Preis je Karton beträgt 58,62 EUR."),
        ("de", "price_cost_update", "Die 458 Stück kosten 407,62 EUR."),
        ("de", "price_discount", "Der Rabatt beträgt 13,08 USD je Stück."),
        ("de", "fee", "Die Gebühr laut Tabelle beträgt 746,76 EUR."),
        ("de", "units_protected", "Der Preis fiel um 8,32 USD."),
        ("zh", "shortage", "25,323.84欧元是发票的价值。"),
        ("zh", "price_discount", "折扣为每件13.08美元。"),
        ("zh", "units_protected", "价格降至15.23美元。"),
        ("zh", "fee_by_weight", "实际重量为3.1千克。"),
        # who did it
        ("de", "shortage", "M. Lindqvist hat in unserem Namen unterschrieben."),
        ("de", "fee", "Sie haben 196 Stück zu 1,87 EUR berechnet."),
        ("de", "settlement_shortage", "Wir bieten 10.310,55 USD an."),
        ("zh", "price_cost_update", "我方批准了20.29欧元的价格。"),
        ("zh", "fee", "贵方每件收取1.87欧元。"),
        # how much of what
        ("de", "shortage", "Von den 264 empfangenen Stück sind 432 strittig."),
        ("de", "units_protected", "Sie haben noch 311 Stück auf Lager."),
        ("zh", "shortage", "已送达的696件中缺少432件。"),
        ("zh", "shortage_partly", "贵方仍欠我方25,323.84欧元。"),
        # before and after, first and second
        ("de", "chargeback", "Geliefert wurde am 27.01.2026, bevor die Versandmeldung am 14.01.2026 bestätigt worden war."),
        ("de", "chargeback", "Die Ware kam vor der Versandmeldung."),
        ("de", "duplicate", "58097SC wiederholt 58097MAC."),
        ("zh", "chargeback", "货物早于发货通知到达。"),
        ("zh", "rebate_twice", "RB-635893是第一次索赔。"),
        # agreed, granted, allowed
        ("de", "shortage", "Mit unserer Zustimmung haben Sie 25.323,84 EUR abgezogen."),
        ("de", "price_discount", "Ein weiterer Rabatt von 3 % wurde vereinbart."),
        ("zh", "shortage", "贵方合理扣除了25,323.84欧元。"),
        ("zh", "audited_late", "协议有效期至2026-02-18。"),
    ],
)
def test_what_is_false_is_left_to_a_person(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("de", "chargeback", "Die Versandmeldung wurde am 14.01.2026 bestätigt, bevor am 27.01.2026 geliefert wurde."),
        ("de", "fee", "Sie haben 746,76 EUR berechnet."),
        ("de", "price_cost_update", "Unser Einwand ist, dass der genehmigte Preis je Stück 20,29 EUR betrug."),
        ("en", "shortage", "The receipt was signed for 29 cartons."),
        ("en", "rebate_on_growth", "So far USD 5,577.15 has been paid."),
    ],
)
def test_what_is_true_in_like_words_passes(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # what an amount is
        ("fr", "shortage", "La valeur de la livraison est de 25 323,84 EUR."),
        ("fr", "shortage", "Le prix par carton est de 58,62 EUR."),
        ("fr", "price_discount", "La remise est de 13,08 USD l'unité."),
        ("fr", "fee_by_weight", "Le poids réel est de 3,1 kg."),
        ("es", "shortage", "El valor de la entrega es de 25.323,84 EUR."),
        ("es", "units_protected", "El precio bajó 8,32 USD."),
        ("es", "fee_by_weight", "El peso real es de 3,1 kg."),
        ("it", "shortage", "Il valore della consegna è di 25.323,84 EUR."),
        ("it", "price_discount", "Lo sconto è di 13,08 USD per unità."),
        ("it", "fee_by_weight", "Il peso effettivo è di 3,1 kg."),
        # who did it
        ("fr", "settlement_shortage", "Nous vous offrons 10 310,55 USD."),
        ("es", "fee", "Nos cobraron 196 unidades a 1,87 EUR."),
        ("es", "shortage", "M. Lindqvist firmó en nuestro nombre."),
        ("it", "price_cost_update", "Abbiamo approvato il prezzo di 20,29 EUR."),
        # how much of what
        ("fr", "shortage", "Sur les 264 unités reçues, 432 sont contestées."),
        ("fr", "units_protected", "Vous avez encore 311 unités en stock."),
        ("fr", "shortage", "Il manquait des unités : 696 unités facturées, 696 unités livrées."),
        ("es", "shortage", "Su sistema registra la recepción completa de las 696 unidades facturadas."),
        ("it", "shortage", "Delle 264 unità ricevute, 432 sono contestate."),
        ("it", "rebate_on_growth", "Una crescita del 18 % non basta per lo scaglione che parte dal 10 %."),
        # before and after, first and second
        ("fr", "price_cost_update", "L'approbation du prix est postérieure à la commande."),
        ("es", "chargeback", "La mercancía llegó antes del aviso de expedición."),
        ("it", "duplicate", "58097SC ripete 58097MAC."),
        # agreed, granted, allowed
        ("fr", "shortage", "Vous avez déduit 25 323,84 EUR à juste titre."),
        ("fr", "price_discount", "La remise de 3 % doit être déduite de nouveau."),
        ("es", "shortage", "Con nuestra autorización dedujeron 25.323,84 EUR."),
        ("it", "price_discount", "È stato concordato un ulteriore sconto del 3 %."),
    ],
)
def test_what_is_false_is_left_to_a_person_in_romance_languages(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("fr", "shortage", "Le bon a été signé pour 29 cartons, sans aucune réserve."),
        ("fr", "shortage", "Il ne manquait aucune des 696 unités facturées."),
        ("es", "shortage", "El albarán se firmó por 29 cajas, sin ninguna salvedad."),
        ("it", "shortage", "Nessuna delle 696 unità fatturate mancava."),
        ("it", "shortage", "La ricevuta è stata firmata per 29 cartoni, senza nessuna riserva."),
    ],
)
def test_a_denial_is_of_its_own_word_alone(language: str, kind: str, text: str) -> None:
    assert not refuses(language, kind, text)
