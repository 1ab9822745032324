"""An authorisation of special prices in the ledger: a draft of each item as its paper is read, approved and worked out."""

from datetime import date

from sqlalchemy import select

from cases.rebating.version_moves import move
from cases.rebating.versions import versions_of
from extractors.papers import read_pages
from ledger.models import RebateContract, VersionState
from tests.detection.supplier import File
from tests.papers.conftest import typed_page
from tests.rebating.agreed import CUSTOMER, US, Desk, sale, sales

HEAD = f"""SHIP AND DEBIT AUTHORIZATION
Authorization no.: SPA-4471
Manufacturer: {US}
Distributor: {CUSTOMER}
End customer: Plant 7 Robotics Ltd
Valid from 1 January 2026 to 31 October 2026

"""
ROWS = """Part number    Distributor cost    Approved price    Credit per unit
POT-1          USD 12.50           USD 10.00         USD 2.50
LID-22         USD 9.80            USD 8.15          USD 1.65
"""
PROOF = {"end_customer": "Plant 7 Robotics Ltd", "approval_number": "SPA-4471"}


def authorisation(text: str, name: str = "contracts/spa.pdf") -> File:
    return File(name, papers=read_pages([typed_page(text)]))


def agreements(desk: Desk) -> dict[str, RebateContract]:
    return {c.number: c for c in desk.session.scalars(select(RebateContract).order_by(RebateContract.number))}


def test_each_item_of_an_authorisation_becomes_a_draft_and_pays_to_the_cent(desk: Desk) -> None:
    desk.house.receive(authorisation(HEAD + ROWS))
    owners = agreements(desk)
    assert list(owners) == ["SPA-4471 part 1", "SPA-4471 part 2"]
    for owner in owners.values():
        [version] = versions_of(desk.session, owner.id)
        assert (version.problem, version.to_review, version.terms["mechanism"]) == ("", [], "ship_and_debit")
        assert version.places["special_price"]["text"] in ROWS
        move(desk.session, version, VersionState.SUBMITTED, **desk.by())
        move(desk.session, version, VersionState.APPROVED, **desk.by("rita"))
    day = date(2026, 3, 5)
    rows = (
        sale(1, "87.50", day, quantity=7, **PROOF),
        sale(2, "29.40", day, sku="LID-22", quantity=3, **PROOF),
        sale(3, "125.00", day, **(PROOF | {"end_customer": "Plant 8"})),
        sale(4, "125.00", day, end_customer="Plant 7 Robotics Ltd"),
    )
    desk.house.receive(sales("sales.csv", *rows))
    worked = [desk.work_out(owner, desk.house.today) for owner in owners.values()]
    assert [str(w.total.earned) for w in worked] == ["17.50", "4.95"]


def test_a_quantity_that_bounds_an_item_keeps_its_draft_from_being_approved(desk: Desk) -> None:
    bounded = (
        "Part number    Approved qty    Distributor cost    Approved price\nPOT-1          500             USD 12.50           USD 10.00\n"
    )
    desk.house.receive(authorisation(HEAD + bounded))
    [owner] = agreements(desk).values()
    [version] = versions_of(desk.session, owner.id)
    assert "approved_quantity" in version.to_review


def test_one_item_is_one_draft_under_the_number_of_the_paper(desk: Desk) -> None:
    desk.house.receive(authorisation(HEAD + "Part number: POT-1\nDistributor cost: USD 12.50\nApproved price: USD 10.00\n"))
    assert list(agreements(desk)) == ["SPA-4471"]
