"""Storage by volume and time, dimensional weight, rate cards in any order, refunds on the statement itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from matchers.measures import volume_unit
from matchers.rate_cards import period_of
from rules.loader import load_rules
from tests.matchers.folder import ITEM, Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)


def stored(amount: str, *, number: str = "S-1", folder: Folder | None = None, **said: Any) -> Folder:
    """A hundred units of a cubic foot each (12 in by 12 in by 12 in) in January's store."""
    told: dict[str, Any] = {
        "fee_id": number,
        "sku": ITEM,
        "fee_type": "Monthly storage",
        "service_date": date(2026, 1, 31),
        "units": 100,
        "amount": amount,
        "currency": "USD",
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 1, 31),
    }
    return (folder or carded()).row(TableKind.FEE_STATEMENT, **(told | said))


def carded(basis: str = "cubic foot per month") -> Folder:
    folder = Folder()
    size = {"length": "12", "width": "12", "height": "12", "dimension_unit": "in", "weight": "3", "weight_unit": "lb"}
    folder.row(TableKind.CATALOGUE, sku=ITEM, case_pack=12, **size)
    for since, fee in ((date(2026, 1, 1), "0.78"), (date(2026, 10, 1), "2.40")):
        folder.row(TableKind.RATE_CARD, fee_type="Monthly storage", effective_from=since, size_tier="Standard", fee=fee, fee_basis=basis)
    return folder


def finding(folder: Folder, number: str = "S-1") -> Finding:
    return next(f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == number)


def told(folder: Folder, number: str = "S-1") -> tuple[Verdict, str, Decimal]:
    found = finding(folder, number)
    return found.verdict, found.reason, found.recoverable_amount


def test_a_month_of_storage_is_volume_times_the_rate_of_that_month() -> None:
    assert told(stored("78.00")) == (Verdict.ACCEPT, "as_agreed", Decimal(0))
    assert told(stored("240.00")) == (Verdict.DISPUTE, "wrong_storage_rate", Decimal("162.00"))


def test_half_a_month_is_charged_by_its_days() -> None:
    half: dict[str, Any] = {"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 15)}
    assert told(stored("78.00", **half)) == (Verdict.DISPUTE, "wrong_storage_rate", Decimal("40.26"))
    assert told(stored("37.74", **half))[0] is Verdict.ACCEPT


def test_the_volume_of_record_counts_and_rounding_of_it_is_no_dispute() -> None:
    rounded = stored("78.30", volume="100.4", volume_unit="cubic feet")
    assert told(rounded)[0] is Verdict.ACCEPT
    swollen = stored("117.00", volume="150", volume_unit="cubic feet")
    assert told(swollen) == (Verdict.DISPUTE, "wrong_volume", Decimal("39.00"))


def test_a_period_over_two_cards_is_for_a_person() -> None:
    across = stored("150.00", period_start=date(2026, 9, 15), period_end=date(2026, 10, 15), service_date=date(2026, 10, 15))
    assert told(across)[:2] == (Verdict.REVIEW, "card_changed")


def test_two_lines_for_one_item_and_time_may_be_two_warehouses() -> None:
    folder = stored("78.00")
    stored("78.00", number="S-2", folder=folder)
    assert told(folder, "S-1")[0] is Verdict.ACCEPT
    assert told(folder, "S-2") == (Verdict.REVIEW, "perhaps_charged_twice", Decimal(0)), "no statement names the place"
    assert "warehouse" in finding(folder, "S-2").why
    dear = stored("240.00", number="S-2", folder=stored("240.00"))
    assert told(dear, "S-2") == (Verdict.DISPUTE, "wrong_storage_rate", Decimal("162.00")), "too dear in whatever warehouse"


def test_what_was_given_back_is_not_charged_twice() -> None:
    folder = stored("78.00")
    stored("-78.00", folder=folder)
    stored("78.00", number="S-2", folder=folder)
    stored("1.00", number="S-3", folder=folder)
    assert told(folder, "S-2")[:2] == (Verdict.ACCEPT, "as_agreed"), "the first one was given back"
    partly = stored("78.00", number="S-2", folder=stored("78.00"))
    stored("-50.00", number="S-2", folder=partly)
    assert told(partly, "S-2")[:2] == (Verdict.REVIEW, "perhaps_charged_twice")


def test_a_fee_without_units_is_for_a_person() -> None:
    folder = handled("86.00", "0.86", (SMALL, LARGE))
    counted = {"sku": ITEM, "fee_type": "handling", "service_date": date(2026, 8, 5), "currency": "USD"}
    folder.row(TableKind.FEE_STATEMENT, fee_id="F-2", amount="47.00", **counted)
    assert told(folder, "F-2")[:2] == (Verdict.REVIEW, "units_missing")


def test_a_fee_by_the_day_needs_the_days() -> None:
    folder = stored("23.00", folder=carded("m³ je Tag"), period_start=None, period_end=None)
    assert told(folder)[:2] == (Verdict.REVIEW, "period_missing")


@pytest.mark.parametrize(
    "words, cubic_centimetres, period",
    [
        ("per cubic foot per month", "28316.846592", "month"),
        ("m³/Monat", "1000000", "month"),
        ("par m3 et par jour", "1000000", "day"),
        ("por pie cúbico y mes", "28316.846592", "month"),
        ("per metro cubo a settimana", "1000000", "week"),
        ("每立方米每月", "1000000", "month"),
        ("per unit", None, ""),
        ("tarif à l'unité", None, ""),
        ("per cubic foot per month, average daily volume", "28316.846592", "month"),
    ],
)
def test_what_a_fee_is_for_is_understood_in_six_languages(words: str, cubic_centimetres: str | None, period: str) -> None:
    assert volume_unit(words) == (Decimal(cubic_centimetres) if cubic_centimetres else None)
    assert period_of(words) == period


def handled(amount: str, per_unit: str, rows: tuple[dict[str, Any], ...], *, weight: str = "2") -> Folder:
    folder = Folder()
    size = {"length": "11", "width": "8", "height": "4", "dimension_unit": "in", "weight": weight, "weight_unit": "lb"}
    folder.row(TableKind.CATALOGUE, sku=ITEM, case_pack=12, **size)
    for row in rows:
        folder.row(TableKind.RATE_CARD, fee_type="Handling", effective_from=date(2026, 1, 1), weight_unit="lb", dimension_unit="in", **row)
    charged = {"sku": ITEM, "fee_type": "handling", "service_date": date(2026, 8, 5), "units": 100, "currency": "USD", **size}
    return folder.row(TableKind.FEE_STATEMENT, fee_id="F-1", fee_per_unit=per_unit, amount=amount, **charged)


def _sides(side: str) -> dict[str, str]:
    return {f"max_{name}_side": side for name in ("longest", "median", "shortest")}


SMALL = {"size_tier": "Small", "max_weight": "3", "fee": "0.47"} | _sides("12")
LARGE = {"size_tier": "Large", "max_weight": "15", "fee": "0.86"} | _sides("18")


@pytest.mark.parametrize("rows", [(SMALL, LARGE), (LARGE, SMALL)])
def test_the_smallest_tier_that_fits_counts_however_the_card_lists_them(rows: tuple[dict[str, Any], ...]) -> None:
    assert finding(handled("47.00", "0.47", rows), "F-1").verdict is Verdict.ACCEPT
    too_much = finding(handled("86.00", "0.86", rows), "F-1")
    assert (too_much.verdict, too_much.recoverable_amount) == (Verdict.DISPUTE, Decimal("39.00"))


def test_a_light_and_large_item_weighs_what_its_volume_says() -> None:
    by_volume = ({"size_tier": "To 2 lb", "max_weight": "2", "fee": "0.47"}, {"size_tier": "To 5 lb", "max_weight": "5", "fee": "0.86"})
    plain = handled("86.00", "0.86", by_volume, weight="1")
    assert told(plain, "F-1")[0] is Verdict.DISPUTE
    divided = handled("86.00", "0.86", tuple(row | {"dimensional_divisor": "139"} for row in by_volume), weight="1")
    assert told(divided, "F-1")[0] is Verdict.ACCEPT, "11 by 8 by 4 inches over 139 are 2.53 lb"


def test_a_card_that_has_ended_holds_no_more() -> None:
    ended = handled("47.00", "0.47", (SMALL | {"effective_to": date(2026, 6, 30)},))
    assert told(ended, "F-1")[:2] == (Verdict.REVIEW, "rate_card_missing")


def test_what_the_statement_gave_back_is_not_asked_for_again() -> None:
    folder = handled("86.00", "0.86", (SMALL, LARGE))
    back = {"sku": ITEM, "fee_type": "handling", "service_date": date(2026, 9, 5), "units": 100, "currency": "USD"}
    folder.row(TableKind.FEE_STATEMENT, fee_id="F-1", amount="-39.00", **back)
    for n in range(3):
        folder.row(TableKind.FEE_STATEMENT, fee_id=f"F-{n + 7}", amount="47.00", **back)
    assert told(folder, "F-1") == (Verdict.RESOLVED, "refunded", Decimal(0))


def test_a_card_in_another_currency_decides_nothing() -> None:
    assert told(handled("86.00", "0.86", (SMALL | {"currency": "EUR"},)), "F-1")[:2] == (Verdict.REVIEW, "other_currency")


def test_rows_of_a_card_that_gainsay_each_other_decide_nothing() -> None:
    folder = stored("240.00")
    folder.row(
        TableKind.RATE_CARD,
        fee_type="Monthly storage",
        effective_from=date(2026, 1, 1),
        size_tier="Oversize",
        fee="0.56",
        fee_basis="cubic foot per month",
    )
    assert told(folder)[:2] == (Verdict.REVIEW, "card_unclear")


def test_of_two_lines_for_the_same_room_the_same_one_stands_in_any_order() -> None:
    forth, back = stored("78.00"), stored("78.00", number="S-2")
    stored("78.00", number="S-2", folder=forth)
    stored("78.00", number="S-1", folder=back)
    assert [told(folder, "S-2")[1] for folder in (forth, back)] == ["perhaps_charged_twice", "perhaps_charged_twice"]
