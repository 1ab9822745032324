"""Logging in and out: who tries how often, what is recorded of it, and the cookie that a browser gets."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.http.access import AccessEvent, record_access
from api.http.house import WebHouse, house_of
from api.http.one_time_links import LinkPurpose, find_link, use_link
from api.http.passwords import WeakPasswordError
from api.http.problems import NotFoundError, NotSignedInError, UnusableError
from api.http.sign_in import as_email
from api.http.visit import Visit, Visitor, address_of, check_origin, cookie_name, visitor_of
from api.http.web_sessions import Opened, end_session, end_sessions_of, open_session
from ledger.journal import record
from ledger.models import User


class WrongLogInError(NotSignedInError):
    """E-mail and password do not belong together, or to nobody who may come in."""

    code = "wrong-log-in"
    message = "E-mail or password is wrong."


class UsedLinkError(NotFoundError):
    """A one-time link that was used, is too old, or never was."""

    code = "used-link"
    message = "This link works no more; ask for a new one."


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A browser that was let in: who it is, and what goes into its cookie."""

    visitor: Visitor
    email: str
    opened: Opened


def log_in(request: Request, email: str, password: str) -> LoggedIn:
    """Lets a person in. Raises WrongLogInError, TooManyRequestsError, ForgedRequestError; each attempt is recorded."""
    house, address, account = house_of(request), address_of(request), as_email(email)
    check_origin(request, house)
    house.rates.count(house.settings.log_in_rate, "log in", address)
    house.rates.count(house.settings.guess_rate, "guess", address, account)
    house.rates.count(house.settings.account_rate, "account", account)
    now = house.desk.now()
    with house.readers() as session:
        proven = house.sign_in.prove(session, {"email": email, "password": password})
    if proven is None:
        with house.desk.sessions.begin() as session:
            record_access(session, AccessEvent.LOG_IN_REFUSED, actor=account, now=now, address=address)
        raise WrongLogInError
    with house.desk.sessions.begin() as session:
        user = session.get_one(User, proven.user_id)
        if proven.new_hash is not None:
            user.password_hash = proven.new_hash
        record_access(session, AccessEvent.LOG_IN, actor=user.email, now=now, address=address)
        return _let_in(session, request, house, user)


def use_one_time_link(request: Request, secret: str, password: str) -> LoggedIn:
    """Sets the password of a link's user and lets them in. Other browsers of theirs are logged out.

    Raises UsedLinkError, also for a link that just lets in, UnusableError for a weak password (the link stays good then),
    TooManyRequestsError, ForgedRequestError.
    """
    house, address = house_of(request), address_of(request)
    now = house.desk.now()
    check_origin(request, house)
    if is_entry(request, secret):
        raise UsedLinkError
    kept = checked_password(house, password, link_email(request, secret))
    with house.desk.sessions.begin() as session:
        user = use_link(session, secret, now=now)
        if user is None:
            raise UsedLinkError
        set_password(session, user, kept, actor=user.email, house=house)
        record_access(session, AccessEvent.LINK_USED, actor=user.email, now=now, address=address)
        return _let_in(session, request, house, user)


def link_email(request: Request, secret: str) -> str:
    """Whose link it is; looking does not use it up. Raises UsedLinkError (recorded), TooManyRequestsError."""
    house, address = house_of(request), address_of(request)
    now = house.desk.now()
    house.rates.count(house.settings.log_in_rate, "log in", address)
    with house.readers() as session:
        found = find_link(session, secret, now=now)
        if found is not None:
            return found[1].email
    with house.desk.sessions.begin() as session:
        record_access(session, AccessEvent.LINK_REFUSED, actor="", now=now, address=address)
    raise UsedLinkError


def is_entry(request: Request, secret: str) -> bool:
    """Whether it is a link that lets in without a new password."""
    house = house_of(request)
    with house.readers() as session:
        found = find_link(session, secret, now=house.desk.now())
    return found is not None and found[0].purpose == LinkPurpose.ENTRY


def enter_by_link(request: Request, secret: str) -> LoggedIn:
    """Lets the user of a link for entering in. Raises UsedLinkError, also for a link of another purpose, and ForgedRequestError."""
    house, address = house_of(request), address_of(request)
    now = house.desk.now()
    check_origin(request, house)
    if not is_entry(request, secret):
        raise UsedLinkError
    with house.desk.sessions.begin() as session:
        user = use_link(session, secret, now=now)
        if user is None:
            raise UsedLinkError
        record_access(session, AccessEvent.LINK_USED, actor=user.email, now=now, address=address)
        return _let_in(session, request, house, user)


def checked_password(house: WebHouse, password: str, email: str) -> str:
    """What is kept of a new password. Raises UnusableError for a weak one."""
    try:
        house.passwords.check(password, email)
    except WeakPasswordError as weak:
        raise UnusableError.of("body.password", str(weak)) from None
    return house.passwords.keep(password)


def set_password(session: Session, user: User, kept: str, *, actor: str, house: WebHouse, but: int | None = None) -> None:
    """Keeps a new password; every session of the user ends, but the one named."""
    user.password_hash = kept
    end_sessions_of(session, user.id, but=[] if but is None else [but])
    record(session, supplier_id=None, actor=actor, now=house.desk.now(), action="password_set", noun="user", noun_id=user.id)


def log_out(request: Request, visit: Visit) -> None:
    """Ends the browser's session."""
    secret = request.cookies.get(cookie_name(visit.house))
    with visit.writing() as gate:
        if secret:
            end_session(gate.session, secret)
        record_access(gate.session, AccessEvent.LOG_OUT, actor=visit.scope.actor, now=visit.now, address=visit.address)


def set_cookie(response: Response, house: WebHouse, opened: Opened) -> None:
    """Gives the browser its cookie: not for scripts, not for requests from other sites, and only over https where there is https."""
    seconds = int(house.settings.session_absolute.total_seconds())
    response.set_cookie(
        cookie_name(house), opened.secret, max_age=seconds, path="/", secure=house.settings.secure, httponly=True, samesite="lax"
    )


def forget_cookie(response: Response, house: WebHouse) -> None:
    """Takes the cookie away."""
    response.delete_cookie(cookie_name(house), path="/", secure=house.settings.secure, httponly=True, samesite="lax")


def _let_in(session: Session, request: Request, house: WebHouse, user: User) -> LoggedIn:
    before = request.cookies.get(cookie_name(house), "")
    agent = request.headers.get("user-agent", "")
    opened = open_session(session, user, house.settings, now=house.desk.now(), address=address_of(request), agent=agent, instead_of=before)
    return LoggedIn(visitor_of(session, opened.session, user), user.email, opened)
