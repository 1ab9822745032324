"""A ledger with three suppliers, and the rules of the house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from rules import load_rules
from rules.model import Rules
from tests.causes.deductions import TODAY, Deductions
from tests.made_up_cases import house


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules("amazon_us", None, TODAY)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as opened:
        house(opened)
        yield opened


@pytest.fixture
def deductions(session: Session) -> Deductions:
    return Deductions(session)
