"""The rounds of a case: each filing with the answers that came to it."""

from __future__ import annotations

from dataclasses import dataclass

from api.http.shapes.cases import CaseShown, FilingShown, OutcomeShown


@dataclass(frozen=True, slots=True)
class Round:
    """A filing and its answers in the order they were given; `waits` where the retailer has not decided it."""

    filing: FilingShown
    answers: tuple[OutcomeShown, ...]

    @property
    def waits(self) -> bool:
        """Whether no answer decides it yet."""
        return not self.answers or self.answers[-1].kind == "information_requested"


def rounds_shown(case: CaseShown) -> list[Round]:
    """The rounds, the latest first."""
    rounds = [Round(filing, tuple(o for o in case.outcomes if o.filing_id == filing.id)) for filing in case.filings]
    return rounds[::-1]
