"""How the queue walks the ledger's indexes: in each order, along the narrowest index that the view pins, never further than it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from cases.worklist.view import Sort, View
from ledger.cases import Case

Position: TypeAlias = tuple[Any, ...]
"""Where a case stands in an order: the values it is sorted by, its id last. A day that is not known is None."""
Leg: TypeAlias = tuple[Any, ...]
"""A part of an order that is walked by itself: the cases without a day (None), those in one currency, or all the others (empty).

PostgreSQL ends a walk early only by the first value that positions differ in: within a leg that is never the same for many cases.
"""
Column: TypeAlias = InstrumentedAttribute[Any]

KEYS: Final[dict[Sort, tuple[Column, ...]]] = {
    Sort.DUE: (Case.next_due, Case.id),
    Sort.AMOUNT: (Case.currency, Case.open_minor, Case.id),
    Sort.WORTH: (Case.currency, Case.worth_per_hour_minor, Case.id),
    Sort.AGE: (Case.deducted_on, Case.id),
    Sort.NUMBER: (Case.number, Case.id),
}
BY_CURRENCY: Final = frozenset({Sort.AMOUNT, Sort.WORTH})
"""Orders of amounts: they begin with the largest, currency by currency."""
LAST: Final = 2**63 - 1
"""Beyond the number of every row."""
MOST_STRETCHES: Final = 24
"""Stretches of an index that are merged at most; a wider scope is walked along an index of all suppliers."""

PREFIXES: Final[dict[Sort, tuple[tuple[str, ...], ...]]] = {
    Sort.DUE: (
        ("assignee_id", "closed"),
        ("supplier_id", "state"),
        ("supplier_id", "closed"),
        ("evidence_state", "closed"),
        ("type", "closed"),
        ("retailer", "closed"),
        ("state",),
        ("closed",),
    ),
    Sort.AMOUNT: (("supplier_id", "closed"), ("closed",)),
    Sort.WORTH: (("supplier_id", "closed"), ("closed",)),
    Sort.AGE: (("supplier_id", "closed"), ("closed",)),
    Sort.NUMBER: (("supplier_id", "closed"), ("closed",)),
}
"""What the indexes of `case_file` begin with before they go on in each order; the first that a view pins is walked."""

COVERING: Final = frozenset({("supplier_id", "closed"), ("closed",)})
"""Beginnings of indexes that also hold what else a view may ask."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an index that stands in the wanted order: one value for each column that the index begins with."""

    pinned: tuple[tuple[str, object], ...]

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL."""
        return [_is(name, value) for name, value in self.pinned]


@dataclass(frozen=True, slots=True)
class Path:
    """Stretches to merge, and what is left to ask of every case on them."""

    sort: Sort
    stretches: tuple[Stretch, ...]
    rest: tuple[ColumnElement[bool], ...] = ()
    bound: tuple[ColumnElement[bool], ...] = ()
    """A limit in the order itself, which ends the walk instead of leaving cases out of it."""
    backwards: bool = False
    covered: bool = False
    """True where the index itself answers `rest`, so that looking at a case costs next to nothing."""

    @property
    def downwards(self) -> bool:
        """True where the largest comes first."""
        return (self.sort in BY_CURRENCY) is not self.backwards

    def first(self, positions: Sequence[Position]) -> Position:
        """The one that comes first among positions of one leg."""
        return (max if self.downwards else min)(positions, key=_comparable)

    def leg_of(self, position: Position) -> Leg:
        """The leg that a position lies on."""
        return position[:1] if self.sort in BY_CURRENCY or position[0] is None else ()

    def legs(self) -> tuple[Leg, ...]:
        """The legs in their order; those of amounts are only known by looking (`next_currencies`)."""
        return ((), (None,)) if KEYS[self.sort][0].nullable else ((),)

    def next_currencies(self, currency: str | None) -> Select[Any]:
        """For each stretch the currency that comes next after one, or first of all."""
        pick = func.max if self.downwards else func.min
        further = []
        if currency is not None:
            further = [Case.currency < currency if self.downwards else Case.currency > currency]
        parts = [select(pick(Case.currency).label("currency")).where(*s.conditions(), *further) for s in self.stretches]
        return parts[0] if len(parts) == 1 else select(union_all(*parts).subquery())

    def start_of(self, leg: Leg, position: Position | None) -> Position | None:
        """Where a leg is begun: at the position if it lies on this leg, else at the leg's beginning."""
        if position is not None and self.leg_of(position) == leg:
            return position
        numbers = len(KEYS[self.sort]) - len(leg)
        return (*leg, *([LAST if self.downwards else -LAST] * numbers)) if leg else None

    def in_order(self, positions: Iterable[Position], after: Position | None) -> list[Position]:
        """Positions in this order, those up to `after` left out."""
        legs: tuple[list[Position], list[Position]] = ([], [])
        for position in positions:
            legs[position[0] is None].append(position)
        ordered = [p for leg in legs for p in sorted(leg, key=_comparable, reverse=self.downwards)]
        return ordered if after is None else [p for p in ordered if self._is_beyond(p, after)]

    def _is_beyond(self, position: Position, other: Position) -> bool:
        if (position[0] is None) is not (other[0] is None):
            return position[0] is None
        here, there = _comparable(position), _comparable(other)
        return here < there if self.downwards else here > there

    def whole(self, limit: int) -> Select[Any]:
        """The numbers of some cases on the stretches, `limit` of them where there are as many, with nothing else asked."""
        keys = KEYS[self.sort]
        some = [select(Case.id).where(*s.conditions(), *self.bound).order_by(*self._ordered(keys)).limit(limit) for s in self.stretches]
        return some[0] if len(some) == 1 else select(union_all(*(select(part.subquery()) for part in some)).limit(limit).subquery())

    def keys(self, leg: Leg, *, after: Position | None, fence: Position | None, limit: int) -> Select[Any]:
        """The positions of the next cases of a leg, in order, up to the fence."""
        asked = list(self.rest)
        if fence is not None:
            here, there = self._sides(leg, fence)
            asked.append(here >= there if self.downwards else here <= there)
        return self._merged([self._stretch(s, leg, after).where(*asked).limit(limit) for s in self.stretches], limit)

    def fences(self, leg: Leg, *, after: Position | None, step: int) -> Select[Any]:
        """For each stretch that is longer than `step` the position of the case there, whatever else is asked."""
        return self._merged([self._stretch(s, leg, after).offset(step - 1).limit(1) for s in self.stretches], len(self.stretches))

    def _stretch(self, stretch: Stretch, leg: Leg, after: Position | None) -> Select[Any]:
        keys = KEYS[self.sort]
        wanted = select(*keys).where(*stretch.conditions(), *self.bound).order_by(*self._ordered(keys))
        if leg:
            wanted = wanted.where(_is(keys[0].key, leg[0]))
        elif keys[0].nullable:
            wanted = wanted.where(keys[0].is_not(None))
        if after is not None:
            here, there = self._sides(leg, after)
            wanted = wanted.where(here < there if self.downwards else here > there)
        return wanted

    def _sides(self, leg: Leg, position: Position) -> tuple[Any, Any]:
        """The columns and the values that positions on a leg differ in, to be compared with each other."""
        keys = KEYS[self.sort][len(leg) :]
        values = [literal(value, key.type) for key, value in zip(keys, position[len(leg) :], strict=True)]
        return (keys[0], values[0]) if len(keys) == 1 else (tuple_(*keys), tuple_(*values))

    def _merged(self, parts: Sequence[Select[Any]], limit: int) -> Select[Any]:
        if len(parts) == 1:
            return parts[0]
        whole = union_all(*(select(part.subquery()) for part in parts)).subquery()
        return select(whole).order_by(*self._ordered(tuple(whole.c))).limit(limit)

    def _ordered(self, keys: Sequence[Any]) -> list[Any]:
        return [key.desc() if self.downwards else key.asc() for key in keys]


def _comparable(position: Position) -> Position:
    """A position that can be compared with others of its leg: without the day that none of them has."""
    return position[1:] if position[0] is None else position


def path_of(view: View) -> Path:
    """The way along the narrowest index; `rest` is empty where the index alone answers the view."""
    pins = view.pins()
    prefix = next(p for p in PREFIXES[view.sort] if usable(p, pins))
    rest = [*_others(prefix, pins), *view.tagged()]
    bound = [*view.due()] if view.sort is Sort.DUE else []
    if view.sort is not Sort.DUE:
        rest.extend(view.due())
    covered = prefix in COVERING and view.tag is None and view.text is None
    return Path(view.sort, stretches(prefix, pins), tuple(rest), tuple(bound), view.backwards, covered)


def narrow_paths(view: View) -> list[Path]:
    """Ways that may hold few cases: one for each index that pins something beyond open and closed, in the order of `due`."""
    pins = view.pins()
    narrow = [p for p in PREFIXES[Sort.DUE] if usable(p, pins) and p != ("closed",)]
    paths = [Path(Sort.DUE, stretches(prefix, pins)) for prefix in narrow]
    if view.due_before is not None and usable(("closed",), pins):
        paths.append(Path(Sort.DUE, stretches(("closed",), pins), bound=tuple(view.due())))
    return paths


def usable(prefix: Sequence[str], pins: dict[str, tuple[object, ...]]) -> bool:
    """True where the view pins all columns of an index's beginning to few enough values."""
    return all(name in pins for name in prefix) and prod(len(pins[name]) for name in prefix) <= MOST_STRETCHES


def stretches(prefix: Sequence[str], pins: dict[str, tuple[object, ...]]) -> tuple[Stretch, ...]:
    """The stretches of an index that a view's values name."""
    return tuple(Stretch(tuple(zip(prefix, values, strict=True))) for values in product(*(pins[name] for name in prefix)))


def conditions(view: View) -> list[ColumnElement[bool]]:
    """All that a view asks but its text."""
    return [*_others((), view.pins()), *view.due(), *view.tagged()]


def _others(prefix: Sequence[str], pins: dict[str, tuple[object, ...]]) -> list[ColumnElement[bool]]:
    implied = {*prefix, "closed"} if "state" in prefix else {*prefix}
    return [_among(name, values) for name, values in pins.items() if name not in implied and not (name == "closed" and len(values) == 2)]


def _among(name: str, values: tuple[object, ...]) -> ColumnElement[bool]:
    return _is(name, values[0]) if len(values) == 1 else getattr(Case, name).in_(values)


def _is(name: str, value: object) -> ColumnElement[bool]:
    column: Column = getattr(Case, name)
    return column.is_(None) if value is None else column == value
