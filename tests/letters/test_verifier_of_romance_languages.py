"""French, Spanish and Italian: what stands between commas, a price that changes, parts and wholes, what is exceeded by how much."""

from __future__ import annotations

import pytest

from cases.letters.brief_facts import brief_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Situation, verify_sentence
from evals.cases_at_hand import TODAY
from evals.made_up.matters import made_up_matters
from tests.letters.passing import passes

MATTERS = {name: (brief_of(matter), taken) for name, matter, taken in made_up_matters(31)}


def _why(name: str, language: str, text: str, *facts: str) -> list[str]:
    """What is said of a sentence in which `{claimed}` is the value of that fact; all facts that are named are cited."""
    brief, taken = MATTERS[name]
    cited = {n: next(f for f in brief.facts if f.name == n) for n in facts}
    values = {n: f"{f.value} {f.currency}" if f.currency else f.value for n, f in cited.items()}
    asked = brief.at("case/asked")
    assert asked is not None
    assert asked.amount is not None
    situation = Situation(language=language, today=TODAY, currency=brief.currency, asked=asked.amount, deducted=taken)
    said = verify_sentence(Sentence(text.format(**values), tuple(f.number for f in cited.values())), brief, situation)
    return [r.message for r in (*said.objections, *said.unverifiable)]


FEE = ("claimed", "value", "expected")


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "Les frais facturés, {claimed}, dépassent de {value} le montant dû de {expected}."),
        ("es", "La tarifa cobrada, {claimed}, supera en {value} el importe debido de {expected}."),
        ("it", "La tariffa addebitata, {claimed}, supera di {value} l'importo dovuto di {expected}."),
    ],
)
def test_a_charge_between_commas_exceeds_what_is_due_by_the_difference_alone(language: str, text: str) -> None:
    assert _why("fee", language, text, *FEE) == []
    turned = text.replace("{value}", "{x}").replace("{expected}", "{value}").replace("{x}", "{expected}")
    assert _why("fee", language, turned, *FEE)


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "La commande affichait l'ancien prix de {order_cost}, remplacé par {approved_cost}."),
        ("es", "El pedido mostraba todavía el precio antiguo de {order_cost}, sustituido por {approved_cost}."),
        ("it", "L'ordine indicava ancora il vecchio prezzo di {order_cost}, sostituito da {approved_cost}."),
    ],
)
def test_the_old_price_is_that_of_the_order_and_not_the_approved_one(language: str, text: str) -> None:
    facts = ("order_cost", "approved_cost", "why")
    assert _why("price_cost_update", language, text, *facts) == []
    turned = text.replace("{order_cost}", "{x}").replace("{approved_cost}", "{order_cost}").replace("{x}", "{approved_cost}")
    assert _why("price_cost_update", language, turned, *facts)


@pytest.mark.parametrize(
    "language, text",
    [
        ("fr", "La facture {invoice_number} reste ouverte pour {invoice_cost}."),
        ("es", "La factura {invoice_number} sigue abierta por {invoice_cost}."),
        ("it", "La fattura {invoice_number} resta aperta per {invoice_cost}."),
    ],
)
def test_the_price_of_one_is_never_what_is_open(language: str, text: str) -> None:
    assert _why("price_cost_update", language, text, "invoice_number", "invoice_cost", "asked")


@pytest.mark.parametrize(
    "language, right, wrong",
    [
        ("fr", "La facture invoquée ne figure pas dans nos livres.", "La facture invoquée figure dans nos livres."),
        ("es", "En nuestros libros no consta ninguna compra.", "En nuestros libros consta una compra."),
        ("it", "Nei nostri libri non risulta alcun acquisto.", "Nei nostri libri risulta un acquisto."),
    ],
)
def test_a_purchase_that_the_ledger_does_not_show_is_denied(language: str, right: str, wrong: str) -> None:
    assert _why("rebate_fraud", language, right, "right", "why") == []
    assert _why("rebate_fraud", language, wrong, "right", "why")


@pytest.mark.parametrize(
    "language, text, reversed_text",
    [
        (
            "fr",
            "L'avis a été confirmé le {acknowledged_on}, donc avant la livraison.",
            "L'avis a été confirmé le {acknowledged_on}, donc après la livraison.",
        ),
        (
            "es",
            "El aviso fue confirmado el {acknowledged_on}, antes de la entrega.",
            "El aviso fue confirmado el {acknowledged_on}, después de la entrega.",
        ),
        (
            "it",
            "L'avviso è stato confermato il {acknowledged_on}, prima della consegna.",
            "L'avviso è stato confermato il {acknowledged_on}, dopo la consegna.",
        ),
    ],
)
def test_an_event_that_is_named_without_its_day_is_compared_by_the_cited_day(language: str, text: str, reversed_text: str) -> None:
    facts = ("acknowledged_on", "delivered_on")
    assert _why("chargeback", language, text, *facts) == []
    assert _why("chargeback", language, reversed_text, *facts)


def test_du_is_an_article_and_says_nothing_of_the_figure_behind_it() -> None:
    assert _why("fee", "fr", "Il ressort du calcul que {expected} sont dus.", "expected") == []
    assert _why("fee", "fr", "Il ressort du calcul que {claimed} sont dus.", "claimed")


def test_du_before_who_gets_it_is_not_what_is_due() -> None:
    assert _why("freight_tariff", "fr", "Le montant de {asked} est à porter au crédit du fournisseur.", "asked") == []
    assert _why("freight_tariff", "fr", "Le montant de {freight_rate} est à porter au crédit du fournisseur.", "freight_rate")
    assert _why("freight_tariff", "fr", "Le montant de {expected} était dû.", "expected") == []


@pytest.mark.parametrize("order", ["el pedido {purchase_order}", "su pedido", "el pedido"])
def test_the_order_that_a_packing_list_is_for_is_not_what_is_asked(order: str) -> None:
    assert _why(
        "shortage", "es", f"La lista de empaque recoge {{disputed_units}} para {order}.", "disputed_units", "purchase_order", "paper"
    )


@pytest.mark.parametrize(
    "language, told, alleged",
    [
        ("fr", "Les 432 unités que vous dites manquantes n'ont pas été livrées.", "Vous dites que les 432 unités n'ont pas été livrées."),
        ("es", "Las 432 unidades que declaran faltantes sí no se entregaron.", "432 unidades no habrían llegado."),
        ("it", "Le 432 unità che dite mancanti non sono state consegnate.", "432 unità non sarebbero state consegnate."),
    ],
)
def test_what_is_proven_delivered_is_said_to_be_missing_by_the_retailer_alone(language: str, told: str, alleged: str) -> None:
    assert passes(language, "shortage", alleged)
    assert not passes(language, "shortage", told)
