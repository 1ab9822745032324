"""Letters by a model: what is asked, what stands, what is revised and what is mended; a case always ends with a letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from agents.model.choice import Limits
from agents.narrative.ordering import model_letters
from cases.accounts.rules_of_account import rules_for
from cases.background.work import Task, WorkKind
from cases.letters.draft_work import draft_handler
from cases.life.answers import record_answer
from cases.life.filings import record_filing
from cases.life.settlements import open_settlement
from cases.life.transitions import move
from evals.stub_server import Asked, Behaviour, StubServer
from ledger.cases import Case, CaseState
from ledger.suppliers import Account, Supplier
from tests.agents.narrative.pens import Said, at_first, changing, good, true_sentences, with_a_false_amount
from tests.agents.narrative.scriptorium import Scriptorium, scriptorium, texts_by
from tests.cases.office import Office
from tests.letters.office_papers import receipt, shortage_case, tie_to_case


@pytest.fixture
def room(sessions: sessionmaker[Session], stub: StubServer) -> Scriptorium:
    """A case whose supplier has a model."""
    return scriptorium(sessions, stub)


def test_a_true_letter_is_kept_with_each_sentence_s_author(room: Scriptorium, stub: StubServer) -> None:
    run = room.write()
    (draft,) = room.drafts()
    assert (draft.made_by, draft.verified, draft.author) == ("model", True, "ana")
    assert texts_by(draft, "template") == [draft.sentences[-1]["text"]], "the list of attachments is the house's own"
    assert draft.text.startswith("We ask you to reverse USD 500.40")
    assert run.result["draft_id"] == draft.id
    assert [s["node"] for s in run.steps] == ["brief", "draft", "verify"]
    assert len(stub.asked) == 1


def test_the_model_sees_the_brief_as_data_and_no_page(room: Scriptorium, stub: StubServer) -> None:
    room.write()
    asked = stub.asked[0]
    assert "06141411234567890" not in asked.instructions
    assert {f["name"] for f in asked.material["facts"]} >= {"reference", "asked", "why", "cartons"}
    assert all("box" not in f and "places" not in f for f in asked.material["facts"])
    assert asked.material["limits"]["characters"] < 1000, "less than the field takes: the list of attachments needs its room"


def test_a_refused_sentence_is_revised_with_the_verifier_s_own_words(room: Scriptorium, stub: StubServer) -> None:
    stub.write = at_first(with_a_false_amount)
    run = room.write()
    assert run.result["revisions"] == 1
    refused = [s for s in stub.asked[1].material["previous"] if "refused" in s]
    assert [("999.99" in s["text"], any("999.99" in said for said in s["refused"])) for s in refused] == [(True, True)]
    (draft,) = room.drafts()
    assert (draft.verified, "999.99" in draft.text) == (True, False)


def test_what_fails_to_the_end_gets_the_template_s_sentence(room: Scriptorium, stub: StubServer) -> None:
    stub.write = changing(with_a_false_amount)
    run = room.write()
    (draft,) = room.drafts()
    assert len(stub.asked) == 2, "who answers a second time as the first is not asked the same again"
    assert run.result["revisions"] == 2
    (fell,) = run.result["fell_back"]
    assert "999.99" in fell["text"]
    assert fell["instead"] in texts_by(draft, "template")
    assert (draft.made_by, draft.verified, "999.99" in draft.text) == ("model", True, False)
    assert not run.result["whole"]


def test_a_model_is_asked_to_revise_twice_and_no_more(room: Scriptorium, stub: StubServer) -> None:
    def never_the_same(asked: Asked) -> str:
        said = true_sentences(asked.material)
        return json.dumps({"sentences": [*said[:-1], said[-1] | {"text": f"Please reverse USD {900 + len(stub.asked)}.99."}]})

    stub.write = never_the_same
    run = room.write()
    assert len(stub.asked) == 3
    assert [s["node"] for s in run.steps] == ["brief", "draft", "verify", "revise", "verify", "revise", "verify", "mend"]
    assert room.drafts()[0].verified


def everything_false(said: list[Said]) -> list[Said]:
    return [s | {"text": f"{s['text'].rstrip('.')} and 77,777 more units."} for s in said]


def test_where_too_little_is_left_the_letter_is_the_template_s(room: Scriptorium, stub: StubServer) -> None:
    stub.write = changing(everything_false)
    run = room.write()
    (draft,) = room.drafts()
    assert (draft.made_by, draft.verified, texts_by(draft, "model")) == ("template", True, [])
    assert run.result["whole"]


def with_an_opinion(said: list[Said]) -> list[Said]:
    return [*said[:-1], said[-1] | {"text": f"{said[-1]['text'].rstrip('.')} wholeheartedly."}]


def test_wording_that_nobody_can_check_is_asked_to_be_put_otherwise_once_and_then_shown_to_the_person(
    room: Scriptorium, stub: StubServer
) -> None:
    stub.write = changing(with_an_opinion)
    run = room.write()
    (draft,) = room.drafts()
    assert len(stub.asked) == 2
    assert run.result["revisions"] == 1
    assert any(p["severity"] == "unverifiable" and "wholeheartedly" in p["found"] for p in draft.problems)
    assert draft.verified, "it is for the person who approves"
    assert any("wholeheartedly" in said for s in stub.asked[1].material["previous"] for said in s.get("cannot_be_checked", ()))


REPLIES: dict[str, Callable[[Asked], str]] = {
    "nothing": lambda _: "",
    "prose": lambda _: "Dear team, please pay.",
    "no list": lambda _: '{"sentences": "none"}',
    "numbers": lambda _: '{"sentences": [1, 2, 3]}',
    "nested": lambda _: '{"sentences": ' + "[" * 5000,
    "facts that are none": lambda _: json.dumps({"sentences": [{"text": "We ask.", "facts": ["one", True], "kind": "ask"}]}),
    "facts of nobody": lambda _: json.dumps({"sentences": [{"text": "We ask you to reverse USD 500.40.", "facts": [9999], "kind": "ask"}]}),
    "a kind of nobody": lambda _: json.dumps({"sentences": [{"text": "We ask.", "facts": [1], "kind": "threat"}]}),
    "endless": lambda _: json.dumps({"sentences": [{"text": "We ask. " * 900, "facts": [1], "kind": "ask"}]}),
    "very many": lambda _: json.dumps({"sentences": [{"text": f"We ask {n}.", "facts": [1], "kind": "fact"} for n in range(900)]}),
}


@pytest.mark.parametrize("name", REPLIES)
def test_whatever_a_model_answers_the_case_ends_with_a_verified_letter(room: Scriptorium, stub: StubServer, name: str) -> None:
    stub.write = REPLIES[name]
    run = room.write()
    (draft,) = room.drafts()
    assert (draft.verified, draft.made_by) == (True, "template")
    assert (run.state, bool(run.result["whole"])) == ("done", True)


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour.HALF,
        Behaviour.BROKEN_JSON,
        Behaviour.STATUS_500,
        Behaviour.STATUS_429,
        Behaviour.STATUS_529,
        Behaviour.GARBLED,
        Behaviour.CUT,
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_however_a_server_fails_the_case_ends_with_a_verified_letter(
    sessions: sessionmaker[Session], stub: StubServer, behaviour: str
) -> None:
    stub.behaviour = Behaviour(behaviour)
    room = scriptorium(sessions, stub, limits=Limits(seconds_per_call=1.5, seconds_per_case=4, tries_per_call=2))
    run = room.write()
    (draft,) = room.drafts()
    assert draft.verified
    assert run.state == "done"
    assert run.partial == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_model_that_never_answers_holds_a_case_no_longer_than_it_may(sessions: sessionmaker[Session], stub: StubServer) -> None:
    stub.behaviour = Behaviour.HANG
    room = scriptorium(sessions, stub, limits=Limits(seconds_per_call=0.5, seconds_per_case=1.0, tries_per_call=2))
    run = room.write()
    (draft,) = room.drafts()
    assert (draft.made_by, draft.verified) == ("template", True)
    assert "stub" in run.result["whole"]


def test_half_a_reply_gives_the_sentences_before_the_break(room: Scriptorium, stub: StubServer) -> None:
    def broken(asked: Asked) -> str:
        whole = good(asked)
        return whole[: whole.rindex('{"text"') + 20]

    stub.write = broken
    run = room.write()
    (draft,) = room.drafts()
    assert draft.verified
    assert len(texts_by(draft, "model")) == len(true_sentences(stub.asked[0].material)) - 1
    assert any("breaks off" in fault for step in run.steps for fault in step.get("faults", ()))


def test_the_letter_keeps_within_the_field_and_its_letters(room: Scriptorium, stub: StubServer) -> None:
    def long(said: list[Said]) -> list[Said]:
        facts = [s for s in said if s["kind"] == "fact"]
        return [*said[:1], *(f | {"text": f"“{f['text'][:-1]}” – " + "very " * 120 + "true."} for f in facts), said[-1]]

    stub.write = changing(long)
    room.write()
    (draft,) = room.drafts()
    assert draft.text.isascii()
    assert len(draft.text) <= 2000
    assert draft.verified


def test_facts_that_changed_while_it_was_written_give_a_letter_on_those_of_today(sessions: sessionmaker[Session], stub: StubServer) -> None:
    room = scriptorium(sessions, stub)

    def meanwhile(asked: Asked) -> str:
        with sessions.begin() as session:
            office = Office(session, *_of(session, room))
            case = session.get_one(Case, room.case_id)
            tie_to_case(office, case, receipt(office, "pods/second.pdf", signed=True))
        return good(asked)

    stub.write = meanwhile
    run = room.write()
    (draft,) = room.drafts()
    assert (draft.made_by, draft.verified) == ("template", True)
    assert "changed" in run.result["whole"]
    assert "second.pdf" in str(draft.brief["attachments"])


def _of(session: Session, room: Scriptorium) -> tuple[Any, Any, Any]:
    case = session.get_one(Case, room.case_id)
    rules = rules_for(session, case.account_id, room.bench.desk.today())
    return session.get_one(Supplier, case.supplier_id), session.get_one(Account, case.account_id), rules


def refused(office: Office, reason: str = "Units were not received at the dock") -> Case:
    """A case that was filed and denied."""
    case = shortage_case(office)
    case.evidence_state = "complete"
    draft = office.draft(case)
    draft.approved_by, draft.approved_at = "ben", office.now
    case.state = CaseState.READY_TO_FILE
    filing = record_filing(
        office.session, case, channel="portal", filed_on=office.today, dispute_id="DSP-7781", draft_id=draft.id, **office.by()
    )
    office.later(20)
    record_answer(
        office.session,
        case,
        filing,
        kind="denied",
        answered_on=office.today,
        reason=reason,
        via="portal",
        **office.by(),
    )
    return case


def denied(office: Office, reason: str = "Units were not received at the dock") -> Case:
    """The same with a paper that was not sent before."""
    case = refused(office, reason)
    office.later(1)
    tie_to_case(office, case, receipt(office, "pods/second.pdf", came=office.now + timedelta(days=1)))
    move(office.session, case, CaseState.DRAFTING, **office.by())
    return case


def test_a_further_dispute_quotes_the_denial_and_says_what_is_new(sessions: sessionmaker[Session], stub: StubServer) -> None:
    room = scriptorium(sessions, stub, denied)
    room.write()
    draft = room.drafts()[-1]
    assert (draft.kind, draft.made_by, draft.verified) == ("re_dispute", "model", True)
    assert '"Units were not received at the dock"' in draft.text
    assert "DSP-7781" in draft.text
    assert "second.pdf" in draft.text


def test_a_further_dispute_that_forgets_the_denial_gets_it_from_the_template(sessions: sessionmaker[Session], stub: StubServer) -> None:
    room = scriptorium(sessions, stub, denied)
    stub.write = changing(lambda said: [s for s in said if s["kind"] not in {"history", "news"}])
    room.write()
    draft = room.drafts()[-1]
    assert draft.verified
    assert '"Units were not received at the dock"' in draft.text
    assert any("not quoted" in said for said in stub.asked[1].material["about_the_letter"])


def test_a_run_carried_out_twice_keeps_one_letter_and_asks_once(room: Scriptorium, stub: StubServer) -> None:
    number = room.order()
    room.write(number)
    room.write(number, attempt=2)
    assert (len(room.drafts()), len(stub.asked)) == (1, 1)


def test_the_same_letter_wanted_again_is_not_paid_for_twice(room: Scriptorium, stub: StubServer) -> None:
    room.write()
    again = room.write()
    assert len(stub.asked) == 1
    assert again.steps[1]["kept_reply"] is True
    assert len(room.drafts()) == 2


def drafted(room: Scriptorium) -> str:
    """Carries out the draft job of the case; what it says."""
    said: list[str] = []

    def report(done: int, total: int | None, message: str = "") -> None:
        del done, total
        said.append(message)

    handle = draft_handler(room.bench.desk, model_letter=model_letters(room.bench))
    handle(Task(f"draft:{room.case_id}", WorkKind.DRAFT, {"case_id": room.case_id}), report)
    return said[-1]


def test_the_draft_job_orders_from_the_model_what_it_would_write_from_the_template(room: Scriptorium, stub: StubServer) -> None:
    assert drafted(room) == "a model writes it in run 1"
    assert list(room.drafts()) == []
    room.write(1)
    assert room.drafts()[0].made_by == "model"
    assert drafted(room) == "nothing has changed since the latest version"
    assert len(stub.asked) == 1


def test_without_a_model_the_draft_job_writes_from_the_template(room: Scriptorium, stub: StubServer) -> None:
    with room.sessions.begin() as session:
        case = session.get_one(Case, room.case_id)
        session.get_one(Supplier, case.supplier_id).settings = {"model": "none"}
    assert drafted(room) == "version 1 written"
    assert room.drafts()[0].made_by == "template"
    assert stub.asked == []


def test_a_model_that_was_taken_away_meanwhile_leaves_the_template_s_letter(room: Scriptorium, stub: StubServer) -> None:
    number = room.order()
    with room.sessions.begin() as session:
        case = session.get_one(Case, room.case_id)
        session.get_one(Supplier, case.supplier_id).settings = {"model": "none"}
    run = room.write(number)
    assert (room.drafts()[0].made_by, room.drafts()[0].verified) == ("template", True)
    assert "no longer" in run.result["whole"]
    assert stub.asked == []


@pytest.mark.both_engines
def test_what_a_letter_of_this_form_lacks_comes_from_the_template_without_asking_again(room: Scriptorium, stub: StubServer) -> None:
    stub.write = changing(lambda said: [s for s in said if s["kind"] != "computation"])
    run = room.write()
    (draft,) = room.drafts()
    assert len(stub.asked) == 1
    assert any("= 500.40" in text for text in texts_by(draft, "template"))
    assert (draft.verified, run.result["fell_back"], run.result["whole"]) == (True, [], "")


def settled(office: Office) -> Case:
    """A settlement over a case that was denied."""
    return open_settlement(office.session, [refused(office)], rules=office.rules, actor="ana", now=office.now, today=office.today)


def of_a_settlement(asked: Asked) -> str:
    """A settlement in other words than the template's."""
    first = {str(f["name"]): f for f in reversed(asked.material["facts"])}
    said = f"We ask you to settle {first['cases']['value']} claim with USD {first['open']['value']} open: USD {first['asked']['value']}."
    facts = [first[n]["number"] for n in ("cases", "open", "asked")]
    return json.dumps({"sentences": [{"text": said, "facts": facts, "kind": "ask"}]})


def test_a_settlement_asks_for_the_share_that_was_ordered(sessions: sessionmaker[Session], stub: StubServer) -> None:
    stub.write = of_a_settlement
    room = scriptorium(sessions, stub, settled)
    run = room.write(share=Decimal("0.6"))
    draft = room.drafts()[-1]
    assert (draft.kind, draft.verified, run.state) == ("settlement", True, "done")
    assert "USD 300.24" in draft.text
    assert "0.6" in draft.text, "the computation shows the share"
