"""How a page is made: behind the door, in the reader's language, within the shell or, for htmx, without it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, BeforeValidator, Field

from api.http.gate import people
from api.http.gate.news import place_of_page
from api.http.gate.rows import Gate
from api.http.house import house_of
from api.http.permissions import Action
from api.http.problems import NotSignedInError, ProblemError, UnusableError
from api.http.shapes.plain import LARGEST
from api.http.visit import GuardedRoute, Visit
from api.http.web_sessions import masked_csrf
from api.web.assets import ASSETS
from api.web.guides import NAMES, guide_of
from api.web.languages import CODES, COOKIE, Language, language_of
from api.web.persons import persons
from api.web.preferences import Preferences, preferences_of
from api.web.shell import places, switchable
from api.web.told_sentences import told, told_capital, told_whole
from api.web.words import JS_WORDS
from templates import render

LOG_IN: Final = "/log-in"
EMPTY: Final = BeforeValidator(lambda value: value or None)
"""A field of a form that was left empty counts as not given."""
Which = Annotated[Annotated[int, Field(ge=1, le=LARGEST)] | None, EMPTY, Query()]
"""The supplier that a page is narrowed to; None for all."""


class PageRoute(GuardedRoute):
    """A page behind the door: who is not known goes to the log-in and comes back; what goes wrong is said on a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with problems as pages."""
        handler = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handler(request)
            except NotSignedInError as problem:
                if asks_for_part(request):
                    return problem_page(request, problem)
                return RedirectResponse(f"{LOG_IN}?next={quote(_address(request), safe='')}", HTTPStatus.SEE_OTHER)
            except ProblemError as problem:
                return problem_page(request, problem)
            except RequestValidationError:
                return problem_page(request, UnusableError("The address does not have the form that this page understands."))

        return shown


def pages() -> APIRouter:
    """A router for pages behind the door; they are no part of the API and its document."""
    return APIRouter(route_class=PageRoute, include_in_schema=False, default_response_class=HTMLResponse)


def asks_for_part(request: Request) -> bool:
    """Whether htmx asks, which puts the answer into a page that is there already."""
    return request.headers.get("hx-request") == "true"


def page(request: Request, visit: Visit, gate: Gate, name: str, values: Mapping[str, Any], status: int = HTTPStatus.OK) -> HTMLResponse:
    """The page of a template (`queue/queue` for templates/pages/queue/queue.html.j2), with what the shell shows around it."""
    told = {**_everywhere(request, visit.house.settings.secure), **_shell(request, visit, gate), **values}
    return HTMLResponse(render(f"pages/{name}.html.j2", told), status, headers={"Vary": "HX-Request, Cookie, Accept-Language"})


def outside_page(request: Request, name: str, values: Mapping[str, Any], problem: ProblemError | None = None) -> HTMLResponse:
    """A page for somebody who is not known: log-in, links, what went wrong before the door."""
    status = HTTPStatus.OK if problem is None else problem.status
    headers = {} if problem is None else {k: v for k, v in problem.headers.items() if k != "WWW-Authenticate"}
    told = {**_everywhere(request, house_of(request).settings.secure), **_in_language(language_outside(request)), **values}
    return HTMLResponse(render(f"pages/{name}.html.j2", {**told, "preferences": Preferences()}), status, headers)


def language_outside(request: Request) -> Language:
    """The language of somebody who is not known."""
    return language_of(None, request.cookies.get(COOKIE), request.headers.get("accept-language", ""))


def language_inside(request: Request, preferences: Preferences) -> Language:
    """The language of a reader who is logged in."""
    return language_of(preferences.language, request.cookies.get(COOKIE), request.headers.get("accept-language", ""))


def language_of_gate(request: Request, gate: Gate) -> Language:
    """The language of the reader whose gate it is."""
    return language_inside(request, preferences_of(people.myself(gate).preferences))


def shown(model: BaseModel) -> dict[str, Any]:
    """A shape of the API as plain values for a script on the page."""
    return model.model_dump(mode="json")


def _everywhere(request: Request, secure: bool) -> dict[str, Any]:  # noqa: FBT001 - a setting
    return {
        "asset": ASSETS.address,
        "layout": "pages/bare.html.j2" if asks_for_part(request) else "pages/shell.html.j2",
        "path": request.url.path,
        "query": request.url.query,
        "address": _address(request),
        "secure": secure,
        "languages": CODES,
    }


def _in_language(language: Language) -> dict[str, Any]:
    return {
        "say": language,
        "gettext": language.text,
        "ngettext": language.texts,
        "told": partial(told, say=language),
        "told_capital": partial(told_capital, say=language),
        "told_whole": partial(told_whole, say=language),
        "js_words": {word: language.text(word) for word in JS_WORDS},
    }


def _shell(request: Request, visit: Visit, gate: Gate) -> dict[str, Any]:
    me = people.myself(gate)
    preferences = preferences_of(me.preferences)
    scope = visit.scope
    return {
        **_in_language(language_inside(request, preferences)),
        "preferences": preferences,
        "me": {"id": me.id, "name": me.name, "email": me.email},
        "csrf": masked_csrf(visit.visitor.csrf),
        "live_place": "" if scope.is_only_partner else place_of_page(gate),
        "guide": guide_of(request.url.path, preferences) if scope.may_somewhere(Action.WORK) else None,
        "guides": NAMES,
        "today": gate.today,
        "now": gate.now,
        "places": places(scope, request.url.path),
        "suppliers": switchable(gate),
        "supplier_id": _supplier_asked(request),
        "speaks_for_partner": scope.is_only_partner,
        "person": persons(gate),
        "may": lambda action, supplier_id=None: scope.may(Action(action), supplier_id),
        "may_somewhere": lambda action: scope.may_somewhere(Action(action)),
    }


def _supplier_asked(request: Request) -> int | None:
    asked = request.query_params.get("supplier", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def problem_page(request: Request, problem: ProblemError) -> Response:
    """What went wrong as a page: within the shell for somebody who is known."""
    values = {"problem": problem, "status": int(problem.status)}
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is None:
        return outside_page(request, "problem_outside", values, problem)
    with visit.reading() as gate:
        return page(request, visit, gate, "problem", values, problem.status)
