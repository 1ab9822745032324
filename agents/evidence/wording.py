"""A model's sentence about a candidate, held against what was compared: no word outside the list, no value that is not the paper's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from facts.identifiers import compact

LONGEST: Final = 300
_WORD: Final = re.compile(r"[^\s,;:()\"“”„«»!?]+")
_SAME: Final = frozenset({"same", "agree", "agrees", "agreed", "agreeing", "match", "matches", "matching", "alike", "both"})
_DIFFER: Final = frozenset(
    {"differ", "differs", "differing", "different", "other", "not", "no", "but", "instead", "wrong", "unlike", "misread", "except"}
)
_NEAR: Final = frozenset({"nearly", "look_alike", "digits", "inside"})
"""How values relate that are not simply the same."""


@cache
def vocabulary() -> frozenset[str]:
    """The words that a sentence may consist of beside compared values."""
    return frozenset((files("agents.evidence") / "prompts" / "words.txt").read_text(encoding="utf-8").split())


def objection_to(text: str, reasons: Sequence[Mapping[str, Any]]) -> str:
    """Why a sentence does not reach anybody; empty where every word and value of it holds. `reasons` are the candidate's comparisons."""
    if not text or len(text) > LONGEST or not text.isprintable():
        return "no single short line"
    values = _values(reasons)
    used: set[str] = set()
    for word in _WORD.findall(text):
        plain = word.strip(".'’")
        if not plain or plain.casefold() in vocabulary():
            continue
        key = compact(plain)
        if key not in values:
            return f"{plain[:40]!r} is neither a word of the list nor a compared value"
        used.add(key)
    return _claims(text, used, reasons)


def _claims(text: str, used: set[str], reasons: Sequence[Mapping[str, Any]]) -> str:
    """What is said of a value that differs, or is only nearly the same, must not say more."""
    said = {word.casefold().strip(".'’") for word in _WORD.findall(text)}
    told = [r for r in reasons if used & {compact(w) for side in ("ours", "theirs") for w in str(r.get(side, "")).split()}]
    if any(not r.get("agrees") for r in told) and not said & _DIFFER:
        return "it names a value that differs and does not say so"
    if (
        any(r.get("how") in {"nearly", "look_alike", "digits", "inside"} for r in told)
        and said & _SAME
        and not said & (_DIFFER | {"nearly"})
    ):
        return "it calls the same what is nearly the same"
    if all(r.get("agrees") for r in reasons) and said & {"differ", "differs", "different"}:
        return "it says that something differs where nothing does"
    return ""


def _values(reasons: Sequence[Mapping[str, Any]]) -> set[str]:
    """Every compared value, whole and word by word, compacted."""
    told = [str(r.get(side, "")) for r in reasons for side in ("ours", "theirs")]
    return {compact(part) for value in told for part in (value, *value.split()) if compact(part)}
