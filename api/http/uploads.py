"""Files on their way in: spooled to disk while they arrive, held to the limits, and read into memory one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import UploadFile

from api.http.problems import TooLargeError, UnusableError
from api.http.web_settings import WebSettings

CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that arrived whole: its place in the request, the path it was sent under, its hash, and where its bytes wait."""

    place: int
    path: str
    sha256: str
    upload: UploadFile

    def content(self) -> bytes:
        """All bytes at once; the caller lets go of them before it takes the next file."""
        self.upload.file.seek(0)
        return self.upload.file.read()


def arrived(uploads: Sequence[UploadFile], settings: WebSettings) -> list[Arrived]:
    """The files of a request, ordered by hash: two requests with the same files then do not wait for each other.

    Raises TooLargeError for too many; a file that is too large is left to `too_large`.
    """
    if len(uploads) > settings.upload_files:
        raise TooLargeError(f"At most {settings.upload_files} files come in one request.")
    found = []
    for place, upload in enumerate(uploads):
        told = hashlib.sha256()
        for chunk in _chunks(upload):
            told.update(chunk)
        found.append(Arrived(place, upload.filename or "unnamed", told.hexdigest(), upload))
    return sorted(found, key=lambda file: file.sha256)


def too_large(file: Arrived, settings: WebSettings) -> str | None:
    """Why a file is not taken in, or None."""
    size = file.upload.size or 0
    if size <= settings.file_bytes:
        return None
    return f"{size / 1e6:.1f} megabytes are more than the {settings.file_bytes / 1e6:g} that a file may have."


def only(upload: UploadFile, settings: WebSettings) -> Arrived:
    """The one file of a request. Raises TooLargeError, and UnusableError for one without a name."""
    if not upload.filename:
        raise UnusableError.of("body.file", "A file comes with its name.")
    [file] = arrived([upload], settings)
    refused = too_large(file, settings)
    if refused is not None:
        raise TooLargeError(refused)
    return file


def _chunks(upload: UploadFile) -> Iterator[bytes]:
    upload.file.seek(0)
    while chunk := upload.file.read(CHUNK):
        yield chunk
