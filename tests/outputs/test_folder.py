"""The folder that an audit hands out: complete, the same every time, never half written."""

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pypdfium2
import pytest

from cases.auditing.event import sweep
from cases.auditing.outputs import NoPictures, OutputFolderError, PaperLink, PictureRequest, Scope, check_output, write_outputs
from cases.auditing.outputs.shelf import FolderShelf
from cases.auditing.previous import compare, load_previous
from extractors.sandbox import Sandbox
from facts.evidence import Box, Evidence
from facts.finding import FindingType, Verdict
from rules.model import EvidenceList
from tests.outputs.made_up_audit import AS_OF, RULES, audit, finding, sample_audit


class MadeUpShelf:
    """Gives made-up papers, and none that is called lost."""

    def content(self, file: str) -> bytes | None:
        return None if "lost" in file else f"paper {file}".encode()

    def pages(self, file: str, pages: tuple[int, ...]) -> bytes | None:
        return f"pages {pages} of {file}".encode() if "batch" in file else None


class OnePicture:
    """Shows the same small picture for every place."""

    asked: tuple[PictureRequest, ...] = ()

    def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
        self.asked = tuple(requests)
        return dict.fromkeys(self.asked, b"\x89PNG\r\n\x1a\nmade up")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def everything(place: Path) -> dict[str, bytes]:
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


def test_an_audit_hands_out_everything(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(audit(), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    assert sorted(everything(tmp_path / "out")) == [
        "findings.json",
        "packets/INV10482SC/01_proof_of_delivery_scan_0007_p1.pdf",
        "packets/INV10482SC/02_cited_rows.csv",
        "packets/INV10482SC/exhibits.txt",
        "packets/INV10482SC/letter.txt",
        "packets/INV10482SC/packet.pdf",
        "packets/INV10482SC/portal_fields.txt",
        "pod_requests.xlsx",
        "readings.jsonl",
        "report.html",
        "report.xlsx",
    ]


def test_the_same_audit_gives_the_same_bytes(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    result = audit(finding(), finding(id="2", sku="B0OTHER"))
    changes, event = compare([], result.findings), sweep("Prime Day", date(2026, 8, 1), AS_OF, result.findings)
    for name in ("first", "second"):
        write_outputs(result, folder, tmp_path / name, OnePicture(), shelf=MadeUpShelf(), sandbox=sandbox, changes=changes, event=event)
    assert everything(tmp_path / "first") == everything(tmp_path / "second")


def test_findings_are_the_contracts_list(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(
        audit(finding(), finding(id="2", reference="A")), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox
    )
    found = json.loads((tmp_path / "out/findings.json").read_text(encoding="utf-8"))
    assert [f["reference"] for f in found] == ["A", "INV10482SC"]
    assert found[1] == finding().to_json()


def test_an_audit_without_findings_is_an_empty_list(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(audit(findings=()), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    assert json.loads((tmp_path / "out/findings.json").read_text()) == []
    assert "No deduction was found" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_readings_are_one_to_a_line_by_file(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(audit(), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    lines = (tmp_path / "out/readings.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["notes.md", "pods/locked.pdf", "pods/scan_0007.pdf"]


def test_an_earlier_output_is_replaced_when_the_new_one_is_complete(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(audit(), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    write_outputs(audit(finding(reference="OTHER")), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    assert [p.name for p in (tmp_path / "out/packets").iterdir()] == ["OTHER"]
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("reason", [KeyboardInterrupt, OSError])
def test_an_audit_that_is_stopped_leaves_the_earlier_output_as_it_was(
    folder: Path, tmp_path: Path, reason: type[BaseException], sandbox: Sandbox
) -> None:
    class Stopped(OnePicture):
        def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
            raise reason(requests)

    write_outputs(audit(), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    before = everything(tmp_path / "out")
    with pytest.raises(reason):
        write_outputs(audit(finding(reference="OTHER")), folder, tmp_path / "out", Stopped(), shelf=MadeUpShelf(), sandbox=sandbox)
    assert everything(tmp_path / "out") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["files", "out"]


def test_a_folder_of_somebody_else_is_never_replaced(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/taxes.xlsx").write_text("keep me")
    with pytest.raises(OutputFolderError, match=r"taxes\.xlsx"):
        write_outputs(audit(), folder, tmp_path / "mine", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    assert (tmp_path / "mine/taxes.xlsx").read_text() == "keep me"


@pytest.mark.parametrize("out", ["files", ".", "note.txt"])
def test_an_output_that_would_swallow_the_papers_is_refused(folder: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "note.txt").write_text("a file")
    with pytest.raises(OutputFolderError, match="choose another output folder"):
        check_output(tmp_path / out, folder)


def test_an_output_inside_the_audited_folder_is_fine(folder: Path) -> None:
    check_output(folder / "out", folder)


def test_references_become_harmless_folder_names(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    names = ["../../etc/passwd", "INV/1", "CON", "INV*1", "inv_1", "   ", "发票"]
    findings = [finding(id=str(n), reference=name, recoverable_amount=Decimal(100 - n)) for n, name in enumerate(names)]
    write_outputs(audit(*findings), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    packets = sorted(p.name for p in (tmp_path / "out/packets").iterdir())
    assert len(packets) == len(names)
    assert len({name.casefold() for name in packets}) == len(names)
    assert "_CON" in packets
    assert all(name.isascii() and not name.startswith(".") for name in packets)


def test_only_the_papers_pages_of_a_batch_go_along(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    proof = Evidence("scans/batch.pdf", "10 cartons", page=2, box=Box(1, 2, 3, 4))
    sample = audit(finding(evidence=(proof,)))
    reading = sample.readings[0]
    batch = reading.renamed("scans/batch.pdf")
    batch = replace(batch, documents=tuple(replace(d, pages=(page,)) for page in (1, 2) for d in reading.documents))
    write_outputs(
        audit(finding(evidence=(proof,)), readings=(batch,)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox
    )
    copied = tmp_path / "out/packets/INV10482SC/01_proof_of_delivery_batch_p2.pdf"
    assert copied.read_text() == "pages (2,) of scans/batch.pdf"


def test_linked_papers_go_along_and_a_lost_one_is_named(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    link = PaperLink("packing/lost.pdf", (1,), "packing_list", "exact", finding_ids=(finding().id,))
    write_outputs(audit(links=(link,)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    listed = (tmp_path / "out/packets/INV10482SC/exhibits.txt").read_text(encoding="utf-8")
    assert " 2  02_packing_list_lost_p1.pdf  packing list (from packing/lost.pdf, page 1)  NOT COPIED" in listed


def test_papers_of_a_shipment_that_nothing_is_claimed_for_stay_out(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    mine = PaperLink("packing/mine.pdf", (1,), "packing_list", "exact", bol="0614-1411234567895", finding_ids=(finding().id,))
    other = replace(mine, file="packing/other.pdf", bol="06141411234567000")
    write_outputs(audit(links=(other, mine)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    names = sorted(p.name for p in (tmp_path / "out/packets/INV10482SC").glob("0*.pdf"))
    assert names == ["01_proof_of_delivery_scan_0007_p1.pdf", "02_packing_list_mine_p1.pdf"]


def test_a_dispute_is_bound_as_one_pdf_that_names_what_it_could_not_enclose(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(audit(), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    with pypdfium2.PdfDocument(tmp_path / "out/packets/INV10482SC/packet.pdf") as bound:
        words = [page.get_textpage().get_text_range() for page in bound]
    assert "Dispute of shortage INV10482SC" in words[0]
    assert "This paper could not be opened" in words[2]
    assert "invoiced 120, received 0" in words[3]


def test_papers_about_the_delivery_are_no_exhibits_of_a_price_claim(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    link = PaperLink("packing/mine.pdf", (1,), "packing_list", "exact", finding_ids=(finding().id,))
    price = finding(type=FindingType.PRICE_CLAIM, evidence=finding().evidence[:1])
    write_outputs(audit(price, links=(link,)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    assert [p.name for p in (tmp_path / "out/packets/INV10482SC").glob("0*")] == ["01_cited_rows.csv"]


def test_what_the_retailer_asks_for_and_is_not_there_is_named(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    asked = EvidenceList(
        {"prepaid": ("proof_of_delivery", "packing_list"), "collect": ("bill_of_lading", "packing_list")}, ("invoice", "photo")
    )
    rules = replace(RULES, evidence={"shortage": asked})
    write_outputs(
        audit(scopes=(Scope("amazon_us", "", rules),)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox
    )
    listed = (tmp_path / "out/packets/INV10482SC/exhibits.txt").read_text(encoding="utf-8")
    assert "Asked for by the retailer, not in this packet: packing list" in listed
    assert "Would strengthen it, not in this packet: invoice, photo" in listed


def test_the_extract_holds_the_cited_rows_and_no_formula(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    rows = (Evidence("a.csv", '=HYPERLINK("http://x")', row=2), *finding().evidence)
    write_outputs(audit(finding(evidence=rows)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    with (tmp_path / "out/packets/INV10482SC/02_cited_rows.csv").open(encoding="utf-8-sig", newline="") as extract:
        cells = list(csv.reader(extract))
    assert cells[1] == ["a.csv", "", "2", '\'=HYPERLINK("http://x")']
    assert [(c[0], c[2]) for c in cells[2:]] == [("deductions/shortage_detail.csv", "14"), ("master/catalogue.csv", "3")]


def test_the_workbook_has_real_numbers_and_days_and_no_formulas(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(
        audit(finding(why="=1+1", sku="+B0", invoice_number="@SUM(A1)")),
        folder,
        tmp_path / "out",
        NoPictures(),
        shelf=MadeUpShelf(),
        sandbox=sandbox,
    )
    book = openpyxl.load_workbook(tmp_path / "out/report.xlsx")
    assert book.sheetnames == [
        "Summary",
        "Findings",
        "Calculation",
        "Evidence",
        "Unreadable files",
        "Unmatched papers",
        "Payments that do not tie",
        "Problems",
    ]
    sheet = book["Findings"]
    row = {sheet.cell(1, c).value: sheet.cell(2, c) for c in range(1, sheet.max_column + 1)}
    assert (row["Deducted"].value, row["Deducted"].number_format) == (500.4, "#,##0.00")
    assert row["Dispute by"].value == datetime.combine(date(2028, 7, 1), time())
    assert (row["Why"].value, row["Item"].value, row["Invoice"].value) == ("'=1+1", "'+B0", "'@SUM(A1)")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None
    assert not any(cell.data_type == "f" for s in book for line in s.iter_rows() for cell in line)
    assert book["Unreadable files"]["A2"].value == "pods/locked.pdf"
    assert book["Payments that do not tie"]["F2"].value == 1.5


def test_a_full_sheet_goes_on_in_the_next(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setattr("cases.auditing.outputs.sheets.MOST_ROWS", 4)
    write_outputs(
        audit(*(finding(id=str(n), reference=str(n)) for n in range(7))),
        folder,
        tmp_path / "out",
        NoPictures(),
        shelf=MadeUpShelf(),
        sandbox=sandbox,
    )
    book = openpyxl.load_workbook(tmp_path / "out/report.xlsx")
    assert [n for n in book.sheetnames if n.startswith("Findings")] == ["Findings", "Findings 2", "Findings 3"]
    assert [book[n].max_row for n in ("Findings", "Findings 2", "Findings 3")] == [4, 4, 2]


def test_no_archive_carries_the_hour(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    write_outputs(audit(), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    with zipfile.ZipFile(tmp_path / "out/report.xlsx") as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} <= {(1980, 1, 1), (1980, 1, 31)}
        assert b"2026-11-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_papers_are_asked_for_with_one_mail_per_carrier(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    request = audit().requests[0]
    nameless = type(request)((), "", "", "", "", "8UMJ6MEW", None, "", "packing_list", "")
    again = type(request)(
        request.finding_ids, "BLUE RIDGE FREIGHT LINES", "BRFL", "1", "2", "3", None, "ABE8", "bill_of_lading", "not signed"
    )
    write_outputs(audit(requests=(nameless, request, again)), folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    book = openpyxl.load_workbook(tmp_path / "out/pod_requests.xlsx")
    rows = [[c.value for c in line] for line in book["Papers to ask for"].iter_rows(min_row=2)]
    assert [(r[0], r[2], r[7], r[11]) for r in rows] == [
        ("Blue Ridge Freight Lines", "543652561", "proof of delivery", 500.4),
        ("BLUE RIDGE FREIGHT LINES", "1", "bill of lading", 500.4),
        ("Carrier not known", None, "packing list", None),
    ]
    mails = [[c.value for c in line] for line in book["Mails"].iter_rows(min_row=2)]
    assert [(m[0], m[2]) for m in mails] == [("Blue Ridge Freight Lines", 2), ("Carrier not known", 1)]
    assert "PRO 543652561, BOL 06141411126083897, purchase order 437RYKC4, shipped 24 Jun 2026, to ABE8" in str(mails[0][4])
    assert "by 3 Nov 2026" in str(mails[0][3])


def test_changes_and_event_have_files_and_sheets_of_their_own(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    result = audit(finding(verdict=Verdict.RESOLVED, recoverable_amount=Decimal(0)), finding(id="2", reference="B"))
    changes = compare([finding().to_json()], result.findings)
    event = sweep("Prime Day", date(2026, 8, 1), date(2026, 8, 31), result.findings)
    write_outputs(result, folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox, changes=changes, event=event)
    told = json.loads((tmp_path / "out/changes.json").read_text())
    assert told["counts"] == {"new": 1, "changed": 0, "gone": 0, "paid": 1, "unchanged": 0}
    assert json.loads((tmp_path / "out/event.json").read_text())["name"] == "Prime Day"
    book = openpyxl.load_workbook(tmp_path / "out/report.xlsx")
    assert [book["Changes"]["A2"].value, book["Event"]["A2"].value] == ["Paid", "Shortage"]
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "Since the earlier audit" in page
    assert "Prime Day" in page


def test_the_shelf_opens_nothing_outside_its_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_text("secret")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "pod.pdf").write_text("pod")
    with Sandbox() as sandbox:
        shelf = FolderShelf(folder, sandbox)
        assert shelf.content("pod.pdf") == b"pod"
        assert shelf.content("../secret.pdf") is None
        assert shelf.content(str(tmp_path / "secret.pdf")) is None
        assert shelf.content("link.pdf") is None
        assert shelf.content("absent.zip!pod.pdf") is None


def test_the_shelf_takes_parts_out_of_archives_within_archives(folder: Path) -> None:
    def zipped(name: str, content: bytes) -> bytes:
        with zipfile.ZipFile(folder / "made.zip", "w") as archive:
            archive.writestr(name, content)
        return (folder / "made.zip").read_bytes()

    (folder / "drivers.zip").write_bytes(zipped("inner.zip", zipped("pods/7!.pdf", b"a signed paper")))
    with Sandbox() as sandbox:
        shelf = FolderShelf(folder, sandbox)
        assert shelf.content("drivers.zip!inner.zip!pods/7!.pdf") == b"a signed paper"
        assert shelf.content("drivers.zip!inner.zip!pods/8.pdf") is None


@pytest.mark.slow
@pytest.mark.parametrize("world", ["us-1", "eu-1", "cn-1"])
def test_a_sample_world_is_handed_out(samples: Path, folder: Path, tmp_path: Path, world: str, sandbox: Sandbox) -> None:
    result = sample_audit(samples / "worlds" / world)
    write_outputs(result, folder, tmp_path / "out", NoPictures(), shelf=MadeUpShelf(), sandbox=sandbox)
    packets = {p.name for p in (tmp_path / "out/packets").iterdir()}
    wanted = {f.reference for f in result.findings if f.verdict is Verdict.DISPUTE and f.type is not FindingType.COOP}
    assert wanted <= packets
    for letter in (tmp_path / "out/packets").glob("*/letter.txt"):
        text = letter.read_text(encoding="utf-8")
        assert len(text) <= 2000
        assert text.isascii()


def test_very_many_findings_become_a_table(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setattr("cases.auditing.outputs.writing.MOST_IN_JSON", 1)
    write_outputs(
        audit(finding(), finding(id="2", reference="A", evidence=(), calculation=())),
        folder,
        tmp_path / "out",
        NoPictures(),
        shelf=MadeUpShelf(),
        sandbox=sandbox,
    )
    assert not (tmp_path / "out/findings.json").exists()
    table = pl.read_parquet(tmp_path / "out/findings.parquet").to_dicts()
    assert [row["reference"] for row in table] == ["A", "INV10482SC"]
    assert compare(load_previous(tmp_path / "out"), [finding()]).unchanged == 1
    assert set(table[1]) == set(finding().to_json()) | {"holds"}
    assert table[1]["calculation"][5]["formula"] == "cartons * case_pack"
    assert table[1]["evidence"][1]["box"] == [412.0, 88.5, 540.2, 101.0]
