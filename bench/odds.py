"""Whether the odds come true: chances learnt from simulated answers, beside how filings ended.

.venv/bin/python bench/odds.py [--answers N] [--seeds N] [--first SEED]

For each seed a trade of its own is made whose every chance is known (`tests/odds/simulated.py`), so many answers are learnt from, and
three tables are counted in ten bins each. `held`: every filing's chance as all others say it, beside how it ended; its bins should lie in
their binomial bands of 95 %. `later`: filings that nobody has learnt from, beside their ends: two throws of the die, so that a band for one
leaves about one bin in six outside, whoever says the chances. `truth`: the same beside the chances that they truly have. ECE is the
expected calibration error, at most 0.015; `off` is how far a single chance lies from the truth.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from cases.odds.calibration import Bin, expected_error, table
from cases.odds.cells import FIRST, Path
from cases.odds.fitting import Ended, fitted
from cases.odds.worth import MILLION
from tests.odds.simulated import PRIORS, Trade

OWN: Path = (FIRST, "shortage", "proof_shows_full_delivery", "complete", "a retailer", "1")


def figures(bins: tuple[Bin, ...]) -> str:
    """One table in short."""
    return f"{expected_error(bins):>8.4f}{sum(one.inside for one in bins):>4}/{len(bins)}"


def one_trade(seed: int, answers: int) -> tuple[Bin, ...]:
    """Learns from one trade and prints its line; gives the table of the house's own."""
    trade = Trade(seed)
    ended = trade.filings(answers).ended()
    began = time.perf_counter()
    fit = fitted(ended, PRIORS)
    seconds = time.perf_counter() - began
    later = trade.filings(answers)
    said = later.said(fit)
    off = float(np.sqrt(((said - later.chances) ** 2).mean()))
    told = [figures(fit.held), figures(table(said, later.ends)), figures(table(said, later.chances))]
    print(f"{seed:>5}{len(fit.cells):>7}{seconds:>7.2f}  {'  '.join(told)}{off:>8.3f}  {' '.join(f'{k:.0f}' for k in fit.concentrations)}")
    return fit.held


def bins_in_full(seed: int, bins: tuple[Bin, ...]) -> None:
    """All bins of one table."""
    print(f"\nheld, seed {seed}\n{'filings':>8}{'said':>8}{'came':>8}{'band of 95 %':>20}")
    for one in bins:
        print(f"{one.decided:>8}{one.said:>8.3f}{one.came:>8.3f}{one.low:>12.3f} {one.high:.3f}{'' if one.inside else '  outside'}")


def few() -> None:
    """What a handful of answers does to the public figure."""
    print(f"\na house with no other answers\n{'answered':>9}{'granted':>8}{'chance':>8}{'share':>8}")
    for decided, won in ((0, 0), (1, 0), (1, 1), (5, 0), (5, 3), (5, 5), (50, 10), (500, 100)):
        ended = [Ended(OWN, decided, won, won * MILLION * 8 // 10)] if decided else []
        cell = fitted(ended, PRIORS).of(OWN)
        print(f"{decided:>9}{won:>8}{cell.chance_ppm / MILLION:>8.3f}{cell.share_ppm / MILLION:>8.3f}")


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--answers", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    named = "  ".join(f"{name + ' ECE, in':>14}" for name in ("held", "later", "truth"))
    print(f"{asked.answers:,} answers\n{'seed':>5}{'cells':>7}{'s':>7}  {named}{'off':>8}  k")
    tables = [one_trade(seed, asked.answers) for seed in range(asked.first, asked.first + asked.seeds)]
    bins_in_full(asked.first, tables[0])
    few()
    return 0


if __name__ == "__main__":
    sys.exit(main())
