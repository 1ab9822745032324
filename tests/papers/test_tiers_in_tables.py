"""Tables of tiers as contracts print them: with a first stretch that earns nothing, in tens of thousands, with a rate for each family."""

from __future__ import annotations

from collections.abc import Callable

from extractors.page import Page
from extractors.papers import read_pages

Typed = Callable[..., Page]

HEAD = """
                    REBATE AGREEMENT

Agreement no. RA-4471 between Oakfield Tools Ltd (the "Supplier") and Brightwater Stores Ltd (the "Customer").
1. Term
This agreement runs from 1 January 2026 to 31 December 2026.
2. Rebate
"""


def _read(typed: Typed, body: str, head: str = HEAD) -> tuple[dict[str, object], list[dict[str, object]], tuple[str, ...], set[str]]:
    paper = read_pages([typed(head + body)])[0]
    doubted = {name for name, field in paper.fields.items() if field.review}
    lines: list[dict[str, object]] = [{name: field.value for name, field in line.items()} for line in paper.lines]
    return {name: field.value for name, field in paper.fields.items()}, lines, tuple(paper.problems), doubted


def test_a_first_stretch_that_earns_nothing_is_no_tier(typed: Typed) -> None:
    fields, lines, _, _ = _read(
        typed,
        """
Turnover in the quarter                      Rate
Less than GBP 40,000                         nil
GBP 40,000 or more but less than GBP 90,000  1.25%
GBP 90,000 or more                           2.75%
The rebate is retroactive: the rate reached applies to all net purchases of the quarter, and not only to the part within the tier.
""",
    )
    assert fields["mechanism"] == "retroactive"
    assert lines == [{"from": "40000", "to": "90000", "rate": "0.0125"}, {"from": "90000", "rate": "0.0275"}]


def test_a_stretch_at_nought_per_cent_is_no_tier(typed: Typed) -> None:
    _, lines, _, _ = _read(
        typed,
        """
Up to EUR 70,000                      0.00%
Over EUR 70,000 and up to EUR 120,000 1.10%
Over EUR 120,000                      2.40%
Each rate applies only to the part of the purchases within its tier.
""",
    )
    assert lines == [{"from": "70000", "to": "120000", "rate": "0.0110"}, {"from": "120000", "rate": "0.0240"}]


def test_bounds_below_a_heading_in_tens_of_thousands_are_amounts(typed: Typed) -> None:
    fields, lines, _, _ = _read(
        typed,
        """
一、期限 自2026年1月1日起至2026年12月31日止。
二、年度返利
年度提货额（万元）      返利比例
150(含)~250(不含)       1.2%
250及以上               2.1%
年度返利按达到的最高档次比例计算（全额返利，非超额累进）。
未达150万元的无返利。
""",
        """
              返利协议
协议编号：FL-2026-031
甲方（供货方）：宁波海岚食品有限公司
乙方（经销商）：长沙云桥商贸有限公司
""",
    )
    assert fields["mechanism"] == "retroactive"
    assert lines == [{"from": "1500000", "to": "2500000", "rate": "0.012"}, {"from": "2500000", "rate": "0.021"}]


def test_rates_of_two_families_beside_each_other_are_no_thresholds_of_growth(typed: Typed) -> None:
    fields, lines, _, _ = _read(
        typed,
        """
Purchases                     Paints     Varnishes
From EUR 60,000 to EUR 90,000     1.5 %      2.0 %
From EUR 90,000 to EUR 150,000    2.5 %      3.0 %
From EUR 150,000                  4.0 %      4.5 %
If purchases grow by 10 % over last year's EUR 138,450.00, a further 0.5 % is paid on the increase.
""",
    )
    assert "mechanism" not in fields
    assert lines == []


def test_a_discount_on_the_invoice_is_no_rebate_for_full_loads(typed: Typed) -> None:
    fields, lines, _, _ = _read(
        typed,
        """
For the year the Supplier pays at the rate reached:
EUR 50,000 to EUR 80,000 1.00%, over EUR 80,000 2.00%.
The rate applies to all net purchases of the year.
3. Discounts on invoice
Logistics discount for full trucks of 33 pallets: 2.5 %.
""",
    )
    assert fields["mechanism"] == "retroactive"
    assert "pallet_quantity" not in fields
    assert [line["rate"] for line in lines] == ["0.0100", "0.0200"]


def test_an_agreement_does_not_replace_itself_and_a_rebate_beside_allowances_is_told(typed: Typed) -> None:
    fields, _, problems, doubted = _read(
        typed,
        """
Promotion allowance: a lump sum of EUR 7,500.00.
3. Bonus
EUR 250,000 to EUR 400,000 1.00%, over EUR 400,000 1.75%, retroactively on the whole turnover.
The bonus shall not exceed EUR 32,000.00.
""",
        """
                    CO-OP AGREEMENT

Agreement no. KV-25/0306 - replaces KV-24/0291 of 18 January 2024
between Oakfield Coffee GmbH (the "Supplier") and Sudkauf eG (the "Retailer")
from 1 January 2026 to 31 December 2026
2. Allowances
""",
    )
    assert fields["replaces_agreement"] == "KV-24/0291"
    assert {"amount", "cap"} <= doubted
    assert any("rebate in tiers" in problem for problem in problems)


def test_a_worked_example_in_a_column_beside_the_tiers_is_none_of_them(typed: Typed) -> None:
    _, lines, _, _ = _read(
        typed,
        """
Purchases of the year           Rate     Worked out
Up to EUR 150,000               0%       150,000 x 0% = EUR 0.00
EUR 150,000 to EUR 300,000      1.5%     150,000 × 1.5% = EUR 2,250.00
Over EUR 300,000                2.5%     Rebate = EUR 2,250.00
Each rate applies only to the part of the purchases within its tier.
""".replace(" x 0%", " × 0%"),
    )
    assert lines == [{"from": "150000", "to": "300000", "rate": "0.015"}, {"from": "300000", "rate": "0.025"}]


def test_an_example_below_the_tiers_is_no_tier(typed: Typed) -> None:
    fields, lines, _, _ = _read(
        typed,
        """
Growth over 2025 is measured against net purchases of EUR 400,000.00. The rate applies to the growth dollars only.
4% to under 8%                    3.0%
8% and over                       4.5%
For example, net purchases of EUR 440,000.00 (10% growth) would pay
4.5%, or EUR 1,800.00.
""",
    )
    assert fields["baseline"] == "400000.00"
    assert lines == [{"from": "0.04", "to": "0.08", "rate": "0.030"}, {"from": "0.08", "rate": "0.045"}]
