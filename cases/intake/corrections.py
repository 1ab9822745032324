"""What people put right on papers: append-only, in the journal, and laid over every reading to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.background.work import Work
from cases.intake.agreement_posting import post_agreements
from cases.intake.overlay import ADDED, KIND, LINE, LINES_THEN, anchor_of, laid_over
from cases.intake.paper_posting import by_position, lay_papers
from cases.intake.posting import Posted, touch_posted
from cases.intake.reading import reprocess
from cases.intake.receiving import locked, origins_of
from cases.intake.told import PAPERS, in_force
from cases.rebating.from_papers import post_contracts
from facts.documents import Source
from facts.evidence import Box
from facts.paper_fields import FieldValueError, kept_form
from ledger.journal import record
from ledger.papers import Correction, Document, Paper, Reading

LONGEST_NAME: Final = 60
PAGE_LIMIT: Final = 100_000
PLACE_LIMIT: Final = 100_000.0
"""Points; no page is larger."""


class NoSuchPaperError(LookupError):
    """There is no paper at that position of the document."""

    def __init__(self, document_id: int, position: int) -> None:
        super().__init__(f"document {document_id} has no paper {position}")


class NoSuchLineError(LookupError):
    """The paper has no line of that number."""

    def __init__(self, line: int, lines: int) -> None:
        there = f"the paper has lines 0 to {lines - 1}" if lines else "the paper has no lines"
        super().__init__(f"line {line} is not there; {there}, and a value for line {lines} adds one")


class NoSuchFieldError(ValueError):
    """The name is none that a field can have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name[:LONGEST_NAME]!r} names no field; fields are named as total_cartons, in small letters")


class NotCorrectableError(ValueError):
    """The paper stands for a table; its rows are put right in the export."""

    def __init__(self) -> None:
        super().__init__("this is a table, no paper; put the export right and send it again")


class AlreadyUndoneError(ValueError):
    """The correction was undone before."""

    def __init__(self, correction_id: int) -> None:
        super().__init__(f"correction {correction_id} was undone before")


def correct(
    session: Session,
    work: Work,
    *,
    document_id: int,
    position: int,
    name: str,
    value: object,
    line: int | None = None,
    page: int | None = None,
    box: Sequence[float] | None = None,
    actor: str,
    now: datetime,
    reason: str = "",
) -> Correction:
    """Puts a field of a paper right, adds one that readers missed, or takes one away (`value` None); judges again what it touches.

    `name` is the field, `kind` for the kind of paper, whose own reader then reads it again, or `line` (`value` None) to take a whole
    line away. `line` counts rows from 0; that after the last begins a line that readers missed. `page` (from 1) and `box` (points)
    say where it stands, else the place that was read stays. Raises FieldValueError that says what the field takes, NoSuchPaperError,
    NoSuchLineError, NoSuchFieldError, NotCorrectableError.
    """
    document = locked(session, document_id)
    paper = _paper(session, document, position)
    _check_name(name, line, value)
    shown = _shown(paper, line, value)
    after = None if value is None else _after(name, value, page, box)
    if name == KIND and after is None:
        raise FieldValueError(name, value, "a paper has a kind; write which")
    made = Correction(
        document_id=document.id,
        position=position,
        name=name,
        line=line,
        anchor=None if line is None else _anchor(session, document, paper, line, name),
        before={"value": paper.kind.value} if name == KIND and line is None else (shown or None) if name == LINE else shown.get(name),
        after=after,
        made_at=now,
        made_by=actor,
        reason=reason,
    )
    session.add(made)
    session.flush()
    if line is not None and made.anchor is None:
        made.anchor = {ADDED: made.id, LINES_THEN: line - len(_added(session, document, paper))}
        session.flush()
    _lay_again(session, work, document, paper, cause=f"{name} was corrected", now=now)
    journal_correction(session, document, made, "corrected", made.before, made.after, actor, reason, now)
    _read_by_its_reader(session, work, document, paper, made, actor=actor, now=now)
    return made


def undo_correction(session: Session, work: Work, correction_id: int, *, actor: str, now: datetime, reason: str = "") -> Correction:
    """Ends a correction: the field is again what was read, with the other corrections over it. Raises AlreadyUndoneError."""
    document_id = session.get_one(Correction, correction_id).document_id
    document = locked(session, document_id)
    correction = session.get_one(Correction, correction_id, populate_existing=True)
    if correction.undone_at is not None:
        raise AlreadyUndoneError(correction_id)
    correction.undone_at, correction.undone_by = now, actor
    session.flush()
    cause = f"a correction of {correction.name} was undone"
    if correction.name == PAPERS:
        reprocess(session, work, document_ids=[document.id], cause=cause, now=now, actor=actor, told_only=True)
    else:
        paper = _paper(session, document, correction.position)
        _lay_again(session, work, document, paper, cause=cause, now=now)
        _read_by_its_reader(session, work, document, paper, correction, actor=actor, now=now)
    journal_correction(session, document, correction, "correction undone", correction.after, correction.before, actor, reason, now)
    return correction


def _paper(session: Session, document: Document, position: int) -> Paper:
    paper = session.scalar(select(Paper).where(Paper.document_id == document.id, Paper.position == position))
    if paper is None:
        raise NoSuchPaperError(document.id, position)
    if paper.source is Source.TABLE:
        raise NotCorrectableError
    return paper


def _shown(paper: Paper, line: int | None, value: object) -> Mapping[str, Any]:
    """The cells among which a field is put right; none yet for the line after the last."""
    if line is None:
        fields: Mapping[str, Any] = paper.content["fields"]
        return fields
    lines = paper.content["lines"]
    if 0 <= line < len(lines):
        cells: Mapping[str, Any] = lines[line]
        return cells
    if line != len(lines) or value is None or paper.gone:
        raise NoSuchLineError(line, len(lines))
    return {}


def _check_name(name: str, line: int | None, value: object) -> None:
    whole = name == LINE and (line is None or value is not None)
    plain = name.isascii() and name.replace("_", "").isalnum() and name == name.lower() and 0 < len(name) <= LONGEST_NAME
    if not plain or whole or name == PAPERS or (name == KIND and line is not None):
        raise NoSuchFieldError(name)


def _after(name: str, value: object, page: int | None, box: Sequence[float] | None) -> dict[str, Any]:
    """The corrected field in the form of contract.md, without the printed text, which the reading keeps."""
    after: dict[str, Any] = {"value": kept_form(name, value), "confidence": 1.0, "review": False}
    if page is None and box is None:
        return after
    if page is None or isinstance(page, bool) or not 1 <= page <= PAGE_LIMIT:
        raise FieldValueError(name, page, "a place has a page, counted from 1")
    after["page"] = page
    if box is not None:
        if len(box) != len(Box._fields) or not all(0 <= edge <= PLACE_LIMIT for edge in box):
            raise FieldValueError(name, list(box), "a box is left, top, right, bottom in points")
        placed = Box(*(float(edge) for edge in box))
        if placed.x0 >= placed.x1 or placed.top >= placed.bottom:
            raise FieldValueError(name, list(box), "a box is left, top, right, bottom in points, with some room in it")
        after["box"] = placed.rounded()
    return after


def _read(session: Session, document: Document, paper: Paper) -> Mapping[str, Any]:
    """The paper as the reading in force shows it, before any correction."""
    reading = session.get_one(Reading, document.reading_id)
    found: Mapping[str, Any] = reading.content["documents"][paper.place]
    return found


def _anchor(session: Session, document: Document, paper: Paper, line: int, name: str) -> dict[str, Any] | None:
    """What tells the row apart in the reading itself (in the paper, where the reading has it no more); None for a line that is new."""
    if paper.gone:
        return anchor_of(paper.content["lines"][line], name)
    read = _read(session, document, paper)["lines"]
    if line < len(read):
        return anchor_of(read[line], name)
    added = _added(session, document, paper)
    return added[line - len(read)] if line - len(read) < len(added) else None


def _added(session: Session, document: Document, paper: Paper) -> list[dict[str, Any]]:
    """The anchors of the lines that people added to the paper."""
    own = by_position(in_force(session, document.id)).get(paper.position, ())
    return laid_over(_read(session, document, paper), [c for c in own if c.anchor is not None]).added


def _read_by_its_reader(
    session: Session, work: Work, document: Document, paper: Paper, correction: Correction, *, actor: str, now: datetime
) -> None:
    """Has the document read again where a kind was put right: each kind has a reader, which finds other fields."""
    if correction.name == KIND and correction.line is None and paper.content["pages"] and paper.source in {Source.TEXT, Source.OCR}:
        cause = f"paper {paper.position} is of another kind"
        reprocess(session, work, document_ids=[document.id], cause=cause, now=now, actor=actor, told_only=True)


def _lay_again(session: Session, work: Work, document: Document, paper: Paper, *, cause: str, now: datetime) -> None:
    """Brings the document's papers in line with the corrections there are now, and has judged again what they touch."""
    if paper.gone or document.reading_id is None:
        return
    reading = session.get_one(Reading, document.reading_id)
    laid = lay_papers(session, document, reading.content.get("documents", ()))
    origins = origins_of(session, document.id)
    account_id = next((o.account_id for o in origins if o.account_id is not None), None)
    post_agreements(session, document, laid.papers, account_id=account_id, actor=SYSTEM, now=now)
    post_contracts(session, document, laid.papers, account_id=account_id, now=now)
    touched = {o.account_id: [document.id] for o in origins if o.account_id is not None} if laid.changed else {}
    touch_posted(session, work, [Posted(document, laid.changed, touched, laid.former_keys)], cause=cause, now=now)


def journal_correction(
    session: Session,
    document: Document,
    correction: Correction,
    action: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    actor: str,
    reason: str,
    now: datetime,
) -> None:
    """Notes in the journal what a person put right, or took back, and what stood there before."""
    place = {"correction_id": correction.id, "paper": correction.position, "name": correction.name, "line": correction.line}
    record(
        session,
        supplier_id=document.supplier_id,
        actor=actor,
        now=now,
        action=action,
        noun="document",
        noun_id=document.id,
        reason=reason,
        before=place | {"field": before},
        after=place | {"field": after},
    )
