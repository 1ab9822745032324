"""How many processes a reading is worth: each loads its libraries for longer than a folder of a few tables takes to read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from extractors.kinds import ending

START_SECONDS: Final = 2.0
"""What one more process and its sandbox take of a processor until they read the first file."""
LOOKED_AT: Final = 20
"""Files that are weighed; where more than these wait, another process is worth its start whatever they hold."""
TABLE_SECONDS: Final = 0.1
PAPER_SECONDS: Final = 1.0
"""A table of a few rows, a paper with one scanned page."""
BYTES_A_SECOND: Final = 2_000_000
"""How much of a table is read in a second."""
_QUICK: Final = frozenset(
    (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".edi", ".x12", ".xml", ".md", ".yaml", ".yml", ".json", ".log")
)


def worth_another(waiting: Iterable[tuple[str, Path | None, bytes | None]]) -> bool:
    """Whether files that wait take longer to read than one more process takes to start: their names, and places or bytes."""
    looked_at = list(islice(waiting, LOOKED_AT + 1))
    return len(looked_at) > LOOKED_AT or sum(_seconds(*file) for file in looked_at) >= START_SECONDS


def _seconds(name: str, path: Path | None, content: bytes | None) -> float:
    size = len(content or b"")
    if content is None and path is not None:
        with suppress(OSError):
            size = path.stat().st_size
    return (TABLE_SECONDS if ending(name) in _QUICK else PAPER_SECONDS) + size / BYTES_A_SECOND
