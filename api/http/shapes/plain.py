"""The plain parts that requests and answers are made of: numbers of rows, words, days, and amounts as decimal strings."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from api.http.problems import UnusableError
from facts.money import Money, minor_digits

LARGEST: Final = 2**63 - 1
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_NUL: Final = r"^[^\x00]*$"
NOT_BLANK: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"


class Wanted(BaseModel):
    """What a request asks for. A part that is not known is refused: it would be lost without a word."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What an answer shows."""

    model_config = ConfigDict(from_attributes=True)


def _only_a_day(value: Any) -> Any:
    """A day is written as one: no number of seconds, no moment."""
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("write a day as 2026-11-01")
    if not isinstance(value, str | date):
        raise ValueError("write a day as 2026-11-01")  # noqa: TRY004 - pydantic makes a problem of a ValueError
    return value


RowId = Annotated[int, Field(ge=1, le=LARGEST, strict=True)]
"""The number of a row in a body."""
PathId = Annotated[int, Path(ge=1, le=LARGEST)]
"""The number of a row in an address."""
Day = Annotated[date, BeforeValidator(_only_a_day)]
"""A day, `2026-11-01`."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NOT_BLANK)]
"""A short line that is not blank."""
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
"""A short line; may be empty."""
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=NO_NUL)]
"""Words of any length that a person writes."""
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=NOT_BLANK)]
"""Why something is done; never blank."""
Amount = Annotated[str, StringConstraints(pattern=r"^-?\d{1,15}(\.\d{1,3})?$"), Field(examples=["500.40"])]
"""An amount in major units, with as many decimals as its currency has."""
Positive = Annotated[str, StringConstraints(pattern=r"^\d{1,15}(\.\d{1,3})?$"), Field(examples=["500.40"])]
"""An amount that is not negative."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["USD"])]
"""A currency (ISO 4217)."""


def amount(minor: int, currency: str) -> str:
    """An amount as it goes over the wire."""
    return str(Money(minor, currency))


def amount_or_none(minor: int | None, currency: str) -> str | None:
    """The same for an amount that may be unknown."""
    return None if minor is None else amount(minor, currency)


def minor(text: str, currency: str, field: str) -> int:
    """An amount of a request in minor units. Raises UnusableError where it has more decimals than its currency."""
    digits = minor_digits(currency)
    scaled = Decimal(text).scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise UnusableError.of(field, f"{currency} has {digits} digits after the point.")
    return int(scaled)
