"""Whether an order was served in time and its cartons within limits: from windows, appointments, receipts, ship notices, the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from facts.documents import DocumentKind
from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.books import Books, Order
from matchers.charges.fee import Formula
from matchers.charges.line import Charge
from matchers.fees import FeeBooks, kilograms
from matchers.frames import Frames, Paper, decimal, row_evidence, rows
from matchers.shipments import Pairing, Shipment

REQUESTED: Final = "carrier_requested_delivery_date"
READY: Final = "freight_ready_date"


class Standing(StrEnum):
    """What the papers say of a fault that is charged."""

    KEPT = "kept"
    """They prove that the rule was kept: nothing is due."""
    WAIVED = "waived"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compliance:
    """What was found, with its reason for findings, a sentence, the values compared and the places.

    `missing` names the paper that would tell where the papers do not.
    """

    standing: Standing
    reason: str
    sentence: str
    compared: tuple[tuple[str, str, str, Evidence | None], ...] = ()
    missing: str = ""


class ComplianceBooks:
    """What compliance is judged by: orders, shipments with their receipts, appointments, ship notices, weekly on-time rates, sizes."""

    def __init__(self, frames: Frames, books: Books, pairing: Pairing, currency: str) -> None:
        self.books = books
        self.pairing = pairing
        self.sizes = FeeBooks(frames, currency)
        self._appointments = _by_order(frames, DocumentKind.APPOINTMENT_REQUEST)
        self._notices = _by_order(frames, DocumentKind.ADVANCE_SHIP_NOTICE)
        self._acknowledgements = frames.of_kind(DocumentKind.ACKNOWLEDGEMENT)
        self._weeks = {r["week_start"]: r for r in rows(frames.table(TableKind.ON_TIME_PERFORMANCE)) if r["week_start"]}

    def on_time(self, charge: Charge, formula: Formula) -> Compliance:
        """Delivered, requested or made ready within the order's window, whichever the terms measure by these freight terms."""
        order = self.books.order(charge.purchase_order)
        window = _window(order, self.books) if order is not None else None
        if order is None or window is None:
            return _unknown(
                "window_missing", f"the delivery window of order {charge.purchase_order} is not among the exports", "purchase_order"
            )
        start, end, place = window
        freight = self.books.freight_terms(charge.purchase_order)
        collect = freight is not None and freight.value == "collect"
        measured = (formula.measured_by_collect or formula.measured_by) if collect else formula.measured_by
        shown = (("window_start", "window opens", start.isoformat(), place), ("window_end", "window closes", end.isoformat(), place))
        for label, day, where, others in self._days(charge, measured):
            compared = (*shown, (label.replace(" ", "_"), label, day.isoformat(), where))
            if len({start <= d <= end for d in (day, *others)}) > 1:
                told = f"the date on the receipt can be read as {' or '.join(d.isoformat() for d in (day, *others))}; a person must look"
                return Compliance(Standing.UNKNOWN, "delivery_date_unclear", told, compared)
            if start <= day <= end:
                return Compliance(Standing.KEPT, "within_window", f"{label} {day} lies within the window {start} to {end}", compared)
            waived = self._waived(end, formula)
            if waived is not None:
                return Compliance(waived.standing, waived.reason, waived.sentence, (*compared, *waived.compared))
            return Compliance(Standing.BROKEN, "outside_window", f"{label} {day} lies outside the window {start} to {end}", compared)
        waived = self._waived(end, formula)
        if waived is not None:
            return Compliance(waived.standing, waived.reason, waived.sentence, (*shown, *waived.compared))
        return _unknown("delivery_date_missing", "no paper shows when the order was delivered", "proof_of_delivery", shown)

    def _days(self, charge: Charge, measured: str) -> Iterator[tuple[str, date, Evidence | None, tuple[date, ...]]]:
        """The days that could be measured, the one that the terms name first."""
        shipments = self.pairing.of(charge.purchase_order)
        if measured == REQUESTED:
            for paper in self._appointments.get(compact(charge.purchase_order), ()):
                day = paper.document.day("requested_delivery_date")
                if day is not None:
                    yield "delivery requested for", day, paper.evidence("requested_delivery_date", f"delivery requested for {day}"), ()
        if measured == READY:
            for shipment in shipments:
                for link in shipment.bills:
                    day = link.paper.document.day("pickup_date") or link.paper.document.day("ship_date")
                    if day is not None:
                        yield "freight ready on", day, link.paper.evidence("ship_date", f"picked up on {day}"), ()
        for arrival in self._arrivals(charge):
            yield "delivered on", arrival.day, arrival.evidence, arrival.others

    def _arrivals(self, charge: Charge) -> list[Arrival]:
        ordered = self.books.order_date(charge.purchase_order)
        return _arrivals(self.pairing.of(charge.purchase_order), ordered.value if ordered is not None else None, charge.charged_on)

    def _waived(self, end: date, formula: Formula) -> Compliance | None:
        """The week (Sunday to Saturday) in which the window ends, where its trailing rate waives the fee."""
        sunday = end - timedelta(days=(end.weekday() + 1) % 7)
        row = self._weeks.get(sunday)
        rate = decimal(row["trailing_rate"]) if row is not None else None
        if row is None or rate is None or formula.waived_above is None or rate <= formula.waived_above:
            return None
        place = row_evidence(row, f"trailing on-time rate {rate:f} in the week of {sunday}")
        told = f"late, but the trailing on-time rate of that week is {rate:f}, above {formula.waived_above:f}: the fee is waived"
        return Compliance(Standing.WAIVED, "waived_week", told, (("trailing_rate", "trailing on-time rate", f"{rate:f}", place),))

    def ship_notice(self, charge: Charge) -> Compliance:
        """The ship notice was sent, and where an acknowledgement is there taken, before the goods arrived."""
        arrivals = self._arrivals(charge)
        notices = [
            (paper, sent)
            for paper in self._notices.get(compact(charge.purchase_order), ())
            if (sent := _moment(paper, "sent_at")) is not None
        ]
        if not notices:
            return _unknown("ship_notice_missing", "no ship notice of the order is among the papers", "advance_ship_notice")
        paper, sent = min(notices, key=lambda n: n[1])
        known = self._acknowledged(paper)
        compared: tuple[tuple[str, str, str, Evidence | None], ...] = (
            ("notice_sent", "ship notice sent", sent.isoformat(), paper.evidence("sent_at", f"ship notice sent {sent}")),
        )
        if known is not None:
            place, moment = known
            sent = max(sent, moment)
            compared += (("acknowledged", "acknowledged", moment.isoformat(), place.evidence("received_at", f"acknowledged {moment}")),)
        if not arrivals:
            return _unknown("delivery_date_missing", "no paper shows when the goods arrived", "proof_of_delivery", compared)
        first = min(arrivals, key=lambda a: a.day)
        day, where, time = first.day, first.evidence, first.time
        if first.others:
            told = "the date on the receipt can be read in two ways; a person must look"
            return Compliance(Standing.UNKNOWN, "delivery_date_unclear", told, compared)
        compared += (("arrived", "goods arrived", f"{day.isoformat()}{f' {time}' if time else ''}", where),)
        if sent.date() == day and not time:
            return _unknown(
                "arrival_time_missing",
                "ship notice and arrival are of one day, and no paper shows the hour of arrival",
                "proof_of_delivery",
                compared,
            )
        before = sent.date() < day or (sent.date() == day and f"{sent:%H:%M}" < time[:5])
        if before:
            return Compliance(Standing.KEPT, "notice_before_arrival", f"the ship notice of {sent} precedes the arrival on {day}", compared)
        return Compliance(Standing.BROKEN, "notice_after_arrival", f"the ship notice of {sent} came after the arrival on {day}", compared)

    def _acknowledged(self, notice: Paper) -> tuple[Paper, datetime] | None:
        """The acknowledgement that names this notice's own transaction, with its moment."""
        own = notice.document.text("transaction_control_number") or notice.document.text("message_reference")
        group = notice.document.text("group_control_number")
        for paper in self._acknowledgements:
            document = paper.document
            lines = [str(cells["acknowledged_transaction"].value) for cells in document.lines if "acknowledged_transaction" in cells]
            named = {document.text("acknowledged_transaction"), *lines}
            if own and own in named and (not group or document.text("acknowledged_group") in {None, group}):
                moment = _moment(paper, "received_at") or _moment(paper, "sent_at")
                if moment is not None and document.text("status") != "rejected":
                    return paper, moment
        return None

    def carton_weight(self, charge: Charge, formula: Formula) -> Compliance:
        """Unit weight of the catalogue times the case pack against the limit."""
        size = self.sizes.measures(charge.sku)
        item = self.books.items.get(charge.sku_key)
        pack = item.case_pack if item is not None else None
        if size is None or pack is None or formula.limit is None:
            return _unknown("weight_missing", "the catalogue does not state weight and case pack of the item", "item_dimensions")
        limit = kilograms(formula.limit, formula.unit)
        if limit is None:
            return _unknown("limit_unclear", f"the limit of {formula.limit:f} {formula.unit} has an unknown unit", "")
        weight = size.weight * pack.value
        compared: tuple[tuple[str, str, str, Evidence | None], ...] = (
            ("unit_weight", "unit weight in kg", f"{size.weight.normalize():f}", size.evidence),
            ("case_pack_weighed", "units per carton", f"{pack.value:f}", pack.evidence),
            ("limit", f"limit in kg ({formula.source})", f"{limit.normalize():f}", charge.evidence),
        )
        told = f"a carton weighs {weight.normalize():f} kg by the catalogue, the limit is {limit.normalize():f} kg"
        if weight <= limit:
            return Compliance(Standing.KEPT, "carton_within_limit", told, compared)
        return Compliance(Standing.BROKEN, "carton_too_heavy", told, compared)


def _unknown(reason: str, sentence: str, missing: str, compared: tuple[tuple[str, str, str, Evidence | None], ...] = ()) -> Compliance:
    return Compliance(Standing.UNKNOWN, reason, sentence, compared, missing)


def _window(order: Order, books: Books) -> tuple[date, date, Evidence] | None:
    start = books.best("window_start", order.dates["window_start"])
    end = books.best("window_end", order.dates["window_end"])
    if end is None:
        return None
    return (start.value if start is not None else date.min, end.value, end.evidence)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When goods arrived, by one receipt. `others` are further readings of a date that is not sure, as far as they are possible."""

    day: date
    evidence: Evidence
    time: str = ""
    others: tuple[date, ...] = ()


def _arrivals(shipments: list[Shipment], ordered_on: date | None, charged_on: date | None) -> list[Arrival]:
    """Arrivals by the receipts, sure dates first.

    Of a date whose day and month could change places, only the readings count that lie between order or shipping and the charge.
    """
    found: list[Arrival] = []
    for shipment in shipments:
        for link in shipment.receipts:
            document = link.paper.document
            day = document.day("delivery_date")
            if day is None:
                continue
            possible = [day]
            if document.fields["delivery_date"].review:
                readings = dict.fromkeys((day, _turned(day)))
                possible = [d for d in readings if d is not None and _between(d, shipment.ship_date or ordered_on, charged_on)] or [day]
            place = link.paper.evidence("delivery_date", f"delivered {possible[0]}")
            found.append(Arrival(possible[0], place, document.text("delivery_time") or "", tuple(possible[1:])))
    return sorted(found, key=lambda a: (bool(a.others), a.day))


def _turned(day: date) -> date | None:
    """The date with day and month changed places, where that is one."""
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None


def _between(day: date, shipped: date | None, charged: date | None) -> bool:
    return (shipped is None or day >= shipped) and (charged is None or day <= charged)


def _moment(paper: Paper, name: str) -> datetime | None:
    text = paper.document.text(name)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def papers_orders(paper: Paper) -> list[str]:
    """The orders that a paper names, each once, as keys compare them."""
    in_lines = (str(cells["purchase_order"].value) for cells in paper.document.lines if "purchase_order" in cells)
    return list(dict.fromkeys(compact(number) for number in (*paper.document.texts("purchase_orders"), *in_lines)))


def _by_order(frames: Frames, kind: DocumentKind) -> dict[str, list[Paper]]:
    found: dict[str, list[Paper]] = {}
    for paper in frames.of_kind(kind):
        for order in papers_orders(paper):
            found.setdefault(order, []).append(paper)
    return found
