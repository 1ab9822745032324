"""The look at an account's rebates runs in the background: ordered where something changed, in short transactions, and alike each time."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import Desk as WorkDesk
from cases.background.inline_work import InlineWork
from cases.background.work import WorkKind
from cases.rebating.renewing import order_after_judgement, renewal_handler
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.files import open_files
from ledger.models import ContractVersion, DocumentOrigin, Job, RebateContract, RebateStatement
from tests.detection.house import NOW
from tests.rebating.agreed import contract, open_desk, sale, sales


@pytest.fixture
def work_desk(sessions: sessionmaker[Session], tmp_path: Path) -> WorkDesk:
    """A desk at work; its clock stands at the house's morning."""
    return WorkDesk(sessions, open_files(str(tmp_path)), InlineWork(), lambda: NOW, ReaderPool, Sandbox)


def run(desk: WorkDesk) -> list[str]:
    """Carries out what waits; gives the keys."""
    assert isinstance(desk.work, InlineWork)
    later = desk.now() + timedelta(minutes=2)
    handlers = {WorkKind.REBATES: renewal_handler(desk)}
    done = desk.work.run_pending(desk.sessions, later, handlers=handlers, kinds=[WorkKind.REBATES], raising=True)
    return [job.key for job in done]


@pytest.mark.both_engines
def test_the_daily_look_goes_to_every_account_with_agreements_and_says_a_thing_once(work_desk: WorkDesk) -> None:
    with work_desk.sessions.begin() as session:
        desk = open_desk(session)
        desk.approved()
        desk.house.receive(sales("sales.csv", sale(1, "12000.00", date(2026, 3, 5))))
        work_desk.work.submit(session, WorkKind.REBATES, {}, "rebates:today", now=work_desk.now())
    run(work_desk)
    keys = run(work_desk)
    assert keys == [] or all(k.startswith("rebates:") for k in keys)
    with work_desk.sessions() as session:
        [kept] = session.scalars(select(RebateStatement)).all()
        assert kept.earned_minor == 240_00
        assert len(session.scalars(select(Job).where(Job.kind == "rebates")).all()) == 2


@pytest.mark.both_engines
def test_a_judgement_orders_the_look_where_there_are_agreements_and_only_there(work_desk: WorkDesk) -> None:
    with work_desk.sessions.begin() as session:
        desk = open_desk(session)
        account = desk.house.account
        assert order_after_judgement(session, work_desk.work, account, 1, now=work_desk.now()) is None
        desk.house.receive(contract())
        assert order_after_judgement(session, work_desk.work, account, 2, now=work_desk.now()) is not None


@pytest.mark.both_engines
def test_a_contract_that_came_for_nobody_becomes_a_draft_once_it_belongs_to_an_account(work_desk: WorkDesk) -> None:
    with work_desk.sessions.begin() as session:
        desk = open_desk(session)
        desk.house.receive(contract())
        session.query(ContractVersion).delete()
        session.query(RebateContract).delete()
        assert session.scalars(select(DocumentOrigin)).one().account_id is not None
        order_after_judgement(session, work_desk.work, desk.house.account, 1, now=work_desk.now())
    run(work_desk)
    with work_desk.sessions() as session:
        assert session.scalars(select(ContractVersion)).one().origin == "read"
