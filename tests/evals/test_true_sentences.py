"""True sentences rest on facts of their case and say their values; no pattern is written in vain."""

from collections.abc import Callable
from functools import cache

import pytest

from evals.cases_at_hand import CaseAtHand, matters_at_hand
from evals.folders import HANDS
from evals.sentences.patterns import LANGUAGES, TrueSentence, patterns, spelled, true_sentences

Said = Callable[[str, bool], list[TrueSentence]]


@pytest.fixture(scope="module")
def cases() -> tuple[CaseAtHand, ...]:
    return matters_at_hand(range(41, 44))


@pytest.fixture(scope="module")
def said(cases: tuple[CaseAtHand, ...]) -> Said:
    """What is said of the cases in a language, seen or held out; put together once."""
    return cache(lambda language, held_out: [s for case in cases for s in true_sentences(case, language, held_out=held_out)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_a_sentence_rests_on_facts_of_its_case_and_says_their_values(said: Said, language: str, held_out: bool) -> None:
    sentences = said(language, held_out)
    assert len({s.text for s in sentences}) >= 100
    for sentence in sentences:
        assert sentence.facts
        for slot in sentence.slots:
            fact = sentence.case.brief.fact(slot.fact)
            assert fact is not None
            assert slot.fact in sentence.facts
            if not slot.place:
                written = spelled(fact.kind, fact.value, fact.currency, slot.form, language)
                assert sentence.text[slot.start : slot.end].casefold() == written.casefold()
        for flip in sentence.flips:
            assert sentence.text[flip.start : flip.end] != flip.false


@pytest.mark.slow(seconds=40)
def test_five_hundred_english_sentences_differ_in_wording_on_both_sides(said: Said) -> None:
    for held_out in (False, True):
        assert len({s.text for s in said("en", held_out)}) >= 500


def test_the_two_sides_share_no_pattern() -> None:
    for language in LANGUAGES:
        assert not set(patterns(language, held_out=False)) & set(patterns(language, held_out=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_pattern_is_said_of_some_case(said: Said, language: str) -> None:
    for held_out in (False, True):
        there = patterns(language, held_out=held_out)
        used = {s.pattern for s in said(language, held_out)}
        assert len(used) >= 0.85 * len(there), sorted(set(there) - used)


def test_the_same_seed_says_the_same() -> None:
    once, again = (matters_at_hand([45]) for _ in range(2))
    assert [c.brief.hash for c in once] == [c.brief.hash for c in again]
    assert [s.text for s in true_sentences(once[0], "en", held_out=False)] == [
        s.text for s in true_sentences(again[0], "en", held_out=False)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hand", HANDS[2:])
def test_a_later_hand_writes_patterns_of_its_own_and_nearly_each_is_said_of_some_case(
    cases: tuple[CaseAtHand, ...], language: str, hand: str
) -> None:
    there = patterns(language, held_out=True, hand=hand)
    assert len(there) == len(set(there)) >= (190 if language == "en" else 40)
    others = [patterns(language, held_out=False), *(patterns(language, held_out=True, hand=h) for h in ("", *HANDS[1:]) if h != hand)]
    assert not set(there) & {p for written in others for p in written}
    one_of_each = cases[: len(cases) // 3]
    said = {s.pattern for case in one_of_each for s in true_sentences(case, language, held_out=True, hand=hand)}
    assert len(said) >= 0.85 * len(there), sorted(set(there) - said)
