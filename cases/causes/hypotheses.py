"""Which cause deductions point to: named conditions over their figures, each with its outcome in a sentence and the values compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, TypeAlias

from cases.causes.figures import Figures, Part
from cases.causes.lines import MISSING_PROOF, Dimension, Lines
from facts.finding import FindingType
from rules.causes import CauseRules

NOT_KNOWN: Final = "not_known"
"""The answer where no cause fits."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a condition looks at."""

    lines: Lines
    figures: Figures
    rules: CauseRules
    kinds: tuple[FindingType, ...] = ()
    """The kinds of claim that the cause can lie behind; none named: any."""

    @property
    def among(self) -> int:
        """The lines that could bear it."""
        told = self.figures.by_kind
        return sum(told[kind.value].lines for kind in self.kinds if kind.value in told) if self.kinds else self.figures.lines


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a condition found: whether it holds, in a sentence, and the two values that were compared."""

    condition: str
    holds: bool
    said: str
    found: str
    needed: str

    def to_json(self) -> dict[str, Any]:
        """As a note keeps it."""
        return {"condition": self.condition, "holds": self.holds, "said": self.said, "found": self.found, "needed": self.needed}


Bearing: TypeAlias = Callable[[Looked], Part]
Condition: TypeAlias = Callable[[Looked, Part], Outcome]


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of the taxonomy: which kinds of claim it can lie behind (none named: any), which lines bear it, what must hold."""

    name: str
    bearing: Bearing
    conditions: tuple[Condition, ...]
    kinds: tuple[FindingType, ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A cause held against the figures: the lines that bear it, those that could, each condition's outcome. It stands where all hold."""

    cause: str
    part: Part
    among: int
    outcomes: tuple[Outcome, ...]

    @property
    def stands(self) -> bool:
        """All conditions hold."""
        return all(outcome.holds for outcome in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """As a note keeps it."""
        told = {"cause": self.cause, "claims": self.part.lines, "among": self.among, "minor": self.part.minor}
        return told | {"conditions": [outcome.to_json() for outcome in self.outcomes]}


def hinted(cause: str) -> Bearing:
    """The lines for which the judge found that cause."""
    return lambda looked: looked.figures.by_cause.get(cause, Part())


def counted(which: Callable[[Figures], Part], cause: str) -> Bearing:
    """The lines whose units say so, or those for which the judge found it, whichever are more."""

    def bearing(looked: Looked) -> Part:
        told, judged = which(looked.figures), hinted(cause)(looked)
        return told if told.lines > judged.lines else judged

    return bearing


def enough(looked: Looked, part: Part) -> Outcome:
    """Enough lines bear it to be more than a single event; one case stands for itself."""
    least = 1 if Dimension.CASE in looked.lines.shared else looked.rules.least_claims
    return Outcome("enough", part.lines >= least, f"{part.lines} deductions bear it, {least} are needed", str(part.lines), str(least))


def most(looked: Looked, part: Part) -> Outcome:
    """The larger part of the lines that could bear it does; among all that was deducted in a month, any part counts."""
    mixed = looked.lines.kind is None and Dimension.CASE not in looked.lines.shared
    least = Decimal(0) if mixed else looked.rules.least_share
    share = Decimal(part.lines) / looked.among if looked.among else Decimal(0)
    said = f"{part.lines} of {looked.among} deductions that could bear it do, a share of {least} is needed"
    return Outcome("most", share >= least, said, f"{part.lines}/{looked.among}", str(least))


def one_place(looked: Looked, part: Part) -> Outcome:
    """All lines were delivered to one place."""
    del part
    places = looked.figures.values.get(Dimension.DESTINATION, 0)
    return Outcome("one_place", places == 1, f"the deductions lie at {places} places, one is needed", str(places), "1")


def many_orders(looked: Looked, part: Part) -> Outcome:
    """It comes up on several orders, not within one."""
    del part
    orders, least = looked.figures.counts.orders, looked.rules.least_claims
    return Outcome("many_orders", orders >= least, f"it comes up on {orders} orders, {least} are needed", str(orders), str(least))


def same_pack(looked: Looked, part: Part) -> Outcome:
    """The units received are those invoiced divided by one and the same pack, or the judge found cartons counted as units."""
    pack, judged = looked.figures.counts.pack, hinted("each_case")(looked)
    by_pack = looked.figures.counts.packed.lines >= part.lines
    said = f"received times {pack} is what was invoiced" if by_pack else f"{judged.lines} counts equal the count of cartons"
    return Outcome("same_pack", part.lines > 0, said, str(pack) if by_pack else str(judged.lines), "2 or more" if by_pack else "1 or more")


SHORT: Final = (FindingType.SHORTAGE,)
PRICE: Final = (FindingType.PRICE_CLAIM,)
DISCOUNT: Final = (FindingType.QUICK_PAY_DISCOUNT,)
CHARGED: Final = (FindingType.CHARGEBACK,)
USUAL: Final = (enough, most)


def _judged(name: str, *kinds: FindingType) -> Cause:
    return Cause(name, hinted(name), USUAL, kinds)


CAUSES: Final = (
    Cause("each_case", counted(lambda f: f.counts.packed, "each_case"), (*USUAL, same_pack), SHORT),
    _judged("mis_receipt", *SHORT),
    _judged("variation_swap", *SHORT),
    _judged("duplicate_billing", *SHORT),
    _judged("over_billing", *SHORT),
    _judged("noted_short", *SHORT),
    Cause("count_noise", lambda looked: looked.figures.counts.small, (*USUAL, one_place, many_orders), SHORT),
    Cause("not_received", counted(lambda f: f.counts.whole, "not_received"), USUAL, SHORT),
    _judged("missing_cartons", *SHORT),
    _judged("count_difference", *SHORT),
    _judged("partial", *SHORT),
    _judged("unit_of_measure", *PRICE),
    _judged("cost_update_timing", *PRICE),
    _judged("retailer_cost_record", *PRICE),
    _judged("purchase_discount", *PRICE),
    _judged("wrong_amount", *PRICE),
    _judged("catalogue_price", *PRICE),
    _judged("rounding", *PRICE),
    _judged("discount_terms", *DISCOUNT),
    _judged("wrong_rate", *DISCOUNT),
    _judged("duplicate_deduction"),
    _judged("return_cost", FindingType.RETURN),
    _judged("item_measures", FindingType.FEE),
    _judged("rate_card", FindingType.FEE),
    _judged("freight_terms", FindingType.FREIGHT),
    _judged("freight_weight", FindingType.FREIGHT),
    _judged("freight_rate", FindingType.FREIGHT),
    _judged("protected_units", FindingType.PRICE_PROTECTION),
    _judged("promotion_units", FindingType.PROMOTION, FindingType.COOP),
    _judged("promotion_terms", FindingType.PROMOTION, FindingType.COOP),
    _judged("late_claim", FindingType.PRICE_PROTECTION, FindingType.POST_AUDIT),
    _judged("ship_notice", *CHARGED),
    _judged("not_filled", *CHARGED),
    _judged("overage", *CHARGED),
    _judged("late_delivery", *CHARGED),
    _judged("no_show", *CHARGED),
    _judged("overweight", *CHARGED),
    _judged("carton_content", *CHARGED),
    _judged("labels", *CHARGED),
    _judged("prep", *CHARGED),
    _judged("expiry", *CHARGED),
    _judged("paper_invoice", *CHARGED),
    _judged(MISSING_PROOF, *SHORT),
)
"""The taxonomy, what explains more before what explains less; of two that are worth the same the earlier one leads."""
BY_NAME: Final[Mapping[str, Cause]] = {cause.name: cause for cause in CAUSES}


def weighed(looked: Looked) -> tuple[Hypothesis, ...]:
    """Every cause that at least one line bears, with its outcomes; those that stand first, the dearest first.

    Lines that were taken together by the cause that the judge found are held against that one alone.
    """
    only = looked.lines.shared.get(Dimension.CAUSE)
    kinds = {looked.lines.kind} if looked.lines.kind else {FindingType(kind) for kind in looked.figures.by_kind}
    found: list[tuple[int, Hypothesis]] = []
    for place, cause in enumerate(CAUSES):
        if (cause.kinds and not kinds & set(cause.kinds)) or only not in {None, cause.name}:
            continue
        of_kinds = replace(looked, kinds=cause.kinds)
        part = cause.bearing(of_kinds)
        if part.lines:
            found.append((place, Hypothesis(cause.name, part, of_kinds.among, tuple(holds(of_kinds, part) for holds in cause.conditions))))
    ordered = sorted(found, key=lambda f: (not f[1].stands, -f[1].part.minor, -f[1].part.lines, f[0]))
    return tuple(hypothesis for _, hypothesis in ordered)


def standing(weighed_ones: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """Those that stand; none where the answer is that it is not known."""
    return tuple(hypothesis for hypothesis in weighed_ones if hypothesis.stands)
