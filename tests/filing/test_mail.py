"""Mails: written once, sent at most once over real SMTP, never with a header that somebody else wrote."""

import io
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from cases.background.effects import UncertainEffectError
from cases.background.work import Task, TransientWorkError, WorkKind
from cases.filing.mail import MailError, address, compose_dispute, compose_paper_request, queue_mail, resend_mail
from cases.filing.mail_sending import MailRefusedError, Transport, mail_handler
from cases.filing.packet.of_case import build_packet, draft_to_file
from facts.finding import Verdict
from ledger.cases import Case, CaseState, Filing, Mail
from ledger.operation import Effect, JournalEntry
from ledger.papers import PaperLink
from tests.cases.office import NOW
from tests.filing.post_office import PostOffice, certificate, opened
from tests.packet.case_made import Room


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with opened(PostOffice()) as office:
        yield office


def written(room: Room, **changes: Any) -> Mail:
    """The mail of a case that is ready to be filed."""
    room.office.supplier.mail_from = "disputes@halden.example"
    room.office.account.contact = "claims@retailer.example"
    room.paper()
    case = room.office.ready(room.case())
    return mail_of(room, case, **changes)


def mail_of(room: Room, case: Case, **changes: Any) -> Mail:
    draft = draft_to_file(room.session, case)
    assert draft is not None
    packet = build_packet(room.session, room.files, room.sandbox, case, draft, room.office.rules, actor="ana", now=NOW)
    return compose_dispute(room.session, case, draft, packet, room.office.rules, actor="ana", now=NOW, **changes)


def send(room: Room, mail: Mail, transport: Transport | None) -> None:
    """Queues a mail and runs its job once; what the handler raises comes out."""
    queue_mail(room.session, room.work, mail, actor="ana", now=room.office.now)
    run(room, mail, transport)


def run(room: Room, mail: Mail, transport: Transport | None) -> None:
    """Runs the job of a mail."""
    task = Task("t", WorkKind.MAIL, {"mail_id": mail.id})
    room.session.commit()
    try:
        mail_handler(room.desk, transport)(task, lambda *_: None)
    finally:
        room.session.expire_all()


def case_of(room: Room, mail: Mail) -> Case:
    return room.session.get_one(Case, mail.case_id)


@pytest.mark.both_engines
def test_a_dispute_goes_out_with_its_letter_and_its_packet(room: Room, post: PostOffice) -> None:
    mail = written(room)
    send(room, mail, post.transport())
    (letter,) = post.letters
    assert post.envelopes == [("disputes@halden.example", ["claims@retailer.example"])]
    assert letter["Subject"] == f"Dispute of shortage INV10482SC, USD 500.40 (case {case_of(room, mail).number})"
    assert letter["Message-ID"] == mail.message_id
    body = letter.get_body()
    assert body is not None
    assert body.get_content().strip() == "We ask you …"
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("INV10482SC_packet.pdf", "application/pdf")
    assert len(pypdfium2.PdfDocument(io.BytesIO(attached.get_content()))) == 5


def test_a_dispute_that_went_out_is_filed(room: Room, post: PostOffice) -> None:
    mail = written(room)
    send(room, mail, post.transport())
    assert (mail.state, mail.error, mail.sent_at) == ("sent", None, NOW)
    assert case_of(room, mail).state is CaseState.FILED
    filing = room.session.scalars(select(Filing)).one()
    assert (filing.channel, filing.filed_on, filing.filed_by) == ("email", NOW.date(), "ana")
    assert (filing.draft_id, filing.packet_id) == (mail.about["draft_id"], mail.about["packet_id"])


@pytest.mark.both_engines
def test_the_same_dispute_is_written_once(room: Room) -> None:
    mail = written(room)
    assert mail_of(room, case_of(room, mail)) is mail


@pytest.mark.both_engines
def test_a_job_that_runs_again_sends_nothing_again(room: Room, post: PostOffice) -> None:
    mail = written(room)
    send(room, mail, post.transport())
    run(room, mail, post.transport())
    assert len(post.letters) == 1
    assert room.session.scalar(select(func.count()).select_from(Filing)) == 1


def test_a_worker_that_died_after_sending_records_it_the_next_time(room: Room, post: PostOffice) -> None:
    mail = written(room)
    send(room, mail, post.transport())
    room.session.execute(update(Mail).values(state="queued", sent_at=None))
    run(room, mail, post.transport())
    assert len(post.letters) == 1
    assert mail.state == "sent"


@pytest.mark.both_engines
def test_a_worker_that_died_while_sending_leaves_it_to_a_person(room: Room, post: PostOffice) -> None:
    mail = written(room)
    room.session.add(Effect(key=f"mail:{mail.message_id}", kind="mail", begun_at=NOW, result={}))
    room.office.later(1)
    with pytest.raises(UncertainEffectError):
        send(room, mail, post.transport())
    assert (mail.state, post.letters) == ("failed", [])
    assert mail.error is not None
    again = resend_mail(room.session, mail, actor="ana", now=NOW)
    assert again.message_id != mail.message_id
    send(room, again, post.transport())
    assert len(post.letters) == 1
    assert case_of(room, mail).state is CaseState.FILED


def test_a_connection_that_breaks_after_the_text_is_never_tried_again(room: Room, post: PostOffice) -> None:
    post.hang_up = True
    mail = written(room)
    for _ in range(2):
        with pytest.raises(UncertainEffectError):
            send(room, mail, post.transport())
        post.hang_up = False
        room.office.later(1)
    assert (mail.state, len(post.letters)) == ("failed", 1)


def test_a_server_that_does_not_answer_is_tried_again(room: Room, post: PostOffice) -> None:
    mail = written(room)
    with pytest.raises(TransientWorkError, match="does not answer"):
        send(room, mail, post.transport(port=1))
    assert mail.state == "failed"
    assert "does not answer" in (mail.error or "")
    send(room, mail, post.transport())
    assert (mail.state, len(post.letters)) == ("sent", 1)


@pytest.mark.parametrize(
    "answers, error",
    [
        ({"to_recipient": "450 mailbox busy"}, TransientWorkError),
        ({"to_recipient": "550 no such mailbox"}, MailRefusedError),
        ({"to_text": "451 try later"}, TransientWorkError),
        ({"to_text": "552 too large"}, MailRefusedError),
    ],
)
def test_what_the_server_answers_is_told_on_the_mail(room: Room, post: PostOffice, answers: dict[str, str], error: type[Exception]) -> None:
    mail = written(room)
    for name, value in answers.items():
        setattr(post, name, value)
    with pytest.raises(error):
        send(room, mail, post.transport())
    assert mail.state == "failed"
    assert next(iter(answers.values())) in (mail.error or "")
    assert case_of(room, mail).state is CaseState.READY_TO_FILE
    failures = room.session.scalars(select(JournalEntry).where(JournalEntry.action == "mail_failed")).all()
    assert len(failures) == 1
    post.to_recipient, post.to_text = "250 OK", "250 taken"
    send(room, mail, post.transport())
    assert len(post.letters) == 1


def test_a_dispute_that_can_no_longer_be_filed_does_not_go_out(room: Room, post: PostOffice) -> None:
    mail = written(room)
    room.office.later(900)
    with pytest.raises(MailError, match="the window closed"):
        send(room, mail, post.transport())
    assert (mail.state, post.letters) == ("failed", [])


def test_a_letter_that_was_not_approved_is_not_written_as_mail(room: Room) -> None:
    room.office.supplier.mail_from, room.office.account.contact = "a@halden.example", "b@retailer.example"
    case = room.case()
    room.office.draft(case)
    with pytest.raises(MailError, match="not approved"):
        mail_of(room, case)


def test_without_addresses_nothing_is_written(room: Room) -> None:
    case = room.office.ready(room.case())
    with pytest.raises(MailError, match="no address of Halden Goods is known"):
        mail_of(room, case)
    room.office.supplier.mail_from = "disputes@halden.example"
    with pytest.raises(MailError, match="no address of the retailer is known"):
        mail_of(room, case)


def test_without_a_mail_server_the_mail_waits_and_says_so(room: Room) -> None:
    mail = written(room)
    with pytest.raises(MailError, match="no mail server is set up"):
        send(room, mail, None)
    assert mail.state == "failed"


def test_an_attachment_that_is_lost_stops_the_mail(room: Room, post: PostOffice) -> None:
    mail = written(room)
    room.files.delete(mail.attachments[0]["sha256"])
    with pytest.raises(MailError, match="no longer in the files"):
        send(room, mail, post.transport())
    assert post.letters == []


def test_a_password_is_asked_for_when_it_is_needed(room: Room, tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    asked: list[str] = []

    def password() -> str:
        asked.append("once")
        return "open sesame"

    with opened(PostOffice(), with_password=True, tls_context=server, require_starttls=True) as post:
        mail = written(room)
        way = {"host": "localhost", "tls": "starttls", "context": client, "user": "halden"}
        with pytest.raises(MailRefusedError, match="does not take the password of halden"):
            send(room, mail, post.transport(**way, password=lambda: "wrong"))
        send(room, mail, post.transport(**way, password=password))
        assert (len(post.letters), asked) == (1, ["once"])


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_connection_is_private_and_the_server_is_who_it_says(room: Room, tmp_path: Path, tls: str) -> None:
    server, client = certificate(tmp_path)
    settings = {"tls_context": server, "require_starttls": True} if tls == "starttls" else {"ssl_context": server}
    mail = written(room)
    with opened(PostOffice(), **settings) as post:
        with pytest.raises(MailRefusedError, match="certificate"):
            send(room, mail, post.transport(host="localhost", tls=tls))
        send(room, mail, post.transport(host="localhost", tls=tls, context=client))
        assert len(post.letters) == 1


def test_a_server_without_encryption_is_refused_where_it_is_wanted(room: Room, post: PostOffice) -> None:
    with pytest.raises(MailRefusedError, match="does not offer"):
        send(room, written(room), post.transport(tls="starttls"))
    assert post.letters == []


def test_a_line_of_the_letter_that_starts_with_a_point_arrives_whole(room: Room, post: PostOffice) -> None:
    mail = written(room)
    mail.body = "first\n.\n..two\nFrom the start\nlast 短少 é\n"
    send(room, mail, post.transport())
    body = post.letters[0].get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == mail.body


def test_a_reference_cannot_add_a_header(room: Room, post: PostOffice) -> None:
    room.office.supplier.mail_from, room.office.account.contact = "a@halden.example", "b@retailer.example"
    case = room.office.ready(room.case(reference="X1\r\nBcc: spy@evil.example\r\n\r\nHello"))
    case.reference = "X1\r\nBcc: spy@evil.example\r\n\r\nHello"
    mail = mail_of(room, case)
    send(room, mail, post.transport())
    assert post.letters[0]["Bcc"] is None
    assert post.letters[0]["Subject"].startswith("Dispute of shortage X1 Bcc: spy@evil.example Hello")
    assert post.envelopes[0][1] == ["b@retailer.example"]
    assert "\n" not in next(a.get_filename() or "" for a in post.letters[0].iter_attachments())


@pytest.mark.parametrize("name", ["subject", "sender", "message_id"])
def test_a_row_that_was_tampered_with_adds_no_header_either(room: Room, post: PostOffice, name: str) -> None:
    mail = written(room)
    setattr(mail, name, f"{getattr(mail, name)}\r\nBcc: spy@evil.example")
    with pytest.raises(MailError):
        send(room, mail, post.transport())
    assert post.letters == []


@given(st.text(max_size=60))
def test_what_passes_as_an_address_holds_one_address(text: str) -> None:
    try:
        found = address(text, "somebody")
    except MailError:
        return
    message = EmailMessage()
    message["To"] = found
    assert [a.addr_spec for a in message["To"].addresses] == [found]


@pytest.mark.parametrize(
    "text", ["", " ", "Ana <a@b.example>", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example", "a b@c.example", "@x"]
)
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(MailError):
        address(text, "the retailer")


def test_a_carrier_is_asked_for_the_papers_that_cases_lack(room: Room, post: PostOffice) -> None:
    room.office.supplier.mail_from = "papers@halden.example"
    missing = {"verdict": Verdict.NEEDS_EVIDENCE, "missing": ["proof_of_delivery"], "destination": "PHX6"}
    case = room.case(**missing)
    paper = room.paper()
    paper_row = room.session.scalars(select(PaperLink.paper_id)).first() or paper.id
    room.session.add(
        PaperLink(account_id=case.account_id, paper_id=paper_row, purchase_order="4XK2P9QR", bol_number="06141411234567895", how="exact")
    )
    room.session.flush()
    mail = compose_paper_request(
        room.session, room.office.supplier, [case], carrier="Blue Ridge", recipient="pod@blueridge.example", needed_by=date(2026, 11, 16),
        actor="ana", now=NOW,
    )  # fmt: skip
    assert "1. BOL 06141411234567895, purchase order 4XK2P9QR, invoice INV10482, to PHX6" in mail.body
    assert "Needed: proof of delivery" in mail.body
    send(room, mail, post.transport())
    assert post.letters[0]["Subject"] == "Delivery papers needed for 1 shipment, by 16 Nov 2026"
    assert case.state is not CaseState.FILED


def test_nothing_is_asked_for_where_nothing_is_missing(room: Room) -> None:
    with pytest.raises(MailError, match="no paper is missing"):
        compose_paper_request(
            room.session,
            room.office.supplier,
            [room.case()],
            carrier="",
            recipient="a@b.example",
            needed_by=NOW.date(),
            actor="ana",
            now=NOW,
        )
