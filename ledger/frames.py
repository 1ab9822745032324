"""The facts of an account as the judge reads them: what an audit of the same files would hand to `matchers.frames.collect`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ScalarSelect

from facts.documents import Document as PaperContent
from facts.documents import FileReading, ReadError, ReadErrorCode, Source
from facts.tables import TABLES, ColumnType, TableKind
from ledger.hand_words import HandWords, hand_words
from ledger.papers import Document, DocumentOrigin, DocumentState, Paper, Reading, TableRead, TradeFact

NUMBERS: Final = frozenset({ColumnType.MONEY, ColumnType.COUNT, ColumnType.RATE, ColumnType.MEASURE})
PLACES: Final = frozenset({"_file", "_sheet", "_row", "_review"})
AT_A_TIME: Final = 10_000
"""Rows taken from the database, or out of a frame, in one go."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Readings in the order of their files, tables as frames, and the row ids of the papers in the order of `Frames.papers`."""

    readings: tuple[FileReading, ...]
    tables: tuple[tuple[TableKind, pl.DataFrame], ...]
    hidden_payments: tuple[str, ...]
    papers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of a table of the trade: its values by column without empty ones, scaled as in frames, days as ISO text."""

    row: int | None
    review: bool
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document stands in an account: its first path there, the container it came in, and its turn among the account's files."""

    document_id: int
    path: str
    container: str | None
    turn: tuple[str, int, tuple[int, ...]]


def facts_of(session: Session, account_id: int, only: frozenset[TableKind] | None = None) -> AccountFacts:
    """Everything that an account's documents say, corrections and links by hand laid over.

    A document counts once, under the path by which it first came into the account. Files stand in the order of their paths, those
    that came under the same path in the order they came, the parts of a container right after it. Documents that nobody has read
    yet are left out. Of the tables those of some kinds alone are read where `only` names them.
    """
    places = _places(session, account_id)
    files = {place.document_id: place.path for place in places}
    readings, papers = _readings(session, account_id, places)
    tables, hidden = _tables(session, account_id, files, only)
    return AccountFacts(readings, tables, hidden, papers)


def table_rows(frame: pl.DataFrame) -> Iterator[FactRow]:
    """The rows of a table as it was read (`extractors.tables.Table.frame`), columns that it does not know included."""
    names = [name for name in frame.columns if name not in PLACES]
    rows = frame["_row"] if "_row" in frame.columns else None
    reviews = frame["_review"].fill_null(value=False) if "_review" in frame.columns else None
    for start in range(0, frame.height, AT_A_TIME):
        for offset, cells in enumerate(frame.select(names).slice(start, AT_A_TIME).iter_rows(), start):
            values = {n: c.isoformat() if isinstance(c, date) else c for n, c in zip(names, cells, strict=True) if c is not None}
            yield FactRow(rows[offset] if rows is not None else None, bool(reviews[offset]) if reviews is not None else False, values)


def _in_account(account_id: int) -> ScalarSelect[int]:
    return select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id).scalar_subquery()


def _places(session: Session, account_id: int) -> list[_Place]:
    """The documents of an account in the order in which an audit would list their files."""
    origins = session.execute(
        select(DocumentOrigin.id, DocumentOrigin.document_id, DocumentOrigin.path, DocumentOrigin.detail)
        .where(DocumentOrigin.account_id == account_id)
        .order_by(DocumentOrigin.id)
    ).all()
    files = {origin.path: (origin.detail.get("asked", origin.path), origin.id) for origin in origins}
    first: dict[int, _Place] = {}
    for origin in origins:
        asked, came = files.get(origin.detail.get("within", origin.path), (origin.path, origin.id))
        turn = (asked, came, tuple(origin.detail.get("turns", ())))
        first.setdefault(origin.document_id, _Place(origin.document_id, origin.path, origin.detail.get("container"), turn))
    return sorted(first.values(), key=lambda place: place.turn)


def _readings(session: Session, account_id: int, places: Sequence[_Place]) -> tuple[tuple[FileReading, ...], tuple[int, ...]]:
    documents = {
        row.id: row
        for row in session.execute(
            select(
                Document.id,
                Document.sha256,
                Document.state,
                Document.error_code,
                Document.error_message,
                Reading.content["problems"].label("problems"),
            )
            .outerjoin(Reading, Reading.id == Document.reading_id)
            .where(Document.id.in_(_in_account(account_id)), Document.state != DocumentState.RECEIVED)
        )
    }
    by_document = _papers(session, account_id)
    words = hand_words(session, account_id)
    readings: list[FileReading] = []
    papers: list[int] = []
    for place in places:
        document = documents.get(place.document_id)
        if document is None:
            continue
        found = by_document.get(place.document_id, ()) if document.state is DocumentState.READ else ()
        papers.extend(paper_id for paper_id, content in found if content.source is not Source.TABLE)
        readings.append(
            FileReading(
                place.path,
                document.sha256,
                tuple(_decided(words, paper_id, content) for paper_id, content in found),
                _error(document.error_code, document.error_message) if document.state is DocumentState.FAILED else None,
                place.container,
                tuple(document.problems or ()),
                used=document.state is not DocumentState.UNUSED,
            )
        )
    return tuple(readings), tuple(papers)


def _papers(session: Session, account_id: int) -> Mapping[int, Sequence[tuple[int, PaperContent]]]:
    """The papers of each document that the reading in force finds, in their order."""
    found: dict[int, list[tuple[int, PaperContent]]] = defaultdict(list)
    rows = session.execute(
        select(Paper.id, Paper.document_id, Paper.content)
        .where(Paper.document_id.in_(_in_account(account_id)), Paper.gone.is_(False))
        .order_by(Paper.document_id, Paper.place)
        .execution_options(yield_per=AT_A_TIME)
    )
    for paper_id, document_id, content in rows:
        gone = {number for number in content.get("taken_away", ()) if not content["lines"][number]}
        standing = [line for number, line in enumerate(content["lines"]) if number not in gone]
        found[document_id].append((paper_id, PaperContent.from_json({**content, "lines": standing})))
    return found


def _decided(words: Mapping[int, HandWords], paper_id: int, content: PaperContent) -> PaperContent:
    said = words.get(paper_id)
    return content if said is None or content.source is Source.TABLE else said.laid_over(content)


def _error(code: str | None, message: str | None) -> ReadError:
    return ReadError(ReadErrorCode(code or ReadErrorCode.CORRUPT), message or "")


def _tables(
    session: Session, account_id: int, files: Mapping[int, str], only: frozenset[TableKind] | None
) -> tuple[tuple[tuple[TableKind, pl.DataFrame], ...], tuple[str, ...]]:
    """One frame for each kind of table, its rows in the order of files, tables and rows."""
    turn = {document_id: number for number, document_id in enumerate(files)}
    read = session.execute(
        select(TableRead.id, TableRead.document_id, TableRead.position, TableRead.kind, TableRead.sheet, TableRead.about["hidden_payments"])
        .join(Document, Document.id == TableRead.document_id)
        .where(TableRead.document_id.in_(_in_account(account_id)), Document.state == DocumentState.READ)
    ).all()
    wanted = [table for table in read if only is None or table.kind in only]
    ordered = sorted(wanted, key=lambda table: (turn[table.document_id], table.position))
    facts = _facts(session, account_id, only)
    hidden = [payment for table in ordered for payment in table[5] or ()]
    by_kind: dict[TableKind, list[_TableFacts]] = defaultdict(list)
    for table in ordered:
        if table.id in facts:
            by_kind[TableKind(table.kind)].append(facts[table.id].placed(files[table.document_id], table.sheet))
    return tuple((kind, _frame(kind, tables)) for kind, tables in by_kind.items()), tuple(hidden)


@dataclass(slots=True)
class _TableFacts:
    """The rows of one table column by column: values as JSON text, decoded all at once."""

    texts: list[str]
    rows: list[int | None]
    reviews: list[bool]
    file: str = ""
    sheet: str | None = None

    def placed(self, file: str, sheet: str | None) -> _TableFacts:
        self.file, self.sheet = file, sheet
        return self


def _facts(session: Session, account_id: int, only: frozenset[TableKind] | None) -> dict[int, _TableFacts]:
    found: dict[int, _TableFacts] = {}
    kinds = () if only is None else (TableRead.kind.in_(sorted(kind.value for kind in only)),)
    rows = session.execute(
        select(TradeFact.table_id, TradeFact.row, TradeFact.review, cast(TradeFact.values, Text))
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .where(TableRead.document_id.in_(_in_account(account_id)), *kinds)
        .order_by(TradeFact.table_id, TradeFact.position)
        .execution_options(yield_per=AT_A_TIME)
    )
    for table_id, row, review, text in rows:
        table = found.get(table_id)
        if table is None:
            table = found[table_id] = _TableFacts([], [], [])
        table.texts.append(text)
        table.rows.append(row)
        table.reviews.append(review)
    return found


def _frame(kind: TableKind, tables: Sequence[_TableFacts]) -> pl.DataFrame:
    """The rows of several tables of one kind as one frame, columns in the order of `TABLES[kind]`, then the places."""
    columns = TABLES[kind]
    wanted = pl.Struct({c.name: pl.Int64 if c.type in NUMBERS else pl.String for c in columns})
    texts = pl.Series("facts", [text for table in tables for text in table.texts], dtype=pl.String)
    days = [pl.col(c.name).str.to_date("%Y-%m-%d") for c in columns if c.type is ColumnType.DATE]
    frame = texts.str.json_decode(wanted).struct.unnest().with_columns(days)
    lengths = [len(table.texts) for table in tables]
    return frame.with_columns(
        _repeated("_file", [table.file for table in tables], lengths),
        _repeated("_sheet", [table.sheet for table in tables], lengths),
        pl.Series("_row", [row for table in tables for row in table.rows], dtype=pl.Int64),
        pl.Series("_review", [review for table in tables for review in table.reviews], dtype=pl.Boolean),
    )


def _repeated(name: str, values: Sequence[str | None], lengths: Sequence[int]) -> pl.Series:
    return pl.Series(name, [value for value, times in zip(values, lengths, strict=True) for _ in range(times)], dtype=pl.String)
