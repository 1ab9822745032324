"""Which characters the bytes of a text file stand for: byte order marks first, then what decodes and makes sense."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from typing import Final

SAMPLE: Final = 400_000
_MOST: Final = 0.7
_MOSTLY_LATIN: Final = 0.4
_HARDLY_LATIN: Final = 0.02
"""Shares of zero bytes in every other place: a UTF-16 text in Latin letters, and one in Chinese with a few digits."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON: Final = range(0xB0, 0xD8)
"""First bytes of the 3,755 Chinese characters that the standard GB 2312 lists as common."""


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text, the encoding it was decoded by, and a problem in words where the choice is a guess."""

    text: str
    encoding: str
    problem: str | None = None


def decode(content: bytes) -> Text:
    """The text of a file.

    Decided on, in this order: a byte order mark; zero bytes in every other place (UTF-16); valid UTF-8; GB18030 that gives common
    Chinese characters; otherwise Windows-1252. A file that changes encoding midway is read with `�` for what does not fit, and says so.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    wide = _utf16_without_mark(content)
    if wide:
        return _decoded(content, wide)
    try:
        return Text(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        broken = error.start
    return _legacy(content, broken)


def _decoded(content: bytes, encoding: str) -> Text:
    try:
        return Text(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        return Text(
            content.decode(encoding, "replace"),
            encoding,
            f"the file says it is {encoding.upper()} but byte {error.start} does not fit; unreadable characters are shown as �",
        )


def _utf16_without_mark(content: bytes) -> str | None:
    sample = content[:SAMPLE]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    high_even = sample[0::2].count(0) / (len(sample) // 2)
    high_odd = sample[1::2].count(0) / (len(sample) // 2)
    breaks = {"utf-16-le": sample.count(b"\n\0"), "utf-16-be": sample.count(b"\0\n")}
    if max(high_odd, high_even) > _MOSTLY_LATIN:
        return "utf-16-le" if high_odd > high_even else "utf-16-be"
    best = max(breaks, key=lambda name: breaks[name])
    return best if breaks[best] > 1 and max(high_even, high_odd) > _HARDLY_LATIN else None


def _legacy(content: bytes, broken: int) -> Text:
    """Not UTF-8: GB18030 where it decodes and makes Chinese sense, else Windows-1252."""
    start = max(0, broken - SAMPLE // 2)
    start = content.rfind(b"\n", 0, start) + 1 if start else 0
    sample = content[start : start + SAMPLE]
    try:
        chinese = sample.decode("gb18030") if len(sample) < SAMPLE else sample[: sample.rfind(b"\n") + 1 or None].decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    if _makes_chinese_sense(chinese):
        try:
            return Text(content.decode("gb18030"), "gb18030")
        except UnicodeDecodeError:
            return Text(content.decode("gb18030", "replace"), "gb18030", "read as GB18030; some characters do not fit and are shown as �")
    if broken > 0 and _mostly_utf8(content):
        return Text(
            content.decode("utf-8", "replace"),
            "utf-8",
            f"read as UTF-8, but byte {broken} and perhaps others do not fit; unreadable characters are shown as �",
        )
    return Text(content.decode("cp1252", "replace"), "cp1252")


def _makes_chinese_sense(text: str) -> bool:
    """True where letters beyond ASCII are mostly common Chinese ones: accented words read as GB18030 give rare ones."""
    letters = [c for c in text if ord(c) > 0x7F and unicodedata.category(c)[0] == "L"]
    common = sum(_is_common(c) for c in letters)
    return bool(letters) and common >= _MOST * len(letters)


def _is_common(letter: str) -> bool:
    try:
        return letter.encode("gb2312")[0] in _COMMON
    except UnicodeEncodeError:
        return False


def _mostly_utf8(content: bytes) -> bool:
    """True where well-formed multi-byte sequences clearly outnumber what does not fit."""
    text = content[:SAMPLE].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(ord(c) > 0x7F for c in text) - wrong
    return right > 3 * wrong
