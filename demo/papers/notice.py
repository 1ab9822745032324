"""Notices of operational chargebacks: a form with one line, and a mail-like message."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.papers.desk import Desk
from demo.sheet import Column, Grid, Sheet, Shown
from facts.money import round_half_up

ANSWER_DAYS = 30


def _shown(sheet: Sheet, charge: dict[str, Any], desk: Desk) -> dict[str, Shown]:
    voice = sheet.voice
    issued: date = charge["charge_date"]
    close = issued + timedelta(days=ANSWER_DAYS)
    amount: Decimal = charge["amount"]
    return {
        "chargeback_id": Shown(charge["issue_id"], "chargeback_id", charge["issue_id"]),
        "chargeback_type": Shown(charge["issue_type"], "chargeback_type", charge["issue_type"]),
        "chargeback_subtype": Shown(charge["sub_type"], "chargeback_subtype", charge["sub_type"]),
        "order": Shown(charge["purchase_order"], "purchase_order", charge["purchase_order"]),
        "notice_date": Shown(voice.date(issued), "issue_date", issued.isoformat()),
        "dispute_by": Shown(voice.date(close), "dispute_by", close.isoformat()),
        "charge": Shown(voice.priced(amount, desk.locale.currency), "amount", f"{amount:.2f}"),
    }


def _line(sheet: Sheet, charge: dict[str, Any]) -> tuple[list[Column], list[Shown | str]]:
    voice = sheet.voice
    units, amount = charge["units"], charge["amount"]
    fee = round_half_up(amount / units, 4)
    columns = [
        Column(voice.word("sku"), "sku", 120),
        Column(voice.word("units"), "quantity", 90, "right"),
        Column(voice.word("unit_fee"), "unit_fee", 90, "right"),
        Column(voice.word("line_total"), "amount", 100, "right"),
    ]
    cells: list[Shown | str] = [
        Shown(charge["sku"], "sku", charge["sku"]),
        Shown(voice.count(units), "quantity", units),
        Shown(voice.amount(fee, 4), "unit_fee", f"{fee:.4f}"),
        Shown(voice.amount(amount), "amount", f"{amount:.2f}"),
    ]
    return columns, cells


def form(sheet: Sheet, charge: dict[str, Any], desk: Desk) -> None:
    """A form: labels left, values right of them, one ruled line of units and fee."""
    voice, shown = sheet.voice, _shown(sheet, charge, desk)
    sheet.text(40, 34, voice.word("title_notice"), voice.head)
    sheet.text(40, 58, desk.locale.payer, voice.small)
    y = 84.0
    for name, value in shown.items():
        y = sheet.entry(40, y, voice.label(name), value, 140) + 2
    sheet.remember(Shown(desk.locale.currency, "currency", desk.locale.currency), None)
    columns, cells = _line(sheet, charge)
    sheet.table(40, y + 10, columns, [cells], Grid("grid", filled_head=True))


def message(sheet: Sheet, charge: dict[str, Any], desk: Desk) -> None:
    """A printed message: two columns of labels over values, an open line of units and fee."""
    voice, shown = sheet.voice, _shown(sheet, charge, desk)
    sheet.text(50, 40, f"To: {desk.supplier}", voice.body)
    sheet.text(50, 54, f"From: {desk.locale.payer}", voice.body)
    sheet.text(50, 78, voice.word("title_notice"), voice.strong.sized(voice.size + 4))
    y = 106.0
    for i, (name, value) in enumerate(shown.items()):
        end = sheet.entry(50 if i % 2 == 0 else 300, y, voice.word(name), value, 0)
        y = end + 4 if i % 2 else y
    sheet.remember(Shown(desk.locale.currency, "currency", desk.locale.currency), None)
    columns, cells = _line(sheet, charge)
    sheet.table(50, y + 40, columns, [cells], Grid("head"))
