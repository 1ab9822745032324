"""A stand-in for the providers of models on the loopback: speaks as OpenAI's and Anthropic's servers do, as well or as badly as told.

with StubServer(write) as stub:        # write: Asked → the text of the reply
    stub.behaviour = Behaviour.SLOW    # or stub.plan = [Behaviour.STATUS_429, Behaviour.GOOD] for the next requests
    ... base_url=stub.url_of("openai")
    assert stub.charged == 1           # replies by idempotency key: the same key twice is charged once
"""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

PIECE: Final = 40
"""Characters in one piece of a stream, or more where it would come to more than MOST_PIECES."""
MOST_PIECES: Final = 100
LONG_HANG: Final = 600.0


class Behaviour(StrEnum):
    """How the server answers. What a good, a wrong or an obeying text says is `write`'s business, which sees the behaviour."""

    GOOD = "good"
    WRONG = "wrong"
    """The text says what the material does not."""
    OBEYING = "obeying"
    """The text does what an instruction planted in the material asks for."""
    SLOW = "slow"
    """The whole reply, after `slow_seconds`."""
    HALF = "half"
    """The connection breaks in the middle of the reply."""
    CUT = "cut"
    """The stream ends in the middle as if it were whole, without the reason for its end."""
    BROKEN_JSON = "broken_json"
    """The text, where it is JSON, is broken off before its end; all else is well."""
    GARBLED = "garbled"
    """What comes is no event stream and no JSON."""
    STATUS_400 = "status_400"
    STATUS_401 = "status_401"
    STATUS_429 = "status_429"
    STATUS_500 = "status_500"
    STATUS_529 = "status_529"
    ERROR_WITHIN = "error_within"
    """The stream begins well and then tells of an error."""
    HANG = "hang"
    """The connection is taken and nothing ever comes."""
    DRIP = "drip"
    """A byte at a time, so that no wait for the next one is ever long."""
    ELSEWHERE = "elsewhere"
    """Sends the caller to another address."""
    ENDLESS = "endless"
    """The reply goes on and on."""
    FLOOD = "flood"
    """One line without an end."""
    PACKED = "packed"
    """The answer comes compressed, though nobody asked for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    provider: str
    model: str
    instructions: str
    data: str
    most_tokens: int | None
    key: str
    """Of the `Idempotency-Key` header."""
    stream: bool
    behaviour: Behaviour
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def material(self) -> Any:
        """The data as JSON, or None."""
        try:
            return json.loads(self.data)
        except ValueError:
            return None


def agreeable(asked: Asked) -> str:
    """A text for who does not care what it says."""
    return f"Read {len(asked.data)} characters."


class StubServer:
    """Use as a context manager. What was asked stands in `asked`, in the order in which it came."""

    def __init__(self, write: Callable[[Asked], str] = agreeable, behaviour: Behaviour = Behaviour.GOOD) -> None:
        self.write = write
        self.behaviour = behaviour
        self.plan: list[Behaviour] = []
        """Behaviours of the next requests, first come first; then `behaviour` holds again."""
        self.thinks = 0.0
        """Seconds before every reply: the model's own time."""
        self.piece_seconds = 0.0
        """Seconds before every piece of a stream, so that one sees it being written."""
        self.slow_seconds = 2.0
        self.drip_seconds = 0.2
        self.retry_after: str = ""
        self.usage = True
        """Whether the provider tells how many tokens it counted."""
        self.asked: list[Asked] = []
        self.replies: Counter[str] = Counter()
        """Whole replies sent, by idempotency key."""
        self.ending = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def url_of(self, provider: str) -> str:
        """The base URL for a client of `openai`, `anthropic` or `local`."""
        return f"http://127.0.0.1:{self.port}" + ("" if provider == "anthropic" else "/v1")

    @property
    def charged(self) -> int:
        """Replies that a provider would charge for: one per idempotency key."""
        return len(self.replies)

    def take(self, request: Callable[[Behaviour], Asked]) -> Asked:
        """Notes a request and settles how it is answered."""
        with self._lock:
            asked = request(self.plan.pop(0) if self.plan else self.behaviour)
            self.asked.append(asked)
            return asked

    def answered(self, asked: Asked) -> None:
        """Notes a reply that was sent whole."""
        with self._lock:
            self.replies[asked.key or f"no key {len(self.asked)}"] += 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    stub: StubServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up are part of the play."""
        del request, client_address


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Says nothing."""

    def do_POST(self) -> None:
        """Both providers' one address for questions."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        provider = {"/v1/messages": "anthropic", "/v1/chat/completions": "openai"}.get(self.path.partition("?")[0])
        if provider is None:
            self._plain(404, {"error": {"message": "no such address"}})
            return
        stub = self.server.stub
        asked = stub.take(lambda behaviour: _asked(provider, body, dict(self.headers.items()), behaviour))
        if stub.thinks:
            stub.ending.wait(stub.thinks)
        self._answer(stub, asked)

    def _answer(self, stub: StubServer, asked: Asked) -> None:
        match asked.behaviour:
            case Behaviour.HANG:
                stub.ending.wait(LONG_HANG)
                self.close_connection = True
            case (
                Behaviour.STATUS_400 | Behaviour.STATUS_401 | Behaviour.STATUS_429 | Behaviour.STATUS_500 | Behaviour.STATUS_529
            ) as refused:
                headers = {"Retry-After": stub.retry_after} if stub.retry_after else {}
                self._plain(int(refused.value.removeprefix("status_")), {"type": "error", "error": {"message": asked.data}}, headers)
            case Behaviour.ELSEWHERE:
                self._plain(307, {}, {"Location": f"http://127.0.0.1:{stub.port + 1}{self.path}"})
            case Behaviour.GARBLED:
                self._send(200, b"<html>busy {", "text/html")
            case Behaviour.FLOOD:
                self._flood(stub)
            case Behaviour.PACKED:
                self._send(200, gzip.compress(b"data: [DONE]" + bytes(1_000_000)), "text/event-stream", {"Content-Encoding": "gzip"})
            case Behaviour.SLOW:
                stub.ending.wait(stub.slow_seconds)
                self._reply(stub, asked)
            case _:
                self._reply(stub, asked)

    def _flood(self, stub: StubServer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(b"data: ")
        while not stub.ending.is_set():
            self._chunk(b"x" * 100_000)

    def _reply(self, stub: StubServer, asked: Asked) -> None:
        text = stub.write(asked)
        if asked.behaviour is Behaviour.ENDLESS:
            text *= 1 + 500_000 // max(1, len(text))
        if asked.behaviour is Behaviour.BROKEN_JSON:
            text = text[: max(1, len(text) * 2 // 3)]
        told = (len(asked.instructions + asked.data) // 4 + 1, len(text) // 4 + 1) if stub.usage else (0, 0)
        if not asked.stream:
            self._plain(200, _whole(asked, text, told))
            stub.answered(asked)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self._stream(stub, asked, text, told):
            self.wfile.write(b"0\r\n\r\n")
            if asked.behaviour is not Behaviour.CUT:
                stub.answered(asked)
        else:
            self.close_connection = True

    def _stream(self, stub: StubServer, asked: Asked, text: str, told: tuple[int, int]) -> bool:
        """Sends the events; False where the connection is to break instead of ending."""
        events = list(_events(asked, text, told))
        middle = max(2, len(events) // 2)
        for number, event in enumerate(events):
            if number == middle and asked.behaviour in {Behaviour.HALF, Behaviour.CUT}:
                return asked.behaviour is Behaviour.CUT
            if number == middle and asked.behaviour is Behaviour.ERROR_WITHIN:
                error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
                self._chunk(_event(error, "error"))
                return True
            if asked.behaviour is Behaviour.DRIP:
                for byte in event:
                    self._chunk(bytes([byte]))
                    if stub.ending.wait(stub.drip_seconds):
                        return False
                continue
            if stub.piece_seconds:
                stub.ending.wait(stub.piece_seconds)
            self._chunk(event)
            while number == middle - 1 and asked.behaviour is Behaviour.ENDLESS and not stub.ending.is_set():
                self._chunk(event)
        return True

    def _chunk(self, sent: bytes) -> None:
        self.wfile.write(f"{len(sent):x}\r\n".encode() + sent + b"\r\n")
        self.wfile.flush()

    def _plain(self, status: int, said: Any, headers: Mapping[str, str] | None = None) -> None:
        self._send(status, json.dumps(said).encode(), "application/json", headers)

    def _send(self, status: int, sent: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(sent)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)


def _asked(provider: str, body: Mapping[str, Any], headers: Mapping[str, str], behaviour: Behaviour) -> Asked:
    spoken = [(m.get("role"), _text(m.get("content"))) for m in body.get("messages", ())]
    system = _text(body.get("system")) or "\n".join(text for role, text in spoken if role == "system")
    lower = {name.lower(): value for name, value in headers.items()}
    return Asked(
        provider=provider,
        model=str(body.get("model", "")),
        instructions=system,
        data="\n".join(text for role, text in spoken if role == "user"),
        most_tokens=body.get("max_tokens") or body.get("max_completion_tokens"),
        key=lower.get("idempotency-key", ""),
        stream=bool(body.get("stream")),
        behaviour=behaviour,
        body=body,
        headers=lower,
    )


def _text(content: Any) -> str:
    """The words of a message, said as a string or in blocks."""
    if isinstance(content, list):
        return "".join(str(block.get("text", "")) for block in content)
    return str(content or "")


def _pieces(text: str) -> Iterator[str]:
    step = max(PIECE, len(text) // MOST_PIECES)
    yield from (text[at : at + step] for at in range(0, len(text), step))


def _event(said: Any, name: str = "") -> bytes:
    line = said if isinstance(said, str) else json.dumps(said)
    return (f"event: {name}\n" if name else "").encode() + f"data: {line}\n\n".encode()


def _events(asked: Asked, text: str, told: tuple[int, int]) -> Iterator[bytes]:
    yield from (_anthropic_events if asked.provider == "anthropic" else _openai_events)(asked, text, told)


def _openai_events(asked: Asked, text: str, told: tuple[int, int]) -> Iterator[bytes]:
    top = {"id": "chatcmpl-stub", "object": "chat.completion.chunk", "created": int(time.monotonic()), "model": asked.model}

    def choice(delta: Mapping[str, Any], reason: str | None = None) -> bytes:
        return _event({**top, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    yield choice({"role": "assistant", "content": ""})
    for piece in _pieces(text):
        yield choice({"content": piece})
    yield choice({}, "stop")
    if any(told):
        yield _event({**top, "choices": [], "usage": _openai_usage(told)})
    yield _event("[DONE]")


def _anthropic_events(asked: Asked, text: str, told: tuple[int, int]) -> Iterator[bytes]:
    message = {**_whole(asked, "", told), "content": [], "stop_reason": None}
    message["usage"] = {"input_tokens": told[0], "output_tokens": 0}
    yield _event({"type": "message_start", "message": message}, "message_start")
    begun = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    yield _event(begun, "content_block_start")
    for piece in _pieces(text):
        said = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        yield _event(said, "content_block_delta")
    yield _event({"type": "content_block_stop", "index": 0}, "content_block_stop")
    ended = {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"input_tokens": told[0], "output_tokens": told[1]},
    }
    yield _event(ended, "message_delta")
    yield _event({"type": "message_stop"}, "message_stop")


def _openai_usage(told: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": told[0], "completion_tokens": told[1], "total_tokens": sum(told)}


def _whole(asked: Asked, text: str, told: tuple[int, int]) -> dict[str, Any]:
    """A reply in one piece."""
    if asked.provider == "anthropic":
        return {
            "id": "msg_stub",
            "type": "message",
            "role": "assistant",
            "model": asked.model,
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": told[0], "output_tokens": told[1]},
        }
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion",
        "created": int(time.monotonic()),
        "model": asked.model,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": _openai_usage(told),
    }
