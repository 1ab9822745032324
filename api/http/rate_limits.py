"""How often somebody may ask. Counted in this process's memory: several servers count each for itself, a restart forgets."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.http.problems import TooManyRequestsError


class RateLimits:
    """Counts requests by what they are and whose they are."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rates: dict[str, RateLimitItem] = {}

    def count(self, rate: str, *whose: str) -> None:
        """Counts one request against a rate (`10/minute`). Raises TooManyRequestsError that says when to come again."""
        item = self._rates.setdefault(rate, parse(rate))
        if not self._limiter.hit(item, *whose):
            again = self._limiter.get_window_stats(item, *whose).reset_time
            raise TooManyRequestsError(math.ceil(again - time.time()))


class Places:
    """A bounded number of places per person, for what stays open: event streams."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken: Counter[int] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, user_id: int) -> Iterator[None]:
        """A place for as long as the block runs. Raises TooManyRequestsError where all are taken."""
        with self._lock:
            if self._taken[user_id] >= self._places:
                raise TooManyRequestsError(5)
            self._taken[user_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[user_id] -= 1
                if not self._taken[user_id]:
                    del self._taken[user_id]
