"""Language models, what they may take, and what they have used, as they go over the wire. Money is in US dollars, as models are priced."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field

from agents.model.choice import Limits, Model
from agents.model.spent import Spent
from api.http.shapes.plain import Shown
from ledger.agents import ModelCall

MICROS = 1_000_000
Dollars = Annotated[str, Field(examples=["0.012300"], description="US dollars with six decimals.")]


def in_dollars(micros: int) -> str:
    """Millionths of a US dollar as they go over the wire."""
    return f"{Decimal(micros) / MICROS:.6f}"


class ModelShown(Shown):
    """A model by its name in this house. Its key is told to nobody."""

    name: str
    provider: str
    model: str = Field(description="As the provider calls it.")
    address: str
    default: bool = Field(description="Asked for suppliers that chose none.")
    lacks: str = Field(description="What keeps it from being asked; empty: nothing does.")
    price_input: str | None = Field(description="US dollars per million tokens read; null: not known, and no limit of cost holds.")
    price_output: str | None
    price_source: str
    price_date: date | None

    @classmethod
    def of(cls, model: Model, *, default: bool) -> Self:
        """From the setting."""
        priced = bool(model.price.source)
        return cls(
            name=model.name,
            provider=model.provider.value,
            model=model.model_id,
            address=model.base_url,
            default=default,
            lacks=model.lacks,
            price_input=str(model.price.input) if priced else None,
            price_output=str(model.price.output) if priced else None,
            price_source=model.price.source,
            price_date=model.price.on,
        )


class LimitsShown(Shown):
    """What models may take for one case, and for a day (UTC) in the whole house."""

    seconds_per_call: float
    seconds_per_case: float
    tokens_per_case: int
    tokens_per_day: int
    dollars_per_case: Dollars
    dollars_per_day: Dollars

    @classmethod
    def of(cls, limits: Limits) -> Self:
        """From the settings."""
        return cls(
            seconds_per_call=limits.seconds_per_call,
            seconds_per_case=limits.seconds_per_case,
            tokens_per_case=limits.tokens_per_case,
            tokens_per_day=limits.tokens_per_day,
            dollars_per_case=in_dollars(limits.micros_per_case),
            dollars_per_day=in_dollars(limits.micros_per_day),
        )


class SpentShown(Shown):
    """Calls of one day for one supplier to one model."""

    day: date
    supplier_id: int
    model: str
    calls: int
    failed: int
    estimated: int = Field(description="Calls for which the provider told no usage; tokens and cost are the house's estimate.")
    input_tokens: int
    output_tokens: int
    cost: Dollars

    @classmethod
    def of(cls, spent: Spent) -> Self:
        """From the sum."""
        plain = {name: getattr(spent, name) for name in cls.model_fields if name != "cost"}
        return cls(**plain, cost=in_dollars(spent.cost_micros))


class FailedCall(Shown):
    """A call that brought no reply, and why."""

    id: int
    supplier_id: int
    case_id: int | None
    model: str
    error: str
    tries: int
    begun_at: datetime

    @classmethod
    def of(cls, row: ModelCall) -> Self:
        """From the row."""
        return cls.model_validate(row)


class ModelsShown(Shown):
    """The models of the house, their limits, and what they have used since `since`, for those who run it."""

    models: list[ModelShown]
    limits: LimitsShown
    since: date
    today_calls: int
    today_tokens: int = Field(description="Read and written today, with what calls under way may come to.")
    today_cost: Dollars
    spent: list[SpentShown]
    failed: list[FailedCall] = Field(description="The latest of them.")
