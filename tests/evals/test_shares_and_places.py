"""A share is one of what it is said to be of, an identifier stands where its kind can stand, and what is said beside a sentence is seen."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from cases.letters.sentences import Sentence
from cases.letters.verifier import verify_sentence
from evals.cases_at_hand import CaseAtHand, matters_at_hand

_VALUE = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def cases() -> dict[str, CaseAtHand]:
    return {case.name.removeprefix("matter-55-"): case for case in matters_at_hand([55])}


@pytest.mark.parametrize(
    "name, true, false",
    [
        ("coop", "The agreed rate is {rate} of a base of {base}.", "The agreed rate is {rate} of a base of {asked}."),
        ("fee", "The fee charged is {claimed}, the fee due {expected}.", "The fee charged is {claimed}, the fee due {asked}."),
        (
            "price_cost_update",
            "Approved cost = invoiced cost = {invoice_cost}{approved_cost}.",
            "Approved cost = invoiced cost = {asked}.",
        ),
        (
            "shortage_denied",
            "The dispute filed on {filed_on} was denied on {answered_on}.",
            "The dispute filed on {answered_on} was denied on {filed_on}.",
        ),
        ("shortage_denied", "We filed dispute {dispute_id} on {filed_on}.", "We filed dispute {reference} on {filed_on}."),
        ("fee", "{deducted} was deducted under {reference}.", "{deducted} was deducted under {sku}."),
        ("shortage", "{disputable} units are in dispute.", "{disputable} units are in dispute, at your own request."),
        ("shortage", "{disputable} units are in dispute.", "{disputable} units in points are in dispute."),
        (
            "units_protected",
            "The cost was cut from {cost_before} to {cost_after}.",
            "The cost was raised from {cost_before} to {cost_after}.",
        ),
        ("units_protected", "The price fell from {cost_before} to {cost_after}.", "The price fell from {cost_after} to {cost_before}."),
        ("freight", "Please credit {asked} to our account.", "Please credit {asked} from our account."),
    ],
)
def test_what_a_word_makes_of_a_true_sentence_is_seen(cases: dict[str, CaseAtHand], name: str, true: str, false: str) -> None:
    case = cases[name]
    spoken = [_spoken(case, text) for text in (true, false)]
    assert [_verified(case, *one) for one in spoken] == [True, False]


def _spoken(case: CaseAtHand, text: str) -> tuple[str, tuple[int, ...]]:
    """The sentence with the values of the brief in it, a rate as a percentage and an amount with its currency, and the facts cited."""
    facts = {f.name: f for f in reversed(case.brief.facts)}
    names = _VALUE.findall(text)
    values = {
        n: f"{(Decimal(f.value) * 100).normalize():f} %" if f.unit == "percent" else f"{f.currency} {f.value}".strip()
        for n, f in facts.items()
    }
    once = re.sub(r"\}\{\w+\}", "}", text)
    return _VALUE.sub(lambda m: values[m[1]], once), tuple(sorted({facts[n].number for n in names} | _grounds(case)))


def _grounds(case: CaseAtHand) -> set[int]:
    """What letters cite besides: the answer, where there is one."""
    return {f.number for f in case.brief.facts if f.name == "answer"}


def _verified(case: CaseAtHand, text: str, facts: tuple[int, ...]) -> bool:
    found = verify_sentence(Sentence(text, facts), case.brief, case.situation("en"))
    return not found.objections and not found.unverifiable
