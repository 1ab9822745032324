"""What going through a run again brings: step by step, and whether it comes out as it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.model.port import Prompt

GONE: Final = ("the reply is not kept any more",)


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


def question(prompt: Callable[[], Prompt], version: int, step: Mapping[str, Any]) -> tuple[str, ...]:
    """Whether the same would be asked; other instructions than those of then are said as such."""
    if step.get("version") != version:
        return (f"the instructions are another version now ({version}, then {step.get('version')})",)
    return () if prompt().hash == step.get("prompt_hash") else ("something else would be asked now",)


def differs(what: str, before: object, now: object) -> tuple[str, ...]:
    """Whether what came out then comes out otherwise."""
    return () if before == now else (f"{what} comes out otherwise",)
