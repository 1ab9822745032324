"""Proofs of delivery: delivery receipts, freight bill copies, dock receipts, electronic and parcel proofs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from extractors.papers.cells import shipment_line
from extractors.papers.companies import company_spots
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates, limit_after, starts_with_label
from extractors.papers.form_cells import cell_of, in_cell
from extractors.papers.grids import Grid, item_grids
from extractors.papers.headings import UNKNOWN
from extractors.papers.labels import Label
from extractors.papers.lading_number import confirm_check_digit, numbers_from_barcodes
from extractors.papers.logistics import choose_order_grid, only_date, read_carrier, read_counts, read_parties
from extractors.papers.lone_order import lone_order
from extractors.papers.marks import line_above, loose_hand, signature, stamp
from extractors.papers.notes import note_places, notes_on
from extractors.papers.packs import by_packs
from extractors.papers.paper import Paper, Spot, whole_strip
from extractors.papers.remarks import Remark, reads_none
from extractors.papers.strips import Sheet, Strip, same_line
from extractors.papers.tokens import fold, label_key
from extractors.papers.totals import order_list, tie
from extractors.papers.values import Read, find_date, find_time, number_at
from extractors.papers.vocabulary import matcher, near, pattern
from extractors.papers.waybill_boxes import GOODS_RECEIVED
from facts.documents import Field
from facts.evidence import Box

NOTED: Final = frozenset({"cartons_short", "cartons_damaged", UNKNOWN})
SPECK: Final = 0.004
"""Ink that covers less of a cell is dirt."""
MOST_NOTED: Final = 999
"""A larger number under an unknown heading is no count of cartons that are missing."""
_PERSON: Final = re.compile(
    r"(?P<name>[A-ZÀ-Ý][\w.'’\-]*\.?(?:\s+(?:(?:de|van|von|der|di|la|le|el|al|bin)\s+)?[A-ZÀ-Ý][\w.'’\-]*){0,4}|[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff]))"
)
_DASH: Final = re.compile(r"[\s:]*(?:[-–—]{1,3}|/{1,2}|\./\.)\s*")
"""What stands for “none”."""
_CROSS: Final = re.compile(r"\s*[xX×]\s*[:._]*\s*")
_NO_PERSON: Final = re.compile(rf"(?i)\b{pattern('no_person')}\b|签|日期")


def read_proof_of_delivery(paper: Paper) -> Draft:
    """The fields and lines of a proof of delivery."""
    grids, bare = item_grids(paper)
    draft = Draft(bare)
    grid = choose_order_grid(grids)
    if grid is not None:
        grid = by_packs(grid, paper.region)
        draft.lines = [line for row in grid.lines if (line := shipment_line(grid, row, paper.region))]
        for line in draft.lines:
            for name in ("weight", "pallets", "description", "gtin"):
                line.pop(name, None)
        draft.lines = [line for line in draft.lines if line]
    draft.find("bol_number", "pro_number", "appointment_id")
    read_parties(draft, address=False, sender=False)
    read_carrier(draft)
    _letterhead_receiver(draft)
    numbers_from_barcodes(draft)
    confirm_check_digit(draft)
    read_counts(draft, grid, grids, weight=False)
    order_list(draft)
    _when(draft)
    _receiver(draft)
    _signed(draft)
    tie(draft, "total_cartons", "cartons")
    lone_order(draft)
    _remarks(draft)
    _short_by_line(draft)
    if "exceptions" not in draft.fields:
        if grid is not None:
            _unknown_counts(draft, grid)
            _unread_counts(draft, grid)
        elif "cartons_short" not in draft.fields:
            _figures_beside_order(draft)
    return draft


def _figures_beside_order(draft: Draft) -> None:
    """Figures on the line of an order, below a heading that was lost: one may be what is missing. It is noted, for a person."""
    field = draft.fields.get("purchase_orders")
    orders = {str(number) for number in field.value} if field is not None and isinstance(field.value, list) else set()
    for _, row in draft.paper.rows:
        held = [bool(orders & {w.text for w in s.words}) for s in row.strips]
        figures = [s.text.strip().isdecimal() and 0 < int(s.text) <= MOST_NOTED for s in row.strips]
        bare = [s for s, before, is_figure in zip(row.strips[1:], zip(held, figures, strict=True), figures[1:], strict=False)
                if is_figure and any(before)]  # fmt: skip
        if any(held) and len(bare) > 1:
            noted = whole_strip(f"{' | '.join(s.text.strip() for s in bare)}: not known what is counted", bare[-1], doubt=True).field()
            draft.fields["exceptions"] = replace(noted, review=True)
            return


def _short_by_line(draft: Draft) -> None:
    """What the dock entered as missing line by line is missing altogether, where no remark says how many are."""
    missing = [line["cartons_short"] for line in draft.lines if "cartons_short" in line]
    total = sum(int(str(field.value)) for field in missing)
    if total and "cartons_short" not in draft.fields:
        doubted = len(missing) > 1 or any(field.review for field in missing)
        draft.fields["cartons_short"] = replace(missing[0], value=total, review=doubted)


def _unread_counts(draft: Draft, grid: Grid) -> None:
    """Ink in a cell for missing cartons of which no word was read: a scan drops lone figures. It is noted, for a person."""
    for sheet in draft.paper.sheets:
        ink = sheet.page.ink
        if ink is None or sheet.page.number != grid.page or not draft.paper.scanned:
            continue
        for row in grid.lines:
            for index, column in enumerate(grid.columns):
                box = row.row.box
                place = Box(column.x0 + 1, box.top, column.x1 - 1, box.bottom)
                if index in row.cells or not NOTED & set(column.names) or place.width <= 0:
                    continue
                if any(w.box.x0 < place.x1 and w.box.x1 > place.x0 for s in row.cells.values() for w in s.words):
                    continue  # the ink is that of a word which reaches over the edge of its own column
                if ink.coverage(place) > SPECK:
                    text = f"{column.heading.strip()}: not read"
                    draft.fields["exceptions"] = Field(text, "", 0.3, sheet.page.number, place, review=True)
                    return


def _unknown_counts(draft: Draft, grid: Grid) -> None:
    """A count under a heading that no word of the lexicon explains may be what did not arrive: it is noted, for a person."""
    for row in grid.lines:
        for index, column in enumerate(grid.columns):
            strip = row.cells.get(index)
            if column.name != UNKNOWN or strip is None or not any(c.isalpha() for c in column.heading):
                continue
            number = number_at(strip.text, draft.paper.region)
            if number is not None and 0 < number[0] <= MOST_NOTED and strip.text.strip().isdigit():
                noted = whole_strip(f"{column.heading.strip()}: {strip.text.strip()}", strip, doubt=True).field()
                draft.fields["exceptions"] = replace(noted, review=True)
                return


def is_receipted(paper: Paper) -> bool:
    """Whether the receiver has filled its box on a waybill: a date or a name at the words for goods received, which makes it a proof."""
    for label in paper.named("receiver_signature"):
        if not _heads_receipt(label):
            continue
        sheet = paper.sheet_of(label.strip)
        box = label.strip.box_of(label.start, label.end)
        cell = cell_of(sheet, box)
        below = (
            in_cell(sheet, cell)
            if cell is not None
            else [s for s in sheet.strips if s.box.x0 > box.x0 - 2 * sheet.line_height and 0 < s.box.top - box.top < 9 * sheet.line_height]
        )
        near = [(label.strip, label.after)] + [(s, 0) for s in below if s is not label.strip]
        if any(find_date(strip.text, paper.region, start) is not None for strip, start in near):
            return True
    return False


def _heads_receipt(label: Label) -> bool:
    """Whether a label says that goods were received, misread by a letter or a blank or not."""
    if label.names(GOODS_RECEIVED):
        return True
    said = matcher("goods_received")
    return bool(said.search(fold(label.words)) or (label.likeness < 1 and said.search(near("labels", label_key(label.words))[0])))


def _receipt_box(paper: Paper) -> list[Strip]:
    """What stands in the ruled box for goods received, below its heading."""
    for label in paper.named("receiver_signature"):
        if _heads_receipt(label):
            sheet = paper.sheet_of(label.strip)
            cell = cell_of(sheet, label.strip.box_of(label.start, label.end))
            if cell is not None:
                return [s for s in in_cell(sheet, cell) if s is not label.strip]
    return []


def _letterhead_receiver(draft: Draft) -> None:
    """A dock's own receipt bears the receiver in its letterhead, without a label; that is for review."""
    if "ship_to_name" in draft.fields:
        return
    carrier = str(draft.value("carrier_name") or "").casefold()
    others = [c for c in company_spots(draft.paper) if str(c.value).casefold() not in carrier and carrier not in str(c.value).casefold()]
    head = [c for c in others if c.box.top < 0.2 * draft.paper.sheets[0].page.height and c.strip.page == draft.paper.sheets[0].page.number]
    if len({str(c.value) for c in others}) == 1 or head:
        draft.put("ship_to_name", replace((head or others)[0], score=0.58))
        return
    code = draft.value("ship_to_code")
    for _, row in draft.paper.rows:
        for strip in row.strips:
            at = strip.text.find(str(code)) if code else -1
            name = strip.text[:at].strip(" -–,(") if at > 4 else ""
            if len(name.split()) > 1 and not any(c.isdigit() for c in name) and not any(o.first for o in draft.paper.labels_of(strip)):
                draft.put("ship_to_name", Spot(name, strip, 0, len(name), 0.58))
                return


def _when(draft: Draft) -> None:
    """Day and time of delivery: under their labels, else beside the receiver's signature."""
    paper = draft.paper
    draft.find("delivery_date")
    for strip in _receipt_box(paper):
        read = find_date(strip.text, paper.region)
        if read is not None:
            draft.put("delivery_date", Spot(read.value, strip, read.start, read.end, 0.95, read.doubt))
    if "delivery_date" not in draft.fields:
        draft.put("delivery_date", _on_line(paper, "date", lambda text: find_date(text, paper.region)))
    if "delivery_date" not in draft.fields:
        spot = best(candidates(paper, "date", SHAPES["date"], SHAPES))
        draft.put("delivery_date", spot)
    if "delivery_date" not in draft.fields:
        draft.put("delivery_date", only_date(paper))
    found = draft.fields.get("delivery_date")
    spot = best(candidates(paper, "delivery_time", SHAPES["delivery_time"], SHAPES))
    if spot is None and found is not None:
        spot = _time_beside(paper, found)
    if spot is None:
        spot = _on_line(paper, "delivery_time", find_time)
    draft.put("delivery_time", spot)


def _on_line(paper: Paper, name: str, read: Callable[[str], Read | None]) -> Spot | None:
    """What whoever received put on a line whose caption asks for it; a date in the head of the paper is that of the paper."""
    for label in paper.named(name):
        if not (label.first or label.closed):
            continue  # “del” within a sentence is no caption
        for over in _over_line(paper, label):
            found = read(over.text)
            if found is not None:
                return Spot(found.value, over, found.start, found.end, 0.9, found.doubt)
    return None


def _time_beside(paper: Paper, day: Field) -> Spot | None:
    for _, row in paper.rows:
        for index, strip in enumerate(row.strips):
            if strip.page == day.page and day.box is not None and same_line(strip.box, day.box) and day.text in strip.text:
                for near in (strip, *row.strips[index + 1 :], *row.strips[:index]):
                    start = near.text.find(day.text) + len(day.text) if near is strip else 0
                    read = find_time(near.text, start) or (find_time(near.text) if near is strip else None)
                    if read is not None:
                        return Spot(read.value, near, read.start, read.end, 0.9)
    return None


def _person(text: str, start: int, end: int, strip: Strip, score: float) -> Spot | None:
    lead = re.match(r"[\s:：_.\-()（）]*", text[start:end])
    begin = start + (lead.end() if lead else 0)
    match = _PERSON.match(text, begin, end)
    if (
        match is None
        or any(c.isdigit() for c in match["name"])
        or _NO_PERSON.search(match["name"])
        or sum(c.isalpha() for c in match["name"]) < 2
    ):
        return None
    return Spot(match["name"].rstrip(" ,;"), strip, match.start("name"), match.end("name"), score)


def _receiver(draft: Draft) -> None:
    """The printed name of whoever received."""
    paper = draft.paper
    found: list[Spot] = []
    for label in paper.named("receiver_name"):
        sure = label.sure_of("receiver_name")
        if not sure and not (label.closed or label.first):
            continue
        end = limit_after(paper, label, SHAPES)
        score = label.likeness * (1.0 if sure else 0.8)
        spot = _person(label.strip.text, label.after, end, label.strip, score)
        if spot is None and not label.strip.text[label.after :].strip(" :_.-()"):
            sheet = paper.sheet_of(label.strip)
            beside = sheet.right_of(label.strip)
            cell = cell_of(sheet, label.strip.box)
            elsewhere = beside is not None and cell is not None and beside not in in_cell(sheet, cell)
            if beside is not None and not elsewhere and not starts_with_label(paper, beside):
                spot = _person(beside.text, 0, len(beside.text), beside, score * 0.95)
            if spot is None:
                below = _below(sheet, label)
                if below is not None and not starts_with_label(paper, below):
                    spot = _person(below.text, 0, len(below.text), below, score * 0.85)
            for over in _over_line(paper, label)[: spot is None]:
                spot = _person(over.text, 0, len(over.text), over, score * 0.95)
        if spot is not None:
            found.append(spot)
    if not found:
        found = [
            spot
            for s in _receipt_box(paper)
            if (spot := _person(s.text, 0, len(s.text), s, 0.85)) is not None and find_date(s.text, paper.region) is None
        ]
    draft.put("receiver_name", best(found))


def _below(sheet: Sheet, label: Label) -> Strip | None:
    """What stands right below a label, or alone below it in a ruled cell of its own."""
    box = label.strip.box_of(label.start, label.end)
    found = next((s for s in sheet.below(box, 2.0) if not same_line(s.box, label.strip.box)), None)
    cell = cell_of(sheet, box) if found is None else None
    inside = [s for s in in_cell(sheet, cell) if s is not label.strip] if cell is not None else []
    return found or (inside[0] if len(inside) == 1 else None)


def _over_line(paper: Paper, label: Label) -> list[Strip]:
    """What stands on the line whose caption a label is, the nearest first."""
    sheet, box = paper.sheet_of(label.strip), label.strip.box_of(label.start, label.end)
    if not line_above(sheet, box):
        return []
    over = [s for s in sheet.strips if 0 < box.top - s.box.bottom < 1.5 * sheet.line_height and s.box.x0 < box.x1 + 8 * sheet.line_height]
    over = [s for s in over if s.box.x1 > box.x0 and not starts_with_label(paper, s)]
    return sorted(over, key=lambda s: abs(s.box.x0 - box.x0))


def _signed(draft: Draft) -> None:
    paper = draft.paper
    labels = [label for label in paper.named("receiver_signature") if label.sure_of("receiver_signature")]
    found = signature(paper, labels)
    if found is None or found.value is False:
        others = signature(paper, [label for label in paper.named("receiver_name") if label.sure_of("receiver_name")])
        found = others if others is not None and (found is None or others.value is True) else found
    if found is None or found.value is False:
        found = _signed_without_words(draft) or found
    if found is not None:
        draft.fields["signed"] = found
    printed = stamp(paper)
    if printed is not None:
        draft.fields["stamped"] = printed


def _signed_without_words(draft: Draft) -> Field | None:
    """A hand at a lone X or below the receiver's name on a paper that asks for no signature in words; for a person, as nothing says whose.

    Nothing where others sign as well, or where the hand may be a note.
    """
    paper, name = draft.paper, draft.fields.get("receiver_name") or draft.fields.get("delivery_date")
    others = ("receiver_signature", "carrier_signature", "shipper_signature")
    if name is None or name.box is None or any(label.sure_of(field) for field in others for label in paper.named(field)):
        return None
    asked = [label for label in paper.named("exceptions") if label.sure_of("exceptions") and not reads_none(label.words)]
    if not all(_answered(paper, label) for label in asked):
        return None
    crossed = signature(paper, list(_crosses(paper)))
    return replace(crossed, review=True) if crossed is not None and crossed.value is True else loose_hand(paper, name)


def _answered(paper: Paper, label: Label) -> bool:
    """Whether words, or a dash for none, stand where a label asks for notes."""
    if any(re.search(r"\w\w", s.text[start:end]) for s, start, end in note_places(paper, label)):
        return True
    dashes = (s for s in paper.sheet_of(label.strip).strips if _DASH.fullmatch(s.text) and s.box.x0 > label.strip.box.x1)
    return bool(_DASH.fullmatch(label.strip.text[label.after :])) or any(same_line(s.box, label.strip.box) for s in dashes)


def _crosses(paper: Paper) -> Iterator[Label]:
    """Each X that stands alone, as before a line to sign on."""
    for sheet in paper.sheets:
        for strip in sheet.strips:
            if _CROSS.fullmatch(strip.text):
                start = len(strip.text) - len(strip.text.lstrip())
                yield Label(strip, start, start + 1, start + 1, (), closed=True, likeness=1.0)


def _remarks(draft: Draft) -> None:
    """Exceptions, and what they say about cartons; a count next to a noted difference is for review."""
    notes = notes_on(draft.paper)
    spoken = [(spot, note) for spot, note in notes if note.speaks]
    for spot, note in spoken:
        if note.subject_to_count:
            draft.put("subject_to_count", replace(spot, value=True))
    for name in ("short", "damaged", "over"):
        for spot, note in spoken:
            number = getattr(note, name)
            if number and f"cartons_{name}" not in draft.fields:
                draft.fields[f"cartons_{name}"] = replace(replace(spot, value=number).field(), review=True)
    worded = [(s, n) for s, n in spoken if not _only_reservation(n)]
    if worded:
        spot, note = worded[0]
        draft.fields["exceptions"] = replace(spot.field(), review=True)
        total = draft.fields.get("total_cartons")
        if total is not None and (note.short or note.over or note.received is not None or note.damaged or not note.understood):
            draft.fields["total_cartons"] = replace(total, review=True, confidence=min(total.confidence, 0.7))
    if any(n.pallets_only for _, n in notes) and "total_cartons" in draft.fields and not draft.lines:
        draft.fields["total_cartons"] = replace(draft.fields["total_cartons"], review=True)


def _only_reservation(note: Remark) -> bool:
    """A note that says no more than “subject to count”."""
    return note.subject_to_count and not (note.short or note.damaged or note.over or note.shipper_load_and_count or note.pallets_only)
