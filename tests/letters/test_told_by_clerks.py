"""English of the trade that says what a figure is without its own name, and its false neighbours."""

from __future__ import annotations

import pytest

from tests.letters.passing import filled, passes


@pytest.mark.parametrize(
    "kind, text",
    [
        ("freight", "We are not responsible for the freight of {deducted}, because the order was shipped collect."),
        ("shortage", "The receiver signed for {cartons} cartons without a note of missing cartons."),
        ("shortage_in_part", "We have excluded the cartons noted missing and count {proven} units as delivered."),
        ("rebate_capped", "The claim of {deducted} is above the maximum of {cap} that the agreement allows."),
        (
            "audited_late",
            "Because audit claims could be made only until {claims_until}, the {deducted} claimed on {claimed_on} came too late.",
        ),
        ("price_cost_update", "The cost of {approved_cost} was already approved when the order was placed."),
        ("freight_tariff", "You charged {deducted}, but the agreed tariff results in {expected}."),
        ("rebate_on_growth", "Purchases grew from {baseline} in the year before to {base}, an increase of 12 %."),
        ("settlement_shortage", "Claims with only part of the evidence come to {waived_open} of the USD 13747.40 open in all."),
        ("coop_effects", "Your calculation uses {quantity} units at {cost} each, although {returned} of these units were returned."),
        ("quick_pay_discount", "You paid on {paid_on}, before {discount_until}."),
        ("price_cost_update", "Nothing was invoiced above the approved cost of {approved_cost}, so {value} was wrongly deducted."),
        ("price_cost_update", "The approved cost of {approved_cost} took effect before the order, which still showed {order_cost}."),
        ("price_discount", "The agreed discount of 3 % must not be taken twice, and we ask for the return of {value}."),
        ("rebate_on_growth", "The rebate of {payout} has not been paid in full, as only {rebate_paid} was received."),
        ("rebate_twice", "The rebate of {deducted} had already been claimed for the same period and the same customer."),
        ("settlement_shortage", "If you pay {asked}, we will treat the five claims as settled."),
        ("fee_by_weight", "The dimensional weight of 3.1 kg is within the limit of 4.1 kg."),
    ],
)
def test_what_clerks_say_of_a_figure_is_plain(kind: str, text: str) -> None:
    assert passes("en", kind, filled(kind, text))


@pytest.mark.parametrize(
    "kind, text",
    [
        ("freight", "You are not responsible for the freight of {deducted}, because the order was shipped collect."),
        ("freight", "We are not responsible for the freight of {deducted}, because the order was shipped prepaid."),
        ("shortage", "The receiver signed for {cartons} cartons with a note of missing cartons."),
        ("shortage", "We have excluded the cartons noted missing and count {proven} units as delivered."),
        ("shortage_in_part", "We have excluded the cartons noted missing and count {disputable} units as delivered."),
        ("shortage_in_part", "The receiver signed for {cartons} cartons without a note of missing cartons."),
        ("rebate_capped", "The claim of {cap} is above the maximum of {value} that the agreement allows."),
        ("rebate_capped", "The agreement caps the payout at {value}."),
        (
            "audited_late",
            "Because audit claims could be made only until {claimed_on}, the {deducted} claimed on {claims_until} came too late.",
        ),
        ("price_cost_update", "The cost of {order_cost} was already approved when the order was placed."),
        ("price_cost_update", "The cost of {approved_cost} was approved after the order was placed."),
        ("price_discount", "The invoice cost of {invoice_cost} already reflects the agreed discount of 3 %."),
        ("freight_tariff", "You charged {deducted}, but the agreed tariff results in {value}."),
        ("rebate_on_growth", "Purchases grew from {base} in the year before to {baseline}, an increase of 12 %."),
        ("settlement_shortage", "Claims with only part of the evidence come to {missing_open} of the USD 13747.40 open in all."),
        ("coop_effects", "Your calculation uses {returned} units at {cost} each, although {quantity} of these units were returned."),
        ("quick_pay_discount", "You paid on {paid_on}, after {discount_until}."),
        ("quick_pay_discount", "The agreed discount is 2 % of {deducted}."),
        ("price_cost_update", "Nothing was invoiced above the approved cost of {order_cost}, so {value} was wrongly deducted."),
        ("price_cost_update", "The approved cost of {order_cost} took effect before the order, which still showed {approved_cost}."),
        ("price_discount", "The agreed discount of 3 % was not taken twice."),
        ("rebate_on_growth", "The rebate of {rebate_paid} has not been paid in full, as only {payout} was received."),
        ("rebate_capped", "The rebate of {payout} has not been paid in full."),
        ("fee", "{deducted} had already been claimed for the same period."),
        ("settlement_shortage", "If you pay USD 13747.40, we will treat the five claims as settled."),
        ("settlement_shortage", "If we pay {asked}, we will treat the five claims as settled."),
        ("fee_by_weight", "The dimensional weight of 4.1 kg is within the limit of 3.1 kg."),
    ],
)
def test_other_figures_and_their_contraries_in_such_words_are_not(kind: str, text: str) -> None:
    assert not passes("en", kind, filled(kind, text))
