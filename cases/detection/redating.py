"""Other rules, other days: open cases are dated anew, filed ones keep the rules they were filed under, and both are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.detection.judged_groups import KnownLine
from cases.life.case_lines import OPEN
from cases.life.transitions import note
from facts.finding import Finding
from ledger.cases import Case


@dataclass(frozen=True, slots=True)
class CaseDates:
    """The days of a case: from when it may be filed, until when it is safe, when its window closes."""

    opens_on: date | None
    safe_by: date | None
    dispute_by: date | None

    @classmethod
    def of(cls, case: Case) -> CaseDates:
        """As the case has them."""
        return cls(case.opens_on, case.safe_by, case.dispute_by)

    @classmethod
    def of_findings(cls, findings: Iterable[Finding]) -> CaseDates:
        """As its lines would give them: the open ones decide where there are any."""
        found = list(findings)
        counted = [f for f in found if f.verdict in OPEN] or found
        return cls(
            max((f.opens_on for f in counted if f.opens_on), default=None),
            min((f.safe_by for f in counted if f.safe_by), default=None),
            min((f.dispute_by for f in counted if f.dispute_by), default=None),
        )

    def to_json(self) -> dict[str, str | None]:
        """As the journal keeps them."""
        return {name: None if (day := getattr(self, name)) is None else day.isoformat() for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Redated:
    """A case whose days are others under the rules in force. `kept`: it was filed, and its own days stay `before`."""

    case_id: int
    number: int
    kept: bool
    before: CaseDates
    after: CaseDates


def show_kept_dates(session: Session, redated: Sequence[tuple[KnownLine, Finding]], *, actor: str, now: datetime) -> list[Redated]:
    """Shows on filed cases which days the new rules would give them. Their own days, and what was filed, stay."""
    shown = kept_dates(session, redated)
    cases = {
        c.id: c for c in session.scalars(select(Case).where(Case.id.in_([r.case_id for r in shown])).order_by(Case.id).with_for_update())
    }
    for found in shown:
        case = cases[found.case_id]
        before, after = found.before.to_json(), found.after.to_json()
        told = [
            {"line": "", "sku": "", "what": f"{name.replace('_', ' ')} under the new rules", "before": before[name], "after": day}
            for name, day in after.items()
            if day != before[name]
        ]
        case.changes = [*case.changes, *({**change, "at": now.isoformat()} for change in told)]
        note(session, case, "kept_its_rules", actor=actor, now=now, reason="other rules are in force", before=before, after=after)
    return shown


def kept_dates(session: Session, redated: Iterable[tuple[KnownLine, Finding]]) -> list[Redated]:
    """The filed cases that the rules in force would date otherwise."""
    by_case: dict[int, list[Finding]] = defaultdict(list)
    for known, finding in redated:
        if known.case_id is not None:
            by_case[known.case_id].append(finding)
    cases = session.scalars(select(Case).where(Case.id.in_(sorted(by_case)), Case.closed.is_(False)).order_by(Case.number))
    found = [Redated(c.id, c.number, kept=True, before=CaseDates.of(c), after=CaseDates.of_findings(by_case[c.id])) for c in cases]
    return [r for r in found if r.before != r.after]
