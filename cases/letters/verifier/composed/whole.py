"""A clause read as a whole: every part of it has its place in the build, and what each figure is said to be is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.chunks import Chunk, chunks_of
from cases.letters.verifier.composed.fronts import Fronts
from cases.letters.verifier.composed.tails import Clause
from cases.letters.verifier.composed.things import NO_ROLES, RETAILER, SUPPLIER, Need, Phrase
from cases.letters.verifier.composed.words import ASKED, DONE, NEVER, NOBODY, SUBJECT
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Reading

_BY_TERMS: Final = frozenset({"due", "earned", "agreed"})
_PASSIVE: Final = "passive"
_TO: Final = "to"


@dataclass(slots=True)
class Build(Fronts):
    """Reads the clauses of one sentence."""

    # clauses

    def clauses(self, at: int) -> Iterator[Clause]:
        """All readings of the clause that begins here."""
        for front in self.fronts(at, 0):
            happened = self.day_of(front.end) if front.days else NO_ROLES
            if front.days and not happened:
                continue
            for clause in self._cores(front.end):
                main = clause.figures[0] if clause.figures else -1
                if front.pending and main < 0:
                    continue
                more = tuple(Need(day, happened) for day in front.days)
                for word, figure in front.pending:
                    if word in self.words.whole["parting"]:
                        more += (Need(figure, whole=main),)
                    else:
                        more += self.attached(word, (figure,), main)
                yield replace(clause, needs=front.needs + clause.needs + more)

    def _cores(self, at: int) -> Iterator[Clause]:
        chunk = self.chunk(at)
        if chunk is None:
            return
        if chunk.kind == of.VERB and chunk.party:
            yield from self._active(at, None, chunk.party)
        asks = set(chunk.names) & self.words.whole["requesting"]
        if chunk.kind == of.VERB and chunk.mood == ASKED and chunk.form in {"bare", "finite"} and asks:
            yield from self._active(at, None, RETAILER)
            for thing in self.phrases(at + 1):
                for clause in self.tail(thing.end, thing.needs, ()) if not thing.figures else ():
                    yield replace(clause, is_request=True)
        if chunk.kind == of.VERB and chunk.form == "doing":
            yield from self._active(at, None, NOBODY)
            yield from self._reckoning(at)
        if chunk.kind == of.STATE:
            yield from self._inverted(at, chunk)
        if chunk.kind == of.BE:
            yield from self._remaining(at, chunk)
        if chunk.kind == of.VERB and chunk.form in {"third", "past"} and set(chunk.names) & self.words.whole["leaving"]:
            # `this leaves 20.00`, `which leaves 20.00`
            yield from self._active(at, None, NOBODY)
        yield from self.without_verb(at)
        for subject in self.phrases(at):
            yield from self._verbs(subject, subject.end, NOBODY)
            if (
                subject.figures
                and self.chunks[subject.end - 1].kind == of.VERB
                and any(c.kind == of.RELATIVE for c in self.chunks[at : subject.end])
            ):
                yield from self.tail(subject.end, subject.needs, subject.figures)

    def _remaining(self, at: int, verb: Chunk) -> Iterator[Clause]:
        """`so there remains 20.00`."""
        if self.words.whole["remaining"].isdisjoint(self.reading.small[verb.start : verb.end]) or verb.mood != DONE:
            return
        left = self.words.object_of(tuple(self.words.whole["leaving"]), NOBODY, DONE, is_goods=False)
        for thing in self.phrases(at + 1):
            yield from self.tail(thing.end, thing.needs + tuple(Need(f, left) for f in thing.figures), thing.figures)

    def _verbs(self, subject: Phrase, at: int, before: str) -> Iterator[Clause]:
        """What is said of a subject, by one verb or by several."""
        for clause in self._verb(subject, at, before):
            yield clause
            joined = self.chunk(clause.end)
            place = clause.end + int(joined is not None and joined.kind == of.COMMA)
            joined, follows = self.chunk(place), self.chunk(place + 1)
            if joined is None or joined.kind != of.JOIN or follows is None or follows.kind not in {of.VERB, of.BE}:
                continue
            is_passive = self.chunks[at].kind == of.VERB and self.chunks[at].is_passive
            for more in self._verbs(replace(subject, needs=()), place + 1, _PASSIVE if is_passive else NOBODY):
                if more.needs:
                    yield replace(more, needs=clause.needs + more.needs)

    def _verb(self, subject: Phrase, at: int, before: str) -> Iterator[Clause]:
        """`before`: a passive verb stands before it, and may have its form of to be for both."""
        verb = self.chunk(at)
        if verb is None:
            return
        if verb.kind == of.VERB and verb.form in {"past", "done"} and (before == _PASSIVE or subject.figures):
            earlier = next((c for c in reversed(self.chunks[:at]) if c.kind == of.VERB), None)
            if earlier is not None and earlier.is_passive:
                # `20.00 should be added and 30.00 returned`
                yield from self._passive(subject, replace(verb, is_passive=True, mood=earlier.mood), at)
        if verb.kind == of.VERB and verb.mood == DONE:
            yield from self._on_day(subject, verb, at)
        if verb.word in self.words.whole["possessing"]:
            yield from self._possessing(subject, at)
        if verb.kind == of.STATE and verb.names[0] in self.words.whole["predicating"] and subject.figures:
            told = tuple(Need(f, is_wrong=True) for f in subject.figures)
            yield from self.tail(at + 1, subject.needs + told, subject.figures)
        if subject.is_name:
            if verb.kind == of.VERB and not verb.is_passive and set(verb.names) & self.words.whole["of names"]:
                yield from self._active(at, subject, NOBODY)
            return
        if verb.kind == of.BE:
            yield from self._being(subject, verb, at)
        elif verb.kind == of.VERB and verb.is_passive:
            yield from self._passive(subject, verb, at)
        elif verb.kind == of.VERB and verb.form != "doing" and not (subject.figures and verb.form == "done"):
            yield from self._active(at, subject, self._doer(subject))

    def _doer(self, subject: Phrase) -> str:
        if subject.party in {RETAILER, SUPPLIER} and subject.is_party:
            return subject.party
        if "deduction" in subject.names:
            return RETAILER
        last = self.chunks[subject.start]
        return "paper" if self.reading.small[last.end - 1] in self.words.papers else NOBODY

    def _possessing(self, subject: Phrase, place: int) -> Iterator[Clause]:
        """`You have 54 units on hand`, `Claim X has 20.00 open`."""
        for thing in self.phrases(place + 1):
            needs = thing.needs
            if subject.party == RETAILER and subject.is_party:
                needs += tuple(Need(f, self.words.state_roles["on_hand"]) for f in thing.figures if self.is_goods(f))
            if thing.figures and needs:
                yield from self.tail(thing.end, subject.needs + needs, thing.figures)

    def _on_day(self, subject: Phrase, verb: Chunk, place: int) -> Iterator[Clause]:
        """`You paid the invoice on DAY`, `The goods were delivered to X on DAY`: what a day is by who did what."""
        roles = self.day_roles(subject, verb)
        if not roles:
            return
        ends = [place + 1]
        if not verb.is_passive:
            ends += [t.end for t in self.phrases(place + 1) if not t.figures and not t.is_party]
        for end in ends:
            for clause in self.tail(end, subject.needs, (), roles):
                if any(n.figure in self.days for n in clause.needs[len(subject.needs) :]):
                    yield clause

    def _reckoning(self, at: int) -> Iterator[Clause]:
        """`Charging 2.77 for each of the 585 units gives 1,620.45`: what comes out of it is all that is said."""
        for thing in self.phrases(at + 1):
            for done in self.tail(thing.end, thing.needs, thing.figures) if thing.figures else ():
                verb = self.chunk(done.end)
                if verb is not None and verb.kind == of.VERB and set(verb.names) & self.words.whole["equating"] and verb.mood == DONE:
                    led = self.chunk(done.end + 1)
                    for result in self.phrases(done.end + 1 + int(led is not None and led.kind == of.LEADS)):
                        if result.figures:
                            terms = tuple(dict.fromkeys((*thing.figures, *(n.figure for n in done.needs))))
                            told = (Need(result.figures[0], terms=terms),)
                            yield from self.tail(result.end, done.needs + result.needs + told, result.figures)

    def _inverted(self, at: int, state: Chunk) -> Iterator[Clause]:
        """`In dispute are 72 units`."""
        being = self.chunk(at + 1)
        if being is None or being.kind != of.BE or being.mood != DONE:
            return
        roles = self.words.state_roles[state.names[0]]
        for thing in self.phrases(at + 2):
            needs = tuple(n for f in thing.figures for n in self.is_a(f, ((roles, roles),)))
            if thing.figures:
                yield from self.tail(thing.end, thing.needs + needs, thing.figures)

    def _passive(self, subject: Phrase, verb: Chunk, place: int) -> Iterator[Clause]:
        """`20.00 was deducted by you under REF`, `we were charged 20.00`."""
        who, at = self.by_whom(place + 1), place + 1
        if subject.figures and verb.mood == NEVER and self._is_one_of(verb, "wronging") and not self._is_to_us(at):
            # `20.00 was never earned`; what `is not owed to us` is another thing
            wrong = tuple(Need(f, is_wrong=True) for f in subject.figures)
            yield from self.tail(at, subject.needs + wrong, subject.figures)
        if subject.figures:
            told = tuple(n for f in subject.figures for n in self.of_verb(f, verb, who))
            if told:
                yield from self.tail(at, subject.needs + told, subject.figures, self.day_roles(subject, verb), self.led_names(verb))
            return
        for thing in self.phrases(at):
            other = SUPPLIER if subject.party == RETAILER else RETAILER
            told = tuple(n for f in thing.figures for n in self.of_verb(f, verb, other))
            if told and subject.is_party:
                yield from self.tail(
                    thing.end, subject.needs + thing.needs + told, thing.figures, self.day_roles(subject, verb), self.led_names(verb)
                )
        led = self.chunk(at)
        if set(verb.names) & self.words.whole["spanning"] and led is not None and led.kind == of.LEADS and verb.mood == DONE:
            # `our request is limited to the 8 units`
            for thing in self.phrases(at + 1):
                told = tuple(n for f in thing.figures for n in self.is_a(f, subject.means))
                yield from self.tail(thing.end, subject.needs + thing.needs + told, thing.figures)
        if verb.mood != NEVER:
            yield from self.tail(at, subject.needs, (), names=self.led_names(verb))

    def _is_to_us(self, at: int) -> bool:
        led, party = self.chunk(at), self.chunk(at + 1)
        return led is not None and led.word == _TO and party is not None and party.party == SUPPLIER

    def _active(self, at: int, subject: Phrase | None, who: str) -> Iterator[Clause]:
        """`you deducted 20.00`, `the rate card sets 0.61`, `the base comes to 20.00`, `Please credit 20.00`."""
        verb = self.chunks[at]
        if subject is not None and who == NOBODY:
            # `the invoice charges`: what people do is said of nothing else
            apart = self.words.whole["by people"] | self.words.whole["by papers"]
            verb = replace(verb, names=tuple(n for n in verb.names if n not in apart))
        if subject is not None:
            yield from self._of_subject(subject, verb, at + 1)
        if self._is_one_of(verb, "equating") and (subject is None or verb.mood == NEVER):
            return
        if subject is not None and self._is_one_of(verb, "exceeding") and verb.mood == DONE:
            yield from self._exceeding(subject, at + 1)
        else:
            yield from self._of_object(subject, verb, at + 1, who)

    def _is_one_of(self, verb: Chunk, kind: str) -> bool:
        return not self.words.whole[kind].isdisjoint(verb.names)

    def _of_subject(self, subject: Phrase, verb: Chunk, at: int) -> Iterator[Clause]:
        """`20.00 remains`, `20.00 comes from the base`, `20.00 results from 5 % of 400.00`, `the base comes to 20.00`."""
        equates, follows = self._is_one_of(verb, "equating"), self.chunk(at)
        if subject.figures and not equates:
            roles = [(f, self.words.object_of(verb.names, SUBJECT, verb.mood, is_goods=self.is_goods(f))) for f in subject.figures]
            if told := tuple(Need(f, own) for f, own in roles if own):
                yield from self.tail(at, subject.needs + told, subject.figures, self.day_roles(subject, verb), self.led_names(verb))
        elif subject.figures:
            yield from self.tail(at, subject.needs, subject.figures)
            for thing in self.phrases(at + 1) if follows is not None and follows.word in self.grammar.little.departing else ():
                if thing.figures:
                    made = Need(subject.figures[0], other=thing.figures[0])
                    yield from self.tail(thing.end, (*subject.needs, *thing.needs, made), subject.figures)
        elif verb.mood == DONE:
            yield from self.tail(at, subject.needs, (), names=self.led_names(verb))
        is_led = follows is not None and follows.kind == of.LEADS
        if equates and verb.mood != NEVER and (not is_led or (follows is not None and follows.word in self.words.whole["reaching"])):
            yield from self._equated(subject, at + int(is_led), verb.mood)

    def _of_object(self, subject: Phrase | None, verb: Chunk, start: int, who: str) -> Iterator[Clause]:
        """What a figure is as the object of a verb."""
        own, names, days = subject.needs if subject is not None else (), self.led_names(verb), self.day_roles(subject, verb)
        follows = self.chunk(start)
        if follows is not None and follows.kind == of.THING and follows.is_party:
            # `pay us 20.00`, `entitles you to 20.00`
            start += 1
            yield from self.tail(start, own, (), names=names)
        for thing in self.phrases(start):
            if not thing.figures:
                for clause in self.tail(thing.end, own, (), names=names) if verb.mood != NEVER else ():
                    # `and refused them` says more than can be held against anything
                    if "pronoun" not in thing.names or len(clause.needs) > len(own):
                        yield clause
                continue
            told = self._object_needs(subject, verb, thing, who)
            reckons = self._is_one_of(verb, "reckoning") and who in {SUPPLIER, NOBODY}
            if reckons or (any("deducted" in n.roles for n in thing.needs) and self._is_one_of(verb, "contesting")):
                # `we contest the deduction of 20.00`, whatever part of it is asked back
                yield from self.tail(thing.end, own + thing.needs, thing.figures, days, names)
            shows = thing.needs and verb.mood == DONE and self._is_one_of(verb, "showing") and self.is_paper(subject)
            if told or shows:
                yield from self.tail(thing.end, own + thing.needs + told, thing.figures, days, names)

    def _object_needs(self, subject: Phrase | None, verb: Chunk, thing: Phrase, who: str) -> tuple[Need, ...]:
        told = tuple(n for f in thing.figures for n in self.of_verb(f, verb, who))
        if subject is None:
            return told
        if subject.figures and self._is_one_of(verb, "holding"):
            told = tuple(replace(n, other=subject.figures[0]) for n in told)
            told += () if subject.needs else (Need(subject.figures[0], other=thing.figures[0]),)
        if self._is_one_of(verb, "showing"):
            told += self._shown(subject, thing)
        if self._is_one_of(verb, "spanning"):
            spanned = tuple(n for f in thing.figures for n in self.is_a(f, subject.means))
            # `our dispute takes in 24 units` takes none into a warehouse
            told = spanned or told
        return told

    def _shown(self, subject: Phrase, thing: Phrase) -> tuple[Need, ...]:
        """What a paper is there to show."""
        found: list[Need] = []
        first = self.chunks[subject.start]
        for at in range(first.start, first.end):
            kind = self.papers.get(at, "")
            roles = self.grammar.shown.get(kind, NO_ROLES) | self.grammar.borne.get(kind, NO_ROLES)
            found += [Need(f, roles) for f in thing.figures if roles and self.is_goods(f)]
        if first.party == RETAILER and self.reading.small[first.end - 1] in self.words.books:
            found += [Need(f, self.words.in_books) for f in thing.figures if self.is_goods(f)]
        return tuple(found)

    def _being(self, subject: Phrase, verb: Chunk, place: int) -> Iterator[Clause]:
        at = place + 1
        follows = self.chunk(at)
        if follows is not None and verb.mood == NEVER and follows.kind == of.STATE and follows.names[0] in self.words.whole["rightful"]:
            told = tuple(Need(f, is_wrong=True) for f in subject.figures)
            yield from self.tail(at + 1, subject.needs + told, subject.figures)
        if follows is None or verb.mood == NEVER:
            return
        if not self.words.whole["remaining"].isdisjoint(self.reading.small[verb.start : verb.end]):
            still = tuple(Need(f, self.words.state_roles["open"]) for f in subject.figures)
            subject = replace(subject, needs=subject.needs + still)
        if follows.kind == of.STATE and follows.names[0] in self.words.whole["predicating"]:
            told = tuple(Need(f, is_wrong=True) for f in subject.figures)
            yield from self.tail(at + 1, subject.needs + told, subject.figures)
        elif follows.kind == of.STATE and subject.figures:
            roles = self.words.state_roles[follows.names[0]]
            told = tuple(n for f in subject.figures for n in self.is_a(f, ((roles, roles),)))
            yield from self.tail(at + 1, subject.needs + told, subject.figures)
        if follows.kind == of.STATE and verb.mood == DONE:
            yield from self._too_much(at, subject.needs)
        day, head = (self.chunk(at + 1), "day") if follows.kind == of.LEADS else (follows, "end")
        if (
            day is not None
            and day.start in self.days
            and verb.mood == DONE
            and (head == "end" or follows.word in self.words.whole["dating"])
        ):
            roles = frozenset().union(*(self.words.whole.get(f"{n} {head}", NO_ROLES) for n in subject.names))
            if roles:
                end = at + 1 + int(head == "day")
                yield Clause(end, (*subject.needs, Need(day.start, roles)))
        at += int(follows.kind == of.LEADS)
        yield from self._equated(subject, at, verb.mood)

    def _equated(self, subject: Phrase, at: int, mood: str) -> Iterator[Clause]:
        """`The amount deducted is 20.00`, `20.00 is the amount deducted`, `24 units at 12.50 come to 300.00`."""
        for thing in self.phrases(at):
            needs = subject.needs + thing.needs
            for word, figure in subject.pending if thing.figures else ():
                needs += self.attached(word, (figure,), thing.figures[0])
            if thing.figures and not subject.figures:
                if mood == ASKED:
                    told: tuple[Need, ...] = tuple(Need(f, _BY_TERMS) for f in thing.figures)
                else:
                    told = tuple(n for f in thing.figures for n in self.is_a(f, subject.means))
                if any(n.roles == self.words.state_roles["excess"] for n in thing.needs):
                    # `The charge is 20.00 above the tariff`
                    told = ()
                yield from self.tail(thing.end, needs + told, thing.figures)
            elif thing.figures:
                told = (Need(thing.figures[0], other=subject.figures[0]),)
                if not any(n.figure == subject.figures[0] for n in subject.needs):
                    told += (Need(subject.figures[0], other=thing.figures[0]),)
                yield from self.tail(thing.end, needs + told, thing.figures)
            elif subject.figures and thing.means and mood == DONE:
                told = tuple(n for f in subject.figures for n in self.is_a(f, thing.means))
                if told:
                    yield from self.tail(thing.end, needs + told, subject.figures)

    def _exceeding(self, subject: Phrase, at: int) -> Iterator[Clause]:
        """`The charge of 20.00 exceeds the 15.00 due by 5.00`."""
        for thing in self.phrases(at):
            needs = subject.needs + thing.needs
            if subject.figures and thing.figures:
                needs += (Need(subject.figures[0], above=thing.figures[0]),)
            by = self.chunk(thing.end)
            if by is not None and by.kind == of.LEADS and by.word in self.words.by:
                for much in self.phrases(thing.end + 1):
                    if much.figures:
                        told = tuple(Need(f, frozenset({"excess", "difference"})) for f in much.figures)
                        yield from self.tail(much.end, needs + much.needs + told, much.figures)
            if thing.figures:
                yield from self.tail(thing.end, needs, thing.figures)
            elif subject.figures and thing.means:
                # `20.00 goes beyond what was agreed`
                told = tuple(Need(f, self.words.state_roles["excess"]) for f in subject.figures)
                yield from self.tail(thing.end, needs + told, subject.figures)


@lru_cache(maxsize=256)
def build_of(reading: Reading, language: str) -> Build | None:
    """How a sentence can be read, None in a language of which no clauses are known."""
    lexicon = lexicon_of(language)
    if lexicon is None or lexicon.grammar is None or lexicon.clauses is None or not lexicon.clauses.whole:
        return None
    grammar = lexicon.grammar
    skipped = lexicon.clauses.whole["skipped"]
    chunks = [c for c in chunks_of(reading, lexicon, lexicon.clauses, grammar) if not (c.kind == of.OTHER and c.word in skipped)]
    claims = frozenset(name for _, _, name in spots(reading.small, lexicon.clauses.asides) if name)
    papers = {at: kind for start, end, kind in spots(reading.small, grammar.papers) for at in range(start, end)}
    figures = {f.at: f for f in reading.figures}
    return Build(reading, lexicon, lexicon.clauses, grammar, chunks, figures, frozenset(d.at for d in reading.days), papers, claims)
