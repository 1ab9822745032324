"""German and Chinese by how they are built: verbs that part, compounds, wholes, bounds, contrasts, results, what is held against what."""

from __future__ import annotations

import pytest

from cases.letters.brief import Brief
from cases.letters.sentences import Sentence
from cases.letters.verifier import verify_sentence
from tests.letters.drafts import draft_of, situation_of

RECEIPT = ("delivery_date", "receiver_name", "ship_to_code", "signed", "cartons")


def _facts(brief: Brief, *names: str) -> tuple[int, ...]:
    return tuple(next(f.number for f in brief.facts if f.name == name) for name in names)


def _why(name: str, language: str, text: str, *facts: str) -> list[str]:
    brief = draft_of(name).brief
    found = verify_sentence(Sentence(text, _facts(brief, *facts)), brief, situation_of(name, language))
    return [r.message for r in (*found.objections, *found.unverifiable)]


@pytest.mark.parametrize(
    "name, text, facts",
    [
        ("shortage", "Am 12. August 2026 trafen die 10 Kartons in PHX6 ein.", RECEIPT),
        ("shortage", "Laut Abliefernachweis nahm J. Smith die Ware am 12. August 2026 entgegen.", (*RECEIPT, "why")),
        ("quick_pay_discount", "Der Skontoabzug beträgt 245,24 USD.", ("claimed",)),
        ("quick_pay_discount", "Skonto von 2 % auf 8.174,76 USD macht 163,50 USD aus.", ("rate", "gross", "allowed")),
        ("quick_pay_discount", "Bei 2 % Skonto hätten Sie höchstens 163,50 USD abziehen dürfen.", ("rate", "allowed")),
        ("shortage", "Strittig sind 120 Stück mit einem Wert von 500,40 USD.", ("disputed_units", "asked")),
        (
            "return",
            "Zwischen dem genehmigten Betrag von 120,00 USD und dem Abzug von 150,00 USD liegen 30,00 USD.",
            ("authorised", "claimed", "value"),
        ),
        ("return", "Unsere Retourengenehmigung deckt 120,00 USD, nicht 150,00 USD.", ("authorised", "claimed")),
        (
            "coop",
            "Ihre Werbekostenrechnung übersteigt den vereinbarten Betrag von 4.550,00 USD um 900,00 USD.",
            ("claimed", "expected", "value"),
        ),
        ("fee", "20 Stück zu je 1,20 USD ergeben 24,00 USD.", ("quantity", "right_fee", "expected")),
        ("settlement", "Wir schlagen vor, alle 3 Vorgänge gegen Zahlung von 1.350,20 USD zu erledigen.", ("cases", "asked")),
    ],
)
def test_german_says_what_a_figure_is(name: str, text: str, facts: tuple[str, ...]) -> None:
    assert _why(name, "de", text, *facts) == []


@pytest.mark.parametrize(
    "name, text, facts",
    [
        (
            "return",
            "Zwischen dem genehmigten Betrag von 150,00 USD und dem Abzug von 120,00 USD liegen 30,00 USD.",
            ("authorised", "claimed", "value"),
        ),
        ("return", "Unsere Retourengenehmigung deckt 150,00 USD, nicht 120,00 USD.", ("authorised", "claimed")),
        ("quick_pay_discount", "Skonto von 2 % auf 163,50 USD macht 8.174,76 USD aus.", ("rate", "gross", "allowed")),
        ("quick_pay_discount", "Die Kürzung beträgt maximal 81,74 USD.", ("asked",)),
        (
            "coop",
            "Ihre Werbekostenrechnung übersteigt den vereinbarten Betrag von 900,00 USD um 4.550,00 USD.",
            ("claimed", "expected", "value"),
        ),
        ("coop", "Sie schulden uns noch 4.550,00 USD.", ("expected",)),
        ("coop", "Die Belastung ist in Höhe von 4.550,00 USD nicht gerechtfertigt.", ("claimed", "asked", "expected")),
        ("fee", "20 Stück zu je 24,00 USD ergeben 1,20 USD.", ("quantity", "right_fee", "expected")),
        ("fee", "Die Gebühr beträgt nicht 24,00 USD.", ("expected",)),
        ("shortage", "Ihrem Prüfer zufolge wurden 10 Kartons quittiert.", RECEIPT),
    ],
)
def test_german_says_nothing_else(name: str, text: str, facts: tuple[str, ...]) -> None:
    assert _why(name, "de", text, *facts)


@pytest.mark.parametrize(
    "name, text, facts",
    [
        ("shortage", "签收单显示，10箱货物于2026年8月12日送达PHX6。", RECEIPT),
        ("shortage", "每箱装12件，10箱即为120件。", ("case_pack", "cartons", "proven")),
        ("coop", "所收费用5,450.00美元比应付的4,550.00美元多出900.00美元。", ("claimed", "expected", "value")),
        ("coop", "索取的金额比应付的4,550.00美元高出900.00美元。", ("claimed", "expected", "value")),
        ("return", "授权金额为120.00美元，而扣款为150.00美元。", ("authorised", "claimed")),
        ("quick_pay_discount", "贵方多扣了81.74美元。", ("value",)),
        ("freight", "由于货物为到付，310.00美元的运费应由贵方承担。", ("claimed", "why")),
        ("settlement", "我方建议以1,350.20美元了结全部3项索赔。", ("cases", "asked")),
        ("fee", "20件乘以1.20美元，得出24.00美元。", ("quantity", "right_fee", "expected")),
    ],
)
def test_chinese_says_what_a_figure_is(name: str, text: str, facts: tuple[str, ...]) -> None:
    assert _why(name, "zh", text, *facts) == []


@pytest.mark.parametrize(
    "name, text, facts",
    [
        ("shortage", "贵方仓库确认10箱。", ("cartons",)),
        ("coop", "所收费用4,550.00美元比应付的5,450.00美元多出900.00美元。", ("claimed", "expected", "value")),
        ("coop", "索取的金额比应付的900.00美元高出4,550.00美元。", ("claimed", "expected", "value")),
        ("return", "授权金额为150.00美元，而扣款为120.00美元。", ("authorised", "claimed")),
        ("shortage", "实际送达的数量不是120件，而不是0件。", ("proven", "received")),
        ("freight", "由于货物为到付，310.00美元的运费应由我方承担。", ("claimed", "why")),
        ("fee", "20件乘以24.00美元，得出1.20美元。", ("quantity", "right_fee", "expected")),
    ],
)
def test_chinese_says_nothing_else(name: str, text: str, facts: tuple[str, ...]) -> None:
    assert _why(name, "zh", text, *facts)
