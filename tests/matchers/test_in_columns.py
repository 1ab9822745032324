"""What is judged in columns is what the judge of single lines says, line by line, however usual or unusual the account."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.finding import Finding
from facts.tables import TableKind
from matchers.columns.accounts import Touched, sort_out
from matchers.columns.judge import judge_in_columns
from matchers.columns.single import beside, own_series, part_of
from matchers.finding_table import SCHEMA, finding_row
from matchers.frames import Frames
from matchers.grounds import lay_out
from matchers.judge import judge, judge_on
from rules.loader import load_rules
from rules.model import Rules
from tests.matchers.folder import Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)
FIVE_PERCENT = replace(RULES, price=replace(RULES.price, agreed_purchase_discount=Decimal("0.05")))
Oddity = Callable[[random.Random, Folder, dict[str, Any]], None]


def judged_in_columns(frames: Frames, rules: Rules = RULES) -> tuple[pl.DataFrame, int]:
    """All findings of an account, sorted by their id, and how many of them were made in columns."""
    accounts = sort_out(frames.tables, rules, Touched())
    told: list[pl.Series] = []
    cuts = list(judge_in_columns(accounts, frames.tables, rules, AS_OF, told.append))
    assert len(told) == 1
    left = pl.concat([accounts.unusual, *told]).unique()
    part = part_of(accounts, frames.tables, left, whole=True)
    around = beside(accounts, part, left, rules, own_series(accounts, rules), papers=False)
    rest = judge_on(lay_out(Frames(part), rules, around), AS_OF)
    found = pl.concat([part for cut in cuts for part in cut.findings] + [as_table(rest.findings)])
    return found.sort("id"), sum(part.height for cut in cuts for part in cut.findings)


def as_table(findings: tuple[Finding, ...]) -> pl.DataFrame:
    return pl.DataFrame([finding_row(f) for f in findings], schema=SCHEMA).sort("id")


def account(chance: random.Random, invoices: int, oddity: Oddity | None = None) -> Folder:
    """Orders, invoices, claims, payments and filings; where an oddity is given it befalls some of the invoices."""
    folder = Folder()
    for n in range(8):
        since = date(2026, 4, 1) if n == 5 and chance.random() < 0.5 else None
        folder.row(TableKind.CATALOGUE, sku=f"B0ITEM{n:04d}", case_pack=chance.choice([1, 6, 12]), effective_from=since)
        folder.row(
            TableKind.COST_HISTORY, sku=f"B0ITEM{n:04d}", cost=f"{n + 4}.20", effective_from=date(2026, 3, 1 + n), approval_id="CC-1"
        )
    for n in range(6):
        folder.row(
            TableKind.PAYMENTS, payment_number=f"P{n}", payment_date=date(2026, 5, 1) + timedelta(30 * n), amount="0.00", currency="USD"
        )
    for n in range(invoices):
        told = {"invoice": f"INV{1000 + n}", "order": f"PO{n:04d}XY", "day": date(2026, 1, 5) + timedelta(chance.randrange(200))}
        usual(chance, folder, told)
        if oddity is not None and chance.random() < 0.4:
            oddity(chance, folder, told)
    return folder


def usual(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    invoice, order, day = told["invoice"], told["order"], told["day"]
    folder.row(TableKind.ALL_INVOICES, invoice_number=invoice, invoice_date=day, due_date=day + timedelta(60), purchase_order=order)
    taken: dict[str, int] = {"SC": 0, "PC": 0}
    for n in chance.sample(range(8), 3):
        units, cents = 12 * chance.randint(1, 9), 420 + 100 * n
        item = {"purchase_order": order, "sku": f"B0ITEM{n:04d}"}
        folder.row(
            TableKind.PURCHASE_ORDERS, **item, vendor_code="HALD1", order_date=day - timedelta(9), quantity_requested=units,
            quantity_accepted=chance.choice([units, units - 6, None]), quantity_received=units, unit_cost=money(cents),
            freight_terms=chance.choice(["Prepaid", "Collect"]) if n < 0 else "Collect", currency="USD",
        )  # fmt: skip
        price = chance.choice([cents, cents + 1, cents + 20, cents * 12, cents - 5, cents * 20 // 19])
        folder.row(TableKind.INVOICE_LINES, invoice_number=invoice, **item, quantity=units, unit_price=money(price), unit="EA")
        if chance.random() < 0.5:
            short = chance.randint(1, units)
            amount = short * cents
            taken["SC"] += amount
            folder.row(
                TableKind.SHORTAGE_DETAIL, claim_number=f"{invoice}SC", invoice_number=invoice, **item, quantity_invoiced=units,
                quantity_received=units - short, quantity_short=short, unit_cost=money(cents), amount=money(amount),
            )  # fmt: skip
        if chance.random() < 0.5:
            amount = chance.choice([max(1, price - cents) * units, 20 * units, 7])
            taken["PC"] += amount
            folder.row(
                TableKind.PRICE_DISCREPANCIES, claim_number=f"{invoice}PC", invoice_number=invoice, **item, quantity=units,
                invoice_cost=money(price), po_cost=money(cents), amount=money(amount),
            )  # fmt: skip
    for suffix, amount in taken.items():
        if amount:
            claimed(chance, folder, told, suffix, amount)


def claimed(chance: random.Random, folder: Folder, told: dict[str, Any], suffix: str, amount: int) -> None:
    words = "Shortage Claim" if suffix == "SC" else "Price Claim FOR PPV"
    number = told["invoice"] + suffix
    remitted(folder, told, f"P{chance.randrange(3)}", number, -amount, f"{words} Invoice {told['invoice']}")
    if chance.random() < 0.3:
        back = chance.choice([amount, amount, amount // 2 or 1])
        remitted(folder, told, f"P{chance.randrange(3, 6)}", f"{number}R", back, f"{words} reversal {told['invoice']}")
    if chance.random() < 0.3:
        folder.row(
            TableKind.DISPUTES, dispute_id=f"D{number}", reference=number,
            status=chance.choice(["Pending", "Denied", "Approved", "Draft", "?"]),
            submitted=date(2026, 8, 1), amount=money(amount), attempt=chance.choice([None, 1, 2]),
        )  # fmt: skip


def remitted(folder: Folder, told: dict[str, Any], payment: str, number: str, cents: int, said: str, **other: Any) -> None:
    folder.row(
        TableKind.REMITTANCE_LINES, payment_number=payment, invoice_number=number, invoice_date=told["day"], description=said,
        invoice_amount=money(cents), amount_paid=money(cents), currency="USD", **other,
    )  # fmt: skip


def money(cents: int) -> str:
    return f"{cents / 100:.2f}"


def shortage(folder: Folder, told: dict[str, Any], claim: str, item: str = "B0ITEM0001", amount: str = "8.40", **other: Any) -> None:
    values = {"claim_number": claim, "invoice_number": told["invoice"], "purchase_order": told["order"], "sku": item, "amount": amount}
    values |= {"quantity_invoiced": 12, "quantity_received": 10, "quantity_short": 2, "unit_cost": "4.20"} | other
    folder.row(TableKind.SHORTAGE_DETAIL, **values)


def a_claim_in_slices(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    for n in range(2):
        remitted(folder, told, f"P{n}", told["invoice"] + "SC", -100 - chance.randrange(9), "Shortage Claim")


def a_claim_again(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    number = told["invoice"] + chance.choice(["SCR", "SCRSC", "SCRSCR", "MAC", "PCPC"])
    remitted(folder, told, "P5", number, chance.choice([-840, 840]), "Shortage Claim")


def a_detail_twice(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    for number in (f"{told['invoice']}SC", chance.choice([f"{told['invoice']}SC", f"{told['invoice']}SC9"])):
        shortage(folder, told, number)


def a_detail_of_another_order(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    shortage(folder, told, f"{told['invoice']}SC", "B0ITEM0007", purchase_order=chance.choice(["PO0000XY", "NOWHERE", None]))


def an_order_with_two_invoices(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    folder.row(
        TableKind.INVOICE_LINES, invoice_number=told["invoice"] + "B", purchase_order=told["order"], sku="B0ITEM0001",
        quantity=chance.randint(1, 40), unit_price="5.20", unit="EA",
    )  # fmt: skip


def a_second_filing(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    for n in range(2):
        reference = told["invoice"] + chance.choice(["SC", "PC", "", "SCR", "XX"])
        folder.row(
            TableKind.DISPUTES, dispute_id=f"E{n}{told['invoice']}", reference=reference, status="Denied", submitted=date(2026, 9, n + 1)
        )


def figures_of_another_kind(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    other: dict[str, Any] = chance.choice(
        [{"currency": "JPY"}, {"unit_cost": "4.2035"}, {"quantity_short": 0}, {"quantity_received": 14}, {"amount": "8.405"}]
    )
    shortage(folder, told, f"{told['invoice']}SC", "B0ITEM0006", **other)


def a_number_spelled_otherwise(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    spelled = chance.choice([told["invoice"].lower(), f" {told['invoice']}", told["invoice"].replace("INV", "INV-")])
    shortage(folder, told | {"invoice": spelled}, f"{spelled}sc", "B0ITEM0005")
    remitted(folder, told, "P4", f"{spelled}PC", -77, "")


def a_line_that_speaks_of_another(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    said = chance.choice(["Adjustment for {}", "Repayment of claim {}SC", "Missed adjustment {}", "Credit note {}"])
    remitted(folder, told, "P3", f"ADJ{told['invoice'][3:]}", chance.choice([-500, 500]), said.format(told["invoice"]))


def a_payment_that_is_void(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    folder.row(TableKind.PAYMENTS, payment_number="VOID1", payment_date=date(2026, 6, 1), amount="1.00", status="Void", void_reason="lost")
    remitted(folder, told, chance.choice(["VOID1", "UNKNOWN"]), told["invoice"] + "SC", -840, "Shortage Claim")


def an_invoice_paid_short(chance: random.Random, folder: Folder, told: dict[str, Any]) -> None:
    other = {"remaining_amount": "0.00", "terms_discount": chance.choice(["0.00", "2.00"])}
    folder.row(
        TableKind.REMITTANCE_LINES, payment_number="P2", invoice_number=told["invoice"], invoice_date=told["day"], description="Invoice",
        invoice_amount="100.00", amount_paid=chance.choice(["98.00", "100.00"]), currency="USD", **other,
    )  # fmt: skip


ODDITIES: tuple[Oddity, ...] = (
    a_claim_in_slices, a_claim_again, a_detail_twice, a_detail_of_another_order, an_order_with_two_invoices, a_second_filing,
    figures_of_another_kind, a_number_spelled_otherwise, a_line_that_speaks_of_another, a_payment_that_is_void, an_invoice_paid_short,
)  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_usual_claims_come_out_in_columns_as_they_do_one_by_one(seed: int, discount: bool) -> None:
    rules = FIVE_PERCENT if discount else RULES
    frames = account(random.Random(seed), 12).frames()
    found, in_columns = judged_in_columns(frames, rules)
    assert found.equals(as_table(judge(frames, rules, AS_OF).findings))
    assert in_columns >= found.height // 4


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda o: o.__name__)
def test_what_is_unusual_about_some_invoices_changes_no_finding(oddity: Oddity) -> None:
    for seed in range(3):
        frames = account(random.Random(seed), 8, oddity).frames()
        found, in_columns = judged_in_columns(frames)
        assert found.to_dicts() == as_table(judge(frames, RULES, AS_OF).findings).to_dicts()
        assert in_columns


def test_the_order_of_rows_changes_no_finding() -> None:
    frames = account(random.Random(7), 10, a_claim_again).frames()
    turned = Frames({kind: frame.reverse() for kind, frame in frames.tables.items() if kind is not TableKind.PURCHASE_ORDERS} | {
        TableKind.PURCHASE_ORDERS: frames.table(TableKind.PURCHASE_ORDERS)
    })  # fmt: skip
    assert judged_in_columns(turned)[0].equals(judged_in_columns(frames)[0])


ALIKE = 10
"""So many invoices of one class, of which the last but one differs: neither the first lines nor the last one show it."""


def alike(kind: TableKind, oddity: Callable[[Folder, dict[str, Any]], None], **other: Any) -> Frames:
    """Ten invoices with a claim over two lines each, all of one class; the oddity befalls the last but one."""
    folder = Folder().row(TableKind.PAYMENTS, payment_number="P0", payment_date=date(2026, 6, 1), amount="0.00", currency="USD")
    for n in range(ALIKE):
        told: dict[str, Any] = {"invoice": f"INV{1000 + n}", "order": f"PO{n:04d}XY", "day": date(2026, 5, 1), "other": {}}
        told["suffix"] = "SC" if kind is TableKind.SHORTAGE_DETAIL else "PC"
        told |= other
        if n == ALIKE - 2:
            oddity(folder, told)
        if told["day"] is not None:
            folder.row(TableKind.ALL_INVOICES, invoice_number=told["invoice"], invoice_date=told["day"], purchase_order=told["order"])
        for item in ("B0ITEM0001", "B0ITEM0002"):
            stated = {"purchase_order": told["order"], "sku": item}
            folder.row(TableKind.PURCHASE_ORDERS, **stated, order_date=date(2026, 4, 1), quantity_requested=12, unit_cost="4.20")
            folder.row(TableKind.INVOICE_LINES, invoice_number=told["invoice"], **stated, quantity=12, unit_price=told.get("price", "4.20"))
            if kind is TableKind.SHORTAGE_DETAIL:
                shortage(folder, told, told["invoice"] + "SC", item)
            else:
                values = {"quantity": 12, "invoice_cost": told.get("price", "4.20"), "po_cost": "4.20", "amount": "8.40"} | told["other"]
                number = told["invoice"]
                folder.row(kind, claim_number=f"{number}PC", invoice_number=number, **stated, **values)
        words = {"SC": "Shortage Claim", "PC": "Price Claim FOR PPV"}[told["suffix"]]
        taken = told | {"day": date(2026, 5, 3)}
        remitted(folder, taken, "P0", told["invoice"] + told["suffix"], -1680, words)
        if "back" in told:
            remitted(folder, taken, "P0", f"{told['invoice']}{told['suffix']}R", told["back"], f"{words} reversal")
    return folder.frames()


def part_comes_back(_: Folder, told: dict[str, Any]) -> None:
    told["back"] = 1050


def an_item_twice_on_the_invoice(folder: Folder, told: dict[str, Any]) -> None:
    folder.row(
        TableKind.INVOICE_LINES, invoice_number=told["invoice"], purchase_order=told["order"], sku="B0ITEM0001", quantity=3,
        unit_price="4.20",
    )  # fmt: skip


def no_day_of_the_invoice(folder: Folder, told: dict[str, Any]) -> None:
    folder.row(TableKind.COST_HISTORY, sku="B0ITEM0001", cost="4.60", effective_from=date(2026, 3, 1))
    told["day"] = None


def a_lower_adjusted_cost(_: Folder, told: dict[str, Any]) -> None:
    told["other"] = {"adjusted_cost": "3.50"}


def a_net_cost_on_record(folder: Folder, _: dict[str, Any]) -> None:
    folder.row(TableKind.COST_HISTORY, sku="B0ITEM0001", cost="4.20", effective_from=date(2026, 3, 1))


SHORTAGES, PRICES = TableKind.SHORTAGE_DETAIL, TableKind.PRICE_DISCREPANCIES
BY_INVOICE = replace(RULES, price=replace(RULES.price, cost_in_force_on="invoice_date"))
HALF_A_CENT = replace(RULES, price=replace(RULES.price, rounding_per_unit=Decimal("0.005")))


def test_the_pack_of_an_item_counts_from_its_day() -> None:
    def repacked(folder: Folder, _: dict[str, Any]) -> None:
        folder.row(TableKind.CATALOGUE, sku="B0ITEM0001", case_pack=12)
        folder.row(TableKind.CATALOGUE, sku="B0ITEM0001", case_pack=6, effective_from=date(2026, 6, 1))
        folder.row(TableKind.CATALOGUE, sku="B0ITEM0002", case_pack=0)

    frames = alike(PRICES, repacked, price="50.40")
    found, _ = judged_in_columns(frames)
    assert found.to_dicts() == as_table(judge(frames, RULES, AS_OF).findings).to_dicts()
    assert set(found.filter(pl.col("sku") == "B0ITEM0001")["root_cause"]) == {"unit_of_measure"}


@pytest.mark.parametrize(
    "frames, rules",
    [
        pytest.param(alike(SHORTAGES, part_comes_back, back=1680), RULES, id="part_comes_back"),
        pytest.param(alike(PRICES, an_item_twice_on_the_invoice), RULES, id="an_item_twice_on_the_invoice"),
        pytest.param(alike(PRICES, no_day_of_the_invoice, price="4.60"), BY_INVOICE, id="no_day_of_the_invoice"),
        pytest.param(alike(PRICES, a_net_cost_on_record, price="4.42"), FIVE_PERCENT, id="a_net_cost_on_record"),
        pytest.param(alike(PRICES, a_lower_adjusted_cost), RULES, id="a_lower_adjusted_cost"),
        pytest.param(
            alike(PRICES, lambda _, t: t.update(other={"amount": "4.84"}), price="4.60", other={"amount": "4.90"}), HALF_A_CENT,
            id="half_a_cent_a_unit",
        ),
    ],
)  # fmt: skip
def test_an_invoice_unlike_the_examples_of_its_class_comes_out_as_it_does_alone(frames: Frames, rules: Rules) -> None:
    found, in_columns = judged_in_columns(frames, rules)
    assert found.to_dicts() == as_table(judge(frames, rules, AS_OF).findings).to_dicts()
    assert in_columns >= 2 * (ALIKE - 2)
