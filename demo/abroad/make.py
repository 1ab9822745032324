"""One paper abroad: a dealing, an office's hand, a clerk and a layout give a PDF and the reading that is true of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from demo.abroad import goods, letters, money
from demo.abroad.content import Content
from demo.abroad.dealing import Dealing, dealing
from demo.abroad.hand import Hand
from demo.abroad.page import LAYOUTS
from demo.chance import Chance
from demo.sheet import Reading, Sheet

Clerk: TypeAlias = Callable[[Dealing, Hand, Chance], Content]
KINDS: Final[dict[str, Clerk]] = {
    "packing_list": goods.packing_list,
    "delivery_note": goods.delivery_note,
    "waybill": goods.waybill,
    "receipt": goods.receipt,
    "slot_request": goods.slot_request,
    "invoice": money.invoice,
    "credit_note": money.credit_note,
    "debit_note": money.debit_note,
    "payment_advice": money.payment_advice,
    "charge": money.charge,
    "deduction_letter": letters.deduction_letter,
}


def paper(draw: Chance, language: str, kind: str, number: int = 0, hand: str = "") -> tuple[bytes, Reading]:
    """A paper of a kind in a language; `number` picks the layout in turn, `hand` whose words the office uses."""
    made, office = dealing(draw.branch("dealing"), language), Hand(draw.branch("hand"), language, hand)
    content = KINDS[kind](made, office, draw.branch("clerk"))
    layout = LAYOUTS[number % len(LAYOUTS)]
    sheet = Sheet(office, content.kind, layout.__name__)
    layout(sheet, content, office, draw.branch("page"))
    return sheet.finish(), sheet.reading
