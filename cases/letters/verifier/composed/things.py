"""Things of a clause, each with all that belongs to it: figures, nouns, participles, relative clauses, what stands behind prepositions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.chunks import Chunk
from cases.letters.verifier.composed.words import DONE, NEVER, NOBODY, SUBJECT, ClauseWords, Roles
from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.pieces import Figure, Reading

NO_ROLES: Final[Roles] = frozenset()
RETAILER: Final = "retailer"
SUPPLIER: Final = "supplier"
_DEEP: Final = 7
"""Parts that are added to one thing at most."""
_PERCENT: Final = "percent"
_NAME: Final = ("name",)
_PLAIN: Final = ("plain",)
_PRONOUN: Final = ("pronoun",)


@dataclass(frozen=True, slots=True)
class Need:
    """What a figure (its token) is said to be: one of the roles, or what belongs to another figure: its part, price, count or result.

    `above` is a figure that it is said to be more than, `whole` one that is said to be a part of it, `against` one that is set
    against it; `paper` is the kind of paper that is said to show it, `is_wrong` that it was wrongly
    taken, `is_rate` that one is the price or share of the other, `terms` those that make it.
    """

    figure: int
    roles: Roles = NO_ROLES
    other: int = -1
    whole: int = -1
    above: int = -1
    against: int = -1
    paper: str = ""
    is_wrong: bool = False
    is_rate: bool = False
    terms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A thing with all that belongs to it, up to the chunk `end`: the figures that it is, and what a figure of it would be.

    `means` are roles of amounts and of goods, each of which one holds.
    """

    start: int
    end: int
    figures: tuple[int, ...] = ()
    means: tuple[tuple[Roles, Roles], ...] = ()
    party: str = ""
    is_party: bool = False
    is_name: bool = False
    needs: tuple[Need, ...] = ()
    names: tuple[str, ...] = ()
    pending: tuple[tuple[str, int], ...] = ()
    depth: int = 0


MOST_LOOKS: Final = 5_000
"""Looks at chunks after which a sentence is given up: its readings multiply with every phrase that could belong to several."""


class AmbiguousError(ValueError):
    """A sentence that can be read in too many ways."""


@dataclass(slots=True)
class Things:
    """Reads the things of one sentence."""

    reading: Reading
    lexicon: Lexicon
    words: ClauseWords
    grammar: Grammar
    chunks: list[Chunk]
    figures: dict[int, Figure] = field(default_factory=dict)
    days: frozenset[int] = frozenset()
    papers: dict[int, str] = field(default_factory=dict)
    claims: frozenset[str] = frozenset()
    looks: int = 0
    """Times that a chunk was looked at."""

    # what a figure is

    def is_goods(self, at: int) -> bool:
        """Counted and no money."""
        figure = self.figures[at]
        return not figure.currencies and "." not in figure.text and figure.unit != _PERCENT

    def _noun(self, name: str) -> tuple[tuple[Roles, Roles], ...]:
        money = self.words.money.get(name, NO_ROLES)
        if any(c.kind == of.VERB and c.mood == DONE for c in self.chunks) and not self.reading.asking:
            money |= self.words.past.get(name, NO_ROLES)
        goods = self.words.goods.get(name, NO_ROLES)
        return ((money, goods),) if money or goods else ()

    def is_a(self, at: int, means: Sequence[tuple[Roles, Roles]]) -> tuple[Need, ...]:
        """What a figure is that is a thing of this kind; nothing where that says nothing of such a figure."""
        own = [goods if self.is_goods(at) else money for money, goods in means]
        return tuple(Need(at, roles) for roles in own if roles)

    def of_verb(self, at: int, verb: Chunk, who: str) -> tuple[Need, ...]:
        """What the object of a verb is that somebody does."""
        roles = self.words.object_of(verb.names, who, self._mood(verb), is_goods=self.is_goods(at))
        if roles and verb.form == "past" and verb.mood == DONE and not self.is_goods(at):
            roles = roles.union(*(self.words.whole.get(f"past {name}", NO_ROLES) for name in verb.names))
        return (Need(at, roles),) if roles else ()

    def _mood(self, verb: Chunk) -> str:
        """`should not have been deducted`: it was."""
        within = set(self.reading.small[verb.start : verb.end])
        wished = verb.mood == NEVER and bool(within & self.words.supposing) and bool(within & self.words.having)
        return DONE if wished else verb.mood

    def _verb_means(self, verb: Chunk, who: str) -> tuple[tuple[Roles, Roles], ...]:
        pair = tuple(self.words.object_of(verb.names, who, verb.mood, is_goods=goods) for goods in (False, True))
        return ((pair[0], pair[1]),) if any(pair) else ()

    # things

    def chunk(self, at: int) -> Chunk | None:
        """The chunk there, None behind the end. Raises AmbiguousError where too much was looked at."""
        self.looks += 1
        if self.looks > MOST_LOOKS:
            raise AmbiguousError
        return self.chunks[at] if 0 <= at < len(self.chunks) else None

    def phrases(self, at: int) -> Iterator[Phrase]:
        """All readings of the thing that begins here, the longest first."""
        chunk = self.chunk(at)
        if chunk is not None and chunk.word in self.words.whole["whatever"]:
            yield from self._relative(Phrase(at, at + 1), at + 1)
        if chunk is None or chunk.kind != of.THING:
            return
        means: tuple[tuple[Roles, Roles], ...] = ()
        needs: tuple[Need, ...] = ()
        for roles in chunk.told:
            means += ((roles, roles),)
        if not chunk.is_party and chunk.names not in {_NAME, _PLAIN, _PRONOUN}:
            for name in chunk.names:
                means += self._noun(name)
        if chunk.figure >= 0:
            needs, means = self.is_a(chunk.figure, means), ()
        one = Phrase(
            at,
            at + 1,
            (chunk.figure,) if chunk.figure >= 0 else (),
            means,
            chunk.party,
            chunk.is_party,
            chunk.names == _NAME,
            needs,
            chunk.names,
        )
        yield from self._extended(one)

    def _extended(self, thing: Phrase) -> Iterator[Phrase]:
        if thing.depth < _DEEP and not thing.is_party:
            for longer in self._longer(thing):
                yield from self._extended(replace(longer, depth=thing.depth + 1))
        yield thing

    def _longer(self, thing: Phrase) -> Iterator[Phrase]:
        """The thing with what stands right behind it."""
        chunk, follows = self.chunk(thing.end), self.chunk(thing.end + 1)
        if chunk is None:
            return
        if chunk.kind == of.THING and chunk.names == _NAME and not thing.figures and chunk.start not in self.days:
            yield replace(thing, end=thing.end + 1)
        elif chunk.kind == of.LEADS:
            yield from self._led(thing, chunk)
        elif chunk.kind == of.STATE and chunk.names[0] not in self.words.whole["predicating"]:
            roles = self.words.state_roles[chunk.names[0]]
            yield self._qualified(thing, thing.end + 1, ((roles, roles),))
        elif chunk.kind == of.VERB:
            yield from self._participle(thing, chunk)
        elif chunk.kind == of.RELATIVE:
            yield from self._relative(thing, thing.end + 1)
        elif chunk.kind == of.THING and chunk.is_party and follows is not None and follows.kind == of.VERB and not follows.is_passive:
            yield from self._said(thing, thing.end + 2, self._verb_means(follows, chunk.party))
        elif chunk.kind == of.COMMA:
            yield from self._apposed(thing)
            yield from self._inserted(thing)
        elif chunk.kind == of.JOIN and follows is not None and follows.kind == of.THING and not follows.is_party:
            yield from self._coordinated(thing)

    def _participle(self, thing: Phrase, verb: Chunk) -> Iterator[Phrase]:
        """`20.00 deducted by you`, `the amount to be returned`."""
        if verb.form in {"past", "done"} and verb.mood == DONE:
            yield from self._said(thing, thing.end + 1, self._verb_means(verb, self.by_whom(thing.end + 1)))
        elif verb.is_passive and self.reading.small[verb.start] in self.grammar.little.to:
            yield from self._said(thing, thing.end + 1, self._verb_means(verb, NOBODY))

    def _coordinated(self, thing: Phrase) -> Iterator[Phrase]:
        """`20.00 and 30.00`, `X and Y`; of two nouns it is not told which a figure is."""
        for other in self.phrases(thing.end + 1):
            if bool(other.figures) == bool(thing.figures) and other.is_name == thing.is_name:
                means = thing.means if thing.figures else ()
                figures, needs = thing.figures + other.figures, thing.needs + other.needs
                yield replace(thing, end=other.end, figures=figures, means=means, names=(), needs=needs)

    def by_whom(self, at: int) -> str:
        """Who did what a passive says, as `by` names him."""
        led, named = self.chunk(at), self.chunk(at + 1)
        is_named = led is not None and named is not None and led.kind == of.LEADS and led.word in self.words.by and named.is_party
        return named.party if is_named and named is not None else NOBODY

    def _said(self, thing: Phrase, end: int, means: tuple[tuple[Roles, Roles], ...]) -> Iterator[Phrase]:
        """What a verb says of a thing; none where it says nothing of such a figure."""
        if any(any(pair) for pair in means) and all(self.is_a(f, means) for f in thing.figures):
            yield self._qualified(thing, end, means)

    def _qualified(self, thing: Phrase, end: int, means: tuple[tuple[Roles, Roles], ...]) -> Phrase:
        needs = tuple(n for at in thing.figures for n in self.is_a(at, means))
        return replace(thing, end=end, means=thing.means + means if not thing.figures else thing.means, needs=thing.needs + needs)

    def _relative(self, thing: Phrase, at: int) -> Iterator[Phrase]:
        """`that was deducted`, `which you held back`."""
        first, second = self.chunk(at), self.chunk(at + 1)
        if first is None:
            return
        if first.kind == of.VERB and first.is_passive:
            yield from self._said(thing, at + 1, self._verb_means(first, self.by_whom(at + 1)))
        elif first.kind == of.VERB:
            own = tuple(self.words.object_of(first.names, SUBJECT, first.mood, is_goods=goods) for goods in (False, True))
            yield from self._said(thing, at + 1, ((own[0], own[1]),))
            led = self.led_by(first.names, second.word) if second is not None and second.kind == of.LEADS else NO_ROLES
            for other in self.phrases(at + 2) if led else ():
                yield replace(thing, end=other.end, needs=thing.needs + other.needs + tuple(Need(f, led) for f in other.figures))
        elif first.kind == of.BE and second is not None and second.kind == of.STATE and first.mood == DONE:
            roles = self.words.state_roles[second.names[0]]
            yield self._qualified(thing, at + 2, ((roles, roles),))
        elif first.kind == of.THING and first.is_party and second is not None and second.kind == of.VERB and not second.is_passive:
            yield from self._said(thing, at + 2, self._verb_means(second, first.party))

    def _apposed(self, thing: Phrase) -> Iterator[Phrase]:
        """`the unit cost, 12.50,`: the same thing told as a figure."""
        if thing.figures or thing.is_name or not thing.means:
            return
        for other in self.phrases(thing.end + 1):
            after = self.chunk(other.end)
            if other.figures and after is not None and after.kind in {of.COMMA, of.STOP}:
                needs = tuple(n for at in other.figures for n in self.is_a(at, thing.means))
                end = other.end + int(after.kind == of.COMMA)
                yield replace(thing, end=end, figures=other.figures, means=(), needs=thing.needs + other.needs + needs)

    def _inserted(self, thing: Phrase) -> Iterator[Phrase]:
        """`The rebate, taken at 2 % of 400.00, comes to 8.00`: what stands between commas belongs to the thing before them."""
        follows = self.chunk(thing.end + 1)
        if follows is None or follows.kind not in {of.LEADS, of.VERB, of.RELATIVE, of.STATE}:
            return
        for longer in self._longer(replace(thing, end=thing.end + 1)):
            after = self.chunk(longer.end)
            if after is not None and after.kind == of.COMMA:
                yield replace(longer, end=longer.end + 1)

    def _led(self, thing: Phrase, led: Chunk) -> Iterator[Phrase]:
        """`the amount of 20.00`, `20.00 of the 96 units`, `the deduction for 24 units`, `the claim under REF`."""
        at = thing.end + 1
        follows = self.chunk(at)
        if follows is not None and follows.kind == of.RELATIVE and led.word in self.words.whole["parting"]:
            # `288 of which you have booked`
            if thing.figures:
                yield replace(thing, end=at + 1)
            return
        if follows is not None and follows.kind == of.LEADS:
            at, led = at + 1, follows
        day = self.chunk(at)
        if day is not None and day.start in self.days:
            roles = frozenset().union(*(self.words.whole.get(f"{name} day", NO_ROLES) for name in thing.names))
            if roles and led.word in self.words.whole["dating"]:
                yield replace(thing, end=at + 1, needs=(*thing.needs, Need(day.start, roles)))
            return
        yield from self._with(thing, at, led)

    def _with(self, thing: Phrase, at: int, led: Chunk) -> Iterator[Phrase]:
        """What stands behind the preposition, and what it makes of the thing."""
        for other in self.phrases(at):
            if not other.figures:
                yield from self._aside(thing, led.word, other)
            elif thing.figures and led.word in self.words.whole["parting"] and self.figures[thing.figures[0]].unit == _PERCENT:
                share = thing.figures[0]
                more = (*(Need(f, other=share, is_rate=True) for f in other.figures), Need(share, other=other.figures[0], is_rate=True))
                yield replace(thing, end=other.end, needs=thing.needs + other.needs + more)
            elif thing.figures and led.word in self.words.whole["parting"]:
                more = tuple(Need(f, whole=thing.figures[0]) for f in other.figures)
                yield replace(thing, end=other.end, needs=thing.needs + other.needs + more)
            elif thing.figures and led.word in self.words.whole["above"]:
                # `800.00 above the payout of 4,515.27`
                told = Need(thing.figures[0], self.words.state_roles["excess"])
                more = (told, *(Need(f, other=thing.figures[0]) for f in other.figures))
                yield replace(thing, end=other.end, needs=thing.needs + other.needs + more)
            elif thing.figures:
                more = self.attached(led.word, other.figures, thing.figures[0])
                yield replace(thing, end=other.end, needs=thing.needs + other.needs + more)
            elif thing.names not in {_PLAIN, _PRONOUN} and not thing.is_name:
                yield from self._amounting(thing, led.word, other)

    def _aside(self, thing: Phrase, word: str, other: Phrase) -> Iterator[Phrase]:
        """`20.00 above the tariff`, `20.00 from the base`, `the claim on invoice X`."""
        by_terms = self.chunks[other.start].word in self.words.whole["whatever"] and word in self.words.whole["over"]
        if (by_terms or word in self.words.whole["above"]) and thing.figures and not other.is_party:
            roles = self.words.state_roles["excess"]
            yield self._qualified(thing, other.end, ((roles, roles),))
            return
        if thing.figures and other.party == RETAILER and self.reading.small[self.chunks[other.start].end - 1] in self.words.books:
            # `the 72 in your record`
            yield self._qualified(thing, other.end, ((NO_ROLES, self.words.in_books),))
            return
        means = tuple((roles, roles) for n in other.names if (roles := self.words.whole.get(f"{word} {n}", NO_ROLES)))
        if means and thing.figures and self.figures[thing.figures[0]].unit != _PERCENT:
            yield self._qualified(thing, other.end, means)
        elif self.is_setting(word, other):
            yield replace(thing, end=other.end, needs=thing.needs + other.needs)

    def _amounting(self, thing: Phrase, word: str, other: Phrase) -> Iterator[Phrase]:
        """`the deduction of 20.00` is 20.00; `the fee for 24 units` is no 24, and what it has to do with it is told by what it comes to."""
        needs = thing.needs + other.needs
        if word in self.words.whole["amounting"]:
            told = tuple(n for f in other.figures for n in self.is_a(f, thing.means))
            if told or not thing.means:
                yield replace(thing, end=other.end, figures=other.figures, means=(), needs=needs + told)
                return
        if thing.means:
            yield replace(thing, end=other.end, needs=needs, pending=thing.pending + tuple((word, f) for f in other.figures))

    def attached(self, word: str, figures: Sequence[int], main: int) -> tuple[Need, ...]:
        """What figures behind a preposition are to the figure that they belong to."""
        found: list[Need] = []
        for at in figures:
            kind = "goods" if self.is_goods(at) else "share" if self.figures[at].unit == _PERCENT else "money"
            roles = self.words.whole.get(f"{word} {kind}", NO_ROLES)
            found.append(Need(at, roles, other=main, is_rate=word in self.words.whole["pricing"]))
        return tuple(found)

    def is_setting(self, word: str, thing: Phrase, names: tuple[str, ...] = ()) -> bool:
        """What only says where something stands or belongs: `under REF`, `on the invoice`, `to us`, `by you`."""
        if thing.is_party:
            if word in self.words.by:
                return thing.party == RETAILER or bool(set(names) & self.words.whole["by us"])
            mine = word in self.words.whole["ours"] and thing.party == SUPPLIER
            yours = word in self.words.whole["yours"] and thing.party == RETAILER and bool(set(names) & self.words.whole["to you"])
            return mine or yours
        if any(n in {"base", "rate"} for n in thing.names) and self.words.whole.get(f"{word} {thing.names[0]}"):
            return True
        last = self.chunks[thing.end - 1]
        first = self.reading.small[self.chunks[thing.start].end - 1]
        is_named = last.names == _NAME and last.start not in self.days
        settings = self.words.whole["settings"] | self.words.whole["pronouns"]
        return word in self.words.whole["placing"] and (is_named or first in settings)

    def led_by(self, names: tuple[str, ...], word: str) -> Roles:
        """What stands behind a preposition of the verb's own."""
        return frozenset().union(*(self.words.led_roles[n] for n in names if word in self.words.led_by.get(n, NO_ROLES)))
