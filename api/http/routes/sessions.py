"""Logging in and out, one-time links, and who one is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

from api.http.access import AccessEvent, record_access
from api.http.gate import people, preferences
from api.http.house import house_of
from api.http.log_in import (
    LoggedIn,
    WrongLogInError,
    checked_password,
    forget_cookie,
    log_in,
    log_out,
    set_cookie,
    set_password,
    use_one_time_link,
)
from api.http.permissions import Action
from api.http.problems import answers
from api.http.routes.routers import WRITES, guarded, open_to_all
from api.http.shapes.people import LinkPassword, LogIn, Me, PasswordChange, SessionShown
from api.http.shapes.preferences import PreferencesChange, PreferencesShown
from api.http.visit import Reader, Writer

public: Final = open_to_all("sessions")
router: Final = guarded("sessions")


@public.post(
    "/sessions",
    status_code=HTTPStatus.CREATED,
    response_model=SessionShown,
    responses=answers(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
)
def log_in_here(request: Request, wanted: LogIn) -> Response:
    """Logs in with e-mail and password; the answer sets the session's cookie."""
    return _welcome(request, log_in(request, wanted.email, wanted.password))


@public.post(
    "/passwords",
    status_code=HTTPStatus.CREATED,
    response_model=SessionShown,
    responses=answers(HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
)
def set_password_by_link(request: Request, wanted: LinkPassword) -> Response:
    """Uses a one-time link: sets the password and logs in."""
    return _welcome(request, use_one_time_link(request, wanted.secret, wanted.password))


@router.delete("/sessions/current", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def log_out_here(request: Request, visit: Writer) -> Response:
    """Logs out; the session and its cookie end."""
    visit.require_browser()
    log_out(request, visit)
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    forget_cookie(response, visit.house)
    return response


@router.get("/me")
def who_am_i(visit: Reader) -> Me:
    """Who asks, and what they may do."""
    with visit.reading() as gate:
        return Me(
            user_id=visit.scope.user_id,
            email=visit.scope.actor,
            name=visit.visitor.name,
            by="token" if visit.visitor.token_id else "session",
            csrf=visit.visitor.csrf or None,
            everywhere=sorted(visit.scope.everywhere),
            house=[action for action in Action if visit.scope.may(action, None)],
            suppliers=people.allowed(gate),
            preferences=preferences.preferences(gate),
        )


@router.patch("/me/preferences", response_model=PreferencesShown, responses=WRITES)
def change_preferences(visit: Writer, wanted: PreferencesChange) -> Response:
    """Changes how one's own pages are; the answer has all of it."""
    visit.require_browser()
    with visit.writing() as gate:
        preferences.choose(gate, wanted)
        return gate.answer(preferences.preferences(gate))


@router.put("/me/password", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def change_password(visit: Writer, wanted: PasswordChange) -> Response:
    """Changes one's own password; every other browser is logged out."""
    visit.require_browser()
    house = visit.house
    house.rates.count(house.settings.guess_rate, "guess", visit.address, visit.scope.actor)
    with house.readers() as session:
        proven = house.sign_in.prove(session, {"email": visit.scope.actor, "password": wanted.current})
    if proven is None:
        raise WrongLogInError("The password until now is another one.")
    kept = checked_password(house, wanted.password, visit.scope.actor)
    with visit.writing() as gate:
        set_password(gate.session, people.myself(gate), kept, actor=gate.actor, house=house, but=visit.visitor.session_id)
        record_access(gate.session, AccessEvent.PASSWORD_CHANGED, actor=gate.actor, now=gate.now, address=gate.address)
        return gate.answer(status=HTTPStatus.NO_CONTENT)


def _welcome(request: Request, logged_in: LoggedIn) -> Response:
    visitor = logged_in.visitor
    shown = SessionShown(user_id=visitor.scope.user_id, email=logged_in.email, name=visitor.name, csrf=visitor.csrf)
    response = Response(shown.model_dump_json(), HTTPStatus.CREATED, media_type="application/json")
    set_cookie(response, house_of(request), logged_in.opened)
    return response
