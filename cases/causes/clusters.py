"""Where deductions lie together: kinds and causes that come up at a place, with a carrier, on an item or in a week more than elsewhere."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.causes.lines import CAUSE, COLUMNS, PLACES, Dimension, Lines, week_of
from facts.finding import FindingType
from facts.money import minor_digits, round_half_up
from ledger.findings import FindingRow
from rules.causes import CauseRules

MOST: Final = 12
"""Clusters of one account: more than that nobody reads."""
LOOKED_AT: Final = 40
"""Candidates that are held against those that were taken already."""
SAME: Final = Decimal("0.5")
"""A cluster of which so much lies within a larger one says nothing new."""

Feature: TypeAlias = tuple[str, str]
"""Kind of claim and cause; no cause (empty) stands for all lines of the kind."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a cluster is held against, in exact counts.

    `lines` of `among` lines of the same kind and cause (those whose place is known) lie there. `basis` is `all`: of all `others_among`
    lines of the account `others` lie there; or `even`: one of `others_among` places. `chance` is that of so many lying there by chance.
    """

    lines: int
    among: int
    basis: str
    others: int
    others_among: int
    chance: float = 0.0

    @property
    def lift(self) -> Decimal:
        """How many times as often as the base rate says, to two digits."""
        expected = Decimal(self.among) * self.others / self.others_among
        return round_half_up(Decimal(self.lines) / expected, 2)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Lines that have something in common; `base` is None where they have only kind and cause in common."""

    lines: Lines
    count: int
    minor: int
    base: Base | None = None

    @property
    def excess(self) -> Decimal:
        """What lies there beyond what the base rate lets expect, in minor units."""
        return Decimal(self.minor) if self.base is None else self.minor * (1 - 1 / self.base.lift)


@dataclass(slots=True)
class _Counted:
    """Counts along one dimension: by feature and value, by feature, by value."""

    cells: dict[tuple[Feature, str], list[int]] = field(default_factory=dict)
    features: Counter[Feature] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, cause: str, value: str, count: int, minor: int) -> None:
        """Lines of a kind and cause at a value."""
        self.values[value] += count
        for feature in dict.fromkeys(((kind, ""), (kind, cause))):
            self.features[feature] += count
            cell = self.cells.setdefault((feature, value), [0, 0])
            cell[0] += count
            cell[1] += minor


def clusters(session: Session, whole: Lines, rules: CauseRules) -> tuple[Cluster, ...]:
    """The clusters of an account over a span, the dearest first; the same ledger gives the same ones in the same order."""
    least = _least_minor(rules, whole.currency)
    found: list[Cluster] = []
    for dimension in PLACES:
        found += _along(_counted(session, whole, dimension), whole, dimension, rules, least)
    found += _of_features(session, whole, rules, least)
    candidates = sorted(found, key=lambda c: (-c.excess, -c.count, c.lines.key))[:LOOKED_AT]
    return tuple(_apart(session, candidates))[:MOST]


def _least_minor(rules: CauseRules, currency: str) -> int:
    return int(rules.least_amount.scaleb(minor_digits(currency)))


def _counted(session: Session, whole: Lines, dimension: Dimension) -> _Counted:
    column = COLUMNS[dimension]
    known = column.is_not(None) if dimension is Dimension.WEEK else column != ""
    asked = (
        select(FindingRow.type, CAUSE, column, func.count(), func.sum(FindingRow.claimed_minor))
        .where(*whole.where(), known)
        .group_by(FindingRow.type, CAUSE, column)
    )
    counted = _Counted()
    for kind, cause, value, count, minor in session.execute(asked).yield_per(1000):
        told = week_of(value).isoformat() if dimension is Dimension.WEEK else str(value)
        counted.add(FindingType(kind).value, cause or "", told, int(count), int(minor))
    return counted


def _along(counted: _Counted, whole: Lines, dimension: Dimension, rules: CauseRules, least: int) -> Iterator[Cluster]:
    """The cells that are large, dear and dense enough."""
    everything = sum(counted.values.values())
    for (feature, value), (count, minor) in counted.cells.items():
        if count < rules.least_claims or minor < least or len(counted.values) < 2:
            continue
        among = counted.features[feature]
        basis = ("all", counted.values[value], everything) if among * 2 <= everything else ("even", 1, len(counted.values))
        base = Base(count, among, *basis)
        if base.lift < rules.least_lift:
            continue
        chance = min(1.0, tail(among, count, basis[1] / basis[2]) * len(counted.values))
        if chance <= float(rules.largest_chance):
            lines = _of_feature(whole, feature).narrowed(dimension, value)
            yield Cluster(lines, count, minor, Base(count, among, *basis, chance))


def _of_features(session: Session, whole: Lines, rules: CauseRules, least: int) -> Iterator[Cluster]:
    """Kinds with a known cause, wherever they lie."""
    asked = (
        select(FindingRow.type, CAUSE, func.count(), func.sum(FindingRow.claimed_minor))
        .where(*whole.where(), CAUSE != "")
        .group_by(FindingRow.type, CAUSE)
    )
    for kind, cause, count, minor in session.execute(asked):
        if count >= rules.least_claims and minor >= least:
            yield Cluster(_of_feature(whole, (FindingType(kind).value, cause)), int(count), int(minor))


def _of_feature(whole: Lines, feature: Feature) -> Lines:
    kind, cause = feature
    lines = whole.narrowed(Dimension.TYPE, kind)
    return lines.narrowed(Dimension.CAUSE, cause) if cause else lines


def _apart(session: Session, candidates: Sequence[Cluster]) -> Iterator[Cluster]:
    """Those that are not for the larger part within ones that were taken before."""
    taken: list[Cluster] = []
    for candidate in candidates:
        limit = candidate.count * SAME
        if all(_in_both(session, candidate, other) <= limit for other in taken):
            taken.append(candidate)
            yield candidate


def _in_both(session: Session, one: Cluster, other: Cluster) -> int:
    """How many lines two clusters have in common."""
    if any(one.lines.shared[d] != v for d, v in other.lines.shared.items() if d in one.lines.shared):
        return 0
    return session.scalar(select(func.count()).select_from(FindingRow).where(*one.lines.where(), *other.lines.where())) or 0


def tail(trials: int, at_least: int, rate: float) -> float:
    """The chance of at least so many successes in independent trials (binomial, upper tail)."""
    if at_least <= 0 or rate >= 1:
        return 1.0
    if rate <= 0 or at_least > trials:
        return 0.0
    log = math.lgamma(trials + 1) - math.lgamma(at_least + 1) - math.lgamma(trials - at_least + 1)
    term = math.exp(log + at_least * math.log(rate) + (trials - at_least) * math.log1p(-rate))
    total, odds = 0.0, rate / (1 - rate)
    for successes in range(at_least, trials + 1):
        total += term
        term *= odds * (trials - successes) / (successes + 1)
        if term < total * 1e-12:
            break
    return min(1.0, total)


def dimensions_of(cluster: Cluster) -> Mapping[str, str | int]:
    """What a note keeps of what its lines have in common, and of what that was held against."""
    told: dict[str, str | int] = {d.value: v for d, v in cluster.lines.shared.items()}
    if cluster.base is not None:
        b = cluster.base
        told |= {
            "lift": str(b.lift),
            "basis": b.basis,
            "lines": b.lines,
            "among": b.among,
            "others": b.others,
            "others_among": b.others_among,
        }
    return told
