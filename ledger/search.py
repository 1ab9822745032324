"""Finds papers and cases by any three letters in a row, in every language, the same way on SQLite and PostgreSQL."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, column, delete, false, literal_column, select, table
from sqlalchemy.orm import Session

from ledger.database import is_sqlite
from ledger.operation import SearchEntry

QUERY_LIMIT: Final = 200
"""Letters of a query that count."""
WORDS_LIMIT: Final = 8
"""Words of a query that count."""
EXCERPT: Final = 60
"""Letters shown before and after what was found."""
INDEXED_FROM: Final = 3
"""Words shorter than this are not in the index; they are looked for in the text itself."""

_INDEX = table("search_index", column("rowid"))
"""SQLite's index over `search_entry.text` (migration 0002); PostgreSQL has a trigram index on the column itself."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper or case that was found: its noun and number, whose it is, and the words around the first place (folded)."""

    supplier_id: int
    noun: str
    noun_id: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found, the latest entered first; `next` goes into `after` for the next page, None at the end."""

    hits: tuple[Hit, ...]
    next: int | None


def folded(text: str) -> str:
    """Text as it is looked for: no case, no accents, wide and narrow forms alike, one space between words, nothing unprintable."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in apart if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def put(session: Session, supplier_id: int, noun: str, noun_id: int, text: str) -> None:
    """Makes a paper or case findable by `text`, in place of what it was findable by before."""
    entry = session.scalar(select(SearchEntry).where(SearchEntry.noun == noun, SearchEntry.noun_id == noun_id))
    said = folded(text)
    if entry is None:
        session.add(SearchEntry(supplier_id=supplier_id, noun=noun, noun_id=noun_id, text=said))
    elif (entry.supplier_id, entry.text) != (supplier_id, said):
        entry.supplier_id, entry.text = supplier_id, said
    session.flush()


def remove(session: Session, noun: str, noun_id: int) -> None:
    """A paper or case is found no longer; nothing happens where it was not."""
    session.execute(delete(SearchEntry).where(SearchEntry.noun == noun, SearchEntry.noun_id == noun_id))


def find(
    session: Session,
    query: str,
    *,
    supplier_ids: Sequence[int] | None = None,
    nouns: Sequence[str] = (),
    limit: int = 50,
    after: int | None = None,
) -> Hits:
    """Papers and cases in whose text every word of `query` occurs, as a whole word or a part of one.

    `supplier_ids` None means all suppliers, an empty one none; no `nouns` means all. An empty query finds nothing.
    """
    words = _words(query)
    if not words or (supplier_ids is not None and not supplier_ids):
        return Hits((), None)
    wanted = select(SearchEntry).where(*_conditions(session, words)).order_by(SearchEntry.id.desc()).limit(limit + 1)
    if supplier_ids is not None:
        wanted = wanted.where(SearchEntry.supplier_id.in_(supplier_ids))
    if nouns:
        wanted = wanted.where(SearchEntry.noun.in_(nouns))
    if after is not None:
        wanted = wanted.where(SearchEntry.id < after)
    found = session.scalars(wanted).all()
    page = found[:limit]
    hits = tuple(Hit(entry.supplier_id, entry.noun, entry.noun_id, _excerpt(entry.text, words)) for entry in page)
    return Hits(hits, page[-1].id if len(found) > limit else None)


def numbers(session: Session, query: str, noun: str, *, most: int) -> list[int] | None:
    """The numbers of all papers or cases of every supplier that `find` would find; None where more than `most` entries are found.

    For callers that have conditions of their own beside the words and need to know whether the words alone are narrow enough.
    """
    words = _words(query)
    if not words:
        return []
    wanted = select(SearchEntry.noun, SearchEntry.noun_id).where(*_conditions(session, words)).limit(most + 1)
    found = session.execute(wanted).all()
    return None if len(found) > most else [noun_id for kind, noun_id in found if kind == noun]


def said_of(query: str, noun: str, noun_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether the words are said of one paper or case at hand, looked up by its number and not by the index; for common words."""
    words = _words(query)
    said = [SearchEntry.text.contains(word, autoescape=True) for word in words] or [false()]
    # With an offset PostgreSQL asks row by row; without one it would gather all entries that say so first.
    return select(SearchEntry.id).where(SearchEntry.noun == noun, SearchEntry.noun_id == noun_id, *said).offset(0).exists()


def _words(query: str) -> list[str]:
    """The words that count, each once, the longest first."""
    words = dict.fromkeys(folded(query[:QUERY_LIMIT]).split())
    return sorted(words, key=len, reverse=True)[:WORDS_LIMIT]


def _conditions(session: Session, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """What the text must hold. A person's words are bound values, and quoted or escaped: they never become syntax."""
    in_index = [word for word in words if len(word) >= INDEXED_FROM] if is_sqlite(session) else []
    conditions: list[ColumnElement[bool]] = [SearchEntry.text.contains(word, autoescape=True) for word in words if word not in in_index]
    if in_index:
        quoted = " AND ".join('"' + word.replace('"', '""') + '"' for word in in_index)
        matching = select(_INDEX.c.rowid).where(literal_column("search_index").op("MATCH", is_comparison=True)(quoted))
        conditions.append(SearchEntry.id.in_(matching))
    return conditions


def _excerpt(text: str, words: Sequence[str]) -> str:
    """The text around the longest word."""
    at = max(0, text.find(words[0]))
    start, end = max(0, at - EXCERPT), at + len(words[0]) + EXCERPT
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
