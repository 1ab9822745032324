"""`recoup restore`: an empty database and a file store filled from an archive; waiting work is submitted again."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy.exc import DBAPIError

from api.errors import OK, SOME_UNREAD, CommandError
from api.opening import migrate_all, settings_in_force, shell_actor
from api.wiring import make_home, open_house
from cases.background.resuming import resume
from ledger.archive import UnusableArchiveError
from ledger.files import open_files
from ledger.restore import TargetNotEmptyError, restore


def run(arguments: argparse.Namespace) -> int:
    """Fills what is empty, all or nothing; 3 where files were missing already when the backup was made."""
    settings = settings_in_force()
    make_home(settings)
    try:
        with arguments.archive.open("rb") as archive:
            done = restore(settings.database, open_files(settings.storage), archive)
        migrate_all(settings)
    except (UnusableArchiveError, TargetNotEmptyError) as error:
        raise CommandError(str(error)) from None
    except DBAPIError as error:
        raise CommandError(f"the database refuses: {error.orig}") from error
    with open_house(settings) as house:
        resumed = resume(house.desk.sessions, house.desk.work, actor=shell_actor(), now=house.desk.now(), backup_of=done.made_at)
    print(f"{done.rows} rows and {done.files} files of {done.made_at:%Y-%m-%d %H:%M} UTC")
    print(f"waiting again: {resumed.readings} documents to read, {resumed.judgements} accounts to judge")
    if resumed.mails:
        print(f"{resumed.mails} mails were waiting to be sent; they may have gone out since, so they are drafts now")
    for sha256 in done.missing:
        print(f"missing: file {sha256}", file=sys.stderr)
    return SOME_UNREAD if done.missing else OK
