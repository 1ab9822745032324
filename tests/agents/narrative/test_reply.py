"""What is taken of a model's answer: whole sentences, cleaned and bounded; nothing that is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.narrative.reply import LONGEST_SENTENCE, MOST_SENTENCES, one_line, read_reply
from cases.letters.sentences import SentenceKind


def said(**changes: Any) -> dict[str, Any]:
    return {"text": "We ask you to reverse USD 500.40.", "facts": [1, 9], "kind": "ask"} | changes


def reply(*sentences: Any) -> str:
    return json.dumps({"sentences": list(sentences)})


@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here is the letter:\n{}\nLet me know.", '{{"letter": {}}}'])
def test_a_letter_is_found_whatever_stands_around_it(around: str) -> None:
    (sentence,) = read_reply(around.format(reply(said()))).sentences
    assert (sentence.text, sentence.facts, sentence.kind, sentence.by) == (said()["text"], (1, 9), SentenceKind.ASK, "model")


def test_of_an_answer_that_breaks_off_the_whole_sentences_are_taken() -> None:
    whole = reply(said(), said(text="Please reverse USD 500.40.", kind="request"))
    read = read_reply(whole[:-30])
    assert [s.text for s in read.sentences] == [said()["text"]]
    assert any("breaks off" in fault for fault in read.faults)


@pytest.mark.parametrize(
    "odd, why",
    [
        (said(facts="1, 9"), "numbers"),
        (said(facts=[True]), "numbers"),
        (said(facts=[1.5]), "numbers"),
        (said(facts=[-1]), "numbers"),
        (said(kind="threat"), "kind"),
        (said(kind=["ask"]), "kind"),
        (said(text=""), "text"),
        (said(text="\u200b\u202e"), "text"),
        (said(text=7), "text"),
        (said(text="x" * (LONGEST_SENTENCE + 1)), "longer"),
        ("We ask.", "object"),
    ],
)
def test_what_is_no_sentence_is_left_out_and_said(odd: Any, why: str) -> None:
    read = read_reply(reply(odd, said()))
    assert [s.text for s in read.sentences] == [said()["text"]]
    (fault,) = read.faults
    assert why in fault


def test_the_list_of_attachments_is_not_the_model_s_to_write() -> None:
    assert read_reply(reply(said(kind="attachments", text="Attachments: 1 mine.pdf."))).sentences == ()


def test_more_sentences_than_a_letter_can_have_are_left_out() -> None:
    read = read_reply(reply(*(said(text=f"Sentence {n}.") for n in range(MOST_SENTENCES + 5))))
    assert len(read.sentences) == MOST_SENTENCES


@pytest.mark.parametrize(
    "written, read",
    [
        ("1. We ask.", "We ask."),
        ("- We **ask** you.", "We ask you."),
        ("We\n\task\x00 you\u202e.", "We ask you."),
        ("<b>We</b> ask <script>x</script>", "We ask x"),
        ("[We ask](http://evil.example)", "We ask"),
        ("10 cartons of 12", "10 cartons of 12"),
        ("4.17 USD each", "4.17 USD each"),
        ("2026-08-12 was the day.", "2026-08-12 was the day."),
        ("- # 0", "0"),
    ],
)
def test_a_sentence_is_one_line_without_markup(written: str, read: str) -> None:
    assert one_line(written) == read


@given(st.text(max_size=400))
def test_no_answer_is_too_odd_to_be_read(text: str) -> None:
    for answer in (text, '{"sentences": [' + text, reply(said(text=text)), reply(text)):
        for sentence in read_reply(answer).sentences:
            assert sentence.text == one_line(sentence.text)
            assert "\n" not in sentence.text
