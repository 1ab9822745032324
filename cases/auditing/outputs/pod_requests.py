"""pod_requests.xlsx: papers that are missing or too weak, by carrier, with the mail that asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from cases.auditing.audit_result import AuditResult, PaperRequest
from cases.auditing.outputs.sheets import As, Cell, Heading, Workbook
from cases.wording import count, day, document_name, money
from facts.finding import Finding
from templates import render

LEAD_DAYS: Final = 7
ANSWER_DAYS: Final = 14
"""An answer is asked for within two weeks, and sooner where a deadline is near: a week is needed to file."""
NO_CARRIER: Final = "Carrier not known"


@dataclass(frozen=True, slots=True)
class CarrierMail:
    """One mail to one carrier: subject and text, and how many papers it asks for."""

    carrier: str
    scac: str
    papers: int
    subject: str
    text: str


def carrier_name(request: PaperRequest) -> str:
    """The carrier as it is grouped: by name, else by SCAC."""
    return request.carrier.strip() or request.scac.strip() or NO_CARRIER


def write_pod_requests(path: Path, result: AuditResult) -> None:
    """Writes the workbook: one row per paper to ask for, one mail per carrier. Amounts are what the paper could win."""
    findings = {f.id: f for f in result.findings}
    with Workbook(path, result.as_of, f"Papers to ask for: {result.supplier}") as book:
        book.table("Papers to ask for", _HEADINGS, _rows(result, findings), "No paper is missing.")
        mails = carrier_mails(result)
        book.table("Mails", _MAILS, ((m.carrier, m.scac, m.papers, m.subject, m.text) for m in mails), "No mail is needed.")


def carrier_mails(result: AuditResult) -> tuple[CarrierMail, ...]:
    """One mail per carrier, the carrier with the most papers first."""
    findings = {f.id: f for f in result.findings}
    gathered: dict[str, list[PaperRequest]] = {}
    for request in _ordered(result.requests):
        gathered.setdefault(carrier_name(request).casefold(), []).append(request)
    mails = [_mail(result, requests, findings) for requests in gathered.values()]
    return tuple(sorted(mails, key=lambda m: (m.carrier == NO_CARRIER, -m.papers, m.carrier)))


_HEADINGS: Final = (
    Heading("Carrier", width=26), Heading("SCAC", width=8), Heading("PRO", width=16), Heading("BOL", width=20),
    Heading("Purchase order", width=18), Heading("Ship date", As.DAY, 13), Heading("Destination", width=16),
    Heading("Paper needed", width=22), Heading("Why", As.LONG_TEXT, 50), Heading("Deductions", As.LONG_TEXT, 28),
    Heading("Currency", width=9), Heading("Worth", As.MONEY, 13), Heading("Needed by", As.DAY, 13),
)  # fmt: skip
_MAILS: Final = (
    Heading("Carrier", width=26), Heading("SCAC", width=8), Heading("Papers", As.COUNT, 8), Heading("Subject", As.LONG_TEXT, 40),
    Heading("Text", As.LONG_TEXT, 110),
)  # fmt: skip


def _ordered(requests: Iterable[PaperRequest]) -> list[PaperRequest]:
    return sorted(
        requests,
        key=lambda r: (
            carrier_name(r) == NO_CARRIER,
            carrier_name(r).casefold(),
            r.ship_date or date.max,
            r.bol,
            r.pro,
            r.purchase_order,
            r.kind_of_paper,
        ),
    )


def _rows(result: AuditResult, findings: dict[str, Finding]) -> Iterator[tuple[Cell, ...]]:
    for r in _ordered(result.requests):
        waiting = [findings[i] for i in r.finding_ids if i in findings]
        references = ", ".join(dict.fromkeys(f.reference for f in waiting))
        currencies = list(dict.fromkeys(f.currency for f in waiting))
        worth = sum((f.recoverable_amount for f in waiting), Decimal(0)) if len(currencies) == 1 else None
        currency = currencies[0] if len(currencies) == 1 else ""
        yield (
            carrier_name(r), r.scac, r.pro, r.bol, r.purchase_order, r.ship_date, r.destination, document_name(r.kind_of_paper), r.why,
            references, currency, worth, _needed_by(waiting, result.as_of),
        )  # fmt: skip


def _needed_by(waiting: Iterable[Finding], as_of: date) -> date:
    """In two weeks, or a week before the nearest deadline that is still ahead where that is sooner, but not before tomorrow."""
    days = [d for f in waiting if (d := f.safe_by or f.dispute_by) and d > as_of]
    soonest = min((d - timedelta(days=LEAD_DAYS) for d in days), default=date.max)
    return max(min(soonest, as_of + timedelta(days=ANSWER_DAYS)), as_of + timedelta(days=1))


def _mail(result: AuditResult, requests: list[PaperRequest], findings: dict[str, Finding]) -> CarrierMail:
    carrier = carrier_name(requests[0])
    by = _needed_by([findings[i] for r in requests for i in r.finding_ids if i in findings], result.as_of)
    shipments = [{"identity": _identity(r), "needed": document_name(r.kind_of_paper), "why": _for_the_carrier(r.why)} for r in requests]
    text = render(
        "mails/paper_request.txt.j2",
        {
            "carrier": "shipping" if carrier == NO_CARRIER else carrier,
            "shipments": shipments,
            "needed_by": day(by),
            "supplier": result.supplier,
        },
    )
    scac = next((r.scac for r in requests if r.scac), "")
    subject = f"Delivery papers needed for {count(len(requests), 'shipment')}, by {day(by)}"
    return CarrierMail(carrier, scac, len(requests), subject, text.strip() + "\n")


def _for_the_carrier(why: str) -> str:
    """The reason as somebody outside the house understands it."""
    return why.rstrip(".").replace("in the folder", "in our files")


def _identity(r: PaperRequest) -> str:
    parts = [
        f"PRO {r.pro}" if r.pro else "",
        f"BOL {r.bol}" if r.bol else "",
        f"purchase order {r.purchase_order}" if r.purchase_order else "",
        f"shipped {day(r.ship_date)}" if r.ship_date else "",
        f"to {r.destination}" if r.destination else "",
    ]
    return ", ".join(p for p in parts if p) or "Shipment without numbers"


def worth(findings: Iterable[Finding]) -> str:
    """What waiting findings could win, in words, per currency."""
    by_currency: dict[str, Decimal] = {}
    for f in findings:
        by_currency[f.currency] = by_currency.get(f.currency, Decimal(0)) + f.recoverable_amount
    return " and ".join(money(a, c) for c, a in sorted(by_currency.items()))
