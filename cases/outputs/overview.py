"""The top of the report: where the money stands, by kind, the next deadlines, the root causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cases.filing_group import FilingGroup
from cases.outputs.summary import SOON, Deadline, RootCause, SummaryRow
from cases.wording import count, day, kind_name, number, until, words
from facts.finding import Verdict

DEADLINES_SHOWN: Final = 10
CAUSES_SHOWN: Final = 12

_STANDINGS: Final = (
    (Verdict.NEEDS_EVIDENCE, "Needs evidence", "probably wrong, a paper is missing"),
    (Verdict.IN_DISPUTE, "In dispute", "filed, no answer yet"),
    (Verdict.TOO_EARLY, "Opens later", "the retailer takes no dispute yet"),
    (Verdict.REVIEW, "For review", "a person decides"),
    (Verdict.EXPIRED, "Expired", "lost: the window has closed"),
    (Verdict.RESOLVED, "Already repaid", "reversed or paid back"),
    (Verdict.ACCEPT, "Accepted", "the deduction is right"),
)
_ALWAYS: Final = {Verdict.NEEDS_EVIDENCE, Verdict.IN_DISPUTE, Verdict.EXPIRED, Verdict.ACCEPT}


def headline(total: SummaryRow, groups: Sequence[FilingGroup]) -> dict[str, Any]:
    """One currency's money by standing, with the shares of a bar 1,000 wide."""
    ready = [g for g in groups if g.currency == total.currency]
    standings = [
        {
            "code": verdict.value,
            "name": name,
            "note": note,
            "amount": number(total.amounts.get(verdict, Decimal(0)), total.currency),
            "lines": count(total.lines_by_verdict.get(verdict, 0), "line"),
            "none": not total.lines_by_verdict.get(verdict),
        }
        for verdict, name, note in _STANDINGS
        if verdict in _ALWAYS or total.lines_by_verdict.get(verdict)
    ]
    return {
        "currency": total.currency,
        "recoverable": number(total.recoverable, total.currency),
        "ready": f"{count(total.lines_by_verdict.get(Verdict.DISPUTE, 0), 'line')} in {count(len(ready), 'dispute')} ready to file",
        "claimed": number(total.claimed, total.currency),
        "lines": count(total.lines, "line"),
        "standings": standings,
        "bar": _bar(total),
        "share": _percent(total.recoverable, total.claimed),
    }


def by_kind(summary: Iterable[SummaryRow]) -> list[dict[str, Any]]:
    """The table by kind, one block per currency; a zero is shown as a dash."""
    blocks: dict[str, dict[str, Any]] = {}
    for row in summary:
        block = blocks.setdefault(row.currency, {"currency": row.currency, "rows": [], "total": None})
        said = {
            "name": row.name,
            "code": row.kind.value if row.kind else "",
            "lines": f"{row.lines:,}",
            "claimed": _or_dash(row.claimed, row.currency),
            "recoverable": _or_dash(row.recoverable, row.currency),
            "needs_evidence": _or_dash(row.needs_evidence, row.currency),
            "in_dispute": _or_dash(row.in_dispute, row.currency),
            "expired": _or_dash(row.expired, row.currency),
        }
        if row.kind is None:
            block["total"] = said
        else:
            block["rows"].append(said)
    return list(blocks.values())


def deadline_rows(deadlines: Iterable[Deadline], as_of: date) -> list[dict[str, Any]]:
    """The nearest deadlines with their days in words."""
    return [
        {
            "reference": d.reference,
            "kind": kind_name(d.kind),
            "retailer": d.retailer,
            "lines": count(d.lines, "line"),
            "amount": number(d.amount, d.currency),
            "currency": d.currency,
            "safe_by": day(d.safe_by),
            "safe_words": until(d.safe_by, as_of) if d.safe_by else "",
            "dispute_by": day(d.dispute_by),
            "dispute_words": until(d.dispute_by, as_of) if d.dispute_by else "",
            "urgency": urgency(d.safe_by, d.dispute_by, as_of),
        }
        for d in list(deadlines)[:DEADLINES_SHOWN]
    ]


def urgency(safe_by: date | None, dispute_by: date | None, as_of: date) -> str:
    """`past` when the safe day is over, `near` within two weeks of it, else `calm`."""
    due = safe_by or dispute_by
    if due is None:
        return "calm"
    days = (due - as_of).days
    return "past" if days < 0 else "near" if days <= SOON else "calm"


def cause_rows(causes: Sequence[RootCause]) -> list[dict[str, Any]]:
    """The dearest root causes of each currency with a bar of 100 against the dearest of that currency."""
    rows: list[dict[str, Any]] = []
    shown: dict[str, int] = {}
    for cause in causes:
        place = shown.get(cause.currency, 0)
        if place >= CAUSES_SHOWN:
            continue
        shown[cause.currency] = place + 1
        dearest = next(c.claimed for c in causes if c.currency == cause.currency)
        rows.append({
            "cause": words(cause.cause),
            "lines": f"{cause.lines:,}",
            "currency": cause.currency,
            "claimed": number(cause.claimed, cause.currency),
            "open": _or_dash(cause.open, cause.currency),
            "width": _share(cause.claimed, dearest, 100),
        })
    return rows


def _bar(total: SummaryRow) -> list[dict[str, Any]]:
    """Segments of the money bar in the order of the standings; a sliver is at least visible."""
    order = [Verdict.DISPUTE, *(verdict for verdict, _, _ in _STANDINGS)]
    whole = sum((total.amounts.get(v, Decimal(0)) for v in order), Decimal(0))
    segments, at = [], 0
    for verdict in order:
        width = _share(total.amounts.get(verdict, Decimal(0)), whole, 1000)
        if width:
            segments.append({"code": verdict.value, "x": at, "width": width})
            at += width
    return segments


def _share(part: Decimal, whole: Decimal, of: int) -> int:
    if not whole or part <= 0:
        return 0
    return max(1, int(part * of / whole))


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{part * 100 / whole:.1f} %" if whole else ""


def _or_dash(amount: Decimal, currency: str) -> str:
    return number(amount, currency) if amount else "–"
