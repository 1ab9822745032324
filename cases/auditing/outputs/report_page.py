"""report.html: one page that holds everything it shows and asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cases.auditing.audit_result import AuditResult
from cases.auditing.event import EventSweep
from cases.auditing.outputs.finding_card import card, table_row
from cases.auditing.outputs.overview import by_kind, cause_rows, deadline_rows, headline
from cases.auditing.outputs.pictures import PicturePort, PictureRequest, picture_requests
from cases.auditing.outputs.queue import in_order
from cases.auditing.outputs.sections import changes_section, event_section, problem_rows, unmatched_rows, unreadable_rows, untied_rows
from cases.auditing.outputs.summary import Deadline, RootCause, SummaryRow, standing_amount, to_do
from cases.auditing.previous import Changes
from cases.filing.filing_group import FilingGroup
from cases.wording import count, day, kind_name, verdict_name
from facts.finding import Finding
from templates import render, source

MOST_CARDS: Final = 1_000
"""Findings that open to show calculation and proof; the rest are rows of a table."""
MOST_ROWS: Final = 9_000
"""Rows of that table; what is beyond is counted and stands in the workbook."""
MOST_PICTURED: Final = 500
"""Findings with pictures of their pages, the largest (contract.md)."""
MOST_LISTED: Final = 2_000
"""Rows of the lists at the end of the page."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What the page shows beside findings and sums: packet folders by dispute, deadlines, causes, and what was asked for."""

    folders: Mapping[FilingGroup, str]
    deadlines: Sequence[Deadline] = ()
    causes: Sequence[RootCause] = ()
    changes: Changes | None = None
    event: EventSweep | None = None


def write_report_page(
    path: Path, result: AuditResult, summary: Sequence[SummaryRow], groups: Sequence[FilingGroup], extras: Extras, pictures: PicturePort
) -> None:
    """Writes the page."""
    findings = in_order(result.findings)
    carded, listed = findings[:MOST_CARDS], findings[MOST_CARDS : MOST_CARDS + MOST_ROWS]
    shown = _pictures(carded, pictures)
    packet_of = {f.id: folder for group, folder in extras.folders.items() for f in group.findings}
    style, script = source("report/report.css"), source("report/report.js")
    values: dict[str, Any] = {
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "supplier": result.supplier or "Supplier",
        "retailers": ", ".join(dict.fromkeys(s.rules.name or s.retailer for s in result.scopes)),
        "as_of": day(result.as_of),
        "read": _what_was_read(result),
        "headlines": [headline(row, groups, result.as_of) for row in summary if row.kind is None],
        "to_do": to_do(result, groups),
        "deadlines": deadline_rows(extras.deadlines, result.as_of),
        "more_deadlines": len(extras.deadlines) - sum(row["disputes"] for row in deadline_rows(extras.deadlines, result.as_of)),
        "kinds": by_kind(summary),
        "causes": cause_rows(extras.causes),
        "changes": changes_section(extras.changes) if extras.changes is not None else None,
        "event": event_section(extras.event, result.as_of) if extras.event is not None else None,
        "cards": [card(f, place, result.as_of, shown, packet_of.get(f.id, "")) for place, f in enumerate(carded, start=1)],
        "rows": [table_row(f, result.as_of) for f in listed],
        "beyond": result.lines - len(carded) - len(listed),
        "beyond_in": "report.xlsx" if result.bulk is None else "findings.parquet",
        "total": len(findings),
        "pictured": MOST_PICTURED if len(_with_pages(findings)) > MOST_PICTURED else 0,
        "verdict_choices": _choices(carded + listed, verdict=True),
        "kind_choices": _choices(carded + listed, verdict=False),
        "unreadable": unreadable_rows(result)[:MOST_LISTED],
        "unmatched": unmatched_rows(result)[:MOST_LISTED],
        "untied": untied_rows(result)[:MOST_LISTED],
        "problems": problem_rows(result)[:MOST_LISTED],
        "most_listed": MOST_LISTED,
    }
    path.write_text(render("report/report.html.j2", values), encoding="utf-8", newline="\n")


def _pictures(findings: Iterable[Finding], port: PicturePort) -> dict[PictureRequest, bytes]:
    """The pictures of the largest findings, each place once."""
    largest = sorted(_with_pages(findings), key=lambda f: (-standing_amount(f), f.id))[:MOST_PICTURED]
    wanted: dict[PictureRequest, None] = {}
    for finding in largest:
        wanted.update(dict.fromkeys(picture_requests(finding)))
    return port.crops(sorted(wanted, key=lambda r: (r.file, r.page, r.boxes))) if wanted else {}


def _with_pages(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if any(e.page is not None for e in f.evidence)]


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _what_was_read(result: AuditResult) -> str:
    used = [r for r in result.readings if r.error is None and r.used]
    parts = [count(result.lines, "deduction line")]
    if used:
        parts.append(f"{count(len(used), 'file')} read")
    pages = sum(len(d.pages) for r in used for d in r.documents)
    if pages:
        parts.append(count(pages, "page"))
    return " · ".join(parts)


def _choices(findings: Iterable[Finding], *, verdict: bool) -> list[dict[str, Any]]:
    """What the filter offers, with counts, in the order in which it first appears."""
    counted: dict[str, dict[str, Any]] = {}
    for f in findings:
        code, name = (f.verdict.value, verdict_name(f.verdict)) if verdict else (f.type.value, kind_name(f.type))
        choice = counted.setdefault(code, {"code": code, "name": name, "count": 0})
        choice["count"] += 1
    return list(counted.values())
