"""Letters ordered from a model over the API: the run that answers, what it shows to whom, and its replay."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.checkpoints import migrate
from agents.handlers import handlers
from agents.model.choice import Model, Models, Provider
from api.http.app import create_app
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from evals.stub_server import StubServer
from ledger.cases import Case, CaseState
from ledger.database import open_engine, open_sessions
from ledger.files import open_files
from ledger.people import Role
from ledger.suppliers import Supplier
from tests.agents.narrative.pens import by_behaviour
from tests.cases.office import NOW, open_office
from tests.databases import Databases
from tests.http.conftest import SETTINGS, Town
from tests.letters.office_papers import shortage_case


@dataclass
class Desked:
    """A town with a supplier whose letters a stand-in writes, and one case of it."""

    town: Town
    case_id: int
    supplier_id: int
    bench: Bench
    ana: Any

    def carry_out(self) -> None:
        """Does what waits in the background."""
        self.town.work.run_pending(self.town.desk.sessions, self.town.now, handlers=handlers(self.bench), raising=True)

    def written(self, **wanted: str) -> dict[str, Any]:
        """A letter ordered from the model and written; the run."""
        answer = self.ana.post(f"/api/v1/cases/{self.case_id}/drafts", json={"by": "model", **wanted})
        assert answer.status_code == 202, answer.text
        self.carry_out()
        told: dict[str, Any] = self.ana.get(answer.headers["location"]).json()
        return told


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """The stand-in, with a true pen."""
    with StubServer(by_behaviour) as opened:
        yield opened


@pytest.fixture
def desked(databases: Databases, tmp_path: Path, stub: StubServer) -> Iterator[Desked]:
    """The town with its model."""
    file = tmp_path / "ledger.sqlite"
    shutil.copyfile(databases.sqlite_template, file)
    migrate(f"sqlite:///{file}")
    engine = open_engine(f"sqlite:///{file}")
    yield _desked(open_sessions(engine), tmp_path, stub)
    engine.dispose()


def _desked(sessions: sessionmaker[Session], folder: Path, stub: StubServer) -> Desked:
    model = Model("stub", Provider.ANTHROPIC, "some-model", stub.url_of("anthropic"), SecretStr("key"))
    models, moment, work = Models({"stub": model}, default="stub"), [NOW], InlineWork()
    desk = Desk(sessions, open_files(str(folder / "files")), work, lambda: moment[0], nullcontext, nullcontext)  # type: ignore[arg-type]
    town = Town(create_app(desk, SETTINGS, models), desk, work, SETTINGS, moment)
    with sessions.begin() as session:
        case = shortage_case(open_office(session))
        number, supplier_id = case.id, case.supplier_id
    ana = town.caller(town.user("ana@example.com", (Role.SPECIALIST, supplier_id)))
    return Desked(town, number, supplier_id, Bench(desk, models), ana)


def test_a_letter_ordered_from_the_model_becomes_the_next_version(desked: Desked, stub: StubServer) -> None:
    run = desked.written()
    assert (run["state"], run["kind"], run["model"]) == ("done", "narrative", "stub")
    draft = desked.ana.get(f"/api/v1/drafts/{run['result']['draft_id']}").json()
    assert (draft["made_by"], draft["verified"], draft["version"]) == ("model", True, 1)
    assert {s["by"] for s in draft["sentences"]} == {"model", "template"}
    assert [c["reply"] for c in run["calls"]] != []
    assert len(stub.asked) == 1


def test_the_same_order_twice_is_one_run_while_it_waits(desked: Desked) -> None:
    first, second = (desked.ana.post(f"/api/v1/cases/{desked.case_id}/drafts", json={"by": "model"}) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]


def test_a_supplier_without_a_model_is_told_so(desked: Desked) -> None:
    with desked.town.desk.sessions.begin() as session:
        session.get_one(Supplier, desked.supplier_id).settings = {"model": "none"}
    answer = desked.ana.post(f"/api/v1/cases/{desked.case_id}/drafts", json={"by": "model"})
    assert answer.status_code == 422
    assert "no model is chosen" in answer.text


def test_a_run_gone_through_again_comes_out_the_same_and_asks_nobody(desked: Desked, stub: StubServer) -> None:
    run = desked.written()
    told = desked.ana.post(f"/api/v1/runs/{run['id']}/replay").json()
    assert told == {"same": True, "lacking": "", "steps": told["steps"]}
    assert [s["node"] for s in told["steps"]] == ["draft", "draft", "verify"]
    assert len(stub.asked) == 1


def test_a_reply_that_was_touched_does_not_come_out_the_same(desked: Desked) -> None:
    run = desked.written()
    with desked.town.desk.sessions.begin() as session:
        from ledger.agents import ModelCall  # noqa: PLC0415 - the one place that forges

        call = session.query(ModelCall).one()
        call.reply = call.reply.replace("500.40", "500.41")
    told = desked.ana.post(f"/api/v1/runs/{run['id']}/replay").json()
    assert not told["same"]
    assert any("said now" in difference for step in told["steps"] for difference in step["differences"])


def test_a_supplier_s_own_reader_sees_no_run_and_not_who_wrote_a_sentence(desked: Desked) -> None:
    run = desked.written()
    sue = desked.town.caller(desked.town.user("sue@example.com", (Role.SUPPLIER, desked.supplier_id)))
    assert sue.get("/api/v1/runs").json()["items"] == []
    assert sue.get(f"/api/v1/runs/{run['id']}").status_code == 403
    assert sue.post(f"/api/v1/runs/{run['id']}/take-over").status_code == 403


def test_a_letter_that_is_sent_back_is_written_again_with_the_colleague_s_words_as_data(desked: Desked, stub: StubServer) -> None:
    desked.written()
    with desked.town.desk.sessions.begin() as session:
        case = session.get_one(Case, desked.case_id)
        case.state = CaseState.IN_REVIEW
    case_now = desked.ana.get(f"/api/v1/cases/{desked.case_id}")
    wanted = {"to": "drafting", "reason": "name the bill of lading first"}
    answer = desked.ana.post(f"/api/v1/cases/{desked.case_id}/transitions", json=wanted, headers={"If-Match": case_now.headers["etag"]})
    assert answer.status_code in {200, 201}, answer.text
    desked.carry_out()
    assert stub.asked[-1].material["remarks"] == ["name the bill of lading first"]
    assert "bill of lading first" not in stub.asked[-1].instructions
    versions = desked.ana.get(f"/api/v1/cases/{desked.case_id}/drafts").json()
    assert [v["made_by"] for v in versions] == ["model", "model"]


def test_what_a_person_wrote_meanwhile_stays_and_the_run_s_letter_can_be_taken_over(desked: Desked) -> None:
    made = desked.ana.post(f"/api/v1/cases/{desked.case_id}/drafts", json={}).json()
    ordered = desked.ana.post(f"/api/v1/cases/{desked.case_id}/drafts", json={"by": "model"})
    own = desked.ana.patch(f"/api/v1/drafts/{made['id']}", json={"text": made["text"] + "\nKind regards"}).json()
    assert own["made_by"] == "person"
    desked.carry_out()
    run = desked.ana.get(ordered.headers["location"]).json()
    assert run["result"]["draft_id"] is None
    assert "meanwhile" in run["result"]["why"]
    assert desked.ana.get(f"/api/v1/cases/{desked.case_id}/drafts").json()[0]["id"] == own["id"]
    taken = desked.ana.post(f"/api/v1/runs/{run['id']}/take-over").json()
    assert (taken["version"], taken["made_by"]) == (3, "model")
    assert desked.ana.post(f"/api/v1/runs/{run['id']}/take-over").status_code == 409
