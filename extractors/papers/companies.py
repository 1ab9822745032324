"""Names of companies: where one ends, what tells it from an address, and those that stand on a paper without a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractors.papers.finder import wrap_of
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import Strip, strip_of
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import matcher, only_labels, pattern

LEGAL_FORM: Final = pattern("legal_form")

CARRIER_NOUN: Final = pattern("carrier_noun")
COMPANY: Final = re.compile(rf"(?<!\w){LEGAL_FORM}(?!\w)|有限公司|股份公司|集团|公司|商贸|厂$")

INLINE_CODE: Final = re.compile(
    r"[\s,，（(\[–—-]*(?:(?:FC|DC|RDC|Loc(?:ation)?|Site|Store|Whse|仓库)\s?[#:：.]*\s*)?[（(\[]?(?P<code>[A-Z]{3,4}\d{1,2}[A-Z]?)[)）\]]?(?=$|[\s,，。;；)）]|[\u4e00-\u9fff])"
)

_LONGEST_NAME: Final = 4
"""More words that are mostly small ones are a sentence."""
_ADDRESS_START: Final = re.compile(rf"^\s*{pattern('address_start')}", re.IGNORECASE)

_NOT_NAME: Final = re.compile(rf"(?i)^{pattern('no_name')}\b|^\W*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a strip that is read as one line of a block."""

    strip: Strip
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the part."""
        return self.strip.text[self.start : self.end]


def name_end(text: str, begin: int, cut: int) -> int:
    """Where the name ends: before an address, a dock code, or after the legal form of the company."""
    for match in re.finditer(r"[,，;；|（(]| [-–·•∙] ", text[begin:cut]):
        at = begin + match.start()
        after = text[begin + match.end() : cut]
        if not text[begin:at].strip():
            continue
        if re.match(rf"\s*{LEGAL_FORM}(?!\w)", after):
            continue
        at_street = re.search(r"\sat\s+\d{1,6}\s+[A-Z]", text[begin:at])
        return begin + at_street.start() if at_street else at
    legal = list(COMPANY.finditer(text, begin, cut))
    if legal:
        after = text[legal[-1].end() : cut]
        digit = re.match(r"\.?\s+(?=\d)", after)
        if digit:
            return legal[-1].end()
    street = re.search(r"\s(?:at\s+)?\d{1,6}\s+[A-Z]", text[begin:cut])
    if street and street.start() > 3:
        return begin + street.start()
    return cut


def name_spot(piece: Piece, begin: int, end: int, score: float) -> Spot | None:
    """The name between two offsets of a line, or None where a number, an address or a word of a form stands there."""
    raw = piece.text[begin:end]
    if sum(c.isdigit() for c in raw) > 4 and not COMPANY.search(raw):
        return None
    name = raw.strip(" .,:;-–—_|/（(")
    if raw.rstrip().endswith(".") and re.search(rf"{LEGAL_FORM}$", raw.rstrip()):
        name = raw.strip(" ,:;-–—_|/（(")
    if any(matcher(option).search(fold(name)) for option in ("counted_driver_pallets", "counted_driver_pieces")):
        return None
    words = name.split()
    if len(words) > _LONGEST_NAME and sum(w[0].islower() for w in words) > len(words) // 2:
        return None
    if sum(c.isalpha() for c in name) < 2 or _NOT_NAME.match(name) or _ADDRESS_START.match(name) or only_labels(name):
        return None
    start = piece.start + begin + raw.index(name)
    return Spot(name, piece.strip, start, start + len(name), score)


def company_spots(paper: Paper) -> list[Spot]:
    """Lines that hold the name of a company by its legal form, from the top of the paper down; the letterhead comes first.

    A legal form alone, as the AB of item AB-1207, is no company.
    """
    found: list[Spot] = []
    for sheet, row in paper.rows:
        for printed in row.strips:
            strip = printed
            if strip.box.top > 0.5 * sheet.page.height or len(strip.words) > 16:
                continue
            if not COMPANY.search(strip.text):
                continue
            labels = [o for o in paper.labels_of(strip) if o.closed and o.first]
            piece = Piece(strip, labels[0].after if labels else 0, len(strip.text))
            if re.fullmatch(rf"{LEGAL_FORM}", strip.text.strip()):
                above = next((s for s in sheet.strips if wrap_of(paper, s) is strip), None)
                if above is None:
                    continue
                strip = strip_of((*above.words, *strip.words), strip.page)
                piece = Piece(strip, 0, len(strip.text))
            inline = next((m for m in INLINE_CODE.finditer(piece.text)), None)
            end = name_end(piece.text, 0, inline.start() if inline and inline.start() else len(piece.text))
            name = name_spot(piece, 0, end, 0.85)
            if name is not None and COMPANY.search(name.text) and sum(c.isalpha() for c in COMPANY.sub("", name.text)) > 1:
                found.append(name)
    return found
