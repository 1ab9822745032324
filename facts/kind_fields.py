"""Which fields each kind of paper carries, in the order in which people read them (contract.md, Kinds and their fields)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from facts.documents import DocumentKind

_K = DocumentKind
_TRUCK: Final = "bol_number pro_number scac carrier_name"
_INVOICE: Final = (
    "invoice_number issue_date due_date currency seller_name seller_tax_id buyer_name purchase_order net_total tax_total grand_total"
)
_INVOICE_LINE: Final = "line_number purchase_order sku gtin description quantity unit unit_price line_total"
_ORDER: Final = "purchase_order issue_date ship_start ship_end cancel_after currency seller_name buyer_name ship_to_code grand_total"
_ORDER_LINE: Final = "line_number sku gtin description quantity unit unit_price line_total"
_SHIPMENT: Final = (
    f"{_TRUCK} ship_date ship_from_name ship_to_name ship_to_address ship_to_code arn purchase_orders total_cartons total_pallets "
    "total_units total_weight weight_unit"
)
_SHIPMENT_LINE: Final = "purchase_order sku gtin description cartons case_pack units weight"

_FIELDS: Final[Mapping[DocumentKind, str]] = {
    _K.BILL_OF_LADING: (
        f"{_TRUCK} ship_date pickup_date ship_from_name ship_to_name ship_to_address ship_to_code freight_terms trailer_number "
        "seal_number arn purchase_orders total_cartons total_pallets total_weight weight_unit shipper_load_and_count counted_by "
        "shipper_signed carrier_signed"
    ),
    _K.PROOF_OF_DELIVERY: (
        f"{_TRUCK} delivery_date delivery_time ship_to_name ship_to_code appointment_id purchase_orders total_cartons total_pallets "
        "cartons_short cartons_damaged cartons_over exceptions receiver_name signed stamped subject_to_count"
    ),
    _K.INVOICE: _INVOICE,
    _K.CREDIT_NOTE: f"{_INVOICE} related_invoice",
    _K.REMITTANCE_ADVICE: "payment_number payment_date payer_name payee_name currency total_paid",
    _K.CHARGEBACK_NOTICE: "chargeback_id chargeback_type chargeback_subtype purchase_order issue_date dispute_by currency amount",
    _K.COOP_AGREEMENT: (
        "agreement_number title payer_name earner_name start_date end_date funding_type basis rate amount currency cap included_skus "
        "excluded_skus payment_method"
    ),
    _K.REBATE_AGREEMENT: (
        "agreement_number payer_name earner_name start_date end_date currency mechanism basis measure period cap floor minimum_payout "
        "baseline claim_deadline_days included_skus excluded_skus pallet_quantity required_groups"
    ),
    _K.APPOINTMENT_REQUEST: "appointment_id purchase_orders ship_to_code requested_delivery_date submitted_at",
    _K.PURCHASE_ORDER: _ORDER,
    _K.PURCHASE_ORDER_CHANGE: _ORDER,
    _K.ORDER_CONFIRMATION: _ORDER,
    _K.ADVANCE_SHIP_NOTICE: f"asn_number {_SHIPMENT} sent_at",
    _K.RECEIVING_ADVICE: f"{_SHIPMENT} received_at",
    _K.PACKING_LIST: _SHIPMENT,
    _K.DEBIT_MEMO: "related_invoice issue_date currency amount purchase_order",
    _K.PRICE_LIST: "effective_from effective_to currency seller_name buyer_name",
    _K.FEE_STATEMENT: "issue_date currency amount",
    _K.RATE_CARD: "effective_from effective_to currency",
}
_LINES: Final[Mapping[DocumentKind, str]] = {
    _K.BILL_OF_LADING: "purchase_order sku gtin description cartons pallets units weight",
    _K.PROOF_OF_DELIVERY: "purchase_order sku cartons units cartons_short cartons_damaged",
    _K.INVOICE: _INVOICE_LINE,
    _K.CREDIT_NOTE: _INVOICE_LINE,
    _K.REMITTANCE_ADVICE: (
        "invoice_number invoice_date description invoice_amount terms_discount withholding amount_paid remaining_amount"
    ),
    _K.CHARGEBACK_NOTICE: "sku quantity unit_fee amount",
    _K.REBATE_AGREEMENT: "from to rate amount",
    _K.PURCHASE_ORDER: _ORDER_LINE,
    _K.PURCHASE_ORDER_CHANGE: _ORDER_LINE,
    _K.ORDER_CONFIRMATION: _ORDER_LINE,
    _K.ADVANCE_SHIP_NOTICE: _SHIPMENT_LINE,
    _K.RECEIVING_ADVICE: _SHIPMENT_LINE,
    _K.PACKING_LIST: _SHIPMENT_LINE,
    _K.DEBIT_MEMO: _INVOICE_LINE,
    _K.PRICE_LIST: "sku gtin description unit_price effective_from effective_to",
    _K.FEE_STATEMENT: "sku description quantity unit_fee amount",
    _K.RATE_CARD: "description effective_from effective_to rate amount",
}


def heading_fields(kind: DocumentKind) -> tuple[str, ...]:
    """The fields of the heading that a kind of paper carries; none for a kind of which nothing is known."""
    return tuple(_FIELDS.get(kind, "").split())


def line_fields(kind: DocumentKind) -> tuple[str, ...]:
    """The cells that its lines carry."""
    return tuple(_LINES.get(kind, "").split())
