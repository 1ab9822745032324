"""The parts of the administration, each with the right that one needs to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.http.permissions import Action
from api.http.scope import Scope
from api.web.words import N_


@dataclass(frozen=True, slots=True)
class Part:
    """A part; `house` where it is the house's own, so that a right for one supplier is not enough."""

    address: str
    name: str
    icon: str
    action: Action
    house: bool = False

    def open_to(self, scope: Scope) -> bool:
        """Whether that reader may see it."""
        return scope.may(self.action, None) if self.house else scope.may_somewhere(self.action)


PARTS: Final = (
    Part("/admin/users", N_("Users"), "users", Action.GOVERN, house=True),
    Part("/admin/suppliers", N_("Suppliers"), "building-2", Action.ARRANGE),
    Part("/admin/jobs", N_("Background work"), "layers", Action.RUN),
    Part("/admin/models", N_("Language models"), "sparkles", Action.RUN, house=True),
    Part("/admin/health", N_("Health"), "shield-check", Action.RUN, house=True),
    Part("/admin/access", N_("Access"), "history", Action.AUDIT),
    Part("/admin/tokens", N_("API tokens"), "lock", Action.WORK),
)


def parts_of(scope: Scope) -> Sequence[Part]:
    """The parts that a reader may see, in order."""
    return [part for part in PARTS if part.open_to(scope)]
