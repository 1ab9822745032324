"""A room to file from."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from extractors.sandbox import Sandbox
from tests.packet.case_made import Room, open_room


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def room(sessions: sessionmaker[Session], sandbox: Sandbox) -> Iterator[Room]:
    with sessions() as session:
        yield open_room(sessions, session, sandbox)
