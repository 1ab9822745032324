"""Numbers and days as people write them: every usual spelling, and all that an ambiguous one can mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

NUMBER: Final = re.compile(r"\d{1,3}(?:[ '\u00a0\u202f]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
"""A number with thousands set apart or not, decimal point or comma."""
_ISO: Final = re.compile(r"(?<![\w-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\w-])")
_SHORT: Final = re.compile(r"(?<![\w./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\w-])")
_CHINESE: Final = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_CENTURY: Final = 2000


def number_values(text: str) -> frozenset[Decimal]:
    """All that a number can mean: `1,234` is 1234 or 1.234, `1,234.50` only 1234.50."""
    plain = re.sub(r"[ '\u00a0\u202f]", "", text)
    points = [c for c in plain if c in ".,"]
    if not points:
        return frozenset({Decimal(plain)})
    if len(set(points)) == 2:
        whole, mark, rest = plain.rpartition(points[-1])
        other = points[0]
        grouped = mark not in whole and _is_grouped(whole, other)
        return frozenset({Decimal(f"{whole.replace(other, '')}.{rest}")}) if grouped else frozenset()
    mark = points[0]
    if len(points) > 1:
        return frozenset({Decimal(plain.replace(mark, ""))}) if _is_grouped(plain, mark) else frozenset()
    values = {Decimal(plain.replace(",", "."))}
    if _is_grouped(plain, mark):
        values.add(Decimal(plain.replace(mark, "")))
    return frozenset(values)


def _is_grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", text) is not None


def days_in(text: str, months: Mapping[str, int], *, day_first: bool = False) -> list[tuple[int, int, frozenset[date]]]:
    """Where days stand in a text (folded, in small letters) and which day each can be; an impossible one can be none.

    `day_first`: the language writes the day before the month, always.
    """
    found = [(m.start(), m.end(), _dates((m[1], m[2], m[3]))) for m in _ISO.finditer(text)]
    found += [(m.start(), m.end(), _dates((m[1], m[2], m[3]))) for m in _CHINESE.finditer(text)]
    for m in _SHORT.finditer(text):
        year = m[4] if len(m[4]) == 4 else str(_CENTURY + int(m[4]))
        found.append((m.start(), m.end(), _dates((year, m[3], m[1])) | (frozenset() if day_first else _dates((year, m[1], m[3])))))
    if months:
        names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
        for m in re.finditer(rf"(?<!\w)(\d{{1,2}})(?:st|nd|rd|th|\.|er)?[ -](?:de |of )?({names})\.?,?[ -](?:de )?(\d{{4}})(?!\w)", text):
            found.append((m.start(), m.end(), _dates((m[3], str(months[m[2]]), m[1]))))
        for m in re.finditer(rf"(?<!\w)({names})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?!\w)", text):
            found.append((m.start(), m.end(), _dates((m[3], str(months[m[1]]), m[2]))))
    kept: list[tuple[int, int, frozenset[date]]] = []
    for start, end, days in sorted(found, key=lambda f: (f[0], -f[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, days))
    return kept


def _dates(parts: tuple[str, str, str]) -> frozenset[date]:
    try:
        return frozenset({date(int(parts[0]), int(parts[1]), int(parts[2]))})
    except ValueError:
        return frozenset()
