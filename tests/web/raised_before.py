"""Where the raised town is kept: with the run, or where RECOUP_TOWN says, from run to run as long as the ledger's tables stay the same.

For whoever works on pages: readers and judges that changed since are not asked again; remove the folder to have it raised anew.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from tests.conftest import CHECKOUT

MADE_OF: Final = (
    "ledger/migrations/versions",
    "tests/web/made_folder.py",
    "tests/web/town_raised.py",
    "tests/http/conftest.py",
)


def folder_for(run: Path) -> Path:
    """A folder for the town of this run, or for that of many runs where RECOUP_TOWN names a place."""
    place = os.environ.get("RECOUP_TOWN")
    return Path(place) / _digest() if place else run / "web-town"


def _digest() -> str:
    """What the tables and the builders are, in short."""
    told = hashlib.sha256()
    for place in (CHECKOUT / name for name in MADE_OF):
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            told.update(f"{path.relative_to(CHECKOUT)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:16]
