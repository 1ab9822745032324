"""Letters abroad in which a customer takes money off a payment and says so in sentences, without a table."""

from __future__ import annotations

import re
import textwrap
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from demo.abroad.content import Block, Content
from demo.abroad.dealing import Dealing
from demo.abroad.goods import day_of
from demo.abroad.hand import Hand
from demo.chance import Chance
from demo.sheet import Shown

_ACROSS: Final = {"zh": 36}
"""Characters on a line of a letter; of Latin print 84."""
_DAYS: Final = (14, 30, 45)


@cache
def _letters(hand: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = yaml.safe_load(files("demo.abroad").joinpath("words", hand, "letters.yaml").read_text(encoding="utf-8"))
    return told


def deduction_letter(made: Dealing, hand: Hand, draw: Chance) -> Content:
    """A letter that deducts: the amount always bears its currency, since nothing else says what it is."""
    case, close = draw.digits(8), made.day + timedelta(days=draw.pick(_DAYS))
    amount = draw.money("35.00", "4800.00")
    number = hand.word("claim_number"), Shown(case, "chargeback_id", case)
    dated = hand.word("issue_date"), day_of(hand, made.day, "issue_date")
    content = Content("chargeback_notice", hand.word("title_chargeback"), made.buyer, number, dated)
    content.blocks = [Block(hand.word("payee"), "", made.seller)]
    body = draw.pick(tuple(_letters(hand.whose)[hand.language])).format(
        order=made.order, n=draw.whole(2, 9), amount=_named(hand, amount, made.currency), until=hand.date(close)
    )
    content.clauses = _lines(body, hand.language)
    content.implied = [
        Shown("", "amount", f"{amount:.2f}"),
        Shown("", "currency", made.currency),
        Shown("", "dispute_by", close.isoformat()),
        Shown("", "purchase_order", made.order),
    ]
    return content


def _named(hand: Hand, amount: Decimal, currency: str) -> str:
    """An amount with its currency; in Chinese prose it is in yuan."""
    if hand.language == "zh":
        return f"人民币{hand.amount(amount)}元"
    return hand.priced(amount, currency) if hand.names_currency else f"{hand.amount(amount)} {currency}"


def _lines(body: str, language: str) -> list[str]:
    if language in _ACROSS:
        return _chinese_lines(body, _ACROSS[language])
    return textwrap.wrap(body, 84, break_long_words=False, break_on_hyphens=False)


def _chinese_lines(body: str, wide: int) -> list[str]:
    """Broken between characters, never within a number and never before a comma or a stop."""
    lines = [""]
    for part in re.findall(r"(?:[!-~]+|.)[，。；：、]?", body):
        if len(lines[-1]) + len(part) > wide:
            lines.append("")
        lines[-1] += part
    return lines
