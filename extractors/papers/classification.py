"""What kind of paper a page is: by its titles, weighed by size and height on the page, and by the words of the trade."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from extractors.page import Page
from extractors.papers.contract_signs import contract_weights
from extractors.papers.labels import Label
from extractors.papers.strips import CJK, Sheet, Strip
from extractors.papers.tokens import NUMBER, key, tokens
from extractors.papers.vocabulary import chinese, meanings, near
from facts.documents import DocumentKind, Source

_LONGEST_TITLE: Final = 8
_TITLE: Final = 6.0
_TITLED: Final = 2.5
_FAINT: Final = 0.8
_LOOSE_WORD: Final = 0.3
_LABEL: Final = 0.4
_BACK: Final = "terms_back"
_NOTE: Final = "delivery_note"
_BLANK_WORDS: Final = 3
_LARGE: Final = 1.25
_LARGE_SEEN: Final = 1.15
"""On a scan the blur around all print makes large print less large beside small."""
_LARGER: Final = 1.1
_TWO_LINES: Final = 1.6
_CELLS: Final = 4
"""Strips on a line from which it may head a table."""
_FOR_A_LABEL: Final = 0.3
_WELL_SPOKEN: Final = 1.2
"""What other words say of another kind from which a title over a number is taken for the heading of that number."""
"""What a title counts that labels the number of another paper or stands in cells, where another one is larger."""
_ONE_WORD: Final = re.compile(r"[^\W\d_]{4,}-?(?:nummern?|nr|number)\.?\s*:?", re.IGNORECASE)
"""“Frachtbriefnummer” asks for a number in print of any size; a headline says “Frachtbrief Nr. 123”."""
_LABEL_TOO: Final = frozenset({"bill_of_lading", "purchase_order", "packing_list", "order_confirmation", "proof_of_delivery"})
"""Kinds whose own name is the label of their number on other papers."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of one page. `titled` is True where a title in large or lone print says so, as on a first page."""

    kind: DocumentKind
    confidence: float
    titled: bool
    back: bool = False
    blank: bool = False
    scores: tuple[tuple[str, float], ...] = ()


def classify(sheet: Sheet, labels: Sequence[Label]) -> Verdict:
    """The kind of a page with the chance that it is right; `labels` are those on its strips."""
    if sum(len(s.text) for s in sheet.strips if any(c.isalnum() for c in s.text)) < 6 or (
        len(sheet.strips) < 2 and len(sheet.page.words) < _BLANK_WORDS
    ):
        return Verdict(DocumentKind.OTHER, 0.9, titled=False, blank=True)
    scores: dict[str, float] = defaultdict(float)
    titles: dict[str, float] = defaultdict(float)
    seen: set[tuple[str, str]] = set()
    over_numbers: set[str] = set()
    named = [(strip, _names(sheet, strip, scanned=sheet.page.source is Source.OCR)) for strip in sheet.strips]
    largest = max((sheet.height_of(strip) for strip, names in named if any(n.sure and n.first for n in names)), default=0.0)
    printed = Counter(n.wording for _, names in named for n in names if n.sure and n.first)
    for strip, names in named:
        for kind in {n.kind for n in names if n.sure}:
            weight = _title_weight(sheet, strip, [n for n in names if n.sure and n.kind == kind])
            weight *= _FOR_A_LABEL if _ends_a_heading(sheet, strip) else 1.0
            opens = [n for n in names if n.kind == kind and n.first]
            if opens and largest > _LARGER * sheet.height_of(strip) and (printed[opens[0].wording] > 1 or _is_a_label(sheet, strip, opens)):
                weight *= _FOR_A_LABEL
            if weight > titles[kind]:
                titles[kind] = weight
                (over_numbers.add if kind in _LABEL_TOO and _heads_a_number(sheet, strip) else over_numbers.discard)(kind)
        for name in names:
            if not name.sure and (name.kind, name.wording) not in seen:
                seen.add((name.kind, name.wording))
                scores[name.kind] += _LOOSE_WORD
    for kind, fields in _evidence(labels).items():
        scores[kind] += _LABEL * len(fields)
    for kind, weight in contract_weights(sheet).items():
        titles[kind] = max(titles[kind], weight)
    spoken = dict(scores)
    for kind, weight in titles.items():
        others = max((score for other, score in spoken.items() if other != kind), default=0.0)
        scores[kind] += weight * (_FOR_A_LABEL if kind in over_numbers and others >= _WELL_SPOKEN else 1.0)
    return _decide(sheet, labels, scores, titles)


_SPEAKS: Final = {
    "proof_of_delivery": {"delivery_date", "delivery_time", "receiver_name", "receiver_signature", "exceptions", "appointment_id"},
    "bill_of_lading": {
        "freight_terms",
        "counted_by",
        "loaded_by",
        "shipper_signature",
        "carrier_signature",
        "trailer_number",
        "seal_number",
        "arn",
    },
    "invoice": {"due_date", "net_total", "tax_total", "seller_tax_id", "buyer_name", "invoice_number"},
    "remittance_advice": {"payment_number", "payment_date", "total_paid", "payee_name"},
    "chargeback_notice": {"chargeback_id", "chargeback_type", "chargeback_subtype", "dispute_by"},
    "appointment_request": {"requested_delivery_date", "submitted_at"},
}
"""Fields that a kind of paper has and others mostly have not."""
_BARE: Final = frozenset({"receiver_name", "delivery_time"})


def _evidence(labels: Sequence[Label]) -> dict[str, set[str]]:
    """The fields that labels of a page ask for, by the kind of paper that they speak for."""
    named = {m.field for label in labels if label.first or label.closed for m in label.meanings if m.sure}
    return {kind: named & fields for kind, fields in _SPEAKS.items()}


def _decide(sheet: Sheet, labels: Sequence[Label], scores: dict[str, float], titles: dict[str, float]) -> Verdict:
    back = scores.pop(_BACK, 0.0)
    titles.pop(_BACK, None)
    _place_delivery_note(scores, titles, _receipts(labels))
    ranked = sorted(scores.items(), key=lambda s: -s[1])
    kind, top = ranked[0] if ranked else ("other", 0.0)
    if kind == "invoice" and titles.get("credit_note", 0.0) >= max(0.6 * titles.get("invoice", 0.0), _FAINT):
        kind = "credit_note"
    if kind == "chargeback_notice" and titles.get("debit_memo", 0.0) >= titles.get(kind, 0.0) and _is_billed(labels):
        kind = "debit_memo"
    second = next((s for k, s in ranked if k != kind), 0.0)
    if top < 1.0:
        return Verdict(DocumentKind.OTHER, 0.5, titled=False, back=back > 2, scores=tuple(ranked))
    long_print = sum(1 for s in sheet.strips if len(s.words) > 9) > 12
    confidence = min(0.99, 0.5 + 0.5 * (top - second) / max(top, 1.0))
    return Verdict(
        DocumentKind(kind), confidence, titled=titles.get(kind, 0.0) >= _TITLED, back=back > top and long_print, scores=tuple(ranked)
    )


def _receipts(labels: Sequence[Label]) -> int:
    """How many things a page asks of whoever receives; beside a place to sign a bare “name” and “hour” ask them too."""
    asked = _evidence(labels)["proof_of_delivery"] - {"appointment_id", "exceptions"}
    if "receiver_signature" in asked:
        bare = {m.field for label in labels if label.alone for m in label.meanings}
        asked |= _BARE if bare >= _BARE else set()
    return len(asked)


def _is_billed(labels: Sequence[Label]) -> bool:
    """Whether a paper whose title means either has the sums of a bill and nothing that only a notice of a charge has."""
    evidence = _evidence(labels)
    return not evidence["chargeback_notice"] and len(evidence["invoice"] & {"net_total", "tax_total"}) > 1


def _place_delivery_note(scores: dict[str, float], titles: dict[str, float], receipts: int) -> None:
    """A delivery note on which the goods were receipted proves delivery; one without is a list of what was packed."""
    note = titles.pop(_NOTE, 0.0)
    scores.pop(_NOTE, None)
    if note:
        kind = "proof_of_delivery" if receipts > 1 else "packing_list"
        titles[kind] = max(titles.get(kind, 0.0), note)
        scores[kind] = scores.get(kind, 0.0) + note


def _is_large(sheet: Sheet, strip: Strip) -> bool:
    """Whether a strip is in larger print than the body of its page."""
    return sheet.height_of(strip) > (_LARGE_SEEN if sheet.page.source is Source.OCR else _LARGE) * sheet.line_height


def _is_a_label(sheet: Sheet, strip: Strip, names: Sequence[_Name]) -> bool:
    """Whether a title labels the number of another paper: “Invoice | RG-98276”, “Credit note no.:”."""
    end = max(len(n.printed) for n in names)
    return strip.text.rstrip().endswith((":", "：")) or _labels_a_number(sheet, strip, end)


def _ends_a_heading(sheet: Sheet, strip: Strip) -> bool:
    """Whether a strip is the second line of a cell in the heading of a table: “N° / facture”."""
    above = [r for r in sheet.rows if 0 < strip.box.top - r.box.top < _TWO_LINES * sheet.line_height and len(r.strips) >= _CELLS]
    return any(s.box.x0 < strip.box.x1 and strip.box.x0 < s.box.x1 for r in above for s in r.strips)


def _title_weight(sheet: Sheet, strip: Strip, names: Sequence[_Name]) -> float:
    """A title counts by its size, its height on the page, and by how much of its strip it is or whether it opens it."""
    size = min(2.5, sheet.height_of(strip) / max(1.0, sheet.line_height))
    height = 1.0 - min(1.0, strip.box.top / max(1.0, sheet.page.height))
    letters = sum(c.isalnum() for c in strip.text)
    covered = sum(c.isalnum() for n in names for c in n.printed)
    share = min(1.0, covered / max(1, letters))
    if any(n.first for n in names):
        share = max(share, 0.85 if _is_large(sheet, strip) else 0.55)
    wording = max((n.printed for n in names), key=len)
    early = 1.0 if strip.box.top < 0.3 * sheet.page.height else 0.6 if strip.box.top < 0.45 * sheet.page.height else 0.3
    capitals = 1.2 if wording.isupper() else 1.0
    words = 1.0 if len(wording.split()) > 1 or CJK.match(wording) else 0.8
    return _TITLE * float(size**1.3 / 1.6) * (0.4 + 0.6 * height) * share * early * capitals * words


@dataclass(frozen=True, slots=True)
class _Name:
    """A wording on a strip that speaks for a kind; `first`: it opens the strip."""

    kind: str
    sure: bool
    wording: str
    printed: str
    first: bool


def _names(sheet: Sheet, strip: Strip, *, scanned: bool) -> list[_Name]:
    """Every wording of the lexicon on a strip."""
    parts = tokens(strip.text)
    found: list[_Name] = []
    at = 0
    while at < len(parts):
        if CJK.match(parts[at].text):
            found.extend(_chinese_names(parts[at].text, first=at == 0, dated=_DATED.search(strip.text) is not None))
            at += 1
            continue
        used = 0
        for size in range(min(_LONGEST_TITLE, len(parts) - at), 0, -1):
            span = parts[at : at + size]
            wording = key(t.text for t in span)
            if wording == NUMBER or any(any(c in strip.text[a.end : b.start] for c in ":;|") for a, b in pairwise(span)):
                continue
            meant = meanings("titles", wording)
            if not meant and scanned and size > 1:
                nearest, _ = near("titles", wording)
                meant = meanings("titles", nearest) if nearest else ()
            if meant:
                followed = _followed(strip, span[-1].end)
                large = _is_large(sheet, strip)
                numbered = wording.startswith(NUMBER) or wording.endswith(NUMBER) or (at > 0 and parts[at - 1].text == NUMBER)
                numbered = numbered and (not large or bool(_ONE_WORD.fullmatch(strip.text.strip())))
                labels = numbered or _labels_a_number(sheet, strip, span[-1].end)
                printed = strip.text[span[0].start : span[-1].end]
                found.extend(
                    _Name(m.field, m.sure and not followed and not (labels and m.field in _LABEL_TOO), wording, printed, at == 0)
                    for m in meant
                )
                used = size
                break
        at += max(1, used)
    return found


def _followed(strip: Strip, end: int) -> bool:
    """A title is not followed by a colon and a value: “Invoice: 123” is a label."""
    rest = strip.text[end:].lstrip()
    return rest.startswith((":", "：")) and any(c.isalnum() for c in rest)


def _labels_a_number(sheet: Sheet, strip: Strip, end: int) -> bool:
    """In print no larger than the rest, a title with a number behind or beside it is the label of that number."""
    if _is_large(sheet, strip):
        return False
    rest = strip.text[end:].strip(" .#№:")
    if re.fullmatch(r"(?i)\s*(?:no|nr|number|n[°º]|#|num|id)s?\.?\s*:?", strip.text[end:]) and strip.text[end:].strip():
        return True
    if rest:
        return bool(re.match(r"(?i)(?:no|nr|number|n°)?[\s.:#]*[\w-]*\d{3}", rest))
    beside = sheet.right_of(strip)
    return (
        beside is not None and bool(re.match(r"[A-Z-]{0,5}\d{4,}", beside.text)) and beside.box.x0 - strip.box.x1 < 25 * sheet.line_height
    )


def _heads_a_number(sheet: Sheet, strip: Strip) -> bool:
    """Whether a title in print no larger than the rest stands right over a number, as the heading of a cell does."""
    if _is_large(sheet, strip):
        return False
    below = [s for s in sheet.below(strip.box, 1.5) if abs(s.box.x0 - strip.box.x0) < sheet.line_height]
    return bool(below) and bool(re.fullmatch(r"(?=\S*\d)[\w-]{5,}", below[0].text.strip()))


_DATED: Final = re.compile(r"\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d")


def _chinese_names(text: str, *, first: bool, dated: bool) -> list[_Name]:
    """The titles in a run of Chinese; one with a word for number behind it is a label, but for a headline that goes on to a day."""
    found: list[_Name] = []
    at = 0
    while at < len(text):
        wording = next((k for k in chinese("titles") if text.startswith(k, at)), None)
        if wording is None:
            at += 1
            continue
        if text[at + len(wording) : at + len(wording) + 1] in set("号编码") and not (dated and first and at == 0):
            at += len(wording)
            continue
        found.extend(_Name(m.field, m.sure, wording, wording, first and at == 0) for m in meanings("titles", wording))
        at += len(wording)
    return found


def is_blank(page: Page) -> bool:
    """Whether a page holds nothing to read."""
    return sum(len(w.text) for w in page.words if any(c.isalnum() for c in w.text)) < 6 and not page.barcodes
