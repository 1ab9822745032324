"""A stand-in for a model, and a room with a case whose receipt is missing."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from evals.stub_server import StubServer
from tests.agents.evidence.search_room import SearchRoom, search_room, silent_pen


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """The stand-in, which listens on the loopback and has nothing to say."""
    with StubServer(silent_pen) as opened:
        yield opened


@pytest.fixture
def room(sessions: sessionmaker[Session], stub: StubServer) -> SearchRoom:
    """The case with two receipts that nearly fit, both for the same place, day and count."""
    return search_room(sessions, stub)
