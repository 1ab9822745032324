"""The job that looks into watched folders and mailboxes: a place that fails is named with its reason, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import Desk
from cases.background.failed_work import told
from cases.background.work import CancelledWorkError, Handler, Report, Task
from cases.intake.watched_folder import look_into_folder
from cases.intake.watched_mailbox import look_into_mailbox
from ledger.journal import record
from ledger.operation import WatchedPlace

LOG: Final = logging.getLogger(__name__)
FOLDER: Final = "folder"
IMAP: Final = "imap"
Secret = Callable[[str], str | None]
"""The password of a mailbox by the word that `WatchedPlace.secret` holds; None where there is none."""


class WatchedPlaceError(ValueError):
    """The place cannot be watched as it was asked for; the message says why."""


def watch_handler(desk: Desk, secret: Secret) -> Handler:
    """Looks into every watched place, or into the one that the payload names (`place_id`); `last_problem` says what went wrong there."""

    def watch(task: Task, report: Report) -> None:
        wanted = select(WatchedPlace.id, WatchedPlace.kind).where(WatchedPlace.active.is_(True)).order_by(WatchedPlace.id)
        if "place_id" in task.payload:
            wanted = wanted.where(WatchedPlace.id == int(task.payload["place_id"]))
        with desk.sessions() as session:
            places = session.execute(wanted).all()
        for number, place in enumerate(places):
            report(number, len(places), f"looking into place {place.id}")
            problem = _problem_of(desk, place.id, place.kind, secret)
            with desk.sessions.begin() as session:
                row = session.get(WatchedPlace, place.id, with_for_update=True)
                if row is not None:
                    row.last_looked_at, row.last_problem = desk.now(), problem
        report(len(places), len(places))

    return watch


def watch_place(
    session: Session,
    *,
    supplier_id: int,
    account_id: int | None,
    kind: str,
    place: str,
    settings: Mapping[str, Any] | None = None,
    secret: str | None = None,
    actor: str,
    now: datetime,
) -> WatchedPlace:
    """A further place to take papers from. `kind` is `folder` (place: its path) or `imap` (place: the server's name).

    Settings of a folder: `after` (`leave`, the default, or `move` into `taken/`), `largest_megabytes`. Of a mailbox: `user`, `port`,
    `folder` (INBOX), `tls` (`tls`, the default, `starttls` or `none`), `mark_seen` (false), `largest_megabytes`. `secret` is the word
    by which its password is found. Raises WatchedPlaceError.
    """
    chosen = dict(settings or {})
    if kind not in {FOLDER, IMAP}:
        raise WatchedPlaceError(f"a place is a {FOLDER} or {IMAP}, not {kind!r}")
    if not place.strip():
        raise WatchedPlaceError("a folder is named by its path, a mailbox by its server")
    if kind == FOLDER and chosen.get("after", "leave") not in {"leave", "move"}:
        raise WatchedPlaceError("`after` is leave or move")
    if kind == IMAP and chosen.get("tls", "tls") not in {"tls", "starttls", "none"}:
        raise WatchedPlaceError("`tls` is tls, starttls or none")
    if kind == IMAP and (not chosen.get("user") or not secret):
        raise WatchedPlaceError("a mailbox needs `user`, and the word by which its password is found")
    made = WatchedPlace(supplier_id=supplier_id, account_id=account_id, kind=kind, place=place.strip(), settings=chosen, secret=secret)
    session.add(made)
    session.flush()
    after = {"kind": kind, "place": made.place, "account_id": account_id, "settings": chosen, "secret": secret}
    record(session, supplier_id=supplier_id, actor=actor, now=now, action="watched", noun="watched_place", noun_id=made.id, after=after)
    return made


def stop_watching(session: Session, place: WatchedPlace, *, actor: str, now: datetime) -> None:
    """Nothing more is taken from the place; where it was left stays on record."""
    if not place.active:
        return
    place.active = False
    before = {"kind": place.kind, "place": place.place}
    record(
        session,
        supplier_id=place.supplier_id,
        actor=actor,
        now=now,
        action="watched no longer",
        noun="watched_place",
        noun_id=place.id,
        before=before,
    )


def _problem_of(desk: Desk, place_id: int, kind: str, secret: Secret) -> str | None:
    """Looks into one place; what went wrong there, or None."""
    try:
        problems = look_into_folder(desk, place_id) if kind == FOLDER else look_into_mailbox(desk, place_id, secret)
    except CancelledWorkError:
        raise
    except Exception as error:
        LOG.warning("watched place %s failed", place_id, exc_info=error)
        return told(error)
    return "; ".join(problems) or None
