"""Every day equals a cited fact, in the role that the sentence gives it, and is the day of the week that it is said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.look import Look, said
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Day
from cases.letters.verifier.verdict import Remark, Severity

_TWO: Final = 2
_NEAR: Final = 5
"""Words before a day among which the pronoun of its paper stands."""
_DATED: Final = frozenset({"dated"})
_SHORT: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}")
_MONTH_FIRST: Final = frozenset({"USD"})
"""Currencies of countries that write the month before the day."""


def two_ways(look: Look) -> Iterator[Remark]:
    """`08/12/2026` is read in the order of the country whose money the letter is about; if only the other order is a fact, it is open."""
    for day in look.reading.days:
        short = _SHORT.fullmatch(day.text)
        if short is None or len(day.days) < _TWO:
            continue
        month = int(short[1]) if look.known.brief.currency in _MONTH_FIRST and "/" in day.text else int(short[2])
        usual = {d for d in day.days if d.month == month}
        told = {d for g in look.cited.grounds for of in g.days for d in of.days & day.days}
        if told and usual.isdisjoint(told):
            yield look.remark("days", f"{day.text} can be two days: name the month", day.text, severity=Severity.UNVERIFIABLE)


def deadlines(look: Look) -> Iterator[Remark]:
    """`by 12 August`, outside a request: a fact has the day itself, and no day by which something was done."""
    grammar = look.lexicon.grammar
    for day in look.reading.days:
        before = look.reading.small[day.at - 1] if day.at else ""
        if grammar is not None and before in grammar.by_whom and day.at not in look.reading.asking:
            yield look.remark("days", f"whether that was by {day.text} cannot be checked", day.text, severity=Severity.UNVERIFIABLE)


def days(look: Look) -> Iterator[Remark]:
    """A day that no cited fact has is refused, in whatever form it is written; one that can be two days must be one of them."""
    for day in look.reading.days:
        if not day.days:
            yield look.remark("days", f"{day.text} is no day of the calendar", day.text)
            continue
        found = [(g, d) for g in look.cited.grounds for d in g.days if d.days & day.days]
        if not found:
            elsewhere = [g.fact for g in look.known.grounds.values() if any(d.days & day.days for d in g.days)]
            hint = f"; {said(elsewhere[0])} has it: cite it" if elsewhere else ""
            yield look.remark("days", f"{day.text} is in none of the cited facts{hint}", day.text, facts=[f.number for f in elsewhere[:3]])
            continue
        if day.roles and not any(day.roles & d.roles for _, d in found):
            other = next((g.fact for g in look.cited.grounds for d in g.days if d.roles & day.roles), None)
            if other is not None:
                names = " and ".join(sorted(r.replace("_", " ") for r in day.roles))
                changed = any(other.day in d.days for d in look.reading.days)
                refused = (changed or look.lexicon.grammar is not None) and not is_due(look, day)
                severity = Severity.OBJECTION if refused else Severity.UNVERIFIABLE
                message = f"{day.text} is given as {names}, but {said(other)} says otherwise"
                yield look.remark("days", message, day.text, other.value, [other.number], severity)


def is_due(look: Look, day: Day) -> bool:
    """`you had to pay by 24 December`: until when something was to be done is not when it was."""
    little = look.lexicon.little
    clause = next((c for c in look.reading.clauses if day.at in c), range(0))
    verbs = [start for start, _, role in look.reading.role_spots if start in clause and start < day.at and day.roles & set(role.split("|"))]
    return any(at > 0 and look.reading.small[at - 1] in little.to | little.modal for at in verbs)


def meant_paper(look: Look, day: Day) -> Iterator[str]:
    """`The receipt is signed, and it is dated 12 August`: the paper that a pronoun ahead of a day stands for, the last one before it."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None or not _DATED & day.roles:
        return
    before = range(max(0, day.at - _NEAR), day.at)
    pronoun = next((at for at in before if small[at] in grammar.beginners), 0)
    yield from [kind for start, _, kind in spots(small, grammar.papers) if start < pronoun][-1:]


def weekdays(look: Look) -> Iterator[Remark]:
    """The day of the week that is said beside a day is its own."""
    for day in look.reading.days:
        if day.weekday is not None and day.days and not any(d.weekday() == day.weekday for d in day.days):
            names = sorted(look.lexicon.grammar.weekdays, key=len, reverse=True) if look.lexicon.grammar else []
            right = next((n for n in names if look.lexicon.grammar and look.lexicon.grammar.weekdays[n] == min(day.days).weekday()), "")
            yield look.remark("days", f"{day.text} was no such day of the week but a {right.capitalize()}", day.text, right)


def lone_weekdays(look: Look) -> Iterator[Remark]:
    """A day of the week without a day of the calendar is for a person."""
    names = look.lexicon.grammar.weekdays if look.lexicon.grammar else {}
    for at, word in enumerate(look.reading.small):
        if word in names and not any(abs(day.at - at) <= _TWO for day in look.reading.days):
            yield look.remark("days", f'"{word}": no day of the calendar is told', word, severity=Severity.UNVERIFIABLE)
