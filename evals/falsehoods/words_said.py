"""Operators on words and on ground: denied, invented, swapped, taken from elsewhere, resting on nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from demo.chance import Chance
from evals.falsehoods.falsehood import NUMBERS, Others, fact_of, figures_in, numbers_in, slots_of, with_end, with_text, with_value
from evals.made_up.world import CARRIERS, RECEIVERS
from evals.sentences.patterns import Flip, Slot, TrueSentence, spelled

_TIMES: Final = re.compile(r"\s*[x×*=]\s*")
_SAME: Final = (
    frozenset({"asked", "deducted", "recoverable", "value", "claimed", "asked_of_line", "asked_before", "claimed_before"}),
    frozenset({"units", "disputable", "short"}),
    frozenset({"cartons", "pod_cartons"}),
    frozenset({"noted", "pod_short"}),
    frozenset({"invoice_cost", "approved_cost", "order_cost"}),
    frozenset({"delivered_on", "pod_date"}),
    frozenset({"invoice", "paper_invoice_number"}),
)
"""Names that may stand for each other in a letter; a figure moved within such a set might still be true."""


def _flip(said: TrueSentence, flips: list[Flip], chance: Chance) -> TrueSentence | None:
    if not flips:
        return None
    flip = chance.pick(flips)
    return with_text(said, flip.start, flip.end, flip.false)


def _is_negative(said: TrueSentence, flip: Flip, others: Others) -> bool:
    words = said.text[flip.start : flip.end]
    return any(
        re.search(rf"(?<![^\W_]){re.escape(n)}(?![^\W_])", words) or (said.language == "zh" and n in words)
        for n in others.words(said.language).negative
    )


def dropped_not(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A denial that lost its "not"."""
    return _flip(said, [f for f in said.flips if f.kind == "neg" and _is_negative(said, f, others)], chance)


def turned_words(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A word that says the contrary of what was read."""
    return _flip(said, [f for f in said.flips if f.kind == "neg" and not _is_negative(said, f, others)], chance)


def role_words(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Who did what, or what was answered, turned round in words."""
    return _flip(said, [f for f in said.flips if f.kind == "role"], chance)


def before_and_after(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Before told as after."""
    return _flip(said, [f for f in said.flips if f.kind == "time"], chance)


def added_not(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A "not" behind a verb that was said plainly."""
    if not said.slots or any(f.kind == "neg" for f in said.flips):
        return None
    for was, denied in chance.shuffled(others.words(said.language).negations):
        at = said.text.find(was)
        inside = any(s.start <= at < s.end for s in said.slots)
        if at > 0 and not inside and not re.match(r"not\b|no\b|nicht|pas\b", said.text[at + len(was) :]):
            return with_text(said, at, at + len(was), denied)
    return None


def role_swap(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """Two figures or days of a sentence in each other's place."""
    pairs = []
    for kind in ("amount", "count", "date"):
        slots = slots_of(said, {kind})
        pairs += [(a, b) for i, a in enumerate(slots) for b in slots[i + 1 :] if _differ(said, a, b)]
    if not pairs:
        return None
    first, second = chance.pick(pairs)
    text = said.text
    left, right = _respelled(said, first, second), _respelled(said, second, first)
    changed = text[: first.start] + left + text[first.end : second.start] + right + text[second.end :]
    return replace(said, text=changed[:1].upper() + changed[1:], slots=(), flips=())


def _respelled(said: TrueSentence, slot: Slot, other: Slot) -> str:
    """The value of `other` in the spelling of `slot`."""
    fact = fact_of(said, other)
    return spelled(fact.kind, fact.value, fact.currency or fact_of(said, slot).currency, slot.form, said.language)


def _differ(said: TrueSentence, one: Slot, other: Slot) -> bool:
    """True where the two may not be exchanged: other values, and no product that is the same both ways."""
    return (
        fact_of(said, one).amount != fact_of(said, other).amount and not _TIMES.fullmatch(said.text[one.end : other.start])
        if one.kind != "date"
        else fact_of(said, one).value != fact_of(said, other).value
    )


def from_another_role(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """The figure of another fact, which is then cited: it has the number, but does not say it."""
    for slot in chance.shuffled(slots_of(said, {*NUMBERS, "date"})):
        fact = fact_of(said, slot)
        related = next((s for s in _SAME if slot.name in s), frozenset({slot.name}))
        taken = {f.value for s in said.slots if s.name in related for f in (fact_of(said, s),)}
        same_role = {f.value for f in said.case.brief.facts if f.name == fact.name}
        amounts = {f.amount for f in said.case.brief.facts if f.value in taken | same_role}
        others = [
            f
            for f in said.case.brief.facts
            if f.kind is fact.kind
            and f.name not in related
            and f.value not in taken | same_role
            and f.amount not in {0, 1}
            and (f.amount is None or f.amount not in amounts)
        ]
        if others:
            other = chance.pick(others)
            changed = with_value(said, slot, other.value)
            if changed is not None:
                keep = set(said.facts) - {fact.number} if chance.likely(0.5) else set(said.facts)
                return replace(changed, facts=tuple(sorted({*keep, other.number})))
    return None


def other_facts_cited(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """A true sentence that rests on facts which say something else."""
    if not slots_of(said, {*NUMBERS, "date", "identifier", "name"}):
        return None
    values = {fact_of(said, s).value for s in said.slots}
    aside = [
        f for f in said.case.brief.facts if f.value not in values and not any(v in f.value for v in values) and f.number not in said.facts
    ]
    aside = [f for f in aside if not any(fact_of(said, s).number in f.rests_on for s in said.slots)]
    amounts = {fact_of(said, s).amount for s in slots_of(said, NUMBERS)}
    aside = [f for f in aside if not amounts & figures_in(f.value)]
    if len(aside) < 2:
        return None
    return replace(said, facts=tuple(sorted(f.number for f in chance.some(aside, min(len(said.facts), 3)))), slots=(), flips=())


def nothing_cited(said: TrueSentence, _: Others, __: Chance) -> TrueSentence | None:
    """A true sentence that rests on nothing."""
    return replace(said, facts=(), slots=(), flips=()) if said.slots else None


def everything_cited(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """A wrong figure in a sentence that rests on every fact there is."""
    for slot in chance.shuffled(slots_of(said, {"amount", "count"})):
        other = (fact_of(said, slot).amount or 0) + chance.pick((3, 11, 17, 40))
        if other not in numbers_in(said.case.brief):
            changed = with_value(said, slot, str(other))
            return None if changed is None else replace(changed, facts=tuple(f.number for f in said.case.brief.facts))
    return None


def of_another_case(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """The order, invoice, claim or item of another case."""
    for slot in chance.shuffled(slots_of(said, {"identifier"})):
        if values := others.values(fact_of(said, slot), said.case.brief):
            return with_value(said, slot, chance.pick(values))
    return None


def other_item(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """The figures of one item told of another of the same letter."""
    slot = next((s for s in said.slots if s.name == "item"), None)
    figures = [fact_of(said, s) for s in slots_of(said, NUMBERS)]
    if slot is None or not figures:
        return None
    brief = said.case.brief
    for item in chance.shuffled(brief.below("case/sku:")):
        theirs = {(f.name, f.value) for f in brief.facts if f.about == item.value}
        mine = [f for f in figures if f.about]
        if item.number != slot.fact and mine and all((f.name, f.value) not in theirs for f in mine):
            changed = with_value(said, slot, item.value)
            return None if changed is None else replace(changed, facts=tuple(sorted({*said.facts, item.number})))
    return None


def other_name(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """Another receiver or carrier."""
    slot = next(iter(slots_of(said, {"name"})), None)
    if slot is None:
        return None
    fact = fact_of(said, slot)
    known = [*others.values(fact, said.case.brief), *(RECEIVERS if fact.name == "receiver_name" else CARRIERS)]
    if fact.value[1:3] == ". " and chance.likely(0.3):
        known = [f"{chance.pick('BCEGHKNOVW')}{fact.value[1:]}"]
    wrong = [n for n in known if all(n.rstrip(".") not in f.value for f in said.case.brief.facts)]
    return with_value(said, slot, chance.pick(wrong)) if wrong else None


def quote_altered(said: TrueSentence, _: Others, chance: Chance) -> TrueSentence | None:
    """A quotation with a word more or less than was written."""
    slot = next(iter(slots_of(said, {"quote"})), None)
    if slot is None:
        return None
    words = said.text[slot.start : slot.end].split(" ")
    at = chance.whole(0, len(words) - 1)
    if len(words) > 2 and chance.likely(0.5):
        del words[at]
    else:
        words.insert(at + 1, chance.pick(("fully", "not", "clearly", "only")))
    return with_text(said, slot.start, slot.end, " ".join(words))


def invention(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A signature, a stamp, an inspection, a promise that no fact speaks of."""
    if not said.slots:
        return None
    brief = said.case.brief
    there = {f.name for f in brief.facts}
    if not any(f.name == "why" and "no exception" in f.value for f in brief.facts):
        there.discard("why")
    free = [text for text, fact in others.words(said.language).inventions if not fact or fact not in there]
    return with_end(said, chance.pick(free)) if free else None


def source(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """Words put into somebody's mouth."""
    if not said.slots or '"' in said.text or "“" in said.text:
        return None
    words = others.words(said.language)
    first = said.text[:1].lower() if words.lowered and said.slots[0].start > 0 else said.text[:1]
    return replace(said, text=chance.pick(words.sources) + first + said.text[1:], slots=(), flips=())


def other_supplier(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """What is another supplier's affair."""
    return with_end(said, chance.pick(others.words(said.language).suppliers)) if said.slots else None


def threat(said: TrueSentence, others: Others, chance: Chance) -> TrueSentence | None:
    """A threat, blame, or what only the house knows."""
    return with_end(said, chance.pick(others.words(said.language).threats)) if said.slots else None
