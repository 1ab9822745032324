"""What is kept of the pages of a file beside its reading: their sizes as a person sees them, and the words with their places."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from extractors.page import Page, Word
from extractors.sheet import Sheet
from facts.documents import Source
from facts.evidence import Box

QUARTER: Final = 90
WORDS_LIMIT: Final = 20_000
"""Words of a page that are kept; a page of print has a few hundred."""


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word on the page as seen: its text, its place in points, and how sure the recogniser was (1 for a text layer)."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as a person sees it: number (from 1), size in points, and by how many degrees a scan was turned to stand upright.

    `words` are packed (`unpacked` opens them); empty where nothing was read on it.
    """

    number: int
    width: float
    height: float
    turned: int = 0
    scanned: bool = False
    words: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """Everything but the words, as a reading keeps it."""
        size = {"width": round(self.width, 2), "height": round(self.height, 2)}
        return {"number": self.number, **size, "turned": self.turned, "scanned": self.scanned}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any], words: bytes = b"") -> Self:
        """Back from `to_json`."""
        width, height = float(entry["width"]), float(entry["height"])
        return cls(int(entry["number"]), width, height, int(entry["turned"]), bool(entry["scanned"]), words)


def seen_page(sheet: Sheet, page: Page) -> SeenPage:
    """The page that a sheet was read as, with every word where it stands on the page as seen."""
    scanned = page.source is Source.OCR
    turned = page.rotation if scanned else 0
    width, height = (sheet.height, sheet.width) if turned % 180 else (sheet.width, sheet.height)
    words = tuple(SeenWord(word.text, page.as_seen(word.box), word.confidence) for word in page.words)
    return SeenPage(sheet.number, width, height, turned, scanned, packed(words))


def of_sheet(sheet: Sheet) -> SeenPage:
    """The page of a sheet that nobody recognised: the words of its text layer."""
    words: Sequence[Word] = () if sheet.scanned else sheet.words
    return SeenPage(sheet.number, sheet.width, sheet.height, 0, sheet.scanned, packed([SeenWord(word.text, word.box) for word in words]))


def packed(words: Sequence[SeenWord]) -> bytes:
    """Words as few bytes."""
    plain = [[word.text, *word.box.rounded(), round(word.confidence, 2)] for word in words[:WORDS_LIMIT]]
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 6)


def unpacked(words: bytes) -> tuple[SeenWord, ...]:
    """Back from `packed`. Raises ValueError for what is no packed words."""
    if not words:
        return ()
    try:
        return tuple(SeenWord(str(text), Box(*map(float, box)), float(sure)) for text, *box, sure in json.loads(zlib.decompress(words)))
    except (zlib.error, TypeError) as error:
        raise ValueError("no packed words") from error


def turned_words(page: SeenPage, turn: int) -> tuple[SeenWord, ...]:
    """The words of a page where they stand when it is turned by `turn` degrees instead of `page.turned`."""
    words = unpacked(page.words)
    width, height = page.width, page.height
    for _ in range((turn - page.turned) % 360 // QUARTER):
        words = tuple(SeenWord(w.text, Box(height - w.box.bottom, w.box.x0, height - w.box.top, w.box.x1), w.confidence) for w in words)
        width, height = height, width
    return words
