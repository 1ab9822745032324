"""The queue's address: what its query asks for, read as the API reads it, and any change of it said as an address again."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ValidationError, create_model

from api.http.problems import FieldProblem, UnusableError
from api.http.routes.cases import asked_view
from api.http.visit import Visit
from cases.life.standing import CLOSED_STATES
from cases.worklist.pages import View
from ledger.cases import CaseState

QUEUE: Final = "/queue"
LONGEST: Final = 2000
NAMES: Final = (
    "supplier",
    "type",
    "state",
    "closed",
    "assignee",
    "due_before",
    "tag",
    "retailer",
    "evidence_state",
    "q",
    "sort",
    "backwards",
)
"""Filters and order, as they stand in the address: the API's own, but for `supplier`, which is short for `supplier_id`."""
MANY: Final = frozenset({"type", "state"})
PLAIN: Final = {"closed": "false", "sort": "due", "backwards": "false"}
"""What is meant where nothing is said: a queue shows what is at work, nearest day first."""
ALL: Final = "all"
"""`closed=all` shows what is at work and what is finished."""
DAYS: Final[Mapping[str, int]] = {"today": 0, "tomorrow": 1, "in-7-days": 8, "in-30-days": 31}
"""Days that `due_before` names by how far off they are, so that a view that was saved is right on every day."""
Pairs = tuple[tuple[str, str], ...]


def _query_model() -> type[BaseModel]:
    """The parameters of the API's queue as a model: one parsing for both."""
    told = inspect.signature(asked_view, eval_str=True).parameters
    fields: dict[str, Any] = {name: (p.annotation, p.default) for name, p in told.items() if name != "visit"}
    return create_model("QueueQuery", **fields)


_QUERY: Final = _query_model()


@dataclass(frozen=True, slots=True)
class AskedQueue:
    """A queue as an address asks for it: `pairs` are filters and order in one form, `named` the view it began as, `after` its page.

    `at` is where a case stood in it when it was opened, as a cursor.
    """

    view: View
    pairs: Pairs
    named: str = ""
    after: str | None = None
    at: str | None = None

    @property
    def query(self) -> str:
        """Filters and order alone."""
        return urlencode(self.pairs)

    @property
    def within(self) -> str:
        """What stands in `in` of a case's address: the queue with its name and page."""
        page = (("after", self.after),) if self.after else ()
        return urlencode((*self.named_pairs, *self.pairs, *page))

    @property
    def named_pairs(self) -> Pairs:
        """The view that the address names."""
        return (("view", self.named),) if self.named else ()

    def values(self, name: str) -> list[str]:
        """What a filter is set to."""
        return [value for key, value in self.pairs if key == name]

    def value(self, name: str) -> str:
        """The same for one that has one value; empty where it is not set."""
        return next(iter(self.values(name)), "")

    def address(self, changes: Mapping[str, object] | None = None, **more: object) -> str:
        """The queue with other filters, from its first page; None or nothing takes one away."""
        changed = {**(changes or {}), **more}
        kept = [pair for pair in self.pairs if pair[0] not in changed]
        put = [(name, told) for name, value in changed.items() for told in _texts(value)]
        return address_of((*self.named_pairs, *ordered([*kept, *put])))

    def without(self, name: str, value: str) -> str:
        """The queue without one value of a filter."""
        return self.address({name: [other for other in self.values(name) if other != value]})

    def page_after(self, cursor: str) -> str:
        """The next page."""
        return address_of((*self.named_pairs, *self.pairs, ("after", cursor)))


def asked_queue(visit: Visit, query: str, today: date) -> AskedQueue:
    """The queue of a query. Names that are not the queue's are passed over. Raises UnusableError for values that make no sense."""
    told = [(name, value) for name, value in parse_qsl(query[:LONGEST]) if value]
    single = dict(told)
    pairs = ordered((name, value) for name, value in told if name in NAMES)
    return AskedQueue(_view(visit, pairs, today), pairs, single.get("view", "")[:40], single.get("after"), single.get("at"))


def queue_of(visit: Visit, within: str, today: date) -> AskedQueue:
    """The queue that `in` of a case's address describes; the usual one where it makes no sense."""
    try:
        return asked_queue(visit, within, today)
    except UnusableError:
        return asked_queue(visit, "", today)


def api_query(pairs: Pairs, today: date) -> str:
    """The same as a query of the API: for exports."""
    return urlencode(_for_api(pairs, today))


def ordered(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Filters in one order, each said once, without those that only say the usual."""
    told = dict.fromkeys((name, value) for name, value in pairs if PLAIN.get(name) != value)
    last = {name: value for name, value in told if name not in MANY}
    kept = [pair for pair in told if pair[0] in MANY or last[pair[0]] == pair[1]]
    return tuple(sorted(kept, key=lambda pair: (NAMES.index(pair[0]), pair[1])))


def address_of(pairs: Sequence[tuple[str, str]]) -> str:
    """The queue's address with these pairs."""
    return f"{QUEUE}?{urlencode(pairs)}" if pairs else QUEUE


def _texts(value: object) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _for_api(pairs: Pairs, today: date) -> list[tuple[str, str]]:
    """The pairs in the API's names; what is meant where nothing is said is said."""
    asked = [
        ("supplier_id" if name == "supplier" else name, _day(value, today) if name == "due_before" else value) for name, value in pairs
    ]
    names = {name for name, _ in asked}
    finished = any(name == "state" and value in {s.value for s in CLOSED_STATES} for name, value in asked)
    if "closed" not in names and not finished:
        asked.append(("closed", "false"))
    return [pair for pair in asked if pair != ("closed", ALL)]


def _day(value: str, today: date) -> str:
    return (today + timedelta(days=DAYS[value])).isoformat() if value in DAYS else value


def _view(visit: Visit, pairs: Pairs, today: date) -> View:
    asked: dict[str, Any] = {}
    for name, value in _for_api(pairs, today):
        if name in MANY:
            asked.setdefault(name, []).append(value)
        else:
            asked[name] = value
    try:
        read = _QUERY.model_validate(asked)
    except ValidationError as error:
        problems = [FieldProblem(field=f"query.{e['loc'][0]}", message=str(e["msg"])) for e in error.errors()]
        raise UnusableError("The address does not have the form that the queue understands.", errors=problems) from error
    return asked_view(visit, **{name: getattr(read, name) for name in _QUERY.model_fields})


OPEN_STATES: Final = tuple(state for state in CaseState if state not in CLOSED_STATES)
