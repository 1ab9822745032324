"""A supplier's changes as they happen (server-sent events): from where the reader left off, for a while, then the reader comes again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.http.gate import events, suppliers
from api.http.problems import ProblemError
from api.http.shapes.cases import EventShown
from api.http.visit import Visit, enter

AGAIN_AFTER: Final = 2_000
"""Milliseconds after which a reader whose stream ended comes again."""
QUIET: Final = 15.0
"""Seconds without news after which a comment keeps proxies from closing the line."""


async def stream(request: Request, visit: Visit, supplier_id: int, since: int, place: ExitStack) -> AsyncIterator[bytes]:
    """Events with the journal's sequence as id, until the time is over, the reader leaves, or may no longer see the supplier."""
    settings = visit.house.settings
    ends = time.monotonic() + settings.stream_seconds
    heard = time.monotonic()
    with place:
        yield f"retry: {AGAIN_AFTER}\n\n".encode()
        while time.monotonic() < ends and not await request.is_disconnected():
            try:
                found = await run_in_threadpool(_news, request, supplier_id, since)
            except ProblemError:
                yield b"event: end\ndata: {}\n\n"
                return
            for event in found:
                yield f"id: {event.sequence}\nevent: {event.noun}\ndata: {event.model_dump_json()}\n\n".encode()
                since = event.sequence
            if found:
                heard = time.monotonic()
            elif time.monotonic() - heard > QUIET:
                heard = time.monotonic()
                yield b": still here\n\n"
            await asyncio.sleep(settings.stream_pause)


def _news(request: Request, supplier_id: int, since: int) -> Sequence[EventShown]:
    """What is new, asked with the rights that the reader has by now."""
    with enter(request, counted=False).reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return events.news(gate, supplier_id, since)
