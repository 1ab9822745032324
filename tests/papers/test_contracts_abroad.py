"""Clerks of six languages word one term in many ways; what they agreed comes out the same, and what they contradict is for a person."""

from collections.abc import Callable
from typing import Any

import pytest

from extractors.page import Page
from extractors.papers.agreements import read_coop_agreement, read_rebate_agreement
from extractors.papers.draft import Draft
from extractors.papers.paper import paper_of_pages

CLIMBING = [
    {"from": "25000", "to": "75000", "rate": "0.01"},
    {"from": "75000", "rate": "0.02"},
]
HEADS = {
    "en": (
        "Bonus terms\nRef. 88-4711\nMaple Ridge Ltd (Seller) and Kestrel Shops plc (Purchaser)\nFrom 1 March 2032 to 28 February 2033\n"
    ),
    "de": (
        "Bonuszusage\n"
        "Vertrag Nr. 88-4711\n"
        "Ahorn Küchen GmbH (Hersteller) und Falken Märkte AG (Händler)\n"
        "Gültig 01.03.2032 bis 28.02.2033\n"
    ),
    "fr": (
        "Accord bonus\n"
        "Accord n° 88-4711\n"
        "Érable Cuisine SAS (le Vendeur) et Faucon Distribution SA (l'Acheteur)\n"
        "Du 01/03/2032 au 28/02/2033\n"
    ),
    "es": (
        "Acuerdo de primas\n"
        "Acuerdo n.º 88-4711\n"
        "Arce Cocinas S.L. (vendedor) y Halcón Tiendas S.A. (comprador)\n"
        "Del 01/03/2032 al 28/02/2033\n"
    ),
    "it": (
        "Accordo premi\n"
        "Accordo n. 88-4711\n"
        "Acero Cucine S.r.l. (venditore) e Falco Negozi S.p.A. (acquirente)\n"
        "Dal 01/03/2032 al 28/02/2033\n"
    ),
    "zh": ("返利协议\n协议编号：88-4711\n卖方：枫岭厨具有限公司\n买方：隼达连锁有限公司\n有效期：2032年3月1日至2033年2月28日\n"),
}


def read(typed: Callable[..., Page], language: str, text: str) -> Draft:
    return read_rebate_agreement(paper_of_pages([typed(HEADS[language] + text)]))


def tiers(draft: Draft) -> list[dict[str, Any]]:
    return [{name: cell.value for name, cell in line.items()} for line in draft.lines]


@pytest.mark.parametrize("language", HEADS)
def test_the_head_of_a_contract_names_parties_number_and_term(typed: Callable[..., Page], language: str) -> None:
    draft = read(typed, language, "")
    payer, earner = HEADS[language].splitlines()[2:4] if language == "zh" else (HEADS[language], HEADS[language])
    assert draft.value("agreement_number") == "88-4711"
    assert str(draft.value("payer_name")) in payer
    assert str(draft.value("earner_name")) in earner
    assert (draft.value("start_date"), draft.value("end_date")) == ("2032-03-01", "2033-02-28")
    assert not draft.lines


@pytest.mark.parametrize(
    "language, mechanism, text",
    [
        (
            "en",
            "retroactive",
            "2. On its whole turnover the Purchaser is credited: 1% where EUR 25,000 is met, 2% where EUR 75,000 is met.\n",
        ),
        ("en", "incremental", "2. Turnover is rebated slice by slice: above EUR 25,000 at 1%, above EUR 75,000 at 2%.\n"),
        ("de", "retroactive", "2. Auf den gesamten Umsatz gewährt der Hersteller ab 25.000 EUR 1 %, ab 75.000 EUR 2 %.\n"),
        (
            "de",
            "incremental",
            "2. Je Stufe wird nur der darin liegende Teil des Umsatzes vergütet: ab 25.000 EUR 1 %, ab 75.000 EUR 2 %.\n",
        ),
        ("fr", "retroactive", "2. L'ensemble des achats est ristourné : 1 % dès 25 000 € ; 2 % dès 75 000 €.\n"),
        ("fr", "incremental", "2. Par tranche successive : à compter de 25 000 € 1 % ; à compter de 75 000 € 2 %.\n"),
        ("es", "retroactive", "2. Sobre todas las compras se devuelve: 1 % si llegan a 25.000 €, 2 % si llegan a 75.000 €.\n"),
        ("es", "incremental", "2. Escala por tramos: entre 25.000 € y 75.000 €, 1 %; por encima de 75.000 €, 2 %.\n"),
        ("it", "retroactive", "2. Su tutti gli acquisti si riconosce: 1% oltre 25.000 €, 2% oltre 75.000 €.\n"),
        ("it", "incremental", "2. Premio per scaglioni: tra 25.000 € e 75.000 € 1%; oltre 75.000 € 2%.\n"),
        ("zh", "retroactive", "第二条 全年进货达2.5万元返1%，达7.5万元返2%，按全额计算。\n"),
        ("zh", "incremental", "第二条 分段计算：2.5万元至7.5万元部分返1%，7.5万元以上部分返2%。\n"),
    ],
)
def test_tiers_in_words_of_another_hand(typed: Callable[..., Page], language: str, mechanism: str, text: str) -> None:
    draft = read(typed, language, text)
    assert (draft.value("mechanism"), tiers(draft)) == (mechanism, CLIMBING)


@pytest.mark.parametrize(
    "language, text, wanted",
    [
        ("en", "3. The bonus may not exceed EUR 4,000. 4. No bonus under EUR 80 is paid out.\n", {"cap": "4000", "minimum_payout": "80"}),
        (
            "de",
            "3. Der Bonus ist auf 4.000 EUR gedeckelt. Ein Bonus unter 80 EUR wird nicht ausgezahlt.\n",
            {"cap": "4000", "minimum_payout": "80"},
        ),
        (
            "fr",
            "3. La prime ne dépassera pas 4 000 €. Une prime de moins de 80 € n'est pas versée.\n",
            {"cap": "4000", "minimum_payout": "80"},
        ),
        ("es", "3. La prima no excederá de 4.000 €. Las primas inferiores a 80 € no se pagan.\n", {"cap": "4000", "minimum_payout": "80"}),
        ("it", "3. Il premio non eccede 4.000 €. Un premio sotto 80 € non viene pagato.\n", {"cap": "4000", "minimum_payout": "80"}),
        ("zh", "第三条 返利不超过4000元。返利不足80元的不予支付。\n", {"cap": "4000", "minimum_payout": "80"}),
    ],
)
def test_bounds_are_told_apart(typed: Callable[..., Page], language: str, text: str, wanted: dict[str, str]) -> None:
    draft = read(typed, language, text)
    assert {name: draft.value(name) for name in ("cap", "floor", "minimum_payout")} == {"floor": None, **wanted}


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "5. Invoices are payable within 45 days. The bonus is paid within 20 days of the statement.\n"),
        ("de", "5. Rechnungen sind binnen 45 Tagen zahlbar. Die Auszahlung erfolgt 20 Tage nach Abrechnung.\n"),
        ("fr", "5. Les factures sont payables à 45 jours. Le règlement intervient sous 20 jours.\n"),
        ("es", "5. Las facturas se pagarán a 45 días. El abono se hará efectivo en 20 días.\n"),
        ("it", "5. Le fatture sono pagabili a 45 giorni. La liquidazione avviene a 20 giorni.\n"),
        ("zh", "第五条 货款账期45天。返利核对无误后20日内支付。\n"),
    ],
)
def test_days_of_payment_are_no_deadline_of_claims(typed: Callable[..., Page], language: str, text: str) -> None:
    assert "claim_deadline_days" not in read(typed, language, text).fields


def test_a_period_that_two_sentences_tell_differently_is_for_a_person(typed: Callable[..., Page]) -> None:
    draft = read(typed, "de", "2. Der Bonus wird je Kalenderjahr ermittelt. 3. Die Abrechnung des Bonus erfolgt je Quartal.\n")
    assert draft.fields["period"].review


def test_a_period_told_with_another_rate_than_those_of_the_tiers_is_for_a_person(typed: Callable[..., Page]) -> None:
    text = (
        "3. Premio incondizionato dell'1,20% sul fatturato netto, liquidato trimestralmente.\n"
        "4. Premio a scaglioni: oltre 200.000 euro 1%, oltre 350.000 euro 2%, per scaglione.\n"
    )
    period = read(typed, "it", text).fields.get("period")
    assert period is None or period.review


def test_ten_thousands_and_wide_figures_are_amounts(typed: Callable[..., Page]) -> None:
    draft = read(typed, "zh", "第二条 采购额达到１２万元的，甲方一次性奖励3,000元。\n")
    assert tiers(draft) == [{"from": "120000", "amount": "3000"}]


def test_a_name_keeps_the_branch_behind_its_legal_form(typed: Callable[..., Page]) -> None:
    head = "Rebate agreement\nAgreement no. 88-4711\nbetween Maple Ridge Ltd (“Payer”)\nand Kestrel Trading Co Ltd North (“Earner”)\n"
    draft = read_rebate_agreement(paper_of_pages([typed(head)]))
    assert (draft.value("payer_name"), draft.value("earner_name")) == ("Maple Ridge Ltd", "Kestrel Trading Co Ltd North")


@pytest.mark.parametrize(
    "text, basis, rate",
    [
        ("2. Le Vendeur alloue 2,5 % des réceptions nettes.\n", "net_receipts", "0.025"),
        ("2. El vendedor aporta un 2,5 % de las recepciones brutas.\n", "gross_receipts", "0.025"),
        ("2. 甲方按净收货额的2.5%支付广告费。\n", "net_receipts", "0.025"),
    ],
)
def test_allowances_on_receipts(typed: Callable[..., Page], text: str, basis: str, rate: str) -> None:
    draft = read_coop_agreement(paper_of_pages([typed(HEADS["fr"] + text)]))
    assert (draft.value("basis"), draft.value("rate")) == (basis, rate)


def test_a_second_rebate_in_a_contract_is_not_passed_over_in_silence(typed: Callable[..., Page]) -> None:
    text = (
        "2. Auf den gesamten Umsatz gewährt der Hersteller ab 25.000 EUR 1 %, ab 75.000 EUR 2 %.\n"
        "3. Daneben gilt ein Treuebonus auf den gesamten Umsatz: ab 40.000 EUR 0,5 %, ab 90.000 EUR 0,8 %.\n"
    )
    draft = read(typed, "de", text)
    assert tiers(draft) == CLIMBING
    assert draft.fields["mechanism"].review
