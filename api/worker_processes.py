"""Workers as processes beside a server: started, started again when they die, ended with it."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

LOG: Final = logging.getLogger(__name__)
LOOK_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = (1.0, 5.0, 30.0)
"""How long to wait before a worker that died is started again, the first time, the second, and from then on."""
END_SECONDS: Final = 40.0
"""A worker waits some 20 seconds for what it has in hand."""
STEADY_LOOKS: Final = 300
"""A worker that lived for so many looks counts as sound again."""


class WorkerProcesses:
    """Use as a context manager. The workers end by themselves when this process is gone."""

    def __init__(self, count: int, command: Sequence[str] = ()) -> None:
        self._count = count
        self._command = command or (sys.executable, "-m", "api.cli", "worker", "--until-ends", str(os.getpid()))
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._keep_one, name=f"recoup-worker-{n}", daemon=True) for n in range(self._count)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _keep_one(self) -> None:
        deaths = 0
        while not self._ending.is_set():
            process = self._started()
            looks = 0
            while process.poll() is None and not self._ending.wait(LOOK_SECONDS):
                looks += 1
            if self._ending.is_set():
                _end(process)
                return
            deaths = 1 if looks >= STEADY_LOOKS else deaths + 1
            wait = AGAIN_SECONDS[min(deaths, len(AGAIN_SECONDS)) - 1]
            LOG.error("a worker ended with %s; another is started in %g s", process.returncode, wait)
            self._ending.wait(wait)

    def _started(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "RECOUP_WORKERS": str(self._count)}
        # A group of its own: Ctrl-C at the terminal reaches the server alone, which then ends the workers in order.
        return subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True, env=environment)  # noqa: S603 - our own


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        LOG.warning("worker process %d does not end and is killed", process.pid)
        process.kill()
        process.wait()
