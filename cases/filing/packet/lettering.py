"""Which typeface draws which character: Helvetica, then the fonts that reportlab ships, then what viewers hold for Asian scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PLAIN: Final = "Helvetica"
BOLD: Final = "Helvetica-Bold"
SLANTED: Final = "Helvetica-Oblique"
_BEYOND: Final = {PLAIN: "Vera", BOLD: "VeraBd", SLANTED: "VeraIt"}
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYSMyeongJo-Medium"
_UNKNOWN: Final = "?"
_SHAPES: Final = str.maketrans(
    {
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\u2212": "\u2013",
        "\t": " ",
    }
)
"""What is drawn alike by plainer characters: ligatures, narrow and fixed spaces, hyphens that do not break, the minus sign."""


@cache
def _faces() -> dict[str, frozenset[int]]:
    """The faces beyond the standard ones, registered, with the characters that they draw."""
    folder = Path(reportlab.__file__).parent / "fonts"
    drawn: dict[str, frozenset[int]] = {}
    for name in _BEYOND.values():
        face = TTFont(name, str(folder / f"{name}.ttf"))
        pdfmetrics.registerFont(face)
        drawn[name] = frozenset(face.face.charToGlyph)
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return drawn


def runs(text: str, font: str = PLAIN) -> Iterator[tuple[str, str]]:
    """The text cut where the typeface changes: (font, characters), none of them a control character.

    A letter that no Latin face draws loses its accent; a character beyond all faces becomes a question mark.

    >>> list(runs("Łódź 短 2"))
    [('Vera', 'Ł'), ('Helvetica', 'ódz '), ('STSong-Light', '短'), ('Helvetica', ' 2')]
    """
    held, said = "", ""
    for character in unicodedata.normalize("NFC", text.translate(_SHAPES)):
        face, drawn = _face(character, font)
        if face != held and said:
            yield held, said
            said = ""
        held, said = face, said + drawn
    if said:
        yield held, said


def markup(text: str, font: str = PLAIN) -> str:
    """The text for a reportlab Paragraph: nothing in it is taken for markup, each run names its face."""
    return "".join(f'<font name="{face}">{escape(said)}</font>' for face, said in runs(text, font))


def width(text: str, size: float, font: str = PLAIN) -> float:
    """The width of a line in points."""
    return float(sum(pdfmetrics.stringWidth(said, face, size) for face, said in runs(text, font)))


def shortened(text: str, room: float, size: float, font: str = PLAIN) -> str:
    """The text as far as it fits into `room` points, with an ellipsis in the middle where it does not: ends of names tell most."""
    if width(text, size, font) <= room:
        return text
    kept = len(text)
    while kept > 2:
        kept -= 1
        tried = f"{text[: kept - kept // 2]}…{text[len(text) - kept // 2 :]}"
        if width(tried, size, font) <= room:
            return tried
    return "…"


def draw(canvas: Canvas, place: tuple[float, float], text: str, size: float, font: str = PLAIN) -> None:
    """Draws a line that starts at `place`."""
    across, up = place
    for face, said in runs(text, font):
        canvas.setFont(face, size)
        canvas.drawString(across, up, said)
        across += pdfmetrics.stringWidth(said, face, size)


def draw_right(canvas: Canvas, place: tuple[float, float], text: str, size: float, font: str = PLAIN) -> None:
    """Draws a line that ends at `place`."""
    across, up = place
    draw(canvas, (across - width(text, size, font), up), text, size, font)


@cache
def _face(character: str, font: str) -> tuple[str, str]:
    """The face for a character and what it draws for it."""
    if unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co", "Cf"):
        return (font, " ") if character in "\n\r" else (font, "")
    if _standard(character):
        return font, character
    if ord(character) in _faces()[_BEYOND[font]]:
        return _BEYOND[font], character
    bare = unicodedata.normalize("NFKD", character)[0]
    if _standard(bare) and unicodedata.east_asian_width(character) not in "WF":
        return font, bare
    return (font, _UNKNOWN) if ord(character) > 0xFFFF else (_asian(character), character)


def _asian(character: str) -> str:
    """The face for what no Latin one draws; the Chinese one has Greek and Cyrillic too."""
    name = unicodedata.name(character, "")
    if name.startswith("HANGUL"):
        return _KOREAN
    return _JAPANESE if name.startswith(("HIRAGANA", "KATAKANA")) else _CHINESE


def _standard(character: str) -> bool:
    """Whether the standard faces draw it (WinAnsi)."""
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
