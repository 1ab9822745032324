"""A case goes its way only as the trade allows: window, attempts, evidence, four eyes; what left the house stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.background.desk import SYSTEM
from cases.life.answers import AnswerError, record_answer, record_reply
from cases.life.filings import FilingError, changes_since_filing, record_filing
from cases.life.money_seen import book_money
from cases.life.remarks import RemarkError, snooze, wake
from cases.life.standing import CLOSED_STATES, refresh
from cases.life.transitions import TRANSITIONS, RefusedMoveError, enter, is_made_by_house, move, moves_of, waive_evidence
from cases.life.undo import NothingToUndoError, undo
from cases.life.write_offs import WriteOffError, write_off
from facts.finding import FindingType, Verdict
from ledger.cases import CaseState
from ledger.journal import broken_links, chain_of
from tests.cases.office import Office


def refused(office: Office, case: object, to: CaseState, **more: object) -> str:
    with pytest.raises(RefusedMoveError) as refusal:
        move(office.session, case, to, **(office.by() | more))  # type: ignore[arg-type]
    return "; ".join(refusal.value.reasons)


def test_every_state_can_be_reached_and_left_unless_nobody_acts_there() -> None:
    reached = {t.to for t in TRANSITIONS}
    left = {s for t in TRANSITIONS for s in t.start}
    assert set(CaseState) - reached == set()
    assert set(CaseState) - left == {CaseState.SNOOZED}


@pytest.mark.both_engines
def test_a_proven_case_goes_from_the_queue_to_filed(office: Office) -> None:
    case = office.case()
    filing = office.filed(case)
    assert (case.state, filing.round, filing.amount_minor, case.disputed_minor) == (CaseState.FILED, 1, 50040, 50040)
    assert case.next_action == "await_answer"
    assert case.next_due == office.today + timedelta(days=40)
    assert not list(broken_links(office.session, chain_of(office.supplier.id)))


def test_missing_papers_hold_a_case_until_somebody_waives_them_and_says_why(office: Office) -> None:
    case = office.case()
    assert case.evidence_state == "missing"
    move(office.session, case, CaseState.DRAFTING, **office.by())
    office.draft(case)
    move(office.session, case, CaseState.IN_REVIEW, **office.by())
    assert "the checklist lacks: proof of delivery, packing list" in refused(office, case, CaseState.READY_TO_FILE)
    with pytest.raises(RefusedMoveError):
        waive_evidence(office.session, case, **office.by(), reason=" ")
    waive_evidence(office.session, case, **office.by(), reason="the retailer has them")
    assert case.evidence_state == "waived"
    move(office.session, case, CaseState.READY_TO_FILE, **office.by())


def test_a_weak_line_is_filed_only_where_its_gaps_were_waived(office: Office) -> None:
    case = office.case(
        {}, {"verdict": Verdict.NEEDS_EVIDENCE, "reason": "proof_not_signed", "why": "not signed", "recoverable_minor": 1000}
    )
    assert case.checklist[0]["standing"] == "missing"
    filing = office.filed(case)
    assert filing.amount_minor == 51040


def test_what_the_judge_says_of_one_shipment_is_no_paper_of_its_own(office: Office) -> None:
    told = "bill of lading 4711: no proof of delivery signed at destination is in the folder"
    lacking = {"verdict": Verdict.NEEDS_EVIDENCE, "reason": "proof_of_delivery_missing", "why": "none is there", "missing": [told]}
    case = office.case(lacking)
    assert [(i["paper"], i["why"]) for i in case.checklist if i["required"]] == [
        ("proof_of_delivery", "none is there"),
        ("packing_list", ""),
    ]


def test_four_eyes_where_the_supplier_wants_them(office: Office) -> None:
    office.supplier.four_eyes = True
    case = office.case()
    waive_evidence(office.session, case, **office.by(), reason="known")
    move(office.session, case, CaseState.DRAFTING, **office.by())
    office.draft(case, author="ana")
    move(office.session, case, CaseState.IN_REVIEW, **office.by())
    assert "four eyes" in refused(office, case, CaseState.READY_TO_FILE)
    move(office.session, case, CaseState.READY_TO_FILE, **office.by("ben"))


def test_a_draft_with_objections_goes_nowhere(office: Office) -> None:
    case = office.case()
    move(office.session, case, CaseState.DRAFTING, **office.by())
    assert "there is no draft yet" in refused(office, case, CaseState.IN_REVIEW)
    office.draft(case, verified=False)
    assert "verifier objects" in refused(office, case, CaseState.IN_REVIEW)


def test_work_begins_before_the_window_opens_but_filing_waits(office: Office) -> None:
    case = office.case({"opens_on": office.today + timedelta(days=10)})
    assert (case.next_action, case.next_due) == ("wait_for_window", office.today + timedelta(days=10))
    office.ready(case)
    with pytest.raises(RefusedMoveError, match="takes it from"):
        record_filing(office.session, case, channel="portal", filed_on=office.today, **office.by())
    office.later(10)
    record_filing(office.session, case, channel="portal", filed_on=office.today, **office.by())


def test_after_the_close_in_force_nothing_is_filed(office: Office) -> None:
    case = office.case({"dispute_by": office.today + timedelta(days=3), "safe_by": office.today + timedelta(days=1)})
    office.ready(case)
    office.later(4)
    with pytest.raises(RefusedMoveError, match="window closed on"):
        record_filing(office.session, case, channel="portal", filed_on=office.today, **office.by())
    move(office.session, case, CaseState.EXPIRED, **office.by())
    assert (case.closed, case.open_minor) == (True, 0)


def test_a_case_inside_its_window_does_not_expire(office: Office) -> None:
    assert "may still be filed until" in refused(office, office.case(), CaseState.EXPIRED)


@pytest.mark.both_engines
def test_second_chargeback_attempt_is_due_thirty_days_after_the_refusal_and_a_third_is_blocked(office: Office) -> None:
    line = {
        "type": FindingType.CHARGEBACK,
        "deducted_on": date(2026, 10, 20),
        "safe_by": date(2026, 11, 4),
        "dispute_by": date(2026, 11, 19),
    }
    case = office.case(line, type=FindingType.CHARGEBACK)
    assert (case.safe_by, case.dispute_by, case.attempts_left) == (date(2026, 11, 4), date(2026, 11, 19), 2)
    first = office.filed(case)
    office.later(5)
    record_answer(office.session, case, first, kind="denied", answered_on=office.today, reason="late by carrier record", **office.by())
    assert (case.next_action, case.attempts_left) == ("decide_re_dispute", 1)
    move(office.session, case, CaseState.DRAFTING, **office.by())
    with pytest.raises(FilingError, match="what is new"):
        office.filed(case)
    second = record_filing(office.session, case, channel="portal", filed_on=office.today, what_is_new="appointment request", **office.by())
    assert second.round == 2
    record_answer(office.session, case, second, kind="denied", answered_on=office.today, reason="same", **office.by())
    assert (case.state, case.close_reason, case.attempts_left) == (CaseState.CLOSED, "lost", 0)


@pytest.mark.both_engines
def test_a_price_claim_of_an_invoice_waits_for_the_one_before_and_is_never_reopened(office: Office) -> None:
    line = {"type": FindingType.PRICE_CLAIM, "reference": "INV10482PC"}
    first, second = office.case(line, type=FindingType.PRICE_CLAIM), office.case(line, type=FindingType.PRICE_CLAIM)
    filing = office.filed(first)
    office.ready(second)
    with pytest.raises(RefusedMoveError, match="of the same invoice is filed"):
        record_filing(office.session, second, channel="portal", filed_on=office.today, **office.by())
    record_answer(office.session, first, filing, kind="denied", answered_on=office.today, reason="cost is right", **office.by())
    assert first.state is CaseState.CLOSED
    record_filing(office.session, second, channel="portal", filed_on=office.today, **office.by())


@pytest.mark.both_engines
def test_approved_is_not_paid_and_money_taken_again_opens_the_case(office: Office) -> None:
    case = office.case({"claimed_minor": 80000, "recoverable_minor": 80000})
    filing = office.filed(case)
    record_answer(office.session, case, filing, kind="approved", answered_on=office.today, **office.by())
    assert (case.state, case.approved_minor, case.paid_minor, case.next_action) == (CaseState.ANSWERED, 80000, 0, "await_payment")
    seen = {"seen_on": office.today} | office.by()
    book_money(office.session, case, kind="paid", amount_minor=50000, payment_number="P1", **seen)
    book_money(office.session, case, kind="paid", amount_minor=25000, payment_number="P2", **seen)
    assert (case.paid_minor, case.approved_minor - case.paid_minor, case.open_minor, case.state) == (75000, 5000, 5000, CaseState.ANSWERED)
    book_money(office.session, case, kind="paid", amount_minor=5000, payment_number="P3", **seen)
    assert (case.state, case.close_reason) == (CaseState.CLOSED, "won")
    book_money(office.session, case, kind="rededucted", amount_minor=20000, payment_number="P4", **seen)
    assert (case.state, case.paid_minor - case.rededucted_minor) == (CaseState.GATHERING_EVIDENCE, 60000)


def test_a_question_is_answered_by_its_day_and_the_waiting_goes_on(office: Office) -> None:
    case = office.case()
    filing = office.filed(case)
    due = office.today + timedelta(days=7)
    record_answer(office.session, case, filing, kind="information_requested", answered_on=office.today, reply_due=due, **office.by())
    assert (case.state, case.next_action, case.reply_due) == (CaseState.ANSWERED, "reply", due)
    record_reply(office.session, case, text="sent the signed page", **office.by())
    assert (case.state, case.next_action) == (CaseState.FILED, "await_answer")


def test_answers_that_do_not_fit_are_named(office: Office) -> None:
    case = office.case()
    filing = office.filed(case)
    answer = {"answered_on": office.today} | office.by()
    with pytest.raises(AnswerError, match="reason of the denial"):
        record_answer(office.session, case, filing, kind="denied", **answer)
    with pytest.raises(AnswerError, match="which part"):
        record_answer(office.session, case, filing, kind="partly_approved", approved_minor=50040, **answer)
    with pytest.raises(AnswerError, match="is dated from then"):
        record_answer(office.session, case, filing, kind="approved", answered_on=office.today + timedelta(days=1), **office.by())


def test_a_partly_approved_round_leaves_the_rest_for_the_next_and_no_dollar_counts_twice(office: Office) -> None:
    case = office.case({"claimed_minor": 100000, "recoverable_minor": 100000})
    filing = office.filed(case)
    record_answer(office.session, case, filing, kind="partly_approved", approved_minor=60000, answered_on=office.today, **office.by())
    case_line = case.disputed_minor, case.approved_minor, case.open_minor
    assert case_line == (100000, 60000, 100000)
    move(office.session, case, CaseState.DRAFTING, **office.by())
    office.ready(case)
    second = record_filing(office.session, case, channel="portal", filed_on=office.today, what_is_new="a clearer scan", **office.by())
    assert (second.amount_minor, case.disputed_minor) == (40000, 100000)


def test_what_changed_after_filing_is_shown_and_the_filing_keeps_what_it_said(office: Office) -> None:
    case = office.case()
    filing = office.filed(case)
    assert changes_since_filing(office.session, case) == []
    row = office.session.query(type(office.line())).filter_by(case_id=case.id).one()
    row.recoverable_minor = 10000
    office.session.flush()
    assert [(c["what"], c["before"], c["after"]) for c in changes_since_filing(office.session, case)] == [
        ("recoverable_minor", 50040, 10000)
    ]
    assert filing.amount_minor == 50040


@pytest.mark.both_engines
def test_a_snoozed_case_comes_back_where_it_was_and_cannot_be_put_off_past_its_deadline(office: Office) -> None:
    case = office.case({"dispute_by": office.today + timedelta(days=20)})
    move(office.session, case, CaseState.DRAFTING, **office.by())
    with pytest.raises(RemarkError, match="too late"):
        snooze(office.session, case, office.today + timedelta(days=21), **office.by())
    snooze(office.session, case, office.today + timedelta(days=5), **office.by())
    assert (case.state, case.next_due) == (CaseState.SNOOZED, office.today + timedelta(days=5))
    assert "wake it first" in refused(office, case, CaseState.IN_REVIEW)
    wake(office.session, case, **office.by())
    assert case.state is CaseState.DRAFTING


@pytest.mark.both_engines
def test_the_last_deed_is_taken_back_and_then_the_one_before(office: Office) -> None:
    case = office.case()
    move(office.session, case, CaseState.DRAFTING, **office.by())
    move(office.session, case, CaseState.GATHERING_EVIDENCE, **office.by())
    went_through = []
    for _ in range(2):
        undo(office.session, case, **office.by())
        went_through.append(case.state)
    assert went_through == [CaseState.DRAFTING, CaseState.DETECTED]


def test_what_was_filed_is_not_taken_back(office: Office) -> None:
    case = office.case()
    office.filed(case)
    with pytest.raises(NothingToUndoError):
        undo(office.session, case, **office.by())
    assert case.state is CaseState.FILED


def test_taking_back_an_approval_takes_the_signature_off_the_draft(office: Office) -> None:
    case = office.ready(office.case())
    undo(office.session, case, **office.by())
    assert case.state is CaseState.IN_REVIEW
    assert "four eyes" not in refused(office, case, CaseState.FILED)


def test_what_the_house_did_is_not_taken_back(office: Office) -> None:
    case = office.case()
    move(office.session, case, CaseState.DRAFTING, **office.by())
    enter(office.session, case, CaseState.GATHERING_EVIDENCE, reason="its verdict changed", **office.by(SYSTEM))
    with pytest.raises(NothingToUndoError, match="no person did it"):
        undo(office.session, case, **office.by())
    assert case.state is CaseState.GATHERING_EVIDENCE


def test_a_case_does_not_come_back_to_its_filing_with_a_letter_that_nobody_approved(office: Office) -> None:
    case = office.ready(office.case())
    move(office.session, case, CaseState.DRAFTING, **office.by())
    undo(office.session, case, **office.by())
    assert case.state is CaseState.READY_TO_FILE
    move(office.session, case, CaseState.DRAFTING, **office.by())
    office.draft(case)
    with pytest.raises(NothingToUndoError, match="another approval"):
        undo(office.session, case, **office.by())


def test_a_rest_within_the_tolerance_is_written_off_and_no_more(office: Office) -> None:
    office.supplier.write_off_up_to_minor = 500
    small, large = office.case({"claimed_minor": 400, "recoverable_minor": 400}), office.case()
    write_off(office.session, small, reason="not worth it", **office.by())
    assert (small.state, small.close_reason, small.written_off_minor) == (CaseState.CLOSED, "written_off", 400)
    with pytest.raises(WriteOffError, match=r"up to 5\.00 USD"):
        write_off(office.session, large, reason="not worth it", **office.by())


def test_of_all_moves_only_expiring_is_the_houses_own() -> None:
    own = {(start, way.to) for way in TRANSITIONS for start in way.start if is_made_by_house(start, way.to)}
    assert {to for _, to in own} == {CaseState.EXPIRED}
    assert (CaseState.DETECTED, CaseState.EXPIRED) in own
    assert not is_made_by_house(CaseState.SNOOZED, CaseState.DETECTED)


def test_moves_name_what_stands_against_each(office: Office) -> None:
    case = office.case()
    assert moves_of(office.session, case, office.rules, actor="ana", today=office.today)[CaseState.DRAFTING] == ()
    move(office.session, case, CaseState.DRAFTING, **office.by())
    assert moves_of(office.session, case, office.rules, actor="ana", today=office.today)[CaseState.IN_REVIEW] == ("there is no draft yet",)


def test_a_holdback_is_never_disputed(office: Office) -> None:
    case = office.case({"type": FindingType.PROVISION}, type=FindingType.PROVISION)
    assert "clear its cause instead" in refused(office, case, CaseState.DRAFTING)


def test_open_and_closed_are_what_the_state_says(office: Office) -> None:
    case = office.case()
    for state in CaseState:
        if state is not CaseState.SNOOZED:
            enter(office.session, case, state, **office.by())
            assert case.closed is (state in CLOSED_STATES)
            assert case.open_minor == 0 if case.closed else True


@given(st.lists(st.tuples(st.sampled_from(["paid", "offset", "rededucted"]), st.integers(1, 10**9)), max_size=12))
def test_open_money_never_goes_below_zero_and_every_cent_is_somewhere(moved: list[tuple[str, int]]) -> None:
    from cases.life.standing import sums_of  # noqa: PLC0415 - pure: no database
    from ledger.cases import Case, Filing, Recovery  # noqa: PLC0415

    recoveries = [Recovery(kind=k, amount_minor=a, currency="USD", number="") for k, a in moved]
    sums = sums_of(Case(closed=False), [], [Filing(id=1, amount_minor=10**6)], [], recoveries)
    assert sums.open == max(0, 10**6 - sums.paid - sums.offset + sums.rededucted)
    assert sums.paid + sums.offset + sums.rededucted == sum(a for _, a in moved)


def test_a_credit_from_before_the_filing_that_is_seen_only_later_leaves_nothing_open(office: Office) -> None:
    case = office.case()
    office.filed(case)
    office.later(1)
    seen_on = office.today - timedelta(days=9)
    book_money(office.session, case, kind="mitigated", amount_minor=50040, payment_number="P1", seen_on=seen_on, **office.by())
    assert (case.open_minor, case.state) == (0, CaseState.CLOSED)


def test_refreshing_twice_changes_nothing(office: Office) -> None:
    case = office.case()
    office.session.flush()
    version = case.version
    refresh(office.session, case, office.rules, today=office.today, now=office.now + timedelta(hours=1))
    office.session.flush()
    assert case.version == version
