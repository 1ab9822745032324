"""Claims under ship-and-debit agreements: what is proven to have been sold on, and what wants its proof."""

from decimal import Decimal

from facts.finding import Verdict
from facts.rebates import Mechanism, RebateAgreement
from tests.rebates.claimed import books, claim, excess, judged
from tests.rebates.sold import agreement, sale


def special() -> RebateAgreement:
    return agreement(
        Mechanism.SHIP_AND_DEBIT, tiers=(), list_price=Decimal("12.50"), special_price=Decimal("10.00"), end_customers=("Plant 7",)
    )


def test_a_claim_without_any_proof_of_sale_wants_that_proof() -> None:
    found = judged(claim("C-1", "25.00"), books([special()], [sale(1, "125.00", quantity=10)]))
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("proof_of_sale",))
    assert excess(found) == Decimal("25.00")


def test_what_is_claimed_beyond_the_proven_sales_is_refuted() -> None:
    proven = sale(1, "125.00", quantity=10, end_customer="Plant 7")
    found = judged(claim("C-1", "50.00"), books([special()], [proven, sale(2, "125.00", quantity=10, end_customer="Plant 8")]))
    assert (found.verdict, excess(found)) == (Verdict.DISPUTE, Decimal("25.00"))
