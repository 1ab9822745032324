"""What can be asked of a sandbox that reads tables alone: it has no library for papers to load, so that it is ready at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, BinaryIO, Final, TypeAlias

from extractors.said import said_in_workbook
from extractors.tables import Settled, UnsettledError, read_first_piece, read_piece, read_tables, to_wire, write_piece
from extractors.tables.vocabulary import make_ready
from extractors.unreadable import CorruptError

make_ready()  # once for all children: each is a fork of the process that this is loaded in
Task: TypeAlias = Callable[[dict[str, Any], list[bytes]], tuple[Any, list[bytes]]]
Blob: TypeAlias = Callable[[IO[bytes]], None]
"""A blob that is written where it is wanted, rather than made first and copied there."""


def _tables(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    return {"said": list(said_in_workbook(blobs[0]))}, [to_wire(read_tables(blobs[0], str(values["name"])))]


def _first_piece(values: dict[str, Any], blobs: list[bytes]) -> tuple[Any, list[bytes]]:
    """The first piece of a long table settles how it is written."""
    read, settled = read_first_piece(blobs[0], str(values["name"]))
    return {"settled": None if settled is None else settled.to_json()}, [to_wire(read)]


def _piece(values: dict[str, Any], content: BinaryIO) -> tuple[Any, Iterator[Blob]]:
    """The rows of a further piece, some at a time; a CorruptError says that it is not written as the first."""
    return {}, _rows(content, Settled.from_json(values))


def _rows(content: BinaryIO, settled: Settled) -> Iterator[Blob]:
    try:
        yield from (partial(write_piece, frame) for frame in read_piece(content, settled))
    except UnsettledError as reason:
        raise CorruptError(str(reason)) from reason


TASKS: Final[dict[str, Task]] = {"tables": _tables, "first_piece": _first_piece}
PIECEWISE: Final[dict[str, Callable[[dict[str, Any], BinaryIO], tuple[Any, Iterator[Blob]]]]] = {"piece": _piece}
"""Tasks that take a stretch of a file as it is read, and give blobs as they are done."""
