"""packets/REFERENCE/: for each dispute the letter, the portal's fields as text to paste, the exhibits in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cases.auditing.audit_result import AuditResult
from cases.auditing.outputs.recomputation import NAME, RECOMPUTED, recomputation
from cases.auditing.outputs.sheets import defused
from cases.auditing.outputs.shelf import Shelf
from cases.filing.exhibits import Exhibit, LinkedPaper, cited_rows, exhibits_of, safe_name
from cases.filing.filing_group import FilingGroup, Papers
from cases.filing.packet.build import PacketError, make_packet
from cases.filing.packet.content import PacketContent, packet_exhibits, particulars_of
from cases.filing.portal_fields import PortalField, portal_fields
from cases.letters.drafting import Draft, draft
from cases.wording import count, day, document_name, kind_name, money, words
from extractors.sandbox import Sandbox
from rules.model import AttachmentLimit, Rules

UTF8_FOR_SPREADSHEETS: Final = "utf-8-sig"
MOST_BOUND: Final = 200
"""Disputes, the largest first, that are bound as PDF: a tenth of a second each."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One dispute ready to file, in `folder` below packets/; `missing` names exhibits that could not be copied."""

    folder: str
    group: FilingGroup
    draft: Draft
    fields: tuple[PortalField, ...]
    exhibits: tuple[Exhibit, ...]
    missing: tuple[str, ...] = ()


def packet_folders(groups: Iterable[FilingGroup]) -> dict[FilingGroup, str]:
    """A folder name per dispute: the reference, made safe; where two would share it (also by letter case), told apart."""
    folders: dict[FilingGroup, str] = {}
    taken: set[str] = set()
    for group in groups:
        base = safe_name(group.reference)
        vendor = "_".join(group.same(lambda f: f.vendor_code))
        candidates = [base, f"{base}_{group.kind.value}", f"{base}_{safe_name(group.retailer)}", f"{base}_{safe_name(vendor)}"]
        name = next((c for c in candidates if c.casefold() not in taken), None)
        number = 2
        while name is None:
            name = f"{base}_{number}" if f"{base}_{number}".casefold() not in taken else None
            number += 1
        taken.add(name.casefold())
        folders[group] = name
    return folders


def write_packets(
    place: Path, result: AuditResult, folders: Mapping[FilingGroup, str], shelf: Shelf, sandbox: Sandbox
) -> tuple[Packet, ...]:
    """Writes a folder per dispute below `place` and says what went in; the `MOST_BOUND` largest are bound as PDF as well."""
    papers = Papers(result.readings)
    linked: dict[str, list[LinkedPaper]] = {}
    for link in result.links:
        for finding in link.finding_ids:
            linked.setdefault(finding, []).append(LinkedPaper(link.file, link.pages, link.kind, link.bol))
    packets: list[Packet] = []
    for group, folder in folders.items():
        packet = _write_packet(place / folder, result, group, papers, linked, shelf)
        if len(packets) < MOST_BOUND:
            _bind(place / folder, packet, papers, result, shelf, sandbox)
        packets.append(packet)
    return tuple(packets)


def _write_packet(
    place: Path,
    result: AuditResult,
    group: FilingGroup,
    papers: Papers,
    linked: Mapping[str, Iterable[LinkedPaper]],
    shelf: Shelf,
) -> Packet:
    rules = result.rules(group.retailer)
    exhibits = exhibits_of(group, papers, linked)
    written = draft(group, papers, exhibits, rules)
    fields = portal_fields(group, rules, written, exhibits, papers)
    place.mkdir(parents=True)
    missing = tuple(e.name for e in exhibits if not _copy(place, e, group, papers, shelf))
    packet = Packet(place.name, group, written, fields, exhibits, missing)
    if group.kind in RECOMPUTED:
        (place / NAME).write_bytes(recomputation(group.findings, group.currency, result.as_of))
    _text(place / "letter.txt", written.letter)
    _text(place / "portal_fields.txt", "\n".join(_fields_page(packet, result, rules)))
    _text(place / "exhibits.txt", "\n".join([*_exhibits_page(packet), *_wanting(packet, rules)]))
    return packet


def _bind(place: Path, packet: Packet, papers: Papers, result: AuditResult, shelf: Shelf, sandbox: Sandbox) -> None:
    """`packet.pdf`, or `packet_1_of_3.pdf` and so on where the retailer takes no larger files."""
    group, rules = packet.group, result.rules(packet.group.retailer)
    content = PacketContent(
        supplier=result.supplier,
        retailer=(rules.name if rules else "") or words(group.retailer),
        label=group.reference,
        kind=kind_name(group.kind),
        reference=group.reference,
        currency=group.currency,
        claimed=group.claimed,
        amount=group.amount,
        safe_by=group.safe_by,
        dispute_by=group.dispute_by,
        prepared_by="Recoup",
        prepared_on=result.as_of,
        narrative=packet.draft.letter,
        exhibits=packet_exhibits(group, papers, packet.exhibits),
        particulars=particulars_of(group),
        rows=cited_rows(group),
    )
    try:
        made = make_packet(content, shelf, sandbox, rules.attachments if rules else AttachmentLimit())
    except PacketError as error:
        with (place / "exhibits.txt").open("a", encoding="utf-8", newline="\n") as listed:
            listed.write(f"\nNot bound as PDF: {error}\n")
        return
    for part in made.parts:
        name = "packet.pdf" if len(made.parts) == 1 else f"packet_{part.number}_of_{len(made.parts)}.pdf"
        (place / name).write_bytes(part.content)


def _copy(place: Path, exhibit: Exhibit, group: FilingGroup, papers: Papers, shelf: Shelf) -> bool:
    """Writes the exhibit; False where its paper cannot be had."""
    if not exhibit.file:
        (place / exhibit.name).write_text(_extract(group), encoding=UTF8_FOR_SPREADSHEETS, newline="")
        return True
    content = None
    if exhibit.pages and papers.pages_in(exhibit.file) > len(exhibit.pages):
        content = shelf.pages(exhibit.file, exhibit.pages)
    content = content or shelf.content(exhibit.file)
    if content is None:
        return False
    (place / exhibit.name).write_bytes(content)
    return True


def _extract(group: FilingGroup) -> str:
    """The cited rows of tables as CSV: where each stands and what it says."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(("File", "Sheet", "Row", "What is read there"))
    for e in cited_rows(group):
        table.writerow((defused(e.file), defused(e.sheet or ""), e.row, defused(e.fact)))
    return written.getvalue()


def _fields_page(packet: Packet, result: AuditResult, rules: Rules | None) -> Iterator[str]:
    group = packet.group
    yield f"{kind_name(group.kind)} dispute {group.reference}: {money(group.amount, group.currency)}"
    source = f"{group.findings[0].rule}" if rules else ""
    yield " | ".join(part for part in (group.retailer, source, _days(group, result)) if part)
    yield ""
    for field in packet.fields:
        limit = f" of {field.limit.hard} allowed" if field.limit else ""
        note = ": TOO LONG, shorten it" if field.too_long else ""
        yield (
            f"== {field.label} ({count(len(field.text), 'character')}{limit}{note})"
            if field.text
            else f"== {field.label} (not known, fill in by hand)"
        )
        yield field.text
        yield ""


def _days(group: FilingGroup, result: AuditResult) -> str:
    del result
    safe, hard = group.safe_by, group.dispute_by
    if safe is None and hard is None:
        return "no deadline known"
    if safe is None or hard is None or safe == hard:
        return f"dispute by {day(safe or hard)}"
    return f"safe by {day(safe)}, closes {day(hard)}"


def _exhibits_page(packet: Packet) -> Iterator[str]:
    group = packet.group
    yield f"Exhibits of {group.reference}, in the order of the letter"
    yield ""
    for e in packet.exhibits:
        pages = f", page {', '.join(map(str, e.pages))}" if e.pages else ""
        origin = f" (from {e.file}{pages})" if e.file else ""
        lost = "  NOT COPIED: the file could not be opened again" if e.name in packet.missing else ""
        yield f"{e.number:>2}  {e.name}  {e.title}{origin}{lost}"
    if packet.group.kind in RECOMPUTED:
        yield f"    {NAME}  every step of the amount, to attach where the portal takes a sheet"
    if not packet.exhibits:
        yield "None: nothing that proves this line is a paper or a table row."
    yield from _remarks(packet.draft)


def _wanting(packet: Packet, rules: Rules | None) -> Iterator[str]:
    """What the pack asks for, whatever the freight terms, and what would strengthen the dispute, as far as it is not there."""
    asked = rules.evidence.get(packet.group.kind.value) if rules else None
    if asked is None:
        return
    there = {e.title for e in packet.exhibits}
    by_terms = [set(papers) for papers in asked.required.values()]
    required = set.intersection(*by_terms) if by_terms else set()
    for said, papers in (("Asked for by the retailer", sorted(required)), ("Would strengthen it", asked.recommended)):
        absent = [name for paper in papers if (name := document_name(paper)) not in there]
        if absent:
            yield ""
            yield f"{said}, not in this packet: {', '.join(absent)}"


def _remarks(written: Draft) -> Iterator[str]:
    if written.left_out:
        yield ""
        yield "Left out of the letter to keep it within its length:"
        yield from (f"  - {fact}" for fact in written.left_out)
    if written.over_limit:
        yield ""
        yield f"The letter is longer than the {written.limit.hard} characters that the portal takes: shorten it before filing."
    if written.not_plain:
        yield ""
        yield "The portal takes plain ASCII alone: letters without a plain spelling were left out of the letter. Read it before filing."


def _text(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
