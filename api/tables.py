"""Tables on the terminal, in one look; as wide as they need to be where the output is no terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH: Final = 200


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str, right: Sequence[str] = ()) -> None:
    """Prints rows under headings; `empty` where there are none. `right` names the columns of numbers."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
        count += 1
    if not count:
        print(empty)
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    Console(width=width, highlight=False).print(table)
