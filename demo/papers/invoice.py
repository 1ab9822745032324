"""Invoices of suppliers: the ERP form and the letter."""

from __future__ import annotations

from decimal import Decimal

from demo.papers.desk import Desk, title
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Bill, BillLine
from demo.voice import Voice
from facts.evidence import Box


def number(bill: Bill) -> Shown:
    """The invoice number."""
    return Shown(bill.number, "invoice_number", bill.number)


def issued(sheet: Sheet, bill: Bill) -> Shown:
    """The invoice date."""
    return Shown(sheet.voice.date(bill.issued_on), "issue_date", bill.issued_on.isoformat())


def due(sheet: Sheet, bill: Bill) -> Shown:
    """The due date."""
    return Shown(sheet.voice.date(bill.due_on), "due_date", bill.due_on.isoformat())


def order(bill: Bill) -> Shown:
    """The order that is billed."""
    return Shown(bill.order.number, "purchase_order", bill.order.number)


def seller(desk: Desk) -> Shown:
    """Who bills."""
    return Shown(desk.supplier, "seller_name", desk.supplier)


def buyer(desk: Desk) -> Shown:
    """Who is billed."""
    return Shown(desk.locale.payer, "buyer_name", desk.locale.payer)


def tax_id(desk: Desk) -> Shown:
    """The seller's tax number."""
    return Shown(desk.tax_id, "seller_tax_id", desk.tax_id)


def terms(voice: Voice, bill: Bill, desk: Desk) -> str:
    """The terms of payment: the net days, and before them the discount where the invoice offers it."""
    net = (bill.due_on - bill.issued_on).days
    if bill.grants_discount:
        return voice.word("discount_terms", rate=desk.discount[0], days=desk.discount[1], net=net)
    return voice.word("net_terms", net=net)


def cells(line: BillLine, row: int, sheet: Sheet, names: tuple[str, ...]) -> list[Shown | str]:
    """A line of the invoice as table cells."""
    voice = sheet.voice
    found = {
        "line_number": Shown(str(row), "line_number", row),
        "sku": Shown(line.item.sku, "sku", line.item.sku),
        "gtin": Shown(line.item.gtin, "gtin", line.item.gtin),
        "description": title(line.item),
        "quantity": Shown(voice.count(line.quantity), "quantity", line.quantity),
        "unit": Shown(line.unit, "unit", line.unit),
        "unit_price": Shown(voice.amount(line.unit_price), "unit_price", f"{line.unit_price:.2f}"),
        "line_total": Shown(voice.amount(line.total), "line_total", f"{line.total:.2f}"),
    }
    return [found[name] for name in names]


def lines_table(sheet: Sheet, at: tuple[float, float], bill: Bill, spec: str, grid: Grid) -> float:
    """The billed lines; `spec` names columns with widths, as `sku:80`."""
    names = tuple(part.partition(":")[0] for part in spec.split())
    columns = [
        Column(
            sheet.voice.word(name),
            name,
            float(part.partition(":")[2]),
            "right" if name in {"quantity", "unit_price", "line_total"} else "left",
        )
        for name, part in zip(names, spec.split(), strict=True)
    ]
    return sheet.table(at[0], at[1], columns, [cells(line, i + 1, sheet, names) for i, line in enumerate(bill.lines)], grid)


def totals(sheet: Sheet, x: float, y: float, right: float, bill: Bill, desk: Desk) -> float:
    """Net, tax where there is one, and the sum to pay. Gives the next y."""
    voice, currency = sheet.voice, desk.locale.currency
    tax = Decimal(0)
    y = sheet.room(y, 120)
    rows = [("net_total", bill.net, voice.amount(bill.net))]
    if desk.locale.name == "eu":
        rows.append(("tax_total", tax, voice.amount(tax)))
    for name, value, text in rows:
        sheet.text(x, y, voice.label(name))
        sheet.put(right, y, Shown(text, name, f"{value:.2f}"), voice.body.at("right"))
        y += voice.size + 5
    sheet.rule(x, y, right, y)
    sheet.text(x, y + 3, voice.label("grand_total"), voice.strong)
    place = sheet.put(
        right, y + 3, Shown(voice.priced(bill.net + tax, currency), "grand_total", f"{bill.net + tax:.2f}"), voice.strong.at("right")
    )
    sheet.remember(Shown(voice.currency(currency), "currency", currency), place)
    return y + voice.size + 14


def erp(sheet: Sheet, bill: Bill, desk: Desk) -> None:
    """An ERP form: seller left, head data in a ruled box right, bill-to below, ruled lines."""
    voice = sheet.voice
    sheet.put(36, 30, seller(desk), voice.strong.sized(voice.size + 3))
    sheet.entry(36, 46, voice.label("tax_id"), tax_id(desk))
    right = sheet.width - 226
    sheet.text(sheet.width - 36, 28, voice.word("title_invoice"), voice.head.at("right"))
    sheet.frame(Box(right, 50, sheet.width - 36, 124))
    y = 55.0
    for label, shown in (
        ("invoice_number", number(bill)),
        ("issue_date", issued(sheet, bill)),
        ("due_date", due(sheet, bill)),
        ("order", order(bill)),
        ("terms", Shown(terms(voice, bill, desk))),
    ):
        y = sheet.entry(right + 6, y, voice.label(label), shown, 96)
    sheet.text(36, 90, voice.word("bill_to"), voice.strong)
    sheet.block(36, 103, [buyer(desk), "Accounts Payable"])
    sheet.text(36, 140, voice.word("ship_to"), voice.strong)
    sheet.block(36, 153, [bill.order.ship_to.name, bill.order.ship_to.address])
    spec = "line_number:30 sku:80 description:170 quantity:50 unit:40 unit_price:75 line_total:95"
    y = lines_table(sheet, (36, 190), bill, spec, Grid("grid", filled_head=True)) + 10
    totals(sheet, sheet.width - 236, y, sheet.width - 40, bill, desk)


def letter(sheet: Sheet, bill: Bill, desk: Desk) -> None:
    """A letter: letterhead in the middle, addressee left, references in one line, an open table, the sum, a closing line."""
    voice = sheet.voice
    middle = sheet.width / 2
    sheet.put(middle, 32, seller(desk), voice.head.at("centre"))
    sheet.text(middle, 52, f"{desk.draw.whole(10, 990)} Mill Street", voice.small.at("centre"))
    sheet.rule(60, 66, sheet.width - 60, 66)
    end = sheet.block(60, 90, [buyer(desk), "P.O. Box 80387", "Accounts Payable"])
    sheet.entry(60, end + 14, f"{voice.word('title_invoice')} {voice.word('invoice_number')}{voice.colon}", number(bill))
    y = sheet.entry(360, 90, voice.label("issue_date"), issued(sheet, bill), 80)
    y = sheet.entry(360, y, voice.label("due_date"), due(sheet, bill), 80)
    y = sheet.entry(360, y, voice.label("order"), order(bill), 80)
    y = sheet.entry(60, end + 30, voice.label("terms"), Shown(terms(voice, bill, desk))) + 12
    y = (
        lines_table(sheet, (60, y), bill, "quantity:50 unit:36 sku:84 description:150 unit_price:70 line_total:90", Grid("head", lead=15))
        + 8
    )
    y = totals(sheet, 360, y, 536, bill, desk)
    sheet.text(60, y + 10, voice.word("thanks"), voice.small)
    sheet.entry(60, y + 24, voice.label("tax_id"), tax_id(desk))
