"""Approved is not paid: what came back, was taken again and is open is told by the remittances (domain.md, tests 4, 7 to 10, 21)."""

from datetime import date

import pytest
from sqlalchemy import select

from cases.life.answers import record_answer
from cases.life.money_seen import book_money
from cases.life.standing import filings_of, outcomes_of, recoveries_of
from cases.life.transitions import RefusedMoveError, move, moves_of
from facts.tables import TableKind as T
from ledger.cases import CaseState
from ledger.models import Chain, Deduction, Payment
from tests.detection.house import House
from tests.detection.money import INVOICE, ORDER, SKU, claimed, filed, remittance
from tests.detection.supplier import dispute, table


def test_approved_800_repaid_750_taken_again_200_leaves_net_550_and_opens_the_case(house: House) -> None:
    """Domain test 21."""
    house.take(*claimed())
    case = house.case(INVOICE)
    assert (case.state, case.claimed_minor, case.recoverable_minor) == (CaseState.DETECTED, 100_000, 100_000)
    filing = filed(house, case)
    house.later(10)
    record_answer(house.session, case, filing, kind="partly_approved", answered_on=house.today, approved_minor=80_000, **house.by())
    house.take(remittance("pay_11.csv", "7000002", date(2026, 11, 12), (f"{INVOICE}SCR", "500.00")))
    assert (case.paid_minor, case.approved_minor) == (50_000, 80_000)
    house.later(10)
    house.take(remittance("pay_12.csv", "7000003", date(2026, 11, 20), (f"{INVOICE}SCR", "250.00")))
    assert (case.approved_minor, case.paid_minor, case.approved_minor - case.paid_minor) == (80_000, 75_000, 5_000)
    assert house.state(case) == CaseState.ANSWERED
    house.later(30)
    house.take(remittance("pay_13.csv", "7000004", date(2026, 12, 20), (f"{INVOICE}SCRSC", "-200.00")))
    assert (case.rededucted_minor, case.paid_minor - case.rededucted_minor) == (20_000, 55_000)
    assert case.claimed_minor == 100_000
    assert house.state(case) == CaseState.GATHERING_EVIDENCE
    assert "the money was taken again" in [e.reason for e in house.entries(case)]


def test_money_that_comes_back_without_a_filing_is_mitigated(house: House) -> None:
    house.take(*claimed())
    house.take(remittance("pay_09.csv", "7000002", date(2026, 9, 10), (f"{INVOICE}SCR", "1000.00")))
    case = house.case(INVOICE)
    assert (case.state, case.close_reason, case.mitigated_minor, case.paid_minor) == (CaseState.CLOSED, "resolved", 100_000, 0)


def test_an_invoice_of_digits_alone_has_one_history_however_many_zeros_lead(house: House) -> None:
    house.take(*claimed(invoice="0001897"))
    case = house.case("0001897")
    filed(house, case)
    house.later(20)
    house.take(remittance("pay_11.csv", "7000002", date(2026, 11, 22), ("0001897SCR", "1000.00")))
    assert (case.state, case.close_reason, case.paid_minor, case.open_minor) == (CaseState.CLOSED, "won", 100_000, 0)


def test_overlapping_exports_book_money_once_and_change_nothing(house: House) -> None:
    """Domain test 7, first half."""
    house.take(*claimed())
    filed(house, house.case(INVOICE))
    house.later(20)
    house.take(remittance("pay_11.csv", "7000002", date(2026, 11, 12), (f"{INVOICE}SCR", "500.00")))
    entries = len(house.journal())
    again = house.take(remittance("pay_11_again.csv", "7000002", date(2026, 11, 12), (f"{INVOICE}SCR", "500.00")))
    assert (again.changes, again.balances, len(house.journal())) == ([], [], entries)
    assert house.case(INVOICE).paid_minor == 50_000


@pytest.mark.both_engines
def test_a_newer_export_updates_balances_and_says_what_changed(house: House) -> None:
    """Domain test 7, second half."""
    house.take(*claimed())
    chain = house.session.scalars(select(Chain).where(Chain.root == INVOICE)).one()
    assert (chain.open_minor, chain.rounds) == (100_000, 1)
    newer = house.take(remittance("pay_09.csv", "7000002", date(2026, 9, 10), (f"{INVOICE}SCR", "400.00")))
    assert [(b.root, b.before, b.after) for b in newer.balances] == [(INVOICE, 100_000, 60_000)]
    assert "balances" in house.journal()
    house.session.refresh(chain)
    assert chain.open_minor == 60_000


@pytest.mark.both_engines
def test_claimed_reversed_and_claimed_again_leaves_what_is_open_now(house: House) -> None:
    """Domain test 4."""
    house.take(
        remittance("a.csv", "1", date(2026, 8, 1), ("A1", "2000.00"), ("A1SC", "-500.00")),
        remittance("b.csv", "2", date(2026, 9, 1), ("A1SCR", "500.00")),
        remittance("c.csv", "3", date(2026, 10, 1), ("A1SCRSC", "-300.00")),
    )
    chain = house.session.scalars(select(Chain).where(Chain.root == "A1")).one()
    assert (chain.open_minor, chain.rounds) == (30_000, 2)
    claims = house.session.scalars(select(Deduction).where(Deduction.root == "A1").order_by(Deduction.round)).all()
    assert [(d.number, d.amount_minor, d.reversed_minor, d.chain_id) for d in claims] == [
        ("A1SC", 50_000, 50_000, chain.id),
        ("A1SCRSC", 30_000, 0, chain.id),
    ]
    case = house.case("A1SC")
    assert (case.claimed_minor, case.mitigated_minor, case.rededucted_minor) == (50_000, 50_000, 30_000)


def test_attempts_count_per_round_of_a_claim(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    filed(house, case)
    assert (case.attempts_used, case.attempts_left) == (1, 1)
    house.later(20)
    house.take(remittance("pay_11.csv", "7000002", date(2026, 11, 12), (f"{INVOICE}SCR", "1000.00")))
    assert house.state(case) == CaseState.CLOSED
    house.later(30)
    house.take(remittance("pay_12.csv", "7000003", date(2026, 12, 12), (f"{INVOICE}SCRSC", "-1000.00")))
    assert (case.state, case.attempts_used, case.attempts_left, case.rounds) == (CaseState.GATHERING_EVIDENCE, 0, 2, 1)


@pytest.mark.both_engines
def test_a_payment_that_a_person_booked_becomes_the_remittances(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    filed(house, case)
    house.later(20)
    book_money(house.session, case, kind="paid", amount_minor=50_000, seen_on=date(2026, 11, 12), payment_number="", **house.by())
    house.take(remittance("pay_11.csv", "7000002", date(2026, 11, 12), (f"{INVOICE}SCR", "500.00")))
    (booked,) = recoveries_of(house.session, case)
    assert (booked.recovery_key.startswith("remit:"), booked.payment_number, booked.recorded_by) == (True, "7000002", "ana")
    assert case.paid_minor == 50_000


def test_netted_money_is_offset(house: House) -> None:
    house.take(*claimed())
    filed(house, house.case(INVOICE))
    house.later(20)
    house.take(
        remittance("pay_11.csv", "7000002", date(2026, 11, 12), (INVOICE + "-N", "300.00"), description=f"DFP for AR invoice {INVOICE}")
    )
    case = house.case(INVOICE)
    assert (case.offset_minor, case.paid_minor) == (30_000, 0)


def test_filings_and_answers_of_the_export_are_taken_in_once_and_added_to(house: House) -> None:
    house.take(*claimed(), table("disputes.csv", T.DISPUTES, dispute("D-9", f"{INVOICE}SC", "Pending Amazon action", "1000.00")))
    case = house.case(INVOICE)
    assert (case.state, case.rounds, case.disputed_minor) == (CaseState.FILED, 1, 100_000)
    (filing,) = filings_of(house.session, case)
    assert (filing.channel, filing.dispute_id, filing.filed_on) == ("imported", "D-9", date(2026, 9, 20))
    house.take(table("disputes_2.csv", T.DISPUTES, dispute("D-9", f"{INVOICE}SC", "Pending Amazon action", "1000.00")))
    assert outcomes_of(house.session, case) == []
    house.later(3)
    house.take(table("disputes_3.csv", T.DISPUTES, dispute("D-9", f"{INVOICE}SC", "Denied", "1000.00", "0.00")))
    assert [(o.kind, o.via) for o in outcomes_of(house.session, case)] == [("denied", "import")]
    assert house.state(case) == CaseState.ANSWERED
    house.later(3)
    house.take(table("disputes_4.csv", T.DISPUTES, dispute("D-9", f"{INVOICE}SC", "Partially approved", "1000.00", "800.00")))
    assert [o.kind for o in outcomes_of(house.session, case)] == ["denied", "partly_approved"]
    assert (case.approved_minor, len(filings_of(house.session, case))) == (80_000, 1)


@pytest.mark.both_engines
def test_our_own_filing_gets_its_dispute_id_from_the_export(house: House) -> None:
    house.take(*claimed())
    case = house.case(INVOICE)
    filing = filed(house, case, dispute_id=None)
    house.later(2)
    row = dispute("D-77", f"{INVOICE}SC", "Approved", "1000.00", "1000.00") | {"submitted": filing.filed_on}
    house.take(table("disputes.csv", T.DISPUTES, row))
    assert [(f.channel, f.dispute_id) for f in filings_of(house.session, case)] == [("portal", "D-77")]
    assert (case.state, case.approved_minor, case.paid_minor) == (CaseState.ANSWERED, 100_000, 0)


@pytest.mark.both_engines
def test_a_second_price_claim_of_an_invoice_waits_for_the_first_and_is_never_opened_again(house: House) -> None:
    """Domain test 10."""
    price = {"invoice_number": INVOICE, "purchase_order": ORDER, "sku": SKU, "quantity": 60, "invoice_cost": "9.50", "po_cost": "9.50"}
    house.take(
        table("prices.csv", T.PRICE_DISCREPANCIES, price | {"claim_number": f"{INVOICE}PC", "amount": "30.00"}),
        table("disputes.csv", T.DISPUTES, dispute("D-1", f"{INVOICE}PC", "Submitted", "30.00")),
    )
    first = house.case(f"price_claim|USD|{INVOICE}")
    assert house.state(first) == CaseState.FILED
    house.later(2)
    house.take(table("disputes_2.csv", T.DISPUTES, dispute("D-1", f"{INVOICE}PC", "Denied", "30.00", "0.00")))
    assert (first.state, first.close_reason) == (CaseState.CLOSED, "lost")
    assert CaseState.DRAFTING not in moves_of(house.session, first, house.rules, actor="ana", today=house.today)


def test_a_third_chargeback_filing_is_blocked_and_the_second_is_due_thirty_days_after_the_refusal(house: House) -> None:
    """Domain test 9: both readings of the window, through a case."""
    row = {"issue_id": "CB-7", "issue_type": "PO on-time accuracy", "purchase_order": ORDER, "amount": "36.00", "charge_date": house.today}
    house.take(table("chargebacks.csv", T.CHARGEBACKS, row))
    case = house.case("CB7")
    assert (case.safe_by, case.dispute_by) == (date(2026, 11, 16), date(2026, 12, 1))
    house.later(5)
    house.take(table("d1.csv", T.DISPUTES, dispute("D-1", "CB-7", "Submitted", "36.00") | {"submitted": house.today}))
    assert house.state(case) == CaseState.FILED
    house.later(10)
    house.take(table("d2.csv", T.DISPUTES, dispute("D-1", "CB-7", "Denied", "36.00", "0.00") | {"submitted": date(2026, 11, 6)}))
    assert (case.state, case.attempts_left, case.safe_by) == (CaseState.ANSWERED, 1, date(2026, 11, 16))
    house.later(1)
    second = dispute("D-2", "CB-7", "Denied", "36.00", "0.00", 2) | {"submitted": house.today}
    house.take(table("d3.csv", T.DISPUTES, second))
    assert (case.attempts_left, case.state, case.close_reason) == (0, CaseState.CLOSED, "lost")
    with pytest.raises(RefusedMoveError):
        move(house.session, case, CaseState.DRAFTING, **house.by())


def test_a_shortage_opens_thirty_five_days_after_it_is_due_and_closes_at_the_earlier_of_two_years(house: House) -> None:
    """Domain test 8."""
    house.take(*claimed())
    case = house.case(INVOICE)
    assert (case.opens_on, case.dispute_by) == (date(2026, 9, 13), date(2028, 6, 10))


def test_payments_are_kept_with_the_gap_that_their_lines_leave(house: House) -> None:
    house.take(*claimed())
    (payment,) = house.session.scalars(select(Payment)).all()
    assert (payment.number, payment.amount_minor, payment.gap_minor) == ("7000001", 20_000, None)
