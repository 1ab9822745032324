"""In languages without a grammar: what else a fact says, and its figure is called, in a letter about its kind of claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.support import Grounds, Known
from facts.finding import FindingType

_TAKEN: Final = "deducted"
_BILLED: Final = frozenset({"invoiced", "on_invoice"})
_CHARGED: Final = frozenset({"claimed", "deducted", "line_claimed", "units_charged"})
"""Facts of what the retailer took or charged."""
BY_INVOICE: Final = frozenset(
    {FindingType.COOP, FindingType.FEE, FindingType.CHARGEBACK, FindingType.FREIGHT, FindingType.PROMOTION, FindingType.RETURN}
)
"""Claims of which one says that the retailer billed what it took."""
_DEMANDED: Final = frozenset({FindingType.REBATE_OVERCLAIMED, FindingType.REBATE_FRAUD, FindingType.POST_AUDIT})
"""Claims of which one says that the retailer asks for what it took."""
_MATTERS: Final[Mapping[tuple[FindingType, str], frozenset[str]]] = {
    (FindingType.FREIGHT, "claimed"): frozenset({"freight"}),
    (FindingType.FREIGHT, "deducted"): frozenset({"freight"}),
    (FindingType.PROMOTION, "right"): frozenset({"sold_within", "due"}),
    (FindingType.PROMOTION, "value"): frozenset({"sold_outside"}),
    (FindingType.PRICE_PROTECTION, "right"): frozenset({"due", "authorised"}),
    (FindingType.REBATE_UNDERPAID, "claimed"): frozenset({"earned", "payout", "due"}),
    (FindingType.REBATE_UNDERPAID, "right"): frozenset({"paid", "granted"}),
    (FindingType.COOP, "base"): frozenset({"sold", "bought"}),
}
"""What the figures of a claim are of by its matter: the freight, what was sold, the rebate that was earned."""
_REASONS: Final[Mapping[str, frozenset[str]]] = {
    "freight_not_ours": frozenset({"freight_theirs", "collect"}),
    "outside_dates": frozenset({"sold_outside"}),
    "base_and_scope": frozenset({"kept_in_base"}),
    "several_effects": frozenset({"kept_in_base"}),
    "returns_in_base": frozenset({"kept_in_base"}),
    "proof_shows_partial_delivery": frozenset({"left_out"}),
    "outside_period": frozenset({"year_outside"}),
}
"""What else the reason of a claim says, by its label."""
_DENIED_BY: Final[Mapping[str, frozenset[str]]] = {
    "not_bought": frozenset({"bought"}),
    "returns_in_base": frozenset({"earning"}),
    "duplicate_of_earlier_claim": frozenset({"given_back"}),
}
"""What the reason of a claim denies, by its label."""
_COUNTS_ASKED: Final = frozenset({"units", "disputable", "disputed_units"})
_LESS_DISCOUNT: Final = "list_less_discount"
_RATE_BILLED: Final = "rate_billed"
_REASON: Final = "denial_reason"
_ANSWER: Final = "answer"
_DENIED: Final = "denied"
_BEYOND: Final = re.compile(r"\b(beyond|above)\b")
"""What labels of figures say that are above what they are held against."""
_WRONGLY: Final = re.compile(r"^wrongly |\btwice$|\bthough nothing\b|\bafter the time\b")
"""What labels of figures say of which nothing was due."""
_STEPS: Final = frozenset({FactKind.AMOUNT, FactKind.COUNT, FactKind.RATE})
_PERCENT: Final = "percent"
_CLASS: Final = "class:"
_CONCERNED: Final = frozenset({"quantity", "short", "units_charged", "billed_units"})
"""Counts of what a claim is about."""
_FREIGHT_RATE: Final = "freight_rate"
_FROM: Final = frozenset({"old_cost"})
_TO: Final = frozenset({"new_cost"})
_MOVED: Final = {"deducted": _FROM, "billed": _FROM, "claimed": _FROM, "baseline": _FROM, "expected": _TO, "right": _TO, "base": _TO}
_STORED: Final = "units stored"
_RATE: Final = re.compile(r"\brate\b")
_SOLD: Final = {"right": frozenset({"sold_within"})}
_CASES: Final = "count/cases"
_CASES_OPEN: Final = frozenset({"open"})
"""The claims of a settlement are open ones."""
_OFFERED: Final = frozenset({"case/asked", "case/share"})
_SETTLING: Final = frozenset({"settling"})
_DISPUTED: Final = "disputed"
_NOT_AGREEING: Final = frozenset({"agreeing"})
"""Who disputes does not agree."""
_LAST_DAY: Final = "claims_until"
_END: Final = "end_date"
_UNTIL: Final = frozenset({"until"})
_SIGNED: Final = frozenset({"signed", "carrier_signed"})
_LACKING: Final = frozenset({"cartons_short", "noted"})
_LOADS: Final = frozenset({"total_cartons", "total_pallets"})
_RECEIVED: Final = frozenset({"signed_for", "delivered", "received"})


def as_called(known: Known) -> Known:
    """The same facts, their figures with all that they are called."""
    lacking = any(g.fact.name in _LACKING for g in known.grounds.values())
    signed = {_paper(g) for g in known.grounds.values() if g.fact.name in _SIGNED} if not lacking else set()
    called = {n: _called(g, known.brief.claim, signed, noted=lacking) for n, g in known.grounds.items()}
    called = {n: _as_its_steps(g, called) if g.fact.kind is FactKind.STATEMENT and g.fact.places else g for n, g in called.items()}
    if (answers := [g for g in known.grounds.values() if g.fact.name == _ANSWER]) and all(_DENIED in g.asserted for g in answers):
        # whoever gives the reason of a denial has denied
        called = {n: replace(g, asserted=g.asserted | {_DENIED}) if g.fact.name == _REASON else g for n, g in called.items()}
    if any(g.fact.name == _LAST_DAY for g in known.grounds.values()):
        # until when an audit may claim, and not until when the agreement runs
        called = {n: _without_end(g) if g.fact.name == _END else g for n, g in called.items()}
    if any(g.fact.key == _CASES for g in known.grounds.values()):
        # who offers a settlement accepts what it asks for, and nothing else
        called = {n: replace(g, asserted=g.asserted | _SETTLING) if g.fact.key in _OFFERED else g for n, g in called.items()}
    return replace(known, grounds=called)


def _in_a_letter(fact: Fact, claim: FindingType) -> frozenset[str]:
    """What figures are called besides by what they are: what a claim is about, what is open of a class, what a rate of freight is."""
    more: frozenset[str] = frozenset()
    if fact.name in _CONCERNED and fact.kind is FactKind.COUNT:
        more |= {"concerned"}
    if fact.key.startswith(_CLASS) and fact.kind is FactKind.AMOUNT:
        more |= {"worth"}
    if fact.name == _FREIGHT_RATE:
        more |= {"per_unit", "cost", "agreed", "due"}
    if fact.kind is FactKind.AMOUNT and claim is not FindingType.PRICE_PROTECTION:
        # `ramenée de 5 192 à 5 068`: what was charged comes down to what is due; what was bought went up from the year before
        more |= _MOVED.get(fact.name, frozenset())
    return more


def _called(grounds: Grounds, claim: FindingType, signed: set[str], *, noted: bool) -> Grounds:
    fact = grounds.fact
    more = _MATTERS.get((claim, fact.name), frozenset())
    if fact.name in _CHARGED or (fact.kind is FactKind.AMOUNT and any(_TAKEN in f.roles for f in grounds.figures)):
        more |= _BILLED if claim in BY_INVOICE else frozenset({"asked"}) if claim in _DEMANDED else frozenset()
    if fact.name in _COUNTS_ASKED:
        # `we claim only 24 of the 32 units`
        more |= frozenset({"asked", "disputed"})
    if fact.name == _LESS_DISCOUNT:
        more |= frozenset({"worth", "due"})
    if fact.name.startswith(_RATE_BILLED):
        more |= _BILLED | frozenset({_TAKEN})
    if fact.name in _LOADS and _paper(grounds) in signed:
        # a paper that is signed, and on which nothing is noted missing, is signed for all that it lists
        more |= _RECEIVED
    if fact.kind is FactKind.AMOUNT:
        more |= frozenset({"excess"}) if _BEYOND.search(fact.label) else frozenset({"owed"}) if _WRONGLY.search(fact.label) else frozenset()
    more |= _in_a_letter(fact, claim)
    if fact.label == _STORED:
        more |= frozenset({"stored"})
    more_said = _SOLD.get(fact.name, frozenset()) if claim is FindingType.PROMOTION else frozenset()
    if fact.key == _CASES or (fact.name == "proven" and noted):
        more_said |= _CASES_OPEN if fact.key == _CASES else frozenset({"left_out"})
    return replace(
        grounds,
        figures=tuple(replace(f, roles=f.roles | more) for f in grounds.figures),
        asserted=grounds.asserted | more_said | (_REASONS.get(fact.label, frozenset()) if fact.name == "why" else frozenset()),
        denied=grounds.denied
        | (_DENIED_BY.get(fact.label, frozenset()) if fact.name == "why" else frozenset())
        | (_NOT_AGREEING if _DISPUTED in grounds.asserted else frozenset()),
    )


def _as_its_steps(grounds: Grounds, all_called: Mapping[int, Grounds]) -> Grounds:
    """`audit claim Allowance: 632.35`: a figure of a row is what the step of the calculation that was read there is called."""
    spots = {(p.file, p.sheet, p.page, p.row) for p in grounds.fact.places}
    steps = [
        f
        for g in all_called.values()
        if g.fact.kind in _STEPS and spots & {(p.file, p.sheet, p.page, p.row) for p in g.fact.places}
        for f in g.figures
    ]
    shares = frozenset({"share"}) if _RATE.search(grounds.fact.value) else frozenset()
    figures = tuple(
        replace(
            f,
            roles=f.roles.union(*(s.roles for s in steps if {abs(v) for v in s.values} & {abs(v) for v in f.values}))
            | (shares if f.unit == _PERCENT else frozenset()),
        )
        for f in grounds.figures
    )
    return replace(grounds, figures=figures)


def _without_end(grounds: Grounds) -> Grounds:
    return replace(grounds, days=tuple(replace(d, roles=d.roles - _UNTIL) for d in grounds.days))


def _paper(grounds: Grounds) -> str:
    return grounds.fact.key.partition("/")[0]
