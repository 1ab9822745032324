"""May a dispute be filed today? The window's dates, the filings so far, and what the retailer allows after a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rules.model import Window

UNANSWERED: Final = {"", "draft", "submitted", "pending_retailer", "pending_supplier"}


@dataclass(frozen=True, slots=True)
class Filing:
    """A dispute that was sent for a line. `outcome` is canonical (`denied`, `approved` …) and empty while it is under way."""

    line: str
    submitted: date
    outcome: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Why no dispute can be filed; `until` is the day on which that changes, where it does."""

    code: str
    message: str
    until: date | None = None


def filing_block(window: Window, dates: dict[str, date | None], line: str, earlier: Sequence[Filing], today: date) -> Block | None:
    """What stands against filing for `line` today, or None.

    `earlier` are the filings on the same case group (the invoice where the window says `one_open_per: invoice`), `dates` the
    days that windows count from. Domain rules: a second chargeback dispute is due 30 days after the first refusal and a third
    is never taken; a price claim waits for the one under way on its invoice and is never reopened.
    """
    if not window.disputable:
        return Block("not_disputable", "no dispute is taken for this; clear its cause instead")
    own = sorted((f for f in earlier if f.line == line), key=lambda f: f.submitted)
    refusals = [f.answered_on for f in own if f.outcome in {"denied", "partly_approved"} and f.answered_on]
    days = dates | {"refusal_date": refusals[-1] if refusals else None}
    under_way = next((f for f in earlier if f.outcome in UNANSWERED and (f.line == line or window.one_open_per)), None)
    if under_way is not None:
        return Block("under_way", f"a dispute sent on {under_way.submitted} on the same {window.one_open_per or 'line'} has no answer yet")
    if own:
        return _second_filing(window, own, days, today)
    opens = window.opens_on(days)
    if opens is not None and today < opens:
        return Block("too_early", f"a dispute is taken from {opens}", opens)
    return _closed(window, days, today)


def _second_filing(window: Window, own: Sequence[Filing], days: dict[str, date | None], today: date) -> Block | None:
    if not window.reopens:
        return Block("never_reopened", "a dispute of this kind is decided once and never reopened")
    if window.attempts_left(len(own)) == 0:
        return Block("attempts_used", f"{len(own)} of {window.attempts} filings are used")
    if window.retry_after and own[-1].outcome not in window.retry_after:
        return Block("not_refused", f"a further dispute is taken only after {' or '.join(window.retry_after)}")
    due = window.retry_due(days)
    if due is not None and today > due:
        return Block("retry_closed", f"a further dispute was due by {due}")
    return None if window.retry_by else _closed(window, days, today)


def _closed(window: Window, days: dict[str, date | None], today: date) -> Block | None:
    close = window.dispute_by(days)
    return Block("closed", f"the window closed on {close}") if close is not None and today > close else None
