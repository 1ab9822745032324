"""Users, their roles, their tokens, and the record of access."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Query, Response

from api.http import people as staff
from api.http import tokens
from api.http.access import AccessEvent
from api.http.gate import partners, people, suppliers
from api.http.one_time_links import LinkPurpose, make_link
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import ConflictError, NotAllowedError, UnusableError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.people import (
    AccessShown,
    LinkShown,
    RoleWanted,
    TokenMade,
    TokenShown,
    TokenWanted,
    UserChange,
    UserShown,
    UserWanted,
)
from api.http.shapes.plain import LARGEST, NO_NUL, PathId
from api.http.visit import Reader, Writer, WritingGate
from ledger.people import Role

router: Final = guarded("people")
SupplierFilter = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/users")
def list_users(visit: Reader, limit: Limit = 50, after: After = None) -> Page[UserShown]:
    """All users; for those who run the house."""
    with visit.reading() as gate:
        gate.require(Action.GOVERN, None)
        return people.users(gate, limit=limit, after=after)


@router.post("/users", status_code=HTTPStatus.CREATED, response_model=UserShown, responses=WRITES)
def add_user(visit: Writer, wanted: UserWanted) -> Response:
    """A new user. `POST /users/{id}/links` makes the link for the first log-in."""
    with visit.writing() as gate:
        gate.require(Action.GOVERN, None)
        try:
            made = staff.make_user(gate.session, email=wanted.email, name=wanted.name, actor=gate.actor, now=gate.now)
        except staff.UserExistsError as exists:
            raise ConflictError(str(exists)) from None
        except staff.BadEmailError as bad:
            raise UnusableError.of("body.email", str(bad)) from None
        for role in wanted.roles:
            _grant(gate, made.id, role)
        return gate.answer(people.user_shown(gate, made), HTTPStatus.CREATED, {"Location": f"/api/v1/users/{made.id}"})


@router.get("/users/{user_id}")
def show_user(visit: Reader, user_id: PathId) -> UserShown:
    """A user; for those who run the house."""
    with visit.reading() as gate:
        gate.require(Action.GOVERN, None)
        return people.user_shown(gate, people.user(gate, user_id))


@router.patch("/users/{user_id}", response_model=UserShown, responses=WRITES)
def change_user(visit: Writer, user_id: PathId, wanted: UserChange) -> Response:
    """Renames, closes or reopens a user. A closed user is logged out at once and their tokens stop working."""
    with visit.writing() as gate:
        gate.require(Action.GOVERN, None)
        user = people.user(gate, user_id)
        if wanted.name is not None:
            staff.rename_user(gate.session, user, wanted.name, actor=gate.actor, now=gate.now)
        if wanted.active is True:
            staff.reopen_user(gate.session, user, actor=gate.actor, now=gate.now)
        elif wanted.active is False:
            try:
                staff.close_user(gate.session, user, actor=gate.actor, now=gate.now)
            except staff.LastAdminError as last:
                raise ConflictError(str(last)) from None
        return gate.answer(people.user_shown(gate, user))


@router.post("/users/{user_id}/roles", response_model=UserShown, responses=WRITES)
def grant_role(visit: Writer, user_id: PathId, wanted: RoleWanted) -> Response:
    """Gives a role; one that the user has already stays as it is."""
    with visit.writing() as gate:
        gate.require(Action.GOVERN, None)
        _grant(gate, user_id, wanted)
        return gate.answer(people.user_shown(gate, people.user(gate, user_id)))


@router.delete("/users/{user_id}/roles/{role}", response_model=UserShown, responses=WRITES)
def withdraw_role(
    visit: Writer, user_id: PathId, role: Role, supplier_id: SupplierFilter = None, partner_id: SupplierFilter = None
) -> Response:
    """Takes a role away: the one for `supplier_id` and, of a partner, `partner_id`; the one for all where the former is left out."""
    with visit.writing() as gate:
        gate.require(Action.GOVERN, None)
        user = people.user(gate, user_id)
        try:
            staff.withdraw(gate.session, people.grant_of(gate, user_id, role, supplier_id, partner_id), actor=gate.actor, now=gate.now)
        except staff.LastAdminError as last:
            raise ConflictError(str(last)) from None
        return gate.answer(people.user_shown(gate, user))


@router.post("/users/{user_id}/links", status_code=HTTPStatus.CREATED, response_model=LinkShown, responses=WRITES)
def make_one_time_link(visit: Writer, user_id: PathId) -> Response:
    """A link with which the user sets a password and logs in: an invitation, or for a forgotten password. Earlier ones stop working."""
    visit.require_browser()
    visit.refuse_key()
    settings = visit.house.settings
    with visit.writing() as gate:
        gate.require(Action.GOVERN, None)
        user = people.user(gate, user_id)
        if not user.active:
            raise ConflictError("The user is closed; reopen the account first.")
        purpose = LinkPurpose.INVITATION if user.password_hash is None else LinkPurpose.RESET
        secret = make_link(gate.session, user, purpose, now=gate.now, life=settings.link_life, actor=gate.actor)
        shown = LinkShown(
            url=f"{settings.base_url.rstrip('/')}/link/{secret}", purpose=purpose.value, expires_at=gate.now + settings.link_life
        )
        return gate.answer(shown, HTTPStatus.CREATED)


@router.get("/tokens")
def list_tokens(visit: Reader, limit: Limit = 50, after: After = None) -> Page[TokenShown]:
    """One's own tokens; all tokens for those who run the house."""
    with visit.reading() as gate:
        return people.tokens(gate, limit=limit, after=after)


@router.post("/tokens", status_code=HTTPStatus.CREATED, response_model=TokenMade, responses=WRITES)
def add_token(visit: Writer, wanted: TokenWanted) -> Response:
    """A token of one's own. Its secret is in this answer and never shown again."""
    visit.require_browser()
    visit.refuse_key()
    settings = visit.house.settings
    life = timedelta(days=wanted.days) if wanted.days else settings.token_life
    if life > settings.longest_token_life:
        raise UnusableError.of("body.days", f"A token is good for at most {settings.longest_token_life.days} days.")
    with visit.writing() as gate:
        if wanted.supplier_id is not None:
            suppliers.supplier(gate, wanted.supplier_id)
        user = people.myself(gate)
        made = tokens.make_token(
            gate.session,
            user,
            name=wanted.name,
            scopes=wanted.scopes,
            supplier_id=wanted.supplier_id,
            life=life,
            actor=gate.actor,
            now=gate.now,
        )
        shown = TokenMade(**TokenShown.model_validate(made.token).model_dump(), secret=made.secret)
        return gate.answer(shown, HTTPStatus.CREATED)


@router.delete("/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def revoke_token(visit: Writer, token_id: PathId) -> Response:
    """Ends a token at once: one's own, or any for those who run the house."""
    with visit.writing() as gate:
        token = people.token(gate, token_id)
        if visit.visitor.token_id not in {None, token.id} and not gate.scope.may(Action.GOVERN, None):
            raise NotAllowedError("A token ends no token but itself.")
        tokens.revoke_token(gate.session, token, actor=gate.actor, now=gate.now)
        return gate.answer(status=HTTPStatus.NO_CONTENT)


@router.get("/access-records")
def list_access_records(
    visit: Reader,
    event: Annotated[AccessEvent | None, Query()] = None,
    actor: Annotated[str | None, Query(max_length=320, pattern=NO_NUL)] = None,
    supplier_id: SupplierFilter = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[AccessShown]:
    """Who came in, who was turned away and who took what out; for those who run the house or a supplier."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.AUDIT)
        return people.access_records(gate, event=event, actor=actor, supplier_id=supplier_id, limit=limit, after=after)


def _grant(gate: WritingGate, user_id: int, wanted: RoleWanted) -> None:
    if wanted.supplier_id is not None:
        suppliers.supplier(gate, wanted.supplier_id)
    if wanted.partner_id is not None:
        partners.partner(gate, wanted.partner_id)
    user = people.user(gate, user_id)
    try:
        staff.grant(gate.session, user, wanted.role, wanted.supplier_id, partner_id=wanted.partner_id, actor=gate.actor, now=gate.now)
    except staff.RoleForAllError as refused:
        raise UnusableError.of("body.supplier_id", str(refused)) from None
    except staff.PartnerGrantError as refused:
        raise UnusableError.of("body.partner_id", str(refused)) from None
