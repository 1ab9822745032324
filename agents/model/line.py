"""The line to the providers: one event loop in a thread of its own, so that whoever waits for a reply can stop waiting at any moment.

A server that drips a byte a second never lets a plain read time out; a task on a loop is cancelled wherever it stands, and the one
who waits does not depend even on that.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from agents.model.choice import Model
from agents.model.clients import Failure, HalfReplyError, Heard, client_of, failure_of
from agents.model.port import Prompt

LOOK_SECONDS: Final = 0.2
"""How often one who waits looks whether it should stop."""
GRACE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one try brought: the reply as far as it came, and the failure if there was one."""

    heard: Heard = field(default_factory=Heard)
    failure: Failure | None = None


def speak(model: Model, prompt: Prompt, key: str, seconds: float, *, look: Callable[[], None], on_text: Callable[[str], None]) -> Spoken:
    """Asks once and waits `seconds` at most. `on_text` gets the whole text so far now and then, `look` may raise to stop it all."""
    client_of(model)  # loads and makes it here, where it holds up nobody else's reply
    pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    heard = Heard()
    until = time.monotonic() + seconds
    asked = asyncio.run_coroutine_threadsafe(_listen(model, prompt, key, seconds, heard, pieces.put), _loop())
    asked.add_done_callback(lambda _: pieces.put(None))
    try:
        while not asked.done() and time.monotonic() < until + GRACE_SECONDS:
            _take(pieces, on_text)
            look()
    finally:
        asked.cancel()
    if not asked.done() or asked.cancelled():
        return Spoken(heard, _late(seconds))
    error = asked.exception()
    if error is None:
        return Spoken(heard)
    if isinstance(error, TimeoutError):
        return Spoken(heard, _late(seconds))
    if not isinstance(error, Exception):
        raise error
    return Spoken(heard, failure_of(error))


def _take(pieces: queue.SimpleQueue[str | None], on_text: Callable[[str], None]) -> None:
    """Waits a moment for the next piece; of many that are there the last is shown. None among them says that it is over."""
    newest: str | None = None
    try:
        newest = pieces.get(timeout=LOOK_SECONDS)
        while (piece := pieces.get_nowait()) is not None:
            newest = piece
    except queue.Empty:
        pass
    if newest is not None:
        on_text(newest)


def _late(seconds: float) -> Failure:
    return Failure(f"no whole reply within {seconds:.0f} seconds", again=True, late=True)


async def _listen(model: Model, prompt: Prompt, key: str, seconds: float, heard: Heard, put: Callable[[str], None]) -> None:
    """Reads the reply to its end. Raises what the client raises, TimeoutError, and HalfReplyError where no reason for the end came."""
    from langchain_core.messages import HumanMessage, SystemMessage  # noqa: PLC0415 - loaded in workers alone

    client = client_of(model)
    messages = [SystemMessage(prompt.instructions), HumanMessage(prompt.data)]
    headers = {"Idempotency-Key": key}
    async with asyncio.timeout(seconds):
        async for chunk in client.astream(messages, max_tokens=prompt.most_tokens, extra_headers=headers):
            heard.add(chunk)
            put(heard.text)
    if not heard.stop_reason:
        raise HalfReplyError


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="recoup-models", daemon=True).start()
    return loop
