"""Volume rebates that are billed by co-op invoices: each is held against the rebate agreement that its number names (domain.md 1.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from rapidfuzz import fuzz

from facts.documents import DocumentKind
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.rebates import RebateAgreement
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.coop.billing import CoopInvoice, coop_invoices
from matchers.coop.contracts import coop_contracts
from matchers.frames import Frames
from matchers.rebates.claims import RebateBooks, judge_claim, open_outcome
from matchers.rebates.filed import SAME_NAME, RebateClaim
from matchers.rebates.periods import Stretch, period_around

_DAY: Final = timedelta(days=1)


def rebate_agreements(frames: Frames) -> frozenset[str]:
    """The compacted numbers of rebate agreements among the papers that are no co-op agreements."""
    numbers = {compact(p.document.text("agreement_number") or "") for p in frames.of_kind(DocumentKind.REBATE_AGREEMENT)} - {""}
    return frozenset(numbers - coop_contracts(frames).keys()) if numbers else frozenset()


def judge_rebate_invoices(frames: Frames, books: RebateBooks, currency: str) -> Iterator[tuple[ClaimLine, CoopInvoice, Outcome]]:
    """Co-op invoices under a rebate agreement, in the order in which they were billed, with what the agreement says of each."""
    known = rebate_agreements(frames)
    earlier: dict[str, list[RebateClaim]] = {}
    for invoice in coop_invoices(frames, currency) if known else ():
        key = compact(invoice.agreement)
        if key not in known:
            continue
        line = ClaimLine(FindingType.COOP, invoice.number, invoice.amount, invoice.currency, invoice.evidence)
        claim = _claim(invoice, books)
        if claim is None:
            yield line, invoice, _without_sales(line, invoice)
            continue
        if _may_be_allowance(invoice, books):
            yield line, invoice, _for_what(line, invoice)
            continue
        outcome = judge_claim(claim, books, earlier.get(key, ()))
        yield line, invoice, replace(outcome, type=None)
        earlier.setdefault(key, []).append(claim)


def _claim(invoice: CoopInvoice, books: RebateBooks) -> RebateClaim | None:
    """The invoice as a claim for the period that had ended when it was billed; None where the sales name no such customer."""
    contract = books.contracts.get(compact(invoice.agreement))
    terms = contract.terms if contract is not None else None
    customer = terms.earner if terms is not None else ""
    if terms is not None and not terms.customers:
        named = _as_sold_to(terms.earner, books.transactions["customer"].drop_nulls().unique().to_list())
        if named is None:
            return None
        customer = named
    period = _ended(terms, invoice) if terms is not None else None
    return RebateClaim(
        invoice.number, invoice.agreement, customer, period, None, invoice.amount, invoice.currency, invoice.billed_on, invoice.row
    )


def _as_sold_to(earner: str, customers: Sequence[str]) -> str | None:
    """The one customer of the sales whose name is the earner's."""
    alike = [name for name in customers if fuzz.ratio(name.lower(), earner.lower()) >= SAME_NAME]
    return alike[0] if len(alike) == 1 else None


def _ended(terms: RebateAgreement, invoice: CoopInvoice) -> Stretch | None:
    """The last period of the agreement that had ended on the day of the invoice."""
    if invoice.billed_on is None:
        return None
    current = period_around(terms, Stretch(invoice.billed_on, invoice.billed_on))
    if current.end <= invoice.billed_on and current.start < current.end:
        return current
    before = current.start - _DAY
    found = period_around(terms, Stretch(before, before))
    return found if found.start < found.end else None


def _may_be_allowance(invoice: CoopInvoice, books: RebateBooks) -> bool:
    """Whether the contract grants allowances beside its rebate, so that an invoice may be for either."""
    contract = books.contracts.get(compact(invoice.agreement))
    return contract is not None and "allowances" in contract.paper.document.fields


def _for_what(line: ClaimLine, invoice: CoopInvoice) -> Outcome:
    sheet = Calculation()
    sheet.given("billed", "billed", line.amount, line.evidence)
    why = f"agreement {invoice.agreement} grants allowances beside its rebate; a person tells which of them was billed"
    return open_outcome(sheet, "allowance_or_rebate", why)


def _without_sales(line: ClaimLine, invoice: CoopInvoice) -> Outcome:
    sheet = Calculation()
    sheet.given("billed", "billed", line.amount, line.evidence)
    sheet.work_out("value", "in question until the papers are found", "billed")
    why = f"the sales that agreement {invoice.agreement} pays on are not among the tables; add what the retailer bought"
    return Outcome(Verdict.NEEDS_EVIDENCE, "sales_missing", why, sheet, 0.6, missing=("sales",))
