"""One action on many cases: each by itself, with its own result, so that one refusal stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cases.life.answers import AnswerError
from cases.life.filings import FilingError
from cases.life.remarks import RemarkError
from cases.life.transitions import RefusedMoveError
from cases.life.undo import NothingToUndoError
from cases.life.write_offs import WriteOffError
from ledger.cases import Case

REFUSALS = (RefusedMoveError, RemarkError, FilingError, AnswerError, NothingToUndoError, WriteOffError)
"""What an action may refuse; anything else is a fault of ours and ends the whole."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of an action on one case: done, or why not."""

    case_id: int
    number: int
    done: bool
    message: str = ""


def on_each(session: Session, cases: Iterable[Case], act: Callable[[Case], object]) -> tuple[RowResult, ...]:
    """Does something to each case in a savepoint of its own; what was refused leaves that case as it was."""
    results: list[RowResult] = []
    for case in cases:
        number, case_id = case.number, case.id
        try:
            with session.begin_nested():
                act(case)
        except REFUSALS as refusal:
            session.refresh(case)
            reasons = refusal.reasons if isinstance(refusal, RefusedMoveError) else (str(refusal),)
            results.append(RowResult(case_id, number, done=False, message="; ".join(reasons)))
        except SQLAlchemyError as error:
            session.refresh(case)
            results.append(RowResult(case_id, number, done=False, message=f"the database refused it ({type(error).__name__}); try again"))
        else:
            results.append(RowResult(case_id, number, done=True))
    return tuple(results)
