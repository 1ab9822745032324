"""The remittance is a history, not a list (acceptance tests 2 to 7 of the trade)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from facts.finding import FindingType
from matchers.chain import ClaimState
from matchers.chain_ledger import ChainLedger
from matchers.grammar import KnownClaim
from matchers.remittance import ZERO
from rules.grammar import LineRole
from rules.loader import load_rules

Build = Callable[..., ChainLedger]


def only(ledger: ChainLedger, number: str) -> Any:
    claim = ledger.claim(number)
    assert claim is not None, f"{number} is no claim: {[c.number for c in ledger.claims]}, {[o.number for o in ledger.other_lines]}"
    return claim


def test_a_claim_in_three_slices_is_one_deduction_fully_taken(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-07-02").payment("P2", "2026-07-09").payment("P3", "2026-07-16")
    table.line("P1", "A1SC", "-1000", "-400", "-600").line("P2", "A1SC", "-1000", "-350", "-250").line("P3", "A1SC", "-1000", "-250", "0")
    claim = only(read_chains(table, known=["A1"]), "A1SC")
    assert (claim.amount, claim.taken, claim.state) == (Decimal(1000), Decimal(1000), ClaimState.FULLY_TAKEN)
    assert claim.deducted_on == date(2026, 7, 2)
    assert [s.amount for s in claim.slices] == [Decimal(400), Decimal(350), Decimal(250)]
    assert [(e.file, e.row) for e in claim.evidence] == [
        ("remittances/export.csv", 5),
        ("remittances/export.csv", 6),
        ("remittances/export.csv", 7),
    ]


def test_a_fourth_slice_is_over_taken(read_chains: Build, export: Any) -> None:
    table = export()
    for n, paid in enumerate(("-400", "-350", "-250", "-100"), start=1):
        table.payment(f"P{n}", f"2026-07-{n:02}").line(f"P{n}", "A1SC", "-1000", paid)
    ledger = read_chains(table, known=["A1"])
    claim = only(ledger, "A1SC")
    assert (claim.amount, claim.taken, claim.state, claim.over_taken_by) == (
        Decimal(1000),
        Decimal(1100),
        ClaimState.OVER_TAKEN,
        Decimal(100),
    )
    assert [p.code for p in ledger.problems if p.code.startswith("claim")] == ["claim_over_taken"]


def test_a_claim_is_partly_taken_until_its_slices_reach_it(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-07-02").line("P1", "A1SC", "-1000", "-400", "-600")
    assert only(read_chains(table, known=["A1"]), "A1SC").state is ClaimState.PARTLY_TAKEN


def test_a_claim_that_no_payment_touched(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-07-02").line("P1", "A1SC", "-1000", "0", "-1000")
    claim = only(read_chains(table, known=["A1"]), "A1SC")
    assert (claim.amount, claim.taken, claim.state, claim.deducted_on) == (Decimal(1000), Decimal(0), ClaimState.UNTOUCHED, None)


def test_slices_sum_to_the_claim_less_its_discount(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-07-02").payment("P2", "2026-07-09")
    table.line("P1", "A1SC", "-1000", "-588", terms_discount="-12").line("P2", "A1SC", "-1000", "-392", terms_discount="-8")
    claim = only(read_chains(table, known=["A1"]), "A1SC")
    assert (claim.taken, claim.settled, claim.state) == (Decimal(980), Decimal(1000), ClaimState.FULLY_TAKEN)


def test_slices_before_the_folder_begins_are_told_by_the_balance(read_chains: Build, export: Any) -> None:
    table = export().payment("P3", "2026-07-16").line("P3", "A1SC", "-1000", "-250", "0")
    claim = only(read_chains(table, known=["A1"]), "A1SC")
    assert (claim.amount, claim.taken, claim.unseen) == (Decimal(1000), Decimal(250), Decimal(750))
    assert claim.notes == ("750.00 was taken on payments that are not at hand",)


def test_a_provision_in_nine_slices_reversed_whole_nets_to_zero(read_chains: Build, export: Any) -> None:
    number = "260807_PROVISION_FOR_AGED_RECEIVABLE"
    table = export()
    for n in range(1, 10):
        table.payment(f"P{n}", f"2026-08-{10 + n}").line(f"P{n}", number, "-900000", "-100000")
    table.payment("P10", "2026-08-22").line("P10", f"{number}-R", "900000")
    ledger = read_chains(table)
    (provision,) = ledger.provisions
    assert (provision.amount, provision.held, provision.reversed, provision.open) == (
        Decimal(900000),
        Decimal(900000),
        Decimal(900000),
        ZERO,
    )
    assert provision.placed_on == date(2026, 8, 7)
    assert provision.number == number
    assert len(provision.evidence) == 10
    assert not list(ledger.claims)
    assert not ledger.other_lines


def test_a_reversal_whose_number_differs_nets_the_only_holdback_of_its_amount(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-08-11").payment("P2", "2026-08-14")
    table.line("P1", "260807_PROVISION_FOR_RECEIVABLES", "-500").line("P2", "260814_PROVISION_FOR_RECEIVABLES-R", "500")
    (provision,) = read_chains(table).provisions
    assert (provision.open, provision.review) == (ZERO, True)


def test_claim_reversal_and_claim_again(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-07-01").payment("P3", "2026-08-01")
    table.line("P1", "A1SC", "-500").line("P2", "A1SCR", "500").line("P3", "A1SCRSC", "-300")
    filed = [
        {"dispute_id": "D1", "reference": "A1SC", "status": "Approved", "submitted": date(2026, 6, 10), "attempt": 1},
        {"dispute_id": "D2", "reference": "A1SCRSC", "status": "Denied", "submitted": date(2026, 8, 10), "attempt": 1},
        {"dispute_id": "D3", "reference": "A1SCRSC", "status": "Pending Amazon action", "submitted": date(2026, 9, 10), "attempt": 2},
    ]
    ledger = read_chains(table, disputes=filed)
    (chain,) = ledger.chains
    assert (chain.root, chain.open, chain.rounds) == ("A1", Decimal(300), 2)
    first, second = chain.claims
    assert (first.number, first.round, first.reversed, first.open, first.attempts) == ("A1SC", 1, Decimal(500), ZERO, 1)
    assert (second.number, second.round, second.reversed, second.open, second.attempts) == ("A1SCRSC", 2, ZERO, Decimal(300), 2)
    assert [(c.number, c.role, c.claim, c.credited_on) for c in first.credits] == [("A1SCR", LineRole.REVERSAL, "A1SC", date(2026, 7, 1))]
    assert [d.status for d in second.disputes] == ["denied", "pending_retailer"]
    assert not second.repeats


def test_three_rounds_each_reversal_ends_the_round_before_it(read_chains: Build, export: Any) -> None:
    numbers = [("A1SC", "-500"), ("A1SCR", "500"), ("A1SCRSC", "-300"), ("A1SCRSCR", "300"), ("A1SCRSCRSC", "-200")]
    table = export()
    for n, (number, amount) in enumerate(numbers, start=1):
        table.payment(f"P{n}", f"2026-0{n}-01").line(f"P{n}", number, amount)
    (chain,) = read_chains(table, known=["A1"]).chains
    assert [(c.number, c.round, c.open) for c in chain.claims] == [("A1SC", 1, 0), ("A1SCRSC", 2, 0), ("A1SCRSCRSC", 3, Decimal(200))]
    assert chain.open == Decimal(200)


def test_shortage_and_price_claims_of_one_invoice_keep_their_own_rounds(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-07-01")
    table.line("P1", "A1SC", "-500").line("P1", "A1PC", "-20").line("P2", "A1PCR", "20")
    (chain,) = read_chains(table, known=["A1"]).chains
    assert {c.number: c.open for c in chain.claims} == {"A1SC": Decimal(500), "A1PC": 0}


def test_our_own_number_that_ends_like_a_claim(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01", "1200").line("P1", "MUSC", "1200")
    ledger = read_chains(table)
    assert not list(ledger.claims)
    assert [(c.root, c.invoice.amount if c.invoice else None) for c in ledger.chains] == [("MUSC", Decimal(1200))]
    assert not ledger.untied


def test_payments_that_do_not_tie_name_the_exact_gap(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01", "900.00").payment("P2", "2026-06-08", "70.00").payment("P3", "2026-06-09", "5.00")
    table.line("P1", "A1", "1000").line("P2", "A2", "100").line("P2", "A2SC", "-10.01").payment("P4", "2026-06-10", "12.00")
    table.line("P4", "A3", "12.00")
    ledger = read_chains(table, hidden=["P1"])
    assert [(u.payment.number, u.gap, u.label) for u in ledger.untied] == [
        ("P1", Decimal("-100.00"), "hidden_lines"),
        ("P2", Decimal("-19.99"), "gap"),
        ("P3", Decimal("5.00"), "no_lines"),
    ]
    assert {p.code for p in ledger.problems} >= {"payment_untied_hidden_lines", "payment_untied_gap", "payment_untied_no_lines"}


def test_lines_of_a_void_payment_never_happened(read_chains: Build, export: Any) -> None:
    table = (
        export()
        .payment("P1", "2026-06-01", "-500", status="Voided", void_reason="Reissued")
        .payment("P2", "2026-06-03", "-500", status="Cleared")
    )
    table.line("P1", "A1SC", "-500").line("P2", "A1SC", "-500")
    ledger = read_chains(table, known=["A1"])
    assert only(ledger, "A1SC").taken == Decimal(500)
    assert [p.number for p in ledger.void_payments] == ["P1"]
    assert [line.number for line in ledger.void_lines] == ["A1SC"]
    assert not ledger.untied


def test_a_void_reason_that_says_nothing_voids_nothing(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01", "-500", status="", void_reason="N/A").line("P1", "A1SC", "-500")
    assert not read_chains(table, known=["A1"]).void_payments


def test_a_missed_adjustment_for_the_amount_of_a_standing_claim_repeats_it(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-08-01")
    table.line("P1", "A1SC", "-84.66").line("P2", "A1MAC", "-84.66", description="Missed Adjustment Claim for Invoice A1")
    ledger = read_chains(table, known=["A1"])
    (missed,) = ledger.missed_adjustments
    assert (missed.number, missed.root, missed.repeats, missed.type) == ("A1MAC", "A1", "A1SC", FindingType.SHORTAGE)
    assert [c.number for c in ledger.of_type(FindingType.SHORTAGE)] == ["A1SC"]


def test_a_missed_adjustment_after_the_claim_was_reversed_repeats_nothing(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-07-01").payment("P3", "2026-08-01")
    table.line("P1", "A1SC", "-84.66").line("P2", "A1SCR", "84.66")
    table.line("P3", "A1MAC", "-84.66", description="Missed Adjustment Claim for Invoice A1")
    assert read_chains(table, known=["A1"]).missed_adjustments[0].repeats == ""


def test_repayments_after_a_dispute_are_not_reversals(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-08-01").payment("P3", "2026-08-08")
    table.line("P1", "A1SC", "-800").line("P2", "PAYBACK-77", "500", description="Payback for A1SC")
    table.line("P3", "PB-78", "250", description="Dispute credit D-4711")
    filed = [{"dispute_id": "D-4711", "reference": "A1SC", "status": "Partially approved", "approved_amount": 750_000_000, "attempt": 1}]
    claim = only(read_chains(table, known=["A1"], disputes=filed), "A1SC")
    assert (claim.reversed, claim.repaid, claim.open) == (0, Decimal(750), Decimal(50))
    assert {c.role for c in claim.credits} == {LineRole.REPAYMENT}


def test_a_dispute_on_the_root_counts_for_the_round_that_stood(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-07-01").payment("P3", "2026-08-01")
    table.line("P1", "A1SC", "-500").line("P2", "A1SCR", "500").line("P3", "A1SCRSC", "-300")
    filed = [{"dispute_id": "D1", "reference": "A1", "status": "Denied", "submitted": date(2026, 6, 10)}]
    ledger = read_chains(table, known=["A1"], disputes=filed)
    assert [only(ledger, n).attempts for n in ("A1SC", "A1SCRSC")] == [1, 0]


def test_a_dispute_that_names_the_number_of_the_invoices_page(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").line("P1", "A1SC", "-500")
    ledger = read_chains(table, known=["A1"], disputes=[{"dispute_id": "D1", "reference": "A1SCR", "status": "Submitted"}])
    assert only(ledger, "A1SC").attempts == 1


def test_drafts_and_cancelled_filings_use_no_attempt(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").line("P1", "A1SC", "-500")
    filed = [
        {"dispute_id": f"D{n}", "reference": "A1SC", "status": s, "attempt": 1} for n, s in enumerate(("Draft", "Cancelled", "Denied"))
    ]
    ledger = read_chains(table, known=["A1"], disputes=filed)
    assert only(ledger, "A1SC").attempts == 1


def test_a_dispute_about_something_else_is_kept_aside(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").line("P1", "A1SC", "-500")
    ledger = read_chains(table, known=["A1"], disputes=[{"dispute_id": "D9", "reference": "9900112233", "status": "Denied"}])
    assert [d.dispute_id for d in ledger.loose_disputes] == ["D9"]


def test_discounts_are_listed_by_invoice(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-05-23").payment("P2", "2026-06-23")
    table.line("P1", "A1", "763.00", "740.11", "0", terms_discount="22.89", invoice_date=date(2026, 4, 27))
    table.line("P1", "A2", "1000.00", "490.00", "500", terms_discount="10.00").line(
        "P2", "A2", "1000.00", "490.00", "0", terms_discount="10.00"
    )
    table.line("P2", "A3", "50.00")
    first, second = read_chains(table).discounts
    assert (first.invoice_number, first.discount, first.gross, first.paid_on) == ("A1", Decimal("22.89"), Decimal(763), date(2026, 5, 23))
    assert (second.invoice_number, second.discount, second.gross, second.paid_on) == ("A2", Decimal(20), Decimal(1000), date(2026, 6, 23))


def test_an_invoice_paid_short_without_a_line_of_its_own(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-05-23").line("P1", "A1", "1000.00", "930.00", "0").line("P1", "A2", "1000.00", "400.00", "600.00")
    short = {c.root: c.invoice.short_by for c in read_chains(table).chains if c.invoice}
    assert short == {"A1": Decimal(70), "A2": 0}


def test_two_claims_under_one_number_each_taken_whole_are_added(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-05-23").payment("P2", "2026-06-23").line("P1", "A1SC", "-100").line("P2", "A1SC", "-50")
    claim = only(read_chains(table, known=["A1"]), "A1SC")
    assert (claim.amount, claim.state) == (Decimal(150), ClaimState.FULLY_TAKEN)
    assert claim.notes == ("claimed in parts under one number: 50.00, 100.00",)


def test_returns_chargebacks_and_coop_stand_in_histories_of_their_own(read_chains: Build, export: Any) -> None:
    table = (
        export()
        .payment("P1", "2026-05-23")
        .line("P1", "VRET515313875", "-104")
        .line("P1", "1583312902VCBSINV", "-61.34", description="Late ASN")
    )
    table.line("P1", "1655-851951557", "-120.41", description="Co-op accrual")
    ledger = read_chains(table)
    assert {c.number: c.type for c in ledger.claims} == {
        "VRET515313875": FindingType.RETURN,
        "1583312902VCBSINV": FindingType.CHARGEBACK,
        "1655-851951557": FindingType.COOP,
    }
    assert [c.number for c in ledger.returns] == ["VRET515313875"]


def test_what_nobody_understands_is_kept_for_a_person(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-05-23").line("P1", "ZZ-9", "-12.34").line("P1", "BF-1", "-15", description="Bank fee")
    ledger = read_chains(table)
    assert [(o.number, o.amount) for o in ledger.unclassified] == [("ZZ-9", Decimal("-12.34"))]
    assert [o.role for o in ledger.other_lines] == [LineRole.UNCLASSIFIED, LineRole.BANK_FEE]


def test_a_debit_memo_that_the_shortage_detail_names(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-05-23").line("P1", "DM-778", "-70")
    known = [KnownClaim("DM778", "88123", FindingType.SHORTAGE)]
    ledger = read_chains(table, known=["88123"], claims=known, rules=load_rules("generic", None, date(2026, 11, 1)))
    claim = only(ledger, "DM-778")
    assert (claim.root, claim.type, claim.review) == ("88123", FindingType.SHORTAGE, False)


def test_an_empty_folder_has_an_empty_ledger(read_chains: Build, export: Any) -> None:
    assert read_chains(export()) == ChainLedger()


def test_deductions_without_a_minus_are_taken_when_the_payments_tie_so(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01", "870.00").payment("P2", "2026-06-08", "200.00")
    table.line("P1", "A1", "1000", description="Invoice A1").line("P1", "A1SC", "130", description="Shortage Claim for Invoice A1")
    table.line("P2", "A2", "200", description="Invoice A2")
    ledger = read_chains(table, known=["A1", "A2"])
    assert [(c.number, c.taken) for c in ledger.claims] == [("A1SC", Decimal(130))]
    assert not ledger.untied
    assert [p.code for p in ledger.problems] == ["deductions_without_sign"]


def test_deductions_without_a_minus_and_without_a_total_are_for_a_person(read_chains: Build, export: Any) -> None:
    table = export().line("", "A1", "1000", description="Invoice A1").line("", "A1SC", "130", description="Shortage Claim for Invoice A1")
    ledger = read_chains(table, known=["A1"])
    assert not list(ledger.claims)
    assert [p.code for p in ledger.problems] == ["deductions_without_sign"]


def test_a_shortage_and_a_price_difference_under_the_invoice_s_own_number(read_chains: Build, export: Any) -> None:
    table = (
        export().payment("P1", "2026-06-01").line("P1", "123456", "900").line("P1", "123456", "-70", description="0022 billed not shipped")
    )
    table.line("P1", "123456", "-20", description="0011 price difference")
    filed = [{"dispute_id": "D1", "reference": "123456", "status": "Draft", "amount": 20_000_000}]
    ledger = read_chains(table, known=["0000123456"], rules=load_rules("walmart", None, date(2026, 11, 1)), disputes=filed)
    (chain,) = ledger.chains
    assert {(c.type, c.amount) for c in chain.claims} == {(FindingType.SHORTAGE, Decimal(70)), (FindingType.PRICE_CLAIM, Decimal(20))}
    assert [c.type for c in chain.claims if c.disputes] == [FindingType.PRICE_CLAIM]


def test_an_export_that_prints_what_was_left_at_the_time(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-07-02").payment("P2", "2026-07-09").payment("P3", "2026-07-16")
    table.line("P1", "A1SC", "-1000", "-400").line("P2", "A1SC", "-600", "-350").line("P3", "A1SC", "-250", "-250")
    claim = only(read_chains(table, known=["A1"]), "A1SC")
    assert (claim.amount, claim.state, claim.review) == (Decimal(1000), ClaimState.FULLY_TAKEN, False)


def test_a_slice_that_does_not_say_its_kind_belongs_to_the_claim_of_its_number(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-06-08")
    table.line("P1", "77120", "-100", "-60", description="Shortage on invoice 55201").line(
        "P2", "77120", "-100", "-40", original_invoice_number="55201"
    )
    ledger = read_chains(table, known=["55201"], rules=load_rules("generic", None, date(2026, 11, 1)))
    assert [(c.type, c.amount, c.taken) for c in ledger.claims] == [(FindingType.SHORTAGE, Decimal(100), Decimal(100))]


def test_the_kind_tells_which_of_two_claims_under_one_number_came_back(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-07-01")
    table.line("P1", "55201", "-70", description="Shortage").line("P1", "55201", "-20", description="Price difference")
    table.line("P2", "55201", "20", description="Reversal of price difference")
    ledger = read_chains(table, known=["55201"], rules=load_rules("generic", None, date(2026, 11, 1)))
    assert {c.type: c.open for c in ledger.claims} == {FindingType.SHORTAGE: Decimal(70), FindingType.PRICE_CLAIM: ZERO}


def test_a_reversal_that_names_its_claim_in_words(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").payment("P2", "2026-07-01")
    table.line("P1", "D-100", "-70", description="Shortage invoice 55201").line("P1", "D-200", "-70", description="Shortage invoice 55201")
    table.line("P2", "K-900", "70", description="Reversal of shortage D-200, invoice 55201")
    ledger = read_chains(table, known=["55201"], rules=load_rules("generic", None, date(2026, 11, 1)))
    assert {c.number: c.open for c in ledger.claims} == {"D-100": Decimal(70), "D-200": ZERO}


def test_what_came_back_for_no_claim_at_hand_is_kept(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").line("P1", "A1SCR", "70").line("P1", "260814_PROVISION_FOR_RECEIVABLES-R", "500")
    ledger = read_chains(table, known=["A1"])
    assert [(c.number, c.amount) for c in ledger.loose_credits] == [("A1SCR", Decimal(70))]
    assert [(p.held, p.reversed, p.review) for p in ledger.provisions] == [(ZERO, Decimal(500), True)]


def test_the_same_filing_in_two_exports_has_its_latest_answer(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").line("P1", "A1SC", "-500")
    filed = [
        {"dispute_id": "D1", "reference": "A1SC", "status": "Denied", "submitted": date(2026, 6, 10)},
        {"dispute_id": "D1", "reference": "A1SC", "status": "Pending your action", "submitted": date(2026, 6, 10)},
    ]
    claim = only(read_chains(table, known=["A1"], disputes=filed), "A1SC")
    assert [d.status for d in claim.disputes] == ["denied"]


def test_what_is_odd_about_payments_and_lines_is_said(read_chains: Build, export: Any) -> None:
    one = export("a.csv").payment("P1", "2026-06-01", "100").line("P1", "A1", "100").line("P9", "A2", "5").line("P1", "A3", "7", None)
    one.lines[-1]["amount_paid"] = None
    other = export("b.csv").payment("P1", "2026-06-01", "101")
    codes = [p.code for p in read_chains(one, other).problems]
    assert codes == ["payment_differs", "payment_unlisted", "remittance_line_incomplete", "payment_untied_gap"]
