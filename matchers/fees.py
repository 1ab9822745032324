"""Fees by size and weight: the tier that the catalogue's measures fall into, at the rate card in force on the day of the service.

The size of record is the catalogue's; where it has none, the statement's own measures in their own units (domain.md 1.6, 1.8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows
from matchers.windows import ClaimDates

ZERO: Final = Decimal(0)
LENGTHS: Final[Mapping[str, Decimal]] = {
    "mm": Decimal("0.1"), "cm": Decimal(1), "m": Decimal(100), "in": Decimal("2.54"), "inch": Decimal("2.54"), "inches": Decimal("2.54"),
    '"': Decimal("2.54"), "ft": Decimal("30.48"),
}  # fmt: skip
"""Centimetres in a unit of length (exact by definition)."""
WEIGHTS: Final[Mapping[str, Decimal]] = {
    "g": Decimal("0.001"), "kg": Decimal(1), "kgs": Decimal(1), "lb": Decimal("0.45359237"), "lbs": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
}  # fmt: skip
"""Kilograms in a unit of weight (exact by definition)."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Three sides in centimetres, the longest first, and a weight in kilograms, with the row that states them."""

    sides: tuple[Decimal, Decimal, Decimal]
    weight: Decimal
    evidence: Evidence

    def fits(self, tier: Tier) -> bool:
        """True where all three sides and the weight stay within the tier's limits."""
        return all(side <= most for side, most in zip(self.sides, tier.sides, strict=True)) and self.weight <= tier.weight


@dataclass(frozen=True, slots=True)
class Tier:
    """A row of a rate card: its limits in centimetres and kilograms, and what it charges for a unit."""

    name: str
    since: date
    sides: tuple[Decimal, Decimal, Decimal]
    weight: Decimal
    fee: Decimal
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee as it was charged. `raw` holds the measures of the statement as bare numbers, `stated` in their own units."""

    number: str
    kind: str
    sku: str
    day: date | None
    units: Decimal
    per_unit: Decimal | None
    amount: Decimal
    currency: str
    stated: Measures | None
    row: Row

    @property
    def evidence(self) -> Evidence:
        """The row of the statement."""
        return row_evidence(self.row, f"{self.kind}: {self.units:f} units, {self.amount:f} {self.currency}")


class FeeBooks:
    """Rate cards and the catalogue's measures, laid out once."""

    def __init__(self, frames: Frames, currency: str) -> None:
        self._cards: dict[str, dict[date, list[Tier]]] = defaultdict(lambda: defaultdict(list))
        for row in rows(frames.table(TableKind.RATE_CARD)):
            tier = _tier(row)
            if tier is not None:
                self._cards[_kind(row["fee_type"])][tier.since].append(tier)
        self._catalogue = {compact(r["sku"]): r for r in rows(frames.table(TableKind.CATALOGUE))}
        self.lines = tuple(_lines(frames, currency))

    def cards(self, kind: str) -> Mapping[date, Sequence[Tier]]:
        """The rate cards of a kind of fee by the day from which they hold."""
        return self._cards.get(_kind(kind), {})

    def card(self, kind: str, day: date) -> Sequence[Tier]:
        """The rate card in force on a day; empty where none had begun."""
        begun = [since for since in self.cards(kind) if since <= day]
        return self.cards(kind)[max(begun)] if begun else ()

    def measures(self, sku: str) -> Measures | None:
        """The catalogue's measures of an item; None where it does not state them all."""
        row = self._catalogue.get(compact(sku))
        return _measures(row, "size of record in the catalogue") if row is not None else None


def kilograms(weight: Decimal, unit: str) -> Decimal | None:
    """A weight in kilograms; None for a unit that is not known."""
    factor = WEIGHTS.get(_unit(unit))
    return None if factor is None else weight * factor


def fee_lines(books: FeeBooks) -> Iterator[tuple[ClaimLine, ClaimDates, FeeLine]]:
    """The fees that were charged, each as a line to be judged."""
    for fee in books.lines:
        yield (
            ClaimLine(FindingType.FEE, fee.number, fee.amount, fee.currency, fee.evidence, sku=fee.sku),
            ClaimDates(service_date=fee.day),
            fee,
        )


def judge_fee(fee: FeeLine, books: FeeBooks) -> Outcome:
    """One fee against the tier and rate that hold; what was charged beyond that is to be refunded."""
    sheet = Calculation()
    sheet.given("charged", "charged", fee.amount, fee.evidence)
    size = books.measures(fee.sku) or fee.stated
    if fee.day is None or not books.card(fee.kind, fee.day):
        return _open(sheet, "rate_card_missing", "no rate card for this fee was in force on the day of the service; add the card")
    if size is None:
        return _open(sheet, "measures_missing", "neither catalogue nor statement give the size and weight of the item; add them")
    tier = next((t for t in books.card(fee.kind, fee.day) if size.fits(t)), None)
    if tier is None:
        return _open(sheet, "no_tier_fits", "the item is larger or heavier than every tier of the rate card")
    _write(sheet, fee, size, tier)
    due = sheet.work_out("due", "due", f"round(units * fee, {minor_digits(fee.currency)})")
    over = sheet.work_out("value", "charged beyond what is due", "max(0, charged - due)")
    if over <= 0:
        why = "the size of record and the rate card give this fee" if fee.amount == due else "less was charged than the rate card gives"
        return Outcome(Verdict.ACCEPT, "as_agreed", why, sheet, 0.95)
    reason, why = _reason(fee, tier, books)
    return Outcome(Verdict.DISPUTE, reason, why, sheet, 0.93)


def _write(sheet: Calculation, fee: FeeLine, size: Measures, tier: Tier) -> None:
    for name, side, most in zip(("longest", "median", "shortest"), size.sides, tier.sides, strict=True):
        sheet.given(f"{name}_side", f"{name} side in cm", side.normalize(), size.evidence)
        sheet.given(f"{name}_limit", f"limit of the {name} side in cm", most.normalize(), tier.evidence)
    sheet.given("weight", "weight in kg", size.weight.normalize(), size.evidence)
    sheet.given("weight_limit", "limit of the weight in kg", tier.weight.normalize(), tier.evidence)
    sheet.given("units", "units", fee.units, fee.evidence)
    sheet.given("fee", f"fee per unit, {tier.name}, from {tier.since}", tier.fee, tier.evidence)


def _reason(fee: FeeLine, tier: Tier, books: FeeBooks) -> tuple[str, str]:
    """Which mistake explains the fee per unit that was charged."""
    per_unit = fee.per_unit if fee.per_unit is not None else (fee.amount / fee.units if fee.units else ZERO)
    if per_unit == tier.fee:
        return "wrong_extension", "units times fee per unit is less than was charged"
    other_day = [t for since, card in books.cards(fee.kind).items() if since != tier.since for t in card if t.name == tier.name]
    if any(t.fee == per_unit for t in other_day):
        return "wrong_rate_date", f"the fee is that of another rate card than the one in force on {fee.day}"
    mixed = _as_if(fee, "cm" if _unit(fee.row["dimension_unit"]) != "cm" else "in")
    for bare in mixed:
        taken = next((t for t in books.card(fee.kind, fee.day or tier.since) if bare.fits(t)), None)
        if taken is not None and taken.fee == per_unit and taken is not tier and fee.stated is not None and fee.stated.fits(tier):
            return "unit_confusion", "the measures were taken in another unit than they are stated in"
    if fee.stated is not None and not fee.stated.fits(tier):
        return "wrong_dimensions", "the fee rests on other measures than the size of record"
    return "wrong_tier", f"the item falls into the tier {tier.name}; the fee of another tier was charged"


def _as_if(fee: FeeLine, length: str) -> Iterator[Measures]:
    """The statement's bare numbers, as if they were in other units."""
    row = dict(fee.row)
    for weight in ("kg", "lb"):
        found = _measures(row | {"dimension_unit": length, "weight_unit": weight}, "measures of the statement")
        if found is not None:
            yield found


def _lines(frames: Frames, currency: str) -> Iterator[FeeLine]:
    seen: set[tuple[str, str]] = set()
    for row in newest(rows(frames.table(TableKind.FEE_STATEMENT)), lambda r: (compact(r["fee_id"]), compact(r["sku"] or ""))):
        key = (compact(row["fee_id"]), compact(row["sku"] or ""))
        if row["amount"] is None or key in seen:
            continue
        seen.add(key)
        yield FeeLine(
            row["fee_id"],
            row["fee_type"] or "",
            row["sku"] or "",
            row["service_date"],
            Decimal(row["units"] or 0),
            decimal(row["fee_per_unit"]),
            abs(decimal(row["amount"]) or ZERO),
            row["currency"] or currency,
            _measures(row, "measures of the statement"),
            row,
        )


def _tier(row: Row) -> Tier | None:
    length, weight = LENGTHS.get(_unit(row["dimension_unit"])), WEIGHTS.get(_unit(row["weight_unit"]))
    sides = [decimal(row[name]) for name in ("max_longest_side", "max_median_side", "max_shortest_side")]
    most, fee = decimal(row["max_weight"]), decimal(row["fee"])
    if row["effective_from"] is None or fee is None or length is None or weight is None or most is None:
        return None
    if sides[0] is None or sides[1] is None or sides[2] is None:
        return None
    limits = (sides[0] * length, sides[1] * length, sides[2] * length)
    name = row["size_tier"] or "its tier"
    return Tier(name, row["effective_from"], limits, most * weight, fee, row_evidence(row, f"{name}: {fee:f} from {row['effective_from']}"))


def _measures(row: Row, fact: str) -> Measures | None:
    length, weight = LENGTHS.get(_unit(row["dimension_unit"])), WEIGHTS.get(_unit(row["weight_unit"]))
    sides = [decimal(row[name]) for name in ("length", "width", "height")]
    weighs = decimal(row["weight"])
    if length is None or weight is None or weighs is None or sides[0] is None or sides[1] is None or sides[2] is None:
        return None
    longest, median, shortest = sorted((sides[0] * length, sides[1] * length, sides[2] * length), reverse=True)
    return Measures((longest, median, shortest), weighs * weight, row_evidence(row, fact))


def _unit(text: str | None) -> str:
    return (text or "").strip().lower().rstrip(".")


def _kind(text: str | None) -> str:
    return " ".join((text or "").lower().split())


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)
