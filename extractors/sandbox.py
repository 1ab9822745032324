"""Opens untrusted files in a disposable child process, so that a bomb takes down nothing but itself.

`Sandbox` starts a small single-threaded server (`extractors.sandbox_server`) that has the parsing libraries loaded, those of
tables alone where no more is asked. For
each file the server forks a child with limits on memory, time and files, and hands back what the child wrote. Requests and
answers are length-prefixed JSON with raw blobs; nothing from a child is ever unpickled. What is large need not go through
pipes: a child can read a stretch of an open file for itself, and leave its answer in memory that it shares with the asker.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from extractors.unreadable import CorruptError, SlowError
from extractors.wire import parse, receive, send
from facts.documents import ReadError, ReadErrorCode

TABLE_TASKS: Final = "extractors.table_tasks"
ALL_TASKS: Final = "extractors.sandbox_tasks"
"""Modules of what a server can be asked."""
_GRACE: Final = 10.0
_KEPT: Final = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(1 << 30))
"""What keeps the C library from handing large blocks back and asking for them anew all the time, in children that live shortly."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may use: address space in bytes, seconds of processor and of wall clock, bytes of answer."""

    memory: int = 2_000_000_000
    cpu_seconds: int = 15
    wall_seconds: float = 60.0
    answer: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gave back: plain values and blobs."""

    values: Any
    blobs: list[bytes]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of an open file, `size` of them from `at` on, that the child reads for itself. `file` is a descriptor open for reading."""

    file: int
    at: int
    size: int


class Room:
    """Memory that the asker shares with one child at a time, for answers of up to `size` bytes."""

    def __init__(self, size: int) -> None:
        made = os.fdopen(os.memfd_create("room"), "r+b") if hasattr(os, "memfd_create") else tempfile.TemporaryFile()  # noqa: SIM115
        self._file: IO[bytes] = made
        self._file.truncate(size)
        self._map = mmap.mmap(self._file.fileno(), size)
        self.size = size

    def fileno(self) -> int:
        """The descriptor that a child maps."""
        return self._file.fileno()

    def taken(self, sizes: Sequence[int]) -> list[bytes]:
        """The blobs that a child left here, one after the other. Raises ValueError for sizes that cannot be."""
        if min(sizes, default=0) < 0 or sum(sizes) > self.size:
            raise ValueError("blobs beyond their room")
        ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
        return [self._map[end - size : end] for end, size in zip(ends, sizes, strict=True)]

    def close(self) -> None:
        """Gives the memory back."""
        self._map.close()
        self._file.close()


class Sandbox:
    """A running server; `run` opens one file in it. Use as a context manager, or call `close`.

    `room` are bytes of memory shared with the children, in which larger answers come back faster than through pipes. With
    `tables_alone` only `extractors.table_tasks` can be asked for.
    """

    def __init__(self, limits: Limits | None = None, *, room: int = 0, tables_alone: bool = False) -> None:
        self.limits = limits or Limits()
        self._server: subprocess.Popen[bytes] | None = None
        self._files: socket.socket | None = None
        self._room_size = room
        self._tasks = TABLE_TASKS if tables_alone else ALL_TASKS
        self._room: Room | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def begin(self) -> None:
        """Starts the server, so that the first file need not wait until the libraries are loaded."""
        if self._server is None:
            self._started()

    def close(self) -> None:
        """Ends the server."""
        for held in (self._files, self._room):
            if held is not None:
                held.close()
        self._files = self._room = None
        server, self._server = self._server, None
        if server is None:
            return
        for pipe in (server.stdin, server.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(2)
        if server.poll() is None:
            server.kill()
            server.wait()

    def run(self, task: str, values: dict[str, Any], blobs: Sequence[bytes] | Stretch, limits: Limits | None = None) -> Answer | ReadError:
        """Runs a task of `sandbox_tasks.TASKS` in a child of its own; whatever happens to the child becomes a ReadError.

        Where a stretch of a file is given for the blobs, it is the task's one blob.
        """
        chosen = limits or self.limits
        request = {"task": task, "values": values, "limits": asdict(chosen)}
        try:
            return self._asked(request, blobs, chosen)
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            self.close()
            return CorruptError("the reader broke down on it").as_error()
        except TimeoutError:
            self.close()
            return SlowError().as_error()

    def _asked(self, request: dict[str, Any], blobs: Sequence[bytes] | Stretch, limits: Limits) -> Answer | ReadError:
        if self._server is not None and self._server.poll() is not None:
            self.close()
        server = self._server or self._started()
        if server.stdin is None or server.stdout is None or self._files is None:
            raise EOFError
        files: list[int] = []
        if isinstance(blobs, Stretch):
            request["stretch"] = {"at": blobs.at, "size": blobs.size}
            files, blobs = [blobs.file], ()
        if self._room_size:
            self._room = self._room or Room(self._room_size)
            request["room"] = self._room.size
            files.append(self._room.fileno())
        request["files"] = len(files)
        if files:
            socket.send_fds(self._files, [b"f"], files)
        send(server.stdin, request, blobs)
        deadline = time.monotonic() + limits.wall_seconds + _GRACE
        outcome, payload = receive(server.stdout, 2 * limits.answer, deadline)
        if outcome["outcome"] != "done":
            return ReadError(ReadErrorCode(outcome["code"]), str(outcome["message"]))
        values, parts = parse(payload[0])
        if isinstance(values, dict) and "unreadable" in values:
            return ReadError(ReadErrorCode(values["unreadable"]), str(values["message"]))
        if self._room is not None and isinstance(values, dict) and "in_room" in values:
            return Answer(values["told"], self._room.taken([int(size) for size in values["in_room"]]) + parts)
        return Answer(values, parts)

    def _started(self) -> subprocess.Popen[bytes]:
        house = str(Path(__file__).resolve().parent.parent)
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "POLARS_MAX_THREADS"), "1")
        single |= _KEPT if self._room_size else {}
        environment = {**os.environ, **single, "PYTHONPATH": os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])}
        self._files, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._server = subprocess.Popen(  # noqa: S603 - our own server, with a number that we chose
                [sys.executable, "-m", "extractors.sandbox_server", str(theirs.fileno()), self._tasks],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                bufsize=0,
                start_new_session=True,
                pass_fds=[theirs.fileno()],
            )
        return self._server
