"""A true sentence in words that no list of phrases has is settled by its gist; its false neighbours never pass, with every fact cited."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes

TRUE = [
    # words that claim nothing, by their class
    ("shortage", "Overall, EUR 25,323.84 is to be recovered, which equals the value of the units in dispute."),
    ("shortage", "What we need from you is EUR 25,323.84."),
    ("shortage", "For the avoidance of doubt, this letter is limited to EUR 25,323.84."),
    ("shortage", "In money terms, the 432 disputed units stand for EUR 25,323.84."),
    # by how much, reckoned from both sides
    ("shortage", "You have booked 432 units fewer than the 696 we invoiced."),
    ("shortage", "Goods-in at your side stopped at 264 units, 432 fewer than the 696 we billed."),
    # a part and its whole
    ("coop", "It is our position that USD 475.00 of the 6,140.00 USD withheld was not yours to keep."),
    # what is measured off from something
    ("coop", "USD 475.00 was billed beyond what the agreement provides for."),
    ("return", "The deduction runs USD 17.36 over what was authorised."),
    # one is only, where there is more
    ("return", "You deducted USD 1,518.38 for returns, but only USD 1,501.02 was authorised."),
    # what a cited conclusion says
    ("rebate_by_tiers", "Each tier pays on its own slice only, which brings the rebate to EUR 4,515.27."),
]

FALSE = [
    # another figure of the brief
    ("shortage_in_part", "What we need from you is EUR 2,125.44."),
    ("coop", "What we need from you is USD 5,665.00."),
    ("shortage_in_part", "Overall, EUR 7.38 is to be recovered."),
    ("shortage", "For the avoidance of doubt, this letter is limited to EUR 58.62."),
    ("coop", "In money terms, what we seek stands for USD 6,140.00."),
    # places exchanged
    ("shortage", "Goods-in at your side stopped at 696 units, 432 fewer than the 264 we billed."),
    ("shortage", "Goods-in at your side stopped at 432 units, 264 fewer than the 696 we billed."),
    ("shortage", "You have booked 432 units fewer than the 264 we invoiced."),
    ("coop", "It is our position that USD 6,140.00 of the 475.00 USD withheld was not yours to keep."),
    ("coop", "It is our position that USD 5,665.00 of the 6,140.00 USD withheld was not yours to keep."),
    # a bound turned
    ("shortage", "You have booked 432 units more than the 696 we invoiced."),
    ("return", "The deduction runs USD 17.36 under what was authorised."),
    ("return", "You deducted only USD 1,518.38, but USD 1,501.02 was authorised."),
    # a part for the whole
    ("coop", "USD 475.00 of the deduction was withheld, so it covers the whole of it."),
    # a denial added or lost
    ("shortage", "Overall, EUR 25,323.84 is by no means to be recovered."),
    ("coop", "It is our position that USD 475.00 of the 6,140.00 USD withheld was yours to keep."),
    ("coop", "USD 475.00 was never billed beyond what the agreement provides for."),
    # the other party
    ("shortage", "Goods-in at our side stopped at 264 units, which we booked."),
    ("shortage", "We withheld EUR 25,323.84 from you, what remains due to us is EUR 25,323.84."),
    # somebody says so
    ("shortage", "As your compliance team put it, EUR 25,323.84 is to be recovered."),
    ("shortage", "Your help desk stated that what you owe us is EUR 25,323.84."),
    # another thing besides
    ("shortage", "What we need from you is EUR 25,323.84, as agreed at our annual meeting."),
    ("shortage", "Overall, EUR 25,323.84 is to be recovered, with every carton weighed before loading."),
    ("shortage", "For the avoidance of doubt, this letter is limited to far more than EUR 25,323.84."),
]


@pytest.mark.parametrize("kind, text", TRUE)
def test_what_its_words_tell_of_one_figure_alone_passes(kind: str, text: str) -> None:
    assert passes("en", kind, text)


@pytest.mark.parametrize("kind, text", FALSE)
def test_its_false_neighbours_never_pass(kind: str, text: str) -> None:
    assert not passes("en", kind, text)
