"""Operational chargebacks and fees by the trade's own examples (domain.md 1.6, test 15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.documents import DocumentKind, Field
from facts.finding import Verdict
from facts.tables import TableKind
from tests.matchers.charged_order import ISSUE, charged, finding, ordered, week
from tests.matchers.folder import BILL, ITEM, ORDER, Folder, with_packing_list, with_receipt


def late(amount: str, units: int = 40, folder: Folder | None = None, number: str = ISSUE, **said: Any) -> Folder:
    """A charge for units that did not come on time, unless something else is said of it."""
    return charged(amount, said.pop("sub_type", "Not on time"), units, folder, number, **said)


def delivered(folder: Folder, day: str) -> Folder:
    return with_receipt(with_packing_list(folder), delivery_date=day)


def test_a_receipt_within_the_window_refutes_the_charge() -> None:
    found = finding(delivered(ordered(late("9.60")), "2026-08-13"))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.DISPUTE, "within_window", Decimal("9.60"))


def test_a_receipt_of_the_truck_that_names_another_order_does_not_say_when_ours_came() -> None:
    folder = with_receipt(with_packing_list(ordered(late("9.60"))), delivery_date="2026-08-13", purchase_orders=["7ZWMH36E"])
    assert finding(folder).reason == "delivery_date_missing"


def test_the_trailing_rate_of_the_week_waives_the_fee() -> None:
    shipment = delivered(ordered(late("9.60")), "2026-08-20")
    assert finding(week(shipment, "0.92")).reason == "waived_week"
    assert finding(week(delivered(ordered(late("9.60")), "2026-08-20"), "0.88")).verdict is Verdict.ACCEPT


def test_late_units_are_charged_at_the_agreed_rate_only() -> None:
    found = finding(delivered(ordered(late("16.00")), "2026-08-20"))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.DISPUTE, "wrong_fee_rate", Decimal("6.40"))


def test_units_beyond_the_order_are_not_late() -> None:
    found = finding(delivered(ordered(late("12.00", units=50), accepted=40), "2026-08-20"))
    assert (found.reason, found.recoverable_amount) == ("units_above_order", Decimal("2.40"))


def test_one_fault_is_charged_once() -> None:
    folder = delivered(ordered(late("9.60")), "2026-08-20")
    found = finding(late("9.60", folder=folder, number="2222222222", charge_date=date(2026, 10, 27)), "2222222222")
    assert (found.reason, found.recoverable_amount) == ("charged_twice", Decimal("9.60"))


def test_prepaid_freight_is_measured_by_the_day_that_the_carrier_asked_for() -> None:
    folder = delivered(ordered(late("9.60")), "2026-08-20")
    folder.paper(DocumentKind.APPOINTMENT_REQUEST, purchase_orders=[ORDER], requested_delivery_date="2026-08-12")
    assert finding(folder).recoverable_amount == Decimal("9.60")


def test_without_a_receipt_the_paper_that_would_tell_is_named() -> None:
    found = finding(ordered(late("9.60")))
    assert found.verdict is Verdict.NEEDS_EVIDENCE
    assert found.missing == ("proof_of_delivery",)


@pytest.mark.parametrize(
    "sent, verdict",
    [
        ("2026-08-11T08:00:00", Verdict.DISPUTE),
        ("2026-08-11T18:00:00", Verdict.NEEDS_EVIDENCE),
        ("2026-08-12T09:00:00", Verdict.NEEDS_EVIDENCE),
        ("2026-08-13T09:00:00", Verdict.ACCEPT),
    ],
)
def test_a_ship_notice_counts_where_it_came_before_the_goods_and_one_of_the_evening_before_wants_the_hour(
    sent: str, verdict: Verdict
) -> None:
    folder = late("6.40", issue_type="ASN", sub_type="Late ship notice")
    with_receipt(with_packing_list(ordered(folder)), delivery_date="2026-08-12")
    folder.paper(DocumentKind.ADVANCE_SHIP_NOTICE, bol_number=BILL, purchase_orders=[ORDER], sent_at=sent)
    assert finding(folder).verdict is verdict


@pytest.mark.parametrize("hour", ["", "23:00", "05:30"])
def test_hours_of_one_day_in_places_unknown_prove_no_order(hour: str) -> None:
    folder = late("6.40", issue_type="ASN", sub_type="Late ship notice")
    told: dict[str, Any] = {"delivery_time": hour} if hour else {}
    with_receipt(with_packing_list(ordered(folder)), delivery_date="2026-08-12", **told)
    sent = "2026-08-11T23:00:00" if hour == "05:30" else "2026-08-12T06:00:00"
    folder.paper(DocumentKind.ADVANCE_SHIP_NOTICE, bol_number=BILL, purchase_orders=[ORDER], sent_at=sent)
    assert finding(folder).verdict is (Verdict.REVIEW if hour else Verdict.NEEDS_EVIDENCE)


def test_a_notice_that_is_later_than_the_arrival_by_the_hours_as_printed_refutes_nothing() -> None:
    folder = late("6.40", issue_type="ASN", sub_type="Late ship notice")
    with_receipt(with_packing_list(ordered(folder)), delivery_date="2026-08-12", delivery_time="02:00")
    folder.paper(DocumentKind.ADVANCE_SHIP_NOTICE, bol_number=BILL, purchase_orders=[ORDER], sent_at="2026-08-12T06:00:00")
    assert finding(folder).verdict is Verdict.ACCEPT
    assert finding(folder).why.startswith("the ship notice of 2026-08-12 06:00 came after the arrival on 2026-08-12, by the hours as")


@pytest.mark.parametrize("weight, verdict", [("3.7", Verdict.DISPUTE), ("4.0", Verdict.NEEDS_EVIDENCE), ("4.5", Verdict.ACCEPT)])
def test_a_carton_is_as_heavy_as_the_catalogue_says(weight: str, verdict: Verdict) -> None:
    folder = late("250.00", units=10, issue_type="Carton", sub_type="Overweight carton")
    folder.row(
        TableKind.CATALOGUE,
        sku=ITEM,
        case_pack=12,
        length="10",
        width="8",
        height="4",
        dimension_unit="in",
        weight=weight,
        weight_unit="lb",
    )
    assert finding(folder).verdict is verdict


def card(folder: Folder) -> Folder:
    for since, fees in ((date(2026, 1, 1), ("0.42", "0.78")), (date(2026, 7, 1), ("0.47", "0.86"))):
        for name, side, weight, fee in (("Small", "12", "3", fees[0]), ("Standard", "18", "15", fees[1])):
            folder.row(
                TableKind.RATE_CARD,
                fee_type="Handling",
                effective_from=since,
                size_tier=name,
                max_longest_side=side,
                max_median_side=side,
                max_shortest_side=side,
                dimension_unit="in",
                max_weight=weight,
                weight_unit="lb",
                fee=fee,
            )
    return folder


def fee(amount: str, per_unit: str, day: date = date(2026, 8, 5), unit: str = "in", longest: str = "11") -> Folder:
    folder = card(Folder())
    size = {"width": "8", "height": "4", "dimension_unit": "in", "weight": "2", "weight_unit": "lb"}
    folder.row(TableKind.CATALOGUE, sku=ITEM, case_pack=12, length="11", **size)
    stated = size | {"dimension_unit": unit, "length": longest}
    return folder.row(
        TableKind.FEE_STATEMENT,
        fee_id="F-1",
        sku=ITEM,
        fee_type="handling",
        service_date=day,
        units=100,
        fee_per_unit=per_unit,
        amount=amount,
        currency="USD",
        **stated,
    )


def test_a_fee_follows_the_size_of_record_and_the_card_in_force() -> None:
    assert finding(fee("47.00", "0.47"), "F-1").verdict is Verdict.ACCEPT
    assert finding(fee("42.00", "0.42", date(2026, 6, 30)), "F-1").verdict is Verdict.ACCEPT


def test_the_card_of_another_day_is_refunded() -> None:
    found = finding(fee("47.00", "0.47", date(2026, 6, 30)), "F-1")
    assert (found.reason, found.recoverable_amount) == ("wrong_rate_date", Decimal("5.00"))


def test_measures_other_than_those_of_record_are_refunded() -> None:
    found = finding(fee("86.00", "0.86", longest="13"), "F-1")
    assert (found.reason, found.recoverable_amount) == ("wrong_dimensions", Decimal("39.00"))


def test_of_a_date_that_can_be_read_in_two_ways_only_a_possible_one_counts() -> None:
    unsure = Field("2026-12-08", "08/12/2026", 0.6, 1, None, review=True)
    found = finding(delivered_on(unsure))
    assert (found.verdict, found.reason) == (Verdict.DISPUTE, "within_window")
    both = Field("2026-10-08", "10/08/2026", 0.6, 1, None, review=True)
    assert finding(delivered_on(both)).verdict is Verdict.REVIEW


def delivered_on(day: Field) -> Folder:
    return with_receipt(with_packing_list(ordered(late("9.60"))), delivery_date=day)
