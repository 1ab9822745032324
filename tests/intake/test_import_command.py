"""`recoup import` from the shell: opens what is missing, says what came and what changed, and changes nothing the second time."""

from pathlib import Path

import pytest
from sqlalchemy import select

from api.cli import main
from ledger.database import open_engine, open_sessions
from ledger.findings import FindingRow
from ledger.papers import Document
from ledger.suppliers import Account, Supplier, Terms

TERMS = "retailer: amazon_us\nsupplier: Halden Home\ncurrency: USD\nsource: vendor terms\npayment:\n  net_days: 60\n"
ORDERS = (
    "PO,Vendor,Ship to location,ASIN,Order Date,Quantity Requested,Accepted Quantity,Unit Cost,Currency\n"
    "4XK2P9QR,HALD1,ABE8,B0ABCDEF12,2026-05-01,120,120,4.17,USD\n"
)
HEAD = "Claim Number,Invoice Number,PO,ASIN,Invoiced Quantity,Received Quantity,Short Quantity,Unit Cost,Amount\n"
FIRST = "INV1SC,INV1,4XK2P9QR,B0ABCDEF12,120,0,120,4.17,500.40\n"
SECOND = "INV2SC,INV2,4XK2P9QR,B0ABCDEF12,60,0,60,4.17,250.20\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "halden"
    (folder / "deductions").mkdir(parents=True)
    (folder / "terms.yaml").write_text(TERMS)
    (folder / "orders.csv").write_text(ORDERS)
    (folder / "deductions" / "shortages.csv").write_text(HEAD + FIRST)
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RECOUP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RECOUP_DATABASE_URL", "")
    monkeypatch.setenv("RECOUP_STORAGE_URL", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def take_in(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> str:
    assert main(["import", str(folder), "--workers", "1", "--as-of", "2026-11-02", *more]) == code
    told = capsys.readouterr()
    return told.out + told.err


@pytest.mark.slow
def test_a_folder_is_taken_in_once_and_newer_exports_say_what_changed(folder: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = take_in(folder, capsys)
    assert "Halden Home: 3 files: 3 new, 0 known, 1 not used, 0 unread" in first
    assert "1 lines judged: 1 new" in first
    assert "0 new, 3 known" in (again := take_in(folder, capsys))
    assert "nothing changed" in again
    (folder / "deductions" / "shortages 2.csv").write_text(HEAD + FIRST + SECOND)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    newer = take_in(folder, capsys, code=3)
    assert "2 new, 3 known" in newer
    assert "broken.pdf: corrupt" in newer
    assert "1 new" in newer.partition("lines judged")[2]
    engine = open_engine(f"sqlite:///{home / 'ledger.sqlite'}")
    with open_sessions(engine)() as session:
        assert [s.name for s in session.scalars(select(Supplier))] == ["Halden Home"]
        (account,) = session.scalars(select(Account)).all()
        assert (account.retailer, account.currency) == ("amazon_us", "USD")
        assert [t.version for t in session.scalars(select(Terms))] == [1]
        assert len(session.scalars(select(Document)).all()) == 5
        assert sorted(f.reference for f in session.scalars(select(FindingRow))) == ["INV1SC", "INV2SC"]
    engine.dispose()


@pytest.mark.usefixtures("home")
def test_terms_that_cannot_be_used_stop_the_import_before_anything_is_taken(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "terms.yaml").write_text(TERMS + "windows:\n  shortage:\n    closses: {}\n")
    told = take_in(folder, capsys, code=2)
    assert "terms.yaml, line" in told
    engine = open_engine(f"sqlite:///{home / 'ledger.sqlite'}")
    with open_sessions(engine)() as session:
        assert session.scalars(select(Supplier)).all() == []
    engine.dispose()
