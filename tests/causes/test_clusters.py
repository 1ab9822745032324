"""Deductions that lie together are found, those that are spread as usual are not, and the order is always the same."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cases.causes.clusters import clusters, tail
from cases.causes.lines import Dimension, Lines, months_up_to
from facts.finding import FindingType
from rules.model import Rules
from tests.causes.deductions import TODAY, WANTS_PAPERS, Deductions

WHOLE = Lines(1, "USD", months_up_to(TODAY, 6))


def test_a_kind_that_lies_at_one_place_more_than_all_others_is_a_cluster(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(30, type=FindingType.PRICE_CLAIM)
    deductions.evenly(12)
    deductions.add(14, destination="PHX7", claimed_minor=25_000)
    first = clusters(session, WHOLE, rules.causes)[0]
    assert first.lines.shared == {Dimension.TYPE: "shortage", Dimension.DESTINATION: "PHX7"}
    assert (first.count, first.minor) == (14, 350_000)
    assert first.base is not None
    assert (first.base.basis, first.base.lines, first.base.among, first.base.others, first.base.others_among) == ("all", 14, 26, 14, 56)


def test_deductions_that_are_spread_as_all_are_make_no_cluster(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(36)
    deductions.evenly(36, type=FindingType.PRICE_CLAIM)
    assert clusters(session, WHOLE, rules.causes) == ()


def test_an_account_with_one_kind_is_held_against_an_even_spread(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(24)
    deductions.add(12, destination="PHX7")
    first = clusters(session, WHOLE, rules.causes)[0]
    assert first.lines.place == (Dimension.DESTINATION, "PHX7")
    assert first.base is not None
    assert (first.base.basis, first.base.others, first.base.others_among) == ("even", 1, 7)


def test_two_deductions_are_no_pattern(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(24, claimed_minor=100)
    deductions.add(2, destination="PHX7", claimed_minor=9_000_000)
    assert all(c.lines.place != (Dimension.DESTINATION, "PHX7") for c in clusters(session, WHOLE, rules.causes))


def test_small_money_is_no_pattern(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(24)
    deductions.add(8, destination="PHX7", claimed_minor=1_000)
    assert all(c.lines.place != (Dimension.DESTINATION, "PHX7") for c in clusters(session, WHOLE, rules.causes))


def test_the_same_cause_everywhere_is_one_cluster(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(18)
    deductions.evenly(12, root_cause="each_case", claimed_minor=40_000)
    found = clusters(session, WHOLE, rules.causes)
    assert [c.lines.shared for c in found] == [{Dimension.TYPE: "shortage", Dimension.CAUSE: "each_case"}]


def test_a_place_that_only_repeats_a_larger_cluster_is_not_told_twice(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(30)
    deductions.add(12, destination="PHX7", carrier="SDBK", sku="B0SAME", claimed_minor=50_000)
    found = [c for c in clusters(session, WHOLE, rules.causes) if c.count == 12]
    assert len(found) == 1


@pytest.mark.both_engines
def test_lines_that_only_lack_a_paper_lie_together_under_the_carrier(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(30, carrier="GOOD")
    deductions.add(9, carrier="SLOW", destination="ABE8", **WANTS_PAPERS)
    shared = [c.lines.shared for c in clusters(session, WHOLE, rules.causes)]
    assert {Dimension.TYPE: "shortage", Dimension.CARRIER: "SLOW"} in shared or {
        Dimension.TYPE: "shortage",
        Dimension.CAUSE: "missing_proof",
    } in shared


def test_another_suppliers_deductions_are_never_counted(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(24)
    Deductions(session, account=2).add(40, destination="PHX7", claimed_minor=900_000)
    assert clusters(session, WHOLE, rules.causes) == ()


def test_the_order_is_the_same_whatever_the_order_of_the_rows(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(20, destination="PHX7")
    deductions.evenly(20, type=FindingType.PRICE_CLAIM)
    deductions.evenly(30)
    deductions.add(20, destination="BFI4")
    found = clusters(session, WHOLE, rules.causes)
    assert [c.lines.key for c in found] == [c.lines.key for c in clusters(session, WHOLE, rules.causes)]
    assert [c.lines.place for c in found][:2] == [(Dimension.DESTINATION, "BFI4"), (Dimension.DESTINATION, "PHX7")]


@given(trials=st.integers(1, 60), at_least=st.integers(0, 60), rate=st.fractions(Fraction(1, 50), Fraction(49, 50)))
def test_the_chance_of_so_many_is_the_binomial_one(trials: int, at_least: int, rate: Fraction) -> None:
    exact = sum(comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(at_least, trials + 1))
    assert tail(trials, at_least, float(rate)) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)
