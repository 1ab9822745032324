"""What applies when: the rules of every account and retailer with their sources and disagreements, and what was agreed on top."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from api.http.gate import suppliers
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.plain import Day, PathId
from api.http.visit import Reader
from api.web.page import EMPTY, Which, page, pages
from api.web.rules_shown import sections_of
from cases.accounts.rules_of_account import rules_for
from ledger.models import Account, Supplier
from rules.loader import available, load_rules

router: Final = pages()
On = Annotated[Day | None, EMPTY, Query()]


@router.get("/rules")
def rules_page(request: Request, visit: Reader, supplier: Which = None) -> Response:
    """The accounts with the rules that hold for each, and the packs that there are."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        wanted = gate.seen(Account).where(Account.active)
        if supplier is not None:
            wanted = wanted.where(Account.supplier_id == supplier)
        accounts = gate.session.scalars(wanted.order_by(Account.supplier_id, Account.id)).all()
        names = dict(gate.session.execute(gate.seen(Supplier).with_only_columns(Supplier.id, Supplier.name)).all())
        told = {
            "accounts": [(account, names.get(account.supplier_id, ""), gate.rules(account.id)) for account in accounts],
            "packs": [load_rules(name, None, gate.today) for name in available()],
        }
        return page(request, visit, gate, "rules/rules", told)


@router.get("/rules/packs/{retailer}")
def pack_page(request: Request, visit: Reader, retailer: str, on: On = None) -> Response:
    """A retailer's pack as it is in force on a day."""
    if retailer not in available():
        raise NotFoundError("There is no such pack.")
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        day = on or gate.today
        rules = load_rules(retailer, None, day)
        told: dict[str, Any] = {
            "rules": rules,
            "on": day,
            "sections": sections_of(rules.raw),
            "account": None,
            "supplier": None,
            "terms": [],
        }
        return page(request, visit, gate, "rules/account", told)


@router.get("/rules/{account_id}")
def account_rules_page(request: Request, visit: Reader, account_id: PathId, on: On = None) -> Response:
    """What is in force for an account on a day, and what was agreed, version by version."""
    with visit.reading() as gate:
        account = suppliers.account(gate, account_id, Action.WORK)
        day = on or gate.today
        rules = rules_for(gate.session, account.id, day)
        told: dict[str, Any] = {
            "rules": rules,
            "on": day,
            "sections": sections_of(rules.raw),
            "account": account,
            "supplier": suppliers.supplier(gate, account.supplier_id),
            "terms": suppliers.terms(gate, account.id, limit=20, after=None).items,
        }
        return page(request, visit, gate, "rules/account", told)
