"""Every page there is, with the town's numbers in its address: taken from the application, so that a page that is added is walked, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi.routing import APIRoute

from api.web.install import ROUTERS
from tests.web.town import Town

NO_PAGES: Final = ("/assets/", "/favicon.ico", "/openapi.json")
"""What is got, and is no page."""
OPEN: Final = frozenset({"/log-in", "/link/{secret}"})
"""Pages for those who are not known yet."""
NUMBERS: Final[Mapping[str, Callable[[Town, str], object]]] = {
    "account_id": lambda town, _: town.register.account_id,
    "action_id": lambda town, _: town.register.action_id,
    "agreement_id": lambda town, _: town.register.agreement_id,
    "case_id": lambda town, name: town.cases[name or "in_review"],
    "cause_id": lambda town, _: town.register.cause_id,
    "customer_id": lambda town, _: town.register.customer_id,
    "document_id": lambda town, name: town.documents[name or "pod_in_review.pdf"],
    "partner_id": lambda town, _: town.register.partner_id,
    "rebate_claim_id": lambda town, name: town.register.paid_claim_id if name == "paid" else town.register.rebate_claim_id,
    "retailer": lambda _, name: name or "amazon_us",
    "run_id": lambda town, _: town.register.run_id,
    "secret": lambda town, _: town.link("mara").rpartition("/")[2],
    "supplier_id": lambda town, _: town.register.supplier_id,
}
"""What stands for a part of an address, by the part's name in the route; told the name of the thing where one is meant."""


@dataclass(frozen=True)
class Walk:
    """One address of a route: which things it is about, by their names in the town, and its query."""

    route: str
    things: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def name(self) -> str:
        """What the test is called: `/cases/{paid}/draft`."""
        filled = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: "{" + self.things.get(found[1], found[1]) + "}", self.route)
        return f"{filled}?{self.query}" if self.query else filled

    def address(self, town: Town) -> str:
        """With the town's numbers in it. Fails for a part that nobody has said anything about."""

        def part(found: re.Match[str]) -> str:
            assert found[1] in NUMBERS, f"{self.route}: say in tests/web/addresses.py what stands for {{{found[1]}}}"
            return str(NUMBERS[found[1]](town, self.things.get(found[1], "")))

        filled = re.sub(r"\{(\w+)(?::\w+)?\}", part, self.route)
        return f"{filled}?{self.query}" if self.query else filled


def _of(route: str, part: str, *names: str) -> tuple[Walk, ...]:
    return tuple(Walk(route, {part: name}) for name in names)


KNOWN: Final = (
    Walk("/queue"),
    Walk("/queue", query="state=closed"),
    Walk("/queue", query="q=nothing+like+it"),
    *_of("/cases/{case_id}", "case_id", "in_review", "no_proof", "filed", "asked", "paid", "chargeback", "expired"),
    *_of("/cases/{case_id}/draft", "case_id", "in_review", "detected", "answered", "paid"),
    *_of("/cases/{case_id}/filing", "case_id", "ready_to_file", "filed", "detected"),
    Walk("/cases/{case_id}/rows/{document_id}", {"document_id": "shortage_claims.xlsx"}, "row=5"),
    *_of(
        "/documents/{document_id}",
        "document_id",
        "pod_in_review.pdf",
        "pod_scan.pdf",
        "pod_stranger.pdf",
        "torn.pdf",
        "shortage_claims.xlsx",
    ),
    Walk("/documents/{document_id}/view", query="page=1"),
    Walk("/portal/cases", query="state=filed"),
    Walk("/events", query="event=A+sale&from=2026-01-01&to=2026-10-31&retailer="),
    Walk("/runs", query="kind=&state=&model="),
    Walk("/rebates/agreements/{agreement_id}"),
    *(Walk("/rebates/agreements/{agreement_id}", query=f"show={part}") for part in ("terms", "who", "history")),
    Walk("/rebates/agreements/{agreement_id}", query="show=history&as_of=2026-05-01"),
    *_of("/rebates/claims/{rebate_claim_id}", "rebate_claim_id", "held", "paid"),
    *_of("/portal/cases/{case_id}", "case_id", "filed", "paid", "no_proof", "in_review"),
)
"""Routes that are looked at under several addresses, or need something said; all others are walked as they stand."""


def walks() -> tuple[Walk, ...]:
    """All addresses that are looked at, at least one of each route."""
    known = {walk.route for walk in KNOWN}
    return tuple(walk for walk in KNOWN if walk.route in ROUTES) + tuple(Walk(route) for route in ROUTES if route not in known)


def one_of_each() -> tuple[Walk, ...]:
    """One address of each route."""
    first: dict[str, Walk] = {}
    for walk in walks():
        first.setdefault(walk.route, walk)
    return tuple(first.values())


def _routes() -> tuple[str, ...]:
    found = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())}
    return tuple(sorted(path for path in found if not path.startswith(NO_PAGES)))


ROUTES: Final = _routes()
"""The paths of all pages, and of parts that pages ask for."""
