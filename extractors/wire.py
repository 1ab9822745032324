"""Frames between our own processes: length-prefixed JSON followed by raw blobs, never anything that runs when it is read."""

from __future__ import annotations

import json
import os
import select
import struct
import time
from collections.abc import Sequence
from typing import IO, Any, Final

_LENGTH: Final = struct.Struct(">Q")
_HEADER_LIMIT: Final = 1_000_000_000
_BLOCK: Final = 1 << 20


def send(pipe: IO[bytes], values: Any, blobs: Sequence[bytes] = ()) -> None:
    """Writes one frame; blocks until the other side has taken it."""
    for part in (*_head(values, blobs), *blobs):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(pipe.fileno(), rest) :]


def framed(values: Any, blobs: Sequence[bytes] = ()) -> bytes:
    """The same frame in memory; `parse` reads it."""
    return b"".join((*_head(values, blobs), *blobs))


def _head(values: Any, blobs: Sequence[bytes]) -> tuple[bytes, bytes]:
    header = json.dumps({"values": values, "blobs": [len(b) for b in blobs]}, ensure_ascii=False).encode("utf-8", "replace")
    return _LENGTH.pack(len(header)), header


def receive(pipe: IO[bytes], limit: int, deadline: float | None = None) -> tuple[Any, list[bytes]]:
    """Reads one frame of at most `limit` bytes of blobs; `deadline` is on the monotonic clock.

    Raises EOFError where the other side is gone, TimeoutError after the deadline, ValueError where the frame is broken.
    """
    (size,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size, deadline))
    if size > _HEADER_LIMIT:
        raise ValueError("a header beyond all measure")
    header = json.loads(_exactly(pipe, size, deadline))
    sizes = [int(n) for n in header["blobs"]]
    if sum(sizes) > limit or min(sizes, default=0) < 0:
        raise ValueError("blobs beyond all measure")
    return header["values"], [_exactly(pipe, n, deadline) for n in sizes]


def parse(payload: bytes) -> tuple[Any, list[bytes]]:
    """The same frame, read from memory; raises ValueError where it does not come out even."""
    if len(payload) < _LENGTH.size:
        raise ValueError("an answer cut short")
    (size,) = _LENGTH.unpack_from(payload)
    start = _LENGTH.size + size
    header = json.loads(payload[_LENGTH.size : start])
    blobs = []
    for length in header["blobs"]:
        blobs.append(payload[start : start + int(length)])
        start += int(length)
    if start != len(payload):
        raise ValueError("an answer cut short")
    return header["values"], blobs


def _exactly(pipe: IO[bytes], size: int, deadline: float | None) -> bytes:
    buffer = bytearray()
    while len(buffer) < size:
        if deadline is not None and not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError
        block = os.read(pipe.fileno(), min(_BLOCK, size - len(buffer)))
        if not block:
            raise EOFError
        buffer += block
    return bytes(buffer)
