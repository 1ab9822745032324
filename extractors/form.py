"""Fills the fields of one paper or line from machine-written text (EDI, XML): what cannot be read becomes a problem, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from facts.documents import Field, Value

_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
_TRAILING_MINUS: Final = re.compile(r"(?:\d+(?:[.,]\d*)?|[.,]\d+)-")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?![0-9])")
_CENTURY_PIVOT: Final = 70


def number_of(written: str) -> Decimal | None:
    """An exact number with one decimal mark (point or comma), also with a trailing minus, or None.

    >>> number_of("12,5"), number_of("7.00-"), number_of("1 or 2")
    (Decimal('12.5'), Decimal('-7.00'), None)
    """
    text = written.strip()
    if not text.isascii():
        return None
    if _TRAILING_MINUS.fullmatch(text):
        return -Decimal(text[:-1].replace(",", "."))
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


def grouped_number_of(written: str) -> Decimal | None:
    """A number with thousands separators and a decimal mark (`1,305.00`, `1.305,00`), which machine formats do not allow, or None."""
    text = written.strip()
    if not text.isascii() or not _GROUPED.fullmatch(text):
        return None
    last = max(text.rfind("."), text.rfind(","))
    return Decimal(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :])


def day_of(written: str) -> date | None:
    """A day written as CCYYMMDD, YYMMDD (70 and later is the last century) or CCYY-MM-DD, time behind it ignored; or None.

    >>> day_of("260501"), day_of("2026-05-01T06:15:00"), day_of("202605011")
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 1), None)
    """
    text = written.strip()
    digits = text[:10].replace("-", "") if _ISO_DAY.match(text) else text
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == 6:
        digits = ("20" if int(digits[:2]) < _CENTURY_PIVOT else "19") + digits
    if len(digits) not in {8, 10, 12, 14, 16}:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def moment_of(day: str, time: str) -> datetime | None:
    """A day with a time of day (HHMM, HHMMSS, decimal seconds ignored) of no stated zone; midnight where no time is given."""
    found = day_of(day)
    clock = time.strip().replace(":", "")
    if found is None or (clock and not (clock.isascii() and clock.isdigit())):
        return None
    padded = clock[:6].ljust(6, "0")
    try:
        return datetime(found.year, found.month, found.day, int(padded[:2]), int(padded[2:4]), int(padded[4:6]))  # noqa: DTZ001  no zone is stated
    except ValueError:
        return None


def money_text(amount: Decimal) -> str:
    """An amount as readings carry it: plain digits, at least two decimals, more where they say something.

    >>> money_text(Decimal("10.5")), money_text(Decimal("3.172400")), money_text(Decimal("-0.00"))
    ('10.50', '3.1724', '0.00')
    """
    whole, _, decimals = f"{amount or abs(amount):f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def plain_text(number: Decimal) -> str:
    """A rate or measure with no needless zeros: `0.020` is `0.02`.

    >>> plain_text(Decimal("0.020")), plain_text(Decimal("100"))
    ('0.02', '100')
    """
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


@dataclass(slots=True)
class Form:
    """A paper or line being filled in. The first value of a name stays; empty text is no value.

    `problems` collects what stands in the source and could not be read, each with the name of its field.
    """

    fields: dict[str, Field] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def put(self, name: str, value: Value, text: str, *, review: bool = False) -> None:
        """Writes a value over what may stand there."""
        self.fields[name] = Field(value, text, review=review, confidence=0.5 if review else 1.0)

    def drop(self, name: str) -> None:
        """Takes a field back."""
        self.fields.pop(name, None)

    def text(self, name: str, written: str, *, review: bool = False) -> None:
        """A name, number or code as it is written."""
        value = " ".join(written.split())
        if value and name not in self.fields:
            self.put(name, value, written, review=review)

    def code(self, name: str, written: str, meanings: dict[str, str]) -> None:
        """What a code means by `meanings`; a code not named there is a problem, and no value."""
        key = written.strip().upper()
        if not key or name in self.fields:
            return
        if key in meanings:
            self.put(name, meanings[key], written)
        else:
            self.problems.append(f"{name}: code {key!r} is not known")

    def amount(self, name: str, written: str, *, implied_digits: int = 0, factor: Decimal = Decimal(1)) -> Decimal | None:
        """Money in major units. `implied_digits` is how many decimals a number without a decimal mark hides (N2 of X12)."""
        number, doubtful = self._number(name, written)
        if number is None:
            return None
        if implied_digits and not re.search(r"[.,]", written):
            number = number.scaleb(-implied_digits)
        number *= factor
        if name not in self.fields:
            self.put(name, money_text(number), written, review=doubtful)
        return number

    def count(self, name: str, written: str) -> Decimal | None:
        """A quantity: a whole number as int, anything else as decimal text."""
        number, doubtful = self._number(name, written)
        if number is not None and name not in self.fields:
            value: Value = int(number) if number == number.to_integral_value() else plain_text(number)
            self.put(name, value, written, review=doubtful)
        return number

    def measure(self, name: str, written: str) -> None:
        """A weight or length as decimal text."""
        number, _ = self._number(name, written)
        if number is not None and name not in self.fields:
            self.put(name, plain_text(number), written)

    def percent(self, name: str, written: str) -> None:
        """A rate written in percent: `2` becomes `0.02`."""
        number, _ = self._number(name, written)
        if number is not None and name not in self.fields:
            self.put(name, plain_text(number.scaleb(-2)), written)

    def day(self, name: str, written: str) -> None:
        """A date."""
        if not written.strip() or name in self.fields:
            return
        found = day_of(written)
        if found is None:
            self.problems.append(f"{name}: {written.strip()!r} is not a date")
        else:
            self.put(name, found.isoformat(), written)

    def moment(self, name: str, day: str, time: str) -> None:
        """A date with a time of day, in ISO 8601 without a zone."""
        if not day.strip() or name in self.fields:
            return
        found = moment_of(day, time)
        if found is None:
            self.problems.append(f"{name}: {f'{day} {time}'.strip()!r} is not a date and time")
        else:
            self.put(name, found.isoformat(), f"{day} {time}".strip())

    def number(self, name: str) -> Decimal | None:
        """The exact number that a field holds, or None."""
        found = self.fields.get(name)
        return None if found is None or isinstance(found.value, (bool, list)) else number_of(str(found.value))

    def value(self, name: str) -> str:
        """A field's value as text, empty where there is none."""
        found = self.fields.get(name)
        return "" if found is None else str(found.value)

    def _number(self, name: str, written: str) -> tuple[Decimal | None, bool]:
        """The number, and whether it was written with thousands separators, which machine formats do not allow."""
        if not written.strip():
            return None, False
        number = number_of(written)
        if number is not None:
            return number, False
        number = grouped_number_of(written)
        if number is None:
            self.problems.append(f"{name}: {written.strip()!r} is not a number")
        return number, True
