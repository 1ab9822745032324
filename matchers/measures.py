"""Lengths, weights and volumes in one unit each, whatever unit a table states them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from matchers.frames import Row, decimal, row_evidence

LENGTHS: Final[Mapping[str, Decimal]] = {
    "mm": Decimal("0.1"), "cm": Decimal(1), "m": Decimal(100), "in": Decimal("2.54"), "inch": Decimal("2.54"), "inches": Decimal("2.54"),
    '"': Decimal("2.54"), "ft": Decimal("30.48"), "pulgadas": Decimal("2.54"), "zoll": Decimal("2.54"), "pollici": Decimal("2.54"),
    "pouces": Decimal("2.54"), "厘米": Decimal(1), "毫米": Decimal("0.1"), "米": Decimal(100), "英寸": Decimal("2.54"),
}  # fmt: skip
"""Centimetres in a unit of length (exact by definition)."""
WEIGHTS: Final[Mapping[str, Decimal]] = {
    "g": Decimal("0.001"), "kg": Decimal(1), "kgs": Decimal(1), "lb": Decimal("0.45359237"), "lbs": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"), "pound": Decimal("0.45359237"), "pounds": Decimal("0.45359237"), "t": Decimal(1000),
    "克": Decimal("0.001"), "千克": Decimal(1), "公斤": Decimal(1), "磅": Decimal("0.45359237"),
}  # fmt: skip
"""Kilograms in a unit of weight (exact by definition)."""
CUBIC_METRE: Final = Decimal(1_000_000)
CUBIC_FOOT: Final = Decimal("28316.846592")
_VOLUMES: Final[tuple[tuple[re.Pattern[str], Decimal], ...]] = (
    (
        re.compile(r"cubic f(?:oo|ee)t|\bcu\.? ?ft\b|\bcf\b|\bft ?(?:³|3|\^3)|kubikfu|pieds? cube|pies? c[uú]b|pied[ei] c[uú]b|立方英尺"),
        CUBIC_FOOT,
    ),
    (re.compile(r"cubic inch|\bcu\.? ?in\b|\bin ?(?:³|3|\^3)|立方英寸"), Decimal("16.387064")),
    (re.compile(r"cubic cent|\bcbcm\b|\bcm ?(?:³|3|\^3)|kubikzent|centim\w+ c[uú]b|立方厘米"), Decimal(1)),
    (re.compile(r"lit(?:re|er)s?\b|\bl\b(?!['’])|litros?\b|litri\b|公升|升"), Decimal(1000)),
    (re.compile(r"cubic m|\bcbm\b|\bm ?(?:³|3|\^3)|kubikmet|m[eè]tres? cube|metros? c[uú]b|metri? cub|立方米"), CUBIC_METRE),
)
"""Cubic centimetres in a unit of volume, by the words that name it; the first match counts."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Three sides in centimetres, the longest first, and a weight in kilograms, with the row that states them."""

    sides: tuple[Decimal, Decimal, Decimal]
    weight: Decimal
    evidence: Evidence

    @property
    def volume(self) -> Decimal:
        """In cubic centimetres."""
        return self.sides[0] * self.sides[1] * self.sides[2]


def unit_of(text: str | None) -> str:
    """A unit as the tables here spell it."""
    return (text or "").strip().lower().rstrip(".")


def kilograms(weight: Decimal, unit: str | None) -> Decimal | None:
    """A weight in kilograms; None for a unit that is not known."""
    factor = WEIGHTS.get(unit_of(unit))
    return None if factor is None else weight * factor


def centimetres(length: Decimal, unit: str | None) -> Decimal | None:
    """A length in centimetres; None for a unit that is not known."""
    factor = LENGTHS.get(unit_of(unit))
    return None if factor is None else length * factor


def volume_unit(words: str | None) -> Decimal | None:
    """Cubic centimetres in the unit of volume that some words name; None where they name none."""
    small = (words or "").lower()
    return next((factor for pattern, factor in _VOLUMES if pattern.search(small)), None)


def measures_of(row: Row, fact: str) -> Measures | None:
    """The measures that a row of the catalogue or of a statement gives in its own units; None where it does not give them all."""
    sides = [decimal(row[name]) for name in ("length", "width", "height")]
    weighs = decimal(row["weight"])
    if weighs is None or sides[0] is None or sides[1] is None or sides[2] is None:
        return None
    weight = kilograms(weighs, row["weight_unit"])
    lengths = [centimetres(side, row["dimension_unit"]) for side in sides if side is not None]
    if weight is None or lengths[0] is None or lengths[1] is None or lengths[2] is None:
        return None
    longest, median, shortest = sorted((lengths[0], lengths[1], lengths[2]), reverse=True)
    return Measures((longest, median, shortest), weight, row_evidence(row, fact))
