"""Allowances with a rate for each kind of advertising: which one an invoice is under, by its own words and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from facts.documents import Document, Field
from matchers.grammar import plain


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of advertising as an agreement lists it: its name, its rate (a share), its cap, and the cells they were read from."""

    name: str
    rate: Decimal
    cap: Decimal | None
    cells: Mapping[str, Field]

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """The cells that a person should look at first."""
        return tuple(name for name in ("program", "rate", "cap") if name in self.cells and self.cells[name].review)

    @property
    def in_words(self) -> str:
        """Name, rate and cap for a sentence."""
        capped = f" up to {self.cap:f}" if self.cap is not None else ""
        return f"{self.name} {(self.rate * 100).normalize():f} %{capped}"


def kinds_of(document: Document) -> tuple[Kind, ...]:
    """The kinds of advertising of an agreement; empty where it has none, or all have one rate and one cap."""
    found = []
    for line in document.lines:
        rate = _decimal(line.get("rate"))
        if "program" in line and rate is not None:
            found.append(Kind(str(line["program"].value).strip(), rate, _decimal(line.get("cap")), line))
    return tuple(found) if len({(kind.rate, kind.cap) for kind in found}) > 1 else ()


def kind_meant(kinds: Sequence[Kind], named: str, of_all: str) -> Kind | None:
    """The one kind that an invoice names in the agreement's own words, all that it says or a phrase of it; None where none or several.

    `of_all` is what the agreement calls itself: words that it has say nothing of one invoice.
    """
    said, common = plain(named), plain(of_all)
    alike = [k for k in kinds if plain(k.name) == said] or [k for k in kinds if _says(said, plain(k.name))]
    if len(alike) != 1 or (_says(common, plain(alike[0].name)) and plain(alike[0].name) != said):
        return None
    return alike[0]


def _says(text: str, name: str) -> bool:
    """Whether a text has a name word by word; Chinese has no blanks around it."""
    return bool(name) and re.search(rf"(?<![a-z0-9-]){re.escape(name)}(?![a-z0-9-])", text) is not None


def _decimal(cell: Field | None) -> Decimal | None:
    try:
        return None if cell is None else Decimal(str(cell.value))
    except ArithmeticError:
        return None
