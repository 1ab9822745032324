"""A true sentence whose denial, comparison or concession may be of another thing is left to a person; its false neighbour never passes."""

from __future__ import annotations

import pytest

from tests.letters.passing import passes, refuses


@pytest.mark.parametrize(
    "language, kind, text",
    [
        # what is granted is not what is in dispute
        ("en", "shortage_in_part", "We do not dispute the cartons noted missing on the receipt."),
        # a denial that is of the goods, not of what was done with them
        ("en", "shortage", "Your system shows no receipt of the 696 units that we invoiced."),
        # by how much, not what
        ("en", "shortage", "You have booked 432 units fewer than the 696 we invoiced."),
        ("de", "shortage", "Sie haben 432 Stück weniger gebucht als die 696, die wir berechnet haben."),
        ("fr", "shortage", "Vous avez enregistré 432 unités de moins que les 696 facturées."),
        ("de", "fee", "Für 366,52 EUR fällige Gebühr wurden 746,76 EUR und damit 380,24 EUR mehr als fällig berechnet."),
        # what something comes to at most
        ("en", "rebate_capped", "You claimed EUR 578.34, but not more than EUR 463.00 is due."),
        # the name of a thing
        ("en", "price_cost_update", "The order had not been updated to the approved cost of EUR 20.29."),
        ("zh", "price_cost_update", "价格差异的原因是，批准的单价为20.29欧元。"),
    ],
)
def test_what_may_be_said_of_another_thing_is_not_refused(language: str, kind: str, text: str) -> None:
    assert not refuses(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("en", "shortage", "There was a shortage of units, because 696 units were delivered and 696 units were invoiced."),
        ("en", "rebate_capped", "The payout of EUR 463.00 is no more than the cap of EUR 463.00."),
        ("fr", "shortage", "Vous avez enregistré 264 unités, soit 432 unités de plus que les 696 facturées."),
        ("en", "shortage", "The 264 units in your receiving record are our count."),
        ("en", "shortage", "We deducted EUR 25,323.84."),
        ("en", "shortage_in_part", "We also dispute the cartons noted missing."),
        ("de", "shortage", "Wir haben 25.323,84 EUR abgezogen."),
        ("de", "shortage_in_part", "Auch die als fehlend vermerkten Kartons bestreiten wir."),
        ("de", "shortage", "Sie haben 25.323,84 EUR abgezogen, schon der dritte Fehler dieser Art."),
        ("zh", "shortage", "我方扣除了25,323.84欧元。"),
        ("zh", "shortage", "贵方扣除了25,323.84欧元，每箱在装车前都称过重。"),
        ("zh", "shortage", "贵方扣除了25,323.84欧元，我方银行已出具证明。"),
    ],
)
def test_its_false_neighbour_never_passes(language: str, kind: str, text: str) -> None:
    assert not passes(language, kind, text)


@pytest.mark.parametrize(
    "language, kind, text",
    [
        ("en", "shortage", "You deducted EUR 25,323.84."),
        ("de", "shortage", "Sie haben 25.323,84 EUR abgezogen."),
        ("zh", "shortage", "贵方扣除了25,323.84欧元。"),
        # to correct a claim is asked, and says of no rebate that it is correct
        ("en", "rebate_overclaimed", "We ask you to correct rebate claim RB-432580 by EUR 7,289.84."),
    ],
)
def test_what_is_plainly_true_passes_as_before(language: str, kind: str, text: str) -> None:
    assert passes(language, kind, text)
