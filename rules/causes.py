"""What a pack says of root causes: when deductions are a pattern, which words of charges point where, what prevents each cause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ChargeWord:
    """Words of a charge that point to a cause; compared in small letters."""

    cause: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CauseRules:
    """When deductions have something in common, and what is said of it.

    A cluster has at least `least_claims` deductions and `least_amount` (major units of the account's currency), comes up at least
    `least_lift` times as often as its base rate says, and would come up by chance in no more than `largest_chance` of such accounts. A
    cause is likely where at least `least_share` of the deductions bear it. `small_units` is the most that a count may be off to be noise.
    Patterns are looked for over `months`; in `months_repeated` of them a cause counts as one that comes again. A note that somebody
    decided is written anew once its figures changed by `changed_by`. Below `few` deductions an effect is not called one. `said` and
    `prevention` hold by language and cause a sentence each.
    """

    least_claims: int = 3
    least_amount: Decimal = Decimal(0)
    least_lift: Decimal = Decimal("1.5")
    largest_chance: Decimal = Decimal("0.05")
    least_share: Decimal = Decimal("0.5")
    small_units: int = 3
    months: int = 6
    months_repeated: int = 3
    changed_by: Decimal = Decimal("0.1")
    few: int = 20
    charges: tuple[ChargeWord, ...] = ()
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prevention: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def charge(self, words: str) -> str | None:
        """The cause that a charge's own words point to; None where they point to none."""
        small = words.casefold()
        return next((word.cause for word in self.charges if word.pattern.search(small)), None)
