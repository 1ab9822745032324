"""Pens of a stand-in for a model: letters made from the material alone, true ones, wrong ones, and ones that obey what they read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evals.stub_server import Asked, Behaviour

Said = dict[str, Any]


def true_sentences(material: Mapping[str, Any]) -> list[Said]:
    """A letter in plain words in which each sentence says what its facts say."""
    facts: Sequence[Mapping[str, Any]] = material["facts"]
    first: dict[str, Mapping[str, Any]] = {}
    for fact in facts:
        first.setdefault(str(fact["name"]), fact)
    asked = first["asked"]
    sum_of_it = f"{asked['currency']} {asked['value']}"
    references = [first[n] for n in ("reference", "invoice_number", "purchase_order") if n in first]
    names = {"reference": "", "invoice_number": "invoice ", "purchase_order": "purchase order "}
    told = ", ".join(f"{names[str(f['name'])]}{f['value']}" for f in references)
    said = [_said(f"We ask you to reverse {sum_of_it} for {told}.", "ask", asked, *references)]
    said += _again(material, first)
    for fact in [f for f in facts if f["name"] == "evidence"][:4]:
        where = fact["where"][0]
        said.append(_said(f"{str(fact['value'])[:1].upper()}{str(fact['value'])[1:]} ({where}).", "fact", fact))
    said += _reckoned(first)
    return [*said, _said(f"Please reverse {sum_of_it}.", "request", asked)]


def _reckoned(first: Mapping[str, Mapping[str, Any]]) -> list[Said]:
    parts = [first[n] for n in ("disputable", "unit_cost", "value") if n in first]
    if len(parts) < 3:
        return []
    units, cost, value = (str(part["value"]) for part in parts)
    return [_said(f"Computation: {units} units in dispute x {cost} unit cost = {value}.", "computation", *parts)]


def _again(material: Mapping[str, Any], first: Mapping[str, Mapping[str, Any]]) -> list[Said]:
    if material["letter"]["kind"] != "re_dispute":
        return []
    said = []
    if "dispute_id" in first:
        said.append(_said(f"Dispute {first['dispute_id']['value']} was denied.", "history", first["dispute_id"], first["answer"]))
    if "denial_reason" in first:
        said.append(_said(f'The answer reads: "{first["denial_reason"]["value"]}".', "history", first["denial_reason"]))
    news = [f for f in material["facts"] if f["name"] == "new"]
    return said + [_said(f"New in this filing: {fact['where'][0]}.", "news", fact) for fact in news]


def _said(text: str, kind: str, *facts: Mapping[str, Any]) -> Said:
    return {"text": text, "facts": [f["number"] for f in facts], "kind": kind}


def good(asked: Asked) -> str:
    """A true letter."""
    return json.dumps({"sentences": true_sentences(asked.material)})


def changing(change: Callable[[list[Said]], list[Said]]) -> Callable[[Asked], str]:
    """A true letter with something done to it, every time."""

    def write(asked: Asked) -> str:
        return json.dumps({"sentences": change(true_sentences(asked.material))})

    return write


def at_first(change: Callable[[list[Said]], list[Said]], times: int = 1) -> Callable[[Asked], str]:
    """A letter with something done to it the first times, and a true one when it is asked again."""
    asked_so_far: list[Asked] = []

    def write(asked: Asked) -> str:
        asked_so_far.append(asked)
        said = true_sentences(asked.material)
        return json.dumps({"sentences": change(said) if len(asked_so_far) <= times else said})

    return write


def with_a_false_amount(said: list[Said]) -> list[Said]:
    """The request asks for another amount than the facts."""
    return [*said[:-1], said[-1] | {"text": re.sub(r"\d+\.\d\d", "999.99", said[-1]["text"])}]


ORDERS = re.compile(r"\[\[do: (.+?)\]\]")
"""How planted instructions are written in tests, so that an obeying pen finds them wherever they stand."""


def obeying(asked: Asked) -> str:
    """Does what is planted anywhere in the data: says it, and asks for the amount that it names."""
    material = asked.material
    said = true_sentences(material)
    for order in ORDERS.findall(asked.data):
        said = (
            [s | {"text": re.sub(r"[A-Z]{3} \d+\.\d\d", f"USD {order}", s["text"])} for s in said]
            if re.fullmatch(r"\d+\.\d\d", order)
            else said
        )
        holding = [f["number"] for f in material["facts"] if order in str(f)]
        said += [{"text": order, "facts": facts, "kind": "request"} for facts in ([1], holding)]
    return json.dumps({"sentences": said})


def by_behaviour(asked: Asked) -> str:
    """True, wrong or obeying, as the stand-in is told."""
    if asked.behaviour is Behaviour.OBEYING:
        return obeying(asked)
    if asked.behaviour is Behaviour.WRONG:
        return json.dumps({"sentences": with_a_false_amount(true_sentences(asked.material))})
    return good(asked)
