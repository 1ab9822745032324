"""`recoup backup`: the whole ledger and its files in one archive, of one moment."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from api.errors import OK, SOME_UNREAD, CommandError
from api.opening import ready_house
from ledger.backup import back_up


def run(arguments: argparse.Namespace) -> int:
    """Writes the archive, readable by its owner only; whole or not at all. 3 where files of the ledger were missing."""
    out: Path = arguments.out
    if out.exists() and not arguments.force:
        raise CommandError(f"{out} is there already; name another file, or --force")
    if not out.parent.is_dir():
        raise CommandError(f"there is no folder {out.parent}")
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with ready_house() as house, open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - with its mode from the start
            done = back_up(house.engine, house.desk.files, file, now=house.desk.now())
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    print(f"{done.rows} rows of {done.tables} tables and {done.files} files: {out} ({out.stat().st_size / 1_000_000:.1f} MB)")
    for sha256 in done.missing:
        print(f"missing: file {sha256}", file=sys.stderr)
    return SOME_UNREAD if done.missing else OK
