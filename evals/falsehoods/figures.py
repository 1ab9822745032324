"""Operators on figures, days and identifiers: another value, another place, another spelling that means something else."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from cases.letters.brief import FactKind
from demo.chance import Chance
from evals.falsehoods.falsehood import NUMBERS, Others, fact_of, numbers_in, slots_of, unit_after, with_end, with_text, with_value
from evals.sentences import spelling
from evals.sentences.patterns import Slot, TrueSentence
from facts.money import round_half_up

_RESULTS: Final = frozenset({"value", "proven", "expected", "allowed", "list_less_discount", "asked", "authorised"})
_OPERANDS: Final = 2
_CURRENCIES: Final = ("USD", "EUR", "GBP", "CAD", "JPY")
_MOST_IN_WORDS: Final = 10_000


def _one(chance: Chance, slots: list[Slot]) -> Slot | None:
    return chance.pick(slots) if slots else None


def amount(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Another amount of about the same size."""
    slot = _one(chance, slots_of(said, {"amount"}))
    if slot is None:
        return None
    exact = fact_of(said, slot).amount or Decimal(0)
    other = round_half_up(exact * chance.whole(35, 190) / 100 + Decimal(chance.whole(1, 99)) / 100, 2)
    return None if other == exact or other in numbers_in(said.case.brief) else with_value(said, slot, str(other))


def count(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Another count."""
    slot = _one(chance, slots_of(said, {"count"}))
    if slot is None:
        return None
    exact = fact_of(said, slot).amount or Decimal(0)
    other = exact + chance.pick((-7, -5, -3, -2, 2, 3, 5, 10, 24))
    return None if other < 2 or other in numbers_in(said.case.brief) else with_value(said, slot, str(other))


def rate(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Another rate."""
    slot = _one(chance, slots_of(said, {"rate"}))
    if slot is None:
        return None
    other = (fact_of(said, slot).amount or Decimal(0)) + chance.pick((Decimal("0.01"), Decimal("0.005"), Decimal("0.1")))
    return None if other * 100 in numbers_in(said.case.brief) else with_value(said, slot, str(other))


def day(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Another day, some days or a year away."""
    slot = _one(chance, slots_of(said, {"date"}))
    if slot is None:
        return None
    other = _day(said, slot) + timedelta(days=chance.pick((-30, -9, -2, -1, 1, 2, 7, 31, 365)))
    return None if _known(said, other) else with_value(said, slot, other.isoformat())


def day_and_month(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Day and month in each other's place."""
    for slot in chance.shuffled(slots_of(said, {"date"})):
        was = _day(said, slot)
        if was.day <= 12 and was.day != was.month and not _known(said, other := date(was.year, was.day, was.month)):
            return with_value(said, slot, other.isoformat())
    return None


def weekday(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """A weekday that the day was not."""
    slot = _one(chance, slots_of(said, {"date"}))
    if slot is None or said.language != "en":
        return None
    was = _day(said, slot)
    wrong = calendar.day_name[(was.weekday() + chance.whole(1, 6)) % 7]
    return with_text(said, slot.start, slot.end, f"{wrong}, {spelling.day(was, 'day_month', 'en')}")


def _day(said: TrueSentence, slot: Slot) -> date:
    return date.fromisoformat(fact_of(said, slot).value)


def _known(said: TrueSentence, day: date) -> bool:
    """True where any fact speaks of that day, by itself or within words."""
    return any(day.isoformat() in f.value for f in said.case.brief.facts)


def digit_swap(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Two digits of a figure or an identifier in each other's place."""
    for slot in chance.shuffled(slots_of(said, {"amount", "count", "identifier"})):
        fact = fact_of(said, slot)
        spots = [i for i in range(len(fact.value) - 1) if fact.value[i : i + 2].isdigit() and fact.value[i] != fact.value[i + 1]]
        for at in chance.shuffled(spots):
            other = fact.value[:at] + fact.value[at + 1] + fact.value[at] + fact.value[at + 2 :]
            if slot.kind == "identifier" and not _said_anywhere(said, other):
                return with_value(said, slot, other)
            if slot.kind != "identifier" and not other.startswith("0") and Decimal(other) not in numbers_in(said.case.brief):
                return with_value(said, slot, other)
    return None


def _said_anywhere(said: TrueSentence, text: str) -> bool:
    return any(text.casefold() in f.value.casefold() for f in said.case.brief.facts)


def decimal_shift(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """The point one place further."""
    slot = _one(chance, slots_of(said, {"amount"}))
    if slot is None:
        return None
    exact = fact_of(said, slot).amount or Decimal(0)
    other = exact * 10 if chance.likely(0.5) else round_half_up(exact / 10, 2)
    return None if other in numbers_in(said.case.brief) else with_value(said, slot, str(other))


def unit(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """The right figure of another unit."""
    units = others.words(said.language).units
    for slot in chance.shuffled(slots_of(said, {"count"})):
        if (found := unit_after(said, slot, units)) is not None:
            start, end, word = found
            wrong = [group[0] for group in units if word not in group]
            return with_text(said, start, end, chance.pick(wrong))
    return None


def rounded(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A rounded figure, with or without a word for it."""
    for slot in chance.shuffled(slots_of(said, {"amount", "count"})):
        exact = fact_of(said, slot).amount or Decimal(0)
        steps = [Decimal(step) for step in (1000, 100, 50, 10, 1) if step < exact]
        for step in steps:
            other = (exact / step).to_integral_value() * step
            if other not in numbers_in(said.case.brief) and other > 1:
                changed = with_value(said, slot, str(other))
                if changed is None or chance.likely(0.3):
                    return changed
                return with_text(changed, slot.start, slot.start, chance.pick(others.words(said.language).about))
    return None


def in_words(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A number in words, and the wrong one."""
    for slot in chance.shuffled(slots_of(said, {"count"})):
        exact = int(fact_of(said, slot).amount or 0)
        small = others.words(said.language).small
        if said.language == "en" and 1 < exact < _MOST_IN_WORDS:
            other = exact + chance.pick((-1, 1, 2, 10))
            text = spelling.in_words(other)
        elif small:
            other = chance.whole(2, len(small) + 1)
            text = small[other - 2]
        else:
            continue
        if other > 1 and Decimal(other) not in numbers_in(said.case.brief):
            return with_text(said, slot.start, slot.end, text)
    return None


def currency(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """The right figure in another currency."""
    slot = _one(chance, [s for s in slots_of(said, {"amount"}) if s.form not in {"figures", "plain"}])
    if slot is None:
        return None
    fact = fact_of(said, slot)
    other = chance.pick([c for c in _CURRENCIES if c != fact.currency])
    text = spelling.amount(fact.amount or Decimal(0), other, slot.form, said.language)
    return with_text(said, slot.start, slot.end, text)


def sum_off_by_one(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """The result of a computation one unit or one cent away."""
    numbers = slots_of(said, NUMBERS)
    results = [s for s in numbers if s.name in _RESULTS]
    if len(numbers) <= _OPERANDS or not results:
        return None
    slot = chance.pick(results)
    fact = fact_of(said, slot)
    step = Decimal("0.01") if fact.kind is FactKind.AMOUNT else Decimal(1)
    other = (fact.amount or Decimal(0)) + step * chance.pick((-1, 1))
    return None if other in numbers_in(said.case.brief) else with_value(said, slot, str(other))


def qualified(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """An exact figure said to be more, less or only part of what there is."""
    slot = _one(chance, [s for s in slots_of(said, {"amount", "count"}) if (fact_of(said, s).amount or 0) > 1])
    words = others.words(said.language)
    if slot is None or (slot.kind == "count" and unit_after(said, slot, words.units) is None):
        return None
    return with_text(said, slot.start, slot.start, chance.pick((*words.more, words.half)))


def percent_points(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """Per cent told as percentage points."""
    slot = _one(chance, slots_of(said, {"rate"}))
    if slot is None:
        return None
    figure = spelling.rate(fact_of(said, slot).amount or Decimal(0), "0", "en").split(" ")[0]
    return with_text(said, slot.start, slot.end, others.words(said.language).points.format(figure))


def rate_as_money(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """A rate told as an amount."""
    slot = _one(chance, slots_of(said, {"rate"}))
    if slot is None:
        return None
    value = (fact_of(said, slot).amount or Decimal(0)) * 100
    form = "code" if said.language != "en" else chance.pick(("code", "word"))
    return with_text(said, slot.start, slot.end, spelling.amount(value, said.case.brief.currency, form, said.language))


def conversion(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """Units converted to cartons, wrongly."""
    packs = [f for f in said.case.brief.below(f"line:{said.line}/") if f.name == "case_pack" and f.amount]
    slots = [s for s in slots_of(said, {"count"}) if fact_of(said, s).unit == "unit" and s.name != "case_pack"]
    if not packs or not slots:
        return None
    slot = chance.pick(slots)
    made = int((fact_of(said, slot).amount or Decimal(0)) / (packs[0].amount or Decimal(1))) + chance.pick((-1, 1, 2))
    if made < 2 or Decimal(made) in numbers_in(said.case.brief):
        return None
    found = unit_after(said, slot, others.words(said.language).units)
    at = found[1] if found else slot.end
    changed = with_text(said, at, at, others.words(said.language).conversion.format(made))
    return None if changed is None else replace(changed, facts=tuple(sorted({*said.facts, packs[0].number})))


def invented_figure(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A further figure that no fact has."""
    number = chance.whole(3, 29)
    if Decimal(number) in numbers_in(said.case.brief):
        return None
    return with_end(said, chance.pick(others.words(said.language).figures).format(number))


def place(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Another page, row, exhibit or file."""
    slot = _one(chance, [s for s in said.slots if s.place])
    if slot is None:
        return None
    value = said.text[slot.start : slot.end]
    if slot.place == "file":
        stem, dot, kind = value.rpartition(".")
        return with_text(said, slot.start, slot.end, f"{stem}{chance.pick(('2', '_b', '0'))}{dot}{kind}")
    return with_text(said, slot.start, slot.end, str(int(value) + chance.pick((5, 7, 11))))
