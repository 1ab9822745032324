"""Whether the money that a case shows is what its findings, filings, answers and recoveries come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.check.found import Checked, checked
from cases.life.standing import Sums, sums_now, sums_of
from ledger.cases import Case, CaseForm, Filing, Outcome, Recovery
from ledger.findings import FindingRow

AT_A_TIME: Final = 500

T = TypeVar("T", FindingRow, Filing, Outcome, Recovery)


def check_sums(session: Session) -> Checked:
    """Every sum of every case is worked out anew from its parts."""
    return checked("sums of cases", session.scalar(select(func.count()).select_from(Case)) or 0, _differences(session))


def _differences(session: Session) -> Iterator[str]:
    last = 0
    while cases := session.scalars(select(Case).where(Case.id > last).order_by(Case.id).limit(AT_A_TIME)).all():
        last = cases[-1].id
        yield from _of_page(session, cases)
        session.expunge_all()


def _of_page(session: Session, cases: Sequence[Case]) -> Iterator[str]:
    """The parts of many cases are read together: one by one, a large ledger would take hours."""
    lines = _by_case(session, FindingRow, cases, FindingRow.gone_at.is_(None), order=FindingRow.id)
    filings = _by_case(session, Filing, cases, order=Filing.round)
    outcomes = _by_case(session, Outcome, cases, order=(Outcome.answered_on, Outcome.id))
    recoveries = _by_case(session, Recovery, cases, order=(Recovery.seen_on, Recovery.id))
    for case in cases:
        if case.form is CaseForm.DISPUTE:
            sums = sums_of(case, lines[case.id], filings[case.id], outcomes[case.id], recoveries[case.id])
        else:
            sums = sums_now(session, case)
        for name in (f.name for f in fields(Sums)):
            shown, worked_out = getattr(case, f"{name}_minor"), getattr(sums, name)
            if shown != worked_out:
                yield f"case {case.id} ({case.reference}): {name.replace('_', ' ')} shows {shown}, its parts come to {worked_out}"


def _by_case(session: Session, part: type[T], cases: Sequence[Case], *conditions: Any, order: Any) -> defaultdict[int, list[T]]:
    orders = order if isinstance(order, tuple) else (order,)
    wanted = select(part).where(part.case_id.in_([case.id for case in cases]), *conditions).order_by(*orders)
    found: defaultdict[int, list[T]] = defaultdict(list)
    for row in session.scalars(wanted):
        if row.case_id is not None:
            found[row.case_id].append(row)
    return found
