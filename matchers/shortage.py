"""Shortage claims: what was proven delivered against what the retailer says it received (domain.md 1.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from matchers.books import Books, Order
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.proof import PAPER_WORDS, Proof, Strength, assess, wanted_paper
from matchers.shipments import Load, Pairing, Shipment
from matchers.sourced import Sourced
from rules.model import Rules

OTHER_ORDER_DAYS: Final = 30
"""An over-receipt on another order this near in time explains a shortage (domain.md 1.4, patterns)."""


OVER_BILLED: Final = "the invoice exceeds the accepted quantity by {over_billed} units"
"""Why a shortage is the supplier's own."""

CASE_UNITS: Final = frozenset({"CA", "CS", "CT", "CTN", "CASE", "CARTON", "KT", "KARTON", "KAR", "CRT", "CAJA", "CARTONE", "箱"})
"""Units in which an invoice bills whole cases (X12 355, EDIFACT 6411, and as printed)."""


@dataclass(frozen=True, slots=True)
class ShortageLine:
    """A shortage claim line: units as the retailer states them, with their cost.

    `places` says where a figure stands that is not on the claim's own row.
    """

    claim: ClaimLine
    invoiced: Decimal
    received: Decimal
    short: Decimal
    unit_cost: Decimal
    places: Mapping[str, Evidence] = field(default_factory=dict)

    def place(self, name: str) -> Evidence:
        """Where a figure stands."""
        return self.places.get(name, self.claim.evidence)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The loads of one item of one order with the proof there is for each."""

    loads: tuple[tuple[Load, Proof], ...]

    @property
    def strong(self) -> tuple[Proof, ...]:
        """Proofs that count."""
        return tuple(p for _, p in self.loads if p.strength is Strength.STRONG)

    @property
    def wanting(self) -> tuple[Proof, ...]:
        """Loads whose proof is weak, missing or unreadable."""
        return tuple(p for _, p in self.loads if p.strength is not Strength.STRONG)


def judge_shortage(line: ShortageLine, books: Books, pairing: Pairing, rules: Rules) -> Outcome:
    """What can be claimed back of a shortage deduction, on the merits."""
    claim = line.claim
    calculation = Calculation()
    row = claim.evidence
    calculation.given("claimed", "claimed", claim.amount, row)
    calculation.given("invoiced", "units invoiced", line.invoiced, line.place("invoiced"))
    calculation.given("received", "units received by the retailer", line.received, line.place("received"))
    if line.places:
        calculation.work_out("short", "units short", "invoiced - received")
    else:
        calculation.given("short", "units claimed short", line.short, row)
    calculation.given("unit_cost", "unit cost", line.unit_cost, line.place("unit_cost"))
    over_billed, duplicate = _over_billed(line, books, calculation)
    open_units = calculation.work_out("contestable", "units not over-billed", "max(0, short - over_billed)")
    if open_units == 0:
        return _accept_over_billed(over_billed, duplicate, calculation)
    delivery = _delivery(claim, books, pairing, rules)
    _add_proven_units(delivery, calculation)
    base = _received_base(line, books, calculation, duplicate)
    calculation.work_out("disputable", "units in dispute", f"max(0, min(min(proven, {_ceiling(duplicate)}) - {base}, contestable))")
    if calculation.known["disputable"] > 0:
        return _dispute(line, delivery, calculation, books)
    return _nothing_proven(line, delivery, calculation, rules, books)


def _ceiling(duplicate: Evidence | None) -> str:
    return "accepted" if duplicate else "invoiced"


def _over_billed(line: ShortageLine, books: Books, calculation: Calculation) -> tuple[Decimal, Evidence | None]:
    """Units invoiced beyond what was accepted, over all invoices of the order; the evidence of another invoice, if any."""
    claim = line.claim
    accepted = books.accepted(claim.purchase_order, claim.sku)
    if accepted is None:
        calculation.work_out("over_billed", "units invoiced beyond the order", "0")
        return Decimal(0), None
    calculation.given("accepted", "units accepted on the order", accepted.value, accepted.evidence)
    other, place = _invoiced_elsewhere(claim, books)
    if other:
        calculation.given("invoiced_elsewhere", "units on other invoices for this order", other, place)
        return calculation.work_out(
            "over_billed", "units invoiced beyond the order", "max(0, invoiced + invoiced_elsewhere - accepted)"
        ), place
    return calculation.work_out("over_billed", "units invoiced beyond the order", "max(0, invoiced - accepted)"), None


def _invoiced_elsewhere(claim: ClaimLine, books: Books) -> tuple[Decimal, Evidence | None]:
    """Units of the item on our other invoices for the same order."""
    total, place = Decimal(0), None
    for invoice in books.invoices_by_order.get(compact(claim.purchase_order), []):
        if compact(invoice.number) == compact(claim.invoice_number):
            continue
        for item in invoice.lines:
            if item.sku and compact(item.sku) == compact(claim.sku):
                total += item.quantity * eaches_per(item.unit, claim.sku, claim.purchase_order, books)
                place = place or item.evidence
    return total, place


def eaches_per(unit: str, sku: str, purchase_order: str, books: Books) -> Decimal:
    """Eaches in one invoiced unit: the case pack that held for the order where the invoice bills by the case."""
    item = books.item_of(purchase_order, sku) if unit.strip().upper() in CASE_UNITS else None
    return (item.pack if item is not None else None) or Decimal(1)


def _accept_over_billed(over_billed: Decimal, duplicate: Evidence | None, calculation: Calculation) -> Outcome:
    if duplicate:
        why = "another invoice for the order already covers what was accepted; this one bills it again"
        return Outcome(Verdict.ACCEPT, "duplicate_invoice", why, calculation, 0.95, "duplicate_billing")
    why = OVER_BILLED.format(over_billed=f"{over_billed:f}")
    return Outcome(Verdict.ACCEPT, "over_billed", why, calculation, 0.95, "over_billing")


def case_pack_of(claim: ClaimLine, load: Load, shipped_on: date | None, books: Books) -> Decimal | None:
    """Units per carton: as the shipment's own paper says, else by its counts, else by the catalogue of the day."""
    if load.case_pack:
        return load.case_pack
    if load.units is not None and load.cartons and load.units % load.cartons == 0:
        return load.units / load.cartons
    item = books.item_of(claim.purchase_order, claim.sku, shipped_on)
    return item.pack if item is not None else None


def _delivery(claim: ClaimLine, books: Books, pairing: Pairing, rules: Rules) -> Delivery:
    terms = freight_terms_of(claim.purchase_order, books, pairing)
    return Delivery(
        tuple(
            (load, assess(shipment, load, rules, terms, case_pack_of(claim, load, shipment.ship_date, books)))
            for shipment in pairing.of(claim.purchase_order)
            for load in _loads_of(shipment, claim)
        )
    )


def _loads_of(shipment: Shipment, claim: ClaimLine) -> list[Load]:
    mine = [x for x in shipment.loads if compact(x.purchase_order) == compact(claim.purchase_order)]
    return [x for x in mine if x.sku and compact(x.sku) == compact(claim.sku)]


def freight_terms_of(purchase_order: str, books: Books, pairing: Pairing) -> str | None:
    """Freight terms of the order, else those printed on a bill of lading of its shipments."""
    booked = books.freight_terms(purchase_order)
    if booked:
        return booked.value
    printed = [link.paper.document.text("freight_terms") for s in pairing.of(purchase_order) for link in s.bills]
    return next((terms for terms in printed if terms), None)


def _add_proven_units(delivery: Delivery, calculation: Calculation) -> None:
    """Adds the units that signed papers prove, shipment by shipment."""
    names = []
    for n, (load, proof) in enumerate((x for x in delivery.loads if x[1].strength is Strength.STRONG), start=1):
        mark = "" if len(delivery.strong) == 1 else f"_{n}"
        names.append(_proven_load(load, proof, calculation, mark))
    if not names:
        calculation.work_out("proven", "units proven delivered", "0")
    elif names != ["proven"]:
        calculation.work_out("proven", "units proven delivered", f"sum({', '.join(names)})")


def _proven_load(load: Load, proof: Proof, calculation: Calculation, mark: str) -> str:
    """One load's proven units: signed cartons times case pack where the count is of this item alone, else units on board."""
    pack = proof.case_pack
    alone = load.cartons is not None and proof.shipment.cartons(load.purchase_order) == load.cartons
    places = proof.evidence
    if alone and pack and load.cartons is not None and (load.units is None or load.units == load.cartons * pack):
        calculation.given(f"cartons{mark}", "cartons signed for", load.cartons, *places)
        calculation.given(f"case_pack{mark}", "units per carton", pack, load.evidence)
        formula = f"cartons{mark} * case_pack{mark}"
        if proof.cartons_missing:
            calculation.given(f"noted{mark}", "cartons noted missing", proof.cartons_missing, proof.missing_evidence or places[0])
            formula = f"(cartons{mark} - noted{mark}) * case_pack{mark}"
    else:
        units = load.units if load.units is not None else (load.cartons or Decimal(0)) * (pack or Decimal(0))
        calculation.given(f"on_board{mark}", "units on board by packing list", units, load.evidence, *places)
        formula = f"on_board{mark}"
        if proof.cartons_missing:
            calculation.given(f"noted{mark}", "cartons noted missing", proof.cartons_missing, proof.missing_evidence or places[0])
            calculation.given(f"case_pack{mark}", "units per carton", pack or Decimal(1), load.evidence)
            formula = f"max(0, on_board{mark} - noted{mark} * case_pack{mark})"
    calculation.work_out(f"proven{mark}", "units proven delivered", formula)
    return f"proven{mark}"


def _received_base(line: ShortageLine, books: Books, calculation: Calculation, duplicate: Evidence | None) -> str:
    """What counts as received: the claim's own figure; over the whole order where several invoices share it."""
    if duplicate is None:
        return "received"
    received = books.received(line.claim.purchase_order, line.claim.sku)
    if received is None:
        return "received"
    calculation.given("received_on_order", "units received on the whole order", received.value, received.evidence)
    return "max(received, received_on_order)"


def _dispute(line: ShortageLine, delivery: Delivery, calculation: Calculation, books: Books) -> Outcome:
    digits = minor_digits(line.claim.currency)
    calculation.work_out("value", "value of the units in dispute", f"min(claimed, round(disputable * unit_cost, {digits}))")
    disputable = calculation.known["disputable"]
    cause, reason, why = _explanation(line, delivery, books, disputable, calculation)
    confidence = min((p.confidence for p in delivery.strong), default=0.9)
    if any(load.review for load, p in delivery.loads if p.strength is Strength.STRONG):
        confidence *= 0.95
    missing = tuple(_missing_words(p) for p in delivery.wanting)
    return Outcome(Verdict.DISPUTE, reason, why, calculation, round(confidence, 3), cause, missing, wanting=delivery.wanting)


def _explanation(
    line: ShortageLine, delivery: Delivery, books: Books, disputable: Decimal, calculation: Calculation
) -> tuple[str | None, str, str]:
    """Root cause, reason and sentence of a dispute: what probably went wrong at receiving."""
    said = "; ".join(p.words for p in delivery.strong)
    if disputable < line.short:
        return "partial", "proof_shows_partial_delivery", f"{disputable:f} of the {line.short:f} units claimed were delivered: {said}"
    if cause := _unit_error(line, delivery):
        return "each_case", "unit_of_measure", f"{cause}; {said}"
    if swap := _variation_swap(line, books):
        calculation.cite(swap[1])
        return "variation_swap", "variation_swap", f"{swap[0]}; {said}"
    if other := _received_elsewhere(line, books):
        calculation.cite(other[1])
        return "mis_receipt", "received_on_other_order", f"{other[0]}; {said}"
    cause_hint = "not_received" if line.received == 0 else _carton_hint(line, delivery)
    return cause_hint, "proof_shows_full_delivery", said


def _carton_hint(line: ShortageLine, delivery: Delivery) -> str:
    pack = next((p.case_pack for p in delivery.strong if p.case_pack), None)
    return "missing_cartons" if pack and line.short % pack == 0 else "count_difference"


def _unit_error(line: ShortageLine, delivery: Delivery) -> str | None:
    """Received equals the carton count: cases were booked as eaches."""
    cartons = sum((load.cartons for load, _ in delivery.loads if load.cartons is not None), Decimal(0))
    pack = next((p.case_pack for p in delivery.strong if p.case_pack), None)
    if pack and pack > 1 and 0 < line.received == cartons and line.received * pack == line.invoiced:
        return f"the {line.received:f} units booked equal the {cartons:f} cartons of {pack:f}: cases were counted as eaches"
    return None


def _variation_swap(line: ShortageLine, books: Books) -> tuple[str, Evidence] | None:
    """Another item of the same order was received beyond its quantity by as many units."""
    order = books.order(line.claim.purchase_order)
    for other in order.lines.values() if order else ():
        if compact(other.sku) == compact(line.claim.sku):
            continue
        over = _over_received(line.claim.purchase_order, other.sku, books)
        if over and over.value == line.short:
            return f"item {other.sku} of the same order was received {over.value:f} units over", over.evidence
    return None


def _over_received(purchase_order: str, sku: str, books: Books) -> Sourced[Decimal] | None:
    received, accepted = books.received(purchase_order, sku), books.accepted(purchase_order, sku)
    if received is None or accepted is None or received.value <= accepted.value:
        return None
    return Sourced(received.value - accepted.value, received.evidence, received.source)


def over_receipts(sku: str, books: Books) -> Iterator[tuple[Order, Sourced[Decimal]]]:
    """The orders on which more of an item was received than was accepted, and by how much."""
    for order in books.orders_with(sku):
        over = _over_received(order.number, sku, books)
        if over is not None:
            yield order, over


def _received_elsewhere(line: ShortageLine, books: Books) -> tuple[str, Evidence] | None:
    """The same item was over-received on another order of about the same time, by as many units."""
    own = books.order_date(line.claim.purchase_order)
    for order, over in over_receipts(line.claim.sku, books):
        elsewhere = compact(order.number) != compact(line.claim.purchase_order)
        if elsewhere and over.value == line.short and _near(own, books.order_date(order.number)):
            return f"order {order.number} shows the same item received {over.value:f} units over", over.evidence
    return None


def _near(left: Sourced[date] | None, right: Sourced[date] | None) -> bool:
    return left is None or right is None or abs((left.value - right.value).days) <= OTHER_ORDER_DAYS


def _missing_words(proof: Proof) -> str:
    number = proof.shipment.bol_number or proof.shipment.key
    return f"bill of lading {number}: {proof.words}"


def _nothing_proven(line: ShortageLine, delivery: Delivery, calculation: Calculation, rules: Rules, books: Books) -> Outcome:
    """No unit in dispute: either the proof itself bears the shortage out, or a paper is wanting."""
    digits = minor_digits(line.claim.currency)
    if delivery.loads and not delivery.wanting:
        noted = [p for p in delivery.strong if p.cartons_missing]
        if noted:
            if any(load.review for load, _ in delivery.loads) and sum(p.units_missing for p in noted) < calculation.known["contestable"]:
                why = "what is noted missing may be less than is claimed, and how many cartons were sent could not be read for sure"
                why = f"{why}; a person must look"
                return Outcome(Verdict.REVIEW, "count_unclear", why, calculation, 0.5)
            why = "; ".join(p.words for p in noted)
            confidence = min(p.confidence for p in noted)
            return Outcome(Verdict.ACCEPT, "short_noted_on_proof", why, calculation, confidence, "noted_short")
        if calculation.known["proven"] >= line.invoiced or "received_on_order" in calculation.known:
            why = "the retailer has received all that was delivered on the order"
            return Outcome(Verdict.ACCEPT, "received_in_full", why, calculation, 0.85, "over_billing")
        why = f"the papers prove {calculation.known['proven']:f} units, all of them received; papers for the rest are not in the folder"
        calculation.work_out("value", "value of the units not proven", f"min(claimed, round(contestable * unit_cost, {digits}))")
        return Outcome(Verdict.NEEDS_EVIDENCE, "proof_incomplete", why, calculation, 0.7, None, ("papers of a further shipment",))
    unreadable = next((p for p in delivery.wanting if p.strength is Strength.UNREADABLE), None)
    if unreadable is not None:
        calculation.cite(*unreadable.evidence)
        return Outcome(Verdict.REVIEW, unreadable.reason, unreadable.words, calculation, 0.5, wanting=delivery.wanting)
    calculation.work_out("value", "value if the missing proof is found", f"min(claimed, round(contestable * unit_cost, {digits}))")
    return _wanting(line, delivery, calculation, rules, books)


def _wanting(line: ShortageLine, delivery: Delivery, calculation: Calculation, rules: Rules, books: Books) -> Outcome:
    wanted = wanted_paper(rules, terms.value if (terms := books.freight_terms(line.claim.purchase_order)) else None)
    if not delivery.loads:
        words = f"nothing in the folder shows how the order was shipped; {PAPER_WORDS.get(wanted, wanted)} and packing list are wanted"
        papers = (PAPER_WORDS.get(wanted, wanted), "packing list")
        return Outcome(Verdict.NEEDS_EVIDENCE, f"{wanted}_missing", words, calculation, 0.8, None, papers)
    worst = min(delivery.wanting, key=lambda p: list(Strength).index(p.strength))
    for proof in delivery.wanting:
        calculation.cite(*proof.evidence, proof.load.evidence)
    why = "; ".join(dict.fromkeys(p.words for p in delivery.wanting))
    missing = tuple(_missing_words(p) for p in delivery.wanting)
    return Outcome(Verdict.NEEDS_EVIDENCE, worst.reason, why, calculation, 0.9, None, missing, wanting=delivery.wanting)
