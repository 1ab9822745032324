"""Claims under agreements of a quarter in which 240.00 were earned, and the steps that people take them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from cases.rebating.claim_moves import move
from cases.rebating.claims import PARTNER, ClaimWanted, submit_claim
from cases.rebating.holds import holds_of, lift
from cases.rebating.renewing import renew
from facts.tables import TableKind
from ledger.models import ClaimState, RebateClaimRow, RebateContract
from tests.detection.supplier import File, table
from tests.rebating.agreed import CUSTOMER, Desk

S = ClaimState
MARCH: Final = date(2026, 3, 5)
QUARTER: Final = (date(2026, 1, 1), date(2026, 3, 31))
JANUARY: Final = (date(2026, 1, 1), date(2026, 1, 31))
TIERS: Final = [{"start": "0", "end": "10000", "rate": "0"}, {"start": "10000", "rate": "0.02"}]
FLAT: Final = [{"start": "0", "rate": "0.02"}]


def look(desk: Desk) -> None:
    """The account's look at its rebates, today."""
    renew(desk.session, desk.house.account.id, as_of=desk.house.today, today=desk.house.today, now=desk.house.now)


def told(desk: Desk, actor: str) -> dict[str, Any]:
    return {"actor": actor, "now": desk.house.now, "today": desk.house.today}


def submit(
    desk: Desk,
    amount: str,
    number: str = "CL-1",
    period: tuple[date, date] = QUARTER,
    actor: str = "pia",
    currency: str = "USD",
    replaces: str = "",
) -> RebateClaimRow:
    """A claim of the customer through the portal."""
    owner = next(iter(desk.session.scalars(select(RebateContract)).all()))
    wanted = ClaimWanted(number, *period, Decimal(amount), currency, replaces=replaces)
    return submit_claim(desk.session, owner, wanted, origin=PARTNER, **told(desk, actor))


def state(claim: RebateClaimRow) -> ClaimState:
    """Where a claim stands now."""
    return claim.state


def take(desk: Desk, claim: RebateClaimRow, *steps: tuple[ClaimState, str], **more: Any) -> None:
    """Takes a claim step by step, after a look where it is reviewed."""
    if steps[0][0] is S.REVIEWED:
        look(desk)
    for to, actor in steps:
        move(desk.session, claim, to, **told(desk, actor), **more)


def approve(desk: Desk, claim: RebateClaimRow) -> None:
    """Looked at by ben, its holds lifted and approved by rita."""
    look(desk)
    for hold in holds_of(desk.session, claim.id):
        lift(desk.session, claim, hold, reason="looked at", actor="rita", now=desk.house.now)
    take(desk, claim, (S.REVIEWED, "ben"), (S.APPROVED, "rita"))


def claims_table(*rows: dict[str, Any], name: str = "claims.csv") -> File:
    """A table of claims under RB-1 for the quarter."""
    said = {"agreement_number": "RB-1", "customer": CUSTOMER, "period_start": QUARTER[0], "period_end": QUARTER[1], "currency": "USD",
            "claim_date": date(2026, 4, 10)}  # fmt: skip
    return table(name, TableKind.REBATE_CLAIMS, *(said | row for row in rows))
