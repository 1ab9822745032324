"""Figures of which one is what the others come to, a count that is all of it, what is wanted back; and their false neighbours."""

from __future__ import annotations

import pytest

from cases.letters.brief_facts import brief_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Situation, verify_sentence
from evals.cases_at_hand import TODAY
from evals.made_up.matters import made_up_matters

MATTERS = {name: (brief_of(matter), taken) for name, matter, taken in made_up_matters(31)}


def _passes(name: str, text: str) -> bool:
    """Whether a sentence passes that cites all facts of a made-up matter."""
    brief, taken = MATTERS[next(n for n in MATTERS if n.removeprefix("matter-31-") == name)]
    asked = brief.at("case/asked")
    assert asked is not None
    assert asked.amount is not None
    values = {f.name: f"{f.value} {f.currency}" if f.currency else f.value for f in reversed(brief.facts)}
    sentence = Sentence(text.format(**values), tuple(f.number for f in brief.facts))
    situation = Situation(language="en", today=TODAY, currency=brief.currency, asked=asked.amount, deducted=taken)
    said = verify_sentence(sentence, brief, situation)
    return not said.objections and not said.unverifiable


@pytest.mark.parametrize(
    "name, text",
    [
        ("shortage", "{short} units at {unit_cost} make {claimed}."),
        ("shortage", "At {case_pack} units per carton, the {cartons} cartons contained {proven} units."),
        ("shortage", "There was no shortage: {invoiced} of {invoiced} units are proven delivered."),
        ("shortage", "We do not accept deduction {reference} and would like the {claimed} back."),
        ("shortage", "If you need anything else from us to process the refund of {claimed}, please let us know."),
        ("fee_by_weight", "The correct fee is {fee} per unit, which makes {expected} for {quantity} units."),
    ],
)
def test_what_figures_come_to_and_what_is_wanted_back_is_plain(name: str, text: str) -> None:
    assert _passes(name, text)


@pytest.mark.parametrize(
    "name, text",
    [
        ("shortage", "{received} units at {unit_cost} make {claimed}."),
        ("shortage", "{short} units make {unit_cost} at {claimed}."),
        ("shortage", "{short} units at {claimed} make {unit_cost}."),
        ("shortage", "{short} received units at {unit_cost} make {claimed}."),
        ("shortage", "At {case_pack} units per carton, the {cartons} cartons contained {short} units."),
        ("shortage", "{invoiced} of {invoiced} units were received."),
        ("shortage", "There was no shortage: {received} of {received} units are proven delivered."),
        ("shortage", "You gave the {claimed} back."),
        ("shortage", "We would not like the {claimed} back."),
        ("shortage", "We would like the {short} units back."),
        ("fee_by_weight", "The correct fee is {fee} per unit, which makes {claimed} for {quantity} units."),
        ("fee_by_weight", "You charged {fee} per unit, which makes {expected} for {quantity} units."),
    ],
)
def test_figures_in_another_place_or_of_another_thing_do_not_pass(name: str, text: str) -> None:
    assert not _passes(name, text)
