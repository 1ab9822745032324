"""What two parties agree on, drawn by chance: a rebate by one of the mechanisms, or an allowance; and what a reading of it must say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

import yaml

from demo.chance import Chance
from facts.calendar import add_months

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "zh")
REBATES: Final = (
    "retroactive",
    "incremental",
    "growth_base",
    "growth_increase",
    "per_unit",
    "fixed",
    "upsell",
    "logistics",
    "cross_sell",
)
ALLOWANCES: Final = ("coop_net", "coop_gross", "coop_fixed")
_NAMES: Final[dict[str, dict[str, list[str]]]] = yaml.safe_load(files("demo.contracts").joinpath("names.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Step:
    """A tier: from, to (None: open), and a rate or an amount."""

    start: Decimal
    end: Decimal | None
    rate: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement. `kind` is one of REBATES or ALLOWANCES; `said` holds what else a reading must say, by the names of readings."""

    language: str
    kind: str
    number: str
    payer: str
    earner: str
    starts: date
    ends: date
    currency: str
    steps: tuple[Step, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)


def deal(draw: Chance, language: str, kind: str) -> Deal:
    """An agreement of a kind between two firms of a language."""
    year = draw.whole(2024, 2027)
    starts = draw.pick((date(year, 1, 1), date(year, 1, 1), date(year, 4, 1), date(year, 7, 1)))
    ends = add_months(starts, draw.pick((6, 12, 12))) - timedelta(days=1)
    payer, earner = (draw.branch(side).pick(_NAMES[language][side]) for side in ("payers", "earners"))
    number = draw.pick(("{y}-{d5}", "RB{d5}", "K-{d4}/{y2}", "{d8}")).format(
        y=year, y2=year % 100, d4=draw.digits(4), d5=draw.digits(5), d8=draw.digits(8)
    )
    currency = {"zh": "CNY", "en": "GBP"}.get(language, "EUR")
    made = Deal(language, kind, number, payer, earner, starts, ends, currency)
    said = _said(draw.branch("said"), made)
    return Deal(language, kind, number, payer, earner, starts, ends, currency, _steps(draw.branch("steps"), kind), said)


def _steps(draw: Chance, kind: str) -> tuple[Step, ...]:
    first = Decimal(draw.whole(3, 20) * 10_000)
    rates = [Decimal(r) / 1000 for r in sorted(draw.some(range(5, 80, 5), 3))]
    match kind:
        case "retroactive" | "incremental":
            bounds = [first, first * 2, first * draw.pick((4, 5))][: draw.pick((2, 3, 3))]
            return tuple(Step(b, c, rate) for b, c, rate in zip(bounds, [*bounds[1:], None], rates, strict=False))
        case "growth_base" | "growth_increase":
            bounds = [Decimal("0.05"), Decimal("0.10"), Decimal("0.15")][: draw.pick((2, 3))]
            return tuple(Step(b, c, rate) for b, c, rate in zip(bounds, [*bounds[1:], None], rates, strict=False))
        case "per_unit":
            return (Step(Decimal(0), None, amount=Decimal(draw.whole(5, 240)) / 100),)
        case "fixed":
            return (Step(first, None, amount=Decimal(draw.whole(5, 60) * 100)),)
        case "upsell":
            return (Step(Decimal(draw.pick((20, 25, 30, 40))) / 100, None, rates[0]),)
        case "cross_sell":
            return (Step(Decimal(draw.whole(4, 30) * 500), None, rates[0]),)
        case "logistics":
            return (Step(Decimal(0), None, rates[0]),)
        case _:
            return ()


def _said(draw: Chance, made: Deal) -> dict[str, Any]:
    skus = [f"{draw.pick(('HK', 'LT', 'GX'))}-{draw.digits(5)}" for _ in range(4)]
    said: dict[str, Any] = {}
    match made.kind:
        case "growth_base" | "growth_increase":
            said["baseline"] = Decimal(draw.whole(10, 90) * 10_000)
            said["growth_on"] = "base" if made.kind == "growth_base" else "increase"
        case "upsell":
            said["premium_skus"] = skus[:2]
        case "logistics":
            said["pallet_quantity"] = draw.pick((24, 48, 60, 72, 96))
        case "cross_sell":
            said["required_groups"] = _NAMES[made.language]["groups"][: draw.pick((2, 3))]
        case _:
            pass
    said |= _allowed(draw, made) if made.kind in ALLOWANCES else _bounded(draw, made)
    if draw.likely(0.35) and made.kind != "upsell":
        said["excluded_skus" if draw.likely(0.7) else "included_skus"] = skus[2:]
    return said


def _allowed(draw: Chance, made: Deal) -> dict[str, Any]:
    """Basis, rate or amount, and cap of an allowance."""
    fixed = made.kind == "coop_fixed"
    said: dict[str, Any] = {"amount": Decimal(draw.whole(10, 90) * 100)} if fixed else {"rate": Decimal(draw.whole(10, 90)) / 1000}
    said["basis"] = {"coop_net": "net_receipts", "coop_gross": "gross_receipts", "coop_fixed": "fixed"}[made.kind]
    if not fixed and draw.likely(0.5):
        said["cap"] = Decimal(draw.whole(5, 40) * 1000)
    return said


def _bounded(draw: Chance, made: Deal) -> dict[str, Any]:
    """Base, period, bounds and deadlines of a rebate."""
    said: dict[str, Any] = {}
    if made.kind != "per_unit":
        said["basis"] = draw.pick(("net", "net", "gross"))
    once = made.kind in {"fixed", "growth_base", "growth_increase"}
    calendar_year = (made.starts.month, made.ends.month) == (1, 12)
    said["period"] = "term" if once else draw.pick(("term", "quarter", "month", *(["year"] if calendar_year else [])))
    for name, low, high, unit, share in (("cap", 20, 90, 1000, 0.4), ("floor", 1, 4, 100, 0.2), ("minimum_payout", 1, 4, 50, 0.4)):
        if draw.likely(share) and not (name == "minimum_payout" and "floor" in said):
            said[name] = Decimal(draw.whole(low, high) * unit)
    if draw.likely(0.7):
        said["claim_deadline_days"] = draw.pick((30, 45, 60, 90, 120))
    if draw.likely(0.5):
        said["returns_count_in"] = draw.pick(("term_of_sale", "term_of_return"))
    return said
