"""A sentence as a row of chunks: things with their figures, verbs with what helps them, prepositions, states, marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from cases.letters.verifier.composed.words import ASKED, DONE, NEVER, NOBODY, ClauseWords, Roles, VerbForm
from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Reading

THING: Final = "thing"
VERB: Final = "verb"
BE: Final = "be"
STATE: Final = "state"
LEADS: Final = "leads"
RELATIVE: Final = "relative"
JOIN: Final = "join"
COMMA: Final = "comma"
STOP: Final = "stop"
OTHER: Final = "other"
_PRONOUN: Final = ("pronoun",)
_NAMES: Final = frozenset({"literal", "code", "quote"})
WISHED: Final = "wished"
"""Asides behind which a clause tells what is asked for."""
_CONTRAST: Final = "contrast"
_NO_ONE: Final = "-"
_LEAD: Final = "lead:"
"""Before the preposition for which a phrase stands: `on account of`."""
_FAR: Final = 8
"""Words behind a verb within which its particle stands."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a sentence, from one token to another.

    A thing has its figure (the token, or -1), the class of its noun in `names` (none of a bare figure, nor of a noun that hands on), whose
    it is or who it is in `party`, and what stands before its noun or figure in `told`. A verb has its classes, its form, its mood, whether
    it is passive and whether it has a particle; `qualities` are the tokens of what is in `told`.
    """

    kind: str
    start: int
    end: int
    names: tuple[str, ...] = ()
    figure: int = -1
    party: str = ""
    is_party: bool = False
    told: tuple[Roles, ...] = ()
    form: str = ""
    is_passive: bool = False
    mood: str = DONE
    word: str = ""
    has_particle: bool = False
    qualities: tuple[int, ...] = ()


@dataclass(slots=True)
class _Found:
    """A thing as far as it is read: where it ends, its figure, its nouns, what qualifies it, whether an article began it."""

    end: int
    figure: int = -1
    nouns: tuple[str, ...] = ()
    told: list[Roles] = field(default_factory=list)
    qualities: list[int] = field(default_factory=list)
    began: bool = False


def chunks_of(reading: Reading, lexicon: Lexicon, words: ClauseWords, grammar: Grammar) -> list[Chunk]:
    """The chunks of a sentence in their order."""
    return list(_Chunker(reading, lexicon, words, grammar).chunks())


class _Chunker:
    """Goes through a sentence from left to right and keeps what it has found."""

    def __init__(self, reading: Reading, lexicon: Lexicon, words: ClauseWords, grammar: Grammar) -> None:
        self.reading, self.lexicon, self.words, self.grammar = reading, lexicon, words, grammar
        self.small, self.tokens = reading.small, reading.tokens
        self.figures = {f.at for f in reading.figures}
        self.days = {d.at for d in reading.days}
        self.states = {s[0]: s for s in spots(self.small, words.states)}
        self.nouns = {s[0]: s for s in spots(self.small, words.nouns)}
        self.papers = {s[0]: s[1] for s in (*spots(self.small, grammar.kind_words), *spots(self.small, grammar.papers))}
        self.parties = {s[0]: s for s in spots(self.small, grammar.parties)}
        self.money = {s[0]: s[1] for s in spots(self.small, grammar.money)}
        self.units = {s[0]: s[1] for s in spots(self.small, lexicon.unit_index)}
        self.asides = {s[0]: s for s in spots(self.small, words.asides)}
        self.wishing = False
        self.phrasal = {s[0]: s for s in spots(self.small, words.phrasal)}
        self.skipped: set[int] = set()
        self.found: list[Chunk] = []

    def chunks(self) -> Iterator[Chunk]:
        at = 0
        while at < len(self.tokens):
            if self.small[at] in self.words.whole["weekdays"] and at + 2 in self.days and self.small[at + 1] == ",":
                # `on Monday, 26 January 2026`
                at += 2
                continue
            if at in self.asides:
                self.wishing = self.wishing or self.asides[at][2] == WISHED
                at = self.asides[at][1]
                continue
            chunk = self._at(at)
            if chunk is None:
                at += 1
                continue
            if self.wishing and chunk.kind == VERB and chunk.mood == DONE:
                # `see to it that 20.00 is credited`
                chunk, self.wishing = replace(chunk, mood=ASKED), False
            self.found.append(chunk)
            yield chunk
            at = chunk.end

    def _at(self, at: int) -> Chunk | None:
        word, token = self.small[at], self.tokens[at]
        if token.kind == "mark":
            return Chunk(COMMA if word in {",", "(", ")"} else STOP, at, at + 1, word=word)
        if token.kind == "operator":
            return Chunk(STOP, at, at + 1, word=word)
        if at in self.skipped:
            return None
        if at in self.phrasal:
            who, name = self.phrasal[at][2].split()
            if name.startswith(_LEAD):
                return Chunk(LEADS, at, self.phrasal[at][1], word=name.removeprefix(_LEAD))
            if name == _CONTRAST:
                return Chunk(OTHER, at, self.phrasal[at][1], word=name)
            return Chunk(VERB, at, self.phrasal[at][1], (name,), form="finite", party=who if who != _NO_ONE else "")
        if at in self.states and not (self.states[at][1] - at == 1 and self._is_thing_ahead(at + 1)):
            return Chunk(STATE, at, self.states[at][1], (self.states[at][2],))
        verb = self._verb(at)
        if verb is not None or (word in self.words.colours and not self._is_pronoun(at)):
            return verb
        return self._thing(at) or Chunk(self._small_kind(word), at, at + 1, word=word)

    def _small_kind(self, word: str) -> str:
        kinds = ((RELATIVE, self.words.relatives), (JOIN, self.words.joins), (LEADS, self.words.prepositions))
        return next((kind for kind, words in kinds if word in words), OTHER)

    # verbs

    def _verb(self, at: int) -> Chunk | None:
        """A verb with what stands before it: `has not been credited`, `is to be paid`, `deducted`."""
        end = at
        helped: list[str] = []
        while end < len(self.small) and (self._helps(end) or (helped and self._may_stand_within(end))):
            helped.append(self.small[end])
            end += 1
        forms = self._forms(end, is_helped=bool(helped))
        beings = [w for w in helped if w in self.grammar.is_words - self.words.having]
        negated = any(w in self.lexicon.negators for w in helped)
        if not forms:
            while helped and self._may_stand_within(at + len(helped) - 1):
                helped.pop()
            if beings:
                mood = NEVER if negated else self._mood(at, helped)
                return Chunk(BE, at, at + len(helped), mood=mood, is_passive=False)
            return None
        form = forms[0].form
        is_passive = bool(beings) and form in {"past", "done"}
        mood = NEVER if negated else self._mood(end, helped)
        chosen = self._with_particle(end, forms)
        names = tuple(dict.fromkeys(f.name for f in chosen))
        form = "finite" if helped else form
        has_particle = any(f.particle for f in chosen)
        return Chunk(VERB, at, end + 1, names, form=form, is_passive=is_passive, mood=mood, has_particle=has_particle)

    def _helps(self, at: int) -> bool:
        word = self.small[at]
        if word in self.words.supposing or word in self.grammar.is_words or word in self.words.having:
            return True
        return word in self.grammar.little.to and bool(self._forms(at + 1, is_helped=True) or self._is_being(at + 1))

    def _is_being(self, at: int) -> bool:
        return at < len(self.small) and self.small[at] in self.grammar.is_words

    def _may_stand_within(self, at: int) -> bool:
        return self.small[at] in self.lexicon.negators or self.small[at] in self.words.colours

    def _mood(self, at: int, helped: list[str]) -> str:
        if any(w in self.words.supposing or w in self.grammar.little.to for w in helped):
            return ASKED
        # `credit USD 20`, `that it be credited`; but not `which was deducted`
        is_told = any(w not in self.grammar.little.being for w in helped)
        is_asking = at in self.reading.asking and not is_told and (helped or self._forms_are(at, "bare"))
        return ASKED if is_asking else DONE

    def _forms_are(self, at: int, form: str) -> bool:
        return any(f.form == form for f in self.words.verbs.get(self.small[at], ()))

    def _forms(self, at: int, *, is_helped: bool) -> tuple[VerbForm, ...]:
        """The forms that a word can be; a word that is also a noun is a verb where one can stand."""
        if at >= len(self.small) or self.tokens[at].kind != "word":
            return ()
        forms = self.words.verbs.get(self.small[at], ())
        if not forms or is_helped:
            return forms
        is_noun = at in self.nouns or self.small[at] in self.words.transparent
        if all(f.form in {"past", "done"} for f in forms) and not is_noun:
            return forms if not self._is_before_noun(at) else ()
        before = self.found[-1] if self.found else None
        if before is not None and before.kind == COMMA and all(f.form == "doing" for f in forms):
            # `, leaving 20.00 open`, `, coming to 20.00`
            led = at + 1 < len(self.small) and self.small[at + 1] in self.words.whole["reaching"]
            return forms if self._is_object_ahead(at + 1 + int(led)) else ()
        if before is not None and before.kind in {JOIN, COMMA} and not is_noun and any(f.form == "third" for f in forms):
            # `The dispute covers 24 units and comes to 20.00`, `The rebate, taken at 2 % of 400.00, comes to 8.00`
            return forms
        if before is None and is_noun and self.small[at] not in self.lexicon.requests and self._is_named(at + 1):
            # `Invoice 36781 of DAY bills 373 units`
            return ()
        if before is None or before.kind in {STOP, JOIN, COMMA}:
            return forms if self._is_object_ahead(at + 1) and (before is None or at in self.reading.asking or before.kind == JOIN) else ()
        if before.kind == RELATIVE or (before.kind == THING and before.is_party):
            return forms
        if at in self.reading.asking and self.small[at] in self.lexicon.requests and before.kind == OTHER:
            return forms
        is_verb = not is_noun or (before.figure >= 0 and (at + 1 in self.figures or self._is_kind(at + 1, "currency")))
        return forms if before.kind in {THING, STATE} and is_verb and before.end <= at else ()

    def _is_named(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind in _NAMES

    def _is_kind(self, at: int, kind: str) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == kind

    def _is_before_noun(self, at: int) -> bool:
        """`the deducted amount`, `an agreed 5 %`: behind an article or preposition and before a thing."""
        before = self.small[at - 1] if at else ""
        opens = before in self.grammar.articles | self.grammar.owners | self.grammar.determiners | self.words.prepositions
        return (opens or before in self.words.colours) and self._is_thing_ahead(at + 1)

    def _is_object_ahead(self, at: int) -> bool:
        return at < len(self.small) and (
            self.small[at] in self.grammar.articles | self.grammar.owners | self.grammar.determiners
            or at in self.figures
            or self.tokens[at].kind == "currency"
            or at in self.parties
            or self.tokens[at].kind in _NAMES
        )

    def _is_thing_ahead(self, at: int) -> bool:
        while at < len(self.small) and self.small[at] in self.words.colours:
            at += 1
        if at >= len(self.small):
            return False
        return (
            at in self.figures
            or self.tokens[at].kind == "currency"
            or at in self.nouns
            or self.small[at] in self.words.transparent
            or self.small[at] in self.words.plain
            or at in self.units
        )

    def _with_particle(self, at: int, forms: tuple[VerbForm, ...]) -> tuple[VerbForm, ...]:
        """The verb that has its particle, where there is one: `held USD 20 back`; else the one without."""
        wanted = {f.particle for f in forms if f.particle}
        for place in range(at + 1, min(at + _FAR, len(self.small))):
            if self.tokens[place].kind == "mark" and self.small[place] != ",":
                break
            particle = self.small[place]
            if particle in wanted and (place == at + 1 or particle not in self.words.prepositions):
                self.skipped.add(place)
                return tuple(f for f in forms if f.particle == particle)
            if self.words.verbs.get(particle) and place not in self.nouns:
                break
        return tuple(f for f in forms if not f.particle)

    # things

    def _thing(self, at: int) -> Chunk | None:
        """Articles, what colours, participles, figure, units, nouns."""
        if self.tokens[at].kind in _NAMES or at in self.days:
            return Chunk(THING, at, at + 1, ("name",))
        party = self.parties.get(at)
        if party is not None and not (party[1] - at == 1 and self.small[at] in self.grammar.owners):
            return Chunk(THING, at, party[1], ("party",), party=party[2], is_party=True)
        if self._is_pronoun(at):
            return Chunk(THING, at, at + 1, _PRONOUN)
        found = _Found(at)
        while found.end < len(self.tokens) and self._takes(found, found.end):
            pass
        if found.figure < 0 and not found.nouns:
            return None
        names = tuple(n for n in found.nouns[-1:] if n)
        told, owner = tuple(found.told), party[2] if party else ""
        return Chunk(THING, at, found.end, names, found.figure, owner, told=told, qualities=tuple(found.qualities))

    def _counts_ahead(self, found: _Found, at: int) -> bool:
        """`432 missing units`: between a number and what it counts."""
        end = self.states[at][1] if at in self.states else at + 1
        is_bare = found.figure == found.end - 1 and not found.nouns and self.small[at] not in self.words.colours
        return is_bare and end < len(self.small) and end in self.units and end not in self.figures

    def _is_pronoun(self, at: int) -> bool:
        """`it`, and `this` where no noun follows but a verb."""
        word = self.small[at]
        if word not in self.words.whole.get("pronouns", ()) or (word in self.words.relatives and not self._opens(at)):
            return False
        return not self._is_thing_ahead(at + 1) and (word not in self.words.colours or self._is_verb_ahead(at + 1))

    def _opens(self, at: int) -> bool:
        return at == 0 or self.tokens[at - 1].kind == "mark" or self.small[at - 1] in self.words.joins

    def _is_verb_ahead(self, at: int) -> bool:
        helps = self.words.supposing | self.words.having | self.grammar.is_words
        return at < len(self.small) and (self.small[at] in helps or self.small[at] in self.words.verbs)

    def _takes(self, found: _Found, at: int) -> bool:
        """Takes what stands here into the thing where it is a part of it."""
        word = self.small[at]
        opens = not found.nouns and found.figure < 0
        if at in self.figures and found.figure < 0:
            found.figure, found.end = at, at + 1
        elif self.tokens[at].kind == "currency":
            found.end = at + 1
        elif found.figure >= 0 and word not in self.words.whole.get("multiplying", ()) and (at in self.units or at in self.money):
            found.end = self.units.get(at) or self.money[at]
        elif opens and at not in self.nouns and word in self.grammar.articles | self.grammar.owners | self.grammar.determiners:
            found.began, found.end = True, at + 1
        elif at in self.papers and at not in self.nouns:
            found.nouns, found.end = (*found.nouns, "plain"), self.papers[at]
        elif at in self.nouns and not (found.figure >= 0 and word in self.words.verbs and self._is_object_ahead(self.nouns[at][1])):
            found.nouns, found.end = (*found.nouns, self.nouns[at][2]), self.nouns[at][1]
        elif (opens or self._counts_ahead(found, at)) and (quality := self._quality(at)) is not None:
            found.told += [quality[0]] if quality[0] else []
            found.qualities += range(at, quality[1]) if quality[0] else ()
            found.end = quality[1]
        else:
            return self._takes_noun(found, at, word, opens=opens)
        return True

    def _takes_noun(self, found: _Found, at: int, word: str, *, opens: bool) -> bool:
        """A noun that hands on what it is of, or one that says nothing."""
        if word in self.words.transparent and not (found.figure >= 0 and word in self.words.verbs and self._is_object_ahead(at + 1)):
            found.nouns = (*found.nouns, "")
        elif word in self.words.plain or (opens and found.began and self._is_plain(at)):
            found.nouns = (*found.nouns, "plain")
        else:
            return False
        found.end = at + 1
        return True

    def _is_plain(self, at: int) -> bool:
        return self.tokens[at].kind == "word" and self.small[at] in self.lexicon.neutral and self.small[at] not in self.words.prepositions

    def _quality(self, at: int) -> tuple[Roles, int] | None:
        """What stands before a noun or figure: a participle, a state, a colour; what it says and where it ends."""
        if self.small[at] in self.words.colours and self._is_thing_ahead(at + 1):
            return frozenset(), at + 1
        if at in self.states and self._is_thing_ahead(self.states[at][1]):
            return self.words.state_roles[self.states[at][2]], self.states[at][1]
        done = tuple(f for f in self.words.verbs.get(self.small[at], ()) if f.form in {"past", "done"})
        if done and self._is_thing_ahead(at + 1):
            names = tuple(dict.fromkeys(f.name for f in done if not f.particle))
            money = self.words.object_of(names, NOBODY, DONE, is_goods=False)
            return money | self.words.object_of(names, NOBODY, DONE, is_goods=True), at + 1
        return None
