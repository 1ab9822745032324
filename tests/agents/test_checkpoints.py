"""How far a graph came stands beside the ledger on both databases, as plain values, and a new worker goes on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session, sessionmaker

from agents.checkpoints import CHECKPOINT_TABLES, SCHEMA, migrate, saver
from agents.silence import be_silent
from cases.background.desk import Desk
from evals.stub_server import StubServer
from ledger.migrating import differences
from ledger.models import Row
from tests.agents.model.asking_house import AskingHouse

pytestmark = pytest.mark.both_engines


class Way(TypedDict, total=False):
    been: list[str]


class KilledError(BaseException):
    """The worker died here."""


def graph(desk: Desk, key: str, done: list[str], dies_at: str = "") -> dict[str, Any]:
    be_silent()
    from langgraph.graph import END, START, StateGraph  # noqa: PLC0415 - after it was told to be silent

    def step(name: str) -> Any:
        def carry_out(state: Way) -> Way:
            if name == dies_at:
                raise KilledError
            done.append(name)
            return {"been": [*state.get("been", []), name]}

        return carry_out

    drawn = StateGraph(Way)
    for before, name in ((START, "gather"), ("gather", "ask"), ("ask", "keep")):
        drawn.add_node(name, step(name))
        drawn.add_edge(before, name)
    drawn.add_edge("keep", END)
    with saver(desk) as checkpoints:
        compiled = drawn.compile(checkpointer=checkpoints)
        thread: Any = {"configurable": {"thread_id": key}}
        begun = compiled.get_state(thread).values
        outcome: dict[str, Any] = compiled.invoke(None if begun else {"been": []}, thread, durability="sync")
        return outcome


def test_a_graph_goes_on_where_its_worker_died(sessions: sessionmaker[Session], database_url: str, tmp_path: Path) -> None:
    migrate(database_url)
    with StubServer() as stub:
        desk = AskingHouse(sessions, stub, tmp_path).desk
        done: list[str] = []
        with pytest.raises(KilledError):
            graph(desk, "run 1", done, dies_at="ask")
        assert graph(desk, "run 1", done)["been"] == ["gather", "ask", "keep"]
        assert graph(desk, "run 2", [])["been"] == ["gather", "ask", "keep"]
    assert done == ["gather", "ask", "keep"]


def test_the_tables_are_made_again_and_again_and_are_none_of_ours(
    engine: Engine, sessions: sessionmaker[Session], database_url: str, tmp_path: Path
) -> None:
    migrate(database_url)
    migrate(database_url)
    with StubServer() as stub:
        graph(AskingHouse(sessions, stub, tmp_path).desk, "run", [])
    made = set(inspect(engine).get_table_names(schema=SCHEMA if engine.dialect.name == "postgresql" else None))
    assert made & CHECKPOINT_TABLES
    assert not CHECKPOINT_TABLES & set(Row.metadata.tables)
    assert differences(database_url) == []
