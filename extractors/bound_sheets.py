"""What is to be bound into one PDF: sheets of papers in order, the outline, and what the document says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class BoundSheet:
    """One sheet: page `page` (from 1) of paper number `paper`, its lower left corner at `corner`, times `scale`.

    Page `over_page` of paper number `over` is drawn over it; without one the page is taken as it stands.
    """

    size: tuple[float, float]
    paper: int
    page: int
    corner: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    over: int | None = None
    over_page: int = 1

    def to_wire(self) -> dict[str, Any]:
        """Plain values, for the way into the sandbox."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_wire(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_wire`."""
        size, corner = tuple(map(float, entry["size"])), tuple(map(float, entry["corner"]))
        return cls(**{**entry, "size": size, "corner": corner})


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline: what it says and on which sheet (from 0) it lands; `level` 1 stands below the last of level 0."""

    title: str
    sheet: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """What is bound: sheets in order, the outline, and what the document says about itself (`Title`, dates as PDF writes them)."""

    sheets: tuple[BoundSheet, ...]
    bookmarks: tuple[Bookmark, ...]
    about: tuple[tuple[str, str], ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """Plain values, for the way into the sandbox."""
        marks = [[b.title, b.sheet, b.level] for b in self.bookmarks]
        return {"sheets": [s.to_wire() for s in self.sheets], "bookmarks": marks, "about": [list(pair) for pair in self.about]}

    @classmethod
    def from_wire(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_wire`."""
        marks = tuple(Bookmark(str(title), int(sheet), int(level)) for title, sheet, level in entry["bookmarks"])
        about = tuple((str(name), str(value)) for name, value in entry["about"])
        return cls(tuple(BoundSheet.from_wire(s) for s in entry["sheets"]), marks, about)
