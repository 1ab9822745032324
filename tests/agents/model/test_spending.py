"""What models may take, and that no question is asked or paid twice, whoever is killed and however many ask at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from agents.model.choice import Limits, Price
from agents.model.port import LateModelError, ModelError, Reply, SpentLimitError, UnavailableModelError
from agents.model.spending import dollars, estimate
from evals.stub_server import Behaviour
from ledger.agents import ModelCall
from tests.agents.model.asking_house import AskingHouse, question

WRITTEN_IN = Path(__file__).parent


@pytest.mark.both_engines
def test_the_same_question_of_a_supplier_is_asked_and_paid_once(house: AskingHouse) -> None:
    house.priced(input="3", output="15")
    first = house.ask(house.run("one"))
    again = house.ask(house.run("two"))
    assert (again.text, again.kept, again.call_id) == (first.text, True, first.call_id)
    assert len(house.stub.asked) == 1
    assert house.row(2).cost_micros == 0


def test_another_supplier_another_brief_and_other_words_are_other_questions(house: AskingHouse) -> None:
    house.ask(house.run("one"))
    house.ask(house.run("two", supplier_id=house.supplier("Brandt")))
    house.ask(house.run("three"), question(brief="c" * 64))
    house.ask(house.run("four"), question("a late delivery"))
    assert len(house.stub.asked) == len({call.key for call in house.calls()}) == 4


def test_a_question_that_failed_is_asked_again_and_both_tries_count(house: AskingHouse) -> None:
    house.priced(input="1", output="1")
    house.stub.plan = [Behaviour.CUT] * 3
    with pytest.raises(UnavailableModelError):
        house.ask(house.run("one"))
    lost = house.call().cost_micros
    assert lost > 0
    house.ask(house.run("two"))
    call = house.call()
    assert (call.state, call.tries) == ("done", 4)
    assert call.cost_micros > lost
    assert house.row(1).cost_micros + house.row(2).cost_micros == call.cost_micros


@pytest.mark.parametrize(
    "limits, said",
    [
        (Limits(tokens_per_case=100), "100 tokens for this run"),
        (Limits(tokens_per_day=100), "100 tokens for today"),
        (Limits(micros_per_case=1_000), r"\$0.0010 for this run"),
        (Limits(micros_per_day=1_000), r"\$0.0010 for today"),
    ],
)
def test_what_could_go_beyond_a_limit_is_not_asked(house: AskingHouse, limits: Limits, said: str) -> None:
    house.priced(input="3", output="15")
    house.limits = limits
    with pytest.raises(SpentLimitError, match=said):
        house.ask(house.run())
    assert house.stub.asked == []
    assert house.calls() == []


def test_a_new_day_begins_with_nothing_spent(house: AskingHouse) -> None:
    house.limits = replace(house.limits, tokens_per_day=700)
    house.stub.write = lambda _: "word " * 400
    house.ask(house.run("one"))
    with pytest.raises(SpentLimitError, match="today"):
        house.ask(house.run("two"), question("another"))
    house.days = 1
    assert house.ask(house.run("three"), question("another")).text


def test_a_question_longer_than_the_model_takes_is_not_sent(house: AskingHouse) -> None:
    house.listed = {name: replace(model, most_context=1000) for name, model in house.listed.items()}
    with pytest.raises(UnavailableModelError, match="longer than openai takes"):
        house.ask(house.run(), question("x" * 3000))
    assert house.stub.asked == []


def test_a_run_waits_for_models_so_long_in_all_and_no_longer(house: AskingHouse) -> None:
    house.limits = replace(house.limits, seconds_per_call=1.2, seconds_per_case=1.2, tries_per_call=1)
    house.stub.behaviour = Behaviour.HANG
    run_id = house.run()
    with pytest.raises(LateModelError):
        house.ask(run_id)
    with pytest.raises(LateModelError, match=r"1\.2 seconds that one run may wait"):
        house.ask(run_id, question("another"))
    assert len(house.stub.asked) == 1


@pytest.mark.both_engines
def test_of_many_that_ask_at_once_none_goes_beyond_what_the_day_may_cost(house: AskingHouse) -> None:
    house.priced(output="1000")
    house.limits = replace(house.limits, micros_per_day=1_600_000, micros_per_case=10_000_000)
    house.stub.thinks = 0.3
    runs = [house.run(f"run {n}") for n in range(6)]
    outcomes = at_once([partial(house.ask, run_id, question(f"case {n}")) for n, run_id in enumerate(runs)])
    asked = [o for o in outcomes if isinstance(o, Reply)]
    assert len(asked) == len(house.stub.asked) == 3
    assert all(isinstance(o, Reply | SpentLimitError) for o in outcomes)
    assert sum(call.cost_micros for call in house.calls()) <= 1_600_000


@pytest.mark.both_engines
def test_two_workers_that_ask_the_same_at_once_ask_it_once(house: AskingHouse) -> None:
    house.stub.thinks = 0.5
    first, second = house.run("one"), house.run("two")
    outcomes = at_once([lambda: house.ask(first), lambda: house.ask(second)])
    assert len({o.text for o in outcomes if isinstance(o, Reply)}) == 1
    assert sorted(o.kept for o in outcomes if isinstance(o, Reply)) == [False, True]
    assert len(house.stub.asked) == 1


@pytest.mark.both_engines
def test_an_heir_and_a_worker_that_lives_on_count_once(house: AskingHouse) -> None:
    house.priced(input="3", output="15")
    house.stub.thinks = 0.5
    run_id = house.run()
    outcomes = at_once([lambda: house.ask(run_id), lambda: house.ask(run_id)])
    assert len({o.text for o in outcomes if isinstance(o, Reply)}) == 1
    assert house.stub.charged == 1
    assert house.row(run_id).cost_micros == house.call().cost_micros


@pytest.mark.slow(seconds=20)
def test_killed_while_the_model_writes_it_asks_again_under_the_same_key_and_pays_once(house: AskingHouse, database_url: str) -> None:
    house.priced(input="3", output="15")
    house.stub.plan = [Behaviour.HANG]
    run_id = house.run()
    asking = subprocess.Popen(
        [sys.executable, str(WRITTEN_IN / "asking_process.py"), database_url, str(house.stub.port), str(run_id)],
        stdout=subprocess.DEVNULL,
        env={"PYTHONPATH": str(WRITTEN_IN.parents[2]), "PATH": "/usr/bin:/bin"},
    )
    try:
        wait_until(lambda: bool(house.stub.asked))
    finally:
        asking.kill()
        asking.wait()
    begun = house.call()
    assert (begun.state, begun.done_at) == ("begun", None)
    assert begun.reserved_micros > 0
    reply = house.ask(run_id)
    call = house.call()
    assert {asked.key for asked in house.stub.asked} == {call.key}
    assert house.stub.charged == 1
    assert (call.state, call.reserved_micros, call.cost_micros) == ("done", 0, reply.usage.cost_micros)
    assert house.row(run_id).cost_micros == call.cost_micros


@pytest.mark.both_engines
def test_killed_between_the_reply_and_the_next_step_the_reply_is_there(house: AskingHouse) -> None:
    run_id = house.run()
    first = house.ask(run_id)
    again = house.asks(run_id)(question())
    assert (again.text, again.kept) == (first.text, True)
    assert len(house.stub.asked) == 1


@pytest.mark.both_engines
def test_a_question_that_another_run_began_and_left_is_taken_over_when_it_cannot_be_under_way(house: AskingHouse) -> None:
    first, second = house.run("one"), house.run("two")
    house.ask(first)
    with house.sessions.begin() as session:
        call = session.get_one(ModelCall, house.call().id)
        call.state, call.reply, call.done_at = "begun", "", None
    house.days = 1
    assert not house.ask(second).kept
    assert house.call().run_id == second


def test_money_and_tokens_are_counted_rather_high_than_low() -> None:
    assert Price(input=Decimal("0.15"), output=Decimal("0.6")).micros(1, 1) == 1
    assert estimate("A short sentence of ten tokens at most, say.") >= 10
    assert estimate("签收时少了三箱货物") >= 9
    assert dollars(12_345) == "$0.0123"


def wait_until(there: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until, "it did not come to it"
        time.sleep(0.05)


def at_once(deeds: Sequence[Callable[[], Reply]]) -> list[Reply | ModelError | None]:
    outcomes: list[Reply | ModelError | None] = [None] * len(deeds)

    def do(number: int) -> None:
        try:
            outcomes[number] = deeds[number]()
        except ModelError as error:
            outcomes[number] = error

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
