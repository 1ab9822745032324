"""What the fields of papers hold, by name (contract.md, Kinds and their fields), and the one form in which each is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from facts.documents import DocumentKind, Value


class FieldType(StrEnum):
    """What a field holds, and so what may be written into it."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    LIST = "list"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    MONEY = "money"
    RATE = "rate"
    NUMBER = "number"
    COUNT = "count"
    QUANTITY = "quantity"
    YES_NO = "yes_no"
    CURRENCY = "currency"
    CHOICE = "choice"
    KIND = "kind"


class FieldValueError(ValueError):
    """The value does not fit its field; the message says what would."""

    def __init__(self, name: str, value: object, wanted: str) -> None:
        super().__init__(f"{name}: {str(value)[:80]!r} does not fit; {wanted}")
        self.name = name


WANTED: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: "write up to 2000 characters of text",
    FieldType.IDENTIFIER: "write a number or code of up to 80 characters",
    FieldType.LIST: "write a list of numbers or codes, each of up to 80 characters",
    FieldType.DATE: "write a date as 2026-11-01",
    FieldType.TIME: "write a time of day as 14:30",
    FieldType.MOMENT: "write a date and time as 2026-11-01T14:30",
    FieldType.MONEY: "write an amount with a point as decimal mark, 1234.50",
    FieldType.RATE: "write a rate as a decimal, 0.03 for 3 %",
    FieldType.NUMBER: "write a number with a point as decimal mark, 12.5",
    FieldType.COUNT: "write a whole number from 0",
    FieldType.QUANTITY: "write a number, 12 or 2.5",
    FieldType.YES_NO: "say true or false",
    FieldType.CURRENCY: "write the three letters of a currency, USD",
    FieldType.KIND: f"write a kind of paper: {', '.join(k.value for k in DocumentKind)}",
}
"""What is asked for where a value does not fit."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "freight_terms": ("prepaid", "collect", "third_party"),
    "counted_by": ("shipper", "driver_pallets", "driver_pieces"),
    "weight_unit": ("lb", "kg"),
    "mechanism": ("retroactive", "incremental", "growth", "per_unit", "fixed", "upsell", "logistics", "cross_sell"),
    "basis": ("net_receipts", "gross_receipts", "customer_shipments", "fixed", "net", "gross"),
    "measure": ("value", "quantity"),
    "period": ("month", "quarter", "year", "term"),
}
_NAMES: Final[Mapping[FieldType, str]] = {
    FieldType.LIST: "purchase_orders included_skus excluded_skus required_groups",
    FieldType.DATE: "dispute_by window_start window_end effective_from effective_to cancel_after ship_start ship_end",
    FieldType.MOMENT: "submitted_at sent_at received_at issued_at",
    FieldType.MONEY: (
        "amount total_paid invoice_amount terms_discount withholding amount_paid remaining_amount unit_price unit_fee line_total "
        "cap floor minimum_payout baseline charge_amount tax_amount discount_amount adjustment_amount due_payable from to"
    ),
    FieldType.RATE: "rate tax_rate discount_rate",
    FieldType.NUMBER: "total_weight weight volume",
    FieldType.COUNT: (
        "total_cartons total_pallets total_units cartons cartons_short cartons_damaged cartons_over pallets units pieces case_pack "
        "line_number pallet_quantity claim_deadline_days terms_net_days discount_days"
    ),
    FieldType.YES_NO: "signed stamped subject_to_count shipper_load_and_count shipper_signed carrier_signed",
    FieldType.CURRENCY: "currency",
    FieldType.IDENTIFIER: "purchase_order sku gtin scac arn related_invoice original_invoice",
    FieldType.KIND: "kind",
}
_BY_NAME: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_BY_ENDING: Final = (
    ("_date", FieldType.DATE),
    ("_time", FieldType.TIME),
    ("_total", FieldType.MONEY),
    ("_number", FieldType.IDENTIFIER),
    ("_id", FieldType.IDENTIFIER),
    ("_code", FieldType.IDENTIFIER),
)
_PLAIN: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?")
_COUNT_LIMIT: Final = 1_000_000_000
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_TEXT_LENGTH: Final = 2000
_IDENTIFIER_LENGTH: Final = 80
_LIST_LENGTH: Final = 1000


def field_type(name: str) -> FieldType:
    """What the field of that name holds; text where nothing else is known of it."""
    if name in CHOICES:
        return FieldType.CHOICE
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.startswith("quantity"):
        return FieldType.QUANTITY
    return next((kind for ending, kind in _BY_ENDING if name.endswith(ending)), FieldType.TEXT)


def kept_form(name: str, value: object) -> Value:
    """A value as its field keeps it: dates as YYYY-MM-DD, money as decimal text, counts as whole numbers (contract.md).

    Raises FieldValueError that says what the field takes.
    """
    kind = field_type(name)
    wanted = f"write one of {', '.join(CHOICES[name])}" if kind is FieldType.CHOICE else WANTED[kind]
    try:
        found = _form(kind, name, value)
    except (ValueError, InvalidOperation, OverflowError):
        found = None
    if found is None:
        raise FieldValueError(name, value, wanted)
    return found


def _form(kind: FieldType, name: str, value: object) -> Value | None:
    """The value in its form, None (or ValueError) where it does not fit."""
    if kind is FieldType.YES_NO:
        return value if isinstance(value, bool) else None
    if kind is FieldType.LIST:
        listed = value if isinstance(value, (list, tuple)) else [value]
        words = [_words(v, _IDENTIFIER_LENGTH) for v in listed]
        return [w for w in words if w is not None] if 0 < len(words) <= _LIST_LENGTH and None not in words else None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    if kind in _NUMBERS:
        return _number(kind, str(value).strip())
    written = _words(value, _TEXT_LENGTH if kind is FieldType.TEXT else _IDENTIFIER_LENGTH)
    return None if written is None else _written(kind, name, written)


_NUMBERS: Final = frozenset({FieldType.MONEY, FieldType.RATE, FieldType.NUMBER, FieldType.COUNT, FieldType.QUANTITY})


def _words(value: object, longest: int) -> str | None:
    """Text on one line without what cannot be seen; None where nothing is left or too much."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    text = " ".join(_UNPRINTABLE.sub(" ", str(value)).split())
    return text if 0 < len(text) <= longest else None


def _written(kind: FieldType, name: str, text: str) -> Value | None:
    match kind:
        case FieldType.DATE:
            return date.fromisoformat(text).isoformat() if len(text) == len("2026-11-01") else None
        case FieldType.TIME:
            return f"{time.fromisoformat(text):%H:%M}" if ":" in text else None
        case FieldType.MOMENT:
            return datetime.fromisoformat(text).isoformat() if len(text) >= len("2026-11-01") else None
        case FieldType.CURRENCY:
            return text.upper() if len(text) == len("USD") and text.isascii() and text.isalpha() else None
        case FieldType.CHOICE:
            return text.lower() if text.lower() in CHOICES[name] else None
        case FieldType.KIND:
            return DocumentKind(text).value
        case _:
            return text


def _number(kind: FieldType, text: str) -> Value | None:
    """An exact number. Money keeps at least two decimals; grouping marks and commas are not guessed at."""
    if not text.isascii() or not _PLAIN.fullmatch(text):
        return None
    number = Decimal(text)
    integral = number == number.to_integral_value()
    match kind:
        case FieldType.COUNT:
            return int(number) if integral and 0 <= number <= _COUNT_LIMIT else None
        case FieldType.QUANTITY:
            return int(number) if integral else f"{number.normalize():f}"
        case FieldType.MONEY:
            whole, _, decimals = f"{number or abs(number):f}".partition(".")
            return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
        case _:
            return str(int(number)) if integral else f"{number.normalize():f}"
