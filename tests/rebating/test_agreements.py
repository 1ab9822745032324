"""An agreement comes to be in force: entered or read, sent on, approved by another, and followed by further versions."""

from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import select

from cases.rebating.terms import UnusableTermsError, plain, terms_of
from cases.rebating.version_moves import ask_withdrawal, drop_withdrawal, move, moves_of
from cases.rebating.versions import RefusedVersionError, VersionWanted, deciding, edit, enter, versions_of
from facts.rebates import RebateAgreement
from ledger.models import ContractVersion, JournalEntry, RebateContract, VersionState
from tests.detection.supplier import File
from tests.rebating.agreed import US, Desk, contract, terms


def test_terms_come_back_from_the_ledger_as_they_were() -> None:
    told = terms_of(terms(cap="900.50", carries="yes", excluded_skus="POT-9, POT-2", calendar={"first_day": "2026-02-01"}))
    assert terms_of(plain(told)) == told
    assert set(plain(told)) == {f.name for f in fields(RebateAgreement)}


def test_every_term_that_does_not_fit_is_named_with_what_to_write() -> None:
    with pytest.raises(UnusableTermsError) as refused:
        terms_of(terms(starts_on="1.1.2026", mechanisms="x", cap="much", tiers=[{"start": "0", "rate": "x"}]))
    said = {p.field: p.sentence for p in refused.value.problems}
    assert said["starts_on"] == "starts on: write a day as 2026-11-01, not '1.1.2026'"
    assert said["mechanisms"] == "there is no term 'mechanisms'; is mechanism meant?"
    assert "cap" in said
    assert "tiers.0.rate" in said


def test_what_the_terms_contradict_stands_beside_the_field_it_is_about() -> None:
    with pytest.raises(UnusableTermsError) as refused:
        terms_of(terms(mechanism="growth"))
    assert [p.field for p in refused.value.problems] == ["baseline"]


def test_who_wrote_on_a_version_cannot_approve_it(desk: Desk) -> None:
    version = desk.enter()
    edit(desk.session, version, VersionWanted(terms(cap="500")), **desk.by("ben"))
    move(desk.session, version, VersionState.SUBMITTED, **desk.by())
    for editor in ("ana", "ben"):
        with pytest.raises(RefusedVersionError, match="somebody else approves"):
            move(desk.session, version, VersionState.APPROVED, **desk.by(editor))
    assert moves_of(desk.session, version, actor="ben")[VersionState.APPROVED] != ()
    move(desk.session, version, VersionState.APPROVED, **desk.by("rita"))
    owner = desk.session.get_one(RebateContract, version.contract_id)
    assert (owner.state, owner.in_force_id) == (VersionState.APPROVED, version.id)
    told = desk.session.scalars(select(JournalEntry.action).where(JournalEntry.noun == "agreement").order_by(JournalEntry.id)).all()
    assert told == ["version_entered", "version_edited", "version_moved", "version_moved"]


@pytest.mark.both_engines
def test_an_approved_version_never_changes_and_the_next_takes_its_place_from_its_own_day(desk: Desk) -> None:
    owner = desk.approved()
    [first] = versions_of(desk.session, owner.id)
    with pytest.raises(RefusedVersionError, match="only a draft"):
        edit(desk.session, first, VersionWanted(terms()), **desk.by())
    wanted = VersionWanted(terms(cap="100"), effective_from=date(2026, 7, 1))
    second = enter(desk.session, desk.house.account, wanted, us=US, contract=owner, **desk.by())
    assert deciding(versions_of(desk.session, owner.id), date(2026, 8, 1)) is first
    move(desk.session, second, VersionState.SUBMITTED, **desk.by())
    move(desk.session, second, VersionState.APPROVED, **desk.by("rita"))
    assert (first.state, first.effective_until) == (VersionState.SUPERSEDED, date(2026, 6, 30))
    assert deciding(versions_of(desk.session, owner.id), date(2026, 6, 30)) is first
    assert deciding(versions_of(desk.session, owner.id), date(2026, 7, 1)) is second
    ask_withdrawal(desk.session, second, **desk.by("rita"), reason="signed by nobody")
    move(desk.session, second, VersionState.WITHDRAWN, **desk.by("ben"), reason="signed by nobody")
    assert (first.state, owner.in_force_id) == (VersionState.APPROVED, first.id)


def test_a_contract_that_is_read_arrives_as_a_draft_with_the_place_of_every_term(desk: Desk) -> None:
    desk.house.receive(contract())
    owner = desk.session.scalars(select(RebateContract)).one()
    [draft] = versions_of(desk.session, owner.id)
    assert (draft.origin, draft.state, owner.side, owner.partner_id) == ("read", VersionState.DRAFT, "we_owe", desk.earner.id)
    told, stated = terms_of(draft.terms), terms_of(terms())
    assert (told.tiers, told.mechanism, told.starts_on, told.ends_on) == (stated.tiers, stated.mechanism, stated.starts_on, stated.ends_on)
    assert draft.places["starts_on"]["page"] == 1
    assert draft.places["tiers.1.rate"]["document_id"] == draft.document_id
    desk.house.receive(contract("contracts/copy.pdf"))
    assert desk.session.scalars(select(ContractVersion)).all() == [draft]


def test_a_contract_that_lacks_a_term_waits_for_a_person(desk: Desk) -> None:
    desk.house.receive(_without("mechanism"))
    [draft] = desk.session.scalars(select(ContractVersion)).all()
    assert "mechanism" in draft.problem
    with pytest.raises(RefusedVersionError, match="no payout can be worked out"):
        move(desk.session, draft, VersionState.SUBMITTED, **desk.by())
    edit(desk.session, draft, VersionWanted(draft.terms | {"mechanism": "retroactive"}), **desk.by())
    move(desk.session, draft, VersionState.SUBMITTED, **desk.by())
    assert draft.places["number"]["text"] == "RB-1"


def test_an_amended_contract_is_a_further_draft_and_leaves_what_is_in_force_alone(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(contract("contracts/amended.pdf", cap="700.00"))
    newest, first = versions_of(desk.session, owner.id)
    assert (newest.number, newest.state, newest.terms["cap"]) == (2, VersionState.DRAFT, "700.00")
    assert (first.state, owner.in_force_id) == (VersionState.APPROVED, first.id)


def _without(name: str) -> File:
    made = contract()
    document = made.papers[0]
    document.fields.pop(name)
    return made


@pytest.mark.both_engines
def test_what_is_in_force_is_withdrawn_by_two_and_only_with_a_reason(desk: Desk) -> None:
    owner = desk.approved()
    [version] = versions_of(desk.session, owner.id)
    assert moves_of(desk.session, version, actor="rita") == {
        VersionState.WITHDRAWN: ("ask for its withdrawal first; somebody else then withdraws it",)
    }
    with pytest.raises(RefusedVersionError, match="say why"):
        ask_withdrawal(desk.session, version, **desk.by("rita"), reason=" ")
    ask_withdrawal(desk.session, version, **desk.by("rita"), reason="never signed")
    with pytest.raises(RefusedVersionError, match="rita asked for its withdrawal; somebody else"):
        move(desk.session, version, VersionState.WITHDRAWN, **desk.by("rita"), reason="never signed")
    drop_withdrawal(desk.session, version, **desk.by("ana"))
    with pytest.raises(RefusedVersionError, match="ask for its withdrawal first"):
        move(desk.session, version, VersionState.WITHDRAWN, **desk.by("ben"), reason="never signed")
    ask_withdrawal(desk.session, version, **desk.by("rita"), reason="never signed")
    move(desk.session, version, VersionState.WITHDRAWN, **desk.by("ben"), reason="never signed")
    assert owner.in_force_id is None


def test_a_draft_is_withdrawn_by_one(desk: Desk) -> None:
    draft = desk.enter()
    with pytest.raises(RefusedVersionError, match="only what is approved"):
        ask_withdrawal(desk.session, draft, **desk.by("rita"), reason="x")
    move(desk.session, draft, VersionState.WITHDRAWN, **desk.by(), reason="entered twice")
    assert draft.state is VersionState.WITHDRAWN
