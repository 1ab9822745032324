"""All pages, in one list, and what is said of addresses that are none."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.http.problems import NotFoundError, OurMistakeError, ProblemError, by_status, unexpected
from api.http.visit import enter
from api.web import assets
from api.web.page import outside_page, problem_page
from api.web.routes import (
    admin,
    admin_house,
    case,
    causes,
    document,
    doors,
    draft,
    events,
    filing,
    inbox,
    me,
    partner_portal,
    partners,
    portal,
    queue,
    rebate_claims,
    rebate_customers,
    rebate_money,
    rebates,
    rules,
    run,
    search,
    suppliers,
    welcome,
    work,
)

ROUTERS: Final = (
    assets.public,
    doors.public,
    doors.router,
    document.router,
    search.router,
    queue.router,  # before the cases: /cases/new is no case's number
    case.router,
    draft.router,
    run.router,
    filing.router,
    work.router,
    inbox.router,
    me.router,
    welcome.router,
    causes.router,
    suppliers.router,
    rules.router,
    events.router,
    admin.router,
    admin_house.router,
    portal.router,
    rebates.router,
    rebate_claims.router,
    rebate_customers.router,
    rebate_money.router,
    partners.router,
    partner_portal.router,
)


def install(app: FastAPI) -> None:
    """The pages and what they load, which are no part of the API and its document."""
    for routes in ROUTERS:
        app.include_router(routes, include_in_schema=False)
    app.add_exception_handler(HTTPException, _no_such_page)


def our_mistake(request: Request) -> Response:
    """What is said of a mistake of ours: nothing but that there was one; to people on a page."""
    if _of_a_program(request):
        return unexpected(request)
    problem = OurMistakeError()
    return outside_page(request, "problem_outside", {"problem": problem}, problem)


def _of_a_program(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/assets/")) or "text/html" not in request.headers.get("accept", "")


async def _no_such_page(request: Request, error: Exception) -> Response:
    """An address that leads nowhere, as a page for people; programs get problem details."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for that class alone
    if _of_a_program(request) or error.status_code != HTTPStatus.NOT_FOUND:
        return await by_status(request, error)
    try:
        request.state.visit = await run_in_threadpool(enter, request)
    except ProblemError:
        request.state.visit = None
    return await run_in_threadpool(problem_page, request, NotFoundError())
