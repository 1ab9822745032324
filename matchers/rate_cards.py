"""Rate cards: which tier a size falls into, and which card was in force on a day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from facts.evidence import Evidence
from matchers.frames import Row, decimal, row_evidence
from matchers.measures import Measures, centimetres, kilograms, unit_of, volume_unit

_PERIODS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\bday|dail|\btag|täglich|taeglich|\bjour|\bd[ií]a|\bgiorn|每天|每日|/ ?天|日"), "day"),
    (re.compile(r"\bweek|woche|wöchent|semaine|seman|settiman|每周|/ ?周"), "week"),
    (re.compile(r"\bmonth|monat|\bmois|mensu|\bmes\b|\bmese|mensil|每月|/ ?月|月"), "month"),
)
_ON_AVERAGE: Final = re.compile(
    r"average daily|daily average|tagesdurchschnitt\w*|moyenne journali[eè]re|promedio diario|media giornaliera|日均"
)
"""Words for how units are counted, not for the time that a fee is for."""
_EACH: Final = re.compile(r"unit|item|each|st[uü]ck|pi[eè]ce|unid|pezz|件|个", re.IGNORECASE)


class Basis(StrEnum):
    """What a card's fee is taken for."""

    UNIT = "unit"
    VOLUME = "volume"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tier:
    """A row of a rate card: its limits in centimetres and kilograms (None: no limit), and what it charges.

    `volume_unit` are the cubic centimetres that the fee is for and `period` the time (`day`, `week`, `month`), where it is one for
    room and time. `divisor` makes a weight of a volume: cubic centimetres per kilogram.
    """

    name: str
    since: date
    until: date | None
    sides: tuple[Decimal | None, Decimal | None, Decimal | None]
    weight: Decimal | None
    fee: Decimal
    evidence: Evidence
    currency: str = ""
    basis: Basis = Basis.UNIT
    volume_unit: Decimal | None = None
    period: str = ""
    divisor: Decimal | None = None

    def fits(self, size: Measures) -> bool:
        """True where all three sides and the weight stay within the limits."""
        within = all(most is None or side <= most for side, most in zip(size.sides, self.sides, strict=True))
        return within and (self.weight is None or self.weighed(size) <= self.weight)

    def weighed(self, size: Measures) -> Decimal:
        """The weight that counts: the greater of the real and the dimensional one, in kilograms."""
        return size.weight if self.divisor is None else max(size.weight, size.volume / self.divisor)

    @property
    def limits(self) -> tuple[Decimal | None, ...]:
        """The limits of sides and weight: rows that share them mean the same sizes."""
        return (*self.sides, self.weight)

    @property
    def room(self) -> tuple[Decimal, Decimal, Decimal]:
        """What orders tiers from the smallest up; a limit that is missing lets everything through."""
        endless = Decimal("Infinity")
        sides = [side if side is not None else endless for side in self.sides]
        return (sum(sides, Decimal(0)), self.weight if self.weight is not None else endless, self.fee)


class RateCards:
    """The rate cards of an account by kind of fee and the day since which they hold."""

    def __init__(self, found: Iterable[Row]) -> None:
        self._cards: dict[str, dict[date, list[Tier]]] = defaultdict(lambda: defaultdict(list))
        for row in found:
            tier = _tier(row)
            if tier is not None:
                self._cards[kind_key(row["fee_type"])][tier.since].append(tier)

    def of(self, kind: str) -> Mapping[date, Sequence[Tier]]:
        """The cards of a kind of fee; those of the one kind whose words hold the asked ones, or the other way, where none is called so."""
        wanted = kind_key(kind)
        if wanted in self._cards:
            return self._cards[wanted]
        words = set(wanted.split())
        near = [key for key in self._cards if words and (words <= set(key.split()) or set(key.split()) <= words)]
        return self._cards[near[0]] if len(near) == 1 else {}

    def on(self, kind: str, day: date) -> Sequence[Tier]:
        """The card in force on a day, the smallest tier first; empty where none had begun or all have ended."""
        begun = [since for since in self.of(kind) if since <= day]
        card = self.of(kind)[max(begun)] if begun else ()
        return sorted((t for t in card if t.until is None or day <= t.until), key=lambda t: t.room)


def kind_key(text: str | None) -> str:
    """A kind of fee as cards and statements are compared by it."""
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def period_of(words: str | None) -> str:
    """`day`, `week` or `month` as some words say; empty where they name none."""
    small = _ON_AVERAGE.sub("", (words or "").lower())
    return next((period for pattern, period in _PERIODS if pattern.search(small)), "")


def _tier(row: Row) -> Tier | None:
    fee, most = decimal(row["fee"]), decimal(row["max_weight"])
    sides = _limits(row)
    weight = kilograms(most, row["weight_unit"]) if most is not None else None
    if row["effective_from"] is None or fee is None or sides is None or (most is not None and weight is None):
        return None
    said = f"{row['fee_basis'] or ''} {row['fee_type'] or ''}"
    volume = volume_unit(said)
    basis = Basis.VOLUME if volume is not None else Basis.UNKNOWN if row["fee_basis"] and not _EACH.search(row["fee_basis"]) else Basis.UNIT
    name = row["size_tier"] or "its tier"
    return Tier(
        name,
        row["effective_from"],
        row["effective_to"],
        sides,
        weight,
        fee,
        row_evidence(row, f"{name}: {fee:f} from {row['effective_from']}"),
        row["currency"] or "",
        basis,
        volume,
        period_of(said),
        _divisor(row),
    )


def _limits(row: Row) -> tuple[Decimal | None, Decimal | None, Decimal | None] | None:
    """The limits of the three sides in centimetres, None for one that has none; None for all where their unit is not known."""
    found: list[Decimal | None] = []
    for name in ("max_longest_side", "max_median_side", "max_shortest_side"):
        side = decimal(row[name])
        length = centimetres(side, row["dimension_unit"]) if side is not None else None
        if side is not None and length is None:
            return None
        found.append(length)
    return found[0], found[1], found[2]


def _divisor(row: Row) -> Decimal | None:
    """The card's dimensional divisor in cubic centimetres per kilogram, by the units of its own limits."""
    divisor = decimal(row["dimensional_divisor"])
    length, weight = centimetres(Decimal(1), row["dimension_unit"] or "cm"), kilograms(Decimal(1), row["weight_unit"] or "kg")
    if not divisor or length is None or weight is None or not unit_of(row["weight_unit"]):
        return None
    return divisor * length**3 / weight
