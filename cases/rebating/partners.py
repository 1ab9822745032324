"""Partners and where they are paid: under which names the sales know them, and every bank detail with who gave it and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import journal
from ledger.rebates import BankDetail, Partner, PartnerRole

LONGEST_NAME: Final = 200
MOST_NAMES: Final = 50
SHOWN_DIGITS: Final = 4
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER: Final = re.compile(r"[A-Z0-9]{4,34}")
IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}")
_LETTERS: Final = 10
"""What the letter A counts in an IBAN's check, B one more, and so on (ISO 13616)."""
_REMAINDER: Final = 97


class PartnerError(ValueError):
    """A partner or bank detail that cannot be kept as it was given; `field` says which part."""

    def __init__(self, field_name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field_name


@dataclass(frozen=True, slots=True)
class PartnerWanted:
    """What is told of a partner. `names` are further spellings, `numbers` its ids by kind (`vat`, `gln`, `customer`)."""

    name: str
    role: PartnerRole
    currency: str
    names: Sequence[str] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""


@dataclass(frozen=True, slots=True)
class BankWanted:
    """What is told of a bank account: `scheme` is `iban` or `account`."""

    holder: str
    scheme: str
    number: str
    routing: str = ""
    bank: str = ""
    country: str = ""


def make_partner(session: Session, supplier_id: int, wanted: PartnerWanted, *, actor: str, now: datetime) -> Partner:
    """A new partner. Raises PartnerError for words that cannot be kept, or one that is there already."""
    name = _told("name", wanted.name)
    known = select(Partner.id).where(Partner.supplier_id == supplier_id, Partner.name == name, Partner.role == wanted.role)
    if session.scalar(known) is not None:
        raise PartnerError("name", f"{name} is among the partners already")
    partner = Partner(
        supplier_id=supplier_id,
        name=name,
        role=wanted.role,
        currency=wanted.currency,
        names=_names(wanted.names),
        numbers=_numbers(wanted.numbers),
        contact=_CONTROL.sub("", wanted.contact).strip()[:320],
        made_at=now,
        made_by=actor,
        changed_at=now,
    )
    session.add(partner)
    session.flush()
    _record(session, partner, "partner_made", actor=actor, now=now, after=_said(partner))
    return partner


def change_partner(session: Session, partner: Partner, changes: Mapping[str, Any], *, actor: str, now: datetime, reason: str = "") -> None:
    """Changes name, spellings, ids, contact, currency or whether it is active. Raises PartnerError."""
    before = _said(partner)
    if "name" in changes:
        partner.name = _told("name", str(changes["name"]))
    if "names" in changes:
        partner.names = _names(changes["names"])
    if "numbers" in changes:
        partner.numbers = _numbers(changes["numbers"])
    for name in ("contact", "currency", "active"):
        if name in changes:
            setattr(partner, name, changes[name])
    after = _said(partner)
    if after != before:
        partner.changed_at = now
        session.flush()
        _record(session, partner, "partner_changed", actor=actor, now=now, reason=reason, before=before, after=after)


def record_bank(session: Session, partner: Partner, wanted: BankWanted, *, reason: str, actor: str, now: datetime) -> BankDetail:
    """A new version of where a partner is paid; those before stay. Raises PartnerError for a number that cannot be one."""
    if not reason.strip():
        raise PartnerError("reason", "say where the new bank detail comes from and how it was confirmed")
    number = re.sub(r"[\s-]", "", wanted.number).upper()
    if wanted.scheme == "iban":
        if not _is_iban(number):
            raise PartnerError("number", "this is no IBAN: its check digits do not fit; compare it with the partner's own paper")
    elif wanted.scheme != "account":
        raise PartnerError("scheme", "write iban or account")
    elif not _NUMBER.fullmatch(number):
        raise PartnerError("number", "an account number has 4 to 34 letters and digits")
    last = bank_of(session, partner.id)
    made = BankDetail(
        partner_id=partner.id,
        version=1 if last is None else last.version + 1,
        holder=_told("holder", wanted.holder),
        scheme=wanted.scheme,
        number=number,
        routing=re.sub(r"[^A-Z0-9]", "", wanted.routing.upper())[:40],
        bank=_CONTROL.sub("", wanted.bank).strip()[:LONGEST_NAME],
        country=wanted.country.upper()[:2],
        made_at=now,
        made_by=actor,
        reason=reason.strip(),
    )
    session.add(made)
    session.flush()
    before = None if last is None else {"version": last.version, "number": masked(last)}
    after = {"version": made.version, "number": masked(made), "holder": made.holder}
    _record(session, partner, "bank_detail", actor=actor, now=now, reason=made.reason, before=before, after=after)
    return made


def bank_of(session: Session, partner_id: int) -> BankDetail | None:
    """Where a partner is paid now; None where nobody has said."""
    return session.scalar(select(BankDetail).where(BankDetail.partner_id == partner_id).order_by(BankDetail.version.desc()).limit(1))


def masked(detail: BankDetail) -> str:
    """An account number as anybody may see it: its last four characters."""
    return f"…{detail.number[-SHOWN_DIGITS:]}"


def partner_named(session: Session, supplier_id: int, role: PartnerRole, name: str) -> Partner | None:
    """The partner of a name or spelling; None where there is none, or more than one."""
    wanted = select(Partner).where(Partner.supplier_id == supplier_id, Partner.role == role, Partner.active.is_(True))
    spelled = name.strip().lower()
    found = [p for p in session.scalars(wanted) if spelled in {n.strip().lower() for n in (p.name, *p.names)}]
    return found[0] if len(found) == 1 else None


def _is_iban(number: str) -> bool:
    if not IBAN.fullmatch(number):
        return False
    turned = number[4:] + number[:4]
    digits = "".join(c if c.isdigit() else str(ord(c) - ord("A") + _LETTERS) for c in turned)
    return int(digits) % _REMAINDER == 1


def _told(name: str, text: str) -> str:
    told = _CONTROL.sub(" ", text).strip()
    if not told or len(told) > LONGEST_NAME:
        raise PartnerError(name, f"write the {name} in 1 to {LONGEST_NAME} characters")
    return told


def _names(names: Sequence[str]) -> list[str]:
    if len(names) > MOST_NAMES:
        raise PartnerError("names", f"at most {MOST_NAMES} spellings are kept")
    return list(dict.fromkeys(_told("name", n) for n in names if n.strip()))


def _numbers(numbers: Mapping[str, str]) -> dict[str, str]:
    if len(numbers) > MOST_NAMES:
        raise PartnerError("numbers", f"at most {MOST_NAMES} ids are kept")
    return {_told("kind of id", k): _told("id", v) for k, v in sorted(numbers.items())}


def _said(partner: Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "role": partner.role.value,
        "names": list(partner.names),
        "numbers": dict(partner.numbers),
        "contact": partner.contact,
        "currency": partner.currency,
        "active": partner.active,
    }


def _record(
    session: Session,
    partner: Partner,
    action: str,
    *,
    actor: str,
    now: datetime,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    journal.record(
        session,
        supplier_id=partner.supplier_id,
        actor=actor,
        now=now,
        action=action,
        noun="partner",
        noun_id=partner.id,
        reason=reason,
        before=before,
        after=after,
    )
