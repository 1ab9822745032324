"""Each kind of letter as it is expected, beside the matter it is about; each verified, within its field, with its facts."""

import re

import pytest

from cases.letters.brief import Brief
from cases.letters.brief_facts import brief_of
from cases.letters.drafting import MOST_FACTS
from cases.letters.letter_words import languages
from cases.letters.sentences import SentenceKind, sentences_in, text_of
from facts.finding import FindingType
from tests.letters.drafts import draft_of, verified
from tests.letters.matters import FIXTURES, NAMES, matter

DISPUTABLE = set(FindingType) - {FindingType.PROVISION, FindingType.UNCLASSIFIED}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_written_as_expected(name: str, language: str, write_letters: bool) -> None:
    expected = FIXTURES / f"{name}.{language}.txt"
    letter = draft_of(name, language).letter
    if write_letters:
        expected.write_text(letter, encoding="utf-8")
    assert expected.is_file(), "no letter is expected yet: pytest tests/letters --write-letters"
    assert letter == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_what_the_template_writes_is_always_verified_and_leaves_nothing_for_a_person(name: str, language: str) -> None:
    found = verified(name, language=language)
    assert [r.message for r in (*found.objections, *found.unverifiable)] == []


def test_every_kind_of_claim_that_can_be_disputed_has_its_letter() -> None:
    assert {matter(name).claim for name in NAMES} >= DISPUTABLE


@pytest.mark.parametrize("name", [n for n in NAMES if n != "settlement"])
def test_the_ask_comes_first_with_amount_and_number_then_facts_with_their_places(name: str) -> None:
    letter = draft_of(name)
    first, about = letter.sentences[0], matter(name)
    assert first.kind is SentenceKind.ASK
    assert f"{about.currency} {about.asked}" in first.text
    assert about.group is not None
    assert about.group.reference in first.text
    facts = [s for s in letter.sentences if s.kind is SentenceKind.FACT]
    assert 2 <= len(facts) <= MOST_FACTS
    assert all(re.search(r"\((?:exhibit \d+: )?[^()]+, (?:page|row|rows) [\d, toand]+\)\.$", s.text) for s in facts)
    assert letter.sentences[-1].kind is SentenceKind.ATTACHMENTS


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_but_the_list_of_attachments_names_facts_of_the_brief(name: str) -> None:
    letter = draft_of(name)
    for sentence in letter.sentences:
        assert sentence.facts or sentence.kind is SentenceKind.ATTACHMENTS
        assert all(letter.brief.fact(n) for n in sentence.facts)


@pytest.mark.parametrize("name", NAMES)
def test_a_brief_is_the_same_there_and_back_and_tells_nothing_of_the_house(name: str) -> None:
    brief = brief_of(matter(name))
    assert Brief.from_json(brief.to_json()) == brief
    assert Brief.from_json(brief.to_json()).hash == brief.hash
    assert [f.number for f in brief.facts] == list(range(1, len(brief.facts) + 1))
    assert "0.9" not in {f.value for f in brief.facts}  # the judge's confidence


def test_another_fact_is_another_brief() -> None:
    assert len({brief_of(matter(name)).hash for name in NAMES}) == len(NAMES)


def test_a_field_that_is_for_review_is_no_fact() -> None:
    brief = brief_of(matter("shortage_partly"))
    assert not [f for f in brief.facts if f.name == "receiver_name"]


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_read_back_from_its_text_is_the_same_letter(name: str) -> None:
    letter = draft_of(name)
    assert text_of(sentences_in(letter.letter, letter.sentences)) == letter.letter
    assert sentences_in(letter.letter, letter.sentences) == letter.sentences


def test_a_further_dispute_quotes_the_denial_and_says_what_is_new() -> None:
    letter = draft_of("re_dispute").letter
    assert "dispute D-7719023" in letter.split(".", 1)[0]
    assert 'The answer reads: "The POD provided is not legible; your attorney may call us".' in letter
    assert "New in this filing: proof of delivery (exhibit 1: scan_0007.pdf, page 1)." in letter


def test_a_round_after_a_part_was_granted_asks_for_the_rest() -> None:
    letter = draft_of("re_dispute_partly").letter
    assert letter.count("USD 300.40") == 2
    assert "500.40 - 200.00 granted before = 300.40." in letter


def test_a_settlement_states_count_totals_evidence_and_share() -> None:
    letter = draft_of("settlement").letter
    assert "3 shortage claims with USD 2700.40 open in all at 50 % of the open total: USD 1350.20" in letter
    assert "2 claims with complete evidence: USD 2400.40 open." in letter
    assert "2700.40 x 0.5 = 1350.20" in letter
