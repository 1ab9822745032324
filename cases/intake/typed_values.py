"""Values as people write them, or as they stand printed where somebody pointed: understood where they can mean one thing only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.intake.page_views import kept_words
from extractors.papers.region import SIGNS, Region, region_of
from extractors.papers.values import Read, find_amount, find_count, find_date, find_time, plain
from extractors.seen_pages import unpacked
from facts.paper_fields import FieldType, FieldValueError, field_type, kept_form
from ledger.derived import DerivedFiles
from ledger.papers import Document, Paper

YES: Final = frozenset({"yes", "true", "y", "ja", "oui", "sí", "si", "是"})
NO: Final = frozenset({"no", "false", "n", "nein", "non", "否"})
EITHER: Final = "day and month could change places; write a date as 2026-11-01"
MOST_PAGES: Final = 4
"""Pages of a paper whose words tell how it writes days and amounts."""
_ALNUM: Final = re.compile(r"\w")
_DIGIT: Final = re.compile(r"\d")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_FIGURES: Final = frozenset({FieldType.MONEY, FieldType.RATE, FieldType.NUMBER, FieldType.QUANTITY})


def as_meant(session: Session, derived: DerivedFiles, document: Document, position: int, name: str, value: object) -> object:
    """The value in the form that its field keeps, where it is a text that can be understood; else as it was given.

    How a day or an amount is meant is decided by the paper's own way of writing them. Raises FieldValueError for a day that could
    be two.
    """
    if not isinstance(value, str) or field_type(name) in {FieldType.TEXT, FieldType.IDENTIFIER, FieldType.CHOICE, FieldType.KIND}:
        return value
    paper = session.scalar(select(Paper).where(Paper.document_id == document.id, Paper.position == position))
    content: Mapping[str, Any] = {"fields": {}, "lines": [], "pages": []} if paper is None else paper.content
    return understood(name, value, region_on(derived, document.sha256, content))


def region_on(derived: DerivedFiles, sha256: str, content: Mapping[str, Any]) -> Region:
    """How a paper writes days and amounts, by all that was read on it."""
    return region_of("\n".join(_texts(derived, sha256, content)))


def understood(name: str, written: str, region: Region) -> object:
    """The value meant by a text on a paper of that region; the text itself where it is not understood.

    Raises FieldValueError for a day that could be two.
    """
    text, kind = written.strip(), field_type(name)
    if kind is FieldType.DATE:
        return _day(name, text, region)
    if kind is FieldType.MOMENT:
        return _moment(name, text, region)
    if kind is FieldType.TIME:
        return _whole(text, find_time(text))
    if kind is FieldType.COUNT:
        return _count(name, text)
    if kind in _FIGURES:
        return _figure(name, kind, text, region)
    if kind is FieldType.YES_NO:
        return True if text.casefold() in YES else False if text.casefold() in NO else text
    if kind is FieldType.CURRENCY:
        return SIGNS.get(text, "USD" if text == "$" else text)
    if kind is FieldType.LIST:
        return [part for part in re.split(r"[,;\s]+", text) if part] or text
    return text


def _texts(derived: DerivedFiles, sha256: str, content: Mapping[str, Any]) -> Iterator[str]:
    for cells in (content["fields"], *content["lines"]):
        for cell in cells.values():
            yield str(cell.get("text", ""))
            yield str(cell["value"]) if isinstance(cell["value"], str) and cell["value"].isalpha() else ""
    for number in content["pages"][:MOST_PAGES]:
        page = kept_words(derived, sha256, number)
        if page is not None:
            yield " ".join(word.text for word in unpacked(page.words))


def _fits(name: str, text: str) -> bool:
    try:
        kept_form(name, text)
    except FieldValueError:
        return False
    return True


def _whole(text: str, read: Read | None) -> object:
    """What was found, where nothing else of meaning stands beside it."""
    if read is None or _ALNUM.search(text[: read.start] + text[read.end :]):
        return text
    return read.value


def _day(name: str, text: str, region: Region) -> object:
    if _fits(name, text):
        return text
    read = find_date(text, region)
    if read is not None and read.doubt:
        raise FieldValueError(name, text, EITHER)
    return _whole(text, read)


def _moment(name: str, text: str, region: Region) -> object:
    if _fits(name, text):
        return text
    day = find_date(text, region)
    if day is None:
        return text
    if day.doubt:
        raise FieldValueError(name, text, EITHER)
    hour = find_time(text[day.end :])
    return str(day.value) if hour is None else f"{day.value}T{hour.value}"


def _count(name: str, text: str) -> object:
    """A whole number; words beside it (33 cartons) may stand, another number not."""
    if _fits(name, text):
        return text
    read = find_count(text)
    if read is None or _DIGIT.search(text[: read.start] + text[read.end :]):
        return text
    return read.value


def _figure(name: str, kind: FieldType, text: str, region: Region) -> object:
    thousands = bool(region.decimal_comma) and _GROUPED.fullmatch(text) is not None
    if _fits(name, text) and not thousands:
        return text
    share = kind is FieldType.RATE and text.endswith("%")
    bare = text.rstrip("% ") if share else text
    read = find_amount(bare, region)
    if read is None or _DIGIT.search(bare[: read.start] + bare[read.end :]):
        return text
    try:
        exact = Decimal(str(read.value))
    except InvalidOperation:
        return text
    return plain((exact / 100).normalize() if share else exact)
