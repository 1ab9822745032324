"""What most X12 transaction sets share: parties, references, dates, terms, item numbers and the totals of CTT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from extractors.edi.items import put_item_numbers
from extractors.edi.x12 import Segment, TransactionSet
from extractors.form import Form

FREIGHT_TERMS: Final = {
    "PP": "prepaid", "PC": "prepaid", "PO": "prepaid", "PA": "prepaid", "PS": "prepaid", "PL": "prepaid", "FO": "prepaid",
    "CC": "collect", "CA": "collect", "CF": "collect", "PB": "collect", "PU": "collect", "BP": "collect",
    "TP": "third_party", "11": "third_party", "NR": "third_party",
}  # fmt: skip
"""X12 element 146 (FOB01, shipment method of payment) and EDIFACT 4215: who pays the freight."""

PURPOSES: Final = {
    "00": "original", "01": "cancellation", "02": "add", "03": "delete", "04": "change", "05": "replace", "06": "confirmation",
    "07": "duplicate", "12": "not_processed", "14": "advance_notification", "15": "resubmission", "18": "reissue", "22": "information",
    "24": "draft", "48": "suspended", "49": "original", "53": "completion", "CN": "completion_notification", "CO": "corrected",
    "RV": "revised", "ZZ": "other",
}  # fmt: skip
"""X12 element 353: why the document was sent."""

_PARTIES: Final[dict[str, tuple[str, ...]]] = {
    "ship_to": ("ST", "BS", "CN", "DB"),
    "ship_from": ("SF", "SH"),
    "buyer": ("BY", "BT", "OB", "SO"),
    "vendor": ("VN", "SU", "SE", "RI", "RE"),
    "payer": ("PR",),
    "payee": ("PE",),
}
"""X12 element 98 (N101) by role, the fittest first."""

DISCOUNT_PRICE_UNITS: Final = {"HP": Decimal("0.01"), "HU": Decimal("0.01"), "TP": Decimal("0.001"), "TH": Decimal("0.001")}
"""X12 element 639: prices per hundred and per thousand, as a factor to the price of one."""


def put_parties(form: Form, segments: Sequence[Segment], roles: Iterable[str]) -> None:
    """Fills NAME_name and NAME_code for each role (`ship_to`, `buyer`, `vendor`, …) from N1 segments; the first fitting one counts."""
    names = {s[1]: s for s in reversed(segments) if s.tag == "N1"}
    for role in roles:
        for qualifier in _PARTIES[role]:
            party = names.get(qualifier)
            if party is not None and (party[2] or party[4]):
                form.text(f"{role}_name", party[2])
                form.text(f"{role}_code", party[4])
                break


def put_dates(form: Form, segments: Sequence[Segment], names: dict[str, str]) -> None:
    """Fills dates from DTM and G62 segments by their qualifier."""
    for segment in segments:
        if segment.tag in {"DTM", "G62"} and segment[1] in names:
            form.day(names[segment[1]], segment[2] or segment[6][:8])


def put_references(form: Form, segments: Sequence[Segment], names: dict[str, str]) -> None:
    """Fills references from REF and N9 segments by their qualifier."""
    for segment in segments:
        if segment.tag in {"REF", "N9"} and segment[1] in names:
            form.text(names[segment[1]], segment[2] or segment[3])


def put_currency(form: Form, segments: Sequence[Segment]) -> None:
    """Fills the currency from CUR."""
    for segment in segments:
        if segment.tag == "CUR":
            form.text("currency", segment[2].upper())


def put_freight_terms(form: Form, segments: Sequence[Segment]) -> None:
    """Fills freight_terms from FOB, where its code says who pays."""
    for segment in segments:
        if segment.tag == "FOB" and segment[1] in FREIGHT_TERMS:
            form.put("freight_terms", FREIGHT_TERMS[segment[1]], segment[1])


def put_items(line: Form, segment: Segment, first: int) -> None:
    """Fills item numbers from the (qualifier, number) pairs that begin at element `first`."""
    count = len(segment.elements)
    put_item_numbers(line, [(segment[i], segment[i + 1]) for i in range(first, count + 1, 2) if segment[i]])


def put_price(line: Form, written: str, basis: str) -> None:
    """Fills unit_price as the price of one, and the basis where one is stated (X12 639)."""
    line.amount("unit_price", written, factor=DISCOUNT_PRICE_UNITS.get(basis.upper(), Decimal(1)))
    line.text("price_basis", basis)


def put_description(line: Form, segments: Sequence[Segment]) -> None:
    """Fills the description from PID (free form) or G69."""
    for segment in segments:
        if segment.tag == "PID":
            line.text("description", segment[5])
        elif segment.tag == "G69":
            line.text("description", segment[1])


def case_pack_of(segments: Sequence[Segment]) -> Decimal | None:
    """Single pieces per carton from PO4: inner packs times pieces in each."""
    pack = Form()
    for segment in segments:
        if segment.tag == "PO4":
            outer, inner = pack.count("outer", segment[1]), pack.count("inner", segment[14])
            if outer and outer > 0:
                return outer * (inner if inner and inner > 0 else 1)
    return None


def put_case_pack(line: Form, segments: Sequence[Segment]) -> Decimal | None:
    """Fills case_pack and gives it back."""
    pack = case_pack_of(segments)
    if pack is not None and pack == pack.to_integral_value():
        line.put("case_pack", int(pack), f"{pack:f}")
    return pack


def loops(segments: Sequence[Segment], first_tags: frozenset[str], last_tags: frozenset[str] = frozenset({"CTT"})) -> list[list[Segment]]:
    """The detail loops: each begins with one of `first_tags` and runs to the next; `last_tags` end the detail."""
    found: list[list[Segment]] = []
    for segment in segments:
        if segment.tag in first_tags:
            found.append([segment])
        elif segment.tag in last_tags:
            break
        elif found:
            found[-1].append(segment)
    return found


def heading(segments: Sequence[Segment], first_tags: frozenset[str]) -> list[Segment]:
    """The segments before the first detail loop."""
    found: list[Segment] = []
    for segment in segments:
        if segment.tag in first_tags:
            break
        found.append(segment)
    return found


def check_totals(transaction: TransactionSet, form: Form, counted: int, quantities: Sequence[Decimal | None]) -> None:
    """Compares CTT with what was read: the number of lines and, where given, the sum of their quantities."""
    totals = next((s for s in transaction.segments if s.tag == "CTT"), None)
    if totals is None:
        return
    said = Form()
    lines, hash_total = said.count("lines", totals[1]), said.count("hash_total", totals[2])
    if lines is not None and lines != counted:
        form.problems.append(f"CTT01 says {totals[1]} lines, {counted} were counted")
    if hash_total is not None and None not in quantities and hash_total != sum(q for q in quantities if q is not None):
        total = sum(q for q in quantities if q is not None)
        form.problems.append(f"CTT02 says quantities sum to {totals[2]}, they sum to {total:f}")


def row_of(line: Form, segment: Segment) -> None:
    """Notes where a line stands: the position of its first segment in the file, from 1."""
    line.put("segment", segment.row, segment.tag)
