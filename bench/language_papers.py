"""Papers of trade in six languages, read with the product: which kind, which fields, which cells of their lines."""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz

from demo.abroad.make import KINDS, paper
from demo.chance import Chance
from demo.scans import as_pdf, scanned
from demo.sheet import Reading
from extractors.read import ReaderPool
from facts.documents import Document, Field

HEAD: Final = (
    f"{'':<22}{'papers':>7}{'kind %':>8}{'values':>8}{'right %':>9}{'review %':>9}{'silent %':>9}{'missing %':>10}{'invented':>10}"
)
_WORDS: Final = frozenset({"exceptions", "description", "chargeback_type", "chargeback_subtype"})
_LIKE: Final = 85
_AMOUNTS: Final = frozenset({"net_total", "tax_total", "grand_total", "total_paid", "amount", "line_total", "unit_price", "unit_fee"})
_MARKS: Final = re.compile(r"[\s\-_./]")


@dataclass(slots=True)
class Counted:
    """What came of the values of some papers, and what went wrong by name."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    known: int = 0

    def line(self, name: str) -> str:
        """One line of the table."""
        total = sum(self.counts[n] for n in ("right", "review", "silent", "missing"))
        shares = "".join(f"{100 * self.counts[n] / max(1, total):>9.1f}" for n in ("right", "review", "silent"))
        return (
            f"{name:<22}{self.papers:>7}{100 * self.known / max(1, self.papers):>8.1f}{total:>8}{shares}"
            f"{100 * self.counts['missing'] / max(1, total):>10.1f}{self.counts['invented']:>10}"
        )

    def add(self, other: Counted) -> None:
        """Sums up."""
        self.counts += other.counts
        self.faults += other.faults
        self.papers += other.papers
        self.known += other.known


def same(name: str, wanted: Any, read: Any) -> bool:
    """Whether a value read is the one on the paper: numbers exactly, names and words nearly."""
    if isinstance(wanted, bool):
        return read is wanted
    if isinstance(wanted, list):
        return isinstance(read, list) and sorted(_bare(v) for v in read) == sorted(_bare(v) for v in wanted)
    if name in _WORDS or name.endswith("_name"):
        return fuzz.ratio(str(read).casefold(), str(wanted).casefold()) >= _LIKE
    try:
        return Decimal(str(read)) == Decimal(str(wanted))
    except InvalidOperation:
        return _bare(read) == _bare(wanted)


def _bare(value: Any) -> str:
    return _MARKS.sub("", str(value)).upper()


def judge(truth: Reading, documents: Sequence[Document]) -> tuple[Counted, list[str]]:
    """Counts what one paper gave; a reading of another kind gives nothing."""
    found, notes = Counted(papers=1), []
    document = documents[0] if len(documents) == 1 and documents[0].kind.value == truth.kind else None
    if document is None:
        notes.append(f"kind: {', '.join(d.kind.value for d in documents) or 'none'}")
        found.faults[f"kind {notes[0][6:]}"] += 1
    found.known = int(document is not None)
    fields = document.fields if document is not None else {}

    def count(name: str, wanted: Any, read: Field | None) -> None:
        if wanted is False and read is None:
            return
        outcome = "missing" if read is None else "right" if same(name, wanted, read.value) else "review" if read.review else "silent"
        found.counts[outcome] += 1
        if outcome != "right":
            found.faults[f"{name} {outcome}"] += 1
            notes.append(f"{name} {outcome}: wanted {wanted}, read {read.value if read else None}")

    for name, cell in truth.fields.items():
        count(name, cell["value"], fields.get(name))
    for name in (_AMOUNTS | {"cartons_short", "cartons_damaged", "subject_to_count"}) & fields.keys() - truth.fields.keys():
        if not fields[name].review:
            found.counts["invented"] += 1
            found.faults[f"{name} invented"] += 1
            notes.append(f"{name} invented: {fields[name].value}")
    _count_lines(truth, document, count)
    return found, notes


def _count_lines(truth: Reading, document: Document | None, count: Any) -> None:
    """Rows in their order; a table with another number of rows gives nothing."""
    rows = document.lines if document is not None and len(document.lines) == len(truth.lines) else None
    for n, line in enumerate(truth.lines):
        for name, cell in line.items():
            count(f"line.{name}", cell["value"], rows[n].get(name) if rows is not None else None)


def run(languages: Sequence[str], each: int, seed: int, *, hand: str, scans: bool, worst: int, kinds: Sequence[str] = ()) -> None:
    """Makes, reads and judges; prints the table per language, and per kind over all languages."""
    print(HEAD)
    of_kind: dict[str, Counted] = defaultdict(Counted)
    with tempfile.TemporaryDirectory() as folder, ReaderPool(2) as pool:
        for language in languages:
            root = Path(folder) / language
            root.mkdir()
            made: dict[Path, tuple[str, Reading]] = {}
            for kind in kinds or KINDS:
                for number in range(each):
                    draw = Chance("paper abroad", seed, language, kind, number)
                    pdf, truth = paper(draw, language, kind, number, hand)
                    path = root / f"{language}-{kind}-{number}.pdf"
                    path.write_bytes(as_pdf(scanned(pdf, "office200", draw.branch("scan"))) if scans else pdf)
                    made[path] = kind, truth
            whole, said = Counted(), []
            for read, (path, (kind, truth)) in zip(pool.read(root, list(made)), made.items(), strict=True):
                counted, notes = judge(truth, read.reading.documents)
                whole.add(counted)
                of_kind[kind].add(counted)
                if notes:
                    said.append(f"--- {path.stem} {truth.layout}\n    " + "\n    ".join(notes))
            print(whole.line(language), flush=True)
            if worst:
                print("   ", ", ".join(f"{n} {c}" for n, c in whole.faults.most_common(40)))
                print("\n".join(said[:worst]))
    print("\n".join(counted.line(kind) for kind, counted in of_kind.items()))
