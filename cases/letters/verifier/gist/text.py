"""The words of a sentence as its gist takes them: those of its reading, and in a language without spaces cut anew by the gist's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from cases.letters.verifier.pieces import Day, Figure, Reading
from cases.letters.verifier.tokens import Token
from cases.letters.verifier.unspaced import is_unspaced, words_in

_WORD: Final = "word"


@dataclass(frozen=True, slots=True)
class Text:
    """The pieces of a sentence. `places`: where each piece of the reading is among them; `joint` stands between the words of a phrase."""

    tokens: Sequence[Token]
    small: Sequence[str]
    places: Mapping[int, int]
    joint: str = " "

    @classmethod
    def of(cls, reading: Reading, known: AbstractSet[str]) -> Text:
        """That of a reading; `known` are the words of a language without spaces, none in the others."""
        if not known:
            return cls(reading.tokens, reading.small, {at: at for at in range(len(reading.tokens))})
        tokens: list[Token] = []
        small: list[str] = []
        places: dict[int, int] = {}
        for run in _runs(reading, {f.at for f in reading.figures} | {d.at for d in reading.days}):
            first, last = reading.tokens[run[0]], reading.tokens[run[-1]]
            text = "".join(reading.tokens[at].text for at in run)
            cuts = list(words_in(text, known)) if is_unspaced(text) else [(0, len(text))]
            for start, end in cuts:
                places |= {at: len(tokens) for at in run if start <= reading.tokens[at].start - first.start < end}
                is_whole = len(cuts) == 1
                token = first if is_whole and len(run) == 1 else Token(_WORD, text[start:end], first.start + start, first.start + end)
                tokens.append(token)
                small.append(reading.small[run[0]] if is_whole and first is last else text[start:end])
        return cls(tokens, small, places, "")

    def said(self, start: int, end: int) -> str:
        """What stands there, as its words are written one behind the other."""
        return self.joint.join(self.small[start:end])

    def place(self, spot: Figure | Day) -> int:
        """Where a figure or day stands."""
        return self.places[spot.at]

    def plainly(self, found: str) -> str:
        """What another check found, written as `said` writes it."""
        return found.casefold() if self.joint else "".join(found.casefold().split())


def _runs(reading: Reading, counted: AbstractSet[int]) -> Iterator[list[int]]:
    """Words that stand together without a space, and everything else by itself; a number in words is no part of what stands beside it."""
    run: list[int] = []
    for at, token in enumerate(reading.tokens):
        follows = bool(run) and reading.tokens[run[-1]].end == token.start
        if run and not (follows and _is_run(reading, run[-1], counted) and _is_run(reading, at, counted)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _is_run(reading: Reading, at: int, counted: AbstractSet[int]) -> bool:
    token = reading.tokens[at]
    return token.kind == _WORD and at not in counted and is_unspaced(token.text)
