"""What was found by its words, as people are shown it: cases and papers with the place where the words stand."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from api.http.gate import search
from api.http.gate.rows import Gate
from api.http.shapes.plain import amount
from api.web.languages import Language
from api.web.shell import only_reads
from ledger.models import Case, Document, Paper
from ledger.search import INDEXED_FROM, QUERY_LIMIT, folded

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces; True marks one that was looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case or paper: its name, what else is to be known of it, where it is shown, and the words around the place."""

    text: str
    note: str
    address: str
    excerpt: Pieces = ()
    state: str = ""
    close_reason: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found, and the cursor of the next one."""

    hits: tuple[Found, ...]
    next: str | None = None


def is_asked(query: str) -> bool:
    """Whether there is a word long enough to be looked for; a number may be short."""
    return _is_in_index(query) or search.NUMBER.fullmatch(query.strip()) is not None


def cases_found(gate: Gate, say: Language, query: str, *, limit: int, after: str | None = None) -> FoundPage:
    """Cases that hold every word, after those of which it is the number or begins it; a short number is looked for as one alone."""
    if _is_in_index(query):
        excerpts, following = _hits(gate, query, "case", limit, after)
    else:
        excerpts, following = {case.id: "" for case in search.numbered(gate, query)}, None
    rows = {case.id: case for case in gate.session.scalars(gate.seen(Case).where(Case.id.in_(excerpts)))}
    own = only_reads(gate.scope)
    known = [(rows[number], excerpt) for number, excerpt in excerpts.items() if number in rows]
    return FoundPage(tuple(_case(say, case, _pieces(excerpt, query), own=own) for case, excerpt in known), following)


def papers_found(gate: Gate, say: Language, query: str, *, limit: int, after: str | None = None) -> FoundPage:
    """Papers that hold every word."""
    if only_reads(gate.scope) or not _is_in_index(query):
        return FoundPage(())
    excerpts, following = _hits(gate, query, "paper", limit, after)
    wanted = gate.seen(Paper).where(Paper.id.in_(excerpts))
    rows = gate.session.execute(wanted.with_only_columns(Paper.id, Paper.document_id, Paper.position, Paper.kind, Document.name))
    papers = {row.id: row for row in rows}
    items = tuple(
        Found(
            f"{say.word('paper', papers[number].kind.value)} · {papers[number].name}",
            "",
            f"/documents/{papers[number].document_id}?{urlencode({'paper': papers[number].position})}",
            _pieces(excerpt, query),
        )
        for number, excerpt in excerpts.items()
        if number in papers
    )
    return FoundPage(items, following)


def _is_in_index(query: str) -> bool:
    """Whether a word of it is long enough for the index."""
    return any(len(word) >= INDEXED_FROM for word in folded(query[:QUERY_LIMIT]).split())


def _hits(gate: Gate, query: str, noun: str, limit: int, after: str | None) -> tuple[dict[int, str], str | None]:
    """What was found, in its order: number → excerpt; and the cursor of the next page."""
    page = search.found(gate, query, supplier_id=None, noun=noun, limit=limit, after=after)
    return {hit.noun_id: hit.excerpt for hit in page.items}, page.next


def _case(say: Language, case: Case, excerpt: Pieces, *, own: bool) -> Found:
    kind, state = say.word("type", case.type.value), say.word("state", case.state.value)
    return Found(
        f"{case.number} · {kind} {case.reference}",
        f"{state} · {say.money(amount(case.open_minor, case.currency), case.currency)}",
        f"/portal/cases/{case.id}" if own else f"/cases/{case.id}",
        excerpt,
        case.state.value,
        case.close_reason,
    )


def _pieces(excerpt: str, query: str) -> Pieces:
    """The excerpt, with the words that were looked for set apart. Both are folded already."""
    words = sorted(set(folded(query[:QUERY_LIMIT]).split()), key=len, reverse=True)
    pieces: list[tuple[str, bool]] = []
    rest = excerpt
    while rest:
        places = [(rest.find(word), -len(word), word) for word in words if word in rest]
        if not places:
            pieces.append((rest, False))
            break
        at, _, word = min(places)
        if at:
            pieces.append((rest[:at], False))
        pieces.append((rest[at : at + len(word)], True))
        rest = rest[at + len(word) :]
    return tuple(pieces)
