"""Readers that remember: tests that audit a folder and then take it in read its papers once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from extractors.read import Keep, Progress, ReaderPool, ReadFile
from extractors.told import NOTHING_TOLD, Told


class RememberingPool:
    """Readers that read the same bytes once: what they gave is given again under the name that is asked, with the bytes of the parts."""

    def __init__(self, pool: ReaderPool) -> None:
        self._pool = pool
        self._files: dict[Path, list[ReadFile]] = {}
        self._known: dict[tuple[str, str], list[ReadFile]] = {}
        self._bytes: dict[str, bytes] = {}

    def read(
        self, root: Path, files: Iterable[Path], on_progress: Callable[[Progress], None] | None = None, keep: Keep | None = None
    ) -> Iterator[ReadFile]:
        wanted = list(files)
        new = [path for path in wanted if path not in self._files and not self._met_before(root, path)]
        if new:
            path = new[0]
            for read in self._pool.read(root, new, on_progress, self._remember):
                if read.reading.container is None:
                    path = root / read.reading.file
                    self._known[read.reading.sha256, path.suffix.lower()] = self._files.setdefault(path, [])
                self._files[path].append(read)
        for path in wanted:
            for read in self._files[path]:
                if keep is not None and read.reading.sha256 in self._bytes:
                    keep(self._bytes[read.reading.sha256])
                yield read

    def read_bytes(self, content: bytes, name: str, keep: Keep | None = None, told: Told = NOTHING_TOLD) -> ReadFile:
        sha256 = hashlib.sha256(content).hexdigest()
        known = (r for group in self._files.values() for r in group if r.reading.sha256 == sha256)
        read = next(known, None)
        if read is None or told:
            return self._pool.read_bytes(content, name, keep, told)
        for part in read.parts:
            if keep is not None:
                keep(self._bytes[part.sha256])
        return replace(read, reading=replace(read.reading, file=name, container=None))

    def _met_before(self, root: Path, path: Path) -> bool:
        """Takes over what the same bytes gave in another folder, and says whether there were any."""
        group = self._known.get((hashlib.sha256(path.read_bytes()).hexdigest(), path.suffix.lower()), ())
        name = path.relative_to(root).as_posix()
        if group:
            self._files[path] = [_renamed(read, group[0].reading.file, name) for read in group]
        return bool(group)

    def _remember(self, content: bytes) -> None:
        self._bytes[hashlib.sha256(content).hexdigest()] = content


def _renamed(read: ReadFile, before: str, name: str) -> ReadFile:
    """What a file or a part of it gave, under the file's other name."""
    file, container = read.reading.file, read.reading.container
    now = name + file.removeprefix(before)
    inside = None if container is None else name + container.removeprefix(before)
    return replace(read, reading=replace(read.reading, file=now, container=inside), tables=tuple(t.in_file(now) for t in read.tables))
