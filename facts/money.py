"""Exact money: a whole number of minor units with its currency, and the one place where amounts are rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Self

MINOR_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "HUF": 2, "KWD": 3, "BHD": 3, "TND": 3}
"""Digits after the decimal point per currency (ISO 4217); every currency not named here has two."""


def minor_digits(currency: str) -> int:
    """Digits after the decimal point that amounts in this currency carry (ISO 4217)."""
    return MINOR_DIGITS.get(currency, 2)


def round_half_up(number: Decimal, digits: int = 2) -> Decimal:
    """The trade's rounding, half away from zero, used once per line: 0.125 → 0.13, -0.125 → -0.13."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount. `minor` counts the currency's smallest unit (cents for USD); sums of two currencies are refused."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """From a decimal amount in major units, rounded half up to the currency's minor unit."""
        digits = minor_digits(currency)
        return cls(int(round_half_up(Decimal(amount), digits).scaleb(digits)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with the currency's own number of digits."""
        digits = minor_digits(self.currency)
        return Decimal(self.minor).scaleb(-digits) if digits else Decimal(self.minor)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount:f}"

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)


class CurrencyMismatchError(ValueError):
    """Two amounts in different currencies cannot be added or compared."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be added or compared; convert one of them first")
