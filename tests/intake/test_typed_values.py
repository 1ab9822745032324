"""Values as people type them or as they stand printed, understood by the paper's own way of writing."""

from __future__ import annotations

import pytest

from cases.intake.typed_values import understood
from extractors.papers.region import Region
from facts.paper_fields import FieldValueError

AMERICAN = Region("en", "mdy", decimal_comma=False, currency="USD")
GERMAN = Region("de", "dmy", decimal_comma=True, currency="EUR")
UNTOLD = Region("en", None, decimal_comma=None, currency=None)


@pytest.mark.parametrize(
    "name, written, region, meant",
    [
        ("ship_date", "11/02/2026", AMERICAN, "2026-11-02"),
        ("ship_date", "11/02/2026", GERMAN, "2026-02-11"),
        ("ship_date", "2. November 2026", GERMAN, "2026-11-02"),
        ("ship_date", "2026-11-02", UNTOLD, "2026-11-02"),
        ("submitted_at", "11/02/2026 2:30 PM", AMERICAN, "2026-11-02T14:30"),
        ("delivery_time", "2:34 PM", AMERICAN, "14:34"),
        ("amount", "$1,234.50", AMERICAN, "1234.50"),
        ("amount", "1.234,50 €", GERMAN, "1234.50"),
        ("amount", "1.234", GERMAN, "1234"),
        ("amount", "(12.00)", AMERICAN, "-12.00"),
        ("rate", "2,5 %", GERMAN, "0.025"),
        ("total_cartons", "33 cartons", AMERICAN, 33),
        ("total_weight", "1,284.5 lbs", AMERICAN, "1284.5"),
        ("signed", "Yes", AMERICAN, True),
        ("currency", "€", GERMAN, "EUR"),
        ("purchase_orders", "4XK2P9QR, 7TT1M0AB", AMERICAN, ["4XK2P9QR", "7TT1M0AB"]),
    ],
)
def test_what_is_written_is_understood(name: str, written: str, region: Region, meant: object) -> None:
    assert understood(name, written, region) == meant


@pytest.mark.parametrize("written", ["33 of 40 cartons", "soon", "12 or 13"])
def test_what_could_mean_two_things_is_left_as_it_is(written: str) -> None:
    assert understood("total_cartons", written, AMERICAN) == written


def test_a_day_that_could_be_two_is_refused_with_what_to_write() -> None:
    with pytest.raises(FieldValueError, match="day and month could change places"):
        understood("ship_date", "11/02/2026", UNTOLD)
