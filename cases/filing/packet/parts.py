"""Which pages go into which part of a packet: in order, as few parts as the size limit allows, exhibits whole where that costs none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One page of an exhibit (from 0) and what it weighs in bytes."""

    exhibit: int
    page: int
    weight: int


def split(pieces: Sequence[Piece], room: int | None, *, own: int) -> tuple[tuple[Piece, ...], ...]:
    """Parts of at most `room` bytes, pages of ours (`own` bytes in each) included; without a limit there is one.

    An exhibit that fits into a part of its own begins a new one rather than being torn; one that does not is torn between pages.
    A page that is too heavy for any part gets one alone.
    """
    if room is None:
        return (tuple(pieces),)
    free = max(1, room - own)
    parts: list[list[Piece]] = [[]]
    filled = 0
    for exhibit in dict.fromkeys(piece.exhibit for piece in pieces):
        mine = [piece for piece in pieces if piece.exhibit == exhibit]
        whole = sum(piece.weight for piece in mine)
        if filled + whole > free and whole <= free and parts[-1]:
            parts.append([])
            filled = 0
        for piece in mine:
            if filled + piece.weight > free and parts[-1]:
                parts.append([])
                filled = 0
            parts[-1].append(piece)
            filled += piece.weight
    return tuple(tuple(part) for part in parts)
