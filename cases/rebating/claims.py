"""Rebate claims: submitted by a partner, entered, or worked out by us, and held against what our own statement grants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import day_of
from cases.rebating.claim_days import DaysDue, months_within, of_statement, within_periods
from cases.rebating.claim_guards import REPLACEABLE
from cases.rebating.claim_moves import note
from cases.rebating.statements import latest_statement
from cases.rebating.versions import deciding, versions_of
from facts.identifiers import compact
from facts.money import Money, minor_digits
from ledger.papers import Document
from ledger.rebate_claims import ClaimFile, ClaimState, RebateClaimRow
from ledger.rebates import RebateContract, RebateStatement
from matchers.rebates.statement import Side

CALCULATED: Final = "calculated"
PARTNER: Final = "partner"
ENTERED: Final = "entered"
LONGEST_NUMBER: Final = 80
LONGEST_REMARKS: Final = 4_000
MOST_FILES: Final = 50
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class ClaimError(ValueError):
    """A claim that cannot be taken as it was stated; `field` says which part."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class ClaimWanted:
    """What is claimed: by the claimant's own number, for which days, how much. `base` is in the measure of the agreement.

    `replaces` is the number of the claim that it corrects, where the claimant names one.
    """

    number: str
    starts_on: date
    ends_on: date
    amount: Decimal
    currency: str
    base: Decimal | None = None
    remarks: str = ""
    replaces: str = ""


def submit_claim(
    session: Session, contract: RebateContract, wanted: ClaimWanted, *, origin: str, actor: str, now: datetime, today: date
) -> RebateClaimRow:
    """Takes a claim in and compares it with the latest statement. Raises ClaimError for what does not fit, with what to write."""
    number = _CONTROL.sub("", wanted.number).strip()
    _check(session, contract, wanted, number, today)
    claim = RebateClaimRow(
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        partner_id=contract.partner_id,
        number=number,
        origin=origin,
        side=contract.side,
        state=ClaimState.CALCULATED,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        currency=wanted.currency,
        claimed_base=None if wanted.base is None else f"{wanted.base:f}",
        claimed_minor=Money.of(wanted.amount, wanted.currency).minor,
        remarks=_CONTROL.sub("", wanted.remarks).strip()[:LONGEST_REMARKS],
        submitted_at=now,
        submitted_by=actor,
        state_at=now,
    )
    claim.replaces_id = _replaced(session, contract, claim, _CONTROL.sub("", wanted.replaces).strip())
    session.add(claim)
    compare(session, claim, latest_statement(session, contract.id))
    session.flush()
    after = {"agreement": contract.number, "number": number, "claimed_minor": claim.claimed_minor, "origin": origin}
    if wanted.replaces.strip():
        after["replaces"] = _CONTROL.sub("", wanted.replaces).strip()
    note(session, claim, "claim_submitted", actor=actor, now=now, after=after)
    return claim


def calculate(
    session: Session, contract: RebateContract, starts_on: date, ends_on: date, *, actor: str, now: datetime, today: date
) -> RebateClaimRow:
    """A claim worked out by us for a period of the latest statement, or for whole months of one, less what other claims take of it.

    Raises ClaimError where there is no such period, or nothing is left of it.
    """
    statement = latest_statement(session, contract.id)
    due = None if statement is None else of_statement(statement, starts_on, ends_on)
    months = None if statement is None or due is not None else months_within(statement, starts_on, ends_on)
    if statement is None or (due is None and months is None):
        raise ClaimError("starts_on", _no_period(statement, starts_on, ends_on))
    amount = due.amount if due is not None else months or Decimal(0)
    currency = due.currency if due is not None else statement.currency
    taken = taken_minor(session, contract, starts_on, ends_on, currency)
    left = amount - Money(taken, currency).amount
    if left <= 0:
        told = "nothing was earned" if amount <= 0 else "all that was earned is claimed already"
        raise ClaimError("starts_on", f"{told} from {starts_on} to {ends_on}")
    number = claim_number(contract, ends_on, since=starts_on if due is None else None)
    wanted = ClaimWanted(number, starts_on, ends_on, left, currency, None if due is None else due.base)
    return submit_claim(session, contract, wanted, origin=CALCULATED, actor=actor, now=now, today=today)


def taken_minor(
    session: Session, contract: RebateContract, starts_on: date, ends_on: date, currency: str, *, but: RebateClaimRow | None = None
) -> int:
    """What other claims take of some days: what was approved of them, else what they claim. A disputed one takes what was approved."""
    others = [
        c
        for c in claims_of(session, contract.id)
        if c is not but and c.state is not ClaimState.WITHDRAWN and c.currency == currency
        and c.starts_on <= ends_on and c.ends_on >= starts_on
    ]  # fmt: skip
    return sum(c.agreed_minor if c.agreed_minor is not None else _asked(c) for c in others)


def granted_within(session: Session, contract_id: int, starts_on: date, ends_on: date, currency: str) -> int:
    """What was approved on the claims whose days lie within these: where that is more than a period earned, it is to be taken back."""
    held = (c for c in claims_of(session, contract_id) if c.state is not ClaimState.WITHDRAWN and c.currency == currency)
    return sum(c.agreed_minor or 0 for c in held if starts_on <= c.starts_on and c.ends_on <= ends_on)


def _asked(claim: RebateClaimRow) -> int:
    return 0 if claim.state is ClaimState.DISPUTED else min(claim.claimed_minor, claim.calculated_minor or claim.claimed_minor)


def _replaced(session: Session, contract: RebateContract, claim: RebateClaimRow, named: str) -> int | None:
    """The claim in whose place a new one of the other side stands: the one that it names, else the latest disputed one of some of its days.

    Raises ClaimError for a name that cannot be meant.
    """
    if contract.side != Side.WE_OWE or claim.origin == CALCULATED:
        if named:
            raise ClaimError("replaces", "a claim of ours is corrected by looking at it again, not by another one")
        return None
    known = [c for c in claims_of(session, contract.id) if c.origin != CALCULATED]
    stood_for = {c.replaces_id: c for c in known if c.state is not ClaimState.WITHDRAWN}
    if named:
        return _named(contract, known, stood_for, named).id
    found = [
        c.id
        for c in known
        if c.state is ClaimState.DISPUTED and c.id not in stood_for and c.starts_on <= claim.ends_on and c.ends_on >= claim.starts_on
    ]
    return found[-1] if found else None


def _named(
    contract: RebateContract, known: Sequence[RebateClaimRow], stood_for: Mapping[int | None, RebateClaimRow], named: str
) -> RebateClaimRow:
    """The claim that a claimant names as the one that is corrected. Raises ClaimError."""
    found = next((c for c in known if compact(c.number) == compact(named)), None)
    if found is None:
        raise ClaimError("replaces", f"there is no claim {named} under agreement {contract.number}; write its number as it was submitted")
    if found.id in stood_for:
        raise ClaimError("replaces", f"claim {stood_for[found.id].number} stands in the place of {named} already; name that one")
    if found.state is ClaimState.WITHDRAWN:
        raise ClaimError("replaces", f"claim {named} was withdrawn; nothing of it is left to correct")
    if found.state not in REPLACEABLE:
        raise ClaimError("replaces", f"claim {named} was granted; claim what it lacks by itself, or dispute it first")
    return found


def claim_number(contract: RebateContract, ends_on: date, *, since: date | None = None) -> str:
    """The number that a claim of ours goes by: the agreement's, and the last day of the period; of a part of one its first day too."""
    return f"{contract.number[:60]}/{'' if since is None else f'{since:%Y%m%d}-'}{ends_on:%Y%m%d}"


def compare(session: Session, claim: RebateClaimRow, statement: RebateStatement | None, days: DaysDue | None = None) -> None:
    """Holds a claim against a statement: what we make it, the exact difference, and what that comes from as far as amounts tell.

    `days` is what its days come to where they are no period of the statement. The account's next look (`cases.rebating.renewing`) works
    that out, goes through the claim itself and says which mistake explains the difference.
    """
    version = deciding(versions_of(session, claim.contract_id), claim.starts_on)
    claim.version_id = None if version is None else version.id
    claim.statement_id = None if statement is None else statement.id
    due = (None if statement is None else of_statement(statement, claim.starts_on, claim.ends_on)) or days
    part = None if due is None else due.part_of
    claim.period_starts_on, claim.period_ends_on = (None, None) if part is None else (part.start, part.end)
    claim.to_date_minor = None if due is None or due.to_date is None else Money.of(due.to_date, due.currency).minor
    refused = _not_comparable(claim, statement, due)
    if due is not None:
        claim.claim_by = due.claim_by
    if refused is not None or due is None:
        claim.calculated_minor = claim.difference_minor = claim.to_date_minor = None
        claim.difference_reason, claim.difference_why = refused or ("", "")
        return
    claim.calculated_minor = Money.of(due.amount, due.currency).minor
    claim.difference_minor = claim.claimed_minor - claim.calculated_minor
    claim.calculation = [dict(step) for step in due.calculation]
    claim.evidence = [dict(place) for place in due.evidence]
    claim.difference_reason, claim.difference_why = _told(claim, due)


def _not_comparable(claim: RebateClaimRow, statement: RebateStatement | None, due: DaysDue | None) -> tuple[str, str] | None:
    """Why a claim cannot be held against our own figures (yet); None where it can."""
    if due is None:
        if statement is not None and within_periods(statement, claim.starts_on, claim.ends_on):
            told = f"{claim.starts_on} to {claim.ends_on} is no period by itself; what these days come to is worked out with the next look"
            return "not_worked_out", told
        reason = "no_statement" if statement is None else "not_a_period"
        return reason, _no_period(statement, claim.starts_on, claim.ends_on)
    if due.problem:
        return "not_a_period", due.problem
    if claim.currency != due.currency:
        return "currency_differs", f"the claim is in {claim.currency}, the agreement in {due.currency}; a person compares them"
    return None


def attach(session: Session, claim: RebateClaimRow, document: Document, *, name: str, actor: str, now: datetime) -> ClaimFile:
    """Ties a file to a claim. The document stays evidence: it belongs to no account, so that none of its rows counts as a sale.

    Raises ClaimError where the claim has as many files as it takes.
    """
    files = files_of(session, claim.id)
    known = next((f for f in files if f.document_id == document.id), None)
    if known is not None:
        return known
    if len(files) >= MOST_FILES:
        raise ClaimError("files", f"a claim takes at most {MOST_FILES} files")
    made = ClaimFile(claim_id=claim.id, document_id=document.id, name=name[:500], size=document.size, came_at=now, came_by=actor)
    session.add(made)
    claim.verdict = ""  # what was said of it before did not know this file
    session.flush()
    note(session, claim, "claim_file", actor=actor, now=now, after={"document_id": document.id, "name": made.name})
    return made


def files_of(session: Session, claim_id: int) -> Sequence[ClaimFile]:
    """The files of a claim, in the order they came."""
    return session.scalars(select(ClaimFile).where(ClaimFile.claim_id == claim_id).order_by(ClaimFile.id)).all()


def claims_of(session: Session, contract_id: int) -> Sequence[RebateClaimRow]:
    """The claims under an agreement in the order they were submitted."""
    return session.scalars(select(RebateClaimRow).where(RebateClaimRow.contract_id == contract_id).order_by(RebateClaimRow.id)).all()


def _check(session: Session, contract: RebateContract, wanted: ClaimWanted, number: str, today: date) -> None:
    if not compact(number) or len(number) > LONGEST_NUMBER:
        raise ClaimError("number", f"give the claim a number of letters and digits, at most {LONGEST_NUMBER} characters")
    if any(compact(c.number) == compact(number) for c in claims_of(session, contract.id)):
        raise ClaimError("number", f"claim {number} is here already; to change it, withdraw it and submit one with another number")
    if wanted.ends_on < wanted.starts_on:
        raise ClaimError("ends_on", f"{wanted.ends_on} lies before {wanted.starts_on}")
    if wanted.starts_on > today:
        raise ClaimError("starts_on", f"the period begins on {wanted.starts_on}, which is still to come")
    if not wanted.amount.is_finite() or wanted.amount <= 0:
        raise ClaimError("amount", "write the amount that is claimed, above 0")
    if wanted.amount != wanted.amount.quantize(Decimal(1).scaleb(-minor_digits(wanted.currency))):
        raise ClaimError("amount", f"{wanted.currency} has {minor_digits(wanted.currency)} digits after the point")
    if contract.in_force_id is None:
        raise ClaimError("agreement_id", f"no version of agreement {contract.number} is approved yet")


def _no_period(statement: RebateStatement | None, starts_on: date, ends_on: date) -> str:
    if statement is None:
        return "there is no statement of the agreement yet; the claim is compared once it has been worked out"
    if statement.problem:
        return f"the statement could not be worked out: {statement.problem}"
    periods = [f"{p['start']} to {p['end']}" for p in statement.content.get("periods", ())]
    listed = ", ".join(periods[-6:]) or "none so far"
    return f"{starts_on} to {ends_on} is no period of the agreement; its periods are {listed}"


def _told(claim: RebateClaimRow, due: DaysDue) -> tuple[str, str]:
    """What the difference is, from amounts alone."""
    over = claim.difference_minor or 0
    amount = Money(abs(over), claim.currency)
    running = _running(due)
    if claim.claim_by is not None and claim.side == Side.WE_OWE and day_of(claim.submitted_at) > claim.claim_by:
        return "claimed_after_deadline", f"claims for this period could be filed until {claim.claim_by}"
    if over == 0:
        return "as_agreed", f"claimed as earned{running}"
    if over < 0:
        return "claimed_less", f"{amount} {claim.currency} less is claimed than was earned{running}"
    if claim.claimed_base is not None and due.base is not None and Decimal(claim.claimed_base) != due.base:
        return "other_base", (
            f"{amount} {claim.currency} more is claimed than was earned: the claim counts a base of {claim.claimed_base}, "
            f"our statement one of {due.base:f}{running}"
        )
    return "above_what_is_earned", f"{amount} {claim.currency} more is claimed than the agreement grants on these sales{running}"


def _running(due: DaysDue) -> str:
    """What is still open about the days of a claim."""
    if due.part_of is None:
        return "" if due.over else "; the period still runs"
    whole = f"{due.part_of.start} to {due.part_of.end}"
    return f"; a part of the period {whole}" + ("" if due.over else ", with which it is settled once that is over")
