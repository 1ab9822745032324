"""The tables a specialist exports from portals, written below the folder in the habits of this supplier's locale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.chance import Chance
from demo.remittance import Payment, describe, paid, weekly_style
from demo.spreadsheets import Cell, Habit, habit, write_table
from demo.wording import heading
from demo.workshop import Workshop

_TITLES = {
    "en": ("{} - generated {}", "{} report", "{} as of {}"),
    "de": ("{} - erstellt am {}",),
    "fr": ("{} - généré le {}",),
    "it": ("{} - generato il {}",),
    "es": ("{} - generado el {}",),
}
_WARNINGS = {
    "en": "Payments with items of ordering codes that are not linked to this account, shown without them: {}",
    "de": "Zahlungen mit Posten, die hier nicht angezeigt werden können: {}",
    "fr": "Paiements comportant des éléments non affichables : {}",
    "it": "Pagamenti con voci non visualizzabili: {}",
    "es": "Pagos con partidas que no se pueden mostrar: {}",
}
_SECTION = {"en": "Invoices", "de": "Rechnungen", "fr": "Factures", "it": "Fatture", "es": "Facturas"}
_FREIGHT = {"prepaid": ("Prepaid", "PREPAID", "prepaid"), "collect": ("Collect", "COLLECT", "collect")}

_FURTHER = {
    "fee_statement": ("charges/fee_statement", "fee_id sku fee_type service_date units period_start period_end amount currency"),
    "rate_card": (
        "charges/rate_card",
        ("fee_type effective_from size_tier max_longest_side max_median_side max_shortest_side dimension_unit max_weight weight_unit fee "
        "fee_basis currency"),
    ),
    "freight_bills": (
        "charges/freight_bills",
        "freight_claim bol_number purchase_order ship_date charge_date zone weight weight_unit rate amount currency",
    ),
    "freight_tariff": ("charges/freight_tariff", "zone rate fee_basis effective_from currency"),
    "price_protection": (
        "claims/price_protection",
        "protection_claim sku price_change_date old_cost new_cost units_on_hand units_on_order amount claim_date currency",
    ),
    "audit_claims": (
        "claims/post_audit", "audit_claim invoice_number audit_category audit_period_end claim_date amount currency",
    ),
    "promotions": ("claims/promotions", "agreement_number sku promotion_start promotion_end funding_per_unit currency"),
    "promotion_claims": (
        "claims/promotion_claims",
        "promotion_claim agreement_number sku sold_from sold_until units_billed funding_per_unit amount claim_date currency",
    ),
    "sell_through": ("performance/units_sold", "sku sold_from sold_until units_sold"),
}  # fmt: skip
"""Tables of charges by cards, tariffs and counts: where they lie and their columns."""


class Exports:
    """Writes every table of one supplier; `folder` is the supplier's folder of files.

    `master` False leaves out items and costs, for exports that come after others; their orders are in one table then.
    """

    def __init__(self, shop: Workshop, folder: Path, *, master: bool = True) -> None:
        self.master = master
        self.shop = shop
        self.folder = folder
        self.draw = shop.chance.branch("exports")
        self.language = shop.language if shop.locale.name == "eu" and self.draw.likely(0.7) else "en"

    def _habit(self, draw: Chance, title: str) -> Habit:
        words = draw.pick(_TITLES[self.language])
        return habit(draw, self.shop.locale.name, titles=(words.format(title, self.shop.as_of.strftime("%d %b %Y")),))

    def _table(self, name: str, columns: str, records: Iterable[dict[str, Any]], *, text_only: bool = False) -> None:
        """One table: `columns` names them, a trailing ? drops a column now and then."""
        draw = self.draw.branch(name)
        chosen = [c.rstrip("?") for c in columns.split() if not c.endswith("?") or draw.likely(0.7)]
        rows: list[Sequence[Cell]] = [[heading(c, self.language, draw.branch(c)) for c in chosen]]
        rows.extend([record.get(c) for c in chosen] for record in records)
        ending = "csv" if text_only or draw.likely(0.6) else "xlsx"
        write_table(self.folder / f"{name}.{ending}", rows, self._habit(draw, name.rsplit("/", maxsplit=1)[-1].replace("_", " ").title()))

    def write(self, payments: Sequence[Payment]) -> None:
        """All tables of the supplier."""
        ledger = self.shop.ledger
        currency = {"currency": self.shop.locale.currency}
        self._orders()
        if self.master:
            self._catalogue()
            self._costs(currency)
        if ledger.shortages:
            columns = "claim_number invoice_number purchase_order sku quantity_invoiced quantity_received quantity_short unit_cost amount"
            self._table("claims/shortage_claims", columns, ledger.shortages)
        if ledger.prices:
            columns = "claim_number invoice_number purchase_order sku quantity invoice_cost po_cost adjusted_cost amount"
            self._table("claims/price_claims", columns, ledger.prices)
        if ledger.chargebacks:
            columns = "issue_id issue_type sub_type purchase_order sku units charge currency charge_date invoice_number status"
            self._table(
                "claims/operational_performance", columns, ({**row, "charge": row["amount"]} | currency for row in ledger.chargebacks)
            )
        if ledger.coop:
            columns = "invoice_id invoice_date agreement_id agreement_title original_balance currency"
            self._table("claims/coop", columns, ({**row, "original_balance": row["amount"]} | currency for row in ledger.coop))
        if ledger.disputes:
            columns = "dispute_id reference purchase_order status submitted amount approved_amount attempt"
            self._table("claims/dispute_management", columns, ledger.disputes)
        for table, (name, columns) in _FURTHER.items():
            if ledger.further.get(table):
                self._table(name, columns, ledger.further[table])
        self._remittances(payments)

    def _costs(self, currency: dict[str, str]) -> None:
        self._table(
            "master/cost_changes",
            "sku cost currency? effective_from effective_to approval_id",
            (
                {"sku": c.sku, "cost": c.cost, "effective_from": c.starts, "effective_to": c.ends, "approval_id": c.approval} | currency
                for c in self.shop.ledger.costs
            ),
        )

    def _orders(self) -> None:
        orders = sorted(self.shop.ledger.orders, key=lambda order: (order.ordered_on, order.number))
        cut = len(orders) * 2 // 5 if self.master else 0
        columns = (
            "purchase_order vendor_code ship_to_code sku gtin? model_number? title? order_date window_type? window_start window_end "
            "quantity_requested quantity_accepted quantity_received unit_cost currency freight_terms"
        )
        named = (("orders/po_export_1", orders[:cut]), ("orders/po_export_2", orders[cut:]))
        for name, part in named if self.master else named[1:]:
            words = self.draw.branch(name).pick((0, 1, 2))
            self._table(
                name,
                columns,
                (
                    {
                        "purchase_order": order.number,
                        "vendor_code": order.vendor_code,
                        "ship_to_code": order.ship_to.code,
                        "sku": line.item.sku,
                        "gtin": line.item.gtin,
                        "model_number": line.item.model,
                        "title": line.item.title,
                        "order_date": order.ordered_on,
                        "window_type": "Delivery",
                        "window_start": order.window_start,
                        "window_end": order.window_end,
                        "quantity_requested": line.requested,
                        "quantity_accepted": line.accepted,
                        "quantity_received": line.received,
                        "unit_cost": line.unit_cost,
                        "currency": self.shop.locale.currency,
                        "freight_terms": _FREIGHT[order.freight_terms][words],
                    }
                    for order in part
                    for line in order.lines
                ),
            )

    def _catalogue(self) -> None:
        columns = (
            "sku gtin model_number title brand? category? case_pack pallet_quantity length width height dimension_unit weight weight_unit"
        )
        locale = self.shop.locale
        self._table(
            "master/items",
            columns,
            (
                {
                    "sku": item.sku,
                    "gtin": item.gtin,
                    "model_number": item.model,
                    "title": item.title,
                    "brand": item.brand,
                    "category": item.category,
                    "case_pack": item.case_pack,
                    "pallet_quantity": item.case_pack * item.cartons_per_pallet,
                    "length": item.size[0],
                    "width": item.size[1],
                    "height": item.size[2],
                    "dimension_unit": locale.length_unit,
                    "weight": item.weight,
                    "weight_unit": locale.weight_unit,
                }
                for item in self.shop.ledger.items
            ),
        )

    def _remittances(self, payments: Sequence[Payment]) -> None:
        """One workbook or CSV per half year; where there are many payments the last file repeats some of the one before."""
        periods: dict[str, list[Payment]] = {}
        for payment in payments:
            periods.setdefault(f"{payment.paid_on:%Y}-H{1 if payment.paid_on.month <= 6 else 2}", []).append(payment)
        names = sorted(periods)
        for name in names:
            chosen = periods[name]
            if name == names[-1] and len(names) > 1 and len(payments) > 30:
                near = chosen[0].paid_on - timedelta(days=20)
                chosen = [p for p in periods[names[-2]] if p.paid_on >= near] + chosen
            self._remittance(f"payments/remittance_{name}", chosen)

    def _remittance(self, name: str, payments: Sequence[Payment]) -> None:
        draw = self.draw.branch(name)
        newer = draw.likely(0.5)
        rows: list[Sequence[Cell]] = [*self._payment_rows(draw.branch("payments"), payments), []]
        hidden = [p.number for p in payments if p.hidden]
        if hidden:
            label = heading("payment_number", self.language, draw)
            rows.append([label, _WARNINGS[self.language].format(", ".join(hidden))])
            rows.append([])
        rows.append([_SECTION[self.language]])
        rows.extend(self._line_rows(draw.branch("lines"), payments, newer=newer))
        ending = draw.pick(("xlsx", "xlsx", "csv"))
        way = replace(self._habit(draw, "Remittance payments"), trailing=False)
        write_table(self.folder / f"{name}.{ending}", rows, way, "Remittance payments")

    def _payment_rows(self, draw: Chance, payments: Sequence[Payment]) -> list[Sequence[Cell]]:
        columns = "payment_number payment_date payment_currency payment_amount payee payer method payment_type payment_status void_reason"
        rows: list[Sequence[Cell]] = [[heading(c, self.language, draw.branch(c)) for c in columns.split()]]
        rows.extend(
            [
                p.number,
                p.paid_on,
                self.shop.locale.currency,
                p.amount,
                self.shop.supplier,
                self.shop.locale.payer,
                "EFT",
                "Standard",
                "Cleared",
                None,
            ]
            for p in payments
        )
        return rows

    def _line_rows(self, draw: Chance, payments: Sequence[Payment], *, newer: bool) -> list[Sequence[Cell]]:
        old = "payment_number invoice_number invoice_date description"
        new = (
            "invoice_number payment_number invoice_date transaction_type transaction_description reference_details original_invoice_number"
        )
        money = " invoice_amount invoice_currency withholding terms_discount amount_paid remaining_amount"
        columns = ((new if newer else old) + money).split()
        style = weekly_style(self.shop.chance)
        rows: list[Sequence[Cell]] = [[heading(c, self.language, draw.branch(c)) for c in columns]]
        zero = Decimal("0.00")
        for payment in payments:
            for entry in payment.entries:
                words = describe(entry, style)
                cells: dict[str, str | Decimal | date] = {
                    "payment_number": payment.number,
                    "invoice_number": entry.number,
                    "invoice_date": entry.dated,
                    "description": words,
                    "transaction_type": "INVOICE" if entry.kind == "invoice" else "DEDUCTION",
                    "transaction_description": words,
                    "reference_details": "",
                    "original_invoice_number": entry.root,
                    "invoice_amount": entry.amount,
                    "invoice_currency": self.shop.locale.currency,
                    "withholding": zero,
                    "terms_discount": entry.discount or zero,
                    "amount_paid": paid(entry),
                    "remaining_amount": entry.remaining or zero,
                }
                rows.append([cells[c] for c in columns])
        return rows
