"""Reads which models an operator has set up: a YAML file of them by name, or one in short form, `provider:model`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from agents.model.choice import NO_MODEL, Model, Price, Provider

ADDRESSES: Final = {Provider.OPENAI: "https://api.openai.com/v1", Provider.ANTHROPIC: "https://api.anthropic.com"}
KEY: Final = "RECOUP_LLM_KEY"
"""The variable that a model's key is read from where it names none of its own."""
NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?")
MOST_MODELS: Final = 50
WEB: Final = r"https?://[^\s/?#@]+(/[^\s?#]*)?"
"""An address without user, password, query or fragment."""
Keys = Callable[[str], SecretStr | None]
"""Gives what stands in a variable of the environment."""


class UnusableModelsError(Exception):
    """The list of models cannot be used; each problem says where and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def _no_float(value: object) -> object:
    """Prices are exact: YAML's 2.5 is taken by its digits."""
    return str(value) if isinstance(value, float) else value


Dollars = Annotated[Decimal, BeforeValidator(_no_float), Field(ge=0, lt=100_000, max_digits=12, decimal_places=6)]


class _Price(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Dollars
    output: Dollars
    source: str = Field(min_length=1, max_length=300)
    date: date


class _Entry(BaseModel):
    """One model as it stands in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Provider
    model: str = Field(min_length=1, max_length=180)
    url: str | None = Field(default=None, max_length=300, pattern=f"^{WEB}$")
    key: str | None = Field(default=None, pattern=r"^[A-Z][A-Z0-9_]{0,99}$")
    price: _Price | None = None
    context: int = Field(default=32_000, ge=1_000, le=10_000_000)
    temperature: float | None = Field(default=0.0, ge=0, le=2)
    seconds: float = Field(default=120.0, gt=0, le=3_600)


def models_listed(text: str, file: str, keys: Keys) -> dict[str, Model]:
    """The models of a YAML file: name → what it is. Raises UnusableModelsError that names every entry which cannot be used."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UnusableModelsError([f"{file}{f' line {mark.line + 1}' if mark else ''}: is no YAML"]) from None
    if not isinstance(content, Mapping) or len(content) > MOST_MODELS:
        raise UnusableModelsError([f"{file}: write one entry per model, at most {MOST_MODELS}: a name, and below it provider and model"])
    problems: list[str] = []
    found: dict[str, Model] = {}
    for name, entry in content.items():
        try:
            found[str(name)] = _model(_checked_name(name), _Entry.model_validate(entry), keys)
        except ValidationError as error:
            problems += [f"{file}: {name}: {'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors()]
        except ValueError as error:
            problems.append(f"{file}: {name}: {error}")
    if problems:
        raise UnusableModelsError(problems)
    return found


def model_in_short(short: str, url: str, keys: Keys) -> Model:
    """The model that `provider:model` means, reached at `url` where one is given. Raises UnusableModelsError."""
    provider, _, model_id = short.partition(":")
    try:
        return _model(short, _Entry.model_validate({"provider": provider, "model": model_id, "url": url or None}), keys)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UnusableModelsError([f"{short}: {said}"]) from None
    except ValueError as error:
        raise UnusableModelsError([f"{short}: {error}"]) from None


def _checked_name(name: Any) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name) or name == NO_MODEL:
        raise ValueError(f"a name is made of small letters, digits, dots and hyphens, and is not {NO_MODEL}")
    return name


def _model(name: str, entry: _Entry, keys: Keys) -> Model:
    url = entry.url or ADDRESSES.get(entry.provider)
    if url is None:
        raise ValueError("a server of your own needs its url")
    price = entry.price
    variable = entry.key or KEY
    return Model(
        name=name,
        provider=entry.provider,
        model_id=entry.model,
        base_url=url.rstrip("/"),
        key=keys(variable),
        key_variable=variable,
        price=Price() if price is None else Price(price.input, price.output, price.source, price.date),
        most_context=entry.context,
        temperature=entry.temperature,
        seconds=entry.seconds,
    )
