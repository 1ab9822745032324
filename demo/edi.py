"""Messages of electronic trade for some orders and trucks: X12 where dollars are paid, EDIFACT where euros are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from demo.chance import Chance
from demo.trade import Load, Order, OrderLine, Shipment
from demo.workshop import Workshop

_RETAILER_ID, _SUPPLIER_ID = "AMAZON", "SUPPLIER01"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, when, and the number of the interchange."""

    sender: str
    receiver: str
    moment: datetime
    control: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands between elements and after segments."""

    element: str
    segment: str


def _x12(envelope: Envelope, group: str, kind: str, segments: list[str], marks: Marks) -> str:
    """One interchange with one message; segments come with * between elements and get the interchange's own separators."""
    e, moment = envelope, envelope.moment
    body = [f"ST*{kind}*0001", *segments, f"SE*{len(segments) + 2}*0001"]
    parties = f"ZZ*{e.sender:<15}*ZZ*{e.receiver:<15}"
    rows = [
        f"ISA*00*          *00*          *{parties}*{moment:%y%m%d}*{moment:%H%M}*U*00401*{e.control:09d}*0*P*>",
        f"GS*{group}*{e.sender}*{e.receiver}*{moment:%Y%m%d}*{moment:%H%M}*{e.control}*X*004010",
        *body,
        f"GE*1*{e.control}",
        f"IEA*1*{e.control:09d}",
    ]
    return "".join(row.replace("*", marks.element) + marks.segment for row in rows)


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _article(line: OrderLine) -> str:
    return f"{_money(line.unit_cost)}**BP*{line.item.sku}*UP*{line.item.gtin[1:]}"


def purchase_order(order: Order) -> list[str]:
    """The body of an 850."""
    lines = [
        f"PO1*{n}*{line.requested}*EA*{_money(line.unit_cost)}**BP*{line.item.sku}*UP*{line.item.gtin}"
        for n, line in enumerate(order.lines, 1)
    ]
    return [
        f"BEG*00*NE*{order.number}**{order.ordered_on:%Y%m%d}",
        f"DTM*063*{order.window_end:%Y%m%d}",
        f"DTM*064*{order.window_start:%Y%m%d}",
        f"FOB*{'PP' if order.freight_terms == 'prepaid' else 'CC'}",
        f"N1*ST*{order.ship_to.name}*92*{order.ship_to.code}",
        *lines,
        f"CTT*{len(lines)}*{sum(line.requested for line in order.lines)}",
    ]


def confirmation(order: Order) -> list[str]:
    """The body of an 855: each line accepted, in full or with another quantity."""
    rows = [f"BAK*00*AC*{order.number}*{order.ordered_on:%Y%m%d}", f"N1*ST*{order.ship_to.name}*92*{order.ship_to.code}"]
    for n, line in enumerate(order.lines, 1):
        rows.append(f"PO1*{n}*{line.requested}*EA*{_article(line)}")
        rows.append(f"ACK*{'IA' if line.accepted == line.requested else 'IQ'}*{line.accepted}*EA*067*{order.window_end:%Y%m%d}")
    return [*rows, f"CTT*{len(order.lines)}"]


def ship_notice(shipment: Shipment, supplier: str, unit: str) -> list[str]:
    """The body of an 856: the truck, its orders, their articles."""
    rows = [
        f"BSN*00*{shipment.bol_number[-10:]}*{shipment.shipped_on:%Y%m%d}*1605*0001",
        "HL*1**S",
        f"TD1*CTN25*{shipment.cartons}****G*{shipment.weight}*{unit}",
        f"TD5**2*{shipment.carrier.scac}*M*{shipment.carrier.name}",
        f"TD3*TL**{shipment.trailer}",
        f"REF*BM*{shipment.bol_number}",
        f"REF*CN*{shipment.pro_number}",
        f"DTM*011*{shipment.shipped_on:%Y%m%d}",
        f"FOB*{'PP' if shipment.freight_terms == 'prepaid' else 'CC'}",
        f"N1*SF*{supplier}*92*WH1",
        f"N1*ST*{shipment.ship_to.name}*92*{shipment.ship_to.code}",
    ]
    level = 1
    for order in shipment.orders:
        level += 1
        above, loads = level, [load for load in shipment.loads if load.order == order]
        rows += [f"HL*{level}*1*O", f"PRF*{order}", f"TD1*CTN25*{sum(load.cartons for load in loads)}"]
        for load in loads:
            level += 1
            rows += [
                f"HL*{level}*{above}*I",
                f"LIN**BP*{load.item.sku}*UP*{load.item.gtin[1:]}",
                f"SN1**{load.units}*EA",
                f"PO4*{load.item.case_pack}**EA",
            ]
    return [*rows, f"CTT*{level}"]


def acknowledgement(group: str, kind: str, control: int) -> list[str]:
    """The body of a 997 that accepts one message."""
    return [f"AK1*{group}*{control}", f"AK2*{kind}*0001", "AK5*A", "AK9*A*1*1*1"]


def _edifact(envelope: Envelope, kind: str, segments: list[str]) -> str:
    e = envelope
    rows = [
        f"UNB+UNOC:3+{e.sender}:14+{e.receiver}:14+{e.moment:%y%m%d}:{e.moment:%H%M}+{e.control}",
        f"UNH+1+{kind}:D:96A:UN:EAN008",
        *segments,
        f"UNT+{len(segments) + 2}+1",
        f"UNZ+1+{e.control}",
    ]
    return "UNA:+.? '" + "".join(f"{row}'\r\n" for row in rows)


def _escaped(words: str) -> str:
    return "".join(f"?{c}" if c in "?+:'" else c for c in words)


def orders_message(order: Order, currency: str) -> list[str]:
    """The body of an ORDERS."""
    rows = [
        f"BGM+220+{order.number}+9",
        f"DTM+137:{order.ordered_on:%Y%m%d}:102",
        f"DTM+64:{order.window_start:%Y%m%d}:102",
        f"DTM+63:{order.window_end:%Y%m%d}:102",
        f"NAD+DP+{order.ship_to.code}::92++{_escaped(order.ship_to.name[:35])}",
        f"CUX+2:{currency}:9",
    ]
    for n, line in enumerate(order.lines, 1):
        rows += [
            f"LIN+{n}++{line.item.gtin}:EN",
            f"PIA+5+{line.item.sku}:BP",
            f"QTY+21:{line.requested}:PCE",
            f"PRI+AAA:{_money(line.unit_cost)}",
        ]
    return [*rows, "UNS+S", f"CNT+2:{len(order.lines)}"]


def despatch_advice(shipment: Shipment, unit: str) -> list[str]:
    """The body of a DESADV: the truck, and per article its order."""
    rows = [
        f"BGM+351+{shipment.bol_number[-10:]}+9",
        f"DTM+137:{shipment.shipped_on:%Y%m%d}:102",
        f"DTM+11:{shipment.shipped_on:%Y%m%d}:102",
        f"MEA+PD+AAB+{unit}:{shipment.weight}",
        f"RFF+BM:{shipment.bol_number}",
        f"RFF+CN:{shipment.pro_number}",
        f"NAD+DP+{shipment.ship_to.code}::92++{_escaped(shipment.ship_to.name[:35])}",
        f"NAD+CA+++{_escaped(shipment.carrier.name)}",
        "CPS+1",
        f"PAC+{shipment.cartons}++CT",
    ]
    for n, load in enumerate(shipment.loads, 1):
        rows += _despatched(n, load)
    return [*rows, f"CNT+2:{len(shipment.loads)}"]


def _despatched(number: int, load: Load) -> list[str]:
    return [
        f"LIN+{number}++{load.item.gtin}:EN",
        f"PIA+5+{load.item.sku}:BP",
        f"QTY+12:{load.units}:PCE",
        f"QTY+59:{load.item.case_pack}:PCE",
        f"RFF+ON:{load.order}",
    ]


class Mailbox:
    """Writes the messages of some orders and trucks below a folder."""

    def __init__(self, shop: Workshop, folder: Path) -> None:
        self.shop = shop
        self.folder = folder
        self.draw = shop.chance.branch("edi")
        self._control = self.draw.whole(100, 4000)

    def write(self, count: int) -> None:
        """Messages for `count` orders and as many trucks, or for all where there are fewer."""
        ledger = self.shop.ledger
        orders = self.draw.branch("orders").some(ledger.orders, count)
        trucks = self.draw.branch("trucks").some(ledger.shipments, count)
        if self.shop.locale.name == "us":
            self._write_x12(orders, trucks)
        else:
            self._write_edifact(orders, trucks)

    def _write_edifact(self, orders: list[Order], trucks: list[Shipment]) -> None:
        for order in orders:
            body = orders_message(order, self.shop.locale.currency)
            self._save(f"ORDERS_{order.number}.edi", _edifact(self._from_retailer(order.ordered_on), "ORDERS", body))
        for truck in trucks:
            body = despatch_advice(truck, "KGM")
            self._save(f"DESADV_{truck.bol_number[-8:]}.txt", _edifact(self._from_supplier(truck.shipped_on), "DESADV", body))

    def _write_x12(self, orders: list[Order], trucks: list[Shipment]) -> None:
        marks = Marks(self.draw.pick(("*", "*", "|")), self.draw.pick(("~\n", "~", "\n")))
        for order in orders:
            self._save(f"850_{order.number}.edi", _x12(self._from_retailer(order.ordered_on), "PO", "850", purchase_order(order), marks))
            self._save(f"855_{order.number}.x12", _x12(self._from_supplier(order.ordered_on), "PR", "855", confirmation(order), marks))
        for truck in trucks:
            sent, got = self._from_supplier(truck.shipped_on), self._from_retailer(truck.shipped_on)
            notice = ship_notice(truck, self.shop.supplier, "LB")
            self._save(f"856_{truck.bol_number[-8:]}.edi", _x12(sent, "SH", "856", notice, marks))
            self._save(f"997_{got.control}.edi", _x12(got, "FA", "997", acknowledgement("SH", "856", sent.control), marks))

    def _from_retailer(self, day: date) -> Envelope:
        return self._envelope(_RETAILER_ID, _SUPPLIER_ID, day)

    def _from_supplier(self, day: date) -> Envelope:
        return self._envelope(_SUPPLIER_ID, _RETAILER_ID, day)

    def _envelope(self, sender: str, receiver: str, day: date) -> Envelope:
        self._control += 1
        draw: Chance = self.draw.branch("moment", self._control)
        return Envelope(sender, receiver, datetime.combine(day, time(draw.whole(0, 23), draw.whole(0, 59))), self._control)

    def _save(self, name: str, content: str) -> None:
        path = self.folder / "edi" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("latin-1", errors="replace"))
