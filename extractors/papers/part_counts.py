"""Notes that count a part of a whole: “18 of 20 cartons received”, “bill shows 50, we got 48”."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from extractors.papers.vocabulary import matcher, pattern

_MOST: Final = 9999
_REACH: Final = 30
"""Characters between a word and the number it tells of."""
_WORDS: Final = ("on_paper", "came")
_PALLETS: Final = re.compile(pattern("pallet_word"))
_NUMBER: Final = re.compile(r"(?<![a-z\d.,/-])(\d{1,4})(?![\d.,/-]*\d)(?![/a-z-])")
_OF: Final = re.compile(
    rf"(?<![\w./-])(?P<part>\d{{1,4}})\s*(?P<what>{pattern('package')}(?![a-z])\s*)?"
    rf"(?:(?<![a-z])(?P<of>{pattern('of_whole')})(?![a-z])|(?P<slash>/))\s*(?P<whole>\d{{1,4}})(?![\d/])\s*(?P<goods>{pattern('package')}(?![a-z]))?"
)


class PartCount(NamedTuple):
    """How many came, of how many."""

    came: int
    whole: int


def part_count(folded: str) -> PartCount | None:
    """The packages that came and those that should have, by a note in lower case; None where it does not count just these two.

    What was damaged or counted by pallets says nothing of how many cartons came.
    """
    if matcher("damaged").search(folded) or _PALLETS.search(folded):
        return None
    return _part_of_whole(folded) or _against_paper(folded)


def _part_of_whole(folded: str) -> PartCount | None:
    found = list(_OF.finditer(folded))
    if len(found) != 1:
        return None
    match = found[0]
    named = match["what"] or match["goods"]
    if not (named or (not match["slash"] and matcher("came").search(folded))):
        return None
    return _plausible(int(match["part"]), int(match["whole"]))


def _against_paper(folded: str) -> PartCount | None:
    """Two numbers, each behind its own word: what the papers say and what was counted."""
    numbers = list(_NUMBER.finditer(folded))
    if len(numbers) != len(_WORDS):
        return None
    told: dict[str, int] = {}
    start = 0
    for number in numbers:
        before = folded[max(start, number.start() - _REACH) : number.start()]
        last = {name: max((m.end() for m in matcher(name).finditer(before)), default=-1) for name in _WORDS}
        name = max(last, key=lambda n: last[n])
        if last[name] < 0 or name in told:
            return None
        told[name] = int(number[1])
        start = number.end()
    return _plausible(told["came"], told["on_paper"])


def _plausible(came: int, whole: int) -> PartCount | None:
    return PartCount(came, whole) if came > 0 and 0 < whole <= _MOST else None
