"""A worker: takes work from the queues as long as it counts as alive, and keeps watch over the others and the clock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from dbos import DBOS, DBOSConfig
from sqlalchemy import Engine, event

from cases.background.work import Handler, WorkKind
from jobs.books import APPLICATION, SCHEMA, SERIALIZER, VERSION, open_books, open_client, tag_of
from jobs.carrying import Carrier
from jobs.leases import Beat, Lease, NameTakenError
from jobs.pace import Pace
from jobs.queues import WORKFLOW, Widths, register
from jobs.rounds import Rounds, submit_and_adopt
from jobs.work import DbosWork
from ledger.database import open_sessions

LOG: Final = logging.getLogger(__name__)
# With a handler of ours DBOS makes none of its own: its lines go where all lines go.
logging.getLogger("dbos").addHandler(logging.NullHandler())


class Worker:
    """Carries out jobs with `handlers`, in threads of this process; one worker at a time in a process, since DBOS is one.

    A worker that was stopped is not started again; make another. `executor_id` is its name: stable over restarts, so that it finds at
    once what it left, and no other living worker's.
    `clock` gives the moments that the rows of jobs show; leases go by the database's clock.
    """

    def __init__(
        self,
        engine: Engine,
        handlers: Mapping[WorkKind, Handler],
        executor_id: str,
        clock: Callable[[], datetime],
        *,
        widths: Widths | None = None,
        pace: Pace | None = None,
        schedules: bool = True,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._widths = widths or Widths()
        self._pace = pace or Pace()
        self._schedules = schedules
        self._sessions = open_sessions(engine)
        self._lease = Lease(self._sessions, executor_id, length=timedelta(seconds=self._pace.lease))
        self._books = open_books(engine, tag_of(executor_id))
        self._client = open_client(self._books)
        self._carrier = Carrier(self._sessions, self._client, self._lease, handlers, clock, self._pace)
        self._rounds = Rounds(self._sessions, self._client, self._lease, self._carrier)
        self._next_beat = 0.0
        self._ending = threading.Event()
        self._ended = threading.Event()
        self._taken = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Takes the lease, then begins to work.

        Raises NameTakenError where another living worker goes by this name, and what DBOS raises where its tables are missing
        (`jobs.books.migrate` makes them).
        """
        self._tag_sessions()
        self._lease.take()
        # The beat comes before the launch: a launch that takes long must not let the lease run out.
        self._keep_doing("pulse", self._pulse, self._pace.progress, self._ended)
        try:
            self._launch()
        except BaseException:
            self.stop()
            raise
        self._keep_doing("rounds", self._rounds.go, self._pace.takeover, self._ending)
        if self._schedules:
            work = DbosWork(self._engine)
            self._keep_doing(
                "schedules",
                lambda: submit_and_adopt(self._sessions, self._client, work, self._clock),
                self._pace.schedule,
                self._ending,
            )
        LOG.info("worker %s works", self._lease.executor_id)

    def stop(self) -> None:
        """Begins nothing more, waits a while for handlers to come to a place where they report, and gives the lease up.

        What still runs after that is dropped when it ends, and others take its job over. May be called more than once.
        """
        if self._ending.is_set():
            return
        self._ending.set()
        self._carrier.stop()
        patience = int(self._pace.stop) if self.busy else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=30)
        self._lease.release()
        self._books.dispose()
        if self.busy:
            LOG.warning("worker %s stopped beside %d jobs that do not report", self._lease.executor_id, self.busy)
        LOG.info("worker %s stopped", self._lease.executor_id)

    def run_forever(self, stop: threading.Event) -> None:
        """Works until `stop` is set. Raises NameTakenError where another process took the name meanwhile."""
        self.start()
        try:
            while not stop.wait(0.2) and not self._taken.is_set():
                pass
        finally:
            self.stop()
        if self._taken.is_set():
            raise NameTakenError(self._lease.executor_id, "it took the lease")

    @property
    def busy(self) -> int:
        """How many jobs are in hand."""
        return len(self._carrier.in_hand())

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self._lease.executor_id,
            "system_database_engine": self._books,
            "dbos_system_schema": SCHEMA,
            "serializer": SERIALIZER,
            "run_migrations": False,
            "log_level": "WARNING",
            "notification_coalesce_sec": 1.0,
            # On SQLite DBOS sleeps so long between two looks, and a worker that stops waits for the end of it.
            "notification_listener_polling_interval_sec": self._pace.poll,
            "scheduler_polling_interval_sec": 3600.0,
        }
        DBOS(config=config)
        carrier = self._carrier

        # DBOS sets no limit on how often a piece of work is begun: the job's own row counts that.
        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
        def job(key: str, failures: int) -> str:
            return DBOS.run_step({"name": "carry out"}, carrier.carry_out, key, str(DBOS.workflow_id), failures)

        DBOS.launch()
        register(self._widths, self._pace.poll)

    def _pulse(self) -> None:
        """Beats when it is time, and writes progress."""
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + self._pace.beat
            match self._lease.beat():
                case Beat.TAKEN:
                    self._taken.set()
                case Beat.FENCED:
                    LOG.warning("worker %s was silent for too long and others took its work over", self._lease.executor_id)
                case Beat.KEPT:
                    pass
        self._carrier.pulse()

    def _keep_doing(self, name: str, deed: Callable[[], None], seconds: float, until: threading.Event) -> None:
        """Does something again and again in a thread of its own. Where it fails, the next time makes up for it."""

        def go_on() -> None:
            while not until.is_set():
                try:
                    deed()
                except Exception:
                    LOG.exception("worker %s: its %s failed; goes on", self._lease.executor_id, name)
                until.wait(seconds)

        thread = threading.Thread(target=go_on, name=f"recoup-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _tag_sessions(self) -> None:
        """Gives the ledger's database sessions this worker's tag too, on PostgreSQL, so that its heirs can end them."""
        if self._engine.dialect.name != "postgresql":
            return
        tag = tag_of(self._lease.executor_id)

        def set_tag(connection: Any, record: Any) -> None:
            del record
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('application_name', %s, false)", (tag,))
            connection.commit()

        event.listen(self._engine, "connect", set_tag)
        self._engine.dispose()
