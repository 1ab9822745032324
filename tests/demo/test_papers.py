"""What the truth says stands on a paper stands there, in every layout and language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdfium2
import pytest

from demo import drawing
from demo.chance import Chance
from demo.names import LOCALES
from demo.papers.desk import Desk, Layout
from demo.plan import play
from demo.sheet import Sheet
from demo.trade import PaperWish
from demo.voice import Voice
from demo.workshop import Workshop

TICKED = ("prepaid", "collect", "shipper", "driver_pallets", "driver_pieces")
LANGUAGES = {"us": ("en",), "eu": ("de", "fr", "it", "es", "en")}


def _layouts() -> Iterator[tuple[str, str, Layout]]:
    for locale in LOCALES:
        for layout in drawing.BOL[locale]:
            yield locale, "bill_of_lading", layout
        for layout in (*drawing.POD[locale], *drawing.PARCEL):
            yield locale, "proof_of_delivery", layout
        for layout in drawing.LIST:
            yield locale, "packing_list", layout
        for layout in drawing.INVOICE[locale]:
            yield locale, "invoice", layout
        for layout in drawing.NOTICE:
            yield locale, "chargeback_notice", layout
    for kind, layout in drawing.FURTHER:
        yield "us", kind, layout
    for layout in drawing.ABROAD.values():
        yield "eu", "proof_of_delivery", layout


CASES = [pytest.param(*case, id=f"{case[0]}-{case[1]}-{case[2].__name__}") for case in _layouts()]


@pytest.fixture(scope="module")
def shops() -> dict[str, Workshop]:
    made = {}
    for locale in LOCALES.values():
        made[locale.name] = Workshop(11, locale, date(2026, 7, 1), 40)
        play(made[locale.name], "medium")
    return made


def _compact(words: str) -> str:
    return re.sub(r"\s", "", words)


def _subjects(shop: Workshop, kind: str) -> list[Any]:
    if kind in {"proof_of_delivery", "packing_list", "bill_of_lading"}:
        return shop.ledger.shipments
    return shop.ledger.bills if kind == "invoice" else shop.ledger.chargebacks


@pytest.mark.parametrize("locale, kind, layout", CASES)
def test_remembered_words_stand_in_their_boxes(shops: dict[str, Workshop], locale: str, kind: str, layout: Layout) -> None:
    shop = shops[locale]
    subjects = _subjects(shop, kind)
    for number, language in enumerate(LANGUAGES[locale] * 2):
        draw = Chance("test", layout.__name__, language, number)
        sheet = Sheet(Voice(draw.branch("voice"), language, locale), kind, layout.__name__)
        desk = Desk(shop.locale, shop.supplier, shop.tax_id, ("2", 10), scanned=False, draw=draw)
        layout(sheet, draw.pick(subjects), desk)
        pages = pypdfium2.PdfDocument(sheet.finish())
        assert len(pages) == sheet.page
        for cell in [*sheet.reading.fields.values(), *(c for line in sheet.reading.lines for c in line.values())]:
            if "box" not in cell:
                continue
            page = pages[cell["page"] - 1]
            x0, top, x1, bottom = cell["box"]
            assert x0 >= 0
            assert x1 <= page.get_width()
            assert bottom <= page.get_height()
            if _printed(cell):
                high = page.get_height()
                found = page.get_textpage().get_text_bounded(x0 - 1, high - bottom - 1, x1 + 1, high - top + 1)
                assert _compact(cell["text"]) in _compact(found)
        pages.close()


def _printed(cell: dict[str, Any]) -> bool:
    """False for signatures, ticks and stamps: their words are not in the box, or stand turned."""
    return not isinstance(cell["value"], bool) and str(cell["value"]) not in TICKED


def test_a_paper_is_drawn_the_same_twice(shops: dict[str, Workshop]) -> None:
    wish = PaperWish("invoice", "1", shops["eu"].ledger.bills[0])
    first, second = (drawing.Drawer(shops["eu"]).draw(wish) for _ in range(2))
    assert first == second


def test_papers_of_other_hands_go_to_some_senders_and_move_those_of_no_other() -> None:
    others = {layout for _, layout in drawing.FURTHER}
    handed = 0
    for seed in range(40):
        drawer = drawing.Drawer(Workshop(seed, LOCALES["us"], date(2026, 7, 1)))
        plain = drawing.Drawer(drawer.shop)
        plain.knows_others = False
        for sender in ("north", "south", "east", "west"):
            layout = drawer.layout("proof_of_delivery", sender, drawing.POD["us"])
            usual = plain.layout("proof_of_delivery", sender, drawing.POD["us"])
            assert usual not in others
            assert layout == usual or layout in others
            handed += layout in others
    assert 8 < handed < 60
