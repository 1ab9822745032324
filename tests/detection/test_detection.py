"""Importing and detecting equals auditing; again changes nothing; newer exports say what they change."""

import pytest
from sqlalchemy import func, select

from cases.letters.casefile import finding_of
from ledger.findings import FindingVersion
from ledger.models import Case, JournalEntry, PaperLink
from matchers.judge import judge
from tests.detection.house import House
from tests.detection.supplier import FILES, File, frames, without


def audited(house: House, *files: File) -> dict[str, dict[str, object]]:
    """What an audit of these files finds on the same day."""
    return {f.id: f.to_json() for f in judge(frames(files), house.rules, house.today).findings}


def detected(house: House) -> dict[str, dict[str, object]]:
    return {key: finding_of(row, house.account.retailer).to_json() for key, row in house.rows().items()}


@pytest.mark.both_engines
def test_importing_a_folder_and_detecting_equals_auditing_it(house: House) -> None:
    house.take(*FILES)
    assert detected(house) == audited(house, *FILES)


@pytest.mark.both_engines
def test_judging_again_changes_nothing(house: House) -> None:
    house.take(*FILES)
    counts = [house.session.scalar(select(func.count()).select_from(t)) for t in (FindingVersion, JournalEntry, Case, PaperLink)]
    again = house.detect(everything=True)
    assert (again.changes, again.opened, again.changed, again.balances, again.links_changed) == ([], [], [], [], 0)
    assert counts == [house.session.scalar(select(func.count()).select_from(t)) for t in (FindingVersion, JournalEntry, Case, PaperLink)]


@pytest.mark.parametrize("name", [pytest.param(f.name, marks=pytest.mark.slow if n % 5 else ()) for n, f in enumerate(FILES)])
def test_a_file_that_comes_later_leads_to_the_findings_of_an_audit(house: House, name: str) -> None:
    house.take(*without(name))
    house.later(0)
    house.take(*(f for f in FILES if f.name == name))
    assert detected(house) == audited(house, *FILES)
