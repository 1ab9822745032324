"""Takes files from a watched folder once they are complete: no more written to, and each of them once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from cases.background.desk import SYSTEM, Desk
from cases.intake.batches import receive_batch
from cases.intake.file_names import beside
from ledger.operation import WatchedPlace

VIA: Final = "folder"
SETTLED_SECONDS: Final = 300
"""A file that was not written to for so long is complete at first sight, as one that was moved here whole."""
UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download", ".swp", "~")
"""Endings of names under which programs write what they will rename."""
TAKEN: Final = "taken"
MOST_AT_ONCE: Final = 1_000
"""Files taken in one look; the rest is taken in the next."""
FILES_AT_A_TIME: Final = 20
MEGABYTES: Final = 200

Stamp = tuple[int, int]
"""Size and time of the last change (nanoseconds) of a file."""


class NoWatchedFolderError(Exception):
    """The watched folder is not there."""

    def __init__(self, place: str) -> None:
        super().__init__(f"there is no folder {place}, or it cannot be opened")


@dataclass(frozen=True, slots=True)
class _Found:
    """A file as it lies there: its path below the folder, where it is, and its stamp."""

    path: str
    place: Path
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class _Folder:
    """A watched folder: whose it is, and how it is watched."""

    place_id: int
    supplier_id: int
    account_id: int | None
    root: Path
    move: bool
    largest: int
    seen: dict[str, Stamp]
    taken: dict[str, Stamp]


def look_into_folder(desk: Desk, place_id: int) -> list[str]:
    """Takes what is complete, remembers what to look at again; gives what could not be taken, by name.

    Raises NoWatchedFolderError.
    """
    folder = _opened(desk, place_id)
    if not folder.root.is_dir():
        raise NoWatchedFolderError(str(folder.root))
    problems: list[str] = []
    found = list(_files(folder))
    ready = [file for file in found if folder.taken.get(file.path) != file.stamp and _complete(file, folder, desk.now())]
    taken: dict[str, Stamp] = {}
    waiting = iter(ready[:MOST_AT_ONCE])
    while some := list(islice(waiting, FILES_AT_A_TIME)):
        taken |= _take(desk, folder, some, problems)
    known = {file.path: file.stamp for file in found if folder.taken.get(file.path) == file.stamp} | taken
    seen = {file.path: file.stamp for file in found if file.path not in known}
    _remember(desk, place_id, seen, known)
    if folder.move:
        _move(folder, [file for file in found if file.path in known], problems)
    return problems


def _opened(desk: Desk, place_id: int) -> _Folder:
    with desk.sessions() as session:
        row = session.get_one(WatchedPlace, place_id)
        return _Folder(
            row.id,
            row.supplier_id,
            row.account_id,
            Path(row.place),
            row.settings.get("after") == "move",
            int(row.settings.get("largest_megabytes", MEGABYTES)) * 1_000_000,
            _stamps(row.position.get("seen", {})),
            _stamps(row.position.get("taken", {})),
        )


def _stamps(kept: dict[str, Any]) -> dict[str, Stamp]:
    return {path: (int(size), int(changed)) for path, (size, changed) in kept.items()}


def _files(folder: _Folder) -> Iterator[_Found]:
    """The plain files below the folder, by path; no links, nothing hidden, nothing that is still being written."""
    for place, folders, names in os.walk(folder.root):
        apart = {TAKEN} if folder.move and Path(place) == folder.root else set()
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in apart)
        for name in sorted(names):
            path = Path(place) / name
            if name.startswith(".") or name.lower().endswith(UNFINISHED):
                continue
            try:
                about = path.lstat()
            except OSError:
                continue
            if stat.S_ISREG(about.st_mode):
                key = path.relative_to(folder.root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                yield _Found(key, path, (about.st_size, about.st_mtime_ns))


def _complete(file: _Found, folder: _Folder, now: datetime) -> bool:
    """True where two looks saw it the same, or nobody wrote to it for a while."""
    age = now.timestamp() - file.stamp[1] / 1_000_000_000
    return folder.seen.get(file.path) == file.stamp or age > SETTLED_SECONDS


def _take(desk: Desk, folder: _Folder, files: list[_Found], problems: list[str]) -> dict[str, Stamp]:
    """Takes some files in one transaction; gives the stamps of those taken."""
    contents: list[tuple[_Found, bytes]] = []
    for file in files:
        if file.stamp[0] > folder.largest:
            problems.append(f"{file.path} has {file.stamp[0] / 1_000_000:.0f} megabytes, {folder.largest / 1_000_000:.0f} are the most")
            continue
        try:
            content = _bytes_of(file)
        except OSError as error:
            problems.append(f"{file.path} cannot be opened: {error.strerror}")
            continue
        if content is not None:
            contents.append((file, content))
    if not contents:
        return {}
    with desk.sessions.begin() as session:
        came = receive_batch(
            session,
            desk.files,
            desk.work,
            [(file.path, content) for file, content in contents],
            supplier_id=folder.supplier_id,
            account_id=folder.account_id,
            via=VIA,
            source=str(folder.root),
            actor=SYSTEM,
            now=desk.now(),
        )
    problems += [refused.message for refused in came.refused]
    return {file.path: file.stamp for file, _ in contents}


def _bytes_of(file: _Found) -> bytes | None:
    """The bytes of a file as it was seen; None where it is another one now. A link put in its place is not followed."""
    handle = os.open(file.place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as opened:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode) or (before.st_size, before.st_mtime_ns) != file.stamp:
            return None
        content = opened.read(before.st_size + 1)
        after = os.fstat(handle)
    return content if (len(content), after.st_mtime_ns) == file.stamp else None


def _remember(desk: Desk, place_id: int, seen: dict[str, Stamp], taken: dict[str, Stamp]) -> None:
    with desk.sessions.begin() as session:
        row = session.get_one(WatchedPlace, place_id, with_for_update=True)
        row.position = {"seen": {p: list(s) for p, s in seen.items()}, "taken": {p: list(s) for p, s in taken.items()}}


def _move(folder: _Folder, files: list[_Found], problems: list[str]) -> None:
    """Puts files that were taken apart, none over another. What cannot be moved stays, and is not taken again."""
    for file in files:
        target, number = folder.root / TAKEN / file.place.relative_to(folder.root), 1
        try:
            while target.exists():
                number += 1
                target = folder.root / TAKEN / beside(file.place.relative_to(folder.root).as_posix(), number)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.place.rename(target)
        except OSError as error:
            problems.append(f"{file.path} was taken and cannot be moved: {error.strerror}")
