"""A process that reads files one after the other, as the pool that starts it sees it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

from extractors.sandbox import Limits
from extractors.told import Told
from extractors.wire import receive, send

FILE_SECONDS: Final = 1800.0
ANSWER_LIMIT: Final = 8_000_000_000


class Waiting(Protocol):
    """A file that is to be read: its path, its bytes, and what a person said of its papers."""

    @property
    def file(self) -> str:
        """Its path, of which the ending counts."""
        ...

    @property
    def content(self) -> bytes | None:
        """Its bytes."""
        ...

    @property
    def told(self) -> Told:
        """What a person said of its papers."""
        ...


T = TypeVar("T", bound=Waiting)


class ReaderProcess(Generic[T]):
    """A process that reads files, and the file it is busy with."""

    def __init__(self, limits: Limits) -> None:
        house = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT", "POLARS_MAX_THREADS"), "1")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extractors.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **threads, "PYTHONPATH": path},
            bufsize=0,
            start_new_session=True,
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("a worker without pipes")
        self.requests, self.answers = self.process.stdin, self.process.stdout
        self.entry: T | None = None
        self.pages = 0
        self.deadline = 0.0
        with contextlib.suppress(OSError):
            send(self.requests, {"limits": asdict(limits)})

    def give(self, entry: T) -> None:
        """Hands it a file; OSError where it is gone."""
        self.entry = entry
        self.deadline = time.monotonic() + FILE_SECONDS
        send(self.requests, {"name": entry.file, "told": entry.told.to_json()}, [entry.content or b""])

    @property
    def seconds(self) -> float:
        """For how long it has had its file."""
        return time.monotonic() - (self.deadline - FILE_SECONDS)

    def take(self) -> tuple[Any, list[bytes]]:
        """What it made of the file: plain values and blobs."""
        return receive(self.answers, ANSWER_LIMIT, time.monotonic() + FILE_SECONDS)

    def close(self) -> None:
        """Lets the process end by itself: it does so when there are no more requests."""
        with contextlib.suppress(OSError):
            self.requests.close()
        try:
            if self.entry is not None:
                self.process.kill()
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.answers.close()

    def kill(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.requests.close()
        self.answers.close()
