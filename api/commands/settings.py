"""`recoup settings`: what is in force, and where each value comes from."""

from __future__ import annotations

import argparse
import sys

from api.errors import OK, CommandError
from api.settings import UnusableSettingsError, load_settings
from api.tables import print_table


def run(arguments: argparse.Namespace) -> int:
    """Prints every setting, secrets masked."""
    del arguments
    try:
        loaded = load_settings()
    except UnusableSettingsError as error:
        raise CommandError("\n".join(error.problems)) from None
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    rows = ((s.variable, s.value, s.source, s.description) for s in loaded.in_force())
    print_table(("setting", "value", "from", "decides"), rows, empty="no settings")
    return OK
