"""The later parts of the report: what changed, the sales event, papers and payments that stayed open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from cases.auditing.audit_result import AuditResult
from cases.auditing.event import EventSweep
from cases.auditing.previous import ChangeKind, Changes
from cases.wording import count, day, document_name, kind_name, number, until, verdict_name, words
from facts.evidence import Evidence
from facts.finding import FindingType

CHANGES_SHOWN: Final = 300
OPEN_SHOWN: Final = 20
_CHANGE_NAMES: Final = {ChangeKind.PAID: "Paid", ChangeKind.NEW: "New", ChangeKind.CHANGED: "Changed", ChangeKind.GONE: "Gone"}


def changes_section(changes: Changes) -> dict[str, Any]:
    """What is new, changed, gone and paid, with before and after."""
    return {
        "counts": [{"name": name, "code": kind.value, "count": f"{changes.counts.get(kind, 0):,}"} for kind, name in _CHANGE_NAMES.items()],
        "unchanged": f"{changes.unchanged:,}",
        "rows": [
            {
                "code": c.kind.value,
                "name": _CHANGE_NAMES[c.kind],
                "kind": kind_name(FindingType(c.type)) if c.type in {t.value for t in FindingType} else words(c.type),
                "reference": c.reference,
                "item": c.sku,
                "currency": c.currency,
                "claimed": number(c.claimed, c.currency),
                "recoverable": number(c.recoverable, c.currency),
                "differences": [{"name": d.name, "before": d.before or "–", "after": d.after or "–"} for d in c.differences],
            }
            for c in changes.changes[:CHANGES_SHOWN]
        ],
        "more": max(0, len(changes.changes) - CHANGES_SHOWN),
    }


def event_section(event: EventSweep, as_of: date) -> dict[str, Any]:
    """The event beside the normal time before it, and what of it is still open."""
    return {
        "name": event.name,
        "period": f"{day(event.first)} to {day(event.last)}",
        "normal": f"{day(event.normal_first)} to {day(event.normal_last)}",
        "values": [
            {"currency": c, "event": number(inside, c), "normal": number(before, c)}
            for c, (inside, before) in sorted(event.order_values.items())
        ],
        "rows": [
            {
                "name": "All kinds" if row.kind is None else kind_name(row.kind),
                "total": row.kind is None,
                "currency": row.currency,
                "event_lines": f"{row.event_lines:,}",
                "event_claimed": number(row.event_claimed, row.currency),
                "event_share": _percent(row.event_share),
                "normal_lines": f"{row.normal_lines:,}",
                "normal_claimed": number(row.normal_claimed, row.currency),
                "normal_share": _percent(row.normal_share),
                "open": number(row.open.amount, row.currency),
                "open_lines": count(row.open.lines, "line") if row.open.lines else "",
                "until": day(row.open.nearest) if row.open.nearest else "–",
            }
            for row in event.leakage
        ],
        "open": [
            {
                "reference": f.reference,
                "item": f.sku,
                "kind": kind_name(f.type),
                "verdict": f.verdict.value,
                "verdict_name": verdict_name(f.verdict),
                "currency": f.currency,
                "amount": number(f.recoverable_amount, f.currency),
                "due": f"{day(due)}, {until(due, as_of)}" if (due := f.safe_by or f.dispute_by) else "–",
            }
            for f in event.open[:OPEN_SHOWN]
        ],
        "more": max(0, len(event.open) - OPEN_SHOWN),
        "undated": count(event.undated, "line") if event.undated else "",
        "by_day": count(by_day, "line") if (by_day := sum(row.event_by_day for row in event.leakage if row.kind is None)) else "",
        "unvalued": count(event.unvalued, "order") if event.unvalued else "",
        "beside": event.beside,
    }


def unreadable_rows(result: AuditResult) -> list[dict[str, str]]:
    """Files that could not be read, with the reason."""
    return [
        {"file": _file(r.file), "code": words(r.error.code.value), "message": r.error.message}
        for r in sorted(result.readings, key=lambda r: r.file)
        if r.error is not None
    ]


def unmatched_rows(result: AuditResult) -> list[dict[str, str]]:
    """Papers that belong to nobody or to several."""
    return [
        {
            "file": _file(p.file),
            "pages": ", ".join(map(str, p.pages)),
            "kind": words(document_name(p.kind)),
            "reason": p.reason,
            "candidates": ", ".join(p.candidates),
        }
        for p in sorted(result.unmatched, key=lambda p: (p.file, p.pages))
    ]


def untied_rows(result: AuditResult) -> list[dict[str, str]]:
    """Payments whose lines do not sum to what they state, the widest gap first."""
    return [
        {
            "payment": p.payment,
            "day": day(p.date),
            "currency": p.currency,
            "stated": number(p.stated, p.currency),
            "lines": number(p.lines, p.currency),
            "gap": number(p.gap, p.currency),
            "note": p.note,
        }
        for p in sorted(result.untied, key=lambda p: (-abs(p.gap), p.payment))
    ]


def problem_rows(result: AuditResult) -> list[dict[str, str]]:
    """Problems of the audit, each once."""
    rows = ((words(p.code), p.message, _place(p.evidence)) for p in result.problems)
    return [{"what": what, "message": message, "place": place} for what, message, place in dict.fromkeys(rows)]


def _place(e: Evidence | None) -> str:
    if e is None:
        return ""
    parts = (_file(e.file), f"sheet {e.sheet}" if e.sheet else "", f"row {e.row}" if e.row else "", f"page {e.page}" if e.page else "")
    return ", ".join(p for p in parts if p)


def _file(file: str) -> str:
    return file.replace("!", " › ")


def _percent(rate: Decimal | None) -> str:
    return "–" if rate is None else f"{rate * 100:.2f} %"
