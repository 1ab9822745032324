"""A claim gone through by the judge of claims and the named checks: what contract and ledger say of it, and what is only unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.rebating.claim_guards import BEFORE_PAYMENT
from cases.rebating.claims import CALCULATED, PARTNER
from cases.rebating.statements import RebateLedger, WorkedStatement, contracts_kept
from cases.rebating.versions import deciding
from extractors.file_traces import FileTrace, trace_of
from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import Money
from facts.tables import TableKind
from ledger.files import FileStore
from ledger.papers import Document, TableRead, TradeFact
from ledger.rebates import BankDetail, ClaimFile, ClaimState, ContractVersion, RebateClaimRow, RebateContract
from matchers.rebates.claims import RebateBooks, RebateClaim, judge_claim
from matchers.rebates.kept import ClaimKept
from matchers.rebates.periods import Stretch
from matchers.rebates.signals.checks import signals_on
from matchers.rebates.signals.signal import PaperTrace, Signal, Surroundings

MOST_LINES: Final = 20_000
"""Rows of a claim's own files that are looked at."""
MOST_CLAIMS: Final = 5_000
"""Claims of an agreement that one look goes through, the latest first."""
UNTOLD: Final = frozenset({ClaimState.CALCULATED, ClaimState.REVIEWED, ClaimState.APPROVED})
"""States in which a claim that we worked out has not reached the partner: whoever claims the same claims nothing twice."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the judge of claims and the checks said of a claim."""

    verdict: str
    reason: str
    why: str
    calculation: tuple[dict[str, Any], ...]
    evidence: tuple[dict[str, Any], ...]
    checks: tuple[dict[str, Any], ...]
    signals: tuple[Signal, ...]
    files: int = 0
    """How many files of the claim this look knew."""


def examine(
    session: Session,
    books: RebateLedger,
    contract: RebateContract,
    worked: WorkedStatement,
    filed: Sequence[RebateClaim],
    today: date,
    files: FileStore | None = None,
    beside: Sequence[RebateClaim] = (),
) -> dict[int, Examined]:
    """By claim, what the judge and the checks say of the claims under an agreement that we pay, each held against those filed before it.

    `beside` are the claims under other agreements of the same partner or customer: the checks look at them, the judge does not.
    """
    rows = _rows(session, contract)
    stated = stated_claims(session, contract, worked, filed)
    roll = books.roll(contract.id)
    found: dict[int, Examined] = {}
    for place_, row in enumerate(rows):
        version = deciding(roll.versions, row.starts_on)
        if version is None or row.state not in BEFORE_PAYMENT or row.origin == CALCULATED:
            continue
        known = dict(contracts_kept(books, roll, version, worked.customers, today))
        own = replace(books.books, contracts=known, claims=(*(stated[r.id] for r in rows), *beside))
        told = _surroundings(session, contract, row, rows[:place_], version, files)
        earlier = tuple(stated[r.id] for r in rows[:place_] if r.origin != CALCULATED or r.state not in UNTOLD)
        known_files = session.scalar(select(func.count()).select_from(ClaimFile).where(ClaimFile.claim_id == row.id)) or 0
        found[row.id] = replace(_examined(stated[row.id], own, earlier, told), files=known_files)
    return found


def stated_claims(
    session: Session, contract: RebateContract, worked: WorkedStatement, filed: Sequence[RebateClaim]
) -> dict[int, RebateClaim]:
    """By id, the claims under an agreement as the judge takes them: as their table states them, else as the ledger has them."""
    read = {compact(c.number): c for c in filed}
    return {row.id: read.get(compact(row.number)) or _as_filed(session, contract, row, worked) for row in _rows(session, contract)}


def _rows(session: Session, contract: RebateContract) -> list[RebateClaimRow]:
    wanted = select(RebateClaimRow).where(RebateClaimRow.contract_id == contract.id, RebateClaimRow.state != ClaimState.WITHDRAWN)
    return list(session.scalars(wanted.order_by(RebateClaimRow.id.desc()).limit(MOST_CLAIMS)).all()[::-1])


def _examined(claim: RebateClaim, books: RebateBooks, earlier: tuple[RebateClaim, ...], told: Surroundings) -> Examined:
    outcome = judge_claim(claim, books, earlier)
    signals = signals_on(claim, books, told)
    sheet = outcome.calculation
    checks = [{"check": s.check, "sentence": s.sentence, "refutes": s.refutes} for s in signals]
    if outcome.verdict is Verdict.DISPUTE:
        checks.insert(0, {"check": outcome.reason, "sentence": outcome.why, "refutes": True, "excess": _excess(sheet.known)})
    return Examined(
        outcome.verdict.value,
        outcome.reason,
        outcome.why,
        tuple(s.to_json() for s in sheet.steps),
        tuple(e.to_json() for e in sheet.evidence),
        tuple(checks),
        signals,
    )


def _excess(known: Mapping[str, Decimal]) -> str | None:
    return f"{known['value']:f}" if "value" in known else None


def _as_filed(session: Session, contract: RebateContract, row: RebateClaimRow, worked: WorkedStatement) -> RebateClaim:
    """A claim of the ledger as the judge takes it, with the rows of its own files."""
    facts = (
        select(TradeFact.values)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .join(ClaimFile, ClaimFile.document_id == TableRead.document_id)
        .where(ClaimFile.claim_id == row.id, TableRead.kind == TableKind.REBATE_CLAIMS.value)
        .order_by(TradeFact.table_id, TradeFact.position)
        .limit(MOST_LINES)
    )
    lines = tuple(v for v in session.scalars(facts) if v.get("invoice_number"))
    customer = worked.customers[0] if worked.customers else ""
    return ClaimKept(
        row.number,
        contract.number,
        customer,
        Stretch(row.starts_on, row.ends_on),
        None if row.claimed_base is None else Decimal(row.claimed_base),
        Money(row.claimed_minor, row.currency).amount,
        row.currency,
        row.submitted_at.date(),
        f"claim {row.number}",
        lines,
    ).as_filed()


def _surroundings(
    session: Session,
    contract: RebateContract,
    row: RebateClaimRow,
    before: Sequence[RebateClaimRow],
    version: ContractVersion,
    files: FileStore | None,
) -> Surroundings:
    banks: Sequence[BankDetail] = ()
    if contract.partner_id is not None:
        banks = session.scalars(select(BankDetail).where(BankDetail.partner_id == contract.partner_id).order_by(BankDetail.version)).all()
    changed = banks[-1].made_at.date() if len(banks) > 1 else None  # the first one changes nothing
    amended = version.number > 1 or version.changed_at > version.made_at  # what was merely entered was not edited
    edited = version.changed_at.date() if version.editors and amended else None
    return Surroundings(
        filed_by=row.submitted_by,
        earlier_filers=Counter(r.submitted_by for r in before if r.origin == PARTNER),
        bank_changed_on=changed,
        payout_on=row.expected_on,
        agreement_signed_on=version.signed_on,
        agreement_edited_on=edited,
        files=tuple(_traces(session, row, files)),
    )


def _traces(session: Session, row: RebateClaimRow, files: FileStore | None) -> Iterator[PaperTrace]:
    """What the claim's own files say of their making, as far as they say anything."""
    wanted = select(ClaimFile.name, Document.sha256).join(Document, Document.id == ClaimFile.document_id)
    for name, sha256 in session.execute(wanted.where(ClaimFile.claim_id == row.id).order_by(ClaimFile.id)).all() if files else ():
        content = files.get(sha256) if files is not None else None
        trace = trace_of(content) if content is not None else FileTrace()
        if trace.made is not None:
            yield PaperTrace(name, trace.made, trace.changed, trace.by)
