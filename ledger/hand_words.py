"""What people decided about whom a paper belongs to, laid over the paper before it is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from facts.documents import Document, DocumentKind, Field
from facts.identifiers import compact
from ledger.findings import FindingRow
from ledger.papers import DocumentOrigin, HandLink, Paper

LISTING_ORDERS: Final = frozenset({
    DocumentKind.BILL_OF_LADING,
    DocumentKind.PROOF_OF_DELIVERY,
    DocumentKind.ADVANCE_SHIP_NOTICE,
    DocumentKind.PACKING_LIST,
    DocumentKind.APPOINTMENT_REQUEST,
    DocumentKind.REMITTANCE_ADVICE,
})  # fmt: skip
"""Papers that may be of several orders and list them; others name one."""


@dataclass(slots=True)
class HandWords:
    """All that people said of one paper. Keys are compacted, values the spelling that was given; the last word on a key counts."""

    orders: dict[str, tuple[str, bool]] = field(default_factory=dict)
    bols: dict[str, tuple[str, bool]] = field(default_factory=dict)
    cases: dict[int, tuple[tuple[str, ...], bool]] = field(default_factory=dict)

    def laid_over(self, document: Document) -> Document:
        """The paper with its orders and bill of lading as people decided; see `Document.belongs_to` and `.ruled_out`."""
        orders = {key: spelling for key, (spelling, linked) in self.orders.items() if linked}
        ruled_out = {key for key, (_, linked) in [*self.orders.items(), *self.bols.items()] if not linked}
        named = orders_on(document)
        for of_case, linked in self.cases.values():
            keys = {compact(order): order for order in of_case}
            if not linked:
                ruled_out |= keys.keys()
            elif keys.keys() & named:
                orders |= {key: order for key, order in keys.items() if key in named}
            elif len(keys) == 1:
                orders |= keys
        bols = {key: spelling for key, (spelling, linked) in self.bols.items() if linked}
        belongs_to = orders.keys() | bols.keys()
        ruled_out -= belongs_to
        changed = _without(document, ruled_out) if ruled_out else document
        if orders.keys() - named:
            changed = _of_orders(changed, list(orders.values()))
        if bols:
            changed = _sure(changed, "bol_number", list(bols.values())[-1])
        return replace(changed, belongs_to=frozenset(belongs_to), ruled_out=frozenset(ruled_out))


def hand_words(session: Session, account_id: int) -> Mapping[int, HandWords]:
    """What people said of the papers of an account, by paper id. A case stands for the orders of its findings."""
    in_account = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)
    links = session.scalars(
        select(HandLink)
        .join(Paper, Paper.id == HandLink.paper_id)
        .where(Paper.document_id.in_(in_account), HandLink.undone_at.is_(None))
        .order_by(HandLink.id)
    ).all()
    of_cases = _orders_of_cases(session, {link.case_id for link in links if link.case_id is not None})
    found: dict[int, HandWords] = defaultdict(HandWords)
    for link in links:
        words = found[link.paper_id]
        if link.purchase_order:
            words.orders[compact(link.purchase_order)] = (link.purchase_order, link.linked)
        if link.bol_number:
            words.bols[compact(link.bol_number)] = (link.bol_number, link.linked)
        if link.case_id is not None:
            words.cases[link.case_id] = (of_cases.get(link.case_id, ()), link.linked)
    return found


def orders_on(document: Document) -> set[str]:
    """The orders that a paper names anywhere, compacted."""
    on_lines = [str(cells["purchase_order"].value) for cells in document.lines if "purchase_order" in cells]
    return {compact(text) for text in (*document.texts("purchase_orders"), *document.texts("purchase_order"), *on_lines)} - {""}


def _orders_of_cases(session: Session, case_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = session.execute(
        select(FindingRow.case_id, FindingRow.purchase_order)
        .where(FindingRow.case_id.in_(sorted(case_ids)), FindingRow.purchase_order != "")
        .order_by(FindingRow.id)
    )
    for case_id, order in rows:
        if case_id is not None:
            found[case_id].setdefault(compact(order), order)
    return {case_id: tuple(orders.values()) for case_id, orders in found.items()}


def _sure(document: Document, name: str, value: str | list[str]) -> Document:
    """The paper with a field as a person decided it, at the place where the field was read."""
    return replace(document, fields=document.fields | {name: _decided(document.fields.get(name), value)})


def _decided(read: Field | None, value: str | list[str]) -> Field:
    if read is None:
        return Field(value, "")
    return replace(read, value=value, confidence=1.0, review=False)


def _of_orders(document: Document, orders: list[str]) -> Document:
    """The paper as one of these orders and no others: what was printed there was misread, or is about something else.

    Where all orders but one are printed in the lines, a single strange number there is that one, misread.
    """
    wanted = {compact(order) for order in orders}
    printed = {compact(str(cells["purchase_order"].value)) for cells in document.lines if "purchase_order" in cells}
    left, strange = [order for order in orders if compact(order) not in printed], printed - wanted
    misread = {next(iter(strange)): left[0]} if len(left) == len(strange) == 1 else {}
    lines = []
    for cells in document.lines:
        read = cells.get("purchase_order")
        if read is None or compact(str(read.value)) in wanted:
            lines.append(cells)
        elif len(orders) == 1 or compact(str(read.value)) in misread:
            order = orders[0] if len(orders) == 1 else misread[compact(str(read.value))]
            lines.append(cells | {"purchase_order": _decided(read, order)})
        else:
            lines.append({name: cell for name, cell in cells.items() if name != "purchase_order"})
    changed = replace(document, lines=tuple(lines))
    if document.kind in LISTING_ORDERS:
        return _sure(changed, "purchase_orders", orders)
    return _sure(changed, "purchase_order", orders[-1])


def _without(document: Document, keys: set[str]) -> Document:
    """The paper without these orders and bills of lading."""
    fields = dict(document.fields)
    for name in ("purchase_order", "bol_number", "purchase_orders"):
        read = fields.get(name)
        if read is None:
            continue
        texts = document.texts(name)
        kept = [text for text in texts if compact(text) not in keys]
        if not kept:
            del fields[name]
        elif len(kept) < len(texts):
            fields[name] = replace(read, value=kept)
    lines = tuple(
        {name: cell for name, cell in cells.items() if name != "purchase_order" or compact(str(cell.value)) not in keys}
        for cells in document.lines
    )
    return replace(document, fields=fields, lines=lines)
