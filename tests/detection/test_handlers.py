"""Judging as background work: in short transactions, broken off anywhere, overtaken, followed by what came meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import CancelledWorkError, JobState, Task, WorkKind
from cases.detection.deadline_sweep import accounts_of_the_day, deadlines_handler
from cases.detection.detecting import detect_handler, detect_in_pieces
from cases.detection.judging import OvertakenError, begin
from cases.intake.touches import touch
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.files import open_files
from ledger.journal import broken_links, chain_of
from ledger.models import Account, Case, FindingRow, FindingVersion, Touch
from tests.detection.house import NOW, House, open_house
from tests.detection.money import claimed
from tests.detection.supplier import FILES
from tests.detection.test_order_of_arrival import ends


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> object:
        return self.now


def no_readers() -> ReaderPool:
    raise AssertionError("a judgement reads no files")


def no_sandbox() -> Sandbox:
    raise AssertionError("a judgement opens no files")


@pytest.fixture
def desk(sessions: sessionmaker[Session]) -> Desk:
    return Desk(sessions, open_files("memory:///"), InlineWork(), Clock(), no_readers, no_sandbox)  # type: ignore[arg-type]


def moved_in(desk: Desk) -> int:
    """The whole made-up supplier received and waiting to be judged; the account."""
    with desk.sessions.begin() as session:
        house = open_house(session)
        house.receive(*FILES)
        return house.account.id


def house_of(session: Session, account_id: int) -> House:
    return House(session, session.get_one(Account, account_id))


def quiet(done: int, total: int | None, message: str = "") -> None:
    """Nobody watches."""


def run(desk: Desk) -> list[JobState]:
    work = desk.work
    assert isinstance(work, InlineWork)
    handlers = {WorkKind.DETECT: detect_handler(desk), WorkKind.DEADLINES: deadlines_handler(desk)}
    return [j.state for j in work.run_pending(desk.sessions, desk.now(), handlers=handlers, kinds=list(handlers), raising=True)]


@pytest.mark.both_engines
def test_a_job_takes_in_all_touches_at_once(desk: Desk) -> None:
    account = moved_in(desk)
    assert run(desk) == [JobState.DONE]
    with desk.sessions() as session:
        assert session.scalars(select(Touch.judged_at).where(Touch.account_id == account).distinct()).all() == [NOW]
        assert session.get_one(Account, account).judged_as_of == "2026-11-01"
        house = house_of(session, account)
        assert len(house.cases()) == 9
        assert list(broken_links(session, chain_of(house.account.supplier_id))) == []


@pytest.mark.both_engines
def test_in_pieces_or_in_one_transaction_it_ends_the_same(desk: Desk) -> None:
    account = moved_in(desk)
    detect_in_pieces(desk, account, quiet)
    with desk.sessions() as session:
        pieces = ends(house_of(session, account))
    with desk.sessions() as session:
        house = house_of(session, account)
        assert house.detect(everything=True).changes == []
        assert ends(house) == pieces


def breaks_off(desk: Desk, account: int, after: int) -> bool:
    """Judges, and breaks off after so many pieces; False where it came to its end before."""

    def watch(done: int, total: int | None, message: str = "") -> None:
        if total is not None and done == after < total:
            raise CancelledWorkError(message)

    try:
        detect_in_pieces(desk, account, watch)
    except CancelledWorkError:
        return True
    return False


@pytest.mark.slow
def test_broken_off_anywhere_and_run_again_it_ends_the_same(desk: Desk) -> None:
    account = moved_in(desk)
    stopped = 0
    while breaks_off(desk, account, stopped):
        stopped += 1
    assert stopped > 3
    with desk.sessions() as session:
        house = house_of(session, account)
        stands = ends(house)
        assert session.scalars(select(FindingVersion.version)).all() == [1] * len(session.scalars(select(FindingRow.id)).all())
        assert [c.number for c in session.scalars(select(Case).order_by(Case.number))] == list(range(1, 10))
        session.rollback()
        house.detect(everything=True)
        assert ends(house) == stands


@pytest.mark.both_engines
def test_what_is_touched_while_it_runs_is_judged_next(desk: Desk) -> None:
    account = moved_in(desk)

    def touched(done: int, total: int | None, message: str = "") -> None:
        del done, total
        if message == "judging":
            with desk.sessions.begin() as session:
                touch(session, desk.work, account, keys=["INV10482"], cause="a link by hand", now=NOW)

    assert detect_in_pieces(desk, account, touched).followed
    with desk.sessions() as session:
        assert [t.cause for t in session.scalars(select(Touch).where(Touch.judged_at.is_(None)))] == ["a link by hand"]
    assert run(desk)[-1] is JobState.DONE
    with desk.sessions() as session:
        assert session.scalars(select(Touch).where(Touch.judged_at.is_(None))).all() == []


@pytest.mark.both_engines
def test_a_judgement_that_is_overtaken_writes_nothing_more(desk: Desk) -> None:
    account = moved_in(desk)

    def overtaken(done: int, total: int | None, message: str = "") -> None:
        del done, total
        if message == "judging":
            with desk.sessions.begin() as session:
                begin(session, account, as_of=desk.today(), now=desk.now())

    with pytest.raises(OvertakenError):
        detect_in_pieces(desk, account, overtaken)
    with desk.sessions() as session:
        assert session.scalars(select(FindingRow.id)).all() == []
    assert detect_in_pieces(desk, account, quiet).judged == 12


@pytest.mark.both_engines
def test_the_sweep_takes_only_accounts_whose_day_has_come(desk: Desk) -> None:
    with desk.sessions.begin() as session:
        house = open_house(session)
        house.now = NOW.replace(month=9, day=1)
        house.take(*claimed())
        account = house.account.id
    set_clock(desk, 8)
    with desk.sessions() as session:
        assert accounts_of_the_day(session, NOW.replace(month=9, day=9).date()) == []
        assert [a.id for a in accounts_of_the_day(session, NOW.replace(month=9, day=13).date())] == [account]
    set_clock(desk, 12)
    deadlines_handler(desk)(Task("sweep", WorkKind.DEADLINES, {}), quiet)
    deadlines_handler(desk)(Task("sweep", WorkKind.DEADLINES, {}), quiet)
    assert run(desk) == [JobState.DONE, JobState.DONE]
    with desk.sessions() as session:
        assert [(c.verdict, c.next_action) for c in session.scalars(select(Case))] == [("dispute", "start")]
        assert accounts_of_the_day(session, desk.today()) == []


def set_clock(desk: Desk, days: int) -> None:
    """The clock, so many days after the first of September."""
    clock: Callable[[], object] = desk.clock
    assert isinstance(clock, Clock)
    clock.now = NOW.replace(month=9, day=1) + timedelta(days=days)
