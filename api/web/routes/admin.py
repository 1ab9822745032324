"""Administration of people: users with their roles, tokens, and the record of who came in and took what out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from api.http.access import AccessEvent
from api.http.gate import people, rebate_overview
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import TOKEN_SCOPES, Action, TokenScope
from api.http.problems import NotAllowedError
from api.http.shapes.people import AccessShown
from api.http.shapes.plain import NO_NUL
from api.http.visit import Reader
from api.web.admin_parts import parts_of
from api.web.languages import Language
from api.web.page import EMPTY, Which, language_of_gate, page, pages
from ledger.models import Supplier, User
from ledger.people import Role

router: Final = pages()
ON_A_PAGE: Final = 50


def admin_told(gate: Gate, **values: Any) -> dict[str, Any]:
    """What every part of the administration is shown with."""
    return {"parts": parts_of(gate.scope), **values}


@router.get("/admin")
def admin_page(visit: Reader) -> Response:
    """On to the first part that one may see."""
    found = parts_of(visit.scope)
    if not found:
        raise NotAllowedError
    return RedirectResponse(found[0].address, HTTPStatus.SEE_OTHER)


@router.get("/admin/users")
def users_page(request: Request, visit: Reader, after: After = None) -> Response:
    """Everybody with their roles; for those who run the house."""
    with visit.reading() as gate:
        gate.require(Action.GOVERN, None)
        found = people.users(gate, limit=ON_A_PAGE, after=after)
        spoken_for = [role.partner_id for user in found.items for role in user.roles if role.partner_id is not None]
        told = admin_told(
            gate,
            users=found.items,
            more=found.next,
            after=after,
            supplier_names=supplier_names(gate),
            partner_names=rebate_overview.partner_names(gate, spoken_for),
            roles=[r.value for r in Role],
        )
        return page(request, visit, gate, "admin/users", told)


@router.get("/admin/tokens")
def tokens_page(request: Request, visit: Reader, after: After = None) -> Response:
    """One's own tokens, all for those who run the house, and the form for a new one."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        found = people.tokens(gate, limit=ON_A_PAGE, after=after)
        owners = {token.user_id for token in found.items}
        names = dict(gate.session.execute(select(User.id, User.name).where(User.id.in_(owners))).all())
        settings = visit.house.settings
        told = admin_told(
            gate,
            tokens=found.items,
            more=found.next,
            after=after,
            owners=names,
            all_tokens=gate.scope.may(Action.GOVERN, None),
            scopes=_scopes(gate),
            days=settings.token_life.days,
            longest=settings.longest_token_life.days,
            supplier_names=supplier_names(gate),
        )
        return page(request, visit, gate, "admin/tokens", told)


@router.get("/admin/access")
def access_page(
    request: Request,
    visit: Reader,
    event: Annotated[AccessEvent | None, EMPTY, Query()] = None,
    actor: Annotated[str, Query(max_length=320, pattern=NO_NUL)] = "",
    supplier: Which = None,
    after: After = None,
) -> Response:
    """Who came in, who was turned away, and who took what out, the latest first."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.AUDIT)
        say = language_of_gate(request, gate)
        found = people.access_records(gate, event=event, actor=actor or None, supplier_id=supplier, limit=ON_A_PAGE, after=after)
        asked = urlencode({k: v for k, v in (("event", event), ("actor", actor), ("supplier", supplier)) if v})
        told = admin_told(
            gate,
            records=[(record, detail_told(record, say)) for record in found.items],
            more=found.next,
            after=after,
            asked=asked,
            event=event,
            actor=actor,
            events=[(e.value, say.word("access", e.value)) for e in AccessEvent],
            supplier_names=supplier_names(gate),
        )
        return page(request, visit, gate, "admin/access", told)


def supplier_names(gate: Gate) -> dict[int, str]:
    """The names of the suppliers that may be seen, by number, in the order of their names."""
    rows = gate.session.execute(gate.seen(Supplier).with_only_columns(Supplier.id, Supplier.name).order_by(Supplier.name, Supplier.id))
    return {row.id: row.name for row in rows}


def detail_told(record: AccessShown, say: Language) -> str:
    """What was taken out, in one line: names of ours with their values."""
    told = []
    for name, value in record.detail.items():
        if value in (None, "", [], {}):
            continue
        inner = ", ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
        shown = say.word("report", inner) if name == "report" else inner
        told.append(f"{say.word('taken', name)}: {shown}")
    return " · ".join(told)


def _scopes(gate: Gate) -> list[str]:
    """The scopes that would let the reader do something: a token never does more than its user."""
    return [scope.value for scope in TokenScope if scope is TokenScope.READ or _adds(gate, scope)]


def _adds(gate: Gate, scope: TokenScope) -> bool:
    return any(gate.scope.may_somewhere(action) for action in TOKEN_SCOPES[scope] - TOKEN_SCOPES[TokenScope.READ])
