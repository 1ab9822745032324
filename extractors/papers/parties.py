"""Who ships and who receives: name, address and dock code from blocks under labels, in one line, or in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractors.papers.blocks import block_under, introduces, rejoined, shared_columns
from extractors.papers.companies import COMPANY, INLINE_CODE, LEGAL_FORM, Piece, name_end, name_spot
from extractors.papers.finder import Shape, wrap_of
from extractors.papers.labels import Label
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import CJK, same_line, strip_of
from extractors.papers.vocabulary import matcher, pattern

_SITE_WORDS: Final = re.compile(
    rf"(?<!\w){pattern('site_word')}\.?\s?(?:No\.?|Number|Nr\.?)?\s?[#:：]*\s*"
    r"(?P<code>[A-Z]{2,5}-?\d{1,4}[A-Z]?|[A-Z]?-?\d{3,6})(?!\w)"
)
_BRACKETED: Final = re.compile(r"[（(]\s*(?P<code>[A-Z]{3,4}\d{1,2})\s*[)）]")

_STREET_WORD: Final = re.compile(
    r"\b(?:Rd|St|Ave|Blvd|Dr|Drive|Pkwy|Fwy|Ln|Lane|Way|Ct|Hwy|Street|Road|Avenue|Parkway|Pike|Bldg|Suite|Ste)\b"
)
_POSTED_US: Final = re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b")
_POSTED: Final = re.compile(r"\b\d{4,5}\s+[A-ZÀ-Ý][a-zà-ÿ]+|\b\d{2}-\d{3}\s+[A-Z]")

_CHINESE_PERSON: Final = re.compile(r"[\u4e00-\u9fff]{2,4}(?<![仓库店部站厂行司局院校区所])")
"""Two to four characters that name no place: under a label that may ask who signed they are that person."""
_STREET: Final = matcher("street", folded=False)


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a shipment as it is printed: name, address lines as one spot, and the code of the dock."""

    name: Spot | None
    address: Spot | None
    code: Spot | None


def party(paper: Paper, field: str, shapes: dict[str, Shape]) -> Party:
    """The party that a label of `field` (ship_to_name, ship_from_name, …) introduces; the best block wins."""
    best: tuple[float, Party] | None = None
    for label in paper.named(field):
        if not introduces(label, field):
            continue
        over = shared_columns(paper, label) or label
        found = (None if over is not label else _form_block(paper, label)) or _read_block(
            rejoined(paper, block_under(paper, over, shapes)), over
        )
        if found is None or found.name is None or (label.names("receiver_name") and _CHINESE_PERSON.fullmatch(found.name.text)):
            continue
        worth = (
            found.name.score
            + (0.2 if found.address else 0)
            + (0.05 if found.code else 0)
            + (0.15 if COMPANY.search(found.name.text) else 0)
        )
        if best is None or worth > best[0]:
            best = worth, found
    return best[1] if best else Party(None, None, None)


_FORM_ROW: Final = re.compile(r"^[\w .\-/()]{2,28}\s*:")

_NAME_ROW: Final = re.compile(
    r"(?i)^(?:name|firma|firmenname|company|company name|nom|société|nombre|razón social|ragione sociale|denominazione|名称|公司名称)"
    r"\s*:?\s*$"
)


def _form_block(paper: Paper, label: Label) -> Party | None:
    """A party set out as a form under its heading: “Name: | ELEKTRON GmbH”, “Address: | …”."""
    if not label.alone and label.strip.text[label.after :].strip(" :"):
        return None
    sheet = paper.sheet_of(label.strip)
    anchor, rows = label.strip.box, 0
    while rows < 8:
        below = next(
            (
                s
                for s in sheet.below(anchor, 2.2)
                if not same_line(s.box, anchor) and abs(s.box.x0 - label.strip.box.x0) < 3 * sheet.line_height
            ),
            None,
        )
        if below is None:
            return None
        if _NAME_ROW.match(below.text.strip()):
            beside = sheet.right_of(below)
            if beside is None:
                return None
            above = next((s for s in sheet.strips if wrap_of(paper, s) is beside and not _FORM_ROW.match(s.text)), None)
            if above is not None and abs(above.box.top - below.box.top) < 1.2 * sheet.line_height and sheet.right_of(below) is beside:
                beside = strip_of((*above.words, *beside.words), beside.page)
            name = name_spot(Piece(beside, 0, len(beside.text)), 0, len(beside.text), label.likeness)
            return Party(name, None, None) if name is not None else None
        anchor = below.box
        rows += 1
    return None


def _read_block(pieces: Sequence[Piece], label: Label) -> Party | None:
    if not pieces:
        return None
    first = pieces[0]
    score = label.likeness * (1.0 if any(m.sure for m in label.meanings) else 0.85)
    inline = INLINE_CODE.search(first.text)
    lead = inline is not None and not first.text[: inline.start()].strip(" ,-–(（")
    begin = inline.end() if inline and lead else 0
    end = name_end(first.text, begin, inline.start() if inline and not lead else len(first.text))
    name = name_spot(first, begin, end, score)
    if name is not None and _FORM_ROW.match(name.text):
        name = None
    if name is None and len(pieces) > 1:
        return _read_block(pieces[1:], label)
    address = _address(first, end, pieces[1:], score)
    return Party(name, address, _spot(first, inline, score) if inline else _code_below(pieces, score))


def _spot(piece: Piece, match: re.Match[str], score: float) -> Spot:
    return Spot(match["code"], piece.strip, piece.start + match.start("code"), piece.start + match.end("code"), score)


def _code_below(pieces: Sequence[Piece], score: float) -> Spot | None:
    """The code of the dock in the lines of an address: behind a word for it, at the start of a line, or in brackets."""
    for piece in pieces:
        match = _SITE_WORDS.search(piece.text)
        if match is None and piece is not pieces[0]:
            match = INLINE_CODE.match(piece.text) or _BRACKETED.search(piece.text)
        if match:
            return _spot(piece, match, score)
    return None


_NO_ADDRESS: Final = re.compile(r"(?i)(?:tel|phone|fax|e-?mail|sid|cid|fob|attn|att)\b")
_COUNTRY: Final = re.compile(r"[A-Za-zÀ-ÿ .]{3,20}")


def _address(first: Piece, end: int, others: Sequence[Piece], score: float) -> Spot | None:
    """The lines of an address from the first one with a number on, to its post code and at most a country."""
    lines: list[tuple[Piece, str]] = []
    inline = INLINE_CODE.sub(" ", first.text[end:]).strip(" ,;-–()|")
    if re.search(r"\d", inline):
        lines.append((first, inline))
    for piece in others:
        text = piece.text.strip()
        if _SITE_WORDS.search(text) and len(text) < 28:
            continue
        line = INLINE_CODE.sub("", text, count=1).strip(" ,;") if INLINE_CODE.match(text) else text
        if not (lines or re.search(r"\d", line) or _STREET.search(line) or CJK.search(line)):
            continue
        posted = any(_is_posted(seen) for _, seen in lines)
        if _NO_ADDRESS.match(line) or (posted and not (_COUNTRY.fullmatch(line) and len(line.split()) < 3)):
            break
        lines.append((piece, line))
    if not lines:
        return None
    value = _BRACKETED.sub("", ", ".join(line.strip(" ,") for _, line in lines)).strip(" ,")
    piece, line = lines[0]
    if len(lines) == 1:
        at = max(0, piece.text.find(line[:6]))
        return Spot(value, piece.strip, piece.start + at, piece.start + min(at + len(line), len(piece.text)), score)
    words = [w for p, text in lines for w in p.strip.words_in(*_span(p, text))]
    joined = strip_of(words, piece.strip.page)
    return Spot(value, joined, 0, len(joined.text), score)


def _is_posted(line: str) -> bool:
    """Whether a line of an address holds its post code; a house number before a street is none."""
    return bool(_POSTED_US.search(line) or (_POSTED.search(line) and not _STREET_WORD.search(line)))


def _span(piece: Piece, text: str) -> tuple[int, int]:
    at = piece.start + max(0, piece.text.find(text[:6]))
    return at, max(at + 1, min(piece.end, at + len(text)))


_FROM_TO: Final = re.compile(
    rf"(?P<first>[^,，;；|]{{3,60}}?(?:{LEGAL_FORM}|有限公司)\.?)\s*(?:(?:to|an|à|nach|a)(?!\w)|→|->|–>|=>|至|发往)\s*(?P<second>[^,，;；|]{{3,60}})"
)


def from_to(paper: Paper) -> tuple[Party, Party] | None:
    """“HALDEN CORP to AMAZON LLC, ABE8”: both parties in one line of running text."""
    for _, row in paper.rows:
        strips = row.strips
        joined = [(s, _FROM_TO.search(s.text)) for s in strips]
        for strip, match in joined:
            if match is None:
                continue
            second = Piece(strip, match.start("second"), len(strip.text))
            read = _read_block([second], Label(strip, 0, 0, 0, (), closed=True, likeness=0.85))
            first = name_spot(Piece(strip, match.start("first"), match.end("first")), 0, match.end("first") - match.start("first"), 0.85)
            if read is not None and read.name is not None and first is not None:
                return Party(first, None, None), read
    return None
