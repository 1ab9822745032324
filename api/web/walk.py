"""From case to case along the queue that one came from: the neighbours of a case by the queue's order, at the cost of two short looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Query
from sqlalchemy import select

from api.http.gate.cases import worked_on
from api.http.gate.rows import Gate
from api.http.visit import Visit
from api.web.queue_address import AskedQueue, address_of, queue_of
from cases.worklist.cursor import CursorError, read, written
from cases.worklist.pages import ListedCase, View, page
from cases.worklist.paths import KEYS, Position
from ledger.models import Case

Inside = Annotated[str, Query(alias="in", max_length=4000, description="The queue that the case was opened from: its query.")]
LOOKS: Final = 4
"""How often it is looked further along an order where filters leave many cases out."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Addresses of the case before and the case after this one (None at the ends), and of the queue, at its page; `name` is its view's."""

    previous: str | None
    next: str | None
    queue: str
    name: str = ""

    @property
    def at_work(self) -> Walk:
        """The same walk from next step to next step: each address leads to where the case's next step is done."""
        return replace(self, previous=self.previous and at_work(self.previous), next=self.next and at_work(self.next))


def at_work(address: str) -> str:
    """Where the next step is done of the case at that address: `/cases/7?in=…` → `/cases/7/work?in=…`."""
    place, mark, query = address.partition("?")
    return f"{place}/work{mark}{query}"


def walk(gate: Gate, visit: Visit, case_id: int, inside: str) -> Walk:
    """The neighbours of a case in the queue that `inside` describes, whether the case is still in it or not.

    A case keeps the place that it had when it was opened from the queue; one that was not, has the place of its own values.
    """
    asked = queue_of(visit, inside, gate.today)
    view = worked_on(gate, asked.view)
    queue = address_of((*asked.named_pairs, *asked.pairs, *((("after", asked.after),) if asked.after else ())))
    here = _place(gate, asked, case_id)
    if here is None:
        return Walk(None, None, queue, asked.named)
    ahead, back = _ahead(gate, view, here), _back(gate, view, here)
    return Walk(_address(asked, back), _address(asked, ahead), queue, asked.named)


def address_in(asked: AskedQueue, row: ListedCase) -> str:
    """The address of a case of a queue: with the queue, and where the case stands in it."""
    at = written(asked.view.sort, backwards=asked.view.backwards, position=position_of(asked.view, row))
    told = f"{asked.within}&at={at}" if asked.within else f"at={at}"
    return f"/cases/{row.id}?{urlencode({'in': told})}"


def position_of(view: View, row: ListedCase) -> Position:
    """Where a case stands in the order of a view."""
    return tuple(getattr(row, key.key) for key in KEYS[view.sort])


def _address(asked: AskedQueue, row: ListedCase | None) -> str | None:
    return None if row is None else address_in(asked, row)


def _place(gate: Gate, asked: AskedQueue, case_id: int) -> Position | None:
    """Where the case stood when it was opened, else where it stands now; None for one that may not be seen."""
    if asked.at is not None:
        try:
            position = read(asked.at, asked.view.sort, backwards=asked.view.backwards)
        except CursorError:
            position = ()
        if position and position[-1] == case_id:
            return position
    keys = select(*KEYS[asked.view.sort]).where(Case.id.in_(gate.seen(Case).where(Case.id == case_id).with_only_columns(Case.id)))
    found = gate.session.execute(keys).one_or_none()
    return None if found is None else tuple(found)


def _ahead(gate: Gate, view: View, here: Position | None) -> ListedCase | None:
    """The first case of the view beyond a place."""
    after = None if here is None else written(view.sort, backwards=view.backwards, position=here)
    for _ in range(LOOKS):
        found = page(gate.session, view, after=after, limit=1)
        if found.rows:
            return found.rows[0]
        after = found.next
        if after is None:
            return None
    return None


def _back(gate: Gate, view: View, here: Position) -> ListedCase | None:
    """The last case of the view before a place.

    The order turned round leads there, but for cases without a day, which stand at the end either way: before the first of those
    comes the last that has a day, and before the first that has a day comes none.
    """
    turned = replace(view, backwards=not view.backwards)
    found = _ahead(gate, turned, here)
    if len(here) > 2 or not KEYS[view.sort][0].nullable:
        return found
    dated = found is not None and position_of(view, found)[0] is not None
    if here[0] is not None:
        return found if dated else None
    if found is not None:
        return found
    last = _ahead(gate, turned, None)
    return last if last is not None and position_of(view, last)[0] is not None else None
