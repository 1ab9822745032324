"""Takes mails from a mailbox by IMAP: each once, by its number in the folder, as a document that readers open like any other mail."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from cases.background.desk import SYSTEM, Desk
from cases.intake.receiving import receive
from ledger.journal import record
from ledger.operation import WatchedPlace

VIA: Final = "mail"
TIMEOUT_SECONDS: Final = 30.0
MOST_AT_ONCE: Final = 500
"""Mails taken in one look; the rest is taken in the next."""
MEGABYTES: Final = 100
PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_DIGITS: Final = re.compile(rb"\d+")


class NoPasswordError(Exception):
    """There is no password for the mailbox."""

    def __init__(self, word: str | None) -> None:
        super().__init__(
            f"no password is set for the mailbox; set the one that `{word}` names" if word else "the mailbox names no password"
        )


class MailboxError(Exception):
    """The mail server cannot be reached, or does not do what it is asked."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host}: {reason}")


@dataclass(frozen=True, slots=True)
class _Mailbox:
    """A watched mailbox: whose it is, how it is reached, and where it was left."""

    place_id: int
    supplier_id: int
    account_id: int | None
    host: str
    port: int
    tls: str
    user: str
    folder: str
    mark_seen: bool
    largest: int
    secret: str | None
    validity: int
    last: int


def look_into_mailbox(desk: Desk, place_id: int, secret: Callable[[str], str | None]) -> list[str]:
    """Takes the mails that came since the last look; gives those that were not taken, by number. No network while rows are locked.

    Raises NoPasswordError, and MailboxError without the password in its words.
    """
    box = _opened(desk, place_id)
    password = secret(box.secret) if box.secret else None
    if not password:
        raise NoPasswordError(box.secret)
    problems: list[str] = []
    with _told_without(password, box.host):
        connection = _connected(box)
        try:
            connection.login(box.user, password, initial_folder=None)
            _take_new(desk, box, connection, problems)
        finally:
            _leave(connection)
    return problems


def _opened(desk: Desk, place_id: int) -> _Mailbox:
    with desk.sessions() as session:
        row = session.get_one(WatchedPlace, place_id)
        chosen, position = row.settings, row.position
        tls = str(chosen.get("tls", "tls"))
        return _Mailbox(
            row.id,
            row.supplier_id,
            row.account_id,
            row.place,
            int(chosen.get("port", PORTS.get(tls, PORTS["tls"]))),
            tls,
            str(chosen.get("user", "")),
            str(chosen.get("folder", "INBOX")),
            chosen.get("mark_seen") is True,
            int(chosen.get("largest_megabytes", MEGABYTES)) * 1_000_000,
            row.secret,
            int(position.get("uidvalidity", 0)),
            int(position.get("uid", 0)),
        )


@contextmanager
def _told_without(password: str, host: str) -> Iterator[None]:
    """What a server or the network says against it, in one line and never with the password."""
    try:
        yield
    except (OSError, ImapToolsError, imaplib.IMAP4.error, ValueError, UnicodeError) as error:
        said = " ".join(str(error).split()).replace(password, "***")[:300]
        raise MailboxError(host, said or type(error).__name__) from None


def _connected(box: _Mailbox) -> BaseMailBox:
    """A connection, private unless the settings say otherwise; the server's certificate must be good."""
    if box.tls == "none":
        return MailBoxUnencrypted(box.host, box.port, TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    if box.tls == "starttls":
        return MailBoxStartTls(box.host, box.port, TIMEOUT_SECONDS, ssl_context=context)
    return MailBox(box.host, box.port, TIMEOUT_SECONDS, ssl_context=context)


def _leave(connection: BaseMailBox) -> None:
    try:
        connection.logout()
    except (OSError, ImapToolsError, imaplib.IMAP4.error):
        connection.client.shutdown()


def _take_new(desk: Desk, box: _Mailbox, connection: BaseMailBox, problems: list[str]) -> None:
    connection.folder.set(box.folder, readonly=not box.mark_seen)
    validity = _number(connection.client.response("UIDVALIDITY")[1])
    # Where the server numbers its mails anew, all are looked at again: known bytes are known documents.
    last = box.last if validity == box.validity else 0
    numbers = sorted(uid for text in connection.uids(f"UID {last + 1}:*", charset=None) if text.isdigit() and (uid := int(text)) > last)
    for uid in numbers[:MOST_AT_ONCE]:
        size = _number(_SIZE.findall(_joined(connection.client.uid("FETCH", str(uid), "(RFC822.SIZE)"))))
        content = None if size > box.largest else _content(connection, uid)
        if content is None or len(content) > box.largest:
            problems.append(f"mail {uid} in {box.folder} was not taken: it has {size / 1_000_000:.1f} megabytes or cannot be fetched")
            content = None
        _keep(desk, box, validity, uid, content)
        if content is not None and box.mark_seen:
            connection.client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")


def _content(connection: BaseMailBox, uid: int) -> bytes | None:
    """The bytes of a mail, which stays as unread as it is."""
    _, answer = connection.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    found: list[Any] = [part[1] for part in answer if isinstance(part, tuple) and len(part) > 1]
    return bytes(found[0]) if found else None


def _joined(answer: tuple[str, list[Any]]) -> bytes:
    return b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in answer[1] if part)


def _number(found: list[Any] | None) -> int:
    """The first number of an answer; 0 where the server gave none."""
    digits = _DIGITS.search(found[0]) if found and isinstance(found[0], bytes) else None
    return int(digits.group()) if digits else 0


def _keep(desk: Desk, box: _Mailbox, validity: int, uid: int, content: bytes | None) -> None:
    """Takes a mail in and moves on behind it, in one transaction; a mail that another worker took meanwhile is left alone."""
    with desk.sessions.begin() as session:
        row = session.get_one(WatchedPlace, box.place_id, with_for_update=True)
        if row.position.get("uidvalidity") == validity and int(row.position.get("uid", 0)) >= uid:
            return
        row.position = {"uidvalidity": validity, "uid": uid}
        session.flush()
        if content is None:
            record(
                session,
                supplier_id=box.supplier_id,
                actor=SYSTEM,
                now=desk.now(),
                action="mail left out",
                noun="watched_place",
                noun_id=box.place_id,
                after={"folder": box.folder, "uid": uid},
            )
            return
        receive(
            session,
            desk.files,
            desk.work,
            supplier_id=box.supplier_id,
            account_id=box.account_id,
            path=f"{box.folder}/mail {validity}-{uid}.eml",
            content=content,
            via=VIA,
            actor=SYSTEM,
            now=desk.now(),
            detail={"place_id": box.place_id, "uid": uid},
        )
