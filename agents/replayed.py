"""What going through a run again brings: step by step, and whether it comes out as it did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replayed:
    """One step of a run gone through again; `differences` says in words what comes out otherwise, empty for the same."""

    node: str
    attempt: int
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A run gone through again. `lacking` says why it could not be, empty where it was."""

    steps: tuple[Replayed, ...] = ()
    lacking: str = ""

    @property
    def same(self) -> bool:
        """Whether everything came out as it did."""
        return not self.lacking and not any(step.differences for step in self.steps)
