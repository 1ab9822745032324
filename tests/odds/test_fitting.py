"""Chances from how filings ended: what they promise in any case, and whether they come true."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.odds.calibration import band, expected_error, pooled, table
from cases.odds.cells import AGAIN, FIRST, Path, Sort, key_of, path_of
from cases.odds.concentration import LEAST, MOST, concentration, log_gamma
from cases.odds.fitting import FOLDS, Ended, fitted, shrunk
from cases.odds.worth import MILLION, Odds, expected_minor, half_up, worth_per_hour
from tests.odds.simulated import PRIORS, Trade, mixed

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
BRISK = settings(max_examples=min(60, settings().max_examples))


def chance(decided: int, won: int) -> float:
    """The chance of a sort of filing of which so many ended, and no others."""
    return fitted([Ended(OWN, decided, won, won * MILLION)], PRIORS).of(OWN).chance_ppm / MILLION


def test_without_answers_the_public_figure_stands() -> None:
    fit = fitted([], PRIORS)
    cell = fit.of(OWN)
    assert (cell.chance_ppm, cell.share_ppm, cell.decided, fit.calibrated) == (740_000, 900_000, 0, False)
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


@given(decided=st.integers(1, 500), share=st.floats(0, 1), others=st.integers(0, 300), theirs=st.floats(0, 1))
@BRISK
def test_a_chance_lies_between_its_own_rate_and_that_of_the_level_above(decided: int, share: float, others: int, theirs: float) -> None:
    mine, there = round(decided * share), round(others * theirs)
    beside = (*OWN[:5], "8")
    fit = fitted([Ended(OWN, decided, mine, 0), Ended(beside, others, there, 0)], PRIORS)
    above, own = fit.of(OWN[:5]).chance_ppm / MILLION, min(0.99, max(0.01, mine / decided))
    step = 0.005
    assert min(above, own) - step <= fit.of(OWN).chance_ppm / MILLION <= max(above, own) + step


@pytest.mark.parametrize("seed", range(4))
def test_chances_come_true_at_twenty_thousand_answers(seed: int) -> None:
    trade = Trade(seed)
    fit = fitted(trade.filings(20_000).ended(), PRIORS)
    assert fit.calibrated
    assert len(fit.held) == 10
    assert expected_error(fit.held) <= 0.015
    assert all(one.inside for one in fit.held)
    later = trade.filings(20_000)
    said = later.said(fit)
    # of filings that nobody has learnt from, the chance that each truly has: the die that draws their ends blurs nothing
    assert expected_error(table(said, later.chances)) <= 0.015
    # and their ends: what was learnt and what came are two throws of the die, so that more bins than one in twenty lie outside
    bins = table(said, later.ends)
    assert expected_error(bins) <= 0.015
    assert sum(one.inside for one in bins) >= 7


def test_what_is_said_wrongly_and_often_is_put_right() -> None:
    said = np.repeat(np.linspace(0.05, 0.95, 19), 200)
    ends = np.concatenate([np.r_[np.ones(round(200 * c * c)), np.zeros(200 - round(200 * c * c))] for c in np.linspace(0.05, 0.95, 19)])
    right = pooled(said, np.ones_like(said), ends)
    assert expected_error(table(said, ends)) > 0.1
    assert expected_error(table(right(said), ends)) < 0.02
    assert np.all(np.diff(right(np.linspace(0, 1, 200))) >= 0)


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
