"""The language models of the house and what they have used, for those who run it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from agents.model.choice import Models
from agents.model.spent import spent_since
from api.http.gate.rows import Gate
from api.http.shapes.models import FailedCall, LimitsShown, ModelShown, ModelsShown, SpentShown, in_dollars
from ledger.agents import ModelCall

DAYS: Final = 30
FAILED: Final = 20


def models_shown(gate: Gate, models: Models) -> ModelsShown:
    """Models, limits, what a month has cost by day and supplier, and what failed of late. The caller has asked for the right."""
    since = gate.today - timedelta(days=DAYS - 1)
    spent = spent_since(gate.session, since)
    today = [s for s in spent if s.day == gate.today]
    return ModelsShown(
        models=choices(models),
        limits=LimitsShown.of(models.limits),
        since=since,
        today_calls=sum(s.calls for s in today),
        today_tokens=sum(s.input_tokens + s.output_tokens for s in today),
        today_cost=in_dollars(sum(s.cost_micros + s.reserved_micros for s in today)),
        spent=[SpentShown.of(s) for s in spent],
        failed=[FailedCall.of(row) for row in _failed(gate)],
    )


def choices(models: Models) -> list[ModelShown]:
    """The models that a supplier may choose from, by name."""
    return [ModelShown.of(model, default=name == models.default) for name, model in sorted(models.listed.items())]


def _failed(gate: Gate) -> Sequence[ModelCall]:
    wanted = gate.seen(ModelCall).where(ModelCall.state == "failed").order_by(ModelCall.id.desc()).limit(FAILED)
    return gate.session.scalars(wanted).all()
