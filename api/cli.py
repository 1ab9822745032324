"""The command line: arguments in, exit codes out. Imports what a command needs only when that command runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from typing import Final

from api.errors import INTERRUPTED, UNUSABLE, CommandError
from api.parsers import auditing, clients, importing, operation, people

COMMANDS: Final = {
    "audit": "api.audit_command",
    "read": "api.read_command",
    "rebates": "api.rebates_command",
    "import": "api.commands.importing",
    "serve": "api.commands.serve",
    "demo": "api.commands.demo",
    "worker": "api.commands.worker",
    "migrate": "api.commands.migrate",
    "settings": "api.commands.settings",
    "models": "api.commands.models",
    "user": "api.commands.users",
    "token": "api.commands.tokens",
    "supplier": "api.commands.suppliers",
    "backup": "api.commands.backup",
    "restore": "api.commands.restore",
    "check": "api.commands.check",
}
"""The module whose `run` carries out a command."""
AHEAD: Final = {"audit": "api.audit_ahead"}
"""The module whose `begun` begins what a command needs while the libraries of the command are loaded."""


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments (contract.md)."""
    top = argparse.ArgumentParser(prog="recoup", description="Wins back money that retailers wrongly deduct from their suppliers.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (auditing, importing, operation, people, clients):
        group.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    0 when it ran, 1 when it found something unsound, 2 on unusable arguments or settings, 3 when some files could not be read, 130
    when interrupted.
    """
    chosen = parser().parse_args(arguments)
    try:
        with import_module(AHEAD[chosen.command]).begun(chosen) if chosen.command in AHEAD else nullcontext():
            code: int = import_module(COMMANDS[chosen.command]).run(chosen)
    except CommandError as error:
        print(f"recoup: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return INTERRUPTED
    return code


if __name__ == "__main__":
    raise SystemExit(main())
