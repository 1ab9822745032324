"""Opens untrusted files in a disposable child process, so that a bomb takes down nothing but itself.

`Sandbox` starts a small single-threaded server (`extractors.sandbox_server`) that has the parsing libraries loaded, those of
tables alone where no more is asked. For
each file the server forks a child with limits on memory, time and files, and hands back what the child wrote. Requests and
answers are length-prefixed JSON with raw blobs; nothing from a child is ever unpickled. What is large need not go through
pipes: a child can read a stretch of an open file for itself, and leave its answer in memory that it shares with the asker.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Generic, Self, TypeAlias, TypeVar, overload

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


_Taken = TypeVar("_Taken")


@dataclass(frozen=True, slots=True)
class Answer(Generic[_Taken]):
    """What a task gave back: plain values and blobs, as bytes or as they were taken."""

    values: Any
    blobs: list[_Taken]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of an open file, `size` of them from `at` on, that the child reads for itself. `file` is a descriptor open for reading."""

    file: int
    at: int
    size: int


Taking: TypeAlias = Callable[[IO[bytes], int], _Taken]
"""What is made of the so many bytes that stand in a file from its place on."""


def _as_they_are(file: IO[bytes], size: int) -> bytes:
    return file.read(size)


class Room:
    """Memory that the asker shares with one child at a time, for answers of up to `size` bytes."""

    def __init__(self, size: int) -> None:
        # Without a buffer of its own: what is taken is read to where it is wanted, and what a child writes is seen.
        memory = hasattr(os, "memfd_create")
        made = os.fdopen(os.memfd_create("room"), "r+b", buffering=0) if memory else tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._file: IO[bytes] = made
        self._file.truncate(size)
        self.size = size

    def fileno(self) -> int:
        """The descriptor that a child maps."""
        return self._file.fileno()

    def taken(self, sizes: Sequence[int], take: Taking[_Taken]) -> list[_Taken]:
        """What is made of the blobs that a child left here, one after the other. Raises ValueError for sizes that cannot be."""
        if min(sizes, default=0) < 0 or sum(sizes) > self.size:
            raise ValueError("blobs beyond their room")
        found, at = [], 0
        for size in sizes:
            self._file.seek(at)
            found.append(take(self._file, size))
            at += size
        return found

    def close(self) -> None:
        """Gives the memory back."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a server: pipes for requests and answers, a socket for open files, and its process where it serves nobody else."""

    requests: IO[bytes]
    answers: IO[bytes]
    files: socket.socket
    process: subprocess.Popen[bytes] | None = None

    @property
    def gone(self) -> bool:
        """True where the server is known to have ended."""
        return self.process is not None and self.process.poll() is not None

    def close(self) -> None:
        """Ends the server: it does so by itself when there are no more requests."""
        for held in (self.files, self.requests, self.answers):
            with contextlib.suppress(OSError):
                held.close()
        if self.process is not None:
            ended(self.process)


def ended(process: subprocess.Popen[bytes]) -> None:
    """Waits for a server that has no more requests, and ends it where it lingers."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def started(tasks: str, lines: int, *, keeping: bool) -> tuple[subprocess.Popen[bytes], list[Line]]:
    """One process that loads the libraries of some tasks and serves so many lines, each from a fork of its own if there are several.

    `keeping` is for children that fill large shared memory: they do not hand blocks back and ask for them anew all the time.
    """
    house = str(Path(__file__).resolve().parent.parent)
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "POLARS_MAX_THREADS"), "1")
    single |= _KEPT if keeping else {}
    environment = {**os.environ, **single, "PYTHONPATH": os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])}
    ends = [(os.pipe(), os.pipe(), socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)) for _ in range(lines)]
    theirs = [(asked[0], answered[1], files[1].fileno()) for asked, answered, files in ends]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own server, with numbers that we chose
            [sys.executable, "-m", "extractors.sandbox_server", tasks, *(",".join(map(str, line)) for line in theirs)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            pass_fds=[end for line in theirs for end in line],
        )
    finally:
        for asked, answered, files in ends:
            os.close(asked[0])
            os.close(answered[1])
            files[1].close()
    own = process if lines == 1 else None
    return process, [
        Line(os.fdopen(asked[1], "wb", buffering=0), os.fdopen(answered[0], "rb", buffering=0), files[0], own)
        for asked, answered, files in ends
    ]


class Sandbox:
    """A running server; `run` opens one file in it. Use as a context manager, or call `close`.

    `room` are bytes of memory shared with the children, in which larger answers come back faster than through pipes. With
    `tables_alone` only `extractors.table_tasks` can be asked for. `line` leads to a server that runs already.
    """

    def __init__(self, limits: Limits | None = None, *, room: int = 0, tables_alone: bool = False, line: Line | None = None) -> None:
        self.limits = limits or Limits()
        self._line = line
        self._room_size = room
        self._tasks = TABLE_TASKS if tables_alone else ALL_TASKS
        self._room: Room | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def begin(self) -> None:
        """Starts the server, so that the first file need not wait until the libraries are loaded."""
        if self._line is None:
            _, (self._line,) = started(self._tasks, 1, keeping=bool(self._room_size))

    def close(self) -> None:
        """Ends the server."""
        if self._room is not None:
            self._room.close()
        line, self._room, self._line = self._line, None, None
        if line is not None:
            line.close()

    @overload
    def run(
        self, task: str, values: dict[str, Any], blobs: Sequence[bytes] | Stretch, limits: Limits | None = None
    ) -> Answer[bytes] | ReadError: ...

    @overload
    def run(
        self, task: str, values: dict[str, Any], blobs: Sequence[bytes] | Stretch, limits: Limits | None, take: Taking[_Taken]
    ) -> Answer[_Taken] | ReadError: ...

    def run(
        self,
        task: str,
        values: dict[str, Any],
        blobs: Sequence[bytes] | Stretch,
        limits: Limits | None = None,
        take: Taking[Any] = _as_they_are,
    ) -> Answer[Any] | ReadError:
        """Runs a task of `sandbox_tasks.TASKS` in a child of its own; whatever happens to the child becomes a ReadError.

        Where a stretch of a file is given for the blobs, it is the task's one blob. `take` makes of each blob of the answer what is
        wanted, where it lies; it must expect anything there.
        """
        chosen = limits or self.limits
        request = {"task": task, "values": values, "limits": asdict(chosen)}
        try:
            return self._asked(request, blobs, chosen, take)
        except TimeoutError:
            self.close()
            return SlowError().as_error()
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            self.close()
            return CorruptError("the reader broke down on it").as_error()

    def _asked(
        self, request: dict[str, Any], blobs: Sequence[bytes] | Stretch, limits: Limits, take: Taking[_Taken]
    ) -> Answer[_Taken] | ReadError:
        if self._line is not None and self._line.gone:
            self.close()
        self.begin()
        line = self._line
        if line is None:
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
            socket.send_fds(line.files, [b"f"], files)
        send(line.requests, request, blobs)
        deadline = time.monotonic() + limits.wall_seconds + _GRACE
        outcome, payload = receive(line.answers, 2 * limits.answer, deadline)
        if outcome["outcome"] != "done":
            return ReadError(ReadErrorCode(outcome["code"]), str(outcome["message"]))
        values, parts = parse(payload[0])
        if isinstance(values, dict) and "unreadable" in values:
            return ReadError(ReadErrorCode(values["unreadable"]), str(values["message"]))
        if self._room is not None and isinstance(values, dict) and "in_room" in values:
            found = self._room.taken([int(size) for size in values["in_room"]], take)
            values = values["told"]
        else:
            found = []
        return Answer(values, [*found, *(take(io.BytesIO(part), len(part)) for part in parts)])
