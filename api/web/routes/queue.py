"""The queue, where a working day is spent; and a case that is opened by hand."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.visit import Reader
from api.web.languages import Language
from api.web.page import language_of_gate, page, pages
from api.web.queue_address import AskedQueue, api_query, asked_queue
from api.web.queue_shown import (
    DUE_WORDS,
    address_of_view,
    chosen_of,
    names_of,
    people_of,
    retailers_of,
    rows_of,
    snooze_days,
    suppliers_named,
    tabs_of,
    view_named,
    views_of,
)
from facts.finding import FindingType
from ledger.cases import CaseState
from ledger.models import Account, Supplier

router: Final = pages()


@router.get("/queue")
def queue_page(request: Request, visit: Reader) -> Response:
    """The cases that the address asks for, nearest day first."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        say = language_of_gate(request, gate)
        asked = asked_queue(visit, request.url.query, gate.today)
        return page(request, visit, gate, "queue/queue", _queue(gate, asked, say))


def _queue(gate: Gate, asked: AskedQueue, say: Language) -> dict[str, Any]:
    retailers = retailers_of(gate, say)
    rows, more = rows_of(gate, asked, retailers, say)
    people = people_of(gate, asked)
    names = names_of(gate, people, rows)
    known = views_of(gate, say)
    named, modified = view_named(known, asked)
    return {
        "asked": asked,
        "rows": rows,
        "more": None if more is None else asked.page_after(more),
        "tabs": tabs_of(gate, asked, say),
        "views": [(view, address_of_view(view, asked)) for view in known],
        "named": named,
        "modified": modified,
        "reset": address_of_view(named, asked),
        "chosen": chosen_of(asked, say, names, retailers),
        "people": people,
        "names": names,
        "supplier_names": suppliers_named(gate, rows),
        "retailers": retailers,
        "types": [(kind.value, say.word("type", kind.value)) for kind in FindingType],
        "states": [(state.value, say.word("state", state.value)) for state in CaseState],
        "due_words": DUE_WORDS,
        "snooze_days": snooze_days(gate.today),
        "export": api_query(asked.pairs, gate.today),
        "may_download": gate.scope.may_somewhere(Action.DOWNLOAD),
        "may_approve": gate.scope.may_somewhere(Action.APPROVE),
    }


@router.get("/cases/new")
def new_case_page(request: Request, visit: Reader, account: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """The form for a deduction that was seen only on a screen."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        retailers = retailers_of(gate, language_of_gate(request, gate))
        wanted = gate.seen(Account).join(Supplier, Supplier.id == Account.supplier_id).add_columns(Supplier.name)
        found = [
            (row.id, f"{name} · {retailers.get(row.retailer, row.retailer)}", row.currency)
            for row, name in gate.session.execute(wanted.order_by(Supplier.name, Account.retailer))
            if gate.scope.may(Action.WORK, row.supplier_id)
        ]
        return page(
            request, visit, gate, "queue/new_case", {"accounts": found, "account": account, "types": [k.value for k in FindingType]}
        )
