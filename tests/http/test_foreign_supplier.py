"""Somebody who works for one supplier walks every address there is with the numbers of another: nothing comes out.

The walk is made from the OpenAPI document and the list of pages, so that what is added is walked, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import select

from api.http import tokens
from api.http.app import ROUTERS
from api.http.visit import GuardedRoute
from ledger.models import Role, Token, User
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked

OPEN: Final = {
    ("GET", "/api/v1/health/live"),
    ("GET", "/api/v1/health/ready"),
    ("POST", "/api/v1/sessions"),
    ("POST", "/api/v1/passwords"),
}
"""Addresses for those who are not known yet."""
NOBODYS: Final = {
    "/api/v1/me",
    "/api/v1/me/password",
    "/api/v1/me/preferences",
    "/api/v1/sessions/current",
    "/api/v1/packs",
    "/api/v1/packs/{retailer}",
}
"""Addresses that hold nothing of a supplier."""
OF_THE_PACK: Final = ("/bulk-layouts", "/rules", "/packet.pdf", ".webp", "/reports/{name}", "/people")
"""Addresses whose answers name nobody, or show them in a picture."""
ONE_OF: Final = {"DraftChange": {"text": "I object."}, "BulkWanted": {"undo": True}, "LinkWanted": {"purchase_order": "PO1"}}
"""What requests need of which the schema only says that it may be there."""
WORDS: Final = {"role": "admin", "retailer": "amazon_us", "name": "win-rates", "form": "json"}
"""Parts of addresses that are no numbers."""
HOUSE: Final = {"user_id", "token_id"}
"""Numbers of the house: for those who govern, or one's own."""


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def resolved(schema: dict[str, Any], app: FastAPI) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = app.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def body_for(operation: dict[str, Any], shop: Shop, app: FastAPI) -> dict[str, Any]:
    """A request in the form that is asked for, with the shop's numbers wherever it has one of that name."""
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        schema = resolved(content["multipart/form-data"]["schema"], app)
        many = "files" in schema["properties"]
        data = {name: shop.numbers[name] for name in schema["properties"] if name in shop.numbers}
        return {"data": data, "files": {"files" if many else "file": ("x.csv", b"a,b\n1,2\n")}}
    if "application/json" not in content:
        return {}
    wanted = content["application/json"]["schema"]
    made = example(wanted, shop, app)
    return {"json": made | ONE_OF.get(wanted.get("$ref", "").rpartition("/")[2], {})}


def example(schema: dict[str, Any], shop: Shop, app: FastAPI, name: str = "") -> Any:
    """The least that fits a schema, and every number that names something."""
    schema = resolved(schema, app)
    number = number_for(name, shop)
    if number is not None:
        return number
    if "anyOf" in schema:
        return example(schema["anyOf"][0], shop, app, name)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            wanted = set(schema.get("required", ())) | {n for n in schema.get("properties", {}) if number_for(n, shop) is not None}
            return {n: example(s, shop, app, n) for n, s in schema.get("properties", {}).items() if n in wanted}
        case "array":
            return [example(schema["items"], shop, app, name.removesuffix("s"))]
        case "string":
            return word(schema, name)
        case "integer" | "number":
            return int(schema.get("minimum", 1))
        case "boolean":
            return False
        case _:
            return "abcdef"


def word(schema: dict[str, Any], name: str) -> str:
    if schema.get("format") == "date":
        return "2026-11-02"
    if name in {"claimed", "recoverable", "approved", "amount"}:
        return "5.00"
    return {"currency": "USD", "email": "new@example.com", "text": "retailer: amazon_us"}.get(name, "abcdef")


def number_for(name: str, shop: Shop) -> int | None:
    if name == "other_id":
        return shop.numbers["other_case_id"]
    return shop.numbers.get(name)


def address(path: str, shop: Shop) -> str:
    """The path with the shop's numbers in it."""

    def number(match: re.Match[str]) -> str:
        name = match[1]
        if name == "link_id" and path.startswith("/api/v1/cases"):
            return str(shop.numbers["case_link_id"])
        return str(shop.numbers.get(name, WORDS.get(name, 1)))

    return re.sub(r"\{(\w+)\}", number, path)


@pytest.mark.both_engines
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.SPECIALIST, Role.ADMIN])
def test_nothing_of_another_supplier_comes_out_of_any_address(town: Town, role: Role) -> None:
    own, foreign = stocked(town, "Own Goods"), stocked(town, "Foreign Goods")
    stranger = town.user("stranger@example.com", (Role.SPECIALIST, foreign.supplier.id))
    foreign.numbers |= {"user_id": stranger.id, "token_id": token_of(town, stranger)}
    caller = town.caller(town.user("eve@example.com", (role, own.supplier.id)))
    leaks = []
    for method, path, operation in operations(town.app):
        if (method, path) in OPEN or path in NOBODYS or path.endswith("/stream"):
            continue
        named = set(re.findall(r"\{(\w+)\}", path))
        query = {
            p["name"]: foreign.numbers[p["name"]]
            for p in operation.get("parameters", ())
            if p["in"] == "query" and p["name"] in foreign.numbers
        }
        answer = caller.request(method, address(path, foreign), params=query, **body_for(operation, foreign, town.app))
        if foreign.mark in answer.text or foreign.mark in str(answer.headers):
            leaks.append(f"{method} {path}: {answer.text[:200]}")
        expected = {403, 404} if named <= HOUSE | {"role"} else {404}
        if named - {"retailer", "name"} and answer.status_code not in expected:
            leaks.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        if answer.status_code >= 500 or (answer.status_code == 422 and named - HOUSE):
            leaks.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        if not named and method == "POST" and answer.status_code < 400:
            leaks.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
    assert not leaks, "\n".join(leaks)


@pytest.mark.both_engines
def test_the_same_walk_finds_everything_of_ones_own(town: Town) -> None:
    """What the walk above would miss if its requests were not understood: with the right numbers, the mark comes out."""
    own = stocked(town, "Own Goods")
    caller = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    silent = []
    for method, path, operation in operations(town.app):
        named = set(re.findall(r"\{(\w+)\}", path))
        if method != "GET" or not named - HOUSE or path in NOBODYS or path.endswith("/stream"):
            continue
        answer = caller.request(method, address(path, own), **body_for(operation, own, town.app))
        if answer.status_code not in {200, 409} or (
            answer.status_code == 200 and own.mark not in answer.text + str(answer.headers) and not path.endswith(OF_THE_PACK)
        ):
            silent.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
    assert not silent, "\n".join(silent)


def test_a_token_for_one_supplier_sees_no_other_whatever_its_user_may(town: Town) -> None:
    own, foreign = stocked(town, "Own Goods"), stocked(town, "Foreign Goods")
    caller = town.caller(town.user("ada@example.com", (Role.ADMIN, None)), supplier_id=own.supplier.id)
    assert [s["id"] for s in caller.get("/api/v1/suppliers").json()["items"]] == [own.supplier.id]
    assert caller.get(f"/api/v1/cases/{foreign.numbers['case_id']}").status_code == 404
    assert caller.get("/api/v1/users").status_code == 403


def test_every_address_is_behind_the_door_but_those_that_are_meant_to_be_open(town: Town) -> None:
    known = {(m, r.path) for r in every_route() if isinstance(r, GuardedRoute) for m in r.methods or ()}
    for method, path, _ in operations(town.app):
        bare = path.removeprefix("/api/v1")
        assert ((method, bare) in known) is ((method, path) not in OPEN), (method, path)
        if (method, path) not in OPEN:
            assert town.browser().request(method, re.sub(r"\{\w+\}", "1", path)).status_code == 401, path


def token_of(town: Town, user: User) -> int:
    secret = town.token(user)
    with town.desk.sessions() as session:
        return session.scalars(select(Token.id).where(Token.prefix == secret[: tokens.SHOWN])).one()


def every_route() -> Iterator[APIRoute]:
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute))
