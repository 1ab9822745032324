"""One reader process for all tests of a file, and an office on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from extractors.kept_readings import KeptReadings
from extractors.read import ReaderPool
from tests.intake.office import Office, open_office


@pytest.fixture(scope="package")
def pool(kept: Callable[[], KeptReadings]) -> Iterator[ReaderPool]:
    with ReaderPool(1, kept=kept) as opened:
        yield opened


@pytest.fixture
def office(sessions: sessionmaker[Session], pool: ReaderPool, tmp_path: Path) -> Office:
    return open_office(sessions, pool, tmp_path)
