"""Readers of tables: CSV, TSV, XLSX and XLS files in the trade's many layouts become typed frames."""

from extractors.tables.reading import read_first_piece, read_tables
from extractors.tables.settled import Settled, UnsettledError, read_piece
from extractors.tables.table import Table, TablesRead
from extractors.tables.wire import WireError, from_wire, to_wire, write_piece

__all__ = [
    "Settled",
    "Table",
    "TablesRead",
    "UnsettledError",
    "WireError",
    "from_wire",
    "read_first_piece",
    "read_piece",
    "read_tables",
    "to_wire",
    "write_piece",
]
