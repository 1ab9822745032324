"""The lines of a case: its findings that still count, which of them are open, and which would be filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from facts.finding import Verdict
from ledger.cases import Case
from ledger.findings import FindingRow

OPEN: Final = frozenset({Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.TOO_EARLY, Verdict.REVIEW, Verdict.IN_DISPUTE})
"""Verdicts of lines on which something can still be won."""
_WEIGHT: Final = (
    Verdict.DISPUTE,
    Verdict.NEEDS_EVIDENCE,
    Verdict.TOO_EARLY,
    Verdict.REVIEW,
    Verdict.IN_DISPUTE,
    Verdict.EXPIRED,
    Verdict.RESOLVED,
    Verdict.ACCEPT,
)


def lines_of(session: Session, case: Case) -> list[FindingRow]:
    """The findings of a case that the last judgement still found, in a fixed order."""
    wanted = select(FindingRow).where(FindingRow.case_id == case.id, FindingRow.gone_at.is_(None))
    return list(session.scalars(wanted.order_by(FindingRow.reference, FindingRow.sku, FindingRow.id)))


def open_lines(lines: Iterable[FindingRow]) -> list[FindingRow]:
    """The lines on which something can still be won."""
    return [line for line in lines if line.verdict in OPEN]


def fileable_lines(case: Case, lines: Iterable[FindingRow]) -> list[FindingRow]:
    """The lines that a filing now would ask for: those to dispute, and, where a person waived what is missing, the weak ones."""
    taken = {Verdict.DISPUTE} | ({Verdict.NEEDS_EVIDENCE} if case.waiver else set())
    return [line for line in lines if line.verdict in taken and line.recoverable_minor > 0]


def asked_minor(case: Case, lines: Iterable[FindingRow]) -> int:
    """What a filing now would ask for in minor units: the lines to be filed, less what was granted before and only not paid yet."""
    granted = max(0, case.approved_minor - case.paid_minor - case.offset_minor)
    return max(0, sum(line.recoverable_minor for line in fileable_lines(case, lines)) - granted)


def leading_line(lines: Sequence[FindingRow]) -> FindingRow | None:
    """The line that speaks for the case: what can be acted on first, then the largest amount."""
    return min(
        lines, key=lambda f: (f.verdict not in OPEN, -f.recoverable_minor, _WEIGHT.index(f.verdict), -f.claimed_minor, f.id), default=None
    )


def reason_of(lines: Sequence[FindingRow]) -> str:
    """The code of the verdict that speaks for the case; empty where no line is left."""
    lead = leading_line(lines)
    return lead.reason if lead is not None else ""
