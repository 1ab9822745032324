"""What a worker looks after beside its jobs: the dead, its own loose ends, and the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from dbos import DBOSClient
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import Work
from jobs.carrying import Carrier
from jobs.leases import Lease
from jobs.mending import adopt_left_behind, not_carried, put_back
from jobs.schedule import submit_due
from jobs.takeover import take_over

LOG: Final = logging.getLogger(__name__)


class Rounds:
    """Made once per worker; each `go` is one round, and a round that fails is made up for by the next."""

    def __init__(self, sessions: sessionmaker[Session], client: DBOSClient, lease: Lease, carrier: Carrier) -> None:
        self._sessions = sessions
        self._client = client
        self._lease = lease
        self._carrier = carrier
        self._idle: set[str] = set()

    def go(self) -> None:
        """Takes over from the dead, and puts back what was this worker's and lies about since the round before."""
        take_over(self._sessions, self._client, self._lease.executor_id, self._lease.token)
        idle = not_carried(self._client, self._lease.executor_id, self._carrier.in_hand())
        # Twice in a row, since what was taken from the queue this moment has no thread yet.
        put_back(self._client, (idle & self._idle) - self._carrier.in_hand())
        self._idle = idle - self._idle


def submit_and_adopt(sessions: sessionmaker[Session], client: DBOSClient, work: Work, clock: Callable[[], datetime]) -> None:
    """Submits what the clock calls for, and adopts what commands that died left behind."""
    now = clock()
    with sessions.begin() as session:
        submit_due(session, work, now=now)
        adopted = adopt_left_behind(session, client, now=now)
    if adopted:
        LOG.warning("adopted %d jobs that a command left behind", adopted)
