"""The keys of a rule pack, written once: packs and a supplier's terms are read with the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from facts.finding import FindingType
from facts.rebates import ReturnsIn
from rules.further_claims import COVERED
from rules.gathering import WHOM
from rules.model import ANY_KIND, BULK_GRAINS, BULK_VALUES, EFFORT_STEPS
from rules.rebates import ROUNDINGS
from rules.schema import (
    ANCHOR,
    ATTEMPTS,
    CLAIM_KIND,
    COUNT,
    DAY,
    FLAG,
    NAME,
    NUMBER,
    PATTERN,
    RATE,
    ROLE,
    TEXT,
    Dated,
    Each,
    Listed,
    Merge,
    Record,
    Rows,
    Section,
    one_of,
)

_OFFSET: Final = Record({"after": ANCHOR, "days": COUNT, "months": COUNT, "years": COUNT, "hard": FLAG}, needed=("after",))
_READINGS: Final = Dated(_OFFSET, several=True)
_FREIGHT: Final = one_of(("prepaid", "collect", "third_party", "any"))
_NAMES: Final = Listed(NAME)
ROUND: Final = one_of(("first", "again"))
KIND_OR_ANY: Final = one_of((ANY_KIND, *(kind.value for kind in FindingType)))

WINDOW: Final = Section(
    {
        "opens": _READINGS,
        "closes": _READINGS,
        "attempts": Dated(ATTEMPTS),
        "reply_days": Dated(COUNT, several=True),
        "answer_days": Dated(COUNT),
        "pays_within_days": Dated(COUNT),
        "grouping": Dated(one_of(("line", "invoice", "package", "statement"))),
        "retry_by": _READINGS,
        "retry_after": Dated(Listed(one_of(("denied", "partly_approved", "information_requested")))),
        "one_open_per": Dated(one_of(("line", "invoice", "package"))),
        "reopens": Dated(FLAG),
        "disputable": Dated(FLAG),
        "in_flight": Dated(COUNT),
        "bundle": Dated(COUNT),
        "minimum_amount": Dated(NUMBER),
    }
)

FEE: Final = Record(
    {
        "rate": RATE,
        "fee": NUMBER,
        "fixed": NUMBER,
        "per": one_of(("unit", "carton", "case", "pallet", "line", "purchase_order", "shipment", "defect", "load", "invoice", "label")),
        "base": NAME,
        "measured_by": NAME,
        "measured_by_collect": NAME,
        "waived_above_trailing_rate": RATE,
        "limit": NUMBER,
        "unit": NAME,
        "currency": TEXT,
        "minimum": NUMBER,
        "maximum": NUMBER,
        "grace_days": COUNT,
        "grace_hours": COUNT,
        "cut_after_days": COUNT,
        "condition": TEXT,
        "tiers": Rows(Record({"from": NUMBER, "to": NUMBER, "rate": RATE, "fee": NUMBER, "measure": NAME}, one_of=("rate", "fee"))),
    },
    one_of=("rate", "fee", "tiers", "condition"),
    together=(("rate", "fee", "fixed", "tiers", "condition", "currency"), ("limit", "unit")),
)

BULK_FILE: Final = Record(
    {
        "title": TEXT,
        "format": one_of(("csv", "xlsx")),
        "sheet": TEXT,
        "max_rows": COUNT,
        "row_per": one_of(BULK_GRAINS),
        "kinds": Listed(CLAIM_KIND),
        "codes": Listed(TEXT),
        "code_pattern": PATTERN,
        "columns": Rows(
            Record(
                {
                    "title": TEXT,
                    "value": one_of(BULK_VALUES),
                    "text": TEXT,
                    "needed": FLAG,
                    "strip": TEXT,
                    "ends": TEXT,
                    "longest": COUNT,
                },
                needed=("title",),
                one_of=("value", "text"),
            )
        ),
    },
    needed=("title", "format", "row_per", "kinds", "columns"),
)

EVIDENCE: Final = Section(
    {
        "required": Each(Dated(_NAMES), _FREIGHT),
        "recommended": Dated(_NAMES),
    }
)

CAUSES: Final = Section(
    {
        "least_claims": Dated(COUNT),
        "least_amount": Dated(NUMBER),
        "least_lift": Dated(NUMBER),
        "largest_chance": Dated(RATE),
        "least_share": Dated(RATE),
        "small_units": Dated(COUNT),
        "months": Dated(COUNT),
        "months_repeated": Dated(COUNT),
        "changed_by": Dated(RATE),
        "few": Dated(COUNT),
        "charges": Dated(Record({"cause": NAME, "pattern": PATTERN}, needed=("cause", "pattern")), several=True),
        "said": Each(Each(Dated(TEXT), NAME), NAME),
        "prevention": Each(Each(Dated(TEXT), NAME), NAME),
    }
)

GATHERING: Final = Section(
    {
        "days_around": Dated(COUNT),
        "answer_before_days": Dated(COUNT),
        "asking": Each(
            Dated(Record({"whom": one_of(WHOM), "follow_up_days": COUNT, "reminders": COUNT}, needed=("whom", "follow_up_days"))), NAME
        ),
    }
)

FISCAL_WEEKS: Final = ("4-4-5", "4-5-4", "5-4-4")
_SIGNAL_COUNTS: Final = (
    "loading_days", "loading_return_days", "least_lines", "sequential_invoices", "benford_least", "bank_days", "usual_filings",
)  # fmt: skip
_SIGNAL_SHARES: Final = ("loading_share", "loading_returned", "round_share", "just_over", "price_tolerance")
_SIGNAL_NUMBERS: Final = ("round_to", "benford_limit", "likeness")

RULES: Final[Mapping[str, Dated | Section | Each]] = {
    "currency": Dated(TEXT),
    "date_order": Dated(one_of(("MDY", "DMY", "YMD"))),
    "payment": Section(
        {
            "net_days": Dated(COUNT),
            "terms_discount": Dated(
                Record({"rate": RATE, "within_days": COUNT, "only_if_invoice_grants": FLAG}, needed=("rate", "within_days"))
            ),
            "runs_on": Dated(TEXT),
        }
    ),
    "grammar": Section(
        {
            "tokens": Dated(Record({"token": TEXT, "type": CLAIM_KIND, "role": ROLE}, needed=("token", "type", "role")), several=True),
            "patterns": Dated(
                Record(
                    {
                        "field": one_of(("number", "description", "transaction_type", "any")),
                        "pattern": PATTERN,
                        "type": CLAIM_KIND,
                        "role": ROLE,
                        "example": TEXT,
                    },
                    needed=("field", "pattern", "type"),
                ),
                several=True,
                merge=Merge.FIRST,
            ),
            "types": Dated(
                Record({"type": CLAIM_KIND, "language": NAME, "pattern": PATTERN}, needed=("type", "language", "pattern")),
                several=True,
                merge=Merge.FIRST,
            ),
            "roles": Dated(
                Record({"role": ROLE, "language": NAME, "pattern": PATTERN}, needed=("role", "language", "pattern")),
                several=True,
                merge=Merge.FIRST,
            ),
        }
    ),
    "windows": Each(WINDOW, CLAIM_KIND),
    "price": Section(
        {
            "cost_in_force_on": Dated(one_of(("order_date", "ship_date", "invoice_date", "delivery_date"))),
            "rounding_per_unit": Dated(NUMBER),
            "agreed_purchase_discount": Dated(RATE),
            "reasons": Each(Dated(TEXT), NAME),
        }
    ),
    "shortage": Section(
        {
            "weak_counts": Dated(_NAMES),
            "proof": Each(Dated(NAME), one_of(("prepaid", "collect", "third_party"))),
            "recommended": Dated(_NAMES),
        }
    ),
    "evidence": Each(EVIDENCE, NAME),
    "stand_ins": Each(Dated(_NAMES), NAME),
    "dispute_reasons": Each(Dated(Listed(TEXT)), CLAIM_KIND),
    "taxonomy": Each(Dated(TEXT), NAME),
    "reason_codes": Each(Each(Dated(NAME), TEXT), NAME),
    "statuses": Section({"dispute": Each(Dated(NAME), TEXT), "payment": Each(Dated(NAME), TEXT), "charge": Each(Dated(NAME), TEXT)}),
    "precedence": Each(Dated(_NAMES), NAME),
    "limits": Each(Dated(Record({"soft": COUNT, "hard": COUNT, "ascii_only": FLAG}, needed=("soft", "hard"))), NAME),
    "attachments": Section(
        {name: Dated(COUNT) for name in ("files", "smallest_bytes", "largest_bytes")} | {"types": Dated(_NAMES), "note": Dated(TEXT)}
    ),
    "filing": Section({"channel": Dated(one_of(("portal", "email", "bulk"))), "language": Dated(NAME)}),
    "bulk_files": Each(Dated(BULK_FILE), NAME),
    "portal_fields": Each(Dated(Listed(TEXT)), CLAIM_KIND),
    "odds": Section(
        {"chance": Each(Dated(RATE), ROUND), "share": Each(Dated(RATE), ROUND), "counts_for": Dated(COUNT)},
    ),
    "effort": Each(Section({step: Dated(COUNT) for step in EFFORT_STEPS}), KIND_OR_ANY),
    "letters": Section({"forbidden": Each(Each(Dated(TEXT, several=True, merge=Merge.FIRST), NAME), NAME)}),
    "chargebacks": Each(Dated(FEE, several=True, merge=Merge.PARTS), NAME),
    "unknown": Dated(TEXT, several=True),
    "charged_before": Each(Dated(FEE, several=True), NAME),
    "charge_words": Dated(
        Record({"fee": NAME, "otherwise": NAME, "fault": NAME, "group": NAME, "pattern": PATTERN}, needed=("fee", "pattern")),
        several=True,
        merge=Merge.FIRST,
    ),
    "freight": Section({"weight_tolerance": Dated(RATE)}),
    "price_protection": Section({"covers": Dated(Listed(one_of(COVERED))), "claim_within_days": Dated(COUNT)}),
    "post_audit": Section({"claims_until": _READINGS}),
    "prep_owners": Each(Dated(Listed(TEXT)), one_of(("retailer", "supplier"))),
    "checklists": Each(Dated(Listed(TEXT)), NAME),
    "causes": CAUSES,
    "gathering": GATHERING,
    "rebates": Section(
        {
            "returns_count_in": Dated(one_of(tuple(r.value for r in ReturnsIn))),
            "rounding": Dated(one_of(tuple(ROUNDINGS))),
            "claim_deadline_days": Dated(COUNT),
            "claims_per_period": Dated(COUNT),
            "flag_base_within": Dated(RATE),
            "fiscal_calendar": Dated(
                Record({"first_day": DAY, "weeks": one_of(FISCAL_WEEKS), "keeps_near": DAY}, needed=("first_day", "weeks"))
            ),
            "signals": Section(
                {name: Dated(COUNT) for name in _SIGNAL_COUNTS}
                | {name: Dated(RATE) for name in _SIGNAL_SHARES}
                | {name: Dated(NUMBER) for name in _SIGNAL_NUMBERS}
            ),
        }
    ),
}
"""Everything that both a pack and a terms file may say."""

PACK_HEAD: Final = ("retailer", "name", "extends", "aliases", "marketplaces")
TERMS_HEAD: Final = (
    "retailer", "supplier", "source", "marketplace", "vendor_codes", "effective_from", "effective_to", "notes",
)  # fmt: skip
