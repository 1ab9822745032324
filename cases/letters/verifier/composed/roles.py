"""What a figure is by how its sentence is built: object of a verb, subject, what a noun is of, what stands in a state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.chunks import Chunk
from cases.letters.verifier.composed.words import ASKED, DONE, NEVER, NOBODY, SUBJECT, ClauseWords, Roles
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.pieces import Figure, Reading

_RETAILER: Final = "retailer"
_SUPPLIER: Final = "supplier"
_PAPER: Final = "paper"
_NAME: Final = "name"
_PLAIN: Final = "plain"
_AMOUNT: Final = "equal"
"""The class of verbs that say how much something comes to."""
_BEYOND: Final = "beyond"
"""The state of what is more than something else."""
_MOST: Final = 12
"""Chunks that are gone over from a figure."""


@dataclass(slots=True)
class Walk:
    """Goes from a figure to the left and to the right."""

    reading: Reading
    lexicon: Lexicon
    words: ClauseWords
    chunks: list[Chunk]
    figure: Figure
    roles: list[Roles] = field(default_factory=list)
    known: dict[int, Roles | None] = field(default_factory=dict)
    said: set[int] = field(default_factory=set)

    @property
    def is_goods(self) -> bool:
        """Counted and no money."""
        return not self.figure.currencies and "." not in self.figure.text

    def over(self, at: int) -> None:
        """All that is told of the figure in this chunk."""
        own = self.chunks[at]
        self._of_thing(own, own.names if self._is_head(at) else ())
        is_subject = self._ahead(at)
        self._behind(at, is_subject=is_subject)

    def _is_head(self, at: int) -> bool:
        return self.chunks[at].names not in {(_PLAIN,), (_NAME,)}

    def _add(self, roles: Roles, *chunks: Chunk) -> None:
        if roles:
            self.roles.append(roles)
            self._understand(*chunks)

    def _understand(self, *chunks: Chunk) -> None:
        for chunk in chunks:
            self.known |= dict.fromkeys(range(chunk.start, chunk.end), self._can_mean(chunk))
            self.said.update(chunk.qualities if chunk.kind == of.THING else range(chunk.start, chunk.end))

    def _add_clause(self, roles: Roles, verb: Chunk, start: int) -> None:
        """What a verb says, with the words before it: `you held back` is none of `you held`."""
        if roles:
            self.roles.append(roles)
            self.known |= dict.fromkeys(range(start, verb.end), self._can_mean(verb))
            self.said.update(range(verb.start, verb.end))

    def _pass_by(self, *chunks: Chunk) -> None:
        """What is said of another thing, whatever the words are words of."""
        for chunk in chunks:
            self.known |= dict.fromkeys(range(chunk.start, chunk.end))

    def _can_mean(self, chunk: Chunk) -> Roles | None:
        """The roles that the words of a chunk can be words of: `credit` of what was credited.

        What is asked for or did not happen is no role of what did, and `you held back` is none of `you held`.
        """
        if chunk.kind == of.VERB:
            return None if chunk.mood != DONE or chunk.has_particle else frozenset()
        if chunk.kind != of.THING:
            return frozenset()
        indexes = (self.words.money, self.words.goods, self.words.past)
        return frozenset().union(*(index.get(name, frozenset()) for name in chunk.names for index in indexes))

    def _of_thing(self, thing: Chunk, names: tuple[str, ...]) -> None:
        for roles in thing.told:
            self._add(roles, thing)
        for name in names:
            own = self.words.goods if self.is_goods else self.words.money
            roles = own.get(name, frozenset())
            if self.figure.at not in self.reading.asking and any(c.kind == of.VERB and c.mood == DONE for c in self.chunks):
                roles |= self.words.past.get(name, frozenset())
            self._add(roles, thing)

    # to the left

    def _ahead(self, at: int) -> bool:
        """What stands before the figure makes of it; True where the figure, or what it is the amount of, is a subject."""
        place = at - 1
        for _ in range(_MOST):
            if place < 0:
                return True
            chunk = self.chunks[place]
            before = self.chunks[place - 1] if place else None
            if chunk.kind == of.LEADS:
                following = self._over_preposition(place, chunk, before)
                if following is None:
                    return False
                place = following
            elif chunk.kind == of.THING and chunk.is_party and before is not None and before.kind == of.VERB:
                place -= 1
            elif chunk.kind == of.VERB:
                self._as_object(place, chunk)
                return False
            elif chunk.kind == of.BE:
                self._as_complement(place)
                return False
            elif chunk.kind == of.JOIN:
                return self._joined(at, place)
            elif chunk.kind == of.COMMA:
                return self._apart(at, place)
            elif chunk.kind == of.STOP:
                self._labelled(place)
                return True
            elif chunk.kind == of.RELATIVE:
                return before is None or before.kind == of.VERB
            else:
                return False
        return False

    def _over_preposition(self, place: int, chunk: Chunk, before: Chunk | None) -> int | None:
        """`the amount of 20.00`, `calculated on 830 units`, `in the amount of 20.00`: where to go on, None where nothing more is said."""
        if before is None:
            return None
        if before.kind == of.STATE and place > 1 and self.chunks[place - 2].kind == of.BE:
            if chunk.word in self.words.led_by.get(before.names[0], frozenset()):
                self._add(self.words.led_roles[before.names[0]], before, chunk)
                self._pass_by(before)
            return None
        if before.kind == of.STATE and place > 1 and self.chunks[place - 2].kind == of.THING:
            self._add(self.words.state_roles[before.names[0]], before)
            return self._over_preposition(place - 1, chunk, self.chunks[place - 2])
        if before.kind == of.VERB:
            if _AMOUNT in before.names:
                self._as_complement(place - 1)
            for name in before.names:
                if chunk.word in self.words.led_by.get(name, frozenset()):
                    self._add(self.words.led_roles[name], before, chunk)
            return None
        if before.kind != of.THING or before.figure >= 0 or before.is_party or before.names == (_NAME,):
            return None
        if chunk.word not in self.words.of or before.names == (_PLAIN,):
            return None
        self._of_thing(before, before.names)
        if (
            place >= 2
            and not before.names
            and self.chunks[place - 2].kind == of.LEADS
            and self.chunks[place - 2].word in self.words.amounting
        ):
            return self._amounting(place - 3)
        return place - 2

    def _amounting(self, place: int) -> int | None:
        """`the deduction identified as X, in the amount of 20.00`, `be reversed in part, in the amount of 20.00`: its amount."""
        for at in range(place, max(-1, place - _MOST), -1):
            chunk = self.chunks[at]
            if chunk.kind == of.STOP:
                return None
            if chunk.kind == of.VERB and (chunk.is_passive or chunk.form in {"bare", "finite"}):
                return at if not chunk.is_passive else self._as_passive(at)
            if chunk.kind == of.THING and chunk.names and chunk.names[0] in self.words.money and chunk.figure < 0:
                self._of_thing(chunk, chunk.names)
                return None
        return None

    def _as_passive(self, place: int) -> int | None:
        self._add(self._objects(place, self.chunks[place], NOBODY), self.chunks[place])
        return None

    def _as_object(self, place: int, verb: Chunk) -> None:
        """The object of an active verb, or what one comes to that says how much."""
        if _AMOUNT in verb.names:
            self._as_complement(place)
        elif not verb.is_passive:
            self._add(self._objects(place, verb, self._doer(place)), verb)

    def _as_complement(self, place: int) -> None:
        """`The amount in dispute is 20.00`: what the subject is; of a relative clause the thing that the sentence begins with."""
        if self.chunks[place].mood == NEVER:
            return
        start = place
        while start > 0 and self.chunks[start - 1].kind not in {of.COMMA, of.STOP, of.RELATIVE, of.VERB, of.BE, of.OTHER, of.JOIN}:
            start -= 1
        if start == place and start > 1 and self.chunks[start - 1].kind == of.RELATIVE and self.chunks[start - 2].kind == of.COMMA:
            if any(c.names == (_BEYOND,) for c in self.chunks[place + 1 : place + 3]):
                return
            first = next((c for c in self.chunks[:start] if c.kind == of.THING and not c.is_party), None)
            if first is not None and first.figure < 0:
                self._of_thing(first, first.names)
            return
        things = [n for n in range(start, place) if self.chunks[n].kind == of.THING and (n == start or self.chunks[n - 1].kind != of.LEADS)]
        if not things or self.chunks[things[0]].figure >= 0:
            return
        subject = self.chunks[things[0]]
        self._of_thing(subject, subject.names)
        rest = self.chunks[things[0] + 1 : place]
        for chunk in rest:
            if chunk.kind == of.STATE:
                self._add(self.words.state_roles[chunk.names[0]], chunk)
        if not subject.names and len(rest) >= 2 and rest[0].kind == of.LEADS and rest[0].word in self.words.of:
            self._of_thing(rest[1], rest[1].names)
        if self.roles:
            self.said.update(range(self.chunks[place].start, self.chunks[place].end))

    def _joined(self, at: int, place: int) -> bool:
        """`20.00 and 30.00`: the second is what the first is, unless it has a verb of its own."""
        before = place - 1
        follows = self.chunks[at + 1] if at + 1 < len(self.chunks) else None
        own = follows is not None and follows.kind in {of.BE, of.VERB} and not self._is_participle(at + 1)
        if not own and before >= 0 and self.chunks[before].figure >= 0:
            return self._ahead(before)
        return True

    def _apart(self, at: int, place: int) -> bool:
        """`the disputed amount, 20.00,`: the thing before the comma is the figure."""
        before = self.chunks[place - 1] if place else None
        follows = self.chunks[at + 1].kind if at + 1 < len(self.chunks) else of.STOP
        if before is not None and before.kind == of.THING and before.figure < 0 and follows in {of.COMMA, of.STOP}:
            self._of_thing(before, before.names)
        return True

    def _labelled(self, place: int) -> None:
        """`Deducted: 20.00`, `Amount in dispute: 20.00`."""
        if self.chunks[place].word != ":":
            return
        for chunk in self.chunks[max(0, place - 2) : place]:
            if chunk.kind == of.THING and chunk.figure < 0:
                self._of_thing(chunk, chunk.names)
            elif chunk.kind == of.STATE:
                self._add(self.words.state_roles[chunk.names[0]], chunk)
            elif chunk.kind == of.VERB and place and chunk is self.chunks[place - 1] and chunk.form in {"past", "done"}:
                self._add(self.words.object_of(chunk.names, NOBODY, DONE, is_goods=self.is_goods), chunk)

    def _doer(self, place: int) -> str:
        """Who does what a verb says."""
        verb = self.chunks[place]
        for at in range(place - 1, max(-1, place - _MOST), -1):
            chunk = self.chunks[at]
            if chunk.kind == of.THING and (chunk.is_party or chunk.party):
                return chunk.party if chunk.party in {_RETAILER, _SUPPLIER} else NOBODY
            if verb.mood != ASKED and chunk.kind == of.THING and self.reading.small[chunk.end - 1] in self.words.papers:
                return _PAPER
            if chunk.kind in {of.STOP, of.COMMA} and verb.mood == ASKED:
                break
        return _RETAILER if verb.start in self.reading.asking or verb.mood == ASKED else NOBODY

    def _objects(self, place: int, verb: Chunk, who: str) -> Roles:
        """What the object of a verb is; `by` behind a passive names who did it."""
        if who == NOBODY and place + 2 < len(self.chunks):
            led, named = self.chunks[place + 1], self.chunks[place + 2]
            if led.kind == of.LEADS and led.word in self.words.by and named.is_party:
                who = named.party
        return self.words.object_of(verb.names, who, verb.mood, is_goods=self.is_goods)

    # to the right

    def _is_participle(self, place: int) -> bool:
        chunk = self.chunks[place]
        return chunk.kind == of.VERB and chunk.form in {"past", "done"}

    def _behind(self, at: int, *, is_subject: bool) -> None:
        """What stands behind the figure says of it; what stands behind another thing says that of the other."""
        place, within = at + 1, False
        for _ in range(_MOST):
            if place >= len(self.chunks):
                return
            chunk = self.chunks[place]
            follows = self.chunks[place + 1] if place + 1 < len(self.chunks) else None
            if chunk.kind in {of.VERB, of.BE} and not self._is_participle(place):
                if is_subject:
                    self._predicated(place, chunk, follows)
                return
            if chunk.kind == of.LEADS and follows is not None and follows.kind == of.THING and follows.figure < 0:
                if not within:
                    self._stands(chunk, follows)
                if self.roles and self.figure.at in self.reading.asking:
                    # `add the 48 units to the receipt`: where it is asked to be put
                    self._pass_by(follows)
                within, place = follows.names != (_NAME,) and not follows.is_party, place + 2
            elif chunk.kind == of.COMMA and follows is not None and (follows.kind == of.RELATIVE or self._is_participle(place + 1)):
                within, place = False, place + 1
            else:
                following = self._qualified(place, chunk, follows, within=within)
                if following is None:
                    return
                place = following

    def _stands(self, led: Chunk, thing: Chunk) -> None:
        """`54 units in your record`: whose books the figure stands in."""
        if thing.party == _RETAILER and self.reading.small[thing.end - 1] in self.words.books and led.word not in self.words.of:
            self._add(self.words.in_books if self.is_goods else frozenset(), thing)

    def _qualified(self, place: int, chunk: Chunk, follows: Chunk | None, *, within: bool) -> int | None:
        """`20.00 in dispute`, `20.00 deducted`, `20.00 that was deducted`, `20.00 you deducted`: where that ends."""
        if chunk.kind == of.STATE:
            if within:
                # `the amount agreed for the units on hand`
                self._pass_by(chunk)
            else:
                self._add(self.words.state_roles[chunk.names[0]], chunk)
            if chunk.names == (_BEYOND,) and follows is not None and follows.kind == of.THING and follows.figure < 0:
                # `20.00 more than the agreed tariff allows`
                self._pass_by(*self.chunks[place + 1 : place + 3])
                return None
            return place + 1
        if self._is_participle(place):
            return self._modified(place, chunk, follows, within=within)
        if chunk.kind == of.RELATIVE:
            return self._relative(place + 1, within=within)
        if chunk.kind == of.THING and chunk.is_party and follows is not None and follows.kind == of.VERB and not follows.is_passive:
            if not within:
                self._add_clause(self._objects(place + 1, follows, chunk.party), follows, chunk.start)
            if within:
                self._pass_by(chunk, follows)
            return place + 2
        return None

    def _modified(self, place: int, chunk: Chunk, follows: Chunk | None, *, within: bool) -> int:
        """`20.00 deducted`, `20.00 remained`: a participle, or the past of a verb that has no object."""
        own = self.words.object_of(chunk.names, SUBJECT, DONE, is_goods=self.is_goods)
        if follows is not None and follows.kind == of.THING and not follows.is_party and not own:
            return len(self.chunks)
        if within:
            self._pass_by(chunk)
        else:
            self._add(own or self._objects(place, chunk, NOBODY), chunk)
        return place + 1

    def _predicated(self, place: int, chunk: Chunk, follows: Chunk | None) -> None:
        """The figure is the subject: `20.00 is due`, `20.00 was granted`, `20.00 belongs to us`."""
        if chunk.kind == of.VERB:
            own = self.words.object_of(chunk.names, SUBJECT, chunk.mood, is_goods=self.is_goods)
            self._add(self._objects(place, chunk, NOBODY) if chunk.is_passive else own, chunk)
        elif follows is not None and follows.kind == of.STATE and chunk.mood == NEVER:
            self._pass_by(follows)
        elif follows is not None and follows.kind == of.STATE and chunk.mood == DONE:
            self._add(self.words.state_roles[follows.names[0]], chunk, follows)
        elif follows is not None and follows.kind == of.THING and follows.figure < 0 and chunk.mood == DONE:
            self._of_thing(follows, follows.names)

    def _relative(self, place: int, *, within: bool) -> int:
        """`that was deducted`, `which you held back`, `that belongs to us`: where the clause's verb ends."""
        who, start = NOBODY, place
        if place < len(self.chunks) and self.chunks[place].kind == of.THING and self.chunks[place].is_party:
            who, place = self.chunks[place].party, place + 1
        if place >= len(self.chunks) or self.chunks[place].kind not in {of.VERB, of.BE}:
            return len(self.chunks)
        verb = self.chunks[place]
        if verb.kind == of.BE and place + 1 < len(self.chunks) and self.chunks[place + 1].figure >= 0:
            return len(self.chunks)
        if within:
            self._pass_by(verb)
        elif verb.kind == of.BE or (place == start and not verb.is_passive):
            self._predicated(place, verb, self.chunks[place + 1] if place + 1 < len(self.chunks) else None)
            return place + 1 + int(verb.kind == of.BE)
        else:
            self._add_clause(self._objects(place, verb, who), verb, self.chunks[start].start)
        return place + 1
