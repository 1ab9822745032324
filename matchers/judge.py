"""The one judge: frames and rules in, findings out. Every deduction line is judged once or shown for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from facts.finding import Finding
from facts.tables import TableKind
from matchers.bench import Bench
from matchers.billed import judge_charges, judge_coop_invoices, judge_fees, judge_further, judge_rebates
from matchers.books import Books
from matchers.chain_ledger import ChainLedger
from matchers.detail_lines import shortage_lines
from matchers.detailed import judge_discounts, judge_prices, judge_provisions, judge_shortages
from matchers.focus import Focus
from matchers.frames import Frames
from matchers.grammar import number_key
from matchers.grounds import Grounds, lay_out
from matchers.promotions.judge import days_sold
from matchers.proof import Proof
from matchers.remitted import judge_remitted
from matchers.shipments import Pairing
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings, and what they were made from: the books, the papers' pairing, and the remittance's chains.

    `wanting` holds, by finding, the shipments whose proof of delivery is weak or missing. `references` are the claims that were
    judged, in the spelling of `number_key`; with a focus, those that it touches. `sold` are the days on which the units of promotion
    claims were sold, in the same spelling.
    """

    findings: tuple[Finding, ...]
    books: Books
    pairing: Pairing
    ledger: ChainLedger
    wanting: dict[str, tuple[Proof, ...]]
    references: frozenset[str] = frozenset()
    sold: Mapping[str, tuple[date, date]] = field(default_factory=dict)


def judge(frames: Frames, rules: Rules, as_of: date, focus: Focus | None = None) -> Judgement:
    """Judges every deduction of one supplier and retailer as of a day; with a focus, only the claims that it touches."""
    return judge_on(lay_out(frames, rules), as_of, focus)


def judge_on(grounds: Grounds, as_of: date, focus: Focus | None = None, kept: Mapping[str, Rules] | None = None) -> Judgement:
    """The same on grounds that are laid out already.

    `kept` are claims, by `number_key` of their reference, whose windows are those of earlier rules: they were filed under them.
    """
    bench = Bench(grounds, as_of, focus, kept or {})
    shortages = list(shortage_lines(bench.grounds))
    judge_shortages(bench, shortages)
    judge_prices(bench)
    judge_discounts(bench)
    judge_charges(bench)
    charged = grounds.frames.table(TableKind.CHARGEBACKS)["invoice_number"].drop_nulls().unique().to_list()
    bench.judged.update(number_key(n) for n in charged)
    judge_provisions(bench)
    judge_coop_invoices(bench, shortages)
    judge_fees(bench)
    judge_rebates(bench)
    judge_further(bench)
    judge_remitted(bench)
    return Judgement(
        tuple(_unique(bench.findings)),
        grounds.books,
        grounds.pairing,
        grounds.ledger,
        bench.wanting,
        frozenset(bench.references),
        days_sold(grounds.frames, grounds.rules.currency),
    )


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each finding once; a line that two exports state the same way is one line."""
    seen: set[str] = set()
    for finding in findings:
        if finding.id not in seen:
            seen.add(finding.id)
            yield finding
