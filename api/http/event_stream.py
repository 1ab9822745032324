"""Changes as they happen (server-sent events): from where the reader left off, for a while, then the reader comes again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from typing import Final, Protocol

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.http.gate.news import News
from api.http.gate.rows import Gate
from api.http.problems import ProblemError
from api.http.visit import Visit, enter

AGAIN_AFTER: Final = 2_000
"""Milliseconds after which a reader whose stream ended comes again."""
QUIET: Final = 15.0
"""Seconds without news after which a comment keeps proxies from closing the line."""
AGAIN: Final = b"event: again\ndata: {}\n\n"
"""The last event of a stream whose time is over: come again."""
END: Final = b"event: end\ndata: {}\n\n"
"""The last event for somebody who is logged out or may no longer see this: do not come again."""


class Watch(Protocol):
    """Looks for what is new since it looked last."""

    def look(self, gate: Gate, tick: float) -> Sequence[News]:
        """What is new, with the rights that the gate has; `tick` are seconds that only go up."""
        ...


async def stream(request: Request, visit: Visit, watch: Watch, place: ExitStack) -> AsyncIterator[bytes]:
    """What a watch finds, until the time is over, the reader leaves, or may see it no longer. The last event says which."""
    settings = visit.house.settings
    ends = time.monotonic() + settings.stream_seconds
    heard = time.monotonic()
    with place:
        yield f"retry: {AGAIN_AFTER}\n\n".encode()
        while time.monotonic() < ends and not await request.is_disconnected():
            try:
                found = await run_in_threadpool(_news, request, watch)
            except ProblemError:
                yield END
                return
            for news in found:
                yield f"id: {news.place}\nevent: {news.name}\ndata: {news.told.model_dump_json()}\n\n".encode()
            if found:
                heard = time.monotonic()
            elif time.monotonic() - heard > QUIET:
                heard = time.monotonic()
                yield b": still here\n\n"
            await asyncio.sleep(settings.stream_pause)
        yield AGAIN


def _news(request: Request, watch: Watch) -> Sequence[News]:
    """What is new, asked with the rights that the reader has by now."""
    with enter(request, counted=False).reading() as gate:
        return watch.look(gate, time.monotonic())
