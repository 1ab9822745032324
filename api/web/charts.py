"""Charts as plain geometry, drawn as SVG by the templates: every one stands beside the table that it was drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

WIDTH: Final = 720.0
HEIGHT: Final = 220.0
LEFT: Final = 76.0
BOTTOM: Final = 26.0
TOP: Final = 10.0
STEPS: Final = (1, 2, 5)
TICKS: Final = 4
GAP: Final = 0.28
"""The part of a group of columns that stays empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: `length` of 100 is the longest."""

    label: str
    value: str
    length: float
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart and what it stands for."""

    y: float
    value: Decimal


@dataclass(frozen=True, slots=True)
class Block:
    """One column: its place, which series it belongs to (from 0), and its value."""

    x: float
    y: float
    width: float
    height: float
    series: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """The columns of one label, and where the label stands; `named` is False where there is no room for it."""

    label: str
    middle: float
    blocks: tuple[Block, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of grouped columns over a common ground, with ticks on round values."""

    width: float
    height: float
    left: float
    ground: float
    ticks: tuple[Tick, ...]
    groups: tuple[Group, ...]


def lengths(values: Sequence[Decimal]) -> list[float]:
    """Lengths of bars, the longest 100; what is not positive has none."""
    longest = max(values, default=Decimal(0))
    return [round(float(value / longest * 100), 2) if longest > 0 and value > 0 else 0.0 for value in values]


def columns(labels: Sequence[str], series: Sequence[Sequence[Decimal]]) -> Columns:
    """Grouped columns: for each label one value of each series. Values below nothing (more taken again than paid) hang below the ground."""
    low = min((value for row in series for value in row), default=Decimal(0))
    high = max((value for row in series for value in row), default=Decimal(0))
    step = _step(max(high, Decimal(0)) - min(low, Decimal(0)))
    top, floor = _round_up(high, step), -_round_up(-low, step)
    span = (top - floor) or Decimal(1)

    def y(value: Decimal) -> float:
        return round(TOP + float((top - value) / span) * (HEIGHT - TOP - BOTTOM), 1)

    room = (WIDTH - LEFT) / max(len(labels), 1)
    width = room * (1 - GAP) / max(len(series), 1)
    every = max(1, -(-len(labels) // 12))
    groups = []
    for place, label in enumerate(labels):
        begin = LEFT + room * place + room * GAP / 2
        blocks = tuple(
            Block(
                x=round(begin + width * number, 1),
                y=min(y(row[place]), y(Decimal(0))),
                width=round(width * 0.9, 1),
                height=round(abs(y(row[place]) - y(Decimal(0))), 1),
                series=number,
                value=row[place],
            )
            for number, row in enumerate(series)
        )
        groups.append(Group(label, round(LEFT + room * (place + 0.5), 1), blocks, named=(len(labels) - 1 - place) % every == 0))
    ticks = tuple(Tick(y(floor + step * n), floor + step * n) for n in range(int(span / step) + 1)) if step else ()
    return Columns(WIDTH, HEIGHT, LEFT, y(Decimal(0)), ticks, tuple(groups))


def _step(span: Decimal) -> Decimal:
    """The distance of ticks: 1, 2 or 5 times a power of ten, so that there are about four."""
    if span <= 0:
        return Decimal(1)
    rough = span / TICKS
    power = Decimal(10) ** rough.adjusted()
    return next((power * step for step in STEPS if power * step >= rough), power * 10)


def _round_up(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_CEILING) * step if value > 0 else Decimal(0)
