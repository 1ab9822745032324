"""`recoup demo`: a ready-made house in a folder of its own, made where it is not there yet, and served like any other."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from api.commands.serve import listening, serve
from api.errors import OK, CommandError
from api.http.one_time_links import LinkPurpose, make_link
from api.http.passwords import Passwords
from api.http.people import grant, make_user
from api.opening import bring_up_to_date, settings_in_force
from api.settings import PREFIX, Settings
from api.wiring import House, handlers, moment, open_house, web_settings
from cases.background.desk import SYSTEM
from cases.background.inline_work import InlineWork
from demo.house import make
from demo.house.people import Person, Team
from demo.house.story import Clock
from ledger.models import Role, User

FOLDER: Final = "demo"
BEGUN, MADE, LOCK = "demo-begun", "demo-made.json", "demo-lock"
"""What lies in the folder of a demo: a mark from its first moment on, what it is once it is whole, and who is making it."""
KEPT: Final = frozenset({"RECOUP_WORKERS", "RECOUP_READERS", "RECOUP_LOG_LEVEL", "RECOUP_LOG_FORMAT"})
"""Settings that hold in the demo too. No other does: it keeps away from a real database, from mail servers and from other machines."""
PEOPLE: Final = (
    ("mara", "Mara Lindqvist", Role.SPECIALIST),
    ("jonas", "Jonas Weber", Role.SPECIALIST),
    ("tom", "Tom Okafor", Role.REVIEWER),
    ("ada", "Ada Brandt", Role.ADMIN),
)
READER: Final = ("rosa", "Rosa Delgado", Role.SUPPLIER)
"""Somebody of the first supplier's own, who reads and does nothing."""
SPEAKER: Final = ("pia", "Pia Lorenz", Role.PARTNER)
"""Somebody of a customer that earns rebates, who sees its own agreements and claims."""
DOMAIN: Final = "demo.example"


def run(arguments: argparse.Namespace) -> int:
    """Makes the house where it is not whole, and serves it until SIGTERM or Ctrl-C."""
    there = settings_in_force()
    port = there.port if arguments.port is None else arguments.port
    if not 0 <= port <= 65535:
        raise CommandError(f"{port} is no port")
    settings = _apart(there, port)
    if arguments.make_only:
        _made(settings, fresh=arguments.fresh, small=arguments.small)
        return OK
    with listening(settings) as door:
        about = _made(settings, fresh=arguments.fresh, small=arguments.small)
        bring_up_to_date(settings)
        serve(settings, door, lambda house, address: _welcome(house, address, about))
    return OK


def _apart(there: Settings, port: int) -> Settings:
    """The demo's own settings, for this process and the workers that it starts: nothing of the real house's but how it logs."""
    folder = (there.folder / FOLDER).absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / BEGUN).exists() and any(p.name != LOCK for p in folder.iterdir()):
        raise CommandError(f"{folder} was not made by this command; move what lies there away, or set RECOUP_HOME")
    for name in [n for n in os.environ if n.upper().startswith(PREFIX) and n.upper() not in KEPT]:
        del os.environ[name]
    os.environ["RECOUP_HOME"] = str(folder)
    os.environ.setdefault("RECOUP_LOG_LEVEL", "warning")
    # a .env file where the command was given is the real house's
    os.chdir(folder)
    return settings_in_force().model_copy(update={"port": port})


def _made(settings: Settings, *, fresh: bool, small: bool) -> dict[str, Any]:
    """What the whole house is: that which is there, else one made now. One that was left half made is made anew."""
    folder = settings.folder
    with _alone(folder):
        if (folder / MADE).is_file() and not fresh:
            about: dict[str, Any] = json.loads((folder / MADE).read_text(encoding="utf-8"))
            if about["edition"] != make.EDITION:
                print("This house was made by an earlier Recoup; `recoup demo --fresh` makes it anew.", flush=True)
            return about
        (folder / MADE).unlink(missing_ok=True)
        for path in folder.iterdir():
            if path.name not in {LOCK, BEGUN}:  # whoever is stopped here finds a folder that is still this command's
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (folder / BEGUN).touch()
        about = _make(settings, small=small)
        (folder / MADE).write_text(json.dumps(about, indent=1), encoding="utf-8")
        return about


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the folder, so that two commands do not make the same house. Raises CommandError where another does."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"another command is making the house in {folder}; wait for it") from None
        yield


def _make(settings: Settings, *, small: bool) -> dict[str, Any]:
    """Makes it, and says how it goes on."""
    began, now = time.monotonic(), moment()
    password = secrets.token_urlsafe(12)
    print("Making a house with two made-up suppliers; this takes a minute or two, and happens once.", flush=True)
    bring_up_to_date(settings)
    clock, work = Clock(now), InlineWork()
    with open_house(settings, work=lambda _: work, clock=clock) as house:
        people = {name: _person(house, name, full, role, password, now) for name, full, role in PEOPLE}
        team = Team((people["mara"], people["jonas"]), people["tom"])
        wanted = make.House(house.desk, work, handlers(house), clock, team, settings.folder / "papers", f"{SPEAKER[0]}@{DOMAIN}")
        made = make.furnish(wanted, make.SMALL if small else make.WHOLE, seed=make.SEED, now=now, say=_saying(began))
        name, full, role = READER
        _person(house, name, full, role, password, now, made.suppliers[0])
        name, full, role = SPEAKER
        _person(house, name, full, role, password, now, made.suppliers[0], made.partner_id)
    print(f"The house stands after {time.monotonic() - began:.0f} s.", flush=True)
    return {"edition": make.EDITION, "made_on": now.date().isoformat(), "password": password, "small": small}


def _saying(began: float) -> Callable[[str], None]:
    def say(what: str) -> None:
        print(f"  {time.monotonic() - began:4.0f} s  {what}", flush=True)

    return say


def _person(
    house: House,
    name: str,
    full: str,
    role: Role,
    password: str,
    now: datetime,
    supplier_id: int | None = None,
    partner_id: int | None = None,
) -> Person:
    rules = web_settings(house.settings)
    with house.desk.sessions.begin() as session:
        user = make_user(session, email=f"{name}@{DOMAIN}", name=full, actor=SYSTEM, now=now)
        user.password_hash = Passwords(rules.password_cost, rules.shortest_password).keep(password)
        grant(session, user, role, supplier_id, partner_id=partner_id, actor=SYSTEM, now=now)
        return Person(user.email, user.id, user.name)


def _welcome(house: House, address: str, about: dict[str, Any]) -> None:
    """Says who there is, how to come in, and how to have the house anew. The links are good once; a restart makes new ones."""
    now, life = house.desk.now(), web_settings(house.settings).link_life
    print("\nTo come in, once each:")
    with house.desk.sessions.begin() as session:
        for name, full, role in (*PEOPLE, READER, SPEAKER):
            user = session.scalars(select(User).where(User.email == f"{name}@{DOMAIN}")).one()
            secret = make_link(session, user, LinkPurpose.ENTRY, now=now, life=life, actor=SYSTEM)
            print(f"    {address}/link/{secret}  {full}, {role.value}")
    print(f"or log in as mara@{DOMAIN}, jonas@, tom@, ada@, rosa@ or pia@ with the password {about['password']}")
    age = (moment().date() - date.fromisoformat(about["made_on"])).days
    print(f"The house was made {f'{age} days ago' if age else 'today'}; `recoup demo --fresh` makes it anew. Ctrl-C ends it.\n", flush=True)
