"""Values on the command line: what a word must look like to be taken, and what is said where it does not."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

AFRESH: Final = "read every file anew, also those that were read before"
AMOUNT: Final = re.compile(r"\s*([0-9][0-9.,]*)\s*([A-Za-z]{3})\s*")


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount as it was written, with its currency."""

    amount: Decimal
    currency: str


def day(text: str) -> date:
    """A date as 2026-11-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-01") from None


def folder(text: str) -> Path:
    """A folder that is there."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path


def file(text: str) -> Path:
    """A file that is there."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def existing(text: str) -> Path:
    """A file or folder that is there."""
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {text}")
    return path


def at_least_one(text: str) -> int:
    """A count from 1 up."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 up")
    return int(text)


def amount_or_off(text: str) -> NamedAmount | None:
    """An amount with its currency, as "250.00 USD"; None for `off`."""
    if text.strip().lower() == "off":
        return None
    found = AMOUNT.fullmatch(text)
    try:
        if found is not None and "," not in found[1]:
            return NamedAmount(Decimal(found[1]), found[2].upper())
    except InvalidOperation:
        pass
    raise argparse.ArgumentTypeError(f'{text!r} is no amount; write it as "250.00 USD", or off')


def on_or_off(text: str) -> bool:
    """`on` or `off`."""
    if text not in {"on", "off"}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off")
    return text == "on"
