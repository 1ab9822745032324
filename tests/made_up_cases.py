"""Cases put straight into a ledger, for tests of the queue and the reports: only what a test speaks of is said, the rest is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cases.life.standing import CLOSED_STATES
from facts.finding import Direction, FindingType, Verdict
from ledger.cases import Case, CaseState
from ledger.findings import FindingRow
from ledger.people import User
from ledger.suppliers import Account, Supplier

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
TODAY = date(2026, 11, 1)
SUPPLIERS = (1, 2, 3)
USERS = (1, 2)


def house(session: Session) -> None:
    """Three suppliers with an account each (numbers 1 to 3), and two users."""
    session.execute(insert(Supplier), [{"id": n, "name": f"Supplier {n}", "slug": f"s{n}", "created_at": NOW} for n in SUPPLIERS])
    accounts = [{"id": n, "supplier_id": n, "retailer": "amazon_us", "currency": "USD", "created_at": NOW} for n in SUPPLIERS]
    session.execute(insert(Account), accounts)
    session.execute(insert(User), [{"id": n, "email": f"u{n}@example.test", "name": f"User {n}", "created_at": NOW} for n in USERS])


def columns(number: int, **said: Any) -> dict[str, Any]:
    """The columns of case `number`; closed and month follow from state and day of deduction unless they are said."""
    taken = said.get("deducted_on")
    return {
        "id": number,
        "number": number,
        "supplier_id": 1,
        "account_id": said.get("supplier_id", 1),
        "case_key": f"shortage:{number}",
        "type": FindingType.SHORTAGE,
        "retailer": "amazon_us",
        "reference": f"INV{number}SC",
        "verdict": "dispute",
        "state": CaseState.DETECTED,
        "closed": said.get("state") in CLOSED_STATES,
        "currency": "USD",
        "deduction_month": f"{taken:%Y-%m}" if taken else "",
        "opened_at": NOW,
        "changed_at": NOW,
        "version": 1,
        **said,
    }


def put(session: Session, cases: Sequence[dict[str, Any]]) -> None:
    """Cases by their columns, which may differ from case to case."""
    for case in cases:
        session.execute(insert(Case), [case])


def line(number: int, case_id: int, **said: Any) -> dict[str, Any]:
    """The columns of finding `number`, a line of a case."""
    return {
        "id": number,
        "account_id": 1,
        "case_id": case_id,
        "finding_key": f"f{number}",
        "type": FindingType.SHORTAGE,
        "direction": Direction.OWED_TO_US,
        "reference": f"INV{case_id}SC",
        "currency": "USD",
        "claimed_minor": 0,
        "recoverable_minor": 0,
        "verdict": Verdict.DISPUTE,
        "reason": "proof_shows_full_delivery",
        "why": "",
        "rule": "amazon_us/shortage",
        "confidence": 0.9,
        "fingerprint": "",
        "first_seen_at": NOW,
        "judged_at": NOW,
        **said,
    }


def put_lines(session: Session, lines: Sequence[dict[str, Any]]) -> None:
    """Findings by their columns."""
    for said in lines:
        session.execute(insert(FindingRow), [said])
