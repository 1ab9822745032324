"""Writes that may be sent twice and are carried out once, by `Idempotency-Key`, user and request.

After draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request, Response
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.http.problems import OtherRequestError, UnderWayError
from ledger.models import IdempotentAnswer

CHUNK: Final = 1 << 20
REPEATED: Final = "Idempotency-Replayed"
"""The header that says that an answer was given before."""


class AnsweredBeforeError(Exception):
    """Not a problem: the answer that this very request got before is given again."""

    def __init__(self, stored: IdempotentAnswer) -> None:
        self.response = Response(stored.body.encode() if stored.body else None, stored.status, {**stored.headers, REPEATED: "true"})
        super().__init__("answered before")


class KeysUnderWay:
    """The keys that are being carried out in this process; other processes are kept apart by the database."""

    def __init__(self) -> None:
        self._keys: set[tuple[int, str]] = set()
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, user_id: int, key: str | None) -> Iterator[None]:
        """Holds a key while the block runs. Raises UnderWayError where somebody holds it."""
        if key is None:
            yield
            return
        with self._lock:
            if (user_id, key) in self._keys:
                raise UnderWayError
            self._keys.add((user_id, key))
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard((user_id, key))


def claim(session: Session, user_id: int, key: str, request_hash: str, *, now: datetime, life: timedelta) -> IdempotentAnswer:
    """The row that the answer will be kept in, written before anything else in the same transaction as the work itself.

    Raises AnsweredBeforeError for the same request, OtherRequestError for another one, UnderWayError where another process is at it.
    """
    stored = session.scalars(select(IdempotentAnswer).where(IdempotentAnswer.user_id == user_id, IdempotentAnswer.key == key)).one_or_none()
    if stored is not None and now - stored.at >= life:
        session.delete(stored)
        session.flush()
        stored = None
    if stored is not None:
        if stored.request_hash != request_hash:
            raise OtherRequestError
        raise AnsweredBeforeError(stored)
    claimed = IdempotentAnswer(user_id=user_id, key=key, request_hash=request_hash, at=now)
    session.add(claimed)
    try:
        session.flush()
    except IntegrityError:
        raise UnderWayError from None
    return claimed


async def hash_of(request: Request) -> str:
    """What makes a request this one: method, address and all that it brings, the bytes of files included."""
    told = hashlib.sha256(f"{request.method}\n{request.url.path}\n{request.url.query}\n".encode())
    content_type = request.headers.get("content-type", "")
    if content_type.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        form = await request.form()
        await run_in_threadpool(_add_form, told, form)
    else:
        told.update(await request.body())
    return told.hexdigest()


def _add_form(told: hashlib._Hash, form: FormData) -> None:
    for name, value in form.multi_items():
        told.update(f"{len(name)}:{name}".encode())
        if isinstance(value, UploadFile):
            filename = value.filename or ""
            told.update(f"file {len(filename)}:{filename}".encode())
            value.file.seek(0)
            while chunk := value.file.read(CHUNK):
                told.update(chunk)
            value.file.seek(0)
        else:
            told.update(f"text {len(value)}:{value}".encode())
