"""Files by the hash of their content, on disk or in any store that obstore speaks to (S3 and others)."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore, from_url


class FileStore(Protocol):
    """Keeps bytes under their SHA-256. Putting the same bytes twice keeps them once."""

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
        with contextlib.suppress(AlreadyExistsError):
            obstore.put(self._store, _path(sha256), content, mode="create")
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
        for page in obstore.list(self._store):
            for entry in page:
                yield str(entry["path"]).replace("/", "")

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
