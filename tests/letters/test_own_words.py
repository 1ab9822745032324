"""Sentences that keep to the words of the facts need no other reading; and no text whatever breaks the reading of a sentence."""

from __future__ import annotations

import pytest

from cases.letters.sentences import Sentence, SentenceKind
from cases.letters.verifier import verify, verify_sentence
from tests.letters.drafts import draft_of, situation_of

OWN = {
    "net receipts": ("coop", "The backup states net receipts of 100000.00 and a rate of 5 %.", (5,)),
    "turned round": ("coop", "The backup lists a rate of 5 % and net receipts of 100000.00.", (5,)),
    "terms": ("coop", "5 % of net receipts, returns deducted.", (6,)),
    "under an agreement": ("coop", "EUR 5450.00 was billed under agreement AGR-77120.", (4, 15)),
    "a label": ("fee", "USD 1.20 is the fee per unit by the rate card.", (10,)),
    "all of a label": ("fee", "USD 18.00 was charged beyond that.", (12,)),
}
OF_ANOTHER = {
    "the other figure": ("coop", "The backup states net receipts of 5 % and a rate of 100000.00.", (5,)),
    "half of what it is": ("fee", "USD 18.00 was charged.", (12,)),
    "a further word": ("coop", "The backup states disputed net receipts of 100000.00 and a rate of 5 %.", (5,)),
    "denied": ("coop", "The backup states net receipts not of 100000.00 and a rate of 5 %.", (5,)),
    "another paper's": ("coop", "The agreement states net receipts of 100000.00 and a rate of 5 %.", (5,)),
    "a figure between": ("fee", "The rate card charged USD 18.00, USD 42.00 beyond that.", (8, 12)),
    "uncited": ("coop", "The backup states net receipts of 100000.00 and a rate of 5 %.", (6,)),
}


def stands(name: str, text: str, facts: tuple[int, ...]) -> bool:
    currency = "EUR" if name == "coop" and "EUR" in draft_of(name).letter else "USD"
    said = verify_sentence(Sentence(text.replace("EUR", currency), facts), draft_of(name).brief, situation_of(name))
    return not said.objections and not said.unverifiable


@pytest.mark.parametrize("case", OWN)
def test_what_is_said_in_the_facts_own_words_stands(case: str) -> None:
    assert stands(*OWN[case])


@pytest.mark.parametrize("case", OF_ANOTHER)
def test_words_of_another_fact_or_only_some_of_them_do_not_carry_a_figure(case: str) -> None:
    assert not stands(*OF_ANOTHER[case])


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "zh"])
def test_no_piece_of_a_letter_breaks_the_reading_of_a_sentence(language: str) -> None:
    for name in ("shortage", "coop"):
        draft = draft_of(name, language)
        for sentence in draft.sentences:
            words = sentence.text.split(" ") if language != "zh" else list(sentence.text)
            for end in range(1, len(words)):
                text = ("" if language == "zh" else " ").join(words[:end]).rstrip(".,;:。，")
                verify_sentence(Sentence(text, sentence.facts), draft.brief, situation_of(name, language))


def test_no_part_is_larger_than_its_whole() -> None:
    said = verify_sentence(Sentence("We dispute 120 of the 100 units.", (1,)), draft_of("shortage").brief, situation_of("shortage"))
    assert "120 is no part of 100" in {r.message for r in said.objections}


def test_who_writes_is_above_no_cost() -> None:
    brief = draft_of("price_claim").brief
    approved = next(f for f in brief.facts if f.name == "approved_cost")
    text = f"We were indeed above the approved cost of USD {approved.value}."
    said = verify_sentence(Sentence(text, (approved.number,)), brief, situation_of("price_claim"))
    assert said.objections or said.unverifiable


@pytest.mark.parametrize("text", ["我方申请退还 USD 900.00。", "请退还 USD 900.00。", "恳请贵方返还 USD 900.00。"])
def test_a_request_in_chinese_is_one_however_its_words_stand_together(text: str) -> None:
    said = verify([Sentence(text, (3,), SentenceKind.ASK)], draft_of("coop", "zh").brief, situation_of("coop", "zh"))
    assert not any(r.check == "ask" for r in said.objections)
