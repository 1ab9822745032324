"""Approval without a person: off by default, refused for every reason there is, in the journal, and never into a portal."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from cases.background.inline_work import InlineWork
from cases.background.work import WorkKind
from cases.filing.mail_sending import mail_handler
from cases.filing.packet.of_case import latest_packet, packet_handler
from cases.filing.unattended import UNATTENDED_MAIL, UNATTENDED_MODEL, Decision, after_packet, approve_unattended, mail_unattended
from cases.letters.writing import revise_draft, write_draft
from facts.documents import Document, DocumentKind, Field, Source
from facts.evidence import Box, Evidence
from facts.finding import Verdict
from ledger.cases import Case, CaseForm, CaseState, Draft, Filing, Mail, Packet
from ledger.operation import JournalEntry
from ledger.papers import Paper
from ledger.suppliers import Terms
from tests.cases.office import NOW
from tests.filing.post_office import PostOffice, opened
from tests.packet.case_made import BOX, EVIDENCE, Room
from tests.pages.papers_made import digital


def waiting(room: Room, *, limit: int | None = 50_040) -> Case:
    """A case that waits for approval, of a supplier who wants small ones approved."""
    room.office.supplier.unattended_up_to_minor, room.office.supplier.unattended_currency = limit, None if limit is None else "USD"
    room.paper()
    room.paper("packing/list_12.pdf", digital(pages=2), DocumentKind.PACKING_LIST)
    case = room.case(evidence=(*EVIDENCE, Evidence("packing/list_12.pdf", "10 cartons packed", page=1, box=BOX)))
    assert case.evidence_state == "complete"
    write_draft(room.session, case, room.office.rules, actor="recoup", now=NOW)
    case.state = CaseState.IN_REVIEW
    return case


def decided(room: Room, case: Case) -> Decision:
    room.session.flush()
    return approve_unattended(room.session, room.work, case, room.office.rules, now=NOW, today=NOW.date())


@pytest.mark.both_engines
def test_a_small_proven_dispute_is_approved_by_the_house(room: Room) -> None:
    case = waiting(room)
    assert decided(room, case).approved
    assert case.state is CaseState.READY_TO_FILE
    draft = room.session.scalars(select(Draft)).one()
    assert (draft.approved_by, draft.approved_at) == ("recoup", NOW)
    entry = room.session.scalars(select(JournalEntry).where(JournalEntry.action == "moved").order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert entry.actor == "recoup"
    assert entry.reason == "approved without a person: verified, fully proven and not above USD 500.40, as Halden Goods wants it"


def test_it_goes_from_drafting_too(room: Room) -> None:
    case = waiting(room)
    case.state = CaseState.DRAFTING
    assert decided(room, case).approved
    assert case.state is CaseState.READY_TO_FILE


def lines(room: Room, case: Case, **values: Any) -> None:
    for line in room.session.scalars(select(type(room.office.line())).where(type(room.office.line()).case_id == case.id)):
        for name, value in values.items():
            setattr(line, name, value)


def doubt(room: Room, _case: Case) -> None:
    paper = room.session.scalars(select(Paper).order_by(Paper.id)).first()
    assert paper is not None
    said = Document(
        DocumentKind.PROOF_OF_DELIVERY, Source.OCR, 1.0, (1,), "en", {"total_cartons": Field(10, "1O", page=1, box=BOX, review=True)}
    )
    paper.content = said.to_json()


def second_line(room: Room, case: Case) -> None:
    room.office.line(case, verdict=Verdict.REVIEW, recoverable_minor=0)


def put(row: object, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def of_supplier(**values: Any) -> Callable[[Room, Case], None]:
    return lambda room, _case: put(room.office.supplier, values)


def of_case(**values: Any) -> Callable[[Room, Case], None]:
    return lambda _room, case: put(case, values)


def of_draft(**values: Any) -> Callable[[Room, Case], None]:
    return lambda room, _case: put(room.session.scalars(select(Draft)).one(), values)


REFUSALS: dict[str, tuple[Callable[[Room, Case], None], str]] = {
    "the policy is off": (
        of_supplier(unattended_up_to_minor=None, unattended_currency=None),
        "unattended approval is off for this supplier",
    ),
    "the supplier left": (of_supplier(active=False), "the supplier is no longer active"),
    "above the amount": (of_supplier(unattended_up_to_minor=50_039), "USD 500.40 is above USD 500.39"),
    "another currency": (of_supplier(unattended_currency="EUR"), "the case is in USD and the policy in EUR"),
    "four eyes": (of_supplier(four_eyes=True), "Halden Goods wants four eyes, and the house has none"),
    "nothing to ask": (lambda room, case: lines(room, case, recoverable_minor=0), "there is nothing to ask for"),
    "granted before": (of_case(approved_minor=50_040), "there is nothing to ask for"),
    "evidence waived": (of_case(evidence_state="waived"), "the evidence is waived, not complete"),
    "evidence weak": (of_case(evidence_state="weak"), "the evidence is weak, not complete"),
    "evidence missing": (of_case(evidence_state="missing"), "the evidence is missing, not complete"),
    "objections of the verifier": (of_draft(verified=False), "the draft has objections of the verifier; mend them first"),
    "words that nobody can check": (
        of_draft(problems=[{"severity": "unverifiable", "message": "not checked, for a person to judge: promptly"}]),
        "the letter has wording that cannot be checked, which a person reads first",
    ),
    "words of a model": (
        of_draft(sentences=[{"text": "We ask.", "facts": [1], "by": "model"}]),
        "a model wrote part of the letter, which a person reads first",
    ),
    "a settlement": (of_case(form=CaseForm.SETTLEMENT), "a settlement is agreed by a person"),
    "a further round": (of_case(rounds=1), "a person says what is new in a further round"),
    "changes unseen": (of_case(changes=[{"what": "gone"}]), "it has changes that nobody has seen yet"),
    "a line for review": (second_line, "a line of it waits for a person's decision"),
    "a doubtful reading": (doubt, "it rests on a value that a person should look at on the paper first"),
    "snoozed": (of_case(state=CaseState.SNOOZED), "the case is snoozed, it does not wait for approval"),
    "filed": (of_case(state=CaseState.FILED), "the case is filed, it does not wait for approval"),
    "gathering": (of_case(state=CaseState.GATHERING_EVIDENCE), "the case is gathering evidence, it does not wait for approval"),
}


def test_a_models_letter_is_approved_by_the_house_where_the_supplier_wants_it(room: Room) -> None:
    case = waiting(room)
    room.office.supplier.settings = {UNATTENDED_MODEL: True}
    draft = room.session.scalars(select(Draft)).one()
    draft.made_by, draft.sentences = "model", [sentence | {"by": "model"} for sentence in draft.sentences]
    assert decided(room, case).approved


@pytest.mark.parametrize("name", REFUSALS)
def test_a_person_decides_where(room: Room, name: str) -> None:
    case = waiting(room)
    change, told = REFUSALS[name]
    change(room, case)
    state = case.state
    decision = decided(room, case)
    assert not decision.approved
    assert told in decision.objections
    assert case.state is state
    assert room.session.scalars(select(Draft)).one().approved_at is None
    assert room.session.scalars(select(JournalEntry).where(JournalEntry.action == "moved")).all() == []


def test_off_is_the_default(room: Room) -> None:
    assert room.office.supplier.unattended_up_to_minor is None


def test_a_case_without_a_draft_waits(room: Room) -> None:
    case = waiting(room)
    room.session.delete(room.session.scalars(select(Draft)).one())
    assert "there is no draft yet" in decided(room, case).objections


def test_wording_that_cannot_be_checked_is_read_by_a_person_first(room: Room) -> None:
    case = waiting(room)
    draft = room.session.scalars(select(Draft)).one()
    said = draft.text.replace("Please ", "We trust that our long friendship counts for something.\n\nPlease ", 1)
    revised = revise_draft(room.session, draft, rules=room.office.rules, actor="ana", now=NOW, text=said)
    case.state = CaseState.IN_REVIEW
    decision = decided(room, case)
    assert not decision.approved
    assert revised.approved_at is None


def test_a_letter_is_held_against_the_day_on_which_it_is_approved(room: Room) -> None:
    case = waiting(room)
    lines(room, case, dispute_by=NOW.date().replace(year=2025), safe_by=None)
    assert not decided(room, case).approved
    draft = room.session.scalars(select(Draft)).one()
    assert any("window" in problem["message"] for problem in draft.problems)


def test_nothing_is_ever_filed_to_a_portal(room: Room) -> None:
    case = waiting(room)
    room.office.supplier.settings = {UNATTENDED_MAIL: True}
    assert decided(room, case).approved
    run(room, None)
    assert latest_packet(room.session, case) is not None
    assert room.session.scalars(select(Mail)).all() == []
    assert room.session.scalars(select(Filing)).all() == []
    left = room.session.scalars(select(JournalEntry).where(JournalEntry.action == "left_to_a_person")).one()
    assert "takes disputes by portal, which a person files" in left.reason


def run(room: Room, post: PostOffice | None) -> None:
    """Carries out what was submitted: the packet, then the mail."""
    handlers = {
        WorkKind.PACKET: packet_handler(room.desk, after_packet(room.desk)),
        WorkKind.MAIL: mail_handler(room.desk, post.transport() if post else None),
    }
    assert isinstance(room.work, InlineWork)
    room.session.commit()
    room.work.run_pending(room.sessions, NOW, handlers=handlers, raising=True)
    room.session.expire_all()


def by_mail(room: Room) -> None:
    """A retailer that takes disputes by mail, and a supplier who lets them go."""
    room.session.add(
        Terms(
            account_id=room.office.account.id, version=1, text="retailer: amazon_us\nsource: agreed\nfiling: {channel: email}\n",
            recorded_at=NOW, recorded_by="ana",
        )
    )  # fmt: skip
    room.office.supplier.settings = {UNATTENDED_MAIL: True}
    room.office.supplier.mail_from, room.office.account.contact = "disputes@halden.example", "claims@retailer.example"


@pytest.mark.both_engines
def test_where_disputes_go_by_mail_and_the_supplier_wants_it_the_mail_goes_out(room: Room) -> None:
    case = waiting(room)
    by_mail(room)
    assert decided(room, case).approved
    with opened(PostOffice()) as post:
        run(room, post)
        assert len(post.letters) == 1
    filing = room.session.scalars(select(Filing)).one()
    assert (filing.channel, filing.filed_by) == ("email", "recoup")
    assert room.session.get_one(Case, case.id).state is CaseState.FILED


def no_channel(room: Room) -> None:
    room.office.rules = replace(room.office.rules, channel="portal")


def no_paper(room: Room) -> None:
    room.session.scalars(select(Packet)).one().missing = ["proof of delivery"]


MAIL_REFUSALS: dict[str, tuple[Callable[[Room], None], str]] = {
    "a portal": (no_channel, "which a person files"),
    "not allowed": (lambda room: setattr(room.office.supplier, "settings", {}), "do not let mails go out without a person"),
    "not quite true": (lambda room: setattr(room.office.supplier, "settings", {UNATTENDED_MAIL: "no"}), "do not let mails go out"),
    "approved by a person": (lambda room: setattr(room.session.scalars(select(Draft)).one(), "approved_by", "ben"), "approved by a person"),
    "a paper is missing": (no_paper, "papers of the packet could not be enclosed"),
    "too large": (
        lambda room: setattr(room.session.scalars(select(Packet)).one(), "problems", ["too many"]),
        "beyond what the retailer takes",
    ),
    "no address": (lambda room: setattr(room.office.account, "contact", None), "address of the retailer or of the supplier is missing"),
    "not ready": (lambda room: setattr(room.session.scalars(select(Case)).one(), "state", CaseState.IN_REVIEW), "not ready to be filed"),
}


@pytest.mark.parametrize("name", MAIL_REFUSALS)
def test_no_mail_goes_out_where(room: Room, name: str) -> None:
    case = waiting(room)
    by_mail(room)
    room.office.rules = replace(room.office.rules, channel="email")
    decided(room, case)
    room.session.commit()
    assert isinstance(room.work, InlineWork)
    room.work.run_pending(room.sessions, NOW, handlers={WorkKind.PACKET: packet_handler(room.desk)}, raising=True)
    room.session.expire_all()
    packet = latest_packet(room.session, case)
    assert packet is not None
    change, told = MAIL_REFUSALS[name]
    change(room)
    outcome = mail_unattended(room.session, room.work, case, packet, room.office.rules, now=NOW)
    assert isinstance(outcome, tuple)
    assert any(told in said for said in outcome)
    assert room.session.scalars(select(Mail)).all() == []


def test_boxes_beside_the_cited_one_do_not_matter(room: Room) -> None:
    case = waiting(room)
    paper = room.session.scalars(select(Paper).order_by(Paper.id)).first()
    assert paper is not None
    elsewhere = Field("x", "x", page=1, box=Box(1, 1, 5, 5), review=True)
    fields = {"total_cartons": Field(10, "10", page=1, box=BOX), "seal_number": elsewhere}
    paper.content = Document(DocumentKind.PROOF_OF_DELIVERY, Source.OCR, 1.0, (1,), "en", fields).to_json()
    assert decided(room, case).approved
