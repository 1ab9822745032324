"""What contracts count thresholds in, what they expect, when they pay, and who earns under a name without a legal form."""

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers.agreements import read_rebate_agreement
from extractors.papers.draft import Draft
from extractors.papers.paper import paper_of_pages

OPENINGS = {
    "en": "Rebate Agreement No. 77-3105\nbetween Alder Glass Ltd (the Supplier) and Finch & Dale Stores North (the Customer)\n",
    "de": "Bonusvereinbarung Nr. 77-3105\nzwischen Erlen Glas GmbH (Lieferant) und Finkental Märkte Nord (Abnehmer)\n",
    "fr": "Accord de ristourne n° 77-3105\nentre Aulne Verrerie SAS (le Fournisseur) et Comptoirs Pinson Nord (l'Acheteur)\n",
    "es": "Acuerdo de rappel n.º 77-3105\nentre Aliso Vidrio S.L. (el Proveedor) y Tiendas Pinzón Norte (el Comprador)\n",
    "it": "Accordo premi n. 77-3105\ntra Ontano Vetri S.r.l. (il Fornitore) e Negozi Fringuello Nord (l'Acquirente)\n",
    "zh": "返利协议\n协议编号：77-3105\n供应商：桤木玻璃有限公司\n采购方：雀谷百货北区店\n",
}
EARNERS = {
    "en": "Finch & Dale Stores North",
    "de": "Finkental Märkte Nord",
    "fr": "Comptoirs Pinson Nord",
    "es": "Tiendas Pinzón Norte",
    "it": "Negozi Fringuello Nord",
    "zh": "雀谷百货北区店",
}
STEPS = {
    "en": (
        "The rate of the tier reached applies retroactively to the total of all purchases.",
        "from 20,000 {u}: 1.5%",
        "from 60,000 {u}: 2.5%",
    ),
    "de": ("Der Satz der erreichten Stufe gilt rückwirkend für den gesamten Umsatz.", "ab 20.000 {u}: 1,5 %", "ab 60.000 {u}: 2,5 %"),
    "fr": (
        "Le taux du palier atteint s'applique rétroactivement à la totalité des achats.",
        "à partir de 20.000 {u} : 1,5 %",
        "à partir de 60.000 {u} : 2,5 %",
    ),
    "es": (
        "El porcentaje del tramo alcanzado se aplica con efecto retroactivo a la totalidad de las compras.",
        "desde 20.000 {u}: 1,5 %",
        "desde 60.000 {u}: 2,5 %",
    ),
    "it": (
        "La percentuale dello scaglione raggiunto si applica retroattivamente a tutti gli acquisti.",
        "da 20.000 {u}: 1,5 %",
        "da 60.000 {u}: 2,5 %",
    ),
    "zh": ("达到某档后，该档比例追溯适用于全部采购额。", "20,000{u}以上：1.5%", "60,000{u}以上：2.5%"),
}
UNITS = {
    "en": {"weight": "kg", "pallets": "pallets", "quantity": "pieces"},
    "de": {"weight": "Kilogramm", "pallets": "Paletten", "quantity": "Stück"},
    "fr": {"weight": "kilogrammes", "pallets": "palettes", "quantity": "unités"},
    "es": {"weight": "kilos", "pallets": "palés", "quantity": "unidades"},
    "it": {"weight": "chilogrammi", "pallets": "bancali", "quantity": "pezzi"},
    "zh": {"weight": "公斤", "pallets": "托盘", "quantity": "件"},
}
PLANS = {
    "en": "The parties expect purchases of EUR 480,000.00 in a full period.",
    "de": "Die Parteien gehen von einem voraussichtlichen Umsatz von 480.000,00 EUR je Zeitraum aus.",
    "fr": "Le chiffre d'affaires prévisionnel d'une période est de 480 000,00 EUR.",
    "es": "Las compras previstas de un período ascienden a 480.000,00 EUR.",
    "it": "Gli acquisti previsti per un periodo ammontano a 480.000,00 EUR.",
    "zh": "每期预计采购额为480,000.00元。",
}
PAYMENTS = {
    "en": "Each claim is paid within 21 days of its receipt.",
    "de": "Jeder Bonusantrag wird innerhalb von 21 Tagen nach Eingang ausgezahlt.",
    "fr": "Chaque demande est réglée dans les 21 jours de sa réception.",
    "es": "Cada solicitud se abonará en un plazo de 21 días desde su recepción.",
    "it": "Ogni richiesta è pagata entro 21 giorni dal ricevimento.",
    "zh": "每笔申请在收到后21天内付款。",
}


def read(typed: Callable[..., Page], language: str, *sentences: str) -> Draft:
    return read_rebate_agreement(paper_of_pages([typed(OPENINGS[language] + "\n".join(sentences))]))


@pytest.mark.parametrize("language", OPENINGS)
def test_an_earner_without_a_legal_form_is_named_by_the_words_behind_it(typed: Callable[..., Page], language: str) -> None:
    draft = read(typed, language)
    assert draft.value("earner_name") == EARNERS[language]
    assert draft.value("payer_name") not in {None, EARNERS[language]}


@pytest.mark.parametrize("measure", ["weight", "pallets", "quantity"])
@pytest.mark.parametrize("language", OPENINGS)
def test_thresholds_count_what_stands_behind_them(typed: Callable[..., Page], language: str, measure: str) -> None:
    draft = read(typed, language, *(step.format(u=UNITS[language][measure]) for step in STEPS[language]))
    assert (draft.value("mechanism"), draft.value("measure")) == ("retroactive", measure)
    assert [line["from"].value for line in draft.lines] == ["20000", "60000"]


@pytest.mark.parametrize("language", OPENINGS)
def test_what_is_expected_of_a_period_and_when_a_claim_is_paid(typed: Callable[..., Page], language: str) -> None:
    draft = read(
        typed,
        language,
        *(step.format(u="EUR" if language != "zh" else "元") for step in STEPS[language]),
        PLANS[language],
        PAYMENTS[language],
    )
    assert draft.value("measure") == "value"
    assert draft.value("planned_base") == "480000.00"
    assert draft.value("payment_days") == 21
    assert "claim_deadline_days" not in draft.fields


TONNES = {"en": "tonnes", "de": "t", "fr": "tonnes", "es": "toneladas", "it": "tonnellate", "zh": "吨"}
PER_TONNE = {
    "en": "The Customer is granted a rebate of EUR 12.00 per tonne.",
    "de": "Der Kunde erhält einen Bonus von 12,00 EUR je Tonne.",
    "fr": "Le client reçoit une ristourne de 12,00 EUR par tonne.",
    "es": "El cliente recibe un rappel de 12,00 EUR por tonelada.",
    "it": "Il cliente riceve un premio di 12,00 EUR per tonnellata.",
    "zh": "客户每吨可获返利12.00元。",
}


@pytest.mark.parametrize("language", OPENINGS)
def test_bounds_in_tonnes_are_told_in_kilograms(typed: Callable[..., Page], language: str) -> None:
    steps = (step.format(u=TONNES[language]).replace("000", "0").replace(",0", "").replace(".0", "") for step in STEPS[language])
    draft = read(typed, language, *steps)
    assert (draft.value("mechanism"), draft.value("measure")) == ("retroactive", "weight")
    assert [line["from"].value for line in draft.lines] == ["20000", "60000"]


@pytest.mark.parametrize("language", OPENINGS)
def test_an_amount_for_each_tonne_is_told_by_the_kilogram_and_is_for_a_person(typed: Callable[..., Page], language: str) -> None:
    draft = read(typed, language, PER_TONNE[language])
    assert (draft.value("mechanism"), draft.value("measure"), draft.lines[0]["amount"].value) == ("per_unit", "weight", "0.012")
    assert draft.fields["mechanism"].review


@pytest.mark.parametrize("amount, wanted", [("13.000,00 EUR", "13000.00"), ("900,00 EUR", "900.00")])
def test_a_german_bound_is_read_with_the_amount_before_its_verb(typed: Callable[..., Page], amount: str, wanted: str) -> None:
    draft = read(typed, "de", *(step.format(u="EUR") for step in STEPS["de"]), f"Der Bonus ist auf {amount} begrenzt.")
    assert draft.value("cap") == wanted


def test_an_amount_for_each_kilogram_is_counted_in_weight(typed: Callable[..., Page]) -> None:
    draft = read(typed, "de", "Der Kunde erhält einen Bonus von 0,12 EUR je Kilogramm.")
    assert (draft.value("mechanism"), draft.value("measure"), draft.lines[0]["amount"].value) == ("per_unit", "weight", "0.12")


def test_days_to_pay_invoices_are_no_days_to_pay_a_claim(typed: Callable[..., Page]) -> None:
    draft = read(typed, "en", "Invoices are paid within 30 days of receipt, any claim of the customer notwithstanding.")
    assert "payment_days" not in draft.fields
