"""The second reader: reads single words again from tight crops, by another network than the first (PP-OCR, from rapidocr)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.bitmap import Pixels
from extractors.ocr.languages import is_chinese
from extractors.ocr.network import model_file, network

HEIGHT: Final = 48
"""Rows of pixels the network takes."""
NARROWEST, WIDEST = 24, 1600
REMEMBERED: Final = 128
"""Crops whose readings are kept: a line is looked at to tell the script of a page, and again when the page is read."""
CLEARLY_CHINESE: Final = 0.75
_BLANK: Final = 0
_LATIN_LIMIT: Final = 0x250
_CUT: Final = re.compile(
    r" |(?<=[：；])(?=.)"
    r"|(?<=[A-Za-z0-9)）])(?=[\u4e00-\u9fff])(?![年月日号时分秒元件箱个托页公千斤米条款栋幢楼层室码](?![期数码间]))"
)
"""A space, the end of a label, or a value that a Chinese word follows which is no unit."""
_SIGNS: Final = "–—‘’“”„•…€£¥™°²³№☐☑☒✓✔✗✘"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a crop: the text, and for each letter how sure the network is and where it stands.

    `places` are the middles of the letters, as shares of the crop's width.
    """

    text: str
    sure: tuple[float, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def least(self) -> float:
        """Certainty of the least sure letter; 0 where nothing was read."""
        return min((s for s, c in zip(self.sure, self.text, strict=True) if c != " "), default=0.0)

    @property
    def mean(self) -> float:
        """Mean certainty of the letters."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0

    def words(self) -> list[Reading]:
        """The same reading cut at its spaces, and where Chinese print parts a label from its value without one."""
        cut: list[Reading] = []
        start = 0
        for end in [*(m.start() for m in _CUT.finditer(self.text)), len(self.text)]:
            part = slice(start + (self.text[start : start + 1] == " "), end)
            if part.stop > part.start:
                cut.append(Reading(self.text[part], self.sure[part], self.places[part]))
            start = end
        return cut


class SecondReader(Protocol):
    """Reads one word or short line from a crop."""

    def read(self, crop: Pixels, *, wide: bool = False) -> Reading:
        """The text of a crop: in Latin letters, figures and signs unless it is clearly Chinese; `wide` allows all scripts."""
        ...


class PaddleReader:
    """PP-OCR's recognition network, on one thread."""

    def __init__(self, model: Path) -> None:
        self._network: Any = network(model)
        letters = self._network.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._letters = ["", *letters, " "]
        known = [i for i, c in enumerate(self._letters) if i == _BLANK or (c and ord(c[0]) < _LATIN_LIMIT) or c in _SIGNS]
        self._latin: NDArray[np.int64] = np.array(known, dtype=np.int64)
        self._input: Any = self._network.get_inputs()[0].name
        self._known: dict[tuple[bytes, tuple[int, ...]], tuple[Reading, Reading]] = {}

    def read(self, crop: Pixels, *, wide: bool = False) -> Reading:
        """The text of a crop (grey or colour, one line of print), in Latin letters unless it is clearly Chinese or `wide`."""
        everything, latin = self._readings(crop)
        return everything if wide or (is_chinese(everything.text) and everything.mean >= CLEARLY_CHINESE) else latin

    def _readings(self, crop: Pixels) -> tuple[Reading, Reading]:
        """What a crop says in all scripts, and in Latin letters; the network looks at each of the last crops once."""
        key = (hashlib.sha256(crop.tobytes()).digest(), crop.shape)
        known = self._known.pop(key, None)
        if known is None:
            scores = self._network.run(None, {self._input: _prepared(crop)})[0][0]
            known = self._decoded(scores), self._decoded(scores, self._latin)
            while len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
        self._known[key] = known
        return known

    def _decoded(self, scores: NDArray[np.float32], allowed: NDArray[np.int64] | None = None) -> Reading:
        """The likeliest letters out of those allowed (None: all), repeated steps taken for one (CTC)."""
        chosen = scores if allowed is None else scores[:, allowed]
        best = chosen.argmax(axis=1)
        indices = best if allowed is None else allowed[best]
        certainty = chosen[np.arange(len(best)), best]
        text: list[str] = []
        sure: list[float] = []
        places: list[float] = []
        for step, index in enumerate(indices):
            if index == _BLANK or (step and index == indices[step - 1]):
                if step and index == indices[step - 1] and index != _BLANK:
                    sure[-1] = max(sure[-1], float(certainty[step]))
                continue
            text.append(self._letters[index])
            sure.append(float(certainty[step]))
            places.append((step + 0.5) / len(indices))
        return Reading("".join(text), tuple(sure), tuple(places))


def _prepared(crop: Pixels) -> NDArray[np.float32]:
    colour = crop if crop.ndim == 3 else np.repeat(crop[:, :, None], 3, axis=2)
    width = int(np.clip(np.ceil(colour.shape[1] * HEIGHT / colour.shape[0]), NARROWEST, WIDEST))
    fitted = np.asarray(cv2.resize(colour, (width, HEIGHT)), dtype=np.float32)
    scaled = ((fitted / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]
    return np.ascontiguousarray(scaled[:, ::-1], dtype=np.float32)


def second_reader() -> SecondReader | None:
    """The second reader, or None where its network is not installed."""
    model = model_file("rec")
    return None if model is None else PaddleReader(model)
