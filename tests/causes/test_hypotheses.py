"""Each condition holds and fails where it should, with the values that were compared; what nothing explains is not known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.causes.figures import Counts, Figures, Part, figures_of, units_of
from cases.causes.hypotheses import BY_NAME, CAUSES, Looked, enough, many_orders, most, one_place, same_pack, standing, weighed
from cases.causes.lines import Dimension, Lines, Span, months_up_to
from cases.wording import CAUSE_NAMES
from facts.finding import FindingType
from rules.model import Rules
from tests.causes.deductions import FIRST, TODAY, Deductions, units

SHORTAGES = Lines(1, "USD", months_up_to(TODAY, 6), {Dimension.TYPE: "shortage"})
FIGURES = Figures(10, 10, 10, 100_000, 0, FIRST, TODAY, by_kind={"shortage": Part(10, 100_000)}, values={Dimension.DESTINATION: 1})


def looked(rules: Rules, **figures: object) -> Looked:
    return Looked(SHORTAGES, replace(FIGURES, **figures), rules.causes)  # type: ignore[arg-type]


def test_enough_lines_are_as_many_as_the_pack_asks_for(rules: Rules) -> None:
    assert enough(looked(rules), Part(3, 1)).holds
    outcome = enough(looked(rules), Part(2, 1))
    assert (outcome.holds, outcome.found, outcome.needed) == (False, "2", "3")


def test_one_charge_stands_for_itself(rules: Rules) -> None:
    alone = Looked(SHORTAGES.narrowed(Dimension.CASE, "7"), FIGURES, rules.causes)
    assert enough(alone, Part(1, 1)).holds


def test_most_lines_are_at_least_half_of_them(rules: Rules) -> None:
    assert most(looked(rules), Part(5, 1)).holds
    outcome = most(looked(rules), Part(4, 1))
    assert (outcome.holds, outcome.found, outcome.needed) == (False, "4/10", "0.5")


def test_one_place_is_one_place(rules: Rules) -> None:
    assert one_place(looked(rules), Part()).holds
    assert not one_place(looked(rules, values={Dimension.DESTINATION: 2}), Part()).holds


def test_noise_comes_up_on_many_orders(rules: Rules) -> None:
    assert many_orders(looked(rules, counts=Counts(orders=3)), Part()).holds
    assert not many_orders(looked(rules, counts=Counts(orders=2)), Part()).holds


def test_the_pack_is_the_same_in_each_line(rules: Rules) -> None:
    outcome = same_pack(looked(rules, counts=Counts(10, packed=Part(6, 1), pack=12)), Part(6, 1))
    assert outcome.holds
    assert "12" in outcome.said


def test_cases_booked_as_eaches_are_told_by_their_units(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(7, calculation=units(120, 10))
    deductions.add(2, calculation=units(120, 96))
    figures = figures_of(session, SHORTAGES, small_units=3)
    first = weighed(Looked(SHORTAGES, figures, rules.causes))[0]
    assert (first.cause, first.part.lines, figures.counts.pack) == ("each_case", 7, 12)
    assert first.stands


def test_single_units_at_one_place_are_noise_of_counting(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(9, destination="PHX7", calculation=units(200, 198))
    figures = figures_of(session, SHORTAGES, small_units=3)
    assert [h.cause for h in standing(weighed(Looked(SHORTAGES, figures, rules.causes)))] == ["count_noise"]


def test_single_units_everywhere_are_not(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.evenly(12, calculation=units(200, 198))
    figures = figures_of(session, SHORTAGES, small_units=3)
    assert standing(weighed(Looked(SHORTAGES, figures, rules.causes))) == ()


def test_nothing_received_points_to_notice_or_label(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(6, calculation=units(48, 0))
    figures = figures_of(session, SHORTAGES, small_units=3)
    assert weighed(Looked(SHORTAGES, figures, rules.causes))[0].cause == "not_received"


def test_what_nothing_explains_is_not_known(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(6, calculation=units(100, 61))
    figures = figures_of(session, SHORTAGES, small_units=3)
    assert weighed(Looked(SHORTAGES, figures, rules.causes)) == ()


def test_causes_that_are_worth_more_lead(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(5, type=FindingType.CHARGEBACK, root_cause="labels", claimed_minor=100)
    deductions.add(5, type=FindingType.CHARGEBACK, root_cause="late_delivery", claimed_minor=900)
    charges = Lines(1, "USD", Span(FIRST, TODAY), {Dimension.TYPE: "chargeback"})
    figures = figures_of(session, charges, small_units=3)
    assert [h.cause for h in weighed(Looked(charges, figures, rules.causes))] == ["late_delivery", "labels"]


def test_a_cause_of_shortages_is_none_of_charges(session: Session, deductions: Deductions, rules: Rules) -> None:
    deductions.add(5, type=FindingType.CHARGEBACK, root_cause="missing_cartons")
    charges = Lines(1, "USD", Span(FIRST, TODAY), {Dimension.TYPE: "chargeback"})
    assert weighed(Looked(charges, figures_of(session, charges, small_units=3), rules.causes)) == ()


def test_every_cause_has_a_name_and_is_said_in_every_language_of_the_pack(rules: Rules) -> None:
    for language, texts in rules.causes.said.items():
        assert set(BY_NAME) <= set(texts), language
        assert set(texts) == set(rules.causes.prevention[language]), language
    assert set(BY_NAME) <= set(CAUSE_NAMES)
    assert len(BY_NAME) == len(CAUSES)


def test_words_of_charges_point_to_causes(rules: Rules) -> None:
    told = {
        "Receive Accuracy, ASN not received": "ship_notice",
        "PO On-Time Accuracy, Not on time": "late_delivery",
        "PO On-Time Accuracy Not filled": "not_filled",
        "Carton content label missing": "carton_content",
        "No PO label": "labels",
        "Overweight carton": "overweight",
        "Prep - Bagging": "prep",
        "Something else": None,
    }
    assert {words: rules.causes.charge(words) for words in told} == told


def test_units_are_read_from_a_calculation_that_states_them() -> None:
    assert units_of(units(12, 6)) == (Decimal(12), Decimal(6))
    assert units_of([{"id": "invoiced", "value": "12"}]) is None
    assert units_of([{"id": "invoiced", "value": "twelve"}, {"id": "received", "value": "1"}]) is None
