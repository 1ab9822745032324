"""Deductions put straight into a ledger: a test says what it speaks of, the rest is filled in. Each line is a case of its own."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from facts.finding import FindingType, Verdict
from tests.made_up_cases import columns, line, put, put_lines

TODAY = date(2026, 11, 20)
FIRST = date(2026, 6, 3)


class Deductions:
    """Puts lines into account 1 one after the other, a few days apart."""

    def __init__(self, session: Session, account: int = 1) -> None:
        self._session = session
        self._account = account
        self._numbers = count(1 + 10_000 * (account - 1))

    def add(self, number: int = 1, *, every: int = 7, since: date = FIRST, **said: Any) -> list[int]:
        """So many lines of the same sort; gives their cases."""
        made = []
        for place in range(number):
            key = next(self._numbers)
            day = said.get("deducted_on") or since + timedelta(days=every * place)
            own = {"type": FindingType.SHORTAGE, "claimed_minor": 10_000, "purchase_order": f"PO{key}", **said, "deducted_on": day}
            shared = {n: own[n] for n in ("type", "deducted_on", "claimed_minor") if n in own}
            put(self._session, [columns(key, supplier_id=self._account, account_id=self._account, **shared)])
            put_lines(self._session, [line(key, key, account_id=self._account, **own)])
            made.append(key)
        return made

    def evenly(self, number: int, places: tuple[str, ...] = ("ABE8", "CLT2", "DFW6", "LGB8", "MDW2", "RIC2"), **said: Any) -> None:
        """Lines spread over places, as an account without a pattern has them."""
        for place in range(number):
            day = FIRST + timedelta(days=(place * 13) % 160)
            self.add(destination=places[place % len(places)], sku=f"B{place % 9}", deducted_on=day, **said)


def units(invoiced: int, received: int) -> list[dict[str, Any]]:
    """The calculation of a shortage, as far as its units."""
    return [{"id": "invoiced", "label": "units invoiced", "value": str(invoiced)}, {"id": "received", "label": "", "value": str(received)}]


WANTS_PAPERS: dict[str, Any] = {"verdict": Verdict.NEEDS_EVIDENCE, "reason": "proof_of_delivery_missing"}
