"""Letters that models wrote: told sentence by sentence, and hardly any of it refused that keeps to the facts."""

from __future__ import annotations

import pytest

from evals.command import main
from evals.folders import LETTERS
from evals.golden_briefs import golden_cases
from evals.letters import held
from evals.verifying import REFUSED_AT_MOST, Verdict


def test_of_what_models_write_in_english_few_sentences_are_refused() -> None:
    told = held([case for case in golden_cases(LETTERS) if case.language == "en"])
    refused = [t for t in told if t.verdict is Verdict.REFUSED]
    assert len(told) > 200
    assert 100 * len(refused) / len(told) <= REFUSED_AT_MOST


def test_the_table_names_each_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "--language", "de", "--shown", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[0] == "de"
