"""A contract of several rebates in the ledger: a draft of each, and what names the contract finds the part of its days."""

from datetime import date
from typing import Any

from sqlalchemy import select

from cases.rebating.renewing import look_at
from cases.rebating.version_moves import move
from cases.rebating.versions import versions_of
from facts.documents import DocumentKind
from facts.tables import TableKind
from ledger.models import RebateClaimRow, RebateContract, VersionState
from tests.detection.supplier import File, paper, table
from tests.rebating.agreed import CUSTOMER, US, Desk, sale, sales
from tests.rebating.claiming import claims_table, look, submit

HEAD: Any = {
    "agreement_number": "RB-9", "payer_name": US, "earner_name": CUSTOMER, "start_date": "2025-01-01", "end_date": "2026-12-31",
    "currency": "USD", "mechanism": "retroactive", "basis": "net", "measure": "value", "period": "year",
}  # fmt: skip


def by_years(name: str = "contracts/rb-9.pdf", **rates: str) -> File:
    told = {"2025": "0.01", "2026": "0.03"} | {year.lstrip("y"): rate for year, rate in rates.items()}
    lines = ({"part": y, "from": "1000", "rate": r, "start_date": f"{y}-01-01", "end_date": f"{y}-12-31"} for y, r in told.items())
    return paper(name, DocumentKind.REBATE_AGREEMENT, *lines, **HEAD)


def two_rebates() -> File:
    second: dict[str, Any] = {"part": "2", "mechanism": "fixed", "measure": "value", "period": "quarter", "from": "500", "amount": "25"}
    return paper("contracts/rb-9.pdf", DocumentKind.REBATE_AGREEMENT, {"from": "1000", "rate": "0.01"}, second, **HEAD, stacking="added")


def agreements(desk: Desk) -> dict[str, RebateContract]:
    return {c.number: c for c in desk.session.scalars(select(RebateContract).order_by(RebateContract.number))}


def approve_all(desk: Desk) -> None:
    for owner in agreements(desk).values():
        [version] = versions_of(desk.session, owner.id)
        move(desk.session, version, VersionState.SUBMITTED, **desk.by())
        move(desk.session, version, VersionState.APPROVED, **desk.by("rita"))


def test_each_rebate_of_a_contract_is_a_draft_of_its_own_with_its_places(desk: Desk) -> None:
    desk.house.receive(two_rebates())
    drafts = {number: versions_of(desk.session, owner.id) for number, owner in agreements(desk).items()}
    assert list(drafts) == ["RB-9 part 1", "RB-9 part 2"]
    [first], [second] = drafts.values()
    assert (first.terms["mechanism"], second.terms["mechanism"]) == ("retroactive", "fixed")
    assert (first.problem, second.problem) == ("", "")
    assert second.places["mechanism"]["text"] == "fixed"
    assert second.places["tiers.0.amount"]["document_id"] == second.document_id
    desk.house.receive(File("contracts/copy.pdf", papers=two_rebates().papers))
    assert all(len(versions_of(desk.session, owner.id)) == 1 for owner in agreements(desk).values())


def test_rates_for_families_of_goods_wait_for_a_person_with_their_tiers(desk: Desk) -> None:
    lines = ({"part": family, "from": "1000", "rate": rate} for family, rate in (("Paints", "0.01"), ("Varnishes", "0.02")))
    desk.house.receive(paper("contracts/rb-9.pdf", DocumentKind.REBATE_AGREEMENT, *lines, **HEAD))
    told = [version for owner in agreements(desk).values() for version in versions_of(desk.session, owner.id)]
    assert ["Paints" in told[0].problem, "Varnishes" in told[1].problem] == [True, True]
    assert [v.terms["tiers"] for v in told] == [[{"start": "1000", "rate": "0.01"}], [{"start": "1000", "rate": "0.02"}]]


def test_an_amended_rate_is_a_further_draft_of_its_part_alone(desk: Desk) -> None:
    desk.house.receive(by_years())
    desk.house.receive(by_years("contracts/amended.pdf", y2026="0.04"))
    assert [len(versions_of(desk.session, owner.id)) for owner in agreements(desk).values()] == [1, 2]


def test_a_claim_under_the_contract_is_held_against_the_year_that_it_is_for(desk: Desk) -> None:
    desk.house.receive(by_years())
    approve_all(desk)
    desk.house.receive(sales("sales.csv", sale(1, "5000.00", date(2025, 3, 2)), sale(2, "7000.00", date(2026, 2, 2))))
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    desk.house.receive(claims_table({"claim_id": "CL-1", "agreement_number": "RB-9", "claimed_amount": "50.00", **year}))
    look(desk)
    [claim] = desk.session.scalars(select(RebateClaimRow)).all()
    assert claim.contract_id == agreements(desk)["RB-9 part 1"].id
    assert (claim.verdict, claim.difference_minor) == ("accept", 0)


def test_a_claim_that_may_be_for_either_of_two_rebates_is_taken_for_none(desk: Desk) -> None:
    desk.house.receive(two_rebates())
    approve_all(desk)
    year = {"period_start": date(2026, 1, 1), "period_end": date(2026, 3, 31)}
    desk.house.receive(claims_table({"claim_id": "CL-1", "agreement_number": "RB-9", "claimed_amount": "50.00", **year}))
    look(desk)
    assert not desk.session.scalars(select(RebateClaimRow)).all()
    told = [owner.figures["of_which_part"] for owner in agreements(desk).values()]
    asked = "claim CL-1 names agreement RB-9, of which several parts hold for its days; submit it under the part that it is for"
    assert told == [[asked], [asked]]


def test_nobody_is_asked_of_which_part_a_claim_is_that_somebody_submitted_under_one(desk: Desk) -> None:
    desk.house.receive(two_rebates())
    approve_all(desk)
    year = {"period_start": date(2026, 1, 1), "period_end": date(2026, 3, 31)}
    desk.house.receive(claims_table({"claim_id": "CL-1", "agreement_number": "RB-9", "claimed_amount": "50.00", **year}))
    look(desk)
    submit(desk, "50.00", period=(date(2026, 1, 1), date(2026, 3, 31)))
    look(desk)
    assert [owner.figures["of_which_part"] for owner in agreements(desk).values()] == [[], []]


def test_a_claim_of_the_same_number_under_another_contract_does_not_say_of_which_part_one_is(desk: Desk) -> None:
    desk.house.receive(
        paper("contracts/rb-1.pdf", DocumentKind.REBATE_AGREEMENT, {"from": "1000", "rate": "0.01"}, **HEAD | {"agreement_number": "RB-1"})
    )
    desk.house.receive(two_rebates())
    approve_all(desk)
    year = {"period_start": date(2026, 1, 1), "period_end": date(2026, 3, 31)}
    desk.house.receive(claims_table({"claim_id": "CL-1", "agreement_number": "RB-9", "claimed_amount": "50.00", **year}))
    assert submit(desk, "50.00", period=(date(2026, 1, 1), date(2026, 3, 31))).contract_id == agreements(desk)["RB-1"].id
    look(desk)
    assert [len(owner.figures["of_which_part"]) for owner in agreements(desk).values()] == [0, 1, 1]


def test_a_payment_under_a_contract_of_which_a_part_is_not_approved_is_taken_for_none(desk: Desk) -> None:
    desk.house.receive(by_years())
    paid = {"payment_number": "P-1", "invoice_number": "X-1", "invoice_date": date(2026, 2, 1), "amount_paid": "50.00", "currency": "USD"}
    desk.house.receive(table("paid.csv", TableKind.REMITTANCE_LINES, paid | {"description": "rebate agreement RB-9"}))
    day, found = desk.house.today, []
    for owner in agreements(desk).values():
        [version] = versions_of(desk.session, owner.id)
        move(desk.session, version, VersionState.SUBMITTED, **desk.by())
        move(desk.session, version, VersionState.APPROVED, **desk.by("rita"))
        found.append([p.agreement for p in look_at(desk.session, desk.house.account.id, day, today=day).paid])
    assert found == [[], ["RB-9 part 1"]]
