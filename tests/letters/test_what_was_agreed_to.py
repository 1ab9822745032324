"""English of what was agreed to, what should have been charged and what was claimed before, and its false neighbours."""

from __future__ import annotations

import pytest

from tests.letters.passing import filled, passes


@pytest.mark.parametrize(
    "kind, text",
    [
        ("return", "We agree to a return credit of {authorised}, and dispute the {value} deducted beyond it."),
        ("return", "For {quantity} units at {paid} each, the correct return amount is {authorised}."),
        ("return", "The returned units were charged at {cost}, although you had paid {paid} for them."),
        ("coop_effects", "{returned} units were returned and should have been taken off the base."),
        ("coop_effects", "Together, both errors add up to {all_effects}."),
        ("price_protection", "The difference between what you deducted and what the agreement allows is {value}."),
        ("chargeback", "The ship notice was in time, so the charge of {deducted} should be reversed."),
        ("duplicate", "This shortage was already claimed once for {deducted}."),
        ("duplicate", "The same {short} units were already deducted with an earlier claim."),
        ("shortage", "The delivery of {proven} units is proven, so the shortage claim is not justified."),
        ("coop", "Since returns have to come off the base, the co-op charge should have been {expected}."),
        ("quick_pay_discount", "The discount you took is {value} too high."),
        ("rebate_capped", "{units} units at {per_unit} each would give {earned}, but the agreement pays {cap} at most."),
        ("rebate_twice", "The same rebate of {deducted} had already been claimed before."),
        ("promotion", "Sales of {right} fall within the promotion."),
        ("price_cost_update", "Our invoice price of {invoice_cost} is not above the approved cost."),
        ("price_cost_update", "The price difference on {quantity} units led to a deduction of {deducted}."),
        ("charge_on_confirmed", "The correct fee is {expected}, which is {value} less than you charged."),
        ("shortage", "The stamped delivery receipt dates from {delivery_date}."),
        ("fee", "The fee should have been {expected}."),
        ("shortage", "The signed receipt dates from {delivery_date}."),
        ("units_protected", "The change lowered the cost from {cost_before} to {cost_after}."),
        ("quick_pay_discount", "We agree to a discount of {allowed}."),
        ("fee", "We agree to a fee of {expected}, and need {value} back."),
        ("price_protection", "The gap between your claim and what the agreement covers is {value}."),
    ],
)
def test_what_was_agreed_and_what_was_due_is_plain(kind: str, text: str) -> None:
    assert passes("en", kind, filled(kind, text))


@pytest.mark.parametrize(
    "kind, text",
    [
        ("return", "We agree to a return credit of {value}, and dispute the {authorised} deducted beyond it."),
        ("return", "We agree to a return credit of {deducted}, and dispute the {value} deducted beyond it."),
        ("return", "For {quantity} units at {cost} each, the correct return amount is {authorised}."),
        ("return", "For {quantity} units at {paid} each, the correct return amount is {deducted}."),
        ("return", "The correct return amount is {value}."),
        ("return", "The agreed return credit is {deducted}."),
        ("return", "The returned units were charged at {paid}, although you had paid {cost} for them."),
        ("return", "The returned units were not charged at {cost}."),
        ("coop_effects", "{returned} units were returned and should not have been taken off the base."),
        ("coop_effects", "{returned} units were returned and were taken off the base."),
        ("coop_effects", "{quantity} units were returned and should have been taken off the base."),
        ("coop_effects", "{returned} units were returned and have been taken off the base as they should."),
        ("coop_effects", "Together, both errors add up to {rate_effect}."),
        ("coop_effects", "Together, both errors add up to {expected}."),
        ("coop_effects", "Both errors together make {deducted}."),
        ("coop_effects", "Together, the two errors come to {base_effect}."),
        ("price_protection", "The difference between what you deducted and what the agreement allows is {right}."),
        ("price_protection", "The difference between what you deducted and what the agreement allows is {deducted}."),
        ("price_protection", "The difference between what the agreement allows and your claim is {right}."),
        ("duplicate", "This shortage was not already claimed once for {deducted}."),
        ("shortage", "This shortage was already claimed once for {deducted}."),
        ("shortage", "The same {short} units were already deducted with an earlier claim."),
        ("fee", "The same charge of {deducted} was already claimed before."),
        ("shortage", "The same {short} units had already been claimed under a previous claim."),
        ("duplicate", "The same {short} units were not already deducted with an earlier claim."),
        ("duplicate", "The same {short} units were already credited with an earlier claim."),
        ("coop", "Since returns have to come off the base, the co-op charge should have been {deducted}."),
        ("coop", "Since returns do not have to come off the base, the co-op charge should have been {expected}."),
        ("coop", "The charge should have been {value}."),
        ("coop", "You should have charged {deducted}."),
        ("coop", "The charge should not have been {expected}."),
        ("fee", "The fee should have been {deducted}."),
        ("fee", "You should have billed {value}."),
        ("shortage", "The deduction should have been {deducted}."),
        ("rebate_twice", "The same rebate of {deducted} had never been claimed before."),
        ("rebate_capped", "The same rebate of {deducted} had already been claimed before."),
        ("rebate_capped", "The same amount of {deducted} was already deducted once."),
        ("price_cost_update", "Our invoice price of {order_cost} is not above the approved cost."),
        ("price_cost_update", "Our invoice price of {invoice_cost} is above the approved cost."),
        ("price_cost_update", "Our invoice price of {invoice_cost} is not above the order cost of {order_cost}."),
        ("price_discount", "Our invoice price of {invoice_cost} is not above the approved cost."),
        ("price_cost_update", "The price difference on {quantity} units led to a deduction of {order_cost}."),
        ("shortage", "The price difference on {short} units led to a deduction of {deducted}."),
        ("units_protected", "The price change took the cost from {cost_after} down to {cost_before}."),
        ("units_protected", "The price change took the cost from {cost_before} up to {cost_after}."),
        ("units_protected", "The price change took the cost from {cost_after}."),
        ("shortage", "The stamped delivery receipt dates from {ship_date}."),
        ("shortage", "The packing list dates from {delivery_date}."),
        ("return", "We need {authorised} credited back."),
        ("fee", "You withheld {deducted}, and need {expected} credited back."),
        ("fee", "We do not need {asked} credited back."),
        ("fee", "We agree to a fee of {deducted}."),
        ("fee", "We agree to a fee of {value}."),
        ("fee", "We agree to a deduction of {deducted}."),
        ("shortage", "We agree to a deduction of {deducted}."),
        ("quick_pay_discount", "We agree to a discount of {deducted}."),
        ("quick_pay_discount", "We do not agree to a discount of {allowed}."),
        ("rebate_on_growth", "We agree to a rebate of {rebate_paid}."),
        ("rebate_on_growth", "The same rebate of {payout} had already been claimed before."),
    ],
)
def test_its_false_neighbours_do_not_pass(kind: str, text: str) -> None:
    assert not passes("en", kind, filled(kind, text))
