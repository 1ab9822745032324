"""A shipment with what it carries and the papers that are tied to it, and the papers that belong to nobody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.frames import Paper

PERSONS_WORD: Final = "a person's word"
"""The key of a link that a person made: it outweighs every number on the paper."""
BOL_KEY: Final = "bill of lading number"
PRO_KEY: Final = "PRO number"
BY_NUMBER: Final = frozenset({BOL_KEY, PRO_KEY})
"""The keys of links by the number of a truck."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a shipment carries of one item of one order. `sku` is empty where the paper counts only by order."""

    purchase_order: str
    sku: str
    cartons: Decimal | None
    units: Decimal | None
    case_pack: Decimal | None
    evidence: Evidence
    review: bool = False


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """An order number as a paper has it, and the orders of ours (compacted) that it is, or, not `sure`, that it is nearest to.

    `doubt` where it was hard to read.
    """

    read: str
    orders: frozenset[str]
    sure: bool
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A paper tied to a shipment: by which keys, whether a reading was repaired on the way, and how sure that is.

    `named` are the order numbers on a proof.
    """

    paper: Paper
    keys: tuple[str, ...]
    repaired: tuple[str, ...] = ()
    confidence: float = 1.0
    named: tuple[NamedOrder, ...] = ()


@dataclass(slots=True)
class Shipment:
    """Goods that travelled together under one bill of lading."""

    key: str
    bol_number: str = ""
    pro_number: str = ""
    scac: str = ""
    carrier_name: str = ""
    ship_date: date | None = None
    ship_to_code: str = ""
    loads: list[Load] = field(default_factory=list)
    contents: list[Link] = field(default_factory=list)
    bills: list[Link] = field(default_factory=list)
    receipts: list[Link] = field(default_factory=list)

    @property
    def orders(self) -> set[str]:
        """The orders on board, as normalised keys."""
        return {compact(load.purchase_order) for load in self.loads}

    def open_to(self, paper: Paper) -> bool:
        """False where a person said that the paper is not of this shipment, or that it is of others."""
        ruled_out, belongs_to = paper.document.ruled_out, paper.document.belongs_to
        if not ruled_out and not belongs_to:
            return True
        keys = self.orders | {compact(self.bol_number)}
        return not keys & ruled_out and (not belongs_to or bool(keys & belongs_to))

    def cartons(self, purchase_order: str | None = None) -> Decimal | None:
        """Cartons on board (of one order), None where a load does not say."""
        wanted = [x for x in self.loads if purchase_order is None or compact(x.purchase_order) == compact(purchase_order)]
        if not wanted or any(x.cartons is None for x in wanted):
            return None
        return sum((x.cartons for x in wanted if x.cartons is not None), Decimal(0))

    def learn(self, paper: Paper) -> None:
        """Takes what a linked paper says about the journey, where it is not known yet."""
        document = paper.document
        self.bol_number = self.bol_number or document.text("bol_number") or ""
        self.pro_number = self.pro_number or document.text("pro_number") or ""
        self.scac = self.scac or document.text("scac") or ""
        self.carrier_name = self.carrier_name or document.text("carrier_name") or ""
        self.ship_date = self.ship_date or document.day("ship_date") or document.day("pickup_date")
        self.ship_to_code = self.ship_to_code or document.text("ship_to_code") or ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A paper that belongs to nobody, or to more than one: why, and who it could be."""

    paper: Paper
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Pairing:
    """The outcome: shipments with their papers, by order; and the papers left over."""

    shipments: list[Shipment] = field(default_factory=list)
    by_order: dict[str, list[Shipment]] = field(default_factory=lambda: defaultdict(list))
    unmatched: list[Unmatched] = field(default_factory=list)

    def of(self, purchase_order: str) -> list[Shipment]:
        """The shipments that carry an order."""
        return self.by_order.get(compact(purchase_order), [])
