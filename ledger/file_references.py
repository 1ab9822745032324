"""Which files the ledger speaks of: the one list of places where the hash of a file stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, cast, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from ledger.models import Document, Draft, Filing, Mail, Packet

PLAIN: Final[tuple[InstrumentedAttribute[str], ...]] = (Document.sha256,)
"""Columns that hold a hash."""
WITHIN: Final[tuple[InstrumentedAttribute[Any], ...]] = (
    Packet.parts,
    Packet.exhibits,
    Mail.attachments,
    Filing.snapshot,
    Draft.fields,
)
"""JSON columns that may hold objects with a `sha256`."""
_HASH: Final = re.compile(r'"sha256": ?"([0-9a-f]{64})"')


def referenced(connection: Connection) -> Iterator[str]:
    """The hash of every file that the ledger needs, each once; in no order."""
    met: set[str] = set()
    for within in WITHIN:
        told = as_text(connection, within.expression)
        for (said,) in connection.execute(select(told).where(told.contains('"sha256"')).execution_options(yield_per=1000)):
            met.update(_HASH.findall(said))
    yield from sorted(met)
    for plain in PLAIN:
        for (sha256,) in connection.execute(select(plain).distinct().execution_options(yield_per=1000)):
            if sha256 not in met:
                yield sha256


def as_text(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[str]:
    """A JSON column as the text that the database keeps."""
    return type_coerce(column, Text) if connection.dialect.name == "sqlite" else cast(column, Text)
