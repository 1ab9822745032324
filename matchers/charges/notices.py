"""Whether ship notices and invoices went out as they should: in time, taken by the retailer, by EDI."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from facts.identifiers import compact
from matchers.charges.compliance import Arrival, ComplianceBooks, moment_of
from matchers.charges.fee import Formula
from matchers.charges.line import Charge
from matchers.charges.standing import Compared, Compliance, Standing, unknown
from matchers.frames import Paper

ZONES_APART: Final = timedelta(hours=12)
"""Hours that two places of one trade can lie apart: a notice closer before an arrival proves nothing, as no paper tells the zones of both.

One that is later than the arrival by the hours as they are printed refutes nothing either, whatever the zones, so the charge stands.
"""


def notice_in_time(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """The ship notice was sent, and where an acknowledgement is there taken, before the goods arrived."""
    found = _first_notice(books, charge)
    if found is None:
        return unknown("ship_notice_missing", "no ship notice of the order is among the papers", "advance_ship_notice")
    paper, sent = found
    compared: tuple[Compared, ...] = (
        ("notice_sent", "ship notice sent", sent.isoformat(), paper.evidence("sent_at", f"ship notice sent {sent}")),
    )
    known = books.acknowledged(paper)
    if known is not None:
        place, moment = known
        sent = max(sent, moment)
        compared += (("acknowledged", "acknowledged", moment.isoformat(), place.evidence("received_at", f"acknowledged {moment}")),)
    arrivals = books.arrivals(charge)
    if not arrivals:
        return unknown("delivery_date_missing", "no paper shows when the goods arrived", "proof_of_delivery", compared)
    return _before(sent, min(arrivals, key=lambda a: a.day), compared)


def _first_notice(books: ComplianceBooks, charge: Charge) -> tuple[Paper, datetime] | None:
    papers = books.notices.get(compact(charge.purchase_order), ())
    notices = [(paper, sent) for paper in papers if (sent := moment_of(paper, "sent_at")) is not None]
    return min(notices, key=lambda n: n[1], default=None)


def _before(sent: datetime, first: Arrival, compared: tuple[Compared, ...]) -> Compliance:
    day, hour = first.day, first.time[:5]
    if first.others:
        told = "the date on the receipt can be read in two ways; a person must look"
        return Compliance(Standing.UNKNOWN, "delivery_date_unclear", told, compared)
    compared += (("arrived", "goods arrived", f"{day.isoformat()}{f' {first.time}' if hour else ''}", first.evidence),)
    earliest, latest = _hours(first)
    at = f"{sent:%Y-%m-%d} {sent:%H:%M}"
    if earliest != latest and earliest - ZONES_APART < sent <= latest:
        near = "of one day" if sent.date() == day else "hardly a day apart"
        told = f"ship notice and arrival are {near}, and no paper shows the hour of arrival"
        return unknown("arrival_time_missing", told, "proof_of_delivery", compared)
    if earliest == latest and sent < earliest and (sent.date() == day or earliest - sent < ZONES_APART):
        told = f"the ship notice of {at} and the arrival on {day} lie within hours, and no paper tells both time zones; a person decides"
        return Compliance(Standing.UNKNOWN, "hours_unclear", told, compared)
    if sent < earliest:
        return Compliance(Standing.KEPT, "notice_before_arrival", f"the ship notice of {at} precedes the arrival on {day}", compared)
    told = f"the ship notice of {at} came after the arrival on {day}"
    if sent - latest < ZONES_APART:
        told += ", by the hours as they are printed"
    return Compliance(Standing.BROKEN, "notice_after_arrival", told, compared)


def _hours(arrival: Arrival) -> tuple[datetime, datetime]:
    """The first and last moment at which the goods can have arrived: one where the receipt shows the hour, else the whole day."""
    try:
        moment = datetime.combine(arrival.day, time.fromisoformat(arrival.time[:5]))
    except ValueError:
        return datetime.combine(arrival.day, time.min), datetime.combine(arrival.day, time.max)
    return moment, moment


def notice_on_file(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """A ship notice that is said to be missing is there where the retailer acknowledged it before the goods arrived."""
    found = _first_notice(books, charge)
    if found is not None and books.acknowledged(found[0]) is None:
        paper, sent = found
        shown = (("notice_sent", "ship notice sent", sent.isoformat(), paper.evidence("sent_at", f"ship notice sent {sent}")),)
        told = "a ship notice is on file, but nothing shows that the retailer's system took it"
        return unknown("acknowledgement_missing", told, "acknowledgement", shown)
    return notice_in_time(books, charge, formula)


def invoiced_by_edi(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """An invoice by EDI that the retailer acknowledged was not one on paper."""
    papers = books.electronic_invoices(charge)
    for paper in papers:
        known = books.acknowledged(paper)
        if known is not None:
            answer, moment = known
            number = paper.document.text("invoice_number") or ""
            compared = (
                ("invoice_sent", "invoice sent by EDI", number, paper.evidence("invoice_number", f"invoice {number} by EDI")),
                ("acknowledged", "acknowledged", moment.isoformat(), answer.evidence("received_at", f"acknowledged {moment}")),
            )
            told = f"invoice {number} went out by EDI and was acknowledged on {moment:%Y-%m-%d}"
            return Compliance(Standing.KEPT, "invoiced_by_edi", told, compared)
    if papers:
        told = "the invoice went out by EDI, but nothing shows that the retailer's system took it"
        return unknown("acknowledgement_missing", told, "acknowledgement")
    return unknown("edi_invoice_missing", "no invoice by EDI is among the papers", "invoice")


def one_notice(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """Several ship notices of one order are right where each is of a shipment of its own, and wrong where two are of one."""
    papers = books.notices.get(compact(charge.purchase_order), ())
    if not papers:
        return unknown("ship_notice_missing", "no ship notice of the order is among the papers", "advance_ship_notice")
    shipments: dict[str, Paper] = {}
    for paper in papers:
        bill = compact(paper.document.text("bol_number") or paper.document.text("shipment_id") or "")
        if not bill:
            return unknown("ship_notice_unclear", "a ship notice of the order names no bill of lading", "acknowledgement")
        again = shipments.setdefault(bill, paper)
        if again is not paper:
            shown = tuple(("notice", "ship notice", bill, p.evidence("bol_number", f"ship notice of {bill}")) for p in (again, paper))
            return Compliance(Standing.BROKEN, "noticed_twice", f"two ship notices are of the one shipment {bill}", shown)
    if len(shipments) == 1:
        told = "one ship notice of the order is among the papers; which ones the retailer took, its acknowledgements tell"
        return unknown("acknowledgement_missing", told, "acknowledgement")
    shown = tuple(
        ("notice", "ship notice", bill, paper.evidence("bol_number", f"ship notice of {bill}")) for bill, paper in shipments.items()
    )
    told = f"the order went in {len(shipments)} shipments, each with one ship notice"
    return Compliance(Standing.KEPT, "one_notice_each", told, shown)
