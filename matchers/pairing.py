"""Who belongs to whom: packing lists and ship notices make shipments; bills of lading and receipts are tied to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from facts.documents import DocumentKind, Source
from facts.identifiers import compact
from matchers.books import Books
from matchers.frames import Frames, Paper
from matchers.keys import KeyMatch, KnownKeys, Match
from matchers.loads import Loads, number_in, scanned, written
from matchers.order_on_proof import orders_named
from matchers.shipments import BOL_KEY, PERSONS_WORD, PRO_KEY, Link, Load, Pairing, Shipment, Unmatched

LONGEST_TRANSIT_DAYS: Final = 45
"""A receipt dated later than this after shipping is not taken for that shipment on weak evidence alone."""

EXACTNESS: Final = {Source.EDI: 0, Source.XML: 1, Source.TEXT: 2, Source.TABLE: 2, Source.OCR: 3}


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


class _Pairer:
    def __init__(self, books: Books, orders: KnownKeys) -> None:
        self.on_board = Loads(books, orders)
        self.bols = KnownKeys()
        self.pros = KnownKeys()
        self.shipments: dict[str, Shipment] = {}
        self.by_pro: dict[str, set[str]] = defaultdict(set)
        self.unmatched: list[Unmatched] = []

    def add_contents(self, paper: Paper) -> None:
        """A packing list or ship notice: what is on board. A second paper of the same shipment confirms the first."""
        loads = self.on_board.listed_on(paper)
        if not loads:
            self.unmatched.append(Unmatched(paper, "no known order on it"))
            return
        number = paper.document.text("bol_number") or ""
        match = self.bols.match(number, scanned=scanned(paper)) if number else KeyMatch(Match.NONE)
        key = compact(match.key or number)
        if key not in self.shipments and (not key or scanned(paper)):
            key = self._same_loads(loads) or key
        if not key:
            asn = paper.document.text("asn_number")
            key = f"ASN {asn}" if asn else f"{paper.file} {paper.document.pages}"
        shipment = self.shipments.get(key)
        if shipment is None:
            shipment = self.shipments[key] = Shipment(key)
            shipment.loads = loads
        shipment.contents.append(_link(paper, (BOL_KEY,) if number else ("order",), match))
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

    def add_proof(self, paper: Paper) -> None:
        """A bill of lading or receipt: tied to the one shipment it is of, or named as nobody's."""
        found = self._by_word(paper)
        if not found:
            single = self._by_number(paper) or self._by_order(paper) or self._by_weak_evidence(paper) or self._own_shipment(paper)
            found = [single] if single else []
        for shipment, link in found:
            target = shipment.bills if paper.document.kind is DocumentKind.BILL_OF_LADING else shipment.receipts
            target.append(replace(link, named=orders_named(paper, self.on_board.orders)))
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
            match = self.bols.match(number, scanned=scanned(paper))
            shipment = self.shipments.get(compact(match.key)) if match.found else None
            if shipment and shipment.open_to(paper):
                return shipment, _link(paper, (BOL_KEY,), match)
        pro = paper.document.text("pro_number")
        if pro:
            match = self.pros.match(pro, scanned=scanned(paper))
            keys = self.by_pro.get(compact(match.key), set()) if match.found else set()
            shipment = self.shipments[next(iter(keys))] if len(keys) == 1 else None
            if shipment and shipment.open_to(paper):
                return shipment, _link(paper, (PRO_KEY,), match)
        return None

    def _by_order(self, paper: Paper) -> tuple[Shipment, Link] | None:
        """By the orders on it, where exactly one shipment carries them and no number of the paper speaks against it."""
        orders = self.on_board.known_orders_on(paper)
        if not orders:
            return None
        wanted = {compact(m.key) for m in orders}
        carriers = [s for s in self.shipments.values() if wanted <= s.orders and s.open_to(paper)]
        fitting = [s for s in carriers if not self._contradicts(paper, s)]
        if len(fitting) > 1:
            fitting = [s for s in fitting if s.cartons() == number_in(paper.document.fields.get("total_cartons"))] or fitting
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
            if distance > (max(3, len(own) // 4) if scanned(paper) else 0):
                return True
        delivered = paper.document.day("delivery_date")
        return bool(delivered and shipment.ship_date and not 0 <= (delivered - shipment.ship_date).days <= LONGEST_TRANSIT_DAYS)

    def _by_weak_evidence(self, paper: Paper) -> tuple[Shipment, Link] | None:
        """A scan whose numbers are damaged: accepted when two or more weak keys point to one shipment and to no other."""
        if not scanned(paper):
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
        if {compact(m.key) for m in self.on_board.known_orders_on(paper)} & shipment.orders:
            keys.append("order")
        if shipment.ship_to_code and document.text("ship_to_code") == shipment.ship_to_code:
            keys.append("destination")
        total = number_in(document.fields.get("total_cartons"))
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
        orders = self.on_board.known_orders_on(paper) or ([] if named else self.on_board.order_by_items(paper))
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
        shipment.loads = shipment.loads or self.on_board.by_order(paper, orders)
        repaired = tuple(f"order {m.read} read as {m.key}" for m in orders if m.outcome is Match.REPAIRED)
        return shipment, Link(paper, ("order",), repaired, 0.85 if repaired else 0.95)

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
    return sorted((compact(x.purchase_order), compact(x.sku), written(x.units)) for x in loads)
