"""`recoup migrate`: brings the database up to date, or says what has yet to run."""

from __future__ import annotations

import argparse

from sqlalchemy.exc import DBAPIError

from api.errors import OK, UNSOUND, CommandError
from api.opening import migrate_all, settings_in_force
from api.wiring import make_home
from ledger.migrating import current, newest, pending


def run(arguments: argparse.Namespace) -> int:
    """Runs what is missing; with `--check` only says so (1 where something is)."""
    settings = settings_in_force()
    make_home(settings)
    try:
        if arguments.check:
            waiting = pending(settings.database)
            print(f"yet to run: {', '.join(waiting)}" if waiting else f"up to date at {newest()}")
            return UNSOUND if waiting else OK
        ran = migrate_all(settings)
    except DBAPIError as error:
        raise CommandError(f"the database refuses: {error.orig}") from error
    print(f"ran {', '.join(ran)}; " if ran else "nothing to do; ", end="")
    print(f"the database stands at {current(settings.database)}")
    return OK
