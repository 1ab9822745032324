"""The sweep of a sales event over the ledger is the sweep over the audited folder."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.reports.event_sweep import event_sweep
from cases.reports.selection import EVERYTHING
from facts.finding import Verdict
from tests.made_up_cases import columns, house, line, put, put_lines

pytestmark = pytest.mark.both_engines


def test_deductions_of_an_event_stand_beside_those_of_as_many_days_before(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        house(session)
        put(session, [columns(n, supplier_id=1 + (n == 5)) for n in range(1, 6)])
        days = {1: date(2026, 10, 6), 2: date(2026, 10, 3), 3: date(2026, 9, 30), 4: None, 5: date(2026, 10, 6)}
        put_lines(
            session,
            [
                line(n, n, account_id=1 + (n == 5), deducted_on=day, claimed_minor=n * 100, recoverable_minor=n * 100, purchase_order="4X",
                     safe_by=date(2026, 12, n), verdict=Verdict.ACCEPT if n == 2 else Verdict.DISPUTE)
                for n, day in days.items()
            ],
        )  # fmt: skip
        swept = event_sweep(
            session, "prime", date(2026, 10, 6), date(2026, 10, 7), supplier_ids=[1], selection=EVERYTHING, today=date(2026, 11, 1)
        )
        assert (swept.normal_first, swept.normal_last) == (date(2026, 10, 4), date(2026, 10, 5))
        assert [(row.event_lines, f"{row.event_claimed}", row.normal_lines) for row in swept.leakage if row.kind is None] == [
            (1, "1.00", 0)
        ]
        assert [(f.id, f.purchase_order, f.safe_by) for f in swept.open] == [("f1", "4X", date(2026, 12, 1))]
        assert swept.undated == 1
        both = event_sweep(
            session, "prime", date(2026, 10, 6), date(2026, 10, 7), supplier_ids=None, selection=EVERYTHING, today=date(2026, 11, 1)
        )
        assert [f.id for f in both.open] == ["f1", "f5"]
        none = event_sweep(
            session, "prime", date(2026, 10, 6), date(2026, 10, 7), supplier_ids=[], selection=EVERYTHING, today=date(2026, 11, 1)
        )
        assert (none.leakage, none.open) == ((), ())
