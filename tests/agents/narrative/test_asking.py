"""What a model is told of a case, and what it may say in its own words without being taken for somebody who repeats others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.narrative.asking import draft_prompt
from agents.narrative.judging import judge
from cases.letters.brief import FactKind
from cases.letters.sentences import Sentence, SentenceKind
from evals.cases_at_hand import matters_at_hand
from evals.golden_briefs import GoldenCase

SHORTAGE = next(case for case in matters_at_hand([31]) if case.name.endswith("shortage"))


@pytest.mark.parametrize("language, page, row", [("en", "page ", "row "), ("de", "Seite ", "Zeile "), ("zh", "第 ", "第 ")])
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


IN_OUR_WORDS = ("The reason is that shipments were shortly counted.", "Of 36 cartons on the receipt the clerk wrote down 34.")


@pytest.mark.parametrize("text", IN_OUR_WORDS)
def test_a_word_that_stands_in_some_paper_too_is_nobody_else_s(text: str) -> None:
    frame = GoldenCase("shortage", "en", SHORTAGE).frame
    judged = judge(frame, [Sentence(text, (1,), SentenceKind.FACT, by="model")])
    assert not any(remark.check == "anothers_words" for remarks in judged.refused.values() for remark in remarks)


def test_a_sentence_of_a_paper_that_is_neither_cited_nor_quoted_is_not_taken_over() -> None:
    frame = GoldenCase("shortage", "en", SHORTAGE).frame
    brief = frame.brief
    told = replace(brief.facts[-1], number=brief.facts[-1].number + 1, key="line:1/evidence:99", name="evidence", kind=FactKind.STATEMENT,
                   value="the driver says that the pallet was opened at the gate")  # fmt: skip
    frame = replace(frame, brief=replace(brief, facts=(*brief.facts, told)))
    said = Sentence("As the driver says that the pallet was opened at the gate, look again.", (1,), SentenceKind.FACT, by="model")
    assert any(r.check == "anothers_words" for r in judge(frame, [said]).refused[0])
    cited = replace(said, facts=(1, told.number))
    assert not any(r.check == "anothers_words" for r in judge(frame, [cited]).refused.get(0, ()))
