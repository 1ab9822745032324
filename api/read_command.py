"""`recoup read`: reads documents alone, one JSON object per file."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from api.progress import ReadingProgress
from cases.scopes import listed_files
from extractors.read import Progress, ReaderPool

OK: Final = 0
SOME_UNREAD: Final = 3


def run(arguments: argparse.Namespace) -> int:
    """Reads files and folders; 0 when all could be read, 3 when some could not (their lines say why)."""
    files = [f for path in arguments.paths for f in (listed_files(path) if path.is_dir() else [path])]
    resolved = list(dict.fromkeys(f.resolve() for f in files))
    root = _root(arguments.paths)
    unread = 0
    with ReaderPool(arguments.workers) as pool, ReadingProgress() as bar, _output(arguments.out) as out:
        started = time.monotonic()

        def show(progress: Progress) -> None:
            bar.show(progress.done, progress.total, progress.pages, time.monotonic() - started)

        for found in pool.read(root, resolved, show):
            unread += found.reading.error is not None
            out.write(json.dumps(found.reading.to_json(), ensure_ascii=False, sort_keys=True) + "\n")
    return SOME_UNREAD if unread else OK


def _root(paths: list[Path]) -> Path:
    """The folder that the names in the output count from: the one folder given, else what all paths have in common."""
    folders = [str((p if p.is_dir() else p.parent).resolve()) for p in paths]
    return Path(os.path.commonpath(folders))


@contextlib.contextmanager
def _output(path: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that takes its name only once it is complete."""
    if path is None:
        yield sys.stdout
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
