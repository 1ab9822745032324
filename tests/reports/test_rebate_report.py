"""Rebates in figures: by month, supplier, agreement and partner, each side for itself, and only of the suppliers one works for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from cases.reports.rebates import RebateAxis, RebateSelection, rebate_report
from cases.reports.report import Report, plain
from ledger.rebate_claims import ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import Partner, PartnerRole, RebateContract, RebateMonth, RebateStatement, VersionState
from tests.made_up_cases import NOW, TODAY, house

pytestmark = pytest.mark.both_engines

C = ClaimState
MONTHS = ("2026-08", "2026-09", "2026-10")


def _contract(number: int, supplier: int, side: str, partner: int) -> dict[str, Any]:
    return {
        "id": number,
        "supplier_id": supplier,
        "account_id": supplier,
        "partner_id": partner,
        "number": f"RA-{number}",
        "key": f"RA{number}",
        "side": side,
        "state": VersionState.APPROVED,
        "currency": "USD",
        "made_at": NOW,
        "made_by": "ben@example.test",
        "version": 1,
    }


def _months(contract: int, supplier: int, accrued: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {
            "supplier_id": supplier,
            "contract_id": contract,
            "statement_id": contract,
            "month": month,
            "starts_on": date.fromisoformat(f"{month}-01"),
            "ends_on": date.fromisoformat(f"{month}-28"),
            "currency": "USD",
            "earned_minor": amount // 2,
            "accrued_minor": amount,
            "claw_back_minor": min(amount, 0),
        }
        for month, amount in zip(MONTHS, accrued, strict=True)
    ]


def _claim(number: int, contract: int, state: ClaimState, minor: int, origin: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "supplier_id": 1,
        "contract_id": contract,
        "number": f"RC-{number}",
        "origin": origin,
        "side": "we_owe",
        "state": state,
        "starts_on": date(2026, 8, 1),
        "ends_on": date(2026, 8, 31),
        "currency": "USD",
        "claimed_minor": minor,
        "submitted_at": datetime(2026, 9, 4, tzinfo=UTC),
        "submitted_by": "pia@partner.test",
        "state_at": NOW,
        "version": 1,
        **more,
    }


def _payout(number: int, claim: int, contract: int, state: str, minor: int, day: date) -> dict[str, Any]:
    return {
        "id": number,
        "supplier_id": 1,
        "contract_id": contract,
        "claim_id": claim,
        "kind": "payment",
        "state": state,
        "currency": "USD",
        "amount_minor": minor,
        ("expected_on" if state == "expected" else "paid_on"): day,
        "recorded_at": NOW,
        "recorded_by": "ben@example.test",
        "version": 1,
    }


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as opened:
        house(opened)
        for number, role in ((1, PartnerRole.EARNER), (2, PartnerRole.PAYER), (3, PartnerRole.EARNER)):
            partner = {"id": number, "supplier_id": 3 if number == 3 else 1, "name": f"Partner {number}", "role": role, "currency": "USD"}
            opened.execute(insert(Partner), [partner | {"made_at": NOW, "made_by": "ben", "changed_at": NOW, "version": 1}])
        opened.execute(
            insert(RebateContract), [_contract(1, 1, "we_owe", 1), _contract(2, 1, "owed_to_us", 2), _contract(3, 3, "we_owe", 3)]
        )
        for number, supplier in ((1, 1), (2, 1), (3, 3)):
            said = {"id": number, "supplier_id": supplier, "contract_id": number, "as_of": TODAY, "made_at": NOW, "made_by": "ben"}
            opened.execute(insert(RebateStatement), [said | {"inputs_hash": "0", "currency": "USD"}])
        for number, supplier, accrued in ((1, 1, (10_000, 4_000, -1_000)), (2, 1, (500, 500, 500)), (3, 3, (70_000, 0, 0))):
            opened.execute(insert(RebateMonth), _months(number, supplier, accrued))
        claims = (
            _claim(1, 1, C.PAID, 6_000, "partner"),
            _claim(2, 1, C.AGREED, 3_000, "partner", agreed_minor=2_500, expected_on=date(2026, 11, 20)),
            _claim(3, 1, C.WITHDRAWN, 9_999, "partner"),
            _claim(4, 2, C.CALCULATED, 1_500, "calculated"),
            _claim(5, 2, C.CLAIMED, 1_000, "calculated"),
        )
        for claim in claims:
            opened.execute(insert(RebateClaimRow), [claim])
        opened.execute(insert(RebatePayout), [_payout(1, 1, 1, "made", 6_000, date(2026, 9, 30))])
        opened.execute(insert(RebatePayout), [_payout(2, 5, 2, "expected", 1_000, date(2026, 12, 1))])
        yield opened


def _lines(report: Report) -> dict[tuple[Any, Any], dict[str, Any]]:
    rows = [{c.name: plain(v) for c, v in zip(report.columns, row, strict=True)} for row in report.rows]
    return {(row["label"], row["side"]): row for row in rows}


def test_by_agreement_each_side_stands_for_itself(session: Session) -> None:
    found = rebate_report(session, supplier_ids={1}, selection=RebateSelection(), by=RebateAxis.AGREEMENT, today=TODAY)
    lines = _lines(found)
    assert set(lines) == {("RA-1", "we owe"), ("RA-2", "owed to us")}
    ours = lines["RA-1", "we owe"]
    assert [ours[name] for name in ("accrued", "claw_back", "claimed", "paid", "liability", "receivable", "expected")] == [
        "130.00",
        "-10.00",
        "90.00",
        "60.00",
        "70.00",
        None,
        "25.00",
    ]
    theirs = lines["RA-2", "owed to us"]
    # What we only worked out is no claim yet; what is expected of it stands on its payout and is counted once.
    assert [theirs[name] for name in ("claimed", "paid", "liability", "receivable", "expected")] == [
        "10.00",
        "0.00",
        None,
        "15.00",
        "10.00",
    ]
    assert {row[3] for row in found.totals} == {"we owe", "owed to us"}


def test_by_month_a_liability_is_what_stood_open_at_its_end(session: Session) -> None:
    asked = RebateSelection(supplier_id=1, side="we_owe")
    lines = _lines(rebate_report(session, supplier_ids=None, selection=asked, by=RebateAxis.MONTH, today=TODAY))
    assert [lines[month, "we owe"]["liability"] for month in MONTHS] == ["100.00", "80.00", "70.00"]
    assert lines["2026-09", "we owe"]["claimed"] == "90.00"
    assert lines["2026-09", "we owe"]["paid"] == "60.00"
    assert lines["2026-11", "we owe"]["expected"] == "25.00"
    september = RebateSelection(1, "we_owe", first="2026-09", last="2026-09")
    narrowed = _lines(rebate_report(session, supplier_ids=None, selection=september, by=RebateAxis.MONTH, today=TODAY))
    # A report of one month still knows what was accrued before.
    assert [row["liability"] for row in narrowed.values()] == ["80.00"]


@pytest.mark.parametrize("by", list(RebateAxis))
def test_sums_are_the_same_by_whatever_they_are_told_apart(session: Session, by: RebateAxis) -> None:
    found = rebate_report(session, supplier_ids=None, selection=RebateSelection(), by=by, today=TODAY)
    totals = {row[3]: {c.name: plain(v) for c, v in zip(found.columns, row, strict=True)} for row in found.totals}
    assert totals["we owe"]["accrued"] == "830.00"
    assert totals["we owe"]["liability"] == "770.00"
    assert totals["owed to us"]["expected"] == "10.00"


def test_other_suppliers_rebates_are_not_told(session: Session) -> None:
    found = rebate_report(session, supplier_ids={1}, selection=RebateSelection(), by=RebateAxis.PARTNER, today=TODAY)
    assert "Partner 3" not in {row[1] for row in found.rows}
    assert rebate_report(session, supplier_ids=(), selection=RebateSelection(), by=RebateAxis.MONTH, today=TODAY).rows == ()
