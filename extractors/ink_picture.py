"""The picture behind a page's ink: kept packed, for a file may have hundreds of pages, and unpacked for the page in hand."""

from __future__ import annotations

import weakref
from collections import deque
from typing import Any, ClassVar, Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels
from extractors.preprocess import is_bilevel
from extractors.rulings import ink_mask, line_masks

INK_DPI: Final = 150
PLAIN_PICTURES: Final = 8
PACKED_WELL: Final = 0.25
"""A picture that keeps more than this share of its size without loss is noisy, and is packed with a little loss."""
JPEG_QUALITY: Final = 93


class InkPicture:
    """A page's picture at working size, with its ink and its printed lines.

    The pictures of the last few pages stay as they are, older ones are packed; the page asked last is kept with its ink.
    """

    _bitmap: Bitmap | None = None
    _open: ClassVar[tuple[InkPicture, Bitmap, Pixels, tuple[Pixels, Pixels]] | None] = None
    _plain: ClassVar[deque[weakref.ref[InkPicture]]] = deque()

    def __init__(self, bitmap: Bitmap) -> None:
        small = _at_working_size(bitmap)
        self.dpi = small.dpi
        self._bitmap = small
        self._packed = b""
        self._colour = small.colour
        InkPicture._plain.append(weakref.ref(self))
        while len(InkPicture._plain) > PLAIN_PICTURES:
            oldest = InkPicture._plain.popleft()()
            if oldest is not None:
                oldest.pack()

    def __getstate__(self) -> dict[str, Any]:
        self.pack()
        return self.__dict__

    def pack(self) -> None:
        """Keeps the picture packed from now on."""
        if self._bitmap is None:
            return
        pixels = self._bitmap.pixels
        _, packed = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if packed.nbytes > PACKED_WELL * pixels.nbytes:
            _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        self._packed, self._bitmap = packed.tobytes(), None

    def bitmap(self) -> Bitmap:
        """The pixels."""
        return self._unpacked()[0]

    def mask(self) -> Pixels:
        """255 where there is ink."""
        return self._unpacked()[1]

    def lines(self) -> tuple[Pixels, Pixels]:
        """Masks of the level and the upright lines."""
        return self._unpacked()[2]

    def _unpacked(self) -> tuple[Bitmap, Pixels, tuple[Pixels, Pixels]]:
        kept = InkPicture._open
        if kept is not None and kept[0] is self:
            return kept[1], kept[2], kept[3]
        bitmap = self._bitmap or self._from_pack()
        grey = bitmap.grey()
        mask = ink_mask(grey, self.dpi, bilevel=is_bilevel(grey))
        lines = line_masks(mask, self.dpi)
        InkPicture._open = (self, bitmap, mask, lines)
        return bitmap, mask, lines

    def _from_pack(self) -> Bitmap:
        how = cv2.IMREAD_COLOR if self._colour else cv2.IMREAD_GRAYSCALE
        pixels = np.asarray(cv2.imdecode(np.frombuffer(self._packed, np.uint8), how), dtype=np.uint8)
        return Bitmap(pixels, self.dpi)


def _at_working_size(bitmap: Bitmap) -> Bitmap:
    if bitmap.dpi <= INK_DPI * 1.1:
        return bitmap
    scale = INK_DPI / bitmap.dpi
    small = cv2.resize(bitmap.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Bitmap(np.asarray(small, dtype=np.uint8), bitmap.dpi * small.shape[1] / bitmap.width)
