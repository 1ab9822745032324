"""Where the commands keep what they have read, so that the same bytes are read once."""

from __future__ import annotations

import sys

from extractors.kept_readings import KeptReadings
from ledger.derived import MEGABYTE, DerivedFiles


def kept_readings() -> KeptReadings | None:
    """What was read before, in HOME/readings; None where nothing is to be kept, or the settings are not to be used."""
    from api.settings import UnusableSettingsError, load_settings

    try:
        settings = load_settings().settings
    except UnusableSettingsError as error:
        print(f"warning: nothing that is read is kept for another time: {error}", file=sys.stderr)
        return None
    room = settings.keep_readings_megabytes * MEGABYTE
    return KeptReadings(DerivedFiles(settings.folder / "readings", room)) if room else None
