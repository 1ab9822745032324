"""A worker as a process of its own, to be killed and stopped by tests: `worker_process.py URL NAME FOLDER LEASE_SECONDS`.

Its one job writes a line into a file of the folder, once, after some steps that take their time.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from cases.background.effects import once
from cases.background.work import Handler, Report, Task, WorkKind
from jobs.pace import Pace
from jobs.queues import Widths
from jobs.worker import Worker
from ledger.database import open_engine, open_sessions


def moment() -> datetime:
    """Now."""
    return datetime.now(UTC)  # noqa: TID251 - a process of its own, with a clock of its own


def writing_lines(sessions: sessionmaker[Session], folder: Path, name: str) -> Handler:
    """The job: `steps` tenths of a second, then a line in the file of the job's key."""

    def read(task: Task, report: Report) -> None:
        steps = task.payload["steps"]
        with (folder / "starts").open("a") as starts:
            starts.write(f"{task.key} {name}\n")
        for step in range(steps):
            report(step, steps, f"{name} at step {step}")
            time.sleep(0.1)

        def write() -> None:
            with (folder / "lines").open("a") as lines:
                lines.write(f"{task.key}\n")

        once(sessions, task.key, "file", moment(), write)
        report(steps, steps, f"by {name}")

    return read


def main() -> None:
    """Works until it is told to stop or killed."""
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {sys.argv[2]} %(message)s")
    url, name, folder, lease = sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4])
    engine = open_engine(url)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    pace = Pace(lease=lease, beat=lease / 6, takeover=lease / 6, poll=0.1, progress=0.2, stop=5)
    handlers = {WorkKind.READ: writing_lines(open_sessions(engine), folder, name)}
    Worker(engine, handlers, name, moment, widths=Widths(read=1), pace=pace, schedules=False).run_forever(stop)
    os._exit(0)


if __name__ == "__main__":
    main()
