"""Whom a supplier asks for papers: its carriers and warehouses with their addresses and languages, a short list beside its settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy.orm import Session

from cases.accounts.clients import change_supplier
from cases.filing.mail import MailError, address
from cases.gathering.places import shown
from facts.identifiers import compact
from ledger.suppliers import Supplier
from rules.gathering import WHOM
from templates import folders

SETTING: Final = "contacts"
MOST: Final = 200
SHORTEST_PART: Final = 5
"""Letters of a name that are enough to know it by as a part of a longer one."""


class ContactError(ValueError):
    """A contact that cannot be kept as it was given; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who may have papers. `code` is a carrier's SCAC or a warehouse's own code, `language` the one of mails to it."""

    whom: str
    name: str
    email: str
    code: str = ""
    language: str = "en"

    def to_json(self) -> dict[str, Any]:
        """As it stands among the supplier's settings."""
        return {"whom": self.whom, "name": self.name, "email": self.email, "code": self.code, "language": self.language}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """Back from `to_json`."""
        told = {name: str(entry.get(name, "")) for name in ("whom", "name", "email", "code")}
        return cls(**told, language=str(entry.get("language") or "en"))

    def is_called(self, names: Iterable[str]) -> bool:
        """Whether one of these names or codes means it."""
        return any(self._is(name) for name in names)

    def _is(self, name: str) -> bool:
        theirs, own = compact(name), compact(self.name)
        if not theirs:
            return False
        short, long = sorted((theirs, own), key=len)
        return theirs == compact(self.code) or theirs == own or (len(short) >= SHORTEST_PART and short in long)


def languages() -> tuple[str, ...]:
    """The languages in which mails to contacts are written."""
    return folders("mails")


def contacts_of(supplier: Supplier) -> tuple[Contact, ...]:
    """The supplier's contacts, as they were entered."""
    return tuple(Contact.from_json(entry) for entry in supplier.settings.get(SETTING, ()))


def put_contacts(session: Session, supplier: Supplier, contacts: Sequence[Contact], *, actor: str, now: datetime) -> None:
    """The whole list in place of the one that was there. Raises ContactError for one that has no name, address or known language."""
    if len(contacts) > MOST:
        raise ContactError(f"a supplier has at most {MOST} contacts")
    kept = [_checked(contact) for contact in contacts]
    change_supplier(
        session, supplier, {"settings": supplier.settings | {SETTING: [contact.to_json() for contact in kept]}}, actor=actor, now=now
    )


def contact_for(supplier: Supplier, whom: str, names: Sequence[str]) -> Contact | None:
    """The one who is called so; where nothing is known of the name, the only one of its kind. None where it is not sure who."""
    known = [contact for contact in contacts_of(supplier) if contact.whom == whom]
    called = [contact for contact in known if contact.is_called(names)]
    if called:
        return called[0] if len({contact.email for contact in called}) == 1 else None
    return known[0] if len(known) == 1 and (whom == "warehouse" or not any(names)) else None


def _checked(contact: Contact) -> Contact:
    name = shown(contact.name)
    if contact.whom not in WHOM:
        raise ContactError(f"{contact.whom!r} is asked for no papers; there are {', '.join(WHOM)}")
    if not name:
        raise ContactError("a contact has a name")
    if contact.language not in languages():
        raise ContactError(f"mails are written in {', '.join(languages())}, not in {contact.language!r}")
    try:
        email = address(contact.email, name)
    except MailError as refused:
        raise ContactError(str(refused)) from None
    return Contact(contact.whom, name, email, shown(contact.code)[:40], contact.language)
