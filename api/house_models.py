"""The models of the house as its settings name them, and what they may take."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from agents.model.choice import Limits, Model, Models
from agents.model.listed import UnusableModelsError, model_in_short, models_listed
from api.settings import Settings, UnusableSettingsError, secret_for

LONGEST_FILE: Final = 200_000
MICROS: Final = 1_000_000


def models_of(settings: Settings) -> Models:
    """The models that are set up. Raises UnusableSettingsError for a file that cannot be used or a default that is not in it."""
    try:
        listed = _listed(settings.models)
        if ":" in settings.llm:
            listed[settings.llm] = model_in_short(settings.llm, settings.llm_url, secret_for)
    except UnusableModelsError as error:
        raise UnusableSettingsError(error.problems) from None
    if settings.llm and settings.llm not in listed:
        known = ", ".join(sorted(listed)) or "none, RECOUP_MODELS names no file"
        raise UnusableSettingsError([f"RECOUP_LLM: no model is called {settings.llm} (known: {known}); or write provider:model"])
    return Models(listed, settings.llm, limits_of(settings))


def limits_of(settings: Settings) -> Limits:
    """What models may take in this house."""
    return Limits(
        seconds_per_call=float(settings.llm_seconds_per_call),
        seconds_per_case=float(settings.llm_seconds_per_case),
        tokens_per_case=settings.llm_tokens_per_case,
        tokens_per_day=settings.llm_tokens_per_day,
        micros_per_case=_micros(settings.llm_dollars_per_case),
        micros_per_day=_micros(settings.llm_dollars_per_day),
    )


def _listed(file: Path | None) -> dict[str, Model]:
    if file is None:
        return {}
    place = file.expanduser()
    try:
        if place.stat().st_size > LONGEST_FILE:
            raise UnusableModelsError([f"RECOUP_MODELS: {place} is longer than a list of models can be"])
        text = place.read_text(encoding="utf-8")
    except OSError as error:
        raise UnusableModelsError([f"RECOUP_MODELS: {place} cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise UnusableModelsError([f"RECOUP_MODELS: {place} is no text in UTF-8"]) from None
    return models_listed(text, place.name, secret_for)


def _micros(dollars: Decimal) -> int:
    return int(dollars * MICROS)
