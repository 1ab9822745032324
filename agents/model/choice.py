"""Which models this house may ask, what each costs and may take, and which of them a supplier's papers may go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.model.port import NoModelError
from ledger.suppliers import Supplier

CHOICE: Final = "model"
"""The supplier's setting that names its model."""
NO_MODEL: Final = "none"
"""What a supplier says that wants no model at all; no model may go by this name."""


class Provider(StrEnum):
    """Whose language a model's server speaks."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    LOCAL = "local"
    """A server of the house's own that speaks as OpenAI's does; it may want no key."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read and written, which is also millionths of a dollar for one; where and when that was said."""

    input: Decimal = Decimal(0)
    output: Decimal = Decimal(0)
    source: str = ""
    on: date | None = None

    def micros(self, input_tokens: int, output_tokens: int) -> int:
        """What so many tokens cost in millionths of a US dollar; a fraction of one counts as a whole."""
        return int((self.input * input_tokens + self.output * output_tokens).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Model:
    """A model by its name in this house. `seconds` bounds one answer of it, where that is less than the house's limit."""

    name: str
    provider: Provider
    model_id: str
    base_url: str
    key: SecretStr | None = None
    key_variable: str = ""
    """The variable that the key is read from; the key itself is shown nowhere."""
    price: Price = Price()
    most_context: int = 32_000
    """Tokens that a question and its answer may come to."""
    temperature: float | None = 0.0
    """None leaves it out, for models that take none."""
    seconds: float = 120.0

    @property
    def full_id(self) -> str:
        """Provider and model as the provider calls it."""
        return f"{self.provider}:{self.model_id}"

    @property
    def lacks(self) -> str:
        """What keeps it from being asked, in words; empty where nothing does."""
        if self.key is None and self.provider is not Provider.LOCAL:
            return f"no key: set {self.key_variable}"
        return ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What models may take. A case is what a run is about; a run without a case counts alone. Money is in millionths of a US dollar."""

    seconds_per_call: float = 60.0
    seconds_per_case: float = 180.0
    tokens_per_case: int = 200_000
    tokens_per_day: int = 5_000_000
    micros_per_case: int = 1_000_000
    micros_per_day: int = 20_000_000
    tries_per_call: int = 4


@dataclass(frozen=True, slots=True)
class Models:
    """The models that are set up here, by name; `default` is the one for suppliers that chose none, empty for none."""

    listed: Mapping[str, Model] = field(default_factory=dict)
    default: str = ""
    limits: Limits = Limits()

    def named(self, name: str) -> Model:
        """The model of that name. Raises NoModelError where there is none such or its key is missing."""
        model = self.listed.get(name)
        if model is None:
            raise NoModelError(f"no model is called {name} in this house" if name else "no model is set up")
        if model.lacks:
            raise NoModelError(f"the model {name} cannot be asked: {model.lacks}")
        return model

    def choice(self, name: str) -> str:
        """A supplier's choice as it is kept. Raises NoModelError for a name that no model goes by; its key may come later."""
        if name != NO_MODEL and name not in self.listed:
            raise NoModelError(f"no model is called {name} in this house")
        return name


def with_model(settings: Mapping[str, Any], choice: str | None) -> dict[str, Any]:
    """A supplier's settings with its choice of a model; None goes back to the house's own."""
    others = {name: value for name, value in settings.items() if name != CHOICE}
    return others if choice is None else {**others, CHOICE: choice}


def model_for(session: Session, supplier_id: int, models: Models) -> str:
    """The name of the model that a supplier's papers may go to: its own choice, else the house's; empty for none.

    A choice that is not set up here (or lacks its key) is none: nothing goes to another model than the one that was chosen.
    """
    settings = session.scalar(select(Supplier.settings).where(Supplier.id == supplier_id)) or {}
    chosen = settings.get(CHOICE) or models.default
    found = models.listed.get(chosen) if isinstance(chosen, str) else None
    return "" if found is None or found.lacks else found.name
