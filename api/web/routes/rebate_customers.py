"""Customers whose purchases may count: by their names in the sales, where they are, and from when to when they are customers."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from api.http.gate import partners, suppliers
from api.http.paging import After
from api.http.permissions import Action
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.page import page, pages

router: Final = pages()
ON_A_PAGE: Final = 50


@router.get("/rebates/customers/of/{supplier_id}")
def customers_page(request: Request, visit: Reader, supplier_id: PathId, after: After = None) -> Response:
    """The customers of a supplier, the latest first."""
    with visit.reading() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        found = partners.customers(gate, supplier.id, limit=ON_A_PAGE, after=after)
        told = {"customers": found.items, "of": supplier, "more": found.next, "after": after, "asked": ""}
        return page(request, visit, gate, "rebates/customers", told)


@router.get("/rebates/customers/{customer_id}")
def customer_page(request: Request, visit: Reader, customer_id: PathId) -> Response:
    """One customer, to be changed."""
    with visit.reading() as gate:
        row = partners.customer(gate, customer_id, Action.WORK)
        return page(request, visit, gate, "rebates/customer", {"customer": row, "match": partners.tag_of_customer(row)})
