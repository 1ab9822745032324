"""Notes and actions as pages show them: what deductions have in common in words, facts with their cases, charts of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from api.http.shapes.causes import ActionListed, CauseListed, EffectShown
from api.web.charts import Bar, Columns, columns, lengths
from api.web.languages import Language
from api.web.words import WORDS
from cases.causes.figures import Part
from facts.money import Money

MOST_BARS: Final = 8
BARE: Final = frozenset({"case/number"})
"""Facts that are numbers of something, not counts."""


@dataclass(frozen=True, slots=True)
class NoteFactShown:
    """A fact of a note: what it is, its value, and the cases it was counted over (row and number)."""

    number: int
    label: str
    value: str
    cases: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition of a cause: whether it holds, and the two values that were compared."""

    name: str
    holds: bool
    found: str
    needed: str


@dataclass(frozen=True, slots=True)
class WeighedShown:
    """A cause that was held against the figures."""

    cause: str
    claims: str
    amount: str
    conditions: tuple[ConditionShown, ...]

    @property
    def stands(self) -> bool:
        """All its conditions hold."""
        return all(condition.holds for condition in self.conditions)


def shared_words(dimensions: Mapping[str, Any], say: Language, *, kind: bool = True) -> str:
    """What deductions have in common, in a line: `Shortage · PHX7`."""
    told = []
    for name in ("type", "destination", "carrier", "sku", "week"):
        value = dimensions.get(name)
        if not value or (name == "type" and not kind):
            continue
        if name == "type":
            told.append(say.word("type", str(value)))
        elif name == "week":
            told.append(f"{say.word('dimension', name)} {say.day(str(value))}")
        else:
            told.append(str(value))
    return " · ".join(told)


def period_words(period: str, say: Language) -> str:
    """A month, or days from and until."""
    first, _, last = period.partition("/")
    return f"{say.day(first)} – {say.day(last)}" if last else say.month(first)


def facts_of_note(brief: Mapping[str, Any], say: Language) -> list[NoteFactShown]:
    """The facts of a note in their order."""
    cases = brief.get("cases", {})
    return [
        NoteFactShown(
            int(fact["number"]),
            _label(str(fact["key"]), say),
            _value(fact, say),
            tuple((int(case_id), int(number)) for case_id, number in cases.get(str(fact["number"]), ())),
        )
        for fact in brief.get("facts", ())
    ]


def weighed(brief: Mapping[str, Any], currency: str, say: Language) -> list[WeighedShown]:
    """The causes that were held against the figures, those that stand first."""
    return [
        WeighedShown(
            say.word("cause", str(one["cause"])),
            say.number(one["claims"]),
            say.minor(int(one["minor"]), currency),
            tuple(_condition(told, say) for told in one["conditions"]),
        )
        for one in brief.get("weighed", ())
    ]


def _condition(told: Mapping[str, Any], say: Language) -> ConditionShown:
    return ConditionShown(say.word("condition", told["condition"]), bool(told["holds"]), str(told["found"]), str(told["needed"]))


def worth_bars(notes: Sequence[CauseListed], currency: str, say: Language) -> list[Bar]:
    """What preventing each cause is worth, in one currency, the dearest first."""
    shown = sorted((n for n in notes if n.currency == currency), key=lambda n: (-Decimal(n.preventable), n.id))[:MOST_BARS]
    long = lengths([Decimal(n.preventable) for n in shown])
    return [
        Bar(
            " · ".join(part for part in (say.word("cause", n.cause), shared_words(n.dimensions, say, kind=False)) if part),
            say.money(n.preventable, n.currency),
            length,
            say.number(n.claims),
            f"/causes/{n.id}",
        )
        for n, length in zip(shown, long, strict=True)
    ]


def months_chart(months: Sequence[tuple[str, Part]], currency: str, say: Language) -> Columns | None:
    """What was deducted month by month; None where there was nothing."""
    if not any(part.lines for _, part in months):
        return None
    return columns([say.month(month) for month, _ in months], [[Money(part.minor, currency).amount for _, part in months]])


def effect_chart(effect: EffectShown, say: Language) -> Columns | None:
    """Months before an action was done, the one in which it was, and those after; None where there was nothing."""
    if not any(month.claims for month in effect.months):
        return None
    sides = (False, None, True)
    values = [[Decimal(m.amount) if m.after is side else Decimal(0) for m in effect.months] for side in sides]
    return columns([say.month(m.month) for m in effect.months], values)


def effect_words(action: ActionListed, effect: EffectShown, say: Language) -> str:
    """What the counts say, in a sentence: the numbers, then what they let say."""
    sign = say.word("effect", effect.sign)
    if not effect.days:
        return sign
    told = say.text("{after} deductions in the {days} days since, {before} in as many days before ({amount_after} after {amount_before}).")
    counted = told.format(
        after=say.number(effect.claims_after),
        before=say.number(effect.claims_before),
        days=say.number(effect.days),
        amount_after=say.money(effect.amount_after, action.currency),
        amount_before=say.money(effect.amount_before, action.currency),
    )
    band = ""
    if effect.low is not None and effect.high is not None:
        between = say.text("For each one before there are between {low} and {high} now, as far as such counts can tell (95 %).")
        band = between.format(low=say.number(round(effect.low, 2)), high=say.number(round(effect.high, 2)))
    return " ".join(part for part in (counted, band, sign) if part)


def _label(key: str, say: Language) -> str:
    known = WORDS["note_fact"].get(key)
    if known is not None:
        return say.text(known)
    head, _, part = key.partition("/")
    sort, _, name = head.partition(":")
    told = say.word("note_fact_part", part)
    if sort == "cause":
        return f"{say.word('cause', name)}: {told}"
    return f"{say.word('type', name)}: {told}" if sort == "kind" else told


def _value(fact: Mapping[str, Any], say: Language) -> str:
    value, kind = str(fact["value"]), fact["kind"]
    if fact["key"] in BARE:
        return value
    if kind == "amount" and fact.get("currency"):
        return say.money(value, str(fact["currency"]))
    if kind == "count":
        return say.number(value)
    if kind == "rate":
        return say.percent(value, 1)
    if kind == "date":
        return say.day(value)
    return f"“{value}”" if kind == "quote" else value
