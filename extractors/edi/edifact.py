"""The envelope of EDIFACT: character set, service characters, interchanges and messages, with their control counts checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

_START: Final = re.compile(r"(?:(?<![A-Za-z0-9])UNA(.{6})[ \t\r\n]*|(?<![A-Za-z0-9]))UNB(?=[^A-Za-z0-9 \t\r\n])", re.DOTALL)
_CHARSETS: Final = {
    "UNOC": "latin-1", "UNOD": "iso8859-2", "UNOE": "iso8859-5", "UNOF": "iso8859-7", "UNOG": "iso8859-3", "UNOH": "iso8859-4",
    "UNOI": "iso8859-6", "UNOJ": "iso8859-8", "UNOK": "iso8859-9", "UNOX": "gb18030",
}  # fmt: skip
"""Syntax identifiers (UNB 0001) that name a character set; the others are ASCII or UTF-8."""
BLANK: Final = " \t\r\n\ufeff"
_RELEASED: Final = 0xF0000


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `segment[2]` is the first component of its second element, `segment.part(2, 3)` the third; empty where absent."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    row: int

    def __getitem__(self, number: int) -> str:
        return self.part(number, 1)

    def part(self, element: int, component: int) -> str:
        """One component, both counted from 1."""
        if not 0 < element <= len(self.elements):
            return ""
        parts = self.elements[element - 1]
        return parts[component - 1].strip() if 0 < component <= len(parts) else ""


@dataclass(frozen=True, slots=True)
class Marks:
    """The service characters of one interchange (UNA); `release` is empty where none is used."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    segment: str = "'"


@dataclass(frozen=True, slots=True)
class Message:
    """One business document between UNH and UNT, with its interchange (UNB) and group (UNG)."""

    kind: str
    reference: str
    segments: tuple[Segment, ...]
    row: int
    interchange: Segment
    group: Segment
    problems: tuple[str, ...] = ()

    def first(self, tag: str) -> Segment:
        """The first segment of that tag, without content where there is none."""
        return next((s for s in self.segments if s.tag == tag), Segment(tag, (), 0))


@dataclass(slots=True)
class _Walk:
    found: list[Message] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    interchange: Segment = field(default_factory=lambda: Segment("UNB", (), 0))
    group: Segment = field(default_factory=lambda: Segment("UNG", (), 0))
    header: Segment | None = None
    body: list[Segment] = field(default_factory=list)
    messages: int = 0
    messages_in_group: int = 0
    groups: int = 0


def decode(content: bytes) -> str:
    """The text of an EDI file: by its byte order mark, as UTF-8 where that fits, by the syntax identifier of UNB, or Windows-1252."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        if broken.start >= len(content) - 3 and broken.reason == "unexpected end of data":
            return content[: broken.start].decode("utf-8-sig")
    syntax = re.search(rb"UNB.(UNO[A-Z])", content[:400])
    charset = _CHARSETS.get(syntax.group(1).decode("ascii"), "cp1252") if syntax else "cp1252"
    return content.decode(charset, errors="replace")


def looks_like_edifact(text: str) -> bool:
    """True when the text opens with UNA or UNB."""
    opening = _START.search(text[:600])
    return opening is not None and not text[: opening.start()].strip()


def read_interchanges(text: str) -> tuple[list[Message], list[str]]:
    """All messages of a file in order, and what is wrong with its envelopes."""
    starts = list(_START.finditer(text))
    found: list[Message] = []
    problems: list[str] = []
    row = 1
    for start, end in pairwise([*(m.start() for m in starts), len(text)]):
        match = next(m for m in starts if m.start() == start)
        marks = _marks(match.group(1), text[match.end()])
        segments = split_segments(text[match.end() - 3 : end], marks, row, problems)
        row += len(segments)
        walk = _walk(segments)
        found += walk.found
        problems += walk.problems
    return found, problems


def _marks(advice: str | None, after_tag: str) -> Marks:
    if advice is not None:
        return Marks(advice[0], advice[1], advice[3].strip(), advice[5])
    return Marks("\x1f", "\x1d", "", "\x1c") if after_tag == "\x1d" else Marks(element=after_tag)


def split_segments(text: str, marks: Marks, first_row: int, problems: list[str]) -> list[Segment]:
    """The segments of an interchange; released characters are taken as data, line breaks as none, a missing terminator is a problem."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if marks.release and marks.release in text:
        text = re.sub(re.escape(marks.release) + r"([\x00-\x7f])", lambda m: chr(_RELEASED + ord(m.group(1))), text)
    by_line = marks.segment == "\n"
    starts_segment = re.compile(rf"\n[ \t]*(?=[A-Z]{{3}}{re.escape(marks.element)})")
    segments: list[Segment] = []
    for raw in text.split(marks.segment):
        if not raw.strip(BLANK):
            continue
        parts = [raw.strip(BLANK)] if by_line else starts_segment.split(raw.strip(BLANK))
        for part in parts[:-1]:
            row = first_row + len(segments)
            problems.append(f"segment {row} ({part[:20].strip()}…) has no terminator; it was taken to end at the line's end")
            segments.append(_segment(part, marks, row))
        segments.append(_segment(parts[-1], marks, first_row + len(segments)))
    return segments


def _segment(raw: str, marks: Marks, row: int) -> Segment:
    tag, *elements = raw.replace("\n", "").split(marks.element)
    return Segment(
        tag.strip(BLANK).split(marks.component)[0].upper(), tuple(tuple(_plain(c) for c in e.split(marks.component)) for e in elements), row
    )


def _plain(text: str) -> str:
    return text if text.isascii() else "".join(chr(ord(c) - _RELEASED) if _RELEASED <= ord(c) < _RELEASED + 128 else c for c in text)


def _walk(segments: list[Segment]) -> _Walk:
    walk = _Walk()
    for segment in segments:
        match segment.tag:
            case "UNB":
                walk.interchange = segment
            case "UNG":
                walk.group, walk.messages_in_group = segment, 0
                walk.groups += 1
            case "UNH":
                _close_message(walk, None)
                walk.header, walk.body = segment, []
                walk.messages += 1
                walk.messages_in_group += 1
            case "UNT":
                _close_message(walk, segment)
            case "UNE":
                _check(walk, segment, walk.messages_in_group, "messages", walk.group[5])
            case "UNZ":
                _check(walk, segment, walk.groups or walk.messages, "groups" if walk.groups else "messages", walk.interchange[5])
            case _:
                if walk.header is not None:
                    walk.body.append(segment)
    _close_message(walk, None)
    if not any(s.tag == "UNZ" for s in segments):
        walk.problems.append(f"interchange {walk.interchange[5]} does not end with UNZ; the file may be cut off")
    return walk


def _close_message(walk: _Walk, trailer: Segment | None) -> None:
    header = walk.header
    if header is None:
        if trailer is not None:
            walk.problems.append(f"segment {trailer.row}: UNT without UNH")
        return
    problems: list[str] = []
    if trailer is None:
        problems.append("the message has no UNT; it may be cut off")
    else:
        counted = len(walk.body) + 2
        if trailer[1].lstrip("0") != str(counted):
            problems.append(f"UNT says {trailer[1] or 'nothing'}, {counted} segments were counted")
        if trailer[2].lstrip("0") != header[1].lstrip("0"):
            problems.append(f"UNT reference {trailer[2]} is not the {header[1]} of UNH")
    walk.found.append(Message(header[2].upper(), header[1], tuple(walk.body), header.row, walk.interchange, walk.group, tuple(problems)))
    walk.header = None


def _check(walk: _Walk, trailer: Segment, counted: int, things: str, reference: str) -> None:
    _close_message(walk, None)
    if trailer[1].lstrip("0") != (str(counted) if counted else ""):
        walk.problems.append(f"{trailer.tag} says {trailer[1] or 'nothing'}, {counted} {things} were counted")
    if trailer[2].lstrip("0") != reference.lstrip("0"):
        walk.problems.append(f"{trailer.tag} reference {trailer[2]} is not the {reference} of the envelope")
