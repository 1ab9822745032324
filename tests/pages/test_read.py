"""Reading a folder: every file listed in order, each read or named, whatever lies beside it."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest

from extractors.crew import worth_another
from extractors.kinds import FileKind, kind_of
from extractors.read import DEPTH_LIMIT, Progress, ReaderPool, ReadFile, _Batch, _Entry
from extractors.told import NOTHING_TOLD, Told, ToldPaper
from facts.documents import DocumentKind, ReadErrorCode, Source
from tests.einvoice.conftest import cii_text
from tests.pages.bombs import encrypted
from tests.pages.papers_made import as_bytes, digital, drawn

SHORTAGES = (
    b"Claim Number,Invoice Number,PO,ASIN,Invoiced Quantity,Received Quantity,Short Quantity,Unit Cost,Amount\n"
    b"1,INV1,4XK2P9QR,B0ABCDEF12,12,0,12,4.17,50.04\n"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(1) as opened:
        yield opened


def zipped(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_pdf", ".pdf").replace("_zip", ".zip")), content)
    return written.getvalue()


def laid_out(folder: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def read(pool: ReaderPool, folder: Path, files: dict[str, bytes]) -> dict[str, ReadFile]:
    paths = laid_out(folder, **files)
    return {r.reading.file: r for r in pool.read(folder, paths)}


def test_files_come_back_in_the_order_they_were_given(pool: ReaderPool, tmp_path: Path) -> None:
    files = {"c.pdf": digital(), "a.csv": SHORTAGES, "b.md": b"# notes", "z.pdf": b"%PDF broken", "d.pdf": digital(pages=2)}
    read_files = list(pool.read(tmp_path, laid_out(tmp_path, **files)))
    assert [r.reading.file for r in read_files] == list(files)
    assert [r.reading.sha256 for r in read_files] == [hashlib.sha256(c).hexdigest() for c in files.values()]


def test_each_bad_file_is_named_with_its_reason_and_the_rest_is_read(pool: ReaderPool, tmp_path: Path) -> None:
    found = read(
        pool,
        tmp_path,
        {
            "empty.pdf": b"",
            "torn.pdf": b"%PDF-1.4 torn",
            "locked.pdf": encrypted(digital()),
            "good.csv": SHORTAGES,
            "torn.png": b"\x89PNG\r\n\x1a\n",
        },
    )
    codes = {name: r.reading.error and r.reading.error.code for name, r in found.items()}
    assert codes == {
        "empty.pdf": ReadErrorCode.EMPTY,
        "torn.pdf": ReadErrorCode.CORRUPT,
        "locked.pdf": ReadErrorCode.ENCRYPTED,
        "good.csv": None,
        "torn.png": ReadErrorCode.CORRUPT,
    }
    assert found["good.csv"].tables


def test_notes_are_listed_and_are_no_error(pool: ReaderPool, tmp_path: Path) -> None:
    found = read(pool, tmp_path, {"readme.md": b"# see the PDF", "terms.txt": b"net 60", "odd.xyz": b"\x01\x02"})
    assert all(not r.reading.used and r.reading.error is None for r in found.values())


def test_a_table_knows_its_file_and_rows(pool: ReaderPool, tmp_path: Path) -> None:
    found = read(pool, tmp_path, {"shortages.csv": SHORTAGES})["shortages.csv"]
    (table,) = found.tables
    assert table.frame["_file"].to_list() == ["shortages.csv"]
    assert table.frame["_row"].to_list() == [2]
    (document,) = found.reading.documents
    assert document.source == "table"
    assert document.lines == ()


def test_the_parts_of_an_archive_follow_it_and_name_it(pool: ReaderPool, tmp_path: Path) -> None:
    inner = zipped(deep_pdf=digital())
    found = list(
        pool.read(tmp_path, laid_out(tmp_path, **{"drivers.zip": zipped(pods__7_pdf=digital(pages=2), more_zip=inner), "after.md": b"x"}))
    )
    assert [(r.reading.file, r.reading.container) for r in found] == [
        ("drivers.zip", None),
        ("drivers.zip!pods/7.pdf", "drivers.zip"),
        ("drivers.zip!more.zip", "drivers.zip"),
        ("drivers.zip!more.zip!deep.pdf", "drivers.zip!more.zip"),
        ("after.md", None),
    ]
    assert found[1].reading.sha256 == hashlib.sha256(digital(pages=2)).hexdigest()


def test_a_mail_gives_its_attachments(pool: ReaderPool, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "PODs of last week", "driver@carrier.example"
    mail.set_content("attached")
    mail.add_attachment(digital(), maintype="application", subtype="pdf", filename="pod 7.pdf")
    found = read(pool, tmp_path, {"pods.eml": mail.as_bytes()})
    assert "pods.eml!pod 7.pdf" in found
    assert found["pods.eml!pod 7.pdf"].reading.container == "pods.eml"


def test_the_same_bytes_are_listed_twice_alike(pool: ReaderPool, tmp_path: Path) -> None:
    archive = zipped(x_pdf=digital())
    found = read(pool, tmp_path, {"a.csv": SHORTAGES, "b.csv": SHORTAGES, "1.zip": archive, "2.zip": archive, "x.pdf": digital()})
    assert found["a.csv"].tables[0].frame["_file"].to_list() == ["a.csv"]
    assert found["b.csv"].tables[0].frame["_file"].to_list() == ["b.csv"]
    papers = [found[name].reading for name in ("1.zip!x.pdf", "2.zip!x.pdf", "x.pdf")]
    assert papers[0].documents == papers[1].documents == papers[2].documents
    assert [p.container for p in papers] == ["1.zip", "2.zip", None]


def test_containers_within_containers_are_followed_only_so_far(pool: ReaderPool, tmp_path: Path) -> None:
    nested = digital()
    for _ in range(DEPTH_LIMIT + 2):
        nested = zipped(n_zip=nested)
    found = list(pool.read(tmp_path, laid_out(tmp_path, **{"n.zip": nested})))
    assert len(found) == DEPTH_LIMIT + 2
    assert found[-1].reading.error is not None
    assert "unpack" in found[-1].reading.error.message


def test_progress_counts_files_and_pages(pool: ReaderPool, tmp_path: Path) -> None:
    seen: list[Progress] = []
    paths = laid_out(tmp_path, **{"a.pdf": digital(pages=3), "b.zip": zipped(c_pdf=digital(pages=2))})
    list(pool.read(tmp_path, paths, seen.append))
    assert (seen[-1].done, seen[-1].total, seen[-1].pages) == (3, 3, 5)


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced(pool: ReaderPool, tmp_path: Path) -> None:
    list(pool.read(tmp_path, laid_out(tmp_path, **{"a.csv": SHORTAGES})))
    pool._workers[0].process.kill()
    pool._workers[0].process.wait()
    found = read(pool, tmp_path, {"b.csv": SHORTAGES, "c.csv": SHORTAGES + b"2,INV2,4XK2P9QR,B0ABCDEF12,12,0,12,4.17,50.04\n"})
    assert all(r.tables for r in found.values())


def test_a_few_tables_are_read_by_one_process_and_papers_by_more(tmp_path: Path) -> None:
    tables = laid_out(tmp_path, **{f"{n}.csv": SHORTAGES.replace(b"INV1", b"INV%d" % n) for n in range(4)})
    with ReaderPool(2) as own:
        assert len(list(own.read(tmp_path, tables))) == 4
        assert len(own._workers) == 1
        assert len(list(own.read(tmp_path, laid_out(tmp_path, **{f"{n}.pdf": digital(pages=n) for n in (1, 2, 3)})))) == 3
        assert len(own._workers) == 2


def test_many_tables_or_a_large_one_are_worth_another_process(tmp_path: Path) -> None:
    few = [(f"{n}.csv", None, SHORTAGES) for n in range(6)]
    assert not worth_another(few)
    assert worth_another(few * 4)
    assert worth_another([("large.csv", None, bytes(4_000_000))])
    assert not worth_another([("gone.csv", tmp_path / "gone.csv", None)])


def test_a_file_that_is_gone_is_named(pool: ReaderPool, tmp_path: Path) -> None:
    (found,) = pool.read(tmp_path, [tmp_path / "gone.pdf"])
    assert found.reading.error is not None
    assert "opened" in found.reading.error.message


@pytest.mark.parametrize(
    "content, name, kind",
    [
        (digital(), "paper.pdf", FileKind.PDF),
        (digital(), "paper", FileKind.PDF),
        (digital(), "scan.jpg", FileKind.PDF),
        (b"\xef\xbb\xbf" + digital(), "paper.pdf", FileKind.PDF),
        (as_bytes(drawn(dpi=72)), "picture.pdf", FileKind.IMAGE),
        (as_bytes(drawn(dpi=72), "TIFF"), "fax", FileKind.IMAGE),
        (zipped(a_pdf=b"x"), "drivers.zip", FileKind.CONTAINER),
        (zipped(**{"xl/workbook.xml": b"x"}), "table.xlsx", FileKind.TABLE),
        (b"From: a@b\r\nSubject: x\r\n\r\nhello", "mail.eml", FileKind.CONTAINER),
        (b"a,b\n1,2\n", "t.csv", FileKind.TABLE),
        (b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*U*00401*1*0*P*>~", "order.txt", FileKind.EDI),
        (b"UNA:+.? 'UNB+UNOA:1+A+B+260101:1200+1'", "order", FileKind.EDI),
        (b"<?xml version='1.0'?><Invoice/>", "invoice.xml", FileKind.XML),
        (b"just a note", "note.txt", FileKind.NOT_USED),
        (b"first; second; third; fourth\nand then prose\nthat goes on\nand on\n", "note.txt", FileKind.NOT_USED),
        ("发票号\t订单号\t数量\t金额\n".encode("gb18030") + b"1\t2\t3\t4\n" * 3, "export.txt", FileKind.TABLE),
        (("Stand 01.05.2026\n\nA|B|C|D\n" + "1|2|3|4\n" * 5).encode("utf-16"), "list.txt", FileKind.TABLE),
        (b"<html><table><tr><td>a<tr><td>1<tr><td>2</table></html>", "portal.htm", FileKind.TABLE),
        (b"<html><p>Dear Sirs,</p></html>", "letter.html", FileKind.NOT_USED),
        (b"\x00\x01", "video.mp4", FileKind.NOT_USED),
    ],
)
def test_a_file_is_what_its_bytes_say_before_what_its_name_says(content: bytes, name: str, kind: FileKind) -> None:
    assert kind_of(content, name) is kind


def test_an_archive_that_holds_itself_is_opened_so_deep_and_no_deeper() -> None:
    """Such archives exist (their bytes unpack to themselves); here a worker says what one would find in it."""
    itself = b"PK a made-up archive that holds itself"
    batch = _Batch([_Entry("r.zip", None, itself)], None, None)
    first = batch.next()
    assert first is not None
    told = {"reading": {"file": "", "sha256": "", "documents": []}, "tables": 0, "parts": ["r.zip"], "pages": [], "said": []}
    batch.finish(first, told, [itself])
    assert batch.next() is None
    depth, entry = 0, batch.entries[0]
    while entry.parts:
        (entry,) = entry.parts
        depth += 1
        assert entry.result is not None
    assert depth == DEPTH_LIMIT + 1
    assert entry.result is not None
    assert entry.result.reading.error is not None


def with_invoice_inside() -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(digital())) as document:
        document.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(document, cii_text().encode(), mime_type="text/xml")
        document.save(written)
    return written.getvalue()


def test_an_invoice_inside_a_pdf_counts_until_somebody_cuts_the_pdf(pool: ReaderPool) -> None:
    content, first = with_invoice_inside(), ToldPaper((1,), DocumentKind.BILL_OF_LADING)
    for told, source in ((NOTHING_TOLD, Source.XML), (Told(kinds=(first,)), Source.XML), (Told((first,)), Source.TEXT)):
        (document,) = pool.read_bytes(content, "invoices/1.pdf", told=told).reading.documents
        assert (document.source, document.pages) == (source, (1,))


def test_only_the_pages_that_are_asked_for_are_looked_at(pool: ReaderPool) -> None:
    papers = tuple(ToldPaper((number,)) for number in (12, 2, 3))
    read = pool.read_bytes(digital(pages=13), "bols/1.pdf", told=Told(papers, only_those=True))
    assert [page.number for page in read.pages] == [2, 3, 12]
    assert [document.pages for document in read.reading.documents] == [(12,), (2,), (3,)]
    assert read.reading.problems == ()
