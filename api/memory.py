"""How the process keeps its memory: said once, before the tables' library is loaded, which asks for it only then."""

from __future__ import annotations

import contextlib
import ctypes
import os
from typing import Final

SETTINGS: Final = {
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:2",
    "OPENBLAS_NUM_THREADS": "1",
}
"""The allocator of Polars keeps memory that was freed, in as many arenas as cuts are worked on side by side; Polars adds what it needs.
NumPy starts no threads for matrices: there are none, and threads that wait for them take processor time from those that read."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _GIB = -1, -3, 1 << 30
"""How the C library of GNU names the sizes from which it hands memory back, and asks for it apart from all other."""


def keep_freed_memory() -> None:
    """For a command that works through very many rows and ends: giving memory back and asking for it anew took a fifth of its time.

    A setting that is there already stays. Processes that are started later have the same ones.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            library.mallopt(setting, _GIB)
