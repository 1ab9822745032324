"""Payment terms printed on an invoice: net days and quick-pay discount, in the ways that houses of six languages write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import Spot, whole_strip
from extractors.papers.strips import Strip
from extractors.papers.vocabulary import pattern

_RATE: Final = r"(?P<rate>\d{1,2}(?:[.,]\d{1,3})?)"
_DAYS: Final = r"(?P<days>\d{1,3})"
_UNIT: Final = pattern("day_unit")
_NAME: Final = pattern("discount_name")
_FOR: Final = r"(?:[^\W\d]+\.?\s+){0,4}?"
"""What a discount is for, between its name and its days: “dto. por pronto pago a 20 días”."""
_BEFORE: Final = rf"{pattern('if_paid')}\s*"
_WITHIN: Final = rf"{pattern('within')}\s*"
_END: Final = r"(?=[^\w.,]|[.,]?\s|[.,]?$)"
_DISCOUNTS: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_DAYS}\s*{_UNIT}[^\d,;]{{0,20}}?(?<![\d.,]){_RATE}\s*%\s*{_NAME}",
        rf"(?<![\d.,]){_RATE}\s*%\s*(?:{_NAME})?\W{{0,3}}(?:{_BEFORE})?(?:{_WITHIN})?{_DAYS}\s*(?:{_UNIT})?{_END}",
        rf"(?<![\d.,]){_RATE}\s*%\s*(?:of|de|di|d')?\s*{_NAME}\W{{0,3}}{_FOR}(?:{_WITHIN})?{_DAYS}\s*{_UNIT}{_END}",
        rf"(?<![\d.,]){_RATE}\s*/\s*{_DAYS}\s*,?\s*(?:net|n)\s*/?\s*\d{{1,3}}",
        rf"{_NAME}\W{{0,3}}(?:of|von|de|del|di|à)?\s*{_RATE}\s*%\D{{0,40}}?{_DAYS}\s*{_UNIT}",
        rf"{_DAYS}\s*(?:天|日)内\D{{0,10}}{_RATE}\s*%",
    )
)
_NET: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"\b(?:net|netto|neto|netti|n)\s*/?\s*(?P<days>\d{1,3})(?=\D|$)",
        rf"(?P<days>\d{{1,3}})\s*{_UNIT}\s*{pattern('net_after_days')}",
        rf"{pattern('payable')}\D{{0,25}}?(?P<days>\d{{1,3}})\s*{_UNIT}",
    )
)


_PERCENT: Final = re.compile(r"\d\s*%")
_OTHER_RATE: Final = re.compile(pattern("other_rate"), re.IGNORECASE)
"""Any other percentage beside terms may be a discount that was not understood."""
_BROKEN: Final = re.compile(r"%\s*(?:\w+\s*)?$")


@dataclass(frozen=True, slots=True)
class Discount:
    """A quick-pay discount: the rate (0.02 for 2 %) if paid within so many days; where it stands in the text, and where both figures do."""

    rate: Decimal
    days: int
    start: int
    end: int
    figures: tuple[int, int]


def discount_in(text: str) -> Discount | None:
    """The quick-pay discount that a line of terms grants, or None. A tax rate is none: it names no days."""
    for shape in _DISCOUNTS:
        for match in shape.finditer(text):
            rate = Decimal(match["rate"].replace(",", ".")) / 100
            days = int(match["days"])
            if 0 < rate < Decimal("0.2") and 0 < days <= 120:
                figures = min(match.start("rate"), match.start("days")), max(match.end("rate"), match.end("days"))
                return Discount(rate, days, match.start(), match.end(), figures)
    return None


def net_days_in(text: str) -> tuple[int, int, int] | None:
    """The days until payment in full, with the place in the text, or None. The days of a discount are none."""
    discount = discount_in(text)
    if discount is not None:
        start, end = discount.figures
        text = f"{text[:start]}{'%' * (end - start)}{text[end:]}"
    for shape in _NET:
        match = shape.search(text)
        if match and 0 < int(match["days"]) <= 365:
            return int(match["days"]), match.start(), match.end()
    return None


_TERMS: Final = re.compile(
    r"terms|payment|payable|zahlung|zahlbar|skonto|conditions?\s+de\s+paiement|r[èe]glement|escompte|condiciones|pago|descuento"
    r"|condizioni|pagamento|sconto|付款|支付|discount|\bnet(?:to)?\s*\d",
    re.IGNORECASE,
)


def read_terms(draft: Draft) -> None:
    """Puts `terms_net_days`, `discount_rate` and `discount_days` where a strip that speaks of payment states them."""
    rows = [row for _, row in draft.paper.rows]
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        if not _TERMS.search(row.text):
            continue
        for strip in row.strips:
            broken = strip is row.strips[-1] and below is not None and _BROKEN.search(strip.text)
            _read_strip(draft, strip, below.strips[0] if broken and below is not None else None)


def _read_strip(draft: Draft, strip: Strip, rest: Strip | None) -> None:
    """Reads one strip of terms; `rest` is where a sentence that breaks off within a discount goes on."""
    text = f"{strip.text} {rest.text}" if rest is not None else strip.text
    discount, length = discount_in(text), len(strip.text)
    if discount is not None:
        draft.put("discount_rate", Spot(f"{discount.rate.normalize():f}", strip, discount.start, min(discount.end, length)))
        whole = discount.end <= length
        place = Spot(discount.days, strip, discount.start, discount.end) if whole or rest is None else whole_strip(discount.days, rest)
        draft.put("discount_days", place)
    net = net_days_in(strip.text) or (net_days_in(rest.text) if rest is not None else None)
    if net is not None:
        stands = strip if net_days_in(strip.text) or rest is None else rest
        unread = discount is None and _PERCENT.search(text) and not _OTHER_RATE.search(text)
        draft.put("terms_net_days", Spot(net[0], stands, net[1], net[2], doubt=bool(unread)))
