"""What is filed once: dispute findings gathered as the rule pack's grouping says, with the papers and rows that prove them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from cases.detection.case_keys import group_of, grouped
from facts.documents import Document, FileReading
from facts.evidence import Evidence
from facts.finding import Finding, FindingType, Verdict
from rules.model import Rules

PAPER_ORDER: Final = (
    "proof_of_delivery", "bill_of_lading", "packing_list", "advance_ship_notice", "invoice", "credit_note", "purchase_order",
    "order_confirmation", "purchase_order_change", "receiving_advice", "appointment_request", "chargeback_notice", "debit_memo",
    "coop_agreement", "rebate_agreement", "price_list", "rate_card", "fee_statement", "remittance_advice",
)  # fmt: skip
"""Papers from the one that proves most in a dispute to the one that proves least; others come after."""


@dataclass(frozen=True, slots=True)
class FilingGroup:
    """Findings that go into one dispute: one kind, one retailer, one currency; the largest line first."""

    reference: str
    kind: FindingType
    retailer: str
    currency: str
    findings: tuple[Finding, ...]

    @property
    def amount(self) -> Decimal:
        """What is asked back, the sum of the lines."""
        return sum((f.recoverable_amount for f in self.findings), Decimal(0))

    @property
    def claimed(self) -> Decimal:
        """What was deducted, the sum of the lines."""
        return sum((f.claimed_amount for f in self.findings), Decimal(0))

    @property
    def safe_by(self) -> date | None:
        """The earliest safe day of the lines."""
        return min((f.safe_by for f in self.findings if f.safe_by), default=None)

    @property
    def dispute_by(self) -> date | None:
        """The earliest close of the lines."""
        return min((f.dispute_by for f in self.findings if f.dispute_by), default=None)

    def same(self, of: Callable[[Finding], str]) -> tuple[str, ...]:
        """The different values that the lines have for something, in the order of the lines, empty ones left out."""
        return tuple(dict.fromkeys(v for f in self.findings if (v := of(f))))


def filing_groups(findings: Iterable[Finding], rules_of: Callable[[str], Rules | None]) -> tuple[FilingGroup, ...]:
    """Disputes as they are filed, the largest amount first and then the nearest deadline.

    The pack's `grouping` decides (`cases.detection.case_keys`). Only findings with the verdict `dispute` are filed.
    """
    gathered: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if finding.verdict is not Verdict.DISPUTE:
            continue
        rules = rules_of(finding.retailer)
        grouping = rules.window(finding.type).grouping if rules else "line"
        key = (finding.retailer, finding.type.value, finding.currency, *group_of(grouped(finding), grouping))
        gathered.setdefault(key, []).append(finding)
    groups = [filed_together(lines) for lines in gathered.values()]
    return tuple(sorted(groups, key=lambda g: (-g.amount, g.safe_by or g.dispute_by or date.max, g.retailer, g.reference, g.kind.value)))


def filed_together(lines: Iterable[Finding]) -> FilingGroup:
    """Lines that are filed together, the largest first; at least one."""
    ordered = tuple(sorted(lines, key=lambda f: (-f.recoverable_amount, f.reference, f.sku, f.id)))
    first = ordered[0]
    return FilingGroup(first.reference or first.invoice_number or first.id, first.type, first.retailer, first.currency, ordered)


class Papers:
    """The readings of an audit, asked by file and page."""

    def __init__(self, readings: Iterable[FileReading]) -> None:
        self._by_file: Mapping[str, FileReading] = {r.file: r for r in readings}

    def document(self, file: str, page: int | None) -> Document | None:
        """The document of a file that holds the page; the only one where the page is not said."""
        reading = self._by_file.get(file)
        if reading is None:
            return None
        if page is None:
            return reading.documents[0] if len(reading.documents) == 1 else None
        holding = [d for d in reading.documents if page in d.pages or not d.pages]
        return holding[0] if len(holding) == 1 else None

    @property
    def problems(self) -> Iterator[tuple[str, str]]:
        """What the readers noticed, with the file they noticed it in."""
        for file, reading in self._by_file.items():
            yield from ((file, problem) for problem in (*reading.problems, *(p for d in reading.documents for p in d.problems)))

    def pages_in(self, file: str) -> int:
        """The number of the last page on which a document was found; 0 where none is known."""
        reading = self._by_file.get(file)
        return max((p for d in reading.documents for p in d.pages), default=0) if reading else 0


def paper_rank(kind: str) -> int:
    """The place of a kind of paper among exhibits and facts."""
    return PAPER_ORDER.index(kind) if kind in PAPER_ORDER else len(PAPER_ORDER)


def is_table_row(evidence: Evidence) -> bool:
    """True where the evidence is a row of a table, or of EDI, and not a place on a page."""
    return evidence.page is None
