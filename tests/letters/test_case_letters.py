"""Letters of cases in the ledger: versions, people's changes, approval, further rounds, settlements."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import SYSTEM, Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Task, WorkKind
from cases.detection.case_following import CHANGED_DRAFT
from cases.letters.brief import Brief, DraftKind
from cases.letters.casefile import load
from cases.letters.draft_diff import Change, word_diff
from cases.letters.draft_work import draft_handler
from cases.letters.keeping import DraftError, NothingToWriteError, latest_draft
from cases.letters.letter_words import LetterLanguageError
from cases.letters.writing import (
    OutdatedDraftError,
    RefusedApprovalError,
    approve_draft,
    asked_of,
    revise_draft,
    verify_again,
    write_draft,
)
from cases.life.answers import record_answer
from cases.life.by_hand import SeenDeduction, open_by_hand
from cases.life.filings import record_filing
from cases.life.settlements import open_settlement
from cases.life.transitions import move, waive_evidence
from facts.documents import DocumentKind
from facts.finding import FindingType, Verdict
from facts.money import Money
from ledger.cases import Case, CaseState, Draft, Filing
from ledger.files import open_files
from ledger.findings import FindingRow
from ledger.operation import JournalEntry
from ledger.papers import Paper
from tests.cases.office import Office, open_office
from tests.letters.office_papers import POD, paper, receipt, shortage_case, tie_to_case


@pytest.fixture
def office(sessions: sessionmaker[Session]) -> Iterator[Office]:
    with sessions() as session:
        yield open_office(session)


def by(office: Office, actor: str = "ana") -> dict[str, Any]:
    return {"rules": office.rules, "actor": actor, "now": office.now}


def written(office: Office, case: Case, **more: Any) -> Draft:
    return write_draft(office.session, case, office.rules, actor="ana", now=office.now, **more)


def said(draft: Draft, severity: str = "objection") -> list[str]:
    return [p["message"] for p in draft.problems if p["severity"] == severity]


def filed(office: Office, case: Case) -> Filing:
    """Files a case around a letter of ours that another person approved."""
    if case.evidence_state not in {"complete", "waived"}:
        waive_evidence(office.session, case, **office.by(), reason="the carrier's portal has the papers")
    if case.state is not CaseState.DRAFTING:
        move(office.session, case, CaseState.DRAFTING, **office.by())
    written(office, case)
    move(office.session, case, CaseState.IN_REVIEW, **office.by())
    move(office.session, case, CaseState.READY_TO_FILE, **office.by("ben"))
    return record_filing(office.session, case, channel="portal", filed_on=office.today, dispute_id="D-77", **office.by())


def answered(office: Office, case: Case, filing: Filing, kind: str, **more: Any) -> None:
    office.later(20)
    record_answer(office.session, case, filing, kind=kind, answered_on=office.today, via="portal", **more, **office.by())


def test_a_case_gets_its_letter_verified_with_the_portals_fields(office: Office) -> None:
    case = shortage_case(office)
    draft = written(office, case)
    assert (draft.version, draft.kind, draft.made_by, draft.verified) == (1, "dispute", "template", True), draft.problems
    assert draft.text.startswith("We ask you to reverse shortage claim INV10482SC (invoice INV10482, purchase order 4XK2P9QR")
    assert "(exhibit 1: scan_0007.pdf, page 1)" in draft.text
    fields = {f["label"]: f["text"] for f in draft.fields}
    assert fields["Claim number"] == "INV10482SC"
    assert fields["Explanation"] == draft.text.strip()
    assert asked_of(draft) == Money(50040, "USD")
    places = [p for f in Brief.from_json(draft.brief).facts for p in f.places if p.file == POD]
    assert all(p.document_id is not None for p in places)


def test_every_version_is_journaled(office: Office) -> None:
    case = shortage_case(office)
    draft = written(office, case)
    revise_draft(office.session, draft, text=draft.text + "\nKind regards", **by(office, "ben"))
    noted = office.session.scalars(select(JournalEntry).where(JournalEntry.noun == "case", JournalEntry.noun_id == case.id))
    assert [(e.action, e.actor, (e.after or {}).get("version")) for e in noted] == [
        ("draft_written", "ana", 1),
        ("draft_changed", "ben", 2),
    ]


def test_a_persons_version_keeps_the_facts_of_what_stayed_and_finds_those_of_what_changed(office: Office) -> None:
    first = written(office, shortage_case(office))
    text = first.text.replace(
        "The receipt is signed for 10 cartons, no exception.", "10 cartons were signed for on 12 August 2026, no exception."
    )
    second = revise_draft(office.session, first, text=text, **by(office))
    assert (second.version, second.made_by, second.verified) == (2, "person", True), second.problems
    assert said(second, "unverifiable") == []
    was, now = first.sentences, second.sentences
    assert [s["facts"] for s in now if s["text"] in {w["text"] for w in was}] == [
        w["facts"] for w in was if w["text"] in {s["text"] for s in now}
    ]
    brief = Brief.from_json(second.brief)
    names = {fact.name for n in now[1]["facts"] if (fact := brief.fact(n))}
    assert names >= {"why", "delivery_date"}


def test_a_persons_figure_that_no_fact_has_blocks(office: Office) -> None:
    first = written(office, shortage_case(office))
    second = revise_draft(office.session, first, text=first.text.replace("the 120 units", "the 132 units"), **by(office))
    assert not second.verified
    assert [p["check"] for p in second.problems if p["severity"] == "objection"] == ["numbers"]
    with pytest.raises(RefusedApprovalError, match="132 is in none of the cited facts"):
        approve_draft(office.session, second, **by(office, "ben"))
    assert second.approved_at is None


def test_sentences_can_be_handed_in_with_their_facts(office: Office) -> None:
    first = written(office, shortage_case(office))
    sentences = [*first.sentences[:-1], {"text": "The claim is over 900 units.", "facts": [1]}, first.sentences[-1]]
    second = revise_draft(office.session, first, sentences=sentences, **by(office))
    assert [p["sentence"] for p in second.problems if p["check"] == "numbers"] == [len(sentences) - 2]


def test_an_older_version_is_neither_changed_nor_approved(office: Office) -> None:
    case = shortage_case(office)
    first = written(office, case)
    written(office, case)
    with pytest.raises(OutdatedDraftError, match="version 1 is not the latest"):
        revise_draft(office.session, first, text="We ask.", **by(office))
    with pytest.raises(OutdatedDraftError):
        approve_draft(office.session, first, **by(office, "ben"))


def test_four_eyes_where_the_supplier_wants_them(office: Office) -> None:
    office.supplier.four_eyes = True
    draft = written(office, shortage_case(office))
    with pytest.raises(RefusedApprovalError, match="four eyes"):
        approve_draft(office.session, draft, **by(office, "ana"))
    assert approve_draft(office.session, draft, **by(office, "ben")).approved_by == "ben"


def test_a_letter_whose_facts_changed_since_is_not_approved(office: Office) -> None:
    case = shortage_case(office)
    draft = written(office, case)
    line = office.session.scalars(select(FindingRow).where(FindingRow.case_id == case.id)).one()
    line.recoverable_minor = 40032
    office.session.flush()
    with pytest.raises(RefusedApprovalError, match="have changed since"):
        approve_draft(office.session, draft, **by(office, "ben"))
    assert not draft.verified


def test_a_letter_is_held_against_the_window_of_the_day(office: Office) -> None:
    draft = written(office, shortage_case(office))
    office.later(800)
    assert "the window closed on 2028-07-01" in said(verify_again(office.session, draft, rules=office.rules, now=office.now))
    assert not draft.verified


def test_a_weak_line_that_a_person_let_pass_is_asked_for_without_arguing_against_itself(office: Office) -> None:
    case = shortage_case(
        office, verdict=Verdict.NEEDS_EVIDENCE, why="the receipt carries neither signature nor stamp", missing=["proof_of_delivery"]
    )
    with pytest.raises(NothingToWriteError):
        written(office, case)
    waive_evidence(office.session, case, **office.by(), reason="the buyer has seen the original")
    draft = written(office, case)
    assert draft.verified, draft.problems
    assert "neither signature" not in draft.text


@pytest.mark.both_engines
def test_what_a_person_entered_by_hand_is_said_without_the_person(office: Office) -> None:
    seen = SeenDeduction(
        FindingType.SHORTAGE,
        "INV9SC",
        "USD",
        Decimal("80.00"),
        Decimal("80.00"),
        "Joe of the dock says all was there",
        invoice_number="INV9",
    )
    case = open_by_hand(office.session, office.account, seen, rules=office.rules, actor="ana", now=office.now, today=office.today)
    tie_to_case(office, case, receipt(office))
    draft = written(office, case)
    assert draft.verified, draft.problems
    assert "Joe" not in str(draft.brief) + draft.text
    assert "ana" not in draft.text.split()
    assert "Proof of delivery, BOL 06141411234567890, delivered 2026-08-12, to PHX6 (exhibit 1: scan_0007.pdf, page 1)." in draft.text


@pytest.mark.both_engines
def test_a_further_round_needs_a_paper_that_was_not_sent_before(office: Office) -> None:
    case = shortage_case(office)
    answered(office, case, filed(office, case), "denied", reason="The POD is not legible.")
    second = written(office, case)
    assert second.kind == "re_dispute"
    assert said(second) == ["a further dispute says what is new since the last filing; add the new paper to the case"]
    tie_to_case(office, case, receipt(office, "pods/stamped copy.pdf", stamped=True))
    third = written(office, case)
    assert third.verified, third.problems
    assert "dispute D-77" in third.text
    assert 'The answer reads: "The POD is not legible".' in third.text
    assert "New in this filing: proof of delivery (exhibit 2: stamped copy.pdf, page 1)." in third.text


def test_a_further_round_asks_for_what_was_not_granted(office: Office) -> None:
    case = shortage_case(office)
    answered(office, case, filed(office, case), "partly_approved", approved_minor=20000, reason="48 units found")
    tie_to_case(office, case, receipt(office, "pods/stamped copy.pdf", stamped=True))
    draft = written(office, case)
    assert draft.verified, draft.problems
    assert asked_of(draft) == Money(30040, "USD")
    assert "500.40 - 200.00 granted before = 300.40" in draft.text


@pytest.mark.both_engines
def test_a_settlement_asks_for_a_share_of_what_is_open(office: Office) -> None:
    case = shortage_case(office)
    answered(office, case, filed(office, case), "denied", reason="no")
    made = open_settlement(office.session, [case], rules=office.rules, actor="ana", now=office.now, today=office.today)
    draft = written(office, made, share=Decimal("0.6"))
    assert (draft.kind, draft.verified) == ("settlement", True), draft.problems
    assert "settle 1 shortage claim with USD 500.40 open in all" in draft.text
    assert "at 60 % of the open total: USD 300.24." in draft.text
    assert asked_of(draft) == Money(30024, "USD")


def test_what_does_not_fit_is_refused_with_the_reason(office: Office) -> None:
    case = shortage_case(office)
    with pytest.raises(DraftError, match="was never filed"):
        written(office, case, kind=DraftKind.RE_DISPUTE)
    with pytest.raises(DraftError, match="is no settlement"):
        written(office, case, kind="settlement")
    with pytest.raises(DraftError, match="no kind of letter"):
        written(office, case, kind="poem")
    with pytest.raises(LetterLanguageError, match="de, en, es, fr, it, zh"):
        written(office, case, language="tlh")


def test_a_german_letter_is_verified_as_well(office: Office) -> None:
    draft = written(office, shortage_case(office), language="de")
    assert draft.verified, draft.problems
    assert said(draft, "unverifiable") == []
    assert draft.text.startswith("Wir bitten, die Fehlmengenforderung INV10482SC")


def test_a_paper_is_in_or_out_by_a_persons_word(office: Office) -> None:
    case = shortage_case(office)
    photo = paper(office, "photos/dock.jpg", DocumentKind.OTHER)
    assert photo is not None
    tie_to_case(office, case, photo)
    assert [e.file for e in load(office.session, case, office.rules).exhibits][:3] == [POD, "packing/PL_0614.pdf", "photos/dock.jpg"]
    tie_to_case(office, case, photo, linked=False)
    assert "photos/dock.jpg" not in [e.file for e in load(office.session, case, office.rules).exhibits]


def test_a_corrected_field_is_told_as_it_was_corrected(office: Office) -> None:
    case = shortage_case(office)
    row = load(office.session, case, office.rules).documents[POD]
    assert row.size == 40_000
    found = office.session.scalars(select(Paper).where(Paper.document_id == row.id)).one()
    content = dict(found.content)
    content["fields"] = content["fields"] | {
        "receiver_name": {"value": "K. Brandt", "text": "K. Brandt", "confidence": 1.0, "page": 1, "review": False}
    }
    found.content = content
    office.session.flush()
    assert "received by K. Brandt" in written(office, case).text


@pytest.mark.both_engines
def test_a_draft_written_in_the_background_twice_is_there_once(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        office = open_office(session)
        case = shortage_case(office)
        number = case.id

    def none() -> AbstractContextManager[Any]:
        raise AssertionError("nothing is read here")

    desk = Desk(sessions, open_files("memory:///"), InlineWork(), lambda: office.now, none, none)
    said_so: list[str] = []

    def report(done: int, total: int | None, message: str = "") -> None:
        del done, total
        said_so.append(message)

    after: list[int] = []
    handle = draft_handler(desk, lambda _session, _case, draft: after.append(draft.version))
    for attempt in (1, 2):
        handle(Task(f"draft:{number}", WorkKind.DRAFT, {"case_id": number}, attempt), report)
    with sessions() as session:
        latest = latest_draft(session, session.get_one(Case, number))
        assert latest is not None
        assert (latest.version, latest.author) == (1, SYSTEM)
    assert said_so == ["version 1 written", "nothing has changed since the latest version"]
    assert after == [1]
    with sessions.begin() as session:
        draft = session.query(Draft).filter_by(case_id=number).one()
        assert draft.verified
        draft.verified, draft.problems = False, [dict(CHANGED_DRAFT)]
    handle(Task(f"draft:{number}:7", WorkKind.DRAFT, {"case_id": number}, 1), report)
    with sessions() as session:
        draft = session.query(Draft).filter_by(case_id=number).one()
        assert (draft.version, draft.verified) == (1, True), "the facts are again those that it was written from"
        assert CHANGED_DRAFT not in draft.problems


def test_the_difference_of_two_versions_gives_both_back() -> None:
    before, after = "Please receive the 120 units\nand reverse.", "Please receive 120 units\nand repay."
    pieces = word_diff(before, after)
    assert "".join(p.text for p in pieces if p.how is not Change.ADDED) == before
    assert "".join(p.text for p in pieces if p.how is not Change.REMOVED) == after
    assert [p.text for p in pieces if p.how is Change.ADDED] == ["repay"]
