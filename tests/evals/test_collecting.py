"""What people made of drafts becomes eval cases: accepted, edited and how far, rejected and why; without names where wanted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from cases.letters.writing import approve_draft, revise_draft, write_draft
from cases.life.transitions import move
from evals.collecting import Judged, gathered
from evals.command import main
from evals.golden_briefs import golden_cases
from facts.identifiers import has_valid_gs1_check_digit
from ledger.cases import Case, CaseState, Draft
from tests.cases.office import Office, open_office
from tests.letters.office_papers import shortage_case

REMARK = "Quote the bill of lading, says Mr. Jones."


@pytest.fixture
def office(sessions: sessionmaker[Session]) -> Iterator[Office]:
    with sessions() as session:
        yield open_office(session)


def drafted(office: Office) -> tuple[Case, Draft]:
    case = shortage_case(office)
    draft = write_draft(office.session, case, office.rules, kind=None, actor="recoup", now=office.now, language="en")
    return case, draft


def test_an_approved_draft_is_accepted(office: Office) -> None:
    case, draft = drafted(office)
    approve_draft(office.session, draft, rules=office.rules, actor="ben", now=office.now)
    (one,) = gathered(office.session)
    assert (one.verdict, one.distance, one.narrative) == (Judged.ACCEPTED, 0.0, one.written)
    assert one.retailer == case.retailer
    assert one.written


@pytest.mark.both_engines
def test_an_edited_draft_tells_how_far_the_person_went(office: Office) -> None:
    _, draft = drafted(office)
    text = draft.text.replace("Please receive", "Please also receive")
    edited = revise_draft(office.session, draft, text=text, rules=office.rules, actor="ana", now=office.now)
    approve_draft(office.session, edited, rules=office.rules, actor="ben", now=office.now)
    (one,) = gathered(office.session)
    assert one.verdict is Judged.EDITED
    assert 0 < one.distance < 0.2
    assert any("also receive" in s.text for s in one.narrative)


def test_a_draft_that_was_sent_back_is_rejected_with_the_remark(office: Office) -> None:
    case, _ = drafted(office)
    if case.state is not CaseState.DRAFTING:
        move(office.session, case, CaseState.DRAFTING, **office.by())
    move(office.session, case, CaseState.IN_REVIEW, **office.by())
    move(office.session, case, CaseState.DRAFTING, **office.by(), reason=REMARK)
    (one,) = gathered(office.session)
    assert (one.verdict, one.remark, one.narrative) == (Judged.REJECTED, REMARK, ())


def test_a_draft_that_nobody_judged_is_no_case(office: Office) -> None:
    drafted(office)
    assert list(gathered(office.session)) == []


def test_the_command_writes_cases_that_are_read_as_golden_briefs_and_keeps_names_out(
    office: Office, engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, draft = drafted(office)
    approve_draft(office.session, draft, rules=office.rules, actor="ben", now=office.now)
    office.session.commit()
    url = engine.url.render_as_string(hide_password=False)
    assert main(["collect", "--database", url, "--out", str(tmp_path / "plain")]) == 0
    assert main(["collect", "--database", url, "--out", str(tmp_path / "others"), "--anonymous"]) == 0
    said_of_it = capsys.readouterr().out
    assert "mean distance" in said_of_it
    assert "1 cases in" in said_of_it
    (plain,), (others,) = golden_cases(tmp_path / "plain"), golden_cases(tmp_path / "others")
    assert len(plain.narrative) == len(others.narrative) > 3
    said = json.dumps([json.loads(p.read_text(encoding="utf-8")) for p in (tmp_path / "others").iterdir()])
    own = [f.value for f in plain.case.brief.facts if f.kind.value in {"identifier", "name"}]
    assert own
    assert all(value not in said for value in own)
    assert case.invoice_number not in said
    bills = [f.value for f in others.case.brief.facts if f.name == "bol_number"]
    assert all(has_valid_gs1_check_digit(b) for b in bills)


def test_a_ledger_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["collect", "--database", f"sqlite:///{tmp_path / 'none.sqlite'}", "--out", str(tmp_path / "out")])
    assert "the ledger cannot be read" in capsys.readouterr().err
