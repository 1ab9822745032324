"""Words that a lexicon writes once for all their forms, compounds of its words, and a second file of words beside the first."""

from __future__ import annotations

import pytest

from cases.letters.verifier.inflected import inflected, is_compound, laid_over
from cases.letters.verifier.lexicon import lexicon_of

SHAPES = {"a": ["", "e", "en"], "k": ["", "preis"]}


def test_a_word_is_written_once_for_all_its_endings_and_beginnings() -> None:
    assert inflected("gekürzt<a>, <k>abzug", SHAPES) == "gekürzt, gekürzte, gekürzten, abzug, preisabzug"
    assert inflected("received, booked", SHAPES) == "received, booked"
    with pytest.raises(KeyError):
        inflected("gekürzt<z>", SHAPES)


def test_further_words_follow_those_of_the_first_file_and_nothing_of_it_is_lost() -> None:
    first = {"roles": {"deducted": "abzug", "paid": ["gezahlt"]}, "strict": True}
    further = {"roles": {"deducted": ["kürzung"], "owed": "geschuldet"}, "strict": False, "neutral": ["bitte"]}
    assert laid_over(first, further) == {
        "roles": {"deducted": ["abzug", "kürzung"], "paid": ["gezahlt"], "owed": "geschuldet"},
        "strict": False,
        "neutral": ["bitte"],
    }
    assert first["roles"] == {"deducted": "abzug", "paid": ["gezahlt"]}


def test_a_compound_is_made_of_known_parts_and_their_joints_alone() -> None:
    parts, joints = frozenset({"liefer", "menge", "abteilung"}), frozenset({"s", "n"})
    assert is_compound("liefermenge", parts, joints)
    assert is_compound("liefermengenabteilung", parts, joints)
    assert not is_compound("menge", parts, joints), "one part alone is no compound"
    assert not is_compound("schwundmenge", parts, joints), "a part that nobody gave may say anything"
    assert not is_compound("liefermenge", frozenset(), joints)


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "zh"])
def test_no_form_is_left_unwritten_in_a_lexicon(language: str) -> None:
    words = lexicon_of(language)
    assert words is not None
    phrases = [phrase for phrase, _ in (*words.roles, *words.units, *words.assertions, *words.denials)]
    assert phrases
    assert not [phrase for phrase in phrases if any("<" in word for word in phrase)]
