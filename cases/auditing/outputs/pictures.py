"""Pictures of the places on pages that prove a finding, behind a port: the real one opens papers, the null one shows none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from facts.evidence import Box
from facts.finding import Finding

PICTURES_EACH: Final = 6
"""Pictures of one finding at most."""


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """What to show of a page: cut around `boxes` with each of them drawn, the whole page where there are none."""

    file: str
    page: int
    boxes: tuple[Box, ...] = ()


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


def picture_requests(finding: Finding) -> tuple[PictureRequest, ...]:
    """The pictures of a finding: one for each page that proves something, at most `PICTURES_EACH`."""
    pages: dict[tuple[str, int], list[Box]] = {}
    for e in finding.evidence:
        if e.page is not None:
            boxes = pages.setdefault((e.file, e.page), [])
            if e.box is not None and e.box not in boxes:
                boxes.append(e.box)
    wanted = (PictureRequest(file, page, tuple(boxes)) for (file, page), boxes in pages.items())
    return tuple(wanted)[:PICTURES_EACH]


def media_type(picture: bytes) -> str | None:
    """The media type by the first bytes, or None for what is no picture that a browser shows."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return None
