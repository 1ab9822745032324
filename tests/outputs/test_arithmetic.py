from cases.letters.arithmetic import in_words, one_line, with_values
from facts.finding import Step

LABELS = {"proven": "units proven", "invoiced": "units invoiced", "received": "units received", "pack": "units per carton"}
VALUES = {"proven": "120", "invoiced": "120", "received": "0", "pack": "12"}


def test_a_formula_reads_in_words_and_in_figures() -> None:
    assert in_words("min(proven, invoiced) - received", LABELS) == "min(units proven, units invoiced) − units received"
    assert with_values("min(proven, invoiced) - received", VALUES) == "min(120, 120) − 0"


def test_brackets_stand_where_they_are_needed_and_nowhere_else() -> None:
    assert with_values("(invoiced - received) * pack", VALUES) == "(120 − 0) × 12"
    assert with_values("invoiced - (received - pack)", VALUES) == "120 − (0 − 12)"
    assert with_values("(invoiced * pack) / pack + -received", VALUES) == "120 × 12 ÷ 12 + −0"


def test_rounding_is_not_told_at_the_end_of_a_step() -> None:
    assert in_words("round(proven * pack, 2)", LABELS) == "units proven × units per carton"


def test_a_formula_that_nobody_understands_stands_as_it_is() -> None:
    assert in_words("proven ** 2", LABELS) == "proven ** 2"
    assert in_words("proven *", LABELS) == "proven *"


def test_the_sum_in_one_line_names_the_side_that_decides() -> None:
    steps = (
        Step("claimed", "claimed", "900.00"),
        Step("disputable", "units in dispute", "120"),
        Step("unit_cost", "unit cost", "4.17"),
        Step("value", "value of the units in dispute", "500.40", "min(claimed, round(disputable * unit_cost, 2))"),
        Step("recoverable_amount", "to recover", "500.40", "value"),
    )
    assert one_line(steps) == "120 units in dispute × 4.17 unit cost = 500.40"


def test_a_claim_that_is_wrong_as_a_whole_shows_the_comparison() -> None:
    steps = (
        Step("claimed", "claimed", "241.92"),
        Step("billed", "cost on the invoice", "10.00"),
        Step("agreed", "cost on the order", "10.00"),
        Step("difference", "invoiced above the order, per unit", "0.00", "max(0, billed - agreed)"),
        Step("recoverable_amount", "to recover", "241.92", "round(claimed, 2)"),
    )
    assert one_line(steps) == (
        "invoiced above the order, per unit: 10.00 cost on the invoice − 10.00 cost on the order = 0.00; 241.92 claimed, asked back in full"
    )


def test_what_is_not_computed_has_no_sum() -> None:
    assert one_line(()) == ""
    assert one_line((Step("recoverable_amount", "to recover", "5.00"),)) == ""
