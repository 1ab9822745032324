"""The first steps: a supplier and its retailer, its files, the first audit, the queue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlalchemy import func, select

from api.http.gate import suppliers
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.visit import Reader
from api.web.page import Which, page, pages
from api.web.routes.inbox import upload_targets
from cases.wording import words
from facts.money import Money
from ledger.models import Case, Document, DocumentState, Job, Supplier
from rules.loader import available, load_rules

router: Final = pages()
UNDER_WAY: Final = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class FirstAudit:
    """How far the reading and judging of a supplier's files has come, and what it found."""

    waiting: int
    read: int
    failed: int
    unused: int
    at_work: int
    cases: int
    open: tuple[tuple[str, Decimal], ...]

    @property
    def documents(self) -> int:
        """All files that came in."""
        return self.waiting + self.read + self.failed + self.unused

    @property
    def over(self) -> bool:
        """Whether everything that came in was read and judged."""
        return self.documents > 0 and not self.waiting and not self.at_work


@router.get("/welcome")
def welcome_page(
    request: Request,
    visit: Reader,
    supplier: Which = None,
    new: Annotated[bool, Query()] = False,  # noqa: FBT002 - an address names it
) -> Response:
    """The step that comes next; `new` begins with a further supplier."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.UPLOAD)
        chosen = suppliers.supplier(gate, supplier, Action.UPLOAD) if supplier is not None else None if new else _only(gate)
        targets = [t for t in upload_targets(gate) if chosen is not None and t["supplier"] == chosen.id]
        audit = first_audit(gate, chosen.id) if chosen is not None else None
        told: dict[str, Any] = {
            "supplier": chosen,
            "targets": targets,
            "audit": audit,
            "step": _step(bool(targets), audit),
            "packs": [(code, load_rules(code, None, gate.today).name or words(code)) for code in available()],
        }
        return page(request, visit, gate, "welcome/welcome", told)


def first_audit(gate: Gate, supplier_id: int) -> FirstAudit:
    """Counts of a supplier's files by what became of them, and of the cases that came of it."""
    states = Counter(
        dict(
            gate.session.execute(
                gate.seen(Document)
                .where(Document.supplier_id == supplier_id)
                .with_only_columns(Document.state, func.count())
                .group_by(Document.state)
            ).all()
        )
    )
    under_way = gate.seen(Job).where(Job.supplier_id == supplier_id, Job.state.in_(UNDER_WAY)).with_only_columns(func.count())
    sums = gate.session.execute(
        select(Case.currency, func.count(), func.sum(Case.open_minor)).where(Case.supplier_id == supplier_id).group_by(Case.currency)
    ).all()
    return FirstAudit(
        waiting=states[DocumentState.RECEIVED],
        read=states[DocumentState.READ],
        failed=states[DocumentState.FAILED],
        unused=states[DocumentState.UNUSED],
        at_work=gate.session.scalar(under_way) or 0,
        cases=sum(row[1] for row in sums),
        open=tuple((row[0], Money(int(row[2] or 0), row[0]).amount) for row in sums),
    )


def _only(gate: Gate) -> Supplier | None:
    """The supplier that the first steps are about where no address names one: the latest."""
    return gate.session.scalars(gate.seen_inside(Supplier).where(Supplier.active).order_by(Supplier.id.desc()).limit(1)).first()


def _step(has_account: bool, audit: FirstAudit | None) -> int:  # noqa: FBT001 - told once
    if not has_account or audit is None:
        return 1
    if not audit.documents:
        return 2
    return 4 if audit.over else 3
