"""Bringing two readings of a line of Chinese together, with readers of ours that see what the test says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.engine import NoRecogniser
from extractors.ocr.order import in_reading_order
from extractors.ocr.reconcile import Eyes, reconciled
from extractors.ocr.second_reader import Reading
from extractors.page import Word
from facts.evidence import Box

LINE = Box(10, 100, 130, 110)


class Second:
    """A second reader that says one line, however often it is asked; `faint` is how sure it is of the last letter."""

    def __init__(self, line: str, faint: float = 0.99) -> None:
        self._line, self._faint = line, faint

    def read(self, crop: Pixels, *, wide: bool = False) -> Reading:
        assert crop.size
        assert wide
        length = len(self._line)
        return Reading(self._line, (*(0.99,) * (length - 1), self._faint), tuple((i + 0.5) / length for i in range(length)))


class First(NoRecogniser):
    """A first reader that makes nothing of a crop."""

    def words(self, bitmap: Bitmap, languages: Sequence[str], *, line: bool = False) -> list[Word]:
        del bitmap, languages, line
        return []


def read(words: Sequence[Word], second: Second) -> list[str]:
    page = Bitmap(np.full((1100, 850), 255, np.uint8), 100)
    found = in_reading_order(reconciled(words, [LINE], Eyes(page, First(), second, ("chi_sim", "eng"), wide=True)))
    return [word.text for word in found]


def spread(text: str, *, blanks: dict[int, float] | None = None) -> list[Word]:
    """The characters of a text as words of their own, ten points each; `blanks` are points before a character."""
    words, left = [], 10.0
    for index, character in enumerate(text):
        left += (blanks or {}).get(index, 0.0)
        words.append(Word(character, Box(left, 101, left + 9, 109), 0.95))
        left += 10
    return words


def test_a_character_that_the_first_reader_left_out_is_read() -> None:
    assert read(spread("送货址"), Second("送货地址")) == ["送货地址"]


def test_a_line_that_the_first_reader_missed_is_read_though_one_character_of_it_is_strange() -> None:
    assert read([], Second("中山市欧朗照明科技股份有限公司", faint=0.5)) == ["中山市欧朗照明科技股份有限公司"]


@pytest.mark.parametrize("blank, wanted", [(6.0, ["送货单", "72551"]), (0.0, ["送货单72551"])])
def test_a_blank_parts_a_title_from_the_number_behind_it(blank: float, wanted: list[str]) -> None:
    assert read(spread("送货单72551", blanks={3: blank}), Second("送货单72551")) == wanted


def test_characters_of_one_word_stay_together_however_wide_they_are_set() -> None:
    assert read(spread("付款通知", blanks={1: 4.0, 2: 4.0, 3: 4.0}), Second("付款通知")) == ["付款通知"]


@pytest.mark.parametrize(
    "line, wanted",
    [("2026-72551日期", ["2026-72551", "日期"]), ("2026年5月14日", ["2026年5月14日"]), ("工业园6栋", ["工业园6栋"])],
)
def test_a_label_behind_a_number_is_a_word_of_its_own_and_a_unit_is_not(line: str, wanted: list[str]) -> None:
    assert [part.text for part in Second(line).read(np.ones((9, 9), np.uint8), wide=True).words()] == wanted
