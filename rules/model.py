"""The shape of a rule pack in force: what a retailer's dated values say once a supplier's terms lie over them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from facts.calendar import add_days, add_months, add_years
from facts.finding import FindingType
from rules.causes import CauseRules
from rules.further_claims import AuditRules, FreightRules, ProtectionRules
from rules.gathering import GatheringRules
from rules.grammar import Grammar
from rules.rebates import RebateRules

ANCHORS: Final = {
    "invoice_date": "the invoice's date",
    "invoice_due_date": "the day the invoice falls due",
    "deduction_date": "the first payment that took the deduction",
    "claim_date": "the day the retailer raised the claim",
    "charge_date": "the day the charge was notified or billed",
    "chargeback_invoice_date": "the date of the chargeback's own invoice",
    "service_date": "the day the service that is charged for was done",
    "delivery_date": "the day the goods arrived",
    "return_date": "the date of the return's own invoice",
    "first_deduction_date": "the first payment that took any round of the claim",
    "refusal_date": "the day the retailer refused the last filing",
    "answer_date": "the day of the retailer's last answer",
    "submitted_date": "the day the last filing was sent",
    "request_date": "the day the retailer asked for something",
    "audited_year_end": "the last day of the year that was audited",
    "period_end": "the last day of the period that is settled",
}
"""Dates that windows count from."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read, and how sure that is (`R` read, `M` computed, `K` trade knowledge, `terms` agreed)."""

    text: str
    mark: str = "R"


@dataclass(frozen=True, slots=True)
class Anchor:
    """An offset from a named date (`ANCHORS`): 35 days after `invoice_due_date`.

    `hard` on a close: the retailer refuses after this day. A reading that is not hard only says when it is still safe.
    """

    after: str
    days: int = 0
    months: int = 0
    years: int = 0
    source: Source | None = None
    hard: bool = True

    def resolve(self, dates: dict[str, date | None]) -> date | None:
        """The day itself, or None where the anchor's date is not known."""
        start = dates.get(self.after)
        if start is None:
            return None
        return add_days(add_months(add_years(start, self.years), self.months), self.days)

    def __str__(self) -> str:
        parts = [f"{n} {unit}" for n, unit in ((self.years, "years"), (self.months, "months"), (self.days, "days")) if n]
        return f"{' '.join(parts) or '0 days'} after {self.after}"


@dataclass(frozen=True, slots=True)
class Window:
    """When and how often a kind of claim may be disputed. `opens`: the latest counts. `closes`: the readings of the deadline.

    With several readings the earliest is `safe_by`; `dispute_by` is the earliest of the hard ones. `attempts` is how often
    it may be filed in all, None where there is no limit; a further filing is due by `retry_by` and only after an answer that
    stands in `retry_after`. `one_open_per` names what may have one filing under way at a time (`invoice`); `reopens` is False
    where a closed dispute is never taken up again. `disputable` is False for what no dispute is taken for (a holdback).
    `reply_days` are ours to answer a question of the retailer, `answer_days` what the retailer takes at most. `in_flight` and
    `bundle` are the most filings to have under way and to send as one. `pays_within_days` is how long approved money may take to
    be seen on a remittance before somebody asks for it.
    """

    opens: tuple[Anchor, ...] = ()
    closes: tuple[Anchor, ...] = ()
    attempts: int | None = None
    reply_days: int | None = None
    answer_days: int | None = None
    grouping: str = "line"
    retry_by: tuple[Anchor, ...] = ()
    retry_after: tuple[str, ...] = ()
    one_open_per: str | None = None
    reopens: bool = True
    disputable: bool = True
    in_flight: int | None = None
    bundle: int | None = None
    minimum_amount: Decimal | None = None
    pays_within_days: int | None = None

    def opens_on(self, dates: dict[str, date | None]) -> date | None:
        """The first day on which a dispute is taken: the latest of the known readings."""
        return max((d for a in self.opens if (d := a.resolve(dates))), default=None)

    def dispute_by(self, dates: dict[str, date | None]) -> date | None:
        """The close in force: the earliest of the hard readings whose date is known, else of any."""
        hard = min((d for a in self.closes if a.hard and (d := a.resolve(dates))), default=None)
        return hard if hard is not None else self.safe_by(dates)

    def safe_by(self, dates: dict[str, date | None]) -> date | None:
        """The earliest reading of the close."""
        return min((d for a in self.closes if (d := a.resolve(dates))), default=None)

    def retry_due(self, dates: dict[str, date | None]) -> date | None:
        """The last day for a further filing after a refusal: the earliest of the known readings."""
        return min((d for a in self.retry_by if (d := a.resolve(dates))), default=None)

    def attempts_left(self, used: int) -> int | None:
        """Filings that remain after `used` of them, None where there is no limit."""
        return None if self.attempts is None else max(0, self.attempts - used)


@dataclass(frozen=True, slots=True)
class TermsDiscount:
    """A quick-pay discount: `rate` of the invoice if paid within `within_days` of the invoice date."""

    rate: Decimal
    within_days: int
    only_if_invoice_grants: bool = True


@dataclass(frozen=True, slots=True)
class PriceRules:
    """How prices are compared: which date's cost is in force, which difference per unit counts as rounding.

    `reasons` gives the portal's reason for each class of variance (`rounding` → `Rounding Issue`).
    """

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
class EvidenceList:
    """Papers for a kind of claim: required by freight terms (`any` where they do not matter), and what strengthens it."""

    required: dict[str, tuple[str, ...]] = field(default_factory=dict)
    recommended: tuple[str, ...] = ()

    def needed(self, freight_terms: str | None) -> tuple[str, ...]:
        """The papers without which such a claim is not filed."""
        return self.required.get("any", ()) + self.required.get(freight_terms or "", ())


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """A text field of the portal: soft and hard limits in characters, and whether only ASCII is taken."""

    soft: int = 1000
    hard: int = 2000
    ascii_only: bool = True


@dataclass(frozen=True, slots=True)
class AttachmentLimit:
    """What a portal takes as attachments; None and empty mean that no public figure is known."""

    files: int | None = None
    smallest_bytes: int | None = None
    largest_bytes: int | None = None
    types: tuple[str, ...] = ()
    note: str = ""


BULK_GRAINS: Final = ("case", "claim", "line")
"""What a row of a bulk file stands for: a case, a claim number of a case, a line of it."""

BULK_VALUES: Final = (
    "invoice_number", "claim_number", "purchase_order", "sku", "vendor_code", "invoice_date", "invoice_due_date", "invoice_amount",
    "claimed_amount", "amount", "open_balance", "currency", "deduction_code", "deduction_date", "reason", "units", "explanation",
    "attachments", "case_number", "dispute_id",
)  # fmt: skip
"""What may stand in a column of a bulk file."""


@dataclass(frozen=True, slots=True)
class BulkColumn:
    """A column of a bulk file: the `value` that goes into it, or the same `text` in every row.

    `strip` is taken off the end of a value once, `ends` is what it must end with, `longest` what the field holds; a row whose
    `needed` value is not known is refused.
    """

    title: str
    value: str = ""
    text: str = ""
    needed: bool = False
    strip: str = ""
    ends: str = ""
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class BulkLayout:
    """A file in which a retailer takes many disputes at once: for these kinds of claim and, where stated, deduction codes alone.

    `code_pattern` finds the code (group `code`) in what the remittance says of a deduction. `source` says where the layout was read.
    """

    name: str
    title: str
    format: str
    row_per: str
    kinds: tuple[FindingType, ...]
    columns: tuple[BulkColumn, ...]
    sheet: str = ""
    max_rows: int | None = None
    codes: tuple[str, ...] = ()
    code_pattern: re.Pattern[str] | None = None
    source: Source | None = None


EFFORT_STEPS: Final = ("gather", "ask", "draft", "review", "file", "reply", "chase")
"""What people do for a case: put its papers together, ask others for one that is missing, write, read over, send, answer, ask after it."""
ANY_KIND: Final = "any"
"""Stands for the kinds of claim that have no minutes of their own."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is public about how filings end, by round (`first`, `again`): how many are granted at least in part, and how much then.

    Both are rates. `counts_for` is how many answered filings of one's own they weigh as much as. Empty where a pack says nothing.
    """

    chance: dict[str, Decimal] = field(default_factory=dict)
    share: dict[str, Decimal] = field(default_factory=dict)
    counts_for: int = 0


@dataclass(frozen=True, slots=True)
class FeeWords:
    """Wordings by which a retailer names an operational charge, and the fee of `chargebacks` that it is.

    `otherwise` is the fee where the pack has none of the first name. `fault` is what is charged, where the fee alone does not tell
    (a missing ship notice at the fee of a late one). Of the faults of a `group` a unit bears one at most.
    """

    fee: str
    pattern: re.Pattern[str]
    otherwise: str = ""
    fault: str = ""
    group: str = ""


def _held(entry: Mapping[str, Any], day: date) -> bool:
    start, end = entry.get("effective_from"), entry.get("effective_to")
    return (start is None or start <= day) and (end is None or day <= end)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything in force for one supplier and retailer on one day. `id` names pack and version: `amazon_us@2026-01`.

    `raw` holds the merged pack with sources, for showing; matchers use the typed parts. `taxonomy` is the house's own list of
    reasons, to which `reason_codes` map each scheme's codes (`x12_426`, `edifact_4465`, `x12_412`, `walmart_ap`).
    `forbidden` holds by language and kind (`threat`, `blame`, `concession`, `internal`) the words that no letter says; a trailing `*`
    stands for any ending.
    `channel` is how disputes are filed: by hand in a `portal`, by `email`, in a `bulk` file; `bulk_files` are layouts by name.
    `language` is the one that letters are written in there (`en`).
    `stand_ins` name the papers that are taken in place of one that the evidence list asks for.
    `charge_words` tell which fee of `chargebacks` a charge is, by the retailer's own words; `charged_before` are the fees that held
    earlier, each with its days: a charge is held against the fee of its own day (`fees_on`).
    `prep_owners` are the words by which a catalogue names who prepares an item (`retailer`, `supplier`).
    `causes` says when deductions are a pattern and what is said of it, `gathering` how missing papers are looked for and asked for.
    `effort` holds the minutes of each step of work on a case (`EFFORT_STEPS`) by kind of claim.
    `statuses` map the outside world's words to ours (`dispute`, `payment`, `charge`). `disagreements` are sentences about values for
    which sources differ, `unknown` names what nobody has published of a retailer.
    """

    retailer: str
    id: str
    version: str
    supplier: str = ""
    name: str = ""
    currency: str = "USD"
    marketplace: str = ""
    date_order: str = ""
    payment_net_days: int | None = None
    terms_discount: TermsDiscount | None = None
    grammar: Grammar = field(default_factory=Grammar)
    windows: dict[FindingType, Window] = field(default_factory=dict)
    price: PriceRules = field(default_factory=PriceRules)
    shortage: ShortageRules = field(default_factory=ShortageRules)
    evidence: dict[str, EvidenceList] = field(default_factory=dict)
    stand_ins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dispute_reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    taxonomy: dict[str, str] = field(default_factory=dict)
    reason_codes: dict[str, dict[str, str]] = field(default_factory=dict)
    statuses: dict[str, dict[str, str]] = field(default_factory=dict)
    precedence: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limits: dict[str, FieldLimit] = field(default_factory=dict)
    attachments: AttachmentLimit = field(default_factory=AttachmentLimit)
    portal_fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    channel: str = "portal"
    language: str = "en"
    bulk_files: dict[str, BulkLayout] = field(default_factory=dict)
    forbidden: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    checklists: dict[str, Any] = field(default_factory=dict)
    chargebacks: dict[str, Any] = field(default_factory=dict)
    charged_before: dict[str, Any] = field(default_factory=dict)
    charge_words: tuple[FeeWords, ...] = ()
    prep_owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rebates: RebateRules = field(default_factory=RebateRules)
    freight: FreightRules = field(default_factory=FreightRules)
    price_protection: ProtectionRules = field(default_factory=ProtectionRules)
    post_audit: AuditRules = field(default_factory=AuditRules)
    causes: CauseRules = field(default_factory=CauseRules)
    gathering: GatheringRules = field(default_factory=GatheringRules)
    outlook: Outlook = field(default_factory=Outlook)
    effort: dict[str, dict[str, int]] = field(default_factory=dict)
    disagreements: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    def window(self, kind: FindingType) -> Window:
        """The window of a kind of claim; an empty one where the pack knows none."""
        return self.windows.get(kind, Window())

    def charge_named(self, words: str) -> FeeWords | None:
        """The fee and fault that a charge's own words name; None where they name none that is known."""
        small = words.casefold()
        return next((word for word in self.charge_words if word.pattern.search(small)), None)

    def fees_on(self, kind: str, day: date | None) -> tuple[Mapping[str, Any], ...]:
        """The readings of a charge's fee that held on a day; those of the rules' own day where the day is not known.

        Empty where the pack states the fee, but not for that day.
        """
        now = tuple(self.chargebacks.get(kind, ()))
        if day is None:
            return now
        before = tuple(e for e in self.charged_before.get(kind, ()) if _held(e, day))
        return before or tuple(e for e in now if _held(e, day))

    def rule_id(self, kind: FindingType) -> str:
        """What a finding names as its rule: `amazon_us/shortage@2026-01`."""
        return f"{self.retailer}/{kind.value}@{self.version}"

    def minutes(self, kind: str, steps: Sequence[str]) -> int:
        """Minutes that these steps take for a kind of claim: its own where there are some, else those of any kind, else none."""
        own, usual = self.effort.get(kind, {}), self.effort.get(ANY_KIND, {})
        return sum(own.get(step, usual.get(step, 0)) for step in steps)

    def reason(self, scheme: str, code: str) -> str | None:
        """The house's reason for a code of the outside world (`x12_426`, `06`), leading zeros aside; None for an unknown one."""
        codes = {known.lstrip("0"): reason for known, reason in self.reason_codes.get(scheme, {}).items()}
        return codes.get(code.strip().lstrip("0"))

    def limit(self, portal_field: str) -> FieldLimit:
        """The limits of a text field of the portal: its own, else those for every field."""
        return self.limits.get(portal_field, self.limits.get("default", FieldLimit()))
