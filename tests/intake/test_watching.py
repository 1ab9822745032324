"""Folders and mailboxes that are watched: what is complete comes in once, and a place that fails stops no other."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cases.background.work import Task, WorkKind
from cases.intake.watching import WatchedPlaceError, watch_handler, watch_place
from ledger.operation import WatchedPlace
from ledger.papers import Document, DocumentOrigin
from tests.intake.mail_server import MailServer
from tests.intake.office import CLERK, Office

PASSWORD = "made-up"
MAIL = b"From: driver@example.org\r\nSubject: POD 7\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nSigned for ten cartons.\r\n"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: bytes, office: Office, seconds_old: float = 0.0) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    changed = (office.now - timedelta(seconds=seconds_old)).timestamp()
    os.utime(path, (changed, changed))
    return path


def watched(office: Office, kind: str, place: str, **settings: object) -> int:
    with office.sessions.begin() as session:
        made = watch_place(
            session, supplier_id=office.supplier_id, account_id=office.account_id, kind=kind, place=place, settings=settings,
            secret="scans" if kind == "imap" else None, actor=CLERK, now=office.now,
        )  # fmt: skip
        return made.id


def mailbox(office: Office, server: MailServer, **settings: object) -> int:
    return watched(office, "imap", "127.0.0.1", port=server.port, tls="none", user="scans@example.org", **settings)


def look(office: Office, password: str | None = PASSWORD) -> list[str | None]:
    """Looks into all places; gives the problems, place by place."""
    watch_handler(office.desk, lambda word: password if word == "scans" else None)(Task("watch", WorkKind.WATCH, {}), lambda *_: None)
    office.later(seconds=60)
    with office.sessions() as session:
        return [place.last_problem for place in session.scalars(select(WatchedPlace).order_by(WatchedPlace.id))]


def paths(office: Office) -> list[str]:
    with office.sessions() as session:
        return list(session.scalars(select(DocumentOrigin.path).order_by(DocumentOrigin.path)))


def test_a_file_comes_in_when_two_looks_saw_it_the_same(office: Office, inbox: Path) -> None:
    watched(office, "folder", str(inbox))
    put(inbox, "pods/7.pdf", b"%PDF half", office)
    assert look(office) == [None]
    assert paths(office) == []
    put(inbox, "pods/7.pdf", b"%PDF half and more", office)
    look(office)
    assert paths(office) == []
    look(office)
    assert paths(office) == ["pods/7.pdf"]


def test_a_file_that_was_moved_in_whole_comes_at_the_first_look(office: Office, inbox: Path) -> None:
    watched(office, "folder", str(inbox))
    put(inbox, "1.pdf", b"%PDF 1", office, seconds_old=3600)
    put(inbox, "2.pdf.part", b"%PDF 2", office, seconds_old=3600)
    put(inbox, ".3.pdf", b"%PDF 3", office, seconds_old=3600)
    (inbox / "link.pdf").symlink_to("/etc/hostname")
    os.mkfifo(inbox / "pipe.pdf")
    look(office)
    assert paths(office) == ["1.pdf"]


@pytest.mark.both_engines
def test_a_file_that_stays_is_taken_once_and_a_changed_one_again(office: Office, inbox: Path) -> None:
    watched(office, "folder", str(inbox))
    put(inbox, "remittance.csv", b"a,b\n1,2\n", office, seconds_old=3600)
    for _ in range(3):
        look(office)
    assert paths(office) == ["remittance.csv"]
    put(inbox, "remittance.csv", b"a,b\n1,3\n", office, seconds_old=3000)
    look(office)
    assert paths(office) == ["remittance (2).csv", "remittance.csv"]


def test_what_was_taken_is_moved_apart_and_none_over_another(office: Office, inbox: Path) -> None:
    watched(office, "folder", str(inbox), after="move")
    put(inbox, "a/1.pdf", b"%PDF 1", office, seconds_old=3600)
    put(inbox, "taken/a/1.pdf", b"%PDF of yesterday", office, seconds_old=7200)
    look(office)
    assert sorted(p.relative_to(inbox).as_posix() for p in inbox.rglob("*.pdf")) == ["taken/a/1 (2).pdf", "taken/a/1.pdf"]
    assert look(office) == [None]
    assert paths(office) == ["a/1.pdf"]


def test_a_file_too_large_is_named_and_the_rest_comes_in(office: Office, inbox: Path) -> None:
    watched(office, "folder", str(inbox), largest_megabytes=1)
    put(inbox, "big.pdf", b"x" * 1_000_001, office, seconds_old=3600)
    put(inbox, "small.pdf", b"%PDF", office, seconds_old=3600)
    (problem,) = look(office)
    assert problem is not None
    assert "big.pdf" in problem
    assert paths(office) == ["small.pdf"]


def test_a_place_that_fails_is_named_and_the_others_are_looked_into(office: Office, inbox: Path) -> None:
    watched(office, "folder", str(inbox / "nowhere"))
    watched(office, "imap", "127.0.0.1", port=1, tls="none", user="x")
    watched(office, "folder", str(inbox))
    put(inbox, "1.pdf", b"%PDF 1", office, seconds_old=3600)
    missing, unreachable, sound = look(office)
    assert missing is not None
    assert "there is no folder" in missing
    assert unreachable is not None
    assert unreachable.startswith("127.0.0.1: ")
    assert sound is None
    assert paths(office) == ["1.pdf"]


@pytest.mark.both_engines
def test_a_mail_is_taken_once_byte_for_byte_and_stays_unread(office: Office, mail_server: MailServer) -> None:
    mail_server.deliver(MAIL)
    mailbox(office, mail_server)
    assert [look(office), look(office)] == [[None], [None]]
    assert mail_server.fetched == [1]
    assert mail_server.seen == set()
    assert any(command.startswith("EXAMINE") for command in mail_server.commands)
    with office.sessions() as session:
        (document,) = session.scalars(select(Document)).all()
        assert office.files.get(document.sha256) == MAIL
    assert paths(office) == ["INBOX/mail 7-1.eml"]


def test_only_mails_behind_the_last_one_are_fetched(office: Office, mail_server: MailServer) -> None:
    mail_server.deliver(MAIL)
    mailbox(office, mail_server)
    look(office)
    mail_server.deliver(MAIL + b"a second one\r\n")
    look(office)
    assert mail_server.fetched == [1, 2]
    assert len(paths(office)) == 2


def test_mails_that_the_server_numbers_anew_are_the_same_documents(office: Office, mail_server: MailServer) -> None:
    mail_server.deliver(MAIL)
    mailbox(office, mail_server)
    look(office)
    mail_server.renumber()
    look(office)
    assert mail_server.fetched == [1, 101]
    with office.sessions() as session:
        assert len(session.scalars(select(Document)).all()) == 1


def test_mails_are_marked_as_read_where_that_is_wanted(office: Office, mail_server: MailServer) -> None:
    mail_server.deliver(MAIL)
    mailbox(office, mail_server, mark_seen=True)
    look(office)
    assert mail_server.seen == {1}


def test_a_mail_too_large_is_named_and_the_next_one_comes(office: Office, mail_server: MailServer) -> None:
    mail_server.deliver(MAIL + b"x" * 1_000_001)
    mail_server.deliver(MAIL)
    mailbox(office, mail_server, largest_megabytes=1)
    (problem,) = look(office)
    assert problem is not None
    assert "mail 1 in INBOX" in problem
    assert paths(office) == ["INBOX/mail 7-2.eml"]


def test_a_wrong_password_is_told_and_never_shown(office: Office, mail_server: MailServer) -> None:
    mailbox(office, mail_server)
    (refused,) = look(office, password="not-the-one")
    assert refused is not None
    assert "wrong password" in refused
    assert "not-the-one" not in refused
    (missing,) = look(office, password=None)
    assert missing is not None
    assert "`scans`" in missing


@pytest.mark.parametrize(
    "kind,place,settings",
    [
        ("ftp", "x", {}),
        ("folder", " ", {}),
        ("folder", "x", {"after": "burn"}),
        ("imap", "x", {"user": "a", "tls": "maybe"}),
        ("imap", "x", {}),
    ],
)
def test_a_place_that_cannot_be_watched_is_refused(office: Office, kind: str, place: str, settings: dict[str, object]) -> None:
    with pytest.raises(WatchedPlaceError):
        watched(office, kind, place, **settings)
