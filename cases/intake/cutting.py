"""How a scan is cut into papers, by a person's word: kept like any correction, obeyed by every reading to come, and undone like one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.work import Work
from cases.intake.corrections import journal_correction
from cases.intake.reading import reprocess
from cases.intake.receiving import locked
from cases.intake.told import PAPERS, cut_of, in_force
from extractors.told import ToldPaper
from ledger.papers import Correction, Document, Paper


class CutError(ValueError):
    """The pages cannot be cut like that."""


def cut_document(
    session: Session,
    work: Work,
    *,
    document_id: int,
    papers: Sequence[ToldPaper] | None,
    pages: int,
    actor: str,
    now: datetime,
    reason: str = "",
) -> Correction:
    """Says which of a document's `pages` pages make which paper, and what kind each is where that is known; reads it again.

    Pages that no paper names belong to none; None leaves the cutting to the readers again. Saying the same twice changes nothing.
    Corrections stay with the paper that has the same pages, or shares most of them. Raises CutError.
    """
    _check(papers, pages)
    document = locked(session, document_id)
    said = {PAPERS: None if papers is None else [paper.to_json() for paper in papers]}
    standing = in_force(session, document.id)
    cut = cut_of(standing)
    last = next((c for c in standing if c.id == cut.correction_id), None)
    if last is not None and last.after == said:
        return last
    before = {PAPERS: _papers(session, document)}
    made = Correction(
        document_id=document.id, position=0, name=PAPERS, before=before, after=said, made_at=now, made_by=actor, reason=reason
    )
    session.add(made)
    session.flush()
    journal_correction(session, document, made, "cut into papers", before, said, actor, reason, now)
    cause = "left to the readers again" if papers is None else f"cut into {len(papers)} papers"
    reprocess(session, work, document_ids=[document.id], cause=cause, now=now, actor=actor, told_only=True)
    return made


def _check(papers: Sequence[ToldPaper] | None, pages: int) -> None:
    named = Counter(page for paper in papers or () for page in paper.pages)
    twice = sorted(page for page, times in named.items() if times > 1)
    if any(not paper.pages for paper in papers or ()):
        raise CutError("a paper has at least one page")
    if twice:
        raise CutError(f"page {twice[0]} is in two papers; a page belongs to one")
    outside = [page for page in named if not 1 <= page <= pages]
    if outside:
        raise CutError(f"there is no page {outside[0]}; the document has {pages}")


def _papers(session: Session, document: Document) -> list[dict[str, Any]]:
    """How it is cut now."""
    rows = session.scalars(select(Paper).where(Paper.document_id == document.id, Paper.gone.is_(False)).order_by(Paper.place))
    return [{"pages": list(paper.content["pages"]), "kind": paper.kind.value} for paper in rows]
