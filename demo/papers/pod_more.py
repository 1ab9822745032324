"""Proofs of delivery that tell it otherwise: the consignee's part of a delivery copy, counts first with notes in prose, a letter."""

from __future__ import annotations

from demo.ink import hand, sign, stamp
from demo.papers.desk import Desk, Values, by_order
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment
from facts.evidence import Box


def _told(shipment: Shipment, desk: Desk) -> str:
    """What the receiver wrote about the delivery, in a sentence of its own; empty where all came."""
    receipt, sent = shipment.receipt, shipment.cartons
    if receipt.short:
        got = sent - receipt.short
        return desk.draw.branch("told").pick(
            (
                f"Counted {got} of {sent} cartons at the door, {receipt.short} not on the truck.",
                f"Driver and dock both counted {got}. Bill calls for {sent}, so we are {receipt.short} cartons short.",
                f"{receipt.short} ctns missing on arrival, balance of {got} put away in good condition.",
            )
        )
    if receipt.count == "pallets":
        return desk.draw.branch("told").pick(
            ("Pallets only counted, cartons not verified.", "Rec'd by pallet count, contents not checked.")
        )
    if receipt.subject_to_count:
        return desk.draw.branch("told").pick(("Subject to count and inspection.", "Freight accepted subject to later count."))
    return desk.draw.branch("told").pick(("Nothing to note.", "No exceptions.", "Freight in good order."))


def _tell(sheet: Sheet, at: tuple[float, float], width: float, shipment: Shipment, desk: Desk, *, by_hand: bool = False) -> float:
    """Writes the note and remembers what it says. Gives the next y."""
    receipt, words, (x, y) = shipment.receipt, _told(shipment, desk), at
    place: Box | None = None
    for line in sheet.wrapped(words, width, sheet.voice.body):
        drawn = hand(sheet, x, y - 2, line, desk.draw, 12) if by_hand else sheet.text(x, y, line)
        place = drawn if place is None else place.union(drawn)
        y += 20 if by_hand else sheet.voice.size + 3
    if receipt.short:
        sheet.remember(Shown(words, "cartons_short", receipt.short), place)
        sheet.remember(Shown(words, "exceptions", words), place)
    elif receipt.count == "pallets":
        sheet.remember(Shown(words, "exceptions", words), place)
    elif receipt.subject_to_count:
        sheet.remember(Shown(words, "subject_to_count", receipt.subject_to_count), place)
    return y


def _signed(sheet: Sheet, x: float, y: float, shipment: Shipment, desk: Desk, words: tuple[str, str]) -> None:
    """The line to sign with the label below it, and the printed name beside."""
    receipt = shipment.receipt
    box = sign(sheet, x + 10, y, desk.draw) if receipt.signed else Box(x, y, x + 120, y + 22)
    sheet.remember(Shown("", "signed", receipt.signed), box)
    sheet.rule(x, y + 24, x + 170, y + 24)
    sheet.text(x, y + 27, words[0], sheet.voice.small)
    sheet.rule(x + 200, y + 24, x + 350, y + 24)
    if receipt.receiver:
        sheet.put(x + 206, y + 11, Shown(receipt.receiver, "receiver_name", receipt.receiver))
    sheet.text(x + 200, y + 27, words[1], sheet.voice.small)


def delivery_copy(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The delivery copy of a freight bill: the dock's stamp at the head, parties, what was tendered, and the consignee's part below."""
    voice, values, receipt, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), shipment.receipt, sheet.width - 40
    sheet.put(40, 30, values.carrier(), voice.head)
    sheet.text(40, 50, "FREIGHT BILL - DELIVERY COPY", voice.strong)
    if receipt.stamped:
        lines = [f"REC'D {shipment.ship_to.code}", f"{shipment.delivered_at:%b %d %Y}".upper()]
        sheet.remember(Shown("REC'D", "stamped", receipt.stamped), stamp(sheet, right - 130, 26, lines, desk.draw))
    columns = [
        Column("Freight bill no.", "", 130),
        Column("Shipper's B/L", "", 150),
        Column("Dlvd", "", 90),
        Column("Time", "", 70),
        Column("Trlr", "", 90),
    ]
    row: list[Shown | str] = [values.pro(), values.bol(), values.delivered(), values.hour(), shipment.trailer]
    y = sheet.table(40, 74, columns, [row], Grid("grid", lead=17)) + 8
    sheet.text(40, y, "CONSIGNEE", voice.small)
    sheet.text(310, y, "SHIPPER", voice.small)
    sheet.block(310, y + 11, [shipment.ship_from.name, shipment.ship_from.street, shipment.ship_from.town])
    named = Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name)
    y = sheet.block(40, y + 11, [named, shipment.ship_to.street, shipment.ship_to.town]) + 8
    columns = [
        Column("PCS", "", 45, "right"),
        Column("PKG", "", 40),
        Column("Description of articles", "", 210),
        Column("Cust. P.O.", "purchase_order", 120),
        Column("Wt. lbs", "", 70, "right"),
    ]
    by_carton = receipt.count == "cartons"
    rows: list[list[Shown | str]] = []
    for n, o in enumerate(by_order(shipment)):
        order = receipt.orders[n] if n < len(receipt.orders) else o.order
        pieces, package = (voice.count(o.cartons), "CTN") if by_carton else (voice.count(o.pallets), "PLT")
        rows.append([pieces, package, voice.word("goods"), Shown(order, "purchase_order", order), voice.count(o.weight)])
    if by_carton:
        rows.append([values.cartons(), "", "TOTAL PIECES", "", voice.count(shipment.weight)])
    y = sheet.room(sheet.table(40, y, columns, rows, Grid("rows")) + 14, 170)
    sheet.frame(Box(40, y, right, y + 150))
    sheet.text(48, y + 6, "TO BE COMPLETED BY CONSIGNEE", voice.strong)
    sheet.entry(48, y + 24, "Skids rec'd", values.pallets(), 70)
    counted = voice.count(shipment.cartons - receipt.short) if receipt.count == "cartons" else ""
    sheet.entry(200, y + 24, "Pcs rec'd", Shown(counted), 60)
    sheet.entry(340, y + 24, "Appt.", values.appointment(), 40)
    sheet.text(48, y + 44, "Remarks of receiver", voice.small)
    _tell(sheet, (130, y + 44), right - 150, shipment, desk, by_hand=desk.scanned and receipt.short > 0)
    _signed(sheet, 48, y + 106, shipment, desk, ("Received by (signature)", "Print"))


def counts_first(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A page that begins with what was counted, goes on with who took it, and names orders and numbers in running text."""
    voice, values, receipt, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), shipment.receipt, sheet.width - 50
    left = 50.0
    counts = [(values.pallets(), "Handling units"), (Shown(f"{voice.count(shipment.weight)} lb"), "Weight")]
    if receipt.count == "cartons":
        counts.insert(0, (values.cartons(), "Cartons on bill"))
    for shown, words in counts:
        sheet.put(left, 40, shown, voice.head.sized(20))
        sheet.text(left, 64, words, voice.small)
        left += 150
    sheet.rule(50, 80, right, 80)
    sheet.text(50, 88, "Delivery confirmation", voice.strong.sized(voice.size + 4))
    y = sheet.entry(50, 112, "Taken in by", Shown(receipt.receiver, "receiver_name" if receipt.receiver else "", receipt.receiver), 100)
    y = sheet.entry(50, y, "On", values.delivered(), 100)
    y = sheet.entry(50, y, "At", values.hour(), 100)
    y = sheet.entry(50, y, "Where", Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name), 100)
    sheet.text(150, y, shipment.ship_to.address, voice.small)
    box = sign(sheet, 400, 112, desk.draw) if receipt.signed else Box(395, 108, 520, 140)
    sheet.remember(Shown("", "signed", receipt.signed), box)
    sheet.rule(395, 140, 530, 140)
    sheet.text(395, 143, "Signed on glass", voice.small)
    y += 22
    sheet.text(50, y, "Receiver's comments", voice.strong)
    y = _tell(sheet, (50, y + 13), right - 60, shipment, desk) + 8
    sheet.text(50, y, "References", voice.strong)
    y += 13
    for label, shown in (("Shipper's bill", values.bol()), ("Our freight bill", values.pro()), ("Appointment", values.appointment())):
        y = sheet.entry(50, y, label, shown, 100)
    sheet.text(50, y, "Orders delivered", voice.small)
    place: Box | None = None
    for line in sheet.wrapped(values.orders().text, right - 160, voice.body):
        drawn = sheet.text(150, y, line)
        place, y = drawn if place is None else place.union(drawn), y + voice.size + 3
    sheet.remember(values.orders(), place)
    sheet.entry(50, y + 12, "Carried by", values.carrier(), 100)
    if receipt.stamped:
        lines = [f"RECEIVED {shipment.ship_to.code}", f"{shipment.delivered_at:%m/%d/%Y}"]
        sheet.remember(Shown("RECEIVED", "stamped", receipt.stamped), stamp(sheet, 360, y + 10, lines, desk.draw))


def tracing_letter(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A carrier's answer to a request for proof: sentences that say what was delivered, when and to whom, the orders in a list below."""
    voice, values, receipt = sheet.voice, Values(shipment, sheet.voice, desk.locale), shipment.receipt
    sheet.put(60, 44, values.carrier(), voice.head)
    sheet.text(60, 64, "Customer Service - Tracing Department", voice.small)
    sheet.block(60, 96, [shipment.ship_from.name, shipment.ship_from.street, shipment.ship_from.town])
    y = 150.0
    for label, shown in (("Re: Proof of delivery, our PRO", values.pro()), ("Your bill of lading", values.bol())):
        y = sheet.entry(60, y, label, shown) + 2
    sheet.text(60, y + 10, "Dear customer,")
    counted = receipt.count == "cartons"
    y = _sentence(
        sheet,
        y + 28,
        [
            Shown("Our records show that the above shipment of"),
            values.cartons() if counted else Shown(""),
            Shown("cartons on" if counted else ""),
            values.pallets(),
            Shown("pallets was delivered on"),
            values.delivered(),
            Shown("at"),
            values.hour(),
            Shown("to"),
            Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name),
            Shown(f"at {shipment.ship_to.address}"),
            Shown("and was signed for by" if receipt.receiver else "."),
            Shown(receipt.receiver, "receiver_name" if receipt.receiver else "", receipt.receiver),
        ],
    )
    sheet.text(60, y + 8, "The delivery receipt carries this remark of the consignee:")
    y = _tell(sheet, (76, y + 24), sheet.width - 150, shipment, desk) + 8
    columns = [
        Column("Customer order", "purchase_order", 170),
        Column("Pkgs", "cartons" if receipt.count == "cartons" else "", 80, "right"),
    ]
    rows: list[list[Shown | str]] = []
    for n, o in enumerate(by_order(shipment)):
        order = receipt.orders[n] if n < len(receipt.orders) else o.order
        count = Shown(voice.count(o.cartons), "cartons", o.cartons) if counted else ""
        rows.append([Shown(order, "purchase_order", order), count])
    y = sheet.room(sheet.table(60, y, columns, rows, Grid("head")) + 16, 90)
    sheet.text(60, y, "Consignee's signature as captured at delivery", voice.small)
    box = sign(sheet, 70, y + 14, desk.draw) if receipt.signed else Box(60, y + 12, 190, y + 44)
    sheet.remember(Shown("", "signed", receipt.signed), box)
    sheet.text(60, y + 60, "Yours truly, tracing desk")


def _sentence(sheet: Sheet, y: float, parts: list[Shown]) -> float:
    """Parts of a sentence, word by word along the lines, each remembered where it stands. Gives the next y."""
    pen, x = sheet.voice.body, 60.0
    for part in parts:
        place: Box | None = None
        for word in part.text.split():
            if x + 6 * len(word) > sheet.width - 60:
                x, y = 60.0, y + sheet.voice.size + 4
            drawn = sheet.text(x, y, word, pen)
            place, x = drawn if place is None else place.union(drawn), drawn.x1 + 3
        sheet.remember(part, place)
    return y + sheet.voice.size + 4
