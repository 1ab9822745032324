"""Somebody who works for one supplier and only reads for another: the pages of work are about the first alone."""

from __future__ import annotations

import httpx2
import pytest

from ledger.models import Role, User
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked

PAGES = ("/queue", "/queue?closed=all", "/inbox", "/unmatched", "/welcome", "/events?from=2026-01-01&to=2026-12-31")
TYPED = ("/inbox", "/unmatched", "/events", "/rules", "/welcome", "/portal", "/admin/jobs", "/admin/access", "/portal/cases")


@pytest.fixture
def read(town: Town, admin: User) -> Shop:
    """The supplier that is only read for: its case is given to somebody and marked."""
    made = stocked(town, "Hal")
    staff = town.user("hanna@example.com", (Role.SPECIALIST, made.supplier.id))
    changed = town.caller(admin).patch(f"/api/v1/cases/{made.numbers['case_id']}", json={"tags": ["doubtful"], "assignee_id": staff.id})
    assert changed.status_code == 200
    return made


@pytest.fixture
def two(town: Town, read: Shop) -> httpx2.Client:
    worked = stocked(town, "Ida")
    return town.caller(town.user("two@example.com", (Role.SUPPLIER, read.supplier.id), (Role.SPECIALIST, worked.supplier.id)))


def told_of(shop: Shop, page: str) -> list[str]:
    """What the main part of a page says of a supplier's case and document."""
    main = page[page.index("<main") :]
    known = (f"/cases/{shop.numbers['case_id']}?", f"/documents/{shop.numbers['document_id']}", "doubtful", "hanna@example.com")
    return [word for word in known if word in main]


@pytest.mark.both_engines
@pytest.mark.parametrize("address", PAGES)
def test_pages_of_work_show_nothing_of_it(read: Shop, two: httpx2.Client, address: str) -> None:
    answer = two.get(address)
    assert answer.status_code == 200
    assert told_of(read, answer.text) == []


@pytest.mark.both_engines
@pytest.mark.parametrize("address", ["/queue", "/inbox"])
def test_who_works_for_it_is_shown_it(town: Town, read: Shop, admin: User, address: str) -> None:
    assert told_of(read, town.caller(admin).get(address).text)


@pytest.mark.parametrize("address", TYPED)
@pytest.mark.parametrize("supplier", ["", "1", "0", "x", "9" * 30])
def test_a_supplier_in_the_address_is_none_or_a_number(town: Town, admin: User, address: str, supplier: str) -> None:
    stocked(town, "Ida")
    status = town.caller(admin).get(address, params={"supplier": supplier}).status_code
    assert status in ({200, 404} if supplier in {"", "1"} else {422})
