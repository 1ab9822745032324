from datetime import date
from decimal import Decimal

import pytest

from cases.auditing.event import EventPeriodError, OrderValue, sweep
from facts.finding import FindingType, Verdict
from tests.outputs.made_up_audit import finding

FROM, TO = date(2026, 7, 8), date(2026, 7, 11)
ORDERS = (
    OrderValue("IN", date(2026, 7, 8), Decimal(1000), "USD"),
    OrderValue("BEFORE", date(2026, 7, 4), Decimal(4000), "USD"),
    OrderValue("LONG-AGO", date(2026, 1, 4), Decimal(9), "USD"),
)


def test_the_event_stands_beside_as_many_days_before_it() -> None:
    event = sweep("Prime Day", FROM, TO, [])
    assert (event.normal_first, event.normal_last) == (date(2026, 7, 4), date(2026, 7, 7))


def test_a_deduction_counts_by_the_day_of_its_order() -> None:
    late = finding(purchase_order="in", deducted_on=date(2026, 10, 1), claimed_amount=Decimal(50))
    normal = finding(id="2", purchase_order="BEFORE", deducted_on=date(2026, 7, 9), claimed_amount=Decimal(20))
    (row, total) = sweep("Prime Day", FROM, TO, [late, normal], ORDERS).leakage
    assert (row.kind, row.event_claimed, row.event_share, row.normal_claimed, row.normal_share) == (
        FindingType.SHORTAGE, Decimal(50), Decimal("0.0500"), Decimal(20), Decimal("0.0050"),
    )  # fmt: skip
    assert (total.kind, total.event_lines, total.normal_lines) == (None, 1, 1)


def test_without_the_order_the_day_of_the_deduction_counts() -> None:
    event = sweep(
        "Prime Day", FROM, TO, [finding(deducted_on=TO), finding(id="2", deducted_on=date(2026, 7, 12)), finding(id="3", deducted_on=None)]
    )
    assert (event.leakage[-1].event_lines, event.leakage[-1].event_share, event.undated) == (1, None, 1)


def test_what_is_still_open_comes_with_the_nearest_deadline_first() -> None:
    lines = [
        finding(deducted_on=TO),
        finding(id="2", deducted_on=TO, safe_by=date(2026, 11, 3), verdict=Verdict.NEEDS_EVIDENCE),
        finding(id="3", deducted_on=TO, verdict=Verdict.ACCEPT),
    ]
    assert [f.id for f in sweep("Prime Day", FROM, TO, lines).open] == ["2", "amazon_us-shortage-INV10482SC-B0ABCDEF12"]


def test_currencies_have_rows_of_their_own() -> None:
    event = sweep("Prime Day", FROM, TO, [finding(deducted_on=TO), finding(id="2", deducted_on=TO, currency="EUR")])
    assert [(r.currency, r.kind) for r in event.leakage] == [
        ("EUR", FindingType.SHORTAGE), ("EUR", None), ("USD", FindingType.SHORTAGE), ("USD", None),
    ]  # fmt: skip


def test_an_event_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(EventPeriodError, match="give FROM before TO"):
        sweep("Prime Day", TO, FROM, [])
