"""Names of files as they come from outside, made harmless: a path below its batch that every database keeps and no screen is fooled by."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

LONGEST_PATH: Final = 1000
LONGEST_STEP: Final = 200
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ENDING: Final = 12


def harmless_path(path: str) -> str:
    r"""A relative path with forward slashes: no drive, no root, no `..`, nothing that cannot be seen or turns the reading order.

    >>> harmless_path("../../etc/passwd"), harmless_path("C:\\pods\\7.pdf"), harmless_path("/")
    ('etc/passwd', 'pods/7.pdf', 'file')
    """
    text = path.encode("utf-8", "surrogateescape" if _escaped(path) else "replace").decode("utf-8", "replace")
    steps = [_UNSEEN.sub("_", step) for step in _DRIVE.sub("", text.replace("\\", "/")).split("/")]
    kept = [shortened(step, LONGEST_STEP) for step in steps if step.strip(". ")]
    return shortened("/".join(kept) or "file", LONGEST_PATH)


def part_path(container: str, name: str) -> str:
    """The path of a file inside another one (`drivers.zip!pods/7.pdf`)."""
    return shortened(f"{container}!{name}", LONGEST_PATH)


def shortened(name: str, longest: int) -> str:
    """The name, its middle left out where it is too long, its ending kept."""
    if len(name) <= longest:
        return name
    tail = name[-longest // 2 :] if "/" in name else PurePosixPath(name).suffix[:_ENDING]
    return f"{name[: longest - len(tail) - 1]}…{tail}"


def beside(path: str, number: int) -> str:
    """The path for a further file that comes under the same one: `pods/7 (2).pdf`.

    >>> beside("a.b/pods.tar.gz", 3), beside("drivers.zip!7.pdf", 2)
    ('a.b/pods.tar (3).gz', 'drivers.zip!7 (2).pdf')
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    mark = f" ({number})"
    room = LONGEST_PATH - len(folder) - len(slash) - len(mark) - len(dot) - len(ending)
    return f"{folder}{slash}{stem[: max(1, room)]}{mark}{dot}{ending}"


def _escaped(text: str) -> bool:
    """True where all odd characters are bytes of a file system that are no UTF-8."""
    return all(not "\ud800" <= c <= "\udfff" or "\udc80" <= c <= "\udcff" for c in text)
