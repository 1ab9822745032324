"""Promotions, coupons and manufacturer chargebacks held against agreement, units sold and fee (domain.md 1.7, 3)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from facts.documents import DocumentKind
from facts.finding import Finding, FindingType, Verdict
from facts.tables import TableKind
from matchers.calculation import evaluate
from matchers.judge import judge
from rules.loader import load_rules
from rules.model import Rules
from tests.matchers.folder import ITEM, Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)
KEHE = load_rules("kehe", None, AS_OF)
OTHER = "B0ABCDEF99"
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 14)


def promoted(folder: Folder | None = None, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "agreement_number": "PR-1",
        "sku": ITEM,
        "promotion_start": FIRST,
        "promotion_end": LAST,
        "funding_per_unit": "2.00",
        "currency": "USD",
    }
    return (folder if folder is not None else Folder()).row(TableKind.PROMOTIONS, **(told | said))


def claimed(folder: Folder, amount: str, units: int | None = 100, number: str = "MCB1", **said: Any) -> Folder:
    told: dict[str, Any] = {
        "promotion_claim": number,
        "agreement_number": "PR-1",
        "sku": ITEM,
        "sold_from": FIRST,
        "sold_until": LAST,
        "units": units,
        "funding_per_unit": "2.00",
        "amount": amount,
        "claim_date": date(2026, 8, 1),
        "currency": "USD",
    }
    return folder.row(TableKind.PROMOTION_CLAIMS, **(told | said))


def sold(folder: Folder, per_day: int = 10, first: date = date(2026, 6, 1), last: date = date(2026, 8, 31), **said: Any) -> Folder:
    day = first
    while day <= last:
        folder.row(TableKind.SELL_THROUGH, **({"sku": ITEM, "sold_from": day, "units_sold": per_day} | said))
        day += timedelta(days=1)
    return folder


def finding(folder: Folder, number: str = "MCB1", rules: Rules = RULES) -> Finding:
    return next(f for f in judge(folder.frames(), rules, AS_OF).findings if f.reference == number)


def told(folder: Folder, number: str = "MCB1", rules: Rules = RULES) -> tuple[Verdict, str, Decimal]:
    found = finding(folder, number, rules)
    return found.verdict, found.reason, found.recoverable_amount


def effects(found: Finding) -> dict[str, Decimal]:
    wanted = ("duplicate", "period", "scope", "units", "cap", "rate", "fee", "unexplained")
    return {e: Decimal(s.value) for e in wanted for s in found.calculation if s.id == f"{e}_effect"}


def test_units_sold_in_the_days_times_the_agreed_amount_are_due() -> None:
    assert told(sold(claimed(promoted(), "200.00"))) == (Verdict.ACCEPT, "as_agreed", Decimal(0))


def test_another_amount_per_unit_than_agreed_is_refuted_without_any_report_of_sales() -> None:
    assert told(claimed(promoted(), "250.00", funding_per_unit="2.50")) == (Verdict.DISPUTE, "wrong_funding", Decimal("50.00"))


def test_units_above_those_sold_are_refuted() -> None:
    found = finding(sold(claimed(promoted(), "400.00", units=200)))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.DISPUTE, "units_above_sold", Decimal("120.00"))
    assert found.root_cause == "promotion_units"


def test_a_report_that_ends_before_the_promotion_refutes_no_units() -> None:
    short = sold(claimed(promoted(), "400.00", units=200), last=date(2026, 7, 10))
    assert told(short) == (Verdict.NEEDS_EVIDENCE, "sell_through_report_missing", Decimal("400.00"))
    assert finding(short).missing == ("sell_through_report",)
    of_others = sold(claimed(promoted(), "400.00", units=200), sku=OTHER)
    assert told(of_others)[0] is Verdict.NEEDS_EVIDENCE, "a report of other items says nothing of this one"


def test_units_sold_before_the_promotion_began_are_taken_off_by_the_report_of_days() -> None:
    early = sold(claimed(promoted(), "400.00", units=200, sold_from=date(2026, 6, 25)))
    found = finding(early)
    assert (found.reason, found.recoverable_amount) == ("outside_promotion", Decimal("120.00"))
    assert effects(found) == {"period": Decimal("120.00")}, "60 units were sold in the six days before"


def test_a_claim_for_days_after_the_promotion_is_refuted_as_a_whole() -> None:
    late = claimed(promoted(), "200.00", sold_from=date(2026, 8, 1), sold_until=date(2026, 8, 14))
    assert told(late) == (Verdict.DISPUTE, "outside_promotion", Decimal("200.00"))


def test_an_item_that_the_promotion_does_not_name_is_not_funded() -> None:
    assert told(claimed(promoted(), "200.00", sku=OTHER)) == (Verdict.DISPUTE, "item_not_promoted", Decimal("200.00"))


def test_sales_to_another_customer_are_not_funded_and_its_store_is_no_other_customer() -> None:
    agreed = promoted(customer="Green Valley Markets")
    assert told(claimed(agreed, "200.00", customer="Harbor Foods"))[:2] == (Verdict.DISPUTE, "customer_not_promoted")
    store = sold(claimed(promoted(customer="Green Valley Markets"), "200.00", customer="Green Valley Markets Store 12"))
    assert told(store)[0] is Verdict.ACCEPT


def test_the_same_units_are_funded_once() -> None:
    twice = claimed(claimed(promoted(), "200.00"), "200.00", number="MCB2", claim_date=date(2026, 8, 9))
    assert told(twice, "MCB2") == (Verdict.DISPUTE, "billed_before", Decimal("200.00"))
    back = twice.row(
        TableKind.REMITTANCE_LINES,
        payment_number="P1", invoice_number="MCB1", description="promotion claim", invoice_amount="-200.00", amount_paid="-200.00",
    ).row(
        TableKind.REMITTANCE_LINES,
        payment_number="P2", invoice_number="MCB1", description="promotion reversal", invoice_amount="200.00", amount_paid="200.00",
    )  # fmt: skip
    assert told(back, "MCB2")[1] != "billed_before", "the first was given back, so the second stands for it"


def test_claims_for_days_in_common_are_funded_no_further_than_what_was_sold_in_all_of_them() -> None:
    first = claimed(promoted(), "280.00", units=140)
    both = sold(claimed(first, "140.00", units=70, number="MCB2", sold_from=date(2026, 7, 8), claim_date=date(2026, 8, 9)))
    assert told(both)[0] is Verdict.ACCEPT
    assert told(both, "MCB2") == (Verdict.DISPUTE, "units_billed_before", Decimal("140.00"))


def test_units_and_money_are_funded_up_to_their_caps_over_all_claims() -> None:
    units = claimed(claimed(promoted(unit_cap=150), "200.00"), "160.00", units=80, number="MCB2", sold_until=date(2026, 7, 10))
    assert told(units, "MCB2") == (Verdict.DISPUTE, "beyond_unit_cap", Decimal("60.00"))
    money = claimed(claimed(promoted(cap="300.00"), "200.00"), "160.00", units=80, number="MCB2", sold_until=date(2026, 7, 10))
    assert told(money, "MCB2") == (Verdict.DISPUTE, "cap_exceeded", Decimal("60.00"))


def test_the_administration_fee_is_a_share_of_what_is_due_and_at_least_its_minimum() -> None:
    agreed = promoted(administration_rate="0.08", least_administration="30.00")
    assert told(sold(claimed(agreed, "230.00", fees="30.00")))[0] is Verdict.ACCEPT
    dear = sold(claimed(promoted(administration_rate="0.08", least_administration="10.00"), "230.00", fees="30.00"))
    assert told(dear) == (Verdict.DISPUTE, "wrong_promotion_fee", Decimal("14.00"))


def test_a_distributors_published_fee_is_held_against_the_fee_taken_in_a_row_of_its_own() -> None:
    goods = sold(claimed(promoted(), "200.00"))
    fee = goods.row(
        TableKind.PROMOTION_CLAIMS, promotion_claim="MCB1", agreement_number="PR-1", amount="80.00", claim_date=date(2026, 8, 1)
    )
    assert told(fee, rules=KEHE) == (Verdict.DISPUTE, "wrong_promotion_fee", Decimal("15.00"))
    assert told(fee)[0] is Verdict.ACCEPT, "where nobody says what the fee is, it is not refuted"


def test_a_fee_per_clip_is_due_on_the_units_that_are_funded() -> None:
    clips = sold(claimed(promoted(redemption_fee="0.10"), "440.00", units=200, fees="40.00"))
    found = finding(clips)
    assert found.recoverable_amount == Decimal("146.00"), "60 units at 2.00 with 0.10 each, and 20.00 of fees beyond 0.10"
    assert effects(found) == {"units": Decimal("120.00"), "fee": Decimal("26.00")}


def test_units_times_funding_that_are_less_than_billed_are_refuted() -> None:
    assert told(claimed(promoted(), "230.00")) == (Verdict.DISPUTE, "wrong_promotion_extension", Decimal("30.00"))


def test_a_share_of_the_price_is_worked_out_on_the_price_that_was_billed_else_on_the_cost_of_record() -> None:
    def agreed() -> Folder:
        days = {"promotion_start": FIRST, "promotion_end": LAST}
        return Folder().row(TableKind.PROMOTIONS, agreement_number="PR-1", sku=ITEM, funding_rate="0.15", **days)

    assert told(sold(claimed(agreed(), "200.00", unit_price="12.00"))) == (Verdict.DISPUTE, "wrong_funding", Decimal("20.00"))
    of_record = agreed().row(TableKind.COST_HISTORY, sku=ITEM, cost="10.00", effective_from=date(2026, 1, 1))
    assert told(sold(claimed(of_record, "200.00"))) == (Verdict.DISPUTE, "wrong_funding", Decimal("50.00"))
    assert finding(sold(claimed(agreed(), "200.00"))).missing == ("cost_history",)


@pytest.mark.parametrize(
    "folder, reason, missing",
    [
        (claimed(Folder(), "200.00"), "agreement_missing", ("promotion_agreement",)),
        (claimed(promoted(), "200.00", units=None), "promotion_detail_missing", ("promotion_detail",)),
        (claimed(promoted(), "200.00"), "sell_through_report_missing", ("sell_through_report",)),
        (sold(claimed(promoted(), "200.00", sold_until=None)), "promotion_detail_missing", ("promotion_detail",)),
    ],
)
def test_what_is_missing_is_named(folder: Folder, reason: str, missing: tuple[str, ...]) -> None:
    found = finding(folder)
    assert (found.verdict, found.reason, found.missing) == (Verdict.NEEDS_EVIDENCE, reason, missing)
    assert found.recoverable_amount == Decimal("200.00")


def test_a_promotion_that_only_the_remittance_shows_wants_detail_and_agreement() -> None:
    bare = Folder().row(
        TableKind.REMITTANCE_LINES,
        payment_number="P1", invoice_number="PRM77", description="Promotion deduction", invoice_amount="-80.00", amount_paid="-80.00",
    )  # fmt: skip
    found = finding(bare, "PRM77")
    assert (found.type, found.verdict) == (FindingType.PROMOTION, Verdict.NEEDS_EVIDENCE)
    assert found.missing == ("promotion_detail", "promotion_agreement")


def test_a_coop_invoice_for_coupons_is_judged_by_its_clips() -> None:
    folder = promoted(agreement_number="CP-9").row(
        TableKind.COOP_INVOICES, invoice_id="CO1", agreement_id="CP-9", invoice_date=date(2026, 8, 1), amount="300.00", currency="USD"
    )
    folder.row(TableKind.COOP_BACKUP, invoice_id="CO1", agreement_id="CP-9", sku=ITEM, receipt_date=FIRST, quantity=50, rebate="100.00")
    folder.row(
        TableKind.COOP_BACKUP, invoice_id="CO1", agreement_id="CP-9", sku=ITEM, receipt_date=date(2026, 8, 3), quantity=100, rebate="200.00"
    )
    found = finding(folder, "CO1")
    assert (found.type, found.reason, found.recoverable_amount) == (FindingType.COOP, "outside_promotion", Decimal("200.00"))


def test_a_promotion_agreed_on_paper_funds_its_share_of_what_was_sold() -> None:
    paper = Folder().paper(
        DocumentKind.COOP_AGREEMENT,
        agreement_number="PR-1", basis="customer_shipments", rate="0.10", start_date="2026-07-01", end_date="2026-07-14", currency="USD",
        included_skus=[ITEM],
    )  # fmt: skip
    found = finding(sold(claimed(paper, "200.00", unit_price="10.00")))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.DISPUTE, "wrong_funding", Decimal("100.00"))


def _made_up(chance: random.Random) -> Folder:
    folder = promoted(
        funding_per_unit=f"{chance.randint(50, 400) / 100:.2f}",
        unit_cap=chance.choice([120, 400]),
        cap=chance.choice(["250.00", "9000.00"]),
        administration_rate="0.08",
        least_administration="12.50",
    )
    for n in range(chance.randint(1, 4)):
        start = FIRST + timedelta(days=chance.randint(-9, 12))
        for sku in (ITEM, OTHER)[: chance.randint(1, 2)]:
            units, fees = chance.randint(1, 150), chance.choice(["0", "7.30"])
            claimed(
                folder,
                f"{chance.randint(100, 40000) / 100:.2f}",
                units=units,
                number=f"MCB{n}",
                sku=sku,
                sold_from=start,
                sold_until=start + timedelta(days=chance.randint(0, 9)),
                funding_per_unit=f"{chance.randint(50, 400) / 100:.2f}",
                fees=fees,
                claim_date=date(2026, 8, 1) + timedelta(days=n),
            )
    return sold(folder, chance.randint(0, 15)) if chance.random() < 0.7 else folder


@pytest.mark.parametrize("seed", range(12))
def test_effects_sum_to_what_was_billed_beyond_what_is_due_in_any_order_of_rows(seed: int) -> None:
    chance = random.Random(seed)
    folder = _made_up(chance)
    found = [f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference.startswith("MCB")]
    assert found
    for one in found:
        known = {s.id: Decimal(s.value) for s in one.calculation if s.value.replace(".", "").replace("-", "").isdigit()}
        if "expected" in known:
            assert sum(effects(one).values(), Decimal(0)) == known["billed"] - known["expected"]
            assert known["expected"] >= 0
        for step in one.calculation:
            if step.formula is not None:
                assert evaluate(step.formula, known) == Decimal(step.value)
    for rows in folder.tables.values():
        chance.shuffle(rows)
    again = {f.reference: (f.verdict, f.reason, f.recoverable_amount) for f in judge(folder.frames(), RULES, AS_OF).findings}
    assert again == {f.reference: (f.verdict, f.reason, f.recoverable_amount) for f in found}
