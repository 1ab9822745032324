"""What changed is judged again, and what did not keeps its finding: charges, fees, freight, price protection, audits, returns."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Final

import pytest

from facts.finding import Finding
from facts.tables import TableKind
from matchers.bearing import bearings, changed
from matchers.grounds import lay_out
from matchers.judge import judge
from tests.matchers import charged_order as faults
from tests.matchers import test_freight as freight
from tests.matchers import test_promotions as promotions
from tests.matchers import test_protection_and_audits as further
from tests.matchers import test_returns as returns
from tests.matchers import test_storage_and_cards as storage
from tests.matchers.folder import ITEM, Folder

AS_OF = date(2026, 11, 1)
RULES = faults.RULES
News = tuple[Callable[[], Folder], Callable[[Folder], object]]


def _repriced(folder: Folder) -> object:
    return folder.row(
        TableKind.PURCHASE_ORDERS,
        purchase_order="4XK2P9QR",
        sku=ITEM,
        order_date=date(2026, 5, 20),
        window_end=date(2026, 6, 10),
        quantity_accepted=30,
        unit_cost="8.00",
    )


NEWS: Final[dict[str, News]] = {
    "a tariff": (lambda: freight.billed("330.00"), freight.tariff),
    "a second bill": (
        lambda: freight.tariff(freight.billed("242.00")),
        lambda folder: freight.billed("242.00", number="FR-2", folder=folder, charge_date=date(2026, 10, 1)),
    ),
    "a bill of lading": (
        lambda: freight.notice(freight.tariff(freight.billed("363.00", weight="1500")), "1005"),
        freight.bill,
    ),
    "a confirmation": (
        lambda: faults.ordered(faults.charged("9.60", "Down-confirmed")),
        lambda folder: faults.confirmation(folder, "2026-08-01", 200),
    ),
    "another fault": (
        lambda: faults.ordered(faults.charged("16.00", "Not filled"), received=160),
        lambda folder: faults.charged("45.60", "Not on time", units=190, folder=folder, number="11", charge_date=date(2026, 10, 1)),
    ),
    "a cost": (
        lambda: further.protected("200.00", folder=Folder()),
        lambda folder: folder.row(TableKind.COST_HISTORY, sku=ITEM, cost="10.00", effective_from=date(2025, 1, 1)),
    ),
    "an order at the new cost": (lambda: further.protected("300.00", units_on_order=50), _repriced),
    "the first of two given back": (
        lambda: further.protected("200.00", number="IPAPUS1000002", folder=further.protected("200.00"), claim_date=date(2026, 7, 1)),
        further.given_back,
    ),
    "an earlier deduction": (lambda: further.audited("80.00", "Shortage"), further.deducted),
    "a report of units sold": (
        lambda: promotions.claimed(promotions.promoted(), "400.00", units=200),
        promotions.sold,
    ),
    "another claim for the same days": (
        lambda: promotions.sold(promotions.claimed(promotions.promoted(), "140.00", units=70, sold_from=date(2026, 7, 8))),
        lambda folder: promotions.claimed(folder, "280.00", units=140, number="MCB0", claim_date=date(2026, 7, 20)),
    ),
    "storage charged again": (
        lambda: storage.stored("78.00"),
        lambda folder: storage.stored("78.00", number="S-2", folder=folder),
    ),
    "the return's other number": (
        lambda: returns.authorised(returns.deducted("VRET900001", "200.00", date(2026, 10, 10))),
        lambda folder: returns.deducted("VRET123456", "200.00", folder=folder),
    ),
}


@pytest.mark.parametrize("name", NEWS)
def test_what_the_news_bears_on_is_judged_again(name: str) -> None:
    make, tell = NEWS[name]
    before, after = make(), make()
    tell(after)
    focus = changed(bearings(lay_out(before.frames(), RULES)), bearings(lay_out(after.frames(), RULES)))
    whole = _by_id(judge(after.frames(), RULES, AS_OF).findings)
    former = _by_id(judge(before.frames(), RULES, AS_OF).findings)
    again = _by_id(judge(after.frames(), RULES, AS_OF, focus).findings)
    assert again == {key: whole[key] for key in again}
    assert {key: former.get(key) for key in whole.keys() - again.keys()} == {key: whole[key] for key in whole.keys() - again.keys()}
    assert again, "the news bears on something"


def _by_id(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.id: finding for finding in findings}


def _everything() -> Folder:
    folder = freight.tariff(freight.billed("330.00"))
    freight.billed("330.00", number="FR-2", folder=folder, charge_date=date(2026, 10, 1))
    for other in (storage.stored("78.00"), storage.stored("78.00", number="S-2"), further.protected("200.00"), further.audited("80.00")):
        _pour(other, folder)
    _pour(faults.ordered(faults.charged("16.00", "Not filled"), received=160), folder)
    faults.charged("45.60", "Not on time", units=190, folder=folder, number="11", charge_date=date(2026, 10, 1))
    return folder


def _pour(other: Folder, folder: Folder) -> None:
    """Puts the rows of one folder into another, as further rows of its files; of an order and of what is there already only one."""
    for kind, rows in other.tables.items():
        there = folder.tables.setdefault(kind, [])
        for row in rows:
            said = {name: value for name, value in row.items() if name != "_row"}
            known = [{name: value for name, value in one.items() if name != "_row"} for one in there]
            if said not in known and not (kind is TableKind.PURCHASE_ORDERS and there):
                there.append(said | {"_row": len(there) + 2})
    folder.papers += other.papers


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_changes_no_finding(seed: int) -> None:
    folder, shuffled = _everything(), _everything()
    chance = random.Random(seed)
    for rows in shuffled.tables.values():
        chance.shuffle(rows)
    found = _by_id(judge(folder.frames(), RULES, AS_OF).findings)
    assert len(found) == 8
    assert _by_id(judge(shuffled.frames(), RULES, AS_OF).findings) == found
