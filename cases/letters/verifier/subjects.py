"""What a verb or state is said of: the things before it that hang on no other; where a person does it, the thing behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cases.letters.verifier.phrases import Spot, spots
from cases.letters.verifier.pieces import Assertion, Reading
from cases.letters.verifier.things import SaidOf

_ARTICLES: Final = frozenset({"a", "an", "the"})


def subjects(reading: Reading, assertion: Assertion, words: SaidOf) -> frozenset[str]:
    """The classes of what a predicate is said of, as far as the sentence names it; empty where it does not."""
    start = assertion.at
    end = start + len(assertion.text.split())
    if reading.small[start] in words.relative:
        # `that you should not have`
        return frozenset()
    clause = next((c for c in reading.clauses if start in c), range(len(reading.small)))
    named = [s for s in spots(reading.small, words.things) if s[0] in clause]
    if within := [s for s in named if s[0] <= start and end < s[1]]:
        # `missing cartons`
        return frozenset(s[2] for s in within)
    things = [s for s in named if s[1] <= start or s[0] >= end]
    told = next((s for s in things if s[0] == _past_adjectives(reading.small, start, end, words)), None)
    if told is not None:
        return frozenset({told[2]})
    begin = next((at + 1 for at in range(start - 1, clause.start - 1, -1) if reading.small[at] in words.starting), clause.start)
    return _before(reading, start, begin, things, words) or _behind(reading, end, things, words)


def _before(reading: Reading, start: int, begin: int, things: Sequence[Spot], words: SaidOf) -> frozenset[str]:
    """The thing at the head of this part of the sentence with those joined to it, or the one that a relative word stands for."""
    small = reading.small
    ahead = [s for s in things if begin <= s[0] and s[1] <= start]
    opens = next((at for at in range(start - 1, begin - 1, -1) if small[at] in words.relative), None)
    if opens is not None:
        within = [s for s in ahead if s[0] > opens]
        others = any(opens < a.at < start for a in reading.assertions)
        if _loose(small, within, words):
            ahead = within
        elif not others:
            return frozenset(s[2] for s in ahead if s[1] == opens)
        else:
            ahead = [s for s in ahead if s[1] <= opens]
    own = _loose(small, ahead, words)
    found: list[Spot] = own[:1]
    for spot in own[1:]:
        between = small[found[-1][1] : spot[0]]
        if not any(w in words.joining for w in between) or not all(w in words.joining or w in words.ahead for w in between):
            break
        found.append(spot)
    return frozenset(s[2] for s in found)


def _behind(reading: Reading, end: int, things: Sequence[Spot], words: SaidOf) -> frozenset[str]:
    follows = min((a.at for a in reading.assertions if a.at >= end), default=len(reading.small))
    return frozenset(s[2] for s in _loose(reading.small, [s for s in things if end <= s[0] < follows], words)[:1])


def _loose(small: Sequence[str], things: Sequence[Spot], words: SaidOf) -> list[Spot]:
    """Those that no preposition hangs on another thing; of two nouns in a row the last one."""
    ends = {s[1]: s for s in things}
    heads = [s for s in things if not any(other[0] == s[1] for other in things)]
    found = []
    for spot in heads:
        first = spot
        while first[0] in ends:
            first = ends[first[0]]
        lead = _ahead(small, first[0], words)
        if small[lead] not in words.attaching or small[max(0, lead - 1)] in words.partitive:
            found.append(spot)
    return found


def _ahead(small: Sequence[str], at: int, words: SaidOf) -> int:
    """Where the word stands before what belongs to a noun; the noun itself at the head of a sentence."""
    place = at - 1
    while place > 0 and small[place] in words.ahead:
        place -= 1
    return place if place >= 0 else at


def _past_adjectives(small: Sequence[str], start: int, end: int, words: SaidOf) -> int:
    """Where the noun stands that a quality belongs to: `the wrong base`, `all the goods`."""
    between = words.ahead if small[start] in words.ahead else words.ahead - _ARTICLES
    while end < len(small) and small[end] in between:
        end += 1
    return end
