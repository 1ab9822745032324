"""A reading room on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from evals.stub_server import StubServer
from tests.agents.reading_help.reading_room import ReadingRoom


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer() as server:
        yield server


@pytest.fixture
def room(sessions: sessionmaker[Session], stub: StubServer, tmp_path: Path) -> ReadingRoom:
    return ReadingRoom(sessions, stub, tmp_path)
