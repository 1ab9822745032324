"""The small words of a language that is checked closely, which decide in single places how a sentence is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_NAMED: Final = frozenset({"ending"})


@dataclass(frozen=True, slots=True, eq=False)
class LittleWords:
    """Sets of words by what they do. Compared by identity: a language has one of them.

    Behind `happened` words a verb tells what was, also in a request; `clausal` ones begin a clause behind what is denied, `alleging`
    say that something is only claimed, `negating` ones set a figure against another behind `joining` ones, `bridging` ones aside. An
    invoice is `billed`; `pointing_at` and `to` stand before things, `extents` between a verb and what it is about. `out` begins `out of`,
    `the`, `parting`, `to`, `departing`, `within`, `being`, `per` and `than` are single words that lead to figures; `indefinite` are
    articles of one, `means` papers by which something is done, `contrasting` words set a figure against what stands before. `steps` say
    by how much of a measure, `naming` words only lead to a figure, `in_all` say that all is meant, `leading` words may stand before a
    paper at the head of a clause, `yours` says whose. `less`, `plus`, `between`, `taken_of` and `yields` are those of a computation in
    words; `nothings` are things there are none of, `falling`
    and `rising` words say which way something went. `ending` names facts that say until when by the word for what ends.
    Behind `disputing` words stands the number of a dispute, behind `agreeing` ones that of an agreement, beside `reasons` what it is
    filed for, between a kind of number and the number `bearing` ones. `modal` verbs say what can or ought to be, `been` words lead from
    them to a passive (`perfect` ones to what was; behind `doubting` ones that is open); `stances` are what who writes (`writing`) can do
    or not do, `giving_back` is what is asked for, `shown` what papers let one do. `whatever` words say nothing behind a denial, `so_far`
    ones before what a fact says, `repeating` ones are settled where something came twice, `leftover` ones by a larger figure, `more_of`
    ones where a settlement lists several. `proofs` are papers of whatever kind, `evidence` words have a strength; behind `naming_charges`
    words stands what is charged for, behind `paid_for` ones in a request what is paid for.
    """

    happened: frozenset[str]
    clausal: frozenset[str]
    alleging: frozenset[str]
    negating: frozenset[str]
    bridging: frozenset[str]
    joining: frozenset[str]
    billed: frozenset[str]
    pointing_at: frozenset[str]
    extents: frozenset[str]
    out: frozenset[str]
    the: frozenset[str]
    parting: frozenset[str]
    to: frozenset[str]
    departing: frozenset[str]
    within: frozenset[str]
    being: frozenset[str]
    per: frozenset[str]
    than: frozenset[str]
    indefinite: frozenset[str]
    means: frozenset[str]
    contrasting: frozenset[str]
    steps: frozenset[str]
    naming: frozenset[str]
    in_all: frozenset[str]
    leading: frozenset[str]
    yours: frozenset[str]
    less: frozenset[str]
    plus: frozenset[str]
    between: frozenset[str]
    taken_of: frozenset[str]
    yields: frozenset[str]
    nothings: frozenset[str]
    falling: frozenset[str]
    rising: frozenset[str]
    disputing: frozenset[str]
    reasons: frozenset[str]
    so_far: frozenset[str]
    agreeing: frozenset[str]
    proofs: frozenset[str]
    evidence: frozenset[str]
    naming_charges: frozenset[str]
    bearing: frozenset[str]
    modal: frozenset[str]
    been: frozenset[str]
    perfect: frozenset[str]
    doubting: frozenset[str]
    whatever: frozenset[str]
    repeating: frozenset[str]
    leftover: frozenset[str]
    more_of: frozenset[str]
    stances: frozenset[str]
    giving_back: frozenset[str]
    shown: frozenset[str]
    writing: frozenset[str]
    paid_for: frozenset[str]
    ending: Mapping[str, str]


def little_words(entries: Mapping[str, Any], listed: Callable[[Any], list[str]]) -> LittleWords:
    """The small words that a grammar gives. Raises KeyError where one of the sets is missing: a word that is forgotten checks nothing."""
    sets = {name: frozenset(listed(entries[name])) for name in LittleWords.__slots__ if name not in _NAMED}
    return LittleWords(ending=dict(entries["ending"]), **sets)


NO_WORDS: Final = LittleWords(ending={}, **{name: frozenset() for name in LittleWords.__slots__ if name not in _NAMED})
"""Those of a language that is not checked closely."""
