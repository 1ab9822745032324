"""How kinds, verdicts, reasons, amounts and days are said to a reader, one way in every output."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from facts.finding import FindingType, Verdict
from facts.money import minor_digits, round_half_up

KIND_NAMES: Final[dict[FindingType, str]] = {
    FindingType.SHORTAGE: "Shortage",
    FindingType.PRICE_CLAIM: "Price claim",
    FindingType.CHARGEBACK: "Chargeback",
    FindingType.COOP: "Co-op",
    FindingType.FEE: "Fee",
    FindingType.DUPLICATE: "Duplicate deduction",
    FindingType.RETURN: "Return",
    FindingType.QUICK_PAY_DISCOUNT: "Quick-pay discount",
    FindingType.FREIGHT: "Freight",
    FindingType.PRICE_PROTECTION: "Price protection",
    FindingType.PROMOTION: "Promotion",
    FindingType.POST_AUDIT: "Post-audit claim",
    FindingType.PROVISION: "Provision",
    FindingType.REBATE_UNDERPAID: "Rebate underpaid",
    FindingType.REBATE_OVERCLAIMED: "Rebate overclaimed",
    FindingType.REBATE_FRAUD: "Rebate claim refuted",
    FindingType.UNCLASSIFIED: "Not classified",
}

VERDICT_NAMES: Final[dict[Verdict, str]] = {
    Verdict.DISPUTE: "Dispute",
    Verdict.NEEDS_EVIDENCE: "Needs evidence",
    Verdict.REVIEW: "For review",
    Verdict.TOO_EARLY: "Opens later",
    Verdict.IN_DISPUTE: "In dispute",
    Verdict.EXPIRED: "Expired",
    Verdict.ACCEPT: "Accepted",
    Verdict.RESOLVED: "Already repaid",
}

CAUSE_NAMES: Final[dict[str, str]] = {
    "partial": "Part of the delivery not booked in",
    "not_received": "Nothing booked in",
    "missing_cartons": "Whole cartons not booked in",
    "count_difference": "Count difference",
    "each_case": "Cases booked in as eaches",
    "variation_swap": "Booked on another item",
    "mis_receipt": "Booked on another order",
    "noted_short": "Short on delivery, as noted",
    "over_billing": "Invoiced beyond the order",
    "duplicate_billing": "Delivered once, billed twice",
    "retailer_cost_record": "Retailer's cost record is wrong",
    "cost_update_timing": "Cost change not taken over in time",
    "unit_of_measure": "Price per case against price per each",
    "rounding": "Rounding",
    "purchase_discount": "Agreed discount taken twice",
    "wrong_amount": "Claimed beyond the difference",
    "catalogue_price": "Our price above the order's",
    "discount_terms": "Discount taken too late or not agreed",
    "wrong_rate": "Discount at another rate",
    "duplicate_deduction": "Deducted twice",
    "return_cost": "Return above its authorisation",
    "item_measures": "Measures differ from those of record",
    "rate_card": "Another tier or rate card",
    "freight_terms": "Freight on orders that ship collect",
    "freight_weight": "Freight for another weight",
    "freight_rate": "Freight at another rate",
    "protected_units": "Price protection beyond what the costs bear out",
    "promotion_units": "Promotions billed on more units than were sold",
    "promotion_terms": "Promotions billed beyond their terms",
    "late_claim": "Claimed after the time for it",
    "count_noise": "Single units miscounted at one place",
    "missing_proof": "Proof of delivery missing",
    "ship_notice": "Ship notice missing, late or wrong",
    "not_filled": "Confirmed and not delivered",
    "overage": "More delivered than ordered",
    "late_delivery": "Delivered outside the window",
    "no_show": "Appointment missed",
    "overweight": "Cartons too heavy or too large",
    "carton_content": "Content of cartons not as announced",
    "labels": "Labels or barcodes",
    "prep": "Preparation of items",
    "expiry": "Date of expiry",
    "paper_invoice": "Invoice on paper",
    "not_known": "Not known",
}

REASON_NAMES: Final[dict[str, str]] = {
    "within_window": "Delivered in time",
    "waived_week": "The fee is waived",
    "notice_before_arrival": "Ship notice was in time",
    "order_filled": "The order was filled",
    "order_confirmed": "The order was confirmed",
    "nothing_cut": "Nothing was cut",
    "cut_in_time": "The cut was in time",
    "nothing_over": "Nothing was received beyond the order",
    "order_in_full": "The order came in full",
    "in_time_and_full": "The order came in time and in full",
    "carton_within_limit": "The carton is within the limit",
    "carton_within_size": "The carton is within the limit",
    "content_as_announced": "Received as announced",
    "packed_as_recorded": "Packed as recorded",
    "prep_not_ours": "The retailer prepares the item",
    "one_notice_each": "One ship notice for each shipment",
    "cartons_above_shipped": "More cartons than were shipped",
    "appointment_kept": "The appointment was kept",
    "invoiced_by_edi": "The invoice went out by EDI",
    "charged_under_two": "Units were charged before",
    "units_above_order": "More units than the order has",
    "units_above_fault": "More units than the fault is of",
    "wrong_cost": "Charged on another cost",
    "wrong_fee_rate": "Charged at another rate",
}
"""Reasons whose code alone does not say what is meant."""

DOCUMENT_NAMES: Final[dict[str, str]] = {
    "bill_of_lading": "bill of lading",
    "proof_of_delivery": "proof of delivery",
    "chargeback_notice": "chargeback notice",
    "coop_agreement": "co-op agreement",
    "advance_ship_notice": "ship notice",
    "other": "paper",
}

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPELLINGS: Final = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "×": "x",
        "÷": "/",
        "·": "-",
        "•": "-",
        "…": "...",
        "€": "EUR",
        "£": "GBP",
        "¥": "JPY",
        "ß": "ss",
        "Æ": "AE",
        "æ": "ae",
        "Ø": "O",
        "ø": "o",
        "Œ": "OE",
        "œ": "oe",
        "Ł": "L",
        "ł": "l",
        "Đ": "D",
        "đ": "d",
        "ı": "i",
        "№": "No.",
        "→": "->",
        "≤": "<=",
        "≥": ">=",
        "§": "section ",
    }
)


def words(code: str) -> str:
    """A code of ours in plain words, capitalised: `proof_not_signed` → `Proof not signed`."""
    said = code.replace("_", " ").strip()
    return said[:1].upper() + said[1:]


def kind_name(kind: FindingType) -> str:
    """The kind of claim as a heading says it."""
    return KIND_NAMES.get(kind, words(kind.value))


def verdict_name(verdict: Verdict) -> str:
    """The verdict as a reader sees it."""
    return VERDICT_NAMES.get(verdict, words(verdict.value))


def cause_name(cause: str) -> str:
    """The root cause as a reader sees it."""
    return CAUSE_NAMES.get(cause, words(cause))


def document_name(kind: str) -> str:
    """The kind of paper in running text."""
    return DOCUMENT_NAMES.get(kind, kind.replace("_", " "))


def reason_name(reason: str) -> str:
    """The reason of a finding as a portal or a letter names it."""
    return REASON_NAMES.get(reason, words(reason))


def retailer_said(code: str) -> str:
    """A retailer's code as people say it: `amazon_us` is Amazon US."""
    return " ".join(part.upper() if len(part) == len("us") else part.capitalize() for part in code.split("_"))


def number(amount: Decimal, currency: str) -> str:
    """An amount in full with thousands set apart and the currency's own digits: `6,189.60`. Never abbreviated."""
    return f"{round_half_up(amount, minor_digits(currency)):,f}"


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency code: `USD 6,189.60`."""
    return f"{currency} {number(amount, currency)}".strip()


def figure(value: str) -> str:
    """A value of a calculation for the eye: thousands set apart where it is a decimal amount, else as it stands."""
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return value
    return f"{exact:,f}" if "." in value and exact.is_finite() else value


def day(value: date | None) -> str:
    """`14 Oct 2026`, the same for every reader; an en dash where the day is not known."""
    return "–" if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def span(days: int) -> str:
    """A stretch of days in words: `1 day`, `19 days`, and in months past four of them: `20 months`."""
    if days == 1:
        return "1 day"
    if days <= 120:
        return f"{days} days"
    months = round(days / 30.44)
    years, rest = divmod(months, 12)
    if years < 2:
        return f"{months} months"
    return f"{years} years" + (f" {rest} months" if rest > 1 else " 1 month" if rest else "")


def until(value: date, as_of: date) -> str:
    """How far off a day is: `today`, `tomorrow`, `in 19 days`, `3 days ago`."""
    days = (value - as_of).days
    match days:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case -1:
            return "yesterday"
        case _:
            pass
    return f"in {span(days)}" if days > 0 else f"{span(-days)} ago"


def count(items: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun: `1 line`, `1,204 lines`."""
    return f"{items:,} {singular if items == 1 else plural or singular + 's'}"


def plain_spelling(text: str) -> str:
    """The text without accents and with plain dashes and quotes; letters of other scripts stay as they are."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(_SPELLINGS)) if not unicodedata.combining(c))


def plain_ascii(text: str) -> str:
    """The text in the characters that portals take; accents fall, dashes and quotes become plain.

    Letters that have no plain spelling (Chinese, Cyrillic) are left out, and so is what then is only punctuation.
    """
    folded = plain_spelling(text)
    kept = "".join(c for c in folded if ord(c) < 128 and (c.isprintable() or c in "\n\t"))
    if kept != folded and not any(c.isalnum() for c in kept):
        return ""
    return kept


def loses_letters(text: str) -> bool:
    """True where letters of the text have no plain spelling."""
    return sum(map(str.isalnum, plain_ascii(text))) < sum(map(str.isalnum, text))
