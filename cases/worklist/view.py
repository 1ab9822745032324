"""What a queue shows: whose cases, which of them, in which order; and the same said in SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, select

from cases.life.standing import CLOSED_STATES
from facts.finding import FindingType
from ledger.cases import Case, CaseState, CaseTag


class Sort(StrEnum):
    """Orders of the queue; cases alike in it follow their number in the ledger.

    `due`: overdue and nearest first, those without a day last. `amount`: currency by currency, the largest open amount first.
    `worth`: currency by currency, what an hour of work is expected to bring the most on first.
    `age`: the oldest deduction first, those without a day last. `number`: the lowest number first.
    """

    DUE = "due"
    AMOUNT = "amount"
    WORTH = "worth"
    AGE = "age"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class View:
    """A queue. What is None or empty narrows nothing, but an empty `supplier_ids` shows nothing.

    `supplier_ids` is the scope of who asks (None: all suppliers); `supplier_id` is the one that they chose to look at. `closed` says
    whether finished cases are shown (True: only those). `due_before` leaves that day out. `text` is looked for as in ledger.search.
    `backwards` turns the order round; cases without a day stay at the end.
    """

    supplier_ids: Collection[int] | None
    supplier_id: int | None = None
    types: Collection[FindingType] = ()
    states: Collection[CaseState] = ()
    closed: bool | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    due_before: date | None = None
    tag: str | None = None
    retailer: str | None = None
    evidence_state: str | None = None
    text: str | None = None
    sort: Sort = Sort.DUE
    backwards: bool = False

    @property
    def suppliers(self) -> tuple[int, ...] | None:
        """The suppliers whose cases may be shown and were asked for; None means all. The one place where scope meets the queue."""
        if self.supplier_id is None:
            return None if self.supplier_ids is None else tuple(sorted(set(self.supplier_ids)))
        seen = self.supplier_ids is None or self.supplier_id in self.supplier_ids
        return (self.supplier_id,) if seen else ()

    def said(self) -> dict[str, str]:
        """What the view asks, in words that an export carries."""
        named = {
            "suppliers": None if self.suppliers is None else ", ".join(map(str, self.suppliers)) or "none",
            "types": ", ".join(sorted(self.types)) or None,
            "states": ", ".join(sorted(self.states)) or None,
            "closed": None if self.closed is None else "yes" if self.closed else "no",
            "assignee": "nobody" if self.unassigned and self.assignee_id is None else self.assignee_id,
            "due before": self.due_before,
            "tag": self.tag,
            "retailer": self.retailer,
            "evidence": self.evidence_state,
            "text": self.text,
            "order": f"{self.sort.value}{', backwards' if self.backwards else ''}",
        }
        return {name: str(value) for name, value in named.items() if value is not None}

    def pins(self) -> dict[str, tuple[object, ...]]:
        """Columns of a case that the view holds to one or a few values, by name."""
        pinned: dict[str, tuple[object, ...]] = {"closed": self._closed()}
        if self.suppliers is not None:
            pinned["supplier_id"] = self.suppliers
        if self.states:
            pinned["state"] = tuple(sorted(state for state in set(self.states) if (state in CLOSED_STATES) in self._closed()))
        if self.types:
            pinned["type"] = tuple(sorted(set(self.types)))
        if self.assignee_id is not None:
            pinned["assignee_id"] = (self.assignee_id,)
        elif self.unassigned:
            pinned["assignee_id"] = (None,)
        if self.retailer is not None:
            pinned["retailer"] = (self.retailer,)
        if self.evidence_state is not None:
            pinned["evidence_state"] = (self.evidence_state,)
        return pinned

    def _closed(self) -> tuple[bool, ...]:
        """Whether finished cases, open ones or both are shown; the states that were asked for say so too."""
        asked = {state in CLOSED_STATES for state in self.states} or {True, False}
        return tuple(sorted(asked if self.closed is None else asked & {self.closed}))

    def due(self) -> list[ColumnElement[bool]]:
        """The day before which something is due, if one was named."""
        return [] if self.due_before is None else [Case.next_due < self.due_before]

    def tagged(self) -> list[ColumnElement[bool]]:
        """The tag, if one was named."""
        if self.tag is None:
            return []
        return [select(CaseTag.id).where(CaseTag.case_id == Case.id, CaseTag.tag == self.tag).exists()]
