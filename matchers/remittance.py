"""Remittance lines and payments as they really are: every line once, however many exports and advices show it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import polars as pl

from facts.evidence import Evidence, Problem
from facts.identifiers import look_alike_class
from matchers.beside import NOTHING, Beside
from matchers.frames import Row, decimal, row_evidence, rows
from matchers.grammar import number_key
from matchers.payments import Payment, read_payments

ZERO: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """One line of one payment, amounts signed as on the remittance: negative takes money away.

    `balance` is what is still open by the newest export that says so; `also` are other exports that show the same line,
    `repaired` a number that a scan misread and only one known number fits.
    """

    payment_number: str
    payment_date: date | None
    number: str
    amount: Decimal
    discount: Decimal
    withholding: Decimal
    paid: Decimal
    balance: Decimal | None
    currency: str
    evidence: Evidence
    invoice_date: date | None = None
    description: str = ""
    transaction_type: str = ""
    reference_details: str = ""
    original_invoice: str = ""
    review: bool = False
    repaired: bool = False
    also: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """A newer export shows another open balance for a line that an older one already had."""

    payment_number: str
    number: str
    older: Decimal
    newer: Decimal
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class UntiedPayment:
    """A payment whose lines do not add up to it. `gap` is the payment less its lines, to the cent.

    `label` is `hidden_lines` where the export says that it cannot show them all, `no_lines` where there are none at all, and
    else `gap`.
    """

    payment: Payment
    lines_total: Decimal
    gap: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class Remittances:
    """What the exports say together: lines of valid payments, lines of void ones, payments, gaps and what changed."""

    lines: tuple[RemittanceLine, ...]
    payments: tuple[Payment, ...]
    untied: tuple[UntiedPayment, ...] = ()
    void_lines: tuple[RemittanceLine, ...] = ()
    balance_changes: tuple[BalanceChange, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Seen:
    """A row as one export shows it. `on_paper`: read from a page, so its numbers may be misread."""

    row: Row
    export: tuple[str, str]
    on_paper: bool
    payment: str
    number: str
    paid: Decimal

    @property
    def order(self) -> tuple[Any, ...]:
        """The place within the export."""
        return (*self.export, self.row.get("_row") or 0, self.row.get("_page") or 0, self.row.get("_top") or 0.0, self.row["amount_paid"])


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines and payments after what several exports repeat is told apart; payments by the key of their number."""

    lines: tuple[RemittanceLine, ...]
    payments: Mapping[str, Payment]
    balance_changes: tuple[BalanceChange, ...]
    problems: tuple[Problem, ...]


def read_remittances(lines: pl.DataFrame, payments: pl.DataFrame, payment_states: Mapping[str, str]) -> Rows:
    """Lines and payments, each once (domain.md 1.1).

    The same line twice inside one export is two lines; in two exports it is one, and the newest export's balance holds. What
    a paper advice adds counts when no export has that line, or when only with it the payment ties. `payment_states` map the
    printed status of a payment to `paid` or `void`. The order of rows never matters.
    """
    problems: list[Problem] = []
    known = read_payments(payments, payment_states, problems)
    seen = _rows_seen(lines, known, problems)
    ages = _ages(seen, payments, known)
    _follow_tables(seen)
    kept, changes = _once(seen, known, ages, problems)
    changes.sort(key=lambda c: (number_key(c.payment_number), number_key(c.number), c.older, c.newer))
    return Rows(tuple(sorted(kept, key=line_order)), known, tuple(changes), tuple(sorted(problems, key=lambda p: (p.code, p.message))))


def tied(
    rows_read: Rows,
    lines: Sequence[RemittanceLine],
    problems: Iterable[Problem],
    hidden_payments: Collection[str],
    beside: Beside = NOTHING,
) -> Remittances:
    """The lines of valid payments apart from those of void ones, and every payment whose lines do not add up to it."""
    void = {k for k, p in rows_read.payments.items() if p.void}
    valid = tuple(line for line in lines if number_key(line.payment_number) not in void)
    return Remittances(
        valid,
        tuple(sorted(rows_read.payments.values(), key=lambda p: (p.date or date.max, number_key(p.number)))),
        _untied(valid, rows_read.payments, {number_key(n) for n in hidden_payments}, beside.paid),
        tuple(line for line in lines if number_key(line.payment_number) in void),
        rows_read.balance_changes,
        (*rows_read.problems, *problems),
    )


def line_order(line: RemittanceLine) -> tuple[Any, ...]:
    """By payment date, payment, place and number: the order in which a history is told."""
    place = line.evidence
    where = (place.file, place.sheet or "", place.row or 0, place.page or 0, place.box.top if place.box else 0.0)
    return (line.payment_date or date.max, number_key(line.payment_number), where, number_key(line.number), line.paid)


def _rows_seen(frame: pl.DataFrame, known: Mapping[str, Payment], problems: list[Problem]) -> list[_Seen]:
    """The rows with an amount, the same place only once."""
    found: dict[tuple[Any, ...], _Seen] = {}
    for n, row in enumerate(rows(frame)):
        paid = decimal(row.get("amount_paid"))
        number = number_key(row.get("invoice_number"))
        if paid is None or not number:
            evidence = row_evidence(row, "remittance line")
            problems.append(
                Problem("remittance_line_incomplete", "a remittance line without number or amount paid is not counted", evidence)
            )
            continue
        export = (row["_file"] or "", row.get("_sheet") or "")
        entry = _Seen(row, export, row.get("_page") is not None, number_key(row.get("payment_number")), number, paid)
        place = (
            (*export, row["_row"])
            if row.get("_row") is not None
            else (*export, row.get("_page"), row.get("_x0"), row.get("_top"), number, paid)
        )
        if place[2] is None:
            place = (*export, n)
        found.setdefault(place, entry)
    unknown = sorted({e.payment for e in found.values()} - set(known))
    if unknown and known:
        names = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        problems.append(Problem("payment_unlisted", f"{len(unknown)} payments have lines but stand in no list of payments: {names}"))
    return list(found.values())


def _ages(seen: Iterable[_Seen], payments: pl.DataFrame, known: Mapping[str, Payment]) -> dict[str, date]:
    """How new each file is: the latest payment in it."""
    ages: dict[str, date] = {}
    for row in rows(payments):
        if row.get("payment_date"):
            ages[row["_file"] or ""] = max(ages.get(row["_file"] or "", date.min), row["payment_date"])
    for entry in seen:
        payment = known.get(entry.payment)
        if payment and payment.date:
            ages[entry.export[0]] = max(ages.get(entry.export[0], date.min), payment.date)
    return ages


def _follow_tables(seen: Iterable[_Seen]) -> None:
    """A paper's misread number gives way to the one line of an export that it looks like, with the same amount."""
    tables = [e for e in seen if not e.on_paper]
    payments: dict[str, set[str]] = defaultdict(set)
    numbers: dict[tuple[str, str, Decimal], set[str]] = defaultdict(set)
    for entry in tables:
        payments[look_alike_class(entry.payment)].add(entry.payment)
        numbers[entry.payment, look_alike_class(entry.number), entry.paid].add(entry.number)
    for entry in seen:
        if not entry.on_paper:
            continue
        alike = payments.get(look_alike_class(entry.payment), set())
        if entry.payment not in alike and len(alike) == 1:
            entry.payment = next(iter(alike))
        spelled = numbers.get((entry.payment, look_alike_class(entry.number), entry.paid), set())
        if entry.number not in spelled and len(spelled) == 1:
            entry.number = next(iter(spelled))


@dataclass(slots=True)
class _Group:
    """All showings of one number on one payment: instances by amount, from exports and from papers."""

    tables: list[list[_Seen]] = field(default_factory=list)
    papers: list[list[_Seen]] = field(default_factory=list)

    @property
    def extra(self) -> list[list[_Seen]]:
        """What only papers show beside what exports show."""
        return self.papers if self.tables else []


def _once(
    seen: Iterable[_Seen], known: Mapping[str, Payment], ages: Mapping[str, date], problems: list[Problem]
) -> tuple[list[RemittanceLine], list[BalanceChange]]:
    by_payment: dict[str, dict[str, list[_Seen]]] = defaultdict(lambda: defaultdict(list))
    for entry in seen:
        by_payment[entry.payment][entry.number].append(entry)
    kept: list[RemittanceLine] = []
    changes: list[BalanceChange] = []
    for payment in sorted(by_payment):
        groups = {n: _grouped(entries) for n, entries in sorted(by_payment[payment].items())}
        use_extra = _ties_only_with_papers(known.get(payment), groups)
        for group in groups.values():
            if group.extra and not use_extra:
                problems.extend(_conflict(showings[0]) for showings in group.extra)
            for showings in group.tables + (group.papers if use_extra or not group.tables else []):
                line, changed = _line(showings, known.get(payment), ages)
                kept.append(line)
                changes.extend(changed)
    return kept, changes


def _grouped(entries: list[_Seen]) -> _Group:
    """Showings of the same line put together: the n-th of an amount in one export is the n-th of it in another."""
    instances: dict[tuple[Decimal, int], list[_Seen]] = defaultdict(list)
    counted: Counter[tuple[tuple[str, str], Decimal]] = Counter()
    for entry in sorted(entries, key=lambda e: e.order):
        counted[entry.export, entry.paid] += 1
        instances[entry.paid, counted[entry.export, entry.paid]].append(entry)
    group = _Group()
    for _, showings in sorted(instances.items(), key=lambda i: i[0]):
        (group.papers if all(e.on_paper for e in showings) else group.tables).append(showings)
    return group


def _ties_only_with_papers(payment: Payment | None, groups: Mapping[str, _Group]) -> bool:
    if payment is None or payment.amount is None:
        return False
    extra = sum((s[0].paid for g in groups.values() for s in g.extra), ZERO)
    plain_sum = sum((s[0].paid for g in groups.values() for s in g.tables + ([] if g.tables else g.papers)), ZERO)
    return plain_sum != payment.amount and plain_sum + extra == payment.amount


def _conflict(entry: _Seen) -> Problem:
    evidence = row_evidence(entry.row, f"{entry.row['invoice_number']} {entry.paid}")
    message = (
        f"the advice shows {entry.row['invoice_number']} with {entry.paid} on payment {entry.row['payment_number']}, "
        "the export shows other amounts; the export is used"
    )
    return Problem("remittance_line_conflict", message, evidence)


def _line(showings: list[_Seen], payment: Payment | None, ages: Mapping[str, date]) -> tuple[RemittanceLine, list[BalanceChange]]:
    """One line from all its showings: an export before a paper, the newest first, gaps filled from the others."""
    ranked = sorted(showings, key=lambda e: (not e.on_paper, ages.get(e.export[0], date.min), e.order), reverse=True)
    best = ranked[0].row

    def filled(name: str) -> Any:
        return next((e.row[name] for e in ranked if e.row.get(name) not in (None, "")), None)

    number = best["invoice_number"].strip()
    paid = ranked[0].paid
    balances = [(e, b) for e in ranked if (b := decimal(e.row.get("remaining_amount"))) is not None]
    changes = [
        BalanceChange(best["payment_number"], number, older, newer, row_evidence(e.row, f"{number} {newer} still open"))
        for (e, newer), (_, older) in pairwise(balances)
        if newer != older
    ]
    amount = decimal(best.get("invoice_amount"))
    line = RemittanceLine(
        payment.number if payment else (best.get("payment_number") or ""),
        payment.date if payment else None,
        number,
        amount if amount is not None else paid,
        decimal(filled("terms_discount")) or ZERO,
        decimal(filled("withholding")) or ZERO,
        paid,
        balances[0][1] if balances else None,
        filled("currency") or (payment.currency if payment else ""),
        row_evidence(best, f"{number}: {amount}, paid {paid}"),
        filled("invoice_date"),
        (filled("description") or "").strip(),
        (filled("transaction_type") or "").strip(),
        (filled("reference_details") or "").strip(),
        (filled("original_invoice_number") or "").strip(),
        bool(best.get("_review")) and not any(e.on_paper != ranked[0].on_paper for e in ranked),
        also=tuple(row_evidence(e.row, f"{number}: paid {paid}") for e in ranked[1:]),
    )
    return line, changes


def _untied(
    lines: Iterable[RemittanceLine], known: Mapping[str, Payment], hidden: Collection[str], beside: Mapping[str, Decimal]
) -> tuple[UntiedPayment, ...]:
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO, beside)
    counts: Counter[str] = Counter(beside.keys())
    for line in lines:
        totals[number_key(line.payment_number)] += line.paid
        counts[number_key(line.payment_number)] += 1
    found = []
    for key, payment in sorted(known.items(), key=lambda p: (p[1].date or date.max, p[0])):
        if payment.void or payment.amount is None or totals[key] == payment.amount:
            continue
        label = "hidden_lines" if key in hidden else "gap" if counts[key] else "no_lines"
        found.append(UntiedPayment(payment, totals[key], payment.amount - totals[key], label))
    return tuple(found)
