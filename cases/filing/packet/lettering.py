"""Which typeface draws which character: Helvetica, then the faces that come with set-up and are embedded, then what viewers hold."""

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

from templates import file_of

PLAIN: Final = "Helvetica"
BOLD: Final = "Helvetica-Bold"
SLANTED: Final = "Helvetica-Oblique"
_EMBEDDED: Final = {
    PLAIN: ("inter-regular", "noto-sans-sc-regular"),
    BOLD: ("inter-bold", "noto-sans-sc-bold"),
    SLANTED: ("inter-italic", "noto-sans-sc-regular"),
}
"""Faces that set-up fetches: letters of Europe, then Chinese and kana."""
_SHIPPED: Final = {PLAIN: "Vera", BOLD: "VeraBd", SLANTED: "VeraIt"}
"""Faces of reportlab's own, for a house without set-up."""
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
def _drawn(name: str) -> frozenset[int]:
    """What an embedded face draws; it is read and registered when a text first asks for it. Nothing where there is no such file."""
    for folder in (file_of("pages/vendor"), Path(reportlab.__file__).parent / "fonts"):
        if (file := folder / f"{name}.ttf").is_file():
            face = TTFont(name, str(file))
            pdfmetrics.registerFont(face)
            return frozenset(face.face.charToGlyph)
    return frozenset()


@cache
def _held_by_viewers(name: str) -> str:
    """A face that is only named: viewers with packs for Asian scripts draw it."""
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


def runs(text: str, font: str = PLAIN) -> Iterator[tuple[str, str]]:
    """The text cut where the typeface changes: (font, characters), none of them a control character.

    A letter that no Latin face draws loses its accent; a character beyond all faces becomes a question mark.

    >>> list(runs("ódź 短"))
    [('Helvetica', 'ód'), ('inter-regular', 'ź'), ('Helvetica', ' '), ('noto-sans-sc-regular', '短')]
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
    for face in (*_EMBEDDED[font], _SHIPPED[font]):
        if ord(character) in _drawn(face):
            return face, character
    bare = unicodedata.normalize("NFKD", character)[0]
    if _standard(bare) and unicodedata.east_asian_width(character) not in "WF":
        return font, bare
    return (font, _UNKNOWN) if ord(character) > 0xFFFF else (_held_by_viewers(_asian(character)), character)


def _asian(character: str) -> str:
    """The face for what no embedded one draws; the Chinese one has Greek and Cyrillic too."""
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
