"""Draws the papers that the scenarios ask for: which sender, so which layout and hand, and which subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from demo.einvoice import hybrid
from demo.papers import bol_eu, bol_more, bol_us, invoice, invoice_more, notice, packing, pod_abroad, pod_dock, pod_more, pod_us
from demo.papers.desk import Desk, Layout
from demo.sheet import Reading, Sheet
from demo.trade import PaperWish
from demo.voice import Voice
from demo.workshop import Workshop

BOL: Final[dict[str, tuple[Layout, ...]]] = {
    "us": (bol_us.vics, bol_us.straight, bol_us.print_out, bol_us.web_form),
    "eu": (bol_eu.cmr, bol_eu.haulier_form, bol_eu.loading_order, bol_eu.plain_sheet),
}
POD: Final[dict[str, tuple[Layout, ...]]] = {
    "us": (pod_us.truck_line, pod_us.app_page, pod_dock.dock_receipt, pod_dock.stamped_slip, pod_dock.stop_sheet),
    "eu": (bol_eu.cmr, pod_us.app_page, pod_dock.dock_receipt, pod_dock.stamped_slip, pod_dock.stop_sheet),
}
PARCEL: Final[tuple[Layout, ...]] = (pod_us.parcel_letter,)
LIST: Final[tuple[Layout, ...]] = (packing.warehouse, packing.slip, packing.by_order, packing.carton_list)
INVOICE: Final[dict[str, tuple[Layout, ...]]] = {
    "us": (invoice.erp, invoice.letter, invoice_more.modern, invoice_more.line_printer),
    "eu": (invoice.erp, invoice_more.modern, invoice_more.window_letter, invoice_more.boxed),
}
FURTHER: Final[tuple[tuple[str, Layout], ...]] = (
    ("proof_of_delivery", pod_more.delivery_copy),
    ("proof_of_delivery", pod_more.counts_first),
    ("proof_of_delivery", pod_more.tracing_letter),
    ("bill_of_lading", bol_more.warehouse_bill),
)
"""English papers in words and an order of their own. Some American suppliers deal with senders who use them."""
ABROAD: Final[dict[str, Layout]] = {
    "de": pod_abroad.lieferschein,
    "fr": pod_abroad.bon_de_livraison,
    "es": pod_abroad.albaran,
    "it": pod_abroad.documento_di_trasporto,
}
"""Receipted delivery notes in words of their own, by language. Carriers of some European suppliers bring these back for a proof."""
_KNOWS_OTHERS: Final = 0.3
"""Share of suppliers some of whose senders have papers of another hand: what they are handed does not move who has which layout."""
_IS_OTHER: Final = 0.5
_HYBRID_SHARE: Final = 0.4
NOTICE: Final[tuple[Layout, ...]] = (notice.form, notice.message)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as PDF with what is true about it."""

    kind: str
    key: str
    subject: Any
    pdf: bytes
    pages: int
    reading: Reading
    source: str


class Drawer:
    """Draws papers; the same sender keeps its layout and its hand over the whole folder."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.chance = shop.chance.branch("papers")
        self._senders: dict[str, list[str]] = {}
        self.knows_others = self.chance.branch("other hands").likely(_KNOWS_OTHERS)
        self._languages = {carrier.scac: language for carrier, language in shop.locale.carriers}

    def draw(self, wish: PaperWish, *, scanned: bool = False) -> Paper:
        """The paper that was asked for."""
        sender, language, layouts = self._sender(wish)
        layout = self.layout(wish.kind, sender, layouts)
        hand_of = self.chance.branch(wish.kind, sender)
        voice = Voice(hand_of.branch("voice"), language, self.shop.locale.name)
        name = f"{layout.__module__.rsplit('.', maxsplit=1)[-1]}.{layout.__name__}"
        sheet = Sheet(voice, wish.kind, name)
        terms, shop = self.shop.terms, self.shop
        rate = f"{terms.discount_rate * 100:f}".rstrip("0").rstrip(".").replace(".", "." if shop.locale.name == "us" else ",")
        desk = Desk(shop.locale, shop.supplier, shop.tax_id, (rate, terms.discount_days), scanned, self.chance.branch(wish.kind, wish.key))
        layout(sheet, wish.subject, desk)
        pdf, source = sheet.finish(), "text"
        if wish.kind == "invoice" and shop.locale.name == "eu" and not scanned and desk.draw.branch("hybrid").likely(_HYBRID_SHARE):
            pdf, source = hybrid(pdf, wish.subject, desk), "xml"
        return Paper(wish.kind, wish.key, wish.subject, pdf, sheet.page, sheet.reading, source)

    def layout(self, kind: str, sender: str, layouts: tuple[Layout, ...]) -> Layout:
        """The layout that a sender keeps; senders of one kind take different ones as long as there are any."""
        senders = self._senders.setdefault(kind, [])
        if sender not in senders:
            senders.append(sender)
        further = self._further(kind, sender) if self.knows_others and layouts is not PARCEL else []
        own = self.chance.branch("other hands", kind, sender)
        if further and own.likely(_IS_OTHER):
            return own.pick(further)
        return self.chance.branch("layouts", kind).shuffled(layouts)[senders.index(sender) % len(layouts)]

    def _further(self, kind: str, sender: str) -> list[Layout]:
        """What a sender of this kind of paper may use besides what is usual."""
        if self.shop.locale.name == "us":
            return [layout for of, layout in FURTHER if of == kind]
        own = ABROAD.get(self._languages.get(sender, "")) if kind == "proof_of_delivery" else None
        return [own] if own is not None else []

    def _sender(self, wish: PaperWish) -> tuple[str, str, tuple[Layout, ...]]:
        """Who wrote the paper, in which language, and the layouts such a sender may use."""
        locale = self.shop.locale.name
        match wish.kind:
            case "proof_of_delivery":
                carrier = wish.subject.carrier
                layouts = PARCEL if carrier.parcel and not wish.hand else POD[locale]
                return carrier.scac, self._languages[carrier.scac], layouts
            case "bill_of_lading":
                return wish.subject.ship_from.street, self.shop.language, BOL[locale]
            case "packing_list":
                return wish.subject.ship_from.street, self.shop.language, LIST
            case "invoice":
                return "supplier", self.shop.language, INVOICE[locale]
            case _:
                return "retailer", "en", NOTICE
