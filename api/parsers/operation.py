"""Arguments of the commands that run the house: `serve`, `demo`, `worker`, `migrate`, `settings`, `models`, `backup` and more."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.parsers import values


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands."""
    serve = commands.add_parser("serve", help="the web application and its workers on this machine")
    serve.add_argument("--port", type=int, metavar="N", help="RECOUP_PORT where not given; 0 takes a free one")
    serve.add_argument("--host", metavar="ADDRESS", help="RECOUP_HOST where not given: this machine alone")
    serve.add_argument("--workers", type=int, metavar="N", help="RECOUP_WORKERS where not given; 0 where workers run elsewhere")
    serve.add_argument("--migrate", action="store_true", help="bring a PostgreSQL database up to date first (SQLite always is)")

    demo = commands.add_parser("demo", help="the web application with a ready-made house of made-up suppliers, to click on")
    demo.add_argument("--port", type=int, metavar="N", help="RECOUP_PORT where not given; 0 takes a free one")
    demo.add_argument("--fresh", action="store_true", help="make the house anew; what was done in it is forgotten")
    demo.add_argument("--make-only", action="store_true", help="make it where it is not there yet, and do not serve")
    demo.add_argument("--small", action="store_true", help="a small house, made in half a minute")

    worker = commands.add_parser("worker", help="a further worker, on this machine or another, against the same database")
    worker.add_argument("--name", help="its name among the workers, the same at every start (host name and a number where not given)")
    worker.add_argument("--until-ends", type=int, metavar="PID", help=argparse.SUPPRESS)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.add_argument("--check", action="store_true", help="only say what has yet to run; exit 1 where something has")

    commands.add_parser("settings", help="what is in force and where it comes from, secrets masked")

    models = commands.add_parser("models", help="which language models are set up, whether one answers, what they have cost")
    deed = models.add_mutually_exclusive_group()
    deed.add_argument("--try", dest="try_one", metavar="NAME", help="ask it a question of a few words; exit 1 where it does not answer")
    deed.add_argument("--spent", action="store_true", help="what was asked and what it cost, by day and supplier")
    models.add_argument("--days", type=values.at_least_one, default=30, metavar="N", help="so many days back (30)")

    backup = commands.add_parser("backup", help="write the whole ledger and its files into one archive, while others go on working")
    backup.add_argument("out", type=Path, metavar="OUT.tar.gz")
    backup.add_argument("--force", action="store_true", help="replace OUT where it is there")

    restore = commands.add_parser("restore", help="fill an empty database and the file store from an archive")
    restore.add_argument("archive", type=values.file, metavar="IN.tar.gz")

    check = commands.add_parser("check", help="whether ledger, journal and files are sound; exit 1 where they are not")
    check.add_argument("--quick", action="store_true", help="see that files are there without reading them")
    check.add_argument("--remove-orphans", action="store_true", help="forget files that nothing has spoken of for a day")
