"""One matter of every kind for a seed: first disputes, disputes that were answered, settlements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from cases.letters.brief import DraftKind
from cases.letters.brief_facts import Matter
from cases.letters.history import Answer, EarlierFiling, SettledCase
from demo.chance import Chance
from evals.made_up import agreements, charges, claims
from evals.made_up.world import World
from facts.finding import FindingType
from facts.money import Money, round_half_up

FIRST: Final[dict[str, Callable[[World], Matter]]] = {
    "shortage": claims.shortage,
    "shortage_in_part": claims.shortage_in_part,
    "shortage_of_several": claims.shortage_of_several,
    "duplicate": claims.duplicate,
    "price_cost_update": claims.price_cost_update,
    "price_discount": claims.price_discount,
    "quick_pay_discount": claims.quick_pay_discount,
    "return": claims.returned,
    "chargeback": charges.chargeback,
    "coop": charges.coop,
    "fee": charges.fee,
    **{name: partial(charges.comparison, name=name) for name in charges.COMPARISONS},
    **agreements.MATTERS,
}
"""Matters that are disputed for the first time."""
DENIALS: Final = {
    FindingType.SHORTAGE: (
        "The proof of delivery does not show the receiver's name.",
        "No shortage found in our count; the receipt is blurred.",
        "Document does not match the purchase order.",
        "The carrier reported the trailer seal as broken.",
    ),
    FindingType.PRICE_CLAIM: ("The cost change was not accepted.", "Insufficient documentation."),
    FindingType.COOP: ("The agreement on file differs.", "Insufficient documentation."),
}
"""What retailers give as the reason of a denial, by kind of claim."""


def made_up_matters(seed: int) -> Iterator[tuple[str, Matter, Decimal]]:
    """For a seed every matter by name, with what was deducted in its currency."""
    for place, (name, make) in enumerate(FIRST.items()):
        chance = Chance("evals", seed, name)
        matter = make(World(chance, "EUR" if (seed + place) % 2 else "USD"))
        yield name, matter, _deducted(matter)
        if name in {"shortage", "shortage_in_part", "price_cost_update", "coop"}:
            yield f"{name}_denied", denied(matter, chance.branch("denied")), _deducted(matter)
        if name in {"shortage", "shortage_of_several", "fee"}:
            yield f"{name}_partly", partly_granted(matter, chance.branch("partly")), _deducted(matter)
    for place, kind in enumerate((FindingType.SHORTAGE, FindingType.PRICE_CLAIM)):
        settled = settlement(Chance("evals", seed, "settlement", place), kind, "USD" if (seed + place) % 2 else "EUR")
        yield f"settlement_{kind.value}", settled, sum((s.open.amount for s in settled.settled), Decimal(0))


def denied(matter: Matter, chance: Chance) -> Matter:
    """The same matter after its first dispute was denied; the first exhibit came since."""
    filed = chance.day(date(2026, 8, 20), date(2026, 9, 20))
    answer = Answer(
        "denied", filed + timedelta(days=chance.whole(9, 33)), Money.of(Decimal(0), matter.currency), chance.pick(DENIALS[matter.claim])
    )
    return _again(matter, chance, filed, answer, matter.asked)


def partly_granted(matter: Matter, chance: Chance) -> Matter:
    """The same matter after part of its first dispute was granted."""
    filed = chance.day(date(2026, 8, 20), date(2026, 9, 20))
    granted = round_half_up(matter.asked * chance.whole(20, 70) / 100, 2)
    answer = Answer(
        "partly_approved", filed + timedelta(days=chance.whole(9, 33)), Money.of(granted, matter.currency), "Part of the units was found."
    )
    return _again(matter, chance, filed, answer, matter.asked - granted)


def _again(matter: Matter, chance: Chance, filed: date, answer: Answer, asked: Decimal) -> Matter:
    number = f"D-{chance.digits(7)}" if chance.likely(0.7) else f"2026{chance.digits(8)}"
    recorded = datetime(filed.year, filed.month, filed.day, 12, tzinfo=UTC)
    earlier = EarlierFiling(1, "portal", number, filed, recorded, Money.of(matter.asked, matter.currency), answers=(answer,))
    new = frozenset({matter.exhibits[0].number}) if matter.exhibits else frozenset[int]()
    return replace(matter, draft=DraftKind.RE_DISPUTE, asked=asked, earlier=(earlier,), new_exhibits=new)


def settlement(chance: Chance, kind: FindingType, currency: str) -> Matter:
    """Three to five claims whose disputes are used up, and the share of their open total that is asked for."""
    classes = ("complete", "complete", "waived", "weak", "missing")[: chance.whole(3, 5)]
    suffix = "SC" if kind is FindingType.SHORTAGE else "PC"
    cases = []
    for number, evidence_state in enumerate(classes, start=1):
        reference = f"INV{chance.digits(6)}{suffix}"
        amount = Money.of(chance.money("120.00", "6400.00"), currency)
        cases.append(SettledCase(number, kind, reference, "", "", amount, evidence_state, (f"D-{chance.digits(6)}",)))
    share = chance.pick((Decimal("0.5"), Decimal("0.6"), Decimal("0.75")))
    asked = round_half_up(sum((c.open.amount for c in cases), Decimal(0)) * share, 2)
    return Matter(DraftKind.SETTLEMENT, kind, currency, asked, settled=tuple(cases), share=share)


def _deducted(matter: Matter) -> Decimal:
    return matter.group.claimed if matter.group else Decimal(0)
