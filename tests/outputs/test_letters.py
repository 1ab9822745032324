from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.filing.exhibits import exhibits_of
from cases.filing.filing_group import Papers, filing_groups
from cases.filing.portal_fields import portal_fields
from cases.letters.drafting import Draft, draft
from facts.documents import FileReading
from facts.evidence import Evidence
from facts.finding import Finding, FindingType, Step
from rules.model import FieldLimit, PriceRules
from tests.outputs.made_up_audit import RULES, audit, field, finding, receipt

PAPERS = Papers(audit().readings)


def written(*findings: Finding, limit: FieldLimit | None = None, papers: Papers = PAPERS) -> Draft:
    (group,) = filing_groups(findings, lambda _: RULES)
    rules = replace(RULES, limits={"default": limit}) if limit else RULES
    return draft(group, papers, exhibits_of(group, papers, {}), rules)


def test_a_shortage_letter_asks_first_then_proves_computes_and_requests() -> None:
    assert written(finding()).letter == (
        "We ask you to reverse shortage claim INV10482SC (invoice INV10482, purchase order 4XK2P9QR, item B0ABCDEF12, vendor code HALD1) "
        "in the amount of USD 500.40.\n"
        "\n"
        "The receipt is signed for 10 cartons of 12 without exception, all 120 units that were invoiced.\n"
        "\n"
        "1. Invoiced 120, received 0, cost 4.17 (shortage_detail.csv, row 14).\n"
        "2. Proof of delivery, BOL 06141411234567895, PRO 176187491, delivered 2026-08-12, to PHX6, received by J. Smith: "
        "10 cartons, signed, no exceptions (exhibit 1: scan_0007.pdf, page 1).\n"
        "3. Case pack 12 (catalogue.csv, row 3).\n"
        "\n"
        "Computation: 10 cartons signed for x 12 units per carton = 120 units proven delivered; "
        "120 units in dispute x 4.17 unit cost = 500.40.\n"
        "\n"
        "Please receive the 120 units in dispute and reverse USD 500.40.\n"
        "\n"
        "Attachments: 1 01_proof_of_delivery_scan_0007_p1.pdf; 2 02_cited_rows.csv.\n"
    )


def test_a_field_that_is_for_review_is_not_said() -> None:
    doubtful = receipt(receiver_name=field("J. Srnith", review=True))
    letter = written(finding(), papers=Papers((FileReading("pods/scan_0007.pdf", "", (doubtful,)),))).letter
    assert "Srnith" not in letter
    assert "PRO 176187491" in letter


def test_a_narrow_field_drops_the_least_telling_fact_and_cuts_no_sentence() -> None:
    whole = written(finding())
    narrow = written(finding(), limit=FieldLimit(300, len(whole.letter) - 60))
    assert len(narrow.letter) <= len(whole.letter) - 60
    assert narrow.left_out == ("Case pack 12 (catalogue.csv, row 3).",)
    assert all(line in whole.letter for line in narrow.letter.splitlines()[:4])
    assert "Attachments: exhibits 1 to 2, in order." in narrow.letter


def test_the_wished_length_is_given_up_before_the_third_fact() -> None:
    assert written(finding(), limit=FieldLimit(100, 2000)).letter == written(finding()).letter


def test_a_field_too_narrow_for_anything_says_so() -> None:
    assert written(finding(), limit=FieldLimit(10, 20)).over_limit


def test_letters_without_a_plain_spelling_are_told_of() -> None:
    chinese = finding(evidence=(Evidence("清单.csv", "发票 120 件", row=2), *finding().evidence[1:]))
    assert written(chinese).letter.isascii()
    assert written(chinese).not_plain
    assert not written(finding()).not_plain
    assert not written(chinese, limit=FieldLimit(ascii_only=False)).not_plain


def test_several_items_of_one_claim_make_one_letter() -> None:
    other = finding(
        id="2",
        sku="B0OTHER",
        recoverable_amount=Decimal("83.40"),
        evidence=(Evidence("deductions/shortage_detail.csv", "invoiced 20, received 0", row=15),),
    )
    letter = written(finding(), replace(other, calculation=(Step("disputable", "units in dispute", "20"), other.calculation[-1]))).letter
    assert "2 items" in letter
    assert "rows 14 to 15" in letter
    assert "B0ABCDEF12: invoiced 120, received 0, cost 4.17; B0OTHER: invoiced 20, received 0" in letter
    assert "Computation: 500.40 + 83.40 = 583.80." in letter
    assert "receive the 140 units in dispute" in letter


@pytest.mark.parametrize(
    "kind, asks",
    [
        (FindingType.PRICE_CLAIM, "We ask you to reverse price claim INV10482SC"),
        (FindingType.DUPLICATE, "We ask you to reverse deduction INV10482SC"),
        (FindingType.QUICK_PAY_DISCOUNT, "We ask you to repay USD 500.40 of the discount taken on INV10482SC"),
        (FindingType.RETURN, "We ask you to reverse return deduction INV10482SC"),
        (FindingType.CHARGEBACK, "We ask you to reverse chargeback INV10482SC"),
    ],
)
def test_each_kind_of_claim_asks_in_its_own_words(kind: FindingType, asks: str) -> None:
    letter = written(finding(type=kind)).letter
    assert asks in letter.split("\n", maxsplit=1)[0]
    assert "USD 500.40" in letter.split("\n", maxsplit=1)[0]


def test_only_a_claim_with_an_earlier_one_says_that_the_same_was_deducted_before() -> None:
    alone = finding(type=FindingType.DUPLICATE)
    earlier = Step("claimed_before", "claimed before as INV10482SCR", "500.40", evidence=(0,))
    assert "deducted before" not in written(alone).letter
    assert "the same units were deducted before." in written(replace(alone, calculation=(earlier, *alone.calculation))).letter


def test_a_table_of_many_rows_is_counted_and_not_told_row_by_row() -> None:
    rows = tuple(Evidence("detail.csv", f"invoiced {n}, received 0, cost 4.17, case pack 12", row=n) for n in range(2, 60))
    letter = written(finding(evidence=rows)).letter
    assert "58 lines as listed there (detail.csv, rows 2 to 59)." in letter


def test_the_portals_fields_come_in_the_packs_order_with_the_packs_words() -> None:
    rules = replace(
        RULES,
        price=PriceRules(reasons={"rounding": "Rounding Issue"}),
        portal_fields={"price_claim": ("Invoice number", "Dispute reason", "Oddity")},
    )
    (group,) = filing_groups([finding(type=FindingType.PRICE_CLAIM, reason="rounding")], lambda _: rules)
    fields = portal_fields(group, rules, draft(group, PAPERS, (), RULES), (), PAPERS)
    assert [(f.label, f.text) for f in fields] == [("Invoice number", "INV10482"), ("Dispute reason", "Rounding Issue"), ("Oddity", "")]


def test_a_shortage_form_is_filled_from_calculation_and_papers() -> None:
    (group,) = filing_groups([finding()], lambda _: RULES)
    exhibits = exhibits_of(group, PAPERS, {})
    fields = {f.label: f.text for f in portal_fields(group, RULES, draft(group, PAPERS, exhibits, RULES), exhibits, PAPERS)}
    assert fields["Dispute Quantity"] == "120"
    assert fields["Claim number"] == "INV10482SC"
    assert fields["Delivered date"] == "2026-08-12"
    assert fields["Shipped date"] == ""
    assert fields["Attachments"] == "01_proof_of_delivery_scan_0007_p1.pdf\n02_cited_rows.csv"


@given(soft=st.integers(1, 1500), more=st.integers(0, 1000), facts=st.lists(st.text(max_size=80), max_size=12))
def test_a_letter_keeps_to_its_field_or_says_that_it_cannot(soft: int, more: int, facts: list[str]) -> None:
    evidence = tuple(Evidence(f"{n}.pdf", fact, page=1) for n, fact in enumerate(facts))
    calculation = (Step("recoverable_amount", "to recover", "500.40"),)
    letter = written(finding(evidence=evidence, calculation=calculation), limit=FieldLimit(soft, soft + more))
    assert letter.over_limit or len(letter.letter) <= soft + more
    assert letter.letter.isascii()
