"""Papers whose words and order no reader was made for: what proves a delivery is read from them all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from demo.chance import Chance
from demo.drawing import ABROAD, FURTHER
from demo.names import LOCALES
from demo.papers import bol_more
from demo.papers.desk import Desk, Layout
from demo.plan import play
from demo.sheet import Reading, Sheet
from demo.voice import Voice
from demo.workshop import Workshop
from extractors.ink import PageInk
from extractors.page import Page
from extractors.papers import read_pages
from extractors.pdf import open_pdf
from facts.documents import Document, Source

POD: Final = "proof_of_delivery"
PROVING: Final = {
    *("bol_number", "pro_number", "purchase_orders", "total_cartons", "total_pallets", "cartons_short", "subject_to_count"),
    *("delivery_date", "receiver_name", "ship_date", "carrier_name", "scac", "freight_terms", "counted_by", "shipper_load_and_count"),
}


OTHERS: Final = (*(("us", "en", kind, layout) for kind, layout in FURTHER), *(("eu", of, POD, layout) for of, layout in ABROAD.items()))


@pytest.fixture(scope="module")
def shops() -> dict[str, Workshop]:
    made = {name: Workshop(19, locale, date(2026, 7, 1), 12) for name, locale in LOCALES.items()}
    for shop in made.values():
        play(shop, "small")
    return made


def _read(pdf: bytes) -> Document:
    pages = [
        Page(s.number, s.width, s.height, s.words, Source.TEXT, rulings=s.rulings, ink=PageInk(s.bitmap, s.words) if s.bitmap else None)
        for s in open_pdf(pdf, 1, 4).sheets
    ]
    (found,) = read_pages(pages)
    return found


def _missed(told: Reading, found: Document) -> Iterator[tuple[str, Any, Any]]:
    for name in PROVING & told.fields.keys():
        wanted, read = told.fields[name]["value"], found.value(name)
        if (wanted or read) and str(read) != str(wanted):
            yield name, wanted, read


@pytest.mark.parametrize("locale, language, kind, layout", [pytest.param(*other, id=other[-1].__name__) for other in OTHERS])
def test_what_proves_a_delivery_is_read(shops: dict[str, Workshop], locale: str, language: str, kind: str, layout: Layout) -> None:
    shop = shops[locale]
    trucks = shop.ledger.shipments
    noted = [t for t in trucks if t.receipt.short or t.receipt.count == "pallets" or t.receipt.subject_to_count]
    for number in range(2):
        draw = Chance("other hands", layout.__name__, number)
        sheet = Sheet(Voice(draw.branch("voice"), language, locale), kind, layout.__name__)
        desk = Desk(shop.locale, shop.supplier, shop.tax_id, ("2", 10), scanned=False, draw=draw)
        layout(sheet, draw.pick(noted if number % 2 else trucks), desk)
        found = _read(sheet.finish())
        assert found.kind == kind
        assert list(_missed(sheet.reading, found)) == []


@pytest.mark.parametrize("signed", [True, False])
def test_a_signature_over_its_line_is_told_from_a_bare_line_whatever_stands_below(shops: dict[str, Workshop], signed: bool) -> None:
    shop = shops["us"]
    for number in (1, 3):
        draw = Chance("hands", "warehouse_bill", number)
        sheet = Sheet(Voice(draw.branch("voice"), "en", "us"), "bill_of_lading", "warehouse_bill")
        desk = Desk(shop.locale, shop.supplier, shop.tax_id, ("2", 10), scanned=False, draw=draw)
        bol_more.warehouse_bill(sheet, replace(draw.pick(shop.ledger.shipments), carrier_signed=signed), desk)
        found = _read(sheet.finish()).fields["carrier_signed"]
        assert (found.value, found.review) == (signed, not signed)
