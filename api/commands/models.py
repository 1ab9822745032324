"""`recoup models`: which language models are set up, whether one answers, and what they have cost."""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from typing import Final

from agents.model.choice import Model, Models
from agents.model.port import NoModelError, Prompt
from agents.model.spending import dollars, estimate
from agents.model.spent import spent_since
from api.errors import OK, UNSOUND, CommandError
from api.house_models import models_of
from api.opening import ready_house, settings_in_force
from api.tables import print_table

TINY: Final = Prompt("try", 1, "Answer with the one word that the data gives.", {"word": "ready"}, most_tokens=50)
TRY_SECONDS: Final = 30.0


def run(arguments: argparse.Namespace) -> int:
    """Lists the models, tries one, or says what was spent."""
    if arguments.spent:
        return _spent(arguments.days)
    models = models_of(settings_in_force())
    return _list(models) if arguments.try_one is None else _try(models, arguments.try_one)


def _list(models: Models) -> int:
    rows = (
        (
            name,
            model.full_id,
            model.base_url,
            f"{model.price.input} / {model.price.output}" if model.price.source else "not known: costs nothing here",
            model.lacks or ("the house's own choice" if name == models.default else "ready"),
        )
        for name, model in sorted(models.listed.items())
    )
    empty = "no model is set up: letters come from templates (RECOUP_LLM, RECOUP_MODELS)"
    print_table(("model", "provider and model", "reached at", "$ per million tokens in / out", "state"), rows, empty=empty)
    return OK


def _try(models: Models, name: str) -> int:
    """Asks a question of a few words. It concerns no supplier and counts in no limit."""
    try:
        model = models.named(name)
    except NoModelError as error:
        raise CommandError(str(error)) from None
    return _asked(model)


def _asked(model: Model) -> int:
    from agents.model.clients import client_of
    from agents.model.line import speak

    client_of(model)
    began = time.monotonic()
    seconds = min(model.seconds, TRY_SECONDS)
    spoken = speak(model, TINY, "recoup-try", seconds, look=lambda: None, on_text=lambda _: None)
    took = time.monotonic() - began
    if spoken.failure is not None:
        print(f"{model.name}: {spoken.failure.reason} (after {took:.1f} s)")
        return UNSOUND
    heard = spoken.heard
    read, written = heard.input_tokens, heard.output_tokens
    told = "" if read else ", estimated: the provider told no usage"
    read, written = read or estimate(TINY.instructions + TINY.data), written or estimate(heard.text)
    cost = dollars(model.price.micros(read, written)) if model.price.source else "no price set"
    print(f"{model.name} answers in {took:.1f} s: {heard.text.strip()[:80]!r}; {read} tokens read, {written} written{told}; {cost}")
    return OK


def _spent(days: int) -> int:
    with ready_house() as house, house.desk.sessions() as session:
        found = spent_since(session, house.desk.today() - timedelta(days=days - 1))
    rows = (
        (s.day, s.supplier, s.model, s.calls, s.failed, s.input_tokens, s.output_tokens, dollars(s.cost_micros), _told(s.estimated))
        for s in found
    )
    columns = ("day", "supplier", "model", "calls", "failed", "tokens read", "written", "cost", "")
    print_table(columns, rows, empty=f"nothing was asked in {days} days", right=columns[3:8])
    return OK


def _told(estimated: int) -> str:
    return f"{estimated} estimated" if estimated else ""
