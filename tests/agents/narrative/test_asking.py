"""What a model is told of a case, and what it may say in its own words without being taken for somebody who repeats others."""

from __future__ import annotations

import pytest

from agents.narrative.asking import draft_prompt
from agents.narrative.judging import judge
from cases.letters.sentences import Sentence, SentenceKind
from evals.cases_at_hand import matters_at_hand
from evals.golden_briefs import GoldenCase

SHORTAGE = next(case for case in matters_at_hand([31]) if case.name.endswith("shortage"))


@pytest.mark.parametrize(("language", "page", "row"), [("en", "page ", "row "), ("de", "Seite ", "Zeile "), ("zh", "第 ", "第 ")])
def test_where_a_fact_stands_is_told_in_the_words_of_the_letter(language: str, page: str, row: str) -> None:
    frame = GoldenCase("shortage", language, SHORTAGE).frame
    spots = [spot for fact in draft_prompt(frame).material["facts"] for spot in fact.get("where", ())]
    assert any(page in spot for spot in spots)
    assert any(row in spot for spot in spots)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "zh"])
def test_a_place_in_brackets_as_it_was_told_is_where_the_fact_stands(language: str) -> None:
    frame = GoldenCase("shortage", language, SHORTAGE).frame
    for fact in draft_prompt(frame).material["facts"]:
        for spot in fact.get("where", ()):
            judged = judge(frame, [Sentence(f"({spot})", (fact["number"],), SentenceKind.FACT, by="model")])
            assert not judged.refused, spot
