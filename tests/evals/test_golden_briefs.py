"""Golden briefs: every kind of claim and every language is there, and what a person approved stands before the verifier."""

from pathlib import Path

import pytest

from agents.narrative.judging import judge
from agents.narrative.letter import arranged
from cases.letters.brief import DraftKind
from cases.letters.sentences import text_of
from evals.golden_briefs import GoldenCase, GoldenError, golden_cases
from facts.finding import FindingType

NEVER_DISPUTED = {FindingType.PROVISION, FindingType.UNCLASSIFIED}


def test_every_kind_of_claim_letter_and_language_is_there() -> None:
    cases = golden_cases()
    assert len(cases) >= 24
    assert {c.case.brief.claim for c in cases} >= set(FindingType) - NEVER_DISPUTED
    assert {c.case.brief.draft for c in cases} == {DraftKind.DISPUTE, DraftKind.RE_DISPUTE, DraftKind.SETTLEMENT}
    assert {c.language for c in cases} == {"en", "de", "fr", "es", "it", "zh"}


@pytest.mark.parametrize("case", golden_cases(), ids=lambda c: c.name)
def test_what_a_person_approved_is_not_refused(case: GoldenCase) -> None:
    letter = arranged(case.frame, case.narrative)
    judged = judge(case.frame, letter)
    assert [r.message for r in judged.letter] == []
    assert {letter[n].text: [r.message for r in said] for n, said in judged.refused.items()} == {}
    assert len(text_of(letter)) <= case.frame.limit.hard


def test_a_file_that_is_no_golden_brief_is_named(tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text('{"name": "torn"}', encoding="utf-8")
    with pytest.raises(GoldenError, match=r"torn\.json holds no golden brief"):
        golden_cases(tmp_path)
