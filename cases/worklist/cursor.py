"""Cursors of the queue: where the next page begins, as a text that callers hand back and need not understand."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Any, Final

from cases.worklist.paths import Position
from cases.worklist.view import Sort

LONGEST: Final = 300
"""Characters of a cursor; ours are far shorter."""
LARGEST: Final = 2**63 - 1
LARGEST_NUMBER: Final = 2**31 - 1
"""What the column of case numbers holds."""


class CursorError(ValueError):
    """The cursor is not one of this view: cursors are valid for the order that they came from."""

    def __init__(self) -> None:
        super().__init__("the cursor does not belong to this view; begin with the first page")


def written(sort: Sort, *, backwards: bool, position: Position) -> str:
    """A position as a cursor. It says where to go on, never what may be seen: scope and filters are asked anew on each page."""
    values = [value.isoformat() if isinstance(value, date) else value for value in position]
    said = json.dumps([sort.value, int(backwards), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).rstrip(b"=").decode()


def read(cursor: str, sort: Sort, *, backwards: bool) -> Position:
    """The position that a cursor names. Raises CursorError for another order's cursor, and for what is no cursor at all."""
    try:
        if len(cursor) > LONGEST:
            raise CursorError
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        name, turned, *values = said
        if (name, turned) != (sort.value, int(backwards)):
            raise CursorError
        return _position(sort, values)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise CursorError from error


def _position(sort: Sort, values: list[Any]) -> Position:
    """The values as the order has them; ValueError where they are of another kind."""
    *key, row = values
    match sort, key:
        case ((Sort.DUE | Sort.AGE), [None]):
            return None, _whole(row)
        case ((Sort.DUE | Sort.AGE), [str(day)]):
            return date.fromisoformat(day), _whole(row)
        case ((Sort.AMOUNT | Sort.WORTH), [str(currency), amount]) if currency.isascii() and currency.isalpha():
            return currency, _whole(amount), _whole(row)
        case Sort.NUMBER, [number]:
            return _whole(number, LARGEST_NUMBER), _whole(row)
        case _:
            raise CursorError


def _whole(value: object, most: int = LARGEST) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > most:
        raise CursorError
    return value
