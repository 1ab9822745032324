"""A worker killed anywhere within a run: the next one goes on, the case has one letter, and no question is paid for twice."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.model import clients, line
from agents.model.port import Ask, Prompt, Reply
from agents.narrative.steps import State, Steps
from evals.stub_server import StubServer
from ledger.database import open_engine, open_sessions
from tests.agents.narrative.pens import changing, with_a_false_amount
from tests.agents.narrative.scriptorium import Scriptorium, scriptorium

NODES = ("brief", "draft", "verify", "revise", "mend", "keep")
KILLED = 9


@pytest.fixture
def room(sessions: sessionmaker[Session], stub: StubServer) -> Scriptorium:
    """A case whose model never gets it right, so that a run goes through every node."""
    stub.write = changing(with_a_false_amount)
    return scriptorium(sessions, stub)


def begun(room: Scriptorium, run: int, spoil: Callable[[], None]) -> int:
    """A process of its own that carries the run out, with connections and a line to the model of its own; gives its number."""
    child = os.fork()
    if child == 0:
        try:
            bound: Any = room.sessions.kw["bind"]
            room.sessions = open_sessions(open_engine(bound.url.render_as_string(hide_password=False)))
            line._made.cache_clear()
            clients._made.cache_clear()
            spoil()
            room.write(run)
        finally:
            os._exit(0)
    return child


def in_another_process(room: Scriptorium, run: int, spoil: Callable[[], None]) -> int:
    """Carries the run out in a process of its own; gives how that ended."""
    child = begun(room, run, spoil)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_after(node: str) -> Callable[[], None]:
    """The process ends when that node is done and nobody has noted so yet."""

    def spoil() -> None:
        done = getattr(Steps, node)

        def fatal(self: Steps, state: State) -> State:
            done(self, state)
            os._exit(KILLED)

        setattr(Steps, node, fatal)

    return spoil


def killed_before(node: str) -> Callable[[], None]:
    """The process ends when all before that node is noted."""

    def spoil() -> None:
        def fatal(self: Steps, state: State) -> State:
            del self, state
            os._exit(KILLED)

        setattr(Steps, node, fatal)

    return spoil


def killed_once_answered() -> None:
    """The process ends when a reply has come and is kept, before anything is made of it."""
    begun = Steps.__init__

    def fatal(self: Steps, bench: Bench, ask: Ask, *more: Any) -> None:
        def once(prompt: Prompt) -> Reply:
            ask(prompt)
            os._exit(KILLED)

        begun(self, bench, once, *more)

    Steps.__init__ = fatal  # type: ignore[method-assign, assignment]


def whole(room: Scriptorium, run: int) -> None:
    """One letter, verified; the run is over; each question was asked once."""
    (draft,) = room.drafts()
    assert draft.verified
    ended = room.run(run)
    assert (ended.state, ended.result["draft_id"], ended.result["revisions"]) == ("done", draft.id, 2)
    assert [s["node"] for s in ended.steps] == ["brief", "draft", "verify", "revise", "verify", "revise", "verify", "mend"]


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("kill", [killed_before, killed_after])
def test_a_run_killed_at_a_node_goes_on_and_has_no_second_effect(
    room: Scriptorium, stub: StubServer, node: str, kill: Callable[[str], Callable[[], None]]
) -> None:
    run = room.order()
    assert in_another_process(room, run, kill(node)) == KILLED
    room.write(run, attempt=2)
    whole(room, run)
    assert len(stub.asked) == 2
    assert {call.state for call in room.calls()} == {"done"}


@pytest.mark.both_engines
def test_a_run_killed_when_a_reply_is_kept_does_not_ask_again(room: Scriptorium, stub: StubServer) -> None:
    run = room.order()
    assert in_another_process(room, run, killed_once_answered) == KILLED
    assert len(stub.asked) == 1
    room.write(run, attempt=2)
    whole(room, run)
    assert len(stub.asked) == 2


def test_a_run_killed_while_the_model_answers_asks_under_the_same_key_and_is_charged_once(room: Scriptorium, stub: StubServer) -> None:
    run = room.order()
    stub.thinks = 30.0
    child = begun(room, run, lambda: None)
    until = time.monotonic() + 30
    while not stub.asked and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    stub.thinks = 0.0
    room.write(run, attempt=2)
    whole(room, run)
    keys = [asked.key for asked in stub.asked]
    assert keys[0] == keys[1], "a provider knows the question by its key"
    assert stub.charged == 2
    spent = {call.key: call.tries for call in room.calls()}
    assert len(spent) == 2


@pytest.mark.both_engines
def test_two_workers_at_the_same_run_keep_one_letter(room: Scriptorium, stub: StubServer) -> None:
    run = room.order()
    stub.thinks = 0.3
    troubles: list[BaseException] = []

    def work() -> None:
        try:
            room.write(run)
        except BaseException as trouble:  # noqa: BLE001 - looked at below
            troubles.append(trouble)

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    if troubles:  # the loser of a race is tried again, as the job would be
        room.write(run, attempt=2)
    assert len(room.drafts()) == 1
    assert stub.charged == 2
