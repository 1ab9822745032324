"""Who did something, as pages call them."""

from __future__ import annotations

from collections.abc import Callable

from api.http.gate.case_papers import names_of
from api.http.gate.rows import Gate
from cases.background.desk import SYSTEM


def persons(gate: Gate) -> Callable[[str], str]:
    """What to call who is on record: a person by name, the house itself, or else as it stands. Each is looked up once."""
    known = {SYSTEM: "Recoup"}

    def person(actor: str) -> str:
        if actor not in known:
            known[actor] = names_of(gate, [actor]).get(actor, actor)
        return known[actor]

    return person
