"""Cases opened by hand, settled together, worked in bulk, tagged, tied and given to people."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.life.answers import record_answer
from cases.life.bulk import on_each
from cases.life.by_hand import SeenDeduction, SeenDeductionError, open_by_hand
from cases.life.filings import record_filing
from cases.life.remarks import RemarkError, assign, comment, link_cases, set_tags, tags_of
from cases.life.settlements import SettlementError, cases_of, dissolve, open_settlement
from cases.life.transitions import move
from cases.life.undo import undo
from facts.finding import FindingType
from ledger.cases import Case, CaseState
from ledger.people import User
from tests.cases.office import Office


def seen(**changes: object) -> SeenDeduction:
    values = {
        "type": FindingType.SHORTAGE,
        "reference": "INV777SC",
        "currency": "USD",
        "claimed": Decimal("120.00"),
        "recoverable": Decimal("100.00"),
        "why": "the driver's photo shows all cartons",
        "invoice_number": "INV777",
        "invoice_date": date(2026, 8, 1),
        "deducted_on": date(2026, 10, 1),
    }
    return SeenDeduction(**(values | changes))  # type: ignore[arg-type]


def test_a_deduction_seen_on_a_screen_becomes_a_case_with_its_windows(office: Office) -> None:
    case = open_by_hand(office.session, office.account, seen(), **office.by())
    assert (case.claimed_minor, case.recoverable_minor, case.state, case.origin) == (12000, 10000, CaseState.DETECTED, "by_hand")
    assert (case.opens_on, case.dispute_by) == (date(2026, 9, 30) + timedelta(days=35), date(2028, 8, 1))
    assert case.next_action == "wait_for_window"


def test_a_deduction_already_in_the_ledger_is_not_entered_again(office: Office) -> None:
    open_by_hand(office.session, office.account, seen(), **office.by())
    with pytest.raises(SeenDeductionError, match="known already"):
        open_by_hand(office.session, office.account, seen(), **office.by())


@pytest.mark.parametrize("wrong", [{"claimed": Decimal(0)}, {"recoverable": Decimal(121)}, {"claimed": Decimal("120.005")}, {"why": " "}])
def test_amounts_that_cannot_be_are_refused(office: Office, wrong: dict[str, object]) -> None:
    with pytest.raises(SeenDeductionError):
        open_by_hand(office.session, office.account, seen(**wrong), **office.by())


def denied(office: Office, cents: int) -> Case:
    case = office.case({"claimed_minor": cents, "recoverable_minor": cents})
    for number in (1, 2):
        if number == 1:
            filing = office.filed(case)
        else:
            move(office.session, case, CaseState.DRAFTING, **office.by())
            office.ready(case)
            filing = record_filing(office.session, case, channel="portal", filed_on=office.today, what_is_new="more", **office.by())
        record_answer(office.session, case, filing, kind="denied", answered_on=office.today, reason="count differs", **office.by())
    assert case.close_reason == "lost"
    return case


@pytest.mark.both_engines
def test_a_settlement_asks_once_for_what_its_cases_leave_open_and_closes_them(office: Office) -> None:
    cases = [denied(office, 30000), denied(office, 20000)]
    made = open_settlement(office.session, cases, **office.by())
    assert (made.recoverable_minor, made.state) == (50000, CaseState.DRAFTING)
    assert [c.number for c in cases_of(office.session, made)] == [c.number for c in cases]
    with pytest.raises(SettlementError, match="settled before"):
        open_settlement(office.session, [cases[0]], **office.by())
    filing = office.filed(made)
    assert filing.amount_minor == 50000
    record_answer(office.session, made, filing, kind="partly_approved", approved_minor=25000, answered_on=office.today, **office.by())
    assert (made.approved_minor, made.disputed_minor) == (25000, 50000)


def test_a_case_that_may_still_be_disputed_is_not_settled(office: Office) -> None:
    with pytest.raises(SettlementError, match="never disputed"):
        open_settlement(office.session, [office.case()], **office.by())


def test_a_settlement_given_up_sets_its_cases_free(office: Office) -> None:
    case = denied(office, 30000)
    made = open_settlement(office.session, [case], **office.by())
    dissolve(office.session, made, reason="too small", **office.by())
    assert (case.settlement_id, made.state) == (None, CaseState.WITHDRAWN)


@pytest.mark.both_engines
def test_in_bulk_a_refusal_leaves_that_case_as_it_was_and_the_rest_goes_on(office: Office) -> None:
    cases = [office.case(), office.case({"dispute_by": office.today - timedelta(days=1)}), office.case()]
    results = on_each(office.session, cases, lambda case: move(office.session, case, CaseState.DRAFTING, **office.by()))
    assert [r.done for r in results] == [True, False, True]
    assert "the window closed on" in results[1].message
    assert [c.state for c in cases] == [CaseState.DRAFTING, CaseState.DETECTED, CaseState.DRAFTING]


@pytest.mark.both_engines
def test_tags_are_replaced_and_taken_back(office: Office) -> None:
    case = office.case()
    set_tags(office.session, case, ["prime  day", "urgent"], actor="ana", now=office.now)
    set_tags(office.session, case, ["urgent"], actor="ana", now=office.now)
    assert tags_of(office.session, case) == ["urgent"]
    undo(office.session, case, **office.by())
    assert tags_of(office.session, case) == ["prime day", "urgent"]


def test_a_case_is_not_given_to_somebody_who_left(office: Office) -> None:
    gone = User(email="old@example.com", name="Old Hand", active=False, created_at=office.now)
    office.session.add(gone)
    with pytest.raises(RemarkError, match="no longer works here"):
        assign(office.session, office.case(), gone, actor="ana", now=office.now)


@pytest.mark.both_engines
def test_cases_are_tied_once(office: Office) -> None:
    one, other = office.case(), office.case()
    first = link_cases(office.session, one, other, "same_shipment", actor="ana", now=office.now)
    assert link_cases(office.session, one, other, "same_shipment", actor="ana", now=office.now) is first
    with pytest.raises(RemarkError):
        link_cases(office.session, one, one, "related", actor="ana", now=office.now)


def test_an_empty_comment_is_refused(office: Office) -> None:
    with pytest.raises(RemarkError):
        comment(office.session, office.case(), "  ", actor="ana", now=office.now)
