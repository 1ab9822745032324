"""The inbox: files on their way in, what was read, what a person should look at, what could not be read and why."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request, Response

from api.http.gate import gathering, inbox
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.visit import Reader
from api.web.page import Which, page, pages
from ledger.models import Account, Supplier

router: Final = pages()
PAGE: Final = 50
Shown = Annotated[Literal["all", "review", "waiting", "failed", "unused"], Query()]


@router.get("/inbox")
def inbox_page(request: Request, visit: Reader, supplier: Which = None, show: Shown = "all", after: After = None) -> Response:
    """Documents of one sort, the latest first."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.UPLOAD)
        arrivals, more = inbox.inbox(gate, supplier_id=supplier, shown=show, limit=PAGE, after=after)
        told: dict[str, Any] = {
            "arrivals": arrivals,
            "more": more,
            "show": show,
            "after": after,
            "counts": inbox.inbox_counts(gate, supplier),
            "most": inbox.MOST_COUNTED,
            "targets": upload_targets(gate),
            "names": dict(gate.session.execute(gate.seen(Supplier).with_only_columns(Supplier.id, Supplier.name)).all()),
        }
        return page(request, visit, gate, "inbox/inbox", told)


@router.get("/unmatched")
def unmatched_page(request: Request, visit: Reader, supplier: Which = None, after: After = None) -> Response:
    """Papers that belong to no order, to be tied by hand."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.CORRECT)
        papers, more = inbox.unmatched(gate, supplier_id=supplier, limit=PAGE, after=after)
        told = {
            "papers": papers,
            "more": more,
            "count": inbox.unmatched_count(gate, supplier),
            "most": inbox.MOST_COUNTED,
            "proposed": gathering.of_papers(gate, [item.paper.id for item in papers]),
        }
        return page(request, visit, gate, "unmatched/unmatched", told)


def upload_targets(gate: Gate) -> list[dict[str, Any]]:
    """The accounts that one may bring files into, by supplier: for the choice beside the drop zone."""
    wanted = gate.seen(Account).join(Supplier, Supplier.id == Account.supplier_id).add_columns(Supplier.name)
    rows = gate.session.execute(wanted.where(Account.active).order_by(Account.supplier_id, Account.id))
    return [
        {
            "account": account.id,
            "supplier": account.supplier_id,
            "supplier_name": name,
            "retailer": account.retailer,
            "folder": account.folder,
        }
        for account, name in rows
        if gate.scope.may(Action.UPLOAD, account.supplier_id)
    ]
