import re
from collections.abc import Iterable
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from cases.auditing.audit_result import AuditResult
from cases.auditing.outputs import NoPictures, PictureRequest, deadlines, disputes, root_causes, summary_table
from cases.auditing.outputs.pictures import PicturePort
from cases.auditing.outputs.report_page import Extras, write_report_page
from facts.evidence import Evidence
from facts.finding import Verdict
from tests.outputs.made_up_audit import audit, finding


class Outline(HTMLParser):
    """Headings, tags and attributes of a page, and whether each tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "input", "link", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(result: AuditResult, place: Path, pictures: PicturePort | None = None) -> str:
    groups = disputes(result)
    extras = Extras(dict.fromkeys(groups, "INV"), deadlines(groups), root_causes(result.findings))
    write_report_page(place / "report.html", result, summary_table(result), groups, extras, pictures or NoPictures())
    return (place / "report.html").read_text(encoding="utf-8")


def test_the_page_is_one_file_that_asks_nothing_of_a_network(tmp_path: Path) -> None:
    outline = Outline(page_of(audit(), tmp_path))
    assert outline.open == []
    assert not [t for t, a in outline.tags if t in {"link", "iframe", "object"} or "src" in a or str(a.get("href", "#"))[0] != "#"]
    (policy,) = [a["content"] for t, a in outline.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert str(policy).startswith("default-src 'none'; img-src data:;")


def test_nothing_is_styled_or_scripted_where_the_policy_forbids_it(tmp_path: Path) -> None:
    attributes = [name for _, a in Outline(page_of(audit(), tmp_path)).tags for name in a]
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_words_from_papers_are_only_words(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    page = page_of(audit(finding(why=hostile, reference=hostile, sku='"><b>')), tmp_path)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_the_page_tells_the_money_first(tmp_path: Path) -> None:
    page = page_of(audit(), tmp_path)
    assert re.search(r'class="big"><span class="cur">USD</span> 500\.40', page)
    assert page.index("Recoverable now") < page.index("What to do today") < page.index("By kind") < page.index("Findings")


def test_each_finding_has_numbered_steps_with_words_figures_and_proof(tmp_path: Path) -> None:
    page = page_of(audit(), tmp_path)
    assert "min(units proven delivered, units invoiced) − units received by the retailer" in page
    assert "= min(120, 120) − 0" in page
    assert 'href="#f1-e2"' in page
    assert "pods/scan_0007.pdf, <b>page 1</b>" in page
    assert "invoiced 120, received 0, cost 4.17 <small>row 14</small>" in page


def test_a_place_on_a_page_is_shown_as_a_picture(tmp_path: Path) -> None:
    class Shows:
        def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
            return dict.fromkeys(requests, b"RIFF0000WEBPpicture")

    page = page_of(audit(), tmp_path, Shows())
    assert '<img src="data:image/webp;base64,' in page
    assert 'alt="Cut from pods/scan_0007.pdf, page 1: 10 cartons, signed, no exceptions"' in page


def test_what_is_no_picture_is_not_shown(tmp_path: Path) -> None:
    class Lies:
        def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
            return dict.fromkeys(requests, b"<svg onload=alert(1)>")

    assert "<img" not in page_of(audit(), tmp_path, Lies())


def test_pictures_are_for_the_largest_and_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.auditing.outputs.report_page.MOST_PICTURED", 2)
    asked: list[PictureRequest] = []

    class Counts:
        def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
            asked.extend(requests)
            return {}

    findings = [
        finding(id=str(n), reference=str(n), recoverable_amount=Decimal(n), evidence=(Evidence(f"{n}.pdf", "x", page=1),), calculation=())
        for n in range(1, 6)
    ]
    page = page_of(audit(*findings), tmp_path, Counts())
    assert [r.file for r in asked] == ["4.pdf", "5.pdf"]
    assert "Pictures are shown for the 2 largest" in page


def test_a_long_list_ends_in_plain_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.auditing.outputs.report_page.MOST_CARDS", 3)
    monkeypatch.setattr("cases.auditing.outputs.report_page.MOST_ROWS", 4)
    page = page_of(audit(*(finding(id=str(n), reference=f"R{n}") for n in range(9))), tmp_path)
    assert page.count('<details class="card') == 3
    assert page.count("<tr data-verdict") == 4
    assert "2 more lines stand in report.xlsx alone" in page


def test_what_can_be_filed_leads_then_money_then_deadline(tmp_path: Path) -> None:
    findings = [
        finding(id="1", reference="ACCEPTED", verdict=Verdict.ACCEPT, claimed_amount=Decimal(9999)),
        finding(id="2", reference="SMALL", recoverable_amount=Decimal(5)),
        finding(id="3", reference="LARGE", recoverable_amount=Decimal(5000)),
        finding(id="4", reference="WANTING", verdict=Verdict.NEEDS_EVIDENCE, recoverable_amount=Decimal(7000)),
    ]
    page = page_of(audit(*findings), tmp_path)
    assert re.findall(r'<b class="id">(\w+)</b>', page) == ["LARGE", "SMALL", "WANTING", "ACCEPTED"]


def test_currencies_stand_apart(tmp_path: Path) -> None:
    page = page_of(audit(finding(), finding(id="2", currency="EUR")), tmp_path)
    assert page.count('class="big"') == 2
    assert "1,000.80" not in page


def test_what_stayed_open_is_listed(tmp_path: Path) -> None:
    page = page_of(audit(), tmp_path)
    for said in ("pods/locked.pdf", "scans/batch_001.pdf", "4XK2P9QR, 4XK2P9OR", "7609737233", "the column Foo is not known"):
        assert said in page


def test_tables_and_headings_serve_those_who_listen(tmp_path: Path) -> None:
    outline = Outline(page_of(audit(), tmp_path))
    assert dict(outline.tags)["html"] == {"lang": "en"}
    headings = [int(t[1]) for t, _ in outline.tags if re.fullmatch(r"h\d", t)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert all("scope" in a for t, a in outline.tags if t == "th")
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
