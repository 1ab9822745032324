"""Whether an order was served in time: delivered, requested or made ready within its window, or in a week that is waived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.fee import Formula
from matchers.charges.line import Charge
from matchers.charges.standing import Compared, Compliance, Standing, unknown

REQUESTED: Final = "carrier_requested_delivery_date"
READY: Final = "freight_ready_date"


def on_time(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """Within the order's window by the day that the terms measure by at these freight terms, else waived or late."""
    window = books.window(charge)
    if window is None:
        return unknown("window_missing", f"the delivery window of order {charge.purchase_order} is not among the exports", "purchase_order")
    freight = books.books.freight_terms(charge.purchase_order)
    collect = freight is not None and freight.value == "collect"
    measured = (formula.measured_by_collect or formula.measured_by) if collect else formula.measured_by
    shown: tuple[Compared, ...] = (("window_end", "window closes", window.end.isoformat(), window.evidence),)
    if window.start is not None:
        shown = (("window_start", "window opens", window.start.isoformat(), window.evidence), *shown)
    for label, day, where, others in _days(books, charge, measured):
        compared = (*shown, (label.replace(" ", "_"), label, day.isoformat(), where))
        if len({window.holds(d, formula.grace_days) for d in (day, *others)}) > 1:
            told = f"the date on the receipt can be read as {' or '.join(d.isoformat() for d in (day, *others))}; a person must look"
            return Compliance(Standing.UNKNOWN, "delivery_date_unclear", told, compared)
        if window.holds(day, formula.grace_days):
            return Compliance(Standing.KEPT, "within_window", f"{label} {day}, within {window.said}", compared)
        waived = _waived(books, window.end, formula, compared)
        return waived or Compliance(Standing.BROKEN, "outside_window", f"{label} {day}, outside {window.said}", compared)
    waived = _waived(books, window.end, formula, shown)
    return waived or unknown("delivery_date_missing", "no paper shows when the order was delivered", "proof_of_delivery", shown)


def _days(books: ComplianceBooks, charge: Charge, measured: str) -> Iterator[tuple[str, date, Evidence | None, tuple[date, ...]]]:
    """The days that could be measured, the one that the terms name first."""
    if measured == REQUESTED:
        for paper in books.appointments.get(compact(charge.purchase_order), ()):
            day = paper.document.day("requested_delivery_date")
            if day is not None:
                yield "delivery requested for", day, paper.evidence("requested_delivery_date", f"delivery requested for {day}"), ()
    if measured == READY:
        for shipment in books.shipments(charge):
            for link in shipment.bills:
                day = link.paper.document.day("pickup_date") or link.paper.document.day("ship_date")
                if day is not None:
                    yield "freight ready on", day, link.paper.evidence("ship_date", f"picked up on {day}"), ()
    for arrival in books.arrivals(charge):
        yield "delivered on", arrival.day, arrival.evidence, arrival.others


def _waived(books: ComplianceBooks, end: date, formula: Formula, compared: tuple[Compared, ...]) -> Compliance | None:
    """Waived where the trailing rate of the week in which the window ends is above the agreed one (domain.md 1.6)."""
    rate = books.trailing_rate(end)
    if rate is None or formula.waived_above is None or rate.value <= formula.waived_above:
        return None
    told = f"the trailing on-time rate of that week is {rate.value:f}, above {formula.waived_above:f}; the fee is waived"
    shown = (*compared, ("trailing_rate", "trailing on-time rate", f"{rate.value:f}", rate.evidence))
    return Compliance(Standing.WAIVED, "waived_week", told, shown)


def appointment_kept(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """A delivery on the day of the appointment refutes a no-show; one on another day may have been put off, which a person tells."""
    arrivals = [a for a in books.arrivals(charge) if not a.others]
    for paper in books.appointments.get(compact(charge.purchase_order), ()):
        day, number = paper.document.day("requested_delivery_date"), paper.document.text("appointment_id") or ""
        if day is None:
            continue
        asked: Compared = ("appointment_day", "appointment for", day.isoformat(), paper.evidence("requested_delivery_date", f"for {day}"))
        for arrival in arrivals:
            same = not number or not arrival.appointment or compact(number) == compact(arrival.appointment)
            came: Compared = ("delivered_on", "delivered on", arrival.day.isoformat(), arrival.evidence)
            if same and arrival.day == day:
                return Compliance(Standing.KEPT, "appointment_kept", f"delivered on {day}, the day of the appointment", (asked, came))
            if same:
                told = f"delivered on {arrival.day}, the appointment was for {day}; whether it was put off shows in the carrier's record"
                return unknown("appointment_unclear", told, "carrier_record", (asked, came))
        return unknown("delivery_date_missing", "no paper shows when the order was delivered", "proof_of_delivery", (asked,))
    return unknown("appointment_missing", "no appointment of the order is among the papers", "appointment_request")
