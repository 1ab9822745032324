"""A house with a supplier and models that a stand-in on the loopback answers for, on each database."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from agents.silence import be_silent
from evals.stub_server import StubServer
from tests.agents.model.asking_house import AskingHouse


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer(lambda asked: f'{{"sentences": ["{len(asked.data)} characters were read, and this is said of them."]}}') as server:
        yield server


@pytest.fixture(scope="session")
def clients_loaded() -> None:
    """What libraries take to load is nobody's time limit."""
    be_silent()
    for name in ("langchain_openai", "langchain_anthropic"):
        import_module(name)


@pytest.fixture
def house(clients_loaded: None, sessions: sessionmaker[Session], stub: StubServer, tmp_path: Path) -> AskingHouse:
    del clients_loaded
    return AskingHouse(sessions, stub, tmp_path)
