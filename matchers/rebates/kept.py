"""Statements from agreements that a ledger keeps: whose purchases count, what was known when, and a print of all that counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

from facts.documents import Document, DocumentKind, Source
from facts.identifiers import compact
from facts.rebates import RebateAgreement
from facts.tables import TableKind
from matchers.frames import Paper, Row, schema
from matchers.rebates.agreements import Contract
from matchers.rebates.claims import RebateBooks
from matchers.rebates.filed import RebateClaim
from matchers.rebates.periods import Stretch
from matchers.rebates.statement import Statement, statement_by
from matchers.rebates.transactions import total

PRINTED: Final = ("transaction_id", "counts_on", "customer", "sku", "quantity", "worth")
"""What makes a transaction count as it does; a change in any of it changes the print."""


def contract_kept(terms: RebateAgreement, told: str) -> Contract:
    """An agreement that stands in the ledger; `told` says where, for the evidence that names it."""
    return Contract(terms.number, Paper(told, Document(DocumentKind.REBATE_AGREEMENT, Source.TABLE)), terms)


def known_transactions(transactions: pl.DataFrame, came: Mapping[str, datetime], known_at: datetime | None) -> pl.DataFrame:
    """Of all sales and returns those that had come in by a moment (None: all); `came` says when each file did."""
    if known_at is None:
        return transactions
    return transactions.filter(pl.col("_file").is_in([f for f, at in came.items() if at <= known_at]))


def with_eligibility(transactions: pl.DataFrame, counts: Callable[[str, date], bool]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The transactions, each marked whether its customer counts on the day of the sale, and those customers in the sales' spelling."""
    keys = transactions.select("customer", "sold_on").unique().drop_nulls().sort("customer", "sold_on")
    told = pl.Series([counts(customer, day) for customer, day in keys.iter_rows()], dtype=pl.Boolean)
    marked = keys.with_columns(eligible=told)
    rows = transactions.drop("eligible").join(marked, on=["customer", "sold_on"], how="left", maintain_order="left")
    named = marked.filter("eligible")["customer"].unique().to_list()
    return rows.with_columns(pl.col("eligible").fill_null(value=False)), tuple(sorted(named))


def statement_of(books: RebateBooks, number: str, as_of: date) -> Statement:
    """The statement of one agreement among those that its base depends on, for the periods that its terms decide."""
    needed = replace(books, contracts=_needed(books.contracts, compact(number)), claims=())
    return statement_by(needed, needed.contracts[compact(number)], as_of)


@dataclass(frozen=True, slots=True)
class ClaimKept:
    """A claim as the ledger has it. `told` names it for evidence; `lines` are rows of its own files that name invoices.

    `granted` is what somebody approved of it, None where nobody has decided; `replaces` the number of the claim in whose place it stands,
    `waits` whether somebody is yet to decide on it.
    """

    number: str
    agreement: str
    customer: str
    period: Stretch
    base: Decimal | None
    amount: Decimal
    currency: str
    filed_on: date
    told: str
    lines: tuple[Mapping[str, Any], ...] = ()
    granted: Decimal | None = None
    replaces: str = ""
    waits: bool = False

    def as_filed(self) -> RebateClaim:
        """The claim as the judge of claims takes it."""
        blank: Row = dict.fromkeys(schema(TableKind.REBATE_CLAIMS)) | {"_file": self.told, "_review": False}
        filed = (self.number, self.agreement, self.customer, self.period, self.base, self.amount, self.currency, self.filed_on)
        return RebateClaim(*filed, blank, tuple(_line(line, blank) for line in self.lines), self.granted, self.replaces, self.waits)


def _line(values: Mapping[str, Any], blank: Row) -> Row:
    """A row of a claim's own table with its days as days."""
    days = {n: date.fromisoformat(v) for n, v in values.items() if isinstance(v, str) and n in {"period_start", "period_end", "claim_date"}}
    return blank | dict(values) | days


def print_of(rows: pl.DataFrame) -> str:
    """SHA-256 over the transactions that a payout counts, whatever their order."""
    told = rows.select([c for c in PRINTED if c in rows.columns]).sort(PRINTED[0], "counts_on", "worth")
    return hashlib.sha256(told.write_csv().encode()).hexdigest()


def late(rows: pl.DataFrame, files: Collection[str], until: date) -> tuple[int, Decimal, tuple[str, ...]]:
    """Transactions of days up to one day that came in with certain files: how many, what they add to the base, and which files."""
    found = rows.filter(pl.col("_file").is_in(list(files)) & (pl.col("counts_on") <= until))
    return found.height, total(found), tuple(sorted(found["_file"].unique().to_list()))


def _needed(contracts: Mapping[str, Contract], key: str) -> dict[str, Contract]:
    """An agreement with those that its base is net of, or whose transactions it leaves out, and theirs."""
    found: dict[str, Contract] = {}
    waiting = [key]
    while waiting:
        name = waiting.pop()
        contract = contracts.get(name)
        if name in found or contract is None:
            continue
        found[name] = contract
        if contract.terms is not None:
            waiting += [compact(n) for n in (*contract.terms.net_of, *contract.terms.consumed_by)]
    return found
