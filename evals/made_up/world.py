"""What a made-up matter is put together from: numbers, names, papers and tables of a trade that a seed decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from cases.filing.exhibits import exhibits_of
from cases.filing.filing_group import Papers, filed_together
from cases.letters.brief import DraftKind
from cases.letters.brief_facts import Matter
from demo.chance import Chance
from facts.documents import Document, DocumentKind, Field, FileReading, Source
from facts.evidence import Evidence
from facts.finding import Direction, Finding, FindingType, Verdict
from facts.money import round_half_up
from matchers.calculation import Calculation

RECEIVERS: Final = ("D. Okafor", "M. Lindqvist", "R. Castellano", "T. Nguyen", "P. Abernathy", "S. Haddad", "J. Kowalczyk", "A. Ferreira")
CARRIERS: Final = (
    "Blue Ridge Freightways",
    "Harbor Line Logistics",
    "Nordlicht Spedition",
    "Trans Iberia Cargo",
    "Prairie Star Trucking",
    "Alpenroute Transporte",
)
_CENTRES: Final = {"USD": ("ONT8", "SMF3", "RIC2", "BNA6", "MQY1", "TEB9"), "EUR": ("DTM2", "LEJ5", "MXP8", "ORY4", "BCN1", "WRO5")}
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(slots=True)
class World:
    """One case being made up: its chance, its currency, its numbers, the papers that lie in its folder."""

    chance: Chance
    currency: str
    papers: dict[str, Document] = field(default_factory=dict)
    purchase_order: str = ""
    invoice: str = ""
    vendor: str = ""
    ordered: date = date.min

    def __post_init__(self) -> None:
        self.purchase_order = self.chance.characters(8, _ALPHABET)
        self.invoice = f"{self.chance.pick(('INV', 'RE', '', 'F-', 'SI'))}{self.chance.digits(self.chance.pick((5, 6, 7)))}"
        self.vendor = self.chance.characters(5, "ABCDEFGHJKLMNPQRSTUVWXYZ")
        self.ordered = self.chance.day(date(2025, 11, 3), date(2026, 8, 10))

    def item(self) -> str:
        """An item's number at the retailer."""
        return f"B0{self.chance.characters(8, _ALPHABET)}"

    def row(self, file: str, fact: str) -> Evidence:
        """A row of a table that says something."""
        return Evidence(file, fact, row=self.chance.whole(2, 240))

    def page(self, file: str, fact: str, page: int = 1) -> Evidence:
        """A spot on a page that says something."""
        return Evidence(file, fact, page=page)

    def paper(self, file: str, kind: DocumentKind, page: int = 1, **fields: Any) -> str:
        """Lays a paper into the folder; fields that are None are left out. Gives back its file."""
        there = {n: Field(v.isoformat() if isinstance(v, date) else v, str(v), page=page) for n, v in fields.items() if v is not None}
        self.papers[file] = Document(kind, Source.OCR, 0.98, (page,), "en", there)
        return file

    def cost(self, low: str = "1.15", high: str = "64.90") -> Decimal:
        """A cost per unit that has cents."""
        return self.chance.money(low, high)

    def day_after(self, day: date, low: int, high: int) -> date:
        """A day that many days later."""
        return day + timedelta(days=self.chance.whole(low, high))

    def delivery(self, cartons: int, *, short: int = 0) -> tuple[str, str, date]:
        """A signed proof of delivery and its packing list: their files and the day of the delivery."""
        chance = self.chance
        bol, delivered = chance.checked("0" + chance.digits(8), 17), self.day_after(self.ordered, 6, 24)
        name = chance.pick((f"POD_{bol[-6:]}.pdf", f"scan_{chance.digits(4)}.pdf", f"delivery receipt {chance.digits(5)}.pdf"))
        proof = self.paper(
            name,
            DocumentKind.PROOF_OF_DELIVERY,
            page=chance.pick((1, 1, 2)),
            bol_number=bol,
            pro_number=chance.digits(10) if chance.likely(0.6) else None,
            ship_to_code=chance.pick(_CENTRES[self.currency]),
            delivery_date=delivered,
            receiver_name=chance.pick(RECEIVERS) if chance.likely(0.6) else None,
            carrier_name=chance.pick(CARRIERS) if chance.likely(0.6) else None,
            total_cartons=cartons,
            total_pallets=chance.whole(2, 9) if chance.likely(0.5) else None,
            cartons_short=short or None,
            signed=True,
            stamped=True if chance.likely(0.3) else None,
        )
        listed = self.paper(
            f"PL_{chance.digits(5)}.pdf", DocumentKind.PACKING_LIST, bol_number=bol, ship_date=self.day_after(self.ordered, 2, 5)
        )
        return proof, listed, delivered

    def finding(
        self, claim: FindingType, reference: str, calculation: Calculation, *, reason: str, why: str, sku: str = "", with_order: bool = True
    ) -> Finding:
        """A finding to dispute from a finished calculation, whose `value` is what can be had back."""
        exact = calculation.work_out("recoverable_amount", "to recover", "round(value, 2)")
        return Finding(
            id=f"{reference}-{sku}",
            type=claim,
            direction=Direction.OWED_TO_US,
            reference=reference,
            currency=self.currency,
            claimed_amount=calculation.known["claimed"],
            recoverable_amount=round_half_up(exact, 2),
            verdict=Verdict.DISPUTE,
            reason=reason,
            why=why,
            rule="evals/made-up",
            confidence=0.9,
            calculation=tuple(calculation.steps),
            evidence=tuple(calculation.evidence),
            purchase_order=self.purchase_order if with_order else "",
            invoice_number=self.invoice if with_order else "",
            sku=sku,
            vendor_code=self.vendor,
            retailer="amazon_us" if self.currency == "USD" else "amazon_eu",
        )

    def matter(self, findings: Iterable[Finding], reason: str = "") -> Matter:
        """The first dispute over these findings."""
        group = filed_together(findings)
        papers = Papers([FileReading(file, "", (document,)) for file, document in self.papers.items()])
        exhibits = exhibits_of(group, papers, {})
        return Matter(DraftKind.DISPUTE, group.kind, group.currency, group.amount, group, papers, exhibits, reason)
