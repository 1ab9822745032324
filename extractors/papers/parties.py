"""Who ships, who receives, who carries: name, address and dock code from blocks under labels, in one line, or in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractors.papers.finder import Shape, a_scac, limit_after, starts_with_label, wrap_of
from extractors.papers.labels import Label
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import CJK, Sheet, Strip, overlap, strip_of

_LEGAL: Final = (
    r"(?:LLC|L\.L\.C\.?|Inc\.?|Incorporated|Corp\.?|Corporation|Co\.?|Company|Ltd\.?|Limited|LP|LLP|PLC|plc|GmbH(?:\s?&\s?Co\.?\s?KGa?A?)?|AG|KG|OHG|UG|e\.K\.|SE|"
    r"S\.?\s?[aà]\.?\s?r\.?\s?l\.?|S\.?A\.?S\.?U?|S\.?A\.?|SARL|EURL|S\.?L\.?U?|S\.?p\.?A\.?|S\.?r\.?l\.?s?|B\.?V\.?|N\.?V\.?|A/S|ApS|AB|Oy|Sp\.?\s?z\s?o\.?\s?o\.?|s\.r\.o\.|a\.s\.|Pty|Pte|Kft\.?|LDA|Lda\.?)"
)
_COMPANY: Final = re.compile(rf"(?<!\w){_LEGAL}(?!\w)|有限公司|股份公司|集团|公司|商贸|厂$")
_INLINE_CODE: Final = re.compile(
    r"[\s,，（(\[–—-]*(?:(?:FC|DC|RDC|Loc(?:ation)?|Site|Store|Whse|仓库)\s?[#:：.]*\s*)?[（(\[]?(?P<code>[A-Z]{3,4}\d{1,2}[A-Z]?)[)）\]]?(?=$|[\s,，。;；)）]|[\u4e00-\u9fff])"
)
_SITE_WORDS: Final = re.compile(r"(?<!\w)(?:FC|DC|RDC|Loc(?:ation)?|Store|Whse|Warehouse|Club|Site|Sito|Sitio|Dock code|Code|Code site|Codice sito|Código de centro|Lager|Standort|Standortcode|Entrepôt|Almacén|Magazzino|仓库|仓库代码)\.?\s?(?:No\.?|Number|Nr\.?)?\s?[#:：]*\s*(?P<code>[A-Z]{2,5}-?\d{1,4}[A-Z]?|[A-Z]?-?\d{3,6})(?!\w)")
_BRACKETED: Final = re.compile(r"[（(]\s*(?P<code>[A-Z]{3,4}\d{1,2})\s*[)）]")
_POSTED: Final = re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\b\d{4,5}\s+[A-ZÀ-Ý][a-zà-ÿ]+|\b\d{2}-\d{3}\s+[A-Z]")
_ADDRESS_START: Final = re.compile(r"^\s*(?:\d{1,6}[A-Za-z]?[\s,]|P\.?\s?O\.?\s?Box|[A-Z]{0,2}-?\d{4,6}\s|(?:Via|Rue|Strada|Calle|Avenida|Av\.|Rue|Route|Zone|Z\.?I\.?|Zac|Carrer|Pol\.|Polígono|Piazza|Viale|Corso)\b)", re.IGNORECASE)
_STREET: Final = re.compile(r"(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|damm|ufer|chaussee)\s*\d|\b\d{4,6}\b.*[A-Za-z]|[省市区县镇路号街道]", re.IGNORECASE)
_CARRIER_NOUN: Final = (
    r"(?:Freight(?:\s+(?:Lines?|Systems?|Services?|Express|Carriers?|Logistics))?|(?:Motor\s+)?(?:Lines|Express|Freightways|Carriers?)|LTL|Transport(?:ation|es|s|e|i)?|Trucking|Logisti(?:cs|k|que|ca)|Cartage|Haulage|"
    r"Hauling|Delivery|Courier|Parcel|Spedition|Speditions|Trasporti|Transporte|Transportes|Transit|Shipping|Couriers|Overland|Intermodal|Van\s+Lines|Cargo|Messagerie|Expressdienst|物流|货运|快运|速运|快递|运输)"
)
_CARRIER: Final = re.compile(
    rf"(?<![\w.])(?P<name>(?:[A-Z][\w&'.\-]*\s+){{1,4}}?(?:{_CARRIER_NOUN}\s+)*{_CARRIER_NOUN}(?:\s+(?:Lines?|System|Systems|Group|Services?|Network))?(?:,?\s+{_LEGAL})?)(?![\w])|"
    r"(?<![\w.])(?P<fore>(?:Transports?|Transportes|Trasporti|Autotrasporti|Spedition|Messageries|Corriere|Courier|Transporte|Logistica|Logistique|Spedizioni)\s+(?:(?:de|du|des|de\s+la|della|del|di)\s+(?:la\s+)?)?[A-ZÀ-Ý][\w'’\-]+(?:\s+(?:(?:&|et|und|y|e)\s+)?[A-ZÀ-Ý][\w'’.\-]*){0,4})(?![\w])|"
    rf"(?P<zh>[\u4e00-\u9fff]{{2,12}}(?:物流|货运|快运|速运|运输|快递)(?:有限公司)?)"
)
_NAME_NOUN: Final = re.compile(r"(?i)(?:corriere|courier|transportes?|transports?|transporteur|spedition|trasporti|logisti\w+|messageries)$")
"""Words for a carrier with which its own name may begin."""
_NOT_NAME: Final = re.compile(r"(?i)^(?:signature|name|date|phone|tel|address|number|no|n/?a|none|see|as|the|and|or|of|by|pickup|print)\b|^\W*$")
_LONGEST_BLOCK: Final = 6


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a shipment as it is printed: name, address lines as one spot, and the code of the dock."""

    name: Spot | None
    address: Spot | None
    code: Spot | None


@dataclass(frozen=True, slots=True)
class _Piece:
    strip: Strip
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.strip.text[self.start : self.end]


def party(paper: Paper, field: str, shapes: dict[str, Shape]) -> Party:
    """The party that a label of `field` (ship_to_name, ship_from_name, …) introduces; the best block wins."""
    best: tuple[float, Party] | None = None
    for label in paper.named(field):
        if not introduces(label, field):
            continue
        found = _shared_heading(paper, label, shapes) or _form_block(paper, label) or _read_block(_rejoined(paper, _block(paper, label, shapes)), label)
        if found is None or found.name is None:
            continue
        worth = found.name.score + (0.2 if found.address else 0) + (0.05 if found.code else 0) + (0.15 if _COMPANY.search(found.name.text) else 0)
        if best is None or worth > best[0]:
            best = worth, found
    return best[1] if best else Party(None, None, None)


def _shared_heading(paper: Paper, label: Label, shapes: dict[str, Shape]) -> Party | None:
    """“Ship from / Ship to” over two columns: the first party stands below on the left, the second on the right."""
    labels = [o for o in paper.labels_of(label.strip) if any(m.field in {"ship_from_name", "ship_to_name"} for m in o.meanings)]
    if len(labels) != 2 or label.strip.text[labels[0].end : labels[1].start].strip() not in {"/", "|", "-", "–", "&", "→"}:
        return None
    if label.strip.text[labels[1].end :].strip(" :"):
        return None
    sheet = paper.sheet_of(label.strip)
    first = next((row for row in sheet.rows if row.box.top > label.strip.box.bottom - 1), None)
    if first is None or len(first.strips) < 2 or first.box.top - label.strip.box.bottom > 3 * sheet.line_height:
        return None
    heading = Label(first.strips[labels.index(label)], 0, 0, 0, label.meanings, closed=False, likeness=label.likeness)
    return _read_block(_rejoined(paper, _block(paper, heading, shapes)), heading)


def introduces(label: Label, field: str) -> bool:
    """Whether a label heads a name: closed, alone or first on its strip, and not the subject of a sentence (“Carrier shall …”)."""
    if not label.closed and not (label.first or label.sure_of(field)):
        return False
    if label.closed or label.alone:
        return True
    follows = label.strip.text[label.after :].lstrip()
    if field == "carrier_name" and label.first and _NAME_NOUN.match(label.words) and follows[:1].isupper() and label.words[:1].isupper() and not label.words.isupper():
        return False
    between = label.strip.text[label.end : label.after + 1]
    before = label.strip.text[: label.start].rstrip()
    if not label.first and before[-1:].isalnum() and " " not in label.words.strip():
        return False
    return not follows[:1].islower() and not between.startswith(("'", "’")) and (label.first or not label.strip.text[: label.start].rstrip().endswith(("of", "the", "by", "The")))


def _block(paper: Paper, label: Label, shapes: dict[str, Shape]) -> list[_Piece]:
    """The lines that stand under or behind a label, as far as they belong together."""
    end = limit_after(paper, label, shapes)
    sheet = paper.sheet_of(label.strip)
    pieces: list[_Piece] = []
    anchor = label.strip.box_of(label.start, label.end)
    if label.strip.text[label.after : end].strip(" .:_-#()（）"):
        pieces.append(_Piece(label.strip, label.after, end))
        anchor = anchor.union(label.strip.box_of(label.after, end))
        if label.closed and label.first and end < len(label.strip.text):
            return pieces
    elif end == len(label.strip.text):
        beside = sheet.right_of(label.strip)
        under = [s for s in sheet.below(anchor, 2.0) if overlap(s.box, label.strip.box) < 0.5 and not _labelled(paper, s)]
        if beside is not None and not _labelled(paper, beside) and (not under or abs(under[0].box.x0 - label.strip.box.x0) > 4 * sheet.line_height):
            pieces.append(_Piece(beside, 0, len(beside.text)))
            anchor = beside.box
    pieces.extend(_codes_beside(paper, pieces))
    skipped = 0
    while len(pieces) < _LONGEST_BLOCK:
        shapes_of = {field for field in shapes if field != "ship_to_code"}
        following = [s for s in sheet.below(anchor, 2.4) if overlap(s.box, anchor) < 0.5]
        if not pieces and label.alone and not [s for s in following if s.box.x0 < anchor.x1]:
            following = _under_bar(sheet, label.strip)
        strip = next((s for s in following if abs(s.box.x0 - anchor.x0) < 3 * sheet.line_height or s.box.x0 > anchor.x0 or not pieces), None)
        if strip is None or (pieces and strip.box.top - pieces[-1].strip.box.bottom > (2.4 if _address_like(strip, pieces[-1].strip) else 1.4) * sheet.line_height):
            break
        if not pieces and skipped < 3 and _is_form_row(sheet, strip):
            anchor, skipped = strip.box, skipped + 1
            continue
        if _labelled(paper, strip) or _holds_fields(paper, strip, shapes, shapes_of):
            break
        pieces.append(_Piece(strip, 0, len(strip.text)))
        anchor = strip.box
        pieces.extend(_codes_beside(paper, pieces[-1:]))
    return pieces


def _address_like(strip: Strip, above: Strip) -> bool:
    """A line with a house number or post code that starts where the name above it starts."""
    return abs(strip.box.x0 - above.box.x0) < above.box.height and bool(re.search(r"\d", strip.text)) and len(strip.words) > 2


def _under_bar(sheet: Sheet, heading: Strip) -> list[Strip]:
    """The strips below a heading that is centred over its cell: they start left of it, right of the cell beside."""
    left = max((s.box.x1 for s in sheet.strips if s.box.x1 < heading.box.x0 and overlap(s.box, heading.box) > 0.5), default=0.0)
    under = [s for s in sheet.strips if left <= s.box.x0 < heading.box.x1 and 0 < s.box.top - heading.box.top < 2.6 * heading.box.height]
    return sorted(under, key=lambda s: (s.box.top, s.box.x0))


def _codes_beside(paper: Paper, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The code of a dock that stands alone at the right of a name."""
    if not pieces:
        return []
    beside = paper.sheet_of(pieces[-1].strip).right_of(pieces[-1].strip)
    if beside is None or not re.fullmatch(r"[（(]?(?:FC|DC|Loc(?:ation)?)?\s?[#:]*\s*[A-Z]{3,4}\d{1,2}[）)]?", beside.text.strip()):
        return []
    return [_Piece(beside, 0, len(beside.text))]


def _is_form_row(sheet: Sheet, strip: Strip) -> bool:
    """“Nummer : 549910”, “GLN 4304171000002”, “Globale Nummer: …”: a row that stands before the name and is none."""
    beside = sheet.right_of(strip)
    if beside is not None and beside.text.lstrip().startswith(":"):
        return True
    return bool(re.fullmatch(r"(?i)(?:[\w .-]{0,24}(?:nummer|number|nr|no|gln|id|code|kd-nr|lief-nr)\.?\s*:?\s*[\w\-]*\d[\w\-]*(?:\s*\(\w+\))?\s*)+", strip.text.strip()))


def _holds_fields(paper: Paper, strip: Strip, shapes: dict[str, Shape], fields: set[str]) -> bool:
    """Whether a strip holds other fields with their values, so that it is no line of an address."""
    for label in paper.labels_of(strip):
        asked = [m.field for m in label.meanings if m.sure and m.field in fields]
        if any(shapes[f](strip.text, label.after, paper.region) is not None for f in asked) and len(label.words) > 2:
            return True
        if label.names("freight_terms"):
            return True
    return False


def _labelled(paper: Paper, strip: Strip) -> bool:
    """A strip that begins with a label other than the code of a dock."""
    if starts_with_label(paper, strip):
        return True
    if _COMPANY.search(strip.text):
        return False
    return any(o.alone or (o.first and any(m.sure for m in o.meanings) and not o.names("ship_to_code")) for o in paper.labels_of(strip))


_FORM_ROW: Final = re.compile(r"^[\w .\-/()]{2,28}\s*:")
_NAME_ROW: Final = re.compile(r"(?i)^(?:name|firma|firmenname|company|company name|nom|société|nombre|razón social|ragione sociale|denominazione|名称|公司名称)\s*:?\s*$")


def _form_block(paper: Paper, label: Label) -> Party | None:
    """A party set out as a form under its heading: “Name: | ELEKTRON GmbH”, “Address: | …”."""
    if not label.alone and not label.strip.text[label.after :].strip(" :") == "":
        return None
    sheet = paper.sheet_of(label.strip)
    anchor, rows = label.strip.box, 0
    while rows < 8:
        below = next((s for s in sheet.below(anchor, 2.2) if overlap(s.box, anchor) < 0.5 and abs(s.box.x0 - label.strip.box.x0) < 3 * sheet.line_height), None)
        if below is None:
            return None
        if _NAME_ROW.match(below.text.strip()):
            beside = sheet.right_of(below)
            if beside is None:
                return None
            above = next((s for s in sheet.strips if wrap_of(paper, s) is beside and not _FORM_ROW.match(s.text)), None)
            if above is not None and abs(above.box.top - below.box.top) < 1.2 * sheet.line_height and sheet.right_of(below) is beside:
                beside = strip_of((*above.words, *beside.words), beside.page)
            name = _name_spot(_Piece(beside, 0, len(beside.text)), 0, len(beside.text), label.likeness)
            return Party(name, None, None) if name is not None else None
        anchor = below.box
        rows += 1
    return None


def _read_block(pieces: Sequence[_Piece], label: Label) -> Party | None:
    if not pieces:
        return None
    first = pieces[0]
    score = label.likeness * (1.0 if any(m.sure for m in label.meanings) else 0.85)
    text = first.text
    cut, code_spot = len(text), None
    inline = next((m for m in _INLINE_CODE.finditer(text)), None)
    lead = inline is not None and not text[: inline.start()].strip(" ,-–(（")
    if inline:
        code_spot = Spot(inline["code"], first.strip, first.start + inline.start("code"), first.start + inline.end("code"), score)
        cut = inline.start() if not lead else cut
    begin = inline.end() if inline and lead else 0
    name_end = _name_end(text, begin, cut)
    name = _name_spot(first, begin, name_end, score)
    rest = text[name_end:]
    if name is not None and _FORM_ROW.match(name.text):
        name = None
    if name is None and len(pieces) > 1:
        return _read_block(pieces[1:], label)
    address = _address(first, name_end, rest, pieces[1:], score)
    if code_spot is None:
        for piece in pieces:
            match = _SITE_WORDS.search(piece.text)
            if match is None and piece is not first:
                match = _INLINE_CODE.match(piece.text) or _BRACKETED.search(piece.text)
            if match:
                code_spot = Spot(match["code"], piece.strip, piece.start + match.start("code"), piece.start + match.end("code"), score)
                break
    return Party(name, address, code_spot)


_TAIL: Final = re.compile(rf"(?:{_LEGAL}|{_CARRIER_NOUN}|(?:[A-Z][\w&'.\-]*\s+){{1,2}}{_LEGAL})(?:[\s.,(–-]{{1,3}}(?:[A-Z]{{3,4}}\d{{1,2}}\)?)?)?$")


def _rejoined(paper: Paper, pieces: list[_Piece]) -> list[_Piece]:
    """A name that a narrow cell broke before its last word (“Blue Ridge Freight / Lines”, “Waldner Haushaltswaren / GmbH”) is whole again."""
    if not pieces:
        return pieces
    first = pieces[0]
    follows = wrap_of(paper, first.strip) if first.end == len(first.strip.text) else None
    if follows is None or _COMPANY.search(first.text) or not _TAIL.fullmatch(follows.text.strip()):
        return pieces
    joined = strip_of((*first.strip.words, *follows.words), first.strip.page)
    return [_Piece(joined, first.start, len(joined.text)), *(p for p in pieces[1:] if p.strip is not follows)]


def _name_end(text: str, begin: int, cut: int) -> int:
    """Where the name ends: before an address, a dock code, or after the legal form of the company."""
    for match in re.finditer(r"[,，;；|（(]| - | – ", text[begin:cut]):
        at = begin + match.start()
        after = text[begin + match.end() : cut]
        if not text[begin:at].strip():
            continue
        if re.match(rf"\s*{_LEGAL}(?!\w)", after):
            continue
        return at
    legal = [m for m in _COMPANY.finditer(text, begin, cut)]
    if legal:
        after = text[legal[-1].end() : cut]
        digit = re.match(r"\.?\s+(?=\d)", after)
        if digit:
            return legal[-1].end()
    street = re.search(r"\s\d{1,6}\s+[A-Z]", text[begin:cut])
    if street and street.start() > 3:
        return begin + street.start()
    return cut


def _name_spot(piece: _Piece, begin: int, end: int, score: float) -> Spot | None:
    raw = piece.text[begin:end]
    if sum(c.isdigit() for c in raw) > 4 and not _COMPANY.search(raw):
        return None
    name = raw.strip(" .,:;-–—_|/（(")
    if raw.rstrip().endswith(".") and re.search(rf"{_LEGAL}$", raw.rstrip()):
        name = raw.strip(" ,:;-–—_|/（(")
    if sum(c.isalpha() for c in name) < 2 or _NOT_NAME.match(name) or _ADDRESS_START.match(name):
        return None
    start = piece.start + begin + raw.index(name)
    return Spot(name, piece.strip, start, start + len(name), score)


def _address(first: _Piece, name_end: int, rest: str, others: Sequence[_Piece], score: float) -> Spot | None:
    parts: list[tuple[_Piece, int, int, str]] = []
    inline = re.sub(_INLINE_CODE, " ", rest).strip(" ,;-–()|")
    if inline and re.search(r"\d", inline):
        start = first.start + name_end + rest.find(inline[:4])
        parts.append((first, start, min(first.end, start + len(inline)), inline))
    for piece in others:
        text = piece.text.strip()
        if _SITE_WORDS.search(text) and len(text) < 28:
            continue
        cleaned = _INLINE_CODE.sub("", text, count=1).strip(" ,;") if _INLINE_CODE.match(text) else text
        if re.search(r"\d", cleaned) or _STREET.search(cleaned) or parts or CJK.search(cleaned):
            if re.match(r"(?i)(?:tel|phone|fax|e-?mail|sid|cid|fob|attn|att)\b", cleaned):
                break
            if parts and any(_POSTED.search(p[3]) for p in parts) and not (re.fullmatch(r"[A-Za-zÀ-ÿ .]{3,20}", cleaned) and len(cleaned.split()) < 3):
                break
            offset = piece.text.find(cleaned)
            parts.append((piece, piece.start + offset, piece.start + offset + len(cleaned), cleaned))
    if not parts:
        return None
    value = _BRACKETED.sub("", ", ".join(p[3].strip(" ,") for p in parts)).strip(" ,")
    piece, start, end, _ = parts[0]
    return Spot(value, piece.strip, start, end, score)


def carrier(paper: Paper, shapes: dict[str, Shape], others: frozenset[str]) -> tuple[Spot | None, Spot | None]:
    """The carrier's name and SCAC: under its label, else in the letterhead or in running text by the nouns of the trade.

    `others` are the names of shipper and receiver, which are not the carrier's.
    """
    found: list[tuple[Spot, Spot | None]] = []
    for label in paper.named("carrier_name"):
        sure = label.sure_of("carrier_name")
        if not introduces(label, "carrier_name"):
            continue
        for piece in _rejoined(paper, _block(paper, label, shapes))[:1]:
            read = _carrier_piece(paper, piece, label.likeness * (1.0 if sure else 0.7))
            if read is not None:
                found.append(read)
    if not any(_CARRIER.search(f[0].text) or f[0].score > 0.95 for f in found):
        found += [f for f in _unlabelled_carriers(paper) if not _named_in(str(f[0].value), others)]
    if not found:
        return None, None
    return max(found, key=lambda f: f[0].score)


def _carrier_piece(paper: Paper, piece: _Piece, score: float) -> tuple[Spot, Spot | None] | None:
    text = piece.text
    code = re.search(r"[\s(\[/|–-]+(?:SCAC\s*[:#]?\s*)?(?P<code>[A-Z]{4}|(?<=\()[A-Z]{2,4}(?=\)))[)\]]?\s*$", text)
    if code is None:
        code = re.search(r"[(\[/]\s*(?:SCAC\s*[:#]?\s*)?(?P<code>[A-Z]{2,4})\s*[)\]]?", text)
    end = len(text)
    scac = None
    if code and text[: code.start()].strip():
        if not re.fullmatch(_LEGAL, code["code"]) and code["code"] not in {"LTL", "FTL"}:
            scac = Spot(code["code"], piece.strip, piece.start + code.start("code"), piece.start + code.end("code"), score)
            end = code.start()
    else:
        below = next((s for s in paper.sheet_of(piece.strip).below(piece.strip.box, 1.2) if re.fullmatch(r"[(\[][A-Z]{2,4}[)\]]", s.text.strip())), None)
        if below is not None:
            read = a_scac(below.text, 0, paper.region)
            scac = Spot(read.value, below, read.start, read.end, score) if read else None
    name = _name_spot(piece, 0, end, score)
    if name is None or re.search(r"\d{4,}", str(name.value)):
        return None
    known = _CARRIER.search(name.text)
    if known and known.end() < len(name.text) and not _COMPANY.search(name.text[known.end() :]):
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


_FROM_TO: Final = re.compile(rf"(?P<first>[^,，;；|]{{3,60}}?(?:{_LEGAL}|有限公司)\.?)\s*(?:to|→|->|–>|=>|an|à|nach|至|发往|a)\s*(?P<second>[^,，;；|]{{3,60}})")


def from_to(paper: Paper) -> tuple[Party, Party] | None:
    """“HALDEN CORP to AMAZON LLC, ABE8”: both parties in one line of running text."""
    for _, row in paper.rows:
        strips = row.strips
        joined = [(s, _FROM_TO.search(s.text)) for s in strips]
        for strip, match in joined:
            if match is None:
                continue
            second = _Piece(strip, match.start("second"), len(strip.text))
            read = _read_block([second], Label(strip, 0, 0, 0, (), closed=True, likeness=0.85))
            first = _name_spot(_Piece(strip, match.start("first"), match.end("first")), 0, match.end("first") - match.start("first"), 0.85)
            if read is not None and read.name is not None and first is not None:
                return Party(first, None, None), read
    return None


def company_spots(paper: Paper) -> list[Spot]:
    """Lines that hold the name of a company by its legal form, from the top of the paper down; the letterhead comes first."""
    found: list[Spot] = []
    for sheet, row in paper.rows:
        for printed in row.strips:
            strip = printed
            if strip.box.top > 0.5 * sheet.page.height or len(strip.words) > 16:
                continue
            if not _COMPANY.search(strip.text):
                continue
            labels = [o for o in paper.labels_of(strip) if o.closed and o.first]
            piece = _Piece(strip, labels[0].after if labels else 0, len(strip.text))
            if re.fullmatch(rf"{_LEGAL}", strip.text.strip()):
                above = next((s for s in sheet.strips if wrap_of(paper, s) is strip), None)
                if above is None:
                    continue
                strip = strip_of((*above.words, *strip.words), strip.page)
                piece = _Piece(strip, 0, len(strip.text))
            inline = next((m for m in _INLINE_CODE.finditer(piece.text)), None)
            end = _name_end(piece.text, 0, inline.start() if inline and inline.start() else len(piece.text))
            name = _name_spot(piece, 0, end, 0.85)
            if name is not None and _COMPANY.search(name.text):
                found.append(name)
    return found
