"""Which words may stand beside figures, days and numbers of a language without changing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.letters.verifier.phrases import Index, Phrase, indexed, shared

_PARTED: Final = frozenset({"attributes", "belongings", "kinds", "led_to"})
_BESIDE: Final = ("before_figure", "behind_figure", "before_day", "behind_day")
"""Sets that a language can give as one, `beside`."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The words of one language that leave what stands beside them as it is.

    `before_of`, `before_to` and `before_from` are those before the words that lead to a whole or a sum (`the amount of`, `comes to`).
    Facts whose names are `announced` are identifiers that are said with the kind of number before them; `number_nouns` have no number of
    their own. `attributes` are the pairs of a quality and one of the `nouns` that a letter says in passing; `subjects` words make a verb
    of what follows. `measures` are roles that are said of a figure or not at all, `reckoning` words want a term behind them, `limits` are
    prepositions that want a figure or number, `spans` those that want a day; `finite` words are verbs whatever follows;
    a `pronoun` behind `pointed` words counts nothing; no two `prepositions` follow each other. What `no_leads`
    lead to is a part, `shows` are verbs of showing, `before_place` words lead to where goods went, `headings` from a thing to its number
    or amount. `belongings` are things with whose they are, `ours` and `yours` the words for that. No item stands behind `under` words,
    only one behind a price and `of_what`; behind `of_one` verbs no count is what does it; what is `revisiting` is done with a claim that
    was answered; between `leaving_out` words and `auxiliary` verbs stands what is `left_out`; behind `where` words stand places, behind
    those `whither` where something `moving` goes to;
    `agents` make a name the one who did it. `leading` words behind a figure lead to a thing, by a bare word only to what is `told_of`;
    `inverted` ones begin a condition, `theirs` is nobody's who writes or is written to, `out_of` turns a payment to `us` round;
    `never_of_figures` stands before days alone, no comparison behind a `spot_of_day`; `things` have no price; `per` counts by what a
    phrase knows, of a day is what `day_of` words or nouns say. `led_to` gives the words of a clause by which a preposition leads to a
    party; what is `contestable` is what `undoing` verbs are about; `bare_verbs` are no things; behind `letting` words stands who writes,
    behind `set_against` and whose it is one of the `nouns`; figures with roles of `their_knowledge` stand in the retailer's books, those
    of `our_knowledge` in the supplier's.

    In a language without a grammar: behind `according` words and before `trailing` ones stand `bearers`, papers that facts are taken from,
    behind `likening` ones what is `likened`, what something is `taken_as`, or what the bearer before them is `showing`, unless a
    `twofold` word makes it one of two; `that` words begin what is said, by a paper or whoever is
    `noticing` it, unless somebody is `saying` it; `kinds` are words before a number, by the kinds of the matchers' language;
    `reasoning` ones give a reason where a sentence begins with them, `speakers` are those whose words stand between quotation marks;
    who writes is not `owing`, what is due `to_us` is due to him; `the_rest` is what is left out of `a_part`, `both` are of two things;
    who is written to is called by `addressing` words.
    """

    before_figure: frozenset[str]
    behind_figure: frozenset[str]
    before_of: frozenset[str]
    before_to: frozenset[str]
    before_from: frozenset[str]
    before_day: frozenset[str]
    behind_day: frozenset[str]
    announced: frozenset[str]
    number_nouns: frozenset[str]
    nouns: frozenset[str]
    attributes: frozenset[str]
    subjects: frozenset[str]
    measures: frozenset[str]
    reckoning: frozenset[str]
    limits: frozenset[str]
    spans: frozenset[str]
    finite: frozenset[str]
    pronoun: frozenset[str]
    pointed: frozenset[str]
    prepositions: frozenset[str]
    no_leads: frozenset[str]
    shows: frozenset[str]
    before_place: frozenset[str]
    headings: frozenset[str]
    under: frozenset[str]
    of_what: frozenset[str]
    of_one: frozenset[str]
    leaving_out: frozenset[str]
    left_out: frozenset[str]
    auxiliary: frozenset[str]
    revisiting: frozenset[str]
    where: frozenset[str]
    whither: frozenset[str]
    moving: frozenset[str]
    agents: frozenset[str]
    leading: frozenset[str]
    told_of: frozenset[str]
    inverted: frozenset[str]
    theirs: frozenset[str]
    out_of: frozenset[str]
    us: frozenset[str]
    per: frozenset[str]
    never_of_figures: frozenset[str]
    spot_of_day: frozenset[str]
    things: frozenset[str]
    day_of: frozenset[str]
    according: frozenset[str]
    trailing: frozenset[str]
    bearers: frozenset[str]
    likening: frozenset[str]
    reasoning: frozenset[str]
    likened: frozenset[str]
    taken_as: frozenset[str]
    twofold: frozenset[str]
    owing: frozenset[str]
    the_rest: frozenset[str]
    both: frozenset[str]
    a_part: frozenset[str]
    to_us: frozenset[str]
    addressing: frozenset[str]
    showing: frozenset[str]
    that: frozenset[str]
    noticing: frozenset[str]
    saying: frozenset[str]
    witnesses: frozenset[str]
    accented: frozenset[str]
    equalling: frozenset[str]
    consignments: frozenset[str]
    attesters: frozenset[str]
    telling: frozenset[str]
    attesting: frozenset[str]
    appending: frozenset[str]
    own_voice: frozenset[str]
    ours: frozenset[str]
    yours: frozenset[str]
    contestable: frozenset[str]
    undoing: frozenset[str]
    bare_verbs: frozenset[str]
    letting: frozenset[str]
    set_against: frozenset[str]
    their_knowledge: frozenset[str]
    our_knowledge: frozenset[str]
    speakers: frozenset[str]
    led_to: Mapping[str, frozenset[str]]
    belongings: Index
    kinds: Index


def frames_of(entries: Mapping[str, Any] | None, listed: Callable[[Any], list[str]], phrase: Callable[[str], Phrase]) -> Frames | None:
    """The frames that a file gives, None where there is none. `listed` parts the words of a line."""
    if not entries:
        return None
    words = {name: frozenset(listed(entries.get(name, []))) for name in Frames.__slots__ if name not in _PARTED}
    beside = frozenset(listed(entries.get("beside", [])))
    words |= {name: words[name] | beside for name in _BESIDE}
    parted = [line.split("|") for line in entries.get("attributes", [])]
    pairs = frozenset(f"{one} {noun}" for qualities, nouns in parted for one in listed(qualities) for noun in listed(nouns))
    indexes = {
        name: indexed(shared((phrase(text), meaning) for meaning, texts in entries.get(name, {}).items() for text in listed(texts)))
        for name in ("belongings", "kinds")
    }
    led_to = {led: frozenset(listed(leading)) for led, leading in entries.get("led_to", {}).items()}
    return Frames(led_to=led_to, attributes=pairs, belongings=indexes["belongings"], kinds=indexes["kinds"], **words)
