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
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from agents.model.choice import Model
from agents.model.clients import Failure, Heard, client_of, failure_of
from agents.model.port import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LOOK_SECONDS: Final = 0.2
"""How often one who waits looks whether it should stop."""
GRACE_SECONDS: Final = 1.0
_MAKING: Final = threading.Lock()
LATE: Final = Failure("no whole reply in time", again=True, late=True)
BROKEN_OFF: Final = Failure("the reply broke off", again=True)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one try brought: the reply as far as it came, and the failure if there was one."""

    heard: Heard = field(default_factory=Heard)
    failure: Failure | None = None


def speak(model: Model, prompt: Prompt, key: str, seconds: float, *, look: Callable[[], None], on_text: Callable[[str], None]) -> Spoken:
    """Asks once and waits `seconds` at most. `on_text` gets the whole text so far now and then, `look` may raise to stop it all."""
    pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    heard = Heard()
    until = time.monotonic() + seconds
    asked = asyncio.run_coroutine_threadsafe(_listen(client_of(model), prompt, key, seconds, heard, pieces.put), _loop())
    asked.add_done_callback(lambda _: pieces.put(None))
    try:
        while not asked.done() and time.monotonic() < until + GRACE_SECONDS:
            _take(pieces, on_text)
            look()
    finally:
        asked.cancel()
    if not asked.done() or asked.cancelled():
        return Spoken(heard, LATE)
    return Spoken(heard, asked.result())


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


async def _listen(
    client: BaseChatModel, prompt: Prompt, key: str, seconds: float, heard: Heard, put: Callable[[str], None]
) -> Failure | None:
    """Reads the reply to its end; gives what went wrong. A reply for whose end no reason came is half a reply."""
    from langchain_core.messages import HumanMessage, SystemMessage  # noqa: PLC0415 - loaded in workers alone

    messages = [SystemMessage(prompt.instructions), HumanMessage(prompt.data)]
    chunks: Any = client.astream(messages, max_tokens=prompt.most_tokens, extra_headers={"Idempotency-Key": key, "Connection": "close"})
    try:
        async with asyncio.timeout(seconds), aclosing(chunks) as coming:
            async for chunk in coming:
                heard.add(chunk)
                put(heard.text)
    except TimeoutError:
        return LATE
    except Exception as error:  # noqa: BLE001 - whatever a client or a server does wrong, no run may end by it
        return failure_of(error)
    return None if heard.stop_reason else BROKEN_OFF


def _loop() -> asyncio.AbstractEventLoop:
    """The loop of this process; runs that begin at once do not make two."""
    with _MAKING:
        return _made()


@cache
def _made() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="recoup-models", daemon=True).start()
    return loop
