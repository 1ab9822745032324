"""Sends mails: over SMTP, each at most once; a dispute that went out is recorded as filed, a failure is told on the mail."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Protocol

from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import Desk
from cases.background.effects import UncertainEffectError, once
from cases.background.work import Handler, Report, Task, TransientWorkError
from cases.filing.exhibits import safe_name
from cases.filing.mail import DISPUTE, MailError, address
from cases.life.filings import FilingError, record_filing
from cases.life.transitions import RefusedMoveError, note, objections_to, situation_of
from ledger.cases import Case, CaseState, Mail
from ledger.database import for_reading
from ledger.files import FileStore
from ledger.journal import record
from ledger.operation import Effect

TIMEOUT: Final = 60.0
_LINE_STARTS_WITH_POINT: Final = re.compile(rb"^\.", re.MULTILINE)
_WIRE: Final = policy.SMTP.clone(cte_type="7bit", max_line_length=998)
_READY, _GO_ON, _LATER = 250, 354, 500
"""Answers of SMTP: done, send the text, and from here on: do not try again as it is."""


class Transport(Protocol):
    """Hands a mail to a server."""

    def send(self, message: EmailMessage) -> None:
        """Sends to all recipients or to none.

        Raises MailRefusedError where the server does not take it, TransientWorkError where it does not answer now, and
        UncertainEffectError where the connection broke after the text was handed over.
        """
        ...


class MailRefusedError(MailError):
    """The mail server does not take this mail; trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """A server by name and port. `tls`: `starttls`, `tls` from the start, or `none`; the password is asked for when it is needed.

    `context` checks the server's certificate against the system's authorities unless another is given.
    """

    host: str
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password: Callable[[], str | None] = lambda: None
    timeout: float = TIMEOUT
    context: ssl.SSLContext | None = None

    def send(self, message: EmailMessage) -> None:
        """Sends the message to its To addresses."""
        try:
            with self._connected() as server:
                self._hand_over(server, message)
        except smtplib.SMTPAuthenticationError as error:
            raise MailRefusedError(f"the mail server {self.host} does not take the password of {self.user}") from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefusedError(f"the mail server {self.host} does not offer what is set for it ({self.tls})") from error
        except ssl.SSLCertVerificationError as error:
            raise MailRefusedError(f"the certificate of the mail server {self.host} is not valid") from error
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TransientWorkError(f"the mail server {self.host} does not answer ({type(error).__name__})") from error

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = self.context or ssl.create_default_context()
        server: smtplib.SMTP
        if self.tls == "tls":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password() or "")
            yield server
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        """Step by step, so that it is known how far it came: before the text nothing is sent, after it nobody knows."""
        text = _LINE_STARTS_WITH_POINT.sub(b"..", message.as_bytes(policy=_WIRE))
        server.ehlo_or_helo_if_needed()
        self._asked(server.mail(str(message["From"])))
        for recipient in str(message["To"]).split(", "):
            self._asked(server.rcpt(recipient), f" for {recipient}")
        code, answer = server.docmd("data")
        if code != _GO_ON:
            raise self._refusal(code, answer)
        try:
            server.send(text + b"\r\n.\r\n")
            code, answer = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise UncertainEffectError(str(message["Message-ID"])) from error
        if code != _READY:
            raise self._refusal(code, answer)

    def _asked(self, told: tuple[int, bytes], about: str = "") -> None:
        code, answer = told
        if code // 100 != 2:
            raise self._refusal(code, answer, about)

    def _refusal(self, code: int, answer: bytes | str, about: str = "") -> Exception:
        """What an answer of the server means: later, or never. Its words are quoted as data, on one line."""
        said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        line = f"the mail server {self.host} answers{about}: {code} {' '.join(said.split())[:200]}"
        return TransientWorkError(line) if code < _LATER else MailRefusedError(line)


def message_of(mail: Mail, files: FileStore) -> EmailMessage:
    """The mail as it goes over the wire; the same row gives the same message.

    Raises MailError for an address that is none, an attachment whose bytes are lost, or a header that would break into two.
    """
    message = EmailMessage(policy=_WIRE)
    try:
        message["From"] = address(mail.sender, "the sender")
        message["To"] = ", ".join(address(recipient, "the recipient") for recipient in mail.recipients)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.made_at)
        message["Message-ID"] = mail.message_id
    except ValueError as error:
        raise MailError("the mail has a header of more than one line") from error
    message.set_content(mail.body, cte="quoted-printable")
    for attachment in mail.attachments:
        content = files.get(str(attachment["sha256"]))
        if content is None:
            raise MailError(f"the attachment {attachment['name']} is no longer in the files; build the packet again")
        main, _, sub = str(attachment.get("type", "application/octet-stream")).partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=safe_name(str(attachment["name"]), 120))
    return message


def mail_handler(desk: Desk, transport: Transport | None) -> Handler:
    """Sends the mail that a job names (`mail_id`) at most once, and records what follows from it.

    A server that does not answer leaves the mail failed and the job to be tried again; a refusal, or an end that nobody knows,
    leaves it failed for a person. Without a transport no mail is sent.
    """

    def send(task: Task, report: Report) -> None:
        mail_id, now = int(task.payload["mail_id"]), desk.now()
        try:
            with for_reading(desk.sessions)() as session:
                mail = session.get_one(Mail, mail_id)
                if mail.state in {"sent", "draft"}:
                    return
                message = _checked(session, desk, mail, transport)
            report(0, 1, "handing it to the mail server")
            kept = once(desk.sessions, f"mail:{mail.message_id}", "mail", now, lambda: _sent(transport, message, now))
        except (MailError, TransientWorkError, UncertainEffectError) as error:
            with desk.sessions.begin() as session:
                _failed(session, mail_id, error, now)
            raise
        with desk.sessions.begin() as session:
            _recorded(session, desk, mail_id, datetime.fromisoformat(kept["sent_at"]), now)
        report(1, 1, "sent")

    return send


def _checked(session: Session, desk: Desk, mail: Mail, transport: Transport | None) -> EmailMessage:
    """The message, if it may go out now. A dispute may not where the case cannot be filed any more; once it was sent it may."""
    if transport is None:
        raise MailError("no mail server is set up; set RECOUP_SMTP_HOST and queue the mail again")
    case = session.get(Case, mail.case_id) if mail.case_id is not None and mail.purpose == DISPUTE else None
    if case is not None and not _was_handed_over(session, mail):
        rules = rules_for(session, case.account_id, desk.today())
        objections = objections_to(situation_of(session, case, rules, actor=mail.made_by, today=desk.today(), reason="-"), CaseState.FILED)
        if objections:
            raise MailError(f"the case cannot be filed: {'; '.join(objections)}")
    return message_of(mail, desk.files)


def _was_handed_over(session: Session, mail: Mail) -> bool:
    effect = session.get(Effect, f"mail:{mail.message_id}")
    return effect is not None and effect.done_at is not None


def _sent(transport: Transport | None, message: EmailMessage, now: datetime) -> dict[str, str]:
    if transport is not None:
        transport.send(message)
    return {"sent_at": now.isoformat()}


def _failed(session: Session, mail_id: int, error: Exception, now: datetime) -> None:
    mail = session.get_one(Mail, mail_id, with_for_update=True)
    if mail.state == "sent":
        return
    changed = (mail.state, mail.error) != ("failed", str(error))
    mail.state, mail.error = "failed", str(error)
    if changed:
        _note(session, mail, "mail_failed", now=now, reason=str(error))


def _recorded(session: Session, desk: Desk, mail_id: int, sent_at: datetime, now: datetime) -> None:
    """The mail is sent; a dispute is filed by it. Where the case does not take the filing, that is told and nothing is lost."""
    mail = session.get_one(Mail, mail_id, with_for_update=True)
    if mail.state == "sent":
        return
    mail.state, mail.sent_at, mail.error = "sent", sent_at, None
    _note(session, mail, "mail_sent", now=now)
    if mail.purpose != DISPUTE or mail.case_id is None:
        return
    case = session.get_one(Case, mail.case_id)
    try:
        with session.begin_nested():
            record_filing(
                session,
                case,
                channel="email",
                filed_on=sent_at.date(),
                rules=rules_for(session, case.account_id, desk.today()),
                actor=mail.made_by,
                now=now,
                today=desk.today(),
                what_is_new=str(mail.about.get("what_is_new", "")),
                draft_id=mail.about.get("draft_id"),
                packet_id=mail.about.get("packet_id"),
            )
    except (FilingError, RefusedMoveError) as refusal:
        session.refresh(case)
        mail.error = f"the mail is sent, but the filing could not be recorded: {refusal}"
        note(session, case, "filing_not_recorded", actor=mail.made_by, now=now, reason=str(refusal), after={"mail": mail.id})


def _note(session: Session, mail: Mail, action: str, *, now: datetime, reason: str = "") -> None:
    noun, noun_id = ("case", mail.case_id) if mail.case_id is not None else ("mail", mail.id)
    after = {"mail": mail.id, "message_id": mail.message_id, "state": mail.state}
    record(
        session,
        supplier_id=mail.supplier_id,
        actor=mail.made_by,
        now=now,
        action=action,
        noun=noun,
        noun_id=noun_id,
        reason=reason,
        after=after,
    )
