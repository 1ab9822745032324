"""Payments of a retailer as its exports and advices show them: each once, cancelled ones known as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from facts.evidence import Evidence, Problem
from matchers.frames import decimal, row_evidence, rows
from matchers.grammar import number_key, plain

_NO_REASON: Final = {"", "-", "--", "n/a", "na", "none", "null", "no", "not void", "0", "false"}


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of the retailer. `void`: it was cancelled, so nothing on it happened."""

    number: str
    date: date | None
    amount: Decimal | None
    currency: str
    evidence: Evidence
    void: bool = False
    void_reason: str = ""
    review: bool = False


def read_payments(frame: pl.DataFrame, states: Mapping[str, str], problems: list[Problem]) -> dict[str, Payment]:
    """Each payment once by the key of its number; void wins, then tables before papers, then the later row.

    `states` map the printed status to `paid` or `void`; payments shown with several amounts are added to `problems`.
    """
    found: dict[str, list[tuple[tuple[Any, ...], Payment]]] = defaultdict(list)
    for row in rows(frame):
        key = number_key(row["payment_number"])
        if not key:
            continue
        reason = (row.get("void_reason") or "").strip()
        state = _state(row.get("status") or "", states)
        amount = decimal(row.get("amount"))
        void = state == "void" or (state != "paid" and plain(reason) not in _NO_REASON)
        evidence = row_evidence(row, f"payment {row['payment_number']} of {amount}")
        payment = Payment(
            row["payment_number"],
            row.get("payment_date"),
            amount,
            row.get("currency") or "",
            evidence,
            void,
            reason,
            bool(row.get("_review")),
        )
        trust = (void, row.get("_page") is None, not payment.review, amount is not None, row["_file"] or "", row.get("_row") or 0)
        found[key].append((trust, payment))
    chosen: dict[str, Payment] = {}
    for key in sorted(found):
        versions = [p for _, p in sorted(found[key], key=lambda v: v[0])]
        best = versions[-1]
        chosen[key] = replace(
            best,
            date=best.date or next((v.date for v in reversed(versions) if v.date), None),
            amount=best.amount if best.amount is not None else next((v.amount for v in reversed(versions) if v.amount is not None), None),
        )
        amounts = sorted({v.amount for v in versions if v.amount is not None})
        if len(amounts) > 1:
            said = " and ".join(str(a) for a in amounts)
            problems.append(Problem("payment_differs", f"payment {best.number} is shown as {said}; {best.amount} is used", best.evidence))
    return chosen


def _state(status: str, states: Mapping[str, str]) -> str:
    words = plain(status)
    if words in states:
        return states[words]
    return next((states[w] for w in words.split() if w in states), "")
