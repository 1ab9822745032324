"""Sessions, users, roles, tokens and the record of access, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.http.permissions import Action, TokenScope
from api.http.shapes.plain import NO_NUL, Name, RowId, Shown, Wanted
from api.http.shapes.preferences import PreferencesShown
from ledger.people import Role

Email = Annotated[
    str, StringConstraints(min_length=3, max_length=320, pattern=r"^[^\s\x00@]+@[^\s\x00@]+$"), Field(examples=["ana@example.com"])
]
Password = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]


class LogIn(Wanted):
    """E-mail and password."""

    email: Annotated[str, StringConstraints(max_length=320, pattern=NO_NUL)]
    password: Password


class LinkPassword(Wanted):
    """A one-time link's secret and the password that it sets."""

    secret: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
    password: Password


class PasswordChange(Wanted):
    """The password until now, and the new one."""

    current: Password
    password: Password


class RoleShown(Shown):
    """What a user may do for a supplier; `supplier_id` null: for all. `partner_id` is set where the role is `partner`."""

    role: Role
    supplier_id: int | None
    partner_id: int | None = None


class Allowed(Shown):
    """What may be done for one supplier."""

    supplier_id: int
    name: str
    roles: list[Role]
    actions: list[Action]


class SessionShown(Shown):
    """Who is logged in. Writes from a browser send `csrf` back as X-CSRF-Token."""

    user_id: int
    email: str
    name: str
    csrf: str


class Me(Shown):
    """Who asks, and what they may do."""

    user_id: int
    email: str
    name: str
    by: str = Field(description="`session` or `token`")
    csrf: str | None = Field(description="What this session's writes send as X-CSRF-Token; null for a token.")
    everywhere: list[Role] = Field(description="Roles for all suppliers.")
    house: list[Action] = Field(description="What may be done for the house itself.")
    suppliers: list[Allowed]
    preferences: PreferencesShown


class UserShown(Shown):
    """A user with all roles."""

    id: int
    email: str
    name: str
    active: bool
    has_password: bool
    created_at: datetime
    external_id: str | None
    roles: list[RoleShown]


class UserWanted(Wanted):
    """A user to be; the answer to `POST /users/{id}/links` is what they log in with first."""

    email: Email
    name: Name
    roles: list[RoleWanted] = Field(default=[], max_length=100)


class RoleWanted(Wanted):
    """A role for one supplier, or for all where `supplier_id` is null. The role `partner` names the partner besides."""

    role: Role
    supplier_id: RowId | None = None
    partner_id: RowId | None = None


class UserChange(Wanted):
    """What is to change; parts left out stay."""

    name: Name | None = None
    active: bool | None = Field(default=None, strict=True)


class PersonShown(Shown):
    """Somebody who works for a supplier, for whom a case may be."""

    id: int
    name: str
    email: str


class LinkShown(Shown):
    """A one-time link, shown this once."""

    url: str
    purpose: str
    expires_at: datetime


class TokenShown(Shown):
    """A token without its secret."""

    id: int
    name: str
    prefix: str
    user_id: int
    supplier_id: int | None
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenWanted(Wanted):
    """A token for the user who asks; it can never do more than the user."""

    name: Name
    scopes: list[TokenScope] = Field(min_length=1, max_length=5)
    supplier_id: RowId | None = Field(default=None, description="For this supplier alone; null: for all that the user sees.")
    days: int | None = Field(default=None, ge=1, le=366, strict=True, description="How long it is good for.")


class TokenMade(TokenShown):
    """A new token; `secret` is shown this once."""

    secret: str


class AccessShown(Shown):
    """Who came in or was turned away, or took what out."""

    id: int
    at: datetime
    event: str
    actor: str
    supplier_id: int | None
    address: str
    detail: dict[str, Any]


UserWanted.model_rebuild()
