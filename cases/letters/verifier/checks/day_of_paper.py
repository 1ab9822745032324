"""The day that a paper is said to bear is one that stands on it, and a span of days ends with no day that something begins on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cases.letters.brief import Fact
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Day
from cases.letters.verifier.verdict import Remark, Severity

_PAPER: Final = "paper:"
_FROM: Final = "from"
_UNTIL: Final = "until"


def day_of_paper(look: Look) -> Iterator[Remark]:
    """`The proof of delivery dated 17 November`, which is the day of the packing list: for a person."""
    words = look.lexicon.said_of
    for day in look.reading.days if words is not None else ():
        kind = _paper_before(look, day)
        facts = [g for g in look.cited.grounds if any(d.days & day.days for d in g.days)]
        if kind and facts and all(_is_of_paper(g.fact) and kind not in _kinds(look, g.fact) for g in facts):
            message = f"{day.text} is the day of another paper than the one that is named"
            yield look.remark("days", message, day.text, severity=Severity.UNVERIFIABLE)


def spans(look: Look) -> Iterator[Remark]:
    """`in force from 1 January to 1 January`: what a span ends with is no day on which something begins."""
    words, days = look.lexicon.said_of, look.reading.days
    for first, second in pairwise(days):
        between = look.reading.small[first.at + 1 : second.at]
        if words is None or not between or between[0] not in words.ending or not all(w in words.ahead for w in between[1:]):
            continue
        told = frozenset().union(*(d.roles for g in look.cited.grounds for d in g.days if d.days & second.days))
        if _FROM in told and _UNTIL not in told:
            yield look.remark("days", f"{second.text} is a day on which something begins", second.text, severity=Severity.UNVERIFIABLE)


def _paper_before(look: Look, day: Day) -> str:
    """The kind of the paper that a day is said of directly: `the receipt of 4 May`, `the stamp is dated 4 May`."""
    words = look.lexicon.said_of
    if words is None:
        return ""
    at = day.at
    while at and look.reading.small[at - 1] in words.dating:
        at -= 1
    if at == day.at:
        return ""
    thing = next((name for _, end, name in spots(look.reading.small, words.things) if end == at), "")
    return words.paper_kinds.get(thing, "")


def _is_of_paper(fact: Fact) -> bool:
    return fact.key.startswith(_PAPER)


def _kinds(look: Look, fact: Fact) -> frozenset[str]:
    paper = look.known.brief.at(f"{fact.key.partition('/')[0]}/kind")
    return look.known.grounds[paper.number].papers if paper is not None else frozenset()
