"""From a label to its value: on the same strip, to the right, or below, if the value has the shape its field asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from extractors.papers.labels import Label
from extractors.papers.paper import Paper, Spot
from extractors.papers.region import Region
from extractors.papers.strips import Strip, same_line
from extractors.papers.values import Read, find_amount, find_count, find_date, find_dates, find_identifier, find_time
from facts.identifiers import is_vics_bol

Shape = Callable[[str, int, Region], Read | None]
"""Reads a value that begins at an offset of a text, or None where what stands there has another shape."""

_INLINE: Final = 1.0
_RIGHT: Final = 0.95
_BELOW: Final = 0.88
_LOOSE: Final = 0.7
_RIVAL: Final = 0.93
_JUNK: Final = re.compile(r"[\s:：#№.,;=*|\-–—>(\[]*")
_DAY_BEHIND: Final = 24
"""Eight bare figures that could be a day (20110409) are a number where a day follows within so many characters."""
_PLACE: Final = re.compile(r"^\s*(?:[A-Z]{1,2}-)?\d{4,5}\s+[^\d,]{2,30},?\s*|^\s*[A-ZÀ-Ý][^\d,:]{2,30},\s*")
"""The town before a date, as consignment notes ask for it: “59160 Lomme, 8 octobre 2025”."""


def _near(read: Read | None, start: int, slack: int) -> Read | None:
    return read if read is not None and read.start - start <= slack else None


def a_date(text: str, start: int, region: Region) -> Read | None:
    """A date, with at most a weekday or a time before it."""
    read = find_date(text, region, start)
    if read is None:
        return None
    between = _PLACE.sub("", text[start : read.start])
    time = find_time(between)
    rest = between[: time.start] + between[time.end :] if time else between
    return read if len(re.sub(r"[\W_]", "", rest)) <= 10 and not re.search(r"\d", rest) else None


def a_time(text: str, start: int, region: Region) -> Read | None:
    """A time of day, with at most a date before it."""
    read = find_time(text, start)
    if read is None:
        return None
    day = find_date(text, region, start)
    skipped = day.end if day and day.end <= read.start else start
    return read if len(re.sub(r"[\W_]", "", text[skipped : read.start])) <= 6 else None


def identifier(*, digits: int, length: int, longest: int = 30, spaced: bool = False) -> Shape:
    """An identifier of at least so many digits and characters that is no date."""

    def shape(text: str, start: int, region: Region) -> Read | None:
        begin = start + len(_JUNK.match(text[start:]).group().rstrip("(["))  # type: ignore[union-attr]
        read = _near(find_identifier(text, begin, digits=digits, length=length, spaced=spaced), begin, 0)
        if read is None or not isinstance(read.value, str) or len(read.value) > longest:
            return None
        dates = find_dates(text[begin : read.end + _DAY_BEHIND], region)
        if dates and dates[0].start == 0 and not (len(dates) > 1 and text[begin : read.end].isdigit()):
            return None
        return read

    return shape


def a_bol_number(text: str, start: int, region: Region) -> Read | None:
    """A bill of lading number: 17 digits with a check digit, in groups or not, or another identifier with three digits."""
    begin = start + len(_JUNK.match(text[start:]).group())  # type: ignore[union-attr]
    spaced = find_identifier(text, begin, digits=12, length=12, spaced=True)
    if spaced is not None and spaced.start == begin and is_vics_bol(str(spaced.value)):
        return spaced
    return identifier(digits=3, length=4)(text, start, region)


_SCAC: Final = re.compile(r"[A-Z]{2,4}(?![A-Za-z0-9])")


def a_scac(text: str, start: int, region: Region) -> Read | None:
    """Two to four capitals."""
    del region
    begin = start + len(_JUNK.match(text[start:]).group())  # type: ignore[union-attr]
    match = _SCAC.match(text, begin)
    return Read(match.group(), match.start(), match.end()) if match else None


_SITE: Final = re.compile(
    r"(?:(?:DC|FC|RDC|Store|Whse|WH|Loc|Club)\s?#?\s?)?(?P<code>[A-Z]{2,5}-?\d{1,4}[A-Z]?|[A-Z]-?\d{3,5}|\d{3,6}|\d{13}|[A-Z]{3,5})(?![\w])"
)


_LIKE_A_YEAR: Final = re.compile(r"20[0-4]\d")
"""Four bare figures that may be the year on a stamp as well as the number of a site."""


def a_site_code(text: str, start: int, region: Region) -> Read | None:
    """The retailer's code of a dock: letters with digits (ABE8), a store or centre number, or a GLN."""
    del region
    begin = start + len(_JUNK.match(text[start:]).group())  # type: ignore[union-attr]
    match = _SITE.match(text, begin)
    if match is None:
        return None
    return Read(match["code"], match.start("code"), match.end("code"), doubt=bool(_LIKE_A_YEAR.fullmatch(match.group())))


_PLATE: Final = re.compile(r"[A-Z0-9]{1,12}(?:[-./ ][A-Z0-9]{1,6}){0,3}|[\u4e00-\u9fff] ?[A-Z][·. ]?[A-Z0-9]{5,6}(?![A-Z0-9])")


def a_plate(text: str, start: int, region: Region) -> Read | None:
    """A trailer number, plate or seal: the identifier, or up to three groups of capitals and digits at the end of the print."""
    plain = identifier(digits=1, length=2, longest=20)(text, start, region)
    begin = start + len(_JUNK.match(text[start:]).group())  # type: ignore[union-attr]
    match = _PLATE.match(text, begin)
    if match and re.search(r"\d", match.group()) and not text[match.end() :].strip(" .;,)") and len(match.group()) <= 14:
        return Read(match.group().strip(), match.start(), match.end())
    return plain


def a_count(text: str, start: int, region: Region) -> Read | None:
    """A whole number that begins here and is not a weight, an amount or an identifier; no comma stands before it."""
    del region
    begin = start + len(re.match(r"[\s:：#№=.*|\-–—>(\[]*", text[start:]).group())  # type: ignore[union-attr]
    read = _near(find_count(text, begin), begin, 0)
    if read is None:
        return None
    after = text[read.end : read.end + 6].strip().lower()
    if re.match(r"(?:of|von|de|sur|di|/)\s*\d", text[read.end :].strip().lower()):
        return None  # “pallet 1 of 13” is which one it is, not how many there are
    return None if re.match(r"(lbs?|kgs?|kilo|%|[$€£]|/\d)", after) else read


def an_amount(text: str, start: int, region: Region) -> Read | None:
    """An amount of money that begins here, a currency or its sign before it or not."""
    begin = start + len(_JUNK.match(text[start:]).group().rstrip("-–(["))  # type: ignore[union-attr]
    read = find_amount(text, region, begin)
    if read is None or text[read.end : read.end + 2].lstrip().startswith("%"):
        return None
    between = re.sub(r"(?:USD|EUR|GBP|CNY|CHF|US|RMB)|[\W_]", "", text[begin : read.start])
    return read if not between else None


_ORDER: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9]|[-/_.](?=[A-Z0-9])){2,24}", re.IGNORECASE)

_TORN_ORDER: Final = re.compile(r"(?=[A-Z]*\d)(?=.*[A-Z])([A-Z\d]{2,6}) ([A-Z\d]{2,6})\s*$(?<=^.{9})")
"""Eight letters and figures that narrow print of one width tears in two (“6HW VHHFV”); they are for a person."""


def order_numbers(text: str, start: int, region: Region) -> Read | None:
    """One or more purchase order numbers, parted by commas, blanks, semicolons, slashes or “and”."""
    at = start + len(_JUNK.match(text[start:]).group())  # type: ignore[union-attr]
    first, last, found = at, at, list[str]()
    while match := _ORDER.match(text, at):
        word = match.group()
        if not looks_like_order(word) or any(d.start <= match.start() < d.end for d in find_dates(text, region)):
            break
        found.append(word)
        last = match.end()
        parting = re.match(r"\s*(?:[,;|+&、，/]|\band\b|\bund\b|\bet\b|\by\b|\be\b)?\s*", text[last:])
        at = last + (parting.end() if parting else 0)
    if found:
        return Read(found, first, last)
    torn = _TORN_ORDER.match(text, first)
    return Read(["".join(torn.groups())], first, torn.end(), doubt=True) if torn else None


def looks_like_order(word: str) -> bool:
    """Whether a word could be an order number: four or more characters with a digit, or eight capitals."""
    digits = sum(c.isdigit() for c in word)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})*([.,]\d{1,2})?", word) and len(word) < 5:
        return False
    return (len(word) >= 4 and digits >= 1) or bool(re.fullmatch(r"[A-Z]{8}", word))


def live(label: Label, shape: Shape | None, region: Region) -> bool:
    """Whether a label inside a strip starts a value of its own, so that the value before it ends there."""
    if label.closed or (label.first and any(m.sure for m in label.meanings)):
        return True
    if shape is a_count and _counts(label):
        return False
    if shape is not None:
        return shape(label.strip.text, label.after, region) is not None
    return any(m.sure for m in label.meanings) and " " in label.words


def limit_after(paper: Paper, label: Label, shapes: dict[str, Shape]) -> int:
    """Where the value after a label must end: at the next label that starts a value of its own, or at the strip's end."""
    for other in paper.labels_of(label.strip):
        if other.start >= label.after and other is not label and not other.glued and not _part_of_value(label, other):
            shape = next((shapes[m.field] for m in other.meanings if m.field in shapes), None)
            if live(other, shape, paper.region):
                return other.start
    return len(label.strip.text)


def _part_of_value(label: Label, other: Label) -> bool:
    """“Destination: Amazon Fulfillment Center”: words that could label the same thing again are part of what is labelled."""
    between = label.strip.text[label.after : other.start].strip(" .:_-#()[]/")
    return bool(between) and not other.closed and any(label.names(m.field) for m in other.meanings)


def places(paper: Paper, label: Label, shapes: dict[str, Shape]) -> Iterator[tuple[Strip, int, int, float]]:
    """Where the value of a label may stand: strip, first character, end, weight of the direction."""
    end = limit_after(paper, label, shapes)
    if label.strip.text[label.after : end].strip(" .:_-#()[]"):
        yield label.strip, label.after, end, _INLINE
        return
    if end < len(label.strip.text):
        return
    sheet = paper.sheet_of(label.strip)
    beside = sheet.right_of(label.strip)
    if beside is not None and not starts_with_label(paper, beside):
        yield beside, 0, _first_end(paper, beside, shapes), _RIGHT
    box = label.strip.box_of(label.start, label.end)
    under = [s for s in sheet.below(box) if not same_line(s.box, label.strip.box)]
    wrapped = wrap_of(paper, label.strip) if not label.first else None
    if wrapped is not None and (not under or under[0] is not wrapped):
        yield wrapped, 0, _first_end(paper, wrapped, shapes), _BELOW
    if under:
        top = under[0].box
        for strip in [s for s in under if same_line(s.box, top)][:2]:
            if not starts_with_label(paper, strip):
                yield strip, 0, _first_end(paper, strip, shapes), _BELOW if label.first else _BELOW * 0.9


def wrap_of(paper: Paper, strip: Strip) -> Strip | None:
    """The strip on which a cell goes on: right below, at the same left edge, with no label of its own."""
    sheet = paper.sheet_of(strip)
    for below in sheet.below(strip.box, 1.2):
        if abs(below.box.x0 - strip.box.x0) < 0.8 * strip.box.height and 0 < below.box.top - strip.box.top < 1.9 * strip.box.height:
            left = [s for s in sheet.strips if s.box.x1 < below.box.x0 and same_line(s.box, below.box)]
            valued = bool(left) and starts_with_label(paper, max(left, key=lambda s: s.box.x1))
            return None if valued or starts_with_label(paper, below) else below
    return None


def _first_end(paper: Paper, strip: Strip, shapes: dict[str, Shape]) -> int:
    for other in paper.labels_of(strip):
        shape = next((shapes[m.field] for m in other.meanings if m.field in shapes), None)
        if other.start > 0 and live(other, shape, paper.region):
            return other.start
    return len(strip.text)


def starts_with_label(paper: Paper, strip: Strip) -> bool:
    """Whether a strip is itself a label or begins with one that is closed."""
    return any(other.first and (other.closed or (other.alone and any(m.sure for m in other.meanings))) for other in paper.labels_of(strip))


def candidates(paper: Paper, field: str, shape: Shape, shapes: dict[str, Shape]) -> list[Spot]:
    """All values on a paper that a label gives to a field, best first."""
    found: list[Spot] = []
    for label in paper.named(field):
        sure = label.sure_of(field)
        if (not sure and not (label.closed or label.first)) or (shape is a_count and (_counts(label) or _unit_of_row(paper, label))):
            continue
        for strip, start, end, weight in places(paper, label, shapes):
            glued = label.glued and strip is label.strip
            read = shape(strip.text[:end], label.start if glued else start, paper.region)
            if read is None and weight == _INLINE and field in NUMBERED_TITLES:
                read = behind_marker(strip.text[:end], start, shape, paper.region)
            if read is None:
                continue
            score = weight * label.likeness * (1.0 if sure else _LOOSE) + 0.004 * len(label.words.split()) + (0.02 if label.closed else 0)
            first_of_many = shape is a_count and strip is not label.strip and _heads_a_column(paper, strip)
            found.append(Spot(read.value, strip, read.start, read.end, score, read.doubt or glued or first_of_many))
            break
    return sorted(found, key=lambda s: -s.score)


def _heads_a_column(paper: Paper, strip: Strip) -> bool:
    """Whether another number stands right below one: the first figure of a column is no total of it."""
    below = [s for s in paper.sheet_of(strip).below(strip.box, 1.6) if not same_line(s.box, strip.box)]
    return any(re.fullmatch(r"\d[\d.,]*", s.text) for s in below)


_MARKER: Final = re.compile(
    r"[^:;|]{1,48}?(?<![\w])(?:nr|no|n[°º]|num|number|nummer|numéro|número|numero)(?![\w])\.?\s*[:#]?\s*", re.IGNORECASE
)
NUMBERED_TITLES: Final = frozenset({"invoice_number", "bol_number", "agreement_number", "chargeback_id", "payment_number"})
"""Fields whose label may be a title with words before its number: “Rechnung des Versicherers (575) Nr. 12-8”."""


def behind_marker(text: str, start: int, shape: Shape, region: Region) -> Read | None:
    """A value behind a word for number, with at most some words of the title before it."""
    match = _MARKER.match(text, start)
    return shape(text, match.end(), region) if match else None


def _counts(label: Label) -> bool:
    """“27 cartons”, “Units/Ctn”: a number before the word, or what is counted per it, makes it no label, unless a colon says otherwise."""
    return not label.closed and bool(re.search(r"\d[\s)]*$|[^\W\d_]{2,}\s?/\s?$", label.strip.text[: label.start]))


def _unit_of_row(paper: Paper, label: Label) -> bool:
    """“4 | PLT | 63 | CTN”: a line of a table that begins with a number has its units behind the numbers."""
    if label.closed or not label.alone:
        return False
    row = next((r for r in paper.sheet_of(label.strip).rows if label.strip in r.strips), None)
    return row is not None and row.strips[0] is not label.strip and row.strips[0].text.strip().isdigit()


def best(spots: Iterable[Spot]) -> Spot | None:
    """The best candidate; in doubt where a rival with another value comes near."""
    ranked = sorted(spots, key=lambda s: -s.score)
    if not ranked:
        return None
    by_value: dict[str, list[Spot]] = defaultdict(list)
    for spot in ranked:
        by_value[str(spot.value).upper()].append(spot)
    first = ranked[0]
    same = by_value[str(first.value).upper()]
    rival = next((s for s in ranked if str(s.value).upper() != str(first.value).upper()), None)
    contested = rival is not None and rival.score >= _RIVAL * first.score and len(by_value[str(rival.value).upper()]) >= len(same)
    return replace(first, doubt=first.doubt or contested)
