"""Models on golden briefs: the graph of the house writes, the table tells what stood and what fell back, bad replies leave nothing."""

import pytest

from agents.model.choice import Models
from evals.adversarial import BAD_REPLIES
from evals.command import main
from evals.golden_briefs import golden_cases
from evals.narratives import Written, writer_of, written
from evals.tables import drift_report, narratives_report

ENGLISH = tuple(c for c in golden_cases() if c.language == "en" and c.name.startswith("price_discount"))


def one(said: str) -> Written:
    return written(ENGLISH, writer_of(said), Models())[0]


def test_an_approved_narrative_stands_at_once() -> None:
    told = one("stub:good")
    assert told.at_once == told.sentences > 4
    assert (told.revisions, told.replaced, told.template, told.objections) == (0, 0, False, 0)
    assert told.like > 0.8  # what an approved narrative lacks, the house adds
    assert told.cost_micros > 0


def test_wrong_amounts_are_revised_and_then_replaced() -> None:
    told = one("stub:wrong")
    assert told.refused
    assert told.revisions == 2
    assert told.replaced or told.template
    assert told.objections == 0


@pytest.mark.parametrize("behaviour", ["half", "status_400", "garbled"])
def test_a_model_that_answers_nothing_usable_ends_with_the_templates_letter(behaviour: str) -> None:
    told = one(f"stub:{behaviour}")
    assert told.template
    assert told.trouble
    assert told.letter == tuple(ENGLISH[0].frame.house)


@pytest.mark.slow(seconds=4)
@pytest.mark.parametrize("bad", BAD_REPLIES)
def test_of_a_bad_reply_nothing_is_left_in_the_letter(bad: str) -> None:
    told = one(f"stub:bad:{bad}")
    assert told.objections == 0
    assert told.never == ()
    assert told.letter


def test_the_command_prints_its_table_and_the_drift(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["narratives", "--stub", "good", "--cases", "1", "--against", "stub:broken_json"]) == 0
    said = capsys.readouterr().out
    assert "at once" in said
    assert "drift" in said


def test_a_behaviour_or_model_that_nobody_knows_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong, why in ((["--stub", "brilliant"], "does not behave"), (["--model", "no-such-model"], "no model is called no-such-model")):
        with pytest.raises(SystemExit):
            main(["narratives", *wrong])
        assert why in capsys.readouterr().err


def test_the_reports_hold_every_case() -> None:
    told = [one("stub:good")]
    assert ENGLISH[0].name in narratives_report("x", told)
    assert "1.00" in drift_report(told, told)
