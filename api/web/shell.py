"""What stands around every page: the places one can go to, and the suppliers one works for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.scope import Scope
from api.web.words import N_
from ledger.models import Supplier

MOST_SUPPLIERS: Final = 200
"""More are found by search."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the navigation; `action` is what one must be allowed to do somewhere to see it, `key` follows `g`."""

    address: str
    name: str
    icon: str
    key: str
    action: Action
    here: bool = False


WORKING: Final = (
    ("/inbox", N_("Inbox"), "inbox", "i", Action.UPLOAD),
    ("/queue", N_("Queue"), "list-checks", "q", Action.WORK),
    ("/unmatched", N_("Unmatched"), "unlink", "m", Action.CORRECT),
    ("/suppliers", N_("Suppliers"), "chart-column", "s", Action.WORK),
    ("/rebates", N_("Rebates"), "hand-coins", "b", Action.WORK),
    ("/events", N_("Events"), "calendar-range", "e", Action.WORK),
    ("/rules", N_("Rules"), "book-open-check", "r", Action.WORK),
    ("/admin", N_("Admin"), "settings", "a", Action.ARRANGE),
)
OWN: Final = (
    ("/portal", N_("Overview"), "chart-column", "o", Action.READ),
    ("/portal/cases", N_("Cases"), "list-checks", "c", Action.READ),
)

PARTNERS: Final = (
    ("/partner", N_("Agreements"), "hand-coins", "b", Action.READ),
    ("/partner/claims", N_("Claims"), "receipt-text", "c", Action.READ),
)
"""What a partner has of its own; it goes by whom it speaks for, not by rights over a supplier."""


def only_reads(scope: Scope) -> bool:
    """Whether somebody is here for a supplier, to read what is its own."""
    return not scope.may_somewhere(Action.WORK)


def places(scope: Scope, path: str) -> Sequence[Place]:
    """Where one can go, in order; `here` marks where one is."""
    if scope.is_only_partner:
        found = [Place(*place) for place in PARTNERS]
    else:
        found = [Place(*place) for place in (OWN if only_reads(scope) else WORKING) if scope.may_somewhere(place[4])]
    nearest = max((p.address for p in found if path == p.address or path.startswith(f"{p.address}/")), key=len, default=None)
    return [Place(p.address, p.name, p.icon, p.key, p.action, here=p.address == nearest) for p in found]


def switchable(gate: Gate) -> Sequence[tuple[int, str]]:
    """The suppliers one can switch between, by name."""
    known = gate.scope.supplier_ids
    wanted = select(Supplier.id, Supplier.name).where(Supplier.active).order_by(Supplier.name, Supplier.id).limit(MOST_SUPPLIERS)
    rows = gate.session.execute(wanted if known is None else wanted.where(Supplier.id.in_(known))).all()
    return [(row.id, row.name) for row in rows]
