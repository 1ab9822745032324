"""Two readers of one word: what agreement needs, who is believed, and what a person must look at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.ocr.agreement import Votes, core, same_but_for_strokes, settled
from extractors.ocr.second_reader import Reading
from extractors.page import Word
from facts.evidence import Box

HERE = Box(10, 10, 60, 20)


def seen(text: str, confidence: float = 0.9) -> Word:
    return Word(text, HERE, confidence)


def heard(text: str, sure: float = 0.99) -> Reading:
    return Reading(text, (sure,) * len(text), tuple((i + 0.5) / max(1, len(text)) for i in range(len(text))))


def never() -> str:
    raise AssertionError("nobody needed to be asked again")


def unasked() -> Reading:
    raise AssertionError("nobody needed to be asked again")


def test_what_both_read_alike_is_agreed() -> None:
    word = settled(seen("06141411234567895"), heard("06141411234567895"), Votes(unasked, never))
    assert word.agreed
    assert word.confidence > 0.95


def test_signs_around_a_word_do_not_part_two_readers() -> None:
    word = settled(seen("|4XK2P9QR"), heard("4XK2P9QR,"), Votes(unasked, never))
    assert word.agreed


def test_the_second_reader_confirmed_by_the_first_alone_is_agreed_and_the_other_kept() -> None:
    word = settled(seen("4XK2P9QH"), heard("4XK2P9QR"), Votes(lambda: heard("4XK2P9QR"), lambda: "4XK2P9QR"))
    assert (word.text, word.agreed, word.alternative) == ("4XK2P9QR", True, "4XK2P9QH")


def test_the_same_reader_twice_is_no_agreement() -> None:
    word = settled(seen("48"), heard("18"), Votes(lambda: heard("18"), lambda: "4B"))
    assert not word.agreed
    assert (word.text, word.alternative) == ("18", "48")
    assert word.confidence < 0.9


def test_a_look_alike_that_is_not_sure_is_not_agreed_even_by_two() -> None:
    doubtful = Reading("1JF6MPOR", (0.99,) * 6 + (0.6, 0.99), tuple(i / 8 for i in range(8)))
    word = settled(seen("1JF6MPOR"), doubtful, Votes(unasked, never))
    assert not word.agreed


def test_what_only_one_doubtful_reader_saw_is_doubtful() -> None:
    word = settled(seen("wwmm", 0.3), heard("mn", 0.5), Votes(lambda: heard("rn", 0.4), lambda: "~"))
    assert not word.agreed
    assert word.confidence <= 0.6


def test_a_small_l_and_a_great_i_are_told_apart_by_their_neighbour() -> None:
    word = settled(seen("S.a.r.I."), heard("S.a.r.l."), Votes(unasked, never))
    assert (word.text, word.agreed) == ("S.a.r.l.", True)
    assert same_but_for_strokes("GmbH", "GmbI") is None


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12), st.floats(0, 1), st.floats(0, 1))
def test_agreement_always_means_that_two_readers_read_the_same(first: str, second: str, a: float, b: float) -> None:
    word = settled(seen(first, a), heard(second, b), Votes(lambda: heard(second, b), lambda: "something else again"))
    assert 0 <= word.confidence <= 1
    if word.agreed:
        assert core(first) == core(second) or same_but_for_strokes(core(first), core(second)) is not None


@pytest.mark.parametrize(
    "line, words",
    [
        ("B/L No.: 06141411234567895", ["B/L", "No.:", "06141411234567895"]),
        ("提单号：06141416108738055", ["提单号：", "06141416108738055"]),
        ("签收日期：2026-07-01时间：10:37", ["签收日期：", "2026-07-01", "时间：", "10:37"]),
        ("2026年01月01日", ["2026年01月01日"]),
        ("  A   B ", ["A", "B"]),
        ("", []),
    ],
)
def test_a_line_falls_into_words(line: str, words: list[str]) -> None:
    assert [part.text for part in heard(line).words()] == words
