"""Contracts in six languages come out as the terms that a clerk would key in, each with its place."""

from collections.abc import Callable
from typing import Any

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from extractors.papers.agreements import read_coop_agreement, read_rebate_agreement
from extractors.papers.draft import Draft
from extractors.papers.paper import paper_of_pages

HEAD = """
Rebate agreement
Agreement number: KX-2031-77
between Northmill Foods Ltd ("Payer")
and Corner Stores plc ("Earner")
This agreement runs from 1 February 2031 to 31 January 2032.
"""


CHINESE = """
返利协议
协议编号：KX-2031-77
甲方（供货方）：浙江青田日用品股份有限公司
乙方（经销商）：苏州园区百惠商贸有限公司
协议期限自2031年1月1日起至2031年12月31日止。
"""


def read(typed: Callable[..., Page], text: str, *, head: str = HEAD) -> Draft:
    return read_rebate_agreement(paper_of_pages([typed(head + text)]))


def values(draft: Draft, *names: str) -> dict[str, Any]:
    return {name: draft.fields[name].value for name in names if name in draft.fields}


def tiers(draft: Draft) -> list[dict[str, Any]]:
    return [{name: cell.value for name, cell in line.items()} for line in draft.lines]


CLIMBING = [
    {"from": "50000.00", "to": "120000.00", "rate": "0.015"},
    {"from": "120000.00", "to": "300000.00", "rate": "0.025"},
    {"from": "300000.00", "rate": "0.04"},
]
TABLE = """
Net purchases from    up to (below)     Bonus rate
EUR 50,000.00         EUR 120,000.00    1.5 %
EUR 120,000.00        EUR 300,000.00    2.5 %
EUR 300,000.00        unlimited         4 %
"""
GERMAN_TABLE = """
Umsatz ab             bis unter         Satz
50.000,00 EUR         120.000,00 EUR    1,5 %
120.000,00 EUR        300.000,00 EUR    2,5 %
300.000,00 EUR        unbegrenzt        4 %
"""


@pytest.mark.parametrize(
    "mechanism, text",
    [
        ("retroactive", "2. The rate so reached is applied to the whole of the purchases, from the first euro on.\n" + TABLE),
        ("incremental", "2. Every rate is due only on the slice of the purchases that falls within its band.\n" + TABLE),
        ("retroactive", "2. Der Satz der erreichten Stufe gilt rückwirkend für den gesamten Umsatz.\n" + GERMAN_TABLE),
        ("incremental", "2. Jeder Satz gilt nur für den Teil des Umsatzes, der innerhalb der jeweiligen Stufe liegt.\n" + GERMAN_TABLE),
        (
            "retroactive",
            (
                "2. Le taux atteint s'applique à la totalité du chiffre d'affaires, dès le premier euro : de 50 000,00 EUR à moins de\n"
                "120 000,00 EUR : 1,5 % ; de 120 000,00 EUR à moins de 300 000,00 EUR : 2,5 % ; à partir de 300 000,00 EUR : 4 %.\n"
            ),
        ),
        (
            "incremental",
            (
                "2. La bonificación se calcula por tramos: desde 50.000,00 EUR hasta menos de 120.000,00 EUR: 1,5 %; desde\n"
                "120.000,00 EUR hasta menos de 300.000,00 EUR: 2,5 %; desde 300.000,00 EUR en adelante: 4 %.\n"
            ),
        ),
        (
            "retroactive",
            (
                "2. L'aliquota raggiunta si applica all'intero fatturato: da 50.000,00 EUR fino a meno di 120.000,00 EUR: 1,5%; da\n"
                "120.000,00 EUR fino a meno di 300.000,00 EUR: 2,5%; da 300.000,00 EUR in poi: 4%.\n"
            ),
        ),
        (
            "incremental",
            (
                "第二条 返利按分段计算，各档比例只用于该档内的金额。\n50,000.00元  120,000.00元  1.5%\n"
                "120,000.00元  300,000.00元  2.5%\n300,000.00元  及以上  4%\n"
            ),
        ),
    ],
)
def test_tiers_are_read_with_the_mechanism_that_their_sentence_states(typed: Callable[..., Page], mechanism: str, text: str) -> None:
    draft = read(typed, text)
    assert draft.value("mechanism") == mechanism
    assert tiers(draft) == CLIMBING


def test_thresholds_alone_make_tiers_that_end_where_the_next_begins(typed: Callable[..., Page]) -> None:
    draft = read(
        typed, "The bonus is paid on the entire turnover: from EUR 50,000.00 1.5%, from EUR 120,000.00 2.5%, from EUR 300,000.00 4%.\n"
    )
    assert tiers(draft) == CLIMBING


def test_rates_may_stand_before_their_thresholds(typed: Callable[..., Page]) -> None:
    draft = read(
        typed, "On all purchases the Payer credits 1.5% from EUR 50,000.00, 2.5% from EUR 120,000.00 and 4% from EUR 300,000.00.\n"
    )
    assert tiers(draft) == CLIMBING


@pytest.mark.parametrize(
    "text, wanted, lines",
    [
        (
            (
                "3. A growth bonus is due where purchases exceed the previous year's amount of EUR 210,000.00: from 4% to below 9%\n"
                "growth 1%, from 9% growth upwards 2%. It is paid on the increase over that amount.\n"
            ),
            {"mechanism": "growth", "baseline": "210000.00"},
            [{"from": "0.04", "to": "0.09", "rate": "0.01"}, {"from": "0.09", "rate": "0.02"}],
        ),
        (
            "3. Für jedes bezogene und nicht zurückgegebene Stück vergütet der Lieferant pro Stück 0,27 EUR.\n",
            {"mechanism": "per_unit", "measure": "quantity"},
            [{"amount": "0.27"}],
        ),
        (
            "3. Erreicht der Umsatz mindestens 80.000,00 EUR, wird ein einmaliger Betrag von 1.250,00 EUR gutgeschrieben.\n",
            {"mechanism": "fixed"},
            [{"from": "80000.00", "amount": "1250.00"}],
        ),
        (
            "3. Pour les lignes de commande en palettes complètes de 72 unités, une remise de 1,25 % est accordée.\n",
            {"mechanism": "logistics", "pallet_quantity": 72},
            [{"rate": "0.0125"}],
        ),
        (
            "3. Si cada una de las familias de productos Cocina, Mesa y Jardín alcanza 8.000,00 EUR, se abona un 1,5 % de las compras.\n",
            {"mechanism": "cross_sell", "required_groups": ["Cocina", "Mesa", "Jardín"]},
            [{"from": "8000.00", "rate": "0.015"}],
        ),
        (
            "3. Premium articles QF-11820, QF-11834 and QF-20077: once their share is at least 25% of purchases they earn 3.5%.\n",
            {"mechanism": "upsell", "premium_skus": ["QF-11820", "QF-11834", "QF-20077"]},
            [{"from": "0.25", "rate": "0.035"}],
        ),
        (
            "第三条 整托盘（每托60件）整数倍的订单行，返利1.25%。\n",
            {"mechanism": "logistics", "pallet_quantity": 60},
            [{"rate": "0.0125"}],
        ),
    ],
)
def test_other_mechanisms(typed: Callable[..., Page], text: str, wanted: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    draft = read(typed, text)
    assert values(draft, *wanted) == wanted
    assert tiers(draft) == lines


def test_bounds_deadline_scope_and_order_of_agreements(typed: Callable[..., Page]) -> None:
    draft = read(
        typed,
        "2. The rate so reached is applied to the whole of the purchases.\n"
        + TABLE
        + "3. The bonus of a year shall not exceed EUR 9,000.00.\n"
        "4. A bonus below EUR 150.00 is not paid out.\n"
        "5. Claims must be submitted no later than 60 days after the end of the year; otherwise they are forfeited.\n"
        "6. Items QF-90001 and QF-90002 are excluded.\n"
        "7. Purchases are reduced by the rebate under agreement KX-2031-12 first.\n",
    )
    assert values(draft, "cap", "minimum_payout", "claim_deadline_days", "excluded_skus", "net_of_agreements") == {
        "cap": "9000.00",
        "minimum_payout": "150.00",
        "claim_deadline_days": 60,
        "excluded_skus": ["QF-90001", "QF-90002"],
        "net_of_agreements": ["KX-2031-12"],
    }


def test_nothing_is_assumed_where_no_sentence_says_it(typed: Callable[..., Page]) -> None:
    draft = read(typed, "2. The parties meet twice a year and speak about their business. Taxes are borne by whom the law names.\n")
    assert not {"mechanism", "cap", "floor", "baseline", "claim_deadline_days"} & set(draft.fields)
    assert not draft.lines


def test_a_value_keeps_its_place(typed: Callable[..., Page]) -> None:
    draft = read(typed, "2. The rate so reached is applied to the whole of the purchases.\n" + TABLE)
    first = draft.lines[0]["rate"]
    assert first.box is not None
    assert first.text == "1.5"


def test_a_coop_agreement_in_german(typed: Callable[..., Page]) -> None:
    text = """
Werbekostenvereinbarung
Vereinbarung Nr. 55120934
zwischen Nordmühle GmbH ("Lieferant") und Eckladen AG ("Händler")
Diese Vereinbarung gilt vom 01.02.2031 bis 31.01.2032.
2. Der Lieferant gewährt 3,5 % auf den Nettowareneingang (gelieferte Einheiten zum Einkaufspreis abzüglich Retouren).
3. Die Summe ist auf 12.000,00 EUR begrenzt; sie darf 12.000,00 EUR nicht übersteigen.
4. Zahlungsweise: Verrechnung.
"""
    draft = read_coop_agreement(paper_of_pages([typed(text)]))
    assert values(draft, "basis", "rate", "payment_method") == {"basis": "net_receipts", "rate": "0.035", "payment_method": "verrechnung"}


@pytest.mark.parametrize(
    "opening, number",
    [
        ("Distributor rebate agreement\nReference DRA 2025/017, dated 17 March 2025", "DRA 2025/017"),
        ("Contrato de rappel CR/2025/77", "CR/2025/77"),
        ("Accord commercial annuel\nExercice 2025 – Réf. AC-2025-MEN-018", "AC-2025-MEN-018"),
    ],
)
def test_a_number_without_its_usual_label_is_found(typed: Callable[..., Page], opening: str, number: str) -> None:
    head = opening + "\nbetween Northmill Foods Ltd (Payer) and Corner Stores plc (Earner)\n"
    assert values(read(typed, "", head=head), "agreement_number") == {"agreement_number": number}


def test_a_letter_that_offers_a_rebate_and_asks_for_agreement_is_a_contract(typed: Callable[..., Page]) -> None:
    letter = """
Oakfield Coatings Corp.
January 9, 2025
Re: 2025 Growth Incentive
This letter sets out the incentive that Oakfield Coatings Corp. offers Brightwater Supply, Inc. from January 1, 2025 to December 31, 2025.
Net purchases of 2024 were $412,880.00. You earn a percentage of the growth dollars only:
4% to under 8%                    3.0%
8% and over                       4.5%
Sincerely,                        Agreed and accepted:
"""
    page = typed(letter)
    assert [p.kind.value for p in read_pages([page])] == ["rebate_agreement"]
    told_off = typed(letter.replace("Agreed and accepted:", "Your account manager"))
    assert [p.kind.value for p in read_pages([told_off])] != ["rebate_agreement"]


def test_a_chinese_number_broken_by_the_end_of_a_line_is_whole(typed: Callable[..., Page]) -> None:
    draft = read(typed, "\n3. 返利\n返利从第一元起按所达最高档比例追溯计算：６万元以上，返利０．５％；１２万元以上，返利３\n．５％。\n")
    assert [line["rate"] for line in tiers(draft)] == ["0.005", "0.035"]


def test_a_comma_between_two_chinese_figures_parts_them(typed: Callable[..., Page]) -> None:
    draft = read(
        typed,
        "\n3. 返利\n返利从第一元起按所达最高档比例追溯计算，达¥100000,1.5%；达¥200000,5%。返利不得低于协议约定的比例。\n",
        head=CHINESE,
    )
    assert tiers(draft) == [{"from": "100000", "to": "200000", "rate": "0.015"}, {"from": "200000", "rate": "0.05"}]
