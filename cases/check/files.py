"""Whether every file that the ledger speaks of is there and is what its name says, and which files nothing speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from cases.check.found import Checked, checked
from ledger.file_references import referenced
from ledger.files import FileStore

ON_ITS_WAY: Final = timedelta(days=1)
"""A file is put into the store before the transaction that speaks of it ends: a young one may be somebody's upload."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file that nothing in the ledger speaks of: by a transaction that did not end, or whose rows went."""

    sha256: str
    size: int
    put_at: datetime


def check_files(reading: sessionmaker[Session], files: FileStore, *, contents: bool = True) -> Checked:
    """Every file that is spoken of is there; with `contents`, all its bytes are read and give the hash that it goes by."""
    looked_at = 0
    with reading() as session:
        wanted = [bytes.fromhex(sha256) for sha256 in referenced(session.connection())]

    def problems() -> Iterator[str]:
        nonlocal looked_at
        for name in wanted:
            looked_at += 1
            sha256 = name.hex()
            if not contents:
                if not files.has(sha256):
                    yield f"file {sha256} is missing"
                continue
            content = files.get(sha256)
            if content is None:
                yield f"file {sha256} is missing"
            elif hashlib.sha256(content).hexdigest() != sha256:
                yield f"file {sha256} has other bytes than when it came in"

    found = checked("files", 0, problems())
    return Checked(found.name, looked_at, found.wrong, found.problems)


def orphans(reading: sessionmaker[Session], files: FileStore) -> list[Orphan]:
    """Files that nothing speaks of, by their hashes. The store is listed first, so that what comes in meanwhile is none."""
    kept = {file.sha256: file for file in files.kept()}
    with reading() as session:
        for sha256 in referenced(session.connection()):
            kept.pop(sha256, None)
    return [Orphan(file.sha256, file.size, file.put_at) for _, file in sorted(kept.items())]


def remove_orphans(reading: sessionmaker[Session], files: FileStore, *, now: datetime) -> list[Orphan]:
    """Forgets the orphans that are no upload on its way; gives those it forgot."""
    old = [orphan for orphan in orphans(reading, files) if orphan.put_at < now - ON_ITS_WAY]
    for orphan in old:
        files.delete(orphan.sha256)
    return old
