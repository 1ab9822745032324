"""What most EDIFACT messages share: parties, references, dates, items, quantities, prices, amounts and control totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from extractors.edi.edifact import Message, Segment
from extractors.edi.items import put_item_numbers
from extractors.form import Form, day_of, moment_of, money_text, number_of
from facts.money import round_half_up

PURPOSES: Final = {
    "1": "cancellation", "2": "add", "3": "delete", "4": "change", "5": "replace", "6": "confirmation", "7": "duplicate", "9": "original",
    "27": "not_accepted", "29": "accepted", "31": "copy", "42": "confirmation", "43": "additional", "46": "provisional",
}  # fmt: skip
"""EDIFACT 1225: why the message was sent."""
_PARTIES: Final[dict[str, tuple[str, ...]]] = {
    "ship_to": ("DP", "ST", "CN", "UC", "UD", "GC"),
    "ship_from": ("SF", "SH", "CZ", "PW"),
    "buyer": ("BY", "OB", "IV", "BT", "SN"),
    "vendor": ("SU", "SE", "VN", "II", "DS"),
    "payer": ("PR", "PL", "OY", "BY", "IV"),
    "payee": ("PE", "BE", "SU"),
    "carrier": ("CA", "FW"),
}
"""EDIFACT 3035 by role, the fittest first."""
_PRICE_DIGITS: Final = 10
_LEADING_DIGITS: Final = re.compile(r"\d{6,}(?![-/.])")
_AGENCY: Final = re.compile(r"\d{1,3}[A-Z]?|ZZ[A-Z]?")
"""A code list agency (3055) that a sender put where the name belongs."""


@dataclass(slots=True)
class Loop:
    """A segment that opens a group (LIN, DOC, CPS, NAD) with the segments up to the next one."""

    first: Segment
    rest: list[Segment] = field(default_factory=list)


def loops(segments: Sequence[Segment], opening: frozenset[str], closing: frozenset[str] = frozenset({"UNS", "CNT"})) -> list[Loop]:
    """The groups opened by any tag of `opening`; a tag of `closing` ends the last one."""
    found: list[Loop] = []
    is_open = False
    for segment in segments:
        if segment.tag in opening:
            found.append(Loop(segment))
            is_open = True
        elif segment.tag in closing:
            is_open = False
        elif is_open:
            found[-1].rest.append(segment)
    return found


def heading(segments: Sequence[Segment], opening: frozenset[str]) -> list[Segment]:
    """The segments before the first group of the detail."""
    stop = opening | {"UNS"}
    end = next((i for i, s in enumerate(segments) if s.tag in stop), len(segments))
    return list(segments[:end])


def summary(segments: Sequence[Segment]) -> list[Segment]:
    """The segments after UNS, or all that follow the first CNT where there is no UNS."""
    at = next((i for i, s in enumerate(segments) if s.tag == "UNS" and s[1] == "S"), None)
    if at is None:
        at = next((i for i, s in enumerate(segments) if s.tag == "CNT"), len(segments))
    return list(segments[at:])


def edifact_days(written: str, form: str) -> tuple[date | None, date | None]:
    """The day, or first and last day, that a DTM says by its format code (2379)."""
    text = written.strip()
    if form in {"718", "719", "711", "713"}:
        halves = text.split("-") if "-" in text else [text[: len(text) // 2], text[len(text) // 2 :]]
        return day_of(halves[0]), day_of(halves[1]) if len(halves) == 2 else None
    if form == "2":
        return day_of(text[4:6] + text[2:4] + text[:2]), None
    if form == "4":
        return day_of(text[4:8] + text[2:4] + text[:2]), None
    if form in {"616", "615"} and re.fullmatch(r"\d{6}", text):
        return _monday(int(text[:4]), int(text[4:])), None
    digits = _LEADING_DIGITS.match(text)
    if digits is None:
        return day_of(text), None
    return day_of(digits.group()[:6] if form in {"101", "201", "202", "301"} else digits.group()), None


def _monday(year: int, week: int) -> date | None:
    try:
        first = date.fromisocalendar(year, 1, 1)
    except ValueError:
        return None
    return first + timedelta(weeks=week - 1) if 1 <= week <= 53 else None


def put_dates(form: Form, segments: Sequence[Segment], names: dict[str, str]) -> None:
    """Fills dates from DTM by qualifier (2005). A name `a..b` takes a period's two ends, or a single day as both."""
    for segment in segments:
        if segment.tag != "DTM" or segment[1] not in names:
            continue
        written, code = segment.part(1, 2), segment.part(1, 3)
        start, end = edifact_days(written, code)
        name, _, last = names[segment[1]].partition("..")
        if start is None:
            if written and name not in form.fields:
                form.problems.append(f"{name}: {written!r} (format {code or 'not given'}) is not a date")
            continue
        if name not in form.fields:
            form.put(name, start.isoformat(), written)
        if last and last not in form.fields:
            form.put(last, (end or start).isoformat(), written)


def put_moment(form: Form, name: str, segment: Segment) -> None:
    """Fills a date-time from one DTM segment; midnight where it gives no time."""
    written, code = segment.part(1, 2), segment.part(1, 3)
    day, time = (written[:6], written[6:12]) if code in {"101", "201", "202"} else (written[:8], written[8:14])
    if day and moment_of(day, time) is not None:
        form.moment(name, day, time)


def put_references(form: Form, segments: Sequence[Segment], names: dict[str, str]) -> None:
    """Fills references from RFF by qualifier (1153)."""
    for segment in segments:
        if segment.tag == "RFF" and segment[1] in names:
            form.text(names[segment[1]], segment.part(1, 2))


def put_parties(form: Form, segments: Sequence[Segment], roles: Sequence[str]) -> None:
    """Fills ROLE_name and ROLE_code from NAD, and ROLE_tax_id from an RFF VA behind it."""
    parties = {loop.first[1]: loop for loop in reversed(loops(segments, frozenset({"NAD"})))}
    for role in roles:
        for qualifier in _PARTIES[role]:
            party = parties.get(qualifier)
            if party is None:
                continue
            name = " ".join(p for p in party.first.elements[3] if p.strip()) if len(party.first.elements) > 3 else ""
            written = name or party.first[3]
            form.text(f"{role}_name", "" if _AGENCY.fullmatch(written) else written)
            is_code = " " not in party.first[2] or f"{role}_name" in form.fields
            form.text(f"{role}_code" if is_code else f"{role}_name", party.first[2])
            put_references(form, party.rest, {"VA": f"{role}_tax_id"})
            break


def put_currency(form: Form, segments: Sequence[Segment]) -> None:
    """Fills the currency from CUX (reference currency first)."""
    for segment in sorted((s for s in segments if s.tag == "CUX"), key=lambda s: s[1] != "2"):
        form.text("currency", segment.part(1, 2).upper())


def put_items(line: Form, loop: Loop) -> None:
    """Fills line number, item numbers and description from LIN, PIA and IMD."""
    line.put("segment", loop.first.row, "LIN")
    line.text("line_number", loop.first[1])
    pairs = [(loop.first.part(3, 2), loop.first[3])]
    for segment in loop.rest:
        if segment.tag == "PIA":
            given = [p for p in segment.elements[1:] if p and p[0].strip()]
            kept = [(p[1].strip() if len(p) > 1 else "EN" if p[0].isdigit() else "", p[0]) for p in given]
            pairs = kept + pairs if segment[1] == "5" and not pairs[0][1] else pairs + kept
    put_item_numbers(line, pairs)
    words = [segment for segment in loop.rest if segment.tag == "IMD"]
    for segment in words:
        text = f"{segment.part(3, 4)} {segment.part(3, 5)}".strip()
        line.text("description", text)


def quantities(segments: Sequence[Segment], line: Form) -> dict[str, tuple[str, str]]:
    """Quantities by qualifier (6063) as (number, unit) as written; what is no number is a problem of the line."""
    found: dict[str, tuple[str, str]] = {}
    for segment in segments:
        if segment.tag == "QTY" and segment[1] not in found and segment.part(1, 2):
            if number_of(segment.part(1, 2)) is None:
                line.problems.append(f"quantity {segment[1]}: {segment.part(1, 2)!r} is not a number")
            else:
                found[segment[1]] = (segment.part(1, 2), segment.part(1, 3))
    return found


def amounts(segments: Sequence[Segment], form: Form) -> dict[str, tuple[Decimal, str]]:
    """Amounts by qualifier (5025) with their text; what is no number is a problem."""
    found: dict[str, tuple[Decimal, str]] = {}
    for segment in segments:
        if segment.tag == "MOA" and segment.part(1, 2) and segment[1] not in found:
            amount = number_of(segment.part(1, 2))
            if amount is None:
                form.problems.append(f"amount {segment[1]}: {segment.part(1, 2)!r} is not a number")
            else:
                found[segment[1]] = (amount, segment.part(1, 2))
    return found


def put_amount(form: Form, name: str, found: dict[str, tuple[Decimal, str]], qualifiers: Sequence[str]) -> Decimal | None:
    """Fills an amount from the first qualifier that is there, and gives it back."""
    for qualifier in qualifiers:
        if qualifier in found:
            amount, text = found[qualifier]
            if name not in form.fields:
                form.put(name, money_text(amount), text)
            return amount
    return None


def put_price(line: Form, segments: Sequence[Segment]) -> None:
    """Fills unit_price as the price of one from PRI, net (AAA) before invoice (INV) before gross (AAB, AAE), divided by its basis."""
    order = {"AAA": 0, "CAL": 1, "INV": 2, "NTP": 3, "AAB": 4, "AAE": 5, "AAF": 6}
    for segment in sorted((s for s in segments if s.tag == "PRI"), key=lambda s: order.get(s[1], 9)):
        basis = number_of(segment.part(1, 5)) if segment.part(1, 5) else Decimal(1)
        if not basis or basis < 0:
            line.problems.append(f"unit_price: the price basis {segment.part(1, 5)!r} is not a quantity")
            continue
        line.amount("unit_price", segment.part(1, 2), factor=Decimal(1) / basis)
        exact = line.number("unit_price")
        if exact is not None and basis != 1:
            line.put("unit_price", money_text(round_half_up(exact, _PRICE_DIGITS)), segment.part(1, 2))


def put_freight_terms(form: Form, segments: Sequence[Segment], meanings: dict[str, str]) -> None:
    """Fills freight_terms from TOD (4215)."""
    for segment in segments:
        if segment.tag == "TOD" and segment[2].upper() in meanings:
            form.text("freight_terms", meanings[segment[2].upper()])
        if segment.tag == "TOD":
            form.text("incoterm", segment[3])


def check_totals(message: Message, form: Form, counted: int, summed: Sequence[Decimal | None] = ()) -> None:
    """Compares CNT with what was read: 2 counts the lines, 1 sums their quantities."""
    for segment in message.segments:
        if segment.tag != "CNT":
            continue
        said = number_of(segment.part(1, 2))
        if segment[1] == "2" and said is not None and said != counted:
            form.problems.append(f"CNT says {segment.part(1, 2)} lines, {counted} were counted")
        total = sum((q for q in summed if q is not None), Decimal(0))
        if segment[1] == "1" and said is not None and summed and None not in summed and said != total:
            form.problems.append(f"CNT says quantities sum to {segment.part(1, 2)}, they sum to {total:f}")
