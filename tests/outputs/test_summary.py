from datetime import date
from decimal import Decimal

from cases.auditing.outputs import deadlines, disputes, root_causes, summary_table, to_do
from facts.finding import FindingType, Verdict
from tests.outputs.made_up_audit import audit, finding


def test_each_kind_has_its_row_and_the_sum_comes_last() -> None:
    rows = summary_table(
        audit(
            finding(),
            finding(id="2", verdict=Verdict.NEEDS_EVIDENCE, recoverable_amount=Decimal("100.00"), claimed_amount=Decimal("100.00")),
            finding(
                id="3", type=FindingType.PRICE_CLAIM, verdict=Verdict.EXPIRED, claimed_amount=Decimal(7), recoverable_amount=Decimal(5)
            ),
        )
    )
    assert [(r.name, r.lines, r.claimed, r.recoverable, r.needs_evidence, r.expired) for r in rows] == [
        ("Shortage", 2, Decimal("600.40"), Decimal("500.40"), Decimal("100.00"), Decimal(0)),
        ("Price claim", 1, Decimal(7), Decimal(0), Decimal(0), Decimal(5)),
        ("All kinds", 3, Decimal("607.40"), Decimal("500.40"), Decimal("100.00"), Decimal(5)),
    ]


def test_the_standings_tie_to_what_was_deducted() -> None:
    total = summary_table(
        audit(finding(recoverable_amount=Decimal("300.40")), finding(id="2", verdict=Verdict.ACCEPT, recoverable_amount=Decimal(0)))
    )[-1]
    assert sum(total.amounts.values()) == total.claimed
    assert total.amounts[Verdict.ACCEPT] == Decimal("700.40")


def test_currencies_are_never_added_up_together() -> None:
    rows = summary_table(audit(finding(), finding(id="2", currency="EUR")))
    assert [(r.name, r.currency, r.claimed) for r in rows if r.kind is None] == [
        ("All kinds", "EUR", Decimal("500.40")),
        ("All kinds", "USD", Decimal("500.40")),
    ]


def test_the_nearest_deadline_comes_first() -> None:
    late, soon = finding(), finding(id="2", reference="B", safe_by=date(2026, 11, 2))
    assert [d.reference for d in deadlines(disputes(audit(late, soon)))] == ["B", "INV10482SC"]


def test_lines_of_one_reference_are_one_dispute() -> None:
    (group,) = disputes(audit(finding(), finding(id="2", sku="B0OTHER", recoverable_amount=Decimal("10.00"))))
    assert (group.amount, len(group.findings)) == (Decimal("510.40"), 2)


def test_the_pack_says_what_is_filed_together() -> None:
    lines = (finding(type=FindingType.COOP, reference="1"), finding(id="2", type=FindingType.COOP, reference="2"))
    assert len(disputes(audit(*lines))) == 1
    assert len(disputes(audit(*(finding(id=str(n), reference=str(n)) for n in range(2))))) == 2


def test_what_costs_most_leads_the_causes() -> None:
    causes = root_causes((finding(), finding(id="2", root_cause="over_billing", verdict=Verdict.ACCEPT, claimed_amount=Decimal(900))))
    assert [(c.cause, c.claimed, c.open) for c in causes] == [
        ("over_billing", Decimal(900), Decimal(0)),
        ("missing_cartons", Decimal("500.40"), Decimal("500.40")),
    ]


def test_the_day_begins_with_what_falls_due() -> None:
    first, second, *_ = to_do(audit(finding(), finding(id="2", reference="B", safe_by=date(2028, 1, 1))), disputes(audit(finding())))
    assert first.startswith("File 1 dispute worth USD 500.40 first")
    assert "in 9 days" in first
    assert second.startswith("Ask carriers for 1 missing or weak paper, worth USD 500.40.")


def test_nothing_found_is_nothing_to_do() -> None:
    empty = audit(findings=(), readings=(), requests=(), untied=())
    assert summary_table(empty) == ()
    assert to_do(empty, ()) == ()
