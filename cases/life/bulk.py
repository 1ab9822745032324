"""One action on many cases: each by itself, with its own result, so that one refusal stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cases.each import each_by_itself
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
    found = each_by_itself(session, cases, act, REFUSALS)
    return tuple(RowResult(case.id, case.number, done=refused is None, message=refused or "") for case, refused in found)
