"""Freight that is billed on: whose it is, for what weight, at which rate, once (domain.md 1.8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.documents import DocumentKind
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import BILL, ITEM, ORDER, Folder, with_packing_list

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)


def billed(amount: str, *, number: str = "FR-1", terms: str = "Prepaid", folder: Folder | None = None, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "freight_claim": number,
        "pro_number": "112233445",
        "bol_number": BILL,
        "purchase_order": ORDER,
        "ship_date": date(2026, 9, 1),
        "charge_date": date(2026, 9, 20),
        "zone": "4",
        "weight": "1000",
        "weight_unit": "lb",
        "amount": amount,
        "currency": "USD",
    }
    folder = folder or Folder().row(
        TableKind.PURCHASE_ORDERS, purchase_order=ORDER, sku=ITEM, quantity_accepted=120, unit_cost="4.17", freight_terms=terms
    )
    return folder.row(TableKind.FREIGHT_CHARGES, **(told | said))


def tariff(folder: Folder) -> Folder:
    lines: tuple[dict[str, Any], ...] = (
        {"zone": "4", "rate": "20.00", "effective_from": date(2026, 1, 1), "effective_to": date(2026, 7, 31)},
        {"zone": "4", "rate": "22.00", "effective_from": date(2026, 8, 1), "minimum_charge": "95.00", "fuel_surcharge": "0.10"},
        {"zone": "5", "rate": "30.00", "effective_from": date(2026, 8, 1)},
    )
    for line in lines:
        folder.row(TableKind.FREIGHT_RATES, fee_basis="per cwt", currency="USD", **line)
    return folder.row(
        TableKind.FREIGHT_RATES, accessorial="Liftgate", rate="75.00", fee_basis="per shipment", effective_from=date(2026, 1, 1)
    )


def bill(folder: Folder, weight: str = "1000") -> Folder:
    return folder.paper(
        DocumentKind.BILL_OF_LADING,
        bol_number=BILL,
        purchase_orders=[ORDER],
        ship_date="2026-09-01",
        total_weight=weight,
        weight_unit="lb",
        total_cartons=10,
    )


def notice(folder: Folder, weight: str) -> Folder:
    line = {"purchase_order": ORDER, "sku": ITEM, "cartons": 10, "units": 120}
    return folder.paper(
        DocumentKind.ADVANCE_SHIP_NOTICE, (line,), bol_number=BILL, purchase_orders=[ORDER], total_weight=weight, weight_unit="lb"
    )


def finding(folder: Folder, number: str = "FR-1") -> Finding:
    return next(f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == number)


def told(folder: Folder, number: str = "FR-1") -> tuple[Verdict, str, Decimal]:
    found = finding(folder, number)
    return found.verdict, found.reason, found.recoverable_amount


def test_carriage_of_an_order_that_ships_collect_is_the_retailer_s() -> None:
    assert told(billed("310.00", terms="Collect")) == (Verdict.DISPUTE, "freight_not_ours", Decimal("310.00"))
    waited = billed("310.00", terms="Collect", accessorial="Detention")
    assert told(waited)[0] is Verdict.REVIEW, "waiting at our dock may be our doing"


def test_the_tariff_of_the_day_of_shipping_gives_the_freight() -> None:
    """10 cwt at 22.00 and 10 % fuel."""
    assert told(tariff(billed("242.00")))[:2] == (Verdict.ACCEPT, "as_agreed")
    found = finding(tariff(billed("330.00", rate="30.00")))
    assert (found.verdict, found.recoverable_amount) == (Verdict.DISPUTE, Decimal("88.00"))
    assert "another lane" in found.why
    assert told(tariff(billed("104.50", weight="100")))[0] is Verdict.ACCEPT, "the least charge holds for small shipments"


def test_a_weight_that_two_papers_gainsay_is_corrected() -> None:
    heavier: dict[str, Any] = {"weight": "1500"}
    both = notice(bill(tariff(billed("363.00", **heavier))), "1005")
    assert told(both) == (Verdict.DISPUTE, "weight_differs", Decimal("121.00"))
    one = bill(with_packing_list(tariff(billed("363.00", **heavier))))
    found = finding(one)
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("weight_ticket",))


def test_a_weight_within_the_tolerance_is_the_same_weight() -> None:
    assert told(bill(with_packing_list(tariff(billed("246.84", weight="1020")))))[0] is Verdict.ACCEPT


@pytest.mark.parametrize(
    "service, amount, verdict, reason",
    [
        ("Liftgate", "75.00", Verdict.ACCEPT, "as_agreed"),
        ("Liftgate", "125.00", Verdict.DISPUTE, "wrong_freight_rate"),
        ("Sort and segregate", "90.00", Verdict.NEEDS_EVIDENCE, "accessorial_not_agreed"),
    ],
)
def test_services_cost_what_the_tariff_says(service: str, amount: str, verdict: Verdict, reason: str) -> None:
    assert told(tariff(billed(amount, accessorial=service)))[:2] == (verdict, reason)


def test_one_shipment_is_billed_once() -> None:
    folder = tariff(billed("242.00"))
    billed("242.00", number="FR-2", folder=folder, charge_date=date(2026, 10, 1))
    assert told(folder)[0] is Verdict.ACCEPT
    assert told(folder, "FR-2") == (Verdict.DISPUTE, "charged_twice", Decimal("242.00"))


def test_without_a_tariff_nothing_is_claimed() -> None:
    assert told(billed("242.00")) == (Verdict.REVIEW, "freight_rates_missing", Decimal(0))


def test_services_of_one_bill_are_lines_of_their_own() -> None:
    folder = tariff(billed("242.00"))
    billed("75.00", folder=folder, accessorial="Liftgate")
    found = [f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == "FR-1"]
    assert len({f.id for f in found}) == 2


def test_a_charge_that_says_prepaid_on_an_order_that_ships_collect_is_for_a_person() -> None:
    assert told(billed("310.00", terms="Collect", freight_terms="Prepaid"))[:2] == (Verdict.REVIEW, "freight_terms_differ")
    assert told(billed("310.00", terms="Collect", freight_terms="Collect"))[0] is Verdict.DISPUTE


def rated(folder: Folder, **said: Any) -> Folder:
    return folder.row(TableKind.FREIGHT_RATES, **({"rate": "100.00", "effective_from": date(2026, 1, 1), "currency": "USD"} | said))


@pytest.mark.parametrize(
    "basis, money, unit, reason",
    [("per ton", "USD", "kg", "unit_unclear"), ("per ton", "EUR", "kg", "as_agreed"), ("per metric ton", "USD", "lb", "as_agreed")],
)
def test_a_ton_where_pounds_are_weighed_is_for_a_person(basis: str, money: str, unit: str, reason: str) -> None:
    weight = {"kg": "1000", "lb": "2204.62262"}[unit]
    folder = rated(billed("100.00", weight=weight, weight_unit=unit, currency=money), fee_basis=basis, currency=money)
    assert told(folder)[1] == reason


def test_a_rate_of_a_class_holds_for_no_charge_without_one() -> None:
    classed = {"freight_class": "70", "fee_basis": "per shipment"}
    assert told(rated(billed("150.00"), **classed))[:2] == (Verdict.REVIEW, "no_rate_fits")
    assert told(rated(billed("150.00", freight_class="70"), **classed))[:2] == (Verdict.DISPUTE, "wrong_freight_rate")


def test_a_service_by_the_hour_is_named_by_the_tariff_and_for_a_person() -> None:
    hourly = rated(billed("150.00", accessorial="Detention"), accessorial="Detention", fee_basis="per hour after unloading")
    assert told(hourly)[:2] == (Verdict.REVIEW, "basis_unclear")
