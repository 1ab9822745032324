"""Whether the odds come true: chances learnt from simulated answers, beside how filings ended.

.venv/bin/python bench/odds.py [--answers N] [--seeds N] [--first SEED]

For each seed a trade of its own is made whose every chance is known (`tests/odds/simulated.py`), so many answers are learnt from, and
four tables are counted in ten bins each. `held`: every filing's chance as the others say it, beside how it ended. `later`: filings that
nobody has learnt from, beside their ends. `oracle`: the same ends beside the chances that they truly have: nobody can say better, and of
its bins one in twenty lies outside a band of 95 % all the same, so that all ten lie inside in six trades of ten. `truth`: what was said of
these filings beside their true chances. Of each the expected calibration error (at most 0.015), the bins inside, and a star where all ten
lie inside a band that is made to hold all of them at once in 95 % of trades. `z2` is the mean square of how far a bin lies off, in
deviations of its binomial law: 1 for the oracle, and more by what was learnt being a throw of the die as well. `off` is how far a single
chance lies from the truth.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np

from cases.odds.calibration import Bin, all_inside, expected_error, table
from cases.odds.cells import FIRST, Path
from cases.odds.fitting import Ended, fitted
from cases.odds.worth import MILLION
from tests.odds.simulated import PRIORS, Trade

OWN: Path = (FIRST, "shortage", "proof_shows_full_delivery", "complete", "a retailer", "1")


NAMES = ("held", "later", "oracle", "truth")


@dataclass(frozen=True, slots=True)
class Told:
    """One trade: its tables by name, and how far a single chance lies from the truth."""

    tables: dict[str, tuple[Bin, ...]]
    off: float

    def numbers(self) -> list[float]:
        """What is averaged over all trades: of each table its error, bins inside, whether all are, and z2; then `off`."""
        of_tables = [
            number
            for bins in self.tables.values()
            for number in (expected_error(bins), sum(one.inside for one in bins), all_inside(bins), squares(bins))
        ]
        return [*map(float, of_tables), self.off]


def squares(bins: tuple[Bin, ...]) -> float:
    """The mean square of how far bins lie off, in deviations of their binomial laws."""
    return sum((one.came - one.said) ** 2 * one.decided / (one.said * (1 - one.said)) for one in bins) / len(bins)


def figures(bins: tuple[Bin, ...]) -> str:
    """One table in short."""
    inside = f"{sum(one.inside for one in bins)}/{len(bins)}{'*' if all_inside(bins) else ' '}"
    return f"{expected_error(bins):.4f} {inside:>6}{squares(bins):>5.1f}"


def one_trade(seed: int, answers: int) -> Told:
    """Learns from one trade and prints its line."""
    trade = Trade(seed)
    ended = trade.filings(answers).ended()
    began = time.perf_counter()
    fit = fitted(ended, PRIORS)
    seconds = time.perf_counter() - began
    later = trade.filings(answers)
    said = later.said(fit)
    off = float(np.sqrt(((said - later.chances) ** 2).mean()))
    made = (fit.held, table(said, later.ends), table(later.chances, later.ends), table(said, later.chances))
    told = Told(dict(zip(NAMES, made, strict=True)), off)
    words = "   ".join(map(figures, made))
    print(
        f"{seed:>5}{len(fit.cells):>7}{seconds:>6.2f}   {words}{off:>8.3f}  {' '.join(f'{k:.0f}' for k in fit.concentrations)}", flush=True
    )
    return told


def means(told: list[Told]) -> None:
    """All trades on the average."""
    averages = np.mean([one.numbers() for one in told], axis=0)
    print(f"\non the average of {len(told)}\n{'':>8}{'ECE':>8}{'bins inside':>13}{'all together':>14}{'z2':>6}")
    for place, name in enumerate(NAMES):
        error, inside, together, z2 = averages[4 * place : 4 * place + 4]
        print(f"{name:>8}{error:>8.4f}{inside:>10.1f}/10{together:>13.0%} {z2:>6.2f}")
    print(f"{'off':>8}{averages[-1]:>8.3f}")


def bins_in_full(name: str, seed: int, bins: tuple[Bin, ...]) -> None:
    """All bins of one table."""
    print(f"\n{name}, seed {seed}\n{'filings':>8}{'said':>8}{'came':>8}{'band of 95 %':>20}")
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
    named = "   ".join(f"{name + ' ECE, in, z2':>18}" for name in NAMES)
    print(f"{asked.answers:,} answers\n{'seed':>5}{'cells':>7}{'s':>6}   {named}{'off':>8}  k")
    told = [one_trade(seed, asked.answers) for seed in range(asked.first, asked.first + asked.seeds)]
    means(told)
    for name in ("held", "later"):
        bins_in_full(name, asked.first, told[0].tables[name])
    few()
    return 0


if __name__ == "__main__":
    sys.exit(main())
