"""The server behind the sandbox (`python -m extractors.sandbox_server`): forks one confined child for each file it is given."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import io
import mmap
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any, Final, NoReturn, TypeAlias

from extractors.sandbox import ALL_TASKS, TABLE_TASKS, Limits
from extractors.unreadable import CorruptError, SlowError, TooLargeError, UnreadableError
from extractors.wire import receive, send
from facts.documents import ReadErrorCode

_Part: TypeAlias = bytes | Callable[[IO[bytes]], None]
"""A blob, or what writes it where it is wanted."""
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_BLOCK: Final = 1 << 20
_AHEAD: Final = 1 << 20
_POPULATE_WRITE: Final = 23
"""`MADV_POPULATE_WRITE` of Linux, which Python does not name."""


def serve(requests: IO[bytes], answers: IO[bytes], files: socket.socket, tasks: Any) -> None:
    """The server's loop: one forked child for each request, until the requests end.

    `files` is where open files come from, `tasks` the module of what can be asked (`TASKS`, `PIECEWISE`).
    """
    while True:
        try:
            request, blobs = receive(requests, 1 << 40)
        except EOFError:
            return
        limits = Limits(**request["limits"])
        given = socket.recv_fds(files, 1, request["files"])[1] if request["files"] else []
        outcome, payload = _in_a_child(request | {"files": given}, blobs, limits, tasks)
        for file in given:
            os.close(file)
        send(answers, outcome, payload)


def _in_a_child(request: dict[str, Any], blobs: list[bytes], limits: Limits, tasks: Any) -> tuple[dict[str, str], list[bytes]]:
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        _work(request, blobs, limits, outlet, tasks)
    os.close(outlet)
    deadline = time.monotonic() + limits.wall_seconds
    answer = bytearray()
    failure: UnreadableError | None = None
    while True:
        if not select.select([inlet], [], [], max(0.0, deadline - time.monotonic()))[0]:
            failure = SlowError()
            break
        block = os.read(inlet, _BLOCK)
        if not block:
            break
        answer += block
        if len(answer) > limits.answer:
            failure = TooLargeError()
            break
    os.close(inlet)
    if failure is not None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    failure = failure or _fate(status)
    if failure is None:
        return {"outcome": "done"}, [bytes(answer)]
    return {"outcome": "failed", "code": failure.code.value, "message": str(failure)}, []


def _fate(status: int) -> UnreadableError | None:
    """What became of a child that ended by itself."""
    if os.WIFEXITED(status):
        return None if os.WEXITSTATUS(status) == 0 else CorruptError("the reader gave up on it")
    ended_by = os.WTERMSIG(status)
    if ended_by in (signal.SIGXCPU, signal.SIGKILL):
        return SlowError()
    if ended_by in (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL):
        return TooLargeError("or it is damaged: the reader stopped short of its memory limit")
    return CorruptError("it crashes the reader")


def _work(request: dict[str, Any], blobs: list[bytes], limits: Limits, outlet: int, tasks: Any) -> NoReturn:
    """The child's whole life: limits, the task, the answer."""
    status = 1
    try:
        files = list(request["files"])
        _confine(limits, {outlet, *files})
        try:
            values, parts = _done(request, blobs, files, tasks)
        except UnreadableError as reason:
            values, parts = {"unreadable": reason.code.value, "message": str(reason)}, []
        except MemoryError:
            blobs.clear()
            values, parts = {"unreadable": ReadErrorCode.TOO_LARGE.value, "message": str(TooLargeError())}, []
        except RecursionError:
            values, parts = {"unreadable": ReadErrorCode.CORRUPT.value, "message": str(CorruptError("it is nested without end"))}, []
        except Exception as error:  # noqa: BLE001 - a broken file may raise anything out of a parser
            detail = f"{type(error).__name__}: {error}"[:200]
            values, parts = {"unreadable": ReadErrorCode.CORRUPT.value, "message": str(CorruptError(detail))}, []
        with os.fdopen(outlet, "wb", buffering=0) as pipe:
            send(pipe, values, parts)
        status = 0
    finally:
        os._exit(status)


def _done(request: dict[str, Any], blobs: list[bytes], files: list[int], tasks: Any) -> tuple[Any, list[bytes]]:
    """What the task gives back: all of it, or what does not fit into the shared memory."""
    task, values = request["task"], request["values"]
    parts: Iterable[_Part]
    if "stretch" not in request:
        told, parts = tasks.TASKS[task](values, blobs)
    else:
        content = io.BufferedReader(_Stretched(files[0], **request["stretch"]), _BLOCK)
        told, parts = tasks.PIECEWISE[task](values, content) if task in tasks.PIECEWISE else tasks.TASKS[task](values, [content.read()])
    if "room" not in request:
        return told, [_whole(part) for part in parts]
    sizes, rest = _left_in_room(files[-1], request["room"], parts)
    return {"told": told, "in_room": sizes}, rest


class _Stretched(io.RawIOBase):
    """Bytes of a file from a place on. Reading raises UnreadableError where the file has become shorter than it was."""

    def __init__(self, file: int, at: int, size: int) -> None:
        super().__init__()
        self._file, self._at, self._end = file, at, at + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = memoryview(buffer)[: self._end - self._at]
        got = os.preadv(self._file, [wanted], self._at) if len(wanted) else 0
        if len(wanted) and not got:
            raise CorruptError("it was cut off while it was read")
        self._at += got
        return got


class _Room:
    """Shared memory, made ready stretch by stretch as it fills: one call for many pages, where each would else be a fault of its own."""

    def __init__(self, memory: mmap.mmap) -> None:
        self.memory = memory
        self.size = len(memory)
        self._ready = 0

    def make_ready(self, end: int) -> None:
        """Sees to it that the memory up to a place can be written; a kernel that cannot do so at once does it page by page."""
        if end > self._ready:
            until = min(end + _AHEAD, self.size)
            with contextlib.suppress(OSError, ValueError):
                self.memory.madvise(_POPULATE_WRITE, self._ready, until - self._ready)
            self._ready = until // mmap.PAGESIZE * mmap.PAGESIZE


class _Space(io.RawIOBase):
    """Shared memory that is written from a place on, up to `at`; what is written when it is full is only counted."""

    def __init__(self, room: _Room, at: int) -> None:
        super().__init__()
        self._room, self.at = room, at

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        end = self.at + len(data)
        if end <= self._room.size:
            self._room.make_ready(end)
            self._room.memory[self.at : end] = data
        self.at = end
        return len(data)


def _write(part: _Part, into: Any) -> None:
    if callable(part):
        part(into)
    else:
        into.write(part)


def _whole(part: _Part) -> bytes:
    written = io.BytesIO()
    _write(part, written)
    return written.getvalue()


def _left_in_room(file: int, size: int, parts: Iterable[_Part]) -> tuple[list[int], list[bytes]]:
    """Writes blobs into the shared memory as they come, one after the other: their sizes, and those from the first that does not fit."""
    sizes: list[int] = []
    rest: list[bytes] = []
    with mmap.mmap(file, size) as memory:
        room, at = _Room(memory), 0
        for part in parts:
            space = _Space(room, at)
            if not rest:
                _write(part, space)
            if rest or space.at > size:
                rest.append(_whole(part))
                continue
            sizes.append(space.at - at)
            at = space.at
    return sizes, rest


def _confine(limits: Limits, kept: set[int]) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    at = 3
    for file in sorted(kept):
        os.closerange(at, file)
        at = file + 1
    os.closerange(at, 256)
    wanted = [
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_AS, limits.memory),
    ]
    for kind, value in wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _leave_the_network() -> None:
    """Moves to a network namespace of its own, which has no way out; silently left out where the kernel does not allow it."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _serve_all(lines: Sequence[tuple[int, int, int]], tasks: Any) -> None:
    """Serves each line (requests, answers, files) until its requests end: a single one here, several each in a fork of its own."""
    _leave_the_network()
    # A child that went through the libraries for what is to be collected would copy the memory that it shares with them.
    gc.collect()
    gc.freeze()
    servers = []
    for mine in lines:
        server = os.fork() if len(lines) > 1 else 0
        if server == 0:
            for other in {end for line in lines for end in line} - set(mine):
                os.close(other)
            requests, answers, files = mine
            with socket.socket(fileno=files) as given:
                serve(os.fdopen(requests, "rb", buffering=0), os.fdopen(answers, "wb", buffering=0), given, tasks)
            # Nothing is left to put in order, and taking the libraries down would keep whoever closes the sandbox waiting.
            os._exit(0)
        servers.append(server)
    for end in (end for line in lines for end in line):
        os.close(end)
    for server in servers:
        os.waitpid(server, 0)
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _serve_all(
        [(int(requests), int(answers), int(files)) for requests, answers, files in (line.split(",") for line in sys.argv[2:])],
        importlib.import_module(TABLE_TASKS if sys.argv[1] == TABLE_TASKS else ALL_TASKS),
    )
