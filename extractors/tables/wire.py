"""Tables on their way out of a child process: Arrow IPC frames behind a JSON description. No pickle: the child opened untrusted bytes."""

from __future__ import annotations

import io
import json
import struct
from typing import IO, Any, Final

import polars as pl

from extractors.tables.table import DTYPES, Table, TablesRead
from facts.documents import ReadError, ReadErrorCode
from facts.tables import TABLES, TableKind

_MAGIC: Final = b"RCPTBL1\n"
_LENGTH: Final = struct.Struct(">Q")
_PLACES: Final = {"_sheet": pl.String, "_row": pl.Int64, "_review": pl.Boolean}


class WireError(ValueError):
    """What came out of the child is no well-formed set of tables."""


def to_wire(read: TablesRead) -> bytes:
    """The tables as bytes: magic, length and JSON of all but the frames, then length and Arrow IPC stream of each frame."""
    error = None if read.error is None else {"code": read.error.code.value, "message": read.error.message}
    about = {"problems": list(read.problems), "error": error, "tables": [_about(table) for table in read.tables]}
    parts = [_MAGIC]
    for block in (json.dumps(about, ensure_ascii=False).encode(), *(_frame_bytes(table.frame) for table in read.tables)):
        parts += [_LENGTH.pack(len(block)), block]
    return b"".join(parts)


def from_wire(sent: bytes) -> TablesRead:
    """Back from `to_wire`. Raises WireError where the bytes are malformed or a frame has not the columns and types of its kind."""
    if not sent.startswith(_MAGIC):
        raise WireError("no set of tables")
    blocks, at = [], len(_MAGIC)
    while at < len(sent):
        if at + _LENGTH.size > len(sent):
            raise WireError("cut off in a length")
        (length,) = _LENGTH.unpack_from(sent, at)
        at += _LENGTH.size
        if at + length > len(sent):
            raise WireError("cut off in a block")
        blocks.append(memoryview(sent)[at : at + length])
        at += length
    try:
        about = json.loads(bytes(blocks[0]))
        tables = tuple(_table(entry, block) for entry, block in zip(about["tables"], blocks[1:], strict=True))
        error = about["error"]
        return TablesRead(
            tables, tuple(map(str, about["problems"])), error and ReadError(ReadErrorCode(error["code"]), str(error["message"]))
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, pl.exceptions.PolarsError) as failure:
        raise WireError(f"malformed tables ({failure})") from failure


def _about(table: Table) -> dict[str, Any]:
    return {
        "kind": table.kind.value,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": table.columns,
        "unknown_columns": list(table.unknown_columns),
        "conventions": table.conventions,
        "problems": list(table.problems),
        "hidden_payments": list(table.hidden_payments),
    }


def write_piece(frame: pl.DataFrame, into: IO[bytes]) -> None:
    """Writes the rows of a piece of a long table as an Arrow IPC stream, not packed: they are taken apart again at once."""
    frame.write_ipc_stream(into, compression="uncompressed", compat_level=pl.CompatLevel.newest())


def _frame_bytes(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer, compression="lz4")
    return buffer.getvalue()


def _table(entry: dict[str, Any], block: memoryview) -> Table:
    kind = TableKind(entry["kind"])
    frame = pl.read_ipc_stream(io.BytesIO(bytes(block)))
    unknown = tuple(map(str, entry["unknown_columns"]))
    expected: dict[str, Any] = {column.name: DTYPES[column.type] for column in TABLES[kind]}
    expected |= _PLACES | {f"x:{name}": pl.String for name in unknown}
    if dict(frame.schema) != expected or list(frame.schema) != list(expected):
        raise WireError(f"a frame of {kind.value} has other columns than it should")
    return Table(
        kind=kind,
        frame=frame,
        sheet=entry["sheet"],
        header_row=int(entry["header_row"]),
        columns={str(k): str(v) for k, v in entry["columns"].items()},
        unknown_columns=unknown,
        conventions={str(k): str(v) for k, v in entry["conventions"].items()},
        rows=frame.height,
        problems=tuple(map(str, entry["problems"])),
        hidden_payments=tuple(map(str, entry["hidden_payments"])),
    )
