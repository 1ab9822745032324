"""Deeds in the world outside: done once, whatever dies in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.background.effects import UncertainEffectError, once
from cases.background.work import TransientWorkError

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


class KilledError(BaseException):
    """The process is gone: nothing after it runs."""


class Postbox(list[str]):
    """A mail server that may die on us."""

    def send(self, *, killed: bool = False, refused: bool = False, unsure: bool = False) -> dict[str, str]:
        if refused:
            raise ConnectionRefusedError
        self.append("mail")
        if unsure:
            raise UncertainEffectError("mail:1")
        if killed:
            raise KilledError
        return {"message_id": "<1@recoup>"}


def test_a_mail_goes_out_once_and_the_second_asker_gets_the_first_result(sessions: sessionmaker[Session]) -> None:
    box = Postbox()
    first = once(sessions, "mail:1", "mail", NOW, box.send)
    second = once(sessions, "mail:1", "mail", LATER, box.send)
    assert first == second == {"message_id": "<1@recoup>"}
    assert box == ["mail"]


def test_another_key_is_another_deed(sessions: sessionmaker[Session]) -> None:
    box = Postbox()
    once(sessions, "mail:1", "mail", NOW, box.send)
    once(sessions, "mail:2", "mail", NOW, box.send)
    assert box == ["mail", "mail"]


def test_a_server_that_refuses_leaves_the_deed_to_be_done(sessions: sessionmaker[Session]) -> None:
    box = Postbox()
    with pytest.raises(ConnectionRefusedError):
        once(sessions, "mail:1", "mail", NOW, lambda: box.send(refused=True))
    once(sessions, "mail:1", "mail", NOW, box.send)
    assert box == ["mail"]


def test_killed_between_sending_and_noting_it_is_not_sent_again(sessions: sessionmaker[Session]) -> None:
    box = Postbox()
    with pytest.raises(KilledError):
        once(sessions, "mail:1", "mail", NOW, lambda: box.send(killed=True))
    with pytest.raises(TransientWorkError):
        once(sessions, "mail:1", "mail", NOW + timedelta(seconds=5), box.send)
    with pytest.raises(UncertainEffectError, match="mail:1"):
        once(sessions, "mail:1", "mail", LATER, box.send)
    assert box == ["mail"]


def test_a_connection_that_broke_at_the_end_is_not_tried_again(sessions: sessionmaker[Session]) -> None:
    box = Postbox()
    with pytest.raises(UncertainEffectError):
        once(sessions, "mail:1", "mail", NOW, lambda: box.send(unsure=True))
    with pytest.raises(UncertainEffectError):
        once(sessions, "mail:1", "mail", LATER, box.send)
    assert box == ["mail"]


def test_a_file_that_may_be_written_twice_is(sessions: sessionmaker[Session]) -> None:
    box = Postbox()
    with pytest.raises(KilledError):
        once(sessions, "file:1", "file", NOW, lambda: box.send(killed=True), repeatable=True)
    assert once(sessions, "file:1", "file", LATER, box.send, repeatable=True) == {"message_id": "<1@recoup>"}
    once(sessions, "file:1", "file", LATER, box.send, repeatable=True)
    assert box == ["mail", "mail"]
