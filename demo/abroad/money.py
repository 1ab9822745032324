"""Papers about money abroad, as content: invoices, credit and debit notes, payment advices, charges of a retailer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from demo.abroad.content import Block, Content
from demo.abroad.dealing import Dealing, Settled, Ware
from demo.abroad.goods import day_of, headings
from demo.abroad.hand import Hand
from demo.chance import Chance
from demo.sheet import Shown
from facts.money import round_half_up


def _money(hand: Hand, money: Decimal, name: str) -> Shown:
    return Shown(hand.amount(money), name, f"{money:.2f}")


def _cells(ware: Ware, row: int, hand: Hand, names: tuple[str, ...]) -> list[Shown]:
    piece = hand.word("piece")
    cells = {
        "line_number": Shown(str(row), "line_number", row),
        "sku": Shown(ware.sku, "sku", ware.sku),
        "gtin": Shown(ware.gtin, "gtin", ware.gtin),
        "description": Shown(ware.name, "description", ware.name),
        "quantity": Shown(hand.count(ware.units), "quantity", ware.units),
        "unit": Shown(piece, "unit", piece),
        "unit_price": Shown(hand.price(ware.price), "unit_price", str(ware.price)),
        "discount": Shown(str(ware.discount)),
        "line_total": _money(hand, ware.worth, "line_total"),
    }
    return [cells[n] for n in names]


def _billed(content: Content, made: Dealing, hand: Hand, names: tuple[str, ...], wares: tuple[Ware, ...]) -> None:
    """Lines, sums and parties of a bill over some goods."""
    if any(w.discount for w in wares) and "discount" not in names:
        names = (*names[:-1], "discount", names[-1])
    net = sum((w.worth for w in wares), Decimal(0))
    tax = round_half_up(net * made.tax / 100, 2)
    content.columns = headings(hand, names)
    content.rows = [_cells(w, n + 1, hand, names) for n, w in enumerate(wares)]
    content.sums = [
        (hand.word("net_total"), _money(hand, net, "net_total")),
        (hand.word("tax_total", rate=made.tax), _money(hand, tax, "tax_total")),
        (hand.word("grand_total"), Shown(hand.priced(net + tax, made.currency), "grand_total", f"{net + tax:.2f}")),
    ]
    content.implied += [Shown("", "currency", made.currency)] if hand.names_currency else []
    content.foot.append((hand.word("tax_id"), Shown(made.seller.tax_id, "seller_tax_id", made.seller.tax_id)))


def _addressed(content: Content, made: Dealing, hand: Hand) -> None:
    content.blocks = [Block(hand.word("bill_to"), "buyer_name", made.buyer), Block(hand.word("ship_to"), "", made.site)]
    content.implied.append(Shown("", "seller_name", made.seller.name))


_ORDERS = (
    ("line_number", "sku", "description", "quantity", "unit", "unit_price", "line_total"),
    ("sku", "description", "quantity", "unit_price", "line_total"),
    ("quantity", "unit", "sku", "description", "unit_price", "line_total"),
    ("sku", "gtin", "description", "quantity", "unit_price", "line_total"),
)


def invoice(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A supplier's invoice with tax, discounts by line and a line on when to pay."""
    days, early, rate = draw.pick((30, 45, 60)), draw.pick((8, 10, 14)), draw.pick((2, 3))
    number = hand.word("invoice_number"), Shown(made.invoice, "invoice_number", made.invoice)
    content = Content(
        "invoice", hand.word("title_invoice"), made.seller, number, (hand.word("issue_date"), day_of(hand, made.day, "issue_date"))
    )
    _addressed(content, made, hand)
    due = made.day + timedelta(days=days)
    content.head = [
        (hand.word("customer"), Shown(draw.digits(6))),
        (hand.word("purchase_order"), Shown(made.order, "purchase_order", made.order)),
        (hand.word("due_date"), day_of(hand, due, "due_date")),
        (hand.word("contact"), Shown(made.person)),
    ]
    content.intro = hand.word("invoice_words")
    _billed(content, made, hand, draw.pick(_ORDERS), made.wares)
    content.clauses.append(hand.word("pay_words", days=days, early=early, rate=rate))
    return content


def credit_note(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A credit for cartons that did not arrive, against the invoice."""
    number = hand.word("credit_number"), Shown(made.number, "invoice_number", made.number)
    content = Content(
        "credit_note", hand.word("title_credit_note"), made.seller, number, (hand.word("issue_date"), day_of(hand, made.day, "issue_date"))
    )
    _addressed(content, made, hand)
    content.head = [
        (hand.word("credit_for"), Shown(made.invoice)),
        (hand.word("purchase_order"), Shown(made.order, "purchase_order", made.order)),
    ]
    content.intro = hand.word("credit_words")
    _billed(content, made, hand, draw.pick(_ORDERS), made.wares[:1])
    return content


def debit_note(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A buyer's debit for goods that did not arrive."""
    number = hand.word("credit_number"), Shown(made.number, "invoice_number", made.number)
    content = Content(
        "debit_memo", hand.word("title_debit_note"), made.buyer, number, (hand.word("issue_date"), day_of(hand, made.day, "issue_date"))
    )
    content.blocks = [Block(hand.word("payee"), "", made.seller)]
    content.head = [
        (hand.word("paid_invoice"), Shown(made.invoice)),
        (hand.word("purchase_order"), Shown(made.order, "purchase_order", made.order)),
    ]
    content.intro = hand.word("debit_words")
    _billed(content, made, hand, draw.pick(_ORDERS), made.wares[:1])
    content.foot.clear()
    return content


def _paid_cells(entry: Settled, hand: Hand, names: tuple[str, ...]) -> list[Shown]:
    cells = {
        "invoice_number": Shown(entry.number, "invoice_number", entry.number),
        "invoice_date": day_of(hand, entry.dated, "invoice_date"),
        "description": Shown(hand.word("title_debit_note") if entry.gross < 0 else hand.word("title_invoice")),
        "invoice_amount": _money(hand, entry.gross, "invoice_amount"),
        "terms_discount": _money(hand, entry.discount, "terms_discount"),
        "amount_paid": _money(hand, entry.paid, "amount_paid"),
    }
    return [cells[n] for n in names]


def payment_advice(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A customer's advice of a transfer: which documents it settles, what was taken off, and its sum."""
    paid = draw.digits(9)
    number = hand.word("payment_number"), Shown(paid, "payment_number", paid)
    dated = hand.word("payment_date"), day_of(hand, made.day, "payment_date")
    content = Content("remittance_advice", hand.word("title_remittance"), made.buyer, number, dated)
    content.blocks = [Block(hand.word("payee"), "payee_name", made.seller)]
    content.head = [
        (hand.word("payer"), Shown(made.buyer.name, "payer_name", made.buyer.name)),
        (hand.word("customer"), Shown(draw.digits(6))),
    ]
    content.intro = hand.word("payment_words")
    names = draw.pick(
        (
            ("invoice_number", "invoice_date", "invoice_amount", "terms_discount", "amount_paid"),
            ("invoice_date", "invoice_number", "description", "invoice_amount", "terms_discount", "amount_paid"),
        )
    )
    called = {"invoice_number": "paid_invoice", "invoice_date": "paid_date", "description": "paid_text", "invoice_amount": "gross"}
    content.columns = headings(hand, names, {**called, "terms_discount": "cash_discount"})
    content.rows = [_paid_cells(s, hand, names) for s in made.settled]
    total = sum((s.paid for s in made.settled), Decimal(0))
    content.sums = [(hand.word("total_paid"), Shown(hand.priced(total, made.currency), "total_paid", f"{total:.2f}"))]
    content.implied += [Shown("", "currency", made.currency)] if hand.names_currency else []
    return content


def charge(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A retailer's notice of a charge for something done wrong at delivery."""
    case, units = draw.digits(8), draw.whole(20, 900)
    fee = Decimal(draw.whole(15, 240)) / 100
    amount, close = fee * units, made.day + timedelta(days=draw.pick((14, 30, 45)))
    number = hand.word("claim_number"), Shown(case, "chargeback_id", case)
    content = Content(
        "chargeback_notice",
        hand.word("title_chargeback"),
        made.buyer,
        number,
        (hand.word("issue_date"), day_of(hand, made.day, "issue_date")),
    )
    content.blocks = [Block(hand.word("payee"), "", made.seller)]
    reason, detail = hand.word("reason_late"), hand.word("reason_detail")
    content.head = [
        (hand.word("claim_type"), Shown(reason, "chargeback_type", reason)),
        (hand.word("claim_subtype"), Shown(detail, "chargeback_subtype", detail)),
        (hand.word("purchase_order"), Shown(made.order, "purchase_order", made.order)),
        (hand.word("dispute_by"), day_of(hand, close, "dispute_by")),
        (hand.word("claim_amount"), Shown(hand.priced(amount, made.currency), "amount", f"{amount:.2f}")),
    ]
    names = ("sku", "quantity", "unit_fee", "amount")
    content.columns = headings(hand, names, {"unit_fee": "fee", "amount": "line_total"})
    ware = made.wares[0]
    content.rows = [
        [
            Shown(ware.sku, "sku", ware.sku),
            Shown(hand.count(units), "quantity", units),
            Shown(hand.amount(fee), "unit_fee", f"{fee:.2f}"),
            _money(hand, amount, "amount"),
        ]
    ]
    content.implied += [Shown("", "currency", made.currency)] if hand.names_currency else []
    return content
