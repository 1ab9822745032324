"""What is unusual about a claim: each check finds what it is there for, and none of them changes a verdict or an amount."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.rebates import Mechanism, Tier
from matchers.rebates.claims import RebateBooks
from matchers.rebates.filed import RebateClaim
from matchers.rebates.signals.checks import CHECKS, checks_on, signals_on
from matchers.rebates.signals.signal import PaperTrace, Signal, Surroundings
from rules.loader import load_rules
from tests.rebates.claimed import books, claim, excess, judged, line, price
from tests.rebates.sold import agreement, sale

LIMITS = load_rules("generic", None, date(2026, 11, 1)).rebates.signals
FLAT = (Tier(Decimal(0), rate=Decimal("0.02")),)
SALES = [sale(n, "1013.70", date(2026, 1 + n, 5)) for n in range(10)]


def found(one: RebateClaim, held: RebateBooks, told: Surroundings | None = None) -> dict[str, Signal]:
    return {s.check: s for s in signals_on(one, held, told, LIMITS)}


def plain(**said: Any) -> tuple[RebateClaim, RebateBooks]:
    one = claim("C-1", "202.74", **said)
    return one, books([agreement(tiers=FLAT)], SALES, [one])


def test_an_ordinary_claim_is_not_held() -> None:
    assert not found(*plain(lines=[line(f"S{n}", "20.27") for n in range(10)][:4]))


def test_one_invoice_line_under_two_programmes_is_held_with_both_references() -> None:
    """domain.md, test 20."""
    one, other = (claim(n, "20.27", agreement=a, lines=[line("S1", "20.27")]) for n, a in (("C-1", "A-1"), ("C-2", "A-2")))
    held = books([agreement(tiers=FLAT), agreement(number="A-2", tiers=FLAT)], SALES, [one, other])
    signal = found(other, held)["under_two_programmes"]
    assert all(number in signal.sentence for number in ("C-1", "C-2", "A-1", "A-2", "S1"))
    assert len(signal.evidence) == 1 or {e.file for e in signal.evidence} == {"claims.csv"}


def test_a_slip_in_an_invoice_number_does_not_make_another_invoice() -> None:
    one = claim("C-1", "20.27", lines=[line("INV-20268841", "20.27", 7)])
    other = claim("C-2", "20.27", lines=[line("INV-20286841", "20.27", 7)], filed_on=date(2027, 1, 8))
    held = books([agreement(tiers=FLAT)], SALES, [one, other])
    assert "INV-20268841" in found(other, held)["lines_nearly_alike"].sentence
    in_a_row = claim("C-3", "20.27", lines=[line("INV-20268842", "20.27", 7)])
    assert "lines_nearly_alike" not in found(in_a_row, replace(held, claims=(one, in_a_row)))


def test_much_bought_in_the_last_days_and_sent_back_soon_is_loading() -> None:
    rows = [*SALES, sale(50, "9000.00", date(2026, 12, 30))]
    back = sale(51, "-4000.00", date(2027, 1, 12), quantity=-1, sale_kind="return", invoice_number="S50")
    one = claim("C-1", "302.74")
    assert "loading" in found(one, books([agreement(tiers=FLAT)], [*rows, back], [one]))
    assert "loading" not in found(one, books([agreement(tiers=FLAT)], rows, [one]))


@pytest.mark.parametrize("base, held", [("250000.00", True), ("254999.00", True), ("256000.00", False), ("249999.99", False)])
def test_a_base_just_over_its_threshold_is_looked_at(base: str, held: bool) -> None:
    one = claim("C-1", "7500.00")
    assert ("just_over_threshold" in found(one, books([agreement()], [sale(1, base)], [one]))) is held


def test_round_amounts_and_numbers_in_a_row_are_seldom_grown() -> None:
    made = [line(f"R-{3300 + n}", "300.00") for n in range(6)]
    signals = found(*plain(lines=made))
    assert {"round_amounts", "invoices_in_a_row"} <= set(signals)
    assert "R-3300 to R-3305" in signals["invoices_in_a_row"].sentence


def test_first_digits_are_only_looked_at_where_there_are_many() -> None:
    made = [line(f"X{n * 7}", f"{500 + n % 400}.13") for n in range(300)]
    assert "first_digits" in found(*plain(lines=made))
    assert "first_digits" not in found(*plain(lines=made[:299]))
    grown = Random(5)
    natural = [line(f"X{n * 7}", f"{Decimal(10 ** grown.uniform(0, 4)):.2f}") for n in range(400)]
    assert "first_digits" not in found(*plain(lines=natural))


def test_a_price_that_is_not_in_force_is_looked_at_unless_another_list_holds_altogether() -> None:
    rows = [sale(n, "100.00", date(2026, 2, n + 1), unit_price=12_500_000) for n in range(5)]
    odd = sale(9, "100.00", date(2026, 2, 20), unit_price=15_000_000)
    one = claim("C-1", "12.00")
    agreed = books([agreement(tiers=FLAT)], [*rows, odd], [one], prices=[price("ITEM", "12.50")])
    assert "15 in place of 12.5" in found(one, agreed)["price_off_the_list"].sentence
    assert "price_off_the_list" not in found(one, books([agreement(tiers=FLAT)], [*rows, odd], [one], prices=[price("ITEM", "9.00")]))


def test_what_only_the_ledger_knows_is_held_against_the_claim() -> None:
    told = Surroundings(
        filed_by="r.new",
        earlier_filers={"a.usual": 4},
        bank_changed_on=date(2027, 1, 2),
        payout_on=date(2027, 1, 20),
        agreement_edited_on=date(2027, 1, 3),
        files=(PaperTrace("list.pdf", date(2026, 12, 1), date(2027, 1, 4), "Editor\x00 9"),),
    )
    signals = found(*plain(), told)
    assert {"unusual_filer", "bank_account_changed", "agreement_after_the_fact", "edited_file"} <= set(signals)
    assert "18 days before" in signals["bank_account_changed"].sentence
    assert "\x00" not in signals["edited_file"].sentence
    calm = replace(told, filed_by="a.usual", bank_changed_on=date(2026, 12, 1), agreement_edited_on=None, files=())
    assert not found(*plain(), calm)


def test_an_agreement_whose_file_was_changed_after_the_period_is_looked_at() -> None:
    one, held = plain()
    [contract] = held.contracts.values()
    document = replace(contract.paper.document, changed_on=date(2027, 2, 1))
    edited = replace(contract, paper=replace(contract.paper, document=document))
    signals = found(one, replace(held, contracts=dict.fromkeys(held.contracts, edited)))
    assert "was changed in its file on 2027-02-01" in signals["agreement_after_the_fact"].sentence
    early = replace(contract, paper=replace(contract.paper, document=replace(document, changed_on=date(2026, 2, 1))))
    assert not found(one, replace(held, contracts=dict.fromkeys(held.contracts, early)))


def test_an_end_customer_served_in_two_territories_is_looked_at() -> None:
    north = sale(1, "1000.00", end_customer="Plant 7", territory="North")
    south = sale(2, "1000.00", customer="Other Dealer", end_customer="Plant 7", territory="South")
    one = claim("C-1", "20.00")
    assert "Other Dealer in South" in found(one, books([agreement(tiers=FLAT)], [north, south], [one]))["resold_elsewhere"].sentence


def test_what_is_refuted_is_told_with_its_exact_excess() -> None:
    one = claim("C-1", "300.00")
    refuted = [s for s in checks_on(one, books([agreement(tiers=FLAT)], SALES, [one])) if s.refutes]
    assert [(s.check, s.excess) for s in refuted] == [("above_what_is_earned", Decimal("97.26"))]


def test_every_check_has_a_name_of_its_own_and_asks_a_question() -> None:
    assert len({c.name for c in CHECKS}) == len(CHECKS)
    assert all(c.asks.endswith("?") for c in CHECKS)


amounts = st.lists(st.decimals(min_value=1, max_value=90_000, places=2), min_size=1, max_size=8)


@given(sold=amounts, asked=st.decimals(min_value=1, max_value=9_000, places=2), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_no_signal_changes_a_verdict_or_an_amount(sold: list[Decimal], asked: Decimal, seed: int) -> None:
    rows = [sale(n, f"{amount}", date(2026, 1, 1) + timedelta(days=n * 45)) for n, amount in enumerate(sold)]
    lines = [line(f"S{n}", f"{Random(seed + n).randint(1, 9)}00.00") for n in range(6)]
    one = claim("C-1", f"{asked}", lines=lines if seed % 2 else ())
    strict = replace(LIMITS, least_lines=1, round_to=Decimal(1), sequential_invoices=1, just_over=Decimal(9), loading_share=Decimal(0))
    held = books([agreement(Mechanism.RETROACTIVE)], rows, [one])
    before = judged(one, held)
    signals_on(one, held, Surroundings(filed_by="x", earlier_filers={"y": 9}), strict)
    after = judged(one, replace(held, said=replace(held.said, signals=strict)))
    assert (before.verdict, before.reason, excess(before)) == (after.verdict, after.reason, excess(after))
