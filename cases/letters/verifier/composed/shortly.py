"""What is told without a verb, as in notes: `Billed: 20.00; due: 15.00`, `20.00 billed, 15.00 due`, `96 units at 2.50 = 240.00`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.tails import Clause, Tails
from cases.letters.verifier.composed.things import NO_ROLES, Need
from cases.letters.verifier.composed.words import ASKED, DONE, Roles

_COLON: Final = ":"
_EQUALS: Final = "="
_TIMES: Final = frozenset({"×", "x", "*"})
_BY_TERMS: Final = frozenset({"due", "earned", "agreed"})
_CLOSING: Final = frozenset({of.STOP, of.COMMA, of.JOIN})

Means = tuple[tuple[Roles, Roles], ...]


@dataclass(slots=True)
class Shortly(Tails):
    """Reads the clauses of one sentence that have no verb of their own."""

    def without_verb(self, at: int) -> Iterator[Clause]:
        """All readings of what begins here as a label with its value, a figure with what it is, or a sum."""
        for end, means, days in self._labels(at):
            mark = self.chunk(end)
            if mark is not None and mark.word == _COLON:
                yield from self._valued(end + 1, means, days)
        yield from self._too_much(at, ())
        for thing in self.phrases(at):
            if thing.figures:
                yield from self._told(thing.end, thing.needs, thing.figures)
                yield from self._multiplied(thing.end, thing.needs, thing.figures)

    def _labels(self, at: int) -> Iterator[tuple[int, Means, Roles]]:
        """Where a label ends, what a figure is behind it, and what a day is."""
        chunk, follows = self.chunk(at), self.chunk(at + 1)
        if chunk is None:
            return
        for thing in self.phrases(at):
            if not thing.figures and not thing.is_name:
                means = thing.means
                heads = (*thing.names, *(n for c in self.chunks[at : thing.end] if c.kind == of.VERB for n in c.names))
                yield thing.end, means, self._day_roles(heads)
        if chunk.kind == of.VERB and chunk.form in {"past", "done"} and not chunk.is_passive and chunk.mood == DONE:
            yield at + 1, self._verb_means(chunk, self.by_whom(at + 1)), self._day_roles(chunk.names)
            if follows is not None and follows.kind == of.LEADS:
                own = self.led_by(chunk.names, follows.word)
                yield at + 2, ((own, own),) if own else (), self._day_roles(chunk.names)
        if chunk.kind == of.STATE:
            roles = self.words.state_roles[chunk.names[0]]
            yield at + 1, ((roles, roles),), NO_ROLES
        if chunk.kind == of.BE and chunk.mood == ASKED:
            yield at + 1, ((_BY_TERMS, _BY_TERMS),), NO_ROLES

    def _day_roles(self, names: tuple[str, ...]) -> Roles:
        """What a day is behind a label: when such a thing was done, whoever did it."""
        own = frozenset(names)
        return frozenset().union(*(roles for key, roles in self.words.whole.items() if _is_of(key, own)))

    def _valued(self, at: int, means: Means, days: Roles) -> Iterator[Clause]:
        """What stands behind the colon."""
        day = self.chunk(at)
        if day is not None and day.start in self.days and days:
            yield from self.tail(at + 1, (Need(day.start, days),), ())
        for thing in self.phrases(at):
            told = tuple(n for f in thing.figures for n in self.is_a(f, means))
            if thing.figures and (told or thing.needs):
                yield from self.tail(thing.end, thing.needs + told, thing.figures)

    def _too_much(self, at: int, needs: tuple[Need, ...]) -> Iterator[Clause]:
        """`The charge is too high by 20.00`, `Overcharged by 20.00`."""
        state, by = self.chunk(at), self.chunk(at + 1)
        excess = self.words.state_roles["excess"]
        if state is None or state.kind != of.STATE or self.words.state_roles[state.names[0]] != excess:
            return
        if by is not None and by.kind == of.LEADS and by.word in self.words.by:
            for thing in self.phrases(at + 2):
                told = tuple(Need(f, excess | {"difference"}) for f in thing.figures)
                if told:
                    yield from self.tail(thing.end, needs + thing.needs + told, thing.figures)

    def _told(self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...]) -> Iterator[Clause]:
        """`20.00 billed`: a figure with what it is said to be."""
        if not needs:
            return
        for clause in self.tail(at, needs, figures):
            mark = self.chunk(clause.end)
            if mark is None or mark.kind in _CLOSING:
                yield clause

    def _multiplied(self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...]) -> Iterator[Clause]:
        """`96 units x 2.50 = 240.00`, `400.00 less 4 % leaves 384.00`."""
        sign = self.chunk(at)
        if sign is None or sign.word not in _TIMES | self.words.whole["multiplying"] | self.words.whole["subtracting"]:
            return
        for other in self.phrases(at + 1):
            makes = self.chunk(other.end)
            if not other.figures or makes is None:
                continue
            is_sign = makes.word == _EQUALS or makes.kind == of.BE
            if is_sign or (
                makes.kind == of.VERB
                and makes.mood == DONE
                and set(makes.names) & (self.words.whole["equating"] | self.words.whole["leaving"])
            ):
                led = self.chunk(other.end + 1)
                skip = int(led is not None and led.kind == of.LEADS and not is_sign)
                for result in self.phrases(other.end + 1 + skip):
                    if result.figures:
                        terms = (figures[0], other.figures[0])
                        more = (Need(result.figures[0], terms=terms), *self._terms(figures[0], other.figures[0], result.figures[0]))
                        yield from self.tail(result.end, needs + other.needs + result.needs + more, result.figures)

    def _terms(self, one: int, other: int, result: int) -> tuple[Need, ...]:
        """What is multiplied belongs to what comes out."""
        return (Need(one, other=result), Need(other, other=result))


def _is_of(key: str, names: frozenset[str]) -> bool:
    """`retailer pay`, `receipt day`: a day of what one of the names says."""
    head, _, tail = key.partition(" ")
    return tail in names or (tail == "day" and head in names) or (tail == "end" and head in names)
