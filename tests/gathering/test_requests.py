"""Papers that are nowhere in the house are asked for: one mail per carrier or warehouse, sent by a person, asked again, answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases.gathering.asking import needed_by, write_requests
from cases.gathering.contacts import Contact, ContactError, contact_for, contacts_of, put_contacts
from cases.gathering.gathering import gather, open_proposals
from cases.gathering.proposals import NoMailError, accept, refuse
from cases.gathering.reminding import propose_reminders
from cases.intake.hand_links import undo_link
from facts.documents import Source
from facts.tables import TableKind
from ledger.agents import EvidenceProposal
from ledger.cases import Case, Mail
from ledger.papers import HandLink
from ledger.suppliers import Supplier
from tests.detection.house import House
from tests.detection.supplier import billed, order, short, table
from tests.gathering.truck import BILL, ORDER, VASE, exports, receipt

T = TableKind
REDWOOD = Contact("carrier", "Redwood Freight", "pod@redwood.example", "RDWD")
DOCK = Contact("warehouse", "Dock 4", "dock@halden.example", language="de")


def supplier_of(house: House) -> Supplier:
    return house.session.get_one(Supplier, house.account.supplier_id)


def know(house: House, *contacts: Contact) -> None:
    supplier = supplier_of(house)
    supplier.mail_from = "papers@halden.example"
    put_contacts(house.session, supplier, contacts, actor="ana", now=house.now)


def ask(house: House) -> list[Mail]:
    """Gathers for every case and brings the requests in line; the mails that were written now."""
    for case in house.session.scalars(select(Case).order_by(Case.id)).all():
        gather(house.session, case, house.rules, actor="recoup", now=house.now)
    return write_requests(house.session, supplier_of(house), house.rules, actor="recoup", now=house.now)


def asked(house: House, kind: str = "request") -> list[EvidenceProposal]:
    wanted = select(EvidenceProposal).where(EvidenceProposal.kind == kind).order_by(EvidenceProposal.id)
    return list(house.session.scalars(wanted))


def second_case() -> Any:
    """Another order that went the same way without a receipt."""
    return (
        table("orders_2.csv", T.PURCHASE_ORDERS, order("8KP3V5MN", VASE, 60, 48, "7.25")),
        table("invoices_2.csv", T.INVOICE_LINES, billed("HK-5601", "8KP3V5MN", VASE, 60, "7.25")),
        table("shortages_2.csv", T.SHORTAGE_DETAIL, short("HK-5601SC", "HK-5601", "8KP3V5MN", VASE, 60, 48, "7.25")),
    )


def sent(house: House, mail: Mail) -> None:
    """The mail went out."""
    mail.state, mail.sent_at = "sent", house.now
    house.session.flush()


@pytest.mark.both_engines
def test_one_mail_asks_a_carrier_for_the_papers_of_all_cases(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports(*second_case()))
    [mail] = ask(house)
    assert mail.state == "draft"
    assert mail.recipients == ["pod@redwood.example"]
    assert {p.mail_id for p in asked(house) if p.need == "proof_of_delivery"} == {mail.id}
    for told in (f"BOL {BILL}", f"purchase order {ORDER}", "purchase order 8KP3V5MN", "Needed: proof of delivery", "shipped 12 Jun 2026"):
        assert told in mail.body
    for kept in ("261.00", "shortage", "amazon", "HK-5501SC", "deduction of"):
        assert kept.lower() not in mail.body.lower(), "the carrier learns nothing of the claim"


def test_asking_again_writes_no_second_mail_and_another_case_joins_the_draft(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports())
    [first] = ask(house)
    assert ask(house) == []
    house.later()
    assert ask(house) == []
    house.take(*second_case())
    [joined] = ask(house)
    drafts = house.session.scalars(select(Mail).where(Mail.state == "draft")).all()
    assert [mail.id for mail in drafts] == [joined.id]
    assert first.id not in {p.mail_id for p in asked(house)}


def test_the_warehouse_is_asked_in_its_own_language_for_what_it_keeps(house: House) -> None:
    know(house, DOCK)
    house.take(*exports(freight="Collect"))
    mails = ask(house)
    assert [mail.recipients for mail in mails] == [["dock@halden.example"]]
    assert "Frachtbrief" in mails[0].body
    assert "versandt am 12.06.2026" in mails[0].body
    assert mails[0].subject.startswith("Lieferpapiere für 1 Sendung benötigt")


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "zh"])
def test_requests_and_reminders_are_written_in_every_language(house: House, language: str) -> None:
    know(house, Contact("carrier", "Redwood Freight", "pod@redwood.example", "RDWD", language))
    house.take(*exports())
    [mail] = ask(house)
    assert ORDER in mail.body
    assert "{" not in mail.body + mail.subject
    [proposal] = [p for p in asked(house) if p.need == "proof_of_delivery"]
    accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now)
    sent(house, mail)
    house.later(days=10)
    assert propose_reminders(house.session, today=house.today, actor="recoup", now=house.now) == 1
    [reminder] = asked(house, "reminder")
    again = house.session.get_one(Mail, reminder.mail_id)
    assert again.subject != mail.subject
    assert ORDER in again.body


def test_nothing_goes_out_before_a_person_says_so(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports())
    [mail] = ask(house)
    assert mail.state == "draft"
    [proposal] = [p for p in asked(house) if p.mail_id is not None]
    accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now)
    assert mail.state == "queued"
    assert proposal.follow_up_on == house.today + timedelta(days=house.rules.gathering.asking["proof_of_delivery"].follow_up_days)
    case = house.session.get_one(Case, proposal.case_id)
    assert "paper_asked_for" in house.journal(case)


@pytest.mark.both_engines
def test_where_no_address_is_known_nothing_can_be_sent(house: House) -> None:
    house.take(*exports())
    assert ask(house) == []
    proposal = asked(house)[0]
    assert (proposal.recipient, proposal.mail_id) == ("", None)
    assert proposal.reasons[0]["names"] == ["Redwood Freight"]
    with pytest.raises(NoMailError):
        accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now)


@pytest.mark.both_engines
def test_a_request_that_nobody_wants_is_not_written_again(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports())
    ask(house)
    for proposal in asked(house):
        refuse(house.session, proposal, actor="ana", now=house.now, reason="the carrier is out of business")
    assert ask(house) == []
    assert house.session.scalars(select(Mail).where(Mail.state == "draft")).all() == []
    assert {p.state for p in asked(house)} == {"refused"}


@pytest.mark.both_engines
def test_a_reminder_is_proposed_on_its_day_as_often_as_the_pack_says(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports())
    [mail] = ask(house)
    [proposal] = [p for p in asked(house) if p.mail_id == mail.id]
    accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now)
    sent(house, mail)
    assert propose_reminders(house.session, today=house.today, actor="recoup", now=house.now) == 0
    for number in range(1, 4):
        house.later(days=6)
        made = propose_reminders(house.session, today=house.today, actor="recoup", now=house.now)
        assert made == (1 if number <= 2 else 0)
        assert propose_reminders(house.session, today=house.today, actor="recoup", now=house.now) == 0
        if made:
            reminder = asked(house, "reminder")[-1]
            again = house.session.get_one(Mail, reminder.mail_id)
            assert again.subject.startswith("Reminder")
            assert again.state == "draft"
            accept(house.session, house.work, reminder, rules=house.rules, actor="ana", now=house.now)
            sent(house, again)


@pytest.mark.both_engines
def test_the_paper_that_comes_answers_the_request(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports())
    [mail] = ask(house)
    [proposal] = [p for p in asked(house) if p.mail_id == mail.id]
    accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now)
    sent(house, mail)
    house.take(receipt("reply.pdf", ORDER, source=Source.TEXT, sure=1.0, bol_number=BILL))
    ask(house)
    assert (proposal.state, proposal.follow_up_on) == ("overtaken", None)
    house.later(days=30)
    assert propose_reminders(house.session, today=house.today, actor="recoup", now=house.now) == 0


def test_a_paper_that_nearly_fits_stands_instead_of_a_request(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports())
    ask(house)
    house.take(receipt(number="7HN4W2KB"))
    ask(house)
    case = next(c for c in house.cases().values() if c.reference == "HK-5501SC")
    assert [p.kind for p in open_proposals(house.session, case.id) if p.need == "proof_of_delivery"] == ["link"]
    assert house.session.scalars(select(Mail).where(Mail.state == "draft")).all() == []


@pytest.mark.parametrize(
    "wrong, why",
    [
        (Contact("carrier", " ", "a@b.example"), "name"),
        (Contact("carrier", "X", "a@b.example, c@d.example"), "mail address"),
        (Contact("driver", "X", "a@b.example"), "asked for no papers"),
        (Contact("carrier", "X", "a@b.example", language="xx"), "mails are written in"),
    ],
)
def test_a_contact_has_a_name_one_address_and_a_known_language(house: House, wrong: Contact, why: str) -> None:
    with pytest.raises(ContactError, match=why):
        put_contacts(house.session, supplier_of(house), [wrong], actor="ana", now=house.now)
    assert contacts_of(supplier_of(house)) == ()


def test_a_carrier_is_known_by_code_or_name_and_never_guessed(house: House) -> None:
    other = Contact("carrier", "Blue Ridge Lines", "pod@blueridge.example", "BRLN")
    know(house, REDWOOD, other)
    supplier = supplier_of(house)
    assert contact_for(supplier, "carrier", ["RDWD"]) == REDWOOD
    assert contact_for(supplier, "carrier", ["Redwood Freight Inc."]) == REDWOOD
    assert contact_for(supplier, "carrier", ["Somebody Else"]) is None
    assert contact_for(supplier, "carrier", []) is None


def test_papers_are_asked_for_before_the_last_safe_day(house: House) -> None:
    today = date(2026, 11, 1)
    near = Case(safe_by=today + timedelta(days=10), dispute_by=None)
    late = Case(safe_by=None, dispute_by=today + timedelta(days=2))
    far = Case(safe_by=today + timedelta(days=400), dispute_by=None)
    assert needed_by([near, far], house.rules, today) == today + timedelta(days=3)
    assert needed_by([late], house.rules, today) == today + timedelta(days=1)
    assert needed_by([far], house.rules, today) == today + timedelta(days=14)


@pytest.mark.both_engines
def test_a_paper_that_was_accepted_and_taken_back_is_asked_for(house: House) -> None:
    know(house, REDWOOD)
    house.take(*exports(receipt(number="7HN4W2KB")))
    assert ask(house) == []
    case = next(c for c in house.cases().values() if c.reference == "HK-5501SC")
    [proposal] = [p for p in open_proposals(house.session, case.id) if p.kind == "link"]
    accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now)
    assert ask(house) == [], "it is linked, though no judgement has seen it yet"
    [link] = house.session.scalars(select(HandLink)).all()
    undo_link(house.session, house.work, link.id, actor="ana", now=house.now)
    house.detect()
    [mail] = ask(house)
    assert ORDER in mail.body
    assert [p.kind for p in open_proposals(house.session, case.id) if p.need == "proof_of_delivery"] == ["request"]
