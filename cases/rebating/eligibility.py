"""Who counts under an agreement: the earner and whom people took in, less whom they left out, each answer with its reason in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.rebating.versions import DECIDED, deciding, note, versions_of
from facts.calendar import add_years
from ledger import journal
from ledger.rebates import ContractVersion, CustomerScope, Partner, RebateContract, RebateCustomer
from matchers.rebates.filed import SAME_NAME

LONGEST: Final = 200
LONGEST_REASON: Final = 2_000
MOST_NAMES: Final = 50
A_WEEK: Final = timedelta(days=7)
"""By how much the same day of a year of weeks may miss that of the calendar."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class ScopeError(ValueError):
    """A customer or a scope that cannot be kept as it was given; `field` says which part."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a customer counts on a day, and why in one sentence; `scope_id` is the decision that says so, where a person made one."""

    eligible: bool
    sentence: str
    scope_id: int | None = None


@dataclass(frozen=True, slots=True)
class ScopeWanted:
    """Whom a person takes in or leaves out: a customer, a territory or a channel (exactly one of them), from a day until a day."""

    include: bool
    reason: str
    customer: str = ""
    territory: str = ""
    channel: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """All that decides who counts, read once: the terms by version, what people decided, the customers and the partner's names."""

    contract: RebateContract
    versions: tuple[ContractVersion, ...]
    scopes: tuple[CustomerScope, ...]
    customers: Mapping[str, RebateCustomer]
    names: frozenset[str]

    def customer(self, name: str) -> RebateCustomer | None:
        """The customer of a name or spelling."""
        return self.customers.get(_spelled(name))


def roll_of(session: Session, contract: RebateContract) -> Roll:
    """Reads it. Decisions that were undone are left out."""
    scopes = session.scalars(
        select(CustomerScope).where(CustomerScope.contract_id == contract.id, CustomerScope.undone_at.is_(None)).order_by(CustomerScope.id)
    )
    customers = session.scalars(select(RebateCustomer).where(RebateCustomer.supplier_id == contract.supplier_id))
    partner = session.get(Partner, contract.partner_id) if contract.partner_id is not None else None
    names = [] if partner is None else [partner.name, *partner.names]
    known = {_spelled(n): c for c in customers for n in (c.name, *c.names)}
    return Roll(contract, tuple(versions_of(session, contract.id)), tuple(scopes), known, frozenset(_spelled(n) for n in names))


def eligibility_of(session: Session, contract: RebateContract, customer: str, on: date) -> Eligibility:
    """Whether a customer's purchases of a day count under an agreement, and why."""
    return judged(roll_of(session, contract), customer, on)


def judged(roll: Roll, customer: str, on: date) -> Eligibility:
    """The same from what was read. The order of the questions is the order of the answers: term, exclusion, customer, inclusion, earner."""
    name = _CONTROL.sub(" ", customer).strip()[:LONGEST]
    version = deciding(roll.versions, on)
    if version is None:
        return Eligibility(eligible=False, sentence=f"No version of agreement {roll.contract.number} is approved.")
    starts, ends = str(version.terms.get("starts_on") or ""), str(version.terms.get("ends_on") or "9999")
    if not starts <= on.isoformat() <= ends:
        return Eligibility(eligible=False, sentence=f"{on} lies outside the term of the agreement, {starts} to {ends}.")
    known = roll.customer(name)
    for scope in (s for s in roll.scopes if not s.include and _holds(s, name, known, on)):
        return Eligibility(eligible=False, sentence=f"{_told(scope)} does not count: {scope.reason}", scope_id=scope.id)
    if known is not None and not _is_active(known, on):
        until = f"until {known.active_until}" if known.active_until and on > known.active_until else f"from {known.active_from} on"
        return Eligibility(eligible=False, sentence=f"{known.name} is a customer {until}, not on {on}.")
    asked = _scope_of_terms(version, known)
    if asked is not None:
        return asked
    for scope in (s for s in roll.scopes if s.include and _holds(s, name, known, on)):
        return Eligibility(eligible=True, sentence=f"{_told(scope)} counts: {scope.reason}", scope_id=scope.id)
    listed = [str(c) for c in version.terms.get("customers") or ()]
    if _spelled(name) in {_spelled(c) for c in listed}:
        return Eligibility(eligible=True, sentence=f"{name} is named in version {version.number} of the agreement.")
    if not listed and is_earner(roll, version, name):
        return Eligibility(eligible=True, sentence=f"{name} is the earner of the agreement.")
    whom = f"names {', '.join(listed[:5])}" if listed else f"is for {version.terms.get('earner', '')}"
    return Eligibility(eligible=False, sentence=f"Version {version.number} of the agreement {whom}, and nobody took {name} in.")


def counts(roll: Roll, customer: str, day: date) -> bool:
    """Whether purchases of a day count; those of the year before the agreement begins count as they would a year later.

    They are at most its baseline: the same customers on the same days of the year before.
    """
    terms = [v.terms for v in roll.versions if v.state in DECIDED]
    if terms:
        first = date.fromisoformat(min(str(t["starts_on"]) for t in terms))
        last = date.fromisoformat(max(str(t["ends_on"]) for t in terms))
        later = add_years(day, 1)
        if day < first <= later + A_WEEK:
            day = min(max(later, first), last)
    return judged(roll, customer, day).eligible


def is_earner(roll: Roll, version: ContractVersion, name: str) -> bool:
    """Whether a customer is the earner, as the contract or the partner's spellings have it."""
    earner = str(version.terms.get("earner") or "")
    return _spelled(name) in roll.names or (bool(earner) and fuzz.ratio(earner.lower(), name.lower()) >= SAME_NAME)


def decide_scope(session: Session, contract: RebateContract, wanted: ScopeWanted, *, actor: str, now: datetime) -> CustomerScope:
    """Takes somebody in or leaves somebody out, with a reason. Raises ScopeError."""
    told = {name: _CONTROL.sub(" ", getattr(wanted, name)).strip() for name in ("customer", "territory", "channel")}
    if sum(bool(v) for v in told.values()) != 1:
        raise ScopeError("customer", "name one customer, one territory or one channel")
    if not wanted.reason.strip():
        raise ScopeError("reason", "say why")
    if wanted.starts_on is not None and wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise ScopeError("ends_on", f"{wanted.ends_on} lies before {wanted.starts_on}")
    made = CustomerScope(
        contract_id=contract.id,
        include=wanted.include,
        customer=told["customer"][:LONGEST],
        territory=told["territory"][:80],
        channel=told["channel"][:80],
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        reason=_CONTROL.sub(" ", wanted.reason).strip()[:LONGEST_REASON],
        made_at=now,
        made_by=actor,
    )
    session.add(made)
    session.flush()
    after = {"scope_id": made.id, "include": made.include, **told}
    note(session, contract, None, "scope_decided", actor=actor, now=now, reason=made.reason, after=after)
    return made


def undo_scope(session: Session, contract: RebateContract, scope: CustomerScope, *, actor: str, now: datetime) -> None:
    """Ends a decision as if it had never been. Raises ScopeError where it was undone before."""
    if scope.undone_at is not None:
        raise ScopeError("scope_id", "this decision was undone before")
    scope.undone_at, scope.undone_by = now, actor
    session.flush()
    note(session, contract, None, "scope_undone", actor=actor, now=now, before={"scope_id": scope.id, "reason": scope.reason})


def keep_customer(
    session: Session, supplier_id: int, told: Mapping[str, Any], *, customer: RebateCustomer | None = None, actor: str, now: datetime
) -> RebateCustomer:
    """A new customer, or one with changes: `name`, `names`, `territory`, `channel`, `buying_group`, `active_from`, `active_until`.

    Raises ScopeError for a name that is there already, no name at all, or days the wrong way round.
    """
    name = _CONTROL.sub(" ", str(told.get("name", customer.name if customer else ""))).strip()[:LONGEST]
    if not name:
        raise ScopeError("name", "write the customer's name as the sales have it")
    same = session.scalar(select(RebateCustomer).where(RebateCustomer.supplier_id == supplier_id, RebateCustomer.name == name))
    if same is not None and (customer is None or same.id != customer.id):
        raise ScopeError("name", f"{name} is among the customers already")
    before = None if customer is None else _said(customer)
    kept = customer or RebateCustomer(supplier_id=supplier_id, name=name, names=[], made_at=now, made_by=actor)
    kept.name = name
    if "names" in told:
        kept.names = list(dict.fromkeys(_CONTROL.sub(" ", str(n)).strip()[:LONGEST] for n in told["names"][:MOST_NAMES]))
    for field, longest in (("territory", 80), ("channel", 80), ("buying_group", LONGEST)):
        if field in told:
            setattr(kept, field, _CONTROL.sub(" ", str(told[field])).strip()[:longest])
    for field in ("active_from", "active_until"):
        if field in told:
            setattr(kept, field, told[field])
    if kept.active_from is not None and kept.active_until is not None and kept.active_until < kept.active_from:
        raise ScopeError("active_until", f"{kept.active_until} lies before {kept.active_from}")
    session.add(kept)
    session.flush()
    if _said(kept) != before:
        action = "customer_made" if before is None else "customer_changed"
        journal.record(
            session, supplier_id=supplier_id, actor=actor, now=now, action=action, noun="customer", noun_id=kept.id, before=before,
            after=_said(kept),
        )  # fmt: skip
    return kept


def scopes_of(session: Session, contract_id: int) -> Sequence[CustomerScope]:
    """All decisions, the latest first, those that were undone among them."""
    wanted = select(CustomerScope).where(CustomerScope.contract_id == contract_id)
    return session.scalars(wanted.order_by(CustomerScope.id.desc())).all()


def _scope_of_terms(version: ContractVersion, known: RebateCustomer | None) -> Eligibility | None:
    """What the agreement itself says of territories; a customer whose territory nobody has said is not refused by it."""
    allowed = {_spelled(str(t)) for t in version.terms.get("territories") or ()}
    if allowed and known is not None and known.territory and _spelled(known.territory) not in allowed:
        return Eligibility(eligible=False, sentence=f"{known.name} is in {known.territory}, where the agreement does not hold.")
    return None


def _holds(scope: CustomerScope, name: str, known: RebateCustomer | None, on: date) -> bool:
    if (scope.starts_on is not None and on < scope.starts_on) or (scope.ends_on is not None and on > scope.ends_on):
        return False
    if scope.customer:
        spellings = {_spelled(name)} | ({_spelled(n) for n in (known.name, *known.names)} if known else set())
        return _spelled(scope.customer) in spellings
    if known is None:
        return False
    told, asked = (known.territory, scope.territory) if scope.territory else (known.channel, scope.channel)
    return bool(told) and _spelled(told) == _spelled(asked)


def _told(scope: CustomerScope) -> str:
    whom = scope.customer or (f"Territory {scope.territory}" if scope.territory else f"Channel {scope.channel}")
    days = f" from {scope.starts_on}" if scope.starts_on else ""
    return whom + days + (f" until {scope.ends_on}" if scope.ends_on else "")


def _is_active(customer: RebateCustomer, on: date) -> bool:
    return (customer.active_from is None or on >= customer.active_from) and (customer.active_until is None or on <= customer.active_until)


def _said(customer: RebateCustomer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "names": list(customer.names),
        "territory": customer.territory,
        "channel": customer.channel,
        "buying_group": customer.buying_group,
        "active_from": customer.active_from.isoformat() if customer.active_from else None,
        "active_until": customer.active_until.isoformat() if customer.active_until else None,
    }


def _spelled(name: str) -> str:
    return " ".join(name.lower().split())
