"""The command line: arguments in, exit codes out. Imports what a command needs only when that command runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Final

OK: Final = 0
UNUSABLE_ARGUMENTS: Final = 2
SOME_FILES_UNREAD: Final = 3
INTERRUPTED: Final = 130


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-01") from None


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {text}")
    return path


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments (contract.md)."""
    top = argparse.ArgumentParser(prog="recoup", description="Wins back money that retailers wrongly deduct from their suppliers.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    audit = commands.add_parser(
        "audit",
        help="judge every deduction in a supplier's folder",
        description=(
            "Reads every file below FOLDER, proves line by line what was owed, and writes findings, report and dispute packets to OUT."
        ),
    )
    audit.add_argument("folder", type=_folder, metavar="FOLDER")
    audit.add_argument("--out", type=Path, required=True, metavar="OUT", help="folder for the results; replaced when the audit is complete")
    audit.add_argument("--retailer", help="rule pack (amazon_us, amazon_eu, walmart, generic); else terms.yaml names it")
    audit.add_argument("--as-of", type=_day, metavar="DATE", help="the day to judge by (today where not given)")
    audit.add_argument("--terms", type=_file, metavar="FILE", help="what supplier and retailer have agreed, instead of FOLDER/terms.yaml")
    audit.add_argument("--event", nargs=3, metavar=("NAME", "FROM", "TO"), help="add the sweep of a sales event")
    audit.add_argument("--previous", type=_folder, metavar="OUT", help="say what is new, changed, gone or paid since an earlier audit")
    audit.add_argument("--workers", type=int, metavar="N", help="reading processes (as many as processors where not given)")

    read = commands.add_parser("read", help="read documents alone", description="Reads papers and tables: one JSON object per file.")
    read.add_argument("paths", nargs="+", type=_existing, metavar="PATH")
    read.add_argument("--out", type=Path, metavar="FILE.jsonl", help="write here instead of standard output")
    read.add_argument("--show", type=Path, metavar="DIR", help="also write a picture of each page with the fields drawn on it")
    read.add_argument("--workers", type=int, metavar="N", help="reading processes (as many as processors where not given)")
    return top


COMMANDS: Final = {"audit": "api.audit_command", "read": "api.read_command"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0 when it ran, 2 on unusable arguments, 3 when some files could not be read, 130 when interrupted."""
    chosen = parser().parse_args(arguments)
    try:
        code: int = import_module(COMMANDS[chosen.command]).run(chosen)
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return INTERRUPTED
    return code


if __name__ == "__main__":
    raise SystemExit(main())
