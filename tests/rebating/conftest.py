"""A supplier that owes rebates to one customer and earns them from one vendor, in a real ledger."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.rebating.agreed import US, VENDOR, Desk, open_desk, sale, sales
from tests.rebating.claiming import MARCH, TIERS, look


@pytest.fixture
def desk(sessions: sessionmaker[Session]) -> Iterator[Desk]:
    """A session with a house and two partners; nothing is committed."""
    with sessions() as session:
        yield open_desk(session)


@pytest.fixture
def owed(desk: Desk) -> Desk:
    """A quarter in which the customer earned 240.00."""
    desk.approved(period="quarter", tiers=TIERS)
    desk.house.receive(sales("sales.csv", sale(1, "7000.00", MARCH), sale(2, "5000.00", MARCH)))
    look(desk)
    return desk


@pytest.fixture
def earned(desk: Desk) -> Desk:
    """A quarter in which the vendor owes us 240.00."""
    desk.approved(desk.payer, number="RB-2", payer=VENDOR, earner=US, period="quarter", tiers=TIERS, claim_deadline_days=400)
    desk.house.receive(sales("bought.csv", sale(1, "12000.00", MARCH, US)))
    look(desk)
    return desk
