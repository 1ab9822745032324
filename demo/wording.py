"""Words on papers and headings of exports per language, several spellings each, as systems and hands of the trade write them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final, TypeAlias

import yaml

from demo.chance import Chance

Spellings: TypeAlias = dict[str, tuple[str, ...]]


def _spellings(name: str) -> dict[str, Spellings]:
    content: dict[str, Any] = yaml.load(files("demo").joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {key: {language: tuple(words) for language, words in by.items()} for key, by in content.items()}


WORDS: Final = _spellings("words.yaml")
HEADINGS: Final = _spellings("headings.yaml")


def heading(column: str, language: str, draw: Chance) -> str:
    """One spelling of an export column's name in a language."""
    return draw.pick(HEADINGS[column][language])
