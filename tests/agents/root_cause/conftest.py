"""A stand-in for a model that writes true notes unless a test gives it another pen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals.stub_server import StubServer
from tests.agents.root_cause.workroom import answering, true_note


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer(answering(true_note)) as opened:
        yield opened
