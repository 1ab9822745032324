"""Opens untrusted files in a disposable child process, so that a bomb takes down nothing but itself.

`Sandbox` starts a small single-threaded server (`extractors.sandbox_server`) that has the parsing libraries loaded. For
each file the server forks a child with limits on memory, time and files, and hands back what the child wrote. Requests and
answers are length-prefixed JSON with raw blobs; nothing from a child is ever unpickled.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from extractors.unreadable import CorruptError, SlowError
from extractors.wire import parse, receive, send
from facts.documents import ReadError, ReadErrorCode

_GRACE: Final = 10.0


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


class Sandbox:
    """A running server; `run` opens one file in it. Use as a context manager, or call `close`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._server: subprocess.Popen[bytes] | None = None

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

    def run(self, task: str, values: dict[str, Any], blobs: Sequence[bytes], limits: Limits | None = None) -> Answer | ReadError:
        """Runs a task of `sandbox_tasks.TASKS` in a child of its own; whatever happens to the child becomes a ReadError."""
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

    def _asked(self, request: dict[str, Any], blobs: Sequence[bytes], limits: Limits) -> Answer | ReadError:
        if self._server is not None and self._server.poll() is not None:
            self.close()
        server = self._server or self._started()
        if server.stdin is None or server.stdout is None:
            raise EOFError
        send(server.stdin, request, blobs)
        deadline = time.monotonic() + limits.wall_seconds + _GRACE
        outcome, payload = receive(server.stdout, 2 * limits.answer, deadline)
        if outcome["outcome"] != "done":
            return ReadError(ReadErrorCode(outcome["code"]), str(outcome["message"]))
        values, parts = parse(payload[0])
        if isinstance(values, dict) and "unreadable" in values:
            return ReadError(ReadErrorCode(values["unreadable"]), str(values["message"]))
        return Answer(values, parts)

    def _started(self) -> subprocess.Popen[bytes]:
        house = str(Path(__file__).resolve().parent.parent)
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "POLARS_MAX_THREADS"), "1")
        environment = {**os.environ, **single, "PYTHONPATH": os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "extractors.sandbox_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )
        return self._server
