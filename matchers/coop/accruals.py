"""What each line of a co-op backup should have come to, and by which effect it differs from what was billed (domain.md 1.7, test 16).

The effects follow each other in one order, so that they sum to the difference: what was billed twice, receipts outside the term, items
out of scope, units that do not count, the rate; then, over the invoice, the cap, and what no line explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from matchers.coop.contracts import GROSS, CoopContract
from matchers.frames import Row, decimal, row_evidence

ZERO: Final = Decimal(0)


class Effect(StrEnum):
    """Why a line was billed otherwise than agreed."""

    DUPLICATE = "duplicate"
    PERIOD = "period"
    SCOPE = "scope"
    BASE = "base"
    RATE = "rate"
    CAP = "cap"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One receipt that an allowance accrued on, as the backup states it. `billed` is in the invoice's currency."""

    invoice: str
    agreement: str
    purchase_order: str
    sku: str
    received_on: date | None
    quantity: Decimal
    returned: Decimal
    unit_cost: Decimal
    rate: Decimal | None
    billed: Decimal
    row: Row

    @property
    def receipt(self) -> tuple[str, str, date | None, Decimal]:
        """What tells one receipt from another."""
        return compact(self.purchase_order), compact(self.sku), self.received_on, self.quantity

    @property
    def evidence(self) -> Evidence:
        """The row of the backup."""
        when = f" received {self.received_on}" if self.received_on is not None else ""
        rate = f" at {(self.rate * 100).normalize():f} %" if self.rate is not None else ""
        back = f", {self.returned:f} of them returned" if self.returned else ""
        return row_evidence(self.row, f"{self.quantity:f} units of {self.sku}{when}{back}, {self.billed:f} billed{rate}")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Units of an order line that the retailer itself says it never received, and holds us liable for.

    `received` is what it says it did receive of the line; None where it does not say.
    """

    units: Decimal
    evidence: Evidence
    received: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OrderCost:
    """The unit cost that an order states for an item."""

    value: Decimal
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LineDue:
    """A backup line with what is due on it. `effects` says why less is due, in the order above; they sum to billed less due."""

    line: BackupLine
    due: Decimal
    effects: Mapping[Effect, Decimal]
    rate: Decimal
    short: Shortfall | None = None
    why: str = ""
    places: tuple[Evidence, ...] = ()
    nets_returns: bool = True
    digits: int = 2
    cost: OrderCost | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a line is held against.

    `agreed` is the agreement that holds on the day of the receipt, the billed contract or one that took its place. `beside` are receipts
    that accrue under an agreement beside which this one bears nothing, `billed_before` those that were billed under this one already.
    `short` are units of the line that were never received, `cost` what the order states where the backup states another cost.
    """

    contract: CoopContract
    agreed: CoopContract
    beside: frozenset[tuple[str, str, date | None, Decimal]]
    billed_before: AbstractSet[tuple[str, str, date | None, Decimal]]
    currency: str
    short: Shortfall | None = None
    cost: OrderCost | None = None


def backup_line(row: Row) -> BackupLine:
    """A row of the backup."""
    quantity = Decimal(row["quantity"] or 0)
    returned = Decimal(row["quantity_returned"] or 0)
    cost = decimal(row["unit_cost"])
    receipts = decimal(row["net_receipts"])
    if cost is None:
        cost = receipts / (quantity - returned) if receipts is not None and quantity > returned else ZERO
    return BackupLine(
        row["invoice_id"],
        row["agreement_id"] or "",
        row["purchase_order"] or "",
        row["sku"] or "",
        row["receipt_date"],
        quantity,
        returned,
        cost,
        decimal(row["rate"]),
        decimal(row["rebate"]) or ZERO,
        row,
    )


def due_on(line: BackupLine, terms: Terms) -> LineDue:
    """What is due on a line, with the effects that make the difference."""
    contract = terms.agreed
    agreed = contract.rate or ZERO
    if line.receipt in terms.billed_before:
        return _nothing(line, Effect.DUPLICATE, agreed, "billed_twice")
    if line.received_on is not None and not contract.covers(line.received_on):
        term = f"term {contract.starts_on or ''} to {contract.ends_on or ''}"
        return _nothing(line, Effect.PERIOD, agreed, "outside_agreement_dates", contract.evidence("end_date", term))
    if not contract.counts(line.sku):
        return _nothing(line, Effect.SCOPE, agreed, "excluded_item", contract.evidence("excluded_skus", f"{line.sku} is excluded"))
    if line.receipt in terms.beside:
        place = contract.evidence("not_beside_agreement", f"nothing accrues beside agreement {contract.not_beside}")
        return _nothing(line, Effect.DUPLICATE, agreed, "double_accrual", place)
    rate, why, places = _rate(terms)
    digits = minor_digits(terms.currency)
    gross = contract.basis == GROSS
    short = None if gross else terms.short
    units = units_due(line, short, gross=gross)
    cost = terms.cost.value if terms.cost is not None else line.unit_cost
    billed_rate = line.rate if line.rate is not None else rate
    at_billed_rate = round_half_up(units * cost * billed_rate, digits)
    due = round_half_up(units * cost * rate, digits)
    effects = {e: v for e, v in ((Effect.BASE, line.billed - at_billed_rate), (Effect.RATE, at_billed_rate - due)) if v}
    if Effect.BASE in effects and (Effect.RATE not in effects or abs(effects[Effect.BASE]) >= abs(effects[Effect.RATE])):
        why = _base_reason(line, short, terms.cost, gross=gross)
    return LineDue(line, due, effects, rate, short, why if effects else "", places, nets_returns=not gross, digits=digits, cost=terms.cost)


def units_due(line: BackupLine, short: Shortfall | None, *, gross: bool) -> Decimal:
    """Units that accrue: received less returned less never received; a line that takes back units takes back what accrued on them."""
    if gross or line.quantity < 0:
        return line.quantity
    return max(ZERO, line.quantity - line.returned - (short.units if short else ZERO))


def _base_reason(line: BackupLine, short: Shortfall | None, cost: OrderCost | None, *, gross: bool) -> str:
    if short is not None:
        return "units_never_received"
    if cost is not None:
        return "wrong_unit_cost"
    return "returns_not_netted" if line.returned and not gross else "wrong_base"


def _rate(terms: Terms) -> tuple[Decimal, str, tuple[Evidence, ...]]:
    """The rate that holds on the day of the receipt: that of the agreement which replaced this one by then, else its own."""
    contract, agreed = terms.contract, terms.agreed
    if agreed is contract:
        return contract.rate or ZERO, "wrong_rate", (contract.evidence("rate", _rate_agreed(contract)),)
    told = f"agreement {agreed.number} takes the place of {contract.number} from {agreed.replaced_from or agreed.starts_on}"
    places = (agreed.evidence("replaces_agreement", told), agreed.evidence("rate", _rate_agreed(agreed)))
    return agreed.rate or ZERO, "superseded_agreement", places


def _rate_agreed(contract: CoopContract) -> str:
    of = contract.basis.replace("_", " ") or "receipts"
    return f"{((contract.rate or ZERO) * 100).normalize():f} % of {of} agreed"


def _nothing(line: BackupLine, effect: Effect, rate: Decimal, why: str, *places: Evidence) -> LineDue:
    return LineDue(line, ZERO, {effect: line.billed} if line.billed else {}, rate, None, why, places)


def total_effects(lines: Sequence[LineDue], billed: Decimal, capped: Decimal) -> dict[Effect, Decimal]:
    """The effects over an invoice, with the cap and what no line explains; they sum to billed less what is due."""
    found: dict[Effect, Decimal] = {}
    for line in lines:
        for effect, amount in line.effects.items():
            found[effect] = found.get(effect, ZERO) + amount
    unexplained = billed - sum((line.line.billed for line in lines), ZERO)
    return found | {e: v for e, v in ((Effect.CAP, capped), (Effect.UNEXPLAINED, unexplained)) if v}
