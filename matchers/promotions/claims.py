"""What a retailer or distributor claims for promotions, claim by claim with its lines, in the order in which it was claimed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facts.evidence import Evidence
from facts.finding import FindingType
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from facts.tables import TableKind
from matchers.claims import ClaimLine
from matchers.coop.billing import CoopInvoice
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PromotionLine:
    """Units of one item that were sold in some days. `goods` is what was billed for them without fees, in the claim's currency.

    `per_unit` is the funding of a unit as billed, None where the claim does not say it.
    """

    agreement: str
    customer: str
    sku: str
    sold_from: date | None
    sold_until: date | None
    units: Decimal | None
    per_unit: Decimal | None
    unit_price: Decimal | None
    goods: Decimal
    fees: Decimal
    row: Row

    @property
    def is_fee(self) -> bool:
        """True for a line that bills a fee alone: it names neither item nor units."""
        return not self.sku and self.units is None

    @property
    def same(self) -> tuple[object, ...]:
        """What a line and its repetition share."""
        return compact(self.agreement), compact(self.sku), self.customer.casefold(), self.sold_from, self.sold_until, self.units, self.goods

    @property
    def evidence(self) -> Evidence:
        """The row that states it."""
        counted = f"{self.units:f} units of {self.sku}" if self.units is not None else self.sku or "fee"
        days = f" sold {self.sold_from} to {self.sold_until}" if self.sold_from is not None else ""
        return row_evidence(self.row, f"{counted}{days}: {self.goods + self.fees:f} billed")


@dataclass(frozen=True, slots=True)
class PromotionClaim:
    """A claim with its lines, in `currency`. `billed` is what was billed in all where that is not the sum of the lines."""

    number: str
    lines: tuple[PromotionLine, ...]
    currency: str
    claimed_on: date | None
    kind: FindingType = FindingType.PROMOTION
    billed: Decimal | None = None
    row: Row | None = None
    agreement: str = ""

    @property
    def listed(self) -> Decimal:
        """What its lines come to."""
        return sum((line.goods + line.fees for line in self.lines), ZERO)

    @property
    def amount(self) -> Decimal:
        """All that was billed."""
        return self.listed if self.billed is None else self.billed

    @property
    def backed(self) -> bool:
        """True where the retailer's own backup states what was sold: it is believed until a report says otherwise."""
        return self.kind is FindingType.COOP

    @property
    def agreements(self) -> list[str]:
        """The agreements that its lines name."""
        named = (self.agreement, *(line.agreement for line in self.lines))
        return list(dict.fromkeys(compact(number) for number in named if number))

    @property
    def evidence(self) -> Evidence:
        """The place of its invoice, else of its first line."""
        return row_evidence(
            self.row if self.row is not None else self.lines[0].row, f"{self.amount:f} {self.currency} billed as {self.number}"
        )

    @property
    def line(self) -> ClaimLine:
        """The claim as a line to be judged; it names its item where it has one alone."""
        items = {line.sku for line in self.lines if line.sku}
        sku = next(iter(items)) if len(items) == 1 else ""
        return ClaimLine(self.kind, self.number, self.amount, self.currency, self.evidence, sku=sku)


def promotion_claims(frames: Frames, currency: str) -> list[PromotionClaim]:
    """The claims, each once, in the order in which they were raised."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in newest(rows(frames.table(TableKind.PROMOTION_CLAIMS)), _stated_once):
        if row["promotion_claim"] and row["amount"]:
            lines[compact(row["promotion_claim"])].append(row)
    found = [_claim(same, currency) for same in lines.values()]
    return sorted(found, key=lambda c: (c.claimed_on or date.max, c.number))


def _stated_once(row: Row) -> tuple[object, ...]:
    return (
        compact(row["promotion_claim"] or ""), compact(row["sku"] or ""), (row["customer"] or "").casefold(), row["sold_from"],
        row["sold_until"],
    )  # fmt: skip


def _claim(stated: Sequence[Row], currency: str) -> PromotionClaim:
    money = next((row["currency"] for row in stated if row["currency"]), None) or currency
    lines = tuple(sorted((_line(row, minor_digits(money)) for row in stated), key=_turn))
    claimed_on = min((row["claim_date"] for row in stated if row["claim_date"]), default=None)
    return PromotionClaim(stated[0]["promotion_claim"], lines, money, claimed_on)


def _turn(line: PromotionLine) -> tuple[object, ...]:
    """The order in which lines are judged: by what they say, so that the order of an export's rows changes nothing."""
    days = (line.sold_from or date.max, line.sold_until or date.max)
    return compact(line.sku), *days, line.customer, line.units or ZERO, line.goods, line.fees


def _line(row: Row, digits: int) -> PromotionLine:
    """A row of a claim. Its amount holds its fees, unless units times funding give it without them."""
    amount, fees = abs(decimal(row["amount"]) or ZERO), abs(decimal(row["fees"]) or ZERO)
    units = None if row["units"] is None else Decimal(row["units"])
    per_unit = decimal(row["funding_per_unit"])
    beside = per_unit is not None and units is not None and amount == round_half_up(units * per_unit, digits)
    alone = not row["sku"] and units is None
    goods = ZERO if alone else amount if beside else max(ZERO, amount - fees)
    return PromotionLine(
        row["agreement_number"] or "",
        row["customer"] or "",
        row["sku"] or "",
        row["sold_from"],
        row["sold_until"],
        units,
        per_unit,
        decimal(row["unit_price"]),
        goods,
        amount if alone else fees,
        row,
    )


def clips_of(invoice: CoopInvoice, backup: Sequence[Row]) -> PromotionClaim:
    """A co-op invoice for coupons or deals as a claim: each row of its backup is a day on which units of an item were sold."""
    lines = (
        PromotionLine(
            invoice.agreement,
            "",
            row["sku"] or "",
            row["receipt_date"],
            row["receipt_date"],
            Decimal(row["quantity"] or 0),
            None,
            decimal(row["unit_cost"]),
            decimal(row["rebate"]) or ZERO,
            ZERO,
            row,
        )
        for row in backup
    )
    return PromotionClaim(
        invoice.number,
        tuple(sorted(lines, key=_turn)),
        invoice.currency,
        invoice.billed_on,
        FindingType.COOP,
        invoice.amount,
        invoice.row,
        invoice.agreement,
    )
