"""Whole made-up suppliers that nobody has seen: each is made, audited, and held against what is right about it.

.venv/bin/python -m bench.cold --seeds 201..206 [--locale us --locale eu] [--size small] [--worst N] [--keep FOLDER]

Per supplier the table says what came back of the money that is owed, what was claimed beyond it, on how many lines the verdict is
right, and the money that waits for a paper or a person. `--worst` names the lines that went wrong, dearest first, each with the papers
behind it and how they were made. `--keep` leaves files and findings in a folder to look at.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from cases.auditing.audit import AuditOrder, audit
from demo.make import make
from demo.names import LOCALES
from demo.plan import SIZES
from extractors.read import ReaderPool
from facts.finding import Finding, Verdict
from facts.identifiers import compact

HEAD: Final = (
    f"{'supplier':<10}{'lines':>6}{'owed':>12}{'found %':>9}{'false':>10}{'verdicts %':>11}{'waiting':>11}{'late':>5}{'mute':>5}{'s':>6}"
)
_OPEN: Final = frozenset({Verdict.NEEDS_EVIDENCE, Verdict.REVIEW})
_LOST: Final = frozenset({Verdict.EXPIRED, Verdict.TOO_EARLY})


@dataclass(slots=True)
class Score:
    """What came of one supplier or of several; amounts in the suppliers' currencies, summed as they stand."""

    owed: Decimal = Decimal(0)
    found: Decimal = Decimal(0)
    false: Decimal = Decimal(0)
    waiting: Decimal = Decimal(0)
    lines: int = 0
    judged: int = 0
    right: int = 0
    late: int = 0
    mute: int = 0
    seconds: float = 0.0
    misses: list[tuple[Decimal, str]] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Sums up."""
        for name in ("owed", "found", "false", "waiting", "lines", "judged", "right", "late", "mute", "seconds", "misses"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def line(self, name: str) -> str:
        """One line of the table."""
        found = f"{100 * self.found / self.owed:.2f}" if self.owed else "-"
        right = f"{100 * self.right / max(1, self.judged):.1f}"
        return (
            f"{name:<10}{self.lines:>6}{self.owed:>12}{found:>9}{self.false:>10}{right:>11}{self.waiting:>11}"
            f"{self.late:>5}{self.mute:>5}{self.seconds:>6.0f}"
        )


def paired(truth: Sequence[Mapping[str, Any]], found: Iterable[Finding]) -> tuple[list[list[tuple[Finding, Decimal]]], list[Finding]]:
    """The findings on each true line with the amount that falls to it, and the findings on lines that nobody deducted.

    A finding without an article lies on the only line of its reference, or spreads over its lines in their order.
    """
    exact = {(compact(t["reference"]), compact(t["sku"])): n for n, t in enumerate(truth)}
    lines: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(truth):
        lines[compact(line["reference"])].append(number)
    pairs: list[list[tuple[Finding, Decimal]]] = [[] for _ in truth]
    strangers = []
    for finding in found:
        reference, left = compact(finding.reference), finding.recoverable_amount
        mine = [exact[reference, compact(finding.sku)]] if (reference, compact(finding.sku)) in exact else lines[reference]
        if not mine or (
            len(mine) == 1 and finding.sku and truth[mine[0]]["sku"] and compact(finding.sku) != compact(truth[mine[0]]["sku"])
        ):
            strangers.append(finding)
            continue
        for number in mine:
            part = left if number == mine[-1] else min(left, Decimal(truth[number]["recoverable_amount"]))
            left -= part
            pairs[number].append((finding, part))
    return pairs, strangers


def _judged(score: Score, line: Mapping[str, Any], pairs: Sequence[tuple[Finding, Decimal]], papers: Mapping[str, str]) -> None:
    """Counts what one true line gave."""
    owed = Decimal(line["recoverable_amount"]) if line["verdict"] == "dispute" else Decimal(0)
    claimed = sum((part for f, part in pairs if f.verdict is Verdict.DISPUTE), Decimal(0))
    first = pairs[0][0] if pairs else None
    score.owed += owed
    score.found += min(owed, claimed)
    score.false += max(Decimal(0), claimed - owed)
    score.waiting += owed if not claimed and any(f.verdict in _OPEN for f, _ in pairs) else 0
    if first is None and line["optional"]:
        return
    good = first is not None and (first.verdict == line["verdict"] or first.verdict.value in line["also_ok"])
    score.judged += 1
    score.right += good
    score.mute += first is None
    if owed and first is not None:
        score.late += first.verdict in _LOST or (
            line["dispute_by"] is not None and not (first.dispute_by and first.dispute_by.isoformat() <= line["dispute_by"])
        )
    if good and owed == claimed:
        return
    told = "no finding" if first is None else f"{first.verdict.value} {claimed or first.recoverable_amount} ({first.reason}: {first.why})"
    behind = "".join(f"\n        {file}: {papers.get(file, '?')}" for file in line["evidence"])
    about = f"{line['scenario']} {line['reference']} {line['sku']}: {line['verdict']} {line['recoverable_amount']} ({line['reason']})"
    score.misses.append((abs(owed - claimed), f"{about}\n        found {told}{behind}"))


def score_of(truth: Path, found: Iterable[Finding]) -> Score:
    """Holds the findings of an audit against the truth folder of its supplier."""
    lines = json.loads((truth / "findings.json").read_text(encoding="utf-8"))
    papers: dict[str, str] = {}
    for entry in json.loads((truth / "readings.json").read_text(encoding="utf-8")):
        made = ", ".join(f"{d['kind']} {d['layout']} {d['class']} {d['language']} pages {d['pages']}" for d in entry["documents"])
        file = entry["container"] or entry["file"]
        papers[file] = f"{papers[file]}; {made}" if file in papers else made
    pairs, strangers = paired(lines, found)
    score = Score(lines=len(lines))
    for line, mine in zip(lines, pairs, strict=True):
        _judged(score, line, mine, papers)
    for finding in strangers:
        amount = finding.recoverable_amount if finding.verdict is Verdict.DISPUTE else Decimal(0)
        score.false += amount
        score.misses.append(
            (amount, f"nobody deducted {finding.reference} {finding.sku}: {finding.verdict.value} {amount} ({finding.why})")
        )
    score.misses.sort(key=lambda miss: -miss[0])
    return score


def cold(folder: Path, seed: int, locale: str, size: str, pool: ReaderPool) -> Score:
    """Makes one supplier in the folder, audits it and says what came of it; the findings are left beside the files."""
    shop = make(folder, seed=seed, size=size, locale=locale)
    began = time.monotonic()
    result = audit(AuditOrder(folder / "files", shop.as_of), pool).result
    taken = time.monotonic() - began
    findings = list(result.every_finding())
    written = json.dumps([f.to_json() for f in findings], ensure_ascii=False, indent=1)
    (folder / "findings.json").write_text(written, encoding="utf-8")
    with (folder / "readings.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(r.to_json(), ensure_ascii=False) + "\n" for r in result.readings)
    score = score_of(folder / "truth", findings)
    score.seconds = taken
    return score


def _seeds(words: str) -> range:
    first, _, last = words.partition("..")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r} is no seed and no range of seeds such as 201..206") from None


def main(argv: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.cold", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=_seeds, default=range(1, 3), metavar="A..B")
    parser.add_argument("--locale", choices=sorted(LOCALES), action="append")
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N dearest misses of each supplier")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave files, truth and findings there")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    given = parser.parse_args(argv)
    total = Score()
    print(HEAD)
    with tempfile.TemporaryDirectory() as temporary, ReaderPool(given.processes) as pool:
        for locale in given.locale or sorted(LOCALES):
            for seed in given.seeds:
                name = f"{locale}-{seed}"
                score = cold((given.keep or Path(temporary)) / name, seed, locale, given.size, pool)
                total.add(score)
                print(score.line(name), flush=True)
                for amount, words in score.misses[: given.worst]:
                    print(f"    {amount} {words}", flush=True)
    print(total.line("together"))


if __name__ == "__main__":
    main()
