"""What the catalogue says of an item, and on which day: an entry holds from the day that it names, else from ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from facts.identifiers import compact
from matchers.frames import Row, row_evidence
from matchers.measures import Measures, measures_of
from matchers.sourced import Sourced


@dataclass(frozen=True, slots=True)
class Item:
    """A catalogue entry. `prep_owner` is who prepares the item as the catalogue says it, `prep` how it is prepared."""

    sku: str
    gtin: str
    case_pack: Sourced[Decimal] | None
    prep_owner: Sourced[str] | None = None
    prep: str = ""

    @property
    def pack(self) -> Decimal | None:
        """Units per carton, None where the catalogue does not state them."""
        return self.case_pack.value if self.case_pack is not None else None


class Catalogue:
    """The entries of every item, in the order in which they began to hold; of several of one day the one listed last counts."""

    def __init__(self, listed: Iterable[Row] = ()) -> None:
        self._entries: dict[str, list[Row]] = {}
        self._items: dict[tuple[str, int | None], Item] = {}
        for row in listed:
            self._entries.setdefault(compact(row["sku"]), []).append(row)
        for entries in self._entries.values():
            entries.sort(key=_since)

    @property
    def skus(self) -> Iterator[str]:
        """The numbers of all items, each as it is printed."""
        return (entries[-1]["sku"] for entries in self._entries.values())

    def entries(self, sku: str) -> tuple[Row, ...]:
        """All that is listed of an item, whatever its day."""
        return tuple(self._entries.get(compact(sku), ()))

    def item(self, sku: str, day: date | None) -> Item | None:
        """The item as the catalogue has it on a day; None where it had no entry then.

        What a later entry leaves out stays as it was. Where the day is not known, what the entries say differently is unknown.
        """
        held = self._held(sku, day)
        if not held:
            return None
        known = (compact(sku), None if day is None else len(held))
        if known not in self._items:
            self._items[known] = self._described(held, day)
        return self._items[known]

    @staticmethod
    def _described(held: Sequence[Row], day: date | None) -> Item:
        pack, owner, prep, gtin = (_said(held, name, day) for name in ("case_pack", "prep_owner", "prep_category", "gtin"))
        case_pack = None
        if pack is not None:
            units = Decimal(pack["case_pack"])
            case_pack = Sourced(units, row_evidence(pack, f"case pack {units}"), "catalogue")
        prepared_by = None
        if owner is not None:
            who = owner["prep_owner"].strip()
            prepared_by = Sourced(who, row_evidence(owner, f"prepared by: {who}"), "catalogue")
        how = prep["prep_category"].strip() if prep is not None else ""
        return Item(held[0]["sku"], gtin["gtin"] if gtin is not None else "", case_pack, prepared_by, how)

    def measures(self, sku: str, day: date | None) -> Measures | None:
        """The size of record of an item on a day; None where no entry that held states it whole."""
        sizes: dict[date, Measures] = {}
        for row in self._held(sku, day):
            size = measures_of(row, "size of record in the catalogue")
            if size is not None:
                sizes.setdefault(_since(row), size)
        if day is None and len({(size.sides, size.weight) for size in sizes.values()}) > 1:
            return None
        return next(iter(sizes.values()), None)

    def _held(self, sku: str, day: date | None) -> list[Row]:
        """The entries that had begun to hold, newest first; all of them where the day is not known."""
        return [row for row in reversed(self._entries.get(compact(sku), [])) if day is None or _since(row) <= day]


def _since(row: Row) -> date:
    since: date | None = row["effective_from"]
    return since or date.min


def _said(held: Iterable[Row], name: str, day: date | None) -> Row | None:
    """The newest entry that states something, None where none does or the day would have to tell which."""
    stated: dict[date, Row] = {}
    for row in held:
        if _words(row[name]):
            stated.setdefault(_since(row), row)
    if day is None and len({_words(row[name]) for row in stated.values()}) > 1:
        return None
    return next(iter(stated.values()), None)


def _words(cell: Any) -> str:
    return str(cell).strip() if cell else ""
