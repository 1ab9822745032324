"""What changed between two versions of a letter, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_PIECES: Final = re.compile(r"\s+|[^\W_]+(?:[.,'-][^\W_]+)*|.", re.DOTALL)


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    how: Change
    text: str

    def to_json(self) -> dict[str, str]:
        """For pages and the API."""
        return {"how": self.how.value, "text": self.text}


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order. Those that stayed and were added give `after`, those that stayed and were removed `before`.

    >>> [(p.how.value, p.text) for p in word_diff("paid 24 units", "paid 12 units")]
    [('same', 'paid '), ('removed', '24'), ('added', '12'), ('same', ' units')]
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[Piece] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece(Change.REMOVED, "".join(old[a:b])))
        if d > c:
            found.append(Piece(Change.ADDED, "".join(new[c:d])))
    return tuple(found)
