"""Bringing two readings of a page together, with readers of ours that see what the test says."""

from collections.abc import Sequence

import numpy as np
import pytest

from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.engine import NoRecogniser
from extractors.ocr.missed import missed_figures
from extractors.ocr.order import in_reading_order, without_doubles
from extractors.ocr.reconcile import Eyes, apart, reconciled, with_capital
from extractors.ocr.second_reader import Reading
from extractors.page import Word
from facts.evidence import Box

LINE = Box(10, 100, 310, 114)


class SaidBefore:
    """A second reader that says what the test put into its mouth: the line first, single words after it."""

    def __init__(self, line: str, *alone: str, sure: float = 0.99) -> None:
        self._sayings = [line, *alone]
        self._sure = sure

    def read(self, crop: Pixels, *, wide: bool = False) -> Reading:
        assert crop.size
        assert not wide
        text = self._sayings.pop(0) if self._sayings else ""
        return Reading(text, (self._sure,) * len(text), tuple((i + 0.5) / max(1, len(text)) for i in range(len(text))))


class FirstAlone(NoRecogniser):
    """A first reader that, asked about a crop, says what the test says."""

    def __init__(self, *sayings: str) -> None:
        self._sayings = list(sayings)

    def words(self, bitmap: Bitmap, languages: Sequence[str], *, line: bool = False) -> list[Word]:
        assert line
        assert languages
        said = self._sayings.pop(0) if self._sayings else ""
        return [Word(part, Box(0, 0, bitmap.width * bitmap.points, 10), 0.9) for part in said.split()]


def eyes(second: SaidBefore, first: NoRecogniser | None = None) -> Eyes:
    page = Bitmap(np.full((1100, 850), 255, np.uint8), 100)
    return Eyes(page, first or FirstAlone(), second, ("eng",))


def word(text: str, x0: float, x1: float, confidence: float = 0.95) -> Word:
    return Word(text, Box(x0, 102, x1, 112), confidence)


def read(words: list[Word], looking: Eyes) -> list[Word]:
    return list(in_reading_order(reconciled(words, [LINE], looking)))


def test_a_line_read_alike_is_agreed_word_by_word() -> None:
    text = "PRO number 660045595 carrier"
    width = 300 / len(text)
    words = [word(w, 10 + width * text.index(w), 10 + width * (text.index(w) + len(w))) for w in text.split()]
    found = read(words, eyes(SaidBefore(text)))
    assert [w.text for w in found] == text.split()
    assert all(w.agreed for w in found)


def test_a_figure_the_first_reader_missed_is_found() -> None:
    found = read([word("Cartons", 10, 80)], eyes(SaidBefore("Cartons           17"), FirstAlone("17")))
    assert [(w.text, w.agreed) for w in found] == [("Cartons", True), ("17", True)]
    assert found[1].box.x0 > 200


def test_what_nobody_confirms_is_kept_but_not_agreed() -> None:
    found = read([word("Cartons", 10, 80)], eyes(SaidBefore("Cartons           17"), FirstAlone("")))
    assert [(w.text, w.agreed) for w in found] == [("Cartons", True), ("17", False)]


def test_a_number_cut_in_two_is_one_number() -> None:
    found = read([word("0614141866", 10, 186), word("7545402", 187, 310)], eyes(SaidBefore("06141418667545402")))
    assert [(w.text, w.agreed) for w in found] == [("06141418667545402", True)]
    assert found[0].box.x1 >= 310


def test_two_words_are_not_glued_because_the_second_reader_saw_no_space() -> None:
    found = read([word("SHIP", 10, 150), word("TO", 170, 310)], eyes(SaidBefore("SHIPTO")))
    assert [w.text for w in found] == ["SHIP", "TO"]


def test_a_number_whose_end_was_lost_is_completed() -> None:
    found = read([word("1", 10, 50)], eyes(SaidBefore("1351930", "1351930"), FirstAlone("1351930")))
    assert [(w.text, w.agreed) for w in found] == [("1351930", True)]
    assert found[0].box.width > 200


def test_a_word_glued_by_the_first_reader_is_cut_where_the_second_saw_a_space() -> None:
    found = read([word("PRO:660045595", 10, 310)], eyes(SaidBefore("PRO: 660045595")))
    assert [w.text for w in found] == ["PRO:", "660045595"]


def test_a_clear_line_of_prose_costs_no_second_reading() -> None:
    prose = ["claims", "are", "filed", "in", "writing"]
    words = [word(text, 10 + 60 * i, 66 + 60 * i, 0.96) for i, text in enumerate(prose)]
    found = read(words, eyes(SaidBefore("must not be read")))
    assert [w.text for w in found] == prose


def test_a_label_and_its_figure_are_apart() -> None:
    assert [w.text for w in apart(word("PRO:660045595", 10, 140))] == ["PRO:", "660045595"]
    assert [w.text for w in apart(word("12:30", 10, 60))] == ["12:30"]
    assert [w.text for w in apart(word("4XK2P9QR", 10, 60))] == ["4XK2P9QR"]


def test_words_are_read_by_lines_whatever_block_they_were_found_in() -> None:
    right = [Word("right", Box(300, 100 + 20 * i, 340, 110 + 20 * i)) for i in range(3)]
    left = [Word("left", Box(50, 101 + 20 * i, 90, 111 + 20 * i)) for i in range(3)]
    assert [w.text for w in in_reading_order([*right, *left])] == ["left", "right"] * 3


def test_a_place_is_read_once() -> None:
    assert without_doubles([word("17", 10, 30, 0.5), word("11", 11, 30, 0.9)]) == [word("11", 11, 30, 0.9)]


def test_a_lone_figure_that_nobody_was_shown_is_read_where_both_see_it_alike() -> None:
    place = Box(200, 100, 206, 110)
    assert [(w.text, w.agreed) for w in missed_figures([place], eyes(SaidBefore("7"), FirstAlone("7")))] == [("7", True)]
    assert not missed_figures([place], eyes(SaidBefore("7"), FirstAlone("1"))), "the two differ"
    assert not missed_figures([place], eyes(SaidBefore("7", sure=0.7), FirstAlone("7"))), "one is not sure"
    assert not missed_figures([place], eyes(SaidBefore("on"), FirstAlone("on"))), "no figure"
    assert not missed_figures([Box(200, 100, 202, 110)], eyes(SaidBefore("7"), FirstAlone("7"))), "too slim"
    (one,) = missed_figures([place], eyes(SaidBefore("1"), FirstAlone("1")))
    assert not one.agreed, "the end of a line looks like it"


def test_on_a_dirty_page_no_figure_is_looked_for() -> None:
    places = [Box(200, 20 * n, 206, 20 * n + 10) for n in range(61)]
    assert not missed_figures(places, eyes(SaidBefore(*"7" * 61), FirstAlone(*"7" * 61)))


@pytest.mark.parametrize(
    "seen, meant",
    [
        ("lronbridge", "Ironbridge"),
        ("lnc.", "Inc."),
        ("ltaly", "Italy"),
        ("lbs", "lbs"),
        ("ltda", "ltda"),
        ("livré", "livré"),
        ("Ibs", "lbs"),
        ("(Ib)", "(lb)"),
        ("Ibis", "Ibis"),
    ],
)
def test_a_small_l_before_a_consonant_begins_no_word_but_an_abbreviation(seen: str, meant: str) -> None:
    assert with_capital(Word(seen, Box(0, 0, 40, 10))).text == meant
