"""What a judgement looks at: everything, or only the claims that certain orders, invoices, references or items bear on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from facts.identifiers import compact
from matchers.grammar import number_key


@dataclass(frozen=True, slots=True)
class Focus:
    """Keys that are touched. A claim is judged where any key of its own is among them.

    Orders and items are compacted (`facts.identifiers.compact`), invoices and references in the spelling of
    `matchers.grammar.number_key`.
    """

    orders: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """False where nothing at all is touched."""
        return bool(self.orders or self.invoices or self.references or self.skus)

    def __or__(self, other: Focus) -> Focus:
        """What either of the two touches."""
        return Focus(self.orders | other.orders, self.invoices | other.invoices, self.references | other.references, self.skus | other.skus)

    def touches(self, reference: str, invoice_number: str = "", purchase_order: str = "", sku: str = "") -> bool:
        """Whether a claim with these numbers is touched; empty ones touch nothing."""
        return (
            number_key(reference) in self.references
            or number_key(invoice_number) in self.invoices
            or compact(purchase_order) in self.orders
            or compact(sku) in self.skus
        )


def widened(focus: Focus, claims: Iterable[tuple[str, str, str, str]]) -> Focus:
    """The focus with the references of the claims that it touches: reference, invoice, order and item as they were judged last.

    A claim may lose the very number by which it was touched (its invoice is no longer known); it is judged all the same.
    """
    return focus | Focus(references=frozenset(number_key(claim[0]) for claim in claims if focus.touches(*claim)))


def everywhere(keys: frozenset[str]) -> Focus:
    """A focus on keys of which nobody said what they are keys of: each is taken for an order, invoice, reference and item."""
    numbers = frozenset(number_key(k) for k in keys) - {""}
    compacted = frozenset(compact(k) for k in keys) - {""}
    return Focus(compacted, numbers, numbers, compacted)
