"""`recoup serve`: the web application in this process, its workers in processes beside it."""

from __future__ import annotations

import argparse
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Final

import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import OK, CommandError
from api.http.app import create_app
from api.http.one_time_links import LinkPurpose, make_link
from api.http.people import grant, make_user
from api.opening import bring_up_to_date, settings_in_force
from api.settings import Settings
from api.wiring import EVERYWHERE, House, open_house, web_settings
from api.worker_processes import WorkerProcesses
from cases.background.desk import SYSTEM
from ledger.models import Grant, Role, User

LOG: Final = logging.getLogger(__name__)
FIRST_USER: Final = "admin@localhost"
LAST_REQUESTS_SECONDS: Final = 10
BACKLOG: Final = 2048


def run(arguments: argparse.Namespace) -> int:
    """Serves until SIGTERM or Ctrl-C, then ends the workers and closes what is open."""
    given = {name: value for name in ("host", "port", "workers") if (value := getattr(arguments, name)) is not None}
    settings = settings_in_force().model_copy(update=given)
    if not 0 <= settings.port <= 65535:
        raise CommandError(f"{settings.port} is no port")
    for migration in bring_up_to_date(settings, migrate=arguments.migrate):
        LOG.info("ran migration %s", migration)
    with listening(settings) as door:
        serve(settings, door, _welcome)
    return OK


def serve(settings: Settings, door: socket.socket, welcome: Callable[[House, str], None]) -> None:
    """Serves at an open door until a signal ends it; `welcome` is told the house and its address and says how to come in."""
    with open_house(settings) as house:
        address = settings.base_url.rstrip("/") or _address(settings.host, door.getsockname()[1])
        _say_where(settings, address)
        welcome(house, address)
        server = uvicorn.Server(_config(house, settings))
        _end_on_signals(server)
        with house.desk.sandbox() as sandbox:
            sandbox.begin()  # whoever looks at the first page does not wait for it
        with WorkerProcesses(settings.workers):
            server.run(sockets=[door])


def _welcome(house: House, address: str) -> None:
    with house.desk.sessions.begin() as session:
        link = first_link(house, session, address, house.desk.now())
    if link is not None:
        print(f"Nobody has a password yet. To log in for the first time, once:\n    {link}", flush=True)


def first_link(house: House, session: Session, address: str, now: datetime) -> str | None:
    """A one-time link for the admin, as long as nobody has set a password; the admin is made where there is none."""
    if session.scalar(select(User.id).where(User.password_hash.is_not(None)).limit(1)) is not None:
        return None
    admins = select(User).join(Grant, Grant.user_id == User.id).where(User.active, Grant.role == Role.ADMIN, Grant.supplier_id.is_(None))
    admin = session.scalars(admins.order_by(User.id)).first()
    if admin is None:
        admin = make_user(session, email=FIRST_USER, name="Admin", actor=SYSTEM, now=now)
        grant(session, admin, Role.ADMIN, None, actor=SYSTEM, now=now)
    life = web_settings(house.settings).link_life
    return f"{address}/link/{make_link(session, admin, LinkPurpose.FIRST_LOG_IN, actor=SYSTEM, now=now, life=life)}"


def _end_on_signals(server: uvicorn.Server) -> None:
    """Lets SIGTERM and Ctrl-C end the server and nothing else: uvicorn raises them once more when it has ended, before the workers have."""

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def _config(house: House, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(house.desk, web_settings(settings), house.models),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
        backlog=BACKLOG,
    )


def listening(settings: Settings) -> socket.socket:
    """The port, taken before anything else is started. Raises CommandError where it cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        door = socket.socket(family)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((settings.host, settings.port))
        door.listen(BACKLOG)
    except OSError as error:
        raise CommandError(f"cannot listen on {settings.host} port {settings.port}: {error.strerror}") from None
    return door


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _say_where(settings: Settings, address: str) -> None:
    print(f"Recoup at {address}", flush=True)
    if not _is_loopback(settings.host) and not settings.base_url.startswith("https://"):
        print(
            f"warning: others can reach {settings.host}, and passwords travel unencrypted; put a proxy with TLS before it and set "
            "RECOUP_BASE_URL to its https address",
            file=sys.stderr,
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
