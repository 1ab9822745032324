"""Chances from how filings ended: what they promise in any case, and whether they come true."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.odds.calibration import Bin, all_inside, band, expected_error, pooled, straight, table
from cases.odds.cells import AGAIN, FIRST, Path, Sort, key_of, path_of
from cases.odds.concentration import LEAST, MOST, concentration, log_gamma
from cases.odds.fitting import FOLDS, Ended, Fit, fitted, shrunk
from cases.odds.worth import MILLION, Odds, expected_minor, half_up, worth_per_hour
from tests.odds.simulated import PRIORS, Filings, Trade, mixed

OWN: Path = (FIRST, "shortage", "proof_shows_full_delivery", "complete", "amazon_us", "7")
PATHS = st.tuples(
    st.sampled_from([FIRST, AGAIN]),
    st.sampled_from("ab"),
    st.sampled_from("cd"),
    st.sampled_from("ef"),
    st.just("g"),
    st.sampled_from("12"),
)
ENDED = st.lists(
    st.builds(
        lambda path, decided, won, share, fold: Ended(path, decided, min(won, decided), min(won, decided) * share, fold),
        PATHS, st.integers(0, 60), st.integers(0, 60), st.integers(0, MILLION), st.integers(0, FOLDS - 1),
    ),
    max_size=25,
)  # fmt: skip
BRISK = settings(max_examples=min(30, settings().max_examples))


def chance(decided: int, won: int) -> float:
    """The chance of a sort of filing of which so many ended, and no others."""
    return fitted([Ended(OWN, decided, won, won * MILLION)], PRIORS).of(OWN).chance_ppm / MILLION


def test_without_answers_the_public_figure_stands() -> None:
    fit = fitted([], PRIORS)
    cell = fit.of(OWN)
    assert (cell.chance_ppm, cell.share_ppm, cell.decided, bool(fit.calibration)) == (740_000, 900_000, 0, False)
    assert fit.of((AGAIN, *OWN[1:])).chance_ppm == 250_000


def test_five_answers_move_the_public_figure_and_decide_nothing() -> None:
    assert 0.4 < chance(5, 0) < 0.6
    assert 0.66 < chance(5, 3) < 0.74
    assert 0.78 < chance(5, 5) < 0.88
    assert 0.6 < chance(1, 0) < chance(1, 1) < 0.8


def test_many_answers_outweigh_it() -> None:
    assert abs(chance(400, 40) - 0.1) < 0.03
    assert chance(5000, 5000) == 0.99
    assert chance(5000, 0) == 0.01


def test_five_answers_of_one_supplier_lean_on_what_others_got() -> None:
    others = [Ended((*OWN[:5], str(n)), 40, 12, 12 * MILLION) for n in range(20, 30)]
    fit = fitted([*others, Ended(OWN, 5, 5, 5 * MILLION)], PRIORS)
    assert 0.3 < fit.of(OWN).chance_ppm / MILLION < 0.75
    assert fit.of((*OWN[:5], "99")).chance_ppm / MILLION == pytest.approx(0.32, abs=0.04)


def test_alike_suppliers_are_taken_for_alike_and_others_are_not() -> None:
    def k(rates: list[float]) -> float:
        decided = np.full(len(rates), 200.0)
        return concentration(decided, np.round(decided * rates), np.zeros(len(rates), dtype=np.int64))

    assert LEAST <= k([0.1, 0.9, 0.2, 0.8, 0.5, 0.95]) < 6
    assert 500 < k([0.5, 0.51, 0.49, 0.5, 0.5, 0.5] * 4) <= MOST


def test_a_single_cell_says_nothing_of_how_cells_differ() -> None:
    one = concentration(np.array([90.0]), np.array([3.0]), np.zeros(1, dtype=np.int64))
    assert one == concentration(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))


def test_a_cell_is_found_again_by_its_name_whatever_words_it_is_made_of() -> None:
    path = Sort(FIRST, "shortage", "a|b", "", "us|uk", 7).path
    assert path_of(key_of(path)) == path == (FIRST, "shortage", "a_b", "", "us_uk", "7")


@given(ended=ENDED, seed=st.integers(0, 99))
@BRISK
def test_the_order_of_answers_never_matters(ended: list[Ended], seed: int) -> None:
    parted = [Ended(e.path, n, w, s, e.fold) for e in ended for n, w, s in ((e.decided, e.won, e.share), (0, 0, 0))]
    assert fitted(mixed(parted, seed), PRIORS) == fitted(ended, PRIORS)


@given(ended=ENDED)
@BRISK
def test_no_chance_is_certain_and_weights_make_one_at_most(ended: list[Ended]) -> None:
    for cell in fitted(ended, PRIORS).cells.values():
        assert 10_000 <= cell.chance_ppm <= 990_000
        assert 0 <= cell.share_ppm <= MILLION
        weights = [part.weight for part in cell.parts]
        assert min(weights) >= 0
        assert sum(weights) <= 1 + 1e-9
        assert (cell.parts[0].decided, cell.parts[0].won) == (cell.decided, cell.won)


@given(ended=ENDED, ks=st.tuples(*[st.floats(LEAST, MOST)] * 5), which=st.integers(0, 24), more=st.integers(1, 5))
@BRISK
def test_more_grants_lower_no_chance(ended: list[Ended], ks: tuple[float, ...], which: int, more: int) -> None:
    """For given concentrations: these are estimates themselves, and one more answer may make cells look a little more alike."""
    lost = [e for e in ended if e.decided > e.won]
    if not lost:
        return
    chosen = lost[which % len(lost)]
    more = min(more, chosen.decided - chosen.won)
    better = [Ended(e.path, e.decided, e.won + more, e.share + more * MILLION, e.fold) if e is chosen else e for e in ended]
    before, after = shrunk(ended, PRIORS, ks), shrunk(better, PRIORS, ks)
    assert all(after[path] >= before[path] - 1e-12 for path in before)
    assert after[chosen.path] > before[chosen.path]


def test_given_what_cells_have_in_common_a_chance_lies_between_its_own_rate_and_that_of_the_level_above() -> None:
    for mine, there in itertools.product((0, 3, 20), (0, 30, 90)):
        rates = shrunk([Ended(OWN, 20, mine, 0), Ended((*OWN[:5], "8"), 90, there, 0)], PRIORS, [60.0] * 5)
        assert min(rates[OWN[:5]], mine / 20) <= rates[OWN] <= max(rates[OWN[:5]], mine / 20)


@given(decided=st.integers(1, 500), share=st.floats(0, 1), others=st.integers(0, 300), theirs=st.floats(0, 1))
@BRISK
def test_a_chance_hardly_lies_beyond_its_own_rate_and_that_of_the_level_above(
    decided: int, share: float, others: int, theirs: float
) -> None:
    mine, there = round(decided * share), round(others * theirs)
    beside = (*OWN[:5], "8")
    fit = fitted([Ended(OWN, decided, mine, 0), Ended(beside, others, there, 0)], PRIORS)
    above, own = fit.of(OWN[:5]).chance_ppm / MILLION, min(0.99, max(0.01, mine / decided))
    # what a supplier usually moves is learnt from its own filings where there are no others
    little = 0.05
    assert min(above, own) - little <= fit.of(OWN).chance_ppm / MILLION <= max(above, own) + little


@cache
def learnt(seed: int) -> tuple[Fit, Filings]:
    """What a trade's twenty thousand answers teach, and as many filings that nobody has learnt from."""
    trade = Trade(seed)
    fit = fitted(trade.filings(20_000).ended(), PRIORS)
    return fit, trade.filings(20_000)


SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_chances_come_true_at_twenty_thousand_answers(seed: int) -> None:
    fit, later = learnt(seed)
    assert fit.calibration
    assert len(fit.held) == 10
    # what the others say of a filing, beside how it ended
    assert expected_error(fit.held) <= 0.015
    # of filings that nobody has learnt from, the chance that each truly has: the die that draws their ends blurs nothing
    truth = table(later.said(fit), later.chances)
    assert expected_error(truth) <= 0.015
    assert all(one.inside for one in truth)


def test_nearly_as_many_bins_lie_in_their_bands_as_do_of_the_true_chances() -> None:
    """Of true chances a band of 95 % leaves one bin in twenty outside; what was learnt is a throw of the die beside that."""
    held = later = true = together = 0
    for fit, filings in map(learnt, SEEDS):
        together += all_inside(fit.held)
        held += sum(one.inside for one in fit.held)
        later += sum(one.inside for one in table(filings.said(fit), filings.ends))
        true += sum(one.inside for one in table(filings.chances, filings.ends))
    assert held >= true - 1
    assert later >= true - 4
    assert together >= len(SEEDS) - 1


def of_papers(path: Path, papers: str) -> Path:
    """The same sort of filing with other papers."""
    return (*path[:3], papers, *path[4:])


def test_papers_that_help_elsewhere_help_under_a_reason_that_is_new() -> None:
    ended = []
    for number in range(8):
        there: Path = (FIRST, "shortage", f"reason {number}", "", "us", "1")
        ended += [Ended(of_papers(there, "complete"), 60, 48, 48 * MILLION), Ended(of_papers(there, "missing"), 60, 18, 18 * MILLION)]
    new: Path = (FIRST, "shortage", "a new reason", "complete", "us", "1")
    few = [Ended(of_papers(new, papers), 2, 1, MILLION) for papers in ("complete", "missing")]
    for fit in (fitted(ended, PRIORS), fitted(ended + few, PRIORS)):
        strong, weak = fit.of(new), fit.of(of_papers(new, "missing"))
        assert strong.chance_ppm > 650_000
        assert weak.chance_ppm < 450_000


def test_what_nobody_has_seen_of_a_value_moves_nothing() -> None:
    beside: Path = (FIRST, "shortage", "a reason", "complete", "us", "1")
    fit = fitted([Ended(beside, 300, 150, 150 * MILLION)], PRIORS)
    unknown = fit.of((*beside[:5], "2"))
    assert (unknown.path, unknown.chance_ppm) == (beside[:5], fit.cells[beside[:5]].chance_ppm)


def test_what_is_said_wrongly_and_often_is_put_right() -> None:
    said = np.repeat(np.linspace(0.05, 0.95, 19), 200)
    ends = np.concatenate([np.r_[np.ones(round(200 * c * c)), np.zeros(200 - round(200 * c * c))] for c in np.linspace(0.05, 0.95, 19)])
    right = pooled(said, np.ones_like(said), ends)
    assert expected_error(table(said, ends)) > 0.1
    assert expected_error(table(right(said), ends)) < 0.02
    assert np.all(np.diff(right(np.linspace(0, 1, 200))) >= 0)


def test_a_line_puts_right_what_is_too_bold_and_leaves_the_rest_alone() -> None:
    true = np.repeat(np.linspace(0.1, 0.9, 17), 400)
    ends = np.concatenate([np.r_[np.ones(round(400 * c)), np.zeros(400 - round(400 * c))] for c in np.linspace(0.1, 0.9, 17)])
    odds = np.log(true / (1 - true))
    bold = 1 / (1 + np.exp(-2 * odds - 0.3))
    for said in (bold, true):
        assert np.abs(straight(said, np.ones_like(said), ends)(said) - true).max() < 0.01
    assert straight(np.full(50, 0.5), np.ones(50), np.ones(50))(np.array([0.5]))[0] < 1


def test_a_band_for_all_bins_is_wider_than_one_for_each() -> None:
    bins = tuple(Bin(2000, 0.5, 0.5 + off, *band(0.5, 2000)) for off in (*[0.0] * 9, 0.024))
    assert [one.inside for one in bins].count(False) == 1
    assert all_inside(bins)
    assert not all_inside((*bins, Bin(2000, 0.5, 0.56, *band(0.5, 2000))))


def test_a_band_holds_what_a_die_does() -> None:
    assert band(0.5, 100) == (0.4, 0.6)
    assert band(0.0, 10) == (0.0, 0.0)
    low, high = band(0.9, 2000)
    assert low == pytest.approx(0.8865, abs=0.001)
    assert high == pytest.approx(0.913, abs=0.001)


@given(x=st.floats(1e-3, 1e7))
def test_the_gamma_function_is_exact_enough(x: float) -> None:
    assert float(log_gamma(np.array([x]))[0]) == pytest.approx(math.lgamma(x), rel=1e-9, abs=1e-9)


def test_amounts_are_rounded_half_up_once() -> None:
    assert [half_up(n, 4) for n in range(8)] == [0, 0, 1, 1, 1, 1, 2, 2]
    odds = Odds(725_000, 900_000)
    assert odds.brings_ppm == 652_500
    assert expected_minor(odds, at_stake_minor=10_001, granted_minor=7) == 7 + 6526
    assert expected_minor(None, at_stake_minor=10_001, granted_minor=7) == 7
    assert worth_per_hour(100, 8) == 750
    assert worth_per_hour(100, 0) == 0
