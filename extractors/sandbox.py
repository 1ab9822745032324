"""Opens untrusted files in a disposable child process, so that a bomb takes down nothing but itself.

`Sandbox` starts a small single-threaded server (`python -m extractors.sandbox`) that has the parsing libraries loaded. For
each file the server forks a child with limits on memory, time and files, and hands back what the child wrote. Requests and
answers are length-prefixed JSON with raw blobs; nothing from a child is ever unpickled.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, NoReturn, Self

from extractors.sandbox_tasks import TASKS
from extractors.unreadable import CorruptError, SlowError, TooLargeError, UnreadableError
from extractors.wire import parse, receive, send
from facts.documents import ReadError, ReadErrorCode

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_GRACE: Final = 10.0
_BLOCK: Final = 1 << 20


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
        server = self._server if self._server is not None and self._server.poll() is None else self._started()
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
            [sys.executable, "-m", "extractors.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )
        return self._server


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """The server's loop: one forked child for each request, until the requests end."""
    _leave_the_network()
    while True:
        try:
            request, blobs = receive(requests, 1 << 40)
        except EOFError:
            return
        limits = Limits(**request["limits"])
        outcome, payload = _in_a_child(request, blobs, limits)
        send(answers, outcome, payload)


def _in_a_child(request: dict[str, Any], blobs: list[bytes], limits: Limits) -> tuple[dict[str, str], list[bytes]]:
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        _work(request, blobs, limits, outlet)
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


def _work(request: dict[str, Any], blobs: list[bytes], limits: Limits, outlet: int) -> NoReturn:
    """The child's whole life: limits, the task, the answer."""
    status = 1
    try:
        _confine(limits, outlet)
        try:
            values, parts = TASKS[request["task"]](request["values"], blobs)
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


def _confine(limits: Limits, outlet: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.closerange(3, outlet)
    os.closerange(outlet + 1, 256)
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


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)
