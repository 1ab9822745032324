"""True drafts and the situation they would be filed in, for tests that then spoil one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from cases.letters.brief_facts import brief_of
from cases.letters.drafting import Draft, write
from cases.letters.letter_words import words_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Attached, FieldText, Situation, Verification, verify
from rules.loader import load_rules
from rules.model import FieldLimit
from tests.letters.matters import deducted, matter

TODAY = date(2026, 11, 1)


@cache
def forbidden(language: str) -> dict[str, tuple[str, ...]]:
    return load_rules("amazon_us", None, TODAY).forbidden[language]


@cache
def draft_of(name: str, language: str = "en") -> Draft:
    """The template's own letter on a matter, in plain letters where the language has them."""
    return write(brief_of(matter(name)), FieldLimit(ascii_only=words_of(language).has_plain_letters), language)


def situation_of(name: str, language: str = "en", **changes: Any) -> Situation:
    """An open window, all exhibits in hand, the pack's forbidden words."""
    about, letter = matter(name), draft_of(name, language)
    usual = Situation(
        language=language,
        today=TODAY,
        currency=about.currency,
        asked=about.asked,
        deducted=deducted(about),
        opens_on=date(2026, 9, 1),
        dispute_by=date(2028, 7, 1),
        attempts_left=1,
        attachments=tuple(Attached(e.name, 40_000) for e in about.exhibits),
        fields=(FieldText("letter", letter.letter, letter.limit),),
        forbidden=forbidden(language),
    )
    return replace(usual, **changes)


def verified(
    name: str, change: Callable[[Sentence], Sentence] = lambda s: s, *more: Sentence, language: str = "en", **situation: Any
) -> Verification:
    """The verdict on the letter with each of its sentences changed so, and these after it."""
    letter = draft_of(name, language)
    return verify([*map(change, letter.sentences), *more], letter.brief, situation_of(name, language, **situation))


def spoilt(name: str, before: str, after: str, language: str = "en") -> Verification:
    """The verdict on the letter with one thing in it written otherwise."""
    assert any(before in s.text for s in draft_of(name, language).sentences), before
    return verified(name, lambda s: replace(s, text=s.text.replace(before, after)), language=language)


def objections(verification: Verification) -> set[str]:
    """The checks that object."""
    return {r.check for r in verification.objections}
