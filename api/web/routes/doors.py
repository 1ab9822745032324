"""The doors: log-in, one-time links, log-out, the language before one is known, and where `/` leads. They work without scripts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import exists, select

from api.http.gate.preferences import preferences
from api.http.house import house_of
from api.http.log_in import (
    LoggedIn,
    UsedLinkError,
    enter_by_link,
    forget_cookie,
    is_entry,
    link_email,
    log_in,
    log_out,
    set_cookie,
    use_one_time_link,
)
from api.http.problems import ForgedRequestError, NotSignedInError, ProblemError, TooManyRequestsError, UnusableError
from api.http.routes.routers import open_to_all
from api.http.visit import Reader, Writer, enter
from api.web.languages import CODES, COOKIE
from api.web.page import LOG_IN, outside_page, pages, problem_page
from api.web.shell import only_reads
from ledger.models import Case, Document, Supplier

public: Final = open_to_all("pages")
router: Final = pages()
Next = Annotated[str, Query(max_length=2000)]
YEAR: Final = 365 * 24 * 3600


@router.get("/")
def start(visit: Reader) -> Response:
    """To where one's work is: the queue, the first steps while there is nothing yet, a supplier's reader to the portal."""
    if visit.scope.is_only_partner:
        return RedirectResponse("/partner", HTTPStatus.SEE_OTHER)
    if only_reads(visit.scope):
        return RedirectResponse("/portal", HTTPStatus.SEE_OTHER)
    with visit.reading() as gate:
        any_of = [exists(gate.seen(noun).with_only_columns(noun.id)) for noun in (Supplier, Document, Case)]
        begun = gate.session.scalar(select(any_of[0] & (any_of[1] | any_of[2])))
        first = preferences(gate).supplier_id
    queue = "/queue" if first is None else f"/queue?supplier={first}"
    return RedirectResponse(queue if begun else "/welcome", HTTPStatus.SEE_OTHER)


@public.get(LOG_IN)
def log_in_page(request: Request, next: Next = "") -> Response:  # noqa: A002 - the address's word
    """The form; somebody who is logged in goes on."""
    try:
        enter(request)
    except ProblemError:
        return outside_page(request, "log_in", {"problem": "", "email": "", "next": _inside(next)})
    return RedirectResponse(_inside(next), HTTPStatus.SEE_OTHER)


@public.post(LOG_IN)
def log_in_by_form(
    request: Request,
    email: Annotated[str, Form(max_length=320)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002 - the address's word
) -> Response:
    """Logs in, or shows the form again with what is wrong; what was typed stays, but for the password."""
    try:
        return _welcome(request, log_in(request, email, password), _inside(next))
    except (NotSignedInError, TooManyRequestsError, ForgedRequestError) as problem:
        return outside_page(request, "log_in", {"problem": problem.message, "email": email, "next": _inside(next)}, problem)


@public.get("/link/{secret}")
def link_page(request: Request, secret: str) -> Response:
    """Asks for the password that the link sets, or whether to enter. Looking at the page does not use the link up."""
    return _link_page(request, secret)


@public.post("/link/{secret}")
def use_link_by_form(request: Request, secret: str, password: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Sets the password and logs in; a link for entering just lets in."""
    try:
        entered = enter_by_link(request, secret) if is_entry(request, secret) else use_one_time_link(request, secret, password)
        return _welcome(request, entered, "/")
    except UsedLinkError as used:
        return outside_page(request, "link_used", {"text": used.message}, used)
    except TooManyRequestsError as many:
        return problem_page(request, many)
    except (UnusableError, ForgedRequestError) as problem:
        return _link_page(request, secret, problem)


@public.post("/language")
def choose_language(
    request: Request,
    language: Annotated[str, Form(max_length=5)],
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002 - the address's word
) -> Response:
    """The language of the pages before one is known, kept by the browser."""
    response = RedirectResponse(_inside(next), HTTPStatus.SEE_OTHER)
    if language in CODES:
        secure = house_of(request).settings.secure
        response.set_cookie(COOKIE, language, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return response


@router.post("/log-out")
def log_out_by_form(request: Request, visit: Writer) -> Response:
    """Ends the session."""
    log_out(request, visit)
    response = RedirectResponse(LOG_IN, HTTPStatus.SEE_OTHER)
    forget_cookie(response, visit.house)
    return response


@public.get("/openapi.json")
def where_others_look_for_it(request: Request) -> Response:
    """The OpenAPI document where most frameworks have it."""
    return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": str(request.app.openapi_url)})


def _inside(address: str) -> str:
    """An address of this house to go on to; `/` for everything that could lead elsewhere."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable() and "\\" not in address
    return address if plain and not address.startswith((LOG_IN, "/link/")) else "/"


def _link_page(request: Request, secret: str, problem: ProblemError | None = None) -> Response:
    """The form of a link as it stands, or that it works no more."""
    try:
        told = {"problem": problem.message if problem else "", "email": link_email(request, secret)}
    except UsedLinkError as used:
        return outside_page(request, "link_used", {"text": used.message}, used)
    except TooManyRequestsError as many:
        return problem_page(request, many)
    if is_entry(request, secret):
        return outside_page(request, "link_entry", told, problem)
    return outside_page(request, "link", {**told, "shortest": house_of(request).settings.shortest_password}, problem)


def _welcome(request: Request, logged_in: LoggedIn, address: str) -> Response:
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    set_cookie(response, house_of(request), logged_in.opened)
    return response
