"""Deeds in the world outside (a mail, a file, a call) at most once per key: noted before they begin and again when they are done.

Killed before the note: nothing was done, and the next start does it. Killed after it was done and noted: the next start gets the
result. Killed in between, nobody knows whether it was done. Then a deed that may be repeated without harm (`repeatable`: the same bytes
into the same file, a call with an idempotency key of its own) is repeated, and any other is not: a dispute that reaches a retailer
twice costs more than one that a person sends again. UncertainEffectError says so, and the job fails with that message. For mails the
message id, made from the same key, is the second net: a person finds by it whether the mail went out, and a receiver drops a second one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import TransientWorkError
from ledger.database import is_sqlite
from ledger.models import Effect

UNDER_WAY: Final = timedelta(seconds=20)
"""For so long a deed that began and is not done may still be under way elsewhere: one who comes meanwhile tries again later."""


class UncertainEffectError(Exception):
    """It was begun and it is not known whether it was done; a person has to look and, if need be, do it again under another key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"it is not known whether this was done: {key}; look, and do it again by hand if it was not")
        self.key = key


def once(
    sessions: sessionmaker[Session],
    key: str,
    kind: str,
    now: datetime,
    do: Callable[[], Mapping[str, Any] | None],
    *,
    repeatable: bool = False,
) -> dict[str, Any]:
    """Does something outside that is not done under `key` yet; gives its result (plain JSON), the kept one where it was done before.

    Opens transactions of its own, so the caller holds none open meanwhile. Where `do` raises, the deed counts as not done and may be
    tried again, unless it raises UncertainEffectError itself (the connection broke after the mail was handed over). Raises
    TransientWorkError where it may be under way elsewhere, UncertainEffectError where it was begun and its end is not known.
    """
    before = _begin(sessions, key, kind, now)
    if before is not None:
        if before.done_at is not None:
            return before.result
        if now - before.begun_at < UNDER_WAY:
            raise TransientWorkError(f"another is at it since {before.begun_at:%H:%M:%S}: {key}")
        if not repeatable:
            raise UncertainEffectError(key)
        if not _begin_again(sessions, before, now):
            raise TransientWorkError(f"another has begun it again at this moment: {key}")
    try:
        result = dict(do() or {})
    except UncertainEffectError:
        raise
    except Exception:
        with sessions.begin() as session:
            session.execute(delete(Effect).where(Effect.key == key, Effect.begun_at == now, Effect.done_at.is_(None)))
        raise
    with sessions.begin() as session:
        session.execute(update(Effect).where(Effect.key == key).values(done_at=now, result=result))
    return result


def _begin(sessions: sessionmaker[Session], key: str, kind: str, now: datetime) -> Effect | None:
    """Notes the beginning; where the key is known, what stands there."""
    with sessions.begin() as session:
        insert = sqlite.insert if is_sqlite(session) else postgresql.insert
        noted = session.execute(
            insert(Effect)
            .values(key=key, kind=kind, begun_at=now, result={})
            .on_conflict_do_nothing(index_elements=[Effect.key])
            .returning(Effect.key)
        )
        return None if noted.first() is not None else session.get_one(Effect, key)


def _begin_again(sessions: sessionmaker[Session], before: Effect, now: datetime) -> bool:
    """Notes a new beginning in place of one whose end is not known; False where another did so first."""
    with sessions.begin() as session:
        noted = session.execute(
            update(Effect)
            .where(Effect.key == before.key, Effect.begun_at == before.begun_at, Effect.done_at.is_(None))
            .values(begun_at=now)
            .returning(Effect.key)
        )
        return noted.first() is not None
