"""Which stories a folder of each size tells, and how much ordinary trade lies around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from demo.chance import Chance
from demo.scenarios import chains, charged, payments, price, shortage, trucks
from demo.workshop import Workshop

Story: TypeAlias = Callable[[Workshop, Chance], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How many articles, orders and papers at least, how many orders and trucks have messages, and how often each story is told.

    `few` draws some of the rarer stories once instead.
    """

    items: int
    orders: int
    papers: int
    edi: int
    often: int
    rare: int
    few: int = 0


SIZES: Final = {
    "small": Size(items=16, orders=40, papers=25, edi=2, often=1, rare=0, few=4),
    "medium": Size(items=40, orders=400, papers=250, edi=30, often=5, rare=3),
    "large": Size(items=120, orders=2000, papers=1200, edi=150, often=25, rare=15),
}

_CORE: Final[tuple[Story, ...]] = (
    shortage.full_proof,
    shortage.noted_in_part,
    shortage.noted_in_full,
    shortage.missing_proof,
    shortage.unsigned,
    shortage.collect_signed,
    chains.reclaimed,
    chains.sliced,
    chains.claimed_again_as_missed_adjustment,
    price.invoice_equals_order,
    payments.discount_taken_late,
)
_RARE: Final[tuple[Story, ...]] = (
    shortage.pallets_only,
    shortage.subject_to_count,
    shortage.load_and_count,
    shortage.collect_unsigned,
    shortage.wrong_order_on_proof,
    shortage.too_early,
    shortage.expired,
    shortage.over_billed,
    shortage.over_billed_in_part,
    shortage.cases_booked_as_eaches,
    trucks.several_orders_on_a_truck,
    trucks.proof_for_one_of_two_trucks,
    trucks.variation_swap,
    trucks.received_on_another_order,
    trucks.invoiced_twice,
    chains.reversed_claim,
    chains.disputed_already,
    price.cost_change_in_force,
    price.cost_change_too_late,
    price.rounding,
    price.billed_by_the_case,
    price.agreed_discount_taken_twice,
    price.over_priced,
    price.expired_price,
    payments.discount_at_wrong_rate,
    payments.discount_earned,
    payments.return_without_papers,
    payments.chargeback,
    payments.coop,
)
_ONCE: Final[tuple[Story, ...]] = (payments.provision, payments.open_provision)
_CHARGED: Final[tuple[Story, ...]] = (
    charged.fee_of_another_tier,
    charged.storage_above_the_card,
    charged.freight,
    charged.price_protection,
    charged.audited_after_its_time,
    charged.promotion_above_what_was_sold,
)


def play(shop: Workshop, size: str, deductions: int = 0) -> None:
    """Tells the stories of a size, then trades on until there are enough orders and at least `deductions` lines."""
    plan = SIZES[size]
    draw = shop.chance.branch("plan")
    stories = [story for story in _CORE for _ in range(plan.often)]
    stories += [story for story in _RARE for _ in range(plan.rare)]
    stories += draw.some(_RARE, plan.few)
    stories += [_ONCE[0]] if plan.few else list(_ONCE)
    stories += _CHARGED
    for number, story in enumerate(stories):
        story(shop, shop.chance.branch("story", number, story.__name__))
    while len(shop.ledger.orders) < plan.orders:
        part = shop.chance.branch("trade", len(shop.ledger.orders))
        lines = part.whole(14, 34) if part.likely(0.06) else part.whole(1, 3)
        shop.trade(part, shop.days_ago(part.whole(10, 190)), count=lines, terms=part.pick(("prepaid", "prepaid", "collect")))
    while len(shop.ledger.truth) < deductions:
        shortage.missing_proof(shop, shop.chance.branch("line", len(shop.ledger.truth)), papers=False)
