"""Tables too long to be read in one piece: the first piece settles how the file is written, children of the sandbox read the others.

Pieces end where lines end and are read side by side, each by a child that takes its stretch of the file for itself. Where any of them is
written otherwise, the file is nobody's business here: it is then read whole, like every other.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Final, Self

import polars as pl

from extractors.kinds import FileKind, kind_of
from extractors.outcome import Outcome
from extractors.read import ReadFile
from extractors.sandbox import Answer, Sandbox, Stretch
from extractors.table_boxes import PIECE, TableBoxes, may_be_long, size_of, worth_pieces
from extractors.table_files import TABLE_LIMITS, TABLE_PAPERS, read_table_file
from extractors.tables.grid import ROW
from extractors.tables.settled import Settled
from extractors.tables.table import DTYPES, Table
from extractors.tables.wire import from_wire
from facts.documents import Document, DocumentKind, FileReading, ReadError, Source
from facts.tables import TABLES, TableKind

FIRST: Final = (30_000, 400_000)
"""Bytes of a first piece; the larger one is asked where the smaller does not settle how the file is written."""
FILES: Final = 16
"""So many files are under way at a time, so that no sandbox waits for what is done with the answers of another."""
BLOCK: Final = 1 << 20
SHORT: Final = (".csv", ".tsv", ".tab", ".yaml", ".yml", ".md", ".txt")
"""Names of files that no worker need be started for."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """A file read in pieces: what is said of it, its shorter tables, and the long one's rows, with `_file`, `_sheet` and `_row`.

    `frames` lack the columns that are not in the file and those that no judgement reads. Texts of which few stand in very many rows may
    be categories in them.
    """

    reading: FileReading
    tables: tuple[Table, ...]
    kind: TableKind
    frames: tuple[pl.DataFrame, ...]
    hidden_payments: tuple[str, ...] = ()


class LongReader:
    """Reads long tables in the sandboxes that it is given, and closes them at the end; use as a context manager."""

    def __init__(self, boxes: TableBoxes) -> None:
        self._boxes = boxes
        self._free: SimpleQueue[Sandbox] = SimpleQueue()
        for box in boxes.boxes:
            self._free.put(box)
        # Beside each box that reads, a hand that takes what another has left.
        self._hands = ThreadPoolExecutor(2 * len(boxes.boxes))
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._boxes)
        self._stack.enter_context(self._hands)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, files: Mapping[str, Path]) -> tuple[dict[str, LongTable], dict[str, ReadFile]]:
        """Long files by their pieces, and short tables whole, many at a time; keys are paths below the folder.

        Files that are neither, and long ones that are not written alike throughout, are left out.
        """
        first = sorted(files.items(), key=lambda file: size_of(file[1]), reverse=True)
        with ThreadPoolExecutor(FILES) as readers:
            asked = {name: readers.submit(self._either, path, name) for name, path in first}
            read = {name: asked[name].result() for name in files}
        long = {name: table for name, table in read.items() if isinstance(table, LongTable)}
        return long, {name: table for name, table in read.items() if isinstance(table, ReadFile)}

    def _either(self, path: Path, file: str) -> LongTable | ReadFile | None:
        """A file by its pieces, or whole where it is short and not written alike throughout."""
        read = self._read(path, file) if worth_pieces(path) else None
        return read if read is not None or may_be_long(path) else self._read_short(path, file)

    def _read_short(self, path: Path, file: str) -> ReadFile | None:
        """A short table, or a file that is not used, without a worker that is ready for papers; None for all others."""
        if not path.name.lower().endswith(SHORT):
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        kind = kind_of(content, file)
        if kind not in {FileKind.TABLE, FileKind.NOT_USED} or not content.strip():
            return None
        outcome = self._hands.submit(self._whole, content, file).result() if kind is FileKind.TABLE else Outcome(used=False)
        reading = outcome.reading(file, hashlib.sha256(content).hexdigest(), None)
        tables = tuple(table.in_file(file) for wire in outcome.tables for table in from_wire(wire).tables)
        return ReadFile(reading, tables, said=outcome.said)

    def _read(self, path: Path, file: str) -> LongTable | None:
        try:
            with path.open("rb") as opened:
                return self._opened(opened, file)
        except OSError:
            return None

    def _opened(self, opened: io.BufferedReader, file: str) -> LongTable | None:
        before = os.fstat(opened.fileno())
        for size in FIRST:
            opened.seek(0)
            first = opened.read(size) + opened.readline()
            if kind_of(first, file) is not FileKind.TABLE:
                return None
            answer = self._hands.submit(self._first, first, file).result()
            if isinstance(answer, Answer) and answer.values["settled"]:
                break
        else:
            return None
        read = from_wire(answer.blobs[0])
        settled = Settled.from_json(answer.values["settled"])
        if read.error is not None or not read.tables or read.tables[-1].kind is not settled.kind:
            return None
        stretches = _stretches(opened.fileno(), len(first), before.st_size)
        asked = [self._hands.submit(self._piece, settled, stretch) for stretch in stretches]
        sums = _sums(opened)
        pieces = _all_of(asked)
        after = os.fstat(opened.fileno())
        if pieces is None or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            return None
        *shorter, long = (table.in_file(file) for table in read.tables)
        columns = [column.name for column in settled.columns] + list(settled.constants)
        places = ["_file", "_sheet", ROW, "_review"]
        documents = tuple(Document(TABLE_PAPERS.get(t.kind, DocumentKind.OTHER), Source.TABLE, problems=t.problems) for t in read.tables)
        reading = FileReading(file, sums, documents, problems=read.problems)
        hidden = tuple(payment for table in read.tables for payment in table.hidden_payments)
        frames = [frame.select(columns + places) for frame in (long.frame, *_placed(pieces, settled, file))]
        return LongTable(reading, tuple(shorter), settled.kind, tuple(_alike(frames)), hidden)

    def _piece(self, settled: Settled, stretch: Stretch) -> pl.DataFrame | None:
        """The rows of a piece, None where it is not written as the first."""
        with self._box() as box:
            answer = box.run("piece", settled.to_json(), stretch, TABLE_LIMITS, _rows)
        return _frame(answer.blobs, settled) if isinstance(answer, Answer) else None

    def _first(self, content: bytes, file: str) -> Answer[bytes] | ReadError:
        with self._box() as box:
            return box.run("first_piece", {"name": file}, [content], TABLE_LIMITS)

    def _whole(self, content: bytes, file: str) -> Outcome:
        with self._box() as box:
            return read_table_file(box, content, file)

    @contextmanager
    def _box(self) -> Iterator[Sandbox]:
        """A box that is free, as soon as one is."""
        box = self._free.get()
        try:
            yield box
        finally:
            self._free.put(box)


def _all_of(asked: Sequence[Future[pl.DataFrame | None]]) -> list[pl.DataFrame] | None:
    """The pieces in their order, None as soon as one is not written as the first."""
    found = []
    for one in asked:
        frame = one.result()
        if frame is None:
            for other in asked:
                other.cancel()
            return None
        found.append(frame)
    return found


def _rows(file: IO[bytes], _: int) -> pl.DataFrame | None:
    """Some rows that a child gave, None where they are none: read from the memory that is shared with it, which is copied no further."""
    try:
        return pl.read_ipc_stream(file)
    except (OSError, pl.exceptions.PolarsError):
        return None


def _frame(given: Sequence[pl.DataFrame | None], settled: Settled) -> pl.DataFrame | None:
    """The rows that a child gave, None unless they have just the columns and types that were settled; any text may be a category."""
    types = {column.name: DTYPES[column.type] for column in TABLES[settled.kind]}
    wanted: dict[str, Any] = {column.name: types[column.name] for column in settled.columns}
    frames = [frame for frame in given if frame is not None]
    if len(frames) < len(given):
        return None
    told = [{name: pl.String if dtype == pl.Categorical else dtype for name, dtype in frame.schema.items()} for frame in frames]
    same = bool(frames) and all(one == wanted for one in told) and len({tuple(frame.dtypes) for frame in frames}) == 1
    return pl.concat(frames) if same else None


def _alike(frames: Sequence[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames of a file, the first of them read as texts: a text is a category where it is one in all others."""
    first, *others = frames
    for frame in frames:
        yield frame.with_columns(
            pl.col(name).cast(pl.Categorical if others and all(other.schema[name] == pl.Categorical for other in others) else pl.String)
            for name, dtype in first.schema.items()
            if dtype == pl.String
        )


def _placed(pieces: Sequence[pl.DataFrame], settled: Settled, file: str) -> Iterator[pl.DataFrame]:
    """The pieces with what stands for every row, and with the place of each: every line is a row."""
    row = settled.row
    same = settled.constants | {"_file": file, "_sheet": None}
    fixed = [pl.lit(value, dtype=pl.Categorical).alias(name) for name, value in same.items()]
    for piece in pieces:
        rows = pl.int_range(row, row + piece.height, dtype=pl.Int64, eager=True).alias(ROW)
        row += piece.height
        yield piece.with_columns(*fixed, rows, pl.lit(value=False).alias("_review"))


def _stretches(file: int, at: int, end: int) -> list[Stretch]:
    """The pieces of an open file from a place on, each up to the end of a line."""
    found = []
    while at < end:
        to = _line_end(file, min(at + PIECE, end), end)
        found.append(Stretch(file, at, to - at))
        at = to
    return found


def _line_end(file: int, at: int, end: int) -> int:
    """The place behind the first line end from a place on."""
    while at < end:
        block = os.pread(file, BLOCK, at)
        place = block.find(b"\n")
        if place >= 0 or not block:
            return at + place + 1 if block else end
        at += len(block)
    return end


def _sums(opened: io.BufferedReader) -> str:
    opened.seek(0)
    return hashlib.file_digest(opened, "sha256").hexdigest()
