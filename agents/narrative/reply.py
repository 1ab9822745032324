"""What a model answered, taken apart: the sentences of its letter, cleaned and bounded, and what of the answer could not be used."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cases.letters.sentences import Sentence, SentenceKind

LONGEST_REPLY: Final = 100_000
"""Characters of an answer that are looked at."""
LONGEST_SENTENCE: Final = 700
MOST_SENTENCES: Final = 40
MOST_FACTS: Final = 60
"""Facts that one sentence may name."""
_KEY: Final = re.compile(r'"sentences"\s*:\s*\[')
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]{0,200}>|!?\[([^\[\]]{0,200})\]\([^()]{0,500}\)|\*\*|__|`+|^#{1,6}\s+")
_LIST_MARK: Final = re.compile(r"^(?:[-*•–]\s+|\(?\d{1,2}[.)]\s+(?=\D))")


@dataclass(frozen=True, slots=True)
class Answered:
    """The sentences of an answer in its order, and what of it was left out and why (`faults`, for the model and the person)."""

    sentences: tuple[Sentence, ...]
    faults: tuple[str, ...] = ()


def read_reply(text: str) -> Answered:
    """The letter in an answer: `{"sentences": [{"text", "facts", "kind"}]}`, whatever stands around it.

    Each sentence is taken whole or not at all; of an answer that breaks off, those before the break are taken.
    """
    found: list[Sentence] = []
    faults: list[str] = []
    for place, entry in enumerate(_objects(text[:LONGEST_REPLY], faults), start=1):
        if len(found) >= MOST_SENTENCES:
            faults.append(f"more than {MOST_SENTENCES} sentences")
            break
        taken = _sentence(entry)
        if isinstance(taken, str):
            faults.append(f"sentence {place}: {taken}")
        elif taken.kind is not SentenceKind.ATTACHMENTS and taken.text not in {s.text for s in found}:
            found.append(taken)
    return Answered(tuple(found), tuple(faults[:MOST_SENTENCES]))


def one_line(text: str) -> str:
    """A text as one line of plain words: no control or invisible characters, no markup, no mark of a list before it."""
    shown = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    told = ""
    while told != shown:  # `- # 0`, and marks that come to light when others fall away
        told, shown = shown, _LIST_MARK.sub("", " ".join(_MARKUP.sub(lambda found: found[1] or "", shown).split()))
    return " ".join(told.split())


def _objects(text: str, faults: list[str]) -> Iterator[Any]:
    """The entries of the list of sentences, as far as they are whole."""
    begins = _KEY.search(text)
    if begins is None:
        faults.append("the answer holds no list of sentences")
        return
    decoder, at = json.JSONDecoder(), begins.end()
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text):
            faults.append("the answer breaks off")
            return
        if text[at] == "]":
            return
        try:
            entry, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            faults.append("the answer breaks off or is no JSON from there on")
            return
        yield entry


def _sentence(entry: Any) -> Sentence | str:
    """A sentence, or why it is none."""
    if not isinstance(entry, dict):
        return "no object"
    text, facts, kind = entry.get("text"), entry.get("facts", []), entry.get("kind", SentenceKind.OTHER.value)
    if not isinstance(text, str) or not (said := one_line(text[: 4 * LONGEST_SENTENCE])):
        return "no text"
    if len(said) > LONGEST_SENTENCE:
        return f"longer than {LONGEST_SENTENCE} characters"
    if not isinstance(facts, list) or not all(type(n) is int and n > 0 for n in facts) or len(facts) > MOST_FACTS:
        return "facts are not a list of numbers"
    if not isinstance(kind, str) or kind not in set(SentenceKind):
        return f"kind is none of {', '.join(SentenceKind)}"
    return Sentence(said, tuple(sorted(set(facts))), SentenceKind(kind), by="model")
