"""The classes of verbs, nouns and states of a language, and what a figure is as their object, their subject or beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cases.letters.verifier.phrases import Index, Phrase, indexed

FORMS: Final = ("bare", "third", "past", "done", "doing")
"""The forms in which a verb is given: bare, third person, past, participle, -ing."""
DONE: Final = "done"
ASKED: Final = "asked"
NEVER: Final = "never"
NOBODY: Final = "nobody"
"""Who does what is told in the passive."""
SUBJECT: Final = "subject"
"""In place of who does it: what the subject of such a verb is."""
_MOODS: Final = (DONE, ASKED, NEVER)

_SETS: Final = (
    "transparent",
    "plain",
    "colours",
    "supposing",
    "having",
    "prepositions",
    "relatives",
    "joins",
    "of",
    "by",
    "amounting",
    "papers",
    "books",
    "in_books",
)

Roles = frozenset[str]


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One form of a verb: its class, the form, and the particle that it has behind it or behind its object."""

    name: str
    form: str
    particle: str = ""


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """How clauses of one language are built.

    `verbs` gives the forms by their word, `objects` what the object of a class is, by who does it and whether it is done, asked for or
    did not happen; those of goods are apart. `nouns` and `states` are phrases with their class, `money`, `goods` and `past` what a figure
    of such a noun is, `state_roles` what one in such a state is. `transparent` nouns hand on what they are of, `plain` ones say nothing,
    `colours` leave all as it is, `supposing` words make a verb due, a class of verbs with a preposition of its `led_by` makes a figure one
    of its `led_roles`, things of `papers` are what facts stand on, goods in the `books` of the retailer are `in_books`.
    `asides` say nothing of what stands behind them, `phrasal` ones are who does what in one phrase.
    `whole` are the words by which a clause is read as a whole (composed.whole).
    """

    verbs: Mapping[str, tuple[VerbForm, ...]]
    objects: Mapping[tuple[str, str, str, bool], Roles]
    nouns: Index
    money: Mapping[str, Roles]
    goods: Mapping[str, Roles]
    past: Mapping[str, Roles]
    states: Index
    state_roles: Mapping[str, Roles]
    transparent: Roles
    plain: Roles
    colours: Roles
    supposing: Roles
    having: Roles
    led_by: Mapping[str, Roles]
    led_roles: Mapping[str, Roles]
    prepositions: Roles
    relatives: Roles
    joins: Roles
    of: Roles
    by: Roles
    amounting: Roles
    papers: Roles
    books: Roles
    in_books: Roles
    asides: Index = field(default_factory=dict)
    phrasal: Index = field(default_factory=dict)
    whole: Mapping[str, Roles] = field(default_factory=dict)

    def object_of(self, names: tuple[str, ...], who: str, mood: str, *, is_goods: bool) -> Roles:
        """What the object of a verb of these classes is that somebody does; empty where it says nothing."""
        found = [self._of_class(name, who, mood, is_goods=is_goods) for name in names]
        return frozenset().union(*found)

    def _of_class(self, name: str, who: str, mood: str, *, is_goods: bool) -> Roles:
        own = self.objects.get((name, who, mood, is_goods))
        if own is None and who == NOBODY:
            # in the passive whoever does such a thing does it
            doers = [
                roles for (of, by, m, g), roles in self.objects.items() if of == name and m == mood and g == is_goods and by != SUBJECT
            ]
            own = doers[0] if len(doers) == 1 else frozenset()
        return own or frozenset()


def clause_words(
    entries: Mapping[str, Any] | None, listed: Callable[[Any], list[str]], phrase: Callable[[str], Phrase]
) -> ClauseWords | None:
    """The words that a file gives, None where there is none. `listed` parts the words of a line."""
    if not entries:
        return None

    def roles(text: Any) -> Roles:
        return frozenset(listed(text))

    def index(name: str) -> Index:
        return indexed((phrase(text), key) for key, spec in entries[name].items() for text in listed(spec["says"]))

    verbs: dict[str, list[VerbForm]] = {}
    objects: dict[tuple[str, str, str, bool], Roles] = {}
    for name, spec in (*entries["verbs"].items(), *entries["led"].items()):
        for text in listed(spec.get("says", "")):
            for word, form, particle in _forms(text, entries["endings"]):
                verbs.setdefault(word, []).append(VerbForm(name, form, particle))
        for who, moods in spec.items():
            if isinstance(moods, dict):
                for mood in _MOODS:
                    if mood in moods:
                        objects[name, who, mood, False] = roles(moods[mood])
                        objects.setdefault((name, who, mood, True), roles(moods.get(f"{mood} of goods", moods[mood])))
    nouns = entries["nouns"]
    return ClauseWords(
        verbs={word: tuple(forms) for word, forms in verbs.items()},
        objects=objects,
        nouns=index("nouns"),
        money={name: roles(spec.get("money", "")) for name, spec in nouns.items()},
        goods={name: roles(spec.get("goods", "")) for name, spec in nouns.items()},
        past={name: roles(spec.get("past", "")) for name, spec in nouns.items()},
        states=index("states"),
        state_roles={name: roles(spec["is"]) for name, spec in entries["states"].items()},
        led_by={name: roles(spec["by"]) for name, spec in entries["led"].items()},
        led_roles={name: roles(spec["is"]) for name, spec in entries["led"].items()},
        **{name: roles(entries[name]) for name in _SETS},
        asides=indexed((phrase(text), name) for name, says in entries.get("asides", {}).items() for text in listed(says)),
        phrasal=indexed((phrase(text), name) for name, says in entries.get("phrasal", {}).items() for text in listed(says)),
        whole={name: roles(text) for name, text in entries.get("whole", {}).items()},
    )


def _forms(text: str, endings: Mapping[str, list[Any]]) -> Iterator[tuple[str, str, str]]:
    """The forms of a verb as it is given, each with what it is and its particle."""
    word, _, particle = text.partition(" ")
    if "/" in word:
        forms = word.split("/")
    else:
        ending = max((e for e in endings if word.endswith(e)), key=len)
        cut, *added = endings[ending]
        stem = word[: len(word) - int(cut)]
        forms = [f"{stem}{more}" for more in added]
    for form, one in zip(FORMS, forms, strict=True):
        yield one, form, particle
