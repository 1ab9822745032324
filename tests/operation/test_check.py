"""The check finds what does not hold, names it, and has no complaint about a sound ledger."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from cases.background.inline_work import InlineWork
from cases.check import Checked, check_files, check_ledger, orphans, remove_orphans
from cases.health import health
from cases.intake.receiving import receive
from ledger.database import for_reading
from ledger.files import ObjectFiles, open_files
from ledger.models import Document
from tests.cases.office import NOW, open_office


@pytest.fixture
def files(tmp_path: Path) -> ObjectFiles:
    return open_files(str(tmp_path / "files"))


@pytest.fixture
def ledger(sessions: sessionmaker[Session], files: ObjectFiles) -> sessionmaker[Session]:
    """A supplier with a filed case and a document that waits for its reading."""
    with sessions.begin() as session:
        office = open_office(session)
        steps = [
            {"id": "units", "label": "units in dispute", "value": "120"},
            {"id": "unit_cost", "label": "unit cost", "value": "4.17"},
            {"id": "recoverable_amount", "label": "to recover", "value": "500.40", "formula": "round(units * unit_cost, 2)"},
        ]
        office.filed(office.case({"calculation": steps}))
        receive(
            session,
            files,
            InlineWork(),
            supplier_id=office.supplier.id,
            account_id=office.account.id,
            path="pods/1.pdf",
            content=b"%PDF-1.4 a proof",
            via="upload",
            actor="ana",
            now=NOW,
        )
        session.execute(text("UPDATE alembic_version SET version_num = version_num"))
    return sessions


def found(sessions: sessionmaker[Session], files: ObjectFiles) -> dict[str, Checked]:
    reading = for_reading(sessions)
    return {c.name: c for c in [*check_ledger(reading), check_files(reading, files)]}


@pytest.mark.both_engines
def test_a_sound_ledger_is_sound(ledger: sessionmaker[Session], files: ObjectFiles) -> None:
    checks = found(ledger, files)
    assert {name: c.problems for name, c in checks.items() if not c.sound} == {}
    assert checks["calculations"].looked_at == 1
    assert checks["files"].looked_at == 1


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "check, damage, said",
    [
        ("journal", "UPDATE journal_entry SET actor = 'bob' WHERE sequence = 2", "changed after it was written"),
        ("sums of cases", "UPDATE case_file SET open_minor = open_minor + 1", "open shows 50041, its parts come to 50040"),
        ("calculations", "UPDATE finding SET recoverable_minor = 50041", "ends with 500.40, its amount is 500.41"),
        ("amounts", "UPDATE filing SET currency = 'us'", "filing row 1: its amounts have no currency"),
        ("documents", "UPDATE job SET state = 'failed' WHERE kind = 'read'", "waits for a reading that nobody will do"),
        ("documents", "UPDATE document SET state = 'read'", "has no reading"),
        ("files", "UPDATE document SET sha256 = '" + "0" * 64 + "'", "is missing"),
        ("form of the database", "DELETE FROM alembic_version", "recoup migrate"),
    ],
    ids=["journal", "sums", "calculation", "currency", "stuck", "no reading", "file", "form"],
)
def test_what_does_not_hold_is_named(ledger: sessionmaker[Session], files: ObjectFiles, check: str, damage: str, said: str) -> None:
    with ledger.begin() as session:
        session.execute(text(damage))
    wrong = found(ledger, files)[check]
    assert wrong.wrong >= 1
    assert said in wrong.problems[0]


def test_a_file_whose_bytes_changed_shows(ledger: sessionmaker[Session], files: ObjectFiles, tmp_path: Path) -> None:
    (kept,) = files.hashes()
    (tmp_path / "files" / kept[:2] / kept[2:]).write_bytes(b"other bytes")
    assert "other bytes" in found(ledger, files)["files"].problems[0]
    assert check_files(for_reading(ledger), files, contents=False).sound


def test_an_upload_on_its_way_is_no_orphan_to_remove(ledger: sessionmaker[Session], files: ObjectFiles) -> None:
    stray = files.put(b"nobody speaks of this")
    reading = for_reading(ledger)
    assert [o.sha256 for o in orphans(reading, files)] == [stray]
    put_at = max(file.put_at for file in files.kept())
    assert remove_orphans(reading, files, now=put_at + timedelta(hours=1)) == []
    assert [o.sha256 for o in remove_orphans(reading, files, now=put_at + timedelta(days=2))] == [stray]
    assert orphans(reading, files) == []
    with reading() as session:
        assert files.has(session.query(Document.sha256).scalar() or "")


@pytest.mark.both_engines
def test_the_house_is_ready_when_database_and_files_answer(ledger: sessionmaker[Session], files: ObjectFiles) -> None:
    seen = health(for_reading(ledger), files, now=NOW + timedelta(minutes=5))
    assert seen.ready
    assert seen.workers == 0
    assert seen.waiting >= 1
    assert seen.waiting_for == timedelta(minutes=5)
    assert list(orphans(for_reading(ledger), files)) == []


def test_a_database_that_is_behind_is_not_ready(ledger: sessionmaker[Session], files: ObjectFiles) -> None:
    with ledger.begin() as session:
        session.execute(text("DELETE FROM alembic_version"))
    seen = health(for_reading(ledger), files, now=datetime(2026, 11, 3, tzinfo=UTC))
    assert (seen.database, seen.migrated, seen.ready) == (True, False, False)
