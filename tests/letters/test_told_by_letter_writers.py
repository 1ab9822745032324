"""What letter writers say around figures: what is left out, what came too late, what is not disputed; and its false neighbours."""

from __future__ import annotations

import pytest

from tests.letters.passing import filled, passes


@pytest.mark.parametrize(
    "kind, text",
    [
        ("shortage", "Your receiving record stops at {received} units, although we invoiced {invoiced}."),
        ("shortage", "Just to be clear, we want the full {asked} back, not a part of it."),
        ("shortage", "I am writing about your deduction of {deducted}, which we do not accept."),
        ("shortage", "As far as we are concerned, {reference} stays open at {asked} until it is repaid."),
        ("shortage", "{cartons} cartons were signed for, each holding {case_pack} units."),
        ("shortage_in_part", "The receiver wrote down {noted} missing cartons, and we do not claim those."),
        ("shortage_in_part", "Your dock noted {noted} cartons missing, and we have left those out of our claim."),
        ("shortage_in_part", "Allowing for the {noted} cartons noted as missing, {proven} units were delivered."),
        ("fee", "You placed the item in the wrong size tier, which cost us {asked}."),
        ("coop_effects", "The wrong rate alone costs us {rate_effect}."),
        ("storage", "Storage was charged at {claimed}, and we work it out at {expected}."),
        ("storage", "The goods were in storage for {days} of the month's {days_of_month} days."),
        (
            "charge_on_confirmed",
            "The order was confirmed for {confirmed} units, so the fee may be charged on {units_due} units and no more.",
        ),
        ("freight", "You charged {claimed} in freight although the terms are collect."),
        ("price_cost_update", "We invoiced the approved cost of {invoice_cost}, not a cent more."),
        ("audited_late", "Audit claims for that year could be raised until {claims_until}; yours came on {claimed_on}."),
        ("quick_pay_discount", "The discount you took is {value} above the one you earned."),
        ("rebate_base", "Goods worth {sent_back} were sent back and earn no rebate."),
        ("rebate_capped", "The rebate is capped at {cap}, and you claimed {claimed}."),
        ("chargeback", "We see no basis for the {deducted} that you deducted under {reference}."),
        ("return", "We are not disputing the whole {deducted}; our claim is limited to {asked}."),
        ("promotion", "Only sales of {right} fell within the promotion, yet you deducted {claimed}."),
        ("freight", "The order ships freight collect, so the {claimed} is not ours to pay."),
    ],
)
def test_what_is_said_around_figures_is_plain(kind: str, text: str) -> None:
    assert passes("en", kind, filled(kind, text))


@pytest.mark.parametrize(
    "kind, text",
    [
        ("shortage", "Your receiving record stops at {invoiced} units, although we invoiced {received}."),
        ("shortage", "{short} of the {invoiced} units never arrived."),
        ("shortage", "We accept that {short} of the {invoiced} units never reached you."),
        ("shortage", "Our proof of delivery accounts for {proven} units, only part of the invoiced quantity."),
        ("shortage", "You deducted {deducted}, and we will put your account on hold until it is repaid."),
        ("shortage", "I am writing about our deduction of {deducted}, which you do not accept."),
        ("shortage", "{case_pack} cartons were signed for, each holding {cartons} units."),
        ("shortage_in_part", "The receiver wrote down {noted} missing cartons, and we claim those."),
        ("shortage_in_part", "Your dock noted {cartons} cartons missing, and we have left those out of our claim."),
        ("shortage_in_part", "Your dock noted {noted} cartons missing, and we have included those in our claim."),
        ("shortage_in_part", "We want the full {deducted} back, not a part of it."),
        ("shortage_in_part", "I am writing about your deduction of {deducted}, which we do not accept."),
        ("fee", "We placed the item in the wrong size tier, which cost us {asked}."),
        ("fee", "You placed the item in the right size tier, which cost us {asked}."),
        ("coop_effects", "The wrong rate alone costs us {base_effect}."),
        ("coop_effects", "The wrong base alone costs us {rate_effect}."),
        ("storage", "Storage was charged at {expected}, and we work it out at {claimed}."),
        ("freight", "You charged {claimed} in freight because the terms are collect."),
        ("freight", "We charged {claimed} in freight although the terms are collect."),
        ("price_cost_update", "We invoiced the approved cost of {order_cost}, not a cent more."),
        ("audited_late", "Audit claims for that year could be raised until {claimed_on}; yours came on {claims_until}."),
        ("quick_pay_discount", "The discount you earned is {value} above the one you took."),
        ("rebate_base", "Goods worth {sent_back} were bought and earn no rebate."),
        ("chargeback", "You see no basis for the {deducted} that you deducted under {reference}."),
        ("chargeback", "We see a basis for the {deducted} that you deducted under {reference}."),
        ("duplicate", "One shortage of {short} units has been deducted once."),
        ("price_discount", "Your claim takes the discount of {agreed_discount} for the first time."),
        ("return", "We are not disputing the whole {asked}; our claim is limited to {deducted}."),
        ("return", "You are not disputing the whole {deducted}; your claim is limited to {asked}."),
        ("promotion", "Only sales of {value} fell within the promotion, yet you deducted {claimed}."),
        ("freight", "The order ships freight prepaid, so the {claimed} is not ours to pay."),
        ("price_cost_update", "The cost change was in effect, so {order_cost} was the right price."),
        ("coop", "We calculated the allowance of {rate} on a base that still includes returns."),
    ],
)
def test_what_is_not_so_does_not_pass(kind: str, text: str) -> None:
    assert not passes("en", kind, filled(kind, text))


@pytest.mark.parametrize(
    "text, is_plain",
    [
        ("Your answer of {answered_on} was a denial.", True),
        ("Your answer of {answered_on} was an approval.", False),
        ("Your answer of {answered_on} granted our dispute.", False),
    ],
)
def test_what_was_answered_is_known_by_its_day(text: str, is_plain: bool) -> None:
    assert passes("en", "shortage_denied", filled("shortage_denied", text), "answered_on") is is_plain
