"""Writes a folder whole or not at all: into a hidden folder beside it, then in its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

OURS: Final = frozenset({
    "findings.json", "findings.parquet", "readings.jsonl", "report.html", "report.xlsx", "pod_requests.xlsx", "packets", "changes.json",
    "event.json",
})  # fmt: skip
"""What an audit writes. A folder that holds anything else is never replaced."""


class OutputFolderError(Exception):
    """The output folder cannot be used: the message says what stands in the way and what to do."""


def check_output(out: Path, folder: Path, ours: frozenset[str] = OURS) -> None:
    """Says before any work whether `out` can be written. Raises OutputFolderError.

    An existing `out` is replaced only when all that it holds was written by the same command (`ours`: its names, those of an audit where
    not given); the folder that is read is never touched.
    """
    out, folder = out.resolve(), folder.resolve()
    if folder == out or folder.is_relative_to(out):
        raise OutputFolderError(f"{out} holds the folder to read; choose another output folder")
    if out.exists() and not out.is_dir():
        raise OutputFolderError(f"{out} is a file; choose another output folder")
    if out.is_dir():
        foreign = sorted(p.name for p in out.iterdir() if p.name not in ours)
        if foreign:
            named = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
            raise OutputFolderError(f"{out} holds what this command did not write ({named}); choose another output folder or empty it")


@contextmanager
def replacing(out: Path, folder: Path, ours: frozenset[str] = OURS) -> Iterator[Path]:
    """A folder to write into that takes the place of `out` once everything is written.

    Whatever ends the writing early (an error, Ctrl-C) leaves `out` as it was. Raises OutputFolderError.
    """
    check_output(out, folder, ours)
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    being_written = Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=".partial", dir=out.parent))
    try:
        yield being_written
        being_written.chmod(0o755)
        _swap(being_written, out)
    finally:
        shutil.rmtree(being_written, ignore_errors=True)


def _swap(written: Path, out: Path) -> None:
    """Puts `written` where `out` stands; the former one goes only afterwards."""
    if not out.exists():
        written.rename(out)
        return
    former = Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=".former", dir=out.parent))
    try:
        out.rename(former / "out")
        try:
            written.rename(out)
        except BaseException:
            (former / "out").rename(out)
            raise
    finally:
        shutil.rmtree(former, ignore_errors=True)
