"""Which files belong to which retailer: a folder with its own terms.yaml is that retailer's, with everything below it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

TERMS_NAMES: Final = ("terms.yaml", "terms.yml")
NOTES: Final = (".yaml", ".yml", ".md", ".txt")


@dataclass(frozen=True, slots=True)
class FolderScope:
    """A folder below the audited one ("" for the whole) and the terms file that holds there, if any."""

    folder: str
    terms: Path | None

    def holds(self, file: str) -> bool:
        """True where the file lies in this folder or below it."""
        return not self.folder or file.startswith(self.folder + "/")


def listed_files(root: Path) -> list[Path]:
    """All files below a folder, sorted by path; links and hidden files (also in hidden folders) are left out."""
    found: list[Path] = []
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if not n.startswith("."))
        found.extend(Path(folder) / name for name in sorted(files) if not name.startswith("."))
    return sorted((p for p in found if not p.is_symlink() and p.is_file()), key=lambda p: p.relative_to(root).as_posix())


def find_scopes(root: Path, files: list[Path], terms: Path | None) -> tuple[FolderScope, ...]:
    """The scopes of a folder, deepest first and the whole folder last.

    `terms` given on the command line holds for the whole folder. Without terms at the top, a single terms file in a folder
    of its own (nothing else but notes lies there) is taken for the whole.
    """
    found = {p.parent.relative_to(root).as_posix(): p for p in files if p.name.lower() in TERMS_NAMES}
    top = terms or found.pop(".", None)
    found.pop(".", None)
    if top is None and len(found) == 1:
        folder = next(iter(found))
        beside = [p for p in files if p.is_relative_to(root / folder) and p.suffix.lower() not in NOTES]
        if not beside:
            top = found.pop(folder)
    deeper = sorted(found.items(), key=lambda item: (-len(PurePosixPath(item[0]).parts), item[0]))
    return (*(FolderScope(folder, path) for folder, path in deeper), FolderScope("", top))


def scope_of(scopes: tuple[FolderScope, ...], file: str) -> FolderScope:
    """The deepest scope that holds a file."""
    return next(s for s in scopes if s.holds(file))
