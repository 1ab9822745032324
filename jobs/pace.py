"""How often a worker looks, beats and tries again; shorter in tests only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """All in seconds, but for the counts."""

    lease: float = 30.0
    beat: float = 5.0
    takeover: float = 5.0
    poll: float = 1.0
    """How long a job that may run waits at most before a free worker sees it."""
    progress: float = 1.0
    """How often progress is written and cancelling is seen, however often a handler reports."""
    schedule: float = 15.0
    retries: tuple[float, ...] = (5.0, 30.0)
    """How long to wait before the next try after a failure that may pass; as many tries as there are waits, beside the first."""
    stop: float = 20.0
    """How long a stopping worker waits for handlers to come to a place where they report."""
    most_starts: int = 20
    """A job whose worker died under it so often is given up: it may be what kills them."""
