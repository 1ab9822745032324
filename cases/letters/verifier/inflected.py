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


def is_compound(word: str, parts: AbstractSet[str], joints: AbstractSet[str]) -> bool:
    """True for `liefermenge`: two or more of these parts, written as one word, with a joint (`s`, `n`) between them or none."""
    return bool(parts) and _compounded(word, frozenset(parts), frozenset(joints), whole=True)


@lru_cache(maxsize=4096)
def _compounded(word: str, parts: frozenset[str], joints: frozenset[str], *, whole: bool) -> bool:
    if not whole and word in parts:
        return True
    for end in range(_SHORTEST, len(word) - _SHORTEST + 1):
        if word[:end] in parts and any(
            word[end:].startswith(joint) and _compounded(word[end + len(joint) :], parts, joints, whole=False) for joint in ("", *joints)
        ):
            return True
    return False
