"""A request once it is known who makes it: let in at the door, counted, kept from forgery, and given rows through the gate."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyCookie, HTTPBearer
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.http import tokens, web_sessions
from api.http.gate.rows import Gate
from api.http.house import WebHouse, house_of
from api.http.idempotency import claim, hash_of
from api.http.problems import ForgedRequestError, NotAllowedError, NotSignedInError, UnusableError
from api.http.scope import Scope, scope_of
from ledger.models import IdempotentAnswer, User, WebSession

COOKIE: Final = "recoup"
SECURE_COOKIE: Final = "__Host-recoup"
"""The prefix makes browsers keep it to this host, to https and to the whole of it."""
CSRF_HEADER: Final = "X-CSRF-Token"
CSRF_FIELD: Final = "csrf"
MOST_FILES: Final = 10_000
"""Parts of a form that are parsed at all; the settings say how many of them are taken."""
MOST_FIELDS: Final = 20
PARTNERS_PLACES: Final = ("/partner", "/api/v1/partner/", "/api/v1/me", "/api/v1/sessions/")
"""Where somebody may go who speaks for a partner and nothing else; everything else is shut to them, whatever it would show."""
OF_EVERYBODY: Final = frozenset({"/", "/me"})
"""Pages that are one's own whoever one is: the start, which leads on, and one's settings."""
READING_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who makes a request: by a session of a browser or by a token."""

    scope: Scope
    name: str
    session_id: int | None = None
    csrf: str = ""
    token_id: int | None = None


class WritingGate(Gate):
    """A gate in a transaction that is committed at the end of its block; its answer is kept where a key asks for that."""

    def __init__(self, session: Session, visit: Visit, claimed: IdempotentAnswer | None) -> None:
        super().__init__(session, visit.scope, visit.house.desk, visit.now, visit.address)
        self.models = visit.house.models
        self._claimed = claimed

    def answer(self, shown: BaseModel | None = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """The answer to this write. Everything that the answer tells is flushed before."""
        self.session.flush()
        body = "" if shown is None else shown.model_dump_json()
        told = dict(headers or {}) | ({} if shown is None else {"Content-Type": "application/json"})
        if self._claimed is not None:
            self._claimed.status, self._claimed.headers, self._claimed.body = status, told, body
        return Response(body or None, status, told)


@dataclass(slots=True)
class Visit:
    """One request of a known visitor. `forgery_checked` is False while a form's field still has to prove that it is ours."""

    house: WebHouse
    visitor: Visitor
    now: datetime
    address: str
    forgery_checked: bool
    key: str | None = None
    request_hash: str = ""

    @property
    def scope(self) -> Scope:
        """Whose rows may be seen, and what may be done."""
        return self.visitor.scope

    @contextlib.contextmanager
    def reading(self) -> Iterator[Gate]:
        """Rows to read, as they stand at one moment."""
        with self.house.readers() as session:
            yield Gate(session, self.scope, self.house.desk, self.now, self.address)

    @contextlib.contextmanager
    def writing(self) -> Iterator[WritingGate]:
        """Rows to change, in one transaction with the answer that is kept for an `Idempotency-Key`."""
        if not self.forgery_checked:
            raise ForgedRequestError
        house = self.house
        with house.keys.hold(self.scope.user_id, self.key), house.turns.transaction(), house.desk.sessions.begin() as session:
            claimed = None
            if self.key is not None:
                life = self.house.settings.answer_life
                claimed = claim(session, self.scope.user_id, self.key, self.request_hash, now=self.now, life=life)
            yield WritingGate(session, self, claimed)

    def count_upload(self) -> None:
        """Counts an upload of this user. Raises TooManyRequestsError."""
        self.house.rates.count(self.house.settings.upload_rate, "upload", str(self.scope.user_id))

    def count_export(self) -> None:
        """Counts an export or packet of this user. Raises TooManyRequestsError."""
        self.house.rates.count(self.house.settings.export_rate, "export", str(self.scope.user_id))

    def refuse_key(self) -> None:
        """Refuses an `Idempotency-Key` where the answer is not kept: a secret that is shown once, a file."""
        if self.key is not None:
            raise UnusableError.of("header.Idempotency-Key", "This answer is not kept, so it cannot be given again; send no key.")

    def require_place(self, path: str) -> None:
        """Keeps those who only speak for a partner to what is the partner's. Raises NotAllowedError."""
        own = any(path == place.rstrip("/") or path.startswith(place.rstrip("/") + "/") for place in PARTNERS_PLACES)
        if self.scope.is_only_partner and not own and path not in OF_EVERYBODY:
            raise NotAllowedError("This is the house's own; partners see their agreements and claims.")

    def require_browser(self) -> None:
        """Some things only people do, not programs: passwords, and making tokens."""
        if self.visitor.session_id is None:
            raise NotAllowedError("This is done by a person who is logged in, not with a token.")


class GuardedRoute(APIRoute):
    """A route that nobody reaches unknown. Who asks is settled before the body is read, and the body is read before a turn is taken."""

    max_files = MOST_FILES

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the door."""
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.state.visit = await run_in_threadpool(enter, request)
            request.state.visit.require_place(request.url.path)
            if request.method in READING_METHODS:
                return await handler(request)
            await _taken_in(request, self.max_files)
            async with house_of(request).turns.room():
                return await handler(request)

        return guarded


async def _taken_in(request: Request, max_files: int) -> None:
    """Reads all that a request brings, files to disk, before it takes anybody's turn."""
    if request.headers.get("content-type", "").startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        await request.form(max_files=max_files, max_fields=MOST_FIELDS)
    else:
        await request.body()


def enter(request: Request, *, counted: bool = True) -> Visit:
    """Who makes this request; it counts against their rate, and as a sign that they are there, unless it was counted before.

    Raises NotSignedInError, ForgedRequestError, TooManyRequestsError.
    """
    house = house_of(request)
    now, address = house.desk.now(), address_of(request)
    known = _by_token if "authorization" in request.headers else _by_cookie
    visitor = known(request, house, now, noted=counted)
    if visitor is None:
        house.rates.count(house.settings.stranger_rate, "stranger", address)
        raise NotSignedInError
    if counted:
        whose = ("token", str(visitor.token_id)) if visitor.token_id else ("session", str(visitor.session_id))
        house.rates.count(house.settings.request_rate, *whose)
    return Visit(house, visitor, now, address, forgery_checked=_is_own(request, visitor))


def address_of(request: Request) -> str:
    """The address that a request comes from; behind a proxy, what the server was told to believe."""
    return request.client.host if request.client else ""


def cookie_name(house: WebHouse) -> str:
    """The session cookie's name, which tells browsers to be strict where the house is reached by https."""
    return SECURE_COOKIE if house.settings.secure else COOKIE


def check_origin(request: Request, house: WebHouse) -> None:
    """Raises ForgedRequestError for a request that another site's page made. What says nothing about its origin is no browser."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = {request.headers.get("host", "").lower(), urlsplit(house.settings.base_url).netloc.lower()}
    if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc.lower() not in own - {""}):
        raise ForgedRequestError


def _by_token(request: Request, house: WebHouse, now: datetime, *, noted: bool) -> Visitor | None:
    scheme, _, secret = request.headers["authorization"].partition(" ")
    if scheme.lower() != "bearer":
        return None
    with house.readers() as session:
        found = tokens.find_token(session, secret.strip(), now=now)
        if found is None:
            return None
        token, user = found
        visitor = Visitor(scope_of(session, user, token), user.name, token_id=token.id)
    if noted and (token.last_used_at is None or now - token.last_used_at >= tokens.SEEN_AGAIN):
        _noted(house, lambda s: tokens.used(s, token.id, now=now))
    return visitor


def _by_cookie(request: Request, house: WebHouse, now: datetime, *, noted: bool) -> Visitor | None:
    secret = request.cookies.get(cookie_name(house))
    if not secret:
        return None
    with house.readers() as session:
        found = web_sessions.find_session(session, secret, house.settings, now=now)
        if found is None:
            return None
        known, user = found
        visitor = visitor_of(session, known, user)
    if noted and now - known.last_seen_at >= web_sessions.SEEN_AGAIN:
        _noted(house, lambda s: web_sessions.seen(s, known.id, now=now))
    return visitor


def visitor_of(session: Session, known: WebSession, user: User) -> Visitor:
    """The visitor of a browser's session."""
    return Visitor(scope_of(session, user), user.name, session_id=known.id, csrf=known.csrf)


def _noted(house: WebHouse, note: Callable[[Session], None]) -> None:
    """Notes that somebody was here; where the database is busy it is noted the next time."""
    with contextlib.suppress(OperationalError), house.desk.sessions.begin() as session:
        note(session)


def _is_own(request: Request, visitor: Visitor) -> bool:
    """Whether forgery is ruled out already: by a token, by a method that changes nothing, or by the session's csrf value in a header."""
    if visitor.session_id is None or request.method in READING_METHODS:
        return True
    check_origin(request, house_of(request))
    given = request.headers.get(CSRF_HEADER)
    if given is not None and not web_sessions.same_csrf(visitor.csrf, given):
        raise ForgedRequestError
    return given is not None


_BEARER: Final = HTTPBearer(scheme_name="token", description="An API token: `Authorization: Bearer rcp_…`", auto_error=False)
_SESSION: Final = APIKeyCookie(
    name=COOKIE, scheme_name="session", description="A browser's session; writes also send X-CSRF-Token", auto_error=False
)


async def _visit(request: Request, bearer: Annotated[Any, Security(_BEARER)], cookie: Annotated[Any, Security(_SESSION)]) -> Visit:
    del bearer, cookie  # named for the OpenAPI document; the door has looked at them
    visit: Visit = request.state.visit
    return visit


async def _writing_visit(
    request: Request,
    visit: Annotated[Visit, Depends(_visit)],
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="The same key with the same request is carried out once and answered alike, for a day.",
        ),
    ] = None,
) -> Visit:
    if not visit.forgery_checked:
        form = await request.form() if "form" in request.headers.get("content-type", "") else {}
        given = form.get(CSRF_FIELD)
        if not isinstance(given, str) or not web_sessions.same_csrf(visit.visitor.csrf, given):
            raise ForgedRequestError
        visit.forgery_checked = True
    if idempotency_key is not None:
        visit.key, visit.request_hash = idempotency_key, await hash_of(request)
    return visit


Reader = Annotated[Visit, Depends(_visit)]
"""The visit of a request that only reads."""
Writer = Annotated[Visit, Depends(_writing_visit)]
"""The visit of a request that changes something."""
