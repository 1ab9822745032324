"""Tells by its opening whether a file is an e-invoice in XML, without parsing it whole."""

from __future__ import annotations

import codecs
import re
from typing import Final

_OPENING: Final = 65536
_ROOT: Final = re.compile(
    r"<\s*(?:[\w.-]+:)?(CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote|StandardBusinessDocument)\b([^>]*)>"
)
_BLANK: Final = re.compile(r"[\ufeff \t\r\n]*")
_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"


def looks_like_einvoice(content: bytes) -> bool:
    """True when the root element is a CII or UBL invoice or credit note, also inside a standard business document."""
    text = _without_comments(_text(content[:_OPENING]))
    if not text.startswith("<"):
        return False
    root = _ROOT.match(text)
    if root is None:
        return False
    if root.group(1) == "StandardBusinessDocument":
        return any(mark in text for mark in (":Invoice-2", ":CreditNote-2", "CrossIndustryInvoice"))
    return root.group(1).startswith("CrossIndustry") or _UBL in root.group(2)


def _without_comments(text: str) -> str:
    """The text from the root element on: instructions and comments before it are passed over, in one go."""
    at = 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        mark = next((m for o, m in (("<!--", "-->"), ("<?", "?>")) if text.startswith(o, at)), None)
        end = text.find(mark, at) if mark else -1
        if mark is None or end < 0:
            return text[at:]
        at = end + len(mark)


def _text(opening: bytes) -> str:
    if opening.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return opening.decode("utf-16", errors="replace")
    return opening.decode("utf-8", errors="replace")
