"""The real clients of the providers against servers that answer well and badly: what comes back, how long it takes, where it goes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from agents.model.asking import readable
from agents.model.port import LateModelError, ModelError, NoModelError, UnavailableModelError
from agents.silence import TRACING, be_silent
from cases.background.work import CancelledWorkError
from evals.stub_server import Behaviour, StubServer
from tests.agents.model.asking_house import KEY, AskingHouse, question
from tests.databases import Databases

PROVIDERS = ("openai", "anthropic", "local")
PATIENCE = 2.5
"""Seconds that a busy machine may add."""


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """What clients do is the same on each database."""
    shutil.copyfile(databases.sqlite_template, tmp_path / "ledger.sqlite")
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest, house: AskingHouse) -> str:
    house.choose(request.param)
    return str(request.param)


def test_each_provider_is_asked_in_its_own_language_and_answers_whole(house: AskingHouse, provider: str) -> None:
    reply = house.ask(house.run(model=provider))
    assert reply.text.endswith('this is said of them."]}')
    assert reply.stop_reason in {"stop", "end_turn"}
    assert not reply.kept
    (asked,) = house.stub.asked
    assert (asked.instructions, asked.material, asked.most_tokens) == ("Write what the data says.", {"about": "a short delivery"}, 500)
    assert asked.body["temperature"] == 0
    assert asked.key == house.call().key
    assert asked.model == "some-model"


def test_what_the_provider_says_it_used_is_booked_at_the_models_price(house: AskingHouse, provider: str) -> None:
    house.priced(input="3", output="15")
    run_id = house.run(model=provider)
    usage = house.ask(run_id).usage
    call, run = house.call(), house.row(run_id)
    assert usage.input_tokens > 0 < usage.output_tokens
    assert usage.cost_micros == usage.input_tokens * 3 + usage.output_tokens * 15
    assert (call.input_tokens, call.output_tokens, call.cost_micros, call.reserved_micros) == (
        usage.input_tokens, usage.output_tokens, usage.cost_micros, 0,
    )  # fmt: skip
    assert (run.input_tokens, run.output_tokens, run.cost_micros) == (call.input_tokens, call.output_tokens, call.cost_micros)
    assert not call.estimated


def test_where_the_provider_says_nothing_the_house_estimates_and_says_so(house: AskingHouse, provider: str) -> None:
    house.stub.usage = False
    assert house.ask(house.run(model=provider)).usage.input_tokens > 0
    assert house.call().estimated


@pytest.mark.parametrize("at_first", ["status_429", "status_500", "status_529", "half", "cut", "garbled", "error_within"])
def test_what_may_pass_is_tried_again_and_asked_under_the_same_key(house: AskingHouse, provider: str, at_first: str) -> None:
    house.stub.plan = [Behaviour(at_first)]
    assert house.ask(house.run(model=provider)).text
    assert [a.key for a in house.stub.asked] == [house.call().key] * 2
    assert house.call().tries == 2
    assert house.stub.charged == 1


@pytest.mark.parametrize(
    "behaviour, tries, said",
    [
        ("status_429", 3, "fewer calls"),
        ("status_529", 3, "overloaded"),
        ("status_400", 1, "answered 400"),
        ("status_401", 1, "refuses the key"),
        ("half", 3, "broke"),
        ("cut", 3, "broke off"),
        ("garbled", 3, "cannot be read"),
        ("elsewhere", 1, "answered 307"),
        ("endless", 1, "longer than any should be"),
        ("packed", 1, "longer than any should be"),
    ],
)
def test_a_server_that_stays_bad_is_given_up_with_a_reason(
    house: AskingHouse, provider: str, behaviour: str, tries: int, said: str
) -> None:
    house.stub.behaviour = Behaviour(behaviour)
    began = time.monotonic()
    with pytest.raises(UnavailableModelError, match=said) as refused:
        house.ask(house.run(model=provider))
    assert time.monotonic() - began < house.limits.seconds_per_call + PATIENCE
    assert len(house.stub.asked) == tries
    call = house.call()
    assert (call.state, call.reserved_micros, call.reply) == ("failed", 0, "")
    assert call.error in str(refused.value)
    assert "a short delivery" not in str(refused.value)


def test_a_line_without_an_end_is_cut_off(house: AskingHouse, provider: str) -> None:
    """By its length, or on a machine that is busy by the limit of time, whichever comes first."""
    house.hurry()
    house.stub.behaviour = Behaviour("flood")
    began = time.monotonic()
    with pytest.raises((UnavailableModelError, LateModelError), match=r"longer than any should be|no whole reply in time"):
        house.ask(house.run(model=provider))
    assert time.monotonic() - began < house.limits.seconds_per_call + PATIENCE
    assert (len(house.stub.asked), house.call().state) == (1, "failed")


@pytest.mark.parametrize("behaviour", ["hang", "drip", "slow"])
def test_a_server_that_takes_too_long_holds_nobody_beyond_the_limit(house: AskingHouse, provider: str, behaviour: str) -> None:
    house.hurry()
    house.stub.behaviour, house.stub.slow_seconds = Behaviour(behaviour), 60
    began = time.monotonic()
    with pytest.raises(LateModelError, match="no whole reply in time"):
        house.ask(house.run(model=provider))
    assert time.monotonic() - began < house.limits.seconds_per_call + PATIENCE
    assert house.call().state == "failed"


def test_a_server_that_is_not_there_is_given_up(house: AskingHouse, provider: str) -> None:
    house.hurry()
    run_id = house.run(model=provider)
    house.stub.__exit__(None, None, None)
    with pytest.raises(UnavailableModelError, match="no connection"):
        house.ask(run_id)
    assert house.call().cost_micros == 0


def test_a_provider_that_wants_to_be_left_alone_longer_than_there_is_time_is_left_alone(house: AskingHouse, provider: str) -> None:
    house.hurry()
    house.stub.behaviour, house.stub.retry_after = Behaviour.STATUS_429, "120"
    began = time.monotonic()
    with pytest.raises(UnavailableModelError):
        house.ask(house.run(model=provider))
    assert time.monotonic() - began < 2
    assert len(house.stub.asked) == 1


def test_a_provider_that_names_a_second_is_given_it(house: AskingHouse) -> None:
    house.stub.plan, house.stub.retry_after = [Behaviour.STATUS_429], "1"
    began = time.monotonic()
    house.ask(house.run())
    assert time.monotonic() - began >= 1


def test_a_cancelled_job_stops_while_it_waits(house: AskingHouse, provider: str) -> None:
    house.hurry()
    house.stub.behaviour = Behaviour.HANG
    began = time.monotonic()

    def report(done: int, total: int | None, message: str = "") -> None:
        del done, total, message
        if house.stub.asked:
            raise CancelledWorkError("gone")

    with pytest.raises(CancelledWorkError):
        house.asks(house.run(model=provider), report)(question())
    assert time.monotonic() - began < house.limits.seconds_per_call
    assert (house.call().state, house.call().reserved_micros) == ("failed", 0)


def test_the_text_is_shown_while_it_comes(house: AskingHouse, provider: str) -> None:
    house.stub.write = lambda _: "It was signed for without exception. " * 20
    house.stub.piece_seconds = 0.03
    run_id = house.run(model=provider)
    reply = house.ask(run_id)
    shown = house.row(run_id).partial
    assert shown
    assert reply.text.startswith(shown)


def test_no_trace_leaves_the_house_whatever_the_environment_says(house: AskingHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    with StubServer() as listener:
        for name in TRACING:
            monkeypatch.setenv(name, "true")
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT", "HTTP_PROXY", "ALL_PROXY", "OPENAI_API_BASE", "ANTHROPIC_BASE_URL"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        be_silent.cache_clear()
        for provider in PROVIDERS:
            house.choose(provider)
            house.ask(house.run(provider, model=provider))
        assert listener.asked == []
    assert len(house.stub.asked) == len(PROVIDERS)


def test_keys_and_papers_stand_in_no_error_and_no_key_in_the_ledger(house: AskingHouse, provider: str) -> None:
    house.stub.behaviour = Behaviour.STATUS_401
    with pytest.raises(ModelError) as refused:
        house.ask(house.run(model=provider))
    call = house.call()
    assert KEY not in f"{refused.value!r} {call.request} {call.error} {house.bench}"


def test_a_run_without_a_model_asks_none(house: AskingHouse) -> None:
    with pytest.raises(NoModelError):
        house.ask(house.run(model=""))
    house.choose("none")
    with pytest.raises(NoModelError, match="no longer go to"):
        house.ask(house.run("other"))
    assert house.stub.asked == []
    assert house.calls() == []


def test_a_reply_is_plain_text_whatever_stands_in_it() -> None:
    assert readable("3 of 5\x00 \x1b[31mcartons\u202e\ud800\n") == "3 of 5 [31mcartons\n"
