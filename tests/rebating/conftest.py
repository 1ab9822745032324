"""A supplier that owes rebates to one customer and earns them from one vendor, in a real ledger."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.rebating.agreed import Desk, open_desk


@pytest.fixture
def desk(sessions: sessionmaker[Session]) -> Iterator[Desk]:
    """A session with a house and two partners; nothing is committed."""
    with sessions() as session:
        yield open_desk(session)
