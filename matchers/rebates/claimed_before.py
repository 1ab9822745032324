"""Claims for the same days, and which of them count: a period is paid once, a corrected claim ends the one that it corrects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from facts.identifiers import compact
from facts.rebates import RebateAgreement, UnusableAgreementError
from matchers.frames import row_evidence
from matchers.rebates.claimed_lines import ClaimedBefore, line_key
from matchers.rebates.dues import Due, period_of
from matchers.rebates.filed import RebateClaim, alike
from matchers.rebates.outlook import claim_lapses_on
from matchers.rebates.periods import Stretch, period_around


def corrected_by(claims: Iterable[RebateClaim]) -> dict[tuple[str, str], RebateClaim]:
    """By agreement and number, the claims of which a later one of the same customer says that it replaces them, each with that one.

    `claims` in the order in which they were filed. One that names itself, a later one or one that is not there corrects nothing.
    """
    seen: dict[tuple[str, str], RebateClaim] = {}
    found: dict[tuple[str, str], RebateClaim] = {}
    for claim in claims:
        agreement = compact(claim.agreement)
        named = (agreement, compact(claim.replaces))
        if claim.replaces and named in seen and alike(seen[named].customer, claim.customer):
            found.setdefault(named, claim)
        seen.setdefault((agreement, compact(claim.number)), claim)
    return found


def correction_of(claim: RebateClaim, corrected: Mapping[tuple[str, str], RebateClaim]) -> RebateClaim | None:
    """The claim that was filed in the place of one."""
    return corrected.get((compact(claim.agreement), compact(claim.number)))


def counting(earlier: Sequence[RebateClaim], corrected: Mapping[tuple[str, str], RebateClaim]) -> Sequence[RebateClaim]:
    """The claims of some that none stands for: what was corrected takes nothing of what is due."""
    return [claim for claim in earlier if correction_of(claim, corrected) is None] if corrected else earlier


def first_filed(claims: Iterable[RebateClaim]) -> Iterator[RebateClaim]:
    """Claims without those that only repeat an earlier one of the same customer, days and amount, unless somebody approved them."""
    seen: dict[tuple[str, Stretch | None, Decimal], list[RebateClaim]] = {}
    for claim in claims:
        alike_ones = seen.setdefault((compact(claim.agreement), claim.period, claim.amount), [])
        if claim.granted is None and any(alike(other.customer, claim.customer) for other in alike_ones):
            continue
        alike_ones.append(claim)
        yield claim


def granted_before(
    claim: RebateClaim, terms: RebateAgreement, period: Stretch, due: Due, earlier: Sequence[RebateClaim]
) -> list[tuple[RebateClaim, Decimal]]:
    """Earlier claims for the same days, and what of each was due: a period is paid once, in however many claims.

    What somebody is yet to decide on takes nothing so far, and what repeats another of them takes nothing at all.
    Raises UnusableAgreementError for one whose days overlap with these in part.
    """
    found = []
    left = due.amount
    for other in first_filed(earlier):
        if other.waits or compact(other.agreement) != compact(claim.agreement) or not alike(other.customer, claim.customer):
            continue
        days = _days_of(other, terms)
        if not days.meets(period) or is_late(other, terms, days):
            continue
        if not (days.holds(period) or period.holds(days)):
            raise UnusableAgreementError(f"its days overlap in part with those of claim {other.number}; a person splits them")
        granted = min(other.amount if other.granted is None else other.granted, left)
        if granted > 0:
            found.append((other, granted))
            left -= granted
    return found


def _days_of(other: RebateClaim, terms: RebateAgreement) -> Stretch:
    try:
        return period_of(terms, other.period)
    except UnusableAgreementError as unclear:
        raise UnusableAgreementError(f"claim {other.number} names no period, so it is not known what it covers") from unclear


def is_late(claim: RebateClaim, terms: RebateAgreement, period: Stretch) -> bool:
    """Filed after the agreement's deadline, counted from the end of the period that the days belong to: such a claim lapses."""
    last = claim_lapses_on(terms, period_around(terms, period))
    return last is not None and claim.filed_on is not None and claim.filed_on > last


def taken(claim: RebateClaim, earlier: Sequence[RebateClaim]) -> dict[tuple[str, str], list[ClaimedBefore]]:
    """Units of invoice lines that earlier claims under the same agreement named."""
    found: dict[tuple[str, str], list[ClaimedBefore]] = {}
    for other in earlier:
        if compact(other.agreement) == compact(claim.agreement):
            for row in other.lines:
                place = row_evidence(row, f"claimed in {other.number}")
                found.setdefault(line_key(row), []).append(ClaimedBefore(other.number, row["quantity"], place))
    return found
