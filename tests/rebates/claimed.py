"""Made-up claims under made-up agreements, on made-up sales."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from facts.documents import Document, DocumentKind, Source
from facts.identifiers import compact
from facts.rebates import RebateAgreement
from facts.tables import SCALE, TableKind
from matchers.claims import Outcome
from matchers.frames import Frames, Paper, Row, schema
from matchers.rebates.agreements import Contract
from matchers.rebates.claimed_before import corrected_by
from matchers.rebates.claims import RebateBooks, judge_claim
from matchers.rebates.filed import RebateClaim
from matchers.rebates.periods import Stretch
from rules.rebates import RebateRules
from tests.rebates.sold import YEAR

WHOLE_YEAR = Stretch(*YEAR)
PAPER = Paper("agreement.pdf", Document(DocumentKind.REBATE_AGREEMENT, Source.TEXT, pages=(1,)))


def table(kind: TableKind, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    placed = [{"_file": f"{kind.value}.csv", "_row": n, "_review": False} | row for n, row in enumerate(rows, start=2)]
    return pl.DataFrame(placed, schema=schema(kind))


def rate(day: date, value: str, given: str = "EUR", wanted: str = "USD") -> dict[str, Any]:
    return {"rate_date": day, "from_currency": given, "to_currency": wanted, "exchange_rate": int(Decimal(value) * SCALE)}


def price(sku: str, cost: str, since: date = YEAR[0]) -> dict[str, Any]:
    return {"sku": sku, "cost": int(Decimal(cost) * SCALE), "effective_from": since}


def claim(number: str, amount: str, period: Stretch | None = WHOLE_YEAR, lines: Sequence[dict[str, Any]] = (), **told: Any) -> RebateClaim:
    said: dict[str, Any] = {
        "agreement": "A-1",
        "customer": "Customer",
        "base": None,
        "currency": "USD",
        "filed_on": date(2027, 1, 5),
    }
    said |= told
    return RebateClaim(
        number, period=period, amount=Decimal(amount), row=_placed(number), lines=tuple(_line(number, x) for x in lines), **said
    )


def line(invoice: str, amount: str, quantity: int | None = 1, sku: str = "ITEM") -> dict[str, Any]:
    return {"invoice_number": invoice, "sku": sku, "quantity": quantity, "amount": int(Decimal(amount) * SCALE)}


def books(
    agreements: Sequence[RebateAgreement],
    sales: Sequence[dict[str, Any]] = (),
    claims: Sequence[RebateClaim] = (),
    *,
    rates: Sequence[dict[str, Any]] = (),
    prices: Sequence[dict[str, Any]] = (),
    said: RebateRules | None = None,
    to_review: tuple[str, ...] = (),
) -> RebateBooks:
    tables = {TableKind.SALES: sales, TableKind.EXCHANGE_RATES: rates, TableKind.COST_HISTORY: prices}
    frames = Frames({kind: table(kind, rows) for kind, rows in tables.items() if rows})
    known = {compact(a.number): Contract(a.number, PAPER, a, "", to_review) for a in agreements}
    made = RebateBooks.with_contracts(frames, "USD", said or RebateRules(), known)
    return RebateBooks(made.contracts, made.transactions, tuple(claims), made.rates, made.said, made.prices, corrected=corrected_by(claims))


def judged(one: RebateClaim, held: RebateBooks) -> Outcome:
    """A claim after those that come before it in the books."""
    return judge_claim(one, held, list(held.claims[: held.claims.index(one)]) if one in held.claims else held.claims)


def excess(outcome: Outcome) -> Decimal:
    return outcome.calculation.known["value"]


def _placed(number: str) -> Row:
    return {"claim_id": number, "_file": "claims.csv", "_row": 2, "_sheet": None}


def _line(number: str, said: dict[str, Any]) -> Row:
    return _placed(number) | said
