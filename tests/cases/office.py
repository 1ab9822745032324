"""A supplier with one account and ways to make cases in any situation, through the real models and services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cases.life.case_numbers import next_number
from cases.life.filings import record_filing
from cases.life.standing import refresh
from cases.life.transitions import first_state, move, waive_evidence
from facts.finding import Direction, FindingType, Verdict
from ledger.cases import Case, CaseState, Draft, Filing
from ledger.findings import FindingRow
from ledger.suppliers import Account, Supplier
from rules.loader import load_rules
from rules.model import Rules

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass
class Office:
    """A session, a supplier with an account at Amazon US, and the rules in force there."""

    session: Session
    supplier: Supplier
    account: Account
    rules: Rules
    now: datetime = NOW
    _made: int = field(default=0)

    @property
    def today(self) -> date:
        return self.now.date()

    def by(self, actor: str = "ana") -> dict[str, Any]:
        return {"rules": self.rules, "actor": actor, "now": self.now, "today": self.today}

    def later(self, days: int) -> None:
        self.now += timedelta(days=days)

    def line(self, case: Case | None = None, **changes: Any) -> FindingRow:
        self._made += 1
        values: dict[str, Any] = {
            "account_id": self.account.id,
            "case_id": case.id if case else None,
            "finding_key": f"f{self._made}",
            "type": FindingType.SHORTAGE,
            "direction": Direction.OWED_TO_US,
            "reference": "INV10482SC",
            "invoice_number": "INV10482",
            "purchase_order": "4XK2P9QR",
            "sku": f"B0ABCDEF{self._made:02d}",
            "currency": "USD",
            "claimed_minor": 50040,
            "recoverable_minor": 50040,
            "verdict": Verdict.DISPUTE,
            "reason": "proof_shows_full_delivery",
            "why": "the proof shows the full delivery",
            "rule": self.rules.rule_id(FindingType.SHORTAGE),
            "confidence": 0.95,
            "opens_on": date(2026, 9, 1),
            "safe_by": date(2026, 12, 1),
            "dispute_by": date(2028, 7, 1),
            "deducted_on": date(2026, 8, 1),
            "freight_terms": "prepaid",
            "fingerprint": "x",
            "first_seen_at": self.now,
            "judged_at": self.now,
        }
        row = FindingRow(**(values | changes))
        self.session.add(row)
        self.session.flush()
        return row

    def case(self, *lines: dict[str, Any], **changes: Any) -> Case:
        """A case with lines as given (one usual line where none is)."""
        self._made += 1
        case = Case(
            supplier_id=self.supplier.id,
            account_id=self.account.id,
            number=next_number(self.session, self.supplier.id),
            case_key=f"shortage|USD|{self._made}",
            type=FindingType.SHORTAGE,
            retailer="amazon_us",
            reference="",
            currency="USD",
            verdict="dispute",
            opened_at=self.now,
            changed_at=self.now,
        )
        for name, value in changes.items():
            setattr(case, name, value)
        self.session.add(case)
        self.session.flush()
        rows = [self.line(case, **line) for line in (lines or ({},))]
        case.state = first_state(frozenset(r.verdict for r in rows))
        case.closed = case.state in {CaseState.CLOSED, CaseState.EXPIRED}
        refresh(self.session, case, self.rules, today=self.today, now=self.now)
        return case

    def draft(self, case: Case, *, author: str = "ana", verified: bool = True) -> Draft:
        version = len(self.session.query(Draft).filter_by(case_id=case.id).all()) + 1
        draft = Draft(
            case_id=case.id,
            version=version,
            kind="dispute",
            text="We ask you …",
            made_by="template",
            author=author,
            at=self.now,
            verified=verified,
        )
        self.session.add(draft)
        self.session.flush()
        return draft

    def ready(self, case: Case) -> Case:
        """Takes a case up to ready_to_file."""
        if case.evidence_state not in {"complete", "waived"}:
            waive_evidence(self.session, case, **self.by(), reason="papers are in the carrier's portal")
        if case.state is not CaseState.DRAFTING:
            move(self.session, case, CaseState.DRAFTING, **self.by())
        self.draft(case)
        move(self.session, case, CaseState.IN_REVIEW, **self.by())
        move(self.session, case, CaseState.READY_TO_FILE, **self.by("ben"))
        return case

    def filed(self, case: Case, **more: Any) -> Filing:
        """Files a case that is not filed yet."""
        self.ready(case)
        values: dict[str, Any] = {"channel": "portal", "filed_on": self.today, "dispute_id": f"D{case.number}"} | more
        return record_filing(self.session, case, **values, **self.by())


def open_office(session: Session) -> Office:
    """A new supplier with an account."""
    supplier = Supplier(name="Halden Goods", slug="halden", created_at=NOW)
    session.add(supplier)
    session.flush()
    account = Account(supplier_id=supplier.id, retailer="amazon_us", currency="USD", created_at=NOW)
    session.add(account)
    session.flush()
    return Office(session, supplier, account, load_rules("amazon_us", None, TODAY))
