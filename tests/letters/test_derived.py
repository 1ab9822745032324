"""What figures and days of cited facts come to is true of all of them; what is no more than another is not as much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.gist.derived import derived_from
from cases.letters.verifier.pieces import Day
from cases.letters.verifier.support import Grounds, Support

PRICED = {"within_approved", "at_approved"}


def come_to(*cited: Grounds) -> frozenset[str]:
    look: Any = SimpleNamespace(
        cited=Support(cited),
        known=SimpleNamespace(grounds={g.fact.number: g for g in cited}),
        situation=SimpleNamespace(asked=Decimal(1), deducted=Decimal(1)),
    )
    return derived_from(look)


def day(number: int, name: str, on: date) -> Grounds:
    text = on.isoformat()
    return Grounds(Fact(number, f"case/{name}", FactKind.DATE, name, text), days=(Day(text, frozenset({on})),))


def amount(number: int, name: str, value: str) -> Grounds:
    return Grounds(Fact(number, f"case/{name}", FactKind.AMOUNT, name, value, currency="USD"))


def test_no_discount_is_due_only_where_every_payment_came_late() -> None:
    until, late = day(1, "discount_until", date(2026, 3, 10)), day(2, "paid_on", date(2026, 3, 12))
    assert "no_discount" in come_to(until, late)
    for payments in ((day(3, "paid_on", date(2026, 3, 9)), late), (late, day(3, "paid_on", date(2026, 3, 9)))):
        assert "no_discount" not in come_to(until, *payments)


def test_a_part_is_due_only_where_less_was_authorised_of_every_claim() -> None:
    claimed, less, all_of_it = amount(1, "claimed", "20.00"), amount(2, "authorised", "12.00"), amount(3, "authorised", "20.00")
    assert "part_due" in come_to(claimed, less)
    assert "part_due" not in come_to(claimed, all_of_it, less)


def test_a_price_below_the_approved_one_is_within_it_and_not_the_same() -> None:
    approved = amount(1, "approved_cost", "10.00")
    assert come_to(approved, amount(2, "invoice_cost", "9.00")) & PRICED == {"within_approved"}
    assert come_to(approved, amount(2, "invoice_cost", "10.00")) & PRICED == {"within_approved", "at_approved"}
