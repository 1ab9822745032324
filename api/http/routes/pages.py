"""The first pages: log-in, one-time link, and what is open. Plain HTML that works without scripts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.http.gate.start import open_work
from api.http.house import house_of
from api.http.log_in import LoggedIn, UsedLinkError, forget_cookie, link_email, log_in, log_out, set_cookie, use_one_time_link
from api.http.problems import ForgedRequestError, NotSignedInError, ProblemError, TooManyRequestsError, UnusableError
from api.http.routes.routers import guarded, open_to_all
from api.http.visit import Writer, enter
from templates import render, source

STYLE: Final = f"pages-{hashlib.sha256(source('pages/pages.css').encode()).hexdigest()[:12]}.css"
"""The style sheet's name changes with it, so that browsers may keep it for ever."""
FOREVER: Final = "public, max-age=31536000, immutable"

public: Final = open_to_all("pages")
router: Final = guarded("pages")


def install(app: FastAPI) -> None:
    """The pages, which are no part of the API and its document."""
    for routes in (public, router):
        app.include_router(routes, include_in_schema=False)


@public.get("/", response_class=HTMLResponse)
def start(request: Request) -> Response:
    """What is open; to the log-in where nobody is logged in."""
    try:
        visit = enter(request)
    except NotSignedInError:
        return RedirectResponse("/log-in", HTTPStatus.SEE_OTHER)
    with visit.reading() as gate:
        told = {"suppliers": open_work(gate), "name": visit.visitor.name, "csrf": visit.visitor.csrf}
    return _page("start", told)


@public.get("/log-in", response_class=HTMLResponse)
def log_in_page() -> Response:
    """The form."""
    return _page("log_in", {"problem": "", "email": ""})


@public.post("/log-in", response_class=HTMLResponse)
def log_in_by_form(
    request: Request, email: Annotated[str, Form(max_length=320)] = "", password: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Logs in, or shows the form again with what is wrong; what was typed stays, but for the password."""
    try:
        return _welcome(request, log_in(request, email, password))
    except (NotSignedInError, TooManyRequestsError, ForgedRequestError) as problem:
        return _page("log_in", {"problem": problem.message, "email": email}, problem)


@public.get("/link/{secret}", response_class=HTMLResponse)
def link_page(request: Request, secret: str) -> Response:
    """Asks for the password that the link sets. Looking at the page does not use the link up."""
    try:
        return _link_page(request, link_email(request, secret))
    except UsedLinkError as used:
        return _page("message", {"heading": "This link works no more", "text": used.message}, used)


@public.post("/link/{secret}", response_class=HTMLResponse)
def use_link_by_form(request: Request, secret: str, password: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Sets the password and logs in."""
    try:
        return _welcome(request, use_one_time_link(request, secret, password))
    except UsedLinkError as used:
        return _page("message", {"heading": "This link works no more", "text": used.message}, used)
    except (UnusableError, TooManyRequestsError, ForgedRequestError) as problem:
        return _link_page(request, link_email(request, secret), problem)


@router.post("/log-out", response_class=HTMLResponse)
def log_out_by_form(request: Request, visit: Writer) -> Response:
    """Ends the session."""
    log_out(request, visit)
    response = RedirectResponse("/log-in", HTTPStatus.SEE_OTHER)
    forget_cookie(response, visit.house)
    return response


@public.get(f"/assets/{STYLE}")
def style_sheet() -> Response:
    """The one style sheet."""
    return Response(source("pages/pages.css"), media_type="text/css", headers={"Cache-Control": FOREVER})


@public.get("/assets/mark.svg")
def mark() -> Response:
    """The house's mark."""
    return Response(source("pages/mark.svg"), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@public.get("/openapi.json")
def where_others_look_for_it(request: Request) -> Response:
    """The OpenAPI document where most frameworks have it."""
    return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": str(request.app.openapi_url)})


def _link_page(request: Request, email: str, problem: ProblemError | None = None) -> Response:
    told = {"problem": problem.message if problem else "", "email": email, "shortest": house_of(request).settings.shortest_password}
    return _page("link", told, problem)


def _page(name: str, told: Mapping[str, Any], problem: ProblemError | None = None) -> Response:
    status = HTTPStatus.OK if problem is None else problem.status
    headers = {} if problem is None else {k: v for k, v in problem.headers.items() if k != "WWW-Authenticate"}
    return HTMLResponse(render(f"pages/{name}.html.j2", {**told, "style": STYLE}), status, headers)


def _welcome(request: Request, logged_in: LoggedIn) -> Response:
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    set_cookie(response, house_of(request), logged_in.opened)
    return response
