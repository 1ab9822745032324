"""Tables too long to be read in one piece: the first piece settles how the file is written, children of the sandbox read the others.

Pieces end where lines end and are read side by side. Where any of them is written otherwise, the file is nobody's business here: it
is then read whole, like every other.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import polars as pl

from extractors.dispatch import TABLE_LIMITS, TABLE_PAPERS, FileReader
from extractors.kinds import FileKind, kind_of
from extractors.ocr.recognition import loaded_readers
from extractors.read import ReadFile
from extractors.sandbox import Answer, Sandbox
from extractors.tables.settled import Settled
from extractors.tables.table import DTYPES, Table
from extractors.tables.wire import from_wire
from extractors.told import NOTHING_TOLD
from facts.documents import Document, DocumentKind, FileReading, Source
from facts.tables import TABLES, TableKind

LONG: Final = 4_000_000
"""Bytes from which a table is read in pieces."""
FIRST: Final = 400_000
PIECE: Final = 32_000_000
LIMIT: Final = 64_000_000_000
"""Bytes beyond which a file is refused, as by the other readers, only that it need not fit into memory here."""
SIDE_BY_SIDE: Final = 2
SHORT: Final = (".csv", ".tsv", ".tab", ".yaml", ".yml", ".md", ".txt")
"""Names of files that no worker need be started for."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """A file read in pieces: what is said of it, its shorter tables, and the long one's rows, with `_file`, `_sheet` and `_row`.

    `frames` lack the columns that are not in the file and those that no judgement reads.
    """

    reading: FileReading
    tables: tuple[Table, ...]
    kind: TableKind
    frames: tuple[pl.DataFrame, ...]
    hidden_payments: tuple[str, ...] = ()


def may_be_long(path: Path) -> bool:
    """True for a file of such a size."""
    try:
        return LONG <= path.stat().st_size <= LIMIT
    except OSError:
        return False


class LongReader:
    """A few sandboxes that read long tables; use as a context manager."""

    def __init__(self, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._boxes = [Sandbox() for _ in range(max(1, side_by_side))]
        self._short = FileReader(self._boxes[0], loaded_readers)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for box in self._boxes:
            self._stack.enter_context(box)
            box.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, path: Path, file: str) -> LongTable | None:
        """A file by its pieces; `file` is its path below the folder. None where it is no such table, or not written alike throughout."""
        try:
            with path.open("rb") as opened:
                return self._read(opened, file)
        except OSError:
            return None

    def read_short(self, path: Path, file: str) -> ReadFile | None:
        """A short table, or a file that is not used, without a worker that is ready for papers; None for all others."""
        if not path.name.lower().endswith(SHORT):
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        if kind_of(content, file) not in {FileKind.TABLE, FileKind.NOT_USED}:
            return None
        outcome = self._short.read(content, file, NOTHING_TOLD)
        reading = outcome.reading(file, hashlib.sha256(content).hexdigest(), None)
        tables = tuple(table.in_file(file) for wire in outcome.tables for table in from_wire(wire).tables)
        return ReadFile(reading, tables, said=outcome.said)

    def _read(self, opened: io.BufferedReader, file: str) -> LongTable | None:
        first, second = _up_to_a_line(opened, FIRST), _up_to_a_line(opened, PIECE)
        if kind_of(first, file) is not FileKind.TABLE:
            return None
        answer = self._boxes[0].run("first_pieces", {"name": file}, [first, second], TABLE_LIMITS)
        if not isinstance(answer, Answer) or not answer.values["settled"] or answer.values["unsettled"]:
            return None
        read = from_wire(answer.blobs[0])
        settled = Settled.from_json(answer.values["settled"])
        if read.error is not None or not read.tables or read.tables[-1].kind is not settled.kind:
            return None
        sums = hashlib.sha256(first)
        sums.update(second)
        early = _frame(answer.blobs[1:], settled)
        pieces = self._pieces(opened, replace(settled, row=settled.row + second.count(b"\n")), sums)
        if pieces is None or early is None:
            return None
        *shorter, long = (table.in_file(file) for table in read.tables)
        columns = [column.name for column in settled.columns] + list(settled.constants)
        places = ["_file", "_sheet", "_row", "_review"]
        frames = tuple(_placed(piece, file).select(columns + places) for piece in (early, *pieces))
        documents = tuple(Document(TABLE_PAPERS.get(t.kind, DocumentKind.OTHER), Source.TABLE, problems=t.problems) for t in read.tables)
        reading = FileReading(file, sums.hexdigest(), documents, problems=read.problems)
        hidden = tuple(payment for table in read.tables for payment in table.hidden_payments)
        return LongTable(reading, tuple(shorter), settled.kind, (long.frame.select(columns + places), *frames), hidden)

    def _pieces(self, opened: io.BufferedReader, settled: Settled, sums: Any) -> list[pl.DataFrame] | None:
        """The pieces in their order, None as soon as one is not written as the first."""
        found: dict[int, pl.DataFrame] = {}
        with ThreadPoolExecutor(len(self._boxes)) as hands:
            free = list(self._boxes)
            busy: dict[Future[pl.DataFrame | None], tuple[int, Sandbox]] = {}
            for number, (content, row) in enumerate(_rest(opened, settled.row)):
                sums.update(content)
                if not free and not _settle_one(busy, free, found):
                    return None
                box = free.pop()
                busy[hands.submit(_piece, box, content, replace(settled, row=row))] = (number, box)
            while busy:
                if not _settle_one(busy, free, found):
                    return None
        return [found[number] for number in sorted(found)]


def _settle_one(busy: dict[Future[pl.DataFrame | None], tuple[int, Sandbox]], free: list[Sandbox], found: dict[int, pl.DataFrame]) -> bool:
    """Waits for one piece or more and takes them; False where one is not written as the first."""
    done, _ = wait(busy, return_when=FIRST_COMPLETED)
    for one in done:
        number, box = busy.pop(one)
        free.append(box)
        frame = one.result()
        if frame is None:
            return False
        found[number] = frame
    return True


def _piece(box: Sandbox, content: bytes, settled: Settled) -> pl.DataFrame | None:
    answer = box.run("piece", settled.to_json(), [content], TABLE_LIMITS)
    if not isinstance(answer, Answer) or answer.values["unsettled"]:
        return None
    return _frame(answer.blobs, settled)


def _frame(blobs: Sequence[bytes], settled: Settled) -> pl.DataFrame | None:
    """The rows that a child gave, None unless they have just the columns and types that were settled."""
    types = {column.name: DTYPES[column.type] for column in TABLES[settled.kind]}
    wanted: dict[str, Any] = {column.name: types[column.name] for column in settled.columns}
    wanted |= dict.fromkeys(settled.constants, pl.String) | {"_row": pl.Int64, "_review": pl.Boolean}
    try:
        frame = pl.read_ipc_stream(io.BytesIO(blobs[0]))
    except (IndexError, OSError, pl.exceptions.PolarsError):
        return None
    return frame if dict(frame.schema) == wanted else None


def _placed(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    return frame.with_columns(pl.lit(file).alias("_file"), pl.lit(None, dtype=pl.String).alias("_sheet"))


def _up_to_a_line(opened: io.BufferedReader, size: int) -> bytes:
    return opened.read(size) + opened.readline()


def _rest(opened: io.BufferedReader, row: int) -> Iterator[tuple[bytes, int]]:
    """The pieces after the first, each with the row it begins on."""
    while piece := _up_to_a_line(opened, PIECE):
        yield piece, row
        row += piece.count(b"\n")
