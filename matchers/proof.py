"""How strong is the proof that goods were delivered? One assessment per shipment and item, with the reason in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from facts.documents import Document, DocumentKind, Field, Source
from facts.evidence import Evidence
from facts.identifiers import compact, look_alike_class
from matchers.keys import KnownKeys
from matchers.order_on_proof import Named, order_on
from matchers.shipments import Link, Load, Shipment
from rules.model import Rules


class Strength(StrEnum):
    """What a proof is worth."""

    STRONG = "strong"
    WEAK = "weak"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Proof:
    """The assessment of one shipment for one item.

    `cartons_missing` are cartons that the proof itself says did not arrive (noted short, or a lower count); `units_noted` the
    same in units. `reason` is a finding's reason, `words` the sentence for a person.
    """

    shipment: Shipment
    load: Load
    strength: Strength
    reason: str
    words: str
    link: Link | None = None
    cartons_counted: Decimal | None = None
    cartons_missing: Decimal = Decimal(0)
    case_pack: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    missing_evidence: Evidence | None = None
    confidence: float = 1.0

    @property
    def units_missing(self) -> Decimal:
        """Units that the proof itself says did not arrive."""
        return self.cartons_missing * (self.case_pack or Decimal(0))


PAPER_WORDS: Final = {
    "proof_of_delivery": "proof of delivery signed at destination",
    "bill_of_lading": "bill of lading signed by the carrier with a piece count by the driver",
}
"""What a missing paper is called when a person is asked for it."""


def wanted_paper(rules: Rules, freight_terms: str | None) -> str:
    """The kind of paper that proves delivery under these freight terms; third party counts as collect, unknown as prepaid."""
    terms = freight_terms or "prepaid"
    proof = rules.shortage.proof
    return proof.get(terms) or (proof.get("collect") if terms == "third_party" else None) or proof.get("prepaid") or "proof_of_delivery"


def assess(shipment: Shipment, load: Load, rules: Rules, freight_terms: str | None, case_pack: Decimal | None) -> Proof:
    """The best proof there is of this load's delivery."""
    wanted = wanted_paper(rules, freight_terms)
    links = shipment.bills if wanted == "bill_of_lading" else shipment.receipts
    if wanted == "bill_of_lading" and not links:
        links = shipment.receipts
    found = [_assess_link(shipment, load, link, rules, case_pack) for link in links]
    order = list(Strength)
    best = min(found, key=lambda p: (order.index(p.strength), -p.confidence), default=None)
    if best is not None:
        return best
    words = f"no {PAPER_WORDS.get(wanted, wanted.replace('_', ' '))} is in the folder"
    return Proof(shipment, load, Strength.MISSING, f"{wanted}_missing", words, case_pack=case_pack)


def _assess_link(shipment: Shipment, load: Load, link: Link, rules: Rules, case_pack: Decimal | None) -> Proof:
    document = link.paper.document
    counted, count_place, count_review = _counted(shipment, load, link)
    noted, noted_place = _noted_short(load, shipment, link)
    expected = shipment.cartons(load.purchase_order)
    if count_review and counted is not None and expected is not None:
        counted = min(counted, expected)  # a count in doubt tells of no more than was sent

    def verdict(strength: Strength, reason: str, words: str, missing: Decimal = Decimal(0), confidence: float = 1.0) -> Proof:
        evidence = _places(link, count_place, noted_place if missing else None)
        return Proof(
            shipment, load, strength, reason, words, link, counted, missing, case_pack, evidence, noted_place, confidence * link.confidence
        )

    named = order_on(link, load.purchase_order, shipment)
    if weakness := _weakness(shipment, document, counted, rules, named):
        return verdict(Strength.WEAK, *weakness)
    shortfall = max(Decimal(0), expected - counted) if expected is not None and counted is not None else Decimal(0)
    if unclear := _unclear(document, named, shortfall if count_review else Decimal(0), noted):
        return verdict(Strength.UNREADABLE, *unclear)
    noted = noted or Decimal(0)
    missing = max(noted, shortfall)
    confidence = 0.97 if document.source is Source.TEXT else 0.94
    if noted and noted_place is not None and document.source is Source.OCR:
        confidence = 0.85
    said = f"{counted:f} cartons, {missing:f} of them noted missing" if missing else f"{counted:f} cartons, no exception"
    return verdict(Strength.STRONG, "", f"the {_paper_name(document)} is signed for {said}", missing, confidence)


def _weakness(shipment: Shipment, document: Document, counted: Decimal | None, rules: Rules, named: Named) -> tuple[str, str] | None:
    """Why a paper proves nothing, with the sentence, or None where it proves."""
    name = _paper_name(document)
    if named is Named.ANOTHER:
        return "purchase_order_not_on_proof", f"the {name} does not name the order"
    if elsewhere := _elsewhere(document, shipment):
        return "another_destination", f"the {name} is for {elsewhere}, the goods were shipped to {shipment.ship_to_code}"
    if not _signed(document):
        return "proof_not_signed", f"the {name} carries neither signature nor stamp"
    if weakness := _weak_count(document, counted, rules):
        return "count_not_verified", weakness
    return ("count_not_verified", f"the {name} states no carton count") if counted is None else None


def _unclear(document: Document, named: Named, doubted: Decimal, noted: Decimal | None) -> tuple[str, str] | None:
    """What a person must look at before a paper proves anything, with the sentence, or None.

    `doubted` are cartons that a count in doubt lacks, `noted` those that the paper notes as short, None where its note was not read.
    """
    name = _paper_name(document)
    stamped = document.fields.get("stamped")
    if named is Named.UNREAD:
        return "order_unclear", f"of which order the {name} is could not be read for sure; a person must look"
    if noted is None:
        return "exception_note_unread", f"the {name} bears a note that could not be read; a person must look"
    if stamped is not None and stamped.review and not _understood(document):
        return "exception_note_unread", f"the {name} bears a stamp that could not be read; a person must look"
    if doubted > noted:
        return "count_unclear", f"the carton count on the {name} could not be read for sure; a person must look"
    return None


def _paper_name(document: Document) -> str:
    return "bill of lading" if document.kind is DocumentKind.BILL_OF_LADING else "receipt"


def _elsewhere(document: Document, shipment: Shipment) -> str:
    """The destination that the paper states where it is surely another one than that of the shipment (checklist of a good proof, P3)."""
    stated = document.fields.get("ship_to_code")
    papers = [link.paper.document for link in shipment.contents]
    own = [(field, paper) for paper in papers if (field := paper.fields.get("ship_to_code")) is not None]
    if stated is None or stated.review or not own or any(field.review for field, _ in own):
        return ""
    return "" if any(_same_site(stated, document, field, paper) for field, paper in own) else str(stated.value)


def _same_site(one: Field, its: Document, other: Field, others: Document) -> bool:
    """Whether two papers name one site; a scan takes MXP5 for MXPS, whichever of the two it is."""
    written = look_alike_class if Source.OCR in {its.source, others.source} else compact
    return written(str(one.value)) == written(str(other.value))


def _signed(document: Document) -> bool:
    if document.kind is DocumentKind.BILL_OF_LADING:
        return document.says("carrier_signed")
    return document.says("signed") or document.says("stamped")


def _counted(shipment: Shipment, load: Load, link: Link) -> tuple[Decimal | None, Evidence | None, bool]:
    """Cartons that the paper counts for this order: its own line, else the total where it covers the whole shipment."""
    paper, document = link.paper, link.paper.document
    expected = shipment.cartons(load.purchase_order)
    whole = shipment.cartons()
    total = document.fields.get("total_cartons")
    lines = [c for c in document.lines if "cartons" in c and "purchase_order" in c]
    mine = [c["cartons"] for c in lines if _is_of(c["purchase_order"], load, shipment, link)]
    if mine and total is not None and _sum(c["cartons"] for c in lines) == Decimal(str(total.value)) and _sum(mine) != expected:
        whole = None  # each order has a count of its own: another one's surplus makes up for nothing
    if total is not None and whole is not None and Decimal(str(total.value)) == whole and expected is not None:
        number = Decimal(str(total.value))
        fact = (
            f"{number:f} cartons received in all, {expected:f} of them for order {load.purchase_order}"
            if whole != expected
            else f"{number:f} cartons"
        )
        return expected, paper.field_evidence(total, fact), False
    unnamed = [c["cartons"] for c in document.lines if "cartons" in c and "purchase_order" not in c]
    if unnamed and not mine and _sum(unnamed) == whole and expected is not None:
        return expected, paper.field_evidence(unnamed[0], f"{whole:f} cartons by its lines"), False
    if mine:
        number = _sum(mine)
        return number, paper.field_evidence(mine[0], f"{number:f} cartons for order {load.purchase_order}"), any(f.review for f in mine)
    if total is not None and (len(shipment.orders) <= 1 or whole is None):
        number = Decimal(str(total.value))
        return number, paper.field_evidence(total, f"{number:f} cartons"), total.review
    if total is not None and whole is not None and expected is not None:
        short = max(Decimal(0), whole - Decimal(str(total.value)))
        fact = f"{total.value} cartons received of {whole:f} on board"
        return max(Decimal(0), expected - short), paper.field_evidence(total, fact), total.review
    return None, None, False


def _sum(counts: Iterable[Field]) -> Decimal:
    return sum((Decimal(str(field.value)) for field in counts), Decimal(0))


def _is_of(number: Field, load: Load, shipment: Shipment, link: Link) -> bool:
    """Whether an order number on a paper is that of a load and not that of another one on board that looks like it."""
    match = KnownKeys.of(x.purchase_order for x in shipment.loads).match(
        str(number.value), scanned=link.paper.document.source is Source.OCR
    )
    return match.found and compact(match.key) == compact(load.purchase_order)


def _noted_short(load: Load, shipment: Shipment, link: Link) -> tuple[Decimal | None, Evidence | None]:
    """Cartons that the paper notes as short, counted against this item; None where there is a note that nobody understood."""
    paper, document = link.paper, link.paper.document
    mine = [
        c["cartons_short"]
        for c in document.lines
        if "cartons_short" in c
        and ("purchase_order" not in c or _is_of(c["purchase_order"], load, shipment, link))
        and ("sku" not in c or compact(str(c["sku"].value)) == compact(load.sku))
    ]
    by_line = _sum(mine)
    if by_line:
        return by_line, paper.field_evidence(mine[0], f"{by_line:f} cartons noted short")
    noted = document.number("cartons_short")
    if noted:
        return noted, paper.evidence("cartons_short", f"{noted:f} cartons noted short")
    note = document.fields.get("exceptions")
    if note is not None and noted is None and _may_say_something(str(note.value)) and not _understood(document):
        return None, paper.field_evidence(note, f"note: {note.text}")
    return Decimal(0), None


_ALL_WELL: Final = frozenset(
    {
        *("none", "no", "nil", "na", "ok", "okay", "clean", "clear", "0", "noexceptions", "noexceptionsnoted", "noexception", "goodorder"),
        *("ingoodorder", "aucune", "neant", "ras", "sansreserve", "keine", "ohne", "ohnebeanstandung", "inordnung", "ninguna", "ninguno"),
        *("sinnovedad", "nessuna", "nessuno", "无", "完好", "正常"),
    }
)


def _may_say_something(note: str) -> bool:
    """A note that is not one of the usual ways of saying that all is well, nor a speck that was read as a letter or two."""
    words = "".join(c for c in unicodedata.normalize("NFKD", note).casefold() if c.isalnum())
    return words not in _ALL_WELL and (len(words) > 2 or any(c.isdigit() for c in words))


def _understood(document: Document) -> bool:
    """The note was taken apart into what it says: damage, overage, or a count under reserve."""
    counted = any(document.number(n) is not None for n in ("cartons_damaged", "cartons_over"))
    return counted or document.says("subject_to_count") or document.says("shipper_load_and_count")


def _weak_count(document: Document, counted: Decimal | None, rules: Rules) -> str | None:
    """Why the count proves no cartons, in words, or None where it does."""
    weak = rules.shortage.weak_counts
    name = _paper_name(document)
    if "subject_to_count" in weak and document.says("subject_to_count"):
        return f"the {name} is stamped subject to count"
    counted_by = document.value("counted_by")
    if "shipper_load_and_count" in weak and (document.says("shipper_load_and_count") or counted_by == "shipper"):
        return f"shipper load and count: the driver signed the {name} without counting"
    if "pallets_only" in weak and (counted_by == "driver_pallets" and document.kind is DocumentKind.BILL_OF_LADING):
        return f"only pallets were counted on the {name}"
    if "pallets_only" in weak and counted is None and document.value("total_pallets") is not None:
        return f"only pallets were counted on the {name}"
    return None


def _places(link: Link, *found: Evidence | None) -> tuple[Evidence, ...]:
    """The spots a person should look at: count, note, signature or stamp, and the number that ties the paper."""
    paper, document = link.paper, link.paper.document
    places = [e for e in found if e is not None]
    signature = next((n for n in ("signed", "carrier_signed", "stamped") if document.says(n)), None)
    if signature:
        places.append(paper.evidence(signature, "stamped" if signature == "stamped" else "signed"))
    for name in ("bol_number", "purchase_orders", "delivery_date"):
        if name in document.fields:
            label = {"bol_number": "bill of lading", "purchase_orders": "order", "delivery_date": "delivered"}[name]
            value = document.value(name)
            places.append(paper.evidence(name, f"{label} {', '.join(value) if isinstance(value, list) else value}"))
            if name == "bol_number":
                break
    return tuple(places)
