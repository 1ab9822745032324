"""What stands on a paper before anybody has laid it out: parties, references, lines, sums and what is signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from demo.abroad.dealing import Firm
from demo.sheet import Shown

Entry: TypeAlias = tuple[str, Shown]
"""A label, already worded, and its value."""
NUMBERS: Final = frozenset(
    {"cartons", "case_pack", "units", "quantity", "unit_price", "discount", "line_total", "pallets", "weight", "amount", "unit_fee"}
    | {"invoice_amount", "terms_discount", "amount_paid", "line_number"}
)
"""Columns whose cells stand at the right."""


@dataclass(frozen=True, slots=True)
class Block:
    """A party: the words over it, the field its name is, and the firm."""

    label: str
    name: str
    firm: Firm


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its words, the field that its cells hold, its share of the width."""

    words: str
    name: str
    wide: float


@dataclass(slots=True)
class Content:
    """A paper. `number` is the entry of its own number, which a letter writes behind the title; `dated` its day.

    `signed` is None where nothing is to be signed; `receipt` are the entries at the place of signing.
    """

    kind: str
    title: str
    sender: Firm
    number: Entry
    dated: Entry
    blocks: list[Block] = field(default_factory=list)
    head: list[Entry] = field(default_factory=list)
    intro: str = ""
    columns: list[Heading] = field(default_factory=list)
    rows: list[list[Shown]] = field(default_factory=list)
    totals: dict[str, Shown] = field(default_factory=dict)
    sums: list[Entry] = field(default_factory=list)
    foot: list[Entry] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    receipt: list[Entry] = field(default_factory=list)
    signature: str = ""
    signed: bool | None = None
    implied: list[Shown] = field(default_factory=list)
