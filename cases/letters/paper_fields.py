"""Which fields of a paper a brief takes over, what kind of fact each is, and the words that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cases.letters.brief import FactKind
from facts.documents import Document, Field


@dataclass(frozen=True, slots=True)
class PaperField:
    """A field of papers as a fact: its kind, its unit, and its label in English."""

    kind: FactKind
    label: str
    unit: str = ""


_ID, _DAY, _COUNT, _NAME, _AMOUNT = FactKind.IDENTIFIER, FactKind.DATE, FactKind.COUNT, FactKind.NAME, FactKind.AMOUNT
PAPER_FIELDS: Final[dict[str, PaperField]] = {
    "bol_number": PaperField(_ID, "BOL"),
    "pro_number": PaperField(_ID, "PRO"),
    "arn": PaperField(_ID, "ARN"),
    "appointment_id": PaperField(_ID, "appointment"),
    "trailer_number": PaperField(_ID, "trailer"),
    "seal_number": PaperField(_ID, "seal"),
    "ship_to_code": PaperField(_ID, "to"),
    "invoice_number": PaperField(_ID, "invoice"),
    "payment_number": PaperField(_ID, "payment"),
    "chargeback_id": PaperField(_ID, "issue"),
    "agreement_number": PaperField(_ID, "agreement"),
    "delivery_date": PaperField(_DAY, "delivered"),
    "pickup_date": PaperField(_DAY, "picked up"),
    "ship_date": PaperField(_DAY, "shipped"),
    "issue_date": PaperField(_DAY, "dated"),
    "payment_date": PaperField(_DAY, "paid"),
    "start_date": PaperField(_DAY, "in force from"),
    "end_date": PaperField(_DAY, "in force until"),
    "requested_delivery_date": PaperField(_DAY, "delivery requested for"),
    "receiver_name": PaperField(_NAME, "received by"),
    "carrier_name": PaperField(_NAME, "carried by"),
    "total_cartons": PaperField(_COUNT, "cartons in all", "carton"),
    "total_pallets": PaperField(_COUNT, "pallets in all", "pallet"),
    "cartons_short": PaperField(_COUNT, "cartons noted short", "carton"),
    "cartons_damaged": PaperField(_COUNT, "cartons noted damaged", "carton"),
    "net_total": PaperField(_AMOUNT, "net total"),
    "grand_total": PaperField(_AMOUNT, "total"),
}
MARKS: Final = {"signed": "signed", "carrier_signed": "signed by the carrier", "stamped": "stamped"}
"""What a paper bears, as a statement; told only where it was read so."""

_NUMBERS: Final[dict[str, tuple[str, ...]]] = {
    "proof_of_delivery": ("bol_number", "pro_number"),
    "bill_of_lading": ("bol_number", "pro_number", "arn"),
    "packing_list": ("bol_number",),
    "advance_ship_notice": ("bol_number",),
    "invoice": ("invoice_number",),
    "credit_note": ("invoice_number",),
    "chargeback_notice": ("chargeback_id",),
    "coop_agreement": ("agreement_number",),
    "rebate_agreement": ("agreement_number",),
    "appointment_request": ("appointment_id",),
    "remittance_advice": ("payment_number",),
}
_DATES: Final = ("delivery_date", "pickup_date", "ship_date", "issue_date", "payment_date", "start_date")


def heading_fields(kind: str, there: frozenset[str]) -> tuple[str, ...]:
    """The fields by which a letter names a paper, of those that are there: its numbers, its first date, where to and who received."""
    names = [name for name in _NUMBERS.get(kind, ()) if name in there]
    names += [name for name in _DATES if name in there][:1]
    if kind in {"proof_of_delivery", "bill_of_lading"}:
        names += [name for name in ("ship_to_code", "receiver_name") if name in there]
    return tuple(names)


def certain(document: Document, name: str) -> Field | None:
    """A field that was read without doubt, or None."""
    found = document.fields.get(name)
    return None if found is None or found.review or isinstance(found.value, list) else found
