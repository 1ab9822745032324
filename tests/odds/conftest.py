"""An office whose cases are filed and answered; and the town of the pages."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.cases.office import Office, open_office


@pytest.fixture
def office(sessions: sessionmaker[Session]) -> Iterator[Office]:
    """A session, a supplier, an account and the rules in force."""
    with sessions() as session:
        yield open_office(session)
