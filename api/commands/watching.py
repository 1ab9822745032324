"""Watched folders and mailboxes of suppliers, from the shell."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.commands.clients import account_called
from api.errors import CommandError
from api.settings import PASSWORD_PREFIX, password_for
from api.tables import print_table
from cases.intake.watching import FOLDER, IMAP, stop_watching, watch_place
from ledger.models import Account, Supplier, WatchedPlace


def watch(session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    """Does what `supplier places`, `watch-folder`, `watch-mailbox` and `unwatch` say. Raises WatchedPlaceError, CommandError."""
    match arguments.deed:
        case "places":
            _list(session)
        case "watch-folder":
            after = {"after": "move" if arguments.move else "leave"}
            _begin(session, arguments, FOLDER, str(arguments.path.resolve()), after, None, actor, now)
        case "watch-mailbox":
            settings = {"user": arguments.user, "folder": arguments.inbox, "tls": arguments.tls, "mark_seen": arguments.mark_seen}
            settings |= {"port": arguments.port} if arguments.port else {}
            _begin(session, arguments, IMAP, arguments.host, settings, arguments.password, actor, now)
            if password_for(arguments.password) is None:
                print(f"set {PASSWORD_PREFIX}{arguments.password.upper()} for the workers; until then nothing is taken")
        case _:
            place = session.get(WatchedPlace, arguments.place)
            if place is None:
                raise CommandError(f"there is no place {arguments.place}; see recoup supplier places")
            stop_watching(session, place, actor=actor, now=now)
            print(f"{place.place} is watched no longer")


def _begin(
    session: Session,
    arguments: argparse.Namespace,
    kind: str,
    place: str,
    settings: Mapping[str, object],
    secret: str | None,
    actor: str,
    now: datetime,
) -> None:
    account = account_called(session, arguments)
    made = watch_place(
        session,
        supplier_id=account.supplier_id,
        account_id=account.id,
        kind=kind,
        place=place,
        settings=settings,
        secret=secret,
        actor=actor,
        now=now,
    )
    print(f"place {made.id}: {made.place} is watched for {arguments.slug} with {account.retailer}")


def _list(session: Session) -> None:
    wanted = select(WatchedPlace, Supplier.slug, Account.retailer).join(Supplier, Supplier.id == WatchedPlace.supplier_id)
    wanted = wanted.outerjoin(Account, Account.id == WatchedPlace.account_id).order_by(WatchedPlace.id)
    rows = (
        (
            place.id,
            place.kind,
            place.place,
            f"{slug} {retailer or ''}",
            "watched" if place.active else "left",
            f"{place.last_looked_at:%Y-%m-%d %H:%M}" if place.last_looked_at else "never",
            place.last_problem,
        )
        for place, slug, retailer in session.execute(wanted)
    )
    columns = ("number", "kind", "place", "account", "state", "last look", "problem")
    print_table(columns, rows, empty="no place is watched", right=("number",))
