"""Importing the same or an overlapping export changes nothing; a newer one updates balances and says so (acceptance test 7)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facts.tables import TableKind
from matchers.chain_ledger import ChainLedger
from matchers.chains import build_chains
from matchers.frames import schema
from rules.loader import load_rules

Build = Callable[..., ChainLedger]
RULES = load_rules("amazon_us", None, date(2026, 11, 1))


def money(ledger: ChainLedger) -> list[Any]:
    """All that an amount hangs on, without the places where it was read."""
    return [
        [(c.root, c.open, [(k.number, k.amount, k.taken, k.state, k.open, k.round, k.balance) for k in c.claims]) for c in ledger.chains],
        [(c.root, c.invoice.paid, c.invoice.short_by) for c in ledger.chains if c.invoice],
        [(p.number, p.held, p.reversed) for p in ledger.provisions],
        [(d.invoice_number, d.discount) for d in ledger.discounts],
        [(u.payment.number, u.gap) for u in ledger.untied],
        [(o.number, o.amount) for o in ledger.other_lines],
    ]


def test_the_same_line_in_two_exports_is_one(read_chains: Build, export: Any) -> None:
    june = export("june.csv").payment("P1", "2026-06-01", "-500").line("P1", "A1SC", "-500")
    quarter = export("q2.xlsx", "Remittance payments").payment("P1", "2026-06-01", "-500").line("P1", "A1SC", "-500")
    ledger = read_chains(june, quarter, known=["A1"])
    assert [c.taken for c in ledger.claims] == [Decimal(500)]
    assert not ledger.untied


def test_the_same_line_twice_inside_one_export_is_two(read_chains: Build, export: Any) -> None:
    june = (
        export("june.csv")
        .payment("P1", "2026-06-01", "-1000")
        .line("P1", "A1SC", "-1000", "-500", "-500")
        .line("P1", "A1SC", "-1000", "-500", "0")
    )
    again = (
        export("q2.csv")
        .payment("P1", "2026-06-01", "-1000")
        .line("P1", "A1SC", "-1000", "-500", "0")
        .line("P1", "A1SC", "-1000", "-500", "-500")
    )
    ledger = read_chains(june, again, known=["A1"])
    assert [(c.amount, c.taken) for c in ledger.claims] == [(Decimal(1000), Decimal(1000))]
    assert not ledger.untied


def test_a_newer_export_updates_the_balance_and_says_so(read_chains: Build, export: Any) -> None:
    july = export("a_july.csv").payment("P1", "2026-07-01").line("P1", "A1SC", "-1000", "-400", "-600")
    august = export("b_august.csv").payment("P1", "2026-07-01").payment("P2", "2026-08-01").line("P1", "A1SC", "-1000", "-400", "-150")
    august.line("P2", "B1", "10")
    for order in ((july, august), (august, july)):
        ledger = read_chains(*order, known=["A1"])
        claim = ledger.claim("A1SC")
        assert claim is not None
        assert (claim.taken, claim.balance) == (Decimal(400), Decimal(150))
        assert [(c.number, c.older, c.newer) for c in ledger.balance_changes] == [("A1SC", Decimal(-600), Decimal(-150))]


def test_an_export_cut_in_the_middle_of_a_payment_is_put_together(read_chains: Build, export: Any) -> None:
    first = export("page1.csv").payment("P1", "2026-07-01", "300").line("P1", "A1", "100").line("P1", "A2", "150")
    second = export("page2.csv").payment("P1", "2026-07-01", "300").line("P1", "A2", "150").line("P1", "A3", "50")
    ledger = read_chains(first, second)
    assert [c.root for c in ledger.chains] == ["A1", "A2", "A3"]
    assert not ledger.untied


def test_an_advice_beside_the_workbook_adds_nothing(read_chains: Build, export: Any) -> None:
    book = (
        export("q3.xlsx", "Remittance payments")
        .payment("P1", "2026-07-01", "900")
        .line("P1", "A1", "1000", left="0")
        .line("P1", "A1SC", "-100")
    )
    advice = export("advice.pdf", page=1).payment("P1", "2026-07-01", "900").line("P1", "A1", "1000").line("P1", "A1SC", "-100")
    both = read_chains(book, advice)
    assert money(both) == money(read_chains(book))
    claim = both.claim("A1SC")
    assert claim is not None
    assert claim.evidence[0].file == "q3.xlsx"


def test_an_advice_shows_the_lines_that_the_export_hides(read_chains: Build, export: Any) -> None:
    book = export("q3.xlsx").payment("P1", "2026-07-01", "900").line("P1", "A1", "1000")
    advice = export("advice.pdf", page=1).payment("P1", "2026-07-01", "900").line("P1", "A1", "1000").line("P1", "A1SC", "-100")
    ledger = read_chains(book, advice, hidden=["P1"])
    assert [c.number for c in ledger.claims] == ["A1SC"]
    assert not ledger.untied


def test_a_misread_number_on_a_scanned_advice_is_the_export_s(read_chains: Build, export: Any) -> None:
    book = export("q3.xlsx").payment("8O13", "2026-07-01", "-100").line("8O13", "INV10482SC", "-100")
    advice = export("advice.tif", page=1).payment("8013", "2026-07-01", "-100").line("8013", "INV1O482SC", "-100", _review=True)
    ledger = read_chains(book, advice, known=["INV10482"])
    assert [(c.number, c.taken) for c in ledger.claims] == [("INV10482SC", Decimal(100))]


def test_a_misread_amount_on_a_scanned_advice_is_a_conflict_and_the_export_holds(read_chains: Build, export: Any) -> None:
    book = export("q3.xlsx").payment("P1", "2026-07-01", "-100").line("P1", "A1SC", "-100")
    advice = export("advice.tif", page=1).payment("P1", "2026-07-01", "-100").line("P1", "A1SC", "-700", _review=True)
    ledger = read_chains(book, advice, known=["A1"])
    assert [c.taken for c in ledger.claims] == [Decimal(100)]
    assert "remittance_line_conflict" in {p.code for p in ledger.problems}


def test_a_scan_that_an_export_confirms_needs_no_person(read_chains: Build, export: Any) -> None:
    scan = export("advice.tif", page=1).payment("P1", "2026-07-01").line("P1", "A1SC", "-100", _review=True)
    book = export("q3.xlsx").payment("P1", "2026-07-01", "-100").line("P1", "A1SC", "-100")
    alone, confirmed = read_chains(scan, known=["A1"]).claim("A1SC"), read_chains(scan, book, known=["A1"]).claim("A1SC")
    assert alone is not None
    assert confirmed is not None
    assert (alone.review, confirmed.review) == (True, False)


def test_edi_fills_what_a_poorer_export_leaves_out(read_chains: Build, export: Any) -> None:
    poor = export("list.csv").payment("P1", "2026-07-01").line("P1", "5511", "-9")
    edi = export("820.edi").payment("P1", "2026-07-01").line("P1", "5511", "-9", description="Vendor returns", _row=None)
    (claim,) = read_chains(poor, edi).returns
    assert claim.description == "Vendor returns"


PAYMENTS = [f"P{n}" for n in range(1, 5)]
NUMBERS = ["A1", "A1SC", "A1SCR", "A1SCRSC", "A2", "A2PC", "MUSC", "260807_PROVISION_FOR_RECEIVABLES", "VRET5", "ZZ9"]


@st.composite
def remittances(draw: st.DrawFn) -> list[tuple[str, str, int, int]]:
    """Lines as payment, number, claim and paid amount in cents; signs follow the number."""
    found = []
    for _ in range(draw(st.integers(1, 14))):
        number = draw(st.sampled_from(NUMBERS))
        cents = draw(st.sampled_from([100, 250, 1000, 33333]))
        part = draw(st.sampled_from([cents, cents // 2]))
        sign = 1 if number in {"A1", "A2", "MUSC", "A1SCR"} else -1
        found.append((draw(st.sampled_from(PAYMENTS)), number, sign * cents, sign * part))
    return found


def rows(lines: list[tuple[str, str, int, int]], file: str, age: int = 0) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    table = [
        {
            "payment_number": payment,
            "invoice_number": number,
            "invoice_amount": amount * 10_000,
            "amount_paid": paid * 10_000,
            "remaining_amount": (amount - paid) * 10_000,
            "currency": "USD",
            "_file": file,
            "_row": n,
            "_review": False,
        }
        for n, (payment, number, amount, paid) in enumerate(lines, start=10)
    ]
    totals = {p: sum(paid for payment, _, _, paid in lines if payment == p) for p in PAYMENTS}
    payments = [
        {
            "payment_number": p,
            "payment_date": date(2026, 6, n + age),
            "amount": total * 10_000,
            "currency": "USD",
            "_file": file,
            "_row": n,
            "_review": False,
        }
        for n, (p, total) in enumerate(totals.items(), start=1)
    ]
    return table, payments


def ledger_of(lines: list[dict[str, Any]], payments: list[dict[str, Any]]) -> ChainLedger:
    return build_chains(
        pl.DataFrame(lines, schema=schema(TableKind.REMITTANCE_LINES)),
        pl.DataFrame(payments, schema=schema(TableKind.PAYMENTS)),
        ["A1", "A2"],
        RULES,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(remittances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_the_ledger(lines: list[tuple[str, str, int, int]], shuffle: random.Random) -> None:
    table, payments = rows(lines, "export.csv")
    straight = ledger_of(table, payments)
    shuffle.shuffle(table)
    shuffle.shuffle(payments)
    assert ledger_of(table, payments) == straight


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(remittances(), st.integers(0, 14))
def test_importing_again_changes_nothing(lines: list[tuple[str, str, int, int]], cut: int) -> None:
    table, payments = rows(lines, "export.csv")
    once = ledger_of(table, payments)
    assert ledger_of(table + table, payments + payments) == once
    copy, copied = rows(lines, "copy of export.csv")
    assert money(ledger_of(table + copy, payments + copied)) == money(once)
    assert money(ledger_of(table + copy[:cut], payments + copied)) == money(once)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(remittances())
def test_every_cent_of_every_line_stands_in_one_place(lines: list[tuple[str, str, int, int]]) -> None:
    ledger = ledger_of(*rows(lines, "export.csv"))
    told = sum((-c.taken + sum((k.amount for k in c.credits), Decimal(0)) for c in ledger.claims), Decimal(0))
    told += sum((c.amount for c in ledger.loose_credits), Decimal(0))
    told += sum((c.invoice.paid for c in ledger.chains if c.invoice), Decimal(0))
    told += sum((p.reversed - p.held for p in ledger.provisions), Decimal(0)) + sum((o.amount for o in ledger.other_lines), Decimal(0))
    assert told == Decimal(sum(paid for _, _, _, paid in lines)) / 100
    assert not ledger.untied
    for claim in ledger.claims:
        assert claim.taken == sum((s.amount for s in claim.slices), Decimal(0))
        assert (claim.over_taken_by > 0) == (claim.state.value == "over_taken")


def test_the_ledger_is_made_of_values(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-06-01").line("P1", "A1SC", "-500")
    ledger = read_chains(table, known=["A1"])
    assert replace(ledger) == ledger
    assert hash(next(ledger.claims)) == hash(next(ledger.claims))


def test_a_scanned_advice_that_ties_to_the_cent_confirms_its_own_amounts(read_chains: Build, export: Any) -> None:
    scan = export("advice.tif", page=1).payment("P1", "2026-07-01", "900").line("P1", "INV10482", "1000", _review=True)
    scan.line("P1", "INV10482SC", "-100", _review=True)
    claim = read_chains(scan, known=["INV10482"]).claim("INV10482SC")
    stranger = read_chains(scan).claim("INV10482SC")
    assert claim is not None
    assert stranger is not None
    assert (claim.review, stranger.review) == (False, True)


def test_a_misread_number_on_a_scan_is_the_one_invoice_it_can_be(read_chains: Build, export: Any) -> None:
    scan = export("advice.tif", page=1).payment("P1", "2026-07-01", "-100").line("P1", "1NV1O482SC", "-100", _review=True)
    ledger = read_chains(scan, known=["INV10482", "INV10483"])
    claim = ledger.claim("INV10482SC")
    assert claim is not None
    assert (claim.root, claim.review) == ("INV10482", True)
    assert "printed 1NV1O482SC" in claim.evidence[0].fact


def test_a_misread_number_that_two_invoices_fit_is_left_alone(read_chains: Build, export: Any) -> None:
    scan = export("advice.tif", page=1).payment("P1", "2026-07-01", "-100").line("P1", "INV1O482SC", "-100", _review=True)
    ledger = read_chains(scan, known=["INVI0482", "INVIO48Z", "1NV10482"])
    assert ledger.claim("INV1O482SC") is not None


def test_a_digital_number_is_never_repaired(read_chains: Build, export: Any) -> None:
    table = export().payment("P1", "2026-07-01", "-100").line("P1", "INV1O482SC", "-100")
    assert read_chains(table, known=["INV10482"]).claim("INV1O482SC") is not None
