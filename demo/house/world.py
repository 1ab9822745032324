"""What happened to a supplier of the ready-made house over the months, and which part of it lay in the folder on which day."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from demo.chance import Chance
from demo.exports import Exports
from demo.filing import Cabinet
from demo.make import terms
from demo.names import LOCALES
from demo.oddments import write_broken, write_note
from demo.remittance import payments, runs_until
from demo.scenarios import chains, charged, price, shortage, trucks
from demo.scenarios import payments as money
from demo.trade import Ledger, PaperWish
from demo.workshop import Workshop

Story: TypeAlias = Callable[[Workshop, Chance], None]
RUNS_EVERY: Final = 7
"""Days between two payment runs: exports are pulled on the day after one."""
EXPORTS_BACK: Final = (266, 196, 140, 98, 56, 28, 14, 0)
SELDOM: Final = (266, 140, 56, 14, 0)
"""How many days ago the exports were pulled, whole weeks all of them; by a smaller supplier less often."""
SCANNED: Final = 0.14
"""How many of the papers that are usually scanned are scanned here: a newcomer does not want to wait for the readers."""
BATCH: Final = 5
"""Papers in a batch of the office scanner."""
LATE_PAPERS: Final = 0.15
"""The share of papers that come with the exports after those that show their claim."""
PACKING_LISTS: Final = 0.82
"""The share of proofs that come with the packing list that the retailer asks for beside them."""

MIX: Final[tuple[tuple[Story, float], ...]] = (
    (shortage.full_proof, 8),
    (shortage.collect_signed, 3),
    (shortage.noted_in_part, 0.8),
    (shortage.noted_in_full, 0.4),
    (shortage.missing_proof, 3),
    (shortage.unsigned, 1),
    (shortage.pallets_only, 1),
    (shortage.subject_to_count, 0.8),
    (shortage.load_and_count, 0.8),
    (shortage.collect_unsigned, 0.6),
    (shortage.wrong_order_on_proof, 0.5),
    (shortage.too_early, 2),
    (shortage.expired, 0.4),
    (shortage.over_billed, 0.5),
    (shortage.cases_booked_as_eaches, 1),
    (trucks.several_orders_on_a_truck, 1.5),
    (trucks.proof_for_one_of_two_trucks, 0.6),
    (trucks.variation_swap, 0.8),
    (trucks.received_on_another_order, 0.8),
    (trucks.invoiced_twice, 0.4),
    (chains.reclaimed, 0.6),
    (chains.sliced, 0.8),
    (chains.reversed_claim, 0.8),
    (chains.claimed_again_as_missed_adjustment, 0.3),
    (chains.disputed_already, 0.8),
    (price.invoice_equals_order, 2.5),
    (price.cost_change_in_force, 1),
    (price.cost_change_too_late, 0.5),
    (price.rounding, 0.8),
    (price.billed_by_the_case, 0.8),
    (price.agreed_discount_taken_twice, 0.8),
    (price.over_priced, 0.6),
    (price.expired_price, 0.4),
    (money.discount_taken_late, 1.6),
    (money.discount_at_wrong_rate, 0.8),
    (money.return_without_papers, 0.6),
    (money.chargeback, 2),
    (money.coop, 1),
)
"""What goes wrong between two exports, and how often; the numbers are multiplied by the supplier's size."""
CHARGED: Final[tuple[tuple[Story, float], ...]] = (
    (charged.fee_of_another_tier, 0.6),
    (charged.storage_above_the_card, 0.4),
    (charged.freight, 0.5),
    (charged.price_protection, 0.5),
    (charged.audited_after_its_time, 0.3),
    (charged.promotion_above_what_was_sold, 0.4),
)
"""What a supplier that is charged by cards, tariffs and counts meets beside that."""


@dataclass(frozen=True, slots=True)
class Part:
    """A supplier of the house: where it sells, how much goes wrong there, and how often it trades without trouble."""

    locale: str
    size: float
    trades: int
    broken: bool = False
    """Whether some files of its folder cannot be opened."""
    window_days: int | None = None
    """Days after an invoice is due within which a shortage may be disputed; None for what the generator's terms say."""
    charged: bool = False
    """Whether it is charged by cards, tariffs and counts."""
    back: tuple[int, ...] = EXPORTS_BACK
    """How many days ago its exports were pulled."""


@dataclass(slots=True)
class Record:
    """A row of the retailer's list of disputes and the day from which its export shows it."""

    seen_on: date
    row: dict[str, Any]


@dataclass(slots=True)
class World:
    """A supplier's trade up to today. What the retailer decides while the house works is added to `shop` and `records`."""

    part: Part
    shop: Workshop
    days: tuple[date, ...]
    """The days of the exports, the first one first."""
    records: list[Record] = field(default_factory=list)
    arrivals: dict[tuple[str, str], int] = field(default_factory=dict)
    """With which of the exports a paper comes."""

    @property
    def name(self) -> str:
        """A folder's name for it."""
        return self.part.locale

    def deliver(self, number: int, folder: Path) -> Path:
        """Writes what was new on the day of an export below `folder`; gives the root that is to be taken in, with its terms."""
        day = self.days[number]
        since = self.days[number - 1] if number else date.min
        root = folder / self.name / f"{day.isoformat()}"
        files = root / f"pulled {day.isoformat()}"
        files.mkdir(parents=True)
        (root / "terms.yaml").write_text(yaml.safe_dump(self._agreed(), sort_keys=False, allow_unicode=True), encoding="utf-8")
        seen = self._seen(since, day)
        Exports(seen, files, master=number == 0).write([p for p in runs_until(self.shop, day) if since <= p.paid_on < day])
        papers = [w for w in self.shop.ledger.wishes if self._arrival(w) == number]
        Cabinet(seen, files, scanned=SCANNED).file(papers, batch=BATCH if number + 2 >= len(self.days) else 0)
        if number == 0:
            write_note(files)
        if self.part.broken and number == len(self.days) - 1:
            write_broken(files)
        return root

    def _agreed(self) -> dict[str, Any]:
        """The terms; some suppliers agreed on a shorter window, so that days come due while one looks."""
        agreed = terms(self.shop)
        if self.part.window_days is not None:
            agreed["windows"]["shortage"]["closes"] = {"after": "invoice_due_date", "days": self.part.window_days}
        return agreed

    def send_for(self, order_number: str, invoice_number: str, on: date) -> bool:
        """Asks for a further paper about an order, which comes with the next exports; False where there is none or it would be late."""
        number = next((n for n, day in enumerate(self.days) if day > on), None)
        if number is None:
            return False
        ledger = self.shop.ledger
        truck = next((s for s in ledger.shipments if order_number in s.orders), None)
        bill = next((b for b in ledger.bills if b.number == invoice_number), None)
        choices = [(kind, truck) for kind in ("packing_list", "bill_of_lading", "proof_of_delivery") if truck is not None]
        for kind, subject in [*choices, *([("invoice", bill)] if bill is not None else [])]:
            known = len(ledger.wishes)
            key = ledger.wish(kind, subject)
            if len(ledger.wishes) > known:
                self.arrivals[key] = number
                return True
        return False

    def _arrival(self, wish: PaperWish) -> int:
        return self.arrivals.get((wish.kind, wish.key), len(self.days) - 1)

    def _seen(self, since: date, until: date) -> Workshop:
        """The workshop as its exports of a day show it: what is new since the exports before, with all articles and costs."""
        whole, seen = self.shop.ledger, copy.copy(self.shop)
        taken = {e.number: self._run_of(e.pay_on) for e in reversed(whole.entries)}

        def new(day: date | None) -> bool:
            return day is not None and since <= day < until

        seen.as_of = until
        seen.ledger = Ledger(
            items=whole.items,
            costs=whole.costs,
            orders=[order for order in whole.orders if new(order.ordered_on)],
            shipments=whole.shipments,
            bills=whole.bills,
            shortages=[row for row in whole.shortages if new(taken.get(row["claim_number"]))],
            prices=[row for row in whole.prices if new(taken.get(row["claim_number"]))],
            chargebacks=[row for row in whole.chargebacks if new(row["charge_date"])],
            coop=[row for row in whole.coop if new(row["invoice_date"])],
            further={
                table: [row for row in found if new(_dated(row)) or ("effective_from" in row and row["effective_from"] < until)]
                for table, found in whole.further.items()
            },
            disputes=[row for row in whole.disputes if new(row["submitted"])] + [r.row for r in self.records if new(r.seen_on)],
            truth=whole.truth,
        )
        return seen

    def _run_of(self, day: date) -> date:
        """The payment run that carries what falls due on a day."""
        return day + timedelta(days=(self.days[-1] - timedelta(days=1) - day).days % RUNS_EVERY)


def _dated(row: dict[str, Any]) -> date | None:
    """The day of a charge by a card, a tariff or a count; cards and tariffs themselves are in every export."""
    return next((row[name] for name in ("charge_date", "claim_date", "service_date") if name in row), None)


def make_world(part: Part, seed: int, today: date) -> World:
    """A supplier's trade up to today; the same arguments give the same."""
    back = part.back
    shop = Workshop(seed, LOCALES[part.locale], today, 32)
    shop.pay_every = RUNS_EVERY
    world = World(part, shop, tuple(today - timedelta(days=n) for n in back))
    for number, day in enumerate(world.days):
        _tell(world, number, day)
    for number in range(part.trades):
        draw = shop.chance.branch("trade", number)
        shop.trade(draw, shop.days_ago(draw.whole(10, back[0] + 60)), count=draw.whole(1, 3), terms=draw.pick(("prepaid", "collect")))
    payments(shop)
    _file_ordinary(world)
    return world


def _tell(world: World, number: int, day: date) -> None:
    """What came to light by a day: stories as of that day, whose papers come with that export or the next."""
    shop, known = world.shop, len(world.shop.ledger.wishes)
    shop.as_of, today = day, shop.as_of
    for story, often in (*MIX, *(CHARGED if world.part.charged else ())):
        draw = shop.chance.branch("season", number, story.__name__)
        wanted = often * world.part.size
        for count in range(int(wanted) + draw.likely(wanted % 1)):
            story(shop, shop.chance.branch("story", number, count, story.__name__))
    shop.as_of = today
    for wish in shop.ledger.wishes[known:]:
        draw = shop.chance.branch("arrival", wish.kind, wish.key)
        late = draw.likely(LATE_PAPERS) and number + 1 < len(world.days)
        world.arrivals[wish.kind, wish.key] = number + late
        if wish.kind in {"proof_of_delivery", "bill_of_lading"} and draw.likely(PACKING_LISTS):
            world.arrivals.setdefault(shop.ledger.wish("packing_list", wish.subject), number)


def _file_ordinary(world: World) -> None:
    """Papers of trade that nobody disputes, and of orders that no export shows: nobody can tell what those belong to."""
    shop, draw = world.shop, world.shop.chance.branch("ordinary")
    claimed = {line.purchase_order for line in shop.ledger.truth}
    plain = [s for s in draw.shuffled(shop.ledger.shipments) if not claimed & set(s.orders)]
    for number, shipment in enumerate(plain[: world.part.trades // 2]):
        kind = draw.pick(("proof_of_delivery", "bill_of_lading", "packing_list"))
        day = shipment.delivered_at.date()
        arrival = next((n for n, d in enumerate(world.days) if day < d), len(world.days) - 1)
        world.arrivals[shop.ledger.wish(kind, shipment)] = arrival
        if number < max(2, world.part.trades // 6):
            gone = set(shipment.orders)
            shop.ledger.orders = [order for order in shop.ledger.orders if order.number not in gone]
