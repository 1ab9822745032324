"""From the paper to the cent: special prices as their papers are read, and what the sales of each item and customer earn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import Document
from facts.finding import Verdict
from facts.identifiers import compact
from facts.rebates import ProofMissingError, RebateAgreement
from facts.tables import TableKind
from matchers.frames import Frames, Paper
from matchers.rebates.agreements import Contract, contract_of, contracts
from matchers.rebates.claims import RebateBooks, judge_claim
from matchers.rebates.payout import payout_of
from matchers.rebates.periods import Stretch
from rules.rebates import RebateRules
from tests.papers.conftest import typed_page
from tests.papers.special_price_papers import Made, in_words, tables
from tests.rebates.claimed import claim, table
from tests.rebates.sold import sale, transactions

Typed = Callable[..., Page]


def read(made: Made, *, scanned: bool) -> Document:
    [document] = read_pages([typed_page(made.text, scanned=scanned)])
    return document


def agreed(document: Document) -> list[RebateAgreement]:
    found = contract_of(Paper("special.pdf", document), "USD", RebateRules())
    assert found is not None
    return [c.terms for c in (found.parts or (found,)) if c.terms is not None]


def sold(made: Made, draw: Random) -> tuple[list[dict[str, Any]], dict[str, Decimal]]:
    """Sales of each item, to the end customer under the approval and otherwise, and what the first of them earn."""
    told = {"customer": made.fields["earner_name"], "currency": made.fields["currency"]}
    proof = {"end_customer": made.fields["end_customers"][0], "approval_number": made.fields["approval_number"]}
    rows: list[dict[str, Any]] = []
    due: dict[str, Decimal] = {}
    day = date(2032, 5, 3)
    for item in made.items:
        counted = [draw.randrange(1, 400) for _ in range(3)]
        for units in counted:
            rows.append(sale(len(rows), f"{units * item.listed}", day, units, sku=item.sku, **told, **proof))
        for other in ({"end_customer": "Somebody Else Ltd"}, {"end_customer": None}, {"approval_number": "AP-1"}, {"customer": "Another"}):
            rows.append(sale(len(rows), "500.00", day, 40, **({"sku": item.sku} | told | proof | other)))
        for odd in (date(2032, 2, 29), date(2033, 3, 1)):
            rows.append(sale(len(rows), "500.00", odd, 40, sku=item.sku, **told, **proof))
        due[item.sku] = (sum(counted) * item.credit).quantize(Decimal("0.01"))
    rows.append(sale(len(rows), "500.00", day, 40, sku="ZZ-1", **told, **proof))
    return rows, due


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("made", [*list(tables(51))[::4], *list(in_words(52))[::3]], ids=lambda m: m.name)
def test_each_item_pays_its_difference_to_the_cent(made: Made, scanned: bool) -> None:
    rows, due = sold(made, Random(made.name))
    sales = transactions(rows)
    told = agreed(read(made, scanned=scanned))
    assert {next(iter(t.included_skus)): payout_of(t, Stretch(t.starts_on, t.ends_on), sales).amount for t in told} == due


def test_sales_that_name_no_end_customer_want_their_proof() -> None:
    made = next(tables(53))
    rows = [sale(1, "125.00", date(2032, 5, 3), 10, sku=made.items[0].sku, customer=made.fields["earner_name"])]
    [terms, *_] = agreed(read(made, scanned=False))
    with pytest.raises(ProofMissingError, match="end customer"):
        payout_of(terms, Stretch(terms.starts_on, terms.ends_on), transactions(rows))


def books(made: Made, rows: list[dict[str, Any]]) -> RebateBooks:
    frames = Frames({TableKind.SALES: table(TableKind.SALES, rows)}, (Paper("special.pdf", read(made, scanned=False)),))
    known: dict[str, Contract] = contracts(frames, "USD", RebateRules())
    return RebateBooks.with_contracts(frames, "USD", RebateRules(), known)


def test_a_claim_under_an_authorisation_of_one_item_is_held_to_the_cent() -> None:
    made = next(in_words(54))
    rows, due = sold(made, Random(3))
    [amount] = due.values()
    said = {"agreement": made.fields["agreement_number"], "customer": made.fields["earner_name"], "filed_on": date(2033, 3, 15)}
    held = books(made, rows)
    whole = Stretch(date(2032, 3, 1), date(2033, 2, 28))
    assert judge_claim(claim("C-1", f"{amount}", whole, **said), held, ()).verdict is Verdict.ACCEPT
    outcome = judge_claim(claim("C-2", f"{amount + 7}", whole, **said), held, ())
    assert (outcome.verdict, outcome.calculation.known["value"]) == (Verdict.DISPUTE, Decimal(7))


def test_a_claim_under_an_authorisation_of_several_items_waits_for_a_person() -> None:
    made = next(tables(55))
    rows, _ = sold(made, Random(4))
    held = books(made, rows)
    assert compact(made.fields["agreement_number"]) in held.contracts
    one = claim("C-1", "10.00", None, agreement=made.fields["agreement_number"], customer=made.fields["earner_name"])
    outcome = judge_claim(one, held, ())
    assert (outcome.verdict, outcome.reason) == (Verdict.REVIEW, "agreement_unclear")
    assert all(item.sku in outcome.why for item in made.items)


@pytest.mark.parametrize(
    "approved, told, counts",
    [
        ("AP-11-2", "AP-1-12", False),
        ("AP-11-2", "AP 11/2", True),
        ("AP-11-2", "AP-112", False),
        ("AP-5512", "AP5512", True),
        ("AP-5512", "ap_5512", True),
        ("AP-5512", "AP-551-2", False),
    ],
)
def test_a_number_of_an_approval_keeps_its_parts_apart(approved: str, told: str, counts: bool) -> None:
    made = next(tables(56))
    [terms, *_] = agreed(read(made, scanned=False))
    proof = {"end_customer": made.fields["end_customers"][0], "approval_number": told, "customer": made.fields["earner_name"]}
    rows = [sale(1, "125.00", date(2032, 5, 3), 10, sku=made.items[0].sku, currency=made.fields["currency"], **proof)]
    paid = payout_of(replace(terms, approval_number=approved), Stretch(terms.starts_on, terms.ends_on), transactions(rows)).amount
    assert paid == (10 * made.items[0].credit if counts else Decimal(0))
