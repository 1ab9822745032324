"""Whether every rebate payout of a supplier with known truth is exact: statements are worked out anew and held against that truth.

.venv/bin/python -m bench.payouts WORLD [--as-of 2026-11-01]

WORLD has `files/` and `truth/findings.json` (a list of lines with type, reference, verdict, also_ok and recoverable_amount). Each rebate
claim is held against the verdict and amount of the truth, and what the periods of each agreement pay against what the truth leaves of the
claims under it; claims that were late or filed twice say nothing of what an agreement pays.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

LATE_OR_AGAIN: Final = frozenset({"claimed_after_deadline", "duplicate_claim"})
"""Reasons for which nothing is granted though the agreement pays."""
Line = Mapping[str, Any]


def main() -> int:
    """Prints what differs and how many payouts were held against the truth; 1 where any differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path)
    parser.add_argument("--as-of", default="2026-11-01")
    told = parser.parse_args()
    truth = {line["reference"]: line for line in _listed(told.world / "truth" / "findings.json") if line["type"].startswith("rebate")}
    with tempfile.TemporaryDirectory(prefix="recoup-payouts-") as folder:
        recoup = str(Path(sys.executable).with_name("recoup"))
        command = [recoup, "rebates", str(told.world / "files"), "--as-of", told.as_of, "--out", f"{folder}/out"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        statements = _listed(Path(folder) / "out" / "statements.json")
    differing = [*_differing(statements, truth)]
    print("\n".join(differing), end="\n" if differing else "")
    claims = sum(len(one["claims"]) for one in statements)
    print(f"{len(statements)} agreements, {claims} claims against {len(truth)} of the truth, {len(differing)} differ")
    return 1 if differing else 0


def _differing(statements: Sequence[Line], truth: Mapping[str, Line]) -> Iterator[str]:
    seen = set()
    for statement in statements:
        granted = Decimal(0)
        judged = False
        for claim in statement["claims"]:
            seen.add(claim["claim"])
            known = truth.get(claim["claim"])
            if known is None:
                yield f"{claim['claim']}: the truth does not know it"
                continue
            ours, right = (Decimal(one["recoverable_amount"]) for one in (claim, known))
            verdicts = {known["verdict"], *known["also_ok"]}
            if claim["verdict"] not in verdicts or ours != right:
                yield f"{claim['claim']}: {claim['verdict']} {ours}, by the truth {known['verdict']} {right} ({claim['why']})"
            if known["type"] != "rebate_underpaid" and claim["reason"] not in LATE_OR_AGAIN:
                granted, judged = granted + Decimal(claim["amount"]) - right, True
        pays = sum((Decimal(period["payout"]) for period in statement["periods"]), Decimal(0))
        if judged and pays != granted:
            yield f"{statement['agreement']}: its periods pay {pays}, by the truth {granted}"
    yield from (f"{number}: in no statement" for number in sorted(truth.keys() - seen))


def _listed(path: Path) -> list[Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, list) else next(iter(found.values()))


if __name__ == "__main__":
    raise SystemExit(main())
