"""Arguments of `audit`, `rebates` and `read`, which need neither database nor settings."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.parsers import values


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands."""
    audit = commands.add_parser(
        "audit",
        help="judge every deduction in a supplier's folder",
        description=(
            "Reads every file below FOLDER, proves line by line what was owed, and writes findings, report and dispute packets to OUT."
        ),
    )
    audit.add_argument("folder", type=values.folder, metavar="FOLDER")
    audit.add_argument("--out", type=Path, required=True, metavar="OUT", help="folder for the results; replaced when the audit is complete")
    audit.add_argument(
        "--retailer",
        help="rule pack (amazon_us, amazon_eu, walmart, target, home_depot, kroger, unfi, kehe, generic); else terms.yaml names it",
    )
    audit.add_argument("--as-of", type=values.day, metavar="DATE", help="the day to judge by (today where not given)")
    audit.add_argument("--terms", type=values.file, metavar="FILE", help="what was agreed, instead of FOLDER/terms.yaml")
    audit.add_argument(
        "--event",
        nargs="+",
        metavar=("NAME", "FROM TO"),
        help="add the sweep of a sales event; NAME alone or NAME YEAR of those that are known",
    )
    audit.add_argument("--previous", type=values.folder, metavar="OUT", help="say what changed since an earlier audit")
    audit.add_argument("--workers", type=int, metavar="N", help="reading processes (as many as processors where not given)")
    audit.add_argument("--afresh", action="store_true", help=values.AFRESH)

    rebates = commands.add_parser(
        "rebates",
        help="work out every rebate agreement in a folder",
        description=(
            "Reads contracts, sales, claims and payments below FOLDER, recomputes what each agreement has earned, down to transactions, "
            "and writes statements to OUT."
        ),
    )
    rebates.add_argument("folder", type=values.folder, metavar="FOLDER")
    rebates.add_argument(
        "--out", type=Path, required=True, metavar="OUT", help="folder for the statements; replaced when they are complete"
    )
    rebates.add_argument("--as-of", type=values.day, metavar="DATE", help="what happened after this day is not known yet (today if absent)")
    rebates.add_argument("--retailer", help="rule pack; else terms.yaml names it")
    rebates.add_argument("--terms", type=values.file, metavar="FILE", help="what was agreed, instead of FOLDER/terms.yaml")
    rebates.add_argument("--workers", type=int, metavar="N", help="reading processes (as many as processors where not given)")
    rebates.add_argument("--afresh", action="store_true", help=values.AFRESH)

    read = commands.add_parser("read", help="read documents alone", description="Reads papers and tables: one JSON object per file.")
    read.add_argument("paths", nargs="+", type=values.existing, metavar="PATH")
    read.add_argument("--out", type=Path, metavar="FILE.jsonl", help="write here instead of standard output")
    read.add_argument("--show", type=Path, metavar="DIR", help="also write a picture of each page with the fields drawn on it")
    read.add_argument("--workers", type=int, metavar="N", help="reading processes (as many as processors where not given)")
    read.add_argument("--afresh", action="store_true", help=values.AFRESH)
