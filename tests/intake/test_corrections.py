"""What a person put right stays right, whatever the readers see later."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases.intake.corrections import AlreadyUndoneError, NoSuchLineError, NoSuchPaperError, correct, undo_correction
from cases.intake.overlay import positions, row_of
from facts.documents import Document, DocumentKind, Field
from facts.paper_fields import FieldValueError
from ledger.papers import Correction, PaperKey
from ledger.trade import Agreement
from tests.intake.office import CLERK, Office, journal, paper, post_papers, seen, touches

POD = DocumentKind.PROOF_OF_DELIVERY


@pytest.fixture
def document(office: Office) -> int:
    """A scanned receipt with two rows, as readers saw it first."""
    received = office.receive("pods/7.pdf", b"%PDF-scan").document.id
    post_papers(office, received, receipt())
    return received


def receipt(cartons: int = 42, order: str = "4XK2P9QB", extra: tuple[dict[str, Field], ...] = (), shift: float = 0.0) -> Document:
    lines = (
        *extra,
        {"sku": seen("B0AAAAAAA1", top=200 + shift), "cartons": seen(20, top=200 + shift)},
        {"sku": seen("B0AAAAAAA2", top=220 + shift), "cartons": seen(22, top=220 + shift, review=True)},
    )
    return paper(
        POD, lines=lines, bol_number=seen("06141411234567895"), purchase_orders=seen([order]), total_cartons=seen(cartons, review=True)
    )


def put_right(office: Office, document_id: int, name: str, value: object, **where: Any) -> int:
    with office.sessions.begin() as session:
        made = correct(
            session, office.work, document_id=document_id, position=0, name=name, value=value, actor=CLERK, now=office.now, **where
        )
        return made.id


def test_a_corrected_field_is_certain_and_still_shows_what_was_printed(office: Office, document: int) -> None:
    put_right(office, document, "total_cartons", "40", reason="counted on the scan")
    (found,) = office.papers(document)
    field = found.content["fields"]["total_cartons"]
    assert field == {"value": 40, "text": "42", "confidence": 1.0, "page": 1, "box": [50.0, 100.0, 150.0, 110.0], "review": False}
    assert found.to_review == 1
    assert ("corrected", "document") in journal(office)


@pytest.mark.both_engines
def test_the_judge_sees_the_correction(office: Office, document: int) -> None:
    put_right(office, document, "purchase_orders", ["4XK2P9QR"])
    (reading,) = office.facts().readings
    assert reading.documents[0].texts("purchase_orders") == ["4XK2P9QR"]
    assert not reading.documents[0].fields["purchase_orders"].review


def test_the_order_that_was_misread_is_judged_again_as_well(office: Office, document: int) -> None:
    put_right(office, document, "purchase_orders", ["4XK2P9QR"])
    assert any("4XK2P9QB" in keys for _, _, keys in touches(office))
    with office.sessions() as session:
        assert set(session.scalars(select(PaperKey.key).where(PaperKey.name == "purchase_order"))) == {"4XK2P9QR"}


def test_reading_again_keeps_corrections(office: Office, document: int) -> None:
    put_right(office, document, "total_cartons", 40)
    put_right(office, document, "cartons", 20, line=1)
    post_papers(office, document, receipt(cartons=99, order="4XK2P9QR"), reader="two")
    (found,) = office.papers(document)
    assert found.content["fields"]["total_cartons"]["value"] == 40
    assert found.content["fields"]["total_cartons"]["text"] == "99"
    assert found.content["lines"][1]["cartons"]["value"] == 20
    assert found.content["fields"]["purchase_orders"]["value"] == ["4XK2P9QR"]


def test_a_correction_follows_its_row_when_a_later_reading_finds_one_more(office: Office, document: int) -> None:
    put_right(office, document, "cartons", 20, line=1)
    more = ({"sku": seen("B0AAAAAAA0", top=180), "cartons": seen(5, top=180)},)
    post_papers(office, document, receipt(extra=more), reader="two")
    (found,) = office.papers(document)
    assert [line["cartons"]["value"] for line in found.content["lines"]] == [5, 20, 20]


def test_a_correction_whose_row_is_gone_is_told_and_never_put_elsewhere(office: Office, document: int) -> None:
    put_right(office, document, "cartons", 7, line=1)
    other = (
        {"sku": seen("B0CCCCCCC9", top=500), "cartons": seen(3, top=500)},
        {"sku": seen("B0DDDDDDD9", top=520), "cartons": seen(4, top=520)},
    )
    post_papers(office, document, paper(POD, lines=other), reader="two")
    (found,) = office.papers(document)
    assert [line["cartons"]["value"] for line in found.content["lines"]] == [3, 4]
    assert any("line 2" in problem for problem in found.content["problems"])


@pytest.mark.both_engines
def test_undoing_brings_back_what_was_read(office: Office, document: int) -> None:
    before = office.papers(document)[0].content
    made = put_right(office, document, "total_cartons", 40)
    with office.sessions.begin() as session:
        undo_correction(session, office.work, made, actor=CLERK, now=office.now)
    assert office.papers(document)[0].content == before
    with office.sessions() as session, pytest.raises(AlreadyUndoneError):
        undo_correction(session, office.work, made, actor=CLERK, now=office.now)
    assert [action for action, _ in journal(office)][-2:] == ["corrected", "correction undone"]


@pytest.mark.both_engines
def test_the_last_of_several_corrections_counts_and_undoing_it_leaves_the_one_before(office: Office, document: int) -> None:
    put_right(office, document, "total_cartons", 40)
    last = put_right(office, document, "total_cartons", 41)
    assert office.papers(document)[0].content["fields"]["total_cartons"]["value"] == 41
    with office.sessions.begin() as session:
        undo_correction(session, office.work, last, actor=CLERK, now=office.now)
    assert office.papers(document)[0].content["fields"]["total_cartons"]["value"] == 40
    with office.sessions() as session:
        assert len(session.scalars(select(Correction)).all()) == 2


def test_a_field_can_be_taken_away_or_added_with_its_place(office: Office, document: int) -> None:
    put_right(office, document, "bol_number", None)
    put_right(office, document, "delivery_date", "2026-06-26", page=1, box=[10, 20, 30, 40])
    fields = office.papers(document)[0].content["fields"]
    assert "bol_number" not in fields
    assert fields["delivery_date"]["box"] == [10.0, 20.0, 30.0, 40.0]
    assert fields["delivery_date"]["text"] == ""


def test_the_kind_of_paper_can_be_put_right_and_stays(office: Office, document: int) -> None:
    put_right(office, document, "kind", "bill_of_lading")
    post_papers(office, document, receipt(cartons=12), reader="two")
    (found,) = office.papers(document)
    assert (found.kind, found.content["kind"]) == (DocumentKind.BILL_OF_LADING, "bill_of_lading")


@pytest.mark.parametrize(
    "name,value,wanted",
    [
        ("delivery_date", "26.06.2026", "write a date as 2026-11-01"),
        ("total_cartons", "forty", "write a whole number"),
        ("amount", "1,234.50", "decimal mark"),
        ("signed", "yes", "true or false"),
        ("kind", "love_letter", "write a kind of paper"),
        ("freight_terms", "free", "prepaid, collect, third_party"),
    ],
)
def test_what_does_not_fit_a_field_is_refused_with_what_would(office: Office, document: int, name: str, value: str, wanted: str) -> None:
    with pytest.raises(FieldValueError, match=wanted):
        put_right(office, document, name, value)


def test_a_line_or_paper_that_is_not_there_is_refused(office: Office, document: int) -> None:
    with pytest.raises(NoSuchLineError, match="0 to 1"):
        put_right(office, document, "cartons", 1, line=3)
    with office.sessions() as session, pytest.raises(NoSuchPaperError):
        correct(session, office.work, document_id=document, position=5, name="x", value=1, actor=CLERK, now=office.now)


def test_a_paper_keeps_its_corrections_when_a_later_reading_finds_one_more_before_it(office: Office, document: int) -> None:
    post_papers(
        office, document, paper(POD, pages=(1,), bol_number=seen("1111")), paper(POD, pages=(2,), bol_number=seen("2222")), reader="two"
    )
    with office.sessions.begin() as session:
        correct(session, office.work, document_id=document, position=1, name="bol_number", value="2223", actor=CLERK, now=office.now)
    parts = [paper(POD, pages=(n,), bol_number=seen(f"{n}{n}{n}{n}")) for n in (1, 3, 2)]
    post_papers(office, document, *parts, reader="three")
    assert [(p.content["pages"], p.content["fields"]["bol_number"]["value"]) for p in office.papers(document)] == [
        ([1], "1111"), ([3], "3333"), ([2], "2223"),
    ]  # fmt: skip


def test_a_corrected_agreement_number_moves_its_row(office: Office) -> None:
    received = office.receive("agreements/1.pdf", b"%PDF-agreement").document.id
    agreement = paper(DocumentKind.COOP_AGREEMENT, agreement_number=seen("VR-1"), payer_name=seen("Halden"), start_date=seen("2026-01-01"))
    post_papers(office, received, agreement)
    put_right(office, received, "agreement_number", "VR-2026")
    with office.sessions() as session:
        rows = session.scalars(select(Agreement)).all()
        assert [(row.number, row.version, row.payer, str(row.starts_on)) for row in rows] == [("VR-2026", 1, "Halden", "2026-01-01")]


FIELDS = st.dictionaries(st.sampled_from(["total_cartons", "total_pallets", "cartons_short"]), st.integers(0, 500), max_size=3)


def of_fields(fields: dict[str, int]) -> Document:
    found: dict[str, Any] = {name: seen(value) for name, value in fields.items()}
    return paper(POD, **found)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(later=st.lists(FIELDS, min_size=1, max_size=4), right=FIELDS)
def test_whatever_readers_see_later_a_persons_word_stays(office: Office, later: list[dict[str, int]], right: dict[str, int]) -> None:
    received = office.receive("pods/8.pdf", f"%PDF {later} {right}".encode()).document.id
    post_papers(office, received, paper(POD, total_cartons=seen(1)))
    for name, value in right.items():
        put_right(office, received, name, value)
    for number, fields in enumerate(later):
        post_papers(office, received, of_fields(fields), reader=f"reader {number}")
        (found,) = office.papers(received)
        values = {name: field["value"] for name, field in found.content["fields"].items()}
        assert values == fields | right


@given(st.lists(st.lists(st.integers(1, 6), max_size=3), max_size=6), st.lists(st.lists(st.integers(1, 6), max_size=3), max_size=6))
def test_no_two_papers_share_a_position(before: list[list[int]], after: list[list[int]]) -> None:
    named = positions(list(enumerate(before)), after)
    assert len(set(named)) == len(after)
    assert positions(list(zip(named, after, strict=True)), after) == named or any(not pages for pages in after)


def test_a_row_is_told_by_its_place_before_its_cells() -> None:
    lines = [{"sku": seen("A", top=100).to_json()}, {"sku": seen("B", top=120).to_json()}]
    assert row_of(lines, 5, {"page": 1, "middle": 125.0, "sku": "A"}) == 1
    assert row_of(lines, 0, {"sku": "Z"}) is None
