"""From answers to the order of the queue, in the ledger: what is learnt, what an open case is worth by it, and when it is learnt anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Handler, JobState, WorkKind
from cases.life.answers import record_answer
from cases.life.standing import refresh
from cases.life.transitions import move
from cases.odds.cells import AGAIN, FIRST, ON_RECORD, SETTLEMENT
from cases.odds.fitting import Ended
from cases.odds.learning import ended_filings
from cases.odds.renewing import odds_handler, renew_cases, renew_cells
from cases.odds.weighing import at_stake
from cases.odds.worth import MILLION, Odds, expected_minor, worth_per_hour
from cases.worklist.pages import Sort, View, page
from ledger.cases import Case, CaseState, Filing
from ledger.files import open_files
from ledger.improving import OddsCell
from tests.cases.office import Office, open_office

PROVEN = {"reason": "proof_shows_full_delivery"}
ROUNDED = {"reason": "rounding_difference"}


def answered(office: Office, kind: str, line: dict[str, Any], approved: int | None = None) -> Case:
    """A case that was filed and answered."""
    case = office.case({"reference": f"INV{office.now:%H%M%S}{office.session.query(Case).count()}SC"} | line)
    filing = office.filed(case)
    record_answer(
        office.session, case, filing, kind=kind, answered_on=office.today, approved_minor=approved, reason="not proven", **office.by()
    )
    return case


def renewed(office: Office) -> None:
    """The odds as a night's work leaves them."""
    office.session.flush()
    renew_cells(office.session, today=office.today, now=office.now)
    renew_cases(office.session, 1, 10_000)
    office.session.expire_all()


def by_path(ended: list[Ended]) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """What ended, folds put together."""
    sums: dict[tuple[str, ...], tuple[int, int, int]] = {}
    for some in ended:
        decided, won, share = sums.get(some.path, (0, 0, 0))
        sums[some.path] = (decided + some.decided, won + some.won, share + some.share)
    return sums


def test_answers_are_counted_by_the_sort_of_filing_and_the_last_one_stands(office: Office) -> None:
    session = office.session
    answered(office, "approved", PROVEN)
    answered(office, "partly_approved", PROVEN, approved=12510)
    denied = answered(office, "denied", PROVEN)
    answered(office, "denied", ROUNDED)
    last = session.scalars(select(Filing).where(Filing.case_id == denied.id)).one()
    asked = answered(office, "information_requested", ROUNDED)
    record_answer(session, denied, last, kind="approved", answered_on=office.today, **office.by())
    session.flush()
    supplier = str(office.supplier.id)
    assert by_path(ended_filings(session)) == {
        (FIRST, "shortage", "proof_shows_full_delivery", "waived", "amazon_us", supplier): (3, 3, 2 * MILLION + 250_000),
        (FIRST, "shortage", "rounding_difference", "waived", "amazon_us", supplier): (1, 0, 0),
    }
    assert asked.state is CaseState.ANSWERED


def test_a_further_round_and_a_filing_made_elsewhere_are_sorts_of_their_own(office: Office) -> None:
    session = office.session
    case = answered(office, "denied", PROVEN)
    office.later(3)
    move(session, case, CaseState.DRAFTING, **office.by())
    office.draft(case)
    move(session, case, CaseState.IN_REVIEW, **office.by())
    move(session, case, CaseState.READY_TO_FILE, **office.by("ben"))
    from cases.life.filings import record_filing, record_imported_filing  # noqa: PLC0415

    again = record_filing(session, case, channel="portal", filed_on=office.today, what_is_new="the signed sheet", **office.by())
    record_answer(session, case, again, kind="approved", answered_on=office.today, **office.by())
    other = office.case({"reference": "INV7SC", "reason": "dispute_on_record"})
    made = record_imported_filing(session, other, dispute_id="D9", filed_on=office.today, amount_minor=100, **office.by())
    record_answer(session, other, made, kind="denied", answered_on=office.today, reason="no", **office.by())
    session.flush()
    found = {path[:4]: counts for path, counts in by_path(ended_filings(session)).items()}
    assert found[AGAIN, "shortage", "proof_shows_full_delivery", "waived"] == (1, 1, MILLION)
    assert found[FIRST, "shortage", "", ON_RECORD] == (1, 0, 0)


@pytest.mark.both_engines
def test_the_queue_follows_what_was_learnt(office: Office) -> None:
    session = office.session
    for _ in range(8):
        answered(office, "approved", PROVEN)
        answered(office, "denied", ROUNDED)
    promising = office.case({"reference": "INV901SC", "recoverable_minor": 30000} | PROVEN)
    larger = office.case({"reference": "INV902SC", "recoverable_minor": 40000} | ROUNDED)
    waiting = office.filed(office.case({"reference": "INV903SC", "recoverable_minor": 90000} | PROVEN))
    renewed(office)
    view = View(None, closed=False, states=[CaseState.GATHERING_EVIDENCE, CaseState.FILED, CaseState.DETECTED], sort=Sort.WORTH)
    shown = [row.id for row in page(session, view).rows]
    assert shown.index(promising.id) < shown.index(larger.id) < shown.index(waiting.case_id)
    assert promising.chance_ppm is not None
    assert larger.chance_ppm is not None
    assert promising.chance_ppm > 740_000 > larger.chance_ppm
    assert session.get_one(Case, waiting.case_id).worth_per_hour_minor == 0
    assert session.get_one(Case, waiting.case_id).expected_minor > promising.expected_minor


def test_before_any_answer_the_public_figures_stand(office: Office) -> None:
    case = office.case({"recoverable_minor": 10000})
    assert (case.chance_ppm, case.expected_minor) == (740_000, 6660)
    before = case.worth_per_hour_minor
    renewed(office)
    case = office.session.get_one(Case, case.id)
    assert (case.chance_ppm, case.expected_minor, case.worth_per_hour_minor) == (740_000, 6660, before)


def test_a_case_that_changes_is_weighed_at_once_by_its_cell(office: Office) -> None:
    session = office.session
    for _ in range(6):
        answered(office, "denied", PROVEN)
    renewed(office)
    case = office.case({"reference": "INV77SC", "recoverable_minor": 10000} | PROVEN)
    low = case.chance_ppm
    assert low is not None
    assert low < 740_000
    line = office.line(case, reference="INV77SC", recoverable_minor=5000, **PROVEN)
    refresh(session, case, office.rules, today=office.today, now=office.now)
    assert case.expected_minor == expected_minor(Odds(low, 900_000), at_stake_minor=15000, granted_minor=0)
    line.gone_at = office.now
    refresh(session, case, office.rules, today=office.today, now=office.now)
    assert case.expected_minor == expected_minor(Odds(low, 900_000), at_stake_minor=10000, granted_minor=0)


def test_what_is_granted_and_not_paid_is_expected_whole_and_has_no_odds(office: Office) -> None:
    won = answered(office, "approved", PROVEN)
    assert (won.chance_ppm, won.odds_key, won.expected_minor) == (None, None, 50040)
    lost = answered(office, "denied", PROVEN)
    assert lost.odds_key is not None
    assert lost.odds_key.startswith(AGAIN)
    assert lost.chance_ppm == 250_000


def test_new_odds_leave_a_case_s_version_alone(office: Office) -> None:
    case = office.case(PROVEN)
    office.session.flush()
    version, changed = case.version, case.changed_at
    for _ in range(5):
        answered(office, "denied", PROVEN)
    was = case.chance_ppm
    office.later(1)
    renewed(office)
    assert case.chance_ppm != was
    assert (case.version, case.changed_at) == (version, changed)


@pytest.mark.both_engines
@given(
    open_minor=st.integers(0, 10**15),
    approved=st.integers(0, 10**15),
    paid=st.integers(0, 10**15),
    minutes=st.integers(0, 90),
    chance=st.integers(10_000, 990_000),
    share=st.integers(0, MILLION),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_the_database_counts_as_the_house_does(
    office: Office, open_minor: int, approved: int, paid: int, minutes: int, chance: int, share: int
) -> None:
    session = office.session
    if (case := session.scalar(select(Case))) is None:
        case = office.case(PROVEN)
    assert case.odds_key is not None
    session.execute(delete(OddsCell))
    session.add(OddsCell(key=case.odds_key, level=5, chance_ppm=chance, share_ppm=share, fitted_at=office.now))
    session.execute(
        update(Case).values(open_minor=open_minor, approved_minor=approved, paid_minor=paid, minutes_left=minutes, chance_ppm=None)
    )
    renew_cases(session, 1, 10_000)
    session.expire_all()
    stake = at_stake(case)
    expected = expected_minor(Odds(chance, share), at_stake_minor=stake.undecided, granted_minor=stake.granted)
    assert (case.chance_ppm, case.expected_minor) == (chance, expected)
    assert case.worth_per_hour_minor == worth_per_hour(expected, minutes)


def nobody() -> Any:
    """Odds read no files."""
    raise AssertionError


@pytest.fixture
def at_night(sessions: sessionmaker[Session]) -> Callable[[Office], str]:
    """Carries out the work of the odds; gives what it said at its end."""

    def carry_out(office: Office) -> str:
        handlers: dict[WorkKind, Handler] = {}
        work = InlineWork(handlers)
        desk = Desk(sessions, open_files("memory:///"), work, lambda: office.now, nobody, nobody)
        handlers[WorkKind.ODDS] = odds_handler(desk)
        office.session.commit()
        with sessions.begin() as session:
            work.submit(session, WorkKind.ODDS, {}, f"odds:{office.now:%Y-%m-%dT%H:%M}", now=office.now)
        work.run_pending(sessions, office.now)
        with sessions() as session:
            job = work.jobs(session)[0]
        assert job.state is JobState.DONE, job.message
        office.session.expire_all()
        return job.message

    return carry_out


def test_the_house_learns_when_answers_came_and_not_otherwise(office: Office, at_night: Callable[[Office], str]) -> None:
    case = office.case(PROVEN)
    assert at_night(office) == "no filing was answered yet: the public figures stand"
    office.later(0)
    office.now += timedelta(hours=1)
    assert at_night(office) == "no answer came since the odds were last worked out"
    answered(office, "denied", PROVEN)
    office.now += timedelta(hours=1)
    assert at_night(office).startswith("1 answered filings")
    assert case.chance_ppm is not None
    assert case.chance_ppm < 740_000
    office.now += timedelta(hours=1)
    assert at_night(office) == "no answer came since the odds were last worked out"
    office.later(1)
    assert at_night(office).startswith("1 answered filings")


def test_cases_from_before_the_odds_are_weighed_once(office: Office, at_night: Callable[[Office], str]) -> None:
    case = office.case(PROVEN)
    office.session.flush()
    office.session.execute(update(Case).values(odds_key=None, minutes_left=None, chance_ppm=None, expected_minor=0))
    at_night(office)
    assert (case.chance_ppm, case.minutes_left is not None, case.expected_minor > 0) == (740_000, True, True)


def test_a_settlement_is_a_kind_of_its_own(office: Office) -> None:
    from cases.life.settlements import open_settlement  # noqa: PLC0415

    lost = answered(office, "denied", PROVEN)
    made = open_settlement(office.session, [lost], **office.by())
    assert made.odds_key is not None
    assert made.odds_key.split("|")[:2] == [FIRST, SETTLEMENT]


@pytest.mark.both_engines
def test_suppliers_share_what_is_known_of_the_whole_house(office: Office) -> None:
    for _ in range(12):
        answered(office, "denied", PROVEN)
    renewed(office)
    other = open_office_beside(office)
    case = other.case({"reference": "INV5SC"} | PROVEN)
    assert case.chance_ppm is not None
    assert case.chance_ppm < 600_000


def open_office_beside(office: Office) -> Office:
    """A second supplier in the same house."""
    office.supplier.slug = "halden-before"
    office.session.flush()
    return open_office(office.session)
