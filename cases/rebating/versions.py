"""An agreement in versions: drafts entered or read, and which version a period is worked out by. What is approved never changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.rebating.partners import partner_named
from cases.rebating.terms import TermsProblem, UnusableTermsError, plain, terms_of, unusable_for_payout
from facts.identifiers import compact
from facts.rebates import RebateAgreement
from ledger import journal
from ledger.rebates import ContractVersion, Partner, PartnerRole, RebateContract, VersionState
from ledger.suppliers import Account
from matchers.rebates.filed import SAME_NAME
from matchers.rebates.statement import Side

S = VersionState
READ: Final = "read"
ENTERED: Final = "entered"
LONGEST_NUMBER: Final = 120
LONGEST_TITLE: Final = 300
LONGEST_REASON: Final = 2_000
DECIDED: Final = (S.APPROVED, S.SUPERSEDED)
"""States of versions that periods are worked out by."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class RefusedVersionError(Exception):
    """A version cannot go where it was asked to go, or cannot be changed; `reasons` say why and what would help."""

    def __init__(self, version: ContractVersion, reasons: Sequence[str]) -> None:
        super().__init__(f"version {version.number} is {version.state}: {'; '.join(reasons)}")
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class VersionWanted:
    """What a person states of a version: the terms by their names, the first day of periods that it decides, when it was signed."""

    terms: Mapping[str, Any]
    effective_from: date | None = None
    signed_on: date | None = None
    reason: str = ""


def enter(
    session: Session,
    account: Account,
    wanted: VersionWanted,
    *,
    actor: str,
    now: datetime,
    us: str,
    partner: Partner | None = None,
    title: str = "",
    contract: RebateContract | None = None,
) -> ContractVersion:
    """A new version as a person states it, a draft: of a new agreement, or of `contract`.

    Raises UnusableTermsError with every field that does not fit, RefusedVersionError never.
    """
    terms = checked(wanted.terms)
    if contract is None:
        contract = contract_of(session, account, terms.number)
        if contract is not None:
            told = f"agreement {terms.number} is there already; enter a further version of it"
            raise UnusableTermsError([TermsProblem("number", told)])
        contract = new_contract(session, account, terms.number, plain(terms), us=us, actor=actor, now=now)
    elif compact(terms.number) != contract.key:
        raise UnusableTermsError([TermsProblem("number", f"a version keeps the number of its agreement, {contract.number}")])
    if partner is not None:
        contract.partner_id = partner.id
        contract.side = (Side.OWED_TO_US if partner.role is PartnerRole.PAYER else Side.WE_OWE).value
    contract.title = told_within(title, LONGEST_TITLE) or contract.title
    made = ContractVersion(
        contract_id=contract.id,
        number=next_number(session, contract.id),
        origin=ENTERED,
        terms={},
        editors=[],
        made_at=now,
        made_by=actor,
        changed_at=now,
    )
    _write(made, terms, wanted, actor=actor, now=now)
    session.add(made)
    session.flush()
    mirror(session, contract)
    note(session, contract, made, "version_entered", actor=actor, now=now, reason=wanted.reason, after={"terms": made.terms})
    return made


def edit(session: Session, version: ContractVersion, wanted: VersionWanted, *, actor: str, now: datetime) -> None:
    """Changes a draft; who does so is one of its editors from then on. Saving what was read confirms it.

    Raises UnusableTermsError, RefusedVersionError for a version that is no draft.
    """
    if version.state is not S.DRAFT:
        raise RefusedVersionError(version, ("only a draft is changed; enter a further version",))
    contract = session.get_one(RebateContract, version.contract_id)
    terms = checked(wanted.terms)
    if compact(terms.number) != contract.key:
        raise UnusableTermsError([TermsProblem("number", f"a version keeps the number of its agreement, {contract.number}")])
    before = {"terms": version.terms, "effective_from": _iso(version.effective_from)}
    _write(version, terms, wanted, actor=actor, now=now)
    session.flush()
    mirror(session, contract)
    after = {"terms": version.terms, "effective_from": _iso(version.effective_from)}
    note(session, contract, version, "version_edited", actor=actor, now=now, reason=wanted.reason, before=before, after=after)


def checked(told: Mapping[str, Any]) -> RebateAgreement:
    """The terms, fit for a payout. Raises UnusableTermsError."""
    terms = terms_of(told)
    problems = unusable_for_payout(terms)
    if len(terms.number) > LONGEST_NUMBER or not compact(terms.number):
        problems.append(TermsProblem("number", f"number: at most {LONGEST_NUMBER} characters, letters or digits among them"))
    if problems:
        raise UnusableTermsError(problems)
    return terms


def contract_of(session: Session, account: Account, number: str) -> RebateContract | None:
    """The agreement of a number, however it is written."""
    return session.scalar(select(RebateContract).where(RebateContract.account_id == account.id, RebateContract.key == compact(number)))


def new_contract(
    session: Session, account: Account, number: str, terms: Mapping[str, Any], *, us: str, actor: str, now: datetime
) -> RebateContract:
    """An agreement without versions. Whose turn it is to pay, and the partner, go by the names of its parties."""
    side = side_of(terms, us)
    other = str(terms.get("payer" if side is Side.OWED_TO_US else "earner") or "")
    role = PartnerRole.PAYER if side is Side.OWED_TO_US else PartnerRole.EARNER
    partner = partner_named(session, account.supplier_id, role, other) if other else None
    made = RebateContract(
        supplier_id=account.supplier_id,
        account_id=account.id,
        partner_id=None if partner is None else partner.id,
        number=told_within(number, LONGEST_NUMBER),
        key=compact(number)[:LONGEST_NUMBER],
        side=side.value,
        currency=str(terms.get("currency") or account.currency),
        made_at=now,
        made_by=actor,
    )
    session.add(made)
    session.flush()
    return made


def side_of(terms: Mapping[str, Any], us: str) -> Side:
    """Who owes whom: we earn where our name is the earner's rather than the payer's, and pay otherwise."""
    earner, payer = (fuzz.ratio(str(terms.get(name) or "").lower(), us.lower()) for name in ("earner", "payer"))
    return Side.OWED_TO_US if us and earner >= SAME_NAME and earner > payer else Side.WE_OWE


def next_number(session: Session, contract_id: int) -> int:
    """The number of the next version."""
    return (session.scalar(select(func.max(ContractVersion.number)).where(ContractVersion.contract_id == contract_id)) or 0) + 1


def versions_of(session: Session, contract_id: int) -> Sequence[ContractVersion]:
    """All versions, the newest first."""
    wanted = select(ContractVersion).where(ContractVersion.contract_id == contract_id)
    return session.scalars(wanted.order_by(ContractVersion.number.desc())).all()


def deciding(versions: Sequence[ContractVersion], start: date) -> ContractVersion | None:
    """The version by which a period that begins on a day is worked out.

    The one that was in force then; of several that take effect on the same day the last; before any takes effect, the first.
    """
    decided = sorted((v for v in versions if v.state in DECIDED), key=lambda v: (v.effective_from or date.min, v.number))
    begun = [v for v in decided if (v.effective_from or date.min) <= start]
    return begun[-1] if begun else (decided[0] if decided else None)


def set_partner(
    session: Session, contract: RebateContract, partner: Partner | None, *, title: str | None = None, actor: str, now: datetime
) -> None:
    """Says whom an agreement is with, or how it is called."""
    before = {"partner_id": contract.partner_id, "title": contract.title}
    if partner is not None:
        contract.partner_id = partner.id
        contract.side = (Side.OWED_TO_US if partner.role is PartnerRole.PAYER else Side.WE_OWE).value
    if title is not None:
        contract.title = told_within(title, LONGEST_TITLE)
    after = {"partner_id": contract.partner_id, "title": contract.title}
    if after != before:
        session.flush()
        note(session, contract, None, "agreement_changed", actor=actor, now=now, before=before, after=after)


def mirror(session: Session, contract: RebateContract) -> None:
    """Shows on the agreement what its version in force says, or the newest one that was not withdrawn."""
    versions = versions_of(session, contract.id)
    shown = next((v for v in versions if v.id == contract.in_force_id), None)
    shown = shown or next((v for v in versions if v.state is not S.WITHDRAWN), versions[0] if versions else None)
    if shown is None:
        return
    contract.state = shown.state
    contract.currency = str(shown.terms.get("currency") or contract.currency)[:3]
    contract.mechanism = str(shown.terms.get("mechanism") or "")[:40]
    contract.starts_on, contract.ends_on = day_told(shown.terms.get("starts_on")), day_told(shown.terms.get("ends_on"))
    session.flush()


def put_in_force(session: Session, contract: RebateContract, today: date) -> None:
    """Of the decided versions the last that has taken effect by a day is in force; those before end the day before the next begins.

    One that begins later supersedes nothing before its first day: the look of that day puts it in force.
    """
    decided = sorted(
        (v for v in versions_of(session, contract.id) if v.state in DECIDED), key=lambda v: (v.effective_from or date.min, v.number)
    )
    for place, version in enumerate(decided):
        following = decided[place + 1] if place + 1 < len(decided) else None
        begun = following is not None and (following.effective_from or date.min) <= today
        version.state = S.SUPERSEDED if begun else S.APPROVED
        begins = None if following is None else following.effective_from
        version.effective_until = None if begins is None else begins - timedelta(days=1)
    before = contract.in_force_id
    contract.in_force_id = next((v.id for v in reversed(decided) if (v.effective_from or date.min) <= today), None)
    session.flush()
    if contract.in_force_id != before:
        mirror(session, contract)


def _write(version: ContractVersion, terms: RebateAgreement, wanted: VersionWanted, *, actor: str, now: datetime) -> None:
    told, takes_effect = plain(terms), wanted.effective_from or version.effective_from or terms.starts_on
    if (version.terms, version.effective_from) != (told, takes_effect):
        version.changed_at = now
    version.terms, version.effective_from = told, takes_effect
    version.problem, version.to_review = "", []
    version.signed_on = wanted.signed_on or version.signed_on
    version.reason = told_within(wanted.reason, LONGEST_REASON)
    if actor != SYSTEM and actor not in version.editors:
        version.editors = [*version.editors, actor]


def note(
    session: Session,
    contract: RebateContract,
    version: ContractVersion | None,
    action: str,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """A journal entry about an agreement; `version` is its number where one is concerned."""
    told = {} if version is None else {"version": version.number}
    journal.record(
        session,
        supplier_id=contract.supplier_id,
        actor=actor,
        now=now,
        action=action,
        noun="agreement",
        noun_id=contract.id,
        reason=reason[:LONGEST_REASON],
        before=None if before is None else told | dict(before),
        after=None if after is None else told | dict(after),
    )


def told_within(text: str, longest: int) -> str:
    """What a person wrote, without control characters and no longer than it is kept."""
    return _CONTROL.sub(" ", text).strip()[:longest]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def day_told(told: Any) -> date | None:
    """A day of terms as they are kept; None where none is told, or what is told is no day."""
    try:
        return date.fromisoformat(str(told)) if told else None
    except ValueError:
        return None
