"""Papers of our own in X12 and EDIFACT, with envelopes that count right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

GROUPS = {"850": "PO", "855": "PR", "856": "SH", "860": "PC", "865": "CA", "810": "IN", "812": "CD", "820": "RA", "861": "RC", "997": "FA"}


def x12_text(
    *sets: tuple[str, list[str]], element: str = "*", component: str = ">", end: str = "~", newline: str = "\n", number: int = 7
) -> str:
    """One interchange with one group; each set is its code and its segments between ST and SE, elements parted by `*`."""
    isa = f"ISA*00*          *00*          *ZZ*RETAILER       *ZZ*SUPPLIER       *260501*0615*U*00401*{number:09}*0*P*{component}"
    rows = [isa, f"GS*{GROUPS.get(sets[0][0], 'ZZ')}*RETAILER*SUPPLIER*20260501*0615*{number}*X*004010"]
    for count, (code, segments) in enumerate(sets, 1):
        rows += [f"ST*{code}*{count:04}", *segments, f"SE*{len(segments) + 2}*{count:04}"]
    rows += [f"GE*{len(sets)}*{number}", f"IEA*1*{number:09}"]
    return "".join(row.replace("*", element) + end + newline for row in rows)


def edifact_text(*messages: tuple[str, list[str]], advice: str = "UNA:+.? '", newline: str = "\n") -> str:
    """One interchange; each message is its kind and its segments between UNH and UNT."""
    rows = ["UNB+UNOC:3+4012345000009:14+5450534000109:14+260501:0615+77"]
    for count, (kind, segments) in enumerate(messages, 1):
        rows += [f"UNH+{count}+{kind}:D:96A:UN:EAN008", *segments, f"UNT+{len(segments) + 2}+{count}"]
    rows.append(f"UNZ+{len(messages)}+77")
    return advice + newline + "".join(f"{row}'{newline}" for row in rows)


@pytest.fixture(scope="session")
def x12() -> Callable[..., bytes]:
    """Writes an X12 file."""
    return lambda *sets, **how: x12_text(*sets, **how).encode()


@pytest.fixture(scope="session")
def edifact() -> Callable[..., bytes]:
    """Writes an EDIFACT file."""
    return lambda *messages, **how: edifact_text(*messages, **how).encode()
