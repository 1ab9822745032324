"""One deed on many rows: each in a savepoint of its own, with its own result, so that one refusal stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

R = TypeVar("R")


def each_by_itself(
    session: Session, rows: Iterable[R], act: Callable[[R], object], refusals: tuple[type[Exception], ...]
) -> Iterator[tuple[R, str | None]]:
    """Does something to each row; with each comes why it was refused, which leaves that row as it was, or None where it was done.

    `refusals` are what the deed may refuse with, `reasons` on them where they have several; anything else ends the whole.
    """
    for row in rows:
        try:
            with session.begin_nested():
                act(row)
        except refusals as refusal:
            session.refresh(row)
            reasons: Any = getattr(refusal, "reasons", None) or (str(refusal),)
            yield row, "; ".join(reasons)
        except SQLAlchemyError as error:
            session.refresh(row)
            yield row, f"the database refused it ({type(error).__name__}); try again"
        else:
            yield row, None
