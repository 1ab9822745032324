"""Claims under a contract in parts: held against the part whose days they can belong to, else for a person."""

from dataclasses import replace
from datetime import date
from typing import Any

from facts.documents import Document, DocumentKind, Field, Source
from facts.finding import Verdict
from facts.identifiers import compact
from facts.tables import SCALE, TableKind
from matchers.frames import Frames, Paper
from matchers.rebates.agreements import contract_of, contracts
from matchers.rebates.claims import RebateBooks, judge_claim
from matchers.rebates.payments import judge_payments, paid_to_us
from matchers.rebates.periods import Stretch
from matchers.rebates.signals.checks import look_at
from matchers.rebates.signals.signal import Surroundings
from matchers.rebates.statement import Side, statements
from rules.rebates import RebateRules
from tests.rebates.claimed import claim, table
from tests.rebates.sold import sale

HEAD = {
    "agreement_number": "A-1",
    "earner_name": "Customer",
    "start_date": "2026-01-01",
    "end_date": "2027-12-31",
    "currency": "USD",
    "mechanism": "retroactive",
    "period": "year",
    "measure": "value",
}


def paper(*lines: dict[str, Any], **fields: Any) -> Paper:
    told = {name: Field(value, str(value), 1.0) for name, value in (HEAD | fields).items()}
    cells = tuple({name: Field(value, str(value), 1.0) for name, value in line.items()} for line in lines)
    return Paper("terms.pdf", Document(DocumentKind.REBATE_AGREEMENT, Source.TEXT, pages=(1,), fields=told, lines=cells))


def by_years() -> Paper:
    years = (("2026", "0.01"), ("2027", "0.02"))
    return paper(*({"part": y, "rate": r, "from": "100", "start_date": f"{y}-01-01", "end_date": f"{y}-12-31"} for y, r in years))


def two_rebates(**fields: Any) -> Paper:
    return paper(
        {"from": "100", "rate": "0.01"},
        {"part": "2", "mechanism": "fixed", "measure": "value", "period": "quarter", "from": "500", "amount": "25"},
        **fields,
    )


def books(of: Paper) -> RebateBooks:
    contract = contract_of(of, "USD", RebateRules())
    assert contract is not None
    known = {compact(c.number): c for c in (contract, *contract.parts)}
    sales = [sale(1, "1000.00", date(2026, 2, 1)), sale(2, "2000.00", date(2027, 2, 1))]
    frames = Frames({TableKind.SALES: table(TableKind.SALES, sales)})
    return RebateBooks.with_contracts(frames, "USD", RebateRules(), known)


def test_a_claim_for_a_year_is_held_against_the_rates_of_that_year() -> None:
    held = books(by_years())
    for year, amount in ((2026, "10.00"), (2027, "40.00")):
        days = Stretch(date(year, 1, 1), date(year, 12, 31))
        outcome = judge_claim(claim("C-1", amount, days, filed_on=date(2028, 1, 5)), held, ())
        assert outcome.verdict is Verdict.ACCEPT, outcome.why


def test_a_claim_that_may_be_for_either_of_two_rebates_is_for_a_person() -> None:
    outcome = judge_claim(claim("C-1", "99.00"), books(two_rebates(stacking="added")), ())
    assert (outcome.verdict, outcome.reason) == (Verdict.REVIEW, "agreement_unclear")
    assert "part 1 (retroactive, by the year); part 2 (fixed, by the quarter)" in outcome.why


def test_each_part_has_a_statement_of_its_own() -> None:
    told = {s.contract.number: s for s in statements(books(two_rebates(stacking="added")), [], [], "Customer", date(2028, 2, 1))}
    assert told["A-1"].terms is None
    assert told["A-1"].side is Side.OWED_TO_US
    assert [str(p.payout.amount) for p in told["A-1 part 1"].periods] == ["10.00", "20.00"]
    assert [str(p.payout.amount) for p in told["A-1 part 2"].periods if p.payout.amount] == ["25.00", "25.00"]


def test_the_cap_of_the_first_rebate_is_not_that_of_the_second() -> None:
    first, second = books(two_rebates(stacking="added", cap="15")).contracts["A1"].parts
    assert first.terms is not None
    assert second.terms is not None
    assert (str(first.terms.cap), second.terms.cap) == ("15", None)


def test_rebates_that_are_not_said_to_be_paid_together_are_to_be_checked() -> None:
    assert all("stacking" in part.to_review for part in books(two_rebates()).contracts["A1"].parts)
    assert all("stacking" not in part.to_review for part in books(two_rebates(stacking="added")).contracts["A1"].parts)


def test_an_agreement_that_takes_the_place_of_another_ends_its_parts() -> None:
    replacing = {"replaces_agreement": "A-1", "replaced_from": "2027-01-01"}
    later = paper({"from": "100", "rate": "0.03"}, agreement_number="B-2", start_date="2027-01-01", **replacing)
    known = contracts(Frames({}, (two_rebates(stacking="added"), later)), "USD", RebateRules())
    assert {str(c.terms.ends_on) for n, c in known.items() if n != "B2" and c.terms is not None} == {"2026-12-31"}


def test_rates_below_a_heading_that_names_a_scope_are_not_computed() -> None:
    made = paper({"part": "Paints", "from": "100", "rate": "0.01"}, {"part": "Varnishes", "from": "100", "rate": "0.02"})
    contract = contract_of(made, "USD", RebateRules())
    assert contract is not None
    assert [p.terms for p in contract.parts] == [None, None]
    assert "Varnishes" in contract.parts[1].problem


def test_the_higher_version_of_a_contract_in_parts_holds() -> None:
    older = paper({"from": "100", "rate": "0.05"}, version="1", signed_date="2025-12-01")
    newer = two_rebates(stacking="added", version="2", signed_date="2026-06-01")
    known = contracts(Frames({}, (older, newer)), "USD", RebateRules())
    assert known["A1"].terms is None
    assert [p.terms is not None for p in known["A1"].parts] == [True, True]


def test_versions_in_parts_that_nothing_tells_apart_are_for_a_person() -> None:
    other = paper({"from": "100", "rate": "0.03"}, {"part": "2", "mechanism": "fixed", "measure": "value", "from": "500", "amount": "25"})
    known = contracts(Frames({}, (two_rebates(stacking="added"), other)), "USD", RebateRules())
    assert all("version" in part.to_review for part in known["A1"].parts)


def test_a_year_that_begins_after_another_agreement_took_its_place_is_not_in_force() -> None:
    replacing = {"replaces_agreement": "A-1", "replaced_from": "2027-01-01"}
    later = paper({"from": "100", "rate": "0.03"}, agreement_number="B-2", start_date="2027-01-01", **replacing)
    known = contracts(Frames({}, (by_years(), later)), "USD", RebateRules())
    assert [str(p.terms.ends_on) for p in known["A1"].parts if p.terms is not None] == ["2026-12-31"]


def test_a_cap_that_may_be_for_all_parts_is_to_be_checked_for_each() -> None:
    of = two_rebates(stacking="added", cap="15")
    fields = dict(of.document.fields) | {"cap": replace(of.document.fields["cap"], review=True)}
    doubtful = replace(of, document=replace(of.document, fields=fields))
    assert all("cap" in part.to_review for part in books(doubtful).contracts["A1"].parts)


def test_a_statement_of_a_year_has_the_claims_and_payments_of_that_year() -> None:
    held = books(by_years())
    one = claim("C-1", "40.00", Stretch(date(2027, 1, 1), date(2027, 12, 31)), filed_on=date(2028, 1, 5))
    held = replace(held, claims=(one,))
    paid = {"payment_number": "P-1", "amount_paid": 10 * SCALE, "currency": "USD", "description": "rebate agreement A-1"}
    lines = [
        paid | {"invoice_number": "R-1", "invoice_date": date(2027, 1, 20)},
        paid | {"invoice_number": "C-1", "invoice_date": date(2028, 2, 20), "amount_paid": 35 * SCALE},
    ]
    came = list(paid_to_us(held, Frames({TableKind.REMITTANCE_LINES: table(TableKind.REMITTANCE_LINES, lines)}), "USD"))
    told = {s.contract.number: s for s in statements(held, [], came, "Customer", date(2028, 3, 1))}
    assert [(n, int(s.claimed), int(s.paid)) for n, s in told.items()] == [("A-1", 0, 0), ("A-1 part 1", 0, 10), ("A-1 part 2", 40, 35)]
    judged = {paid.number: outcome for paid, _, outcome in judge_payments(held, came, "Customer")}
    assert judged["R-1"].verdict is Verdict.RESOLVED
    assert (judged["C-1"].verdict, str(judged["C-1"].calculation.known["value"])) == (Verdict.DISPUTE, "5.00")


def test_a_payment_under_rebates_that_run_side_by_side_stays_with_the_contract() -> None:
    held = books(two_rebates(stacking="added"))
    paid = {"payment_number": "P-1", "amount_paid": 10 * SCALE, "currency": "USD", "description": "rebate agreement A-1"}
    lines = [paid | {"invoice_number": "R-1", "invoice_date": date(2027, 1, 20)}]
    came = list(paid_to_us(held, Frames({TableKind.REMITTANCE_LINES: table(TableKind.REMITTANCE_LINES, lines)}), "USD"))
    assert [p.agreement for p in came] == ["A-1"]


def test_what_is_unusual_of_a_claim_is_looked_for_by_the_terms_of_its_year() -> None:
    one = claim("C-1", "40.00", Stretch(date(2027, 1, 1), date(2027, 12, 31)), filed_on=date(2028, 1, 5))
    looked = look_at(one, books(by_years()), (), Surroundings(), RebateRules().signals)
    assert looked.terms is not None
    assert looked.terms.number == "A-1 part 2"
