"""Orders and invoices that papers or other tables speak of: what those say may bear on a claim, so that it is judged line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from facts.documents import Field, Source
from facts.identifiers import compact
from facts.tables import TABLES, ColumnType, TableKind
from matchers.columns.accounts import CUT, Touched
from matchers.frames import Paper
from matchers.grammar import number_key
from matchers.keys import KnownKeys
from matchers.suffixes import strips
from rules.grammar import Grammar

_SILENT: Final = {
    TableKind.PAYMENTS, TableKind.CATALOGUE, TableKind.COST_HISTORY, TableKind.RATE_CARD, TableKind.SALES, TableKind.ON_TIME_PERFORMANCE,
}  # fmt: skip
"""Tables that name no claim, order or invoice of ours with the retailer."""


def touched(papers: Sequence[Paper], tables: Mapping[TableKind, pl.DataFrame], orders: pl.Series, grammar: Grammar) -> Touched:
    """What papers and tables beside the cut ones name. `orders` are all orders as printed: a scan's number may be misread."""
    named = set(_numbers(papers))
    for kind, frame in tables.items():
        if kind not in CUT and kind not in _SILENT:
            columns = [c.name for c in TABLES[kind] if c.type is ColumnType.IDENTIFIER and c.name in frame.columns]
            named.update(text for name in columns for text in frame[name].drop_nulls().unique().to_list())
    keys = {number_key(text) for text in named}
    invoices = keys | {root for key in keys for root, _ in strips(key, grammar.tokens)}
    found = {compact(text) for text in named} | _misread(papers, orders)
    return Touched(frozenset(found - {""}), frozenset(invoices - {""}))


def _misread(papers: Sequence[Paper], orders: pl.Series) -> set[str]:
    """Orders that a number on a scan may mean."""
    scanned = [p for p in papers if p.document.source is Source.OCR]
    if not scanned:
        return set()
    known = KnownKeys.of(orders.drop_nulls().unique().to_list())
    matches = [known.match(text, scanned=True) for text in _numbers(scanned)]
    return {compact(key) for match in matches for key in (match.key, *match.candidates)}


def _numbers(papers: Iterable[Paper]) -> Iterator[str]:
    """All texts on papers that may be a number: whatever its field is called."""
    for paper in papers:
        for cells in (paper.document.fields, *paper.document.lines):
            for field in cells.values():
                yield from _texts(field)
        yield from paper.document.belongs_to
        yield from paper.document.ruled_out


def _texts(field: Field) -> Iterator[str]:
    values = field.value if isinstance(field.value, list) else [field.value]
    return (str(v) for v in values if isinstance(v, str) and any(c.isdigit() or c.isupper() for c in v))
