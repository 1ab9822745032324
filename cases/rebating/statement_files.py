"""The statement of one agreement as a file: the page, the workbook or the JSON of `recoup rebates`, worked out from the ledger."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from cases.rebating.claims import claims_of
from cases.rebating.outputs import write_one
from cases.rebating.payouts import EXPECTED, payouts_of
from cases.rebating.rebates import Rebates
from cases.rebating.statements import WorkedStatement, rebate_ledger, work_out
from facts.evidence import Evidence
from facts.money import Money
from ledger.rebates import ClaimState, RebateContract
from ledger.suppliers import Supplier
from matchers.rebates.kept import ClaimKept
from matchers.rebates.payments import PaidRebate
from matchers.rebates.periods import Stretch
from matchers.rebates.statement import Side, Statement


class NoStatementError(Exception):
    """Nothing can be worked out for the agreement; the message says why and what to do."""


def statement_file(session: Session, contract: RebateContract, as_of: date, form: str) -> bytes:
    """The statement as of a day in one form (`html`, `xlsx`, `json`). Raises NoStatementError."""
    books = rebate_ledger(session, contract.account_id, as_of)
    worked = work_out(books, books.roll(contract.id), as_of)
    if worked.contract_kept is None:
        raise NoStatementError(f"agreement {contract.number}: {worked.problem}; approve a version whose terms can be computed")
    supplier = session.get_one(Supplier, contract.supplier_id).name
    told = Rebates(supplier, as_of, (_statement(session, contract, worked),), 0, ())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"statement.{form}"
        write_one(told, file)
        return file.read_bytes()


def _statement(session: Session, contract: RebateContract, worked: WorkedStatement) -> Statement:
    """The same in the form of the matchers, with the claims and payouts that the ledger has."""
    kept = worked.contract_kept
    if kept is None:
        raise NoStatementError(worked.problem)
    rows = [c for c in claims_of(session, contract.id) if c.state is not ClaimState.WITHDRAWN]
    claims = tuple(
        ClaimKept(
            row.number,
            contract.number,
            worked.customers[0] if worked.customers else "",
            Stretch(row.starts_on, row.ends_on),
            None if row.claimed_base is None else Decimal(row.claimed_base),
            Money(row.claimed_minor, row.currency).amount,
            row.currency,
            row.submitted_at.date(),
            f"claim {row.number}",
        ).as_filed()
        for row in rows
    )
    paid = tuple(
        PaidRebate(p.reference, contract.number, Money(p.amount_minor, p.currency).amount, p.currency, p.paid_on, Evidence("", p.reference))
        for row in rows
        for p in payouts_of(session, row.id)
        if p.state != EXPECTED
    )
    periods = tuple(p.account for p in worked.periods)
    return Statement(
        kept, Side(contract.side), kept.terms, worked.problem, periods, worked.progress, tuple((c, None) for c in claims), paid
    )
