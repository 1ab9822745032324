"""`recoup worker`: carries out background work until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import threading
from itertools import count
from typing import Final

from api.errors import OK, CommandError
from api.opening import ready_house
from api.wiring import House, handlers
from jobs.leases import NameTakenError, living
from jobs.pace import Pace
from jobs.queues import Widths
from jobs.worker import Worker
from ledger.database import for_reading

LOG: Final = logging.getLogger(__name__)
TRIES: Final = 5
PARENT_LOOK: Final = 1.0


def run(arguments: argparse.Namespace) -> int:
    """Works until SIGTERM or SIGINT; what is in hand is brought to a place where others can go on."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.until_ends:
        threading.Thread(target=_watch_parent, args=(arguments.until_ends, stop), daemon=True).start()
    with ready_house() as house:
        _work(house, arguments.name, stop)
    return OK


def _work(house: House, name: str | None, stop: threading.Event) -> None:
    """Works under the name that was asked for, else under the first of this machine's that no living worker has."""
    for attempt in range(TRIES):
        chosen = name or free_name(house)
        try:
            _worker(house, chosen).run_forever(stop)
        except NameTakenError as error:
            if name is not None or attempt == TRIES - 1:
                raise CommandError(str(error)) from None
            LOG.info("another worker took the name %s first", chosen)
            continue
        return


def _worker(house: House, name: str) -> Worker:
    settings = house.settings
    lease = float(settings.lease_seconds)
    reading = settings.readers or max(1, (os.cpu_count() or 1) // max(1, settings.workers))
    pace = Pace(lease=lease, beat=lease / 6, takeover=min(5.0, lease / 6))
    widths = Widths(read=reading, llm=settings.llm_at_a_time, llm_per_minute=settings.llm_per_minute)
    return Worker(house.engine, handlers(house), name, house.desk.clock, widths=widths, pace=pace)


def free_name(house: House) -> str:
    """The name of this machine and the first number that no living worker goes by: after a restart the same one again."""
    with for_reading(house.desk.sessions)() as session:
        taken = living(session)
    return next(name for number in count(1) if (name := f"{socket.gethostname()[:80]}-{number}") not in taken)


def _watch_parent(parent: int, stop: threading.Event) -> None:
    """Stops once the process that started this one is gone: a server that was killed leaves no worker behind."""
    while os.getppid() == parent and not stop.wait(PARENT_LOOK):
        pass
    stop.set()
