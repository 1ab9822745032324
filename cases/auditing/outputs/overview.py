"""The top of the report: where the money stands, by kind, the next deadlines, the root causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cases.auditing.outputs.summary import SOON, Deadline, RootCause, SummaryRow
from cases.filing.filing_group import FilingGroup
from cases.wording import cause_name, count, day, kind_name, number, until
from facts.finding import Verdict

DEADLINES_SHOWN: Final = 8
REFERENCES_SHOWN: Final = 3
CAUSES_SHOWN: Final = 6

_STANDINGS: Final = (
    (Verdict.NEEDS_EVIDENCE, "Needs evidence", "probably wrong, a paper is missing"),
    (Verdict.IN_DISPUTE, "In dispute", "filed, no answer yet"),
    (Verdict.TOO_EARLY, "Opens later", "the retailer takes no dispute yet"),
    (Verdict.REVIEW, "For review", "a person decides"),
    (Verdict.EXPIRED, "Expired", "lost: the window has closed"),
    (Verdict.RESOLVED, "Already repaid", "reversed or paid back"),
    (Verdict.ACCEPT, "Accepted", "right, wholly or in part"),
)
_ALWAYS: Final = {Verdict.NEEDS_EVIDENCE, Verdict.IN_DISPUTE, Verdict.EXPIRED, Verdict.ACCEPT}


def headline(total: SummaryRow, groups: Sequence[FilingGroup], as_of: date) -> dict[str, Any]:
    """One currency's money by standing, with the shares of a bar 1,000 wide."""
    ready = [g for g in groups if g.currency == total.currency]
    lines = sum(len(g.findings) for g in ready)
    standings = [
        {
            "code": verdict.value,
            "name": name,
            "note": note,
            "amount": number(total.amounts.get(verdict, Decimal(0)), total.currency),
            "lines": _lines(total, verdict),
            "none": not total.amounts.get(verdict),
        }
        for verdict, name, note in _STANDINGS
        if verdict in _ALWAYS or total.lines_by_verdict.get(verdict)
    ]
    return {
        "currency": total.currency,
        "recoverable": number(total.recoverable, total.currency),
        "ready": f"{count(len(ready), 'dispute')} ready to file" + (f" with {count(lines, 'line')}" if lines != len(ready) else ""),
        "due": _due(ready, as_of),
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
    """The nearest deadlines with their days in words; disputes of one kind with the same days stand in one row."""
    gathered: dict[tuple[object, ...], list[Deadline]] = {}
    for d in deadlines:
        gathered.setdefault((d.safe_by, d.dispute_by, d.kind, d.retailer, d.currency), []).append(d)
    return [_deadline_row(same, as_of) for same in list(gathered.values())[:DEADLINES_SHOWN]]


def _deadline_row(same: Sequence[Deadline], as_of: date) -> dict[str, Any]:
    first = same[0]
    named = ", ".join(d.reference for d in same[:REFERENCES_SHOWN])
    more = len(same) - REFERENCES_SHOWN
    return {
        "reference": named + (f" and {more} more" if more > 0 else ""),
        "kind": f"{len(same)} × {kind_name(first.kind)}" if len(same) > 1 else kind_name(first.kind),
        "disputes": len(same),
        "amount": number(sum((d.amount for d in same), Decimal(0)), first.currency),
        "currency": first.currency,
        "safe_by": day(first.safe_by),
        "safe_words": until(first.safe_by, as_of) if first.safe_by else "",
        "dispute_by": day(first.dispute_by),
        "dispute_words": until(first.dispute_by, as_of) if first.dispute_by else "",
        "urgency": urgency(first.safe_by, first.dispute_by, as_of),
    }


def urgency(safe_by: date | None, dispute_by: date | None, as_of: date) -> str:
    """`past` when the safe day is over, `near` within two weeks of it, else `calm`."""
    due = safe_by or dispute_by
    if due is None:
        return "calm"
    days = (due - as_of).days
    return "past" if days < 0 else "near" if days <= SOON else "calm"


def cause_rows(causes: Sequence[RootCause]) -> list[dict[str, Any]]:
    """The dearest root causes, a block per currency, each with a bar of 100 against the dearest of its currency."""
    blocks = []
    for currency in dict.fromkeys(c.currency for c in causes):
        mine = [c for c in causes if c.currency == currency]
        rows = [
            {
                "cause": cause_name(c.cause),
                "lines": f"{c.lines:,}",
                "claimed": number(c.claimed, currency),
                "open": _or_dash(c.open, currency),
                "width": _share(c.claimed, mine[0].claimed, 100),
            }
            for c in mine[:CAUSES_SHOWN]
        ]
        blocks.append({"currency": currency, "rows": rows, "more": max(0, len(mine) - CAUSES_SHOWN)})
    return blocks


def _lines(total: SummaryRow, verdict: Verdict) -> str:
    """The lines of a standing; of the accepted ones the whole lines, where others are right in part."""
    lines = count(total.lines_by_verdict.get(verdict, 0), "line")
    return f"{lines} wholly" if verdict is Verdict.ACCEPT and total.partly_right else lines


def _due(ready: Sequence[FilingGroup], as_of: date) -> list[dict[str, str]]:
    """What is ready by when it is due: soon, later, without a known deadline. Kinds of which there are none are left out."""
    soon: list[FilingGroup] = []
    later: list[FilingGroup] = []
    undated: list[FilingGroup] = []
    for group in ready:
        due = group.safe_by or group.dispute_by
        (undated if due is None else soon if (due - as_of).days <= SOON else later).append(group)
    named = ((f"Due within {SOON} days", soon), ("Due later", later), ("No deadline known", undated))
    return [
        {
            "name": name,
            "amount": number(sum((g.amount for g in some), Decimal(0)), some[0].currency),
            "disputes": count(len(some), "dispute"),
        }
        for name, some in named
        if some
    ]


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
