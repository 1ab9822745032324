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

    def words(self, bitmap: Bitmap, languages: Sequence[str], *, line: bool = False) -> list[Word]:
        """Words of a page or line in the languages given (those without data are left out; English if none is left)."""
        chosen = "+".join(name for name in languages if name in self.languages) or "eng"
        options = f"--psm {7 if line else 3} --dpi {round(bitmap.dpi)}"
        try:
            table = pytesseract.image_to_data(Image.fromarray(bitmap.pixels), lang=chosen, config=options, timeout=PAGE_SECONDS)
        except RuntimeError:
            return []
        return words_from_tsv(table, bitmap.dpi)

    def orientation(self, bitmap: Bitmap) -> Orientation | None:
        """Which way up, by Tesseract's own detection."""
        try:
            found = pytesseract.image_to_osd(Image.fromarray(bitmap.pixels), output_type=pytesseract.Output.DICT)
        except (pytesseract.TesseractError, RuntimeError):
            return None
        return Orientation(int(found["rotate"]) % 360, float(found["orientation_conf"]))
