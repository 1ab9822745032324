"""Who does what by when, how far it is, and what the deductions say afterwards: counts, a band, and no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.causes.actions import ActionError, Plan, change_action, make_action, overdue, per_month
from cases.causes.effects import Sign, band, effect_of
from ledger.improving import CauseNote, CorrectiveAction
from ledger.operation import JournalEntry
from ledger.suppliers import Account
from rules.model import Rules
from tests.causes.deductions import TODAY, Deductions, units
from tests.made_up_cases import NOW

PLAN = Plan("Put the order on each carton label.", "Warehouse Reno", TODAY + timedelta(days=14), "mis_receipt", {"type": "shortage"})
DONE = TODAY - timedelta(days=60)


def planned(session: Session, plan: Plan = PLAN) -> CorrectiveAction:
    return make_action(session, session.get_one(Account, 1), plan, actor="ana", now=NOW)


def change(session: Session, action: CorrectiveAction, **changes: object) -> None:
    change_action(session, action, changes, actor="ana", now=NOW, today=TODAY)


@pytest.mark.both_engines
def test_an_action_goes_its_way_and_the_journal_follows(session: Session) -> None:
    action = planned(session)
    change(session, action, state="under_way")
    change(session, action, state="done")
    assert (action.state, action.done_on) == ("done", TODAY)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.noun == "corrective_action").order_by(JournalEntry.sequence)).all()
    assert [(e.action, (e.after or {})["state"]) for e in entries] == [
        ("action_made", "planned"),
        ("action_changed", "under_way"),
        ("action_changed", "done"),
    ]


@pytest.mark.parametrize(
    "changes,said",
    [
        ({"state": "done", "done_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"state": "finished"}, "becomes"),
        ({"done_on": TODAY}, "only an action that is done"),
        ({"text": "   "}, "say what"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(session: Session, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ActionError, match=said):
        change(session, planned(session), **changes)


@pytest.mark.parametrize(
    "plan", [{"cause": "bad_luck"}, {"dimensions": {"week": "2026-01-05"}}, {"dimensions": {"type": "theft"}}, {"owner": " "}]
)
def test_an_action_on_what_there_is_not_is_refused(session: Session, plan: dict[str, object]) -> None:
    told = {"text": PLAN.text, "owner": PLAN.owner, "due_on": PLAN.due_on, "cause": PLAN.cause, "dimensions": PLAN.dimensions, **plan}
    with pytest.raises(ActionError):
        planned(session, Plan(**told))  # type: ignore[arg-type]


def test_nothing_that_changed_nothing_stands_in_the_journal(session: Session) -> None:
    action = planned(session)
    change(session, action, text=action.text)
    assert len(session.scalars(select(JournalEntry)).all()) == 1


def test_what_nobody_did_in_time_is_overdue(session: Session) -> None:
    late = planned(session, Plan("a", "b", TODAY - timedelta(days=1), "labels"))
    planned(session, Plan("a", "b", TODAY, "labels"))
    done = planned(session, Plan("a", "b", TODAY - timedelta(days=9), "labels"))
    change(session, done, state="done")
    assert overdue(session, 1, TODAY) == [late]


def test_a_month_of_a_note_is_its_period_parted() -> None:
    assert per_month(CauseNote(preventable_minor=60_001, period="2026-06-01/2026-11-20")) == 10_000
    assert per_month(CauseNote(preventable_minor=60_001, period="2026-10")) == 60_001


def test_equal_spans_before_and_after_are_counted(session: Session, deductions: Deductions, rules: Rules) -> None:
    for day in (-61, -60, -40, -1):
        deductions.add(5, root_cause="mis_receipt", deducted_on=DONE + timedelta(days=day))
    deductions.add(5, root_cause="mis_receipt", deducted_on=DONE)
    deductions.add(9, root_cause="labels", deducted_on=DONE)
    deductions.add(9, root_cause="mis_receipt", deducted_on=TODAY)
    action = planned(session)
    change(session, action, state="done", done_on=DONE)
    effect = effect_of(session, action, rules.causes, TODAY)
    assert effect.days == 60
    assert (effect.before.lines, effect.before.minor) == (15, 150_000)
    assert (effect.after.lines, effect.after.minor) == (5, 50_000)
    assert effect.sign is Sign.FEWER
    assert effect.high is not None
    assert 0 < (effect.low or 0) < 5 / 15 < effect.high < 1


def test_few_deductions_tell_nothing(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(6, root_cause="mis_receipt", deducted_on=DONE - timedelta(days=3))
    action = planned(session)
    change(session, action, state="done", done_on=DONE)
    assert effect_of(session, action, rules.causes, TODAY).sign is Sign.TOO_FEW


def test_as_many_after_as_before_is_no_difference(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(15, root_cause="mis_receipt", deducted_on=DONE - timedelta(days=3))
    deductions.add(13, root_cause="mis_receipt", deducted_on=DONE + timedelta(days=3))
    action = planned(session)
    change(session, action, state="done", done_on=DONE)
    assert effect_of(session, action, rules.causes, TODAY).sign is Sign.NO_DIFFERENCE


def test_an_action_of_today_has_no_effect_yet(session: Session, rules: Rules) -> None:
    action = planned(session)
    assert effect_of(session, action, rules.causes, TODAY).sign is Sign.NOT_DONE
    change(session, action, state="done")
    assert effect_of(session, action, rules.causes, TODAY).sign is Sign.TOO_EARLY


def test_causes_that_units_tell_are_counted_by_units(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(12, deducted_on=DONE - timedelta(days=5), calculation=units(120, 10))
    deductions.add(12, deducted_on=DONE - timedelta(days=5), calculation=units(120, 71))
    action = planned(session, Plan("Correct the pack.", "Ana", TODAY, "each_case", {"type": "shortage"}))
    change(session, action, state="done", done_on=DONE)
    assert effect_of(session, action, rules.causes, TODAY).before.lines == 12


@pytest.mark.both_engines
def test_months_tell_before_from_after(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(2, root_cause="mis_receipt", deducted_on=date(2026, 8, 5))
    action = planned(session)
    change(session, action, state="done", done_on=DONE)
    months = {m.month: (m.part.lines, m.after) for m in effect_of(session, action, rules.causes, TODAY).months}
    assert months["2026-08"] == (2, False)
    assert months["2026-09"] == (0, None)
    assert months["2026-10"] == (0, True)
    assert len(months) == 12


@given(before=st.integers(0, 400), after=st.integers(0, 400))
def test_the_band_holds_what_was_counted(before: int, after: int) -> None:
    low, high = band(before, after)
    if before and after:
        assert low is not None
        assert high is not None
        assert low < after / before < high
