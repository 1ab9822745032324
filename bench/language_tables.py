"""Exports of systems of accounts in six languages, read with the product: which table, which columns, which cells."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from demo.chance import Chance
from demo.erp import Export, export, headings
from extractors.tables.reading import read_tables
from extractors.tables.table import Table
from facts.tables import SCALE

HEAD: Final = f"{'':<9}{'tables':>7}{'known %':>9}{'cells':>8}{'right %':>9}{'review %':>9}{'silent %':>9}{'missing %':>10}"


@dataclass(slots=True)
class Cells:
    """What came of the cells of one language, and what went wrong by kind, column and heading."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    tables: int = 0
    known: int = 0

    def line(self, language: str) -> str:
        """One line of the table."""
        total = max(1, sum(self.counts.values()))
        shares = "".join(f"{100 * self.counts[n] / total:>9.1f}" for n in ("right", "review", "silent", "missing"))
        return f"{language:<9}{self.tables:>7}{100 * self.known / max(1, self.tables):>9.1f}{total:>8}{shares}"

    def judge(self, made: Export, tables: Sequence[Table]) -> None:
        """Counts the cells of one export."""
        self.tables += 1
        table = next((t for t in tables if t.kind.value == made.kind), None)
        if table is None:
            self.counts["missing"] += len(made.headings) * len(made.rows)
            self.faults[f"{made.kind} not known by {', '.join(made.headings.values())}"] += 1
            return
        self.known += 1
        doubts = table.frame["_review"].to_list()
        for name, printed in made.headings.items():
            for row, value, doubt in zip(made.rows, table.frame[name].to_list(), doubts, strict=True):
                outcome = "right" if same(row[name], value) else "missing" if value is None else "review" if doubt else "silent"
                self.counts[outcome] += 1
                if outcome != "right":
                    self.faults[f"{made.kind} {name} [{printed}] {outcome}"] += 1


def same(meant: Any, read: Any) -> bool:
    """True where a cell of a frame holds what was written."""
    if isinstance(meant, Decimal):
        return read is not None and Decimal(read) / SCALE == meant
    return read == meant if isinstance(meant, date) else read is not None and str(read) == str(meant)


def run(languages: Sequence[str], each: int, seed: int, worst: int) -> None:
    """Writes, reads and judges; prints the table."""
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for language in languages:
            cells = Cells()
            for kind in headings():
                for number in range(each):
                    draw = Chance("export", seed, language, kind, number)
                    path = Path(folder) / f"{language}-{kind}-{number}.{draw.branch('ending').pick(('csv', 'csv', 'xlsx'))}"
                    made = export(path, draw, kind, language)
                    cells.judge(made, read_tables(path.read_bytes(), path.name).tables)
            print(cells.line(language), flush=True)
            if worst:
                print("\n".join(f"    {fault}: {count}" for fault, count in cells.faults.most_common(worst)))
