"""Pictures of the places on pages that prove a finding, behind a port: the real one opens papers, the null one shows none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from facts.evidence import Box


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A place to show: the page of a file cut around `box` with the box drawn, the whole page where there is no box."""

    file: str
    page: int
    box: Box | None = None


class PicturePort(Protocol):
    """Makes pictures of pages. What cannot be shown is left out of the answer; no picture is worth a crash."""

    def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
        """PNG, JPEG or WebP bytes by request."""
        ...


class NoPictures:
    """Shows nothing; for tests and for runs that want none."""

    def crops(self, requests: Iterable[PictureRequest]) -> dict[PictureRequest, bytes]:
        """No picture for anything."""
        del requests
        return {}


def media_type(picture: bytes) -> str | None:
    """The media type by the first bytes, or None for what is no picture that a browser shows."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return None
