"""Further invoices: a modern page, a line printer's form, the European letter in a window envelope, a boxed form with its tax table."""

from __future__ import annotations

from decimal import Decimal

from demo.papers.desk import Desk
from demo.papers.invoice import buyer, due, issued, lines_table, number, order, seller, tax_id, terms, totals
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Bill
from demo.voice import Pen
from facts.evidence import Box


def modern(sheet: Sheet, bill: Bill, desk: Desk) -> None:
    """A page from an online invoicing service: big title, labels over values in a row, shaded rows, the sum large."""
    voice = sheet.voice
    sheet.text(48, 40, voice.word("title_invoice"), voice.head.sized(24))
    sheet.put(sheet.width - 48, 44, seller(desk), voice.strong.at("right"))
    sheet.put(sheet.width - 48, 58, tax_id(desk), voice.small.at("right"))
    for x, label, shown in (
        (48.0, "invoice_number", number(bill)),
        (180.0, "issue_date", issued(sheet, bill)),
        (300.0, "due_date", due(sheet, bill)),
        (420.0, "order", order(bill)),
    ):
        sheet.entry(x, 92, voice.word(label), shown, 0)
    sheet.entry(48, 132, voice.word("bill_to"), buyer(desk), 0)
    sheet.entry(300, 132, voice.word("terms"), Shown(terms(voice, bill, desk)), 0)
    y = (
        lines_table(
            sheet, (48, 180), bill, "description:190 sku:86 quantity:56 unit_price:84 line_total:96", Grid("none", zebra=True, lead=17)
        )
        + 16
    )
    y = totals(sheet, 340, y, sheet.width - 52, bill, desk)
    if desk.locale.name == "eu":
        sheet.text(48, y, voice.word("untaxed"), voice.small)
    sheet.text(48, y + 20, voice.word("thanks"), voice.small)


def line_printer(sheet: Sheet, bill: Bill, desk: Desk) -> None:
    """A line printer's form in fixed pitch: heads and figures in columns of characters, no rule but dashes."""
    voice, pen = sheet.voice, Pen("Courier", 9)
    sheet.put(40, 36, seller(desk), Pen("Courier-Bold", 10))
    sheet.text(400, 36, voice.word("title_invoice").upper(), Pen("Courier-Bold", 12))
    y = 64.0
    for label, shown in (
        ("invoice_number", number(bill)),
        ("issue_date", issued(sheet, bill)),
        ("order", order(bill)),
        ("due_date", due(sheet, bill)),
    ):
        sheet.text(330, y, f"{voice.word(label).upper():<16}:", pen)
        sheet.put(440, y, shown, pen)
        y += 13
    sheet.text(40, 64, voice.word("bill_to").upper(), pen)
    sheet.put(40, 77, buyer(desk), pen)
    sheet.text(40, 116, f"{voice.word('terms').upper()}: {terms(voice, bill, desk)}", pen)
    sheet.text(40, 129, "TAX ID:", pen)
    sheet.put(90, 129, tax_id(desk), pen)
    sheet.text(40, 146, "-" * 98, pen)
    columns = (
        ("quantity", 70.0, "right"),
        ("unit", 82.0, "left"),
        ("sku", 110.0, "left"),
        ("description", 180.0, "left"),
        ("unit_price", 470.0, "right"),
        ("line_total", 560.0, "right"),
    )
    for name, x, align in columns:
        sheet.text(x, 156, voice.word(name).upper(), pen.at(align))
    sheet.text(40, 167, "-" * 98, pen)
    _printed_lines(sheet, bill, columns, pen)
    y = 182.0 + 12 * len(bill.lines)
    sheet.text(40, y, "-" * 98, pen)
    sheet.text(330, y + 12, voice.word("net_total").upper(), pen)
    sheet.put(560, y + 12, Shown(voice.amount(bill.net), "net_total", f"{bill.net:.2f}"), pen.at("right"))
    sheet.text(330, y + 26, voice.word("grand_total").upper(), pen)
    box = sheet.put(560, y + 26, Shown(voice.priced(bill.net, desk.locale.currency), "grand_total", f"{bill.net:.2f}"), pen.at("right"))
    sheet.remember(Shown(voice.currency(desk.locale.currency), "currency", desk.locale.currency), box)


def _printed_lines(sheet: Sheet, bill: Bill, columns: tuple[tuple[str, float, str], ...], pen: Pen) -> None:
    """The lines of the form, each remembered by hand since no table is drawn."""
    voice = sheet.voice
    for n, line in enumerate(bill.lines):
        shown = {
            "quantity": (voice.count(line.quantity), line.quantity),
            "unit": (line.unit, line.unit),
            "sku": (line.item.sku, line.item.sku),
            "description": (line.item.title[:44], line.item.title[:44]),
            "unit_price": (voice.amount(line.unit_price), f"{line.unit_price:.2f}"),
            "line_total": (voice.amount(line.total), f"{line.total:.2f}"),
        }
        cells = {}
        for name, x, align in columns:
            text, value = shown[name]
            box = sheet.text(x, 178 + 12 * n, text, pen.at(align))
            cells[name] = {"value": value, "text": text, "page": sheet.page, "box": box.rounded()}
        sheet.reading.lines.append(cells)


def window_letter(sheet: Sheet, bill: Bill, desk: Desk) -> None:
    """The European business letter: sender's line over the address window, references at the right, bank details at the foot."""
    voice = sheet.voice
    sheet.put(sheet.width - 60, 40, seller(desk), voice.head.at("right"))
    sheet.text(60, 128, f"{desk.supplier} - {desk.draw.whole(10000, 89999)}", voice.small.sized(6))
    sheet.block(60, 140, [buyer(desk), "38 avenue John F. Kennedy", "L-1855 Luxembourg"])
    y = 140.0
    for label, shown in (
        ("invoice_number", number(bill)),
        ("issue_date", issued(sheet, bill)),
        ("order", order(bill)),
        ("tax_id", tax_id(desk)),
    ):
        y = sheet.entry(350, y, voice.label(label), shown, 95) + 1
    sheet.text(60, 236, f"{voice.word('title_invoice')} {bill.number}", voice.strong.sized(voice.size + 4))
    spec = "line_number:30 sku:82 description:150 quantity:46 unit:36 unit_price:62 line_total:74"
    y = lines_table(sheet, (60, 266), bill, spec, Grid("head", lead=16)) + 12
    y = totals(sheet, 350, y, 538, bill, desk)
    sheet.text(60, y + 6, voice.word("untaxed"), voice.small)
    sheet.entry(60, y + 24, voice.label("terms"), Shown(terms(voice, bill, desk)))
    sheet.entry(60, y + 40, voice.label("due_date"), due(sheet, bill))
    sheet.text(60, y + 62, voice.word("thanks"), voice.small)
    sheet.text(sheet.width / 2, sheet.height - 50, f"IBAN {desk.tax_id[:2]}{desk.draw.digits(18)}", voice.small.at("centre"))


def boxed(sheet: Sheet, bill: Bill, desk: Desk) -> None:
    """A boxed form of southern bookkeeping programs: parties in boxes, a strip of heads, a tax table and the sum in boxes below."""
    voice, right = sheet.voice, sheet.width - 40
    sheet.frame(Box(40, 36, 300, 100))
    sheet.put(46, 42, seller(desk), voice.strong)
    sheet.entry(46, 58, voice.label("tax_id"), tax_id(desk))
    sheet.frame(Box(310, 36, right, 100))
    sheet.text(316, 40, voice.word("bill_to"), voice.small)
    sheet.block(316, 54, [buyer(desk), "38 avenue John F. Kennedy", "L-1855 Luxembourg"])
    sheet.text(40, 112, voice.word("title_invoice"), voice.head)
    left = 40.0
    for label, shown in (
        ("invoice_number", number(bill)),
        ("issue_date", issued(sheet, bill)),
        ("order", order(bill)),
        ("due_date", due(sheet, bill)),
    ):
        sheet.frame(Box(left, 138, left + 128.5, 164))
        sheet.entry(left + 4, 140, voice.word(label), shown, 0)
        left += 128.5
    sheet.frame(Box(40, 164, right, 184))
    sheet.text(44, 169, f"{voice.word('terms')}: {terms(voice, bill, desk)}")
    y = (
        lines_table(
            sheet, (40, 192), bill, "sku:84 description:190 unit:36 quantity:50 unit_price:70 line_total:85", Grid("grid", filled_head=True)
        )
        + 14
    )
    y = _tax_table(sheet, y, bill)
    totals(sheet, 350, y + 12, right, bill, desk)


def _tax_table(sheet: Sheet, y: float, bill: Bill) -> float:
    """The taxed base per rate; here the one rate of nought."""
    voice, nought = sheet.voice, Decimal(0)
    columns = (
        Column("%", "", 50, "right"),
        Column(voice.word("net_total"), "", 110, "right"),
        Column(voice.word("tax_total"), "", 90, "right"),
        Column("", "", 230),
    )
    row: list[Shown | str] = [voice.amount(nought), voice.amount(bill.net), voice.amount(nought), voice.word("untaxed")]
    return sheet.table(40, y, columns, [row], Grid("grid"))
