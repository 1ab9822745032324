"""`recoup read`: reads documents alone, one JSON object per file."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from api.progress import ReadingProgress
from api.reading_again import kept_readings
from cases.auditing.outputs.shelf import FolderShelf
from cases.auditing.scopes import listed_files
from extractors.pictures import open_sheet, sheet_picture
from extractors.read import Progress, ReaderPool
from extractors.sandbox import Sandbox
from facts.documents import FileReading

OK: Final = 0
SOME_UNREAD: Final = 3


def run(arguments: argparse.Namespace) -> int:
    """Reads files and folders; 0 when all could be read, 3 when some could not (their lines say why)."""
    files = [f for path in arguments.paths for f in (listed_files(path) if path.is_dir() else [path])]
    resolved = list(dict.fromkeys(f.resolve() for f in files))
    root = _root(arguments.paths)
    unread = 0
    with (
        ReaderPool(arguments.workers, kept=None if arguments.afresh else kept_readings) as pool,
        ReadingProgress() as bar,
        _output(arguments.out) as out,
        Sandbox() as sandbox,
    ):
        started = time.monotonic()
        shelf = FolderShelf(root, sandbox)

        def show(progress: Progress) -> None:
            bar.show(progress.done, progress.total, progress.pages, time.monotonic() - started)

        for found in pool.read(root, resolved, show):
            unread += found.reading.error is not None
            out.write(json.dumps(found.reading.to_json(), ensure_ascii=False, sort_keys=True) + "\n")
            if arguments.show is not None:
                _show(found.reading, shelf, sandbox, arguments.show)
    return SOME_UNREAD if unread else OK


def _root(paths: list[Path]) -> Path:
    """The folder that the names in the output count from: the one folder given, else what all paths have in common."""
    folders = [str((p if p.is_dir() else p.parent).resolve()) for p in paths]
    return Path(os.path.commonpath(folders))


def _show(reading: FileReading, shelf: FolderShelf, sandbox: Sandbox, folder: Path) -> None:
    """Writes a picture of each page with the boxes of its fields drawn on it."""
    for document in reading.documents:
        for page in document.pages:
            cells = [*document.fields.values(), *(cell for line in document.lines for cell in line.values())]
            boxes = [c.box for c in cells if c.box is not None and c.page == page]
            content = shelf.content(reading.file)
            sheet = open_sheet(sandbox, content, reading.file, page) if content is not None else None
            picture = sheet_picture(sheet, boxes, turn=document.turned.get(page, 0), whole=True) if sheet is not None else None
            if picture is not None:
                folder.mkdir(parents=True, exist_ok=True)
                name = re.sub(r"[^\w.-]+", "_", reading.file).strip("._")
                (folder / f"{name}.p{page}.webp").write_bytes(picture)


@contextlib.contextmanager
def _output(path: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that takes its name only once it is complete; what is no file, as a device or a pipe, is written to."""
    if path is None:
        yield sys.stdout
        return
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
