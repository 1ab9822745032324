"""Co-op and rebates are argued in every language, with what such a letter must contain, and the verifier refuses none of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from cases.filing.exhibits import exhibits_of
from cases.filing.filing_group import Papers, filed_together
from cases.letters.arguments import argued
from cases.letters.brief import Brief, DraftKind
from cases.letters.brief_facts import Matter, brief_of
from cases.letters.drafting import portal_reason, write
from cases.letters.letter_words import languages, words_of
from cases.letters.verifier import Attached, Situation, verify
from evals.cases_at_hand import forbidden
from facts.finding import Finding, Verdict
from matchers.judge import judge
from rules.model import FieldLimit
from tests.letters.rebate_cases import CASES

AS_OF = date(2026, 11, 1)


@cache
def at_hand(name: str) -> tuple[Finding, Brief]:
    folder, reference, rules = CASES[name]
    made = folder()
    finding = next(f for f in judge(made.frames(), rules, AS_OF).findings if f.reference == reference)
    group = filed_together([finding])
    papers = Papers(made.papers)
    exhibits = exhibits_of(group, papers, {})
    reason = portal_reason(group, rules)
    return finding, brief_of(Matter(DraftKind.DISPUTE, group.kind, group.currency, group.amount, group, papers, exhibits, reason))


def letter_on(name: str, language: str = "en") -> str:
    return " ".join(sentence.text for sentence in write(at_hand(name)[1], FieldLimit(), language).sentences)


@pytest.mark.parametrize("name", CASES)
def test_the_conclusion_is_said_in_every_language(name: str) -> None:
    finding, _ = at_hand(name)
    assert finding.verdict is Verdict.DISPUTE, finding.why
    assert [language for language in languages() if language != "en" and not argued(finding.why, words_of(language))] == [], finding.why


@pytest.mark.parametrize("language", languages())
def test_no_sentence_of_the_house_is_refused(language: str) -> None:
    for name in CASES:
        finding, brief = at_hand(name)
        letter = write(brief, FieldLimit(), language)
        situation = Situation(
            language=language,
            today=AS_OF,
            currency=brief.currency,
            asked=Decimal(finding.recoverable_amount),
            deducted=finding.claimed_amount,
            attachments=tuple(Attached(a.name, 1) for a in brief.attachments),
            forbidden=forbidden("amazon_us", language),
        )
        refused = verify(letter.sentences, brief, situation).objections
        assert [(letter.sentences[r.sentence].text, r.message) for r in refused if r.sentence is not None] == [], name


def test_a_letter_on_co_op_names_agreement_rate_base_and_the_split_of_the_difference() -> None:
    said = letter_on("co-op of two effects")
    assert "billed under agreement 55120934" in said
    assert "5 % of net receipts agreed" in said
    assert "received 2026-06-10, 400 of them returned" in said
    assert "200.00 base effect + 250.00 scope effect = 450.00" in said
    assert "5000.00 billed - 4550.00 due by the agreement = 450.00" in said


def test_a_letter_on_a_rebate_names_tier_base_from_gross_to_net_and_earned_against_claimed() -> None:
    said = letter_on("returns that were not netted")
    assert "3 % from 5000.00 on" in said
    assert "6000 sold - 500 sent back = 5500 base" in said
    assert "5500 base x 0.03 rate of the tier reached = 165.00" in said
    assert "180.00 claimed - 165.00 payout = 15.00" in said


def test_a_letter_on_a_short_payment_sets_earned_against_paid() -> None:
    assert "180.00 payout - 120.00 paid = 60.00" in letter_on("a payment that fell short")
