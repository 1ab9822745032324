"""What people said of a document's papers, as its readers are told when they read it again: how it is cut, and what each paper is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.intake.overlay import KIND, positions
from extractors.told import Told, ToldPaper
from facts.documents import DocumentKind
from ledger.papers import Correction, Paper

PAPERS: Final = "papers"
"""The name of a correction that says how a document is cut; it is about no field."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How a document is cut by the last word of a person on it; `papers` is None where that word leaves it to the readers."""

    correction_id: int = 0
    papers: tuple[ToldPaper, ...] | None = None

    def overrules(self, correction: Correction, pages: Iterable[int]) -> bool:
        """Whether a kind put right before was given anew with the cut."""
        own = tuple(pages)
        return (
            correction.name == KIND
            and correction.line is None
            and correction.id < self.correction_id
            and any(paper.pages == own and paper.kind is not None for paper in self.papers or ())
        )


def cut_of(corrections: Iterable[Correction]) -> Cut:
    """The cut in force among the corrections of a document that are."""
    last = max((c for c in corrections if c.name == PAPERS), key=lambda c: c.id, default=None)
    if last is None:
        return Cut()
    return Cut(last.id, papers_in(last.after))


def papers_in(after: Mapping[str, Any] | None) -> tuple[ToldPaper, ...] | None:
    """The papers that a correction of the cut names."""
    told = None if after is None else after[PAPERS]
    return None if told is None else tuple(ToldPaper.from_json(paper) for paper in told)


def in_force(session: Session, document_id: int) -> list[Correction]:
    """The corrections of a document that nobody has undone, in the order they were made."""
    made = select(Correction).where(Correction.document_id == document_id, Correction.undone_at.is_(None)).order_by(Correction.id)
    return list(session.scalars(made))


def told_of(session: Session, document_id: int) -> Told:
    """What the readers of a document are told: the cut in force, and the kinds that were put right since."""
    corrections = in_force(session, document_id)
    kinds = [c for c in corrections if c.name == KIND and c.line is None and c.after is not None]
    cut = cut_of(corrections)
    if not kinds:
        return Told(cut.papers)
    rows = session.scalars(select(Paper).where(Paper.document_id == document_id).order_by(Paper.gone, Paper.position)).all()
    pages = [(paper.position, tuple(int(page) for page in paper.content["pages"])) for paper in rows]
    if cut.papers is not None:
        cut_pages = [paper.pages for paper in cut.papers]
        pages = list(zip(positions(pages, cut_pages), cut_pages, strict=True))
    told = {}
    for position, own in pages:
        for correction in kinds:
            if correction.position == position and own and correction.after and not cut.overrules(correction, own):
                told[own] = DocumentKind(correction.after["value"])
    return Told(cut.papers, tuple(ToldPaper(own, kind) for own, kind in told.items()))
