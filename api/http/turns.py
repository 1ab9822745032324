"""Turns for those who write: few at a time in threads, so that readers find one free, and on SQLite one at a time in the database."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session, sessionmaker

AT_A_TIME: Final = 8
"""Writes that are carried out at once; the others wait without a thread."""


class Turns:
    """Who waits for the database waits in the event loop, in the order of arrival, with the request already read."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
        sqlite = sessions.kw["bind"].dialect.name == "sqlite"
        # SQLite itself makes writers try again and again, in no order; within this process they can queue.
        self._one: threading.Lock | None = threading.Lock() if sqlite else None

    def room(self) -> asyncio.Semaphore:
        """The room of this event loop, to be entered before a write is carried out."""
        return self._rooms.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_A_TIME))

    def transaction(self) -> AbstractContextManager[object]:
        """To be held while a transaction writes."""
        return nullcontext() if self._one is None else self._one
