"""What an action brought: the deductions it was to prevent, counted over equal spans before and after it was done. Never more than that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.causes.clusters import tail
from cases.causes.figures import Part, figures_of
from cases.causes.hypotheses import BY_NAME, NOT_KNOWN, Looked
from cases.causes.lines import CAUSE, Dimension, Lines, Span, lines_from, month_of, months_up_to
from facts.calendar import add_months
from ledger.findings import FindingRow
from ledger.improving import CorrectiveAction
from rules.causes import CauseRules

LONGEST: Final = 184
"""Days that are looked at on each side at most: about six months."""
MONTHS_SHOWN: Final = 12
LEVEL: Final = 0.95
"""How sure the band is meant to be."""
_STEPS: Final = 60


class Sign(StrEnum):
    """What the counts let say. Not that the action was the reason: other things change as well."""

    NOT_DONE = "not_done"
    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    FEWER = "fewer"
    MORE = "more"
    NO_DIFFERENCE = "no_difference"


@dataclass(frozen=True, slots=True)
class MonthOf:
    """A month: the deductions that the action is to prevent, and whether it is after the action (None: the month in which it was done)."""

    month: str
    part: Part
    after: bool | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Deductions over `days` days before the action was done and as many from that day on, with the band that the counts allow.

    `low` and `high` bound, at 95 %, how many deductions there are afterwards for each one before (Clopper and Pearson on the share that
    fell after it); None where there were none at all.
    """

    sign: Sign
    days: int
    before: Part
    after: Part
    months: tuple[MonthOf, ...]
    low: float | None = None
    high: float | None = None


def effect_of(session: Session, action: CorrectiveAction, rules: CauseRules, today: date) -> Effect:
    """The effect of an action as far as the days up to today show it."""
    lines = lines_of(action, Span(today, today))
    months = tuple(_months(session, lines, action, rules, today))
    if action.done_on is None:
        return Effect(Sign.NOT_DONE, 0, Part(), Part(), months)
    days = min((today - action.done_on).days, LONGEST)
    if days < 1:
        return Effect(Sign.TOO_EARLY, 0, Part(), Part(), months)
    after_span = Span(action.done_on, action.done_on + timedelta(days=days - 1))
    before_span = Span(action.done_on - timedelta(days=days), action.done_on - timedelta(days=1))
    before = bearing(session, lines.over(before_span), action.cause, rules)
    after = bearing(session, lines.over(after_span), action.cause, rules)
    low, high = band(before.lines, after.lines)
    return Effect(_sign(before.lines, after.lines, low, high, rules.few), days, before, after, months, low, high)


def lines_of(action: CorrectiveAction, span: Span) -> Lines:
    """The deductions that an action is to prevent."""
    return lines_from(action.account_id or 0, action.currency, span, action.dimensions)


def bearing(session: Session, lines: Lines, cause: str, rules: CauseRules) -> Part:
    """The lines that bear a cause, found as for a note; all of them where the cause is not known or the lines share it already."""
    if cause == NOT_KNOWN or Dimension.CAUSE in lines.shared:
        return _all(session, lines)
    if cause in {"each_case", "count_noise", "not_received"}:  # told by the units of single lines as well
        figures = figures_of(session, lines, small_units=rules.small_units)
        found = BY_NAME[cause].bearing(Looked(lines, figures, rules))
        return Part(found.lines, found.minor)
    return _all(session, lines, cause)


def _all(session: Session, lines: Lines, cause: str | None = None) -> Part:
    asked = select(func.count(), func.coalesce(func.sum(FindingRow.claimed_minor), 0)).where(*lines.where())
    count, minor = session.execute(asked if cause is None else asked.where(CAUSE.in_((cause,)))).one()
    return Part(int(count), int(minor))


def _months(session: Session, lines: Lines, action: CorrectiveAction, rules: CauseRules, today: date) -> list[MonthOf]:
    """The last months one by one; the present one as far as it has come."""
    first = months_up_to(today, MONTHS_SHOWN).first
    found = []
    for number in range(MONTHS_SHOWN):
        whole = month_of(add_months(first, number))
        span = Span(whole.first, min(whole.last, today))
        after = None if action.done_on is not None and whole.first < action.done_on <= whole.last else _is_after(action, whole)
        found.append(MonthOf(f"{whole.first:%Y-%m}", bearing(session, lines.over(span), action.cause, rules), after))
    return found


def _is_after(action: CorrectiveAction, month: Span) -> bool:
    return action.done_on is not None and month.first >= action.done_on


def band(before: int, after: int) -> tuple[float | None, float | None]:
    """Between how many and how many deductions there are afterwards for each one before, at 95 %, by the counts alone."""
    whole = before + after
    if not whole:
        return None, None
    side = (1 - LEVEL) / 2
    low = 0.0 if after == 0 else _where(lambda rate: tail(whole, after, rate) < side)
    high = 1.0 if before == 0 else _where(lambda rate: tail(whole, after + 1, rate) < 1 - side)
    return low / (1 - low), (high / (1 - high) if high < 1 else None)


def _where(holds: Callable[[float], bool]) -> float:
    """The rate up to which something holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return (low + high) / 2


def _sign(before: int, after: int, low: float | None, high: float | None, few: int) -> Sign:
    if before + after < few:
        return Sign.TOO_FEW
    if high is not None and high < 1:
        return Sign.FEWER
    return Sign.MORE if low is not None and low > 1 else Sign.NO_DIFFERENCE
