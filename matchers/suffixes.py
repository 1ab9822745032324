"""Claim numbers taken apart: the root invoice and the tokens after it (`INV1SCRSC` is a claim after a reversal on `INV1`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from rules.grammar import ClaimToken, Grammar, LineRole

_SHORTEST_ROOT: Final = 2

Way: TypeAlias = tuple[str, tuple[ClaimToken, ...]]
"""A number read as a root and the suffixes after it."""


def without_zeros(key: str) -> str:
    """Digits without their leading zeros, which exports drop or fill up; other numbers as they are.

    >>> without_zeros("000123"), without_zeros("0A1")
    ('123', '0A1')
    """
    return (key.lstrip("0") or key) if key.isdigit() else key


def strips(key: str, tokens: Sequence[ClaimToken]) -> list[Way]:
    """Every way to read a number as root and suffixes, one suffix more each time; suffixes in their order after the root.

    `tokens` are tried in their order, the longest first. Roots are in the spelling that numbers are compared in: a claim `000123SC`
    is on the invoice `123`.
    """
    found: list[Way] = []
    root = key
    taken: tuple[ClaimToken, ...] = ()
    while True:
        token = next((t for t in tokens if root.endswith(t.token) and len(root) - len(t.token) >= _SHORTEST_ROOT), None)
        if token is None:
            return found
        root, taken = root[: -len(token.token)], (token, *taken)
        found.append((without_zeros(root), taken))


def kinship(keys: Iterable[str], grammar: Grammar) -> dict[str, int]:
    """How many different numbers share each root that a suffix leads to: `A1SC` and `A1SCR` speak for each other."""
    counted: dict[str, int] = {}
    for key in set(keys):
        ways = strips(key, grammar.tokens)
        if ways:
            root, _ = possible(ways)
            counted[root] = counted.get(root, 0) + 1
    return counted


def possible(ways: Sequence[Way]) -> Way:
    """A claim follows on a reversal, never on another claim: `A1PCSC` is a claim on `A1PC`."""
    return [w for w in ways if all(t.role is LineRole.REVERSAL for t in w[1][:-1])][-1]
