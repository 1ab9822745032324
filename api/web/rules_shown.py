"""Rules as people read them: sections of values, each in words, with when it began, where it was read and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.web.languages import NO_VALUE
from cases.wording import words

FIRST: Final = ("windows", "shortage", "price", "chargebacks", "payment", "filing", "letters", "attachments")
"""Sections that people look for most; the others follow by name."""
HIDDEN: Final = frozenset({"grammar", "stand_ins"})
"""Patterns for programs."""
STAMP: Final = frozenset({"value", "effective_from", "effective_to", "source", "mark", "place"})


@dataclass(frozen=True, slots=True)
class RuleValue:
    """One value: what it is called, what it says, from when, by whose word (`mark`: R read, M computed, K trade knowledge, terms)."""

    name: str
    said: str
    effective_from: str
    effective_to: str
    source: str
    mark: str
    place: str


@dataclass(frozen=True, slots=True)
class RuleSection:
    """The values of a part of the rules, in the order of the pack."""

    name: str
    title: str
    values: Sequence[RuleValue]


def sections_of(content: Mapping[str, Any]) -> list[RuleSection]:
    """A pack as it is in force, laid out for reading."""
    known = [name for name in content if name not in HIDDEN]
    order = sorted(known, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    return [RuleSection(name, words(name), list(_values(content[name], ""))) for name in order]


def _values(node: Any, path: str) -> Iterator[RuleValue]:
    if isinstance(node, Mapping) and "source" not in node:
        for key, below in node.items():
            yield from _values(below, f"{path} · {words(str(key)).lower()}" if path else words(str(key)))
        return
    for entry in node if isinstance(node, list) else [node]:
        if not isinstance(entry, Mapping):
            yield RuleValue(path, say(entry), "", "", "", "", "")
            continue
        value = entry["value"] if "value" in entry else {k: v for k, v in entry.items() if k not in STAMP}
        stamp = {name: str(entry.get(name) or "") for name in STAMP - {"value"}}
        yield RuleValue(path, say(value), **stamp)


def say(value: Any) -> str:
    """A value of a rule in words: `after deduction date, 12 months`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return NO_VALUE
    if isinstance(value, Mapping):
        return ", ".join(f"{words(str(k)).lower()}: {say(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(say(part) for part in value)
    return str(value).replace("_", " ") if isinstance(value, str) and value.islower() else str(value)
