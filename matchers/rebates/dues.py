"""What is due for the days that a claim or payment is about: a period of the agreement, several of them, or a part of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Step
from facts.rebates import RebateAgreement, UnusableAgreementError
from matchers.calculation import Calculation
from matchers.rebates.payout import Payout
from matchers.rebates.periods import DAY, Stretch, stretches
from matchers.rebates.stacking import Stack

_NAME: Final = re.compile(r"[a-z_]\w*")


@dataclass(frozen=True, slots=True)
class Due:
    """What the days pay, in the agreement's currency, with the payouts that it is made of.

    `plain` is the one payout where the days are just a period and nothing was carried into it: mistakes are looked for on it alone. The
    calculation ends in `payout`; its evidence is `evidence`.
    """

    amount: Decimal
    period: Stretch
    calculation: tuple[Step, ...]
    evidence: tuple[Evidence, ...]
    payouts: tuple[Payout, ...]
    plain: Payout | None = None


def period_of(terms: RebateAgreement, claimed: Stretch | None) -> Stretch:
    """The days that a claim is about; where it names none, the agreement's only period.

    Raises UnusableAgreementError where it names none and there are several, or where none of its days lies in the term.
    """
    periods = stretches(terms)
    if claimed is None:
        if len(periods) != 1:
            raise UnusableAgreementError("the claim names no period, and the agreement has several")
        return periods[0]
    return claimed


def due_for(stack: Stack, terms: RebateAgreement, days: Stretch) -> Due:
    """What is due for days, rounded as the agreement says.

    Whole periods pay as they do; of a period that is claimed in parts, a part pays what it adds to the parts before it, so that the parts
    sum to the period. Raises UnusableAgreementError as `Stack` does.
    """
    periods = stretches(terms)
    made = stack.payouts(terms, days.end)
    inside = [p for p in made if days.holds(p.period)]
    if inside and _covers(days, inside, terms):
        plain = inside[0] if len(inside) == 1 and not inside[0].carried and not _capped_before(inside[0]) else None
        return _due(inside, days, plain)
    around = next((p for p in periods if p.holds(days)), None)
    if around is None:
        raise UnusableAgreementError(f"the days {days.start} to {days.end} are no period of the agreement; a person splits the claim")
    before = before_period(stack, terms, around, made)
    to_end = stack.part(terms, Stretch(around.start, days.end), before)
    if days.start == around.start:
        return _due([to_end], days, to_end if not to_end.carried and not _capped_before(to_end) else None)
    return _difference(to_end, stack.part(terms, Stretch(around.start, days.start - DAY), before), days)


def before_period(stack: Stack, terms: RebateAgreement, period: Stretch, made: Sequence[Payout] | None = None) -> list[Payout]:
    """The payouts of the periods before one, those that other versions decided among them."""
    own = stack.payouts(terms, period.start) if made is None else made
    return [p for p in (*stack.decides(terms).before, *own) if p.period.end < period.start]


def _covers(days: Stretch, inside: Sequence[Payout], terms: RebateAgreement) -> bool:
    """True where whole periods make up the days, as far as the days lie in the term."""
    start, end = max(days.start, terms.starts_on), min(days.end, terms.ends_on)
    return inside[0].period.start == start and inside[-1].period.end == end


def _capped_before(payout: Payout) -> bool:
    return any(step.id == "paid_before" for step in payout.calculation)


def _due(payouts: Sequence[Payout], days: Stretch, plain: Payout | None) -> Due:
    if len(payouts) == 1:
        only = payouts[0]
        return Due(only.amount, days, only.calculation, only.evidence, tuple(payouts), plain)
    sheet = Calculation()
    for number, payout in enumerate(payouts, start=1):
        _add(sheet, payout, f"p{number}_")
    sheet.work_out("payout", "payout", " + ".join(f"p{n}_payout" for n in range(1, len(payouts) + 1)))
    return Due(sheet.known["payout"], days, tuple(sheet.steps), tuple(sheet.evidence), tuple(payouts), plain)


def _difference(to_end: Payout, to_start: Payout, days: Stretch) -> Due:
    sheet = Calculation()
    _add(sheet, to_end, "to_end_")
    _add(sheet, to_start, "before_")
    sheet.work_out("payout", "payout", "max(to_end_payout - before_payout, 0)")
    return Due(sheet.known["payout"], days, tuple(sheet.steps), tuple(sheet.evidence), (to_end, to_start))


def _add(sheet: Calculation, payout: Payout, prefix: str) -> None:
    """The steps of a payout under names of their own, beside those of another one."""
    names = {step.id for step in payout.calculation}
    places = {i: sheet.cite(e)[0] for i, e in enumerate(payout.evidence)}
    when = f"{payout.period.start} to {payout.period.end}"
    for step in payout.calculation:
        formula = step.formula and _NAME.sub(lambda m: prefix + m[0] if m[0] in names else m[0], step.formula)
        cited = tuple(places[i] for i in step.evidence)
        sheet.steps.append(replace(step, id=prefix + step.id, label=f"{step.label}, {when}", formula=formula, evidence=cited))
        sheet.known[prefix + step.id] = Decimal(step.value)
