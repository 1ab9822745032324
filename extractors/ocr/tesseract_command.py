"""Tesseract through its command (pytesseract): the fallback where its data is not where the library can find it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

import pytesseract
from PIL import Image

from extractors.bitmap import Bitmap
from extractors.ocr.engine import Orientation, words_from_tsv
from extractors.page import Word

PAGE_SECONDS = 120


def command_is_there() -> bool:
    """Whether `tesseract` can be run."""
    return shutil.which("tesseract") is not None


class TesseractCommand:
    """The engine as a process for each page, on one thread (several would hinder each other)."""

    def __init__(self) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"
        self.languages = frozenset(pytesseract.get_languages(config=""))

    def words(self, bitmap: Bitmap, languages: Sequence[str]) -> list[Word]:
        """Words of a page in the languages given (those without data are left out; English if none is left)."""
        picture, options = Image.fromarray(bitmap.pixels), f"--psm 3 --dpi {round(bitmap.dpi)}"
        try:
            table = pytesseract.image_to_data(picture, lang=self._chosen(languages), config=options, timeout=PAGE_SECONDS)
        except RuntimeError:
            return []
        return words_from_tsv(table, bitmap.dpi)

    def line(self, bitmap: Bitmap, languages: Sequence[str]) -> str:
        """The text of a single line."""
        picture = Image.fromarray(bitmap.pixels)
        try:
            return str(pytesseract.image_to_string(picture, lang=self._chosen(languages), config="--psm 7", timeout=PAGE_SECONDS)).strip()
        except RuntimeError:
            return ""

    def _chosen(self, languages: Sequence[str]) -> str:
        return "+".join(name for name in languages if name in self.languages) or "eng"

    def orientation(self, bitmap: Bitmap) -> Orientation | None:
        """Which way up, by Tesseract's own detection."""
        try:
            found = pytesseract.image_to_osd(Image.fromarray(bitmap.pixels), output_type=pytesseract.Output.DICT)
        except (pytesseract.TesseractError, RuntimeError):
            return None
        return Orientation(int(found["rotate"]) % 360, float(found["orientation_conf"]))
