"""The verifier measured: no falsehood passes, and true sentences in other words are neither refused nor left unchecked too often."""

from collections import Counter

import pytest

from cases.letters.sentences import Sentence
from cases.letters.verifier import verify
from evals.cases_at_hand import MATTERS, audited_cases, matters_at_hand
from evals.command import main
from evals.verifying import REFUSED_AT_MOST, UNVERIFIABLE_AT_MOST, Verdict, measure


def test_of_two_hundred_falsehoods_none_passes_as_verified() -> None:
    measured = measure(matters_at_hand([51]), ["en"], per_operator=8, most_true=150)
    falsehoods = [h for h in measured.held if h.operator]
    assert len(falsehoods) >= 200
    assert [(h.operator, h.text, h.facts) for h in measured.passed] == []


def test_sentences_held_together_get_the_verdicts_that_they_get_alone() -> None:
    cases = matters_at_hand([52])[:2]
    together = measure(cases, ["en"], per_operator=1, most_true=25)
    by_name = {c.name: c for c in cases}
    for held in together.held:
        case = by_name[held.case]
        alone = verify([Sentence(held.text, held.facts)], case.brief, case.situation("en"))
        refused, unverifiable = ([r for r in told if r.sentence == 0] for told in (alone.objections, alone.unverifiable))
        assert held.verdict is (Verdict.REFUSED if refused else Verdict.UNVERIFIABLE if unverifiable else Verdict.PASSED), held.text


@pytest.mark.slow(seconds=50)
def test_on_cases_and_wording_held_out_the_bounds_hold() -> None:
    """Issue 5: of at least 1,000 falsehoods none passes; of 500 true sentences at most 3 % are refused and 15 % not checkable.

    Of the held-out suppliers one of each locale, their papers as they are without a scanner: how scans are read is no matter here.
    `python -m evals verifier` takes all of them, as they are read from scans.
    """
    cases = [*audited_cases("us", 9002, scanned=0), *audited_cases("eu", 9003, scanned=0), *matters_at_hand(MATTERS[True])]
    measured = measure(cases, ["en"], held_out=True, per_operator=36, most_true=520)
    told = Counter(bool(h.operator) for h in measured.held)
    assert told[True] >= 1000
    assert told[False] >= 500
    assert [(h.operator, h.text, h.facts) for h in measured.passed] == []
    assert measured.share("en", Verdict.REFUSED) <= REFUSED_AT_MOST
    assert measured.share("en", Verdict.UNVERIFIABLE) <= UNVERIFIABLE_AT_MOST


def test_the_command_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["verifier", "--language", "klingon"])
    assert left.value.code == 2
    assert "choose from" in capsys.readouterr().err
