"""A backup holds the ledger of one moment; restored elsewhere it is the same, from either database into either."""

import contextlib
import gzip
import io
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.archive import UnusableArchiveError
from ledger.backup import NOT_CARRIED, back_up
from ledger.database import open_engine, open_sessions
from ledger.files import ObjectFiles, open_files
from ledger.journal import broken_links, record
from ledger.migrating import upgrade
from ledger.models import Document, Row, Supplier
from ledger.restore import TargetNotEmptyError, restore
from ledger.search import find, put
from tests.databases import Databases
from tests.operation.filled import EVERY, content, count, everything, fill

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> ObjectFiles:
    return open_files(str(tmp_path / "files"))


@pytest.fixture
def filled(tmp_path: Path, databases: Databases, files: ObjectFiles) -> str:
    """A SQLite ledger with something in every table."""
    shutil.copyfile(databases.sqlite_template, tmp_path / "filled.sqlite")
    url = f"sqlite:///{tmp_path / 'filled.sqlite'}"
    fill(url, files)
    return url


def archive_of(url: str, files: ObjectFiles) -> bytes:
    engine = open_engine(url)
    out = io.BytesIO()
    back_up(engine, files, out, now=NOW)
    engine.dispose()
    return out.getvalue()


def rows_of(url: str) -> object:
    engine = open_engine(url)
    found = everything(engine, NOT_CARRIED)
    engine.dispose()
    return found


@contextlib.contextmanager
def target(kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'target.sqlite'}"
    else:
        with databases.bare_postgresql() as url:
            yield url


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_every_row_and_file_comes_out_as_it_went_in(
    kind: str, filled: str, files: ObjectFiles, databases: Databases, tmp_path: Path
) -> None:
    archive = archive_of(filled, files)
    elsewhere = open_files(str(tmp_path / "elsewhere"))
    with target(kind, databases, tmp_path) as url:
        restored = restore(url, elsewhere, io.BytesIO(archive))
        assert rows_of(url) == rows_of(filled)
        assert restored.files == EVERY
        assert restored.made_at == NOW
        assert sorted(elsewhere.hashes()) == sorted(files.hashes())
        engine = open_engine(url)
        assert [count(engine, name) for name in sorted(NOT_CARRIED)] == [0] * len(NOT_CARRIED)
        engine.dispose()
        assert archive_of(url, elsewhere) == archive, "a backup of what was restored is the same, byte for byte"


@pytest.mark.slow
def test_from_postgresql_back_to_sqlite(filled: str, files: ObjectFiles, databases: Databases, tmp_path: Path) -> None:
    with databases.bare_postgresql() as middle:
        restore(middle, files, io.BytesIO(archive_of(filled, files)))
        back = f"sqlite:///{tmp_path / 'back.sqlite'}"
        restore(back, files, io.BytesIO(archive_of(middle, files)))
        assert rows_of(back) == rows_of(filled)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_life_goes_on_after_a_restore(kind: str, filled: str, files: ObjectFiles, databases: Databases, tmp_path: Path) -> None:
    with target(kind, databases, tmp_path) as url:
        restore(url, files, io.BytesIO(archive_of(filled, files)))
        engine = open_engine(url)
        with open_sessions(engine).begin() as session:
            added = Supplier(name="Next", slug="next", created_at=NOW)
            session.add(added)
            session.flush()
            assert added.id == EVERY + 1
            put(session, added.id, "case", 77, "found after the restore")
            record(session, supplier_id=added.id, actor="ana", now=NOW, action="made", noun="supplier", noun_id=added.id)
            assert [hit.noun_id for hit in find(session, "after the restore").hits] == [77]
        with open_sessions(engine)() as session:
            session.add(Document(supplier_id=999, sha256="f" * 64, size=1, name="x", received_at=NOW, received_by="ana"))
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                session.flush()
        engine.dispose()


def test_jobs_log_ins_and_answers_stay_where_they_were() -> None:
    assert set(Row.metadata.tables) >= NOT_CARRIED


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_only_an_empty_database_is_filled(kind: str, filled: str, files: ObjectFiles, databases: Databases, tmp_path: Path) -> None:
    archive = archive_of(filled, files)
    with target(kind, databases, tmp_path) as url:
        upgrade(url)
        restore(url, files, io.BytesIO(archive))
        with pytest.raises(TargetNotEmptyError):
            restore(url, files, io.BytesIO(archive))
        assert rows_of(url) == rows_of(filled)


def changed(archive: bytes, name: str, to: bytes | None) -> bytes:
    """The archive with one member changed or left out."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as before, tarfile.open(fileobj=out, mode="w:gz") as after:
        for entry in before:
            held = before.extractfile(entry)
            assert held is not None
            said = held.read()
            if entry.name.startswith(name):
                if to is None:
                    continue
                said = to
            entry.size = len(said)
            after.addfile(entry, io.BytesIO(said))
    return out.getvalue()


OTHER_WORDS = b'{"id":1,"noun":"case","noun_id":1,"supplier_id":1,"text":"x"}\n'
FROM_TOMORROW = b'{"format":1,"revision":"9999","made_at":"2026-01-01T00:00:00+00:00"}'
DAMAGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "cut in the middle": ("damaged", lambda archive: archive[: len(archive) // 2]),
    "cut at its start": ("damaged", lambda archive: archive[:100]),
    "empty": ("no backup|damaged", lambda _: b""),
    "another kind of file": ("no backup", lambda _: b"something else altogether"),
    "packed nonsense": ("no backup", lambda _: gzip.compress(b"x" * 2000)),
    "without manifest": ("manifest is missing", lambda archive: changed(archive, "manifest.json", None)),
    "without a table": ("table supplier was changed", lambda archive: changed(archive, "tables/supplier/", None)),
    "with other rows": ("table search_entry was changed", lambda archive: changed(archive, "tables/search_entry/", OTHER_WORDS)),
    "with another file": ("file .* was changed", lambda archive: changed(archive, "files/", b"other bytes")),
    "of another form": ("form 2", lambda archive: changed(archive, "recoup-backup.json", b'{"format":2}')),
    "of a newer version": ("newer version", lambda archive: changed(archive, "recoup-backup.json", FROM_TOMORROW)),
    "with an empty manifest": ("damaged", lambda archive: changed(archive, "manifest.json", b"{}")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused_and_nothing_is_left(damage: str, filled: str, files: ObjectFiles, tmp_path: Path) -> None:
    message, done_to = DAMAGES[damage]
    url = f"sqlite:///{tmp_path / 'target.sqlite'}"
    with pytest.raises(UnusableArchiveError, match=message):
        restore(url, files, io.BytesIO(done_to(archive_of(filled, files))))
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'supplier'")).scalar_one() == 0
    engine.dispose()


def test_an_older_backup_is_brought_to_the_newest_form(tmp_path: Path, files: ObjectFiles) -> None:
    old = f"sqlite:///{tmp_path / 'old.sqlite'}"
    upgrade(old)
    engine = open_engine(old)
    with open_sessions(engine).begin() as session:
        supplier = Supplier(name="Haldane", slug="haldane", created_at=NOW)
        session.add(supplier)
        session.flush()
        put(session, supplier.id, "case", 1, "INV10482SC")
    engine.dispose()
    archive = changed(archive_of(old, files), "recoup-backup.json", b'{"format":1,"revision":"0001","made_at":"2026-01-01T00:00:00+00:00"}')
    url = f"sqlite:///{tmp_path / 'target.sqlite'}"
    restore(url, files, io.BytesIO(archive))
    engine = open_engine(url)
    with open_sessions(engine)() as session:
        assert [hit.noun_id for hit in find(session, "10482").hits] == [1]
    engine.dispose()


def test_a_missing_file_is_named_and_the_rest_is_kept(filled: str, files: ObjectFiles, tmp_path: Path) -> None:
    (gone, *_) = [sha for sha in files.hashes() if files.get(sha) == content(2)]
    files.delete(gone)
    engine = open_engine(filled)
    out = io.BytesIO()
    assert back_up(engine, files, out, now=NOW).missing == (gone,)
    engine.dispose()
    out.seek(0)
    restored = restore(f"sqlite:///{tmp_path / 'target.sqlite'}", open_files(str(tmp_path / "elsewhere")), out)
    assert restored.missing == (gone,)
    assert restored.files == EVERY - 1


@pytest.mark.both_engines
def test_a_backup_under_load_is_of_one_moment(database_url: str, files: ObjectFiles, tmp_path: Path) -> None:
    """A writer adds a document, its file and a journal entry at a time while backups are made: each backup holds as many of each."""
    engine = open_engine(database_url)
    sessions = open_sessions(engine)
    with sessions.begin() as session:
        supplier = Supplier(name="Haldane", slug="haldane", created_at=NOW)
        session.add(supplier)
        session.flush()
        supplier_id = supplier.id
    stop, written, failures = threading.Event(), [0], []

    def write(session: Session, number: int) -> None:
        sha256 = files.put(f"{database_url} {number}".encode())
        document = Document(supplier_id=supplier_id, sha256=sha256, size=9, name=f"{number}.pdf", received_at=NOW, received_by="ana")
        session.add(document)
        session.flush()
        record(session, supplier_id=supplier_id, actor="ana", now=NOW, action="received", noun="document", noun_id=document.id)

    def keep_writing() -> None:
        try:
            while not stop.is_set():
                with sessions.begin() as session:
                    write(session, written[0])
                written[0] += 1
        except Exception as error:  # noqa: BLE001 - told by the test below
            failures.append(error)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    archives: list[bytes] = []
    try:
        while len(archives) < 4 and not failures:
            before = written[0]
            archives.append(archive_of(database_url, files))
            while written[0] < before + 5 and not failures:
                stop.wait(0.005)
    finally:
        stop.set()
        writer.join()
    assert failures == []
    engine.dispose()
    sizes = []
    for number, archive in enumerate(archives):
        url = f"sqlite:///{tmp_path / f'{number}.sqlite'}"
        elsewhere = open_files(str(tmp_path / f"files{number}"))
        restore(url, elsewhere, io.BytesIO(archive))
        restored = open_engine(url)
        sizes.append(count(restored, "document"))
        assert count(restored, "journal_entry") == sizes[-1]
        assert len(list(elsewhere.hashes())) == sizes[-1]
        with open_sessions(restored)() as session:
            assert list(broken_links(session, f"supplier:{supplier_id}")) == []
        restored.dispose()
    assert sizes == sorted(set(sizes))
