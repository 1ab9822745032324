"""Whether the sums of an e-invoice tie, and what its numbers, dates, terms and items mean: shared by UBL and CII."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractors.edi.items import put_item_numbers
from extractors.form import Form, money_text, number_of
from facts.documents import DocumentKind
from facts.money import round_half_up

_CREDIT_TYPES: Final = frozenset({"381", "261", "262", "296", "308", "396", "420", "458", "532", "81", "83"})
_DEBIT_TYPES: Final = frozenset({"383", "80", "82", "84"})
_ASIN: Final = re.compile(r"(?<![A-Z0-9])B0[A-Z0-9]{8}(?![A-Z0-9])")
_SKONTO: Final = re.compile(r"#SKONTO#TAGE=(\d+)#PROZENT=(\d+(?:\.\d+)?)#")
_TOLERANCE: Final = Decimal("0.02")
_PRICE_DIGITS: Final = 10
_PER_LINE: Final = Decimal("0.01")


def kind_of(type_code: str, grand_total: Decimal | None, *, credit_root: bool = False) -> DocumentKind:
    """What a type code of UNTDID 1001 makes of it; an invoice over a negative amount is a credit note."""
    if credit_root or type_code in _CREDIT_TYPES:
        return DocumentKind.CREDIT_NOTE
    if type_code in _DEBIT_TYPES:
        return DocumentKind.DEBIT_MEMO
    return DocumentKind.CREDIT_NOTE if grand_total is not None and grand_total < 0 else DocumentKind.INVOICE


def put_items(line: Form, *, buyer: str, seller: str, standard: str, description: str) -> None:
    """Fills the item numbers; an Amazon item number in the description is the buyer's where no field carries one."""
    named = _ASIN.search(description)
    standard = "".join(standard.split())
    buyer = buyer or (named.group() if named else "")
    put_item_numbers(line, [("BP", buyer), ("SA", seller), ("SRV" if standard.isdigit() else "", standard)])
    line.text("description", description)


def put_unit_price(line: Form, written: str, basis: str) -> None:
    """Fills unit_price as the price of one: a price for 100 is divided by 100. Quantity and line_total must be filled before.

    Some senders repeat the quantity as the basis of a price that is for one already; the line's total tells.
    """
    per = number_of(basis) if basis else Decimal(1)
    if per is None or per <= 0:
        line.problems.append(f"unit_price: the price basis {basis!r} is not a quantity")
        return
    price, quantity, total = number_of(written), line.number("quantity"), line.number("line_total")
    if (
        per != 1
        and price is not None
        and per == quantity
        and total is not None
        and abs(total - price * quantity) <= _TOLERANCE < abs(total - price)
    ):
        per = Decimal(1)
    line.amount("unit_price", written, factor=Decimal(1) / per if per != 1 else Decimal(1))
    exact = line.number("unit_price")
    if exact is not None and per != 1:
        line.put("unit_price", money_text(round_half_up(exact, _PRICE_DIGITS)), f"{written} / {basis}")


def is_heading(line: Form) -> bool:
    """True for a line that only says something: no amount, no quantity and no item number."""
    return not line.number("quantity") and not line.number("line_total") and "sku" not in line.fields


def put_terms_text(form: Form, written: str) -> None:
    """Fills the words of the payment terms, and the discount where XRechnung's `#SKONTO#…#` states one."""
    form.text("terms_text", written)
    discount = _SKONTO.search(written.replace(" ", ""))
    if discount:
        form.count("discount_days", discount.group(1))
        form.percent("discount_rate", discount.group(2))


def check_lines(lines: Sequence[Form]) -> list[str]:
    """Quantity times price must be the line's total, less what is allowed and more what is charged on it."""
    problems: list[str] = []
    for number, line in enumerate(lines, 1):
        quantity, price, total = line.number("quantity"), line.number("unit_price"), line.number("line_total")
        allowed, charged = line.number("allowance") or Decimal(0), line.number("charge") or Decimal(0)
        if quantity is None or price is None or total is None:
            continue
        expected = quantity * price - allowed + charged
        if abs(abs(expected) - abs(total)) > max(_TOLERANCE, abs(quantity) * Decimal("0.005")):
            makes = money_text(expected.quantize(_PER_LINE))
            problems.append(f"line {number}: {quantity} x {price} makes {makes}, {money_text(total)} is stated")
    return problems


def check_sums(form: Form, lines: Sequence[Form], line_sum: Decimal | None) -> list[str]:
    """Lines sum to their stated sum; with allowances and charges to the net total; with tax to the grand total."""
    problems: list[str] = []
    net, tax, grand = form.number("net_total"), form.number("tax_total"), form.number("grand_total")
    allowed, charged = form.number("allowance_total") or Decimal(0), form.number("charge_total") or Decimal(0)
    stated = [total for line in lines if (total := line.number("line_total")) is not None]
    if lines and len(stated) == len(lines) and line_sum is not None and abs(sum(stated, Decimal(0)) - line_sum) > _TOLERANCE:
        problems.append(f"the lines sum to {money_text(sum(stated, Decimal(0)))}, {money_text(line_sum)} is stated")
    if line_sum is not None and net is not None and abs(line_sum - allowed + charged - net) > _TOLERANCE:
        makes = money_text(line_sum - allowed + charged)
        problems.append(f"net_total: lines, allowances and charges make {makes}, {money_text(net)} is stated")
    if net is not None and grand is not None and abs(net + (tax or Decimal(0)) - grand) > _TOLERANCE:
        problems.append(f"grand_total: net and tax make {money_text(net + (tax or Decimal(0)))}, {money_text(grand)} is stated")
        form.put("grand_total", form.fields["grand_total"].value, form.fields["grand_total"].text, review=True)
    return problems
