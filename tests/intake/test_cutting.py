"""How a scan is cut is a person's word: readers obey it, it outlives reading again, and it can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from cases.intake.corrections import correct, undo_correction
from cases.intake.cutting import CutError, cut_document
from cases.intake.reading import reprocess
from extractors.read import Keep, ReaderPool, ReadFile
from extractors.told import NOTHING_TOLD, Told, ToldPaper
from facts.documents import DocumentKind
from ledger.papers import Document, Reading
from tests.intake.office import CLERK, Office, journal, paper, post_papers, seen
from tests.pages.papers_made import digital_pages

BOL, POD, PACKING = DocumentKind.BILL_OF_LADING, DocumentKind.PROOF_OF_DELIVERY, DocumentKind.PACKING_LIST
COVER = (
    (72, 90, "Batch of delivery papers from the carrier, scanned on 04/30/2026"),
    (72, 120, "Please keep these pages together, thank you very much"),
)


def lading(number: str, order: str) -> tuple[tuple[float, float, str], ...]:
    return (
        (72, 90, "STRAIGHT BILL OF LADING"),
        (72, 120, f"Bill of lading number {number}"),
        (72, 140, "Carrier Cascade Motor Express   PRO 660045595"),
        (72, 160, "Ship date 04/26/2026   Trailer 33354   Seal 3245074"),
        (72, 200, "Order number"), (300, 200, "Cartons"),
        (72, 220, order), (300, 220, "17"),
    )  # fmt: skip


@pytest.fixture
def batch(office: Office) -> int:
    """Four pages that came as one file: two bills of lading, a note from the carrier between them, and a second page of the last."""
    pages = (lading("06141411234567895", "4XK2P9QR"), COVER, lading("06141411234567901", "8T9JMN3W"), COVER)
    return office.take_in("pods/batch.pdf", digital_pages(*pages))


def cut(office: Office, document_id: int, *papers: tuple[tuple[int, ...], DocumentKind | None], pages: int = 4) -> int:
    """Cuts a document, and has it read again by that."""
    office.later(minutes=1)
    with office.sessions.begin() as session:
        told = [ToldPaper(own, kind) for own, kind in papers]
        made = cut_document(session, office.work, document_id=document_id, papers=told, pages=pages, actor=CLERK, now=office.now)
    office.read_all()
    return made.id


def take_back(office: Office, correction_id: int) -> None:
    office.later(minutes=1)
    with office.sessions.begin() as session:
        undo_correction(session, office.work, correction_id, actor=CLERK, now=office.now)
    office.read_all()


def put_right(office: Office, document_id: int, name: str, value: object, **where: Any) -> int:
    office.later(minutes=1)
    with office.sessions.begin() as session:
        made = correct(session, office.work, document_id=document_id, name=name, value=value, actor=CLERK, now=office.now, **where)
    office.read_all()
    return made.id


def papers(office: Office, document_id: int) -> list[tuple[tuple[int, ...], DocumentKind]]:
    return [(tuple(p.content["pages"]), p.kind) for p in office.papers(document_id) if not p.gone]


def test_a_batch_is_cut_as_a_person_says_in_any_order_of_pages(office: Office, batch: int) -> None:
    cut(office, batch, ((4, 3), None), ((1,), None))
    assert papers(office, batch) == [((4, 3), BOL), ((1,), BOL)]
    first, second = (p.content["fields"]["bol_number"]["value"] for p in office.papers(batch) if not p.gone)
    assert (first, second) == ("06141411234567901", "06141411234567895")
    assert ("cut into papers", "document") in journal(office)


def test_a_kind_that_is_told_with_the_cut_is_read_by_the_reader_of_that_kind(office: Office, batch: int) -> None:
    cut(office, batch, ((1,), POD), ((3, 4), PACKING))
    assert papers(office, batch) == [((1,), POD), ((3, 4), PACKING)]
    assert {p.content["kind_confidence"] for p in office.papers(batch) if not p.gone} == {1.0}


def test_reading_again_obeys_the_cut(office: Office, batch: int) -> None:
    cut(office, batch, ((1, 2), None), ((3, 4), PACKING))
    before = papers(office, batch)
    office.later(days=1)
    with office.sessions.begin() as session:
        reprocess(session, office.work, document_ids=[batch], cause="new readers", now=office.now, actor=CLERK)
    office.read_all()
    assert papers(office, batch) == before == [((1, 2), BOL), ((3, 4), PACKING)]


def test_taking_the_cut_back_leaves_the_cutting_to_the_readers(office: Office, batch: int) -> None:
    as_read = papers(office, batch)
    first = cut(office, batch, ((1, 2, 3, 4), None))
    second = cut(office, batch, ((3,), None))
    take_back(office, second)
    assert papers(office, batch) == [((1, 2, 3, 4), BOL)]
    take_back(office, first)
    assert papers(office, batch) == as_read


@pytest.mark.both_engines
def test_corrections_stay_with_the_paper_that_keeps_its_pages(office: Office, batch: int) -> None:
    last = [p for p in office.papers(batch) if not p.gone][-1]
    put_right(office, batch, "seal_number", "777", position=last.position)
    cut(office, batch, ((1, 2), None), (tuple(last.content["pages"]), None))
    seals = [p.content["fields"]["seal_number"]["value"] for p in office.papers(batch) if not p.gone]
    assert seals == ["3245074", "777"]


def test_the_same_cut_said_twice_is_kept_once(office: Office, batch: int) -> None:
    assert cut(office, batch, ((1,), None)) == cut(office, batch, ((1,), None))


@pytest.mark.parametrize(
    "own,objection",
    [([(1,), (1, 2)], "page 1 is in two papers"), ([(5,)], "no page 5"), ([()], "at least one page"), ([(1, 1)], "page 1 is in two")],
)
def test_a_cut_that_cannot_be_is_refused(office: Office, batch: int, own: list[tuple[int, ...]], objection: str) -> None:
    with pytest.raises(CutError, match=objection):
        cut(office, batch, *((pages, None) for pages in own))


def test_a_cut_of_more_pages_than_any_scan_has_is_refused_at_once(office: Office, batch: int) -> None:
    with pytest.raises(CutError, match="there is no page"):
        cut(office, batch, *((tuple(range(first, first + 400)), None) for first in range(1, 160_000, 400)))


def test_a_kind_put_right_is_read_by_its_own_reader_with_corrections_over_it(office: Office, batch: int) -> None:
    put_right(office, batch, "seal_number", "777", position=0)
    kind = put_right(office, batch, "kind", "proof_of_delivery", position=0)
    (first, *_) = office.papers(batch)
    with office.sessions() as session:
        reading = session.get_one(Reading, session.get_one(Document, batch).reading_id)
        assert reading.content["documents"][0]["kind"] == "proof_of_delivery"
    assert (first.kind, first.content["fields"]["seal_number"]["value"]) == (POD, "777")
    take_back(office, kind)
    assert office.papers(batch)[0].kind is BOL


def test_the_later_word_on_a_kind_counts(office: Office, batch: int) -> None:
    put_right(office, batch, "kind", "invoice", position=0)
    cut(office, batch, ((1,), POD), ((3,), None))
    assert papers(office, batch) == [((1,), POD), ((3,), BOL)]
    put_right(office, batch, "kind", "packing_list", position=0)
    assert papers(office, batch) == [((1,), PACKING), ((3,), BOL)]


def receipt(*cartons: tuple[str, int, float]) -> Any:
    lines = tuple({"sku": seen(sku, top=top), "cartons": seen(count, top=top)} for sku, count, top in cartons)
    return paper(POD, lines=lines, bol_number=seen("06141411234567895"))


@pytest.fixture
def short(office: Office) -> int:
    """A receipt of which readers saw one line of two."""
    received = office.receive("pods/7.pdf", b"%PDF-scan").document.id
    post_papers(office, received, receipt(("B0AAAAAAA1", 20, 200)))
    return received


def added(office: Office, document_id: int, **cells: object) -> list[int]:
    (found,) = office.papers(document_id)
    line = len(found.content["lines"])
    with office.sessions.begin() as session:
        return [
            correct(
                session, office.work, document_id=document_id, position=0, name=name, value=value, line=line,
                page=1, box=[50, 220, 150, 230], actor=CLERK, now=office.now,
            ).id
            for name, value in cells.items()
        ]  # fmt: skip


def cartons(office: Office, document_id: int) -> list[object]:
    return [line["cartons"]["value"] if "cartons" in line else None for line in office.papers(document_id)[0].content["lines"]]


def test_a_line_that_readers_missed_is_added_and_outlives_reading_again(office: Office, short: int) -> None:
    added(office, short, sku="B0AAAAAAA2", cartons=22)
    assert cartons(office, short) == [20, 22]
    added(office, short, sku="B0AAAAAAA3", cartons=5)
    post_papers(office, short, receipt(("B0AAAAAAA1", 21, 200)), reader="two")
    assert cartons(office, short) == [21, 22, 5]
    (reading,) = office.facts().readings
    assert [line["cartons"].value for line in reading.documents[0].lines] == [21, 22, 5]


def test_an_added_line_does_not_count_twice_once_a_reading_finds_it(office: Office, short: int) -> None:
    added(office, short, sku="B0AAAAAAA2", cartons=22)
    post_papers(office, short, receipt(("B0AAAAAAA1", 20, 200), ("B0AAAAAAA2", 27, 220)), reader="two")
    assert cartons(office, short) == [20, 22]


@pytest.mark.both_engines
def test_a_second_line_of_the_same_item_may_be_added(office: Office, short: int) -> None:
    added(office, short, sku="B0AAAAAAA1", cartons=3)
    post_papers(office, short, receipt(("B0AAAAAAA1", 20, 200)), reader="two")
    assert cartons(office, short) == [20, 3]


@pytest.mark.both_engines
def test_a_line_that_is_none_is_taken_away_and_the_others_keep_their_places(office: Office, short: int) -> None:
    post_papers(office, short, receipt(("TOTAL", 42, 190), ("B0AAAAAAA1", 20, 200)), reader="two")
    with office.sessions.begin() as session:
        gone = correct(session, office.work, document_id=short, position=0, name="line", value=None, line=0, actor=CLERK, now=office.now).id
    assert cartons(office, short) == [None, 20]
    (reading,) = office.facts().readings
    assert [line["cartons"].value for line in reading.documents[0].lines] == [20]
    with office.sessions.begin() as session:
        undo_correction(session, office.work, gone, actor=CLERK, now=office.now)
    assert cartons(office, short) == [42, 20]


def test_an_added_line_goes_when_its_cells_are_taken_back(office: Office, short: int) -> None:
    sku, count = added(office, short, sku="B0AAAAAAA2", cartons=22)
    for number in (sku, count):
        with office.sessions.begin() as session:
            undo_correction(session, office.work, number, actor=CLERK, now=office.now)
    assert cartons(office, short) == [20]


class WatchedPool(ReaderPool):
    """Readers that remember which pages they were asked to look at."""

    def __init__(self, pool: ReaderPool) -> None:
        super().__init__(1)
        self._pool = pool
        self.looked_at: list[frozenset[int] | None] = []

    def read_bytes(self, content: bytes, name: str, keep: Keep | None = None, told: Told = NOTHING_TOLD) -> ReadFile:
        self.looked_at.append(told.only)
        return self._pool.read_bytes(content, name, keep, told)


@pytest.fixture
def watched(office: Office, pool: ReaderPool) -> WatchedPool:
    made = WatchedPool(pool)
    office.pool = made
    return made


@pytest.mark.both_engines
def test_of_a_batch_only_the_papers_that_are_cut_anew_are_read_again(office: Office, watched: WatchedPool, batch: int) -> None:
    cut(office, batch, ((1,), None), ((2,), None), ((3, 4), None))
    assert watched.looked_at[-1] is None or 3 not in watched.looked_at[-1]
    last = next(p.position for p in office.papers(batch) if p.content["pages"] == [3, 4])
    put_right(office, batch, "kind", "packing_list", position=last)
    assert watched.looked_at[-1] == frozenset({3, 4})
    assert papers(office, batch) == [((1,), BOL), ((2,), DocumentKind.OTHER), ((3, 4), PACKING)]
    asked = len(watched.looked_at)
    cut(office, batch, ((3, 4), PACKING), ((1,), None))
    assert len(watched.looked_at) == asked
    assert papers(office, batch) == [((3, 4), PACKING), ((1,), BOL)]


def test_what_stands_of_a_batch_is_what_a_reading_of_all_of_it_gives(office: Office, batch: int) -> None:
    cut(office, batch, ((1,), POD), ((2,), None), ((4, 3), None))
    in_part = [p.content for p in office.papers(batch) if not p.gone]
    office.later(days=1)
    with office.sessions.begin() as session:
        reprocess(session, office.work, document_ids=[batch], cause="all of it", now=office.now, actor=CLERK)
    office.read_all()
    assert [p.content for p in office.papers(batch) if not p.gone] == in_part
