"""The ways of a version of an agreement: nobody approves what they wrote on, and what is in force is withdrawn by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import day_of
from cases.rebating.versions import LONGEST_REASON, RefusedVersionError, mirror, note, put_in_force, told_within
from cases.ways import Way, objections
from ledger.papers import Correction
from ledger.rebates import ContractVersion, RebateContract, VersionState

S = VersionState


@dataclass(frozen=True, slots=True)
class Standing:
    """What a guard of a version looks at."""

    contract: RebateContract
    version: ContractVersion
    actor: str
    reason: str


VersionMove: TypeAlias = Way[VersionState, Standing]


def has_a_reason(at: Standing) -> str | None:
    """Some moves need to be explained."""
    return None if at.reason.strip() else "say why"


def can_be_worked_out(at: Standing) -> str | None:
    """A payout can be worked out from the terms."""
    return f"no payout can be worked out: {at.version.problem}" if at.version.problem else None


def was_looked_at(at: Standing) -> str | None:
    """Nothing that readers were unsure of waits for a person."""
    if not at.version.to_review:
        return None
    asked = ", ".join(name.replace("_", " ") for name in at.version.to_review)
    return f"readers were not sure of {asked}; compare them with the paper and save the version"


def has_a_partner(at: Standing) -> str | None:
    """It is known whom the agreement is with."""
    return None if at.contract.partner_id is not None else "say which partner the agreement is with"


def approver_wrote_none_of_it(at: Standing) -> str | None:
    """Who edits an agreement cannot approve it."""
    if at.actor in at.version.editors:
        return f"{at.actor} wrote on this version; somebody else approves it"
    return None


def another_asked_for_it(at: Standing) -> str | None:
    """What is in force is withdrawn by two: one asks and says why, another does it."""
    asked = at.version.withdrawal_asked_by
    if asked is None:
        return "ask for its withdrawal first; somebody else then withdraws it"
    return f"{asked} asked for its withdrawal; somebody else withdraws it" if asked == at.actor else None


MOVES: Final[tuple[VersionMove, ...]] = (
    Way(frozenset({S.DRAFT}), S.SUBMITTED, "ask for approval", (can_be_worked_out, was_looked_at, has_a_partner)),
    Way(frozenset({S.SUBMITTED}), S.DRAFT, "send back", (has_a_reason,)),
    Way(frozenset({S.SUBMITTED}), S.APPROVED, "approve", (can_be_worked_out, has_a_partner, approver_wrote_none_of_it)),
    Way(frozenset({S.DRAFT, S.SUBMITTED}), S.WITHDRAWN, "withdraw", (has_a_reason,)),
    Way(frozenset({S.APPROVED}), S.WITHDRAWN, "withdraw", (has_a_reason, another_asked_for_it)),
)
"""Every way that a person takes a version. `superseded` is what an approved one becomes when another takes its place."""


def move(session: Session, version: ContractVersion, to: VersionState, *, actor: str, now: datetime, reason: str = "") -> None:
    """Moves a version. Approving puts it in force and supersedes the one before. Raises RefusedVersionError with all reasons."""
    contract = session.get_one(RebateContract, version.contract_id, with_for_update=True)
    session.refresh(version)
    refused = objections_to(Standing(contract, version, actor, reason), to)
    if refused:
        raise RefusedVersionError(version, refused)
    before = {"state": version.state.value}
    version.state = to
    match to:
        case S.SUBMITTED:
            version.submitted_at, version.submitted_by = now, actor
            version.editors = list(dict.fromkeys([*version.editors, *_correctors(session, version)]))
        case S.APPROVED | S.WITHDRAWN:
            version.decided_at, version.decided_by, version.decided_reason = now, actor, told_within(reason, LONGEST_REASON)
        case _:
            pass
    session.flush()
    put_in_force(session, contract, day_of(now))
    mirror(session, contract)
    note(session, contract, version, "version_moved", actor=actor, now=now, reason=reason, before=before, after={"state": to.value})


def _correctors(session: Session, version: ContractVersion) -> Sequence[str]:
    """Who put something right on the paper that a version was read from: they wrote its terms as much as who edits it."""
    wanted = select(Correction.made_by).where(Correction.document_id == version.document_id).order_by(Correction.id)
    return session.scalars(wanted).all() if version.document_id is not None else ()


def objections_to(at: Standing, to: VersionState) -> tuple[str, ...]:
    """All reasons why a version may not go to a state; empty where it may."""
    return objections(MOVES, at, at.version.state, to)


def moves_of(session: Session, version: ContractVersion, *, actor: str) -> dict[VersionState, tuple[str, ...]]:
    """Where a version could go from here, each with what still stands against it (a reason yet to be given aside)."""
    contract = session.get_one(RebateContract, version.contract_id)
    at = Standing(contract, version, actor, "-")
    return {m.to: objections_to(at, m.to) for m in MOVES if version.state in m.start}


def ask_withdrawal(session: Session, version: ContractVersion, *, actor: str, now: datetime, reason: str) -> None:
    """Asks that a version in force be withdrawn, which somebody else does. Raises RefusedVersionError without a reason, or for another."""
    contract = session.get_one(RebateContract, version.contract_id, with_for_update=True)
    session.refresh(version)
    refused = [] if version.state is S.APPROVED else ["only what is approved is withdrawn by two"]
    refused += [] if reason.strip() else ["say why"]
    if refused:
        raise RefusedVersionError(version, refused)
    version.withdrawal_asked_at, version.withdrawal_asked_by = now, actor
    version.withdrawal_reason = told_within(reason, LONGEST_REASON)
    session.flush()
    note(session, contract, version, "withdrawal_asked", actor=actor, now=now, reason=reason, after={"state": version.state.value})


def drop_withdrawal(session: Session, version: ContractVersion, *, actor: str, now: datetime) -> None:
    """The version stays after all. Raises RefusedVersionError where nobody asked that it be withdrawn, or it was."""
    contract = session.get_one(RebateContract, version.contract_id, with_for_update=True)
    session.refresh(version)
    if version.withdrawal_asked_by is None or version.state is not S.APPROVED:
        raise RefusedVersionError(version, ("nobody asks that it be withdrawn",))
    before = {"asked_by": version.withdrawal_asked_by, "reason": version.withdrawal_reason}
    version.withdrawal_asked_at, version.withdrawal_asked_by, version.withdrawal_reason = None, None, ""
    session.flush()
    note(session, contract, version, "withdrawal_dropped", actor=actor, now=now, before=before)
