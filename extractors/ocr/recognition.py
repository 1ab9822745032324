"""From a sheet to a page: turns and straightens a scan, has its print read twice, and says how sure it is of each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from extractors.barcode import barcodes
from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.agreement import settled, worth_a_second_look
from extractors.ocr.engine import Recogniser
from extractors.ocr.languages import ENGLISH, ISO, is_chinese, likely_language
from extractors.ocr.leftovers import Leftover, in_reading_order, leftovers, pieces, without_doubles
from extractors.ocr.second_reader import Reading, SecondReader, second_reader
from extractors.ocr.tesseract import recogniser
from extractors.page import Page, Word
from extractors.preprocess import Straight, for_recognition, is_bilevel, straightened
from extractors.rulings import ink_mask, line_masks, rulings
from extractors.sheet import Sheet
from facts.documents import Source
from facts.evidence import Box

POOR: Final = 0.62
"""Mean confidence of a first reading from which the page may be the wrong way up, or in another script."""
FEW_WORDS: Final = 8
TURN_CONFIDENCE: Final = 1.0
BETTER: Final = 1.15
MARGIN: Final = (0.25, 0.15)
"""How much a crop is wider and taller than the word on each side, by its height."""
LEFTOVER_SURE: Final = 0.8
LEFTOVER_CONFIDENCE: Final = 0.7
LINE_PIXELS: Final = 44
ROTATIONS: Final = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Readers:
    """The engines a worker holds loaded."""

    first: Recogniser
    second: SecondReader | None


def loaded_readers() -> Readers:
    """The engines at hand."""
    return Readers(recogniser(), second_reader())


def digital_page(sheet: Sheet) -> Page:
    """A page whose text layer is used as it is."""
    return Page(
        number=sheet.number,
        width=sheet.width,
        height=sheet.height,
        words=sheet.words,
        source=Source.TEXT,
        barcodes=barcodes(sheet.bitmap) if sheet.bitmap is not None else (),
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
    view = _upright(_View(sheet.bitmap, straightened(sheet.bitmap), 0, [ENGLISH], []), readers)
    view = _in_its_language(view, readers)
    bitmap = view.straight.bitmap
    mask = ink_mask(bitmap.grey(), bitmap.dpi, bilevel=is_bilevel(bitmap.grey()))
    lines = line_masks(mask, bitmap.dpi)
    printed = rulings(lines, bitmap)
    words = _read_again(view, readers, _letters_only(mask, lines))
    width, height = (sheet.height, sheet.width) if view.turn in (90, 270) else (sheet.width, sheet.height)
    if view.straight.matrix is not None and "flattened" in view.straight.steps:
        width, height = bitmap.width * bitmap.points, bitmap.height * bitmap.points
    return Page(
        number=sheet.number,
        width=width,
        height=height,
        words=in_reading_order(words),
        source=Source.OCR,
        barcodes=barcodes(bitmap),
        rulings=printed,
        quality=_quality(view.words),
        rotation=view.turn,
        problems=sheet.problems,
        warp=view.straight.warp(view.seen),
        language=ISO.get(view.languages[-1]),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """One way of looking at a page: how it was turned, made straight, and what the first reader saw."""

    seen: Bitmap
    straight: Straight
    turn: int
    languages: list[str]
    words: list[Word]


def _first_reading(view: _View, readers: Readers) -> _View:
    return replace(view, words=readers.first.words(for_recognition(view.straight.bitmap), view.languages))


def _quality(words: Sequence[Word]) -> float:
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def _weight(words: Sequence[Word]) -> float:
    return sum(len(w.text) for w in words if w.confidence > POOR)


def _upright(view: _View, readers: Readers) -> _View:
    """The page the right way up, as far as a poor first reading makes one doubt it."""
    read = _first_reading(view, readers)
    if _quality(read.words) >= POOR and len(read.words) >= FEW_WORDS:
        return read
    found = readers.first.orientation(read.seen)
    if found is None or found.turn == 0 or found.confidence < TURN_CONFIDENCE:
        return read
    seen = Bitmap(np.asarray(cv2.rotate(view.seen.pixels, ROTATIONS[found.turn]), dtype=np.uint8), view.seen.dpi)
    turned = _first_reading(_View(seen, straightened(seen), found.turn, view.languages, []), readers)
    return turned if _weight(turned.words) > BETTER * _weight(read.words) else read


def _in_its_language(view: _View, readers: Readers) -> _View:
    """Reads the page again with the language data it needs, where the first reading shows that it is not English."""
    language = likely_language(w.text for w in view.words)
    if _quality(view.words) < POOR and readers.second is not None and _shows_chinese(view, readers.second):
        language = "chi_sim"
    if language in (None, ENGLISH) or language not in readers.first.languages:
        return replace(view, languages=[language or ENGLISH]) if language else view
    again = _first_reading(replace(view, languages=[language, ENGLISH]), readers)
    return replace(again, languages=[ENGLISH, language])


def _shows_chinese(view: _View, reader: SecondReader) -> bool:
    largest = sorted(view.words, key=lambda w: -w.box.width * w.box.height)[:12]
    readings = [reader.read(crop, wide=True) for w in largest if (crop := _crop(view.straight.bitmap, w.box)) is not None]
    return is_chinese("".join(r.text for r in readings if r.mean > POOR))


def _letters_only(mask: Pixels, lines: tuple[Pixels, Pixels]) -> Pixels:
    spread = cv2.dilate(cv2.bitwise_or(*lines), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(mask, spread), dtype=np.uint8)


def _read_again(view: _View, readers: Readers, letters: Pixels) -> list[Word]:
    """All words after the second reader had its say, with those the first one missed."""
    words = without_doubles(view.words)
    if readers.second is None or "chi_sim" in view.languages:
        return words
    bitmap = view.straight.bitmap
    extra: list[Word] = []
    grown: dict[int, Box] = {}
    for left in leftovers(letters, bitmap, words):
        if left.word is not None:
            grown[left.word] = grown.get(left.word, words[left.word].box).union(left.box)
        else:
            extra.extend(_new_words(left, bitmap, readers))
    settled_words: list[Word] = []
    for index, word in enumerate(words):
        whole = _completed(word, grown[index], bitmap, readers) if index in grown else None
        if whole is not None:
            settled_words.append(whole)
        elif worth_a_second_look(word):
            settled_words.extend(_settled(word, bitmap, readers))
        else:
            settled_words.append(word)
    return settled_words + extra


def _settled(word: Word, bitmap: Bitmap, readers: Readers) -> list[Word]:
    """A word after its second reading; one that turns out to be several is cut into them."""
    crop = _crop(bitmap, word.box)
    if crop is None or readers.second is None:
        return [word]
    second = readers.second.read(crop)
    after = settled(word, second, lambda: _alone(crop, readers))
    if " " not in after.text:
        return [after]
    return [replace(after, text=text, box=box, alternative=None) for text, box in pieces(word.box, after.text, second.places)]


def _completed(word: Word, box: Box, bitmap: Bitmap, readers: Readers) -> Word | None:
    """A word whose end was broken off, read as a whole; None where that makes no longer word."""
    crop = _crop(bitmap, box)
    if crop is None or readers.second is None:
        return None
    whole = readers.second.read(crop)
    if whole.least < LEFTOVER_SURE or " " in whole.text or len(whole.text) <= len(word.text):
        return None
    agreed = _alone(crop, readers) == whole.text
    return Word(whole.text, box, 0.95 if agreed else LEFTOVER_CONFIDENCE, agreed=agreed, alternative=word.text)


def _new_words(left: Leftover, bitmap: Bitmap, readers: Readers) -> list[Word]:
    """What stands where the first reader saw nothing."""
    crop = _crop(bitmap, left.box)
    if crop is None or readers.second is None:
        return []
    reading: Reading = readers.second.read(crop)
    if reading.least < LEFTOVER_SURE or not any(c.isalnum() for c in reading.text):
        return []
    agreed = _alone(crop, readers) == reading.text
    confidence = 0.95 if agreed else min(LEFTOVER_CONFIDENCE, reading.least)
    return [Word(text, box, confidence, agreed=agreed) for text, box in pieces(left.box, reading.text, reading.places)]


def _alone(crop: Pixels, readers: Readers) -> str:
    """What the first reader makes of a crop by itself, enlarged and with white around it."""
    grey = Bitmap(crop, 72).grey()
    scale = max(1.0, LINE_PIXELS / grey.shape[0])
    large = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    paper = int(np.percentile(grey, 90))
    framed = cv2.copyMakeBorder(large, 12, 12, 16, 16, cv2.BORDER_CONSTANT, value=(paper,))
    return readers.first.line(Bitmap(np.asarray(framed, dtype=np.uint8), 300), [ENGLISH])


def _crop(bitmap: Bitmap, box: Box) -> Pixels | None:
    wide, high = MARGIN[0] * box.height, MARGIN[1] * box.height
    rows, columns = bitmap.window(Box(box.x0 - wide, box.top - high, box.x1 + wide, box.bottom + high))
    crop = bitmap.pixels[rows, columns]
    return crop if min(crop.shape[:2]) >= 6 else None


