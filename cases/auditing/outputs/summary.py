"""The figures that a reader meets first: money by standing, lines by kind, next deadlines, root causes, what to do today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from cases.auditing.audit_result import AuditResult
from cases.filing.filing_group import FilingGroup, filing_groups
from cases.wording import count, day, kind_name, money, until
from facts.finding import Direction, Finding, FindingType, Verdict
from matchers.columns.bulk import KindSum, Tally

SOON: Final = 14
"""Days before a deadline from which it counts as near."""


@dataclass(slots=True)
class _Sums:
    """What some lines come to; from them one by one, or from sums of very many."""

    lines: int = 0
    claimed: Decimal = Decimal(0)
    by_verdict: dict[Verdict, Decimal] = field(default_factory=dict)
    lines_by_verdict: dict[Verdict, int] = field(default_factory=dict)
    partly_right: int = 0

    def add(self, finding: Finding) -> None:
        self.lines += 1
        self.claimed += finding.claimed_amount
        standing = standing_amount(finding)
        self.by_verdict[finding.verdict] = self.by_verdict.get(finding.verdict, Decimal(0)) + standing
        if finding.claimed_amount > standing:
            self.partly_right += 1
            right = self.by_verdict.get(Verdict.ACCEPT, Decimal(0))
            self.by_verdict[Verdict.ACCEPT] = right + finding.claimed_amount - standing
        self.lines_by_verdict[finding.verdict] = self.lines_by_verdict.get(finding.verdict, 0) + 1

    def add_sum(self, part: KindSum) -> None:
        """Adds what many lines of one verdict come to."""
        self.lines += part.lines
        self.claimed += part.claimed
        self.partly_right += part.partly_right
        self.by_verdict[part.verdict] = self.by_verdict.get(part.verdict, Decimal(0)) + part.standing
        if part.claimed > part.standing:
            self.by_verdict[Verdict.ACCEPT] = self.by_verdict.get(Verdict.ACCEPT, Decimal(0)) + part.claimed - part.standing
        self.lines_by_verdict[part.verdict] = self.lines_by_verdict.get(part.verdict, 0) + part.lines


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One kind of claim in one currency: how many lines, what was deducted, and where the money stands. `kind` None: the sum.

    What is right about a line that is disputed in part counts as accepted, so that the amounts tie to what was deducted.
    """

    kind: FindingType | None
    currency: str
    lines: int
    claimed: Decimal
    amounts: dict[Verdict, Decimal]
    lines_by_verdict: dict[Verdict, int]
    partly_right: int = 0

    @property
    def name(self) -> str:
        """The kind as a heading says it."""
        return "All kinds" if self.kind is None else kind_name(self.kind)

    @property
    def recoverable(self) -> Decimal:
        """Evidence in hand and window open."""
        return self.amounts.get(Verdict.DISPUTE, Decimal(0))

    @property
    def needs_evidence(self) -> Decimal:
        """Probably wrong, a paper is missing."""
        return self.amounts.get(Verdict.NEEDS_EVIDENCE, Decimal(0))

    @property
    def in_dispute(self) -> Decimal:
        """Filed, no answer yet."""
        return self.amounts.get(Verdict.IN_DISPUTE, Decimal(0))

    @property
    def expired(self) -> Decimal:
        """Would have been disputable; the window is closed."""
        return self.amounts.get(Verdict.EXPIRED, Decimal(0))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dispute that can be filed and the days until when: `safe_by` by the earliest reading, `dispute_by` the close in force."""

    reference: str
    kind: FindingType
    retailer: str
    currency: str
    amount: Decimal
    lines: int
    safe_by: date | None
    dispute_by: date | None
    folder: str = ""

    @property
    def due(self) -> date | None:
        """The day that orders the queue."""
        return self.safe_by or self.dispute_by


@dataclass(frozen=True, slots=True)
class RootCause:
    """What went wrong, how often, and what was deducted for it; `open` is the part that can still be had."""

    cause: str
    currency: str
    lines: int
    claimed: Decimal
    open: Decimal


def standing_amount(finding: Finding) -> Decimal:
    """What a line contributes to its verdict's sum: what could be had, or the deduction itself where it stands or is repaid."""
    match finding.verdict:
        case Verdict.ACCEPT | Verdict.RESOLVED | Verdict.REVIEW:
            return finding.claimed_amount
        case Verdict.IN_DISPUTE:
            return finding.recoverable_amount or finding.claimed_amount
        case _:
            return finding.recoverable_amount


def currencies(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The currencies of an audit, the one with most lines first. Sums never cross them."""
    counted: dict[str, int] = {}
    for finding in findings:
        counted[finding.currency] = counted.get(finding.currency, 0) + 1
    return tuple(sorted(counted, key=lambda c: (-counted[c], c)))


def summary_table(result: AuditResult) -> tuple[SummaryRow, ...]:
    """Rows by currency and kind, the most recoverable first, each currency closed by its sum (kind None)."""
    rows: list[SummaryRow] = []
    for currency in currencies(result.findings) if result.bulk is None else _currencies_of(result.bulk.tally):
        total = _Sums()
        kinds: dict[FindingType, _Sums] = {}
        if result.bulk is None:
            for finding in (f for f in result.findings if f.currency == currency and f.direction is Direction.OWED_TO_US):
                kinds.setdefault(finding.type, _Sums()).add(finding)
                total.add(finding)
        else:
            for part in (k for k in result.bulk.tally.kinds if k.currency == currency and k.direction is Direction.OWED_TO_US):
                kinds.setdefault(part.type, _Sums()).add_sum(part)
                total.add_sum(part)
        if not total.lines:
            continue
        by_kind = [_row(kind, currency, sums) for kind, sums in kinds.items()]
        rows += sorted(by_kind, key=lambda r: (-r.recoverable, -r.needs_evidence, -r.claimed, r.name))
        rows.append(_row(None, currency, total))
    return tuple(rows)


def disputes(result: AuditResult) -> tuple[FilingGroup, ...]:
    """What can be filed, as it is filed."""
    return filing_groups(result.findings, result.rules)


def deadlines(groups: Iterable[FilingGroup], folders: dict[FilingGroup, str] | None = None) -> tuple[Deadline, ...]:
    """Disputes that have a deadline, the nearest first, then the largest."""
    found = [
        Deadline(
            g.reference, g.kind, g.retailer, g.currency, g.amount, len(g.findings), g.safe_by, g.dispute_by, (folders or {}).get(g, "")
        )
        for g in groups
        if g.safe_by or g.dispute_by
    ]
    return tuple(sorted(found, key=lambda d: (d.due or date.max, -d.amount, d.reference)))


def _currencies_of(tally: Tally) -> tuple[str, ...]:
    counted: dict[str, int] = {}
    for part in tally.kinds:
        counted[part.currency] = counted.get(part.currency, 0) + part.lines
    return tuple(sorted(counted, key=lambda c: (-counted[c], c)))


def causes_of(result: AuditResult) -> tuple[RootCause, ...]:
    """The causes of all findings of an audit, by currency, the dearest first."""
    if result.bulk is None:
        return root_causes(result.findings)
    causes = (RootCause(c.cause, c.currency, c.lines, c.claimed, c.open) for c in result.bulk.tally.causes)
    return tuple(sorted(causes, key=lambda c: (c.currency, -c.claimed, c.cause)))


def root_causes(findings: Iterable[Finding]) -> tuple[RootCause, ...]:
    """Causes that cost money, by currency, the dearest first. Valid deductions count: their causes cost as well."""
    gathered: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.root_cause and finding.direction is Direction.OWED_TO_US:
            gathered.setdefault((finding.currency, finding.root_cause), []).append(finding)
    still_open = {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.TOO_EARLY, Verdict.IN_DISPUTE}
    causes = [
        RootCause(
            cause=cause,
            currency=currency,
            lines=len(lines),
            claimed=sum((f.claimed_amount for f in lines), Decimal(0)),
            open=sum((standing_amount(f) for f in lines if f.verdict in still_open), Decimal(0)),
        )
        for (currency, cause), lines in gathered.items()
    ]
    return tuple(sorted(causes, key=lambda c: (c.currency, -c.claimed, c.cause)))


def to_do(result: AuditResult, groups: Sequence[FilingGroup]) -> tuple[str, ...]:
    """What to do today, the most urgent first, each in one sentence with its money."""
    todo: list[str] = []
    near = [g for g in groups if (due := g.safe_by or g.dispute_by) and (due - result.as_of).days <= SOON]
    if near:
        first = min(near, key=lambda g: g.safe_by or g.dispute_by or date.max)
        due = first.safe_by or first.dispute_by or result.as_of
        todo.append(
            f"File {count(len(near), 'dispute')} worth {sums(near)} first: {'it is' if len(near) == 1 else 'they are'} due within "
            f"{SOON} days. The nearest is {first.reference}: {day(due)}, {until(due, result.as_of)}."
        )
    rest = [g for g in groups if g not in near]
    if rest:
        dispute = "more dispute" if near else "dispute"
        todo.append(f"File {count(len(rest), dispute)} worth {sums(rest)}. Letters and papers lie ready in packets/.")
    todo += _other_work(result)
    return tuple(todo)


def sums(groups: Iterable[FilingGroup]) -> str:
    """The amounts of disputes in words, one per currency."""
    by_currency: dict[str, Decimal] = {}
    for group in groups:
        by_currency[group.currency] = by_currency.get(group.currency, Decimal(0)) + group.amount
    return " and ".join(money(amount, currency) for currency, amount in sorted(by_currency.items()))


def _other_work(result: AuditResult) -> list[str]:
    todo = []
    if result.requests:
        asked = {i for r in result.requests for i in r.finding_ids}
        waiting = [f for f in result.findings if f.id in asked]
        ahead = [d for f in waiting if (d := f.safe_by or f.dispute_by) and d >= result.as_of]
        close = f" The nearest of these windows closes {day(min(ahead))}, {until(min(ahead), result.as_of)}." if ahead else ""
        papers = count(len(result.requests), "missing or weak paper")
        todo.append(f"Ask carriers for {papers}{_worth(waiting)}. The mails stand in pod_requests.xlsx.{close}")
    review = [f for f in result.findings if f.verdict is Verdict.REVIEW]
    if review:
        todo.append(f"Look at {count(len(review), 'line')} that the papers do not settle{_worth(review)}.")
    unread = [r for r in result.readings if r.error is not None]
    if unread:
        todo.append(f"Get {count(len(unread), 'file')} again that could not be read.")
    if result.untied:
        todo.append(f"Ask the retailer about {count(len(result.untied), 'payment')} whose lines do not sum to what was paid.")
    return todo


def _worth(findings: Iterable[Finding]) -> str:
    by_currency: dict[str, Decimal] = {}
    for finding in findings:
        by_currency[finding.currency] = by_currency.get(finding.currency, Decimal(0)) + standing_amount(finding)
    said = " and ".join(money(amount, currency) for currency, amount in sorted(by_currency.items()))
    return f", worth {said}" if said else ""


def _row(kind: FindingType | None, currency: str, sums_: _Sums) -> SummaryRow:
    return SummaryRow(kind, currency, sums_.lines, sums_.claimed, dict(sums_.by_verdict), dict(sums_.lines_by_verdict), sums_.partly_right)
