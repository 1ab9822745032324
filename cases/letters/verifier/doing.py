"""Turns of a language that say who does something, of how much, and what an amount is, found as they stand in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from cases.letters.verifier.look import Look

_FOLDER: Final = Path(__file__).parent / "lexicon" / "doing"


@lru_cache(maxsize=16)
def _turns(language: str) -> Mapping[str, re.Pattern[str] | None]:
    """The turns of a language by what they say, each as one pattern; nothing for a language that has none."""
    path = _FOLDER / f"{language}.yaml"
    if not path.is_file():
        return {}
    told: Mapping[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _pattern(texts) for name, texts in told.items()}


def _pattern(texts: list[str]) -> re.Pattern[str] | None:
    said = "|".join(re.escape(text).replace("\\ ", r"\s+") for text in sorted(texts, key=len, reverse=True))
    # a word that is written without spaces around it (`我方`) has no bounds
    bound = r"(?<![^\W\d_])", r"(?![^\W\d_])"
    is_spaced = all(text.isascii() or not re.search(r"[\u4e00-\u9fff]", text) for text in texts)
    return re.compile(f"{bound[0]}(?:{said}){bound[1]}" if is_spaced else f"(?:{said})", re.IGNORECASE) if texts else None


def turn(look: Look, name: str, start: int = 0, end: int | None = None) -> range | None:
    """Where the first such turn stands between two places of the sentence, in characters; None where there is none."""
    return turn_in(look.lexicon.language, name, look.reading.text, start, end)


def turn_in(language: str, name: str, text: str, start: int = 0, end: int | None = None) -> range | None:
    """The same in other words than those of the sentence."""
    pattern = _turns(language).get(name)
    found = pattern.search(text, start, len(text) if end is None else end) if pattern is not None else None
    return range(found.start(), found.end()) if found is not None else None
