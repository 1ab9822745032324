"""The ready-made house shows rebates at work: agreements in force, one that waits, claims in several states, a partner with its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from api.settings import Settings
from api.wiring import handlers, open_house
from cases.accounts.clients import make_supplier, open_account
from cases.background.inline_work import InlineWork
from cases.rebating.statements import latest_statement, months_of
from demo.house.people import Person, Team
from demo.house.rebates import RebateHouse, make_rebates
from demo.house.story import Clock
from ledger.migrating import upgrade
from ledger.rebate_claims import ClaimHold, RebateClaimRow, RebatePayout
from ledger.rebates import ContractVersion, Partner, RebateContract

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.mark.slow(seconds=8)
def test_the_house_shows_every_part_of_rebates(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    upgrade(settings.database)
    work, people = InlineWork(), [Person(f"{n}@demo.example", 1, n) for n in ("mara", "jonas", "tom")]
    with open_house(settings, work=lambda _: work, clock=Clock(NOW)) as house:
        with house.desk.sessions.begin() as session:
            supplier = make_supplier(session, name="Alder Goods", actor="t", now=NOW)
            account = open_account(session, supplier, retailer="amazon_us", on=NOW.date(), actor="t", now=NOW)
        team = Team((people[0], people[1]), people[2])
        wanted = RebateHouse(house.desk, work, handlers(house), account.id, team, "pia@demo.example", NOW)
        partner_id = make_rebates(wanted)
        with house.desk.sessions() as session:
            owed, earned = session.scalars(select(RebateContract).order_by(RebateContract.id)).all()
            assert (owed.side, earned.side, owed.partner_id) == ("we_owe", "owed_to_us", partner_id)
            for contract in (owed, earned):
                kept = latest_statement(session, contract.id)
                assert kept is not None
                assert (kept.problem, kept.earned_minor > 0, len(kept.content["periods"])) == ("", True, 4)
                assert len(months_of(session, contract.id)) == 11
            assert owed.figures["progress"]["worth_of_one_more"]
            assert {v.state.value for v in session.scalars(select(ContractVersion))} == {"approved", "submitted"}
            states = {c.state.value for c in session.scalars(select(RebateClaimRow))}
            assert {"reconciled", "claimed", "calculated"} <= states
            refuted = session.scalars(select(RebateClaimRow).where(RebateClaimRow.number == "NG-C2")).one()
            assert (refuted.verdict, refuted.difference_minor is not None and refuted.difference_minor > 0) == ("dispute", True)
            assert session.scalars(select(RebatePayout).where(RebatePayout.state == "reconciled")).all()
            assert session.get_one(Partner, partner_id).name == "Northgate Wholesale"
            assert "bank_account_changed" in {h.signal for h in session.scalars(select(ClaimHold))}
