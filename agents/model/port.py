"""What a model is asked and what it answers, whoever it is: plain values, so that a graph knows no provider."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question. `instructions` are ours and speak to the model; `material` is data, quoted as JSON, and never speaks to it.

    `name` and `version` name the instructions in the house (`narrative.draft`, 3). `brief_hash` is that of the brief it was made
    from. `most_tokens` bounds the answer.
    """

    name: str
    version: int
    instructions: str
    material: Mapping[str, Any] = field(default_factory=dict)
    brief_hash: str = ""
    most_tokens: int = 2000

    @property
    def data(self) -> str:
        """The material as it is sent: JSON without line breaks inside values that could look like ours."""
        return json.dumps(self.material, ensure_ascii=False, indent=1)

    @property
    def hash(self) -> str:
        """SHA-256 over all that is sent."""
        said = json.dumps([self.name, self.version, self.instructions, self.data, self.most_tokens], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, and what they cost in millionths of a US dollar."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, whole. `kept` says that it was answered before and nothing was asked or paid now."""

    text: str
    stop_reason: str = ""
    usage: Usage = Usage()
    call_id: int | None = None
    kept: bool = False


class ModelError(Exception):
    """No answer that can be used; the graph goes on without one. The message says why, for the person."""


class UnavailableModelError(ModelError):
    """The provider did not answer, or not in a way that can be used, also when it was asked again."""


class LateModelError(ModelError):
    """It took longer than a case may wait."""


class SpentLimitError(ModelError):
    """The tokens or the money that a case or a day may cost are spent; nothing was asked."""


class NoModelError(ModelError):
    """The supplier wants no model, or the one it chose is not set up here."""


Ask = Callable[[Prompt], Reply]
"""Asks the chosen model within its limits, once per question however often it is called. Raises ModelError."""
