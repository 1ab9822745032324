"""The statement of one agreement as a file: the page, the workbook or the JSON of `recoup rebates`, worked out from the ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from cases.rebating.claims import claims_of
from cases.rebating.outputs import write_one
from cases.rebating.payouts import EXPECTED, payouts_of
from cases.rebating.rebates import Rebates
from cases.rebating.stated import as_filed
from cases.rebating.statements import rebate_ledger, work_out
from cases.rebating.worked import WorkedStatement
from facts.evidence import Evidence
from facts.money import Money
from ledger.rebate_claims import ClaimState
from ledger.rebates import RebateContract
from ledger.suppliers import Supplier
from matchers.rebates.payments import PaidRebate
from matchers.rebates.statement import Side, Statement


class NoStatementError(Exception):
    """Nothing can be worked out for the agreement; the message says why and what to do."""


def statement_file(session: Session, contract: RebateContract, as_of: date, form: str) -> bytes:
    """The statement as of a day in one form (`html`, `xlsx`, `json`). Raises NoStatementError."""
    books = rebate_ledger(session, contract.account_id, as_of)
    worked = work_out(books, books.roll(contract.id), as_of)
    if not worked.kept:
        raise NoStatementError(f"agreement {contract.number}: {worked.problem}; approve a version whose terms can be computed")
    supplier = session.get_one(Supplier, contract.supplier_id).name
    told = Rebates(supplier, as_of, tuple(_statements(session, contract, worked)), 0, ())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"statement.{form}"
        write_one(told, file)
        return file.read_bytes()


def _statements(session: Session, contract: RebateContract, worked: WorkedStatement) -> Iterator[Statement]:
    """The same in the form of the matchers, one for each currency, with the claims and payouts that the ledger has in it."""
    rows = [c for c in claims_of(session, contract.id) if c.state is not ClaimState.WITHDRAWN]
    for currency, kept in worked.kept.items():
        claims = tuple((as_filed(row, contract, worked), None) for row in rows if row.currency == currency)
        paid = tuple(
            PaidRebate(p.reference, contract.number, Money(p.amount_minor, currency).amount, currency, p.paid_on, Evidence("", p.reference))
            for row in rows
            for p in payouts_of(session, row.id)
            if p.state != EXPECTED and p.currency == currency
        )
        periods = tuple(p.account for p in worked.periods if p.currency == currency)
        way = worked.progress if currency == worked.currency else None
        yield Statement(kept, Side(contract.side), kept.terms, worked.problem, periods, way, claims, paid)
