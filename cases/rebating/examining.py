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

from cases.background.desk import day_of
from cases.rebating.claim_guards import BEFORE_PAYMENT, in_whose_place
from cases.rebating.claims import CALCULATED, PARTNER
from cases.rebating.stated import standing_claims, stated_claims, stated_otherwise
from cases.rebating.statements import RebateLedger, contracts_kept
from cases.rebating.versions import deciding
from cases.rebating.worked import WorkedStatement
from extractors.file_traces import FileTrace, trace_of
from facts.finding import Verdict
from ledger.files import FileStore
from ledger.papers import Document, Paper
from ledger.rebate_claims import ClaimFile, ClaimState, RebateClaimRow
from ledger.rebates import BankDetail, ContractVersion, RebateContract
from matchers.rebates.claimed_before import corrected_by
from matchers.rebates.claims import RebateBooks, judge_claim
from matchers.rebates.filed import RebateClaim
from matchers.rebates.signals.checks import signals_on
from matchers.rebates.signals.signal import PaperTrace, Signal, Surroundings
from matchers.rebates.signals.undecided import if_taken

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
    rows = standing_claims(session, contract)
    stated = stated_claims(session, contract, worked, filed)
    replaced = {row.id: {r.id for r in in_whose_place(session, row)} for row in rows}
    corrected = corrected_by(stated[row.id] for row in rows)
    roll = books.roll(contract.id)
    found: dict[int, Examined] = {}
    for place_, row in enumerate(rows):
        version = deciding(roll.versions, row.starts_on)
        if version is None or row.state not in BEFORE_PAYMENT or row.origin == CALCULATED:
            continue
        known = dict(contracts_kept(books, roll, version, worked.customers, today))
        others = [r for r in rows if r.id not in replaced[row.id]]
        claims = (*(stated[r.id] for r in others), *beside)
        own = replace(worked.books, contracts=known, claims=claims, reach=worked.reach_of(version), corrected=corrected)
        told = _surroundings(session, contract, row, rows[:place_], version, files)
        earlier = tuple(stated[r.id] for r in rows[:place_] if not _counts_for_nothing(r))
        known_files = session.scalar(select(func.count()).select_from(ClaimFile).where(ClaimFile.claim_id == row.id)) or 0
        otherwise = tuple(stated_otherwise(stated[row.id], filed))
        found[row.id] = replace(_examined(stated[row.id], own, earlier, told, otherwise), files=known_files)
    return found


def _counts_for_nothing(row: RebateClaimRow) -> bool:
    """A claim of ours that nobody was told of, or one that is disputed and of which nobody approved anything."""
    return (row.origin == CALCULATED and row.state in UNTOLD) or (row.state is ClaimState.DISPUTED and row.agreed_minor is None)


def _examined(
    claim: RebateClaim, books: RebateBooks, earlier: tuple[RebateClaim, ...], told: Surroundings, otherwise: tuple[Signal, ...]
) -> Examined:
    outcome = judge_claim(claim, books, earlier)
    signals = (*signals_on(claim, books, told), *if_taken(claim, books, outcome, earlier), *otherwise)
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
    changed = day_of(banks[-1].made_at) if len(banks) > 1 else None  # the first one changes nothing
    amended = version.number > 1 or version.changed_at > version.made_at  # what was merely entered was not edited
    edited = day_of(version.changed_at) if version.editors and amended else None
    paper = session.get(Paper, version.paper_id) if version.paper_id is not None else None
    in_file = date.fromisoformat(paper.content["changed_on"]) if paper is not None and paper.content.get("changed_on") else None
    return Surroundings(
        filed_by=row.submitted_by,
        earlier_filers=Counter(r.submitted_by for r in before if r.origin == PARTNER),
        bank_changed_on=changed,
        payout_on=row.expected_on,
        agreement_signed_on=version.signed_on,
        agreement_edited_on=max((day for day in (edited, in_file) if day is not None), default=None),
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
