"""What a judgement of part of an account must know of the rest, which is judged in columns: numbers, orders, and what payments carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Beside:
    """Our invoices and orders that are not in the frames, as printed, and what lines that are not in them add up to.

    `invoices` need only be those that a line of the frames could name. `own_series` are the pack's number patterns that any invoice
    of ours fits (None: only those in the frames count). `paid` sums the other lines by the key of their payment. `signed` are files in
    which deductions stand with a minus.
    """

    invoices: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    own_series: frozenset[str] | None = None
    paid: Mapping[str, Decimal] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()


NOTHING: Beside = Beside()
"""All of the account is in the frames."""
