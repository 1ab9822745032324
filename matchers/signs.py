"""Remittances that print deductions without a minus: told by their words, and believed only when the payments then tie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from facts.evidence import Problem
from matchers.beside import NOTHING, Beside
from matchers.grammar import number_key
from matchers.payments import Payment
from matchers.remittance import ZERO, RemittanceLine


def with_signs(
    lines: Sequence[RemittanceLine],
    payments: Mapping[str, Payment],
    takes_money: Callable[[RemittanceLine], bool],
    beside: Beside = NOTHING,
) -> tuple[list[RemittanceLine], list[Problem]]:
    """The lines with deductions negative, and a problem for each file in which none of them was.

    `takes_money` says by words and number alone that a line is a deduction. A file is turned only when every such line in it
    is positive, more of its payments tie with them negative, and none ties less.
    """
    by_file: dict[str, list[RemittanceLine]] = defaultdict(list)
    for line in lines:
        by_file[line.evidence.file].append(line)
    turned: set[str] = set()
    problems: list[Problem] = []
    for file, own in sorted(by_file.items()):
        if file in beside.signed or any(takes_money(line) for line in own if line.paid < 0):
            continue
        deductions = [line for line in own if line.paid > 0 and takes_money(line)]
        if not deductions:
            continue
        first = deductions[0]
        said = f"{file} shows {len(deductions)} deductions without a minus (first: {first.number})"
        if _ties_better(lines, deductions, payments, beside.paid):
            turned.add(file)
            problems.append(Problem("deductions_without_sign", f"{said}; read as taken, because the payments tie so", first.evidence))
        else:
            problems.append(Problem("deductions_without_sign", f"{said}; say whether they were taken or given back", first.evidence))
    kept = [_taken(line) if line.evidence.file in turned and takes_money(line) else line for line in lines]
    return kept, problems


def _ties_better(
    lines: Iterable[RemittanceLine],
    deductions: Iterable[RemittanceLine],
    payments: Mapping[str, Payment],
    beside: Mapping[str, Decimal],
) -> bool:
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO, beside)
    for line in lines:
        totals[number_key(line.payment_number)] += line.paid
    taken: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in deductions:
        taken[number_key(line.payment_number)] += line.paid
    before, after = set(), set()
    for key, part in taken.items():
        payment = payments.get(key)
        if payment is None or payment.amount is None:
            continue
        if totals[key] == payment.amount:
            before.add(key)
        if totals[key] - 2 * part == payment.amount:
            after.add(key)
    return bool(after - before) and before <= after


def _taken(line: RemittanceLine) -> RemittanceLine:
    return replace(
        line,
        amount=-abs(line.amount),
        paid=-abs(line.paid),
        discount=-abs(line.discount),
        balance=None if line.balance is None else -abs(line.balance),
    )
