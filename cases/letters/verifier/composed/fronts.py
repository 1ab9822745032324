"""What stands before the subject of a clause: `Of the 96 units invoiced,`, `At 4 %,`, `On DAY,`, `Costed at 35.70 apiece,`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.shortly import Shortly
from cases.letters.verifier.composed.things import NO_ROLES, Need
from cases.letters.verifier.composed.words import DONE, Roles


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the subject of a clause: figures with the preposition that leads to them."""

    end: int
    needs: tuple[Need, ...] = ()
    pending: tuple[tuple[str, int], ...] = ()
    days: tuple[int, ...] = ()


@dataclass(slots=True)
class Fronts(Shortly):
    """Reads what a clause begins with."""

    def day_of(self, at: int) -> Roles:
        """What the day is on which happened what the clause that begins here tells."""
        for subject in self.phrases(at):
            verb = self.chunk(subject.end)
            if verb is not None and verb.kind == of.VERB:
                return self.day_roles(subject, verb) if verb.mood == DONE else NO_ROLES
        return NO_ROLES

    def fronts(self, at: int, depth: int) -> Iterator[Front]:
        """`Of the 96 units invoiced,`, `Under agreement X,`, `At 4 %,`, `On DAY,`."""
        chunk = self.chunk(at)
        if chunk is not None and chunk.kind == of.LEADS and depth < 2:
            follows = self.chunk(at + 1)
            if follows is not None and follows.start in self.days and chunk.word in self.words.whole["dating"]:
                comma = self.chunk(at + 2)
                for more in self.fronts(at + 2 + int(comma is not None and comma.kind == of.COMMA), depth + 1):
                    yield replace(more, days=(follows.start, *more.days))
            skip = int(follows is not None and follows.kind == of.LEADS)
            word = follows.word if skip and follows is not None else chunk.word
            if follows is not None and follows.kind == of.VERB and follows.form == "doing":
                for thing in self.phrases(at + 2):
                    for done in self.tail(thing.end, thing.needs, thing.figures) if thing.figures else ():
                        comma = self.chunk(done.end)
                        if comma is not None and comma.kind == of.COMMA:
                            yield Front(done.end + 1, done.needs)
            for thing in self.phrases(at + 1 + skip):
                comma = self.chunk(thing.end)
                if not thing.figures and not self.is_setting(word, thing):
                    continue
                end = thing.end + int(comma is not None and comma.kind == of.COMMA)
                for more in self.fronts(end, depth + 1):
                    pending = tuple((word, f) for f in thing.figures)
                    yield Front(more.end, thing.needs + more.needs, pending + more.pending, more.days)
        if chunk is not None and chunk.kind == of.VERB and chunk.form in {"past", "done"} and depth == 0:
            # `Costed at 35.70 apiece, the 8 units come to 285.60`
            yield from (front for front in self.fronts(at + 1, 1) if front.pending)
        yield Front(at)
