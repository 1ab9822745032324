"""Reports say what the ledger says: every figure is worked out once more, case by case, in plain words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.orm import Session, sessionmaker

from cases.reports.catalogue import REPORTS, UnknownReportError, report
from cases.reports.causes import last_months
from cases.reports.durations import quantile
from cases.reports.selection import Axis, Selection
from facts.finding import FindingType
from facts.money import Money
from ledger.cases import Case, CaseForm, CaseState
from ledger.findings import FindingRow
from tests.made_up_cases import NOW, SUPPLIERS, TODAY, USERS, columns, house, line, put, put_lines
from tests.reports.plain_sums import PLAINLY, recovery

SOME = settings(
    max_examples=min(40, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
S = CaseState
AMOUNT = st.sampled_from((0, 0, 1, 99, 1_000, 12_345))
DAY = st.none() | st.integers(0, 200).map(lambda n: TODAY - timedelta(days=n))
CASE = st.fixed_dictionaries(
    {
        "supplier_id": st.sampled_from(SUPPLIERS),
        "type": st.sampled_from((FindingType.SHORTAGE, FindingType.FEE)),
        "retailer": st.sampled_from(("amazon_us", "walmart")),
        "destination": st.sampled_from(("", "PHX3", "LGB8")),
        "carrier": st.sampled_from(("", "ABFS")),
        "sku": st.sampled_from(("", "B01")),
        "assignee_id": st.none() | st.sampled_from(USERS),
        "root_cause": st.none() | st.sampled_from(("not_received", "rounding")),
        "currency": st.sampled_from(("USD", "JPY")),
        "form": st.sampled_from((CaseForm.DISPUTE, CaseForm.DISPUTE, CaseForm.DISPUTE, CaseForm.SETTLEMENT)),
        "state": st.sampled_from((S.DETECTED, S.DRAFTING, S.FILED, S.ANSWERED, S.ANSWERED, S.CLOSED, S.CLOSED, S.EXPIRED, S.SNOOZED)),
        "state_before": st.none() | st.just(S.ANSWERED),
        "close_reason": st.none() | st.sampled_from(("won", "lost", "accepted")),
        "rounds": st.integers(0, 2),
        "evidence_state": st.sampled_from(("complete", "weak", "missing", "waived")),
        "missed_deadline": st.booleans(),
        "deducted_on": DAY,
        "first_filed_on": DAY,
        "decided_on": DAY,
        "reply_due": st.none() | st.none() | st.just(TODAY),
        "paid_on": DAY,
        **{
            f"{name}_minor": AMOUNT
            for name in (
                "claimed",
                "recoverable",
                "disputed",
                "approved",
                "paid",
                "mitigated",
                "offset",
                "rededucted",
                "written_off",
                "open",
            )
        },
    }
)
LINES = st.lists(st.tuples(st.sampled_from(("B01", "B02", "B03")), st.sampled_from((0, 1, 7, 500, 2**33)), st.booleans()), max_size=4)
SELECTION = st.builds(
    Selection,
    supplier_id=st.none() | st.sampled_from(SUPPLIERS),
    deducted_from=st.none() | st.just(TODAY - timedelta(days=100)),
    deducted_to=st.none() | st.just(TODAY - timedelta(days=20)),
    retailer=st.none() | st.just("walmart"),
    type=st.none() | st.just(FindingType.FEE),
)
SCOPE = st.none() | st.frozensets(st.sampled_from(SUPPLIERS))
PLAIN_AXES = [axis for axis in Axis if axis is not Axis.SKU]
COLUMN_OF = {Axis.SUPPLIER: "supplier_id", Axis.DC: "destination", Axis.MONTH: "deduction_month", Axis.ASSIGNEE: "assignee_id"}


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as opened:
        house(opened)
        yield opened


def laid_out(session: Session, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ledger holds these cases and no others."""
    session.execute(delete(FindingRow))
    session.execute(delete(Case))
    made = [columns(n, **case) for n, case in enumerate(cases, start=1)]
    put(session, made)
    return made


def asked(cases: Iterable[dict[str, Any]], scope: frozenset[int] | None, s: Selection) -> list[dict[str, Any]]:
    return [
        c
        for c in cases
        if (scope is None or c["supplier_id"] in scope)
        and s.supplier_id in {None, c["supplier_id"]}
        and s.retailer in {None, c["retailer"]}
        and s.type in {None, c["type"]}
        and (s.deducted_from is None or (c["deducted_on"] is not None and c["deducted_on"] >= s.deducted_from))
        and (s.deducted_to is None or (c["deducted_on"] is not None and c["deducted_on"] <= s.deducted_to))
    ]


def plain(value: Any) -> Any:
    return value.minor if isinstance(value, Money) else value


def rows_of(
    session: Session, name: str, by: Axis | None, scope: frozenset[int] | None, selection: Selection
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Rows and totals by (value, currency): column name → value, amounts in minor units."""
    made = report(session, name, supplier_ids=scope, today=TODAY, selection=selection, by=by)

    def named(row: tuple[Any, ...]) -> dict[str, Any]:
        return {column.name: plain(value) for column, value in zip(made.columns, row, strict=True)}

    rows = [named(row) for row in made.rows]
    totals = [named(row) for row in made.totals]
    assert len({(row.get(by.value if by else ""), row["currency"]) for row in rows}) == len(rows)
    return {(row.get(by.value if by else ""), row["currency"]): row for row in rows}, {row["currency"]: row for row in totals}


@pytest.mark.both_engines
@pytest.mark.parametrize("name", list(PLAINLY))
@given(cases=st.lists(CASE, max_size=8), by=st.none() | st.sampled_from(PLAIN_AXES), scope=SCOPE, selection=SELECTION)
@SOME
def test_a_report_says_what_the_cases_say(
    session: Session, name: str, cases: list[dict[str, Any]], by: Axis | None, scope: frozenset[int] | None, selection: Selection
) -> None:
    made = asked(laid_out(session, cases), scope, selection)
    rows, totals = rows_of(session, name, by, scope, selection)
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for c in made:
        groups[c[COLUMN_OF.get(by, by.value)] if by else None, c["currency"]].append(c)
    expected = {key: PLAINLY[name](group) for key, group in groups.items()}
    if name == "timing":
        expected = {key: shown for key, shown in expected.items() if any(shown[f"to_{s}_n"] for s in ("file", "decide", "pay"))}
    assert rows.keys() == expected.keys()
    for key, shown in expected.items():
        assert rows[key] | shown == rows[key]
    for currency, row in totals.items():
        assert row | PLAINLY[name]([c for c in made if c["currency"] == currency]) == row


@given(cases=st.lists(CASE, max_size=6), scope=SCOPE)
@SOME
def test_the_cohorts_of_deduction_months_add_up_to_the_ledger(
    session: Session, cases: list[dict[str, Any]], scope: frozenset[int] | None
) -> None:
    made = asked(laid_out(session, cases), scope, Selection())
    rows, _ = rows_of(session, "recovery", Axis.MONTH, scope, Selection())
    for name in ("claimed", "approved", "paid", "mitigated", "offset", "rededucted", "written_off", "open"):
        column = "deducted" if name == "claimed" else name
        for currency in ("USD", "JPY"):
            ledger = sum(c[f"{name}_minor"] for c in made if c["currency"] == currency)
            assert sum(row[column] for (_, its), row in rows.items() if its == currency) == ledger


@given(cases=st.lists(st.tuples(CASE, LINES), max_size=5))
@SOME
def test_by_item_every_cent_falls_to_exactly_one_item(session: Session, cases: list[tuple[dict[str, Any], Any]]) -> None:
    made = laid_out(session, [case for case, _ in cases])
    lines = [
        line(100 * n + place, n, sku=sku, claimed_minor=weight, gone_at=NOW if gone else None)
        for n, (_, its_lines) in enumerate(cases, start=1)
        for place, (sku, weight, gone) in enumerate(its_lines)
    ]
    put_lines(session, lines)
    rows, totals = rows_of(session, "recovery", Axis.SKU, None, Selection())
    whole = {currency: recovery([c for c in made if c["currency"] == currency]) for currency in {c["currency"] for c in made}}
    for currency, shown in whole.items():
        assert totals[currency] | shown == totals[currency]
        for name in set(shown) - {"cases", "net_recovery_rate"}:
            assert sum(row[name] for (_, its), row in rows.items() if its == currency) == shown[name]
    named = {(c["id"], f["sku"]) for c in made for f in lines if f["case_id"] == c["id"] and f["gone_at"] is None}
    named |= {(c["id"], c["sku"]) for c in made if c["id"] not in {case for case, _ in named}}
    assert Counter({key[0]: 0 for key in rows}) + Counter(sku for _, sku in named) == sum(
        (Counter({sku: row["cases"]}) for (sku, _), row in rows.items()), Counter()
    )


@pytest.mark.both_engines
def test_an_amount_is_shared_among_items_in_proportion_to_their_deduction(session: Session) -> None:
    put(session, [columns(1, claimed_minor=1000, approved_minor=800, disputed_minor=1000, rounds=1, state=S.ANSWERED, decided_on=TODAY)])
    put_lines(session, [line(1, 1, sku="A", claimed_minor=750), line(2, 1, sku="B", claimed_minor=250)])
    rows, totals = rows_of(session, "win-rates", Axis.SKU, None, Selection())
    assert {sku: (row["approved"], row["disputed"], row["n"]) for (sku, _), row in rows.items()} == {"A": (600, 750, 1), "B": (200, 250, 1)}
    assert (totals["USD"]["n"], totals["USD"]["partly_won"], totals["USD"]["approved"]) == (1, 1, 800)


def test_a_win_rate_leaves_out_what_is_pending_and_shows_count_and_amount_side_by_side(session: Session) -> None:
    filed = {"rounds": 1, "first_filed_on": TODAY, "disputed_minor": 100_00}
    answered = filed | {"state": S.ANSWERED, "decided_on": TODAY}
    put(
        session,
        [
            columns(1, **answered | {"approved_minor": 100_00}),
            columns(2, **answered | {"disputed_minor": 300_00}),
            columns(3, **answered | {"approved_minor": 40_00}),
            columns(4, **filed | {"state": S.FILED, "disputed_minor": 999_00}),
            columns(5, **filed | {"state": S.ANSWERED, "decided_on": TODAY, "reply_due": TODAY}),
            columns(6, **filed | {"state": S.CLOSED, "close_reason": "won", "paid_minor": 100_00}),
        ],
    )
    shown = report(session, "win-rates", supplier_ids=None, today=TODAY).to_json()["totals"]
    assert shown == [
        {
            "currency": "USD", "n": 4, "won": 2, "partly_won": 1, "lost": 1, "rate_by_count": "0.5000", "disputed": "600.00",
            "approved": "240.00", "rate_by_amount": "0.4000", "first_pass": 2, "first_pass_rate": "0.5000", "pending": 2,
            "pending_disputed": "1099.00",
        }
    ]  # fmt: skip


@pytest.mark.both_engines
def test_a_settlement_brings_money_but_no_second_dispute(session: Session) -> None:
    ended = {"state": S.CLOSED, "close_reason": "settled", "decided_on": TODAY}
    put(
        session,
        [
            columns(1, form=CaseForm.SETTLEMENT, rounds=1, disputed_minor=700, approved_minor=500, recoverable_minor=700, **ended),
            columns(2, claimed_minor=1000, rounds=2, disputed_minor=1000, approved_minor=300, recoverable_minor=1000, **ended),
        ],
    )
    session.execute(update(Case).values(paid_minor=Case.approved_minor))
    session.execute(update(Case).where(Case.id == 2).values(settlement_id=1))
    _, recovered = rows_of(session, "recovery", None, None, Selection())
    assert (recovered["USD"]["deducted"], recovered["USD"]["disputed"], recovered["USD"]["paid"]) == (1000, 1000, 800)
    _, rates = rows_of(session, "win-rates", None, None, Selection())
    assert (rates["USD"]["n"], rates["USD"]["partly_won"]) == (1, 1)
    _, covered = rows_of(session, "coverage", None, None, Selection())
    assert covered["USD"]["coverage"] == Decimal("1.0000")


@pytest.mark.both_engines
def test_days_outstanding_are_what_is_open_by_what_is_deducted_a_day(session: Session) -> None:
    lately, long_ago = TODAY - timedelta(days=10), TODAY - timedelta(days=400)
    put(session, [columns(1, deducted_on=lately, claimed_minor=900_00, open_minor=300_00)])
    put(session, [columns(2, deducted_on=long_ago, claimed_minor=999_00, open_minor=150_00)])
    assert rows_of(session, "ageing", None, None, Selection())[1]["USD"]["days_outstanding"] == Decimal("45.0")


@pytest.mark.both_engines
def test_causes_stand_by_what_they_cost_with_the_share_so_far(session: Session) -> None:
    causes = {"rounding": 600, None: 100, "not_received": 300}
    put(session, [columns(n, claimed_minor=amount, root_cause=cause) for n, (cause, amount) in enumerate(causes.items(), start=1)])
    made = report(session, "root-causes", supplier_ids=None, today=TODAY).to_json()
    assert [(row["root_cause"], row["deducted"], row["share"], row["share_so_far"]) for row in made["rows"]] == [
        ("rounding", "6.00", "0.6000", "0.6000"), ("not_received", "3.00", "0.3000", "0.9000"), ("", "1.00", "0.1000", "1.0000"),
    ]  # fmt: skip


@pytest.mark.both_engines
def test_a_cause_that_comes_back_at_one_place_in_three_of_six_months_is_named_with_its_share(session: Session) -> None:
    def taken(number: int, month: int, cause: str, place: str, amount: int) -> dict[str, Any]:
        return columns(number, deducted_on=date(2026, month, 3), root_cause=cause, destination=place, claimed_minor=amount)

    put(
        session,
        [
            taken(1, 6, "not_received", "PHX3", 100), taken(2, 8, "not_received", "PHX3", 100), taken(3, 10, "not_received", "PHX3", 200),
            taken(4, 9, "rounding", "PHX3", 300), taken(5, 10, "rounding", "PHX3", 200), taken(6, 10, "rounding", "LGB8", 100),
            taken(7, 5, "rounding", "PHX3", 5000), taken(8, 4, "rounding", "PHX3", 5000),
        ],
    )  # fmt: skip
    made = report(session, "repeat-offenders", supplier_ids=None, today=TODAY).to_json()
    assert [(row["root_cause"], row["place"], row["months"], row["deducted"], row["share"]) for row in made["rows"]] == [
        ("not_received", "PHX3", 3, "4.00", "0.4000")
    ]
    assert [(row["deducted"], row["deducted_in_all"], row["share"]) for row in made["totals"]] == [("4.00", "10.00", "0.4000")]


def test_six_months_end_with_the_present_one() -> None:
    assert last_months(date(2026, 2, 28)) == ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02")


@given(values=st.lists(st.integers(-5, 40), min_size=1))
def test_a_quartile_is_the_first_value_that_enough_do_not_exceed(values: list[int]) -> None:
    for quarter in (1, 2, 3):
        found = quantile(Counter(values), quarter)
        assert found in values
        assert found is not None
        assert 4 * sum(v <= found for v in values) >= quarter * len(values) > 4 * sum(v < found for v in values)


@pytest.mark.both_engines
@pytest.mark.parametrize("name", list(REPORTS))
@pytest.mark.parametrize("by", [None, *Axis])
def test_a_foreign_supplier_is_in_no_report(session: Session, name: str, by: Axis | None) -> None:
    theirs = {"rounds": 1, "state": S.ANSWERED, "deducted_on": TODAY, "first_filed_on": TODAY, "decided_on": TODAY, "disputed_minor": 5}
    put(session, [columns(1, supplier_id=2, claimed_minor=777_77, root_cause="rounding", **theirs)])
    for scope in (frozenset[int](), frozenset({1, 3})):
        made = report(session, name, supplier_ids=scope, today=TODAY, by=by)
        assert (made.rows, made.totals) == ((), ())
    assert report(session, name, supplier_ids=frozenset({2}), today=TODAY, by=by).totals


def test_a_report_that_does_not_exist_is_refused(session: Session) -> None:
    with pytest.raises(UnknownReportError):
        report(session, "win_rates", supplier_ids=None, today=TODAY)
