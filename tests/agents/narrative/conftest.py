"""A stand-in for a model, in the hands of a true pen unless a test gives it another."""

from collections.abc import Iterator

import pytest

from evals.stub_server import StubServer
from tests.agents.narrative.pens import by_behaviour


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """The stand-in, which listens on the loopback."""
    with StubServer(by_behaviour) as opened:
        yield opened
