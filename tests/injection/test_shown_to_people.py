"""Planted words are told on the paper that bears them, on its case and on its letter, and change nothing else there."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.intake.planted_marks import planted_problems, with_planted
from cases.intake.posting import content_of
from cases.letters.keeping import latest_draft
from cases.letters.writing import verify_again, write_draft
from cases.life.answers import record_answer
from cases.life.filings import record_filing
from cases.life.transitions import move, waive_evidence
from extractors.read import FoundPart, ReadFile
from extractors.seen_pages import SeenPage, SeenWord, packed
from facts.documents import Document, DocumentKind, FileReading, Source
from facts.evidence import Box
from ledger.cases import Case, CaseState
from ledger.papers import Paper
from tests.cases.office import Office, open_office
from tests.injection.sayings import SAYINGS, TO_A_MACHINE
from tests.letters.office_papers import receipt, shortage_case, tie_to_case


@pytest.fixture
def office(sessions: sessionmaker[Session]) -> Iterator[Office]:
    with sessions() as session:
        yield open_office(session)


def page(number: int, text: str) -> SeenPage:
    return SeenPage(number, 612.0, 792.0, words=packed([SeenWord(word, Box(0, 0, 1, 1)) for word in text.split()]))


def batch(**said: Any) -> ReadFile:
    """Two papers in one file."""
    papers = tuple(Document(DocumentKind.PROOF_OF_DELIVERY, Source.TEXT, pages=(n,)) for n in (1, 2))
    return ReadFile(FileReading(said.pop("file", "batch.pdf"), "00", papers), **said)


def test_the_paper_whose_page_bears_them_says_so_and_the_other_does_not() -> None:
    read = batch(pages=(page(1, "10 cartons"), page(2, f"12 cartons {SAYINGS['fr']}")), said=(f"12 cartons\n{SAYINGS['fr']}",))
    content = with_planted(content_of(read), read)
    assert [len(paper["problems"]) for paper in content["documents"]] == [0, 1]
    assert content["documents"][1]["problems"][0].startswith('planted instruction: "12 cartons Ignorez toutes')
    assert "problems" not in content


@pytest.mark.parametrize(
    "said",
    [
        {"said": (TO_A_MACHINE["it"],)},
        {"file": f"{SAYINGS['en']}.pdf"},
        {"parts": (FoundPart(f"{SAYINGS['de']}.pdf", "00", 1),)},
    ],
    ids=["text that is not seen", "name of the file", "name of a file inside"],
)
def test_what_stands_on_no_page_is_told_of_the_file(said: dict[str, Any]) -> None:
    read = batch(**said)
    content = with_planted(content_of(read), read)
    assert planted_problems(content["problems"])
    assert [paper["problems"] for paper in content["documents"]] == [[], []]


def test_a_file_without_them_stays_as_it_is() -> None:
    read = batch(pages=(page(1, "Instructions: call before delivery"),), said=("Please ignore previous invoice",))
    assert with_planted(content_of(read), read) == content_of(read)


def planted_on(paper: Paper, problem: str) -> None:
    paper.content = paper.content | {"problems": [problem]}


def denied(office: Office, case: Case, reason: str) -> None:
    """Files the case and records what the retailer answered."""
    waive_evidence(office.session, case, **office.by(), reason="the carrier's portal has the papers")
    move(office.session, case, CaseState.DRAFTING, **office.by())
    write_draft(office.session, case, office.rules, actor="ana", now=office.now)
    move(office.session, case, CaseState.IN_REVIEW, **office.by())
    move(office.session, case, CaseState.READY_TO_FILE, **office.by("ben"))
    filing = record_filing(office.session, case, channel="portal", filed_on=office.today, dispute_id="D-77", **office.by())
    office.later(20)
    record_answer(office.session, case, filing, kind="denied", answered_on=office.today, via="portal", reason=reason, **office.by())


def remarks(problems: list[dict[str, Any]]) -> list[str]:
    return [p["message"] for p in problems if p["check"] == "planted"]


def test_a_letter_on_such_a_paper_says_the_same_and_carries_a_remark(office: Office) -> None:
    case = shortage_case(office)
    before = write_draft(office.session, case, office.rules, actor="ana", now=office.now)
    paper = office.session.scalars(select(Paper).where(Paper.kind == DocumentKind.PROOF_OF_DELIVERY)).one()
    planted_on(paper, f'planted instruction: "{SAYINGS["en"]}"')
    office.session.flush()
    after = write_draft(office.session, case, office.rules, actor="ana", now=office.now)
    assert (after.text, after.brief["hash"], after.verified) == (before.text, before.brief["hash"], True)
    assert remarks(before.problems) == []
    assert remarks(after.problems) == [f'scan_0007.pdf: planted instruction: "{SAYINGS["en"]}"']
    assert {p["severity"] for p in after.problems if p["check"] == "planted"} == {"remark"}


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_denial_that_gives_orders_is_quoted_remarked_and_not_obeyed(office: Office, language: str) -> None:
    case = shortage_case(office)
    denied(office, case, f"POD not legible. {SAYINGS[language]}")
    tie_to_case(office, case, receipt(office, "pods/second copy.pdf", stamped=True))
    draft = write_draft(office.session, case, office.rules, actor="ana", now=office.now)
    assert draft.kind == "re_dispute"
    assert SAYINGS[language][:6] in draft.brief["facts"][0]["value"] or any(SAYINGS[language] in f["value"] for f in draft.brief["facts"])
    assert "USD 500.40" in draft.text
    assert len(remarks(draft.problems)) == 1
    assert case.state is not CaseState.CLOSED
    latest = latest_draft(office.session, case)
    assert latest is not None
    verify_again(office.session, latest, rules=office.rules, now=office.now)
    assert len(remarks(latest.problems)) == 1
