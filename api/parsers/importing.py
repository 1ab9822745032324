"""Arguments of `import`."""

from __future__ import annotations

import argparse

from api.parsers import values


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    taken = commands.add_parser(
        "import",
        help="take a supplier's folder into the ledger",
        description=(
            "Reads every file below FOLDER that is not known yet, judges what it touches, opens and updates cases, and says what changed. "
            "Supplier and accounts are opened where they are missing."
        ),
    )
    taken.add_argument("folder", type=values.folder, metavar="FOLDER")
    taken.add_argument("--supplier", metavar="NAME", help="name or short name of the supplier; else terms.yaml or the folder names it")
    taken.add_argument(
        "--retailer",
        help="rule pack (amazon_us, amazon_eu, walmart, target, home_depot, kroger, unfi, kehe, generic); else terms.yaml names it",
    )
    taken.add_argument("--terms", type=values.file, metavar="FILE", help="what was agreed, instead of FOLDER/terms.yaml")
    taken.add_argument("--as-of", type=values.day, metavar="DATE", help="the day to judge by (today where not given)")
    taken.add_argument("--workers", type=values.at_least_one, metavar="N", help="reading processes (as many as processors where not given)")
    taken.add_argument("--afresh", action="store_true", help=values.AFRESH)
