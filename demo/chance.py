"""Seeded choice: every part of a made-up supplier draws from a stream of its own, so one change does not move the rest."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from facts.identifiers import gs1_check_digit

T = TypeVar("T")


class Chance:
    """A stream of choices fixed by its path: the same path gives the same choices on every machine."""

    def __init__(self, *path: object) -> None:
        self._path = path
        digest = hashlib.sha256("/".join(map(str, path)).encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:8], "big"))

    def branch(self, *name: object) -> Chance:
        """A stream below this one; it does not depend on what was drawn here before."""
        return Chance(*self._path, *name)

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def part(self, low: float, high: float) -> float:
        """A place or an angle on a page between two bounds; never money."""
        return self._random.uniform(low, high)

    def likely(self, share: float) -> bool:
        """True in about `share` of all draws."""
        return self._random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self._random.randrange(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different choices, in the order drawn."""
        return self._random.sample(list(choices), min(count, len(choices)))

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """All choices in a new order."""
        return self.some(choices, len(choices))

    def digits(self, count: int) -> str:
        """A number of `count` digits that does not start with 0."""
        return str(self.whole(10 ** (count - 1), 10**count - 1))

    def characters(self, count: int, alphabet: str) -> str:
        """`count` characters of an alphabet."""
        return "".join(self.pick(alphabet) for _ in range(count))

    def checked(self, prefix: str, count: int) -> str:
        """A GS1 number of `count` digits with its check digit."""
        body = prefix + "".join(str(self.whole(0, 9)) for _ in range(count - 1 - len(prefix)))
        return f"{body}{gs1_check_digit(body)}"

    def money(self, low: str, high: str) -> Decimal:
        """An amount with two decimals between two bounds."""
        return Decimal(self.whole(int(Decimal(low) * 100), int(Decimal(high) * 100))) / 100

    def day(self, first: date, last: date) -> date:
        """A day between two, both included."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))
