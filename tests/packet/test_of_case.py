"""Packets of cases: from the ledger's papers, kept in the file store, each once."""

import pytest
from sqlalchemy import select

from cases.background.work import JobState, WorkKind
from cases.filing.packet.of_case import build_packet, latest_packet, packet_handler, packet_key
from ledger.cases import Packet
from ledger.operation import JournalEntry
from ledger.people import User
from tests.cases.office import NOW
from tests.packet.case_made import Room
from tests.packet.packets_made import texts


def part(room: Room, packet: Packet, number: int = 0) -> list[str]:
    content = room.files.get(packet.parts[number]["sha256"])
    assert content is not None
    assert len(content) == packet.parts[number]["bytes"]
    return texts(content)


def test_a_case_is_packed_with_the_papers_that_its_findings_cite(room: Room) -> None:
    paper = room.paper()
    case = room.case()
    draft = room.office.draft(case)
    packet = build_packet(room.session, room.files, room.sandbox, case, draft, room.office.rules, actor="ana", now=NOW)
    pages = part(room, packet)
    assert packet.missing == []
    assert [(e["title"], e["document_id"], e["pages"]) for e in packet.exhibits] == [
        ("proof of delivery", paper.id, 1),
        ("cited rows of tables", None, 1),
    ]
    assert packet.parts[0]["name"] == "INV10482SC_packet.pdf"
    assert "Halden Goods to Amazon Vendor Central (US)" in pages[0]
    assert "We ask you" in pages[1]
    assert "06141411234567895" in pages[3]
    assert f"Exhibit 1 · page 1 of 1 · case {case.number}" in pages[3]
    assert "invoiced 120, received 0" in pages[4]


def test_the_cover_names_the_person_who_approved_the_letter(room: Room) -> None:
    room.session.add(User(email="ben", name="Ben Okafor", created_at=NOW))
    room.paper()
    case = room.office.ready(room.case())
    packet = build_packet(room.session, room.files, room.sandbox, case, None, room.office.rules, actor="recoup", now=NOW)
    assert "Ben Okafor" in part(room, packet)[0]


def test_a_paper_that_is_no_longer_stored_is_missed_by_name(room: Room) -> None:
    document = room.paper()
    room.files.delete(document.sha256)
    case = room.case()
    packet = build_packet(room.session, room.files, room.sandbox, case, None, room.office.rules, actor="ana", now=NOW)
    assert packet.missing == ["proof of delivery (pods/scan_0007.pdf): it is no longer in the files"]


def test_the_same_packet_is_kept_once(room: Room) -> None:
    room.paper()
    case = room.case()
    draft = room.office.draft(case)
    first, second = (
        build_packet(room.session, room.files, room.sandbox, case, draft, room.office.rules, actor="ana", now=NOW) for _ in range(2)
    )
    assert first is second
    built = select(JournalEntry).where(JournalEntry.action == "packet_built")
    assert len(room.session.scalars(built).all()) == 1


@pytest.mark.both_engines
def test_a_job_builds_the_packet_and_twice_is_once(room: Room) -> None:
    room.paper()
    case = room.case()
    draft = room.office.draft(case)
    key = packet_key(case, draft, NOW)
    room.work.submit(room.session, WorkKind.PACKET, {"case_id": case.id, "actor": "ana"}, key, now=NOW, supplier_id=case.supplier_id)
    room.session.commit()
    handler = packet_handler(room.desk)
    room.work.run_pending(room.sessions, NOW, handlers={WorkKind.PACKET: handler}, raising=True)
    room.work.run_pending(room.sessions, NOW, handlers={WorkKind.PACKET: handler}, raising=True)
    job = room.work.look(room.session, key)
    assert job is not None
    assert job.state is JobState.DONE
    packet = latest_packet(room.session, case)
    assert packet is not None
    assert packet.draft_id == draft.id
    assert packet.made_by == "ana"
    assert len(part(room, packet)) == 5
