"""Payment runs: which entries each payment carries, and what its lines say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.chance import Chance
from demo.trade import Entry
from demo.workshop import Workshop

_DESCRIPTIONS = {
    "invoice": ("Invoice {number}", "", "Merchandise invoice"),
    "shortage": ("Shortage Claim for Invoice {root}", "SHORTAGE CLAIM {root}", "Quantity shortage {root}"),
    "shortage_reversal": (
        "Reversal of Shortage Claim {root}SC",
        "SHORTAGE CLAIM REVERSAL {root}",
        "Shortage claim reversal, invoice {root}",
    ),
    "price_reversal": ("Reversal of Price Claim {root}PC", "PRICE CLAIM REVERSAL {root}", "Price claim reversal, invoice {root}"),
    "price": ("Price Claim for Invoice {root}", "FOR PPV {root}", "Price claim {root}"),
    "missed": ("Missed Adjustment Claim for Invoice {root}",),
    "provision": ("Provision for receivables", ""),
    "provision_reversal": ("Provision for receivables reversal", "Reversal of provision"),
    "return": ("Vendor returns", "RETURNS"),
    "chargeback": ("{note}",),
    "coop": ("{note}",),
    "noted": ("{note}",),
}


@dataclass(slots=True)
class Payment:
    """A payment of the retailer; `hidden` is the part whose lines the export cannot show."""

    number: str
    paid_on: date
    entries: list[Entry]
    hidden: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """What was paid: the lines shown and those hidden."""
        return sum((paid(entry) for entry in self.entries), Decimal(0)) + self.hidden


def paid(entry: Entry) -> Decimal:
    """What an entry moves in its payment: its amount where nothing else is said."""
    return entry.amount if entry.paid is None else entry.paid


def describe(entry: Entry, style: int) -> str:
    """What the line of an entry says; `style` picks the wording of one retailer's system."""
    wordings = _DESCRIPTIONS[entry.kind]
    return wordings[style % len(wordings)].format(number=entry.number, root=entry.root, note=entry.description)


def _run_day(shop: Workshop, day: date) -> date:
    """The first payment day on or after `day`; runs are counted back from the day before the folder was put together."""
    last = shop.days_ago(1)
    return last - timedelta(days=(last - day).days // shop.pay_every * shop.pay_every) if day <= last else last


def _runs(shop: Workshop) -> dict[date, list[Entry]]:
    runs: dict[date, list[Entry]] = {}
    for entry in shop.ledger.entries:
        if entry.pay_on <= shop.days_ago(1):
            runs.setdefault(_run_day(shop, entry.pay_on), []).append(entry)
    return runs


def runs_until(shop: Workshop, day: date) -> list[Payment]:
    """The payments made before a day, oldest first, as the ledger has them."""
    draw = shop.chance.branch("payments")
    return [Payment(draw.branch(on).digits(10), on, entries) for on, entries in sorted(_runs(shop).items()) if on < day]


def payments(shop: Workshop) -> list[Payment]:
    """All payments up to the day of the folder, oldest first; runs that would owe money get further trade until they do not."""
    draw = shop.chance.branch("payments")
    for _ in range(9):
        poor = [day for day, entries in _runs(shop).items() if sum(map(paid, entries)) <= 0]
        for day in sorted(poor):
            shop.trade(draw.branch(day), day - timedelta(days=shop.terms.net_days), count=3)
        if not poor:
            break
    made = runs_until(shop, shop.as_of)
    flagged = draw.pick(made[len(made) // 3 :])
    flagged.hidden = -draw.money("20.00", "90.00")
    return made


def weekly_style(chance: Chance) -> int:
    """Which wording the retailer's system uses for this supplier."""
    return chance.branch("wording").whole(0, 2)
