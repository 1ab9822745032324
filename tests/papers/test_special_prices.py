"""Special prices that the supplier makes good: tables, labels and sentences of several hands; typed and scanned, in six languages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import Document, DocumentKind
from facts.rebates import Mechanism, RebateAgreement
from matchers.frames import Paper
from matchers.rebates.agreements import Contract, contract_of
from rules.rebates import RebateRules
from tests.papers.special_price_neighbours import NEIGHBOURS
from tests.papers.special_price_papers import Made, Priced, in_words, tables

Typed = Callable[..., Page]


def contract(document: Document) -> Contract:
    found = contract_of(Paper("special.pdf", document), "USD", RebateRules())
    assert found is not None
    return found


def terms(document: Document) -> list[RebateAgreement]:
    """What can be computed, item by item."""
    found = contract(document)
    return [c.terms for c in (found.parts or (found,)) if c.terms is not None]


def items_of(document: Document) -> tuple[Priced, ...]:
    told = terms(document)
    assert all(t.mechanism is Mechanism.SHIP_AND_DEBIT for t in told)
    return tuple(Priced(" ".join(t.included_skus), t.list_price or Decimal(0), t.special_price or Decimal(0)) for t in told)


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("made", [*tables(31), *list(tables(32, count=1))[::5], *in_words(33)], ids=lambda m: f"{m.name} {len(m.items)}")
def test_each_item_is_granted_at_its_prices(typed: Typed, made: Made, scanned: bool) -> None:
    [read] = read_pages([typed(made.text, scanned=scanned)])
    assert read.kind is DocumentKind.REBATE_AGREEMENT
    assert {name: read.fields[name].value for name in made.fields if name in read.fields} == made.fields
    assert items_of(read) == made.items
    assert not read.problems
    found = contract(read)
    assert all(not c.to_review for c in (found, *found.parts))


HEAD = """Special Price Agreement
Agreement no.: SD-7001
Manufacturer: Alder Connectors Ltd
Distributor: Finch Components Ltd
Valid from 1 March 2032 to 28 February 2033
Approval no.: AP-5512
"""
WHOM = "End customer: Plant 7 Robotics Ltd\n"
ROWS = """Part number    List price    Special price
AX-10021       USD 12.50     USD 10.00
AX-10055       USD 9.80      USD 8.15
"""
ONE = """Part number    List price    Special price
AX-10021       USD 12.50     USD 10.00
"""


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_papers_that_only_speak_of_special_prices_grant_none(typed: Typed, name: str, scanned: bool) -> None:
    kind, text = NEIGHBOURS[name]
    read = read_pages([typed(text, scanned=scanned)])
    assert [d.kind.value for d in read] == [kind]


@pytest.mark.parametrize(
    "table, says",
    [
        (
            "Part number    Approved qty    List price    Special price\nAX-10021       5,000           USD 12.50     USD 10.00\n",
            "quantity of 5000",
        ),
        ("Part number    List price    Special price\nAX-10021       USD 10.00     USD 12.50\n", "lies above the list price"),
        (
            "Part number    List price    Special price    Credit\nAX-10021    USD 12.50     USD 10.00     USD 2.00\n",
            "less special price is 2.50",
        ),
        ("Part number    Special price    Credit\nAX-10021       USD 10.00     USD 2.50\n", "its list price was not read"),
        ("Part number    List price    Discount\nAX-10021       USD 12.50     20 %\n", "none was read"),
        ("Part number    List price    Resale price    Discount\nAX-10021       USD 12.50     USD 11.00       20 %\n", "none was read"),
        (
            "Part number   List price   Distributor cost   Special price\nAX-10021   USD 14.00   USD 12.50   USD 10.00\n",
            "several columns may be",
        ),
        (
            "Part number    List price per 100    Special price per 100\nAX-10021       USD 1,250.00          USD 1,000.00\n",
            "several pieces",
        ),
        ("Part number    Per      List price    Special price\nAX-10021       1,000    USD 125.00    USD 100.00\n", "price is for “1,000”"),
        ("Part number    UoM    List price    Special price\nAX-10021       CS     USD 125.00    USD 100.00\n", "price is for “CS”"),
        ("Part number    List price    Special price\nAX-10021       USD 12.50     EUR 10.00\n", "prices are in EUR and USD"),
        ("Part number    List price    Special price\nAX-10021       USD 12.50     on request\n", "not understood"),
        (ONE + "AX-10021       USD 12.50     USD 9.00\n", "stands in several rows"),
        (ONE + "The special prices hold for up to 5,000 units.\n", "quantity of 5000"),
        (ONE + "The total credit shall not exceed USD 20,000.00.\n", "bounded at 20000.00"),
        (ONE + "The special price is granted on the invoice.\nPrices are on-invoice.\n", "on the invoice already"),
        (ONE + "Status: Pending approval\n", "not in force"),
        (ONE + "REJECTED\n", "not in force"),
        (ONE + "All prices including VAT.\n", "include a tax"),
        (ONE + "\n\n\n\n\nAX-10077     Plug, long      USD 8.00    USD 7.00\n", "more prices stand on the paper"),
        ("            AX-10021     AX-10055\nList price       USD 12.50    USD 9.80\nSpecial price    USD 10.00    USD 8.15\n", ""),
    ],
)
def test_what_a_clerk_cannot_know_is_for_a_person(typed: Typed, table: str, says: str) -> None:
    [read] = read_pages([typed(HEAD + WHOM + table)])
    assert read.kind is DocumentKind.REBATE_AGREEMENT
    assert not says or any(says in problem for problem in read.problems), read.problems
    found = contract(read)
    assert all(c.to_review for c in found.parts or (found,))


def test_a_paper_that_names_no_end_customer_is_for_a_person(typed: Typed) -> None:
    for whom in ("", "End customers: all customers in the territory\n", "The prices hold for the end customers of the annex.\n"):
        [read] = read_pages([typed(HEAD + whom + ROWS)])
        assert all("mechanism" in part.to_review for part in contract(read).parts), whom


def test_an_end_customer_is_not_the_distributor(typed: Typed) -> None:
    text = HEAD.replace("Manufacturer:", "End customer: Plant 7 Robotics Ltd\nManufacturer:") + ONE
    [read] = read_pages([typed(text)])
    assert read.fields["earner_name"].value == "Finch Components Ltd"
    assert read.fields["end_customers"].value == ["Plant 7 Robotics Ltd"]


def test_an_end_customer_that_is_left_out_is_none_that_counts(typed: Typed) -> None:
    [read] = read_pages([typed(HEAD + ONE + "Sales to the end customer Plant 7 Robotics Ltd are excluded.\n")])
    assert "end_customers" not in read.fields
    assert contract(read).to_review


def test_each_row_may_name_its_own_customer_and_days(typed: Typed) -> None:
    table = (
        "Part number    End customer             List price    Special price    Valid from    Valid to\n"
        "AX-10021       Plant 7 Robotics Ltd     USD 12.50     USD 10.00        2032-04-01    2032-06-30\n"
        "AX-10055       Plant 8 Motors Inc.      USD 9.80      USD 8.15         2032-07-01    2032-09-30\n"
    )
    [read] = read_pages([typed(HEAD + table)])
    told = [(*t.end_customers, t.starts_on.isoformat(), t.ends_on.isoformat()) for t in terms(read)]
    assert told == [("Plant 7 Robotics Ltd", "2032-04-01", "2032-06-30"), ("Plant 8 Motors Inc.", "2032-07-01", "2032-09-30")]


def test_several_end_customers_stand_below_each_other(typed: Typed) -> None:
    whom = "End customers:   Plant 7 Robotics Ltd\n                 Plant 8 Motors Inc.\n"
    [read] = read_pages([typed(HEAD + whom + ONE)])
    assert read.fields["end_customers"].value == ["Plant 7 Robotics Ltd", "Plant 8 Motors Inc."]
    assert not contract(read).to_review


def test_names_that_a_comma_may_part_are_for_a_person(typed: Typed) -> None:
    [read] = read_pages([typed(HEAD + "End customer: Hall, Mercer and Plant 8 Motors Inc.\n" + ONE)])
    assert "end_customers" in contract(read).to_review


def test_two_columns_of_list_prices_are_told_apart_by_the_credit(typed: Typed) -> None:
    table = (
        "Part number    List price    Distributor cost    Special price    Credit\n"
        "AX-10021       USD 14.00     USD 12.50           USD 10.00        USD 2.50\n"
        "AX-10055       USD 10.80     USD 9.80            USD 8.15         USD 1.65\n"
    )
    [read] = read_pages([typed(HEAD + WHOM + table)])
    assert [str(t.list_price) for t in terms(read)] == ["12.50", "9.80"]
    assert not read.problems


def test_headings_over_two_lines_and_prices_in_the_column_beside_are_not_mixed_up(typed: Typed) -> None:
    table = (
        "Part           Min. resale    Distributor    Approved       Credit\n"
        "number         price          book cost      net cost       per unit\n"
        "AX-10021       15.00          12.50          10.00          2.50\n"
        "AX-10055       11.00          9.80           8.15           1.65\n"
        "\nAll prices in USD.\n"
    )
    [read] = read_pages([typed(HEAD + WHOM + table)])
    assert items_of(read) == (Priced("AX-10021", Decimal("12.50"), Decimal("10.00")), Priced("AX-10055", Decimal("9.80"), Decimal("8.15")))
    assert not read.problems


def test_a_table_goes_on_over_the_page(typed: Typed) -> None:
    pages = [typed(HEAD + WHOM + ROWS + "Page 1 of 2\n"), typed("AX-10077       USD 8.00      USD 7.00\nPage 2 of 2\n", number=2)]
    [read] = read_pages(pages)
    assert [next(iter(t.included_skus)) for t in terms(read)] == ["AX-10021", "AX-10055", "AX-10077"]


def test_a_figure_that_two_recognisers_saw_differently_is_for_a_person(typed: Typed) -> None:
    [read] = read_pages([typed(HEAD + WHOM + ONE, scanned=True, doubtful=["10.00"])])
    assert contract(read).to_review == ("special_price",)


def test_claims_by_the_month_lapse_after_its_end(typed: Typed) -> None:
    [read] = read_pages([typed(HEAD + WHOM + ROWS + "\nClaims must be filed within 60 days after the end of the month.\n")])
    assert [(t.period.value, t.claim_deadline_days) for t in terms(read)] == [("month", 60), ("month", 60)]
    [read] = read_pages([typed(HEAD + WHOM + ROWS + "\nClaims filed later than 30 days after the sale lapse.\n")])
    assert all("claim_deadline_days" in part.to_review for part in contract(read).parts)


def test_the_number_of_an_authorisation_is_its_approval(typed: Typed) -> None:
    text = HEAD.replace(
        "Special Price Agreement\nAgreement no.: SD-7001\n", "Special Price Authorization SPA-4471\nOur reference: K-77/26\n"
    )
    [read] = read_pages([typed(text.replace("Approval no.: AP-5512\n", "") + WHOM + ONE)])
    assert (read.fields["agreement_number"].value, read.fields["approval_number"].value) == ("SPA-4471", "SPA-4471")


def test_a_label_and_a_name_in_cells_side_by_side_are_a_party(typed: Typed) -> None:
    text = (
        "Marlow Paper Products Ltd\n\nDeviated Price Approval\nDeviation no.         DV-40771\n"
        "Distributor           Keswick Foodservice Ltd\n"
        "Operator / end user   Grange Care Homes\nPeriod                01 Mar 2032 - 31 Aug 2032\n"
    )
    [read] = read_pages([typed(text + ONE)])
    assert read.fields["earner_name"].value == "Keswick Foodservice Ltd"
    assert (read.fields["payer_name"].value, read.fields["payer_name"].review) == ("Marlow Paper Products Ltd", True)
    assert read.fields["end_customers"].value == ["Grange Care Homes"]


def test_parties_are_named_in_the_middle_of_a_line_and_over_its_end(typed: Typed) -> None:
    text = (
        "SPECIAL PRICING AGREEMENT\nSPA Number: 778120-02\n\n"
        "This Special Pricing Agreement is made between Harlan Valve Company Inc. (“Manufacturer”) and Fenwick\n"
        "Industrial Supply Inc. (“Distributor”) and is effective from April 1, 2032 through March 31, 2033.\n"
    )
    [read] = read_pages([typed(text + WHOM + "\n" + ONE)])
    assert (read.fields["payer_name"].value, read.fields["earner_name"].value) == (
        "Harlan Valve Company Inc.",
        "Fenwick Industrial Supply Inc.",
    )


def test_the_days_behind_their_labels_go_before_the_day_of_issue(typed: Typed) -> None:
    text = (
        "Ship & Debit Authorization\nAuthorization #   SD2605-0091          Issue date   02/10/2032\n"
        "Distributor       Calder Electronics LLC   Start date   02/15/2032\n"
        "End customer      Orbis Devices Inc.       End date     08/14/2032\n"
    )
    [read] = read_pages([typed(text + ONE)])
    assert (read.fields["start_date"].value, read.fields["end_date"].value) == ("2032-02-15", "2032-08-14")


def test_a_paper_that_names_nobody_who_sells_on_is_for_a_person(typed: Typed) -> None:
    [read] = read_pages([typed(HEAD.replace("Distributor: Finch Components Ltd\n", "") + WHOM + ONE)])
    assert "mechanism" in contract(read).to_review


@pytest.mark.parametrize(
    "said, name",
    [
        ("The Distributor resells the goods to Bexley Borough Council (the “End User”).\n", "Bexley Borough Council"),
        ("The special prices are granted for the end customer Grange Care Homes only.\n", "Grange Care Homes"),
        ("They hold for sales to Orbis Medical Devices Inc. (end customer) alone.\n", "Orbis Medical Devices Inc."),
    ],
)
def test_an_end_customer_is_named_in_a_sentence(typed: Typed, said: str, name: str) -> None:
    [read] = read_pages([typed(HEAD + said + ONE)])
    assert read.fields["end_customers"].value == [name]
    assert read.fields["end_customers"].review == (not name.endswith("Inc."))


def test_figures_that_stand_close_are_two_cells(typed: Typed) -> None:
    table = (
        "Artikel       Bruttopreis   Rabatt %   Objektpreis   PE\n"
        "4711-220      1.180,00      22,5          914,50     1\n"
        "4711-400      1.640,00      22,5        1.271,00     1\n"
    )
    head = "Objektpreisvereinbarung OP-2611\nLieferant: Brandt Hydraulik GmbH\nGroßhändler: Sanitär Union Nord GmbH\n"
    head += "Objektkunde: Klinikum Weser gGmbH\nLaufzeit: 01.03.2032 bis 28.02.2033\n"
    [read] = read_pages([typed(head + table + "\nAlle Preise in EUR zzgl. MwSt.\n")])
    assert [str(t.special_price) for t in terms(read)] == ["914.50", "1271.00"]
    assert not read.problems


def test_prices_for_two_customers_in_tables_of_their_own_are_for_a_person(typed: Typed) -> None:
    second = "\nEnd customer: Plant 8 Motors Inc.\nPart number    List price    Special price\nAX-10077       USD 8.00      USD 7.00\n"
    [read] = read_pages([typed(HEAD + WHOM + ROWS + second)])
    assert len(read.lines) == 3
    assert all("end_customers" in part.to_review for part in contract(read).parts)


def test_two_numbers_of_approvals_are_for_a_person(typed: Typed) -> None:
    [read] = read_pages([typed(HEAD + WHOM + ONE + "\nApproval no.: AP-9934\n")])
    assert "approval_number" in contract(read).to_review
