"""Whether the units of an order were confirmed, kept, filled, and not exceeded; and how many of them a fault can be of at most."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.fee import Bound, Formula
from matchers.charges.line import Charge
from matchers.charges.standing import Compared, Compliance, Standing, unknown
from matchers.frames import Paper
from matchers.sourced import Sourced

_ORDER_MISSING = "the order's units are not among the exports; add the purchase orders"


def filled(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """Units that were confirmed and never came. What went out and was not booked in is no unit that was not filled."""
    confirmed, received = _known(books, charge, "quantity_accepted"), _known(books, charge, "quantity_received")
    if confirmed is None or received is None:
        return unknown("quantities_missing", _ORDER_MISSING, "purchase_order")
    compared = (_shown("confirmed_units", "units confirmed", confirmed), _shown("received_units", "units received", received))
    open_units = max(Decimal(0), confirmed.value - received.value)
    if not open_units:
        told = f"all {confirmed.value:f} confirmed units were received"
        return Compliance(Standing.KEPT, "order_filled", told, compared)
    shipped = books.shipped(charge, charge.sku)
    bound = (Bound("unfilled", "units confirmed and not received", open_units, received.evidence),)
    if shipped is not None and shipped > received.value:
        told = f"{shipped:f} units were shipped and {received.value:f} booked in; the receipt tells whether the rest was delivered"
        return unknown("shipped_not_booked", told, "proof_of_delivery", compared, bound)
    told = f"{open_units:f} of {confirmed.value:f} confirmed units were not received"
    return Compliance(Standing.BROKEN, "units_not_filled", told, compared, bounds=bound)


def confirmed(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """Units that were ordered and not confirmed; a confirmation of all of them refutes the charge."""
    asked, accepted = _known(books, charge, "quantity_requested"), _confirmed_by_us(books, charge)
    if asked is None or accepted is None:
        return unknown("confirmation_missing", "no confirmation of the order is among the papers", "order_confirmation")
    compared = (_shown("ordered_units", "units ordered", asked), _shown("confirmed_units", "units confirmed", accepted))
    left = max(Decimal(0), asked.value - accepted.value)
    if not left:
        return Compliance(Standing.KEPT, "order_confirmed", f"all {asked.value:f} units ordered were confirmed", compared)
    told = f"{left:f} of {asked.value:f} units ordered were not confirmed"
    bound = (Bound("unconfirmed", "units ordered and not confirmed", left, accepted.evidence),)
    return Compliance(Standing.BROKEN, "units_unconfirmed", told, compared, bounds=bound)


def not_over(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """Units received beyond the order."""
    ordered, received = _known(books, charge, "quantity_accepted"), _known(books, charge, "quantity_received")
    if ordered is None or received is None:
        return unknown("quantities_missing", _ORDER_MISSING, "purchase_order")
    compared = (_shown("confirmed_units", "units confirmed", ordered), _shown("received_units", "units received", received))
    over = max(Decimal(0), received.value - ordered.value)
    if not over:
        told = f"{received.value:f} units were received, not more than the {ordered.value:f} of the order"
        return Compliance(Standing.KEPT, "nothing_over", told, compared)
    told = f"{over:f} units were received beyond the {ordered.value:f} of the order"
    return Compliance(
        Standing.BROKEN, "units_over", told, compared, bounds=(Bound("over", "units beyond the order", over, received.evidence),)
    )


def not_cut(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """Units that were confirmed and then cut, later than the days that the window leaves for it."""
    papers = books.confirmations.get(compact(charge.purchase_order), ())
    told_on = sorted(
        (day, found) for paper in papers if (day := paper.document.day("confirmation_date")) and (found := _of(books, paper, charge))
    )
    now = _known(books, charge, "quantity_accepted")
    if not told_on or now is None:
        return unknown("confirmation_missing", "no dated confirmation of the order is among the papers", "order_confirmation")
    first_day, (most, place) = max(told_on, key=lambda t: t[1][0])
    compared: tuple[Compared, ...] = (
        ("confirmed_first", "units confirmed at first", f"{most:f}", place),
        _shown("confirmed_units", "units confirmed", now),
    )
    cut = max(Decimal(0), most - now.value)
    if not cut:
        told = f"{most:f} units were confirmed on {first_day} and none of them was taken back"
        return Compliance(Standing.KEPT, "nothing_cut", told, compared)
    bound = (Bound("cut", "units cut from the confirmation", cut, now.evidence),)
    cut_on = next((day for day, (units, _) in told_on if day >= first_day and units == now.value), None)
    return _cut(books, charge, formula, cut_on, cut, compared, bound)


def _cut(
    books: ComplianceBooks,
    charge: Charge,
    formula: Formula,
    cut_on: date | None,
    cut: Decimal,
    compared: tuple[Compared, ...],
    bound: tuple[Bound, ...],
) -> Compliance:
    window = books.window(charge)
    if cut_on is None or window is None or window.start is None or formula.cut_after_days is None:
        told = f"{cut:f} units were cut from the confirmation, and no paper shows on which day of the window"
        return unknown("cut_day_missing", told, "order_confirmation", compared, bound)
    last = window.start + timedelta(days=formula.cut_after_days)
    shown = (
        *compared,
        ("cut_on", "cut on", cut_on.isoformat(), None),
        ("cut_until", "may be cut until", last.isoformat(), window.evidence),
    )
    if cut_on <= last:
        told = f"the confirmation was changed on {cut_on}, within the {formula.cut_after_days} days from {window.start}"
        return Compliance(Standing.KEPT, "cut_in_time", told, shown)
    told = f"{cut:f} units were cut on {cut_on}, after {last}"
    return Compliance(Standing.BROKEN, "units_cut", told, shown, bounds=bound)


def in_full(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """Every line of the order came in full. A share below that is of a period, which no order tells."""
    order = books.books.order(charge.purchase_order)
    if order is None or not order.lines:
        return unknown("quantities_missing", _ORDER_MISSING, "purchase_order")
    short: list[Evidence] = []
    for line in order.lines.values():
        accepted, received = books.books.accepted(order.number, line.sku), books.books.received(order.number, line.sku)
        if accepted is None or received is None:
            return unknown("quantities_missing", _ORDER_MISSING, "purchase_order")
        if received.value < accepted.value:
            short.append(received.evidence)
    if not short:
        return Compliance(Standing.KEPT, "order_in_full", f"all units of order {order.number} were received")
    if formula.limit is not None:
        told = "the fill rate counts over a period, and its report is not among the papers"
        return unknown("fill_report_missing", told, "fill_rate_report")
    return Compliance(Standing.BROKEN, "order_not_in_full", f"units of order {order.number} were not received")


def _known(books: ComplianceBooks, charge: Charge, name: str) -> Sourced[Decimal] | None:
    return books.books.quantity(charge.purchase_order, charge.sku, name)


def _confirmed_by_us(books: ComplianceBooks, charge: Charge) -> Sourced[Decimal] | None:
    """What our own confirmation says, else what the retailer's export holds as accepted."""
    for paper in books.confirmations.get(compact(charge.purchase_order), ()):
        found = _of(books, paper, charge)
        if found is not None:
            return Sourced(found[0], found[1], "order_confirmation")
    return _known(books, charge, "quantity_accepted")


def _of(books: ComplianceBooks, paper: Paper, charge: Charge) -> tuple[Decimal, Evidence] | None:
    """The units of the charged item that a confirmation accepts, read without doubt."""
    for cells in paper.document.lines:
        units, sku, gtin = cells.get("quantity_accepted"), cells.get("sku"), cells.get("gtin")
        item = books.books.sku_of(str(sku.value) if sku else None, str(gtin.value) if gtin else None)
        if units is not None and not units.review and not isinstance(units.value, (bool, list)) and compact(item) == charge.sku_key:
            number = Decimal(units.value)
            return number, paper.line_evidence(cells, "quantity_accepted", f"{number:f} units confirmed")
    return None


def _shown(name: str, label: str, found: Sourced[Decimal]) -> Compared:
    return (name, label, f"{found.value:f}", found.evidence)
