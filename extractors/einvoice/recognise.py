"""Tells by its opening whether a file is an e-invoice in XML, without parsing it whole."""

from __future__ import annotations

import codecs
import re
from typing import Final

_OPENING: Final = 65536
_COMMENT: Final = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT: Final = re.compile(
    r"<\s*(?:[\w.-]+:)?(CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote|StandardBusinessDocument)\b([^>]*)>"
)
_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"


def looks_like_einvoice(content: bytes) -> bool:
    """True when the root element is a CII or UBL invoice or credit note, also inside a standard business document."""
    text = _COMMENT.sub("", _text(content[:_OPENING]))
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    root = _ROOT.search(text)
    if root is None or re.search(r"<\s*[A-Za-z]", text[: root.start()]):
        return False
    if root.group(1) == "StandardBusinessDocument":
        return any(mark in text for mark in (":Invoice-2", ":CreditNote-2", "CrossIndustryInvoice"))
    return root.group(1).startswith("CrossIndustry") or _UBL in root.group(2)


def _text(opening: bytes) -> str:
    if opening.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return opening.decode("utf-16", errors="replace")
    return opening.decode("utf-8", errors="replace")
