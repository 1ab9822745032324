"""The judgement of freight: charged once, to whom the terms give it, for the weight that was shipped, at the rate of the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facts.documents import DocumentKind
from facts.evidence import Evidence
from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from facts.tables import TableKind
from matchers.books import Books
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, rows
from matchers.freight.charge import WORK, FreightCharge, freight_charges
from matchers.freight.tariff import Rate, rate_for, rates_of, unread_services, work_out
from matchers.measures import kilograms
from matchers.shipments import Pairing, Shipment
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight in kilograms by one paper; `own` is the carrier's or ours by kind of paper."""

    kilos: Decimal
    paper: DocumentKind
    evidence: Evidence


class FreightBooks:
    """Charges, tariff, orders and shipments that freight is held against."""

    def __init__(self, frames: Frames, books: Books, pairing: Pairing, currency: str) -> None:
        self.books = books
        self.pairing = pairing
        tariff = list(rows(frames.table(TableKind.FREIGHT_RATES)))
        self.rates = rates_of(tariff)
        self.unread_services = unread_services(tariff)
        self.charges = tuple(freight_charges(frames, currency))

    def shipment(self, charge: FreightCharge) -> Shipment | None:
        """The one shipment that the charge names, by bill of lading, PRO number or order."""
        numbers = {compact(n) for n in (charge.bol_number, charge.pro_number) if n}
        found = [s for s in self.pairing.shipments if numbers & {compact(s.bol_number), compact(s.pro_number)} - {""}]
        found = found or (self.pairing.of(charge.purchase_order) if charge.purchase_order else [])
        return found[0] if len(found) == 1 else None

    def terms(self, charge: FreightCharge, shipment: Shipment | None) -> Iterator[tuple[str, Evidence]]:
        """The freight terms by the orders on board and by the bill of lading."""
        orders = {charge.purchase_order} if charge.purchase_order else (shipment.orders if shipment is not None else set())
        for number in sorted(orders):
            found = self.books.freight_terms(number)
            if found is not None:
                yield found.value, found.evidence
        for link in shipment.bills if shipment is not None else ():
            said = link.paper.document.text("freight_terms")
            if said and not link.paper.document.fields["freight_terms"].review:
                yield said, link.paper.evidence("freight_terms", f"freight terms {said}")

    def weights(self, shipment: Shipment | None) -> Iterator[Weighed]:
        """What papers of the shipment say that it weighs, without doubt."""
        if shipment is None:
            return
        for link in (*shipment.bills, *shipment.contents):
            document = link.paper.document
            weight = document.number("total_weight")
            kilos = kilograms(weight, document.text("weight_unit")) if weight is not None else None
            if kilos and not document.fields["total_weight"].review:
                yield Weighed(
                    kilos, document.kind, link.paper.evidence("total_weight", f"weight {weight:f} {document.text('weight_unit')}")
                )


def judge_freight(charge: FreightCharge, earlier: Sequence[FreightCharge], books: FreightBooks, rules: Rules) -> Outcome:
    """One freight charge. Where no tariff and no second weight tell, what would is named."""
    sheet = Calculation()
    sheet.given("claimed", "charged", charge.amount, charge.evidence)
    before = next((e for e in earlier if _same(e, charge)), None)
    if before is not None:
        sheet.given("claimed_before", f"charged before as {before.number}", before.amount, before.evidence)
        sheet.work_out("value", "charged twice", "claimed")
        return Outcome(
            Verdict.DISPUTE, "charged_twice", f"the same shipment, service and amount as {before.number}", sheet, 0.9, "duplicate_deduction"
        )
    shipment = books.shipment(charge)
    terms = list(books.terms(charge, shipment))
    ours = _whose(charge, terms, sheet)
    if ours is not None:
        return ours
    weight = _weight(charge, list(books.weights(shipment)), rules)
    return _by_the_tariff(charge, weight, books, sheet)


def keys_of_charge(charge: FreightCharge) -> Iterator[tuple[str, str, Decimal]]:
    """What a charge and its repetition share one of: a number of the shipment, with service and amount."""
    for number in (charge.pro_number, charge.bol_number):
        if number:
            yield compact(number), charge.accessorial.lower(), charge.amount


def _same(earlier: FreightCharge, charge: FreightCharge) -> bool:
    mine, other = ({compact(n) for n in (c.pro_number, c.bol_number) if n} for c in (charge, earlier))
    alike = earlier.accessorial.lower() == charge.accessorial.lower() and earlier.amount == charge.amount
    return bool(mine & other) and alike and compact(earlier.number) != compact(charge.number)


def _whose(charge: FreightCharge, terms: Sequence[tuple[str, Evidence]], sheet: Calculation) -> Outcome | None:
    """Carriage of an order that ships collect is the retailer's; services beyond it may be the shipper's doing."""
    said = {value for value, _ in terms}
    if said != {"collect"} or WORK.search(charge.accessorial):
        return None
    for n, (value, place) in enumerate(terms, start=1):
        sheet.noted(f"terms_{n}", "freight terms", value, place)
    if charge.terms not in {None, "collect"}:
        sheet.noted("terms_charged", "freight terms of the charge", charge.terms or "", charge.evidence)
        told = f"the charge says {charge.terms}, the order ships collect; which of them holds, a person decides"
        return _open(sheet, "freight_terms_differ", told)
    sheet.work_out("value", "charged though nothing is due", "claimed")
    return Outcome(Verdict.DISPUTE, "freight_not_ours", "the order ships collect, freight is the retailer's", sheet, 0.9, "freight_terms")


@dataclass(frozen=True, slots=True)
class _Weight:
    """The weight to reckon with and where it stands; `sure` where a second paper agrees with it or nobody differs."""

    kilos: Decimal | None
    evidence: Evidence | None
    sure: bool
    charged: Decimal | None = None


def _weight(charge: FreightCharge, found: Sequence[Weighed], rules: Rules) -> _Weight:
    tolerance = rules.freight.weight_tolerance
    bill = next((w for w in found if w.paper is DocumentKind.BILL_OF_LADING), next(iter(found), None))
    if bill is None or charge.weight is None:
        kilos = charge.weight if charge.weight is not None else bill.kilos if bill is not None else None
        return _Weight(kilos, charge.evidence if charge.weight is not None else bill.evidence if bill is not None else None, sure=True)
    if abs(charge.weight - bill.kilos) <= bill.kilos * tolerance:
        return _Weight(charge.weight, charge.evidence, sure=True)
    second = any(w.paper is not bill.paper and abs(w.kilos - bill.kilos) <= bill.kilos * tolerance for w in found)
    return _Weight(bill.kilos, bill.evidence, second, charge.weight)


def _by_the_tariff(charge: FreightCharge, weight: _Weight, books: FreightBooks, sheet: Calculation) -> Outcome:
    rates = books.rates
    day = charge.shipped_on or charge.charged_on
    service = " ".join(charge.accessorial.lower().split())
    if service and service in books.unread_services:
        told = f"the tariff names {charge.accessorial}, at a rate that no figure of the charge works out; a person decides"
        return _open(sheet, "basis_unclear", told)
    if not rates or day is None:
        return _open(sheet, "freight_rates_missing", "no freight tariff that was agreed is among the papers; add the tariff")
    rate = rate_for(rates, charge, weight.kilos, day)
    if rate is None and charge.accessorial:
        return _needing(
            sheet, "accessorial_not_agreed", "the tariff names no such service; who ordered it tells", "accessorial_authorization"
        )
    if rate is None or (rate.currency and rate.currency != charge.currency):
        return _open(sheet, "no_rate_fits", f"no rate of the tariff, or more than one, fits this shipment on {day}; a person decides")
    if rate.ton_unclear(charge):
        return _open(sheet, "unit_unclear", "the tariff's ton may be 2,000 lb or 1,000 kg; a person decides")
    due = work_out(rate, weight.kilos, weight.evidence, sheet, minor_digits(charge.currency))
    if due is None:
        return _open(sheet, "weight_missing", "no paper gives the weight of the shipment; add its bill of lading")
    over = sheet.work_out("value", "charged beyond the tariff", "max(0, claimed - expected)")
    if over <= 0:
        return Outcome(Verdict.ACCEPT, "as_agreed", "weight and tariff give this freight", sheet, 0.9)
    if weight.charged is not None:
        sheet.given("weight_charged", "weight charged in kg", weight.charged.normalize(), charge.evidence)
        told = f"the papers of the shipment give {weight.kilos or 0:.1f} kg, {weight.charged:.1f} kg were charged"
        if not weight.sure:
            return Outcome(Verdict.NEEDS_EVIDENCE, "weight_differs", told, sheet, 0.55, "freight_weight", missing=("weight_ticket",))
        return Outcome(Verdict.DISPUTE, "weight_differs", told, sheet, 0.8, "freight_weight")
    return Outcome(Verdict.DISPUTE, "wrong_freight_rate", _why_rate(charge, rate, rates, day), sheet, 0.85, "freight_rate")


def _why_rate(charge: FreightCharge, rate: Rate, rates: Sequence[Rate], day: date) -> str:
    charged = charge.rate
    if charged is not None and charged != rate.rate:
        if any(r.rate == charged and not r.holds_on(day) for r in rates):
            return f"charged at the rate of another day; on {day} it was {rate.rate:f}"
        if any(r.rate == charged and r.holds_on(day) for r in rates):
            return f"charged at the rate of another lane, class or weight; this shipment's is {rate.rate:f}"
        return f"charged at a rate of {charged:f}, agreed are {rate.rate:f}"
    return f"charged above the agreed freight rate of {rate.rate:f}"


def freight_without_detail(line: ClaimLine, books: Books) -> Outcome | None:
    """A deduction for freight of which only the remittance tells: on an order that ships collect it is probably not ours."""
    terms = books.freight_terms(line.purchase_order) if line.purchase_order else None
    if terms is None or terms.value != "collect":
        return None
    sheet = Calculation()
    sheet.given("claimed", "deducted for freight", line.amount, line.evidence)
    sheet.noted("terms_1", "freight terms", terms.value, terms.evidence)
    sheet.work_out("value", "in question until the freight bill is seen", "claimed")
    why = "the order ships collect, freight is the retailer's; the freight bill would show what was charged"
    return Outcome(Verdict.NEEDS_EVIDENCE, "freight_bill_missing", why, sheet, 0.6, missing=("freight_bill",))


def _needing(sheet: Calculation, reason: str, why: str, missing: str) -> Outcome:
    sheet.work_out("value", "in question until the paper is found", "claimed")
    return Outcome(Verdict.NEEDS_EVIDENCE, reason, why, sheet, 0.5, missing=(missing,))


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)
