"""Sandboxes that read tables alone, started together: their libraries are loaded once, and no heavy one is needed to start them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from extractors.sandbox import TABLE_TASKS, Sandbox, ended, started

LONG: Final = 4_000_000
"""Bytes from which a table is worth boxes of its own."""
IN_PIECES: Final = 1_000_000
"""Bytes from which a table is read in pieces where there are boxes: what a first piece settles takes less than reading so much whole."""
LIMIT: Final = 64_000_000_000
"""Bytes beyond which a file is refused, as by the other readers, only that it need not fit into memory here."""
PIECE: Final = 64_000_000
ROOM: Final = 2 * PIECE
"""Bytes that the rows of a piece may take."""
SIDE_BY_SIDE: Final = 2


def may_be_long(path: Path) -> bool:
    """True for a file of such a size that boxes are started for its tables."""
    return LONG <= size_of(path) <= LIMIT


def worth_pieces(path: Path) -> bool:
    """True for a file of such a size that its tables are read in pieces where there are boxes."""
    return min(LONG, IN_PIECES) <= size_of(path) <= LIMIT


def size_of(path: Path) -> int:
    """Bytes of a file; none where it is no longer there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


class TableBoxes:
    """Some sandboxes that read tables alone, running as soon as they are made; use as a context manager."""

    def __init__(self, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._process, lines = started(TABLE_TASKS, max(1, side_by_side), keeping=True)
        self.boxes = tuple(Sandbox(room=ROOM, tables_alone=True, line=line) for line in lines)

    @classmethod
    def where_long(cls, files: Iterable[Path]) -> Self | None:
        """Boxes where any of the files is worth them."""
        return cls() if any(map(may_be_long, files)) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends them all."""
        for box in self.boxes:
            box.close()
        ended(self._process)
