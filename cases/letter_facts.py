"""The facts of a dispute letter: one sentence per paper or table, each with its document and page or row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from cases.exhibits import Exhibit
from cases.filing_group import FilingGroup, Papers, is_table_row, paper_rank, rows_in_words
from cases.wording import document_name
from facts.documents import Document
from facts.evidence import Evidence

LONGEST_FACT: Final = 300
"""Characters after which the rows of a table are counted and no longer told one by one."""

_NUMBER_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "proof_of_delivery": ("bol_number", "pro_number"),
    "bill_of_lading": ("bol_number", "pro_number", "arn"),
    "packing_list": ("bol_number",),
    "advance_ship_notice": ("bol_number",),
    "invoice": ("invoice_number",),
    "credit_note": ("invoice_number",),
    "chargeback_notice": ("chargeback_id",),
    "coop_agreement": ("agreement_number",),
    "rebate_agreement": ("agreement_number",),
    "appointment_request": ("appointment_id",),
    "remittance_advice": ("payment_number",),
}
_NUMBER_NAMES: Final = {"bol_number": "BOL", "pro_number": "PRO", "arn": "ARN", "appointment_id": "appointment"}
_DATE_FIELDS: Final = (
    ("delivery_date", "delivered"),
    ("pickup_date", "picked up"),
    ("ship_date", "shipped"),
    ("issue_date", "dated"),
    ("payment_date", "paid"),
    ("start_date", "in force from"),
)


@dataclass(frozen=True, slots=True)
class LetterFact:
    """One numbered sentence of a letter. `weight` says how much it proves: facts of little weight are left out first."""

    text: str
    weight: int


def facts_of(group: FilingGroup, papers: Papers, exhibits: Sequence[Exhibit]) -> tuple[LetterFact, ...]:
    """What the letter can say, in the order of the story: what was deducted, what proves delivery or price, the rest.

    A field of a paper is only said where its reading is not marked for review.
    """
    sources = list(_sources(group))
    first_table = next((i for i, source in enumerate(sources) if is_table_row(source[0][1])), None)
    facts = []
    for place, source in enumerate(sources):
        evidence = source[0][1]
        if is_table_row(evidence):
            rank, weight = (-1, 90) if place == first_table else (50, 40)
            text = _table_fact(group, source)
        else:
            document = papers.document(evidence.file, evidence.page)
            kind = document.kind.value if document else "other"
            rank, weight = paper_rank(kind), 100 - 3 * paper_rank(kind)
            text = _paper_fact(document, source, exhibits)
        facts.append((rank, place, LetterFact(text, weight)))
    return tuple(fact for _, _, fact in sorted(facts, key=lambda f: f[:2]))


def _sources(group: FilingGroup) -> Iterator[list[tuple[str, Evidence]]]:
    """Evidence with the item it speaks of, gathered by page of a paper or by sheet of a table; each spot once."""
    gathered: dict[tuple[str, str, int | None], list[tuple[str, Evidence]]] = {}
    seen: set[tuple[str, str, int | None, int | None, str]] = set()
    for finding in group.findings:
        for evidence in finding.evidence:
            spot = (evidence.file, evidence.sheet or "", evidence.page, evidence.row, evidence.fact)
            if spot in seen:
                continue
            seen.add(spot)
            gathered.setdefault((evidence.file, evidence.sheet or "", evidence.page), []).append((finding.sku, evidence))
    yield from gathered.values()


def _table_fact(group: FilingGroup, source: list[tuple[str, Evidence]]) -> str:
    """What the cited rows of one table say, with its name: `Invoiced 120 (shortage_detail.csv, row 14)` and a full stop."""
    first = source[0][1]
    rows = rows_in_words([e.row for _, e in source if e.row is not None])
    place = ", ".join(filter(None, (_base(first.file), f"sheet {first.sheet}" if first.sheet else "", rows)))
    several = len(group.same(lambda f: f.sku)) > 1
    said = "; ".join(dict.fromkeys(f"{sku}: {e.fact}" if several and sku else e.fact for sku, e in source if e.fact))
    if len(said) > LONGEST_FACT:
        said = f"{len(source)} lines as listed there"
    return f"{_sentence(said)} ({place})."


def _paper_fact(document: Document | None, source: list[tuple[str, Evidence]], exhibits: Sequence[Exhibit]) -> str:
    """What one page shows: `Proof of delivery, BOL 0614: 10 cartons, signed (exhibit 1, page 1)` and a full stop."""
    evidence = source[0][1]
    heading = _heading(document) if document else ""
    said = "; ".join(dict.fromkeys(e.fact for _, e in source if e.fact and not _told(e.fact, heading)))
    page = f", page {evidence.page}" if evidence.page else ""
    number = next((e.number for e in exhibits if e.file == evidence.file and (not e.pages or evidence.page in e.pages)), None)
    place = f"exhibit {number}: {_base(evidence.file)}{page}" if number else f"{_base(evidence.file)}{page}"
    body = f"{heading}: {said}" if heading and said else heading or _sentence(said)
    return f"{body} ({place})."


def _told(fact: str, heading: str) -> bool:
    """True where the heading names the paper's number or day already."""
    numbers = re.findall(r"[\w-]*\d[\w-]*", fact)
    return bool(numbers) and all(len(n) > 5 and n in heading for n in numbers)


def _heading(document: Document) -> str:
    """Kind, numbers, date and parties of a paper, as far as they were read without doubt."""
    kind = document.kind.value
    parts = [_sentence(document_name(kind))]
    for name in _NUMBER_FIELDS.get(kind, ()):
        if value := _certain(document, name):
            label = _NUMBER_NAMES.get(name, "")
            parts.append(f"{label} {value}".strip())
    for name, verb in _DATE_FIELDS:
        if value := _certain(document, name):
            parts.append(f"{verb} {value}")
            break
    if kind in {"proof_of_delivery", "bill_of_lading"}:
        if code := _certain(document, "ship_to_code"):
            parts.append(f"to {code}")
        if receiver := _certain(document, "receiver_name"):
            parts.append(f"received by {receiver}")
    return ", ".join(parts)


def _certain(document: Document, name: str) -> str:
    """The value of a field that was read without doubt, else empty."""
    found = document.fields.get(name)
    if found is None or found.review or isinstance(found.value, (bool, list)):
        return ""
    return str(found.value)


def _base(file: str) -> str:
    return PurePosixPath(file.rsplit("!", 1)[-1]).name


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")
