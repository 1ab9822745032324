"""What was read before is not read again, and never passes for what other bytes, other words of a person or other readers would give."""

from pathlib import Path

import pytest

from extractors import kept_readings
from extractors.kept_readings import KeptReadings
from extractors.read import FoundPart, ReaderPool, ReadFile
from extractors.told import NOTHING_TOLD, Told, ToldPaper
from facts.documents import DocumentKind
from ledger.derived import DerivedFiles
from tests.pages.papers_made import digital
from tests.pages.test_read import SHORTAGES, laid_out, zipped


class Counted(DerivedFiles):
    """A store that counts what it gave and what it was given."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.found = self.added = 0

    def get(self, name: str) -> bytes | None:
        content = super().get(name)
        self.found += content is not None
        return content

    def put(self, name: str, content: bytes) -> None:
        super().put(name, content)
        self.added += 1


@pytest.fixture
def store(tmp_path: Path) -> Counted:
    return Counted(tmp_path / "readings")


def readings(store: Counted, paths: list[Path], *, readers: int = 1) -> list[ReadFile]:
    """What the files give, by readers that were not at work before; at the second time none may have to be started."""
    with ReaderPool(1, kept=lambda: KeptReadings(store)) as pool:
        read = list(pool.read(paths[0].parent, paths))
        assert len(pool._workers) == readers
    return read


def told(read: list[ReadFile]) -> list[object]:
    return [(r.reading, [(t.kind, t.frame.to_dicts()) for t in r.tables], r.parts, r.pages, r.said) for r in read]


def test_the_second_time_says_what_the_first_said_and_starts_no_reader(store: Counted, tmp_path: Path) -> None:
    parts = {"claims.csv": SHORTAGES, "proof.pdf": digital(pages=2), "inside.zip": zipped(a_pdf=digital(), b=b"# notes")}
    paths = laid_out(tmp_path, **parts)
    first = readings(store, paths)
    assert told(readings(store, paths, readers=0)) == told(first)
    assert [r.reading.file for r in first][-2:] == ["inside.zip!a.pdf", "inside.zip!b"]
    assert store.added == len(first)


def test_what_was_read_is_known_under_another_name_and_keeps_that_name(store: Counted, tmp_path: Path) -> None:
    readings(store, laid_out(tmp_path, **{"proof.pdf": digital()}))
    (again,) = readings(store, laid_out(tmp_path, **{"copy of the proof.pdf": digital()}), readers=0)
    assert again.reading.file == "copy of the proof.pdf"


def test_bytes_of_what_was_read_before_are_handed_on_all_the_same(store: Counted, tmp_path: Path) -> None:
    paths = laid_out(tmp_path, **{"inside.zip": zipped(a_pdf=digital())})
    readings(store, paths)
    handed: list[bytes] = []
    with ReaderPool(1, kept=lambda: KeptReadings(store)) as pool:
        list(pool.read(tmp_path, paths, keep=handed.append))
        read = pool.read_bytes(paths[0].read_bytes(), "inside.zip", handed.append)
    assert min(handed, key=len) == digital()
    assert [type(part) for part in read.parts] == [FoundPart]
    assert len(handed) == 4


def test_an_answer_that_somebody_touched_is_none(store: Counted, tmp_path: Path) -> None:
    paths = laid_out(tmp_path, **{"claims.csv": SHORTAGES})
    first = readings(store, paths)
    (place,) = (tmp_path / "readings").glob("*/*")
    place.write_bytes(place.read_bytes().replace(b"4XK2P9QR", b"4XK2P9QS"))
    assert told(readings(store, paths)) == told(first)


def test_what_could_not_be_read_is_tried_again(store: Counted, tmp_path: Path) -> None:
    paths = laid_out(tmp_path, **{"broken.pdf": b"%PDF broken"})
    for _ in range(2):
        (read,) = readings(store, paths)
        assert read.reading.error is not None
    assert store.added == 0


def test_what_took_so_long_that_a_page_may_have_run_out_of_its_time_is_tried_again(
    store: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractors.read.LONGEST", 0.0)
    readings(store, laid_out(tmp_path, **{"proof.pdf": digital()}))
    assert store.added == 0


def test_other_words_of_a_person_are_read_anew(store: Counted) -> None:
    with ReaderPool(1, kept=lambda: KeptReadings(store)) as pool:
        for said in (NOTHING_TOLD, Told(kinds=(ToldPaper((1,), DocumentKind.INVOICE),)), NOTHING_TOLD):
            read = pool.read_bytes(digital(), "proof.pdf", told=said)
            assert (read.reading.documents[0].kind is DocumentKind.INVOICE) == bool(said.kinds)
    assert (store.added, store.found) == (2, 1)


def test_other_readers_read_anew(store: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = laid_out(tmp_path, **{"claims.csv": SHORTAGES})
    readings(store, paths)
    monkeypatch.setattr(kept_readings, "reader_version", lambda: "newer")
    kept_readings._who_reads.cache_clear()
    try:
        readings(store, paths)
    finally:
        kept_readings._who_reads.cache_clear()
    assert store.added == 2
