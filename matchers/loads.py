"""What a paper says is on board: its lines as loads of known orders and items, what it leaves out by the order and the catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from facts.documents import Field, Source
from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.books import Books, Order
from matchers.frames import Paper
from matchers.keys import KeyMatch, KnownKeys, Match
from matchers.shipments import Load


class Loads:
    """Reads loads off papers, with the orders and items of one account."""

    def __init__(self, books: Books, orders: KnownKeys) -> None:
        self.books = books
        self.orders = orders
        self.skus = KnownKeys.of(books.catalogue.skus)

    def listed_on(self, paper: Paper) -> list[Load]:
        """The lines of a contents paper as loads of known orders and items."""
        document = paper.document
        listed = [m for text in document.texts("purchase_orders") if (m := self.orders.match(text, scanned=scanned(paper))).found]
        loads = []
        for cells in document.lines:
            order = self._order_of(cells, listed, paper)
            if order is None or compact(order) in document.ruled_out:
                continue
            sku = self._sku_of(cells, order, paper)
            cartons, units, pack = (number_in(cells.get(n)) for n in ("cartons", "units", "case_pack"))
            item = self.books.item_of(order, sku, _shipped_on(paper))
            packed = pack or (item.pack if item is not None else None)
            if units is None and cartons is not None and packed:
                units = cartons * packed
            if cartons is None and units is not None and packed:
                cartons = units / packed
            fact = f"{written(cartons)} cartons, {written(units)} units of {sku or 'the order'} for order {order}"
            anchor = next((n for n in ("units", "cartons", "sku", "purchase_order") if n in cells), "units")
            review = any(f.review for n, f in cells.items() if n in {"units", "cartons"})
            loads.append(Load(order, sku, cartons, units, pack, paper.line_evidence(cells, anchor, fact), review))
        return loads

    def _order_of(self, cells: dict[str, Field], listed: list[KeyMatch], paper: Paper) -> str | None:
        found = cells.get("purchase_order")
        if found is not None:
            match = self.orders.match(str(found.value), scanned=scanned(paper))
            if match.found:
                return match.key
        return listed[0].key if len({m.key for m in listed}) == 1 and (found is None or scanned(paper)) else None

    def _sku_of(self, cells: dict[str, Field], order: str, paper: Paper) -> str:
        """The item of a line, a scanned one first compared with the items of its order, then with the catalogue."""
        read = str(cells["sku"].value) if "sku" in cells else ""
        gtin = str(cells["gtin"].value) if "gtin" in cells else ""
        by_gtin = self.books.sku_of(None, gtin)
        booked = self.books.order(order)
        on_order = KnownKeys.of(line.sku for line in booked.lines.values()) if booked else KnownKeys()
        for known in (on_order, self.skus):
            match = known.match(read, scanned=scanned(paper)) if read else KeyMatch(Match.NONE)
            if match.found:
                return match.key
        if by_gtin:
            return by_gtin
        if booked and len(booked.lines) == 1 and (not read or scanned(paper)):
            return next(iter(booked.lines.values())).sku
        return read if not scanned(paper) else ""

    def known_orders_on(self, paper: Paper) -> list[KeyMatch]:
        """The orders of ours that a paper names."""
        on_lines = [str(cells["purchase_order"].value) for cells in paper.document.lines if "purchase_order" in cells]
        texts = [*paper.document.texts("purchase_orders"), *on_lines]
        matches = {m.key: m for text in texts if (m := self.orders.match(text, scanned=scanned(paper))).found}
        return [m for key, m in matches.items() if compact(key) not in paper.document.ruled_out]

    def order_by_items(self, paper: Paper) -> list[KeyMatch]:
        """The one order that asked for just the items and cartons that a paper without an order number counts; else none."""
        counted = {
            compact(m.key): number_in(c.get("cartons"))
            for c in paper.document.lines
            if "sku" in c and (m := self.skus.match(str(c["sku"].value), scanned=scanned(paper))).found
        }
        ruled_out = paper.document.ruled_out
        fitting = [o for key, o in self.books.orders.items() if key not in ruled_out and counted and counted == self._cartons_of(o)]
        return [KeyMatch(Match.REPAIRED, fitting[0].number, "its items")] if len(fitting) == 1 else []

    def _cartons_of(self, order: Order) -> dict[str, Decimal | None]:
        """Cartons of each item as the order was confirmed."""
        found: dict[str, Decimal | None] = {}
        for key, line in order.lines.items():
            pack, units = self._pack(order.number, line.sku), self.books.accepted(order.number, line.sku)
            found[key] = units.value / pack if units and pack else None
        return found

    def _pack(self, order: str, sku: str) -> Decimal | None:
        item = self.books.item_of(order, sku)
        return item.pack if item is not None else None

    def by_order(self, paper: Paper, orders: list[KeyMatch]) -> list[Load]:
        """What a proof that no contents paper describes counts by order: the order's items where their cartons tie, else cartons."""
        counted: dict[str, tuple[Decimal | None, Field]] = {}
        for cells in paper.document.lines:
            if "purchase_order" in cells:
                match = self.orders.match(str(cells["purchase_order"].value), scanned=scanned(paper))
                if match.found:
                    counted[match.key] = (number_in(cells.get("cartons")), cells.get("cartons") or cells["purchase_order"])
        total = _on_board(paper)
        loads = []
        for match in orders:
            cartons, anchor = counted.get(match.key, (None, None))
            if cartons is None and len(orders) == 1:
                cartons, anchor = number_in(total), total
            place = paper.field_evidence(anchor, f"{written(cartons)} cartons for order {match.key}")
            doubt = anchor is not None and anchor.review
            loads.extend(self._as_ordered(match.key, cartons, place, doubt) or [Load(match.key, "", cartons, None, None, place, doubt)])
        return loads

    def _as_ordered(self, order: str, cartons: Decimal | None, place: Evidence, doubt: bool) -> list[Load]:  # noqa: FBT001
        """The order's items as they were confirmed, if their cartons add up to just the cartons that were counted; else none.

        An order of a single item needs no such tie: all its cartons hold that item. A count in doubt tells of no more cartons than
        were confirmed: a figure that was struck out and the one a hand set beside it are read as one.
        """
        booked = self.books.order(order)
        loads: list[Load] = []
        for line in booked.lines.values() if booked else ():
            pack, units = self._pack(order, line.sku), self.books.accepted(order, line.sku)
            if pack is None or units is None:
                return []
            whole = booked is not None and len(booked.lines) == 1 and cartons is not None
            held = units.value / pack
            if whole and cartons is not None:
                held = cartons = min(cartons, held) if doubt else cartons
            loads.append(Load(order, line.sku, held, held * pack, pack, place, doubt))
        tied = cartons is not None and sum((x.cartons or Decimal(0) for x in loads), Decimal(0)) == cartons
        return loads if tied else []


def scanned(paper: Paper) -> bool:
    """True where the paper was recognised from a picture, so that its numbers may be misread."""
    return paper.document.source is Source.OCR


def _shipped_on(paper: Paper) -> date | None:
    """The day of shipping where the paper states it without doubt."""
    fields = paper.document.fields
    return next((paper.document.day(n) for n in ("ship_date", "pickup_date") if n in fields and not fields[n].review), None)


def _on_board(paper: Paper) -> Field | None:
    """The count of all cartons: of the lines where somebody wrote on the total, so that it lacks what is noted as short or is no figure."""
    document = paper.document
    total, short = document.fields.get("total_cartons"), document.number("cartons_short")
    lines = [cells["cartons"] for cells in document.lines if "cartons" in cells and "purchase_order" not in cells]
    sent = sum((number_in(field) or Decimal(0) for field in lines), Decimal(0))
    counted = number_in(total) or Decimal(0)
    if total is None or not short or not lines or not (sent == counted + short or (total.review and sent not in {0, counted})):
        return total
    return replace(lines[0], value=int(sent), review=True)


def number_in(found: Field | None) -> Decimal | None:
    """The number that a field holds, None where it holds none."""
    return None if found is None or isinstance(found.value, (bool, list)) else Decimal(found.value)


def written(number: Decimal | None) -> str:
    """A count as a fact says it, with a question mark where it is not known."""
    return "?" if number is None else f"{number.normalize():f}"
