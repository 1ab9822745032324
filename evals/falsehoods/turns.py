"""Operators that turn a true sentence by a word or two: before a figure, behind it, before a day, at its head, at its end, in between."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Final

from demo.chance import Chance
from evals.falsehoods.falsehood import NUMBERS, Operator, Others, fact_of, numbers_in, slots_of, unit_after, with_end, with_text
from evals.falsehoods.words import FalseWords
from evals.sentences import spelling
from evals.sentences.patterns import Slot, TrueSentence
from facts.money import round_half_up

Turns = Callable[[TrueSentence, FalseWords, Others], Iterator[TrueSentence | None]]
"""Every way in which a sentence is turned, in the order of the words."""
_LETTER: Final = r"A-Za-zÀ-ÿ"
_BARE: Final = frozenset({"figures", "plain"})


def drawn(turns: Turns) -> Operator:
    """The operator that makes one of these turns by chance."""

    def operator(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
        found = [one for one in turns(said, others.words(said.language), others) if one is not None]
        return chance.pick(found) if found else None

    return operator


def _exact(said: TrueSentence, slot: Slot) -> Decimal:
    return fact_of(said, slot).amount or Decimal(0)


def before_figures(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """A figure made less sure, more, less, a part, a multiple, another one: `barely 72`, `twice USD 20.00`, `another 72`."""
    for slot in slots_of(said, {"amount", "count"}):
        if _exact(said, slot) > 1 and (slot.kind == "amount" or unit_after(said, slot, words.units)):
            yield from (with_text(said, slot.start, slot.start, f"{word} ") for word in words.before_figures)


def behind_figures(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """What a figure is of, per what, plus what: `USD 20.00 a day`, `72 units or so`."""
    for slot in slots_of(said, {"amount", "count"}):
        found = unit_after(said, slot, words.units) if slot.kind == "count" else None
        if slot.kind == "amount" or found:
            end = found[1] if found else slot.end
            yield from (with_text(said, end, end, text) for text in words.behind_figures)


def before_days(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """Another day than the one that is told: `shortly before 12 August`, `not until 12 August`."""
    for slot in slots_of(said, {"date"}):
        yield from (with_text(said, slot.start, slot.start, f"{word} ") for word in words.before_days)


def fronts(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """Words at the head that turn or ground what follows: `It is not true that`, `As we agreed,`."""
    if said.slots:
        first = said.text[:1].lower() if words.lowered and said.slots[0].start > 0 else said.text[:1]
        yield from (replace(said, text=f"{front} {first}{said.text[1:]}", slots=(), flips=()) for front in words.fronts)


def ends(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """Words at the end that no fact bears out: `by mistake`, `with your consent`, `if the carrier agrees`."""
    stop = re.search(r"[.?!。？！\"”]+$", said.text)
    at = stop.start() if stop else len(said.text)
    if said.slots:
        yield from (with_text(said, at, at, end if end.startswith((",", "，")) else f" {end}") for end in words.ends)


def exchanges(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """One word for another: what was invoiced told as ordered, cartons as crates, you as we."""
    for word, others in words.exchanges:
        for at in _plain_places(said, word):
            own = said.text[at : at + len(word)]
            for other in others:
                yield with_text(said, at, at + len(word), other.capitalize() if own[:1].isupper() else other)


def before_nouns(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """A quality that nobody read: `the corrected invoice`, `the second delivery`, `empty cartons`."""
    for noun in words.nouns:
        for at in _plain_places(said, noun):
            yield from (with_text(said, at, at, f"{quality} ") for quality in words.qualities)


def _plain_places(said: TrueSentence, word: str) -> Iterator[int]:
    """Where a word stands outside of values."""
    bounds = ("", "") if said.language == "zh" else (rf"(?<![{_LETTER}-])", rf"(?![{_LETTER}-])")
    for found in re.finditer(f"{bounds[0]}{re.escape(word)}{bounds[1]}", said.text, re.IGNORECASE):
        if not any(s.start < found.end() and found.start() < s.end for s in said.slots):
            yield found.start()


def identifiers_exchanged(said: TrueSentence, _: FalseWords, __: Others) -> Iterator[TrueSentence | None]:
    """Two numbers of different things in each other's place."""
    for first, second in combinations(slots_of(said, {"identifier"}), 2):
        one, other = fact_of(said, first), fact_of(said, second)
        if one.value != other.value and one.name != other.name:
            text = said.text
            yield replace(
                said,
                text=text[: first.start] + other.value + text[first.end : second.start] + one.value + text[second.end :],
                slots=(),
                flips=(),
            )


def identifier_of_another_kind(said: TrueSentence, _: FalseWords, __: Others) -> Iterator[TrueSentence | None]:
    """The number of another thing of the same case, which is then cited."""
    for slot in slots_of(said, {"identifier"}):
        own = fact_of(said, slot)
        for fact in said.case.brief.facts:
            if fact.kind is own.kind and fact.name != own.name and fact.value not in said.text and own.value not in fact.value:
                changed = with_text(said, slot.start, slot.end, fact.value)
                yield None if changed is None else replace(changed, facts=tuple(sorted({*said.facts, fact.number})))


def share_of_another(said: TrueSentence, _: FalseWords, __: Others) -> Iterator[TrueSentence | None]:
    """A true share of another amount, or of the result: `60 % of 20.00, which is 12.00`, with part and whole exchanged."""
    amounts = slots_of(said, {"amount"}) if slots_of(said, {"rate"}) else []
    told = {fact_of(said, s).value for s in amounts}
    for slot in amounts:
        for fact in said.case.brief.facts:
            if fact.kind.value == "amount" and fact.value not in told and fact.amount:
                text = spelling.amount(fact.amount, fact.currency, slot.form, said.language)
                changed = with_text(said, slot.start, slot.end, text)
                yield None if changed is None else replace(changed, facts=tuple(sorted({*said.facts, fact.number})))


def worked_out_wrongly(said: TrueSentence, words: FalseWords, others: Others) -> Iterator[TrueSentence | None]:
    """A sum, difference or share of the sentence's own figures that does not come out, in words."""
    del others
    numbers = [s for s in slots_of(said, NUMBERS) if _exact(said, s) > 1]
    for first, second in combinations(numbers, 2):
        if first.kind != second.kind or fact_of(said, first).unit != fact_of(said, second).unit:
            continue
        a, b = _exact(said, first), _exact(said, second)
        for wrong in (a + b + 1, abs(a - b) + 2, round_half_up(a * b / 100, 2)):
            if wrong > 1 and wrong not in numbers_in(said.case.brief):
                text = (
                    spelling.amount(wrong, fact_of(said, first).currency, "code", said.language) if first.kind == "amount" else str(wrong)
                )
                yield from (with_end(said, end.format(text)) for end in words.results)


def other_signs(said: TrueSentence, words: FalseWords, _: Others) -> Iterator[TrueSentence | None]:
    """The figure with another sign or size of money: `20.00 cents`, `20.00 thousand dollars`, `AU$20.00`."""
    for slot in slots_of(said, {"amount"}):
        if slot.form in _BARE:
            continue
        figures = spelling.amount(_exact(said, slot), "USD", "figures", said.language)
        yield from (with_text(said, slot.start, slot.end, sign.format(figures)) for sign in words.signs)


TURNS: Final[dict[str, Turns]] = {
    "word before a figure": before_figures,
    "word behind a figure": behind_figures,
    "word before a day": before_days,
    "turned at its head": fronts,
    "more at its end": ends,
    "word exchanged": exchanges,
    "quality invented": before_nouns,
    "identifiers exchanged": identifiers_exchanged,
    "identifier of another kind": identifier_of_another_kind,
    "share of another amount": share_of_another,
    "worked out wrongly": worked_out_wrongly,
    "other sign of money": other_signs,
}
"""The turns by the name of their operator."""
