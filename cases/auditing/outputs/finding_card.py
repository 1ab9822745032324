"""One finding as the report shows it: the line that sums it up, and inside its calculation and its proof."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.auditing.outputs.overview import urgency
from cases.auditing.outputs.pictures import PictureRequest, media_type, picture_requests
from cases.auditing.outputs.summary import standing_amount
from cases.letters.arithmetic import in_words, with_values
from cases.wording import cause_name, day, document_name, figure, kind_name, number, until, verdict_name, words
from facts.evidence import Evidence
from facts.finding import Direction, Finding, Verdict


def table_row(f: Finding, as_of: date) -> dict[str, Any]:
    """What the summing-up line shows; also the row of a table where there are too many findings for cards."""
    due = f.safe_by or f.dispute_by
    said = _due(f, as_of)
    return {
        "id": f.id,
        "verdict": f.verdict.value,
        "verdict_name": verdict_name(f.verdict),
        "kind": f.type.value,
        "kind_name": kind_name(f.type),
        "reference": f.reference or "no number",
        "item": f.sku,
        "order": f.purchase_order,
        "why": f.why,
        "currency": f.currency,
        "amount": number(standing_amount(f), f.currency),
        "sort_amount": f"{standing_amount(f):f}",
        "claimed": number(f.claimed_amount, f.currency),
        "due": said[0],
        "due_words": said[1],
        "sort_due": (due or date.max).isoformat(),
        "urgency": urgency(f.safe_by, f.dispute_by, as_of) if _acts(f) else "calm",
        "search": " ".join(
            filter(None, (f.reference, f.invoice_number, f.purchase_order, f.sku, f.vendor_code, f.retailer, f.why, f.id))
        ).lower(),
        "owed": "we owe" if f.direction is Direction.OWED_BY_US else "",
    }


def card(f: Finding, place: int, as_of: date, pictures: Mapping[PictureRequest, bytes], packet: str) -> dict[str, Any]:
    """The whole finding for the page. `packet` is the folder of its dispute, empty where there is none."""
    return table_row(f, as_of) | {
        "place": place,
        "recoverable": number(f.recoverable_amount, f.currency),
        "reason": words(f.reason),
        "identifiers": _identifiers(f),
        "window": _window(f, as_of),
        "steps": _steps(f),
        "proof": _proofs(f, pictures),
        "missing": [document_name(m) for m in f.missing],
        "holds": [h.sentence for h in f.holds],
        "cause": cause_name(f.root_cause) if f.root_cause else "",
        "packet": packet,
        "confidence": f"{f.confidence:.0%}".replace("%", " %"),
        "rule": f.rule,
    }


def _acts(f: Finding) -> bool:
    """True where a deadline still asks somebody to act."""
    return f.verdict in {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.REVIEW, Verdict.TOO_EARLY}


def _due(f: Finding, as_of: date) -> tuple[str, str]:
    """The deadline and how far off it is; for lines that ask for nothing, what became of it, or nothing."""
    if f.verdict is Verdict.TOO_EARLY and f.opens_on:
        return f"Opens {day(f.opens_on)}", until(f.opens_on, as_of)
    if f.verdict is Verdict.EXPIRED and f.dispute_by:
        return f"Closed {day(f.dispute_by)}", until(f.dispute_by, as_of)
    if not _acts(f):
        return "", ""
    if f.safe_by and f.safe_by < as_of and f.dispute_by:
        return f"Safe day passed, closes {day(f.dispute_by)}", until(f.dispute_by, as_of)
    due = f.safe_by or f.dispute_by
    if due is None:
        return "No deadline known", ""
    return f"{'Safe by' if f.safe_by else 'Dispute by'} {day(due)}", until(due, as_of)


def _identifiers(f: Finding) -> list[tuple[str, str]]:
    named = (
        ("Deduction", f.reference),
        ("Invoice", f.invoice_number),
        ("Purchase order", f.purchase_order),
        ("Item", f.sku),
        ("Vendor code", f.vendor_code),
        ("Deducted on", day(f.deducted_on) if f.deducted_on else ""),
        ("Attempts left", "" if f.attempts_left is None else str(f.attempts_left)),
    )
    return [(name, value) for name, value in named if value]


def _window(f: Finding, as_of: date) -> list[dict[str, str]]:
    named = (("Opens", f.opens_on), ("Safe by", f.safe_by), ("Dispute by", f.dispute_by))
    return [{"name": name, "day": day(d), "words": until(d, as_of)} for name, d in named if d is not None]


def _steps(f: Finding) -> list[dict[str, Any]]:
    labels = {s.id: s.label for s in f.calculation}
    values = {s.id: s.value for s in f.calculation}
    last = len(f.calculation)
    return [
        {
            "number": place,
            "label": s.label[:1].upper() + s.label[1:],
            "formula": in_words(s.formula, labels) if s.formula else "",
            "figures": with_values(s.formula, values) if s.formula else "",
            "value": f"{f.currency} {figure(s.value)}" if place == last else figure(s.value),
            "marks": [i + 1 for i in s.evidence if 0 <= i < len(f.evidence)],
        }
        for place, s in enumerate(f.calculation, start=1)
    ]


def _proofs(f: Finding, pictures: Mapping[PictureRequest, bytes]) -> list[dict[str, Any]]:
    """The evidence place by place: a page with all that is read on it and one picture, a sheet with its rows."""
    places: dict[tuple[str, str, int | None], list[tuple[int, Evidence]]] = {}
    for mark, e in enumerate(f.evidence, start=1):
        places.setdefault((e.file, e.sheet or "", e.page), []).append((mark, e))
    requests = {(r.file, r.page): r for r in picture_requests(f)}
    proofs = []
    for (file, sheet, page), cited in places.items():
        place = f"page {page}" if page is not None else f"sheet {sheet}" if sheet else ""
        request = requests.get((file, page)) if page is not None else None
        picture = pictures.get(request, b"") if request else b""
        form = media_type(picture)
        facts = [{"mark": mark, "fact": e.fact, "row": f"row {e.row}" if e.row else ""} for mark, e in cited]
        proofs.append(
            {
                "file": file.replace("!", " › "),
                "place": place,
                "facts": facts,
                "picture": f"data:{form};base64,{base64.b64encode(picture).decode()}" if form else "",
                "alt": f"Cut from {file}, {place}: {'; '.join(e.fact for _, e in cited)}",
            }
        )
    return proofs
