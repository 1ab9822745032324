"""The form of a backup: a packed tar with every row as a line of JSON, every file, and a manifest that says what must be in it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Final

FORMAT: Final = 1
HEADING: Final = "recoup-backup.json"
MANIFEST: Final = "manifest.json"
ROWS: Final = re.compile(r"tables/([a-z_]+)/\d{6}\.jsonl")
FILE: Final = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{62})")
PART_BYTES: Final = 4_000_000
"""Rows of a table are put into parts of about this size, so that none has to be held whole."""
PACKING: Final = 1
"""Most of an archive are PDFs and pictures, which are packed already."""


class UnusableArchiveError(Exception):
    """The file is no backup of Recoup, is cut off or was changed."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands first: the form of the archive, the migration that its rows are in the form of, and when it was made (ISO)."""

    revision: str
    made_at: str
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """As it is written."""
        return {"product": "recoup", "format": self.format, "revision": self.revision, "made_at": self.made_at}


@dataclass(slots=True)
class TableCount:
    """How many rows of a table went by, and a hash over their lines."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        """Counts a line."""
        self.rows += 1
        self.digest.update(line)

    def to_json(self) -> dict[str, Any]:
        """As the manifest has it."""
        return {"rows": self.rows, "sha256": self.digest.hexdigest()}


class ArchiveWriter:
    """Writes an archive from start to end without holding it."""

    def __init__(self, tar: tarfile.TarFile, heading: Heading) -> None:
        self._tar = tar
        self._tables: dict[str, TableCount] = {}
        self._files = 0
        self._bytes = 0
        self._add(HEADING, _json(heading.to_json()))

    def table(self, name: str, rows: Iterator[Mapping[str, Any]]) -> int:
        """Writes the rows of a table; gives their number."""
        count = self._tables.setdefault(name, TableCount())
        buffer, part = io.BytesIO(), 0
        for row in rows:
            line = _json(row)
            count.add(line)
            buffer.write(line)
            if buffer.tell() >= PART_BYTES:
                self._add(f"tables/{name}/{part:06}.jsonl", buffer.getvalue())
                buffer, part = io.BytesIO(), part + 1
        if buffer.tell():
            self._add(f"tables/{name}/{part:06}.jsonl", buffer.getvalue())
        return count.rows

    def file(self, sha256: str, content: bytes) -> None:
        """Writes a file."""
        self._add(f"files/{sha256[:2]}/{sha256[2:]}", content)
        self._files += 1
        self._bytes += len(content)

    def finish(self, missing: list[str]) -> None:
        """Writes the manifest; `missing` names files that the ledger speaks of and that were not there."""
        tables = {name: count.to_json() for name, count in sorted(self._tables.items())}
        files = {"count": self._files, "bytes": self._bytes, "missing": missing}
        self._add(MANIFEST, _json({"tables": tables, "files": files}))

    def _add(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o600
        self._tar.addfile(entry, io.BytesIO(content))


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a table, as its lines."""

    table: str
    lines: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the archive."""

    sha256: str
    content: bytes


class ArchiveReader:
    """Reads an archive from start to end. `members` must be walked through before `check` tells whether all was there."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._manifest: dict[str, Any] | None = None
        self._counts: dict[str, TableCount] = {}
        self._files = 0
        self.heading = self._read_heading()

    def members(self) -> Iterator[Rows | StoredFile]:
        """What the archive holds, in its order. The lines of a part are to be read before the next part is asked for."""
        while (entry := self._tar.next()) is not None:
            content = self._tar.extractfile(entry)
            if content is None:
                raise UnusableArchiveError(f"{entry.name!r} has no place in a backup")
            if rows := ROWS.fullmatch(entry.name):
                yield Rows(rows[1], self._counted(rows[1], content))
            elif file := FILE.fullmatch(entry.name):
                self._files += 1
                yield self._checked(file[1] + file[2], content.read())
            elif entry.name == MANIFEST:
                self._manifest = json.loads(content.read())
            else:
                raise UnusableArchiveError(f"{entry.name!r} has no place in a backup")

    def check(self) -> None:
        """Raises UnusableArchiveError where what was read is not what the manifest says."""
        if self._manifest is None:
            raise UnusableArchiveError("the backup is cut off: its manifest is missing")
        told: dict[str, dict[str, Any]] = self._manifest["tables"]
        for name in sorted({*told, *self._counts}):
            have = self._counts.get(name, TableCount()).to_json()
            if told.get(name) != have:
                raise UnusableArchiveError(
                    f"table {name} was changed after the backup: {have['rows']} rows, not {told.get(name, {}).get('rows', 0)}"
                )
        if self._manifest["files"]["count"] != self._files:
            raise UnusableArchiveError(f"the backup holds {self._files} files, not {self._manifest['files']['count']}")

    @property
    def missing(self) -> list[str]:
        """Files that were missing already when the backup was made."""
        return list(self._manifest["files"]["missing"]) if self._manifest else []

    def _read_heading(self) -> Heading:
        entry = self._tar.next()
        content = self._tar.extractfile(entry) if entry is not None and entry.name == HEADING else None
        if content is None:
            raise UnusableArchiveError("this is no backup of Recoup")
        said = json.loads(content.read())
        if said.get("format") != FORMAT:
            raise UnusableArchiveError(f"the backup has form {said.get('format')!r}; this version of Recoup reads form {FORMAT}")
        return Heading(said["revision"], said["made_at"])

    def _counted(self, table: str, content: IO[bytes]) -> Iterator[bytes]:
        count = self._counts.setdefault(table, TableCount())
        for line in content:
            count.add(line)
            yield line

    def _checked(self, sha256: str, content: bytes) -> StoredFile:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UnusableArchiveError(f"file {sha256} was changed after the backup")
        return StoredFile(sha256, content)


@contextmanager
def writing(out: IO[bytes], heading: Heading) -> Iterator[ArchiveWriter]:
    """An archive to write into `out`."""
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=PACKING, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        yield ArchiveWriter(tar, heading)


@contextmanager
def reading(source: IO[bytes]) -> Iterator[ArchiveReader]:
    """An archive to read from `source`. Raises UnusableArchiveError for what is none, or is damaged."""
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield ArchiveReader(tar)
    except (gzip.BadGzipFile, EOFError, tarfile.TarError, json.JSONDecodeError, KeyError) as error:
        raise UnusableArchiveError("this is no backup of Recoup, or it is damaged") from error


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
