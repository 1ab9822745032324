"""Of which order is a proof? As its own paper says; the number of the truck tells it only where no other order can be meant."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from facts.documents import Document, Field, Source
from facts.identifiers import compact, look_alike_class
from matchers.frames import Paper
from matchers.keys import KnownKeys
from matchers.shipments import BY_NUMBER, PERSONS_WORD, Link, NamedOrder, Shipment

_ILLEGIBLE: Final = 4
"""Of a number that was hard to read at most one character in so many may differ from ours."""


class Named(StrEnum):
    """What a paper says of an order."""

    OURS = "ours"
    ANOTHER = "another"
    UNREAD = "unread"


def orders_named(paper: Paper, known: KnownKeys) -> tuple[NamedOrder, ...]:
    """The order numbers on a paper, each with the order of ours that it is or that it is nearest to; digital text is never misread."""
    scanned = paper.document.source is Source.OCR
    return tuple(_named(text, known, doubt=place.review, scanned=scanned) for text, place in _numbers(paper.document))


def _numbers(document: Document) -> list[tuple[str, Field]]:
    """The order numbers of the lines, then those in the head that no line repeats."""
    found = {compact(str(c["purchase_order"].value)): c["purchase_order"] for c in document.lines if "purchase_order" in c}
    head = document.fields.get("purchase_orders")
    for text in document.texts("purchase_orders"):
        if head is not None:
            found.setdefault(compact(text), head)
    return list(found.items())


def _named(read: str, known: KnownKeys, *, doubt: bool, scanned: bool) -> NamedOrder:
    if read in known.keys or not scanned:
        return NamedOrder(read, frozenset({read}) & known.keys.keys(), sure=read in known.keys or not doubt, doubt=doubt)
    alike = known.look_alikes.get(look_alike_class(read), []) if len(read) >= _ILLEGIBLE else []
    if alike:
        return NamedOrder(read, frozenset(alike), sure=True)
    distances = _distances(read, known.keys)
    nearest = min(distances.values(), default=0)
    return NamedOrder(read, frozenset(k for k, d in distances.items() if d == nearest), sure=False, doubt=doubt)


def _distances(read: str, known: Mapping[str, str]) -> dict[str, int]:
    """How many characters a reading differs from each known number that it may be."""
    found = {}
    for key in known:
        limit = max(1, len(key) // _ILLEGIBLE)
        distance = DamerauLevenshtein.distance(read, key, score_cutoff=limit)
        if distance <= limit:
            found[key] = distance
    return found


def order_on(link: Link, purchase_order: str, shipment: Shipment) -> Named:
    """Whether a paper is of an order, of another one, or does not tell so that money may rest on it.

    A paper that lists no orders at all is as good as its bill of lading: for the only order on board, and for all of them where it
    counts all that was sent. On a scan the order may have been lost in the reading, and one that is only nearly ours may be another.
    """
    document, order = link.paper.document, compact(purchase_order)
    if order in document.belongs_to:
        return Named.OURS
    if not link.named:
        return _by_truck(link, shipment)
    told = [(name, _meant(name, link, shipment)) for name in link.named]
    if any(meant is Named.OURS and order in name.orders for name, meant in told):
        return Named.OURS
    if not any(meant is Named.UNREAD for _, meant in told):
        return Named.ANOTHER
    on_board = {key for name, meant in told if meant is Named.OURS for key in name.orders}
    rest_unread = all(meant is not Named.ANOTHER for _, meant in told) and len(told) == len(shipment.orders)
    return Named.OURS if on_board and rest_unread and _counts_all(document, shipment) else Named.UNREAD


def _meant(name: NamedOrder, link: Link, shipment: Shipment) -> Named:
    """Whether a number on a paper is an order on board (`name.orders`, then one), surely another one, or neither for certain."""
    if name.sure:
        return (
            Named.OURS
            if len(name.orders) == 1 and name.orders <= shipment.orders
            else Named.ANOTHER
            if not name.orders & shipment.orders
            else Named.UNREAD
        )
    if not name.doubt:
        return Named.UNREAD if name.orders & shipment.orders else Named.ANOTHER
    tied = bool(BY_NUMBER & set(link.keys))
    return Named.OURS if len(name.orders) == 1 and name.orders <= shipment.orders and tied else Named.UNREAD


def _by_truck(link: Link, shipment: Shipment) -> Named:
    """What a paper without any order says by the number of its truck."""
    document = link.paper.document
    if PERSONS_WORD in link.keys:
        return Named.OURS
    if document.source is Source.OCR or not BY_NUMBER & set(link.keys):
        return Named.UNREAD
    return Named.OURS if len(shipment.orders) == 1 or _counts_all(document, shipment) else Named.UNREAD


def _counts_all(document: Document, shipment: Shipment) -> bool:
    """Whether a paper counts just the cartons that were sent, beyond doubt."""
    total, whole = document.number("total_cartons"), shipment.cartons()
    return total is not None and total == whole and not document.fields["total_cartons"].review
