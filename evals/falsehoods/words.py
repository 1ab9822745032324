"""The words that falsehoods are made with, by language: units, hedges, inventions, denials, wrong sources. Those held out are others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evals.folders import HELD_OUT


@dataclass(frozen=True, slots=True)
class FalseWords:
    """Of one language. `lowered`: whether a sentence loses its capital behind a source that is put before it."""

    units: tuple[tuple[str, ...], ...]
    """Groups of words, each group another unit."""
    about: tuple[str, ...]
    more: tuple[str, ...]
    """Words before an exact figure that make it wrong."""
    half: str
    points: str
    inventions: tuple[tuple[str, str], ...]
    """What is added, and the name of a fact that would bear it out."""
    sources: tuple[str, ...]
    suppliers: tuple[str, ...]
    threats: tuple[str, ...]
    figures: tuple[str, ...]
    conversion: str
    negative: tuple[str, ...]
    negations: tuple[tuple[str, str], ...]
    """Words as they are said, and denied."""
    small: tuple[str, ...] = ()
    """Words for the numbers from 2 on."""
    lowered: bool = True
    before_figures: tuple[str, ...] = ()
    behind_figures: tuple[str, ...] = ()
    before_days: tuple[str, ...] = ()
    """Words that make a figure or day another one where they stand beside it."""
    fronts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    """What turns a sentence at its head, what is said besides at its end."""
    exchanges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """A word, and those that say something else in its place."""
    nouns: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    """Things of the trade, and what nobody read of them."""
    results: tuple[str, ...] = ()
    """How the result of a computation is said behind it."""
    signs: tuple[str, ...] = ()
    """Ways to write an amount that is another one."""


@cache
def false_words(language: str, *, held_out: bool, hand: str = "") -> FalseWords:
    """The words of a language; on the side held out, those of that hand that differ lie over the others."""
    said = _read(Path(__file__).parent / "wording" / f"{language}.yaml")
    over = HELD_OUT / hand / "falsehoods" / f"{language}.yaml"
    if held_out and over.is_file():
        said |= _read(over)
    return FalseWords(**{name: _frozen(value) for name, value in said.items()})


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
