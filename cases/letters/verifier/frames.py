"""Which words may stand beside figures, days and numbers of a language without changing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.letters.verifier.phrases import Index, Phrase, indexed


@dataclass(frozen=True, slots=True)
class Frames:
    """The words of one language that leave what stands beside them as it is.

    `before_of` and `before_to` are those before the words that lead to a whole or a sum (`the amount of`, `comes to`). Facts whose names
    are `announced` are identifiers that are said with the kind of number before them; `number_nouns` have no number of their own.
    `attributes` are the pairs of a quality and one of the `nouns` that a letter says in passing; `subjects` words make a verb of what
    follows. `measures` are roles that are said of a figure or not at all, `reckoning` words want a term behind them, `limits` are
    prepositions that want a figure or number, `spans` those that want a day; no two `prepositions` follow each other. What `no_leads`
    lead to is a part, `shows` are verbs of showing, `before_place` words lead to where goods went, `headings` from a thing to its number
    or amount. `belongings` are things with whose they are, `ours` and `yours` the words for that.
    """

    before_figure: frozenset[str]
    behind_figure: frozenset[str]
    before_of: frozenset[str]
    before_to: frozenset[str]
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
    prepositions: frozenset[str]
    no_leads: frozenset[str]
    shows: frozenset[str]
    before_place: frozenset[str]
    headings: frozenset[str]
    ours: frozenset[str]
    yours: frozenset[str]
    belongings: Index


def frames_of(entries: Mapping[str, Any] | None, listed: Callable[[Any], list[str]], phrase: Callable[[str], Phrase]) -> Frames | None:
    """The frames that a file gives, None where there is none. `listed` parts the words of a line."""
    if not entries:
        return None
    sets = {name: frozenset(listed(entries[name])) for name in Frames.__slots__ if name not in {"attributes", "belongings"}}
    parted = [line.split("|") for line in entries["attributes"]]
    pairs = frozenset(f"{one} {noun}" for qualities, nouns in parted for one in listed(qualities) for noun in listed(nouns))
    belongings = indexed((phrase(text), owner) for owner, texts in entries["belongings"].items() for text in listed(texts))
    return Frames(**sets, attributes=pairs, belongings=belongings)
