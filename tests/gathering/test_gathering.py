"""What a case lacks is looked for among the papers in the house; a person decides; nothing is linked by itself."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import JobView, Task, WorkKind
from cases.gathering.comparing import compare
from cases.gathering.gathering import Gathered, gather, gather_handler, open_proposals, situation_of
from cases.gathering.known import Knowledge, Known, knowledge_of
from cases.gathering.proposals import DecidedError, NoReasonError, accept, refuse
from cases.gathering.searches import TOOLS, Scope, near_spellings
from cases.life.case_lines import lines_of
from facts.documents import Document, DocumentKind, Source
from facts.finding import Verdict
from ledger.agents import EvidenceProposal
from ledger.cases import Case, CaseState
from ledger.files import open_files
from ledger.hand_words import HandWords
from ledger.papers import HandLink, PaperLink
from tests.detection.house import NOW, House, open_house
from tests.gathering.truck import BILL, NEIGHBOUR, ORDER, exports, read, receipt


def look_for(house: House, key: str = "HK-5501") -> tuple[Case, Gathered]:
    """The case whose key ends so, and what is found for it."""
    case = next(c for k, c in house.cases().items() if key in k or key in c.reference)
    return case, gather(house.session, case, house.rules, actor="recoup", now=house.now)


def links(house: House, case: Case) -> list[EvidenceProposal]:
    return [p for p in open_proposals(house.session, case.id) if p.kind == "link"]


def told(proposal: EvidenceProposal) -> dict[str, tuple[str, bool]]:
    """How each comparison came out."""
    return {r["name"]: (r["how"], r["agrees"]) for r in proposal.reasons if r["name"] != "condition"}


def test_a_scan_that_could_be_of_two_orders_is_proposed_to_the_one_that_all_else_agrees_with(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, _ = look_for(house)
    assert case.state is CaseState.GATHERING_EVIDENCE
    [proposal] = links(house, case)
    assert proposal.need == "proof_of_delivery"
    assert told(proposal) == {
        "purchase_order": ("nearly", True),
        "ship_to_code": ("same", True),
        "delivery_date": ("in_time", True),
        "total_cartons": ("same", True),
    }
    first = next(r for r in proposal.reasons if r["name"] == "purchase_order")
    assert (first["ours"], first["theirs"]) == (ORDER, "7HN4W2KB")
    assert first["place"]["page"] == 1
    assert first["place"]["box"]


def test_nothing_is_linked_before_a_person_accepts(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, _ = look_for(house)
    house.detect(everything=True)
    assert house.session.scalar(select(func.count()).select_from(HandLink)) == 0
    assert {link.how for link in house.session.scalars(select(PaperLink).where(PaperLink.paper_id == links(house, case)[0].paper_id))} == {
        "unmatched"
    }
    assert case.state is CaseState.GATHERING_EVIDENCE


@pytest.mark.both_engines
def test_an_accepted_paper_is_linked_as_that_persons_deed_and_the_case_goes_on(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    accept(house.session, house.work, proposal, rules=house.rules, actor="ana", now=house.now, reason="same cartons, same day")
    [link] = house.session.scalars(select(HandLink)).all()
    assert (link.made_by, link.reason, link.case_id) == ("ana", "same cartons, same day", case.id)
    house.detect()
    assert case.verdict == Verdict.DISPUTE.value
    assert case.state is CaseState.DETECTED
    assert case.evidence_state == "complete"
    look_for(house)
    assert open_proposals(house.session, case.id) == []
    with pytest.raises(DecidedError, match="accepted before"):
        accept(house.session, house.work, proposal, rules=house.rules, actor="ben", now=house.now)


def test_a_refused_paper_is_never_proposed_again(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    with pytest.raises(NoReasonError):
        refuse(house.session, proposal, actor="ana", now=house.now, reason=" ")
    refuse(house.session, proposal, actor="ana", now=house.now, reason="another truck")
    look_for(house)
    assert links(house, case) == []
    assert "proposal_refused" in house.journal(case)


@pytest.mark.both_engines
def test_looking_again_proposes_nothing_twice(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, first = look_for(house)
    before = [(p.id, p.key, p.made_at) for p in open_proposals(house.session, case.id)]
    house.later()
    _, second = look_for(house)
    assert first.keys == second.keys
    assert [(p.id, p.key, p.made_at) for p in open_proposals(house.session, case.id)] == before


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"ship_to_code": "PHX6"}, "it went elsewhere"),
        ({"delivery_date": "2026-06-01"}, "it is dated before the goods left"),
        ({"bol_number": "08212345000099991", "number": "3AAAA9ZZ"}, "it clearly names another order and shipment"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_contradiction_rules_a_paper_out(house: House, wrong: dict[str, Any], why: str) -> None:
    house.take(*exports(receipt(**({"number": "7HN4W2KB"} | wrong))))
    case, _ = look_for(house)
    assert links(house, case) == [], why


def test_a_paper_that_names_another_order_of_ours_stays_with_it(house: House) -> None:
    house.take(*exports(receipt(number=NEIGHBOUR)))
    case, _ = look_for(house)
    assert links(house, case) == []


def test_what_is_read_without_certainty_rules_nothing_out(house: House) -> None:
    doubted = read("PHX6", review=True)
    house.take(*exports(receipt(number="7HN4W2KB", ship_to_code=doubted)))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    assert told(proposal)["ship_to_code"] == ("other", False)


def test_a_digital_receipt_with_a_typing_slip_is_proposed(house: House) -> None:
    house.take(*exports(receipt("receipt.pdf", "7HN4W2KX", source=Source.TEXT, sure=1.0)))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    assert proposal.reasons[0]["condition"] == "a_number_is_nearly_the_same_and_much_agrees"


def test_a_receipt_without_any_number_is_proposed_by_place_day_and_count(house: House) -> None:
    house.take(*exports(receipt(number="")))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    assert proposal.reasons[0]["condition"] == "no_number_but_place_day_and_count_agree"
    assert [p.kind for p in open_proposals(house.session, case.id)] == ["link", "request"], "that is too little not to ask for it"


def test_a_receipt_without_any_number_and_another_count_is_not_proposed(house: House) -> None:
    house.take(*exports(receipt(number="", total_cartons=12)))
    case, _ = look_for(house)
    assert links(house, case) == []


def test_a_number_in_the_name_of_the_file_leads_to_it(house: House) -> None:
    house.take(*exports(receipt(f"carrier/POD_{BILL}_signed.pdf", number="")))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    assert told(proposal)["bol_number"] == ("inside", True)


def test_digits_alone_are_recognised_behind_other_signs(house: House) -> None:
    house.take(*exports(receipt(number="", bol_number=f"SHIPPER REF {BILL}", total_cartons=None)))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    assert told(proposal)["bol_number"] == ("digits", True)


def test_what_is_known_of_a_shipment_names_where_it_stands(house: House) -> None:
    house.take(*exports())
    case, _ = look_for(house)
    known = knowledge_of(house.session, case, lines_of(house.session, case))
    assert {one.value for one in known.of("bol_number")} == {BILL}
    assert known.of("bol_number")[0].place is not None
    assert known.cartons is not None
    assert (known.cartons.value, str(known.day("shipped_on"))) == ("40", "2026-06-12")
    assert {one.value for one in known.of("scac")} == {"RDWD"}


def test_the_required_papers_come_first(house: House) -> None:
    house.take(*exports())
    case, _ = look_for(house)
    needs = situation_of(house.session, case, house.rules).needs
    assert needs[0].paper == "proof_of_delivery"
    assert needs[0].required
    assert [need.required for need in needs] == sorted((need.required for need in needs), reverse=True)


def test_proposals_are_overtaken_when_the_paper_itself_comes(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, _ = look_for(house)
    [proposal] = links(house, case)
    house.take(receipt("pod.pdf", ORDER, source=Source.TEXT, sure=1.0, bol_number=BILL))
    look_for(house)
    assert proposal.state == "overtaken"


@pytest.mark.both_engines
def test_papers_of_other_accounts_and_suppliers_are_never_found(house: House) -> None:
    house.take(*exports(receipt(number="7HN4W2KB")))
    case, _ = look_for(house)
    at = situation_of(house.session, case, house.rules)
    foreign = Scope(at.case.supplier_id + 1, at.case.account_id, at.scope(at.needs).kinds, 45)
    other = Scope(at.case.supplier_id, at.case.account_id + 1, at.scope(at.needs).kinds, 45)
    for tool in TOOLS.values():
        assert list(tool(house.session, foreign, at.known)) == []
        assert list(tool(house.session, other, at.known)) == []


def test_what_is_no_day_or_number_does_no_harm() -> None:
    known = Knowledge()
    known.add("shipped_on", "tomorrow")
    known.add("bol_number", "12")
    assert (known.day("shipped_on"), known.keys()) == (None, {})
    known.add("shipped_on", "2026-06-12")
    known.add("ship_to_code", "FTW1")
    known.add("total_weight", "1200")
    known.cartons = Known("total_cartons", "40")
    odd = {"delivery_date": "9999-99-99", "total_cartons": "many\x00\u202e", "total_weight": "NaN", "ship_to_code": "FTW1"}
    fields: dict[str, Any] = {name: read(value) for name, value in odd.items()}
    [paper] = receipt(**fields).papers
    reasons = {r.name: r.to_json() for r in compare(paper.to_json(), 1, known, days=45)}
    assert set(reasons) == {"total_cartons", "ship_to_code"}
    assert (reasons["total_cartons"]["theirs"], reasons["total_cartons"]["agrees"]) == ("many", False)


def test_near_spellings_are_one_sign_away() -> None:
    near = set(near_spellings("7HN4W2KT"))
    assert {"7HN4W2KT", "7HN4W2KP", "7HN4W2K", "7HN4W2TK", "77HN4W2KT"} <= near
    assert "7HN4W2AA" not in near


def test_the_one_number_that_was_misread_on_a_receipt_of_two_orders_is_the_order_that_a_person_named() -> None:
    """The other order, which was read well, keeps its line, and the misread line its count."""
    first = {"purchase_order": read(NEIGHBOUR, 300), "cartons": read(20, 300)}
    second = {"purchase_order": read("7HN4W2ZZ", 312), "cartons": read(40, 312)}
    scan = Document(DocumentKind.PROOF_OF_DELIVERY, Source.OCR, pages=(1,), fields={}, lines=(first, second))
    laid = HandWords(orders={ORDER: (ORDER, True), NEIGHBOUR: (NEIGHBOUR, True)}).laid_over(scan)
    assert [(line["purchase_order"].value, line["cartons"].value) for line in laid.lines] == [(NEIGHBOUR, 20), (ORDER, 40)]
    assert laid.texts("purchase_orders") == [ORDER, NEIGHBOUR]


def nobody() -> AbstractContextManager[Any]:
    raise AssertionError("nothing is read here")


def searches(house: House) -> list[JobView]:
    return [job for job in house.work.jobs(house.session) if job.kind is WorkKind.GATHER]


@pytest.mark.both_engines
def test_a_judgement_orders_one_search_for_its_account_however_many_follow(house: House) -> None:
    house.take(*exports())
    house.take(receipt(number="7HN4W2KB"))
    [job] = searches(house)
    assert job.payload == {"account_id": house.account.id}
    assert job.supplier_id == house.account.supplier_id


def test_an_account_whose_cases_lack_nothing_orders_no_search(house: House) -> None:
    house.take(*exports(receipt("pod.pdf", ORDER, source=Source.TEXT, sure=1.0, bol_number=BILL)))
    assert searches(house) == []


def test_the_job_carried_out_twice_proposes_nothing_twice(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        opened = open_house(session)
        opened.take(*exports(receipt(number="7HN4W2KB")))
        number = opened.account.id
    desk = Desk(sessions, open_files("memory:///"), InlineWork(), lambda: NOW, nobody, nobody)
    handle = gather_handler(desk)
    said: list[str] = []

    def report(done: int, total: int | None, message: str = "") -> None:
        said.append(f"{done} of {total}: {message}")

    for _ in range(2):
        handle(Task("gather", WorkKind.GATHER, {"account_id": number}), report)
    with sessions() as session:
        assert [p.kind for p in session.scalars(select(EvidenceProposal))].count("link") == 1
    assert "1 cases" in said[-1]
