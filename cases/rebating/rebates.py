"""Reads a folder and works out the statement of every rebate agreement in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cases.auditing.audit import AuditOrder, facts_by_scope
from extractors.read import Progress, ReaderPool
from matchers.frames import Paper
from matchers.judge import judge
from matchers.rebates.agreements import without_number
from matchers.rebates.claims import RebateBooks
from matchers.rebates.payments import paid_to_us
from matchers.rebates.statement import Statement, statements


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """An agreement of which no number was read: the file that it stands in, and what to do about it."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Rebates:
    """The statements of a folder. `unread` counts files that could not be read, `problems` names them.

    `without_number` are agreements of which no number was read, so that no statement is kept for them.
    """

    supplier: str
    as_of: date
    statements: tuple[Statement, ...]
    unread: int
    problems: tuple[str, ...]
    without_number: tuple[Unnumbered, ...] = ()


def work_out(order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None = None) -> Rebates:
    """Every agreement of the folder as of a day. Raises RuleError where terms or pack cannot be used."""
    read, scopes = facts_by_scope(order, pool, on_progress)
    found: list[Statement] = []
    supplier = ""
    nameless: list[Unnumbered] = []
    for rules, frames in scopes:
        supplier = supplier or rules.supplier
        nameless += [_unnumbered(paper) for paper in without_number(frames)]
        books = RebateBooks.of(frames, rules.currency, rules.rebates)
        findings = judge(frames, rules, order.as_of).findings
        payments = list(paid_to_us(books, frames, rules.currency))
        found += statements(books, findings, payments, rules.supplier, order.as_of)
    unread = [r.reading for r in read if r.reading.error is not None]
    problems = tuple(f"{r.file}: {r.error.message}" for r in unread if r.error is not None)
    name = supplier or Path(order.folder).resolve().name
    return Rebates(name, order.as_of, tuple(found), len(unread), problems, tuple(dict.fromkeys(nameless)))


def _unnumbered(paper: Paper) -> Unnumbered:
    """What to do about it: a statement needs a number that claims and payments can name."""
    return Unnumbered(
        paper.file, "no number was read on this rebate agreement; correct the paper in the document review, or enter it by hand"
    )
