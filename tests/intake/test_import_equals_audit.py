"""The test that matters most: taking a folder in and judging it equals auditing the folder, finding for finding."""

import io
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases.accounts.rules_of_account import rules_for
from cases.auditing.audit import AuditOrder, audit
from cases.auditing.audit_result import AuditResult
from cases.detection.detecting import detect
from cases.intake.importing import Imported, ImportOrder, import_folder
from cases.letters.casefile import finding_of
from demo.make import make
from extractors.read import ReaderPool
from facts.finding import Finding
from ledger.database import open_engine, open_sessions
from ledger.findings import FindingRow
from ledger.papers import Document, Reading
from matchers.frames import collect
from matchers.judge import judge
from tests.databases import Databases
from tests.intake.office import CLERK, Office, open_office

pytestmark = [pytest.mark.slow(seconds=10), pytest.mark.xdist_group("us-11")]


@dataclass(frozen=True)
class MadeSupplier:
    folder: Path
    as_of: date
    audited: AuditResult


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, pool: ReaderPool) -> MadeSupplier:
    """A made-up supplier and its audit. Its remittances lie in a ZIP, one file is there twice, and some nobody can read."""
    out = tmp_path_factory.mktemp("supplier")
    shop = make(out, seed=11, broken=True)
    folder = out / "files"
    (folder / "copies").mkdir()
    (folder / "copies" / "again.xlsx").write_bytes((folder / "claims" / "shortage_claims.xlsx").read_bytes())
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for path in sorted((folder / "payments").iterdir()):
            archive.writestr(f"paid/{path.name}", path.read_bytes())
            path.unlink()
    (folder / "payments" / "remittances.zip").write_bytes(inner.getvalue())
    return MadeSupplier(folder, shop.as_of, audit(AuditOrder(folder, shop.as_of), pool).result)


def as_told(findings: tuple[Finding, ...]) -> dict[str, dict[str, Any]]:
    return {finding.id: finding.to_json() for finding in findings}


def taken_in(office: Office, folder: Path, as_of: date) -> Imported:
    return import_folder(office.desk, ImportOrder(folder, as_of, CLERK), office.pool)


def found_in_ledger(office: Office, imported: Imported, as_of: date) -> dict[str, dict[str, Any]]:
    findings: list[Finding] = []
    for account in imported.accounts:
        facts = office.facts(account.account_id)
        frames = collect(facts.readings, facts.tables, facts.hidden_payments)
        assert len(facts.papers) == len(frames.papers)
        with office.sessions() as session:
            rules = rules_for(session, account.account_id, as_of)
        findings += judge(frames, rules, as_of).findings
    return as_told(tuple(findings))


def test_importing_and_judging_equals_auditing_finding_for_finding(office: Office, made: MadeSupplier) -> None:
    imported = taken_in(office, made.folder, made.as_of)
    told, expected = found_in_ledger(office, imported, made.as_of), as_told(made.audited.findings)
    assert expected
    assert told == expected
    assert list(told) == list(expected)


def test_importing_and_detecting_equals_auditing_finding_for_finding(office: Office, made: MadeSupplier) -> None:
    """Through the ledger and back: what detection wrote down is what the audit found."""
    (account,) = taken_in(office, made.folder, made.as_of).accounts
    with office.sessions.begin() as session:
        detect(session, office.work, account_id=account.account_id, as_of=made.as_of, now=office.now, actor=CLERK)
    with office.sessions() as session:
        rows = session.scalars(select(FindingRow).where(FindingRow.account_id == account.account_id, FindingRow.gone_at.is_(None)))
        told = as_told(tuple(finding_of(row, account.retailer) for row in rows))
    assert told == as_told(made.audited.findings)


def test_importing_again_and_detecting_changes_no_finding(office: Office, made: MadeSupplier) -> None:
    (account,) = taken_in(office, made.folder, made.as_of).accounts
    for turn in range(2):
        taken_in(office, made.folder, made.as_of)
        with office.sessions.begin() as session:
            detected = detect(
                session, office.work, account_id=account.account_id, as_of=made.as_of, now=office.now, actor=CLERK, everything=bool(turn)
            )
        assert bool(detected.changes) is (turn == 0)
        assert bool(detected.balances) is False


@pytest.mark.both_engines
def test_importing_keeps_every_reading_word_for_word(office: Office, made: MadeSupplier) -> None:
    imported = taken_in(office, made.folder, made.as_of)
    (account,) = imported.accounts
    facts = office.facts(account.account_id)
    audited = {reading.sha256: reading for reading in reversed(made.audited.readings)}
    assert [reading.file for reading in facts.readings] == sorted(
        (r.file for r in audited.values()), key=[r.file for r in made.audited.readings].index
    )
    assert {reading.sha256: reading.to_json() for reading in facts.readings} == {
        sha256: reading.to_json() for sha256, reading in audited.items()
    }


def test_importing_again_changes_nothing(office: Office, made: MadeSupplier) -> None:
    first = taken_in(office, made.folder, made.as_of)
    before = found_in_ledger(office, first, made.as_of)
    again = taken_in(office, made.folder, made.as_of)
    assert (again.new, again.supplier_id, again.accounts) == (0, first.supplier_id, first.accounts)
    assert [f.path for f in again.failed] == [f.path for f in first.failed] != []
    assert found_in_ledger(office, again, made.as_of) == before
    with office.sessions() as session:
        assert len(session.scalars(select(Reading)).all()) == len(session.scalars(select(Document)).all())


def test_uploading_the_files_one_by_one_comes_to_the_same_as_importing_the_folder(office: Office, made: MadeSupplier) -> None:
    """In any order, through jobs: what is judged in the end depends on what came, not on how."""
    account_id = office.account_id
    for path in sorted(made.folder.rglob("*"), reverse=True):
        if path.is_file() and "copies" not in path.parts:
            office.receive(path.relative_to(made.folder).as_posix(), path.read_bytes())
    office.read_all()
    facts = office.facts(account_id)
    other = open_office_beside(office, made)
    (account,) = other.accounts
    imported = office.facts(account.account_id)
    skipped = {"copies/again.xlsx", "claims/shortage_claims.xlsx"}
    assert [r.to_json() for r in facts.readings if r.file not in skipped] == [
        r.to_json() for r in imported.readings if r.file not in skipped
    ]


def open_office_beside(office: Office, made: MadeSupplier) -> Imported:
    return import_folder(office.desk, ImportOrder(made.folder, made.as_of, CLERK, supplier="Beside"), office.pool)


@pytest.mark.xdist_group("eu-1")
def test_a_sample_supplier_is_judged_from_the_ledger_as_in_its_audit(
    samples: Path, tmp_path: Path, databases: Databases, readers: ReaderPool
) -> None:
    """Once is enough, on SQLite; the papers of the supplier are read once for this and for its audit."""
    folder, as_of = samples / "worlds" / "eu-1" / "files", date(2026, 11, 2)
    shutil.copyfile(databases.sqlite_template, tmp_path / "ledger.sqlite")
    engine = open_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    office = open_office(open_sessions(engine), readers, tmp_path)
    expected = as_told(audit(AuditOrder(folder, as_of), readers).result.findings)
    told = found_in_ledger(office, taken_in(office, folder, as_of), as_of)
    engine.dispose()
    assert told == expected
