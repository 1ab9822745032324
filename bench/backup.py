"""Backups of a house at work: papers come in, are read and judged, and people work on cases while the ledger is backed up.

.venv/bin/python bench/backup.py [--backups N] [--between N] [--on sqlite|postgresql]

Server and worker are processes of their own; deeds go through HTTP. The reports of a backup's moment are made on the very connection
that the backup's rows come from, so that no deed lies between them. Each archive is restored into a house elsewhere with
`recoup restore`; there nothing may be found that does not hold, and every report, by every axis, must say the same to the last word. One
more archive is made with `recoup backup` itself and looked through with `recoup check`. Exit 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from api.http.people import grant, make_user
from api.http.permissions import TokenScope
from api.http.tokens import make_token
from bench.kill_house import ACTOR, RECOUP, House, make_files
from cases.check import check_files, check_ledger
from cases.reports.catalogue import REPORTS, report
from cases.reports.selection import Axis
from ledger.backup import back_up
from ledger.cases import Case, Filing
from ledger.database import for_reading, open_engine, open_sessions
from ledger.files import open_files
from ledger.models import Role
from ledger.papers import Document, Reading
from tests.databases import Databases

PATIENCE: Final = 600.0
SEEN: Final[dict[str, Any]] = {"type": "shortage", "currency": "USD", "why": "the proof of delivery shows ten cartons signed for"}
BUSY: Final = (425, 429, 503)
COUNTED: Final = {"documents": Document, "readings": Reading, "cases": Case, "filings": Filing}


class WrongError(Exception):
    """What was restored is not what was backed up, or does not come to be."""


@dataclass(slots=True)
class Moment:
    """What was true in the moment of a backup."""

    archive: Path
    counts: dict[str, int] = field(default_factory=dict)
    reports: dict[str, Any] = field(default_factory=dict)

    def look(self, connection: Connection, today: date) -> None:
        """Makes every report by every axis, and counts, on this connection."""
        with Session(bind=connection) as session:
            self.counts = {name: session.scalar(select(func.count()).select_from(rows)) or 0 for name, rows in COUNTED.items()}
            self.reports = reports_of(session, today)


def reports_of(session: Session, today: date) -> dict[str, Any]:
    """Every report by every axis, as JSON."""
    asked = itertools.product(REPORTS, (None, *Axis))
    return {f"{name} by {by or 'nothing'}": report(session, name, supplier_ids=None, today=today, by=by).to_json() for name, by in asked}


class Clerk:
    """Opens cases, writes letters, files and records answers through HTTP, as fast as the server answers."""

    def __init__(self, house: House, today: date) -> None:
        self._house, self._today = house, today
        self._client = httpx2.Client(
            base_url=f"http://127.0.0.1:{house.port}/api/v1", headers={"Authorization": f"Bearer {_token(house)}"}, timeout=60
        )
        self.deeds = 0

    def work(self, number: int) -> None:
        """One case, as far on its way as its number says."""
        seen = SEEN | {"reference": f"HAND{number:06d}SC", "invoice_number": f"HAND{number:06d}", "invoice_date": "2026-08-01"}
        seen |= {"account_id": self._house.account, "claimed": f"{500 + number}.40", "recoverable": f"{400 + number}.40"}
        case = self._does("POST", "/cases", seen | {"deducted_on": (self._today - timedelta(days=30 + number % 40)).isoformat()})
        at, turn = f"/cases/{case['id']}", number % 4
        if turn == 0:
            return
        self._does("POST", f"{at}/waiver", {"reason": "the papers are with the carrier"})
        self._does("POST", f"{at}/transitions", {"to": "drafting"})
        draft = self._does("POST", f"{at}/drafts", {})
        if turn == 1:
            return
        self._does("POST", f"{at}/transitions", {"to": "in_review"})
        etag = self._client.get(f"/drafts/{draft['id']}").headers["etag"]
        self._does("POST", f"/drafts/{draft['id']}/approve", None, etag)
        self._does("POST", f"{at}/transitions", {"to": "ready_to_file"})
        etag, day = self._client.get(at).headers["etag"], self._today.isoformat()
        self._does("POST", f"{at}/filings", {"channel": "portal", "filed_on": day, "dispute_id": f"D-{number}"}, etag)
        if turn == 2:
            return
        self._does("POST", f"{at}/outcomes", {"kind": "approved", "answered_on": day, "via": "phone"})
        paid = {"kind": "paid", "amount": f"{300 + number}.00", "seen_on": day, "payment_number": f"P{number}"}
        self._does("POST", f"{at}/recoveries", paid)

    def has_done(self, deeds: int, stop: threading.Event) -> bool:
        """Whether so many deeds are done, or no more will be."""
        return self.deeds >= deeds or stop.is_set()

    def close(self) -> None:
        """Hangs up."""
        self._client.close()

    def _does(self, method: str, address: str, wanted: Any, etag: str | None = None) -> Any:
        """One deed; where the house says that it is busy, it is asked again with the same key, as its answer tells."""
        headers = {"idempotency-key": uuid.uuid4().hex} | ({"if-match": etag} if etag else {})
        end = time.monotonic() + PATIENCE
        while (answer := self._client.request(method, address, json=wanted, headers=headers)).status_code in BUSY:
            if time.monotonic() > end:
                break
            time.sleep(float(answer.headers.get("retry-after", "1")))
        if answer.is_error:
            raise WrongError(f"{method} {address}: {answer.status_code} {answer.text}")
        self.deeds += 1
        return answer.json()


def _token(house: House) -> str:
    now = datetime.now(UTC)  # noqa: TID251 - a house of its own, with the clock of the machine
    with house.sessions.begin() as session:
        user = make_user(session, email="clerk@example.com", name="Clerk", actor=ACTOR, now=now)
        grant(session, user, Role.ADMIN, None, actor=ACTOR, now=now)
        scopes = [TokenScope.READ, TokenScope.DOCUMENTS, TokenScope.CASES, TokenScope.APPROVE]
        return make_token(session, user, name="clerk", scopes=scopes, life=timedelta(days=1), actor=ACTOR, now=now).secret


class AtWork(threading.Thread):
    """Does one deed after the other, with a rest between them, until told to stop; `done` counts them."""

    def __init__(self, name: str, deed: Callable[[int], object], stop: threading.Event, rest: float) -> None:
        super().__init__(name=name, daemon=True)
        self._deed, self._stop_asked, self._rest = deed, stop, rest
        self.done = 0
        self.failed: Exception | None = None

    def run(self) -> None:
        """Until told to stop, or something fails."""
        try:
            while not self._stop_asked.is_set():
                self._deed(self.done)
                self.done += 1
                self._stop_asked.wait(self._rest)
        except Exception as error:  # noqa: BLE001 - told by the main thread
            self.failed = error
            self._stop_asked.set()


def rehearse(
    place: Path, url: str | None, elsewhere: Callable[[int], str | None], *, backups: int, between: int, rest: float = 0
) -> list[Moment]:
    """Backs a house at work up, restores each archive elsewhere, and says the moments. `between` is how many deeds lie between two.

    Who is at work rests `rest` seconds after each case and each paper. `elsewhere` gives the URL of an empty database for each archive, or
    None for SQLite. Raises WrongError where one is not sound or says anything else than the house did.
    """
    today = datetime.now(UTC).date()  # noqa: TID251 - as above
    house = House(place / "house", url, lease=30)
    try:
        moments, last = _backed_up(house, place, today, backups, between, rest)
    finally:
        house.close()
    for number, moment in enumerate(moments):
        told = _restored(house, place / f"elsewhere-{number}", moment.archive, elsewhere(number), today)
        wrong = [name for name, said in moment.reports.items() if told[name] != said]
        if wrong:
            raise WrongError(f"other reports after restoring backup {number}: {wrong}")
    places = _places(place / "elsewhere-last", elsewhere(backups))
    for words in (("restore", last), ("check",)):
        _recoup(house.environment | places, *words)
    return moments


def _backed_up(house: House, place: Path, today: date, backups: int, between: int, rest: float) -> tuple[list[Moment], Path]:
    for name in ("server", "worker-1"):
        house.start(name)
        _wait(partial(house.is_ready, name))
    stop, clerk = threading.Event(), Clerk(house, today)
    papers = make_files(place / "papers", 1000)
    hands = [AtWork("clerk", clerk.work, stop, rest), AtWork("intake", lambda n: house.upload(papers[n % len(papers)]), stop, rest)]
    for hand in hands:
        hand.start()
    moments: list[Moment] = []
    try:
        while len(moments) < backups:
            _wait(partial(clerk.has_done, clerk.deeds + between, stop))
            moment = Moment(place / f"{len(moments)}.tar.gz")
            with moment.archive.open("wb") as out:
                now = datetime.now(UTC)  # noqa: TID251 - as above
                back_up(house.engine, open_files(str(house.place / "kept")), out, now=now, beside=partial(moment.look, today=today))
            moments.append(moment)
        last = place / "by-command.tar.gz"
        _recoup(house.environment, "backup", last)
    finally:
        stop.set()
        for hand in hands:
            hand.join(PATIENCE)
        clerk.close()
    failed = [hand.failed for hand in hands if hand.failed]
    if failed:
        raise failed[0]
    return moments, last


def _places(home: Path, url: str | None) -> dict[str, str]:
    """Where a house of its own keeps what it has, as its environment names it."""
    home.mkdir()
    there = url or f"sqlite:///{home / 'ledger.sqlite'}"
    return {"RECOUP_HOME": str(home), "RECOUP_DATABASE_URL": there, "RECOUP_STORAGE_URL": str(home / "kept")}


def _restored(house: House, home: Path, archive: Path, url: str | None, today: date) -> dict[str, Any]:
    """Restores an archive into a house of its own and says its reports. WrongError where that house is not sound."""
    places = _places(home, url)
    _recoup(house.environment | places, "restore", archive)
    engine = open_engine(places["RECOUP_DATABASE_URL"])
    try:
        reading = for_reading(open_sessions(engine))
        checked = [*check_ledger(reading), check_files(reading, open_files(places["RECOUP_STORAGE_URL"]), contents=True)]
        wrong = [found for found in checked if not found.sound]
        if wrong:
            raise WrongError(f"what was restored is not sound: {wrong}")
        with reading() as session:
            return reports_of(session, today)
    finally:
        engine.dispose()


def _recoup(environment: dict[str, str], *words: str | Path) -> None:
    ended = subprocess.run([RECOUP, *words], env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise WrongError(f"recoup {words[0]} ended with {ended.returncode}: {ended.stdout}{ended.stderr}")


def _wait(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise WrongError("the house is not where it should be by now")
        time.sleep(0.05)


@contextmanager
def places(kind: str, folder: Path) -> Iterator[tuple[str | None, Callable[[int], str | None]]]:
    """The database of the house, and one for each restored archive: SQLite files, or databases of a server that is started for it."""
    if kind == "sqlite":
        yield None, lambda _: None
        return
    folder.mkdir()
    with ExitStack() as stack:
        made = Databases(folder)
        stack.callback(made.close)
        yield stack.enter_context(made.bare_postgresql()), lambda _: stack.enter_context(made.bare_postgresql())


def main() -> int:
    """Rehearses and prints the counts of each moment."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--backups", type=int, default=5)
    parser.add_argument("--between", type=int, default=200, help="deeds of the clerk between two backups")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder, places(given.on, Path(folder) / "databases") as (url, others):
        try:
            moments = rehearse(Path(folder), url, others, backups=given.backups, between=given.between)
        except WrongError as wrong:
            print(f"WRONG: {wrong}")
            return 1
    for number, moment in enumerate(moments):
        counts = ", ".join(f"{count:,} {name}" for name, count in moment.counts.items())
        print(f"backup {number}: {counts}; check clean, {len(moment.reports)} reports the same")
    print("the archive of `recoup backup`: check clean")
    return 0


if __name__ == "__main__":
    sys.exit(main())
