"""Where a fact stands: a box on a page, or a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Self


class Box(NamedTuple):
    """A rectangle in points (1/72 inch) from the top left of the page as a person sees it, after rotation."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom))

    def holds_middle_of(self, other: Box) -> bool:
        """Whether the middle of another box lies in this one."""
        x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def rounded(self) -> list[float]:
        """The four numbers to a tenth of a point, as they are written out."""
        return [round(v, 1) for v in self]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A spot that proves a fact: `file` with `page` and `box`, or `file` with `row` (and `sheet` in a workbook).

    `file` is the path below the audited folder; a part of a mail or archive is `archive.zip!part.pdf`. `row` counts as in
    the file, from 1, header and title lines included. `fact` says in a few words what is read there.
    """

    file: str
    fact: str
    page: int | None = None
    box: Box | None = None
    sheet: str | None = None
    row: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md; absent parts are left out."""
        entry: dict[str, Any] = {"file": self.file}
        if self.sheet is not None:
            entry["sheet"] = self.sheet
        if self.row is not None:
            entry["row"] = self.row
        if self.page is not None:
            entry["page"] = self.page
        if self.box is not None:
            entry["box"] = self.box.rounded()
        entry["fact"] = self.fact
        return entry

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        box = entry.get("box")
        return cls(entry["file"], entry["fact"], entry.get("page"), Box(*box) if box else None, entry.get("sheet"), entry.get("row"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with what came in, said so that a person can act; never an exception."""

    code: str
    message: str
    evidence: Evidence | None = None
