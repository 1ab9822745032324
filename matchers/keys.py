"""Does a read identifier name a known one? Exactly, after undoing one scanning mistake, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from facts.identifiers import compact, look_alike_class


class Match(StrEnum):
    """How a read identifier was tied to a known one."""

    EXACT = "exact"
    REPAIRED = "repaired"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KeyMatch:
    """The outcome for one read identifier. `key` is the known spelling when the outcome is exact or repaired."""

    outcome: Match
    key: str = ""
    read: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """True where exactly one known identifier is meant."""
        return self.outcome in {Match.EXACT, Match.REPAIRED}


@dataclass(slots=True)
class KnownKeys:
    """Identifiers known from the ledger's own tables, ready to be compared with what was read on papers."""

    keys: dict[str, str] = field(default_factory=dict)
    look_alikes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, identifiers: Iterable[str]) -> KnownKeys:
        """From the identifiers as they are spelled in tables; empty ones are left out."""
        known = cls()
        for identifier in sorted(set(identifiers)):
            known.add(identifier)
        return known

    def add(self, identifier: str) -> None:
        """One more known identifier."""
        key = compact(identifier)
        if key and key not in self.keys:
            self.keys[key] = identifier
            self.look_alikes[look_alike_class(key)].append(key)

    def __contains__(self, identifier: str) -> bool:
        return compact(identifier) in self.keys

    def match(self, read: str, *, scanned: bool) -> KeyMatch:
        """Ties a read identifier to a known one.

        A digital text must be equal. A scanned one may differ by look-alike characters, or by one character more (two in
        numbers of 12 and more), and is accepted only when exactly one known identifier fits.
        """
        key = compact(read)
        if key in self.keys:
            return KeyMatch(Match.EXACT, self.keys[key], read)
        if not scanned or len(key) < 4:
            return KeyMatch(Match.NONE, read=read)
        alike = self.look_alikes.get(look_alike_class(key), [])
        if not alike:
            alike = self._neighbours(key)
        if len(alike) == 1:
            return KeyMatch(Match.REPAIRED, self.keys[alike[0]], read)
        return KeyMatch(Match.AMBIGUOUS if alike else Match.NONE, read=read, candidates=tuple(self.keys[k] for k in alike))

    def _neighbours(self, key: str) -> list[str]:
        folded = look_alike_class(key)
        limit = 2 if len(key) >= 12 else 1
        best: list[str] = []
        for other, spellings in self.look_alikes.items():
            if abs(len(other) - len(folded)) > limit:
                continue
            if DamerauLevenshtein.distance(folded, other, score_cutoff=limit) <= limit:
                best.extend(spellings)
        return best
