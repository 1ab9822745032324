"""What is printed at a spot of a page, held against a value as pages show it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}


def under(words: Iterable[Mapping[str, Any]], box: Sequence[float]) -> str:
    """The words of a page whose middle lies in a box (left, top, right, bottom, in points), in the order of the page."""
    left, top, right, bottom = box
    found = []
    for word in words:
        edges = word["box"]
        across, down = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
        if left - 2 <= across <= right + 2 and top - 2 <= down <= bottom + 2:
            found.append(str(word["text"]))
    return " ".join(found)


def prints(printed: str, value: str) -> bool:
    """Whether what is printed can be what the value says. What has no figures on either side is for the eye alone.

    >>> prints("09/26/2025", "Sep 26, 2025"), prints("36", "36 cartons"), prints("36", "63 cartons"), prints("BOL 0555-0704", "05550704")
    (True, True, False, True)
    """
    if not re.search(r"\d", printed) or not re.search(r"\d", value):
        return True
    if _plain(value) in _plain(printed) or _plain(printed) in _plain(value):
        return True
    said, stands = _numbers(value), _numbers(printed)
    if _months(value):
        return said <= stands
    return bool(said & stands)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _months(text: str) -> set[int]:
    return {MONTHS[found] for found in re.findall(r"\b([a-z]{3})[a-z]*\b", text.casefold()) if found in MONTHS}


def _numbers(text: str) -> set[str]:
    """Figures without zeros before them, months as numbers, years by their last two digits."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    found = {number.lstrip("0") or "0" for number in re.findall(r"\d+(?:\.\d+)?", plain)}
    return {number[2:] if re.fullmatch(r"20\d\d", number) else number for number in found} | {str(month) for month in _months(text)}
