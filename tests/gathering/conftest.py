"""A house to gather in."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.detection.house import House, open_house


@pytest.fixture
def house(sessions: sessionmaker[Session]) -> Iterator[House]:
    """A session and an account; nothing is committed."""
    with sessions() as session:
        yield open_house(session)
