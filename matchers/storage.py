"""Storage fees: the room that the units of record take, times the time, at the rate card in force (volume × time)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Verdict
from facts.money import minor_digits
from matchers.calculation import Calculation
from matchers.claims import Outcome
from matchers.measures import Measures, volume_unit
from matchers.rate_cards import Basis, Tier

NEARLY: Final = Decimal("0.01")
"""A share by which a stated volume may differ from the one of record: statements round volumes of single units."""
DAYS_OF_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Stored:
    """What a line of a statement says of room and time: average units, first and last day, days, and a volume in its own unit."""

    evidence: Evidence
    units: Decimal
    start: date | None
    end: date | None
    days: int | None
    volume: Decimal | None
    volume_unit: str


def is_storage(kind: str, card: Sequence[Tier]) -> bool:
    """True where the card charges for room and time."""
    return any(t.basis is Basis.VOLUME for t in card) and (any(t.period for t in card) or "storage" in kind.lower())


def judge_storage(
    stored: Stored, charged: Decimal, currency: str, size: Measures | None, tier: Tier, at_end: Sequence[Tier], sheet: Calculation
) -> Outcome:
    """One storage fee. `size` is the size of record, `at_end` the card in force on the last day of the period.

    The room is that of the size of record where there is one; a stated volume that differs by rounding alone is taken as it stands.
    """
    if tier.volume_unit is None:
        return _open(sheet, "basis_unclear", "the rate card does not say what room its fee is for; a person decides")
    if at_end and tier.since not in {t.since for t in at_end}:
        return _open(sheet, "card_changed", "two rate cards were in force within the period; a person splits it")
    share = _time(stored, tier, sheet)
    if share is None:
        return _open(sheet, "period_missing", "the statement gives no period for a fee by time; add the days or the period")
    room = _room(stored, size, tier, sheet)
    if room is None:
        return _open(sheet, "volume_missing", "neither catalogue nor statement give the volume that is stored; add the measures")
    sheet.given("fee", f"fee per unit of volume, {tier.name}, from {tier.since}", tier.fee, tier.evidence)
    due = sheet.work_out("expected", "due", f"round({room} * fee{share}, {minor_digits(currency)})")
    over = sheet.work_out("value", "charged beyond what is due", "max(0, claimed - expected)")
    if over <= max(Decimal("0.01"), due * NEARLY):
        sheet.steps.pop()
        sheet.work_out("value", "no more than rounding of volumes", "0 * claimed")
        why = (
            "volume, time and rate card give this fee" if over > 0 or charged == due else "less was charged than volume, time and card give"
        )
        return Outcome(Verdict.ACCEPT, "as_agreed", why, sheet, 0.93)
    reason, why = _reason(stored, charged, due, size, tier)
    return Outcome(Verdict.DISPUTE, reason, why, sheet, 0.9, "item_measures" if reason == "wrong_volume" else "rate_card")


def _time(stored: Stored, tier: Tier, sheet: Calculation) -> str | None:
    """The share of the card's period as the tail of a formula; None where the time is not known."""
    days = stored.days
    if days is None and stored.start is not None and stored.end is not None:
        days = (stored.end - stored.start).days + 1
    if tier.period == "month" or not tier.period:
        if days is None or stored.start is None:
            return "" if stored.start is not None else None
        whole = calendar.monthrange(stored.start.year, stored.start.month)[1]
        if days in {whole, 30}:
            return ""
        sheet.given("days", "days stored", days, stored.evidence)
        sheet.given("days_of_month", "days of the month", whole, stored.evidence)
        return " * days / days_of_month"
    if days is None:
        return None
    sheet.given("days", "days stored", days, stored.evidence)
    return " * days" if tier.period == "day" else f" * days / {DAYS_OF_A_WEEK}"


def _room(stored: Stored, size: Measures | None, tier: Tier, sheet: Calculation) -> str | None:
    """The room as a term of a formula, in the card's unit of volume."""
    unit = tier.volume_unit or Decimal(1)
    stated = _stated(stored, unit)
    if size is not None and stored.units:
        of_record = size.volume * stored.units / unit
        if stated is None or abs(stated - of_record) > of_record * NEARLY:
            sheet.given("quantity", "units stored", stored.units, stored.evidence)
            sheet.given("unit_volume", "volume of a unit in cm³", size.volume.normalize(), size.evidence)
            sheet.given("volume_unit", "cm³ that the fee is for", unit, tier.evidence)
            return "quantity * unit_volume / volume_unit"
    if stated is None:
        return None
    sheet.given("volume", "volume stored, in the card's unit", stated.normalize(), stored.evidence)
    return "volume"


def _stated(stored: Stored, unit: Decimal) -> Decimal | None:
    """The statement's own volume in the card's unit; None where it states none or in a unit that is not known."""
    if stored.volume is None:
        return None
    own = volume_unit(stored.volume_unit) if stored.volume_unit else unit
    return None if own is None else stored.volume * own / unit


def _reason(stored: Stored, charged: Decimal, due: Decimal, size: Measures | None, tier: Tier) -> tuple[str, str]:
    unit = tier.volume_unit or Decimal(1)
    stated = _stated(stored, unit)
    of_record = size.volume * stored.units / unit if size is not None else Decimal(0)
    if (
        stated is not None
        and of_record
        and due
        and abs(stated - of_record) > of_record * NEARLY
        and abs(charged / due - stated / of_record) < NEARLY
    ):
        return "wrong_volume", "the volume charged is not that of the size of record"
    return "wrong_storage_rate", f"volume, time and the rate card from {tier.since} give less than was charged"


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)
