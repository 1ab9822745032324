"""The words by which the gist of a sentence is read: those that claim nothing, those that tell what a figure is, those that part them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from cases.letters.verifier.inflected import inflected
from cases.letters.verifier.lexicon import each_text, lexicon_of, phrase
from cases.letters.verifier.phrases import Index, Phrase, indexed
from cases.letters.verifier.unspaced import without_elision

PLAIN: Final = "plain"
CUT: Final = "cut"
CLUE: Final = "clue"
STATE: Final = "state"
BARE: Final = "bare"
LESS: Final = "less"
MORE: Final = "more"
EARLIER: Final = "earlier"
LATER: Final = "later"
PEOPLE: Final = "people"
OFF: Final = "off"
ONLY: Final = "only"
INSTEAD: Final = "="
"""Before what a role of the lexicon is told of where it is not told of all facts that have it."""
MAYBE: Final = "maybe"
SOFT: Final = "soft"
THAN: Final = "than"
SAME: Final = "same"
UNLIKE: Final = "unlike"
NOT_MORE: Final = "not_more"
NOT_LESS: Final = "not_less"
EARLIER_BEHIND: Final = "earlier_behind"
LATER_BEHIND: Final = "later_behind"
FRACTION: Final = "fraction"
_FOLDED: Final = (
    *("of_things", "partial", "ends", "lying", "between", "asking", "rather", "out_of", "namely", "twice", "parting"),
    *("ours", "yours", "righting"),
)
_SETS: Final = (
    "by",
    "stops",
    "pointing",
    "parts",
    "among",
    "takes_off",
    "apart",
    "spanning",
    "not_before",
    "results",
    "closing",
    "wanted",
    *_FOLDED,
)
_FOLDER: Final = files("cases.letters.verifier") / "lexicon" / "gist"


@dataclass(frozen=True, slots=True)
class GistWords:
    """The words of a language.

    `index` has every phrase with what it does: `plain` ones claim nothing, `cut` ones part what is said of one figure from what is said
    of the next, `clue` ones name facts (after a colon: the tags that fit), `state` ones say what cited facts have to say, `bare` ones
    name a thing of the trade, `less` and `more` compare. `also` gives what a role of the lexicon is told of besides, `kin` are names of
    facts that are told alike. `modifiers_ahead`: what tells more of a thing stands before it, its whole and what it is held against
    too; behind `than` words stands what that is, behind `by` words by how much, `stops` end what is compared. `earlier_behind` and
    `later_behind` words stand behind the day that something is before or after. `parting` ones are clues that put two figures of a kind
    on their sides. Behind `pointing` words a measure word points at something and counts nothing, behind `parts` words stands a part of
    what stands before, behind `among` ones of whatever stands before. Behind `takes_off` words stands what a subtraction takes off,
    behind `apart` ones the second of two figures that a third is the difference of. `denied` has what can be denied, `options` by its
    words what a denial of it says, each with the words that its clause has to have (`Retouren + abgezogen`); `of_things` are negators
    of things (`none`), `partial` words that make a denial one of a part, `ends` those that part clauses; `denies_behind` where a
    negator follows what it denies. A `not_before` word behind a day says that something was no earlier. A `maybe` word behind one of
    `lying` compares, elsewhere it leads to what something is of. Two figures stand behind words that tell what lies `between` them,
    `asking` words open a request, `rather` ones lead to what is so instead of what was denied, `twice` ones say that it was taken before,
    `namely` ones lead to a figure of what was said right before, `out_of` ones stand between a part and its whole,
    `fractions` are shares of a whole. `righting` verbs behind `asking` words lead from what is booked to what came. `sided` has by its
    words what is done by either side, and what it is told of where `ours` do it: in a clause without `yours`. `contrary` are predicates
    with what excludes them. In a language that is `joined`, a word that stands in several lines of clues is told of all of them, and
    each has to be told of a figure that it could be told of. `spanning` words lead from a day to another, `shares` are parts of an
    amount in words. `stated`: what a figure is that stands beside a statement, which tells it.
    """

    index: Index
    also: Mapping[str, frozenset[str]]
    kin: tuple[frozenset[str], ...]
    denied: Index
    options: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    modifiers_ahead: bool = False
    denies_behind: bool = False
    by: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    among: frozenset[str] = frozenset()
    takes_off: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    parting: frozenset[str] = frozenset()
    spanning: frozenset[str] = frozenset()
    of_things: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    lying: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    rather: frozenset[str] = frozenset()
    out_of: frozenset[str] = frozenset()
    namely: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    fractions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    righting: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    yours: frozenset[str] = frozenset()
    sided: Mapping[Phrase, frozenset[str]] = field(default_factory=dict)
    contrary: Mapping[str, str] = field(default_factory=dict)
    reckoned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joined: bool = False


@cache
def gist_words(language: str) -> GistWords | None:
    """The words of a language; None where it has none."""
    place = _FOLDER / f"{language}.yaml"
    if not language.isalpha() or not place.is_file():
        return None
    entries, shared = (yaml.load(p.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for p in (place, _FOLDER / "facts.yaml"))
    lexicon = lexicon_of(language)
    # the words of a sentence stand apart where one is elided before the other
    entries = each_text(entries, lambda text: without_elision(text, lexicon.elided if lexicon is not None else frozenset()))
    groups = {name: frozenset(str(tags).split()) for name, tags in shared["groups"].items()}
    shapes = {name: [e.strip() for e in str(endings).split("|")] for name, endings in entries.get("shapes", {}).items()}
    found = [(phrase(text), meaning) for text, meaning in _phrases(entries, groups, shapes)]
    found = _of_all_lines(found) if entries.get("joined") else found
    also = {role: _tags(str(tags), groups) for role, tags in shared["also"].items()}
    options = _options(entries, groups, shapes)
    sets = {name: frozenset(_listed(entries.get(name, []), shapes)) for name in _SETS}
    sets |= {name: frozenset(" ".join(phrase(word)) for word in sets[name]) for name in _FOLDED}
    return GistWords(
        indexed(found),
        also,
        tuple(frozenset(str(names).split()) for names in shared["kin"]),
        indexed((words, " ".join(words)) for words in options),
        {" ".join(words): tuple(told) for words, told in options.items()},
        modifiers_ahead=bool(entries.get("modifiers_ahead")),
        denies_behind=bool(entries.get("denies_behind")),
        fractions={
            name: tuple(" ".join(phrase(text)) for text in _listed(texts, shapes)) for name, texts in entries.get("fractions", {}).items()
        },
        sided={phrase(text): _tags(str(t), groups) for t, texts in entries.get("sided", {}).items() for text in _listed(texts, shapes)},
        contrary=shared["contrary"],
        reckoned={place: frozenset(str(names).split()) for place, names in shared["reckoned"].items()},
        stated={name: frozenset(str(tags).split()) for name, tags in shared["stated"].items()},
        joined=bool(entries.get("joined")),
        **sets,
    )


def _of_all_lines(found: Sequence[tuple[Phrase, str]]) -> list[tuple[Phrase, str]]:
    """What stands in several lines of clues is told of all of them."""
    tags: dict[Phrase, set[str]] = {}
    for words, meaning in found:
        kind, _, told = meaning.partition(":")
        if kind == CLUE and not told.startswith(f"{OFF}="):
            tags.setdefault(words, set()).update(told.split())
    measured_off = f"{CLUE}:{OFF}="
    return [
        (words, f"{CLUE}:{' '.join(sorted(tags[words]))}" if m.startswith(f"{CLUE}:") and not m.startswith(measured_off) else m)
        for words, m in found
    ]


def _phrases(
    entries: Mapping[str, Any], groups: Mapping[str, frozenset[str]], shapes: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Each phrase with what it does; what stands further up goes before."""
    for predicate, texts in entries.get("states", {}).items():
        yield from ((text, f"{STATE}:{predicate}") for text in _listed(texts, shapes))
    for tags, texts in entries.get("measured_off", {}).items():
        meaning = f"{CLUE}:{OFF}={' '.join(sorted(_tags(str(tags), groups)))}"
        yield from ((text, meaning) for text in _listed(texts, shapes))
    for tags, texts in entries.get("clues", {}).items():
        meaning = f"{CLUE}:{' '.join(sorted(_tags(str(tags), groups)))}"
        yield from ((text, meaning) for text in _listed(texts, shapes))
    for share, texts in entries.get("shares", {}).items():
        yield from ((text, f"{FRACTION}:{share}") for text in _listed(texts, shapes))
    for name in (LESS, MORE):
        yield from ((text, f"{MAYBE}:{name}") for text in _listed(entries.get(f"maybe_{name}", []), shapes))
    for name in (
        LESS,
        MORE,
        ONLY,
        EARLIER,
        LATER,
        EARLIER_BEHIND,
        LATER_BEHIND,
        SAME,
        UNLIKE,
        NOT_MORE,
        NOT_LESS,
        THAN,
        PEOPLE,
        SOFT,
        CUT,
        BARE,
        PLAIN,
    ):
        yield from ((text, name) for text in _listed(entries.get(name, []), shapes))


def _options(
    entries: Mapping[str, Any], groups: Mapping[str, frozenset[str]], shapes: Mapping[str, list[str]]
) -> dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]]:
    """What is said where a word is denied; what needs another word goes before what needs none."""
    found: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
    for kind in ("denied_states", "denied_clues"):
        for told, texts in entries.get(kind, {}).items():
            meaning = f"{STATE}:{told}" if kind == "denied_states" else f"{CLUE}:{_joined(str(told), groups)}"
            for text in _listed(texts, shapes):
                needs, _, word = text.rpartition("+")
                found.setdefault(phrase(word), []).append((phrase(needs) if needs else (), meaning))
    return {word: sorted(told, key=lambda t: not t[0]) for word, told in found.items()}


def _joined(tags: str, groups: Mapping[str, frozenset[str]]) -> str:
    return " ".join(sorted(_tags(tags, groups)))


def _listed(texts: Any, shapes: Mapping[str, list[str]]) -> Iterator[str]:
    for line in texts if isinstance(texts, list) else [texts]:
        for text in str(line).split(","):
            if text.strip():
                yield from (form.strip() for form in inflected(text.strip(), shapes).split(","))


def _tags(told: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(tag for name in told.split() for tag in groups.get(name, frozenset({name})))
