"""The port behind which recognisers stand, and the one that is there when none is installed."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from extractors.bitmap import Bitmap
from extractors.page import Word
from facts.evidence import Box

_TESSDATA: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_WORD_LEVEL: Final = "5"


@dataclass(frozen=True, slots=True)
class Orientation:
    """By how many degrees clockwise a picture must be turned to stand upright, and how sure the engine is of it."""

    turn: int
    confidence: float


class Recogniser(Protocol):
    """Reads print. Boxes are in points of the picture given (pixels x 72 / its dpi)."""

    @property
    def languages(self) -> frozenset[str]:
        """Languages it has data for, by Tesseract's names (`eng`, `deu`, `chi_sim`); empty when it cannot read."""
        ...

    def words(self, bitmap: Bitmap, languages: Sequence[str], *, line: bool = False) -> list[Word]:
        """Words of a page, or of a picture that shows one `line` of print."""
        ...

    def orientation(self, bitmap: Bitmap) -> Orientation | None:
        """Which way up the picture is, or None where it cannot be told."""
        ...


class NoRecogniser:
    """Stands in where no engine is installed: finds nothing."""

    languages: frozenset[str] = frozenset()

    def words(self, bitmap: Bitmap, languages: Sequence[str], *, line: bool = False) -> list[Word]:  # noqa: ARG002 - the port
        """No words."""
        return []

    def orientation(self, bitmap: Bitmap) -> Orientation | None:  # noqa: ARG002 - the port
        """Unknown."""
        return None


def tessdata() -> Path | None:
    """The folder of Tesseract's language data: TESSDATA_PREFIX, else where systems keep it; None where there is none."""
    stated = os.environ.get("TESSDATA_PREFIX")
    places = [Path(stated), Path(stated) / "tessdata"] if stated else []
    places += [Path(place) for place in _TESSDATA]
    return next((place for place in places if place.is_dir() and any(place.glob("*.traineddata"))), None)


def words_from_tsv(table: str, dpi: float) -> list[Word]:
    """Tesseract's table of words, as both engines give it, in points; its confidences of 0 to 100 become 0 to 1."""
    words = []
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) < 12 or row[0] != _WORD_LEVEL or not row[11].strip():
            continue
        left, top, width, height = (int(cell) for cell in row[6:10])
        scale = 72 / dpi
        box = Box(left * scale, top * scale, (left + width) * scale, (top + height) * scale)
        words.append(Word(row[11].strip(), box, confidence=max(0.0, float(row[10])) / 100))
    return words
