"""Plain sentences as models write letters: tables as sources, lines that reckon, tiers, days of labels, claims with their evidence."""

from __future__ import annotations

import pytest

from cases.letters.brief_facts import brief_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Situation, verify_sentence
from evals.cases_at_hand import TODAY
from evals.made_up.matters import made_up_matters

MATTERS = {name: (brief_of(matter), taken) for name, matter, taken in made_up_matters(31)}


def said_of_matter(name: str, language: str, text: str, *facts: str) -> list[str]:
    """What is said of a sentence in which `{claimed}` is the value of that fact; all facts that are named are cited."""
    brief, taken = MATTERS[name]
    cited = {n: next(f for f in brief.facts if f.name == n) for n in facts}
    values = {n: f"{f.currency} {f.value}" if f.currency else f.value for n, f in cited.items()}
    asked = brief.at("case/asked")
    assert asked is not None
    assert asked.amount is not None
    situation = Situation(language=language, today=TODAY, currency=brief.currency, asked=asked.amount, deducted=taken)
    said = verify_sentence(Sentence(text.format(**values), tuple(f.number for f in cited.values())), brief, situation)
    return [r.message for r in (*said.objections, *said.unverifiable)]


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Berechnung: {claimed} abzueglich {expected} ergibt {value}."),
        ("es", "Calculo: {claimed} menos {expected} da {value}."),
        ("fr", "Calcul : {claimed} moins {expected} font {value}."),
        ("it", "Calcolo: {claimed} meno {expected} fa {value}."),
        ("zh", "计算：{claimed} 减去 {expected} 等于 {value}。"),
    ],
)
def test_a_line_that_reckons_with_cited_figures_needs_no_words_for_them(language: str, text: str) -> None:
    assert said_of_matter("fee", language, text, "claimed", "expected", "value") == []
    assert said_of_matter("fee", language, text.replace("{value}", "{expected}"), "claimed", "expected", "value")


@pytest.mark.parametrize(
    "language, label",
    [("de", "Zu viel berechnet"), ("es", "Exceso"), ("fr", "Excédent"), ("it", "Eccedenza"), ("zh", "多收")],
)
def test_a_label_before_a_computation_is_said_of_what_it_yields(language: str, label: str) -> None:
    assert said_of_matter("fee", language, f"{label}: {{claimed}} - {{expected}} = {{value}}.", "claimed", "expected", "value") == []
    assert said_of_matter("fee", language, f"{label}: {{claimed}}.", "claimed", "expected", "value")


@pytest.mark.parametrize(
    "language, right, wrong",
    [
        ("de", "Der genannte Grund ist: „{reason}“.", "Sie schrieben „{reason}“."),
        ("es", "El motivo es “{reason}”.", "Ustedes escribieron “{reason}”."),
        ("fr", "Le motif est « {reason} ».", "Vous avez écrit « {reason} »."),
        ("it", "La causale è “{reason}”.", "Avete scritto “{reason}”."),
    ],
)
def test_the_reason_of_a_filing_stands_between_quotation_marks_and_nobody_said_it(language: str, right: str, wrong: str) -> None:
    assert not any("quotes" in m for m in said_of_matter("shortage", language, right, "reason"))
    assert any("quotes" in m for m in said_of_matter("shortage", language, wrong, "reason"))
    assert any("quotes" in m for m in said_of_matter("shortage", language, right.replace("{reason}", "Refused by the buyer"), "reason"))


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Der am {{day}} geltende genehmigte Preis beträgt {approved_cost}."),
        ("es", "El costo aprobado de {approved_cost} estaba vigente el {{day}}."),
        ("it", "Il costo approvato in vigore al {{day}} è di {approved_cost}."),
    ],
)
def test_a_day_of_a_price_stands_in_its_label_and_is_told_with_it(language: str, text: str) -> None:
    brief, _ = MATTERS["price_cost_update"]
    label = next(f.label for f in brief.facts if f.name == "approved_cost")
    told = text.replace("{{day}}", label.rsplit(" ", maxsplit=1)[-1])
    facts = ("approved_cost", "order_cost")
    assert said_of_matter("price_cost_update", language, told, *facts) == []
    assert said_of_matter("price_cost_update", language, told.replace("{approved_cost}", "{order_cost}"), *facts)
    assert said_of_matter("price_cost_update", language, text.replace("{{day}}", "2019-01-07"), *facts)


@pytest.mark.parametrize(
    "language, right, wrong",
    [
        ("es", "No figura ninguna compra de esta factura.", "Figura una compra de esta factura."),
        (
            "it",
            "Il registro non mostra alcun acquisto relativo a questa fattura.",
            "Il registro mostra un acquisto relativo a questa fattura.",
        ),
        ("zh", "账目中没有该发票的采购记录。", "账目中有该发票的采购记录。"),
    ],
)
def test_a_ledger_without_a_purchase_is_told_with_its_denial(language: str, right: str, wrong: str) -> None:
    assert said_of_matter("rebate_fraud", language, right, "why") == []
    assert said_of_matter("rebate_fraud", language, wrong, "why")


@pytest.mark.parametrize(
    "matter, right, wrong, facts",
    [
        (
            "fee",
            "{claimed} − {expected} = 超出应付的收费 {value}。",
            "超出应付的收费 {claimed}。",
            ("claimed", "expected", "value"),
        ),
        ("chargeback", "误收 {value}。", "误收 2.07。", ("value",)),
        ("fee", "同一行显示收取 {claimed}。", "同一行显示应付 {claimed}。", ("claimed",)),
        (
            "shortage_denied",
            "此前的争议 {dispute_id} 于 {filed_on} 提交。",
            "争议 {dispute_id} 于 {filed_on} 答复。",
            ("dispute_id", "filed_on"),
        ),
    ],
)
def test_chinese_says_what_is_beyond_what_is_wrong_and_where_it_stands(matter: str, right: str, wrong: str, facts: tuple[str, ...]) -> None:
    assert said_of_matter(matter, "zh", right, *facts) == []
    assert said_of_matter(matter, "zh", wrong, *facts)


def test_a_figure_of_a_row_is_what_the_step_that_was_read_there_is_called() -> None:
    brief, _ = MATTERS["return"]
    claimed = next(f for f in brief.facts if f.name == "claimed")
    row = next(f for f in brief.facts if f.name == "evidence" and claimed.value in f.value)
    assert row.places[0].row == claimed.places[0].row
    assert said_of_matter("return", "zh", f"明细表列有索赔 {claimed.value}。", "evidence") == []
    assert said_of_matter("return", "zh", f"明细表列有应付 {claimed.value}。", "evidence")


def test_who_offers_a_settlement_in_chinese_accepts_what_it_asks_for_and_nothing_else() -> None:
    assert said_of_matter("settlement_shortage", "zh", "我方接受 {asked} 作为和解。", "asked") == []
    assert said_of_matter("settlement_shortage", "zh", "我方接受该扣款 {asked}。", "asked")
    assert said_of_matter("settlement_shortage", "zh", "我方接受 {open} 作为和解。", "open")
    assert said_of_matter("settlement_shortage", "zh", "贵方接受 {asked} 作为和解。", "asked")
    assert said_of_matter("shortage_partly", "zh", "我方接受其余扣款 {deducted}。", "deducted")


def test_a_claim_and_an_invoice_of_one_number_are_what_is_cited() -> None:
    assert (
        said_of_matter("quick_pay_discount", "zh", "请撤销扣款 {reference}，涉及发票 {invoice_number}。", "reference", "invoice_number")
        == []
    )
    assert said_of_matter("quick_pay_discount", "zh", "请撤销扣款 {reference}，涉及发票 {reference}。", "reference")
