"""Dates in a column: which part is the day, decided for the whole column, and the cells as dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

import polars as pl

from extractors.tables.grid import DATE_MARK, NUMBER_MARK
from extractors.tables.words import EMPTY, MONTHS

ORDERS: Final = ("DMY", "MDY", "YMD")
_THREE: Final = re.compile(r"^(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})\.?$")
_HAN: Final = re.compile(r"^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?$")
_SOLID: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NAMED_DAY_FIRST: Final = re.compile(
    r"^(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|º|°)?\.?[-/. ]*(?:de |of )?([^\W\d_]+)\.?,?[-/. ]*(?:de |del )?(\d{4}|\d{2})$"
)
_NAMED_MONTH_FIRST: Final = re.compile(r"^(?:[^\W\d]+\.?,\s+)?([^\W\d_]+)\.?[-/. ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+(\d{4}|\d{2})$")
_NAMED_YEAR_FIRST: Final = re.compile(r"^(\d{4})[-/. ]*([^\W\d_]+)\.?[-/. ]*(\d{1,2})$")
_NO_DATE: Final = (
    "^(?:\x01[nd])?(?:0+(?:[-/.]0+){0,2}|1900-01-00|(?:2999|9999)[-/.]?12[-/.]?31|31[-/.]12[-/.](?:2999|9999)|12[-/.]31[-/.](?:2999|9999))$"
)
"""What programs write where there is no date: noughts, and the last day of a far year for an open end."""
_SERIAL: Final = re.compile(r"^(\d{5})(?:\.\d+)?$")
_TIME: Final = r"(?i)[T ,]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})?$"
_NEAR_YEARS: Final = 4
_CENTURY: Final = 100
_PIVOT: Final = 80
_MONTHS_IN_A_YEAR: Final = 12
_SERIAL_START: Final = date(1899, 12, 30)
_SERIALS: Final = range(32874, 62092)
"""Spreadsheet day counts of the years 1990 to 2069."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A distinct cell as a date: `fixed` where it reads in one way only, else `parts`, three numbers whose order is in question."""

    fixed: date | None = None
    parts: tuple[int, int, int] | None = None
    serial: bool = False

    def read(self, order: str) -> date | None:
        """The date by an order of parts, None where there is none such."""
        if self.parts is None:
            return self.fixed
        first, second, third = self.parts
        year, month, day = {"DMY": (third, second, first), "MDY": (third, first, second)}.get(order, self.parts)
        return _day(year, month, day)


@dataclass(frozen=True, slots=True)
class Dates:
    """The distinct cells of a column taken apart; `sequence` is a sample of the cells as they stand, for their order in the file."""

    cells: pl.Series
    spelled: dict[str, Spelled]
    counts: dict[str, int]
    sequence: tuple[str, ...]
    typed_days: tuple[date, ...] = ()

    @property
    def open_forms(self) -> dict[str, Spelled]:
        """Spellings whose order of parts is in question."""
        return {text: spelled for text, spelled in self.spelled.items() if spelled.parts is not None}

    @property
    def filled(self) -> int:
        """Cells that are not empty."""
        return sum(self.counts.values())

    @property
    def broken(self) -> int:
        """Cells that are no date in any order."""
        return sum(self.counts[t] for t, s in self.spelled.items() if s.fixed is None and not any(s.read(order) for order in ORDERS))


@dataclass(frozen=True, slots=True)
class DateOrder:
    """A decision: the order of day, month and year, the evidence in words, whether it is weak, and whether it comes from own values."""

    order: str
    evidence: str
    weak: bool = False
    own: bool = True


@dataclass(frozen=True, slots=True)
class Days:
    """A converted column: dates or null, rows that are unreadable, and rows that are in doubt."""

    values: pl.Series
    unreadable: pl.Series
    doubtful: pl.Series


def take_apart(cells: pl.Series) -> Dates:
    """Looks at every distinct cell of a text column (null where empty) as a date; times of day are dropped, open ends are null."""
    bare = cells.str.replace(_TIME, "").str.strip_chars()
    bare = bare.set(bare.str.to_lowercase().is_in(EMPTY) | bare.str.contains(_NO_DATE), None)
    counted = bare.drop_nulls().value_counts()
    counts: dict[str, int] = dict(zip(counted.get_column(counted.columns[0]).to_list(), counted["count"].to_list(), strict=True))
    spelled = {text: spell(text) for text in counts}
    typed = tuple(s.fixed for text, s in spelled.items() if text.startswith(DATE_MARK) and s.fixed)
    sequence = bare.drop_nulls()
    step = max(1, sequence.len() // 2000)
    return Dates(bare, spelled, counts, tuple(sequence.gather_every(step).to_list()), typed)


def spell(text: str) -> Spelled:
    """One cell as a date, as far as it speaks for itself."""
    if text.startswith(DATE_MARK):
        return Spelled(_iso(text[len(DATE_MARK) : len(DATE_MARK) + 10]))
    text = unicodedata.normalize("NFKC", text.removeprefix(NUMBER_MARK)).strip(" '\"")
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    serial = _SERIAL.match(text)
    if serial:
        days = int(serial.group(1))
        return Spelled(_SERIAL_START + timedelta(days), serial=True) if days in _SERIALS else Spelled()
    for pattern in (_HAN, _SOLID):
        match = pattern.match(text)
        if match:
            return Spelled(_day(*map(int, match.groups())))
    match = _THREE.match(text)
    if match:
        return _three(*match.groups())
    return Spelled(_with_month_name(text))


def _three(first: str, second: str, third: str) -> Spelled:
    if len(first) == len("2026"):
        return Spelled(_day(int(first), int(second), int(third)))
    if len(first) <= 2 and len(third) in {2, 4}:
        return Spelled(parts=(int(first), int(second), int(third)))
    return Spelled()


def _with_month_name(text: str) -> date | None:
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold().replace("ı", "i")
    for pattern, year, month, day in ((_NAMED_DAY_FIRST, 3, 2, 1), (_NAMED_MONTH_FIRST, 3, 1, 2), (_NAMED_YEAR_FIRST, 1, 2, 3)):
        match = pattern.match(text)
        if match and match.group(month) in MONTHS:
            return _day(int(match.group(year)), MONTHS[match.group(month)], int(match.group(day)))
    return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    """A date; two-digit years are of this century up to 79. Years before 1980 or after 2079 are taken for misreadings."""
    if year < _CENTURY:
        year += 2000 if year < _PIVOT else 1900
    if not 1900 + _PIVOT <= year < 2000 + _PIVOT:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def decide_order(dates: Dates, others: Sequence[DateOrder], hints: Sequence[tuple[str, str]] = (), *, cyclic: bool = False) -> DateOrder:
    """The order of day, month and year of a column.

    A part above 12 decides; else what other date columns of the file decided by their own values; else weak signs (values that rise
    along the rows, that all fall on one weekday, or, where the column is `cyclic`, on the same few days of different months; `hints`
    are orders with their reason in words). One weak sign leaves the rows for review; two that agree, with none against, do not.
    """
    forms = dates.open_forms
    if not forms:
        return DateOrder("YMD", "", own=False)
    able = {order: sum(dates.counts[text] for text, s in forms.items() if s.read(order)) for order in ORDERS}
    total = sum(dates.counts[text] for text in forms)
    four_digits = any(s.parts is not None and s.parts[2] >= _CENTURY for s in forms.values())
    orders = ORDERS[:2] if four_digits else ORDERS
    best = max(able[order] for order in orders)
    left = _with_near_years(dates, [order for order in orders if able[order] == best])
    if len(left) == 1:
        return _by_own_values(dates, left[0], able, orders)
    told = [other for other in others if other.own and other.order in left]
    if told and len({other.order for other in told}) == 1:
        return DateOrder(told[0].order, f"{told[0].order}: as in the other date columns of the file", weak=best < total, own=False)
    return _by_weak_signs(dates, left, hints, _CYCLIC_SIGNS if cyclic else _SIGNS)


def _with_near_years(dates: Dates, left: list[str]) -> list[str]:
    """With years of two digits the wrong part for the year scatters: an order goes where its years scatter and another's lie near.

    The year comes first in so short a form seldom: that order stays only where its years lie near each other.
    """
    near = []
    for order in left:
        years = [day.year for spelled in dates.open_forms.values() if (day := spelled.read(order))]
        if max(years, default=0) - min(years, default=0) <= _NEAR_YEARS:
            near.append(order)
    if near == ["YMD"] or "YMD" not in left:
        return near or left
    return [order for order in left if order != "YMD" or order in near]


def _by_own_values(dates: Dates, order: str, able: dict[str, int], orders: Sequence[str]) -> DateOrder:
    total = sum(dates.counts[text] for text in dates.open_forms)
    rival = max((o for o in orders if o != order), key=lambda o: able[o])
    proof = able[order] - able[rival]
    against = sum(dates.counts[t] for t, s in dates.open_forms.items() if not s.read(order) and any(s.read(o) for o in orders))
    part = {"DMY": "a first part above 12", "MDY": "a second part above 12"}.get(order, "parts that fit no other order")
    evidence = f"{order}: {proof} of {total} values have {part}"
    return DateOrder(order, evidence + (f"; {against} values do not fit" if against else ""), weak=against > 0)


def _by_weak_signs(dates: Dates, left: Sequence[str], hints: Sequence[tuple[str, str]], own: Sequence[_Sign]) -> DateOrder:
    signs = [(alone, reason) for reason, holds in own if (alone := _only(dates, left, holds))]
    signs += [hint for hint in hints if hint[0] in left][:1]
    if not signs:
        order = left[0]
        return DateOrder(order, f"{order}: nothing in the file decides between {' and '.join(left)}", weak=True, own=False)
    order = signs[0][0]
    agreeing = [reason for sign, reason in signs if sign == order]
    evidence = f"{order}: no value decides by itself, but {' and '.join(agreeing)}"
    return DateOrder(order, evidence, weak=len(agreeing) < 2 or len(agreeing) < len(signs), own=False)


def _only(dates: Dates, left: Sequence[str], holds: Callable[[list[date]], bool]) -> str | None:
    """The one order under which a property holds for the column, None where it holds for several or none."""
    fitting = [order for order in left if holds([day for text in dates.sequence if (day := dates.spelled[text].read(order))])]
    return fitting[0] if len(fitting) == 1 else None


def _rising(days: list[date]) -> bool:
    return len(set(days)) >= _ENOUGH and days in (sorted(days), sorted(days, reverse=True))


def _on_one_weekday(days: list[date]) -> bool:
    return len(set(days)) >= _ENOUGH and len({day.weekday() for day in days}) == 1


def _on_few_days_of_months(days: list[date]) -> bool:
    """Bills of a cycle: the same one to three days in many months, or firsts of months."""
    months, same = {(day.year, day.month) for day in days}, {day.day for day in days}
    return len(months) >= (1 if same == {1} else _ENOUGH) and len(same) < len(months) and len(same) < _ENOUGH


_ENOUGH: Final = 4
_Sign: TypeAlias = tuple[str, Callable[[list[date]], bool]]
_SIGNS: Final[tuple[_Sign, ...]] = (("the values rise or fall along the rows", _rising), ("all fall on one weekday", _on_one_weekday))
_CYCLIC_SIGNS: Final[tuple[_Sign, ...]] = (*_SIGNS, ("all fall on the same few days of different months", _on_few_days_of_months))


def to_days(dates: Dates, decided: DateOrder) -> Days:
    """Every cell as a date by the column's order.

    In doubt are cells whose date would be another one under another order, where the evidence is weak, and typed dates that a
    spreadsheet may have turned round.
    """
    texts = list(dates.spelled)
    days = [dates.spelled[text].read(decided.order) for text in texts]
    turned = _perhaps_turned(dates, decided)
    doubt = [
        (decided.weak and _reads_otherwise(dates.spelled[text], decided.order)) or (turned and text.startswith(DATE_MARK)) for text in texts
    ]
    table = pl.DataFrame({"cell": texts, "day": days, "doubt": doubt}, schema={"cell": pl.String, "day": pl.Date, "doubt": pl.Boolean})
    joined = pl.DataFrame({"cell": dates.cells}).join(table, on="cell", how="left", maintain_order="left")
    return Days(joined["day"], dates.cells.is_not_null() & joined["day"].is_null(), joined["doubt"].fill_null(value=False))


def _reads_otherwise(spelled: Spelled, order: str) -> bool:
    if spelled.parts is None:
        return False
    four_digits = spelled.parts[2] >= _CENTURY
    own = spelled.read(order)
    return own is not None and any((other := spelled.read(o)) is not None and other != own for o in (ORDERS[:2] if four_digits else ORDERS))


def _perhaps_turned(dates: Dates, decided: DateOrder) -> bool:
    """True where a spreadsheet of the wrong country may have been at work.

    It turns `05/03` into a date of March or May and leaves `25/03` as text: then no typed day is above 12, and every text is decided
    by a part above 12.
    """
    forms = dates.open_forms
    if not forms or len(dates.typed_days) < _ENOUGH or any(day.day > _MONTHS_IN_A_YEAR for day in dates.typed_days):
        return False
    return not any(_reads_otherwise(spelled, decided.order) for spelled in forms.values())
