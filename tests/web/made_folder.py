"""The folder of the town's supplier: one story per case, its exports and papers drawn by the demo's own generator, and papers kept back."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import yaml

from demo.chance import Chance
from demo.drawing import Drawer
from demo.exports import Exports
from demo.make import terms
from demo.names import LOCALES
from demo.remittance import payments
from demo.scans import as_jpeg, as_pdf, scanned
from demo.scenarios import chains, price, shortage
from demo.scenarios import payments as paid
from demo.trade import PaperWish, Shipment, TruthLine
from demo.workshop import Workshop

START: Final = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""The moment at which the town is met; its clock stands there until a test turns it."""
SEED: Final = 11

Story = Callable[[Workshop, Chance], None]
STORIES: Final[tuple[tuple[str, Story], ...]] = (
    ("drafting", shortage.full_proof),
    ("in_review", shortage.full_proof),
    ("ready_to_file", shortage.full_proof),
    ("filed", shortage.collect_signed),
    ("answered", shortage.full_proof),
    ("asked", shortage.full_proof),
    ("paid", shortage.full_proof),
    ("snoozed", shortage.full_proof),
    ("withdrawn", shortage.full_proof),
    ("detected", shortage.full_proof),
    ("scan", shortage.noted_in_part),
    ("no_proof", shortage.missing_proof),
    ("unsigned", shortage.unsigned),
    ("stranger", shortage.wrong_order_on_proof),
    ("too_early", shortage.too_early),
    ("expired", shortage.expired),
    ("sliced", chains.sliced),
    ("price", price.invoice_equals_order),
    ("discount", paid.discount_taken_late),
    ("chargeback", paid.chargeback),
    ("returned", paid.return_without_papers),
)
"""What the town's cases are called in tests, and the story that brings each about."""
LISTED: Final = frozenset(
    {"drafting", "in_review", "ready_to_file", "filed", "answered", "asked", "paid", "detected", "scan", "no_proof", "sliced"}
)
"""Those whose packing list is there too, so that nothing (but the proof of `no_proof`) is missing."""

PREFIXES: Final = {
    "proof_of_delivery": "pod",
    "bill_of_lading": "bol",
    "packing_list": "list",
    "invoice": "invoice",
    "chargeback_notice": "notice",
}
"""What papers are called: `papers/pod_drafting.pdf` is the proof of delivery of the case `drafting`."""


@dataclass(frozen=True)
class Kept:
    """A file that is not in the folder: a test brings it in."""

    name: str
    content: bytes


@dataclass(frozen=True)
class MadeFolder:
    """What was made: the supplier's name, the reference of each story's claim, and the papers that were kept back."""

    supplier: str
    references: dict[str, str]
    kept: dict[str, Kept]


def make_folder(folder: Path, stories: Sequence[tuple[str, Story]] = STORIES, listed: Container[str] = LISTED) -> MadeFolder:
    """Writes the folder. All papers are digital but those with handwriting; the same call gives the same bytes."""
    shop = Workshop(SEED, LOCALES["us"], START.date(), item_count=8)
    told: dict[str, TruthLine] = {}
    named: dict[str, PaperWish] = {}
    for number, (name, story) in enumerate(stories):
        story(shop, Chance("web", number))
        told[name] = shop.ledger.truth[-1]
        if name in listed:
            shop.ledger.wish("packing_list", _truck(shop, told[name]))
        named |= {f"{PREFIXES[wish.kind]}_{name}.pdf": wish for wish in shop.ledger.wishes[len(named) :]}
    folder.mkdir(parents=True)
    (folder / "terms.yaml").write_text(yaml.safe_dump(terms(shop), sort_keys=False), encoding="utf-8")
    Exports(shop, folder).write(payments(shop))
    drawer = Drawer(shop)
    (folder / "papers").mkdir()
    for name, wish in named.items():
        (folder / "papers" / name).write_bytes(_drawn(drawer, wish))
    (folder / "papers/torn.pdf").write_bytes(b"%PDF-1.7\nthe rest of this file was lost on the way\n")
    kept = _kept(shop, drawer, told["no_proof"]) if "no_proof" in told else {}
    return MadeFolder(shop.supplier, {name: line.reference for name, line in told.items()}, kept)


def _truck(shop: Workshop, line: TruthLine) -> Shipment:
    return next(s for s in shop.ledger.shipments if line.purchase_order in s.orders)


def _drawn(drawer: Drawer, wish: PaperWish) -> bytes:
    """A paper as PDF; one with handwriting can only be a scan."""
    pdf = drawer.draw(wish, scanned=wish.hand).pdf
    return as_pdf(scanned(pdf, "clean300", Chance("scan", wish.key))) if wish.hand else pdf


def _slip(number: str, signs: int) -> str:
    """A number of which so many of the last signs are others."""
    kept, other = number[:-signs], str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "7418529630HJKMNPRTWXYZACEFHJKMNPRTWX")
    return kept + number[-signs:].translate(other)


def _kept(shop: Workshop, drawer: Drawer, line: TruthLine) -> dict[str, Kept]:
    """The proof of delivery that the case `no_proof` waits for: as PDF, as the copier's scan, as a photo, and with slips in its numbers."""
    truck = _truck(shop, line)
    wish = PaperWish("proof_of_delivery", truck.bol_number, truck)
    plain = drawer.draw(wish).pdf
    page = drawer.draw(wish, scanned=True).pdf
    receipt = replace(truck.receipt, orders=(_slip(line.purchase_order, 1),))
    slipped = replace(truck, bol_number=_slip(truck.bol_number, 9), pro_number=_slip(truck.pro_number, 5), receipt=receipt)
    slip = drawer.draw(PaperWish("proof_of_delivery", f"{truck.bol_number} slipped", slipped)).pdf
    return {
        "slip": Kept("delivery receipt 88.pdf", slip),
        "proof": Kept("proof of delivery.pdf", plain),
        "scan": Kept("scan0412.pdf", as_pdf(scanned(page, "office200", Chance("scan", "kept")))),
        "photo": Kept("IMG_0412.jpg", as_jpeg(scanned(page, "phone", Chance("photo", "kept")))),
    }
