"""What stands behind the verb of a clause and its object: prepositions with their things, days, contrasts, what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.chunks import Chunk
from cases.letters.verifier.composed.things import NO_ROLES, Need, Phrase, Things
from cases.letters.verifier.composed.words import ASKED, DONE, NOBODY, Roles

_PERCENT: Final = "percent"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause from one chunk to another, with what it says of its figures."""

    end: int
    needs: tuple[Need, ...]
    figures: tuple[int, ...] = ()
    is_request: bool = False


@dataclass(slots=True)
class Tails(Things):
    """Reads what follows in a clause."""

    def tail(
        self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles = NO_ROLES, names: tuple[str, ...] = ()
    ) -> Iterator[Clause]:
        """What stands behind verb and object: prepositions with their things, states.

        `told` is what a day is there, `names` are the classes of the verb, which may have prepositions of their own.
        """
        chunk = self.chunk(at)
        follows = self.chunk(at + 1)
        if chunk is not None and chunk.word in self.words.whole["likening"] and figures:
            yield from self._as_shown(at, needs, figures, told)
        if chunk is not None and chunk.start in self.days and told:
            # `the period ended DAY`
            yield from self.tail(at + 1, (*needs, Need(chunk.start, told)), figures, NO_ROLES, names)
        if chunk is not None and chunk.kind == of.LEADS and follows is not None:
            yield from self._led_to(at, needs, figures, told, names)
            if follows.start in self.days:
                return
        if figures:
            yield from self._goes_on(at, needs, figures, told)
        if chunk is not None and chunk.kind == of.COMMA and follows is not None and follows.kind == of.LEADS and figures:
            yield from self.tail(at + 1, needs, figures, told, names)
        if chunk is not None and chunk.kind == of.STATE and figures and chunk.names[0] not in self.words.whole["predicating"]:
            roles = self.words.state_roles[chunk.names[0]]
            more = tuple(n for f in figures[:1] for n in self.is_a(f, ((roles, roles),)))
            yield from self.tail(at + 1, needs + more, figures, told, names)
        yield Clause(at, needs, figures)

    def _as_shown(self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles) -> Iterator[Clause]:
        """`, as the proof of delivery shows`, `as the agreed fee`."""
        for paper in self.phrases(at + 1):
            if not paper.figures and (own := self.is_a(figures[0], paper.means)):
                yield from self.tail(paper.end, needs + paper.needs + own, figures, told)
            verb = self.chunk(paper.end)
            if verb is not None and verb.kind == of.VERB and set(verb.names) & self.words.whole["showing"] and self.is_paper(paper):
                kind = next((k for t in range(self.chunks[at + 1].start, self.chunks[at + 1].end) if (k := self.papers.get(t))), "")
                yield from self.tail(paper.end + 1, (*needs, Need(figures[0], paper=kind)), figures, told)

    def _led_to(self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles, names: tuple[str, ...]) -> Iterator[Clause]:
        """A preposition with the day, figure or thing behind it."""
        chunk, follows = self.chunks[at], self.chunks[at + 1]
        if follows.start in self.days:
            if own := self.words.whole.get(f"{chunk.word} day", told):
                yield from self.tail(at + 2, (*needs, Need(follows.start, own)), figures, told, names)
            return
        skip = int(follows.kind == of.LEADS)
        word = follows.word if skip else chunk.word
        own = self.led_by(names, word)
        for thing in self.phrases(at + 1 + skip):
            if thing.figures and own:
                more = tuple(Need(f, own) for f in thing.figures)
                yield from self.tail(thing.end, needs + thing.needs + more, figures or thing.figures, told, names)
            elif thing.figures and figures:
                more = self.attached(word, thing.figures, figures[0])
                yield from self.tail(thing.end, needs + thing.needs + more, figures, told, names)
            elif not thing.figures and self.is_setting(word, thing, names):
                is_amount = bool(figures) and self.figures[figures[0]].unit != _PERCENT
                kinds = [self.words.whole.get(f"{word} {n}", NO_ROLES) for n in thing.names] if is_amount else []
                more = tuple(Need(figures[0], roles) for roles in kinds if roles)
                yield from self.tail(thing.end, needs + thing.needs + more, figures, told, names)

    def _goes_on(self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles) -> Iterator[Clause]:
        """`, not 20.00`, `instead of 20.00`, `, which leaves 20.00`, `, that is 50 % of the 40.00 open`."""
        start = at
        while (chunk := self.chunk(start)) is not None and (chunk.kind in {of.COMMA, of.JOIN} or chunk.word in self.words.whole["naming"]):
            start += 1
        chunk, follows = self.chunk(start), self.chunk(start + 1)
        if chunk is None:
            return
        if chunk.word in self.words.whole["contrasting"]:
            skip = 1 + int(follows is not None and (follows.word in self.words.whole["than"] or follows.kind == of.LEADS))
            yield from self._set_against(start + skip, needs, figures, told)
        elif start > at:
            yield from self._comes_to(start, chunk, needs, figures, told)
            yield from self._apposed_to(at, start, needs, figures, told)

    def _set_against(self, at: int, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles) -> Iterator[Clause]:
        """`, not 20.00`: what the other figure is, this one is not."""
        for thing in self.phrases(at):
            if thing.figures and self.is_goods(thing.figures[0]) == self.is_goods(figures[0]):
                more = (*thing.needs, Need(thing.figures[0], against=figures[0]))
                yield from self.tail(thing.end, needs + more, figures, told)

    def _apposed_to(self, at: int, start: int, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles) -> Iterator[Clause]:
        """`, exactly what you had approved`, `, the agreed cost`: of the first figure, or of the one right before."""
        nearest = max((f for f in self.figures if f < self.chunks[at].start), default=figures[0])
        for thing in self.phrases(start):
            for figure in dict.fromkeys((figures[0], nearest)) if not thing.figures and thing.means else ():
                if own := self.is_a(figure, thing.means):
                    yield from self.tail(thing.end, needs + thing.needs + own, figures, told)

    def _comes_to(self, start: int, chunk: Chunk, needs: tuple[Need, ...], figures: tuple[int, ...], told: Roles) -> Iterator[Clause]:
        """`, which leaves 20.00`, `, that is 50 % of the 40.00 open`."""
        place = start + int(chunk.kind == of.RELATIVE)
        verb = self.chunk(place)
        is_led = verb is not None and (verb.kind == of.BE or (verb.kind == of.VERB and not verb.is_passive and verb.mood == DONE))
        place += int(is_led)
        after = self.chunk(place)
        place += int(is_led and after is not None and after.kind == of.LEADS)
        names = set(verb.names) if verb is not None and is_led and verb.kind == of.VERB else set()
        if is_led and names and not names & (self.words.whole["equating"] | self.words.whole["leaving"]):
            return
        for thing in self.phrases(place):
            if not thing.figures:
                own = self.is_a(figures[0], thing.means) if is_led and verb is not None and verb.kind == of.BE and verb.mood == DONE else ()
                if own:
                    yield from self.tail(thing.end, needs + own, figures, told)
                continue
            more = thing.needs
            if names & self.words.whole["leaving"]:
                more += tuple(Need(f, self.words.object_of(tuple(names), NOBODY, DONE, is_goods=self.is_goods(f))) for f in thing.figures)
            if not more:
                more = tuple(Need(f, other=figures[0]) for f in thing.figures)
            yield from self.tail(thing.end, needs + more, thing.figures, told)

    def day_roles(self, subject: Phrase | None, verb: Chunk) -> Roles:
        """What a day is on which such a thing happened."""
        if subject is None:
            return NO_ROLES
        goods = ("load",) if any(self.is_goods(f) for f in subject.figures) else ()
        heads = (subject.party,) if subject.is_party else subject.names + goods
        return frozenset().union(*(self.words.whole.get(f"{head} {name}", NO_ROLES) for head in heads for name in verb.names if head))

    def is_paper(self, thing: Phrase | None) -> bool:
        """A paper, or the books of one side."""
        if thing is None:
            return False
        first = self.chunks[thing.start]
        last = self.reading.small[first.end - 1]
        return last in self.words.papers | self.words.books or any(at in self.papers for at in range(first.start, first.end))

    def led_names(self, verb: Chunk) -> tuple[str, ...]:
        """The classes that have prepositions of their own, where what is asked for is no more than that."""
        names = (n for n in verb.names if n not in self.words.whole["only walked"])
        return tuple(n for n in names if verb.mood == ASKED or n not in self.words.whole["only asked"])
