"""Killed at any node of its graph, reading help goes on, asks once and proposes once, on each database."""

from __future__ import annotations

import pytest

from agents.checkpoints import migrate
from agents.reading_help import steps
from facts.documents import DocumentKind
from tests.agents.reading_help.reading_room import NOTICE, RIGHT, ReadingRoom, points_at

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def tables(database_url: str) -> None:
    migrate(database_url)


class KilledError(BaseException):
    """The worker died here."""


@pytest.mark.parametrize("node", ["gather", "ask", "check", "propose"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_node_it_goes_on_and_asks_and_proposes_once(
    room: ReadingRoom, monkeypatch: pytest.MonkeyPatch, node: str, when: str
) -> None:
    room.stub.write = points_at(**RIGHT)
    run = room.order(room.paper(DocumentKind.CHARGEBACK_NOTICE, *NOTICE))
    whole = getattr(steps.Steps, node)

    def dies(self: steps.Steps, state: steps.State) -> steps.State:
        if when == "after":
            whole(self, state)
        raise KilledError

    monkeypatch.setattr(steps.Steps, node, dies)
    with pytest.raises(KilledError):
        room.start(run.id)
    monkeypatch.setattr(steps.Steps, node, whole)
    room.start(run.id)
    assert room.row(run.id).state == "done"
    assert {row.state for row in room.pointed().values()} == {"proposed"}
    assert len(room.pointed()) == 4
    assert room.stub.charged == 1
