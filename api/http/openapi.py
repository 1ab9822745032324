"""The OpenAPI document: what FastAPI gathers from the routes, and what holds for all of them."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.http.problems import Problem

ABOUT: Final = """\
Deductions become disputes, disputes become money.

Errors are problem details (RFC 9457). Lists are cut by keyset: `next` of a page goes into `after`. Writes take an
`Idempotency-Key`, and `If-Match` on what others may have changed. Amounts are decimal strings; days are `2026-11-01`, moments
ISO 8601 in UTC. What belongs to a supplier that the caller does not see is not found (404), whatever it is.
"""


def install(app: FastAPI) -> None:
    """The application describes itself, once asked."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document
