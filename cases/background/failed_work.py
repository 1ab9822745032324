"""What to make of a job that failed: whether it is worth another try, and what people are told."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm.exc import StaleDataError

from cases.background.work import TransientWorkError

TRANSIENT: Final = (TransientWorkError, OperationalError, IntegrityError, NoConnectionFreeError, StaleDataError, OSError)
"""Locks, lost connections, two that write the same row, servers that do not answer: may well work in a while."""
OURS: Final = frozenset({"agents", "cases", "demo", "extractors", "facts", "jobs", "ledger", "matchers", "rules", "templates", "api"})
LONGEST: Final = 500


def is_transient(error: BaseException) -> bool:
    """Whether another try may end better."""
    return isinstance(error, TRANSIENT)


def told(error: BaseException) -> str:
    """One sentence for those who watch the job.

    Our own errors speak for themselves; those of libraries may quote statements, paths or values that are nobody's business, so
    that only their name is told and the rest stands in the log.
    """
    name = type(error).__name__
    if type(error).__module__.partition(".")[0] not in OURS:
        return f"stopped by an error of its own ({name}); the log has the details"
    return (str(error) or name)[:LONGEST]
