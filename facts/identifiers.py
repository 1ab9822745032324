"""Identifiers of the trade: one spelling for comparing, check digits, and which characters a scan confuses."""

from __future__ import annotations

import re
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s\-_./]+")
_LOOK_ALIKE: Final = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8", "Z": "2", "G": "6"})


def compact(identifier: str) -> str:
    """The spelling used for comparing: upper case, without spaces, hyphens, dots, slashes and underscores.

    >>> compact(" inv-10482 sc")
    'INV10482SC'
    """
    return _SEPARATORS.sub("", identifier).upper()


def look_alike_class(identifier: str) -> str:
    """All spellings that a scan may confuse with each other share this text (O/0/Q/D, I/1/L, S/5, B/8, Z/2, G/6).

    >>> look_alike_class("30OI0O08") == look_alike_class("3001OOO8")
    True
    """
    return compact(identifier).translate(_LOOK_ALIKE)


def gs1_check_digit(body: str) -> int:
    """Mod-10 check digit over a GS1 body (GTIN, GLN, SSCC, VICS bill of lading); weights 3, 1 from the right.

    Source: GS1 General Specifications. Raises ValueError when `body` is not digits.

    >>> gs1_check_digit("400638133393")
    1
    """
    if not body.isascii() or not body.isdigit():
        raise ValueError(f"a GS1 number has digits only, not {body!r}")
    total = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body)))
    return (10 - total % 10) % 10


def has_valid_gs1_check_digit(number: str) -> bool:
    """True when the last digit is the check digit of the rest.

    >>> has_valid_gs1_check_digit("006141411234567890")
    True
    """
    return len(number) > 1 and number.isascii() and number.isdigit() and gs1_check_digit(number[:-1]) == int(number[-1])


def is_vics_bol(number: str) -> bool:
    """True for a 17-digit VICS bill of lading number whose check digit holds."""
    return len(number) == 17 and has_valid_gs1_check_digit(number)


def is_gtin(number: str) -> bool:
    """True for a GTIN-8, -12, -13 or -14 whose check digit holds."""
    return len(number) in {8, 12, 13, 14} and has_valid_gs1_check_digit(number)


def gtin14(number: str) -> str:
    """A GTIN of any length padded to 14 digits, so that spellings of one item compare equal."""
    return number.strip().zfill(14)


def is_asin(text: str) -> bool:
    """True for the shape of an Amazon item number: B0 and eight letters or digits, or an ISBN-10."""
    return bool(re.fullmatch(r"B0[A-Z0-9]{8}|\d{9}[\dX]", text))
