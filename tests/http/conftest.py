"""The real application on both databases, people of every role, and a clock that tests turn."""

from __future__ import annotations

import atexit
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from api.http import people, tokens
from api.http.app import create_app
from api.http.house import WebHouse
from api.http.passwords import Passwords
from api.http.permissions import TokenScope
from api.http.web_settings import PasswordCost, WebSettings
from api.wiring import Shelf
from cases.accounts.clients import make_supplier, open_account
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from extractors.sandbox import Sandbox
from ledger.files import open_files
from ledger.models import Account, Role, Supplier, User

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a client library that is not out yet
    from starlette.testclient import TestClient

# The usual traceback, with all values in it, takes seconds.
PLAINLY: Final = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], PLAINLY])
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "seven green pallets"
QUICK = PasswordCost(rounds=1, memory_kib=64, lanes=1)
SETTINGS = WebSettings(hosts=("testserver", "127.0.0.1"), password_cost=QUICK, stream_pause=0.02, request_rate="100000/minute")
KEPT = Passwords(QUICK, 12).keep(PASSWORD)


@dataclass
class Town:
    """A running application, its ledger, and the means to put people and suppliers into it."""

    app: FastAPI
    desk: Desk
    work: InlineWork
    settings: WebSettings
    moment: list[datetime] = field(default_factory=lambda: [START])

    def wait(self, **spell: float) -> None:
        """Turns the clock on."""
        self.moment[0] += timedelta(**spell)

    @property
    def now(self) -> datetime:
        return self.moment[0]

    def browser(self) -> TestClient:
        """Somebody who is not known yet."""
        return TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)

    def user(self, email: str, *roles: tuple[Role, int | None]) -> User:
        with self.desk.sessions.begin() as session:
            user = people.make_user(session, email=email, name=email.partition("@")[0].title(), actor="test", now=self.now)
            user.password_hash = KEPT
            for role, supplier_id in roles:
                people.grant(session, user, role, supplier_id, actor="test", now=self.now)
            return user

    def supplier(self, name: str, *, retailer: str = "amazon_us") -> tuple[Supplier, Account]:
        with self.desk.sessions.begin() as session:
            supplier = make_supplier(session, name=name, actor="test", now=self.now)
            account = open_account(session, supplier, retailer=retailer, on=self.now.date(), actor="test", now=self.now)
            return supplier, account

    def token(self, user: User, *scopes: TokenScope, supplier_id: int | None = None, days: float = 30) -> str:
        with self.desk.sessions.begin() as session:
            life = timedelta(days=days)
            made = tokens.make_token(
                session, user, name="t", scopes=scopes or tuple(TokenScope), supplier_id=supplier_id, life=life, actor="test", now=self.now
            )
            return made.secret

    def caller(self, user: User, *scopes: TokenScope, supplier_id: int | None = None) -> TestClient:
        """A program with the user's token."""
        client = self.browser()
        client.headers["authorization"] = f"Bearer {self.token(user, *scopes, supplier_id=supplier_id)}"
        return client

    def logged_in(self, user: User) -> TestClient:
        """A browser of the user's, with what its pages send back."""
        client = self.browser()
        answer = client.post("/api/v1/sessions", json={"email": user.email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        client.headers["x-csrf-token"] = answer.json()["csrf"]
        return client


def town_of(sessions: sessionmaker[Session], folder: Path, settings: WebSettings = SETTINGS, built: FastAPI | None = None) -> Town:
    """A town of its own; an application that was `built` before with the same settings moves into it."""
    moment = [START]
    work = InlineWork({})
    desk = Desk(sessions, open_files(str(folder / "files")), work, lambda: moment[0], _nobody, SANDBOXES.lend)
    if built is None:
        return Town(create_app(desk, settings), desk, work, settings, moment)
    built.state.house = WebHouse.around(desk, settings, None)
    return Town(built, desk, work, settings, moment)


SANDBOXES: Final = Shelf(Sandbox)
"""Started when the first page is looked at."""
atexit.register(SANDBOXES.close)


def _nobody() -> Any:
    return nullcontext()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application with its routes, put together once: that takes longer than most requests."""
    return town_of(sessionmaker(create_engine("sqlite://")), tmp_path_factory.mktemp("built")).app


@pytest.fixture
def town(sessions: sessionmaker[Session], tmp_path: Path, built: FastAPI) -> Town:
    return town_of(sessions, tmp_path, built=built)


@pytest.fixture
def town_with(sessions: sessionmaker[Session], tmp_path: Path) -> Callable[..., Town]:
    """The same with other settings."""
    return lambda **changes: town_of(sessions, tmp_path, replace(SETTINGS, **changes))


@pytest.fixture
def admin(town: Town) -> User:
    return town.user("ada@example.com", (Role.ADMIN, None))
