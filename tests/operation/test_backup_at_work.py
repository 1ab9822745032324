"""A house is backed up while papers come in and people work on cases: restored elsewhere it is sound and reports the same."""

from pathlib import Path

import pytest

from bench.backup import places, rehearse


@pytest.mark.slow(seconds=40)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_backed_up_under_load_is_sound_elsewhere_and_says_the_same_in_every_report(kind: str, tmp_path: Path) -> None:
    with places(kind, tmp_path / "databases") as (url, elsewhere):
        moments = rehearse(tmp_path, url, elsewhere, backups=2, between=25, rest=0.2)
    first, second = (moment.counts for moment in moments)
    assert 0 < first["cases"] < second["cases"]
    assert 0 < first["documents"] < second["documents"]
    assert second["filings"] > 0
    assert any(said["rows"] for said in moments[1].reports.values())
    assert moments[0].reports != moments[1].reports
