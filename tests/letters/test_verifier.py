"""A letter with anything in it that its facts do not say is never ready (domain.md, test 23)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.letters.sentences import Sentence, SentenceKind
from cases.letters.verifier import Attached, FieldText, verify
from rules.model import AttachmentLimit, FieldLimit
from tests.letters.drafts import draft_of, objections, situation_of, spoilt, verified
from tests.letters.matters import NAMES


@pytest.mark.parametrize(
    "name, before, after, check",
    [
        # a number, amount, unit or percentage that no cited fact has
        ("shortage", "invoiced 120".capitalize(), "Invoiced 121", "numbers"),
        ("shortage", "120 units in dispute and", "102 units in dispute and", "numbers"),
        ("shortage", "USD 500.40", "USD 504.00", "numbers"),
        ("shortage", "USD 500.40", "USD 5,004.00", "numbers"),
        ("shortage", "received 0", "received none of 7", "numbers"),
        ("shortage", "10 cartons, no exception", "a dozen cartons, no exception", "numbers"),
        ("shortage", "USD 500.40", "EUR 500.40", "currencies"),
        ("shortage", "USD 500.40", "€500.40", "currencies"),
        ("shortage", "for 10 cartons", "for 10 pallets", "units"),
        ("shortage", "the 120 units", "the 120 cartons", "units"),
        ("quick_pay_discount", "2 % within", "3 % within", "numbers"),
        ("quick_pay_discount", "2 % within 30 days", "2 % within 20 days", "numbers"),
        ("settlement", "50 % of", "60 % of", "numbers"),
        # a true number in another's place
        ("shortage", "Invoiced 120, received 0", "Invoiced 0, received 120", "roles"),
        ("shortage_partly", "invoiced 96, received 72", "invoiced 24, received 0", "roles"),
        ("price_claim", "invoice cost 3.92, order cost 3.73", "invoice cost 3.73, order cost 3.92", "roles"),
        ("shortage_partly", "9 cartons, 1 of them", "1 cartons, 9 of them", "in_their_places"),
        # sums that do not come out
        ("shortage", "x 12 units per carton", "x 10 units per carton", "sums"),
        ("shortage_partly", "100.08 + 60.00", "60.00 + 60.00", "sums"),
        ("re_dispute_partly", "500.40 - 200.00", "300.40 - 200.00", "sums"),
        # days
        ("shortage", "delivered 2026-08-12", "delivered 2026-08-21", "days"),
        ("shortage", "delivered 2026-08-12", "delivered 12 September 2026", "days"),
        ("shortage", "delivered 2026-08-12", "delivered 2026-02-30", "days"),
        ("re_dispute", "filed on 2026-09-20 and denied on 2026-10-12", "filed on 2026-10-12 and denied on 2026-09-20", "days"),
        # identifiers and names
        ("shortage", "INV10482SC (", "INV10428SC (", "identifiers"),
        ("shortage", "purchase order 4XK2P9QR", "purchase order 7HPQAF32", "identifiers"),
        ("shortage", "BOL 06141411234567890", "BOL 06141411234567980", "numbers"),
        ("shortage", "PRO 176187491", "PRO 176187941", "numbers"),
        ("shortage", "scan_0007.pdf", "scan_0008.pdf", "identifiers"),
        ("re_dispute", "D-7719023", "D-7719032", "identifiers"),
        ("shortage", "received by J. Smith", "received by K. Brandt", "names"),
        # places
        ("shortage", "row 14", "row 15", "places"),
        ("shortage", "exhibit 1: scan_0007.pdf, page 1", "exhibit 1: scan_0007.pdf, page 2", "places"),
        ("shortage", "exhibit 2: PL", "exhibit 1: PL", "places"),
        ("shortage_partly", "rows 20 to 21", "rows 20 to 22", "places"),
        ("duplicate", "rows 72 to 73", "rows 72 to 72", "places"),
        # assertions and denials
        ("duplicate", "which was not given back", "which was given back", "assertions"),
        ("shortage", "no exception", "exception", "assertions"),
        ("shortage", "is signed for", "is not signed for", "assertions"),
        ("price_claim", "before the order", "after the order", "assertions"),
        ("re_dispute", "denied on", "granted on", "assertions"),
        ("shortage_partly", "2026-08-12: B0ABCDEF12", "2026-08-12, signed: B0ABCDEF12", "assertions"),
        ("price_claim", "Please compare", "As agreed, please compare", "assertions"),
        ("settlement", "1 claim with weak evidence", "1 claim with complete evidence", "assertions"),
        # quotations, and what is not said in a letter
        ("re_dispute", "not legible", "legible", "quotations"),
        ("shortage", "Please receive", "Unless you repay we take legal action. Please receive", "forbidden"),
        ("shortage", "Please receive", "Your team failed. Please receive", "forbidden"),
        ("shortage", "Please receive", "Our confidence is high. Please receive", "forbidden"),
        # the list of attachments
        ("price_claim", "2 02_cited_rows.csv", "2 02_photo.jpg", "attachment_list"),
        ("shortage", "exhibits 1 to 3", "exhibits 1 to 4", "attachment_list"),
    ],
)
def test_a_letter_that_says_what_its_facts_do_not_is_refused(name: str, before: str, after: str, check: str) -> None:
    found = spoilt(name, before, after)
    assert check in objections(found), [r.message for r in found.objections]
    assert not found.passed


@pytest.mark.parametrize(
    "name, before, after, check",
    [
        ("shortage", "USD 500,40", "USD 504,00", "numbers"),
        ("shortage", "10 Kartons quittiert;", "10 Paletten quittiert;", "units"),
        ("shortage", "; unterschrieben", "; nicht unterschrieben", "assertions"),
        ("shortage", "; unterschrieben", "; ohne Vorbehalt gestempelt", "assertions"),
        ("re_dispute", "abgelehnt am", "anerkannt am", "assertions"),
        ("shortage", "Bitte buchen", "Andernfalls Klage. Bitte buchen", "forbidden"),
    ],
)
def test_a_german_letter_is_held_to_the_same(name: str, before: str, after: str, check: str) -> None:
    assert check in objections(spoilt(name, before, after, "de"))


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("shortage", "USD 500.40", "$500.40"),
        ("shortage", "USD 500.40", "500.40 USD"),
        ("coop", "USD 900.00", "USD 900"),
        ("coop", "5450.00", "5,450.00"),
        ("shortage", "delivered 2026-08-12", "delivered 12 August 2026"),
        ("shortage", "delivered 2026-08-12", "delivered Aug 12, 2026"),
        ("shortage", "delivered 2026-08-12", "delivered 08/12/2026"),
        ("shortage", "for 10 cartons", "for ten cartons"),
        ("quick_pay_discount", "2 % within", "2 percent within"),
        ("shortage", "Please receive the 120 units in dispute and reverse", "Please receive the units in dispute and repay"),
        ("shortage", "Please receive", "Please also receive"),
    ],
)
def test_another_spelling_of_the_same_is_as_good(name: str, before: str, after: str) -> None:
    found = spoilt(name, before, after)
    assert [r.message for r in (*found.objections, *found.unverifiable)] == []


@pytest.mark.parametrize(
    "words", ["The goods were loaded with care.", "All cartons reached the dock.", "The pallet jack was broken.", "It did not rain."]
)
def test_wording_that_cannot_be_checked_is_shown_and_never_passed_silently(words: str) -> None:
    letter = draft_of("shortage")
    found = verified("shortage", lambda s: s, Sentence(words, letter.sentences[1].facts))
    assert found.objections or found.unverifiable
    assert all(r.sentence == len(letter.sentences) for r in (*found.objections, *found.unverifiable))


def test_a_sentence_that_rests_on_nothing_is_refused() -> None:
    assert objections(verified("shortage", lambda s: s, Sentence("Please find the papers attached.", ()))) == {"citations"}


def test_a_fact_that_is_not_in_the_brief_is_no_ground() -> None:
    assert "citations" in objections(verified("shortage", lambda s: replace(s, facts=(*s.facts, 999))))


@pytest.mark.parametrize("words", ["Kind regards", "Thank you for your review.", "Facts:", "Dear Sir or Madam,"])
def test_headings_and_courtesies_need_no_fact(words: str) -> None:
    assert verified("shortage", lambda s: s, Sentence(words, ())).passed


def test_calling_a_sentence_a_list_of_attachments_exempts_it_from_nothing() -> None:
    claim = Sentence("Attachments: 1 01_proof_of_delivery_scan_0007_p1.pdf; you owe USD 900.00.", (), SentenceKind.ATTACHMENTS)
    assert "attachment_list" in objections(verified("shortage", lambda s: s, claim))


def test_words_between_quotation_marks_are_anothers_only_if_a_fact_quotes_them() -> None:
    assert "quotations" in objections(verified("shortage", lambda s: s, Sentence('The buyer said "approved".', (1,))))
    assert "forbidden" not in objections(verified("re_dispute"))  # the denial itself speaks of an attorney


def test_a_letter_that_asks_for_another_amount_than_the_brief_is_refused() -> None:
    letter = draft_of("re_dispute_partly")
    granted = next(f for f in letter.brief.facts if f.name == "recoverable")
    asked = verified(
        "re_dispute_partly",
        lambda s: replace(s, text=s.text.replace("USD 300.40", "USD 500.40"), facts=(*s.facts, granted.number)),
    )
    assert "ask" in objections(asked)


def test_a_further_dispute_without_anything_new_is_refused() -> None:
    letter = draft_of("re_dispute")
    dropped = {SentenceKind.NEWS, SentenceKind.HISTORY}
    found = verified("re_dispute", lambda s: Sentence("Kind regards") if s.kind in dropped else s)
    assert [r.check for r in found.objections].count("news") == 2
    assert letter.sentences


@pytest.mark.parametrize(
    "changes, check",
    [
        ({"today": date(2028, 7, 2)}, "window"),
        ({"today": date(2026, 8, 31)}, "window"),
        ({"attempts_left": 0}, "attempts"),
        ({"deducted": Decimal("500.39")}, "within_the_claim"),
        ({"units_asked": Decimal(120), "units_claimed": Decimal(96)}, "within_the_claim"),
        ({"attachments": ()}, "attachments"),
        ({"attachment_limit": AttachmentLimit(files=2)}, "attachments"),
        ({"attachment_limit": AttachmentLimit(largest_bytes=30_000)}, "attachments"),
        ({"attachment_limit": AttachmentLimit(smallest_bytes=50_000)}, "attachments"),
        ({"attachment_limit": AttachmentLimit(types=("pdf",))}, "attachments"),
        ({"fields": (FieldText("Explanation", "x" * 2001, FieldLimit()),)}, "fields"),
        ({"fields": (FieldText("Title", "Fehlmenge für INV1", FieldLimit()),)}, "fields"),
    ],
)
def test_a_true_letter_is_not_ready_where_the_circumstances_forbid_it(changes: dict[str, Any], check: str) -> None:
    assert objections(verified("shortage", **changes)) == {check}


def test_a_paper_that_cannot_be_had_is_named() -> None:
    lost = tuple(Attached(e.name, None) for e in draft_of("shortage").brief.attachments)
    assert objections(verified("shortage", attachments=lost)) == {"attachments"}


def test_what_the_packet_builds_later_may_lack_its_size() -> None:
    made = tuple(Attached(e.name, None, made_later=True) for e in draft_of("shortage").brief.attachments)
    assert verified("shortage", attachments=made).passed


def test_a_letter_beyond_the_wished_length_is_only_remarked() -> None:
    found = verified("shortage", fields=(FieldText("Explanation", "x" * 1001, FieldLimit()),))
    assert found.passed
    assert [r.check for r in found.remarks] == ["fields"]


def test_a_language_without_a_lexicon_is_left_to_a_person_sentence_by_sentence() -> None:
    letter = draft_of("shortage")
    found = verify(letter.sentences, letter.brief, replace(situation_of("shortage"), language="fi"))
    assert {r.sentence for r in found.unverifiable} == set(range(len(letter.sentences)))
    wrong = [replace(s, text=s.text.replace("500.40", "501.40")) for s in letter.sentences]
    assert "numbers" in objections(verify(wrong, letter.brief, replace(situation_of("shortage"), language="fi")))


_DIGITS = [
    (name, place, at)
    for name in NAMES
    for place, sentence in enumerate(draft_of(name).sentences)
    for at, character in enumerate(sentence.text)
    if character.isdigit()
]


@given(st.sampled_from(_DIGITS), st.integers(1, 9))
def test_any_digit_of_any_number_that_is_changed_is_refused(spot: tuple[str, int, int], step: int) -> None:
    name, place, at = spot

    def change(sentence: Sentence) -> Sentence:
        digit = str((int(sentence.text[at]) + step) % 10)
        return replace(sentence, text=sentence.text[:at] + digit + sentence.text[at + 1 :])

    sentences = draft_of(name).sentences
    found = verified(name, lambda s: change(s) if s == sentences[place] else s)
    assert not found.passed, change(sentences[place]).text
