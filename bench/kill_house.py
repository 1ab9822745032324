"""A house to kill things in: small files, a ledger, its server and workers as processes, and the intake that brings the files in."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from api.http.people import grant, make_user
from api.http.permissions import TokenScope
from api.http.tokens import make_token
from cases.accounts.clients import make_supplier, open_account
from jobs.books import migrate
from jobs.leases import living
from ledger.database import for_reading, open_engine, open_sessions
from ledger.migrating import upgrade
from ledger.models import Role
from tests.databases import Databases

RECOUP = Path(sys.executable).with_name("recoup")
ACTOR = "bench"
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of a server on the loopback, which speaks no TLS: else each would load all certificates of the machine."""
PAGES = 12
"""Pages of a batch of proofs."""


@dataclass(slots=True)
class Count:
    """What happened and what came out, in numbers; `wrong` says what must not be."""

    kills: Counter[str] = field(default_factory=Counter)
    takeovers: list[float] = field(default_factory=list)
    uploads: int = 0
    tries: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def make_files(folder: Path, count: int) -> list[Path]:
    """Files of an account: claims of shortages, one row each, and every fifth a batch of proofs of delivery that takes a while to read."""
    folder.mkdir(parents=True)
    made = []
    for number in range(count):
        order, invoice = f"4K{number:06d}", f"INV{number:06d}"
        if number % 5:
            path = folder / f"shortage_detail_{number:05d}.csv"
            head = "Claim Number,Invoice Number,PO,ASIN,Invoiced Quantity,Received Quantity,Short Quantity,Unit Cost,Amount"
            short = 120 - number % 100
            amount = f"{short * 417 // 100}.{short * 417 % 100:02d}"
            row = f"{invoice}SC,{invoice},{order},B0{number:08d},120,{120 - short},{short},4.17,{amount}"
            path.write_text(f"{head}\n{row}\n")
        else:
            path = folder / f"pod_{number:05d}.pdf"
            _draw_proof(path, order, number)
        made.append(path)
    return made


def _draw_proof(path: Path, order: str, number: int) -> None:
    sheet = Canvas(str(path), pagesize=(612, 792), invariant=1)
    for page in range(PAGES):
        lines = [
            "PROOF OF DELIVERY",
            f"BOL Number: 0614141{number:08d}{page:02d}",
            f"PO Number: {order}",
            "Delivery Date: 10/12/2026",
            "Total Cartons: 10",
            "Received in good order, no exceptions",
            "Receiver: J. Alvarez",
        ]
        for turn, line in enumerate(lines):
            sheet.drawString(72, 720 - 24 * turn, line)
        sheet.showPage()
    sheet.save()


class House:
    """A ledger with its server and workers as processes of their own."""

    def __init__(self, place: Path, url: str | None, lease: int) -> None:
        place.mkdir(parents=True)
        self.url = url or f"sqlite:///{place / 'ledger.sqlite'}"
        self.port = _free_port()
        self.log = (place / "log").open("ab")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("RECOUP_")},
            "RECOUP_HOME": str(place),
            "RECOUP_DATABASE_URL": self.url,
            "RECOUP_STORAGE_URL": str(place / "kept"),
            "RECOUP_LEASE_SECONDS": str(lease),
            "RECOUP_READERS": "1",
            "RECOUP_RATE_UPLOAD": "100000/minute",
            "RECOUP_RATE_REQUEST": "100000/minute",
        }
        self.place = place
        upgrade(self.url)
        migrate(self.url)
        self.engine: Engine = open_engine(self.url)
        self.sessions: sessionmaker[Session] = open_sessions(self.engine)
        self.token, self.account = self._people()

    def start(self, name: str) -> None:
        """Starts the server (named `server`) or a worker."""
        words = ["serve", "--port", str(self.port), "--workers", "0"] if name == "server" else ["worker", "--name", name]
        self.processes[name] = subprocess.Popen(
            [str(RECOUP), *words], env=self.environment, cwd=self.place, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self, name: str) -> None:
        """Ends the process at once (-9), it alone: what it started has to notice by itself."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def is_ready(self, name: str) -> bool:
        """Whether the server answers, or the worker counts as alive."""
        if name == "server":
            with suppress(httpx2.HTTPError):
                return httpx2.get(f"http://127.0.0.1:{self.port}/api/v1/health/live", timeout=5, verify=PLAIN).status_code == 200
            return False
        return name in self.alive()

    def alive(self) -> set[str]:
        """The workers that count as alive."""
        with self.reading() as session:
            return living(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that waits for no writer."""
        with for_reading(self.sessions)() as session:
            yield session

    def upload(self, file: Path) -> bool:
        """One try to bring a file in; True once the server took it."""
        try:
            with httpx2.Client(timeout=60, verify=PLAIN) as client:
                answer = client.post(
                    f"http://127.0.0.1:{self.port}/api/v1/documents",
                    files={"file": (file.name, file.read_bytes())},
                    data={"account_id": str(self.account)},
                    headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": file.name},
                )
        except httpx2.HTTPError:
            return False
        if answer.status_code == 202:
            return True
        if answer.status_code < 500 and answer.status_code not in {409, 425, 429}:
            raise RuntimeError(f"the server refused {file.name}: {answer.status_code} {answer.text}")
        return False

    def check(self) -> tuple[int, str]:
        """`recoup check`: its exit code and what it said."""
        ended = subprocess.run([str(RECOUP), "check"], env=self.environment, cwd=self.place, capture_output=True, text=True, check=False)
        return ended.returncode, (ended.stdout + ended.stderr).strip()

    def close(self) -> None:
        """Ends what still runs."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
        self.engine.dispose()
        self.log.close()

    def _people(self) -> tuple[str, int]:
        now = datetime.now(UTC)  # noqa: TID251 - a house of its own, with the clock of the machine
        with self.sessions.begin() as session:
            supplier = make_supplier(session, name="Halden", actor=ACTOR, now=now)
            account = open_account(session, supplier, retailer="amazon_us", on=now.date(), actor=ACTOR, now=now)
            user = make_user(session, email="bench@example.com", name="Bench", actor=ACTOR, now=now)
            grant(session, user, Role.SPECIALIST, None, actor=ACTOR, now=now)
            scopes = [TokenScope.READ, TokenScope.DOCUMENTS]
            made = make_token(session, user, name="bench", scopes=scopes, life=timedelta(days=1), actor=ACTOR, now=now)
            return made.secret, account.id


class Intake(threading.Thread):
    """Brings the files in one after the other, each until it is taken, no faster than `may_go` lets it: it lasts as long as the kills."""

    def __init__(self, house: House, files: Sequence[Path], count: Count) -> None:
        super().__init__(name="intake", daemon=True)
        self._house, self._files, self._count = house, files, count
        self.may_go = 0.0
        """The share of the files that may be in by now."""
        self.failed: Exception | None = None

    def run(self) -> None:
        """Until all are in."""
        try:
            for number, file in enumerate(self._files):
                while number >= self.may_go * len(self._files):
                    time.sleep(0.05)
                while True:
                    self._count.tries += 1
                    if self._house.upload(file):
                        break
                    time.sleep(0.2)
                self._count.uploads += 1
        except Exception as error:  # noqa: BLE001 - told by the main thread
            self.failed = error


@contextmanager
def postgresql(place: Path) -> Iterator[str]:
    """The URL of an empty database: RECOUP_BENCH_POSTGRESQL (a database that may be filled), else on a server started here."""
    given = os.environ.get("RECOUP_BENCH_POSTGRESQL")
    if given:
        engine = open_engine(given)
        with engine.begin() as connection:
            if connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")):
                raise SystemExit("the database of RECOUP_BENCH_POSTGRESQL is not empty")
        engine.dispose()
        yield given
        return
    (place / "databases").mkdir()
    made = Databases(place / "databases")
    try:
        with made.bare_postgresql() as url:
            yield url
    finally:
        made.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
