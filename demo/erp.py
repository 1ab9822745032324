"""Exports of systems of accounts in six languages: their headings, order of columns, encodings, and local dates and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from demo.chance import Chance
from demo.contracts.sales import Sale
from demo.spreadsheets import Cell, Habit, write_table

_DATES: Final = {
    "en": ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y"),
    "de": ("%d.%m.%Y", "%d.%m.%y", "%Y%m%d"),
    "fr": ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y"),
    "es": ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y"),
    "it": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"),
    "zh": ("%Y/%m/%d", "%Y-%m-%d", "%Y年%m月%d日"),
}
_MARKS: Final = {
    "en": ((".", ","), (".", "")),
    "de": ((",", "."), (",", "")),
    "fr": ((",", "\u202f"), (",", "\u00a0"), (",", "")),
    "es": ((",", "."), (",", "")),
    "it": ((",", "."), (",", "")),
    "zh": ((".", ","), (".", "")),
}
_ENCODINGS: Final = {"zh": ("gb18030", "utf-8-sig", "utf-8", "utf-16"), "en": ("utf-8", "cp1252")}
_CUSTOMERS: Final = {
    "en": ("Fernhill Stores Ltd", "Oakline Retail plc"),
    "de": ("Bäumler Großhandel", "Kaufring Vogtland eG"),
    "fr": ("Réseau Armor", "Distri-Sud SAS"),
    "es": ("Almacenes Duero", "Grupo Peñalba S.L."),
    "it": ("Magazzini Lariani", "Distribuzione Tirrena"),
    "zh": ("成都锦里商业集团有限公司", "武汉江汉连锁超市"),
}
_KINDS: Final = {
    "en": ("Invoice", "Credit"),
    "de": ("Rechnung", "Gutschrift"),
    "fr": ("Facture", "Avoir"),
    "es": ("Factura", "Abono"),
    "it": ("Fattura", "Nota di credito"),
    "zh": ("销售", "退货"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """A table as written: which kind, the columns by their names with their headings, and the rows as they are meant."""

    kind: str
    headings: dict[str, str]
    rows: tuple[dict[str, Any], ...]


@cache
def headings() -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
    """Kind → language → column → what systems call it."""
    loaded = yaml.safe_load(files("demo").joinpath("erp_headings.yaml").read_text(encoding="utf-8"))
    return {
        kind: {
            language: {name: tuple(words.split("|")) for part in listed.split(";") for name, _, words in [part.strip().partition("=")]}
            for language, listed in by.items()
        }
        for kind, by in loaded.items()
    }


def export(path: Path, draw: Chance, kind: str, language: str, count: int = 24) -> Export:
    """Writes one table to `path`; its ending decides the format."""
    made = tuple(_row(draw.branch("row", n), kind, language) for n in range(count))
    return _written(path, draw, kind, language, made)


def write_sales(path: Path, draw: Chance, language: str, sales: Sequence[Sale]) -> Export:
    """Writes the given sales and returns as a system of a language exports them."""
    sold, returned = _KINDS[language]
    rows = tuple(
        {
            "transaction_id": s.number,
            "sale_date": s.day,
            "customer": s.customer,
            "sku": s.sku,
            "product_group": s.group,
            "quantity": s.units,
            "net_amount": s.net,
            "gross_amount": s.gross,
            "currency": s.currency,
            "invoice_number": s.invoice,
            "sale_kind": returned if s.units < 0 else sold,
        }
        for s in sales
    )
    return _written(path, draw, "sales", language, rows)


def _written(path: Path, draw: Chance, kind: str, language: str, made: tuple[dict[str, Any], ...]) -> Export:
    columns = headings()[kind][language]
    taken: dict[str, str] = {}
    for name in draw.branch("order").shuffled(list(columns)):
        free = [h for h in columns[name] if h not in taken.values()]
        taken[name] = draw.branch(name).pick(free)
    decimal, grouping = draw.branch("marks").pick(_MARKS[language])
    encoding = draw.branch("encoding").pick(_ENCODINGS.get(language, ("utf-8", "utf-8-sig", "cp1252", "utf-16")))
    if encoding == "cp1252" and grouping == "\u202f":
        grouping = "\u00a0"
    way = Habit(
        dates=draw.branch("dates").pick(_DATES[language]),
        decimal=decimal,
        grouping=grouping,
        negative=draw.branch("negative").pick(("-{}", "-{}", "{}-" if language == "de" else "({})")),
        separator="\t" if language == "zh" else draw.branch("separator").pick((";", "\t") if decimal == "," else (",", "\t")),
        encoding=encoding,
        typed=draw.branch("typed").likely(0.5),
    )
    rows: list[list[Cell]] = [list(taken.values()), *([row.get(name) for name in taken] for row in made)]
    write_table(path, rows, way)
    return Export(kind, taken, made)


def _row(draw: Chance, kind: str, language: str) -> dict[str, Any]:
    day = draw.day(date(2026, 1, 2), date(2026, 9, 28))
    units = draw.whole(2, 2400)
    cost = draw.money("0.80", "1260.00")
    back = kind == "sales" and draw.likely(0.15)
    sold, returned = _KINDS[language]
    net = -cost * units if back else cost * units
    more = draw.whole(1, 40)
    return {
        **{n: f"{draw.whole(2, 9)}{draw.digits(7)}" for n in ("purchase_order", "claim_number", "payment_number", "issue_id", "claim_id")},
        "transaction_id": draw.digits(9),
        "invoice_number": f"RE{draw.digits(6)}",
        "agreement_number": f"K-{draw.digits(5)}",
        "sku": f"{draw.pick(('HK', 'LT'))}-{draw.digits(5)}",
        "gtin": draw.checked("400", 13),
        "vendor_code": f"V{draw.digits(5)}",
        "ship_to_code": draw.pick(("DTM2", "BVA1", "MXP5", "MAD4")),
        **dict.fromkeys(("order_date", "sale_date", "invoice_date", "charge_date", "claim_date"), day),
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 6, 30),
        **dict.fromkeys(("quantity_requested", "quantity_invoiced"), units + more),
        **dict.fromkeys(("quantity_accepted", "quantity_received", "quantity", "units"), -units if back else units),
        "quantity_short": more,
        **dict.fromkeys(("unit_cost", "po_cost"), cost),
        "invoice_cost": cost + Decimal("0.35"),
        "amount": cost * more,
        "net_amount": net,
        "gross_amount": (net * Decimal("1.2")).quantize(Decimal("0.01")),
        "claimed_base": cost * units,
        "claimed_amount": (cost * units / 40).quantize(Decimal("0.01")),
        "invoice_amount": cost * units,
        "terms_discount": Decimal("0.00"),
        "amount_paid": cost * units,
        "currency": "CNY" if language == "zh" else "EUR",
        "customer": draw.pick(_CUSTOMERS[language]),
        "description": draw.pick(("A", "B")) + draw.digits(4),
        "product_group": draw.pick(("Kitchen", "Light")),
        "sale_kind": returned if back else sold,
        "issue_type": draw.pick(("ASN", "PO on time")),
        "title": f"Item {draw.digits(3)}",
        "brand": "Norvik",
        "category": draw.pick(("Kitchen", "Light")),
        "case_pack": draw.pick((6, 12, 24)),
        "pallet_quantity": draw.pick((240, 480)),
        "weight": draw.money("0.20", "14.00"),
        "issued": day - timedelta(days=1),
    }
