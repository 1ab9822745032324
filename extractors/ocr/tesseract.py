"""Tesseract inside the process (tesserocr): the models stay loaded from page to page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import tesserocr

from extractors.bitmap import Bitmap
from extractors.ocr.engine import NoRecogniser, Orientation, Recogniser, tessdata, words_from_tsv
from extractors.page import Word

LOADED_LANGUAGES: Final = 3
"""Sets of languages kept in memory; each takes some tens of megabytes."""
DPI: Final = (70, 600)
_WHOLE_PAGE, _LINE = tesserocr.PSM.AUTO, tesserocr.PSM.SINGLE_LINE


class Tesseract:
    """The engine on the language data in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.languages = frozenset(p.stem for p in folder.glob("*.traineddata"))
        self._loaded: dict[str, Any] = {}

    def words(self, bitmap: Bitmap, languages: Sequence[str], *, line: bool = False) -> list[Word]:
        """Words of a page or line in the languages given (those without data are left out; English if none is left)."""
        api = self._api("+".join(name for name in languages if name in self.languages) or "eng")
        self._show(api, bitmap, _LINE if line else _WHOLE_PAGE)
        api.Recognize()
        found = words_from_tsv(api.GetTSVText(0), bitmap.dpi)
        api.Clear()
        return found

    def orientation(self, bitmap: Bitmap) -> Orientation | None:
        """Which way up, by Tesseract's own detection."""
        if "osd" not in self.languages:
            return None
        api = self._api("osd")
        self._show(api, bitmap, tesserocr.PSM.OSD_ONLY)
        try:
            found = api.DetectOrientationScript()
        except RuntimeError:
            return None
        api.Clear()
        if not found:
            return None
        return Orientation(-int(found["orient_deg"]) % 360, float(found["orient_conf"]))

    def _api(self, languages: str) -> Any:
        api = self._loaded.pop(languages, None)
        if api is None:
            while len(self._loaded) >= LOADED_LANGUAGES:
                oldest = next(iter(self._loaded))
                self._loaded.pop(oldest).End()
            mode = tesserocr.PSM.OSD_ONLY if languages == "osd" else _WHOLE_PAGE
            api = tesserocr.PyTessBaseAPI(path=str(self._folder), lang=languages, psm=mode)
        self._loaded[languages] = api
        return api

    @staticmethod
    def _show(api: Any, bitmap: Bitmap, mode: Any) -> None:
        api.SetPageSegMode(mode)
        depth = 3 if bitmap.colour else 1
        raw = np.ascontiguousarray(bitmap.pixels).tobytes()
        api.SetImageBytes(raw, bitmap.width, bitmap.height, depth, depth * bitmap.width)
        lowest, highest = DPI
        api.SetSourceResolution(round(min(max(bitmap.dpi, lowest), highest)))


def recogniser() -> Recogniser:
    """The best engine at hand: Tesseract in the process, its command, or none."""
    folder = tessdata()
    if folder is not None and (folder / "eng.traineddata").exists():
        return Tesseract(folder)
    # Its library brings pandas along where that is installed, for nothing: every process that reads would load it.
    from extractors.ocr.tesseract_command import TesseractCommand, command_is_there  # noqa: PLC0415

    return TesseractCommand() if command_is_there() else NoRecogniser()
