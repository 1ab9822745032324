"""Opens the house for a command: settings read, what is wrong with them said, the database in its newest form."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Callable, Iterator

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from api.errors import CommandError
from api.house_models import models_of
from api.logs import configure
from api.settings import Settings, UnusableSettingsError, load_settings
from api.wiring import House, make_home, open_house
from cases.background.work import Work
from ledger.migrating import pending, upgrade


def settings_in_force() -> Settings:
    """The settings; what was noticed is said on standard error. Raises CommandError where they cannot be used."""
    try:
        loaded = load_settings()
        models_of(loaded.settings)
    except UnusableSettingsError as error:
        raise CommandError("\n".join(error.problems)) from None
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    configure(loaded.settings)
    return loaded.settings


def bring_up_to_date(settings: Settings, *, migrate: bool = False) -> list[str]:
    """Brings the database to its newest form: SQLite always, PostgreSQL only where it was asked for (`migrate`).

    Gives the migrations that ran. Raises CommandError where PostgreSQL is behind, or the database does not answer.
    """
    make_home(settings)
    sqlite = make_url(settings.database).get_backend_name() == "sqlite"
    try:
        waiting = pending(settings.database)
        if waiting and not (sqlite or migrate):
            raise CommandError(f"the database has yet to be migrated ({len(waiting)} to run): recoup migrate")
        if waiting or migrate:
            return migrate_all(settings)
    except OperationalError as error:
        raise CommandError(f"the database does not answer: {error.orig}") from error
    return []


def migrate_all(settings: Settings) -> list[str]:
    """Runs the migrations of the ledger, of the job engine and of the graphs' checkpoints, whichever are missing; gives the ledger's."""
    from agents import checkpoints
    from jobs import books

    ran = upgrade(settings.database)
    books.migrate(settings.database)
    checkpoints.migrate(settings.database)
    return ran


@contextlib.contextmanager
def ready_house(*, work: Callable[[Engine], Work] | None = None) -> Iterator[House]:
    """The house for a command that works with the ledger. Raises CommandError."""
    settings = settings_in_force()
    bring_up_to_date(settings)
    with open_house(settings, work=work) as house:
        yield house


def shell_actor() -> str:
    """Who the journal names for what is done from the shell."""
    try:
        return f"{getpass.getuser()} (shell)"
    except (OSError, KeyError):
        return "shell"
