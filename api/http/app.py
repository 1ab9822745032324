"""The web application: a desk and settings in, an ASGI application out."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from agents.model.choice import Models
from api.http import openapi, problems, refusals
from api.http.gate.house import running_version
from api.http.house import WebHouse
from api.http.idempotency import AnsweredBeforeError
from api.http.routes import (
    cases,
    causes,
    document_pages,
    documents,
    drafts,
    events,
    filings,
    gathering,
    health,
    jobs,
    mails,
    packets,
    partners,
    people,
    pointing,
    portal,
    presence,
    rebate_claims,
    rebates,
    reports,
    rules,
    runs,
    search,
    sessions,
    suppliers,
    views,
)
from api.http.shield import Shield
from api.http.web_settings import WebSettings
from api.web.install import install as install_pages
from api.web.install import our_mistake
from cases.background.desk import Desk

PREFIX: Final = "/api/v1"
PACKED: Final = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""What is not compressed: it is already, or it is a stream that is to arrive word by word."""
ROUTERS: Final = (
    health.router,
    health.inside,
    sessions.public,
    sessions.router,
    people.router,
    suppliers.router,
    documents.router,
    document_pages.router,
    pointing.router,
    cases.router,
    drafts.router,
    runs.router,
    packets.router,
    filings.router,
    mails.router,
    gathering.router,
    causes.router,
    partners.router,
    rebates.router,
    rebate_claims.router,
    portal.router,
    reports.router,
    events.router,
    rules.router,
    search.router,
    search.places,
    views.router,
    presence.router,
    jobs.router,
)
"""The API, in the order of its document."""


def create_app(desk: Desk, settings: WebSettings | None = None, models: Models | None = None) -> FastAPI:
    """The application around a desk. It opens nothing and closes nothing: that is the caller's."""
    told = settings or WebSettings()
    app = FastAPI(
        title="Recoup",
        version=running_version(),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Shield, settings=told, our_mistake=our_mistake),
            Middleware(GZipMiddleware, compresslevel=5, exclude_content_types=PACKED),
        ],
    )
    app.state.house = WebHouse.around(desk, told, models)
    problems.install(app)
    refusals.install(app)
    app.add_exception_handler(AnsweredBeforeError, _again)
    for routes in ROUTERS:
        app.include_router(routes, prefix=PREFIX)
    install_pages(app)
    openapi.install(app)
    return app


async def _again(request: Request, error: Exception) -> Response:
    """The answer that a repeated request got before."""
    del request
    assert isinstance(error, AnsweredBeforeError)  # noqa: S101 - registered for that class alone
    return error.response
