"""The tables of the trade: which columns each has, what they hold, and which of them a table cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SCALE: Final = 1_000_000
"""Money, costs, rates and measures stand in frames as whole millionths (5.04 → 5_040_000); counts as whole numbers."""


class ColumnType(StrEnum):
    """What a column holds, and so how its cells are read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its canonical name. `needed`: the table makes no sense without it."""

    name: str
    type: ColumnType
    needed: bool = False


class TableKind(StrEnum):
    """Tables that are told apart by their headers."""

    PURCHASE_ORDERS = "purchase_orders"
    CATALOGUE = "catalogue"
    COST_HISTORY = "cost_history"
    PAYMENTS = "payments"
    REMITTANCE_LINES = "remittance_lines"
    PAYABLES = "payables"
    ALL_INVOICES = "all_invoices"
    SHORTAGE_DETAIL = "shortage_detail"
    PRICE_DISCREPANCIES = "price_discrepancies"
    CHARGEBACKS = "chargebacks"
    DISPUTES = "disputes"
    ON_TIME_PERFORMANCE = "on_time_performance"
    COOP_INVOICES = "coop_invoices"
    COOP_BACKUP = "coop_backup"
    RETURN_AUTHORIZATIONS = "return_authorizations"
    FEE_STATEMENT = "fee_statement"
    RATE_CARD = "rate_card"
    SALES = "sales"
    REBATE_CLAIMS = "rebate_claims"
    EXCHANGE_RATES = "exchange_rates"
    INVOICE_LINES = "invoice_lines"
    SHIPMENT_LINES = "shipment_lines"
    FREIGHT_CHARGES = "freight_charges"
    FREIGHT_RATES = "freight_rates"
    PRICE_PROTECTION = "price_protection"
    POST_AUDIT_CLAIMS = "post_audit_claims"
    PROMOTIONS = "promotions"
    PROMOTION_CLAIMS = "promotion_claims"
    SELL_THROUGH = "sell_through"


def _columns(spec: str) -> tuple[Column, ...]:
    """`name:type` words; a trailing `!` marks a needed column."""
    found = []
    for word in spec.split():
        name, _, kind = word.rstrip("!").partition(":")
        found.append(Column(name, ColumnType(kind), word.endswith("!")))
    return tuple(found)


TABLES: Final[dict[TableKind, tuple[Column, ...]]] = {
    TableKind.PURCHASE_ORDERS: _columns(
        "purchase_order:identifier! vendor_code:identifier ship_to_code:identifier sku:identifier! gtin:identifier "
        "model_number:text title:text order_date:date window_type:text window_start:date window_end:date "
        "quantity_requested:count quantity_accepted:count quantity_received:count unit_cost:money currency:text freight_terms:text"
    ),
    TableKind.CATALOGUE: _columns(
        "sku:identifier! gtin:identifier model_number:text title:text brand:text category:text case_pack:count! "
        "pallet_quantity:count length:measure width:measure height:measure dimension_unit:text weight:measure weight_unit:text "
        "prep_owner:text prep_category:text effective_from:date"
    ),
    TableKind.COST_HISTORY: _columns(
        "sku:identifier! cost:money! currency:text effective_from:date! effective_to:date approval_id:identifier"
    ),
    TableKind.PAYMENTS: _columns(
        "payment_number:identifier! payment_date:date! currency:text amount:money! payee:text payer:text method:text "
        "payment_type:text status:text void_reason:text"
    ),
    TableKind.REMITTANCE_LINES: _columns(
        "payment_number:identifier! invoice_number:identifier! invoice_date:date description:text transaction_type:text "
        "reference_details:text original_invoice_number:identifier invoice_amount:money! currency:text withholding:money "
        "terms_discount:money amount_paid:money! remaining_amount:money"
    ),
    TableKind.PAYABLES: _columns(
        "vendor_code:identifier transaction_number:identifier! transaction_date:date transaction_type:text "
        "invoice_amount:money! deducted_amount:money! balance:money currency:text"
    ),
    TableKind.ALL_INVOICES: _columns(
        "marketplace:text invoice_date:date! due_date:date status:text actual_paid_amount:money payee:text creation_date:date "
        "invoice_number:identifier! amount:money any_deductions:text currency:text purchase_order:identifier"
    ),
    TableKind.SHORTAGE_DETAIL: _columns(
        "claim_number:identifier invoice_number:identifier! purchase_order:identifier sku:identifier! quantity_invoiced:count! "
        "quantity_received:count! quantity_short:count unit_cost:money! amount:money currency:text"
    ),
    TableKind.PRICE_DISCREPANCIES: _columns(
        "claim_number:identifier invoice_number:identifier! purchase_order:identifier sku:identifier quantity:count! "
        "invoice_cost:money! po_cost:money! adjusted_cost:money amount:money currency:text"
    ),
    TableKind.CHARGEBACKS: _columns(
        "issue_id:identifier! issue_type:text! sub_type:text purchase_order:identifier sku:identifier units:count "
        "amount:money! currency:text charge_date:date invoice_number:identifier status:text"
    ),
    TableKind.DISPUTES: _columns(
        "dispute_id:identifier! reference:identifier! purchase_order:identifier status:text! submitted:date amount:money "
        "approved_amount:money attempt:count currency:text sku:identifier"
    ),
    TableKind.ON_TIME_PERFORMANCE: _columns("week_start:date! confirmed_units:count on_time_units:count trailing_rate:rate!"),
    TableKind.COOP_INVOICES: _columns(
        "invoice_id:identifier! invoice_date:date agreement_id:identifier! agreement_title:text amount:money! currency:text"
    ),
    TableKind.COOP_BACKUP: _columns(
        "invoice_id:identifier! agreement_id:identifier purchase_order:identifier sku:identifier receipt_date:date quantity:count! "
        "quantity_returned:count unit_cost:money net_receipts:money rate:rate rebate:money! currency:text"
    ),
    TableKind.RETURN_AUTHORIZATIONS: _columns(
        "return_id:identifier! authorization_id:identifier! sku:identifier quantity:count unit_cost:money amount:money "
        "authorized_on:date shipped_on:date tracking:identifier currency:text quantity_received:count received_on:date"
    ),
    TableKind.FEE_STATEMENT: _columns(
        "fee_id:identifier! sku:identifier fee_type:text! service_date:date units:count length:measure width:measure height:measure "
        "dimension_unit:text weight:measure weight_unit:text fee_per_unit:money amount:money! currency:text "
        "period_start:date period_end:date days:count volume:measure volume_unit:text"
    ),
    TableKind.RATE_CARD: _columns(
        "fee_type:text! effective_from:date! size_tier:text max_longest_side:measure max_median_side:measure "
        "max_shortest_side:measure dimension_unit:text max_weight:measure weight_unit:text fee:money! currency:text "
        "effective_to:date fee_basis:text dimensional_divisor:measure"
    ),
    TableKind.SALES: _columns(
        "transaction_id:identifier! sale_date:date! customer:text! sku:identifier product_group:text quantity:count unit_price:money "
        "net_amount:money! gross_amount:money currency:text invoice_number:identifier sale_kind:text order_number:identifier "
        "delivery_number:identifier end_customer:text approval_number:identifier territory:text posted_on:date"
    ),
    TableKind.REBATE_CLAIMS: _columns(
        "claim_id:identifier! agreement_number:identifier! customer:text period_start:date period_end:date claimed_base:money "
        "claimed_amount:money! currency:text claim_date:date replaces_claim:identifier invoice_number:identifier sku:identifier "
        "quantity:count amount:money"
    ),
    TableKind.EXCHANGE_RATES: _columns("rate_date:date! from_currency:text! to_currency:text! exchange_rate:rate!"),
    TableKind.INVOICE_LINES: _columns(
        "invoice_number:identifier! issue_date:date due_date:date purchase_order:identifier sku:identifier gtin:identifier "
        "quantity:count! unit:text unit_price:money! line_total:money currency:text seller_name:text buyer_name:text grand_total:money"
    ),
    TableKind.SHIPMENT_LINES: _columns(
        "bol_number:identifier! pro_number:identifier ship_date:date ship_to_code:identifier purchase_order:identifier! "
        "sku:identifier gtin:identifier cartons:count units:count case_pack:count"
    ),
    TableKind.FREIGHT_CHARGES: _columns(
        "freight_claim:identifier! pro_number:identifier bol_number:identifier purchase_order:identifier ship_date:date "
        "charge_date:date carrier_name:text origin:text destination:text zone:text freight_class:text weight:measure "
        "weight_unit:text rate:money freight_terms:text accessorial:text amount:money! currency:text"
    ),
    TableKind.FREIGHT_RATES: _columns(
        "zone:text origin:text destination:text freight_class:text weight_from:measure weight_to:measure weight_unit:text rate:money! "
        "fee_basis:text minimum_charge:money accessorial:text fuel_surcharge:rate effective_from:date! effective_to:date currency:text"
    ),
    TableKind.PRICE_PROTECTION: _columns(
        "protection_claim:identifier! sku:identifier! price_change_date:date old_cost:money! new_cost:money! units_on_hand:count "
        "units_on_order:count amount:money! claim_date:date agreement_number:identifier currency:text"
    ),
    TableKind.POST_AUDIT_CLAIMS: _columns(
        "audit_claim:identifier! invoice_number:identifier purchase_order:identifier audit_category:text! audit_period_start:date "
        "audit_period_end:date claim_date:date original_reference:identifier amount:money! currency:text description:text"
    ),
    TableKind.PROMOTIONS: _columns(
        "agreement_number:identifier! title:text customer:text sku:identifier promotion_start:date! promotion_end:date! "
        "funding_per_unit:money funding_rate:rate redemption_fee:money unit_cap:count cap:money administration_rate:rate "
        "least_administration:money currency:text"
    ),
    TableKind.PROMOTION_CLAIMS: _columns(
        "promotion_claim:identifier! agreement_number:identifier sku:identifier sold_from:date sold_until:date customer:text "
        "units:count funding_per_unit:money unit_price:money fees:money amount:money! claim_date:date currency:text"
    ),
    TableKind.SELL_THROUGH: _columns(
        "sku:identifier! sold_from:date! sold_until:date units_sold:count! units_returned:count customer:text"
    ),
}
"""Columns by table (contract.md, Tables). Frames carry these columns, all of them, null where a file has none, and then the
places: `_file` (path), `_sheet`, `_row` (as counted in the file, from 1), `_review` (a person should look at the row)."""
