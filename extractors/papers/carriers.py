"""Who carries: under its label, in the letterhead, or in running text by the nouns of the trade."""

from __future__ import annotations

import re
from typing import Final

from extractors.papers.blocks import block_under, introduces, rejoined
from extractors.papers.companies import CARRIER_NOUN, COMPANY, LEGAL_FORM, Piece, name_spot
from extractors.papers.finder import Shape, a_scac
from extractors.papers.paper import Paper, Spot
from extractors.papers.vocabulary import pattern

_CHAIN: Final = rf"(?:{CARRIER_NOUN}\s+)*{CARRIER_NOUN}(?:\s+(?:Lines?|Systems?|Group|Services?|Network))?(?:,?\s+{LEGAL_FORM})?"
_WORD: Final = r"[A-ZÀ-Ý][\w'’.\-]*"
_CARRIER: Final = re.compile(
    rf"(?<![\w.])(?P<name>(?:[A-Z][\w&'.\-]*\s+){{1,4}}?{_CHAIN})(?![\w])"
    rf"|(?<![\w.])(?P<fore>{pattern('carrier_first_word')}\s+(?:(?:de|du|des|della|del|di)\s+(?:la\s+)?)?{_WORD}(?:\s+(?:(?:&|et|und|y|e)\s+)?{_WORD}){{0,4}})(?![\w])"
    r"|(?P<zh>[\u4e00-\u9fff]{2,12}(?:物流|货运|快运|速运|运输|快递)(?:有限公司)?)"
)
_CLEAR: Final = 0.95


def carrier(paper: Paper, shapes: dict[str, Shape], others: frozenset[str]) -> tuple[Spot | None, Spot | None]:
    """The carrier's name and SCAC: under its label, else in the letterhead or in running text by the nouns of the trade.

    `others` are the names of shipper and receiver, which are not the carrier's.
    """
    found: list[tuple[Spot, Spot | None]] = []
    for label in paper.named("carrier_name"):
        sure = label.sure_of("carrier_name")
        if not introduces(label, "carrier_name"):
            continue
        for piece in rejoined(paper, block_under(paper, label, shapes))[:1]:
            read = _carrier_piece(paper, piece, label.likeness * (1.0 if sure else 0.7))
            if read is not None:
                found.append(read)
    if not any(_CARRIER.search(f[0].text) or f[0].score > _CLEAR for f in found):
        found += [f for f in _unlabelled_carriers(paper) if not _named_in(str(f[0].value), others)]
    if not found:
        return None, None
    return max(found, key=lambda f: f[0].score)


def _carrier_piece(paper: Paper, piece: Piece, score: float) -> tuple[Spot, Spot | None] | None:
    text = piece.text
    code = re.search(r"[\s(\[/|–-]+(?:SCAC\s*[:#]?\s*)?(?P<code>[A-Z]{4}|(?<=\()[A-Z]{2,4}(?=\)))[)\]]?\s*$", text)
    if code is None:
        code = re.search(r"[(\[/]\s*(?:SCAC\s*[:#]?\s*)?(?P<code>[A-Z]{2,4})\s*[)\]]?", text)
    end = len(text)
    scac = None
    if code and text[: code.start()].strip():
        if not re.fullmatch(LEGAL_FORM, code["code"]) and code["code"] not in {"LTL", "FTL"}:
            scac = Spot(code["code"], piece.strip, piece.start + code.start("code"), piece.start + code.end("code"), score)
            end = code.start()
    else:
        below = next(
            (s for s in paper.sheet_of(piece.strip).below(piece.strip.box, 1.2) if re.fullmatch(r"[(\[][A-Z]{2,4}[)\]]", s.text.strip())),
            None,
        )
        if below is not None:
            read = a_scac(below.text, 0, paper.region)
            scac = Spot(read.value, below, read.start, read.end, score) if read else None
    name = name_spot(piece, 0, end, score)
    if name is None or re.search(r"\d{4,}", str(name.value)):
        return None
    known = _CARRIER.search(name.text)
    if known and known.end() < len(name.text) and not COMPANY.search(name.text[known.end() :]):
        name = Spot(known.group().strip(), name.strip, name.start + known.start(), name.start + known.end(), score)
    return name, scac


def _unlabelled_carriers(paper: Paper) -> list[tuple[Spot, Spot | None]]:
    found: list[tuple[Spot, Spot | None]] = []
    for sheet, row in paper.rows:
        for strip in row.strips:
            for match in _CARRIER.finditer(strip.text):
                top = strip.box.top / max(1.0, sheet.page.height)
                large = strip.box.height / sheet.line_height
                score = 0.75 + min(0.2, 0.1 * max(0.0, large - 1)) - 0.25 * top
                code = re.match(r"\s*[(/\[]\s*(?P<code>[A-Z]{2,4})\b", strip.text[match.end() :])
                scac = Spot(code["code"], strip, match.end() + code.start("code"), match.end() + code.end("code"), score) if code else None
                name = match.group().strip()
                start = match.start() + match.group().index(name)
                found.append((Spot(name, strip, start, start + len(name), score + (0.1 if code else 0)), scac))
    return found


def _named_in(name: str, others: frozenset[str]) -> bool:
    return any(name.casefold() in other or other in name.casefold() for other in others)
