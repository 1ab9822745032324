"""Files by the hash of their content, on disk or in any store that obstore speaks to (S3 and others)."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

_NAME: Final = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store: its hash, its size in bytes, and when it was last put."""

    sha256: str
    size: int
    put_at: datetime


class FileStore(Protocol):
    """Keeps bytes under their SHA-256. Putting the same bytes twice keeps them once, as put at the later moment."""

    def put(self, content: bytes) -> str:
        """Keeps the bytes; gives their hash."""
        ...

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None where there are none under that hash."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether there are bytes under that hash."""
        ...

    def hashes(self) -> Iterator[str]:
        """All hashes that are kept."""
        ...

    def kept(self) -> Iterator[KeptFile]:
        """All files that are kept."""
        ...

    def delete(self, sha256: str) -> None:
        """Forgets the bytes; nothing happens where there are none."""
        ...


class ObjectFiles:
    """A FileStore over obstore: `ab/cdef…` below the store's root. A new file appears whole or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, content: bytes) -> str:
        """Keeps the bytes; gives their hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        obstore.put(self._store, _path(sha256), content, mode="overwrite")
        return sha256

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None where there are none under that hash."""
        try:
            return bytes(obstore.get(self._store, _path(sha256)).bytes())
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        """Whether there are bytes under that hash."""
        try:
            obstore.head(self._store, _path(sha256))
        except FileNotFoundError:
            return False
        return True

    def hashes(self) -> Iterator[str]:
        """All hashes that are kept."""
        for file in self.kept():
            yield file.sha256

    def kept(self) -> Iterator[KeptFile]:
        """All files that are kept; what else lies in the store is passed over."""
        for page in obstore.list(self._store):
            for entry in page:
                if found := _NAME.fullmatch(str(entry["path"])):
                    yield KeptFile(found[1] + found[2], int(entry["size"]), entry["last_modified"])

    def delete(self, sha256: str) -> None:
        """Forgets the bytes; nothing happens where there are none."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, _path(sha256))


def open_files(place: str) -> ObjectFiles:
    """A store by URL (`s3://bucket/prefix`, `file:///path`, `memory:///`) or by the path of a folder, which is made where missing."""
    if "://" in place:
        if place.startswith("file://"):
            return open_files(place.removeprefix("file://"))
        return ObjectFiles(from_url(place))
    Path(place).mkdir(parents=True, exist_ok=True)
    return ObjectFiles(LocalStore(Path(place).resolve(), mkdir=True))


def _path(sha256: str) -> str:
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError(f"{sha256!r} is no SHA-256 in lower case")
    return f"{sha256[:2]}/{sha256[2:]}"
