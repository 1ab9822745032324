"""From a sheet to a page: turns and straightens a scan, has its print read twice, and says how sure it is of each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from extractors.barcode import barcodes
from extractors.bitmap import Bitmap
from extractors.ink import PageInk
from extractors.ocr.agreement import doubted
from extractors.ocr.detector import Detector, detector
from extractors.ocr.engine import Orientation, Recogniser
from extractors.ocr.languages import ENGLISH, ISO, is_chinese, likely_language
from extractors.ocr.missed import missed_figures
from extractors.ocr.order import in_reading_order, without_doubles
from extractors.ocr.reconcile import Eyes, reconciled
from extractors.ocr.second_reader import SecondReader, second_reader
from extractors.ocr.shaded import with_shaded_headings
from extractors.ocr.stamped import stamp_words
from extractors.ocr.tesseract import recogniser
from extractors.ocr.widths import stretched
from extractors.page import Page, Word
from extractors.preprocess import Straight, for_recognition, straightened
from extractors.sheet import Sheet
from facts.documents import Source
from facts.evidence import Box

DIGITAL_DPI: Final = 150
"""A digital page pictured at more than this has pictures or bars on it, which may be barcodes."""
POOR: Final = 0.62
"""Mean confidence of a first reading from which the page may be the wrong way up, or in another script."""
BARELY: Final = 0.75
FEW_WORDS: Final = 8
TURN_CONFIDENCE: Final = 1.0
BETTER: Final = 1.15
TALL: Final = 1.6
LINES_ASKED: Final = 5
CHINESE: Final = "chi_sim"
ROTATIONS: Final = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Readers:
    """The engines a worker holds loaded: the first reader, and the second with the detector that shows it where to look."""

    first: Recogniser
    second: SecondReader | None
    detector: Detector | None


def loaded_readers() -> Readers:
    """The engines at hand."""
    return Readers(recogniser(), second_reader(), detector())


def read_page(sheet: Sheet, readers: Readers) -> Page:
    """A page from its text layer, from its picture, or from both where pictures stand between its print."""
    if sheet.scanned:
        return scanned_page(sheet, readers)
    page = digital_page(sheet)
    if not sheet.pictures or sheet.bitmap is None or not readers.first.languages:
        return page
    seen = scanned_page(sheet, readers)
    words = [replace(w, box=seen.as_seen(w.box)) for w in seen.words]
    inside = [w for w in words if any(place.holds_middle_of(w.box) for place in sheet.pictures)]
    added = [w for w in inside if not any(_meet(w.box, printed.box) for printed in sheet.words)]
    return replace(page, words=(*page.words, *added))


def _meet(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def digital_page(sheet: Sheet) -> Page:
    """A page whose text layer is used as it is."""
    return Page(
        number=sheet.number,
        width=sheet.width,
        height=sheet.height,
        words=sheet.words,
        source=Source.TEXT,
        barcodes=barcodes(sheet.bitmap) if sheet.bitmap is not None and sheet.bitmap.dpi > DIGITAL_DPI else (),
        rulings=sheet.rulings,
        ink=PageInk(sheet.bitmap, sheet.words) if sheet.bitmap is not None else None,
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
    view = _line_by_line(_in_its_language(_upright(sheet.bitmap, readers), readers), readers)
    words = in_reading_order(_read_again(view, readers))
    quality = _quality(words)
    bitmap = view.straight.bitmap
    ink = PageInk(bitmap, words)
    words = ink.fitted()
    if readers.second is not None:
        eyes = Eyes(bitmap, readers.first, readers.second, view.languages)
        missed = missed_figures(ink.lone(), eyes)
        words = with_shaded_headings((*words, *missed), ink.rulings(), ink, eyes, bitmap.width * bitmap.points)
        ink.take(words)
    cut_off = ink.cut_off() | stretched(words)
    words = tuple(doubted(word) if index in cut_off else word for index, word in enumerate(words))
    words = (*words, *stamp_words(bitmap, ink.stamps(), words, (readers.first, readers.second), view.languages[::-1]))
    poor = () if quality >= BARELY or not words else (f"page {sheet.number} can barely be read; ask for a better scan",)
    return Page(
        number=sheet.number,
        width=bitmap.width * bitmap.points,
        height=bitmap.height * bitmap.points,
        words=words,
        source=Source.OCR,
        barcodes=barcodes(bitmap),
        rulings=ink.rulings(),
        ink=ink,
        quality=quality,
        rotation=view.turn,
        problems=(*sheet.problems, *poor),
        warp=view.straight.warp(view.seen),
        language=ISO.get(view.languages[-1]),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """One way of looking at a page: how it was turned, made straight, where print stands, and what the first reader saw."""

    seen: Bitmap
    straight: Straight
    turn: int
    lines: tuple[Box, ...] = ()
    languages: tuple[str, ...] = (ENGLISH,)
    words: tuple[Word, ...] = ()


def _view(seen: Bitmap, turn: int, readers: Readers) -> _View:
    straight = straightened(seen)
    lines = tuple(readers.detector.lines(straight.bitmap)) if readers.detector is not None else ()
    return _View(seen, straight, turn, lines)


def _turned(view: _View, turn: int, readers: Readers) -> _View:
    pixels = np.asarray(cv2.rotate(view.seen.pixels, ROTATIONS[turn]), dtype=np.uint8)
    return _view(Bitmap(pixels, view.seen.dpi), (view.turn + turn) % 360, readers)


def _first_reading(view: _View, readers: Readers) -> _View:
    return replace(view, words=tuple(readers.first.words(for_recognition(view.straight.bitmap), view.languages)))


def _line_by_line(view: _View, readers: Readers) -> _View:
    """The first reading again, each line of print by itself: where streaks and stains mislead it about the layout."""
    if readers.second is None or not view.lines or _quality(view.words) >= BARELY:
        return view
    eyes = Eyes(view.straight.bitmap, readers.first, readers.second, view.languages)
    words = tuple(word for line in view.lines for word in eyes.first_line(line, (0.0, 0.0)))
    return replace(view, words=words) if _weight(words) > _weight(view.words) else view


def _quality(words: Sequence[Word]) -> float:
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def _upright(bitmap: Bitmap, readers: Readers) -> _View:
    """The page the right way up: its lines of print tell if it lies on its side, a poor reading if it stands on its head."""
    view = _view(bitmap, 0, readers)
    if _lies_on_its_side(view):
        turn = _better_turn(view, (90, 270), readers)
        view = _turned(view, turn, readers)
    read = _first_reading(view, readers)
    if _quality(read.words) >= POOR and len(read.words) >= FEW_WORDS:
        return read
    turn = _better_turn(view, (0, 180), readers) if view.lines else _detected_turn(read, readers)
    if not turn:
        return read
    turned = _first_reading(_turned(view, turn, readers), readers)
    return turned if _weight(turned.words) > BETTER * _weight(read.words) else read


def _lies_on_its_side(view: _View) -> bool:
    tall = sum(line.height for line in view.lines if line.height > TALL * line.width)
    wide = sum(line.width for line in view.lines if line.width > TALL * line.height)
    return tall > wide


def _better_turn(view: _View, turns: tuple[int, int], readers: Readers) -> int:
    """Which of two turns makes the longest lines readable; the first where there is no second reader to tell."""
    if readers.second is None:
        return turns[0]
    longest = sorted(view.lines, key=lambda b: -max(b.width, b.height))[:LINES_ASKED]
    sure = dict.fromkeys(turns, 0.0)
    for line in longest:
        rows, columns = view.straight.bitmap.window(line)
        crop = view.straight.bitmap.pixels[rows, columns]
        for turn in turns:
            upright = np.asarray(cv2.rotate(crop, ROTATIONS[turn]), dtype=np.uint8) if turn else crop
            reading = readers.second.read(upright, wide=True)
            sure[turn] += reading.mean * min(len(reading.text), 20)
    return max(turns, key=lambda turn: sure[turn])


def _detected_turn(view: _View, readers: Readers) -> int:
    found: Orientation | None = readers.first.orientation(view.seen)
    return found.turn if found is not None and found.confidence >= TURN_CONFIDENCE else 0


def _weight(words: Sequence[Word]) -> float:
    return sum(len(w.text) for w in words if w.confidence > POOR)


def _in_its_language(view: _View, readers: Readers) -> _View:
    """Reads the page again with the language data it needs, where the first reading shows that it is not English."""
    language = likely_language(w.text for w in view.words if w.confidence > POOR)
    if readers.second is not None and _shows_chinese(view, readers.second):
        language = CHINESE
    if language is None or language == ENGLISH:
        return view
    if language not in readers.first.languages:
        return replace(view, languages=(ENGLISH, language))
    again = _first_reading(replace(view, languages=(language, ENGLISH)), readers)
    return replace(again, languages=(ENGLISH, language))


def _shows_chinese(view: _View, reader: SecondReader) -> bool:
    """Whether the lines that the first reader could make nothing of are Chinese."""
    bitmap = view.straight.bitmap
    doubtful = [line for line in view.lines if _quality([w for w in view.words if line.holds_middle_of(w.box)]) < POOR]
    longest = sorted(doubtful, key=lambda b: -b.width)[: 2 * LINES_ASKED]
    readings = [reader.read(bitmap.pixels[bitmap.window(line)], wide=True) for line in longest]
    return len(longest) > 1 and is_chinese("".join(r.text for r in readings if r.mean > POOR))


def _read_again(view: _View, readers: Readers) -> list[Word]:
    """All words after the second reader had its say, with those the first one missed."""
    if readers.second is None:
        return without_doubles(view.words)
    wide = CHINESE in view.languages
    languages = (CHINESE, ENGLISH) if wide else (ENGLISH,)
    return reconciled(view.words, view.lines, Eyes(view.straight.bitmap, readers.first, readers.second, languages, wide))
