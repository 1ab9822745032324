"""Brings two readings of a page together, line by line: what both saw, what one cut in two, and what one of them missed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.agreement import AGAINST, AGREED, CONFIRMED, DOUBTFUL, SURE, Votes, core, doubtful_letters, settled
from extractors.ocr.engine import Recogniser
from extractors.ocr.languages import is_chinese
from extractors.ocr.order import without_doubles
from extractors.ocr.second_reader import Reading, SecondReader
from extractors.page import Word
from facts.evidence import Box

MARGIN: Final = (0.2, 0.15)
"""How much a crop is wider and taller than the word on each side, by its height."""
SAME_LINE: Final = 0.5
SHARED: Final = 0.3
ONE_WORD: Final = 0.15
"""A gap below this share of the height does not part two words."""
LIKELY_ONE_WORD: Final = 0.5
MAYBE_ONE_WORD: Final = 0.8
"""Below this share the first reader is asked again about the pieces of a code."""
CHINESE_BLANK: Final = 0.3
"""A gap from this share of the height on, between a Chinese character and a figure, is a blank."""
UNSEEN: Final = 0.9
"""A gap of this share of the height between two words may hide a third."""
CUT_OFF: Final = 0.7
"""A word that covers less than this share of what the second reader saw there was cut off."""
SEEN_ALONE: Final = 0.8
"""Certainty from which what only the second reader saw is taken."""
PLAIN: Final = 0.9
LINE_PIXELS: Final = 44
FRAME: Final = (12, 12, 16, 16)
"""Pixels of paper put around a crop: above, below, left, right."""
_GLUED: Final = re.compile(r"([^\W\d_]{2,}[.#]?[:,;)])(\W?\d.*)|([A-ZÀ-Þ]?[a-zà-ÿ]{2,})(\d+\W*)")
_CAPITAL_I: Final = re.compile(r"^l(?=nc\W*$|[bcdfgkmnprstvz][a-zà-ÿ]{3,}\W*$)(?=nc|.\w*[aeiouyà-ÿ])")
_POUNDS: Final = re.compile(r"(?<![^\W\d_])I(?=bs?\W*$)")
_DIGIT: Final = re.compile(r"\d")
_TELLING: Final = re.compile(r"\d|^[^a-zà-ÿ]{2,}$")


@dataclass(frozen=True, slots=True)
class Eyes:
    """The two readers and the picture they look at; `wide` lets the second read all scripts."""

    bitmap: Bitmap
    first: Recogniser
    second: SecondReader
    languages: tuple[str, ...]
    wide: bool = False

    def crop(self, box: Box, margin: tuple[float, float] = MARGIN) -> Pixels | None:
        """The pixels around a box, or None where there are hardly any."""
        wide, high = margin[0] * box.height, margin[1] * box.height
        rows, columns = self.bitmap.window(Box(box.x0 - wide, box.top - high, box.x1 + wide, box.bottom + high))
        found = self.bitmap.pixels[rows, columns]
        return found if min(found.shape[:2]) >= 6 else None

    def second_alone(self, box: Box) -> Reading:
        """What the second reader makes of a word by itself."""
        crop = self.crop(box)
        return self.second.read(crop, wide=self.wide) if crop is not None else Reading("")

    def first_alone(self, box: Box) -> str:
        """What the first reader makes of a word by itself, enlarged and with paper around it."""
        return " ".join(word.text for word in self.first_line(box))

    def first_line(self, box: Box, margin: tuple[float, float] = MARGIN) -> list[Word]:
        """The first reader's words in one line of print, looked at alone; boxes on the page."""
        crop = self.crop(box, margin)
        if crop is None:
            return []
        grey = Bitmap(crop, 72).grey()
        scale = max(1.0, LINE_PIXELS / grey.shape[0])
        large = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        paper = (int(np.percentile(grey, 90)),)
        framed = cv2.copyMakeBorder(large, *FRAME, cv2.BORDER_CONSTANT, value=paper)
        found = self.first.words(Bitmap(np.asarray(framed, dtype=np.uint8), 300), self.languages, line=True)
        points = 300 / 72 / scale * self.bitmap.points
        left, top = box.x0 - margin[0] * box.height, box.top - margin[1] * box.height
        left, top = max(left, 0.0) - FRAME[2] * self.bitmap.points / scale, max(top, 0.0) - FRAME[0] * self.bitmap.points / scale
        return [
            replace(w, box=Box(left + w.box.x0 * points, top + w.box.top * points, left + w.box.x1 * points, top + w.box.bottom * points))
            for w in found
        ]

    def votes(self, box: Box) -> Votes:
        """Both, asked only when needed."""
        return Votes(lambda: self.second_alone(box), lambda: self.first_alone(box))


def reconciled(words: Sequence[Word], lines: Sequence[Box], eyes: Eyes) -> list[Word]:
    """The words of the first reader after the second has read the lines of print that matter; of a page in Chinese, all of them.

    The first reader leaves out characters of Chinese print without a gap that shows it, and takes others for Latin letters.
    """
    left = without_doubles(words)
    done: list[Word] = []
    for line in lines:
        inside = [w for w in left if _on_line(w.box, line)]
        if inside and not eyes.wide and not _worth_reading(inside, line):
            continue
        crop = eyes.crop(line, (0.0, 0.0))
        if crop is None:
            continue
        taken = set(map(id, inside))
        left = [w for w in left if id(w) not in taken]
        done.extend(_line_words(sorted(inside, key=lambda w: w.box.x0), line, eyes.second.read(crop, wide=eyes.wide), eyes))
    done.extend(_alone(word, eyes) for word in left)
    return without_doubles([with_capital(part) for word in done for part in apart(word)])


def apart(word: Word) -> list[Word]:
    """A label and the figure that a narrow gap glued to it, each by itself: `PRO:660045595`."""
    glued = _GLUED.fullmatch(word.text)
    if glued is None:
        return [word]
    label, figure = (part for part in glued.groups() if part is not None)
    cut = word.box.x0 + word.box.width * len(label) / len(word.text)
    other = _GLUED.fullmatch(word.alternative or "")
    left, right = (part for part in other.groups() if part is not None) if other else (None, None)
    return [
        replace(word, text=label, box=word.box._replace(x1=cut), alternative=left),
        replace(word, text=figure, box=word.box._replace(x0=cut), alternative=right),
    ]


def with_capital(word: Word) -> Word:
    """A word with the small l or capital I that it must have, for the two look the same: “Ironbridge”, and pounds are “lbs”."""
    text = _POUNDS.sub("l", _CAPITAL_I.sub("I", word.text))
    return word if text == word.text else replace(word, text=text)


def _worth_reading(words: Sequence[Word], line: Box) -> bool:
    """Whether a line holds figures, codes or capitals, was read with doubt, or has a stretch that no word covers."""
    if any(_TELLING.search(core(w.text)) or w.confidence < PLAIN for w in words):
        return True
    height = median(w.box.height for w in words)
    ends = [line.x0 + UNSEEN * line.height, *(w.box.x1 for w in words)]
    starts = [*(w.box.x0 for w in words), line.x1 - UNSEEN * line.height]
    return any(start - end > UNSEEN * height for start, end in zip(sorted(starts), sorted(ends), strict=True))


def _on_line(box: Box, line: Box) -> bool:
    middle = (box.x0 + box.x1) / 2
    level = min(box.bottom, line.bottom) - max(box.top, line.top)
    return line.x0 - 2 <= middle <= line.x1 + 2 and level > SAME_LINE * min(box.height, line.height)


def _line_words(words: list[Word], line: Box, reading: Reading, eyes: Eyes) -> list[Word]:
    """The words of one line out of both readings."""
    tokens = [_Token(part, token_box(part, line)) for part in reading.words()]
    result: list[Word] = []
    for group_words, group_tokens in _groups(words, tokens):
        if not group_tokens:
            result.extend(_alone(word, eyes) for word in group_words)
        elif not group_words:
            result.extend(filter(None, (_only_second(token, eyes) for token in group_tokens)))
        else:
            result.extend(_met(group_words, group_tokens, eyes))
    return result


@dataclass(frozen=True, slots=True)
class _Token:
    reading: Reading
    box: Box


def token_box(part: Reading, line: Box) -> Box:
    """The place of a word by the places of its letters, half a letter added on each side."""
    first, last = part.places[0], part.places[-1]
    letter = (last - first) / (len(part.places) - 1) if len(part.places) > 1 else 0.5 * line.height / max(line.width, 1.0)
    x0 = line.x0 + max(0.0, first - 0.55 * letter) * line.width
    x1 = line.x0 + min(1.0, last + 0.55 * letter) * line.width
    inset = 0.12 * line.height
    return Box(x0, line.top + inset, max(x1, x0 + 1), line.bottom - inset)


def _groups(words: list[Word], tokens: list[_Token]) -> list[tuple[list[Word], list[_Token]]]:
    """Words and tokens that share a stretch of the line, from left to right."""
    items: list[tuple[Box, Word | None, _Token | None]] = [(w.box, w, None) for w in words] + [(t.box, None, t) for t in tokens]
    groups: list[tuple[Box, list[Word], list[_Token]]] = []
    for box, word, token in sorted(items, key=lambda i: i[0].x0):
        last = groups[-1][0] if groups else None
        if last is None or last.x1 - box.x0 <= SHARED * min(box.width, last.width, 1.2 * box.height):
            groups.append((box, [], []))
            last = box
        _, group_words, group_tokens = groups[-1]
        group_words.extend([word] if word else [])
        group_tokens.extend([token] if token else [])
        groups[-1] = (max(last, box, key=lambda b: b.x1), group_words, group_tokens)
    return [(group_words, group_tokens) for _, group_words, group_tokens in groups]


def _met(words: list[Word], tokens: list[_Token], eyes: Eyes) -> list[Word]:
    """The words of a stretch where both readers saw something."""
    if len(words) == len(tokens):
        return [_one_each(w, t, eyes) for w, t in zip(words, tokens, strict=True)]
    whole = _union([w.box for w in words])
    one = "".join(core(w.text) for w in words) == "".join(core(t.reading.text) for t in tokens)
    if len(tokens) == 1:
        return _cut_by_first(words, tokens[0], whole, eyes, same=one)
    if len(words) == 1 and one:
        sure = all(not doubtful_letters(t.reading) for t in tokens)
        return [replace(words[0], text=t.reading.text, box=_level(t.box, whole), confidence=AGREED, agreed=sure) for t in tokens]
    if min(t.reading.least for t in tokens) >= SEEN_ALONE:
        heard = [Word(t.reading.text, _level(t.box, whole), AGAINST, alternative=_at(words, t.box)) for t in tokens]
        return [settled(_as_read(words, w), t.reading, eyes.votes(w.box)) for w, t in zip(heard, tokens, strict=True)]
    return [_alone(word, eyes) for word in words]


def _one_each(word: Word, token: _Token, eyes: Eyes) -> Word:
    """A word that both saw; where the first saw only a piece of it, the place of the second counts."""
    if word.box.width < CUT_OFF * token.box.width and len(core(word.text)) < len(core(token.reading.text)):
        word = replace(word, box=token.box)
    top, bottom = max(word.box.top, token.box.top), min(word.box.bottom, token.box.bottom)
    if bottom - top > SAME_LINE * token.box.height:
        word = replace(word, box=Box(word.box.x0, top, word.box.x1, bottom))
    return settled(word, token.reading, eyes.votes(word.box))


def _cut_by_first(words: list[Word], token: _Token, whole: Box, eyes: Eyes, *, same: bool) -> list[Word]:
    """Several words of the first reader that the second read as one.

    They are one where no gap parts them. Pieces of a code with a narrow gap are one as well, but agreed only if the first
    reader, asked about the place alone, sees no gap either.
    """
    widest = max(b.box.x0 - a.box.x1 for a, b in pairwise(words)) / whole.height
    codes = all(_DIGIT.search(w.text) for w in words)
    if same and is_chinese(token.reading.text):
        return [_one_run(run, doubt=doubtful_letters(token.reading)) for run in _runs(words, whole.height)]
    touching = widest < ONE_WORD
    confirmed = touching
    if same and codes and not touching and widest < MAYBE_ONE_WORD:
        confirmed = " " not in eyes.first_alone(whole)
        touching = confirmed or widest < LIKELY_ONE_WORD
    if same and not touching:
        return [replace(w, confidence=AGREED, agreed=True) for w in words]
    surer = token.reading.least >= SEEN_ALONE or token.reading.mean > max(w.confidence for w in words)
    if not touching and not surer:
        return [_alone(word, eyes) for word in words]
    sure = same and confirmed and not doubtful_letters(token.reading)
    parted = None if confirmed else " ".join(w.text for w in words)
    joined = Word(token.reading.text, whole.union(token.box), AGREED if sure else AGAINST, agreed=sure, alternative=parted)
    if same:
        return [joined]
    seen = replace(joined, text="".join(w.text for w in words), confidence=DOUBTFUL)
    return [settled(seen, token.reading, eyes.votes(joined.box))]


def _runs(words: Sequence[Word], height: float) -> list[list[Word]]:
    """Characters of Chinese, which the first reader takes for words, as they stand together; a blank parts them from figures."""
    runs = [[words[0]]]
    for left, right in pairwise(words):
        blank = right.box.x0 - left.box.x1 > CHINESE_BLANK * height
        if blank and not (is_chinese(left.text[-1]) and is_chinese(right.text[0])):
            runs.append([])
        runs[-1].append(right)
    return runs


def _one_run(words: Sequence[Word], *, doubt: bool) -> Word:
    text = "".join(w.text for w in words)
    return Word(text, _union([w.box for w in words]), AGAINST if doubt else AGREED, agreed=not doubt)


def _alone(word: Word, eyes: Eyes) -> Word:
    """A word that the second reader is asked about by itself, if it matters."""
    if word.confidence >= PLAIN and not _TELLING.search(core(word.text)):
        return word
    second = eyes.second_alone(word.box)
    if " " in second.text:
        second = next((part for part in second.words() if core(part.text) == core(word.text)), second)
    if " " in second.text:
        return replace(word, confidence=min(word.confidence, DOUBTFUL), alternative=second.text)
    return settled(word, second, Votes(lambda: second, lambda: eyes.first_alone(word.box)))


def _only_second(token: _Token, eyes: Eyes) -> Word | None:
    """A word where the first reader saw nothing; it gets a chance to see it alone."""
    reading = token.reading
    sure = reading.mean if is_chinese(reading.text) else reading.least  # one strange character of a long line says little of it
    if sure < SEEN_ALONE or not any(c.isalnum() for c in reading.text):
        return None
    again = eyes.first_alone(token.box)
    agreed = core(again) == core(reading.text) and not doubtful_letters(reading)
    if agreed:
        return Word(reading.text, token.box, CONFIRMED, agreed=True)
    return Word(reading.text, token.box, AGAINST if reading.least >= SURE else DOUBTFUL, alternative=again or None)


def _as_read(words: list[Word], heard: Word) -> Word:
    """The first reader's word at the place of a token, so that the two can be compared."""
    seen = _at(words, heard.box)
    return replace(heard, text=seen or heard.text, confidence=DOUBTFUL, alternative=None)


def _at(words: list[Word], box: Box) -> str | None:
    found = [w.text for w in words if min(w.box.x1, box.x1) - max(w.box.x0, box.x0) > SHARED * min(w.box.width, box.width)]
    return "".join(found) or None


def _level(box: Box, whole: Box) -> Box:
    return Box(box.x0, whole.top, box.x1, whole.bottom)


def _union(boxes: list[Box]) -> Box:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole
