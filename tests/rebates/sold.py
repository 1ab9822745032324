"""Made-up sales and agreements for the arithmetic of rebates."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from facts.rebates import Mechanism, RebateAgreement, Tier
from facts.tables import SCALE, TableKind
from matchers.frames import Frames, schema
from matchers.rebates.transactions import transactions_of

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TIERS = (
    Tier(Decimal(0), Decimal(100_000), Decimal(0)),
    Tier(Decimal(100_000), Decimal(250_000), Decimal("0.02")),
    Tier(Decimal(250_000), Decimal(500_000), Decimal("0.03")),
    Tier(Decimal(500_000), None, Decimal("0.05")),
)


def agreement(mechanism: Mechanism = Mechanism.RETROACTIVE, **terms: Any) -> RebateAgreement:
    told: dict[str, Any] = {
        "number": "A-1",
        "payer": "Us",
        "earner": "Customer",
        "starts_on": YEAR[0],
        "ends_on": YEAR[1],
        "currency": "USD",
        "mechanism": mechanism,
        "tiers": TIERS,
    }
    return RebateAgreement(**(told | terms))


def sale(number: int, amount: str, day: date = date(2026, 3, 1), quantity: int = 1, **told: Any) -> dict[str, Any]:
    worth = int(Decimal(amount) * SCALE)
    return {
        "transaction_id": str(number),
        "sale_date": day,
        "customer": "Customer",
        "sku": "ITEM",
        "quantity": quantity,
        "net_amount": worth,
        "gross_amount": worth,
        "currency": "USD",
        "invoice_number": f"S{number}",
        "order_number": f"O{number}",
        "sale_kind": "sale",
        "_file": "sales.csv",
        "_row": number + 1,
        "_review": False,
    } | told


def transactions(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), schema_overrides=schema(TableKind.SALES))
    wanted = schema(TableKind.SALES)
    full = frame.select((pl.col(n) if n in frame.columns else pl.lit(None, dtype=t).alias(n)) for n, t in wanted.items())
    return transactions_of(Frames({TableKind.SALES: full}))


def spread(amounts: Sequence[Decimal]) -> list[dict[str, Any]]:
    """One sale per amount, spread over the year; a negative one is a return of the sale before it."""
    rows = []
    for number, amount in enumerate(amounts):
        day = YEAR[0] + timedelta(days=number * 7 % 360)
        kind: dict[str, Any] = {"sale_kind": "return", "quantity": -1} if amount < 0 else {}
        rows.append(sale(number, f"{amount}", day, **kind))
    return rows
