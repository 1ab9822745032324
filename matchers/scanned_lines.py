"""Remittance lines read from a scan: misread numbers repaired by known invoices, amounts confirmed by a sum that ties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from facts.identifiers import look_alike_class
from matchers.grammar import mentioned, number_key
from matchers.remittance import RemittanceLine, Remittances
from matchers.suffixes import strips
from rules.grammar import ClaimToken


@dataclass(slots=True)
class KnownSpellings:
    """Our invoice numbers by key, and by the characters that a scan confuses."""

    by_key: Mapping[str, str]
    tokens: Sequence[ClaimToken]
    alike: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, invoices: Mapping[str, str], tokens: Sequence[ClaimToken]) -> KnownSpellings:
        """From the invoices by key as they are spelled."""
        known = cls(invoices, tokens)
        for key in invoices:
            known.alike[look_alike_class(key)].add(key)
        return known

    def knows(self, key: str) -> bool:
        """True for a number that is one of our invoices, or leads to one."""
        return key in self.by_key or any(root in self.by_key for root, _ in strips(key, self.tokens))

    def repaired(self, key: str) -> str | None:
        """The one number of ours, with the suffix as the pack writes it, that a scan may have read as `key`."""
        seen = look_alike_class(key)
        found = {self.by_key[k] for k in self.alike.get(seen, ())}
        endings = [""]
        for _ in range(4):
            endings = [t.token + e for t in self.tokens for e in endings if seen.endswith(look_alike_class(t.token + e))]
            for ending in endings:
                roots = self.alike.get(seen[: -len(ending)], ())
                found |= {self.by_key[root] + ending for root in roots}
        return next(iter(found)) if len(found) == 1 else None


def repair_numbers(lines: Iterable[RemittanceLine], known: KnownSpellings) -> list[RemittanceLine]:
    """The lines with numbers that no table knows put right where exactly one known number can be meant.

    They stay for review unless the description names the same invoice.
    """
    return [_repair(line, known) if line.evidence.page is not None else line for line in lines]


def _repair(line: RemittanceLine, known: KnownSpellings) -> RemittanceLine:
    key = number_key(line.number)
    if known.knows(key):
        return line
    number = known.repaired(key)
    if number is None:
        return line
    fact = f"{line.evidence.fact} (printed {line.number}, read as {number})"
    says_so = bool(mentioned(line.description) & {number_key(number), *(root for root, _ in strips(number_key(number), known.tokens))})
    return replace(line, number=number, evidence=replace(line.evidence, fact=fact), review=line.review or not says_so, repaired=not says_so)


def confirm_by_sum(remitted: Remittances, known: KnownSpellings) -> tuple[RemittanceLine, ...]:
    """Scanned lines need no person where their payment ties to the cent and their number is known as it was read."""
    gaps = {number_key(u.payment.number) for u in remitted.untied}
    ties = {number_key(p.number) for p in remitted.payments if p.amount is not None and not p.void} - gaps
    return tuple(replace(line, review=False) if _confirmed(line, ties, known) else line for line in remitted.lines)


def _confirmed(line: RemittanceLine, ties: set[str], known: KnownSpellings) -> bool:
    on_scan = line.review and line.evidence.page is not None and not line.repaired
    return on_scan and number_key(line.payment_number) in ties and known.knows(number_key(line.number))
