"""Pages through the whole application at 10,000 and at 1,000,000 cases, on SQLite and on PostgreSQL: server time and size.

.venv/bin/python bench/pages.py [--small N] [--large N] [--times N] [--only sqlite|postgresql]

Each address is asked in turns of an application over the small and one over the large ledger, logged in, rendered and compressed as a
browser gets it; the shortest of some times counts. The queue's page may cost at most twice as much in the large ledger, and weigh at
most 50,000 bytes.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy.orm import Session, sessionmaker

from api.http import people
from api.http.app import create_app
from api.http.visit import COOKIE
from api.http.web_sessions import open_session
from api.http.web_settings import WebSettings
from bench.many_cases import NOW
from bench.worklist import ledgers, shortest
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from ledger.files import open_files
from ledger.models import Role, User

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a client library that is not out yet
    from starlette.testclient import TestClient

ADDRESSES: Final = {
    "queue": "/queue",
    "queue, everything": "/queue?closed=all",
    "queue, one supplier": "/queue?supplier=1",
    "queue, in review": "/queue?state=in_review",
    "queue, nobody's": "/queue?assignee=none",
    "queue, overdue": "/queue?due_before=today",
    "queue, one retailer": "/queue?retailer=kroger",
    "queue, a tag": "/queue?tag=urgent",
    "queue, by amount": "/queue?sort=amount",
    "queue, by age": "/queue?sort=age",
    "a case's number": "/search/found?q=73",
}
HEAVIEST: Final = 50_000
MOST: Final = 2.0


def browser(sessions: sessionmaker[Session], folder: Path) -> TestClient:
    """One of its people, logged in at an application over this ledger."""
    desk = Desk(sessions, open_files(str(folder / "files")), InlineWork(), lambda: NOW, _nobody, _nobody)
    settings = WebSettings(hosts=("testserver",), request_rate="1000000/minute")
    with sessions.begin() as session:
        user = session.get_one(User, 1)
        people.grant(session, user, Role.ADMIN, None, actor="bench", now=NOW)
        opened = open_session(session, user, settings, now=NOW, address="", agent="bench")
    client = TestClient(create_app(desk, settings))
    client.cookies.set(COOKIE, opened.secret)
    return client


def _nobody() -> Any:
    """No page of this table reads papers."""
    return contextlib.nullcontext()


def asked(client: TestClient, address: str) -> int:
    """The bytes that were sent for a page."""
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        sent = sum(len(piece) for piece in answer.iter_raw())
    if not answer.is_success:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return sent


def measured(small: TestClient, large: TestClient, times: int) -> int:
    """The table; how many pages are slower or heavier than they may be."""
    beyond = 0
    print(f"{'page':<24}{'small ms':>10}{'large ms':>10}{'ratio':>7}{'bytes':>9}")
    for name, address in ADDRESSES.items():
        size = max(asked(client, address) for client in (small, large))
        works: list[Callable[[], object]] = [partial(asked, client, address) for client in (small, large)]
        one, other = shortest(works, times)
        too_much = other > MOST * one or size > HEAVIEST
        beyond += too_much
        print(f"{name:<24}{one:>10.1f}{other:>10.1f}{other / one:>7.2f}{size:>9,}{'  !' if too_much else ''}")
    return beyond


def main() -> int:
    """Measure and print; exit 1 where a page is beyond its measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    beyond = 0
    for backend in (given.only,) if given.only else ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, ledgers(backend, Path(folder), (given.small, given.large)) as (small, large):
            print(f"\n{backend}, {given.small:,} and {given.large:,} cases")
            beyond += measured(browser(small, Path(folder)), browser(large, Path(folder)), given.times)
    return int(beyond > 0)


if __name__ == "__main__":
    sys.exit(main())
