"""The things that sentences of a language speak of, of which of them a predicate can be said, and the events that have an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.letters.verifier.phrases import Index, Phrase, indexed

_BESIDE: Final = ("dating", "ending", "setting", "moved_by")
"""Words beside days and figures."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens: the classes of things, the roles and the predicates that mean it, and the facts that have its day."""

    things: frozenset[str]
    roles: frozenset[str]
    says: frozenset[str]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class SaidOf:
    """The things that sentences of a language speak of, and of which of them a predicate can be said.

    `things` are nouns by class, `several` those of more than one; `ahead` words stand before a noun within its phrase, `attaching` ones
    hang it on another, but not behind `partitive` ones, a part of a sentence of its own begins at `starting` ones, `relative` ones may
    stand for the noun before them, `joining` ones add another. `steps` are words for tiers, `ordinals` number them; `dating` words stand
    between a paper and its day, `ending` ones between two days of a span, `setting` ones are verbs of terms, what `moved_by` leads to is
    a difference; `paper_kinds` gives for a class of things the kind of paper.
    `allowed` gives for a predicate (`not …` where it is denied), by when that holds, the classes of which it can be said; `orders` gives
    for a conclusion which of two events came first, `unshown` for a paper what it cannot show. A `named` predicate says nothing where
    the sentence has neither a thing that it is said of nor a figure.
    """

    things: Index
    several: Index
    ahead: frozenset[str]
    attaching: frozenset[str]
    partitive: frozenset[str]
    starting: frozenset[str]
    relative: frozenset[str]
    joining: frozenset[str]
    allowed: Mapping[str, Mapping[str, frozenset[str]]]
    events: Mapping[str, Event]
    orders: Mapping[str, frozenset[tuple[str, str]]]
    unshown: Mapping[str, frozenset[str]]
    named: frozenset[str]
    steps: frozenset[str]
    ordinals: Mapping[str, int]
    dating: frozenset[str]
    ending: frozenset[str]
    setting: frozenset[str]
    moved_by: frozenset[str]
    paper_kinds: Mapping[str, str]


def said_of(entries: Mapping[str, Any] | None, listed: Callable[[Any], list[str]], phrase: Callable[[str], Phrase]) -> SaidOf | None:
    """The words that a file gives, None where there is none."""
    if not entries:
        return None
    return SaidOf(
        several=indexed((phrase(text), "") for text in listed(entries["several"])),
        things=indexed((phrase(text), name) for name, texts in entries["things"].items() for text in listed(texts)),
        **{
            name: frozenset(listed(entries[name]))
            for name in ("ahead", "attaching", "partitive", "starting", "relative", "joining", "named", "steps", *_BESIDE)
        },
        allowed={
            predicate: {when: frozenset(listed(classes)) for when, classes in spec.items()}
            for predicate, spec in entries["allowed"].items()
        },
        events={
            name: Event(*(frozenset(listed(spec.get(part, []))) for part in ("things", "roles", "says", "facts")))
            for name, spec in entries["events"].items()
        },
        orders={
            name: frozenset((first, second) for first, second in map(str.split, listed(told))) for name, told in entries["orders"].items()
        },
        unshown={name: frozenset(listed(told)) for name, told in entries["unshown"].items()},
        paper_kinds=entries["paper_kinds"],
        ordinals={word: at for at, word in enumerate(listed(entries["ordinals"]), 1)},
    )
