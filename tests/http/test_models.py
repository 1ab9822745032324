"""Which model a supplier's papers may go to is settled for each supplier, and those who run the house see what models take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr

from agents.model.choice import CHOICE, Model, Models, Provider, model_for
from agents.runs import order_run
from cases.background.work import WorkKind
from ledger.agents import ModelCall
from ledger.models import Role, Supplier, User
from tests.http.conftest import Town

HOSTED = Model("hosted", Provider.ANTHROPIC, "some-model", "https://models.example.com", SecretStr("s3cret"), "RECOUP_LLM_KEY")
OWN = Model("own", Provider.LOCAL, "small", "http://127.0.0.1:9/v1")
UNPAID = Model("unpaid", Provider.OPENAI, "big", "https://other.example.com/v1", None, "RECOUP_LLM_KEY_OTHER")
MODELS = Models({m.name: m for m in (HOSTED, OWN, UNPAID)}, "own")


@pytest.fixture
def town(town: Town) -> Town:
    town.app.state.house = replace(town.app.state.house, models=MODELS)
    return town


def chosen(town: Town, supplier: Supplier) -> str:
    with town.desk.sessions() as session:
        return model_for(session, supplier.id, MODELS)


@pytest.mark.both_engines
def test_a_supplier_chooses_a_model_or_none_and_may_go_back_to_the_houses_own(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    caller, address = town.caller(admin), f"/api/v1/suppliers/{supplier.id}"
    assert chosen(town, supplier) == "own"
    for model, goes_to in (("hosted", "hosted"), ("none", ""), ("unpaid", ""), (None, "own")):
        answer = caller.patch(address, json={"model": model})
        assert (answer.status_code, answer.json()["model"]) == (200, model)
        assert chosen(town, supplier) == goes_to


def test_other_settings_of_a_supplier_stay_when_it_chooses(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    with town.desk.sessions.begin() as session:
        session.get_one(Supplier, supplier.id).settings = {"mail_unattended": True, CHOICE: "hosted"}
    town.caller(admin).patch(f"/api/v1/suppliers/{supplier.id}", json={"model": None})
    with town.desk.sessions() as session:
        assert session.get_one(Supplier, supplier.id).settings == {"mail_unattended": True}


def test_a_model_that_this_house_does_not_have_is_refused(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    refused = town.caller(admin).patch(f"/api/v1/suppliers/{supplier.id}", json={"model": "someone else's"})
    assert refused.status_code == 422
    assert "body.model" in refused.text
    assert chosen(town, supplier) == "own"


@pytest.mark.both_engines
def test_who_runs_the_house_sees_models_limits_and_what_was_spent_and_no_key(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    asked(town, supplier, "done", cost_micros=12_300, input_tokens=900, output_tokens=100)
    asked(town, supplier, "failed", error="the provider is overloaded (529)", estimated=True)
    told = town.caller(admin).get("/api/v1/models")
    assert told.status_code == 200
    assert "s3cret" not in told.text
    house = told.json()
    assert [(m["name"], m["default"], m["lacks"]) for m in house["models"]] == [
        ("hosted", False, ""), ("own", True, ""), ("unpaid", False, "no key: set RECOUP_LLM_KEY_OTHER"),
    ]  # fmt: skip
    assert (house["today_calls"], house["today_tokens"], house["today_cost"]) == (2, 1000, "0.012300")
    (day,) = house["spent"]
    assert (day["calls"], day["failed"], day["estimated"], day["cost"]) == (2, 1, 1, "0.012300")
    assert [call["error"] for call in house["failed"]] == ["the provider is overloaded (529)"]


def test_nobody_else_sees_what_models_cost(town: Town) -> None:
    supplier, _ = town.supplier("Hal")
    for role, whose in ((Role.SPECIALIST, None), (Role.ADMIN, supplier.id), (Role.SUPPLIER, supplier.id)):
        user = town.user(f"{role}-{whose}@example.com", (role, whose))
        assert town.caller(user).get("/api/v1/models").status_code == 403
        assert town.logged_in(user).get("/admin/models").status_code in {403, 404}


def test_the_pages_say_where_papers_may_go(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    browser = town.logged_in(admin)
    settings = browser.get(f"/admin/suppliers/{supplier.id}").text
    assert "https://models.example.com" in settings
    assert "leaves the house" in settings
    models = browser.get("/admin/models").text
    assert "http://127.0.0.1:9/v1" in models
    assert "s3cret" not in settings + models


def asked(town: Town, supplier: Supplier, state: str, **said: object) -> None:
    with town.desk.sessions.begin() as session:
        run = order_run(
            session, town.work, WorkKind.CAUSES, f"run {state}", supplier_id=supplier.id, noun="supplier", noun_id=supplier.id,
            graph="root_cause@1", actor="a", now=town.now, model="own",
        )  # fmt: skip
        session.add(
            ModelCall(
                key=state,
                supplier_id=supplier.id,
                run_id=run.id,
                model="own",
                model_id=OWN.full_id,
                brief_hash="",
                prompt_hash="",
                state=state,
                day=town.now.date(),
                begun_at=town.now,
                **said,
            )
        )
