"""What every layout knows about the sender's desk, and the values of a shipment in the form that papers show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from demo.chance import Chance
from demo.names import Locale
from demo.sheet import Sheet, Shown
from demo.trade import Item, Load, Place, Shipment, gross_weight
from demo.voice import Voice


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes the paper, and a stream of chance for what differs from paper to paper.

    `discount` is the quick-pay rate in per cent and its days. `scanned` papers may carry handwriting; papers born digital have
    remarks typed.
    """

    locale: Locale
    supplier: str
    tax_id: str
    discount: tuple[str, int]
    scanned: bool
    draw: Chance


Layout: TypeAlias = Callable[[Sheet, Any, Desk], None]


@dataclass(frozen=True, slots=True)
class OrderLoad:
    """What a truck carries for one order."""

    order: str
    cartons: int
    pallets: int
    weight: int


def by_order(shipment: Shipment) -> list[OrderLoad]:
    """The loads of a truck summed per order."""
    found = []
    for order in shipment.orders:
        loads = [load for load in shipment.loads if load.order == order]
        found.append(OrderLoad(order, sum(x.cartons for x in loads), sum(pallets(x) for x in loads), sum(map(gross_weight, loads))))
    return found


def pallets(load: Load) -> int:
    """Pallets of one load, a part counted whole."""
    return -(-load.cartons // load.item.cartons_per_pallet)


def address(sheet: Sheet, at: tuple[float, float], place: Place, name: str, *extra: Shown | str) -> float:
    """An address block whose first line is remembered under `name`; on a waybill the consignee's address too. Gives the next y."""
    x, y = at
    y = sheet.block(x, y, [Shown(place.name, name, place.name)])
    street, town = sheet.text(x, y, place.street), sheet.text(x, y + sheet.voice.size + 3, place.town)
    if sheet.reading.kind == "bill_of_lading" and name == "ship_to_name":
        sheet.remember(Shown(f"{place.street} {place.town}", "ship_to_address", place.address), street.union(town))
    return sheet.block(x, y + 2 * (sheet.voice.size + 3), extra)


class Values:
    """The values of a shipment as one sender writes them."""

    def __init__(self, shipment: Shipment, voice: Voice, locale: Locale) -> None:
        self.shipment = shipment
        self.voice = voice
        self.locale = locale

    def bol(self) -> Shown:
        """The bill of lading number."""
        return Shown(self.shipment.bol_number, "bol_number", self.shipment.bol_number)

    def pro(self) -> Shown:
        """The carrier's own number."""
        return Shown(self.shipment.pro_number, "pro_number", self.shipment.pro_number)

    def scac(self) -> Shown:
        """The carrier's code."""
        return Shown(self.shipment.carrier.scac, "scac", self.shipment.carrier.scac)

    def carrier(self) -> Shown:
        """The carrier's name."""
        return Shown(self.shipment.carrier.name, "carrier_name", self.shipment.carrier.name)

    def shipped(self, name: str = "ship_date") -> Shown:
        """The day the truck left, as ship date or pickup date."""
        return Shown(self.voice.date(self.shipment.shipped_on), name, self.shipment.shipped_on.isoformat())

    def delivered(self) -> Shown:
        """The day of delivery."""
        day = self.shipment.delivered_at.date()
        return Shown(self.voice.date(day), "delivery_date", day.isoformat())

    def hour(self) -> Shown:
        """The time of delivery."""
        return Shown(self.voice.time(self.shipment.delivered_at), "delivery_time", f"{self.shipment.delivered_at:%H:%M}")

    def site(self) -> Shown:
        """The code of the receiving site."""
        return Shown(self.shipment.ship_to.code, "ship_to_code", self.shipment.ship_to.code)

    def appointment(self) -> Shown:
        """The inbound appointment."""
        return Shown(self.shipment.appointment, "appointment_id", self.shipment.appointment)

    def trailer(self) -> Shown:
        """The trailer's number."""
        return Shown(self.shipment.trailer, "trailer_number", self.shipment.trailer)

    def seal(self) -> Shown:
        """The seal."""
        return Shown(self.shipment.seal, "seal_number", self.shipment.seal)

    def cartons(self) -> Shown:
        """All cartons."""
        return Shown(self.voice.count(self.shipment.cartons), "total_cartons", self.shipment.cartons)

    def pallets(self) -> Shown:
        """All pallets."""
        return Shown(self.voice.count(self.shipment.pallets), "total_pallets", self.shipment.pallets)

    def weight(self) -> Shown:
        """The gross weight, without its unit."""
        return Shown(self.voice.count(self.shipment.weight), "total_weight", str(self.shipment.weight))

    def orders(self) -> Shown:
        """The orders that the paper names, one after the other."""
        orders = list(self.shipment.receipt.orders) or self.shipment.orders
        return Shown(", ".join(orders), "purchase_orders", orders)

    def weight_unit(self) -> Shown:
        """The unit of weight."""
        return Shown(self.locale.weight_unit, "weight_unit", self.locale.weight_unit)


def title(item: Item) -> Shown:
    """An article's name as a cell."""
    return Shown(item.title, "description", item.title)
