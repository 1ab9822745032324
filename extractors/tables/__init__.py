"""Readers of tables: CSV, TSV, XLSX and XLS files in the trade's many layouts become typed frames."""

from extractors.tables.reading import read_tables
from extractors.tables.table import Table, TablesRead
from extractors.tables.wire import WireError, from_wire, to_wire

__all__ = ["Table", "TablesRead", "WireError", "from_wire", "read_tables", "to_wire"]
