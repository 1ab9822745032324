"""Price protection: did the price change, by how much, for which units, was it claimed in time and once (domain.md 1.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from facts.tables import TableKind
from matchers.books import Books, CostRecord
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, named_rows, newest, row_evidence
from rules.further_claims import OF_NO_AGREEMENT, ON_HAND, ON_ORDER
from rules.model import Rules

ZERO: Final = Decimal(0)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProtectionLine:
    """One item of a claim for price protection: the change it is for, the units it counts, in `currency`."""

    number: str
    sku: str
    changed_on: date | None
    old_cost: Decimal
    new_cost: Decimal
    on_hand: Decimal | None
    on_order: Decimal | None
    amount: Decimal
    currency: str
    claimed_on: date | None
    agreement: str
    row: Row

    @property
    def evidence(self) -> Evidence:
        """The row that states it."""
        return row_evidence(self.row, f"price protection {self.old_cost:f} to {self.new_cost:f}: {self.amount:f} {self.currency}")

    @property
    def line(self) -> ClaimLine:
        """The item as a line to be judged."""
        return ClaimLine(FindingType.PRICE_PROTECTION, self.number, self.amount, self.currency, self.evidence, sku=self.sku)


def protection_lines(frames: Frames, currency: str) -> Iterator[ProtectionLine]:
    """The claimed items, each once, in the order in which they were claimed."""
    found: dict[tuple[str, str], ProtectionLine] = {}
    stated = newest(
        named_rows(frames.table(TableKind.PRICE_PROTECTION), "protection_claim", "sku"),
        lambda r: (compact(r["protection_claim"]), compact(r["sku"])),
    )
    for row in stated:
        old, new, amount = decimal(row["old_cost"]), decimal(row["new_cost"]), decimal(row["amount"])
        if old is None or new is None or not amount:
            continue
        line = ProtectionLine(
            row["protection_claim"],
            row["sku"],
            row["price_change_date"],
            old,
            new,
            _count(row["units_on_hand"]),
            _count(row["units_on_order"]),
            abs(amount),
            row["currency"] or currency,
            row["claim_date"],
            row["agreement_number"] or "",
            row,
        )
        found.setdefault((compact(line.number), compact(line.sku)), line)
    yield from sorted(found.values(), key=lambda x: (x.claimed_on or date.max, x.number, x.sku))


def _count(units: int | None) -> Decimal | None:
    return None if units is None else Decimal(units)


def judge_protection(line: ProtectionLine, earlier: Sequence[ProtectionLine], books: Books, rules: Rules) -> Outcome:
    """What of a claim for price protection cost history, orders and terms refute."""
    sheet = Calculation()
    sheet.given("claimed", "deducted", line.amount, line.evidence)
    before = next((e for e in earlier if _same_change(e, line)), None)
    if before is not None:
        sheet.given("claimed_before", f"deducted before as {before.number}", before.amount, before.evidence)
        sheet.work_out("value", "deducted twice", "claimed")
        return Outcome(
            Verdict.DISPUTE, "charged_twice", f"the same item and price change as {before.number}", sheet, 0.9, "duplicate_deduction"
        )
    late = _late(line, rules)
    if late is not None and rules.price_protection.agreed:
        sheet.work_out("value", "deducted after the time for it", "claimed")
        return Outcome(Verdict.DISPUTE, "claimed_late", late, sheet, 0.88, "late_claim")
    outcome = _by_the_costs(line, books, rules, sheet)
    if late is None or rules.price_protection.agreed or outcome.verdict is Verdict.DISPUTE:
        return outcome
    return replace(outcome, verdict=Verdict.REVIEW, reason="claimed_late", why=f"{late}; {OF_NO_AGREEMENT}", confidence=0.5, missing=())


def _by_the_costs(line: ProtectionLine, books: Books, rules: Rules, sheet: Calculation) -> Outcome:
    if line.changed_on is None:
        return _open(sheet, "change_day_missing", "the claim gives no day of the price change; a person asks for it")
    was, now = books.cost_in_force(line.sku, line.changed_on - _DAY), books.cost_in_force(line.sku, line.changed_on)
    if was is None or now is None:
        return _open(sheet, "cost_history_missing", "the cost history does not show the item's cost before and after the change; add it")
    for name, label, record in (("cost_before", "cost before the change", was), ("cost_after", "cost after the change", now)):
        sheet.given(name, label, record.cost, record.evidence)
    if now.cost >= was.cost:
        sheet.work_out("value", "deducted though the cost did not fall", "claimed")
        return Outcome(Verdict.DISPUTE, "no_price_drop", _no_drop(line, was, now), sheet, 0.88, "protected_units")
    return _by_units(line, was, now, books, rules, sheet)


def keys_of_protection(line: ProtectionLine) -> Iterator[tuple[object, ...]]:
    """What a claim and its repetition share: item, day, units and amount."""
    if line.changed_on is not None:
        yield compact(line.sku), line.changed_on, line.on_hand, line.on_order, line.amount


def _same_change(earlier: ProtectionLine, line: ProtectionLine) -> bool:
    same = compact(earlier.sku) == compact(line.sku) and earlier.changed_on == line.changed_on and earlier.changed_on is not None
    units = (earlier.on_hand, earlier.on_order) == (line.on_hand, line.on_order)
    return same and units and earlier.amount == line.amount and compact(earlier.number) != compact(line.number)


def _late(line: ProtectionLine, rules: Rules) -> str | None:
    """Claimed later than the supplier's own terms allow, or a pack, which proves nothing by itself."""
    days = rules.price_protection.claim_within_days
    if days is None or line.changed_on is None or line.claimed_on is None:
        return None
    late = (line.claimed_on - line.changed_on).days
    said = "agreed" if rules.price_protection.agreed else "usual"
    return f"claimed {late} days after the price change, {said} are {days}" if late > days else None


def _no_drop(line: ProtectionLine, was: CostRecord, now: CostRecord) -> str:
    if was.cost == now.cost:
        return f"the approved cost was {now.cost:f} before and after {line.changed_on}"
    return f"the approved cost rose from {was.cost:f} to {now.cost:f} on {line.changed_on}"


def _by_units(line: ProtectionLine, was: CostRecord, now: CostRecord, books: Books, rules: Rules, sheet: Calculation) -> Outcome:
    """The drop of record on the units that are covered and were not bought at the new cost already."""
    counted, told = _units(line, was, now, books, rules, sheet)
    if not counted:
        return _open(sheet, "units_missing", "the claim gives no units on hand or on order; a person asks for them")
    units = " + ".join(counted)
    sheet.work_out("expected", "due", f"round(({units}) * (cost_before - cost_after), {minor_digits(line.currency)})")
    over = sheet.work_out("value", "deducted beyond that", "max(0, claimed - expected)")
    if over <= 0:
        covered = bool(rules.price_protection.covers) and rules.price_protection.agreed
        if covered:
            return Outcome(Verdict.ACCEPT, "as_agreed", "cost history and units give this amount", sheet, 0.85)
        return _open(sheet, "agreement_missing", "the amount agrees with the cost history; which units are covered, the agreement tells")
    if told:
        return Outcome(Verdict.DISPUTE, "units_not_covered", told, sheet, 0.82, "protected_units")
    if was.cost - now.cost < line.old_cost - line.new_cost:
        why = f"the cost fell by {was.cost - now.cost:f}, {line.old_cost - line.new_cost:f} per unit were deducted"
        return Outcome(Verdict.DISPUTE, "wrong_price_difference", why, sheet, 0.88, "protected_units")
    return Outcome(
        Verdict.DISPUTE, "wrong_extension", "units times the fall in cost is less than was deducted", sheet, 0.88, "protected_units"
    )


def _units(line: ProtectionLine, was: CostRecord, now: CostRecord, books: Books, rules: Rules, sheet: Calculation) -> tuple[list[str], str]:
    """The steps that count, and the sentence on units that do not."""
    agreed = rules.price_protection.covers if rules.price_protection.agreed else (ON_HAND, ON_ORDER)
    counted, told = [], ""
    if line.on_hand and ON_HAND in agreed:
        sheet.given("on_hand", "units on hand claimed", line.on_hand, line.evidence)
        counted.append("on_hand")
    elif line.on_hand:
        told = "the terms cover units on order alone"
        sheet.given("not_covered", "units on hand claimed and not covered", line.on_hand, line.evidence)
    if line.on_order and ON_ORDER in agreed:
        sheet.given("on_order", "units on order claimed", line.on_order, line.evidence)
        counted.append("on_order")
        most = _at_new_cost(line, now, books, sheet)
        if most > 0:
            counted.append("(0 - at_new_cost)")
            told = f"{most:f} of the {line.on_order:f} units on order were ordered at the new cost already"
    elif line.on_order:
        told = "the terms cover units on hand alone"
        sheet.given("not_covered", "units on order claimed and not covered", line.on_order, line.evidence)
    if not counted and told:
        sheet.given("covered", "units covered", ZERO, line.evidence)
        counted.append("covered")
    return counted, told if was.cost - now.cost >= line.old_cost - line.new_cost else ""


def _at_new_cost(line: ProtectionLine, now: CostRecord, books: Books, sheet: Calculation) -> Decimal:
    """The units claimed on order that open orders at another cost do not account for: so many were ordered at the new cost already."""
    repriced: list[str] = []
    others: list[str] = []
    for cost, units, place in _open_orders(line, books):
        same = cost == now.cost
        names, label = (repriced, "units on an open order at the new cost") if same else (others, "units on an open order at another cost")
        names.append(f"{'repriced' if same else 'other'}_{len(names) + 1}")
        sheet.given(names[-1], label, units, place)
    if not repriced:
        return ZERO
    left = f"max(0, on_order - sum({', '.join(others)}))" if others else "on_order"
    return sheet.work_out("at_new_cost", "units on order at the new cost already", f"min({left}, sum({', '.join(repriced)}))")


def _open_orders(line: ProtectionLine, books: Books) -> Iterator[tuple[Decimal, Decimal, Evidence]]:
    """Cost and units of the item on the orders that were open on the day of the change."""
    for order in sorted(books.orders_with(line.sku), key=lambda o: o.number):
        placed = books.order_date(order.number)
        cost, accepted = books.quantity(order.number, line.sku, "unit_cost"), books.accepted(order.number, line.sku)
        if placed is None or cost is None or accepted is None or line.changed_on is None or placed.value >= line.changed_on:
            continue
        received, end = books.received(order.number, line.sku), books.best("window_end", order.dates["window_end"])
        open_then = end is not None and end.value >= line.changed_on
        if open_then and accepted.value > 0 and (received is None or received.value <= accepted.value):
            yield cost.value, accepted.value, cost.evidence


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)
