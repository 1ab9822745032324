"""Progress on standard error while files are read: files done, pages per second, time left."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


@dataclass(slots=True)
class ReadingProgress:
    """A bar on a terminal; a plain line now and then where standard error is a file."""

    _progress: Progress | None = None
    _task: TaskID | None = None
    _said: int = 0

    def __enter__(self) -> Self:
        console = Console(file=sys.stderr)
        if console.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[pace]}"),
                TimeRemainingColumn(),
            )
            self._progress = Progress(*columns, console=console)
            self._progress.start()
            self._task = self._progress.add_task("Reading", total=None, pace="")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._progress is not None:
            self._progress.stop()

    def show(self, files: int, total: int, pages: int, seconds: float) -> None:
        """Files and pages done so far, of how many, after this many seconds."""
        pace = pages / seconds if seconds > 0 else 0.0
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=files, total=total, pace=f"{pages} pages, {pace:.1f}/s")
            return
        step = max(1, total // 10)
        if files // step > self._said or files == total:
            self._said = files // step
            left = f", about {seconds / files * (total - files):.0f} s left" if files < total else ""
            print(f"read {files} of {total} files, {pages} pages, {pace:.1f} pages/s{left}", file=sys.stderr)
