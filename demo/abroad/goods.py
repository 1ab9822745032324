"""Papers that go with goods abroad, as content: packing lists, delivery notes, consignment notes, receipts, requests for a slot."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from demo.abroad.content import Block, Content, Entry, Heading
from demo.abroad.dealing import Dealing, Ware
from demo.abroad.hand import Hand
from demo.chance import Chance
from demo.sheet import Shown

_WIDE: Final = {"description": 2.8, "sku": 1.4, "gtin": 1.8, "line_number": 0.7, "unit": 0.7, "purchase_order": 1.6, "invoice_number": 1.5}


def day_of(hand: Hand, day: date, name: str) -> Shown:
    """A day as this office writes it."""
    return Shown(hand.date(day), name, day.isoformat())


def headings(hand: Hand, names: tuple[str, ...], called: dict[str, str] | None = None) -> list[Heading]:
    """Columns in the words of this office; `called` names the word where it is not that of the column."""
    return [Heading(hand.word((called or {}).get(n, n)), n, _WIDE.get(n, 1.0)) for n in names]


def _cells(ware: Ware, row: int, hand: Hand, names: tuple[str, ...], order: str) -> list[Shown]:
    cells = {
        "line_number": Shown(str(row)),
        "purchase_order": Shown(order, "purchase_order", order),
        "sku": Shown(ware.sku, "sku", ware.sku),
        "gtin": Shown(ware.gtin, "gtin", ware.gtin),
        "description": Shown(ware.name, "description", ware.name),
        "cartons": Shown(hand.count(ware.cartons), "cartons", ware.cartons),
        "case_pack": Shown(str(ware.case_pack), "case_pack", ware.case_pack),
        "units": Shown(hand.count(ware.units), "units", ware.units),
        "weight": Shown(hand.count(ware.weight), "weight", str(ware.weight)),
    }
    return [cells[n] for n in names]


def _goods(content: Content, made: Dealing, hand: Hand, names: tuple[str, ...]) -> None:
    content.columns = headings(hand, names)
    content.rows = [_cells(w, n + 1, hand, names, made.order) for n, w in enumerate(made.wares)]
    content.totals["cartons"] = Shown(hand.count(made.cartons), "total_cartons", made.cartons)
    if "units" in names:
        units = sum(w.units for w in made.wares)
        content.totals["units"] = Shown(hand.count(units), "total_units", units)
    if "weight" in names:
        content.totals["weight"] = Shown(hand.count(made.weight), "total_weight", str(made.weight))


def _parties(made: Dealing, hand: Hand) -> list[Block]:
    return [Block(hand.word("ship_from"), "ship_from_name", made.seller), Block(hand.word("ship_to"), "ship_to_name", made.site)]


def _orders(made: Dealing, hand: Hand) -> Entry:
    return hand.word("purchase_order"), Shown(made.order, "purchase_orders", [made.order])


def _shipped(made: Dealing, hand: Hand) -> Entry:
    return hand.word("ship_date"), day_of(hand, made.day, "ship_date")


def packing_list(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A packing list: articles with cartons, pieces in each and in all."""
    number = hand.word("delivery_number"), Shown(made.number)
    content = Content("packing_list", hand.word("title_packing_list"), made.seller, number, _shipped(made, hand))
    content.blocks, content.head = _parties(made, hand), [_orders(made, hand)]
    orders = (
        ("line_number", "sku", "description", "cartons", "case_pack", "units"),
        ("sku", "gtin", "description", "case_pack", "cartons", "units"),
        ("cartons", "case_pack", "units", "sku", "description"),
    )
    _goods(content, made, hand, draw.pick(orders))
    return content


def delivery_note(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A delivery note that goes with the goods, not signed by anybody yet."""
    number = hand.word("delivery_number"), Shown(made.number)
    content = Content("packing_list", hand.word("title_delivery_note"), made.seller, number, _shipped(made, hand))
    content.blocks = _parties(made, hand)
    content.head = [_orders(made, hand), (hand.word("customer"), Shown(draw.digits(6)))]
    orders = (
        ("line_number", "sku", "description", "units", "cartons"),
        ("sku", "description", "gtin", "cartons", "units"),
        ("line_number", "description", "sku", "case_pack", "cartons", "units"),
    )
    _goods(content, made, hand, draw.pick(orders))
    return content


def waybill(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A national consignment note: parties, carrier, lorry, packages with their weight, who pays the freight."""
    bol = f"{draw.pick(('', 'FB', 'TR'))}{draw.digits(8)}"
    number = hand.word("waybill_number"), Shown(bol, "bol_number", bol)
    content = Content("bill_of_lading", hand.word("title_waybill"), made.seller, number, _shipped(made, hand))
    content.blocks = _parties(made, hand)
    seal, terms = draw.digits(6), draw.pick(("prepaid", "prepaid", "collect"))
    content.head = [
        _orders(made, hand),
        (hand.word("carrier"), Shown(made.carrier, "carrier_name", made.carrier)),
        (hand.word("vehicle"), Shown(made.vehicle, "trailer_number", made.vehicle)),
        (hand.word("seal"), Shown(seal, "seal_number", seal)),
        (hand.word("freight_terms"), Shown(hand.word(terms), "freight_terms", terms)),
    ]
    names = draw.pick((("sku", "description", "cartons", "weight"), ("purchase_order", "description", "cartons", "weight")))
    _goods(content, made, hand, names)
    content.foot = [(hand.word("total_pallets"), Shown(str(made.pallets), "total_pallets", made.pallets))]
    if draw.likely(0.3):
        content.clauses.append(hand.word("shipper_count"))
        content.implied.append(Shown("", "shipper_load_and_count", value=True))
    return content


def receipt(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A delivery note on which the goods were receipted: day, hour, name, signature, and what was missing or damaged."""
    content = delivery_note(made, hand, draw)
    content.kind, content.title = "proof_of_delivery", hand.word("title_receipt")
    content.blocks = [Block(b.label, "ship_to_name" if b.name == "ship_to_name" else "", b.firm) for b in content.blocks]
    content.head.append((hand.word("carrier"), Shown(made.carrier, "carrier_name", made.carrier)))
    content.dated = content.dated[0], Shown(content.dated[1].text)
    came = datetime.combine(made.day + timedelta(days=draw.whole(1, 4)), time(draw.whole(6, 17), draw.whole(0, 59)))
    noted = [
        (hand.word("short_note", n=made.short), "cartons_short", made.short),
        (hand.word("damage_note", n=made.damaged), "cartons_damaged", made.damaged),
    ]
    said = [(text, name, count) for text, name, count in noted if count]
    remark = (
        Shown(", ".join(t for t, _, _ in said), "exceptions", ", ".join(t for t, _, _ in said)) if said else Shown(hand.word("clean_note"))
    )
    content.implied += [Shown("", name, value=count) for _, name, count in said]
    content.clauses.append(hand.word("received"))
    content.receipt = [
        (hand.word("delivery_date"), day_of(hand, came.date(), "delivery_date")),
        (hand.word("delivery_time"), Shown(hand.time(came), "delivery_time", f"{came:%H:%M}")),
        (hand.word("receiver"), Shown(made.person, "receiver_name", made.person)),
        (hand.word("remarks"), remark),
    ]
    if draw.likely(0.3):
        content.clauses.append(hand.word("count_note"))
        content.implied.append(Shown("", "subject_to_count", value=True))
    content.signature, content.signed = hand.word("signature"), draw.likely(0.8)
    return content


def slot_request(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A carrier's request for a slot at the dock."""
    slot = draw.digits(8)
    number = hand.word("appointment"), Shown(slot, "appointment_id", slot)
    wanted = made.day + timedelta(days=draw.whole(2, 6))
    asked = datetime.combine(made.day, time(draw.whole(7, 18), draw.whole(0, 59)))
    dated = (
        hand.word("submitted"),
        Shown(f"{hand.date(made.day)} {hand.time(asked)}", "submitted_at", f"{made.day.isoformat()}T{asked:%H:%M}:00"),
    )
    sender = type(made.seller)(made.carrier, ())
    content = Content("appointment_request", hand.word("title_appointment"), sender, number, dated)
    content.blocks = [Block(hand.word("ship_to"), "", made.site)]
    content.head = [
        _orders(made, hand),
        (hand.word("requested"), day_of(hand, wanted, "requested_delivery_date")),
        (hand.word("vehicle"), Shown(made.vehicle)),
        (hand.word("total_cartons"), Shown(hand.count(made.cartons))),
        (hand.word("total_pallets"), Shown(str(made.pallets))),
    ]
    return content
