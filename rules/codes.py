"""The retailer's own reason codes in what it says of a deduction; one that the pack does not list is unknown."""

from __future__ import annotations

import re
from typing import Final

from rules.model import Rules

EDI_SCHEMES: Final = frozenset({"x12_426", "edifact_4465", "x12_412"})
"""Code lists of EDI; the others are retailers' own."""
_CODE: Final = re.compile(
    r"(?:\b(?P<word>code|grund|motif|motivo|causale|代码)\b[ :#.-]*|^)(?P<code>[A-Z]{0,4}\d{2,4}|[A-Z]{2,4})(?![./,-]?\d)\b", re.IGNORECASE
)
_PADDED: Final = re.compile(r"00\d{2}")


def code_said(rules: Rules, *texts: str) -> tuple[str, str] | None:
    """The code that some texts name, and its meaning in words; the meaning is empty for a code that the pack does not list.

    A code stands at the beginning of a text or after a word for it. None where no text names one, or the pack lists none at all.
    """
    schemes = (codes for scheme, codes in rules.reason_codes.items() if scheme not in EDI_SCHEMES)
    own = {code.lstrip("0"): reason for codes in schemes for code, reason in codes.items()}
    for text in texts if own else ():
        for found in _CODE.finditer(text.strip()):
            code = found["code"].upper()
            reason = own.get(code.lstrip("0"))
            if reason is not None:
                return code, rules.taxonomy.get(reason, reason.replace("_", " "))
            if found["word"] or _PADDED.fullmatch(code):
                return code, ""
    return None
