from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.auditing.event import EventPeriodError, OrderValue, StillOpen, named_event, sweep
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


def test_a_deduction_that_names_its_invoice_alone_counts_by_the_order_of_that_invoice() -> None:
    orders = (
        OrderValue("IN", FROM, Decimal(1000), "USD", ("INV-1", "INV-2")),
        OrderValue("OUT", date(2026, 1, 4), None, "USD", ("INV-2",)),
    )
    by_invoice = finding(purchase_order="", invoice_number="inv-1", deducted_on=date(2026, 9, 1))
    of_two_orders = finding(id="2", purchase_order="", invoice_number="INV-2", deducted_on=date(2026, 9, 1))
    total = sweep("Prime Day", FROM, TO, [by_invoice, of_two_orders], orders).leakage[-1]
    assert (total.event_lines, total.event_by_day) == (1, 0)


def test_lines_that_only_the_day_they_were_taken_places_are_counted() -> None:
    total = sweep("Prime Day", FROM, TO, [finding(deducted_on=TO), finding(id="2", deducted_on=date(2026, 7, 5))]).leakage[-1]
    assert (total.event_lines, total.event_by_day, total.normal_lines, total.normal_by_day) == (1, 1, 1, 1)


def test_orders_without_a_value_are_told() -> None:
    orders = (*ORDERS, OrderValue("ALSO", TO, None, "USD"), OrderValue("LONG-AGO-2", date(2026, 1, 4), None, "USD"))
    event = sweep("Prime Day", FROM, TO, [finding(purchase_order="ALSO", deducted_on=date(2026, 9, 1))], orders)
    assert (event.leakage[-1].event_lines, event.unvalued, event.order_values["USD"][0]) == (1, 1, Decimal(1000))


def test_each_kind_says_what_is_open_and_until_when() -> None:
    lines = [
        finding(deducted_on=TO, safe_by=date(2026, 11, 3)),
        finding(id="2", deducted_on=TO, safe_by=None, dispute_by=date(2026, 12, 9)),
        finding(id="3", deducted_on=TO, verdict=Verdict.ACCEPT, safe_by=date(2026, 10, 1)),
    ]
    (row, total) = sweep("Prime Day", FROM, TO, lines).leakage
    amount = lines[0].recoverable_amount * 2
    assert row.open == total.open == StillOpen(2, amount, date(2026, 11, 3), date(2026, 12, 9))
    assert row.to_json()["open"] == {"lines": 2, "recoverable": f"{amount:.2f}", "nearest": "2026-11-03", "latest": "2026-12-09"}


def test_a_normal_time_is_free_of_other_events() -> None:
    """The day before Cyber Monday belongs to the days from Black Friday: the Monday before is held against it."""
    monday = date(2026, 11, 30)
    event = sweep("Cyber Monday 2026", monday, monday, [])
    assert (event.normal_first, event.normal_last, event.beside) == (date(2026, 11, 23), date(2026, 11, 23), "Black Friday to Cyber Monday")


def test_another_retailer_s_event_disturbs_nothing() -> None:
    after = (date(2026, 6, 27), date(2026, 6, 28))
    kroger = sweep("Summer sale", *after, [finding(retailer="kroger", deducted_on=after[0])])
    amazon = sweep("Summer sale", *after, [finding(retailer="amazon_us", deducted_on=after[0])])
    assert (kroger.normal_first, kroger.beside) == (date(2026, 6, 25), "")
    assert (amazon.normal_first, amazon.beside) == (date(2026, 6, 20), "Prime Day")


def test_an_event_is_known_by_its_name_and_year() -> None:
    today = date(2026, 11, 28)
    assert named_event(["black friday"], today) == ("Black Friday 2026", date(2026, 11, 27), date(2026, 11, 27))
    assert named_event(["Prime Day", "2025"], today) == ("Prime Day 2025", date(2025, 7, 8), date(2025, 7, 11))
    assert named_event(["Ours", "2026-03-01", "2026-03-05"], today) == ("Ours", date(2026, 3, 1), date(2026, 3, 5))
    for words, told in (
        (["Prime Dya"], "known are .*Prime Day"),
        (["Prime Day", "1999"], "Prime Day 2026"),
        (["X", "1.3.26", "2"], "2026-07-14"),
    ):
        with pytest.raises(EventPeriodError, match=told):
            named_event(words, today)


def test_a_promotion_belongs_to_the_time_in_which_its_units_were_sold() -> None:
    deal = finding(type=FindingType.PROMOTION, reference="MCB1", purchase_order="", invoice_number="", deducted_on=date(2026, 9, 20))
    row = sweep("Prime Day", FROM, TO, [deal], sold={"MCB1": (FROM - timedelta(days=3), FROM)}).leakage[-1]
    assert (row.event_lines, row.event_by_day, row.normal_lines) == (1, 0, 0)
    assert sweep("Prime Day", FROM, TO, [deal]).leakage == (), "taken long after, it would not be seen"
