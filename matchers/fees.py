"""Fees by size and weight: the tier that the catalogue's measures fall into, at the rate card in force on the day of the service.

The size of record is the catalogue's; where it has none, the statement's own measures in their own units (domain.md 1.6, 1.8).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.catalogue import Catalogue
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, named_rows, newest, row_evidence, rows
from matchers.measures import Measures, measures_of, unit_of
from matchers.rate_cards import Basis, RateCards, Tier, kind_key
from matchers.storage import Stored, is_storage, judge_storage
from matchers.windows import ClaimDates

ZERO: Final = Decimal(0)
OF_MEASURES: Final = frozenset({"unit_confusion", "wrong_weight", "wrong_dimensions"})
"""Reasons that lie in how an item was measured, not in the card."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee as it was charged. `stated` are the statement's measures in their own units, `refunded` what it gave back of this fee.

    `same_as` is an earlier line for the same room and time; one that was given back whole is neither.
    """

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
    refunded: Decimal = ZERO
    refund: Evidence | None = None
    same_as: FeeLine | None = None

    @property
    def evidence(self) -> Evidence:
        """The row of the statement."""
        return row_evidence(self.row, f"{self.kind}: {self.units:f} units, {self.amount:f} {self.currency}")

    @property
    def stored(self) -> Stored:
        """The room and time that the line is charged for."""
        return Stored(
            self.evidence,
            self.units,
            self.row["period_start"] or self.day,
            self.row["period_end"],
            self.row["days"],
            decimal(self.row["volume"]),
            self.row["volume_unit"] or "",
        )


class FeeBooks:
    """Rate cards and the catalogue's measures, laid out once."""

    def __init__(self, frames: Frames, currency: str) -> None:
        self.cards = RateCards(rows(frames.table(TableKind.RATE_CARD)))
        self._catalogue = Catalogue(named_rows(frames.table(TableKind.CATALOGUE), "sku"))
        self.lines = tuple(_lines(frames, currency))

    def measures(self, sku: str, day: date | None) -> Measures | None:
        """The catalogue's measures of an item on a day; None where it does not state them all."""
        return self._catalogue.measures(sku, day)


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
    sheet.given("claimed", "charged", fee.amount, fee.evidence)
    outcome = _by_the_card(fee, books, sheet)
    if fee.same_as is None or outcome.verdict is Verdict.DISPUTE:
        return outcome
    return _perhaps_twice(fee, fee.same_as)


def _by_the_card(fee: FeeLine, books: FeeBooks, sheet: Calculation) -> Outcome:
    day = fee.row["period_start"] or fee.day
    size = books.measures(fee.sku, day) or fee.stated
    card = books.cards.on(fee.kind, day) if day is not None else ()
    if day is None or not card:
        return _open(sheet, "rate_card_missing", "no rate card for this fee was in force on the day of the service; add the card")
    storage = is_storage(fee.kind, card)
    if size is None and not (storage and all(s is None for t in card for s in t.sides)):
        return _open(sheet, "measures_missing", "neither catalogue nor statement give the size and weight of the item; add them")
    fitting = [t for t in card if size is None or t.fits(size)]
    if not fitting:
        return _open(sheet, "no_tier_fits", "the item is larger or heavier than every tier of the rate card")
    own = [t for t in fitting if t.currency in {"", fee.currency}] or fitting
    tier = own[0]
    if any(t.limits == tier.limits and t.fee != tier.fee for t in own):
        return _open(sheet, "card_unclear", f"rows of the rate card from {tier.since} give different fees for this size; a person decides")
    if tier.currency and tier.currency != fee.currency:
        return _open(
            sheet, "other_currency", f"the rate card is in {tier.currency}, the fee in {fee.currency}; add the card in {fee.currency}"
        )
    if storage:
        return _refund(
            fee, judge_storage(fee.stored, fee.amount, fee.currency, size, tier, books.cards.on(fee.kind, _last(fee, day)), sheet)
        )
    if not fee.units:
        return _open(sheet, "units_missing", "the statement gives no units for this fee; a person asks for them")
    if tier.basis is not Basis.UNIT or size is None:
        return _open(sheet, "basis_unclear", f"what the rate card's fee is taken for is not clear: {tier.evidence.fact}; a person decides")
    return _refund(fee, _by_tier(fee, size, tier, books, sheet))


def _by_tier(fee: FeeLine, size: Measures, tier: Tier, books: FeeBooks, sheet: Calculation) -> Outcome:
    _write(sheet, fee, size, tier)
    due = sheet.work_out("expected", "due", f"round(quantity * fee, {minor_digits(fee.currency)})")
    over = sheet.work_out("value", "charged beyond what is due", "max(0, claimed - expected)")
    if over <= 0:
        why = "the size of record and the rate card give this fee" if fee.amount == due else "less was charged than the rate card gives"
        return Outcome(Verdict.ACCEPT, "as_agreed", why, sheet, 0.95)
    reason, why = _reason(fee, size, tier, books)
    return Outcome(Verdict.DISPUTE, reason, why, sheet, 0.93, "item_measures" if reason in OF_MEASURES else "rate_card")


def _last(fee: FeeLine, day: date) -> date:
    return fee.stored.end or day


def _refund(fee: FeeLine, outcome: Outcome) -> Outcome:
    """What the statement itself gave back of the fee comes off what is due back."""
    sheet = outcome.calculation
    if not fee.refunded or outcome.verdict is not Verdict.DISPUTE:
        return outcome
    over = sheet.known["value"]
    sheet.steps.pop()
    sheet.given("refunded", "given back on the statement", fee.refunded, fee.refund)
    left = sheet.work_out("value", "charged beyond what is due and not given back", "max(0, claimed - expected - refunded)")
    if left > 0:
        return outcome
    return Outcome(Verdict.RESOLVED, "refunded", f"{over:f} {fee.currency} too much was charged, and it was given back", sheet, 0.95)


def _perhaps_twice(fee: FeeLine, first: FeeLine) -> Outcome:
    """Two warehouses that store the same number of an item look like one that is charged twice: no statement names the place."""
    sheet = Calculation()
    sheet.given("claimed", "charged", fee.amount, fee.evidence)
    sheet.given("claimed_before", f"charged before as {first.number}", first.amount, first.evidence)
    if fee.refunded:
        sheet.given("refunded", "given back on the statement", fee.refunded, fee.refund)
    why = f"the same item, units and period as {first.number}, but neither names its warehouse; a person decides"
    return _open(sheet, "perhaps_charged_twice", why)


def _write(sheet: Calculation, fee: FeeLine, size: Measures, tier: Tier) -> None:
    for name, side, most in zip(("longest", "median", "shortest"), size.sides, tier.sides, strict=True):
        if most is not None:
            sheet.given(f"{name}_side", f"{name} side in cm", side.normalize(), size.evidence)
            sheet.given(f"{name}_limit", f"limit of the {name} side in cm", most.normalize(), tier.evidence)
    if tier.weight is not None:
        sheet.given("weight", "weight in kg", size.weight.normalize(), size.evidence)
        if tier.divisor is not None:
            sheet.given("volume", "volume in cm³", size.volume.normalize(), size.evidence)
            sheet.given("divisor", "cm³ that count as a kg", tier.divisor.normalize(), tier.evidence)
            sheet.work_out("dimensional_weight", "dimensional weight in kg", "volume / divisor")
        sheet.given("weight_limit", "limit of the weight in kg", tier.weight.normalize(), tier.evidence)
    sheet.given("quantity", "units", fee.units, fee.evidence)
    sheet.given("fee", f"fee per unit, {tier.name}, from {tier.since}", tier.fee, tier.evidence)


def _reason(fee: FeeLine, size: Measures, tier: Tier, books: FeeBooks) -> tuple[str, str]:
    """Which mistake explains the fee per unit that was charged."""
    per_unit = fee.per_unit if fee.per_unit is not None else (fee.amount / fee.units if fee.units else ZERO)
    if per_unit == tier.fee:
        return "wrong_extension", "units times fee per unit is less than was charged"
    other_day = [t for since, card in books.cards.of(fee.kind).items() if since != tier.since for t in card if t.name == tier.name]
    if any(t.fee == per_unit for t in other_day):
        return "wrong_rate_date", f"the fee is that of another rate card than the one in force on {fee.day}"
    card = books.cards.on(fee.kind, fee.day or tier.since)
    for bare in _as_if(fee, "cm" if unit_of(fee.row["dimension_unit"]) != "cm" else "in"):
        taken = next((t for t in card if t.fits(bare)), None)
        if taken is not None and taken.fee == per_unit and taken is not tier and fee.stated is not None and tier.fits(fee.stated):
            return "unit_confusion", "the measures were taken in another unit than they are stated in"
    if fee.stated is not None and tier.fits(replace(fee.stated, weight=size.weight)) and not tier.fits(fee.stated):
        return "wrong_weight", "the fee rests on another weight than that of record"
    if fee.stated is not None and not tier.fits(fee.stated):
        return "wrong_dimensions", "the fee rests on other measures than the size of record"
    return "wrong_tier", f"the item falls into the tier {tier.name}; the fee of another tier was charged"


def _as_if(fee: FeeLine, length: str) -> Iterator[Measures]:
    """The statement's bare numbers, as if they were in other units."""
    for weight in ("kg", "lb"):
        found = measures_of(dict(fee.row) | {"dimension_unit": length, "weight_unit": weight}, "measures of the statement")
        if found is not None:
            yield found


def _lines(frames: Frames, currency: str) -> Iterator[FeeLine]:
    """The lines that charge, each once. The sign that most lines bear is that of a charge; what bears the other gives back."""
    seen: dict[tuple[str, str, int], Row] = {}
    newest_rows = newest(
        named_rows(frames.table(TableKind.FEE_STATEMENT), "fee_id"), lambda r: (compact(r["fee_id"]), compact(r["sku"] or ""))
    )
    for row in newest_rows:
        if row["amount"]:
            seen.setdefault((compact(row["fee_id"]), compact(row["sku"] or ""), 1 if row["amount"] > 0 else -1), row)
    seen = dict(sorted(seen.items(), key=lambda found: (_day(found[1]), found[0])))
    signs = Counter(sign for _, _, sign in seen)
    charge = -1 if signs[-1] > signs[1] else 1
    refunds: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for (_, _, sign), row in seen.items():
        if sign != charge:
            refunds[_about(row)].append(row)
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in (r for found in refunds.values() for r in found):
        by_id[compact(row["fee_id"])].append(row)
    first: dict[tuple[object, ...], FeeLine] = {}
    for (_, _, sign), row in seen.items():
        if sign == charge:
            fee = _refunded(_line(row, currency), refunds, by_id)
            if row["period_start"] is not None and fee.sku and fee.refunded < fee.amount:
                key = (*_about(row)[:2], row["period_start"], row["period_end"], row["units"], row["volume"], row["amount"])
                earlier = first.setdefault(key, fee)
                fee = fee if earlier is fee else replace(fee, same_as=earlier)
            yield fee


def _day(row: Row) -> date:
    return row["period_start"] or row["service_date"] or date.max


def _about(row: Row) -> tuple[str, str, str]:
    return kind_key(row["fee_type"]), compact(row["sku"] or ""), str(abs(row["amount"]))


def _refunded(fee: FeeLine, refunds: dict[tuple[str, str, str], list[Row]], by_id: dict[str, list[Row]]) -> FeeLine:
    """The fee with the refund of the same id, else of the same kind, item and amount; each refund counts once."""
    items = {"", compact(fee.sku)}
    same_id = [r for r in by_id.get(compact(fee.number), ()) if compact(r["sku"] or "") in items]
    alike = same_id or refunds.get(_about(fee.row), [])
    if not alike:
        return fee
    row = alike[0]
    refunds[_about(row)].remove(row)
    by_id[compact(row["fee_id"])].remove(row)
    return replace(fee, refunded=abs(decimal(row["amount"]) or ZERO), refund=row_evidence(row, f"{row['fee_id']} given back"))


def _line(row: Row, currency: str) -> FeeLine:
    return FeeLine(
        row["fee_id"],
        row["fee_type"] or "",
        row["sku"] or "",
        row["service_date"],
        Decimal(row["units"] or 0),
        decimal(row["fee_per_unit"]),
        abs(decimal(row["amount"]) or ZERO),
        row["currency"] or currency,
        measures_of(row, "measures of the statement"),
        row,
    )


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)
