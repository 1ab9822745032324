"""Sandboxes that share one start: each serves for itself, and nothing is left of them."""

from __future__ import annotations

import os

import pytest

from extractors.sandbox import Answer, Limits
from extractors.table_boxes import TableBoxes
from facts.documents import ReadError, ReadErrorCode

SHEET = b"ASIN,GTIN,Title,Case Pack\nB0D774FRQ8,,Towel bar,6\n"


@pytest.mark.slow(seconds=4)
def test_a_box_that_ends_badly_takes_none_of_the_others_with_it() -> None:
    with TableBoxes(2) as boxes:
        one, other = boxes.boxes
        failed = one.run("tables", {"name": "a.csv"}, [SHEET], Limits(answer=1))
        assert isinstance(failed, ReadError)
        one.close()
        assert isinstance(other.run("tables", {"name": "a.csv"}, [SHEET]), Answer)
        assert isinstance(one.run("tables", {"name": "a.csv"}, [SHEET]), Answer), "it starts a server of its own"


def test_the_clock_runs_for_each_box() -> None:
    with TableBoxes(2) as boxes:
        for box in boxes.boxes:
            answer = box.run("tables", {"name": "a.csv"}, [SHEET], Limits(wall_seconds=0.0))
            assert isinstance(answer, ReadError)
            assert answer.code is ReadErrorCode.TIMEOUT


def test_nothing_is_left_running() -> None:
    boxes = TableBoxes(2)
    number = boxes._process.pid
    boxes.close()
    boxes.close()
    with pytest.raises(ProcessLookupError):
        os.killpg(number, 0)
