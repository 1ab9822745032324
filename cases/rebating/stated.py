"""Claims of the ledger as the judge takes them: as they were submitted, with the detail of a table that states the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import day_of
from cases.rebating.claim_guards import UNDECIDED, in_whose_place
from cases.rebating.eligibility import Roll
from cases.rebating.versions import day_told
from cases.rebating.worked import WorkedStatement
from facts.identifiers import compact
from facts.money import Money
from facts.tables import TableKind
from ledger.papers import TableRead, TradeFact
from ledger.rebate_claims import ClaimFile, ClaimState, RebateClaimRow
from ledger.rebates import ContractVersion, RebateContract, VersionState
from matchers.rebates.filed import RebateClaim
from matchers.rebates.kept import ClaimKept
from matchers.rebates.parts import whole_of
from matchers.rebates.periods import Stretch
from matchers.rebates.signals.signal import Signal

TABLE: Final = "table"
"""The origin of claims that a table brought in."""
MOST_LINES: Final = 20_000
"""Rows of a claim's own files that are looked at."""
MOST_CLAIMS: Final = 5_000
"""Claims of an agreement that one look goes through, the latest first."""


def rolls_meant(rolls: Sequence[Roll], agreement: str, days: Stretch | None) -> tuple[Roll, ...]:
    """The agreement that a claim is under: the one of that number, or those of its parts to which the claim's days can belong."""
    key = compact(agreement)
    own = next((r for r in rolls if r.contract.key == key), None)
    if own is not None:
        return (own,)
    return tuple(r for r in rolls if compact(whole_of(r.contract.number)) == key and _can_hold(r, days)) if key else ()


def stands(roll: Roll) -> bool:
    """Whether an agreement has a version that nobody withdrew."""
    return any(_stands(version) for version in roll.versions)


def _stands(version: ContractVersion) -> bool:
    return version.state is not VersionState.WITHDRAWN


def _can_hold(roll: Roll, days: Stretch | None) -> bool:
    """Whether a version that nobody withdrew is for some of those days; terms without days may be for any."""
    terms = [(day_told(v.terms.get("starts_on")), day_told(v.terms.get("ends_on"))) for v in roll.versions if _stands(v)]
    return any(days is None or first is None or last is None or days.meets(Stretch(first, last)) for first, last in terms)


def standing_claims(session: Session, contract: RebateContract) -> list[RebateClaimRow]:
    """The claims under an agreement that nobody withdrew, in the order in which they were submitted."""
    wanted = select(RebateClaimRow).where(RebateClaimRow.contract_id == contract.id, RebateClaimRow.state != ClaimState.WITHDRAWN)
    return list(session.scalars(wanted.order_by(RebateClaimRow.id.desc()).limit(MOST_CLAIMS)).all()[::-1])


def stated_claims(
    session: Session, contract: RebateContract, worked: WorkedStatement, filed: Sequence[RebateClaim]
) -> dict[int, RebateClaim]:
    """By id, the claims under an agreement as they were submitted; a table that states the same adds the lines that it names."""
    read = {compact(c.number): c for c in filed}
    found: dict[int, RebateClaim] = {}
    for row in standing_claims(session, contract):
        ended = in_whose_place(session, row)
        own = replace(as_filed(row, contract, worked, _lines(session, row)), replaces=ended[0].number if ended else "")
        table = read.get(compact(row.number))
        if table is not None and row.origin == TABLE:
            own = replace(own, customer=table.customer or own.customer, filed_on=table.filed_on)
        if table is not None and not list(_differing(own, table)):
            own = replace(own, row=table.row, lines=(*table.lines, *own.lines))
        found[row.id] = own
    return found


def as_filed(
    row: RebateClaimRow, contract: RebateContract, worked: WorkedStatement, lines: tuple[Mapping[str, Any], ...] = ()
) -> RebateClaim:
    """A claim with what was stated of it, and the rows of its files that name invoices."""
    return ClaimKept(
        row.number,
        contract.number,
        worked.customers[0] if worked.customers else "",
        Stretch(row.starts_on, row.ends_on),
        None if row.claimed_base is None else Decimal(row.claimed_base),
        Money(row.claimed_minor, row.currency).amount,
        row.currency,
        day_of(row.submitted_at),
        f"claim {row.number}",
        lines,
        None if row.agreed_minor is None else Money(row.agreed_minor, row.currency).amount,
        waits=row.agreed_minor is None and row.state in UNDECIDED,
    ).as_filed()


def stated_otherwise(own: RebateClaim, filed: Sequence[RebateClaim]) -> Iterator[Signal]:
    """A hold where a table states the same claim with other figures than it was submitted with: the submitted ones are judged."""
    for table in (t for t in filed if compact(t.number) == compact(own.number)):
        if told := list(_differing(own, table)):
            said = f"{table.evidence.file} states claim {table.number} with {' and '.join(told)}"
            yield Signal("stated_otherwise", said, evidence=(table.evidence,))


def _differing(own: RebateClaim, table: RebateClaim) -> Iterator[str]:
    if (own.amount, own.currency) != (table.amount, table.currency):
        yield f"{table.amount:f} {table.currency}, {own.amount:f} {own.currency} was submitted"
    if table.period is not None and own.period is not None and own.period != table.period:
        yield f"{table.period.start} to {table.period.end}, it was submitted for {own.period.start} to {own.period.end}"


def _lines(session: Session, row: RebateClaimRow) -> tuple[Mapping[str, Any], ...]:
    """The rows of a claim's own files that name invoices."""
    facts = (
        select(TradeFact.values)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .join(ClaimFile, ClaimFile.document_id == TableRead.document_id)
        .where(ClaimFile.claim_id == row.id, TableRead.kind == TableKind.REBATE_CLAIMS.value)
        .order_by(TradeFact.table_id, TradeFact.position)
        .limit(MOST_LINES)
    )
    return tuple(v for v in session.scalars(facts) if v.get("invoice_number"))
