"""The sandbox: whatever a file does to its reader, the next file is read, and the reason is named."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.sandbox import Answer, Limits, Room, Sandbox, Stretch
from extractors.sheet import Sheets
from extractors.wire import parse
from facts.documents import ReadError, ReadErrorCode
from tests.pages import bombs
from tests.pages.papers_made import as_bytes, digital, drawn

TIGHT = Limits(memory=900_000_000, cpu_seconds=3, wall_seconds=25.0)
FIRST = {"first": 1, "count": 8}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def words_of(answer: Answer[bytes] | ReadError) -> list[str]:
    assert isinstance(answer, Answer)
    return [w.text for sheet in Sheets.from_wire(answer.values, answer.blobs).sheets for w in sheet.words]


def test_a_paper_comes_out_as_it_went_in(sandbox: Sandbox) -> None:
    assert "4XK2P9QR" in words_of(sandbox.run("pdf", FIRST, [digital()]))


def test_a_picture_comes_out_with_its_pixels(sandbox: Sandbox) -> None:
    answer = sandbox.run("image", FIRST, [as_bytes(drawn(dpi=100), dpi=100)])
    assert isinstance(answer, Answer)
    (sheet,) = Sheets.from_wire(answer.values, answer.blobs).sheets
    assert sheet.bitmap is not None
    assert sheet.bitmap.pixels.shape == (1100, 850)


@pytest.mark.slow
@pytest.mark.parametrize("name", bombs.ALL)
def test_every_bomb_ends_with_a_reason_and_the_next_file_is_read(sandbox: Sandbox, name: str) -> None:
    answer = sandbox.run("pdf", FIRST, [bombs.ALL[name]()], TIGHT)
    if isinstance(answer, ReadError):
        assert answer.code in {ReadErrorCode.TOO_LARGE, ReadErrorCode.TIMEOUT, ReadErrorCode.CORRUPT}
        assert "split it" in answer.message or "fresh copy" in answer.message
    else:
        assert not words_of(answer)
    assert words_of(sandbox.run("pdf", FIRST, [digital()]))


def test_a_paper_within_a_file_is_read_by_the_child_itself(sandbox: Sandbox, tmp_path: Path) -> None:
    paper = digital()
    path = tmp_path / "stack.bin"
    path.write_bytes(b"before" + paper + b"behind")
    with path.open("rb") as opened:
        assert "4XK2P9QR" in words_of(sandbox.run("pdf", FIRST, Stretch(opened.fileno(), 6, len(paper))))
        cut_off = sandbox.run("pdf", FIRST, Stretch(opened.fileno(), 6, len(paper) + 100))
    assert isinstance(cut_off, ReadError)
    assert cut_off.code is ReadErrorCode.CORRUPT
    assert "4XK2P9QR" in words_of(sandbox.run("pdf", FIRST, [paper]))


@pytest.mark.parametrize("room", [100, 50_000_000])
def test_pixels_come_out_through_shared_memory_or_where_that_is_too_small_through_the_pipe(room: int) -> None:
    picture = as_bytes(drawn(dpi=100), dpi=100)
    with Sandbox(room=room) as own:
        for _ in range(2):
            answer = own.run("image", FIRST, [picture])
            assert isinstance(answer, Answer)
            (sheet,) = Sheets.from_wire(answer.values, answer.blobs).sheets
            assert sheet.bitmap is not None
            assert sheet.bitmap.pixels.shape == (1100, 850)
            answer = own.run("pdf", FIRST, [digital()])
            assert "4XK2P9QR" in words_of(answer)


@pytest.mark.parametrize("sizes", [[-1, 5], [4, 5], [9]])
def test_blobs_that_do_not_fit_their_room_are_refused(sizes: list[int]) -> None:
    room = Room(8)
    with pytest.raises(ValueError, match="beyond their room"):
        room.taken(sizes, lambda file, size: file.read(size))
    room.close()


def test_time_is_up_by_the_clock_on_the_wall(sandbox: Sandbox) -> None:
    started = time.monotonic()
    answer = sandbox.run("pdf", FIRST, [bombs.forms_in_forms()], Limits(wall_seconds=0.5))
    assert isinstance(answer, ReadError)
    assert answer.code is ReadErrorCode.TIMEOUT
    assert time.monotonic() - started < 10


def test_an_answer_beyond_its_limit_is_cut_off(sandbox: Sandbox) -> None:
    answer = sandbox.run("image", FIRST, [as_bytes(drawn(dpi=100), dpi=100)], Limits(answer=10_000))
    assert isinstance(answer, ReadError)
    assert answer.code is ReadErrorCode.TOO_LARGE


@pytest.mark.slow
def test_a_server_that_is_gone_is_started_again(sandbox: Sandbox) -> None:
    assert words_of(sandbox.run("pdf", FIRST, [digital()]))
    assert sandbox._line is not None
    assert sandbox._line.process is not None
    sandbox._line.process.kill()
    sandbox._line.process.wait()
    assert words_of(sandbox.run("pdf", FIRST, [digital()]))


def test_a_child_costs_little(sandbox: Sandbox) -> None:
    sandbox.run("edi", {"name": "x"}, [b"nothing"])
    started = time.perf_counter()
    for _ in range(10):
        sandbox.run("edi", {"name": "x"}, [b"nothing"])
    assert (time.perf_counter() - started) / 10 < 0.5


def test_nothing_is_left_running() -> None:
    own = Sandbox()
    own.run("edi", {"name": "x"}, [b"nothing"])
    assert own._line is not None
    assert own._line.process is not None
    number = own._line.process.pid
    own.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.parametrize("payload", [b"", b"\x00" * 7, b"\xff" * 8 + b"{}", b"\x00" * 7 + b"\x02{}", b"\x00" * 7 + b"\x30{}"])
def test_an_answer_that_is_no_answer_is_refused(payload: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse(payload)
