"""How well tables, papers and contracts of six languages are read, each language beside English.

.venv/bin/python -m bench.languages [contracts|papers|tables|rebates] [--each N] [--seed N] [--hand other] [--scanned] [--worst N]
    [--language de] [--kind invoice]

The demo's clerks write them: agreements by every mechanism in the wordings of several hands, exports with the headings of the usual
systems of accounts. Per language the table says, of the values that
stand on the papers: right, wrong and marked for a person, wrong and silent, not found. `whole` is the share of contracts of which
mechanism, tiers and every other term are right: those alone give the right payout without a person.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from bench import language_papers, language_rebates, language_tables
from demo.abroad.make import KINDS
from demo.chance import Chance
from demo.contracts.clerk import worded
from demo.contracts.deal import ALLOWANCES, LANGUAGES, REBATES, Deal, deal
from demo.contracts.paper import drawn
from demo.contracts.truth import fields_of, kind_of, tiers_of
from demo.scans import as_pdf, scanned
from extractors.read import ReaderPool
from facts.documents import Document, DocumentKind, Source
from facts.identifiers import compact

NAMES: Final = frozenset({"payer_name", "earner_name"})


@dataclass(slots=True)
class Tally:
    """What came of the values of one language, and what went wrong by name."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    whole: int = 0
    notes: list[str] = field(default_factory=list)

    def line(self, language: str) -> str:
        """One line of the table."""
        total = sum(self.counts[n] for n in ("right", "review", "silent", "missing"))
        shares = "".join(f"{100 * self.counts[n] / max(1, total):>9.1f}" for n in ("right", "review", "silent", "missing"))
        return f"{language:<9}{self.papers:>7}{total:>8}{shares}{self.counts['invented']:>10}{100 * self.whole / max(1, self.papers):>8.1f}"


HEAD: Final = f"{'':<9}{'papers':>7}{'values':>8}{'right %':>9}{'review %':>9}{'silent %':>9}{'missing %':>9}{'invented':>10}{'whole %':>8}"


def same(wanted: Any, found: Any, name: str) -> bool:
    """True where a read value is the one that stands on the paper."""
    if isinstance(wanted, Decimal) or (isinstance(wanted, int) and not isinstance(wanted, bool)):
        try:
            return Decimal(str(found)) == wanted
        except InvalidOperation:
            return False
    if isinstance(wanted, list):
        return isinstance(found, list) and [compact(str(v)) for v in found] == [compact(str(v)) for v in wanted]
    if name in NAMES:
        return compact(str(found)).casefold() == compact(str(wanted)).casefold()
    return compact(str(found)) == compact(str(wanted))


OPTIONAL: Final = (("period", "term"), ("returns_count_in", "term_of_sale"), ("basis", "net"))
"""What a contract means where it says nothing; a reading may leave it out."""
BOUNDS: Final = ("cap", "floor", "minimum_payout", "baseline", "excluded_skus", "included_skus", "claim_deadline_days")


def judge(tally: Tally, made: Deal, documents: Sequence[Document], about: str) -> None:
    """Counts what one contract gave."""
    tally.papers += 1
    document = next((d for d in documents if d.kind.value == kind_of(made)), Document(DocumentKind.OTHER, Source.TEXT))
    faults: list[str] = []
    if document.kind is DocumentKind.OTHER:
        faults.append(f"kind: {', '.join(d.kind.value for d in documents) or 'none'}")
        tally.faults["kind"] += 1
    known = fields_of(made)
    for name, wanted in known.items():
        read = document.fields.get(name)
        if read is None and (name, wanted) in OPTIONAL:
            continue
        outcome = "missing" if read is None else "right" if same(wanted, read.value, name) else "review" if read.review else "silent"
        tally.counts[outcome] += 1
        if outcome != "right":
            tally.faults[f"{name} {outcome}"] += 1
            faults.append(f"{name}: wanted {wanted}, read {read.value if read else None}")
    for name in BOUNDS:
        if name in document.fields and name not in known:
            tally.counts["invented"] += 1
            tally.faults[f"{name} invented"] += 1
            faults.append(f"{name}: invented {document.fields[name].value}")
    lines = [{n: Decimal(str(f.value)) for n, f in line.items() if n in {"from", "to", "rate", "amount"}} for line in document.lines]
    lines = [{n: v for n, v in line.items() if n != "from" or v} for line in lines]
    if lines != tiers_of(made):
        tally.counts["silent" if lines else "missing"] += 1
        tally.faults["tiers"] += 1
        faults.append(f"tiers: wanted {tiers_of(made)}, read {lines}")
    elif lines:
        tally.counts["right"] += 1
    tally.whole += not faults
    if faults:
        tally.notes.append(f"--- {about}\n    " + "\n    ".join(faults))


def contracts(language: str, each: int, seed: int, hand: str = "") -> Iterator[tuple[str, Deal, bytes]]:
    """Contracts of every kind: name, what was agreed, and the paper."""
    for kind in (*REBATES, *ALLOWANCES):
        for number in range(each):
            draw = Chance("contract", seed, language, kind, number)
            made = deal(draw.branch("deal"), language, kind)
            yield f"{language}-{kind}-{number}", made, drawn(worded(draw.branch("words"), made, hand), draw.branch("paper"), language)


def run(languages: Sequence[str], each: int, seed: int, *, scans: bool, worst: int, hand: str) -> None:
    """Makes, reads and judges; prints the table."""
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder, ReaderPool(2) as pool:
        for language in languages:
            tally, made, root = Tally(), {}, Path(folder) / language
            root.mkdir()
            for name, agreed, pdf in contracts(language, each, seed, hand):
                path = root / f"{name}.pdf"
                path.write_bytes(as_pdf(scanned(pdf, "office200", Chance("scan", name))) if scans else pdf)
                made[path] = agreed
            for read, (path, agreed) in zip(pool.read(root, list(made)), made.items(), strict=True):
                judge(tally, agreed, read.reading.documents, path.stem)
            print(tally.line(language), flush=True)
            if worst:
                print("   ", ", ".join(f"{n} {c}" for n, c in tally.faults.most_common(24)))
                print("\n".join(tally.notes[:worst]))


def main(argv: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.languages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("contracts", "papers", "tables", "rebates"), default="contracts")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--kind", choices=KINDS, action="append", help="of papers")
    parser.add_argument("--each", type=int, default=3, help="contracts per kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scanned", action="store_true", help="scan them first")
    parser.add_argument("--hand", choices=("", "other"), default="", help="whose wording")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="print what went wrong with the first N")
    given = parser.parse_args(argv)
    if given.what == "papers":
        language_papers.run(
            given.language or LANGUAGES,
            given.each,
            given.seed,
            hand=given.hand,
            scans=given.scanned,
            worst=given.worst,
            kinds=given.kind or (),
        )
        return
    if given.what == "tables":
        language_tables.run(given.language or LANGUAGES, given.each, given.seed, given.worst)
        return
    if given.what == "rebates":
        language_rebates.run(given.language or LANGUAGES, given.each, given.seed, given.hand, given.worst)
        return
    run(given.language or LANGUAGES, given.each, given.seed, scans=given.scanned, worst=given.worst, hand=given.hand)


if __name__ == "__main__":
    main()
