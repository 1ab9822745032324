"""Whether rebates hold together: sums of claims and statements, and that nobody approved what they filed or wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.check.found import Checked, checked
from ledger.rebate_claims import ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import ContractVersion, RebateContract, RebateMonth, RebateStatement, VersionState

AT_A_TIME: Final = 500


def check_rebates(session: Session) -> Checked:
    """Every claim, version and month of rebates against its parts."""
    looked_at = sum(session.scalar(select(func.count()).select_from(row)) or 0 for row in (RebateClaimRow, ContractVersion, RebateMonth))
    return checked("rebates", looked_at, (*_claims(session), *_versions(session), *_months(session)))


def _claims(session: Session) -> Iterator[str]:
    made = select(func.coalesce(func.sum(RebatePayout.amount_minor), 0)).where(
        RebatePayout.claim_id == RebateClaimRow.id, RebatePayout.state != "expected"
    )
    wanted = select(RebateClaimRow, made.scalar_subquery()).order_by(RebateClaimRow.id).execution_options(yield_per=AT_A_TIME)
    for claim, settled in session.execute(wanted):
        told = f"rebate claim {claim.id} ({claim.number})"
        if claim.settled_minor != settled:
            yield f"{told}: settled shows {claim.settled_minor}, its payouts come to {settled}"
        if claim.calculated_minor is not None and claim.difference_minor != claim.claimed_minor - claim.calculated_minor:
            yield f"{told}: the difference shown is not what is claimed less what was calculated"
        if claim.approved_by is not None and claim.approved_by == claim.submitted_by != SYSTEM:
            yield f"{told}: {claim.approved_by} filed it and approved it"
        if claim.state in {ClaimState.AGREED, ClaimState.CREDITED, ClaimState.PAID, ClaimState.RECONCILED} and claim.approved_by is None:
            yield f"{told}: it is {claim.state.value}, and nobody approved it"


def _versions(session: Session) -> Iterator[str]:
    decided = (VersionState.APPROVED, VersionState.SUPERSEDED)
    wanted = select(ContractVersion).where(ContractVersion.state.in_(decided)).order_by(ContractVersion.id)
    for version in session.scalars(wanted.execution_options(yield_per=AT_A_TIME)):
        if version.decided_by is not None and version.decided_by in version.editors:
            yield f"version {version.number} of agreement {version.contract_id}: {version.decided_by} wrote on it and approved it"


def _months(session: Session) -> Iterator[str]:
    keys = (RebateMonth.statement_id, RebateMonth.currency)
    booked = select(*keys, func.sum(RebateMonth.accrued_minor).label("booked")).group_by(*keys).subquery()
    wanted = select(RebateContract.number, RebateStatement.accrued_minor, booked.c.booked).where(
        RebateStatement.id == booked.c.statement_id,
        RebateStatement.currency == booked.c.currency,
        RebateContract.id == RebateStatement.contract_id,
    )
    for number, accrued, sum_of_months in session.execute(wanted):
        if accrued != sum_of_months:
            yield f"agreement {number}: accrued shows {accrued}, its months come to {sum_of_months}"
