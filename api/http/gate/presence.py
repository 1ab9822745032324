"""Who looks at a case, draft or document now: rows written every 20 seconds that count for 45. Only those who work see each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.shapes.presence import Noun, PersonThere, PresenceShown
from ledger.database import is_sqlite
from ledger.models import Case, Document, Draft, Presence, User

COUNTS: Final = timedelta(seconds=45)
"""So long after they last said so somebody still counts as being there."""
NOUNS: Final[Mapping[Noun, type[Case | Draft | Document]]] = {"case": Case, "draft": Draft, "document": Document}

Thing = tuple[str, int]


def note(gate: Gate, noun: Noun, number: int, *, typing: bool, here: bool) -> PresenceShown:
    """Notes that the one who asks looks at a thing, or no longer does; gives the others. Raises NotFoundError, NotAllowedError."""
    supplier_id = _supplier_of(gate, noun, number)
    mine = (Presence.user_id == gate.scope.user_id, Presence.noun == noun, Presence.noun_id == number)
    if not here:
        gate.session.execute(delete(Presence).where(*mine))
    else:
        still = (*mine, Presence.seen_at > gate.now - COUNTS)
        again = update(Presence).where(*still).values(seen_at=gate.now, typing=typing).returning(Presence.id)
        if gate.session.execute(again.execution_options(synchronize_session=False)).first() is None:
            _come(gate, supplier_id, noun, number, typing=typing)
    return _others(gate, noun, number, supplier_id)


def others(gate: Gate, noun: Noun, number: int) -> PresenceShown:
    """Who else looks at a thing. Raises NotFoundError, NotAllowedError."""
    return _others(gate, noun, number, _supplier_of(gate, noun, number))


def everybody(gate: Gate) -> dict[Thing, PresenceShown]:
    """All things of the suppliers one works for that somebody else looks at."""
    here = gate.seen(Presence).where(Presence.seen_at > gate.now - COUNTS, Presence.user_id != gate.scope.user_id)
    rows = gate.session.execute(here.join(User, User.id == Presence.user_id).add_columns(User.name).order_by(Presence.since, Presence.id))
    people: defaultdict[tuple[str, int, int], list[PersonThere]] = defaultdict(list)
    for row, name in rows:
        if gate.scope.may(Action.WORK, row.supplier_id):
            people[row.noun, row.noun_id, row.supplier_id].append(_there(row, name))
    return {
        (noun, number): PresenceShown.model_validate({"noun": noun, "id": number, "supplier_id": supplier_id, "people": there})
        for (noun, number, supplier_id), there in people.items()
    }


def _supplier_of(gate: Gate, noun: Noun, number: int) -> int:
    found = gate.one(NOUNS[noun], number, Action.WORK)
    return gate.one(Case, found.case_id).supplier_id if isinstance(found, Draft) else found.supplier_id


def _come(gate: Gate, supplier_id: int, noun: str, number: int, *, typing: bool) -> None:
    """Somebody who was not there comes; two of their tabs may say so at the same moment."""
    insert = sqlite.insert if is_sqlite(gate.session) else postgresql.insert
    told = {"since": gate.now, "seen_at": gate.now, "typing": typing}
    said = insert(Presence).values(supplier_id=supplier_id, user_id=gate.scope.user_id, noun=noun, noun_id=number, **told)
    gate.session.execute(said.on_conflict_do_update(index_elements=["user_id", "noun", "noun_id"], set_=told))


def _others(gate: Gate, noun: Noun, number: int, supplier_id: int) -> PresenceShown:
    wanted = (
        select(Presence, User.name)
        .join(User, User.id == Presence.user_id)
        .where(Presence.noun == noun, Presence.noun_id == number, Presence.seen_at > gate.now - COUNTS)
        .where(Presence.user_id != gate.scope.user_id)
        .order_by(Presence.since, Presence.id)
    )
    people = [_there(row, name) for row, name in gate.session.execute(wanted)]
    return PresenceShown(noun=noun, id=number, supplier_id=supplier_id, people=people)


def _there(row: Presence, name: str) -> PersonThere:
    return PersonThere(user_id=row.user_id, name=name, since=row.since, typing=row.typing)
