"""Price protection and audits after payment: what cost history, orders, remittances and terms refute (domain.md 1.7, 3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.documents import DocumentKind
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules, read_terms, rules_of
from rules.model import Rules
from tests.matchers.folder import INVOICE, ITEM, ORDER, Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)
AGREED = rules_of(
    None,
    read_terms(
        b"retailer: amazon_us\nprice_protection: {covers: [units_on_hand], claim_within_days: 60}\n"
        b"post_audit: {claims_until: {after: invoice_date, years: 2}}\n",
        "terms.yaml",
    ),
    AS_OF,
)
CHANGE = date(2026, 6, 1)


def costs(after: str = "8.00") -> Folder:
    return (
        Folder()
        .row(TableKind.COST_HISTORY, sku=ITEM, cost="10.00", effective_from=date(2025, 1, 1), effective_to=date(2026, 5, 31))
        .row(TableKind.COST_HISTORY, sku=ITEM, cost=after, effective_from=CHANGE)
    )


def protected(amount: str, *, number: str = "IPAPUS1000001", folder: Folder | None = None, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "protection_claim": number,
        "sku": ITEM,
        "price_change_date": CHANGE,
        "old_cost": "10.00",
        "new_cost": "8.00",
        "units_on_hand": 100,
        "amount": amount,
        "claim_date": date(2026, 6, 20),
        "currency": "USD",
    }
    return (folder if folder is not None else costs()).row(TableKind.PRICE_PROTECTION, **(told | said))


def finding(folder: Folder, number: str, rules: Rules = RULES) -> Finding:
    return next(f for f in judge(folder.frames(), rules, AS_OF).findings if f.reference == number)


def told(folder: Folder, number: str = "IPAPUS1000001", rules: Rules = RULES) -> tuple[Verdict, str, Decimal]:
    found = finding(folder, number, rules)
    return found.verdict, found.reason, found.recoverable_amount


def test_the_fall_of_the_cost_times_the_units_on_hand_is_protected() -> None:
    assert told(protected("200.00"), rules=AGREED)[:2] == (Verdict.ACCEPT, "as_agreed")
    assert told(protected("200.00"))[:2] == (Verdict.REVIEW, "agreement_missing"), "which units are covered, nobody said"


def test_a_fall_that_the_cost_history_does_not_show_is_refuted() -> None:
    assert told(protected("200.00", folder=costs("10.00")))[1:] == ("no_price_drop", Decimal("200.00"))
    smaller = protected("200.00", folder=costs("9.00"))
    assert told(smaller) == (Verdict.DISPUTE, "wrong_price_difference", Decimal("100.00"))


def test_units_that_the_terms_do_not_cover_are_taken_off() -> None:
    both = protected("300.00", units_on_order=50)
    assert told(both, rules=AGREED) == (Verdict.DISPUTE, "units_not_covered", Decimal("100.00"))
    assert told(protected("300.00", units_on_order=50))[0] is Verdict.REVIEW


def test_units_on_order_at_the_new_cost_already_are_taken_off() -> None:
    folder = protected("300.00", units_on_order=50)
    folder.row(
        TableKind.PURCHASE_ORDERS,
        purchase_order=ORDER,
        sku=ITEM,
        order_date=date(2026, 5, 20),
        window_end=date(2026, 6, 10),
        quantity_accepted=30,
        quantity_received=30,
        unit_cost="8.00",
    )
    assert told(folder) == (Verdict.DISPUTE, "units_not_covered", Decimal("60.00"))


def test_units_on_order_that_orders_at_the_old_cost_account_for_are_not_taken_off() -> None:
    folder = protected("300.00", units_on_order=50)
    for order, cost, units in ((ORDER, "8.00", 30), ("4XK2P9QS", "10.00", 50)):
        folder.row(
            TableKind.PURCHASE_ORDERS,
            purchase_order=order,
            sku=ITEM,
            order_date=date(2026, 5, 20),
            window_end=date(2026, 6, 10),
            quantity_accepted=units,
            unit_cost=cost,
        )
    assert told(folder, rules=RULES)[0] is Verdict.REVIEW


def given_back(folder: Folder, number: str = "IPAPUS1000001") -> Folder:
    for n, (amount, words) in enumerate((("-200.00", "Price protection"), ("200.00", "Price protection reversal"))):
        day = date(2026, 6, 25 + n)
        folder.row(TableKind.PAYMENTS, payment_number=f"88{n}", payment_date=day, amount=amount, currency="USD")
        said = {"invoice_amount": amount, "amount_paid": amount, "currency": "USD"}
        folder.row(TableKind.REMITTANCE_LINES, payment_number=f"88{n}", invoice_number=number, description=words, **said)
    return folder


def test_a_claim_after_the_agreed_days_and_a_second_one_are_refuted() -> None:
    late = protected("200.00", claim_date=date(2026, 9, 1))
    assert told(late, rules=AGREED)[1:] == ("claimed_late", Decimal("200.00"))
    assert told(late)[0] is Verdict.REVIEW
    twice = protected("200.00", number="IPAPUS1000002", folder=protected("200.00"), claim_date=date(2026, 7, 1))
    assert told(twice, "IPAPUS1000002")[1:] == ("charged_twice", Decimal("200.00"))
    assert told(given_back(twice), "IPAPUS1000002")[0] is Verdict.REVIEW, "the first one was given back"


def test_without_a_cost_history_a_person_decides() -> None:
    assert told(protected("200.00", folder=Folder()))[:2] == (Verdict.REVIEW, "cost_history_missing")


def audited(amount: str, category: str = "Pricing", *, number: str = "PA-1", folder: Folder | None = None, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "audit_claim": number,
        "invoice_number": INVOICE,
        "audit_category": category,
        "claim_date": date(2026, 8, 1),
        "amount": amount,
        "currency": "USD",
    }
    return (folder if folder is not None else invoiced()).row(TableKind.POST_AUDIT_CLAIMS, **(told | said))


def invoiced(issued: str = "2025-05-01", price: str = "4.17") -> Folder:
    folder = Folder().row(TableKind.PURCHASE_ORDERS, purchase_order=ORDER, sku=ITEM, quantity_accepted=120, unit_cost="4.17")
    line = {"sku": ITEM, "quantity": 120, "unit_price": price}
    return folder.paper(DocumentKind.INVOICE, (line,), invoice_number=INVOICE, issue_date=issued, purchase_order=ORDER)


def deducted(folder: Folder, *, back: bool = False) -> Folder:
    lines = [("SC", "-80.00", date(2025, 8, 1)), *([("SCR", "80.00", date(2025, 10, 1))] if back else [])]
    for n, (token, amount, day) in enumerate(lines):
        folder.row(TableKind.PAYMENTS, payment_number=f"77{n}", payment_date=day, amount=amount, currency="USD")
        folder.row(
            TableKind.REMITTANCE_LINES,
            payment_number=f"77{n}",
            invoice_number=f"{INVOICE}{token}",
            description="Shortage claim" + (" reversal" if token == "SCR" else ""),
            invoice_amount=amount,
            amount_paid=amount,
            currency="USD",
        )
    return folder


def test_an_audit_after_its_time_is_refuted() -> None:
    old = audited("80.00", "Allowance", folder=invoiced("2024-05-01"))
    assert told(old, "PA-1", AGREED)[1:] == ("audited_too_late", Decimal("80.00"))
    assert told(audited("80.00", "Allowance"), "PA-1", AGREED)[0] is Verdict.REVIEW
    older = audited("80.00", "Allowance", folder=invoiced("2023-05-01"))
    assert told(older, "PA-1", load_rules("walmart", None, AS_OF))[:2] == (Verdict.REVIEW, "audited_too_late"), "a rule book proves nothing"


def test_what_was_deducted_before_is_not_deducted_by_an_audit_again() -> None:
    again = deducted(audited("80.00", "Shortage"))
    assert told(again, "PA-1")[1:] == ("deducted_before", Decimal("80.00"))
    settled = finding(deducted(audited("80.00", "Shortage"), back=True), "PA-1")
    assert (settled.verdict, settled.missing) == (Verdict.NEEDS_EVIDENCE, ("audit_backup",))


def test_the_same_finding_of_an_audit_counts_once() -> None:
    twice = audited("80.00", "Allowance", number="PA-2", folder=audited("80.00", "Allowance"), claim_date=date(2026, 9, 1))
    assert told(twice, "PA-2")[1] == "charged_twice"


@pytest.mark.parametrize("price, verdict", [("4.17", Verdict.DISPUTE), ("4.60", Verdict.REVIEW)])
def test_a_price_that_is_the_order_s_is_not_too_high(price: str, verdict: Verdict) -> None:
    assert told(audited("51.60", folder=invoiced(price=price)), "PA-1")[0] is verdict


def test_words_that_name_a_price_beside_something_else_are_no_claim_on_prices() -> None:
    assert told(audited("51.60", "Freight cost", folder=invoiced(price="4.17")), "PA-1")[:2] == (Verdict.REVIEW, "audit_backup_missing")


def test_claims_of_one_audit_are_told_apart_by_invoice() -> None:
    folder = audited("80.00", "Allowance")
    audited("90.00", "Allowance", folder=folder, invoice_number="INV2")
    assert len([f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == "PA-1"]) == 2
