"""Whether a paper grants special prices that its supplier makes good afterwards (ship and debit): by what it calls itself at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from extractors.papers.passages import whole_words
from extractors.papers.strips import Sheet, Strip
from extractors.papers.tokens import fold, key, tokens
from extractors.papers.vocabulary import cue, meanings

_ZONE: Final = 0.33
_SUBJECT_ZONE: Final = 0.45
_LONGEST: Final = 110
_LEAD_WORDS: Final = 4
_LARGE: Final = 1.15
_RIVALS: Final = frozenset(
    {"invoice", "credit_note", "debit_memo", "remittance_advice", "chargeback_notice", "price_list", "purchase_order", "order_confirmation"}
)
"""Kinds that name such a paper without being one."""


def heading_of_special_prices(sheet: Sheet) -> Strip | None:
    """The strip near the top in which a paper calls itself an agreement on special prices; None where it is something else.

    A claim, a request and a credit under such an agreement are none, nor is a paper with another title above or in larger print.
    """
    for strip in sheet.strips:
        text = fold(strip.text).strip()
        subject = _word("subject_label").match(text)
        if strip.box.top > (_SUBJECT_ZONE if subject else _ZONE) * sheet.page.height or len(text) > _LONGEST:
            continue
        if text.endswith((".", "。", ",")):
            continue
        found = _title_on(sheet, strip, text)
        if found and not any(_is_rival(sheet, strip, other) for other in sheet.strips):
            return strip
    return None


def _title_on(sheet: Sheet, strip: Strip, text: str) -> bool:
    """Whether a strip, alone or with the line below it, is headed by such a title."""
    large = sheet.height_of(strip) > _LARGE * sheet.line_height
    below = [s for s in sheet.below(strip.box, 1.5) if s.box.top > strip.box.bottom - 1]
    for joined in (text, f"{text} {fold(below[0].text).strip()}" if below and below[0].box.height > 0.9 * strip.box.height else ""):
        match = _word("special_price_title").search(joined)
        if match is None or match.start() >= len(text):
            continue
        before, behind = joined[: match.start()], joined[match.end() : len(text)]
        subject = _word("subject_label").match(before)
        lead = before[subject.end() :] if subject else before
        if _word("special_price_other").search(lead + " | " + behind) or (behind.lstrip().startswith((":", "：")) and not large):
            continue
        return len(lead.split()) <= (_LEAD_WORDS if large else 0) or not re.search(r"\w", lead)
    return False


def _is_rival(sheet: Sheet, heading: Strip, other: Strip) -> bool:
    """Whether a strip titles the paper as something else, above that heading or in larger print."""
    if other is heading or other.box.top > _SUBJECT_ZONE * sheet.page.height or other.text.rstrip().endswith((":", "：")):
        return False
    above = other.box.bottom <= heading.box.top + 1 or sheet.height_of(other) > _LARGE * sheet.height_of(heading)
    if not above:
        return False
    text = fold(other.text).strip()
    asks = _word("special_price_other").search(text)
    if asks is not None and (asks.start() == 0 or _word("special_price_title").search(text)) and not re.search(r"[:：]", text):
        return True
    titled = any(m.sure and m.field in _RIVALS for wording in _wordings(text) for m in meanings("titles", wording))
    return titled or (_word("quotation_title").match(text) is not None and _word("special_price_title").search(text) is None)


def _wordings(text: str) -> Iterator[str]:
    """A title as it stands, and without the number behind it."""
    yield key(t.text for t in tokens(text))
    yield key(t.text for t in tokens(re.split(r"\s+(?=\S*\d)|[:：]", text, maxsplit=1)[0]))


@cache
def _word(name: str) -> re.Pattern[str]:
    return whole_words(cue(name))
