"""Pixels of a page, grey or colour, and how many of them make an inch of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from facts.evidence import Box

Pixels: TypeAlias = NDArray[np.uint8]
"""Height x width (grey), or height x width x 3 (red, green, blue); 0 is black, 255 white."""

COLOURFUL = 40
"""A pixel counts as coloured when its channels differ by more than this: beyond the tint of paper and lamp."""
COLOURED_SHARE = 0.0004
"""From this share of coloured pixels (a small stamp on a letter page) the colour is worth keeping."""


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """Pixels, with `dpi` pixels to 72 points of the page they show (the same in both directions)."""

    pixels: Pixels
    dpi: float

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.pixels.shape[1])

    @property
    def points(self) -> float:
        """Points to a pixel."""
        return 72 / self.dpi

    @property
    def colour(self) -> bool:
        """Whether the pixels have three channels."""
        return self.pixels.ndim > 2

    def grey(self) -> Pixels:
        """One channel, by the usual weights of brightness."""
        if not self.colour:
            return self.pixels
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(self.pixels), cv2.COLOR_RGB2GRAY), dtype=np.uint8)

    def window(self, box: Box, margin: float = 0.0) -> tuple[slice, slice]:
        """Rows and columns of a box in points, grown by `margin` points and clipped to the page."""
        scale = self.dpi / 72
        rows = slice(max(0, int((box.top - margin) * scale)), max(0, min(self.height, round((box.bottom + margin) * scale))))
        columns = slice(max(0, int((box.x0 - margin) * scale)), max(0, min(self.width, round((box.x1 + margin) * scale))))
        return rows, columns

    def to_wire(self) -> tuple[dict[str, Any], bytes]:
        """Shape and raw pixels, for the way out of the sandbox."""
        return {"shape": list(self.pixels.shape), "dpi": self.dpi}, np.ascontiguousarray(self.pixels).tobytes()

    @classmethod
    def from_wire(cls, entry: dict[str, Any], raw: bytes) -> Bitmap:
        """Back from `to_wire`; raises ValueError where shape and pixels do not fit each other."""
        shape = tuple(int(n) for n in entry["shape"])
        if len(shape) not in (2, 3) or min(shape) < 1:
            raise ValueError(f"a bitmap of shape {shape} cannot be")
        return cls(np.frombuffer(raw, dtype=np.uint8).reshape(shape), float(entry["dpi"]))


def without_needless_colour(pixels: Pixels) -> Pixels:
    """Grey pixels where a colour picture holds no colour to speak of, else the picture as it is."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = (pixels[::3, ::3, channel] for channel in range(3))
    spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    # A photo has a tint all over: colour is what stands out from the tint of the paper.
    coloured = float(np.mean(spread > COLOURFUL + float(np.median(spread))))
    return pixels if coloured > COLOURED_SHARE else Bitmap(pixels, 72).grey()
