"""What a PDF says of its own making: when it was made and last changed, and by which program. Read off its bytes, nothing is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

LOOKED_AT: Final = 2 * 1024 * 1024
"""Bytes at either end of a file that are looked at: there is where writers put these notes."""
LONGEST: Final = 80
_DAY: Final = rb"\(\s*D:(\d{4})(\d{2})(\d{2})"
_MADE: Final = (re.compile(rb"/CreationDate\s*" + _DAY), re.compile(rb"<xmp:CreateDate>(\d{4})-(\d{2})-(\d{2})"))
_CHANGED: Final = (re.compile(rb"/ModDate\s*" + _DAY), re.compile(rb"<xmp:ModifyDate>(\d{4})-(\d{2})-(\d{2})"))
_BY: Final = (re.compile(rb"/Producer\s*\(([^()\\]{1,200})\)"), re.compile(rb"<pdf:Producer>([^<]{1,200})</pdf:Producer>"))


@dataclass(frozen=True, slots=True)
class FileTrace:
    """The first day that a file names for its making, the last one for a change, and the program; None and empty where it names none."""

    made: date | None = None
    changed: date | None = None
    by: str = ""


def trace_of(content: bytes) -> FileTrace:
    """The notes of a PDF about itself; nothing for other files. What is no day is left out: anybody may write there what they like."""
    if not content.startswith(b"%PDF"):
        return FileTrace()
    ends = content if len(content) <= 2 * LOOKED_AT else content[:LOOKED_AT] + content[-LOOKED_AT:]
    made, changed = ([day for form in forms for found in form.finditer(ends) if (day := _day(found))] for forms in (_MADE, _CHANGED))
    by = next((found[1] for form in _BY if (found := form.search(ends))), b"")
    return FileTrace(min(made, default=None), max(changed, default=None), _plain(by))


def _day(found: re.Match[bytes]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _plain(text: bytes) -> str:
    said = text.decode("utf-8", "replace")
    return "".join(c for c in said if c.isprintable())[:LONGEST].strip()
