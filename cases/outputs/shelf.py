"""Where exhibits come from: files below the audited folder, parts of mails and archives, single pages of papers."""

from __future__ import annotations

import io
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

LARGEST: Final = 200_000_000
"""Bytes of a file or part beyond which it is not copied into a packet."""


class Shelf(Protocol):
    """Gives the bytes of papers. What cannot be had is None, and is then named in the packet as missing."""

    def content(self, file: str) -> bytes | None:
        """The bytes of a file below the folder, or of a part (`archive.zip!pods/7.pdf`)."""
        ...

    def pages(self, file: str, pages: tuple[int, ...]) -> bytes | None:
        """A file of the same form with only the named pages (from 1); None where the form has no pages to take out."""
        ...


class FolderShelf:
    """The files below one folder. Nothing outside it is opened, whatever a path says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._opened: tuple[str, bytes] | None = None

    def content(self, file: str) -> bytes | None:
        """The bytes of a file or part, or None where there is none, it is too large or does not open."""
        if self._opened is not None and self._opened[0] == file:
            return self._opened[1]
        first, *parts = file.split("!")
        found = self._file(first)
        for part in parts:
            found = None if found is None else _part(found, part)
        if found is not None:
            self._opened = (file, found)
        return found

    def pages(self, file: str, pages: tuple[int, ...]) -> bytes | None:
        """Not known here: files go along whole."""
        del file, pages
        return None

    def _file(self, name: str) -> bytes | None:
        path = (self._folder / PurePosixPath(name)).resolve()
        if not path.is_relative_to(self._folder):
            return None
        try:
            return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else None
        except OSError:
            return None


def _part(container: bytes, name: str) -> bytes | None:
    """A part of an archive or a mail by its name."""
    if container.startswith(b"PK"):
        return _zipped(container, name)
    return _attached(container, name)


def _zipped(container: bytes, name: str) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(container)) as archive:
            entry = archive.getinfo(name)
            return archive.read(entry) if entry.file_size <= LARGEST and not entry.flag_bits & 1 else None
    except (KeyError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        return None


def _attached(container: bytes, name: str) -> bytes | None:
    message = message_from_bytes(container, policy=policy.default)
    if not isinstance(message, EmailMessage):
        return None
    for part in message.walk():
        if part.get_filename() == name:
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else None
    return None
