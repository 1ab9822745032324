"""From a sheet to a page: reads the print of a scan, sets it straight, and says how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.ocr.engine import Recogniser
from extractors.ocr.tesseract import recogniser
from extractors.page import Page
from extractors.sheet import Sheet
from facts.documents import Source


@dataclass(frozen=True, slots=True)
class Readers:
    """The engines a worker holds loaded."""

    first: Recogniser


def loaded_readers() -> Readers:
    """The engines at hand."""
    return Readers(recogniser())


def digital_page(sheet: Sheet) -> Page:
    """A page whose text layer is used as it is."""
    return Page(
        number=sheet.number,
        width=sheet.width,
        height=sheet.height,
        words=sheet.words,
        source=Source.TEXT,
        rulings=sheet.rulings,
        rotation=sheet.rotation,
        problems=sheet.problems,
    )


def scanned_page(sheet: Sheet, readers: Readers) -> Page:
    """A page whose print is read from its picture."""
    if sheet.bitmap is None:
        return Page(sheet.number, sheet.width, sheet.height, (), Source.OCR, problems=sheet.problems, quality=0.0)
    if not readers.first.languages:
        problem = f"page {sheet.number} is a scan and no OCR engine is installed; install tesseract with its language data"
        return Page(sheet.number, sheet.width, sheet.height, (), Source.OCR, problems=(*sheet.problems, problem), quality=0.0)
    words = tuple(readers.first.words(sheet.bitmap, ["eng"]))
    quality = sum(w.confidence for w in words) / len(words) if words else 0.0
    return Page(sheet.number, sheet.width, sheet.height, words, Source.OCR, quality=quality, problems=sheet.problems)
