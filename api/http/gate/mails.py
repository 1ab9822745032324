"""Mails of the suppliers that a request may see."""

from __future__ import annotations

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.shapes.mails import MailShown
from ledger.models import Mail


def mail(gate: Gate, number: int, action: Action = Action.READ) -> Mail:
    """A mail that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(Mail, number, action)
    gate.require_inside(found.supplier_id)
    return found


def mails(gate: Gate, *, supplier_id: int | None, case_id: int | None, state: str | None, limit: int, after: str | None) -> Page[MailShown]:
    """Mails that may be seen, the latest first."""
    wanted = gate.seen_inside(Mail)
    for column, value in ((Mail.supplier_id, supplier_id), (Mail.case_id, case_id), (Mail.state, state)):
        if value is not None:
            wanted = wanted.where(column == value)
    return page_by_number(gate.session, wanted, Mail.id, MailShown.of, limit=limit, after=after)
