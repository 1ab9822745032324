"""Co-op invoices against their agreements: effects that sum to what was billed too much (domain.md 1.7, test 16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.documents import DocumentKind
from facts.finding import Finding, FindingType, Verdict
from facts.tables import TableKind
from matchers.calculation import evaluate
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)
AGREEMENT = "55120934"


def agreement(folder: Folder, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "agreement_number": AGREEMENT,
        "start_date": "2026-01-01",
        "end_date": "2026-12-31",
        "basis": "net_receipts",
        "rate": "0.05",
        "currency": "USD",
    }
    return folder.paper(DocumentKind.COOP_AGREEMENT, **{n: v for n, v in (told | said).items() if v is not None})


def invoice(folder: Folder, number: str, amount: str, day: date = date(2026, 7, 2)) -> Folder:
    return folder.row(TableKind.COOP_INVOICES, invoice_id=number, invoice_date=day, agreement_id=AGREEMENT, amount=amount, currency="USD")


def receipt(folder: Folder, number: str, units: int, rebate: str, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "invoice_id": number,
        "agreement_id": AGREEMENT,
        "purchase_order": "7HPQAF32",
        "sku": "B0ABCDEF12",
        "receipt_date": date(2026, 6, 10),
        "quantity": units,
        "quantity_returned": 0,
        "unit_cost": "10.00",
        "rate": "0.05",
        "rebate": rebate,
        "currency": "USD",
    }
    return folder.row(TableKind.COOP_BACKUP, **(told | said))


def findings(folder: Folder) -> dict[str, Finding]:
    return {f.reference: f for f in judge(folder.frames(), RULES, AS_OF).findings if f.type is FindingType.COOP}


def effects(found: Finding) -> dict[str, Decimal]:
    return {s.id: Decimal(s.value) for s in found.calculation if s.id.endswith("_effect")}


def recomputes(found: Finding) -> bool:
    known: dict[str, Decimal] = {}
    for step in found.calculation:
        if step.formula is not None and evaluate(step.formula, known) != Decimal(step.value):
            return False
        known[step.id] = Decimal(step.value)
    return known["recoverable_amount"] == found.recoverable_amount


def test_the_accrual_of_the_trade_is_split_into_its_effects() -> None:
    """domain.md, test 16: 5 % on 100,000.00, of which 4,000.00 came back and 5,000.00 are of an excluded item; 5,450.00 are billed."""
    folder = agreement(Folder(), excluded_skus=["B0XXXXXX01"])
    receipt(folder, "C-1", 9500, "4750.00", quantity_returned=400)
    receipt(folder, "C-1", 500, "250.00", sku="B0XXXXXX01")
    found = findings(invoice(folder, "C-1", "5450.00"))["C-1"]
    assert found.verdict is Verdict.DISPUTE
    assert effects(found) == {
        "base_effect": Decimal("200.00"),
        "scope_effect": Decimal("250.00"),
        "unexplained_effect": Decimal("450.00"),
    }
    assert found.recoverable_amount == Decimal("900.00")
    assert recomputes(found)


def test_the_agreed_accrual_is_accepted() -> None:
    folder = receipt(agreement(Folder()), "C-1", 100, "47.50", quantity_returned=5)
    assert findings(invoice(folder, "C-1", "47.50"))["C-1"].verdict is Verdict.ACCEPT


def test_another_rate_than_agreed_is_a_rate_effect() -> None:
    folder = receipt(agreement(Folder()), "C-1", 100, "80.00", rate="0.08")
    found = findings(invoice(folder, "C-1", "80.00"))["C-1"]
    assert (found.reason, found.recoverable_amount) == ("wrong_rate", Decimal("30.00"))
    assert effects(found) == {"rate_effect": Decimal("30.00")}


def test_receipts_after_the_term_accrue_nothing() -> None:
    folder = receipt(agreement(Folder(), end_date="2026-05-31"), "C-1", 100, "50.00")
    found = findings(invoice(folder, "C-1", "50.00"))["C-1"]
    assert (found.reason, found.recoverable_amount) == ("outside_agreement_dates", Decimal("50.00"))


def test_two_invoices_share_one_cap() -> None:
    folder = agreement(Folder(), cap="60.00")
    receipt(folder, "C-1", 80, "40.00")
    receipt(folder, "C-2", 90, "45.00", receipt_date=date(2026, 7, 11))
    invoice(folder, "C-1", "40.00")
    found = findings(invoice(folder, "C-2", "45.00", date(2026, 8, 2)))
    assert found["C-1"].verdict is Verdict.ACCEPT
    assert (found["C-2"].reason, found["C-2"].recoverable_amount) == ("cap_exceeded", Decimal("25.00"))
    assert recomputes(found["C-2"])


def test_the_same_receipt_is_billed_once() -> None:
    folder = agreement(Folder())
    receipt(folder, "C-1", 80, "40.00")
    receipt(folder, "C-2", 80, "40.00")
    invoice(folder, "C-1", "40.00")
    found = findings(invoice(folder, "C-2", "40.00", date(2026, 8, 2)))["C-2"]
    assert (found.reason, found.recoverable_amount) == ("billed_twice", Decimal("40.00"))


def test_a_fixed_payment_is_due_once() -> None:
    folder = agreement(Folder(), basis="fixed", rate=None, amount="4000.00")
    invoice(folder, "C-1", "4000.00")
    found = findings(invoice(folder, "C-2", "4000.00", date(2026, 9, 2)))
    assert found["C-1"].verdict is Verdict.ACCEPT
    assert (found["C-2"].reason, found["C-2"].recoverable_amount) == ("billed_twice", Decimal("4000.00"))


def test_units_that_were_deducted_as_short_do_not_accrue() -> None:
    folder = receipt(agreement(Folder()), "C-1", 120, "60.00")
    folder.row(
        TableKind.SHORTAGE_DETAIL,
        claim_number="INV10482SC",
        invoice_number="INV10482",
        purchase_order="7HPQAF32",
        sku="B0ABCDEF12",
        quantity_invoiced=120,
        quantity_received=96,
        quantity_short=24,
        unit_cost="10.00",
        amount="240.00",
    )
    found = findings(invoice(folder, "C-1", "60.00"))["C-1"]
    assert (found.reason, found.recoverable_amount) == ("units_never_received", Decimal("12.00"))


def test_shortage_units_come_off_once_and_only_as_far_as_they_were_accrued() -> None:
    """An order of 120 of which the retailer says it received 96, in two receipts."""

    def short(first: int, second: int) -> Finding:
        folder = receipt(agreement(Folder()), "C-1", first, f"{first / 2:.2f}")
        receipt(folder, "C-1", second, f"{second / 2:.2f}", receipt_date=date(2026, 6, 12))
        folder.row(
            TableKind.PURCHASE_ORDERS, purchase_order="7HPQAF32", sku="B0ABCDEF12", unit_cost="10.00", quantity_received=96, currency="USD"
        )
        folder.row(
            TableKind.SHORTAGE_DETAIL,
            claim_number="INV10482SC",
            invoice_number="INV10482",
            purchase_order="7HPQAF32",
            sku="B0ABCDEF12",
            quantity_invoiced=120,
            quantity_received=96,
            quantity_short=24,
            unit_cost="10.00",
            amount="240.00",
        )
        return findings(invoice(folder, "C-1", f"{(first + second) / 2:.2f}"))["C-1"]

    assert short(60, 36).verdict is Verdict.ACCEPT
    over = short(60, 60)
    assert (over.reason, over.recoverable_amount) == ("units_never_received", Decimal("12.00"))
    assert short(60, 40).recoverable_amount == Decimal("2.00")
    assert recomputes(over)


def test_units_accrue_at_the_cost_that_the_order_states() -> None:
    folder = receipt(agreement(Folder()), "C-1", 100, "60.00", unit_cost="12.00")
    folder.row(TableKind.PURCHASE_ORDERS, purchase_order="7HPQAF32", sku="B0ABCDEF12", unit_cost="10.00", currency="USD")
    found = findings(invoice(folder, "C-1", "60.00"))["C-1"]
    assert (found.reason, found.recoverable_amount, effects(found)) == (
        "wrong_unit_cost",
        Decimal("10.00"),
        {"base_effect": Decimal("10.00")},
    )
    assert recomputes(found)


def test_what_takes_the_place_of_an_agreement_holds_with_all_its_terms() -> None:
    """Five per cent until May; four from June on, without one item; three from August on."""
    folder = agreement(Folder(), end_date="2026-05-31")
    june: dict[str, Any] = {"replaces_agreement": AGREEMENT, "replaced_from": "2026-06-01", "start_date": "2026-06-01"}
    agreement(folder, agreement_number="55120935", rate="0.04", excluded_skus=["B0XXXXXX01"], **june)
    august: dict[str, Any] = {"replaces_agreement": "55120935", "replaced_from": "2026-08-01", "start_date": "2026-08-01"}
    agreement(folder, agreement_number="55120936", rate="0.03", **august)
    receipt(folder, "C-1", 100, "50.00", receipt_date=date(2026, 5, 10))
    receipt(folder, "C-1", 100, "50.00", receipt_date=date(2026, 6, 10))
    receipt(folder, "C-1", 10, "5.00", receipt_date=date(2026, 6, 10), sku="B0XXXXXX01")
    receipt(folder, "C-1", 100, "50.00", receipt_date=date(2026, 8, 10))
    found = findings(invoice(folder, "C-1", "155.00"))["C-1"]
    assert effects(found) == {"rate_effect": Decimal("30.00"), "scope_effect": Decimal("5.00")}
    assert (found.reason, found.recoverable_amount) == ("superseded_agreement", Decimal("35.00"))
    assert recomputes(found)


def test_units_taken_back_take_back_what_accrued_on_them() -> None:
    folder = receipt(agreement(Folder()), "C-1", 100, "50.00")
    receipt(folder, "C-1", -20, "-10.00", receipt_date=date(2026, 6, 20))
    assert findings(invoice(folder, "C-1", "40.00"))["C-1"].verdict is Verdict.ACCEPT


def test_one_receipt_under_two_agreements_for_one_purpose_is_for_a_person() -> None:
    folder = agreement(agreement(Folder(), funding_type="marketing"), agreement_number="77", funding_type="Marketing")
    receipt(receipt(folder, "C-1", 100, "50.00"), "C-2", 100, "50.00", agreement_id="77")
    found = findings(invoice(folder, "C-1", "50.00"))["C-1"]
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "double_accrual_possible")
    assert "77" in found.why


def test_two_versions_that_nothing_tells_apart_are_for_a_person() -> None:
    folder = receipt(agreement(agreement(Folder()), rate="0.03"), "C-1", 100, "50.00")
    found = findings(invoice(folder, "C-1", "50.00"))["C-1"]
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "contract_to_check")
    signed = receipt(agreement(agreement(Folder(), signed_on="2026-02-01"), rate="0.03", signed_on="2026-01-02"), "C-1", 100, "50.00")
    assert findings(invoice(signed, "C-1", "50.00"))["C-1"].verdict is Verdict.ACCEPT


def test_an_agreement_in_another_currency_is_compared_by_a_person() -> None:
    folder = receipt(agreement(Folder(), currency="EUR"), "C-1", 100, "50.00")
    assert findings(invoice(folder, "C-1", "50.00"))["C-1"].reason == "currency_differs"


def test_without_agreement_or_backup_a_person_decides() -> None:
    assert findings(invoice(Folder(), "C-1", "40.00"))["C-1"].verdict is Verdict.REVIEW
    assert findings(invoice(agreement(Folder()), "C-1", "40.00"))["C-1"].verdict is Verdict.REVIEW


lines = st.tuples(
    st.integers(1, 500), st.integers(0, 50), st.sampled_from(["0.05", "0.08", "0.03"]), st.sampled_from(["B0ABCDEF12", "B0XXXXXX01"]),
    st.integers(1, 28), st.sampled_from([6, 12]), st.decimals(min_value="0.01", max_value=400, places=2),
)  # fmt: skip


@given(receipts=st.lists(lines, min_size=2, max_size=8), order=st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_backup_s_rows_never_changes_a_result(receipts: list[Any], order: Any) -> None:
    def judged(rows: list[Any]) -> tuple[Verdict, Decimal, dict[str, Decimal]]:
        folder = agreement(Folder(), excluded_skus=["B0XXXXXX01"], end_date="2026-10-31", cap="900.00")
        shorted = {"claim_number": "X1SC", "invoice_number": "X1", "purchase_order": "7HPQAF32", "sku": "B0ABCDEF12", "quantity_short": 9}
        folder.row(TableKind.SHORTAGE_DETAIL, quantity_invoiced=90, quantity_received=81, unit_cost="1.00", amount="9.00", **shorted)
        for units, returned, rate, sku, day, month, billed in rows:
            told = {"quantity_returned": min(returned, units), "rate": rate, "sku": sku, "receipt_date": date(2026, month, day)}
            receipt(folder, "C-1", units, f"{billed}", **told)
        found = findings(invoice(folder, "C-1", f"{sum(r[-1] for r in rows)}"))["C-1"]
        return found.verdict, found.recoverable_amount, effects(found)

    mixed = receipts.copy()
    order.shuffle(mixed)
    assert judged(receipts) == judged(mixed)


@given(receipts=st.lists(lines, min_size=1, max_size=8), more=st.decimals(min_value=-5, max_value=50, places=2))
@settings(max_examples=40, deadline=None)
def test_effects_sum_to_what_was_billed_beyond_what_is_due(receipts: list[Any], more: Decimal) -> None:
    folder = agreement(Folder(), excluded_skus=["B0XXXXXX01"], end_date="2026-10-31", cap="900.00")
    total = more
    for place, (units, returned, rate, sku, day, month, billed) in enumerate(receipts):
        told = {"quantity_returned": min(returned, units), "rate": rate, "sku": sku, "receipt_date": date(2026, month, day)}
        receipt(folder, "C-1", units, f"{billed}", purchase_order=f"PO{place:06}", **told)
        total += billed
    found = findings(invoice(folder, "C-1", f"{abs(total)}"))["C-1"]
    assert recomputes(found)
    assert found.recoverable_amount == max(Decimal(0), sum(effects(found).values(), Decimal(0)))
    assert found.recoverable_amount <= abs(total)
