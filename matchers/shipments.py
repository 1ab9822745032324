"""Who belongs to whom: packing lists and ship notices make shipments; bills of lading and receipts are tied to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from facts.documents import DocumentKind, Field, Source
from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.books import Books, Order
from matchers.frames import Frames, Paper
from matchers.keys import KeyMatch, KnownKeys, Match

LONGEST_TRANSIT_DAYS: Final = 45
"""A receipt dated later than this after shipping is not taken for that shipment on weak evidence alone."""

PERSONS_WORD: Final = "a person's word"
"""The key of a link that a person made: it outweighs every number on the paper."""

EXACTNESS: Final = {Source.EDI: 0, Source.XML: 1, Source.TEXT: 2, Source.TABLE: 2, Source.OCR: 3}


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
class Link:
    """A paper tied to a shipment: by which keys, whether a reading was repaired on the way, and how sure that is."""

    paper: Paper
    keys: tuple[str, ...]
    repaired: tuple[str, ...] = ()
    confidence: float = 1.0


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


def pair(frames: Frames, books: Books, known_orders: Iterable[str]) -> Pairing:
    """Ties papers to shipments and shipments to orders. Only unique matches count; the rest is named with its candidates."""
    pairer = _Pairer(books, KnownKeys.of([*known_orders, *(o.number for o in books.orders.values())]))
    contents = sorted(frames.of_kind(DocumentKind.ADVANCE_SHIP_NOTICE, DocumentKind.PACKING_LIST), key=_by_exactness)
    for paper in contents:
        pairer.add_contents(paper)
    for kind in (DocumentKind.BILL_OF_LADING, DocumentKind.PROOF_OF_DELIVERY):
        for paper in sorted(frames.of_kind(kind), key=_by_exactness):
            pairer.add_proof(paper)
    return pairer.finish()


def _by_exactness(paper: Paper) -> tuple[int, str, tuple[int, ...]]:
    return EXACTNESS[paper.document.source], paper.file, paper.document.pages


def _scanned(paper: Paper) -> bool:
    return paper.document.source is Source.OCR


class _Pairer:
    def __init__(self, books: Books, orders: KnownKeys) -> None:
        self.books = books
        self.orders = orders
        self.skus = KnownKeys.of(item.sku for item in books.items.values())
        self.bols = KnownKeys()
        self.pros = KnownKeys()
        self.shipments: dict[str, Shipment] = {}
        self.by_pro: dict[str, set[str]] = defaultdict(set)
        self.unmatched: list[Unmatched] = []

    def add_contents(self, paper: Paper) -> None:
        """A packing list or ship notice: what is on board. A second paper of the same shipment confirms the first."""
        loads = self._loads(paper)
        if not loads:
            self.unmatched.append(Unmatched(paper, "no known order on it"))
            return
        number = paper.document.text("bol_number") or ""
        match = self.bols.match(number, scanned=_scanned(paper)) if number else KeyMatch(Match.NONE)
        key = compact(match.key or number)
        if key not in self.shipments and (not key or _scanned(paper)):
            key = self._same_loads(loads) or key
        if not key:
            asn = paper.document.text("asn_number")
            key = f"ASN {asn}" if asn else f"{paper.file} {paper.document.pages}"
        shipment = self.shipments.get(key)
        if shipment is None:
            shipment = self.shipments[key] = Shipment(key)
            shipment.loads = loads
        shipment.contents.append(_link(paper, ("bill of lading number",) if number else ("order",), match))
        self._learn(shipment, paper)

    def _same_loads(self, loads: list[Load]) -> str:
        """The one shipment that carries just these items in just these numbers, or nothing."""
        signature = _signature(loads)
        alike = [s.key for s in self.shipments.values() if _signature(s.loads) == signature]
        return alike[0] if len(alike) == 1 else ""

    def _learn(self, shipment: Shipment, paper: Paper) -> None:
        shipment.learn(paper)
        if shipment.bol_number:
            self.bols.add(shipment.bol_number)
        if shipment.pro_number:
            self.pros.add(shipment.pro_number)
            self.by_pro[compact(shipment.pro_number)].add(shipment.key)

    def _loads(self, paper: Paper) -> list[Load]:
        """The lines of a contents paper as loads of known orders and items."""
        document = paper.document
        listed = [m for text in document.texts("purchase_orders") if (m := self.orders.match(text, scanned=_scanned(paper))).found]
        loads = []
        for cells in document.lines:
            order = self._order_of(cells, listed, paper)
            if order is None or compact(order) in document.ruled_out:
                continue
            sku = self._sku_of(cells, order, paper)
            cartons, units, pack = (_number(cells.get(n)) for n in ("cartons", "units", "case_pack"))
            item = self.books.items.get(compact(sku))
            catalogue_pack = item.case_pack.value if item and item.case_pack else None
            if units is None and cartons is not None and (pack or catalogue_pack):
                units = cartons * (pack or catalogue_pack or Decimal(0))
            if cartons is None and units is not None and (pack or catalogue_pack):
                cartons = units / (pack or catalogue_pack or Decimal(1))
            fact = f"{_count(cartons)} cartons, {_count(units)} units of {sku or 'the order'} for order {order}"
            anchor = next((n for n in ("units", "cartons", "sku", "purchase_order") if n in cells), "units")
            review = any(f.review for n, f in cells.items() if n in {"units", "cartons"})
            loads.append(Load(order, sku, cartons, units, pack, paper.line_evidence(cells, anchor, fact), review))
        return loads

    def _order_of(self, cells: dict[str, Field], listed: list[KeyMatch], paper: Paper) -> str | None:
        found = cells.get("purchase_order")
        if found is not None:
            match = self.orders.match(str(found.value), scanned=_scanned(paper))
            if match.found:
                return match.key
        return listed[0].key if len({m.key for m in listed}) == 1 and (found is None or _scanned(paper)) else None

    def _sku_of(self, cells: dict[str, Field], order: str, paper: Paper) -> str:
        """The item of a line, a scanned one first compared with the items of its order, then with the catalogue."""
        read = str(cells["sku"].value) if "sku" in cells else ""
        gtin = str(cells["gtin"].value) if "gtin" in cells else ""
        by_gtin = self.books.sku_of(None, gtin)
        booked = self.books.order(order)
        on_order = KnownKeys.of(line.sku for line in booked.lines.values()) if booked else KnownKeys()
        for known in (on_order, self.skus):
            match = known.match(read, scanned=_scanned(paper)) if read else KeyMatch(Match.NONE)
            if match.found:
                return match.key
        if by_gtin:
            return by_gtin
        if booked and len(booked.lines) == 1 and (not read or _scanned(paper)):
            return next(iter(booked.lines.values())).sku
        return read if not _scanned(paper) else ""

    def add_proof(self, paper: Paper) -> None:
        """A bill of lading or receipt: tied to the one shipment it is of, or named as nobody's."""
        found = self._by_word(paper)
        if not found:
            single = self._by_number(paper) or self._by_order(paper) or self._by_weak_evidence(paper) or self._own_shipment(paper)
            found = [single] if single else []
        for shipment, link in found:
            target = shipment.bills if paper.document.kind is DocumentKind.BILL_OF_LADING else shipment.receipts
            target.append(link)
            self._learn(shipment, paper)

    def _by_word(self, paper: Paper) -> list[tuple[Shipment, Link]]:
        """Where a person said that it belongs: for each order or bill of lading its shipment, the likeliest where there are several."""
        chosen: dict[str, Shipment] = {}
        for key in sorted(paper.document.belongs_to):
            carriers = [s for s in self.shipments.values() if key in s.orders | {compact(s.bol_number)} and s.open_to(paper)]
            if carriers and not any(s.key in chosen for s in carriers):
                likeliest = min(carriers, key=lambda s: (bool(s.receipts), s.key))
                chosen[likeliest.key] = likeliest
        return [(shipment, Link(paper, (PERSONS_WORD,))) for shipment in chosen.values()]

    def _by_number(self, paper: Paper) -> tuple[Shipment, Link] | None:
        number = paper.document.text("bol_number")
        if number:
            match = self.bols.match(number, scanned=_scanned(paper))
            shipment = self.shipments.get(compact(match.key)) if match.found else None
            if shipment and shipment.open_to(paper):
                return shipment, _link(paper, ("bill of lading number",), match)
        pro = paper.document.text("pro_number")
        if pro:
            match = self.pros.match(pro, scanned=_scanned(paper))
            keys = self.by_pro.get(compact(match.key), set()) if match.found else set()
            shipment = self.shipments[next(iter(keys))] if len(keys) == 1 else None
            if shipment and shipment.open_to(paper):
                return shipment, _link(paper, ("PRO number",), match)
        return None

    def known_orders_on(self, paper: Paper) -> list[KeyMatch]:
        """The orders of ours that a paper names."""
        on_lines = [str(cells["purchase_order"].value) for cells in paper.document.lines if "purchase_order" in cells]
        texts = [*paper.document.texts("purchase_orders"), *on_lines]
        matches = {m.key: m for text in texts if (m := self.orders.match(text, scanned=_scanned(paper))).found}
        return [m for key, m in matches.items() if compact(key) not in paper.document.ruled_out]

    def _by_order(self, paper: Paper) -> tuple[Shipment, Link] | None:
        """By the orders on it, where exactly one shipment carries them and no number of the paper speaks against it."""
        orders = self.known_orders_on(paper)
        if not orders:
            return None
        wanted = {compact(m.key) for m in orders}
        carriers = [s for s in self.shipments.values() if wanted <= s.orders and s.open_to(paper)]
        fitting = [s for s in carriers if not self._contradicts(paper, s)]
        if len(fitting) > 1:
            fitting = [s for s in fitting if s.cartons() == _number(paper.document.fields.get("total_cartons"))] or fitting
        if len(fitting) == 1:
            repaired = tuple(f"order {m.read} read as {m.key}" for m in orders if m.outcome is Match.REPAIRED)
            return fitting[0], Link(paper, ("order",), repaired, 0.9 if repaired else 0.95)
        return None

    def _contradicts(self, paper: Paper, shipment: Shipment) -> bool:
        """True where paper and shipment carry different bill of lading or PRO numbers, both printed clearly."""
        for name, own in (("bol_number", shipment.bol_number), ("pro_number", shipment.pro_number)):
            read = paper.document.fields.get(name)
            if read is None or not own:
                continue
            distance = DamerauLevenshtein.distance(compact(str(read.value)), compact(own))
            if distance > (max(3, len(own) // 4) if _scanned(paper) else 0):
                return True
        delivered = paper.document.day("delivery_date")
        return bool(delivered and shipment.ship_date and not 0 <= (delivered - shipment.ship_date).days <= LONGEST_TRANSIT_DAYS)

    def _by_weak_evidence(self, paper: Paper) -> tuple[Shipment, Link] | None:
        """A scan whose numbers are damaged: accepted when two or more weak keys point to one shipment and to no other."""
        if not _scanned(paper):
            return None
        scores = Counter({s.key: len(self._weak_keys(paper, s)) for s in self.shipments.values() if s.open_to(paper)})
        ranked = scores.most_common(2)
        if not ranked or ranked[0][1] < 3 or (len(ranked) > 1 and ranked[1][1] >= ranked[0][1] - 1):
            return None
        shipment = self.shipments[ranked[0][0]]
        keys = self._weak_keys(paper, shipment)
        if not any(k.startswith(("nearly", "order")) for k in keys):
            return None
        return shipment, Link(paper, tuple(keys), ("accepted on corroborated weak evidence",), 0.8)

    def _weak_keys(self, paper: Paper, shipment: Shipment) -> list[str]:
        document = paper.document
        keys = []
        for name, own, limit in (("bol_number", shipment.bol_number, 4), ("pro_number", shipment.pro_number, 2)):
            read = document.text(name)
            if read and own and DamerauLevenshtein.distance(compact(read), compact(own)) <= limit:
                keys.append(f"nearly the same {name.replace('_', ' ')}")
        if {compact(m.key) for m in self.known_orders_on(paper)} & shipment.orders:
            keys.append("order")
        if shipment.ship_to_code and document.text("ship_to_code") == shipment.ship_to_code:
            keys.append("destination")
        total = _number(document.fields.get("total_cartons"))
        if total is not None and total == shipment.cartons():
            keys.append("carton count")
        delivered = document.day("delivery_date") or document.day("ship_date")
        if delivered and shipment.ship_date and 0 <= (delivered - shipment.ship_date).days <= LONGEST_TRANSIT_DAYS:
            keys.append("date")
        return keys

    def _own_shipment(self, paper: Paper) -> tuple[Shipment, Link] | None:
        """A proof whose shipment no contents paper describes: it counts cartons by order itself, if the orders are ours."""
        document = paper.document
        named = document.texts("purchase_orders")
        orders = self.known_orders_on(paper) or ([] if named else self._order_by_items(paper))
        if not orders:
            stranger = f"names order {', '.join(named)}, which this supplier never had"
            if document.ruled_out and not named:
                self.unmatched.append(Unmatched(paper, "a person said that it does not belong where its numbers point"))
            else:
                self.unmatched.append(Unmatched(paper, stranger if named else "no order, bill of lading or PRO number of ours on it"))
            return None
        carriers = [s for s in self.shipments.values() if {compact(m.key) for m in orders} & s.orders and s.open_to(paper)]
        if carriers and all(s.contents for s in carriers) and not any(self._contradicts(paper, s) for s in carriers):
            names = tuple(s.bol_number or s.key for s in carriers)
            self.unmatched.append(Unmatched(paper, "fits more than one shipment", names))
            return None
        key = compact(document.text("bol_number") or document.text("pro_number") or "")
        if not key or (key in self.shipments and not self.shipments[key].open_to(paper)):
            key = f"{paper.file} {document.pages}"
        shipment = self.shipments.setdefault(key, Shipment(key))
        shipment.loads = shipment.loads or self._loads_by_order(paper, orders)
        repaired = tuple(f"order {m.read} read as {m.key}" for m in orders if m.outcome is Match.REPAIRED)
        return shipment, Link(paper, ("order",), repaired, 0.85 if repaired else 0.95)

    def _order_by_items(self, paper: Paper) -> list[KeyMatch]:
        """The one order that asked for just the items and cartons that a paper without an order number counts; else none."""
        counted = {
            compact(m.key): _number(c.get("cartons"))
            for c in paper.document.lines
            if "sku" in c and (m := self.skus.match(str(c["sku"].value), scanned=_scanned(paper))).found
        }
        ruled_out = paper.document.ruled_out
        fitting = [o for key, o in self.books.orders.items() if key not in ruled_out and counted and counted == self._cartons_of(o)]
        return [KeyMatch(Match.REPAIRED, fitting[0].number, "its items")] if len(fitting) == 1 else []

    def _cartons_of(self, order: Order) -> dict[str, Decimal | None]:
        """Cartons of each item as the order was confirmed."""
        found: dict[str, Decimal | None] = {}
        for key, line in order.lines.items():
            item, units = self.books.items.get(key), self.books.accepted(order.number, line.sku)
            found[key] = units.value / item.case_pack.value if units and item and item.case_pack else None
        return found

    def _loads_by_order(self, paper: Paper, orders: list[KeyMatch]) -> list[Load]:
        counted: dict[str, tuple[Decimal | None, Field]] = {}
        for cells in paper.document.lines:
            if "purchase_order" in cells:
                match = self.orders.match(str(cells["purchase_order"].value), scanned=_scanned(paper))
                if match.found:
                    counted[match.key] = (_number(cells.get("cartons")), cells.get("cartons") or cells["purchase_order"])
        total = _on_board(paper)
        loads = []
        for match in orders:
            cartons, anchor = counted.get(match.key, (None, None))
            if cartons is None and len(orders) == 1:
                cartons, anchor = _number(total), total
            place = paper.field_evidence(anchor, f"{_count(cartons)} cartons for order {match.key}")
            doubt = anchor is not None and anchor.review
            loads.extend(self._as_ordered(match.key, cartons, place, doubt) or [Load(match.key, "", cartons, None, None, place, doubt)])
        return loads

    def _as_ordered(self, order: str, cartons: Decimal | None, place: Evidence, doubt: bool) -> list[Load]:  # noqa: FBT001
        """The order's items as they were confirmed, if their cartons add up to just the cartons that were counted; else none.

        An order of a single item needs no such tie: all its cartons hold that item.
        """
        booked = self.books.order(order)
        loads: list[Load] = []
        for line in booked.lines.values() if booked else ():
            item = self.books.items.get(compact(line.sku))
            pack = item.case_pack.value if item and item.case_pack else None
            units = self.books.accepted(order, line.sku)
            if pack is None or units is None:
                return []
            whole = booked is not None and len(booked.lines) == 1 and cartons is not None
            held = cartons if whole and cartons is not None else units.value / pack
            loads.append(Load(order, line.sku, held, held * pack, pack, place, doubt))
        tied = cartons is not None and sum((x.cartons or Decimal(0) for x in loads), Decimal(0)) == cartons
        return loads if tied else []

    def finish(self) -> Pairing:
        """The shipments by order."""
        pairing = Pairing(list(self.shipments.values()), unmatched=self.unmatched)
        for shipment in pairing.shipments:
            for order in shipment.orders:
                pairing.by_order[order].append(shipment)
        return pairing


def _link(paper: Paper, keys: tuple[str, ...], match: KeyMatch) -> Link:
    if match.outcome is Match.REPAIRED:
        return Link(paper, keys, (f"{keys[0]} {match.read} read as {match.key}",), 0.93)
    return Link(paper, keys)


def _signature(loads: list[Load]) -> list[tuple[str, str, str]]:
    return sorted((compact(x.purchase_order), compact(x.sku), _count(x.units)) for x in loads)


def _on_board(paper: Paper) -> Field | None:
    """The count of all cartons: of the lines where somebody took what is noted as short off the total already."""
    document = paper.document
    total, short = document.fields.get("total_cartons"), document.number("cartons_short")
    lines = [cells["cartons"] for cells in document.lines if "cartons" in cells and "purchase_order" not in cells]
    sent = sum((_number(field) or Decimal(0) for field in lines), Decimal(0))
    if total is None or not short or not lines or sent != (_number(total) or Decimal(0)) + short:
        return total
    return replace(lines[0], value=int(sent), review=True)


def _number(found: Field | None) -> Decimal | None:
    return None if found is None or isinstance(found.value, (bool, list)) else Decimal(found.value)


def _count(number: Decimal | None) -> str:
    return "?" if number is None else f"{number.normalize():f}"
