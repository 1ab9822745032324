"""A contract that grants several rebates, or one rate for each of several scopes: each is an agreement of its own, beside the others.

Its lines name the part they belong to; those without a name are the first. A part has the terms of its own cells and, of the contract, what
holds for all of it. No claim under the number of the contract is held against one of them unless its days can belong to no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facts.documents import Document, Field
from facts.identifiers import compact
from matchers.frames import Paper

PART: Final = "part"
STACKING: Final = "stacking"
TIER_CELLS: Final = frozenset({"from", "to", "rate", "amount"})
_COUNTED: Final = re.compile(r"\d{1,2}")
"""The name of a part that has no heading of its own."""
_NUMBERED: Final = re.compile(r"(?P<whole>.+) part \d{1,2}")
OF_ONE_ALONE: Final = frozenset(
    {
        "mechanism", "measure", "period", "cap", "floor", "minimum_payout", "baseline", "growth_on", "pallet_quantity", "fullness",
        "premium_skus", "required_groups", "required_group_count", "planned_base",
    }
)  # fmt: skip
"""What the fields of a contract say of its first rebate, and not of the others."""


@dataclass(frozen=True, slots=True)
class Part:
    """One rebate of a contract: its number (that of the contract and the part), how it is called, and the paper as it says this one."""

    number: str
    called: str
    paper: Paper


def whole_of(number: str) -> str:
    """The number of the contract that an agreement is a part of; empty where its number does not say so."""
    told = _NUMBERED.fullmatch(number.strip())
    return told["whole"] if told is not None else ""


def is_in_parts(document: Document) -> bool:
    """True where lines name a part."""
    return any(PART in line for line in document.lines)


def parts_of(paper: Paper) -> list[Part]:
    """The rebates of a contract in the order of its lines."""
    groups: dict[str, list[Mapping[str, Field]]] = {}
    for line in paper.document.lines:
        groups.setdefault(str(line[PART].value) if PART in line else "", []).append(line)
    return [_part(paper, number, name, lines) for number, (name, lines) in enumerate(groups.items(), start=1)]


def _part(paper: Paper, number: int, name: str, lines: list[Mapping[str, Field]]) -> Part:
    document = paper.document
    own = {n: f for n, f in lines[0].items() if n not in TIER_CELLS and n != PART}
    of_all = {n: f for n, f in document.fields.items() if not name or "mechanism" not in own or n not in OF_ONE_ALONE}
    fields = of_all | own
    told = f"{document.text('agreement_number') or ''} part {number}"
    fields["agreement_number"] = replace(document.fields["agreement_number"], value=told)
    tiers = tuple({n: f for n, f in line.items() if n in TIER_CELLS} for line in lines)
    mechanism, period = (str(fields[n].value).replace("_", " ") if n in fields else "" for n in ("mechanism", "period"))
    called = name if name and not _COUNTED.fullmatch(name) else f"{mechanism}, by the {period}" if period else mechanism
    return Part(told, called, replace(paper, document=replace(document, fields=fields, lines=tiers)))


def _items(lines: Sequence[Mapping[str, Field]]) -> list[str]:
    """The items that parts are for, each as often as a part names it; empty where a part names none."""
    parts = {str(line[PART].value) if PART in line else "": line.get("included_skus") for line in reversed(lines)}
    listed = [found.value if found is not None else [] for found in parts.values()]
    named = [list(value) if isinstance(value, list) else [str(value)] for value in listed]
    return [str(sku) for skus in named for sku in skus] if all(named) else []


def lacks_scope(lines: Sequence[Mapping[str, Field]]) -> bool:
    """Whether a part is told by a heading alone: what it is for stands neither in days nor in a mechanism of its own."""
    return any(PART in line and not {"mechanism", "start_date"} & line.keys() for line in lines)


def left_open(document: Document) -> Iterator[str]:
    """Whether the parts are paid beside each other, where the contract does not say so and a sale may count in two of them."""
    items = _items(document.lines)
    if items and len({compact(item) for item in items}) == len(items):
        return
    if document.text(STACKING) != "added" and any("mechanism" in line for line in document.lines):
        yield STACKING


def in_words(parts: list[Part]) -> str:
    """What to do about a contract in parts."""
    listed = "; ".join(f"part {n} ({p.called})" for n, p in enumerate(parts, start=1))
    return f"it grants rebates in {len(parts)} parts, each with a statement of its own: {listed}; a person tells which a claim is for"
