"""In languages without a grammar: who is said to say, show or confirm what the letter says, and no cited fact comes from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from cases.letters.verifier.frames import Frames
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.verdict import Remark, Severity
from cases.wording import plain_spelling

_STOPS: Final = frozenset(",;:.!?()")
_HEAD: Final = 10
"""Words of the head of a sentence."""
_LEAD: Final = 3
"""Words of a clause among which the one stands that appends it."""


def vouched(look: Look) -> Iterator[Remark]:
    """`…, was eine Nachzählung ergab`, `…, ce que votre équipe a reconnu`: what somebody or something is said to bear out."""
    frames = _frames(look)
    if frames is None:
        return
    for clause in _clauses(look):
        shows = _has(look, clause, frames.attesting | frames.telling)
        asks = _has(look, clause, look.lexicon.requests - frames.attesting - frames.telling)
        witness = _has(look, clause, frames.witnesses) or _accented(look, clause, frames)
        if (witness and not asks and not look.cited.has_word(witness)) or (
            shows and not asks and not _tells(look, clause) and (_has(look, clause, frames.attesters) or _is_appended(look, clause, frames))
        ):
            yield _open(look, clause)


def spoken(look: Look) -> Iterator[Remark]:
    """`Votre équipe nous a signalé que …`: the rest of the sentence is put into a mouth, and not into that of a paper."""
    frames = _frames(look)
    if frames is None:
        return
    if look.lexicon.unspaced:
        yield from _spoken_unspaced(look, frames)
        return
    at = next((n for n, word in enumerate(look.reading.small) if word in frames.that), 0)
    head = range(at)
    if not at or not _has(look, head, frames.telling) or _has(look, head, look.lexicon.requests - frames.telling):
        return
    papers = spots(look.reading.small[:at], look.lexicon.shown_index) or _has(look, head, frames.noticing)
    is_own = papers or _has(look, head, frames.own_voice) or any(t.kind in {"literal", "code"} for t in look.reading.tokens[:at])
    if _has(look, head, frames.attesters) or not is_own:
        yield _open(look, range(at + 1))


def _spoken_unspaced(look: Look, frames: Frames) -> Iterator[Remark]:
    """`贵方仓库确认我方已发货`: behind the verb somebody else, a paper or the claim is spoken of."""
    things = {"".join(p) for of in frames.kinds.values() for p, _ in of} | frames.bearers | frames.own_voice | frames.subjects
    for clause in _clauses(look):
        said = "".join(look.reading.small[at] for at in clause)
        for verb in sorted(frames.telling, key=len, reverse=True):
            before, found, behind = said.partition(verb)
            if found and any(word in before for word in frames.attesters) and behind.startswith(tuple(things)):
                yield _open(look, clause)
                return


def headed(look: Look) -> Iterator[Remark]:
    """`Ihr Lager bestätigt: …`, `司机表示，…`: a head of the sentence that puts the rest into a mouth."""
    frames = _frames(look)
    if frames is None:
        return
    marks = {":", ","} if look.lexicon.unspaced else {":"}
    at = next((at for at, word in enumerate(look.reading.small[:_HEAD]) if word in marks), 0)
    if _is_label(look, at):
        return
    head = range(at)
    said = _has(look, head, frames.saying)
    told = _has(look, head, frames.telling) and (_has(look, head, frames.attesters) or not _has(look, head, frames.own_voice))
    if at and not _tells(look, head) and (said or (told and not _has(look, head, look.lexicon.requests - frames.telling))):
        yield _open(look, head)


def _is_label(look: Look, colon: int) -> bool:
    """`Transporteur : Acme ; connaissement : 0251…`: a name or number alone behind the colon is what the head calls it."""
    named, follows = (look.reading.tokens[at : at + 1] for at in (colon + 1, colon + 2))
    return all(t.kind == "literal" for t in named) and all(t.kind == "mark" for t in follows)


def _frames(look: Look) -> Frames | None:
    """The frames of a language without a grammar; none where another is quoted, or for the list of attachments."""
    frames = look.lexicon.frames
    is_apart = look.lexicon.grammar is not None or bool(look.reading.quotes) or look.is_list_of_attachments
    return frames if frames is not None and frames.attesting and not is_apart else None


def _clauses(look: Look) -> Iterator[range]:
    """The sentence cut at every mark."""
    start = 0
    for at, token in enumerate(look.reading.tokens):
        if token.kind == "mark" and token.text in _STOPS:
            if at > start:
                yield range(start, at)
            start = at + 1
    if start < len(look.reading.tokens):
        yield range(start, len(look.reading.tokens))


def _has(look: Look, clause: range, words: AbstractSet[str]) -> str:
    """The first of these words or phrases that stands there, and `""` where none does."""
    if look.lexicon.unspaced:
        said = "".join(look.reading.small[clause.start : clause.stop])
        return next((word for word in words if word in said), "")
    said = f" {' '.join(look.reading.small[clause.start : clause.stop])} "
    return next((word for word in words if f" {word} " in said), "")


def _accented(look: Look, clause: range, frames: Frames) -> str:
    """A word that is another one without its special letters, as it was written: `Nachzählung` and no `Nachzahlung`."""
    found = _has(look, clause, frames.accented)
    written = re.findall(r"\w+", look.sentence.text.casefold()) if found else ()
    return found if any(word != found and plain_spelling(word).casefold() == found for word in written) else ""


def _tells(look: Look, clause: range) -> bool:
    """A figure, a day or a number stands there: it is held against the facts."""
    held = {f.at for f in look.reading.figures} | {d.at for d in look.reading.days}
    return any(at in held or look.reading.tokens[at].kind in {"literal", "code"} for at in clause)


def _is_appended(look: Look, clause: range, frames: Frames) -> bool:
    """`…, il che è emerso`: no paper that facts are taken from, and not who writes, is said to show it."""
    if not clause.start or not _has(look, range(clause.start, min(clause.start + _LEAD, clause.stop)), frames.appending):
        return False
    papers = spots(look.reading.small[clause.start : clause.stop], look.lexicon.shown_index)
    return not papers and not _has(look, clause, frames.bearers | frames.own_voice | frames.likened)


def _open(look: Look, clause: range) -> Remark:
    tokens = look.reading.tokens
    text = look.reading.text[tokens[clause.start].start : tokens[clause.stop - 1].end]
    return look.remark("loose", f'"{text}": no cited fact says who said or showed so', text, severity=Severity.UNVERIFIABLE)
