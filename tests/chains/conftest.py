"""Remittances written as a bookkeeper would read them out, turned into the frames that readers produce."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts.tables import SCALE, TableKind
from matchers.chain_ledger import ChainLedger
from matchers.chains import build_chains
from matchers.frames import schema
from matchers.grammar import KnownClaim
from rules.loader import load_rules
from rules.model import Rules


def scaled(amount: str | None) -> int | None:
    return None if amount is None else int(Decimal(amount) * SCALE)


@dataclass
class Export:
    """One export or advice: rows are numbered as they are added. `page` makes it a paper."""

    file: str = "remittances/export.csv"
    sheet: str | None = None
    page: int | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)

    def _place(self) -> dict[str, Any]:
        n = len(self.lines) + len(self.payments) + 2
        if self.page is None:
            return {"_file": self.file, "_sheet": self.sheet, "_row": n, "_review": False}
        box = {"_x0": 40.0, "_top": 100.0 + 14 * n, "_x1": 560.0, "_bottom": 112.0 + 14 * n}
        return {"_file": self.file, "_page": self.page, "_review": False} | box

    def payment(self, number: str, day: str, amount: str | None = None, **more: Any) -> Export:
        self.payments.append(
            {"payment_number": number, "payment_date": date.fromisoformat(day), "amount": scaled(amount), "currency": "USD"}
            | self._place()
            | more
        )
        return self

    def line(self, payment: str, number: str, amount: str, paid: str | None = None, left: str | None = None, **more: Any) -> Export:
        money = {name: scaled(more.pop(name)) for name in ("terms_discount", "withholding") if name in more}
        self.lines.append(
            {
                "payment_number": payment,
                "invoice_number": number,
                "invoice_amount": scaled(amount),
                "amount_paid": scaled(paid if paid is not None else amount),
                "remaining_amount": scaled(left),
                "currency": "USD",
            }
            | self._place()
            | money
            | more
        )
        return self


Build = Callable[..., ChainLedger]


def frames(exports: Iterable[Export]) -> tuple[pl.DataFrame, pl.DataFrame]:
    parts = list(exports)
    lines = [row for e in parts for row in e.lines]
    payments = [row for e in parts for row in e.payments]
    return (
        pl.DataFrame(lines, schema=schema(TableKind.REMITTANCE_LINES)),
        pl.DataFrame(payments, schema=schema(TableKind.PAYMENTS)),
    )


def dispute_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    placed = [row | {"_file": "disputes.csv", "_row": n, "_review": False} for n, row in enumerate(rows, start=2)]
    return pl.DataFrame(placed, schema=schema(TableKind.DISPUTES))


def chains(
    *exports: Export,
    known: Iterable[str] = (),
    hidden: Iterable[str] = (),
    disputes: list[dict[str, Any]] | None = None,
    claims: Iterable[str | KnownClaim] = (),
    rules: Rules | None = None,
) -> ChainLedger:
    in_force = rules or load_rules("amazon_us", None, date(2026, 11, 1))
    filed = dispute_frame(disputes) if disputes is not None else None
    return build_chains(*frames(exports), list(known), in_force, list(hidden), filed, claims)


@pytest.fixture
def read_chains() -> Build:
    return chains


@pytest.fixture
def export() -> type[Export]:
    return Export
