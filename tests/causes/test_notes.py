"""Notes say what was counted and no more, stand until figures change enough, and keep what people decided."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.causes.note_check import check_note, situation_of_note
from cases.causes.notes import NoteDecisionError, decide
from cases.causes.refreshing import Look, NoDeductionsError, refresh_account, refresh_charge
from cases.letters.brief import Brief
from cases.letters.sentences import Sentence
from facts.finding import FindingType
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.improving import CauseNote
from ledger.operation import JournalEntry
from ledger.suppliers import Account
from rules.model import Rules
from tests.causes.deductions import TODAY, Deductions, units
from tests.made_up_cases import NOW

LOOK = Look(TODAY, NOW, "ana")


def refreshed(session: Session, look: Look = LOOK, account: int = 1) -> list[CauseNote]:
    return refresh_account(session, session.get_one(Account, account), look).written


def cluster(session: Session, look: Look = LOOK) -> CauseNote:
    return next(note for note in refreshed(session, look) if note.scope == "cluster")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "zh"])
def test_every_note_of_the_house_passes_its_own_check(session: Session, deductions: Deductions, language: str) -> None:
    deductions.evenly(30, type=FindingType.PRICE_CLAIM, root_cause="unit_of_measure")
    deductions.evenly(20, calculation=units(100, 61))
    deductions.add(14, destination="PHX7", carrier="SDBK", claimed_minor=31_415, calculation=units(200, 198))
    deductions.add(6, type=FindingType.CHARGEBACK, root_cause="ship_notice", every=9)
    found = refreshed(session, replace(LOOK, language=language))
    assert {note.scope for note in found} == {"cluster", "month"}
    for note in found:
        assert [(p["check"], p["message"]) for p in note.problems] == [], note.text
        assert note.verified


def test_a_note_says_place_count_money_share_cause_and_what_prevention_is_worth(session: Session, deductions: Deductions) -> None:
    deductions.evenly(30, type=FindingType.PRICE_CLAIM)
    deductions.evenly(12, calculation=units(100, 61))
    deductions.add(14, destination="PHX7", claimed_minor=25_000, calculation=units(200, 198))
    note = cluster(session)
    assert (note.cause, note.claims, note.amount_minor, note.preventable_minor) == ("count_noise", 14, 350_000, 350_000)
    for said in ("14 shortage claims at PHX7", "USD 3500.00", "53.8 % of the 26 shortage claims", "25 % are at PHX7"):
        assert said in note.text
    assert "Preventing it is worth USD 3500.00" in note.text
    numbered = {f["number"]: f["key"] for f in note.brief["facts"]}
    assert all(s["facts"] and set(s["facts"]) <= set(numbered) for s in note.sentences)
    assert any(note.brief["cases"].values())


@pytest.mark.both_engines
def test_what_only_some_lines_bear_is_worth_those_lines(session: Session, deductions: Deductions) -> None:
    deductions.evenly(30, type=FindingType.PRICE_CLAIM)
    deductions.add(10, destination="PHX7", claimed_minor=25_000, calculation=units(240, 20))
    deductions.add(6, destination="PHX7", claimed_minor=11_000, calculation=units(240, 199))
    note = cluster(session)
    assert (note.cause, note.claims, note.amount_minor, note.preventable_minor) == ("each_case", 16, 316_000, 250_000)
    assert "Of 16 deductions, 10 bear this cause, and USD 2500.00 was deducted for them." in note.text
    assert "times 12" in note.text


def test_a_figure_that_no_fact_has_is_objected_to(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(18, calculation=units(100, 61))
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    note = cluster(session)
    brief = Brief.from_json(note.brief)
    situation = situation_of_note(brief, "en", rules, TODAY)
    deducted = brief.at("all/deducted")
    assert deducted is not None
    for wrong in ("USD 3600.01 was deducted.", "EUR 3600.00 was deducted.", "USD 43200.00 would be deducted in a year."):
        assert check_note([Sentence(wrong, (deducted.number,))], brief, situation).objections, wrong
    assert not check_note([Sentence("USD 3600.00 was deducted.", (deducted.number,))], brief, situation).objections


def test_the_same_figures_bring_no_new_version(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    assert refreshed(session)
    assert refreshed(session) == []


def test_other_figures_bring_a_new_version_and_the_old_one_is_overtaken(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    first = cluster(session)
    deductions.add(1, root_cause="each_case", claimed_minor=40_000)
    second = cluster(session)
    assert (first.state, second.version, second.claims) == ("overtaken", 2, 10)


def test_a_decided_note_stands_until_its_figures_changed_enough(session: Session, deductions: Deductions) -> None:
    deductions.evenly(20)
    deductions.evenly(20, root_cause="each_case", claimed_minor=40_000)
    first = cluster(session)
    decide(session, first, decision="dismissed", reason="the packs are put right", actor="ana", now=NOW)
    deductions.add(1, root_cause="each_case", claimed_minor=40_000)
    assert [n for n in refreshed(session) if n.scope == "cluster"] == []
    deductions.add(1, root_cause="each_case", claimed_minor=40_000)
    second = cluster(session)
    assert (first.state, second.state, second.version, second.claims) == ("dismissed", "proposed", 2, 22)


@pytest.mark.both_engines
def test_a_cluster_that_is_gone_is_no_proposal_any_more(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    note = cluster(session)
    session.execute(delete(FindingRow).where(FindingRow.root_cause == "each_case"))
    refreshed(session)
    assert note.state == "overtaken"
    with pytest.raises(NoteDecisionError):
        decide(session, note, decision="accepted", reason="too late", actor="ana", now=NOW)


@pytest.mark.both_engines
def test_a_decision_has_a_reason_and_stands_in_the_journal(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    note = cluster(session)
    with pytest.raises(NoteDecisionError, match="why"):
        decide(session, note, decision="accepted", reason="  ", actor="ana", now=NOW)
    decide(session, note, decision="accepted", reason="seen at the dock", actor="ana", now=NOW)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "cause_decided")).one()
    assert (entry.noun_id, entry.reason, entry.actor) == (note.id, "seen at the dock", "ana")


def test_an_earlier_version_cannot_be_decided(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    first = cluster(session)
    deductions.add(1, root_cause="each_case", claimed_minor=40_000)
    cluster(session)
    with pytest.raises(NoteDecisionError, match="version 2"):
        decide(session, first, decision="accepted", reason="late", actor="ana", now=NOW)


def test_a_month_is_told_beside_the_one_before(session: Session, deductions: Deductions) -> None:
    deductions.add(3, since=TODAY.replace(month=9, day=3), claimed_minor=20_000, root_cause="missing_cartons")
    deductions.add(4, since=TODAY.replace(month=10, day=2), claimed_minor=30_000, root_cause="missing_cartons")
    deductions.add(4, type=FindingType.PRICE_CLAIM, since=TODAY.replace(month=10, day=2), claimed_minor=1_000)
    month = next(n for n in refreshed(session) if n.scope == "month")
    assert (month.period, month.cause, month.claims, month.amount_minor) == ("2026-10", "missing_cartons", 8, 124_000)
    assert "In the month before, it was USD 600.00 for 3 deductions." in month.text
    assert "The largest part is USD 1200.00 for 4 shortage claims." in month.text


@pytest.mark.both_engines
def test_a_single_charge_is_told_with_what_came_before_it(session: Session, deductions: Deductions) -> None:
    [case_id, *_] = deductions.add(5, type=FindingType.CHARGEBACK, root_cause="labels", since=TODAY.replace(month=9), every=3)
    session.flush()
    case = session.get_one(Case, case_id + 4)
    note = refresh_charge(session, case, LOOK).written[0]
    assert (note.scope, note.case_id, note.cause, note.preventable_minor) == ("chargeback", case.id, "labels", 10_000)
    assert "the same cause came up in 5 chargebacks; USD 500.00 was deducted for them" in note.text, note.text
    assert note.verified


def test_a_shortage_case_has_no_note_of_its_own(session: Session, deductions: Deductions) -> None:
    [case_id] = deductions.add(1)
    with pytest.raises(NoDeductionsError, match="no chargeback"):
        refresh_charge(session, session.get_one(Case, case_id), LOOK)


def test_nothing_of_another_supplier_stands_in_a_note(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    Deductions(session, account=2).add(30, destination="OTHER", claimed_minor=77_700, root_cause="each_case")
    for note in refreshed(session):
        assert "OTHER" not in note.text
        assert all(number < 10_000 for named in note.brief["cases"].values() for number, _ in named)


def test_two_currencies_are_never_added_up(session: Session, deductions: Deductions) -> None:
    deductions.evenly(18)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000)
    deductions.evenly(9, root_cause="each_case", claimed_minor=40_000, currency="CAD")
    found = [n for n in refreshed(session) if n.scope == "cluster"]
    assert {n.currency: n.amount_minor for n in found} == {"USD": 360_000, "CAD": 360_000}


def test_the_threshold_of_change_is_the_packs(rules: Rules) -> None:
    assert rules.causes.changed_by == Decimal("0.1")
