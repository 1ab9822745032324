"""How filings ended, counted by the ledger: the answers that stand, by sort of filing. What was paid later is for reports."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from cases.life.deadlines import DECIDED
from cases.odds.cells import AGAIN, FIRST, SETTLEMENT, Sort, merit_of
from cases.odds.fitting import FOLDS, Ended
from cases.odds.worth import MILLION
from ledger.cases import Case, CaseForm, Filing, Outcome

_LARGE: Final = 2**62 // MILLION
"""Amounts whose share is worked out coarsely, so that no number grows beyond what databases hold."""


def ended_filings(session: Session) -> list[Ended]:
    """All filings that were answered, as the last answer to each decides; a question decides nothing."""
    return [
        Ended(
            Sort(
                AGAIN if row.again else FIRST,
                SETTLEMENT if row.form is CaseForm.SETTLEMENT else row.type.value,
                merit_of(row.reason),
                row.evidence_state,
                row.retailer,
                row.supplier_id,
            ).path,
            int(row.decided),
            int(row.won),
            int(row.share),
            fold=int(row.fold),
        )
        for row in session.execute(_counted())
    ]


def _counted() -> Select[*tuple[Any, ...]]:
    place = func.row_number().over(partition_by=Outcome.filing_id, order_by=(Outcome.answered_on.desc(), Outcome.id.desc()))
    answers = select(Outcome.filing_id, Outcome.approved_minor, place.label("place")).where(Outcome.kind.in_(sorted(DECIDED))).subquery()
    sort = (
        (Filing.round > 1).label("again"), Case.form, Case.type, Filing.reason, Filing.evidence_state, Case.retailer, Case.supplier_id,
        (Case.id % FOLDS).label("fold"),
    )  # fmt: skip
    granted = answers.c.approved_minor
    return (
        select(
            *sort,
            func.count().label("decided"),
            func.sum(case((granted > 0, 1), else_=0)).label("won"),
            func.sum(_share(granted, Filing.amount_minor)).label("share"),
        )
        .join(Filing, Filing.id == answers.c.filing_id)
        .join(Case, Case.id == Filing.case_id)
        .where(answers.c.place == 1)
        .group_by(*sort)
    )


def _share(granted: ColumnElement[int], asked: Any) -> ColumnElement[int]:
    """What was granted of what was asked in millionths, all of it at most."""
    return case(
        (granted <= 0, 0),
        (granted >= asked, MILLION),
        (asked > _LARGE, granted // (asked // MILLION)),
        else_=granted * MILLION // asked,
    )
