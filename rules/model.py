"""The shape of a rule pack in force: what a retailer's dated values say once a supplier's terms lie over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from facts.calendar import add_days, add_months, add_years
from facts.finding import FindingType


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read, and how sure that is (`R` read, `M` computed, `K` trade knowledge, `terms` agreed)."""

    text: str
    mark: str = "R"


@dataclass(frozen=True, slots=True)
class Anchor:
    """An offset from a named date: 35 days after `invoice_due_date`."""

    after: str
    days: int = 0
    months: int = 0
    years: int = 0
    source: Source | None = None

    def resolve(self, dates: dict[str, date | None]) -> date | None:
        """The day itself, or None where the anchor's date is not known."""
        start = dates.get(self.after)
        if start is None:
            return None
        return add_days(add_months(add_years(start, self.years), self.months), self.days)


@dataclass(frozen=True, slots=True)
class Window:
    """When a kind of claim may be disputed. `opens`: the latest counts. `closes`: the readings of the deadline.

    With several readings the earliest is `safe_by`; `dispute_by` is the one that terms or pack have in force (`hard`,
    the index into `closes`). `attempts` is how often it may be filed, None where there is no limit.
    """

    opens: tuple[Anchor, ...] = ()
    closes: tuple[Anchor, ...] = ()
    hard: int = 0
    attempts: int | None = None
    reply_days: int | None = None
    grouping: str = "line"

    def opens_on(self, dates: dict[str, date | None]) -> date | None:
        """The first day on which a dispute is taken: the latest of the known readings."""
        return max((d for a in self.opens if (d := a.resolve(dates))), default=None)

    def dispute_by(self, dates: dict[str, date | None]) -> date | None:
        """The close in force."""
        days = [a.resolve(dates) for a in self.closes]
        return days[self.hard] if days and days[self.hard] else min((d for d in days if d), default=None)

    def safe_by(self, dates: dict[str, date | None]) -> date | None:
        """The earliest reading of the close."""
        return min((d for a in self.closes if (d := a.resolve(dates))), default=None)


@dataclass(frozen=True, slots=True)
class ClaimToken:
    """A suffix of a claim number (`SC`, `SCR`) and what it means: the kind of claim and `claim` or `reversal`."""

    token: str
    type: FindingType
    role: str


@dataclass(frozen=True, slots=True)
class LinePattern:
    """A regular expression over a line's number or description, and what such a line is."""

    field: str
    pattern: str
    type: FindingType
    role: str = "claim"


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a remittance names its lines: suffix tokens (longest first) and patterns, tried in order."""

    tokens: tuple[ClaimToken, ...] = ()
    patterns: tuple[LinePattern, ...] = ()


@dataclass(frozen=True, slots=True)
class TermsDiscount:
    """A quick-pay discount: `rate` of the invoice if paid within `within_days` of the invoice date."""

    rate: Decimal
    within_days: int
    only_if_invoice_grants: bool = True


@dataclass(frozen=True, slots=True)
class PriceRules:
    """How prices are compared: which date's cost is in force, which difference per unit counts as rounding."""

    cost_in_force_on: str = "order_date"
    rounding_per_unit: Decimal = Decimal("0.01")
    agreed_purchase_discount: Decimal | None = None
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShortageRules:
    """What proves delivery: the paper by freight terms, and the counts that prove no cartons."""

    weak_counts: tuple[str, ...] = ("pallets_only", "shipper_load_and_count", "subject_to_count")
    proof: dict[str, str] = field(default_factory=lambda: {"prepaid": "proof_of_delivery", "collect": "bill_of_lading"})
    recommended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """A text field of the portal: soft and hard limits in characters, and whether only ASCII is taken."""

    soft: int = 1000
    hard: int = 2000
    ascii_only: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything in force for one supplier and retailer on one day. `id` names pack and version: `amazon_us@2026-01`.

    `raw` holds the merged pack with sources, for showing; matchers use the typed parts.
    """

    retailer: str
    id: str
    version: str
    supplier: str = ""
    currency: str = "USD"
    marketplace: str = ""
    payment_net_days: int | None = None
    terms_discount: TermsDiscount | None = None
    grammar: Grammar = field(default_factory=Grammar)
    windows: dict[FindingType, Window] = field(default_factory=dict)
    price: PriceRules = field(default_factory=PriceRules)
    shortage: ShortageRules = field(default_factory=ShortageRules)
    reason_codes: dict[str, dict[str, str]] = field(default_factory=dict)
    precedence: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limits: dict[str, FieldLimit] = field(default_factory=dict)
    portal_fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    checklists: dict[str, Any] = field(default_factory=dict)
    chargebacks: dict[str, Any] = field(default_factory=dict)
    rebates: dict[str, Any] = field(default_factory=dict)
    disagreements: tuple[str, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    def window(self, kind: FindingType) -> Window:
        """The window of a kind of claim; an empty one where the pack knows none."""
        return self.windows.get(kind, Window())

    def rule_id(self, kind: FindingType) -> str:
        """What a finding names as its rule: `amazon_us/shortage@2026-01`."""
        return f"{self.retailer}/{kind.value}@{self.version}"
