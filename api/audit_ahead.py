"""What an audit begins before its libraries are loaded: it keeps its memory, and sandboxes for long tables start meanwhile."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from api.memory import keep_freed_memory
from cases.auditing.scopes import listed_files
from extractors.table_boxes import TableBoxes


@contextmanager
def begun(arguments: argparse.Namespace) -> Iterator[None]:
    """Puts the sandboxes for the folder's long tables into the arguments, None where there are none; ends them whatever happens."""
    keep_freed_memory()
    arguments.boxes = TableBoxes.where_long(listed_files(arguments.folder))
    try:
        yield
    finally:
        if arguments.boxes is not None:
            arguments.boxes.close()
