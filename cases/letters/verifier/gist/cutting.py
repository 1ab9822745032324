"""Cuts a sentence into phrases each of which says something known, and those into pieces; a strange word ends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from cases.letters.verifier.checks.figures import PLACES
from cases.letters.verifier.checks.inexact import says_what_for
from cases.letters.verifier.gist.denials import Denials
from cases.letters.verifier.gist.narrowing import behind_a_day, leads_by_a_phrase, right_before
from cases.letters.verifier.gist.pieces import COMPARING, CUTS, SAID, UNIT, Bit, Piece, alike, meaning_of
from cases.letters.verifier.gist.sides import by_side, closing
from cases.letters.verifier.gist.text import Text
from cases.letters.verifier.gist.words import (
    CLUE,
    CUT,
    FRACTION,
    INSTEAD,
    LESS,
    MAYBE,
    MORE,
    OFF,
    ONLY,
    PEOPLE,
    PLAIN,
    SOFT,
    STATE,
    THAN,
    GistWords,
    gist_words,
)
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import Index, Phrase, Phrases, Spot, indexed, spots
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark

_MARKS: Final = frozenset(";:,()")
_STOP: Final = "."
_EXCESS: Final = "all_effects"
"""A fact that is told in words for what is too much, and in no others."""
_GAP: Final = "\0"
_KNOWN: Final = frozenset({"currency", "literal", "quote"})
"""Kinds of token that other checks look at."""
_WORDS: Final = frozenset({"word", "operator"})
OF_WORDS: Final = frozenset({"loose", "fragments", "framed", "wording", "assertions", "negations", "said_of"})
"""Checks that stumble on single words."""


@lru_cache(maxsize=8)
def _index(language: str) -> tuple[Index, Index, frozenset[str]]:
    """All phrases of a language: those of the gist go before those of the lexicon; and its words, where no space parts them."""
    words, lexicon = gist_words(language), lexicon_of(language)
    if words is None or lexicon is None:
        raise LookupError(language)
    own = [(p, meaning) for those in words.index.values() for p, meaning in those]
    also = words.also
    roles: dict[tuple[str, ...], set[str]] = {}
    for those in lexicon.role_index.values():
        for p, meanings in those:
            for role in meanings.split("|"):
                more = also.get(role, frozenset())
                roles.setdefault(p, set()).update(more - {INSTEAD} if INSTEAD in more else {role} | more)
    if lexicon.unspaced:
        # `高于约定` holds against what is agreed
        comparing = tuple(p[0] for p, meaning in own if meaning in {LESS, MORE} and len(p) == 1)
        roles = {p: tags for p, tags in roles.items() if not p[0].startswith(comparing)}
    stated = tuple(p[0] for p, meaning in own if meaning.startswith(STATE) and len(p) == 1) if lexicon.unspaced else ()
    # what is too much says by how much
    told = [(p, f"{CLUE}:{OFF + '=' if _EXCESS in tags else ''}{' '.join(sorted(tags))}") for p, tags in roles.items()]
    # `没有减去退回的` says what `没有减去` does, and of what
    said = [
        (p, f"{SAID}:{meaning}")
        for those in lexicon.said_index.values()
        for p, meaning in those
        if not (stated and p[0].startswith(stated))
    ]
    units = [(p, f"{UNIT}:{meaning}") for those in lexicon.unit_index.values() for p, meaning in those]
    plain = [(p, PLAIN) for those in lexicon.plain_index.values() for p, _ in those]
    # a single character of a language without spaces is part of many words
    single = [((word,), PLAIN) for word in lexicon.neutral if not (lexicon.unspaced and len(word) == 1)]
    every = [*own, *told, *units, *said, *plain, *single]
    return indexed(own), indexed(every), frozenset(word for p, _ in every for word in p) if lexicon.unspaced else frozenset()


@lru_cache(maxsize=8)
def _around_gaps(language: str) -> Index:
    """Phrases around a day or number where no space parts words: `不在 _ 提交的材料之中`."""
    words, lexicon = gist_words(language), lexicon_of(language)
    if words is None or lexicon is None or not lexicon.unspaced:
        return indexed([])
    return indexed((p, meaning) for those in words.index.values() for p, meaning in those if _GAP in p)


class Cut:
    """A sentence while it is cut. `why` says what ended it, for whoever looks for it."""

    def __init__(self, look: Look, words: GistWords, said: Sequence[Remark]) -> None:
        self.look, self.words, self.said = look, words, said
        self.lexicon: Lexicon = look.lexicon
        own, self.index, known = _index(look.lexicon.language)
        self.text = Text.of(look.reading, known)
        self.masked = tuple(w if t.kind in _WORDS else _GAP for t, w in zip(self.text.tokens, self.text.small, strict=True))
        self.gapped = _around_gaps(look.lexicon.language)
        self.numbers = frozenset(map(self.text.place, look.reading.figures))
        self.figures = {self.text.place(f): f for f in look.reading.figures if f.unit not in PLACES}
        self.days = {self.text.place(d): d for d in look.reading.days}
        self.own: Mapping[Phrase, str] = own.meanings if isinstance(own, Phrases) else {}
        # `zweimal` says that it was so before, and counts nothing
        told_before = {
            at for at in self.figures if self.text.tokens[at].kind == "word" and self.own.get((self.text.small[at],), "").startswith(STATE)
        }
        self.figures = {at: f for at, f in self.figures.items() if at not in told_before}
        self.numbers -= told_before
        self.why = ""
        self.about = frozenset[int]()
        self.judging = frozenset[int]()
        self.denying: list[str] = []
        self.shares: dict[int, Decimal] = {}

    def fail(self, why: str) -> bool:
        """False; the reason is kept for whoever looks for it."""
        self.why = self.why or why
        return False

    def bits(self) -> list[Bit] | None:
        """The sentence in phrases, each of which says something known; None where a word is strange."""
        small = self.masked
        taken = frozenset({*self.figures, *self.days})
        around = spots(small, self.gapped)
        spoken_for = taken | {at for start, end, _ in around for at in range(start, end)}
        denials = self._denials(_found([*around, *spots(small, self.index, spoken_for)]), taken)
        found = _found([*around, *spots(small, self.index, spoken_for | denials.keys())])
        bits: list[Bit] = []
        for at, token in enumerate(self.text.tokens):
            if at in denials:
                bits += [denials[at]] if denials[at].start == at else []
                continue
            bit = found.get(at) if token.kind in _WORDS and at not in taken else None
            if bit is not None and at > bit.start:
                strange = self._is_denied(at, bit)
            elif at in taken or token.kind in _KNOWN:
                bits.append(Bit(at, at + 1, token.kind))
                continue
            elif token.kind == "mark":
                ends = token.text == _STOP and at + 1 < len(small)
                parts = (token.text in _MARKS or ends) and not (at + 1 in self.days and at and self._is_weekday(at - 1))
                bits.append(Bit(at, at + 1, CUT if parts else PLAIN, name=token.text))
                continue
            elif at in self.numbers or (bit is None and self._is_weekday(at)):
                bits.append(Bit(at, at + 1, PLAIN))
                continue
            else:
                strange = bit is None or self._is_denied(at, bit) or self._is_strange(bit, small)
                bits += [self._sided(self._parting(bit, small))] if bit is not None else []
            if strange and not self._is_wanted(at):
                self.fail(f"strange {token.text}")
                return None
        if self.words.modifiers_ahead and not all(self._is_held_against(bits, place) for place, b in enumerate(bits) if b.kind == MAYBE):
            self.fail("more than nothing")
            return None
        return bits

    def _is_wanted(self, at: int) -> bool:
        """`we would like the 20.00 back`: a word that closes what is asked for."""
        if self.text.small[at] not in self.words.closing:
            return False
        start = next((i + 1 for i in reversed(range(at)) if self.text.tokens[i].text in _MARKS), 0)
        if not any(f.currencies and start <= place < at for place, f in self.figures.items()):
            # goods are not wanted back
            return False
        ahead, denied = f" {self.text.said(start, at)} ", self.lexicon.negators & {*self.text.small[start:at]}
        return any(f" {words} " in ahead for words in self.words.wanted) and denied <= {*self._refused(start, at)}

    def _refused(self, start: int, at: int) -> Iterator[str]:
        """The words of phrases that say of a deduction that it is not accepted."""
        for i, j, _ in spots(self.masked, self.index, frozenset(range(start)) | frozenset(range(at, len(self.masked)))):
            yield from self.masked[i:j] if j - i > 1 and self.masked[i:j] in self.own else ()

    def _is_held_against(self, bits: Sequence[Bit], place: int) -> bool:
        """`比开票的120件少24件`: in its clause stands before a word for more or less what it is more or less than."""
        marks = (at for at in reversed(range(place)) if bits[at].kind == CUT and bits[at].name in _MARKS)
        return any(b.kind == THAN for b in bits[next(marks, 0) : place])

    def _denials(self, found: Mapping[int, Bit], taken: AbstractSet[int]) -> dict[int, Bit]:
        """By its tokens what is denied and by what: a denial leads on, what it denies says what both do."""
        told: dict[int, Bit] = {}
        about: set[int] = set()
        for d in Denials(self.look, self.words, self.masked, found, taken, self.own).all() if self.words.options else ():
            told[d.at] = Bit(d.at, d.at + 1, PLAIN)
            told |= dict.fromkeys(range(d.start, d.end), Bit(d.start, d.end, *meaning_of(d.meaning)))
            about.update(d.about)
            self.denying.append(" ".join(self.look.reading.tokens[i].text.casefold() for i in d.clause))
        self.about = frozenset(about)
        self.judging = frozenset(told)
        return told

    def _sided(self, bit: Bit) -> Bit:
        """The phrase as its clause has it."""
        return self._in_clause(by_side(closing(bit, self.text, self.lexicon), self.words, self.text.small))

    def _in_clause(self, bit: Bit) -> Bit:
        """The phrase, as one that leads on where it is told of what is denied beside it: `goods sent back` that earn nothing."""
        return Bit(bit.start, bit.end, PLAIN) if bit.kind in {CLUE, SAID} and bit.start in self.about else bit

    def _is_denied(self, at: int, bit: Bit) -> bool:
        """A word that denies, or makes a figure inexact, outside of the phrases of the gist, which nothing bears out."""
        if self._is_own(bit):
            # a share of an amount has to come out
            self.shares |= {bit.start: Decimal(bit.name)} if bit.kind == FRACTION else {}
            return False
        if self.words.joined and bit.kind == SAID and bit.end - bit.start > 1:
            return False
        hedging, word = {self.text.places[place] for place in self.look.reading.hedging}, self.text.small[at]
        if self.lexicon.unspaced and self._hedges_or_denies(bit, word):
            return True
        return at in hedging or (word in self.lexicon.negators and not self._denies_rightly(at))

    def _hedges_or_denies(self, bit: Bit, word: str) -> bool:
        """Where no space parts words: one that makes a figure inexact, or a denial within a longer word that is told of nothing."""
        is_told = bit.kind in {CLUE, SAID, UNIT}
        return not is_told and (word in self.lexicon.hedges or any(n in word for n in self.lexicon.negators))

    def _is_own(self, bit: Bit) -> bool:
        """Whether it is a phrase of the gist itself."""
        return self.masked[bit.start : bit.end] in self.own

    def _is_strange(self, bit: Bit, small: Sequence[str]) -> bool:
        """What narrows no figure, somebody who says something, what may be, what other checks stumble on."""
        words, is_own = small[bit.start : bit.end], self._is_own(bit)
        modals = self.lexicon.grammar.modals if self.lexicon.grammar is not None else frozenset()
        if bit.kind == ONLY:
            return not self._is_less(bit.start) and not self._is_held_for_less(bit.start)
        if any(r.check == "loose" and r.found.casefold() in self.look.lexicon.number_words for r in self.said) and self._is_of_many(bit):
            return True
        contrary = self.lexicon.grammar.contrary if self.lexicon.grammar is not None else frozenset()
        asking = {self.text.places[place] for place in self.look.reading.asking}
        if bit.start in asking and not contrary.isdisjoint(words) and not (is_own and len(words) > 1):
            return True
        if bit.kind == PEOPLE or (is_own and self._overrules(bit)):
            return True
        if is_own:
            return False
        if bit.kind == UNIT and self.lexicon.unspaced and not self._counts(bit.start):
            return True
        is_flagged = bit.kind == PLAIN and self._is_flagged(bit)
        return is_flagged or not modals.isdisjoint(words) or any(self.own.get((w,)) == PEOPLE for w in words)

    def _is_flagged(self, bit: Bit) -> bool:
        """Whether another check stumbles on the word."""
        if not self.lexicon.unspaced:
            return self.text.small[bit.start] in self._flagged()
        said = self.text.said(bit.start, bit.end)
        found = [text for r in self.said if r.check in OF_WORDS for text in self.text.plainly(r.found).split(",") if text]
        return any(said in text or text in said for text in found)

    def _counts(self, at: int) -> bool:
        """Whether a measure word stands where it counts something: behind a number, or behind `每`, `该`."""
        return at > 0 and (at - 1 in self.numbers or self.text.small[at - 1] in self.words.pointing)

    def _is_of_many(self, bit: Bit) -> bool:
        """`one of the 120 units`: a number in words that no fact has."""
        small = self.text.small
        follows = small[bit.end] if bit.end < len(small) else ""
        return bit.end - bit.start == 1 and small[bit.start] in self.look.lexicon.number_words and follows in self.lexicon.of

    def _parting(self, bit: Bit, small: Sequence[str]) -> Bit:
        """The phrase, as what parts others where it only leads on and a word of it does."""
        words = small[bit.start : bit.end]
        parts = bit.kind == PLAIN and not self._is_own(bit) and any(self.own.get((w,)) == CUT for w in words)
        return Bit(bit.start, bit.end, CUT, name=words[-1]) if parts else bit

    def _overrules(self, bit: Bit) -> bool:
        """A single plain word that other checks take for an assertion which they could not bear out."""
        if bit.kind in {CLUE, STATE, ONLY} | COMPARING or bit.end - bit.start > 1:
            return False
        flagged, said = {r.found for r in self.said if r.check in {"assertions", "said_of"}}, self.text.said(bit.start, bit.end)
        told = [a for a in self.look.reading.assertions if self.text.places[a.at] == bit.start and a.text in flagged]
        return any(self.text.joint or self.text.plainly(a.text) == said for a in told)

    def _is_less(self, at: int) -> bool:
        """`1,518.38 was deducted, but only 1,501.02 was authorised`: the sentence has more of its kind."""
        follows = next((f for place, f in sorted(self.figures.items()) if place > at), None)
        if self.text.small[at] in self.words.not_before and behind_a_day(self.text, self.days, at):
            return True
        before = right_before(self.text, self.figures, self.lexicon, at) if self.words.joined else None
        if before is not None and self._has_more(before):
            return True
        if follows is None:
            return False
        between = [self.text.tokens[i].kind for i in range(at + 1, self.text.place(follows))]
        if self.words.modifiers_ahead:
            # `仅 登记 96 件`
            return "mark" not in between and (not self._is_flagged(Bit(at, at + 1, ONLY)) or self._has_more(follows))
        if "word" in between:
            is_led = self.words.joined and leads_by_a_phrase(self.text, self.index, at, self.text.place(follows))
            return is_led and self._has_more(follows)
        return self._has_more(follows)

    def _is_held_for_less(self, at: int) -> bool:
        """`daher fordern wir nur 264 Stück`: another check has found more by the facts."""
        follows = next((i for i in range(at + 1, len(self.text.tokens)) if self.text.tokens[i].kind != "currency"), -1)
        word = self.text.small[at]
        is_held = word in self.lexicon.only and self.look.lexicon.grammar is None and not self.words.modifiers_ahead
        return is_held and follows in self.figures and not any(self.text.plainly(r.found).startswith(word) for r in self.said)

    def _has_more(self, follows: Figure) -> bool:
        """Whether the sentence has a larger figure of the kind."""
        return any(alike(f, follows) and min(f.values) > max(follows.values) for f in self.figures.values())

    def _is_weekday(self, at: int) -> bool:
        """A day of the week beside a day, which is checked elsewhere."""
        grammar, small = self.lexicon.grammar, self.text.small
        return grammar is not None and small[at] in grammar.weekdays and not self.days.keys().isdisjoint(range(at - 2, at + 4))

    def _denies_rightly(self, at: int) -> bool:
        """A denial that the cited facts bear out, and of which nothing is left open."""
        open_ones = [r for r in self.said if r.check in {"negations", "assertions", "said_of"}]
        # where words are told of much, a denial is read only as a phrase of its own
        if self.words.joined or any(self.text.small[at] in r.found.casefold().split() for r in open_ones):
            return False
        denied = [a for a in self.look.reading.assertions if not a.positive]
        return bool(denied) and all(self.look.cited.says(a.predicate, positive=False) for a in denied)

    def _flagged(self) -> frozenset[str]:
        """Words on which other checks stumble."""
        told = (r.found for r in self.said if r.check in {"framed", "wording"})
        return frozenset(word.casefold() for text in told for word in text.split()[:1])

    def pieces(self, bits: Sequence[Bit]) -> Iterator[Piece]:
        """The sentence between its cuts; also between verbs that put two figures of a kind on their sides."""
        for piece in self._cut(bits, CUTS):
            if piece.has_two:
                first, *others = self._cut(piece.bits, {*CUTS, SOFT})
                yield from (replace(first, lead=piece.lead, compares=piece.compares), *others)
            else:
                yield piece

    def _cut(self, bits: Sequence[Bit], cuts: AbstractSet[str]) -> Iterator[Piece]:
        piece = Piece()
        for place, bit in enumerate(bits):
            kind = self._as_used(bits, place)
            if kind in cuts:
                yield piece
                name = bit.name or self.text.small[bit.start]
                piece = Piece(name, kind if kind in COMPARING else "")
                continue
            if SOFT in cuts and kind in {CLUE, STATE} and self.text.said(bit.start, bit.end) in self.words.parting:
                yield piece
                piece = Piece(self.text.said(bit.start, bit.end))
            piece.bits.append(bit)
            if bit.start in self.figures:
                piece.spots.append(self.figures[bit.start])
            elif bit.start in self.days:
                piece.spots.append(self.days[bit.start])
            elif bit.kind in {CLUE, STATE, SAID} and not self._refers(bits, place):
                piece.clues.append(bit)
        yield piece

    def _as_used(self, bits: Sequence[Bit], place: int) -> str:
        """`40.28 over what`, `is under the limit`, but `dispute over 40.28`, `under INV1`."""
        kind, name = bits[place].kind, bits[place].name
        if kind != MAYBE:
            return kind
        if self.words.modifiers_ahead:
            return name
        before = bits[place - 1] if place else None
        measured = before is not None and (before.start in self.figures or before.kind in {SOFT, UNIT})
        follows = bits[place + 1].kind if place + 1 < len(bits) else "literal"
        if self.words.lying:
            is_lying = before is not None and not self.words.lying.isdisjoint(self.text.small[before.start : before.end])
            is_for = says_what_for(self.look, bits[place].start) or not (measured or is_lying)
            return CUT if follows == "literal" or (is_for and self._leads_to_figure(bits, place)) else name
        return CUT if not measured or follows == "literal" else name

    def _leads_to_figure(self, bits: Sequence[Bit], place: int) -> bool:
        """A figure stands right behind, its currency aside."""
        follows = next((b for b in bits[place + 1 :] if b.kind != "currency"), None)
        return follows is not None and follows.start in self.figures

    def _refers(self, bits: Sequence[Bit], place: int) -> bool:
        """`deduction INV1SC`: the word only says what the number is that of."""
        bit, follows = bits[place], bits[place + 1] if place + 1 < len(bits) else None
        if bit.kind != CLUE or follows is None or follows.kind != "literal":
            return False
        grammar, frames, last = self.lexicon.grammar, self.lexicon.frames, self.text.small[bit.end - 1]
        kinds = grammar.kind_words if grammar is not None else frames.kinds if frames is not None else {}
        return last in kinds or (bit.end - bit.start == 1 and not self.lexicon.unspaced)


def _found(told: Sequence[Spot]) -> dict[int, Bit]:
    """The phrases of a sentence, by each of their tokens."""
    return {at: Bit(start, end, *meaning_of(m)) for start, end, m in told for at in range(start, end)}
