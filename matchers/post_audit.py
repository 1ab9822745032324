"""Claims of audits after payment: raised in time, not settled or taken before, and borne out by the books (domain.md 1.7, 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.books import Books, Invoice
from matchers.calculation import Calculation
from matchers.chain import Chain, Claim
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, named_rows, newest, row_evidence
from matchers.grammar import number_key
from rules.further_claims import OF_NO_AGREEMENT
from rules.model import Rules

_CATEGORIES: Final[tuple[tuple[re.Pattern[str], FindingType], ...]] = (
    (re.compile(r"pric|cost|preis|prix|precio|prezz|价", re.IGNORECASE), FindingType.PRICE_CLAIM),
    (re.compile(r"short|quantit|receipt|fehlmeng|menge|manquant|faltant|mancan|短缺|数量", re.IGNORECASE), FindingType.SHORTAGE),
    (re.compile(r"duplicat|twice|doppel|double|doublon|duplicad|doppi|重复", re.IGNORECASE), FindingType.DUPLICATE),
    (re.compile(r"co-?op|allowance|accru|marketing|werbe|coop|publicit|返利|营销", re.IGNORECASE), FindingType.COOP),
    (re.compile(r"discount|terms|skonto|escompte|pronto pago|sconto|折扣", re.IGNORECASE), FindingType.QUICK_PAY_DISCOUNT),
    (re.compile(r"return|retour|devoluci|resi\b|退货", re.IGNORECASE), FindingType.RETURN),
    (re.compile(r"freight|fracht|transport|flete|trasporto|运费", re.IGNORECASE), FindingType.FREIGHT),
)
"""What an auditor's words claim, as a kind of claim; the first match counts."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One claim of an audit. `earlier` is the claim that it names itself."""

    number: str
    invoice_number: str
    purchase_order: str
    category: str
    audited_until: date | None
    claimed_on: date | None
    earlier: str
    amount: Decimal
    currency: str
    row: Row

    @property
    def evidence(self) -> Evidence:
        """The row that states it."""
        return row_evidence(self.row, f"audit claim {self.category}: {self.amount:f} {self.currency}")

    @property
    def kinds(self) -> tuple[FindingType, ...]:
        """All kinds of claim that the auditor's words name."""
        return tuple(kind for pattern, kind in _CATEGORIES if pattern.search(self.category))

    @property
    def kind(self) -> FindingType | None:
        """The kind of claim that the auditor raises; None where the words name none."""
        return next(iter(self.kinds), None)

    @property
    def line(self) -> ClaimLine:
        """The claim as a line to be judged."""
        return ClaimLine(
            FindingType.POST_AUDIT,
            self.number,
            self.amount,
            self.currency,
            self.evidence,
            self.invoice_number,
            self.purchase_order,
            part=self.invoice_number,
        )


def audit_lines(frames: Frames, currency: str) -> Iterator[AuditLine]:
    """The claims, each once, in the order in which they were raised."""
    found: dict[tuple[str, str], AuditLine] = {}
    stated = newest(
        named_rows(frames.table(TableKind.POST_AUDIT_CLAIMS), "audit_claim"),
        lambda r: (compact(r["audit_claim"]), compact(r["invoice_number"] or "")),
    )
    for row in stated:
        amount = decimal(row["amount"])
        if amount:
            line = AuditLine(
                row["audit_claim"],
                row["invoice_number"] or "",
                row["purchase_order"] or "",
                f"{row['audit_category']} {row['description'] or ''}".strip(),
                row["audit_period_end"],
                row["claim_date"],
                row["original_reference"] or "",
                abs(amount),
                row["currency"] or currency,
                row,
            )
            found.setdefault((compact(line.number), compact(line.invoice_number)), line)
    yield from sorted(found.values(), key=lambda x: (x.claimed_on or date.max, x.number, x.invoice_number))


def judge_audit(line: AuditLine, earlier: Sequence[AuditLine], chain: Chain | None, books: Books, rules: Rules) -> Outcome:
    """One claim of an audit. `chain` is the history of its invoice on the remittances."""
    sheet = Calculation()
    sheet.given("claimed", "deducted", line.amount, line.evidence)
    late = _late(line, books, rules)
    if late is not None and rules.post_audit.agreed:
        sheet.noted("claims_until", f"claims until ({rules.post_audit.source})", late.last.isoformat(), late.said_by)
        sheet.noted("claimed_on", "claimed on", str(line.claimed_on), line.evidence)
        sheet.work_out("value", "claimed after the time for it", "claimed")
        return Outcome(Verdict.DISPUTE, "audited_too_late", late.sentence, sheet, 0.88, "late_claim")
    again = next((e for e in earlier if _same(e, line)), None)
    if again is not None:
        sheet.given("claimed_before", f"claimed before as {again.number}", again.amount, again.evidence)
        sheet.work_out("value", "claimed twice", "claimed")
        return Outcome(
            Verdict.DISPUTE, "charged_twice", f"the same invoice, reason and amount as {again.number}", sheet, 0.88, "duplicate_deduction"
        )
    settled = _on_the_chain(line, chain, sheet)
    if settled is not None:
        return settled
    priced = _by_the_books(line, books.invoice(line.invoice_number), books, sheet)
    if priced is not None:
        return priced
    if late is not None:
        why = f"{late.sentence} ({rules.post_audit.source}); {OF_NO_AGREEMENT}"
        return Outcome(Verdict.REVIEW, "audited_too_late", why, sheet, 0.5)
    why = "the audit's own backup is not among the papers; without it the claim can be neither accepted nor refuted"
    return Outcome(Verdict.REVIEW, "audit_backup_missing", why, sheet, 0.5)


@dataclass(frozen=True, slots=True)
class _Late:
    """That a claim came after the time for it: the sentence, the last day for it, and where that is told."""

    sentence: str
    last: date
    said_by: Evidence


def _late(line: AuditLine, books: Books, rules: Rules) -> _Late | None:
    invoice = books.invoice(line.invoice_number)
    issued = invoice.issue_date if invoice is not None else None
    year_end = line.audited_until or (date(issued.value.year, 12, 31) if issued is not None and not issued.review else None)
    last = rules.post_audit.last_day(
        {"audited_year_end": year_end, "invoice_date": issued.value if issued is not None and not issued.review else None}
    )
    if last is None or line.claimed_on is None or line.claimed_on <= last:
        return None
    return _Late(
        f"claimed on {line.claimed_on}, the last day for claims of that year was {last}", last, issued.evidence if issued else line.evidence
    )


def keys_of_audit(line: AuditLine) -> Iterator[tuple[str, Decimal]]:
    """What a claim and its repetition share: invoice and amount."""
    if line.invoice_number:
        yield compact(line.invoice_number), line.amount


def _same(earlier: AuditLine, line: AuditLine) -> bool:
    about = bool(line.invoice_number) and compact(earlier.invoice_number) == compact(line.invoice_number)
    alike = earlier.amount == line.amount and (earlier.kind or earlier.category) == (line.kind or line.category)
    return about and alike and compact(earlier.number) != compact(line.number)


def _on_the_chain(line: AuditLine, chain: Chain | None, sheet: Calculation) -> Outcome | None:
    """A claim of the same kind and amount on the same invoice: taken before, or given back before."""
    claims = [c for c in (chain.claims if chain is not None else ()) if number_key(c.number) != number_key(line.number)]
    named = [c for c in claims if line.earlier and number_key(c.number) == number_key(line.earlier)]
    alike = [c for c in named or claims if c.amount == line.amount and (named or c.type is line.kind)]
    if len(alike) != 1:
        return None
    return _taken_before(line, alike[0], sheet)


def _taken_before(line: AuditLine, claim: Claim, sheet: Calculation) -> Outcome:
    sheet.given("claimed_before", f"deducted before as {claim.number}", claim.amount, *claim.evidence[:1])
    if claim.open >= line.amount:
        sheet.work_out("value", "deducted twice", "claimed")
        why = f"the same invoice, reason and amount as {claim.number}, which was not given back"
        return Outcome(Verdict.DISPUTE, "deducted_before", why, sheet, 0.88, "duplicate_deduction")
    back = claim.credits[-1]
    sheet.given("given_back", "given back", claim.reversed + claim.repaid, *back.evidence[:1])
    sheet.work_out("value", "in question until the audit's backup is seen", "claimed")
    why = f"{claim.number} was deducted for the same reason and given back; the audit's backup would show what is new"
    return Outcome(Verdict.NEEDS_EVIDENCE, "given_back_before", why, sheet, 0.65, missing=("audit_backup",))


def _by_the_books(line: AuditLine, invoice: Invoice | None, books: Books, sheet: Calculation) -> Outcome | None:
    """A price found too high by the audit, and nothing else, where no item of the invoice is priced above its order."""
    if line.kinds != (FindingType.PRICE_CLAIM,) or invoice is None or not invoice.lines:
        return None
    order = line.purchase_order or invoice.purchase_order
    for n, item in enumerate(invoice.lines, start=1):
        cost = books.quantity(order, item.sku, "unit_cost") if order and item.sku else None
        if cost is None or item.unit_price is None or item.review or item.unit_price > cost.value:
            return None
        sheet.given(f"price_{n}", f"invoice price of {item.sku}", item.unit_price, item.evidence)
        sheet.given(f"cost_{n}", f"order cost of {item.sku}", cost.value, cost.evidence)
    sheet.work_out("value", "claimed though no price is above the order", "claimed")
    return Outcome(
        Verdict.DISPUTE, "no_price_above_order", "no item of the invoice is priced above the order", sheet, 0.88, "retailer_cost_record"
    )
