"""Lists in pages by keyset: a cursor names the last row that was given, so that pages neither repeat nor skip while rows come in."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.http.problems import UnusableError

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
LONGEST_PAGE: Final = 200
LARGEST: Final = 2**63 - 1

Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="Rows per page.")]
After = Annotated[
    str | None,
    Query(min_length=1, max_length=500, pattern=r"^[A-Za-z0-9_=-]+$", description="`next` of the page before; absent for the first one."),
]


class Page(BaseModel, Generic[M]):
    """One page of a list; `next` goes into `after` for the next one and is null at the end."""

    items: list[M]
    next: str | None = Field(description="Cursor of the next page.")


def cursor(*values: str | int | None) -> str:
    """A cursor from what orders the list. Opaque to others: its form may change."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()


def read_cursor(after: str, length: int) -> list[str | int | None]:
    """What a cursor was made of. Raises UnusableError for what is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(after))
    except (binascii.Error, ValueError):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(v is None or type(v) in {str, int} for v in values):
        raise UnusableError.of("query.after", "This is no cursor of this list.")
    return values


def number_after(after: str | None) -> int | None:
    """The number in a cursor of a list that is ordered by number alone."""
    if after is None:
        return None
    [number] = read_cursor(after, 1)
    if not isinstance(number, int) or not 0 <= number <= LARGEST:
        raise UnusableError.of("query.after", "This is no cursor of this list.")
    return number


def page_by_number(
    session: Session,
    wanted: Select[T],
    number: InstrumentedAttribute[int],
    shown: Callable[[T], M],
    *,
    limit: int,
    after: str | None,
    latest_first: bool = True,
) -> Page[M]:
    """A page of rows ordered by their number, the latest first unless told otherwise."""
    last = number_after(after)
    if last is not None:
        wanted = wanted.where(number < last if latest_first else number > last)
    rows = session.execute(wanted.order_by(number.desc() if latest_first else number).add_columns(number).limit(limit + 1)).all()
    given = rows[:limit]
    return Page(items=[shown(row[0]) for row in given], next=cursor(given[-1][1]) if len(rows) > limit else None)


def page_of(rows: Sequence[T], shown: Callable[[T], M], next_cursor: str | None) -> Page[M]:
    """A page that a service cut already."""
    return Page(items=[shown(row) for row in rows], next=next_cursor)
