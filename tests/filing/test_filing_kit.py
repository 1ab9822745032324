"""The filing kit: fields with their room, attachments within limits or what to do, and what to write down after."""

from dataclasses import replace

import pytest

from cases.filing.filing_kit import FilingKit, filing_kit
from cases.filing.packet.of_case import build_packet
from cases.life.answers import record_answer
from ledger.cases import Case
from rules.model import AttachmentLimit, FieldLimit, Rules
from tests.cases.office import NOW
from tests.packet.case_made import Room


def kit(room: Room, case: Case, **limits: object) -> FilingKit:
    rules = replace(room.office.rules, attachments=AttachmentLimit(**limits)) if limits else room.office.rules  # type: ignore[arg-type]
    return filing_kit(room.session, case, rules, None)


def packed(room: Room) -> Case:
    room.paper()
    case = room.office.ready(room.case())
    build_packet(room.session, room.files, room.sandbox, case, None, room.office.rules, actor="ana", now=NOW)
    return case


def test_each_field_of_the_form_has_its_text_and_its_room(room: Room) -> None:
    found = kit(room, packed(room))
    fields = {f.label: f for f in found.fields}
    assert list(fields) == [
        "Invoice number", "Claim number", "ASIN lines", "Dispute Quantity", "Shipped product external ID", "Shipped date",
        "Delivered date", "Title", "Explanation", "Additional e-mails",
    ]  # fmt: skip
    assert (fields["Invoice number"].text, fields["Claim number"].text) == ("INV10482", "INV10482SC")
    assert fields["Explanation"].text.startswith("We ask you")
    assert fields["Explanation"].limit == FieldLimit(1000, 2000)
    assert fields["Explanation"].count == len(fields["Explanation"].text)
    assert found.channel == "portal"


def test_a_text_beyond_its_field_is_marked(room: Room) -> None:
    case = packed(room)
    short: Rules = replace(room.office.rules, limits={"default": FieldLimit(5, 8)})
    long = {f.label for f in filing_kit(room.session, case, short, None).fields if f.too_long}
    assert {"Explanation", "Title"} <= long
    assert not filing_kit(room.session, case, short, None).fits


def test_the_parts_of_the_packet_are_the_attachments_in_order(room: Room) -> None:
    (attachment,) = kit(room, packed(room)).attachments
    assert (attachment.number, attachment.name, attachment.type) == (1, "INV10482SC_packet.pdf", "application/pdf")
    content = room.files.get(attachment.sha256)
    assert content is not None
    assert len(content) == attachment.bytes
    assert attachment.objection == ""


@pytest.mark.parametrize(
    "limits, told",
    [
        ({"largest_bytes": 500}, "larger than the 500 bytes that the portal takes: leave out a paper and build the packet again"),
        ({"smallest_bytes": 10_000_000}, "smaller than the 10,000,000 bytes that the portal takes: put it together with another file"),
        ({"types": ("jpg", "tiff")}, "the portal takes jpg, tiff: save it in one of these forms"),
        ({"files": 0}, "the portal takes 0 files: this one does not fit any more"),
    ],
)
def test_what_the_portal_would_not_take_says_what_to_do(room: Room, limits: dict[str, object], told: str) -> None:
    found = kit(room, packed(room), **limits)
    assert [a.objection for a in found.attachments] == [told]
    assert not found.fits


def test_what_is_not_done_yet_is_said(room: Room) -> None:
    case = room.case()
    assert "no letter is written yet" in kit(room, case).objections
    room.office.draft(case)
    assert kit(room, case, files=3).objections == ("the letter is not approved yet", "the packet of this letter is not built yet")


def test_a_paper_that_is_not_enclosed_is_said(room: Room) -> None:
    room.files.delete(room.paper().sha256)
    case = room.office.ready(room.case())
    build_packet(room.session, room.files, room.sandbox, case, None, room.office.rules, actor="ana", now=NOW)
    assert any("not enclosed: proof of delivery" in said for said in kit(room, case).objections)


@pytest.mark.both_engines
def test_what_to_write_down_after_filing(room: Room) -> None:
    case = packed(room)
    assert [(r.name, r.needed) for r in kit(room, case).to_record] == [("filed_on", True), ("dispute_id", False)]
    filing = room.office.filed(room.case())
    again = room.session.get_one(Case, filing.case_id)
    record_answer(
        room.session, again, filing, kind="denied", answered_on=room.office.today, approved_minor=0, reason="no proof", via="portal",
        **room.office.by(),
    )  # fmt: skip
    assert kit(room, again).to_record[-1].label == "what is new against round 1"
