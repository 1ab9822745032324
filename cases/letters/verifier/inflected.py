"""Words written once for all their forms (`abgezog<en>`, `<k>abzug<s>`), compounds, and a second file of words laid over a first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import product
from typing import Any, Final

_SHAPE: Final = re.compile(r"<(\w+)>")
_SHORTEST: Final = 4
"""Letters of a part of a compound at least."""
_STEM: Final = 3
"""Letters of a stem at least."""


def inflected(text: str, shapes: Mapping[str, Sequence[str]]) -> str:
    """A text of words parted by commas, with all forms in place of those that name shapes. Raises KeyError for one that nobody gave."""
    if "<" not in text:
        return text
    return ", ".join(form for one in text.split(",") for form in _forms(one.strip(), shapes))


def _forms(text: str, shapes: Mapping[str, Sequence[str]]) -> list[str]:
    """`<k>abzug<s>`: each beginning with each ending; a shape can hold others: `avez <taken>`, where `taken` are participles."""
    pieces = _SHAPE.split(text)
    ways = [[piece] if at % 2 == 0 else _each(shapes[piece], shapes) for at, piece in enumerate(pieces)]
    return [" ".join("".join(way).split()) for way in product(*ways)]


def _each(parts: Sequence[str], shapes: Mapping[str, Sequence[str]]) -> list[str]:
    return [form for part in parts for form in (_forms(part, shapes) if "<" in part else [part])]


def laid_over(entries: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of two files as one: lists and lines of words follow each other, groups are joined name by name."""
    made = dict(entries)
    for name, value in more.items():
        made[name] = _joined(made[name], value) if name in made else value
    return made


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return laid_over(one, other)
    if isinstance(one, bool) or isinstance(other, bool):
        return other
    lists = [part if isinstance(part, list) else [part] for part in (one, other)]
    return [*lists[0], *lists[1]]


def stem_of(word: str, endings: Sequence[str]) -> str:
    """The word without the first of the endings that it has; the word itself where too little would be left."""
    ending = next((e for e in endings if word.endswith(e) and len(word) - len(e) >= _STEM), "")
    return word.removesuffix(ending)


def is_compound(word: str, parts: AbstractSet[str], joints: AbstractSet[str]) -> bool:
    """True for `liefermenge`: two or more of these parts, written as one word, with a joint (`s`, `n`) between them or none.

    Hyphens part them as well: `liefer-nr`.
    """
    return bool(parts) and bool(_parted(word, frozenset(parts), frozenset(joints)))


def head_of(word: str, parts: AbstractSet[str], joints: AbstractSet[str], turning: AbstractSet[str]) -> str:
    """What a compound is: its last part, `abzug` of `fehlmengenabzug`; empty where a part before it turns that, or for no compound."""
    found = _parted(word, frozenset(parts), frozenset(joints)) if parts else ()
    return found[-1] if found and turning.isdisjoint(found[:-1]) else ""


@lru_cache(maxsize=4096)
def _parted(word: str, parts: frozenset[str], joints: frozenset[str]) -> tuple[str, ...]:
    """The parts that a compound is written of; none where it is no compound of these."""
    pieces = word.split("-")
    if len(pieces) > 1:
        each = [(piece,) if piece in parts else _parted(piece, parts, joints) for piece in pieces]
        return tuple(part for found in each for part in found) if all(each) else ()
    for end in range(_SHORTEST, len(word) - _SHORTEST + 1):
        if word[:end] not in parts:
            continue
        for rest in (word[end + len(joint) :] for joint in ("", *sorted(joints)) if word[end:].startswith(joint)):
            behind = (rest,) if rest in parts else _parted(rest, parts, joints)
            if behind:
                return (word[:end], *behind)
    return ()
