"""Ways between states: a table of them with their guards decides alone where a case, a claim or a version may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Way(Generic[S, A]):
    """One row of a table: from these states to that one, if all guards let it pass. A guard says why not, or None.

    `by_house`: nobody decides to go this way, the house does when it has come to that.
    """

    start: frozenset[S]
    to: S
    name: str
    guards: tuple[Callable[[A], str | None], ...] = ()
    by_house: bool = False


def objections(table: Sequence[Way[S, A]], at: A, state: S, to: S) -> tuple[str, ...]:
    """All reasons why what stands in a state may not go to another one; empty where it may."""
    ways = [way for way in table if state in way.start and way.to is to]
    if not ways:
        return (f"no way leads from {_said(state)} to {_said(to)}",)
    return tuple(dict.fromkeys(said for way in ways for guard in way.guards if (said := guard(at)) is not None))


def _said(state: StrEnum) -> str:
    return state.value.replace("_", " ")
