"""What a person has said of a file before it is read: which of its pages make which paper, and what kind of paper each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from facts.documents import DocumentKind


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """Pages (from 1, in the order in which they are read) that make one paper, and its kind where that is known."""

    pages: tuple[int, ...]
    kind: DocumentKind | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they are kept and as they cross between processes."""
        return {"pages": list(self.pages), "kind": None if self.kind is None else self.kind.value}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """Back from `to_json`."""
        kind = entry["kind"]
        return cls(tuple(int(page) for page in entry["pages"]), None if kind is None else DocumentKind(kind))


@dataclass(frozen=True, slots=True)
class Told:
    """`papers` is how the file is cut, pages that none names belonging to no paper; None leaves the cutting to the readers.

    `kinds` are the kinds of papers, each known by its pages, however the file is cut. `only_those`: no other page is looked at.
    """

    papers: tuple[ToldPaper, ...] | None = None
    kinds: tuple[ToldPaper, ...] = ()
    only_those: bool = False

    @property
    def only(self) -> frozenset[int] | None:
        """The pages to look at; None for all."""
        return frozenset(page for paper in self.papers or () for page in paper.pages) if self.only_those else None

    def __bool__(self) -> bool:
        return self.papers is not None or bool(self.kinds)

    def kind_of(self, pages: Sequence[int], among: Sequence[Sequence[int]]) -> DocumentKind | None:
        """The kind told of the paper with these pages: of those `among` which it is, the same pages or the most shared of them."""
        own = tuple(pages)
        for told in self.kinds:
            nearest = max(among, key=lambda others: (tuple(others) == told.pages, len(set(others) & set(told.pages))))
            if tuple(nearest) == own and set(own) & set(told.pages):
                return told.kind
        return next((told.kind for told in self.papers or () if told.pages == own), None)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the way into a reader process."""
        papers = None if self.papers is None else [paper.to_json() for paper in self.papers]
        kinds = [paper.to_json() for paper in self.kinds]
        return {"papers": papers, "kinds": kinds} | ({"only_those": True} if self.only_those else {})

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """Back from `to_json`."""
        papers = entry["papers"]
        cut = None if papers is None else tuple(ToldPaper.from_json(paper) for paper in papers)
        return cls(cut, tuple(ToldPaper.from_json(paper) for paper in entry["kinds"]), bool(entry.get("only_those")))


NOTHING_TOLD = Told()
