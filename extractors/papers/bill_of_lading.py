"""Bills of lading: the VICS form, straight and TMS print-outs, waybills and consignment notes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from extractors.papers.cells import shipment_line
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates
from extractors.papers.grids import item_grids
from extractors.papers.headline import read_headline
from extractors.papers.labels import Label
from extractors.papers.lading_number import confirm_check_digit, numbers_from_barcodes
from extractors.papers.logistics import choose_order_grid, read_carrier, read_counts, read_parties
from extractors.papers.lone_order import lone_order
from extractors.papers.marks import line_above, signature, ticked_option
from extractors.papers.packs import by_packs
from extractors.papers.paper import Paper, Spot
from extractors.papers.remarks import counting, says_shipper_load_and_count
from extractors.papers.strips import Strip, strip_of
from extractors.papers.tokens import fold
from extractors.papers.totals import order_list, tie, weight_unit
from extractors.papers.values import find_date
from extractors.papers.vocabulary import matcher

TERMS: Final = {name: matcher(name) for name in ("third_party", "prepaid", "collect")}
_DOUBTFUL: Final = 0.7
_OVER_A_LINE: Final = -3.0
"""By the height of lines: how far over a caption below its line a date may stand that was written beside a signature."""
_COUNTED: Final = {name: matcher(f"counted_{name}") for name in ("driver_pallets", "driver_pieces", "shipper")}


def read_bill_of_lading(paper: Paper) -> Draft:
    """The fields and lines of a bill of lading."""
    grids, bare = item_grids(paper)
    draft = Draft(bare)
    grid = choose_order_grid(grids)
    if grid is not None:
        grid = by_packs(grid, paper.region)
        draft.lines = [line for row in grid.lines if (line := shipment_line(grid, row, paper.region))]
    draft.find("bol_number", "pro_number", "ship_date", "trailer_number", "seal_number", "arn")
    read_parties(draft, address=True)
    read_carrier(draft)
    numbers_from_barcodes(draft)
    read_headline(draft, "bol_number", "ship_date", marked=True)
    confirm_check_digit(draft)
    read_counts(draft, grid, grids)
    order_list(draft)
    weight_unit(draft, grid)
    _ship_date(draft)
    read_headline(draft, "bol_number", "ship_date")
    _freight_terms(draft)
    _counted_by(draft)
    _load_and_count(draft)
    _signatures(draft)
    _pickup_date(draft)
    for total, column in (("total_cartons", "cartons"), ("total_pallets", "pallets"), ("total_weight", "weight")):
        tie(draft, total, column)
    lone_order(draft)
    return draft


def _ship_date(draft: Draft) -> None:
    if "ship_date" not in draft.fields:
        draft.put("ship_date", best(candidates(draft.paper, "date", SHAPES["date"], SHAPES)))
        found = draft.fields.get("ship_date")
        if found is not None:
            draft.fields["ship_date"] = replace(
                found, confidence=min(found.confidence, 0.93), review=found.review and (draft.paper.scanned or found.confidence < _DOUBTFUL)
            )


def _freight_terms(draft: Draft) -> None:
    paper = draft.paper
    labels = paper.named("freight_terms")
    ticked = ticked_option(paper, labels, TERMS, reach=4.0)
    if ticked is not None:
        draft.fields["freight_terms"] = replace(ticked[0].field(), box=ticked[1])
        return
    spot = None
    if spot is None:
        for label in labels:
            if not label.sure_of("freight_terms") and not (label.closed or label.first):
                continue
            text = label.strip.text
            spot = spot or _term_in(text, label.after, min(len(text), label.after + 40), label.strip, 1.0, short=True)
            if spot is None and label.alone:
                for strip in paper.sheet_of(label.strip).below(label.strip.box_of(label.start, label.end), 2.0)[:2]:
                    spot = spot or _term_in(strip.text, 0, len(strip.text), strip, 0.9, short=True)
                beside = paper.sheet_of(label.strip).right_of(label.strip)
                if spot is None and beside is not None:
                    spot = _term_in(beside.text, 0, len(beside.text), beside, 0.9, short=True)
    draft.put("freight_terms", spot or _term_anywhere(draft.paper))


_SHORT_TERMS: Final = {
    "prepaid": matcher("prepaid_behind_label"),
    "collect": matcher("collect_behind_label"),
    "third_party": TERMS["third_party"],
}
"""Words for the terms that are clear right behind their label only (“Port: Dû”, “Resa Assegnato”)."""


def _term_in(text: str, start: int, end: int, strip: Strip, score: float, *, short: bool = False) -> Spot | None:
    for patterns in (TERMS, _SHORT_TERMS) if short else (TERMS,):
        hits = [(value, m) for value, pattern in patterns.items() for m in pattern.finditer(fold(text), start, end)]
        if len({value for value, _ in hits}) == 1:
            value, match = hits[0]
            return Spot(value, strip, match.start(), match.end(), score)
    return None


_OTHER_COLLECT: Final = re.compile(r"(?i)c\.?o\.?d|if the shipment|without recourse")


def _term_anywhere(paper: Paper) -> Spot | None:
    """One word for prepaid or collect on the whole paper, small print and cash on delivery apart."""
    found = [
        Spot(value, strip, m.start(), m.end(), 0.85)
        for _, row in paper.rows
        for strip in row.strips
        if len(strip.words) <= 24 and not _OTHER_COLLECT.search(strip.text)
        for value, pattern in TERMS.items()
        for m in pattern.finditer(fold(strip.text))
        if len(m.group()) > 3
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


def _counted_by(draft: Draft) -> None:
    paper = draft.paper
    labels = paper.named("counted_by")
    ticked = ticked_option(paper, labels, _COUNTED, reach=8.0)
    if ticked is not None:
        draft.fields["counted_by"] = replace(ticked[0].field(), box=ticked[1])
        return
    spot = None
    if spot is None:
        for label in labels:
            text = label.strip.text
            if len(text) - label.after < 12 and (beside := paper.sheet_of(label.strip).right_of(label.strip)) is not None:
                joined = strip_of((*label.strip.words, *beside.words), label.strip.page)
                label = Label(joined, label.start, label.end, label.after, label.meanings, label.closed, label.likeness)  # noqa: PLW2901
                text = joined.text
            end = min(len(text), label.after + 60)
            stop = re.search(r"[.;。；]", text[label.after : end])
            said = text[label.after : label.after + stop.start()] if stop else text[label.after : end]
            hits = [v for v, pattern in _COUNTED.items() if pattern.search(fold(text), label.after)]
            value = counting(said) if len(hits) < 2 else None
            if value:
                start = label.after + len(said) - len(said.lstrip())
                spot = Spot(value, label.strip, start, start + len(said.strip()))
                break
    if spot is None:
        spot = _counted_sentence(paper)
    draft.put("counted_by", spot)


_COUNTS: Final = r"\b(?:counted|count|comptés?|gezählt|contad[oa]s?|contat[oi])\b[^.;]{0,50}"
_COUNT_ON: Final = re.compile(rf"(?i){_COUNTS}")
_COUNT_OF: Final = re.compile(rf"(?i)(?:^|(?<=[.;] ))[^.;]{{1,30}}{_COUNTS}")
"""A sentence on the count with who counted before it."""


def _counted_sentence(paper: Paper) -> Spot | None:
    """“Count by driver, pieces”, “Driver counted pallets, said to contain” in running text."""
    for _, row in paper.rows:
        for strip in row.strips:
            for match in filter(None, (_COUNT_ON.search(strip.text), _COUNT_OF.search(strip.text))):
                said = match.group()
                if "load" not in said.lower() and (value := counting(said)) and "subject" not in strip.text.lower():
                    return Spot(value, strip, match.start(), match.end(), 0.85)
    return None


def _load_and_count(draft: Draft) -> None:
    """“Shipper load and count” as printed; where it is one option among ticked ones, only when it is ticked."""
    for _, row in draft.paper.rows:
        for strip in row.strips:
            if says_shipper_load_and_count(strip.text) and not re.search(r"\[\s*\]|☐|□", strip.text):
                match = re.search(r"(?i)s\.?\s?l\.?\s?&?\s?c\b|shipper.*count|chargement.*|verlad.*|carg.*|caric.*|.*", strip.text)
                start, end = (match.start(), match.end()) if match else (0, len(strip.text))
                draft.put("shipper_load_and_count", Spot(value=True, strip=strip, start=start, end=end))
                return


def _signatures(draft: Draft) -> None:
    """Who signed at origin: shipper and carrier, each at the words that ask for it."""
    paper = draft.paper
    for name, field in (("shipper_signed", "shipper_signature"), ("carrier_signed", "carrier_signature")):
        sure = [label for label in paper.named(field) if label.sure_of(field)]
        loose = [label for label in paper.named(field) if not label.sure_of(field) and label.first and _low(paper, label)]
        found = signature(paper, sure) or signature(paper, loose)
        if found is not None:
            draft.fields[name] = found


def _low(paper: Paper, label: object) -> bool:
    """Whether a loose word (“Shipper”, “Driver”) stands in the lower part, where forms are signed."""
    strip = getattr(label, "strip", None)
    if strip is None:
        return False
    sheet = paper.sheet_of(strip)
    ends = [s.box.top for s in sheet.strips if re.search(r"(?i)total|合计|gesamt|summe", s.text)]
    return bool(strip.box.top > min(ends, default=0.4 * sheet.page.height))


def _pickup_date(draft: Draft) -> None:
    """The date of pickup: under its label, or the date that the carrier wrote beside the signature."""
    draft.find("pickup_date")
    if "pickup_date" in draft.fields:
        return
    paper = draft.paper
    for label in [lb for lb in paper.named("carrier_signature") if lb.sure_of("carrier_signature") or _low(paper, lb)]:
        sheet = paper.sheet_of(label.strip)
        first = _OVER_A_LINE if line_above(sheet, label.strip.box_of(label.start, label.end)) else -1.2
        right = [
            s
            for s in sheet.strips
            if s.box.x0 >= label.strip.box.x0 - 5 and first * sheet.line_height < s.box.top - label.strip.box.top < 5 * sheet.line_height
        ]
        for strip in sorted(right, key=lambda s: (s.box.top, s.box.x0)):
            read = find_date(strip.text, paper.region, label.after if strip is label.strip else 0)
            if read is not None:
                draft.put("pickup_date", Spot(read.value, strip, read.start, read.end, 0.9, read.doubt))
                return
