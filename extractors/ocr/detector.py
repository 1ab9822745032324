"""Finds where print stands on a page, line by line, without reading it (PP-OCR's detection network, from rapidocr)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.bitmap import Bitmap
from extractors.ocr.network import model_file, network
from facts.evidence import Box

DPI: Final = 88
SIDE: Final = (480, 1600)
"""Longest side of the picture the network sees, in pixels."""
STEP: Final = 32
TEXT: Final = 0.3
SURE: Final = 0.5
GROW: Final = 1.7
"""The network marks the core of a line; this is by how much it is grown again (area to outline, as it was trained)."""
LEAST_PIXELS: Final = 3


class Detector(Protocol):
    """Finds lines of print."""

    def lines(self, bitmap: Bitmap) -> list[Box]:
        """Boxes of lines of print, in points; a column gap ends a line."""
        ...


class PaddleDetector:
    """PP-OCR's detection network, on one thread."""

    def __init__(self, model: Path) -> None:
        self._network: Any = network(model)
        self._input: Any = self._network.get_inputs()[0].name

    def lines(self, bitmap: Bitmap) -> list[Box]:
        """Boxes of lines of print, in points, from top to bottom."""
        shown = _prepared(bitmap)
        chances = self._network.run(None, {self._input: shown})[0][0, 0]
        across, down = 72 / bitmap.dpi * bitmap.width / chances.shape[1], 72 / bitmap.dpi * bitmap.height / chances.shape[0]
        count, labels, stats, _ = cv2.connectedComponentsWithStats((chances > TEXT).astype(np.uint8), connectivity=4)
        boxes = []
        for index in range(1, count):
            x, y, width, height, _ = (int(v) for v in stats[index])
            if max(width, height) < LEAST_PIXELS:
                continue
            inside = labels[y : y + height, x : x + width] == index
            if float(chances[y : y + height, x : x + width][inside].mean()) < SURE:
                continue
            grow = GROW * width * height / (2 * (width + height))
            boxes.append(
                Box(
                    max(0.0, (x - grow) * across),
                    max(0.0, (y - grow) * down),
                    min(bitmap.width * bitmap.points, (x + width + grow) * across),
                    min(bitmap.height * bitmap.points, (y + height + grow) * down),
                )
            )
        return sorted(boxes, key=lambda b: (b.top, b.x0))


def _prepared(bitmap: Bitmap) -> NDArray[np.float32]:
    longest = max(bitmap.width, bitmap.height)
    side = min(max(longest * DPI / bitmap.dpi, SIDE[0]), SIDE[1])
    columns, rows = (max(STEP, round(n * side / longest / STEP) * STEP) for n in (bitmap.width, bitmap.height))
    small = np.asarray(cv2.resize(bitmap.grey(), (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.float32)
    scaled: NDArray[np.float32] = np.repeat(((small / 255 - 0.5) / 0.5)[None, None], 3, axis=1)
    return scaled


def detector() -> Detector | None:
    """The detector, or None where its network is not installed."""
    model = model_file("det")
    return None if model is None else PaddleDetector(model)
