"""Chinese in plain words is settled by its gist; its false neighbours never pass, with every fact cited."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
import yaml

from cases.letters.verifier.gist.words import gist_words
from cases.letters.verifier.unspaced import words_in
from tests.letters.passing import passes

_FILES: Final = (
    "chinese_sentences.yaml",
    "chinese_told_astray.yaml",
    "chinese_consent_and_others.yaml",
    "chinese_in_many_shapes.yaml",
    "chinese_of_clerks.yaml",
)
_SENTENCES: Final = [yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8")) for name in _FILES]


def _told(kind: str) -> list[tuple[str, str]]:
    return [(matter, text) for sentences in _SENTENCES for matter, told in sentences.items() for text in told.get(kind, [])]


@pytest.mark.parametrize("kind, text", _told("so"))
def test_a_true_sentence_in_plain_chinese_passes(kind: str, text: str) -> None:
    assert passes("zh", kind, text)


@pytest.mark.parametrize("kind, text", _told("not_so"))
def test_a_false_neighbour_never_passes(kind: str, text: str) -> None:
    assert not passes("zh", kind, text)


def test_words_are_cut_by_what_the_gist_knows() -> None:
    run, known = "贵方扣除的金额", {"贵方", "扣除", "扣除的", "金额"}
    assert [run[start:end] for start, end in words_in(run, known)] == ["贵方", "扣除的", "金额"]


def test_what_tells_more_stands_ahead_in_chinese_alone() -> None:
    chinese, english = gist_words("zh"), gist_words("en")
    assert chinese is not None
    assert english is not None
    assert chinese.modifiers_ahead
    assert not english.modifiers_ahead
