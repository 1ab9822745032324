"""What the agents' handlers are handed: the desk of the house, and the models that it may ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.model.choice import Models
from cases.background.desk import Desk


@dataclass(frozen=True, slots=True)
class Bench:
    """Put together by the wiring. With no models everything works; graphs ask none then."""

    desk: Desk
    models: Models = field(default_factory=Models)
