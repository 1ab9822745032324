"""The packet as a whole: cover, narrative, list and bookmarks, parts within the retailer's limits, the same bytes every time."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from cases.filing.packet.lettering import BOLD, PLAIN, runs, shortened, width
from cases.filing.packet.parts import Piece, split
from extractors.sandbox import Sandbox
from facts.evidence import Box
from tests.packet.packets_made import NARRATIVE, ROWS, Drawer, content, exhibit, made, outline, texts
from tests.pages.papers_made import as_bytes, digital, drawn, scan_in_pdf

BOX = Box(190, 110, 320, 123)


def papers(count: int) -> Drawer:
    """Scans of some twenty thousand bytes each."""
    return Drawer(**{f"scan{n}": scan_in_pdf(drawn(dpi=150)) for n in range(1, count + 1)})


def test_the_cover_says_whose_dispute_it_is(sandbox: Sandbox) -> None:
    packet = made(sandbox, content(exhibit(1, "paper", BOX)), Drawer(paper=digital()))
    cover = texts(packet.parts[0].content)[0]
    for said in (
        "Halden Kitchen Supply Corp", "Amazon Vendor Central (US)", "case 17", "INV10482SC", "USD 600.00", "USD 500.40", "4XK2P9QR",
        "by 10 Nov 2026 to be safe; the window closes 1 Jul 2028", "Ana Ruiz", "1 Nov 2026", "1 exhibit",
    ):  # fmt: skip
        assert said in cover


def test_the_narrative_is_the_letter_word_for_word(sandbox: Sandbox) -> None:
    words = texts(made(sandbox, content(exhibit(1, "paper", BOX)), Drawer(paper=digital())).parts[0].content)[1]
    foot = "Halden Kitchen Supply Corp · INV10482SC · case 17 2 / 4"
    assert words.split() == f"Narrative {NARRATIVE} {foot}".split()


def test_a_letter_that_looks_like_markup_is_printed_as_it_stands(sandbox: Sandbox) -> None:
    said = "Cost < 4 & > 3 <b>not bold</b> <img src='file:///etc/passwd'/> &amp; {{ 7 * 7 }}"
    words = texts(made(sandbox, content(narrative=said), Drawer()).parts[0].content)[1]
    assert " ".join(said.split()) in " ".join(words.split())


def test_a_letter_longer_than_a_page_goes_on(sandbox: Sandbox) -> None:
    packet = made(sandbox, content(narrative="word " * 3_000), Drawer())
    assert sum(page.count("word") for page in texts(packet.parts[0].content)) == 3_000


def test_bookmarks_lead_to_cover_narrative_list_and_each_exhibit(sandbox: Sandbox) -> None:
    said = content(exhibit(1, "paper", BOX), exhibit(2, "more", pages=(1, 2)), exhibit(3, "", pages=()), rows=ROWS)
    packet = made(sandbox, said, Drawer(paper=digital(), more=digital(pages=2)))
    assert outline(packet.parts[0].content) == [
        ("Cover", 1), ("Narrative", 2), ("Exhibits", 3),
        ("Exhibit 1: proof of delivery", 4), ("Exhibit 2: proof of delivery", 5), ("Exhibit 3: proof of delivery", 7),
    ]  # fmt: skip


def test_the_list_names_what_is_cited_by_the_letter_at_the_edge(sandbox: Sandbox) -> None:
    lower, upper = Box(72, 300, 200, 312), Box(72, 100, 200, 112)
    words = texts(made(sandbox, content(exhibit(1, "paper", lower, upper)), Drawer(paper=digital())).parts[0].content)
    assert "paper, page 1\na fact 2\nb fact 1\npage 4" in words[2]
    assert {"a", "b"} <= set(words[3].split())


def test_the_same_dispute_gives_the_same_bytes(sandbox: Sandbox) -> None:
    said = content(exhibit(1, "scan1", BOX), exhibit(2, "", pages=()), rows=ROWS)
    first, second = (made(sandbox, said, papers(1), largest_bytes=40_000).parts for _ in range(2))
    assert first == second


def test_the_document_says_who_made_it_and_when(sandbox: Sandbox) -> None:
    with pikepdf.open(io.BytesIO(made(sandbox, content(), Drawer()).parts[0].content)) as document:
        about = {str(k): str(v) for k, v in document.docinfo.items()}
    assert about == {
        "/Title": "Evidence packet INV10482SC", "/Author": "Halden Kitchen Supply Corp", "/Subject": "Shortage INV10482SC, case 17",
        "/Creator": "Recoup", "/CreationDate": "D:20261101000000Z", "/ModDate": "D:20261101000000Z",
    }  # fmt: skip


def test_a_packet_is_split_to_the_size_that_the_retailer_takes(sandbox: Sandbox) -> None:
    said = content(*(exhibit(n, f"scan{n}", BOX) for n in range(1, 6)))
    whole = made(sandbox, said, papers(5))
    limit = len(whole.parts[0].content) // 2
    packet = made(sandbox, said, papers(5), largest_bytes=limit)
    assert len(whole.parts) == 1
    assert len(packet.parts) == 3
    assert all(len(part.content) <= limit for part in packet.parts)
    assert [n for part in packet.parts for n in part.exhibits] == [1, 2, 3, 4, 5]
    assert packet.problems == ()
    for part in packet.parts:
        cover, *_, last = texts(part.content)
        assert f"PART {part.number} OF {len(packet.parts)}" in cover
        assert f"Exhibit {part.exhibits[-1]} · page 1 of 1 · case 17" in last
    assert "part 2, page 2" in texts(packet.parts[0].content)[2]
    assert "part 2, page 2" in texts(packet.parts[1].content)[0]


def test_a_page_beyond_the_limit_is_enclosed_in_lower_resolution_and_that_is_said(sandbox: Sandbox) -> None:
    noisy = as_bytes(drawn(dpi=300).effect_spread(12), dpi=300)
    limit = len(noisy) // 2
    packet = made(sandbox, content(exhibit(1, "noisy", BOX)), Drawer(noisy=noisy), largest_bytes=limit)
    assert all(len(part.content) <= limit for part in packet.parts)
    assert "in lower resolution" in " ".join(texts(packet.parts[0].content)[2].split())


def test_more_parts_than_the_retailer_takes_are_told(sandbox: Sandbox) -> None:
    said = content(*(exhibit(n, f"scan{n}", BOX) for n in range(1, 4)))
    packet = made(sandbox, said, papers(3), largest_bytes=45_000, files=1)
    assert packet.problems == (
        f"The packet has {len(packet.parts)} parts and the retailer takes 1 file; leave out the papers that prove least.",
    )


def test_names_in_other_scripts_are_written(sandbox: Sandbox) -> None:
    said = content(
        exhibit(1, "签收单 Łódź.pdf", BOX),
        supplier="宁波海天厨具有限公司",
        retailer="Société Générale d’Épicerie",
        narrative="短少 2 箱，已签收。",
    )
    packet = made(sandbox, said, Drawer(**{"签收单 Łódź": digital()}))
    cover, narrative, listed, paper = texts(packet.parts[0].content)
    assert "宁波海天厨具有限公司" in cover
    assert "Société Générale d’Épicerie" in cover
    assert "短少 2 箱，已签收。" in narrative
    assert "签收单 Łódź.pdf" in listed
    assert "签收单" in paper


@pytest.mark.parametrize("text", ["短少两箱，请退还货款。", "Zażółć gęślą jaźń", "Накладная", "Ελλάδα", "ひらがな"])
@pytest.mark.parametrize("font", [PLAIN, BOLD])
def test_every_face_beyond_the_standard_ones_is_embedded(text: str, font: str) -> None:
    faces = {face for face, _ in runs(text, font)} - {PLAIN, BOLD}
    assert faces
    assert all(isinstance(pdfmetrics.getFont(face), TTFont) for face in faces)


@given(st.text(max_size=60))
def test_any_text_can_be_written(text: str) -> None:
    for face, said in runs(text):
        assert face
        assert said
    assert width(text, 9) >= 0


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["C"]), max_size=80), st.floats(20, 300))
def test_a_shortened_name_fits(text: str, room: float) -> None:
    assert width(shortened(text, room, 7.5), 7.5) <= room


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 400)), max_size=40), st.integers(150, 1_000))
def test_parts_keep_all_pages_in_order_within_the_room(weights: list[tuple[int, int]], room: int) -> None:
    pieces = [Piece(exhibit, place, weight) for place, (exhibit, weight) in enumerate(sorted(weights))]
    parts = split(pieces, room, own=100)
    assert [piece for part in parts for piece in part] == pieces
    for part in parts:
        assert len(part) <= 1 or sum(piece.weight for piece in part) <= room - 100
