"""What a conclusion says in words without a figure: told by its kind, and by no other kind of claim."""

from __future__ import annotations

from functools import cache

import pytest

from cases.letters.sentences import Sentence
from cases.letters.verifier import verify_sentence
from evals.cases_at_hand import CaseAtHand, matters_at_hand


@cache
def _case(kind: str) -> CaseAtHand:
    """A made-up case whose conclusion is of that kind."""
    return next(c for c in matters_at_hand(range(31, 33)) if any(f.name == "why" and f.label == kind for f in c.brief.facts))


def _passes(kind: str, text: str) -> bool:
    case = _case(kind)
    cited = tuple(f.number for f in case.brief.facts if f.key.startswith("line:1/"))
    found = verify_sentence(Sentence(text, cited), case.brief, case.situation("en"))
    return not found.objections and not found.unverifiable


@pytest.mark.parametrize(
    "kind, text",
    [
        ("above_tariff", "The charge is more than the tariff allows."),
        ("base_and_scope", "The returns were left in the base."),
        ("not_bought", "No rebate is due."),
        ("incremental", "The higher rate applies only to the purchases within its tier."),
        ("above_cap", "The claim goes beyond the cap."),
        ("units_on_hand", "The agreement covers stock on hand only."),
        ("units_above_order", "You charged the fee on more units than were confirmed."),
        ("return_above_authorisation", "The return was charged at more than the authorised amount."),
        ("wrong_size_tier", "The item belongs in the smaller tier."),
        ("ship_notice_in_time", "The ship notice reached you in good time."),
    ],
)
def test_a_conclusion_is_told_without_its_figures(kind: str, text: str) -> None:
    assert _passes(kind, text)


@pytest.mark.parametrize(
    "kind, text",
    [
        ("above_tariff", "The freight is for your account."),
        ("above_tariff", "The freight is not more than the tariff allows."),
        ("base_and_scope", "The returns were taken off the base."),
        ("above_cap", "The claim does not go beyond the cap."),
        ("several_effects", "The claim goes beyond the cap."),
        ("not_bought", "The agreement covers stock on hand only."),
        ("incremental", "No rebate is due."),
        ("base_and_scope", "The item belongs in the smaller tier."),
    ],
)
def test_its_opposite_and_what_another_conclusion_says_do_not_pass(kind: str, text: str) -> None:
    assert not _passes(kind, text)


@pytest.mark.parametrize(
    "text", ["Both the base and the rate are wrong.", "The returns were kept out of the base.", "Stock on order is covered."]
)
def test_what_no_fact_of_the_case_is_about_is_for_a_person(text: str) -> None:
    case = next(c for c in matters_at_hand(range(31, 33)) if c.name.endswith("-shortage"))
    found = verify_sentence(Sentence(text, tuple(f.number for f in case.brief.facts)), case.brief, case.situation("en"))
    assert found.unverifiable or found.objections
