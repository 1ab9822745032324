"""Where phrases of the lexicon stand in a sentence: the longest first, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

Phrase = tuple[str, ...]
"""Words in small letters without accents, as they follow each other."""
Spot = tuple[int, int, str]
"""First token, one past the last, and what stands there."""
Index = Mapping[str, Sequence[tuple[Phrase, str]]]
"""Phrases with what they mean, by their first word."""
_OR: Final = "|"


class Phrases(dict[str, Sequence[tuple[Phrase, str]]]):
    """An index that is looked up phrase by phrase: `lengths` are those of the phrases that begin with a word, the longest first."""

    __slots__ = ("lengths", "meanings")

    def __init__(self, phrases: Iterable[tuple[Phrase, str]]) -> None:
        found: dict[str, list[tuple[Phrase, str]]] = {}
        self.meanings: dict[Phrase, str] = {}
        for phrase, meaning in phrases:
            found.setdefault(phrase[0], []).append((phrase, meaning))
            self.meanings.setdefault(phrase, meaning)
        super().__init__({word: sorted(those, key=lambda t: -len(t[0])) for word, those in found.items()})
        self.lengths = {word: tuple(sorted({len(phrase) for phrase, _ in those}, reverse=True)) for word, those in self.items()}


NOTHING: Final[Index] = {}


def indexed(phrases: Iterable[tuple[Phrase, str]]) -> Index:
    """The phrases by their first word, the longest first."""
    return Phrases(phrases)


def spots(words: Sequence[str], index: Index, taken: AbstractSet[int] = frozenset()) -> list[Spot]:
    """Where phrases stand in the words, none over another or over `taken`, in their order."""
    index = index if isinstance(index, Phrases) else Phrases((p, meaning) for those in index.values() for p, meaning in those)
    able = [
        (-length, at, meaning)
        for at, word in enumerate(words)
        if word in index.lengths
        for length in index.lengths[word]
        if at + length <= len(words) and (meaning := index.meanings.get(tuple(words[at : at + length]))) is not None
    ]
    if not able:
        return []
    used = set(taken)
    found: list[Spot] = []
    for length, at, meaning in sorted(able, key=lambda f: f[:2]):
        span = range(at, at - length)
        if used.isdisjoint(span):
            used.update(span)
            found.append((at, at - length, meaning))
    return sorted(found)


def shared(phrases: Iterable[tuple[Phrase, str]]) -> list[tuple[Phrase, str]]:
    """The phrases, each once, with all that it can mean: `gutgeschrieben` is `asked|granted`. See `each_meaning`."""
    found: dict[Phrase, list[str]] = {}
    for phrase, meaning in phrases:
        if meaning not in found.setdefault(phrase, []):
            found[phrase].append(meaning)
    return [(phrase, _OR.join(meanings)) for phrase, meanings in found.items()]


def each_meaning(found: Iterable[Spot]) -> list[Spot]:
    """The spots, one for each thing that what stands there can mean."""
    return [(start, end, meaning) for start, end, meanings in found for meaning in meanings.split(_OR)]


def covered(found: Iterable[Spot]) -> frozenset[int]:
    """The tokens that these spots cover."""
    return frozenset(at for start, end, _ in found for at in range(start, end))
