"""The envelope of X12: finds interchanges, their own delimiters, groups and transaction sets, and checks the control counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

INTERCHANGE: Final = re.compile(r"(?<![A-Za-z0-9])ISA([^A-Za-z0-9 \t\r\n])[^\n]{0,3}?\1")
_BARE: Final = re.compile(r"\A[ \t\r\n\ufeff]*(?:GS([^A-Za-z0-9 \t\r\n])[A-Z]{2}\1|ST([^A-Za-z0-9 \t\r\n])\d{3}\2)")
BLANK: Final = " \t\r\n\ufeff"
"""What stands between segments; not Python's own notion of white space, which takes in the separators 1C to 1F."""
_TAG: Final = r"[A-Z][A-Z0-9]{1,2}"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `segment[3]` is its third element, trimmed, empty where there is none. `row` counts segments of the file from 1."""

    tag: str
    elements: tuple[str, ...]
    row: int

    def __getitem__(self, number: int) -> str:
        return self.elements[number - 1].strip() if 0 < number <= len(self.elements) else ""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What separates elements, components and segments in one interchange; segments may also end at the line's end."""

    element: str
    component: str
    segment: str


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """One business document between ST and SE, with the envelope around it (segments without content where there is none).

    An interchange acknowledgement (TA1) counts as one of its own.
    """

    code: str
    control_number: str
    segments: tuple[Segment, ...]
    row: int
    interchange: Segment
    group: Segment
    component: str
    problems: tuple[str, ...] = ()

    def first(self, tag: str) -> Segment:
        """The first segment of that tag, without content where there is none."""
        return next((s for s in self.segments if s.tag == tag), Segment(tag, (), 0))


@dataclass(slots=True)
class _Walk:
    """Where a pass through the segments stands: the open envelope, group and transaction set."""

    component: str
    found: list[TransactionSet] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    interchange: Segment = field(default_factory=lambda: Segment("ISA", (), 0))
    group: Segment = field(default_factory=lambda: Segment("GS", (), 0))
    header: Segment | None = None
    body: list[Segment] = field(default_factory=list)
    sets_in_group: int = 0
    groups_in_interchange: int = 0


def looks_like_x12(text: str) -> bool:
    """True when the text opens with an interchange, or with a bare group or transaction set."""
    opening = INTERCHANGE.search(text[:2000])
    return (opening is not None and not text[: opening.start()].strip()) or _BARE.match(text[:200]) is not None


def read_interchanges(text: str) -> tuple[list[TransactionSet], list[str]]:
    """All transaction sets of a file in order, and what is wrong with its envelopes."""
    starts = [m.start() for m in INTERCHANGE.finditer(text)]
    bare = not starts or bool(text[: starts[0]].strip())
    pieces = ([text[: starts[0] if starts else len(text)]] if bare else []) + [text[a:b] for a, b in pairwise([*starts, len(text)])]
    found: list[TransactionSet] = []
    problems: list[str] = []
    row = 1
    for piece in pieces:
        delimiters = delimiters_of(piece)
        if delimiters is None:
            if _BARE.match(piece[:200]) or INTERCHANGE.match(piece):
                problems.append("the end of segments could not be told; ask the sender for the file as it was sent")
            continue
        segments = split_segments(piece, delimiters, row, problems)
        row += len(segments)
        walk = _walk(segments, delimiters.component)
        found += walk.found
        problems += walk.problems
    return found, problems


def delimiters_of(piece: str) -> Delimiters | None:
    """The delimiters of one interchange, read from its ISA (also when padding or the component mark is missing)."""
    match = INTERCHANGE.match(piece)
    if match is None:
        return _bare_delimiters(piece)
    element = match.group(1)
    parts = piece.split(element, 16)
    if len(parts) < 17:
        return None
    tail = re.match(rf"(.*?)(?:GS|TA1|IEA){re.escape(element)}", f"{parts[16]}{element}", re.DOTALL)
    visible = (tail.group(1) if tail else parts[16][:2]).strip(BLANK)
    if len(visible) >= 2:
        return Delimiters(element, visible[0], visible[1])
    if not visible:
        return Delimiters(element, ":", "\n")
    if _ends_segments(visible, piece, element):
        return Delimiters(element, ":", visible)
    return Delimiters(element, visible, "\n")


def _ends_segments(mark: str, piece: str, element: str) -> bool:
    return re.search(rf"{re.escape(mark)}[ \t\r\n]*(?:ST|IEA){re.escape(element)}", piece) is not None


def _bare_delimiters(piece: str) -> Delimiters | None:
    match = _BARE.match(piece)
    if match is None:
        return None
    element = match.group(1) or match.group(2)
    after = re.search(rf"([^A-Za-z0-9 \t\r\n])?[ \t\r\n]*(?<![A-Za-z0-9])(?:ST|B[A-Z0-9]{{2}}|AK1){re.escape(element)}", piece[3:])
    if after is None:
        return None
    return Delimiters(element, ":", after.group(1) or "\n")


def split_segments(piece: str, delimiters: Delimiters, first_row: int, problems: list[str]) -> list[Segment]:
    """The segments of an interchange. Lines cut at a fixed width are joined; a missing terminator at a line's end is a problem."""
    text = piece.replace("\r\n", "\n").replace("\r", "\n")
    if delimiters.segment not in "\r\n":
        text = _unwrapped(text)
    starts_segment = re.compile(rf"\n[ \t]*(?={_TAG}{re.escape(delimiters.element)})")
    segments: list[Segment] = []
    for raw in text.split("\n" if delimiters.segment in "\r\n" else delimiters.segment):
        if not raw.strip(BLANK):
            continue
        whole = raw.strip(BLANK)
        parts = starts_segment.split(whole) if "\n" in whole else [whole]
        for part in parts[:-1]:
            row = first_row + len(segments)
            problems.append(f"segment {row} ({part[:20].strip()}…) has no terminator; it was taken to end at the line's end")
            segments.append(_segment(part, delimiters, row))
        segments.append(_segment(parts[-1], delimiters, first_row + len(segments)))
    return segments


def _unwrapped(text: str) -> str:
    """Text without line breaks where every line but the last is as long as the first: a file cut at a fixed width."""
    lines = text.strip("\n").split("\n")
    if len(lines) > 2 and len({len(line) for line in lines[:-1]}) == 1 and len(lines[-1]) <= len(lines[0]):
        return "".join(lines)
    return text


def _segment(raw: str, delimiters: Delimiters, row: int) -> Segment:
    tag, *elements = raw.replace("\n", "").split(delimiters.element)
    return Segment(tag.strip(BLANK).upper(), tuple(elements), row)


def _walk(segments: list[Segment], component: str) -> _Walk:
    walk = _Walk(component)
    for segment in segments:
        match segment.tag:
            case "ISA":
                walk.interchange = segment
            case "GS":
                walk.group, walk.sets_in_group = segment, 0
                walk.groups_in_interchange += 1
            case "ST":
                _close_set(walk, None)
                walk.header, walk.body = segment, []
                walk.sets_in_group += 1
            case "SE":
                _close_set(walk, segment)
            case "TA1":
                walk.found.append(TransactionSet("TA1", segment[1], (segment,), segment.row, walk.interchange, walk.group, walk.component))
            case "GE":
                _check(walk, "GE", "transaction sets", segment, walk.sets_in_group, walk.group[6])
            case "IEA":
                _check(walk, "IEA", "groups", segment, walk.groups_in_interchange, walk.interchange[13])
            case _:
                if walk.header is not None:
                    walk.body.append(segment)
    _close_set(walk, None)
    if walk.interchange.row and not any(s.tag == "IEA" for s in segments):
        walk.problems.append(f"interchange {walk.interchange[13]} does not end with IEA; the file may be cut off")
    return walk


def _close_set(walk: _Walk, trailer: Segment | None) -> None:
    header = walk.header
    if header is None:
        if trailer is not None:
            walk.problems.append(f"segment {trailer.row}: SE without ST")
        return
    problems: list[str] = []
    if trailer is None:
        problems.append("the transaction set has no SE; it may be cut off")
    else:
        counted = len(walk.body) + 2
        if trailer[1].lstrip("0") != str(counted):
            problems.append(f"SE01 says {trailer[1] or 'nothing'}, {counted} segments were counted")
        if not _same_number(trailer[2], header[2]):
            problems.append(f"SE02 {trailer[2]} is not the control number {header[2]} of ST02")
    walk.found.append(
        TransactionSet(header[1], header[2], tuple(walk.body), header.row, walk.interchange, walk.group, walk.component, tuple(problems))
    )
    walk.header = None


def _check(walk: _Walk, tag: str, things: str, trailer: Segment, counted: int, control_number: str) -> None:
    _close_set(walk, None)
    if trailer[1].lstrip("0") != (str(counted) if counted else ""):
        walk.problems.append(f"{tag}01 says {trailer[1] or 'nothing'}, {counted} {things} were counted")
    if not _same_number(trailer[2], control_number):
        walk.problems.append(f"{tag}02 {trailer[2]} is not the control number {control_number}")


def _same_number(left: str, right: str) -> bool:
    return left.lstrip("0") == right.lstrip("0")
