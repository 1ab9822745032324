"""Reads the files of a folder with several worker processes: results in the order of the files, one bad file stops nothing."""

from __future__ import annotations

import hashlib
import os
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from extractors.crew import worth_another
from extractors.kept_readings import LONGEST, KeptReadings
from extractors.kinds import ending
from extractors.reader_process import ReaderProcess
from extractors.sandbox import Limits
from extractors.seen_pages import SeenPage
from extractors.tables import Table, from_wire
from extractors.told import NOTHING_TOLD, Told
from extractors.unreadable import CorruptError, SlowError, TooLargeError, UnreadableError
from facts.documents import FileReading, ReadError, ReadErrorCode

DEPTH_LIMIT: Final = 4
"""How deep a mail in an archive in a mail is followed."""
FILE_LIMIT: Final = 1_000_000_000
RECYCLED_AFTER: Final = 400
"""Pages after which a worker is replaced by a fresh one: native libraries grow."""
ATTEMPTS: Final = 2


Keep = Callable[[bytes], object]
"""Takes the bytes of each file as they were read, those of parts in containers too, before anything is said about them."""


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A file inside another one: its name there, and the hash and number of its bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file gave: the reading that is handed on, the tables of the trade found in it, the path in `_file`, its parts and pages.

    `said` is text of the file that no reader takes facts from.
    """

    reading: FileReading
    tables: tuple[Table, ...] = ()
    parts: tuple[FoundPart, ...] = ()
    pages: tuple[SeenPage, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading is; `total` grows as mails and archives are opened. `file` was finished last."""

    done: int
    total: int
    pages: int
    file: str


@dataclass(slots=True)
class _Entry:
    """A file on its way: where it is, what it holds, and what came of it."""

    file: str
    path: Path | None
    content: bytes | None = None
    container: str | None = None
    depth: int = 0
    sha256: str = ""
    result: ReadFile | None = None
    attempts: int = 0
    told: Told = NOTHING_TOLD
    parts: list[_Entry] = field(default_factory=list)
    followers: list[_Entry] = field(default_factory=list)


class ReaderPool:
    """Up to `workers` processes (as many as processors) that read files, started as they are worth it; use as a context manager.

    `kept` opens what was read before, when the first file is at hand; without it every file is read.
    """

    def __init__(
        self, workers: int | None = None, limits: Limits | None = None, kept: Callable[[], KeptReadings | None] | None = None
    ) -> None:
        self._size = max(1, workers or os.cpu_count() or 1)
        self._limits = limits or Limits()
        self._open_kept = cache(kept or _nothing_kept)
        self._workers: list[ReaderProcess[_Entry]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.close()

    def read(
        self, root: Path, files: Iterable[Path], on_progress: Callable[[Progress], None] | None = None, keep: Keep | None = None
    ) -> Iterator[ReadFile]:
        """Reads `files` (paths below `root`) and gives them in the same order, the parts of a container right after it.

        The same bytes are read once and listed as often as they occur. `keep` is given the bytes of every file and part once.
        """
        batch = _Batch([_Entry(_below(root, path), path) for path in files], on_progress, keep)
        for entry in list(batch.entries):
            yield from self._finished(entry, batch)

    def read_bytes(self, content: bytes, name: str, keep: Keep | None = None, told: Told = NOTHING_TOLD) -> ReadFile:
        """Reads one file that is held already; `name` is its path, of which the ending counts, `told` what a person said of its papers.

        The files inside it are named in `parts` and given to `keep`, and not read: each is to be read on its own.
        """
        batch = _Batch([_Entry(name, None, content, told=told)], None, keep, follow=False)
        return next(self._finished(batch.entries[0], batch))

    def _finished(self, entry: _Entry, batch: _Batch) -> Iterator[ReadFile]:
        while entry.result is None:
            self._advance(batch)
        yield replace(entry.result, tables=tuple(table.in_file(entry.file) for table in entry.result.tables))
        for part in entry.parts:
            yield from self._finished(part, batch)

    def _advance(self, batch: _Batch) -> None:
        """Gives waiting files to idle workers, then takes the next result."""
        while batch.waiting and self._idle(batch):
            entry = batch.next()
            if entry is not None and not self._known(entry, batch):
                self._give(entry, batch)
        busy = [w for w in self._workers if w.entry is not None]
        if not busy:
            return
        now = time.monotonic()
        soonest = min(w.deadline for w in busy)
        ready, _, _ = select.select([w.answers for w in busy], [], [], max(0.0, soonest - now))
        for worker in busy:
            if worker.answers in ready:
                self._take(worker, batch)
            elif worker.deadline <= time.monotonic():
                self._lost(worker, batch, SlowError())

    def _idle(self, batch: _Batch) -> bool:
        """Whether a worker is free, or one more may be started and is worth it."""
        if not self._workers or any(w.entry is None for w in self._workers):
            return True
        return len(self._workers) < self._size and worth_another((e.file, e.path, e.content) for e in batch.waiting)

    def _known(self, entry: _Entry, batch: _Batch) -> bool:
        """True where the file was read before: it is done with what it gave then."""
        kept = self._open_kept()
        try:
            answer = None if kept is None else kept.get(entry.sha256, entry.file, entry.told)
            if answer is None:
                return False
            batch.finish(entry, *answer)
        except (ValueError, KeyError, TypeError, IndexError):
            return False  # what cannot be understood is read anew
        batch.give_away()
        return True

    def _give(self, entry: _Entry, batch: _Batch) -> None:
        worker = next((w for w in self._workers if w.entry is None), None)
        if worker is None:
            worker = ReaderProcess(self._limits)
            self._workers.append(worker)
        entry.attempts += 1
        try:
            worker.give(entry)
        except (OSError, ValueError):
            worker.entry = entry
            self._lost(worker, batch, CorruptError("the reader broke down on it"))

    def _take(self, worker: ReaderProcess[_Entry], batch: _Batch) -> None:
        entry = worker.entry
        if entry is None:
            return
        try:
            values, blobs = worker.take()
            pages = batch.finish(entry, values, blobs)
        except (OSError, EOFError, ValueError, KeyError, TypeError, TimeoutError):
            self._lost(worker, batch, CorruptError("the reader broke down on it"))
            return
        kept = self._open_kept()
        if kept is not None and worker.seconds < LONGEST:
            kept.put(entry.sha256, entry.file, entry.told, values, blobs)
        worker.entry = None
        worker.pages += pages
        if worker.pages >= RECYCLED_AFTER:
            self._workers.remove(worker)
            worker.close()
        batch.give_away()

    def _lost(self, worker: ReaderProcess[_Entry], batch: _Batch, reason: UnreadableError) -> None:
        """Replaces a worker that died or hangs; its file gets a second try, unless it took all the time there is."""
        entry = worker.entry
        self._workers.remove(worker)
        worker.kill()
        if entry is None:
            return
        if entry.attempts < ATTEMPTS and not isinstance(reason, SlowError):
            batch.waiting.appendleft(entry)
        else:
            batch.fail(entry, reason)


class _Batch:
    """The files of one call, those still waiting, and which bytes were met before. `follow`: parts are read too."""

    def __init__(
        self, entries: list[_Entry], on_progress: Callable[[Progress], None] | None, keep: Keep | None, *, follow: bool = True
    ) -> None:
        self.entries = entries
        self.waiting = deque(self.entries)
        self._met: dict[tuple[str, str], _Entry] = {}
        self._on_progress = on_progress
        self._keep = keep
        self._to_keep: list[bytes] = []
        self._follow_parts = follow
        self._total, self._done, self._pages = len(self.entries), 0, 0

    def next(self) -> _Entry | None:
        """The next file that needs a worker, its bytes loaded; None where there is no need of one."""
        entry = self.waiting.popleft()
        if entry.attempts:
            return entry
        try:
            if entry.content is None and entry.path is not None:
                if entry.path.stat().st_size > FILE_LIMIT:
                    entry.sha256 = _hash_of(entry.path)
                    self.fail(entry, TooLargeError(f"more than {FILE_LIMIT // 1_000_000} megabytes"))
                    return None
                entry.content = entry.path.read_bytes()
        except OSError as error:
            self.fail(entry, CorruptError(f"it cannot be opened: {error.strerror}"))
            return None
        entry.sha256 = hashlib.sha256(entry.content or b"").hexdigest()
        original = self._met.setdefault((entry.sha256, ending(entry.file)), entry)
        if original is entry:
            self._to_keep.append(entry.content or b"")
            self.give_away()
            return entry
        entry.content = None
        self._follow(original, entry)
        return None

    def finish(self, entry: _Entry, values: dict[str, Any], blobs: list[bytes]) -> int:
        """Keeps what a worker found, and lines up the files inside; the number of pages that were looked at."""
        count = int(values["tables"])
        inside = count + len(values["parts"])
        pages = tuple(SeenPage.from_json(page, words) for page, words in zip(values["pages"], blobs[inside:], strict=True))
        reading = FileReading.from_json({**values["reading"], "file": entry.file, "sha256": entry.sha256, "container": entry.container})
        found = tuple(table for wire in blobs[:count] for table in from_wire(wire).tables)
        parts = list(zip(values["parts"], blobs[count:inside], strict=True))
        self._pages += len(pages)
        self._settle(entry, ReadFile(reading, found, pages=pages, said=tuple(map(str, values["said"]))), parts)
        return len(pages)

    def fail(self, entry: _Entry, reason: UnreadableError) -> None:
        """Lists a file with the reason why it could not be read."""
        error = reason.as_error()
        self._settle(entry, ReadFile(FileReading(entry.file, entry.sha256, error=error, container=entry.container)), [])

    def _settle(self, entry: _Entry, result: ReadFile, parts: list[tuple[str, bytes]]) -> None:
        entry.content = None
        found_parts = (FoundPart(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in parts)
        entry.result = replace(result, parts=tuple(found_parts))
        for found, (name, content) in zip(entry.result.parts, parts, strict=True):
            if not self._follow_parts or entry.depth >= DEPTH_LIMIT:
                self._to_keep.append(content)
            if self._follow_parts:
                self._line_up(entry, name, content, found.sha256)
        self.waiting.extendleft(reversed([p for p in entry.parts if p.result is None]))
        self._report(entry)
        for follower in entry.followers:
            self._copy(entry, follower)

    def _line_up(self, container: _Entry, name: str, content: bytes, sha256: str) -> None:
        """A part as an entry of its own, unless it lies too deep to be read."""
        part = _Entry(f"{container.file}!{name}", None, content, container=container.file, depth=container.depth + 1, sha256=sha256)
        container.parts.append(part)
        self._total += 1
        self._left_out(part)

    def _left_out(self, part: _Entry) -> bool:
        """True for a part that lies too deep to be read, which is said of it."""
        error = too_deep(part.depth)
        if error is None:
            return False
        part.result = ReadFile(FileReading(part.file, part.sha256, error=error, container=part.container))
        part.content = None
        self._done += 1
        return True

    def give_away(self) -> None:
        """Gives bytes to their keeper, apart from the reading: a store that fails is no fault of the file."""
        waiting, self._to_keep = self._to_keep, []
        if self._keep is not None:
            for content in waiting:
                self._keep(content)

    def _follow(self, original: _Entry, entry: _Entry) -> None:
        """The same bytes again: takes over what came of the first, now or when it is done."""
        if original.result is None:
            original.followers.append(entry)
        else:
            self._copy(original, entry)

    def _copy(self, original: _Entry, entry: _Entry) -> None:
        """Takes over what came of the same bytes. An archive that holds itself ends where it lies too deep."""
        if original.result is None:
            return
        reading = replace(original.result.reading, file=entry.file, container=entry.container)
        entry.result = replace(original.result, reading=reading)
        for inner in original.parts:
            name = inner.file.removeprefix(f"{original.file}!")
            part = _Entry(f"{entry.file}!{name}", None, container=entry.file, depth=entry.depth + 1, sha256=inner.sha256)
            entry.parts.append(part)
            self._total += 1
            if not self._left_out(part):
                self._follow(inner, part)
        self._report(entry)
        for follower in entry.followers:
            self._copy(entry, follower)

    def _report(self, entry: _Entry) -> None:
        self._done += 1
        if self._on_progress is not None:
            self._on_progress(Progress(self._done, self._total, self._pages, entry.file))


def _nothing_kept() -> None:
    """Keeps nothing."""


def too_deep(depth: int) -> ReadError | None:
    """Why a file so many containers deep is not read, or None where it may be."""
    if depth <= DEPTH_LIMIT:
        return None
    return ReadError(ReadErrorCode.UNSUPPORTED, f"it lies {depth} containers deep; unpack it and put it in the folder")


def _below(root: Path, path: Path) -> str:
    """The path below the folder, with slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
