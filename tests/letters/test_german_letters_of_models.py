"""German sentences as models write letters: what is charged beyond something, the claim by its number, all of what is asked."""

from __future__ import annotations

import pytest

from tests.letters.test_letters_of_models import said_of_matter


@pytest.mark.parametrize(
    "text, facts",
    [
        ("Berechnung: {claimed} - {expected} = {value} ueber das Faellige hinaus berechnet.", ("claimed", "expected", "value")),
        ("Gefordert {claimed} minus faellig {expected} ergibt darueber hinaus berechnet {value}.", ("claimed", "expected", "value")),
        ("Bitte erstatten Sie uns {asked} aus der Gebuehr {reference}.", ("asked", "reference")),
        ("Zur Gebuehr {reference} bitten wir um die vollstaendige Erstattung von {asked}.", ("asked", "reference")),
        ("Wir bitten um die Rueckzahlung des gesamten Betrags von {asked}.", ("asked",)),
        ("Die Gebuehrenabrechnung nennt gefordert {claimed}.", ("claimed",)),
    ],
)
def test_what_models_write_of_a_fee_stands(text: str, facts: tuple[str, ...]) -> None:
    assert said_of_matter("fee", "de", text, *facts) == []


@pytest.mark.parametrize(
    "text, facts",
    [
        ("Es wurden {expected} ueber das Faellige hinaus berechnet.", ("expected",)),
        ("Gefordert {claimed} minus faellig {value} ergibt darueber hinaus berechnet {expected}.", ("claimed", "expected", "value")),
        ("Bitte erstatten Sie uns {claimed} aus der Gebuehr {reference}.", ("claimed", "reference")),
        ("Wir bitten um die Erstattung der gesamten Belastung von {asked}.", ("asked",)),
        ("Sie haben die vollstaendige Gebuehr anerkannt: {asked}.", ("asked",)),
    ],
)
def test_what_is_not_so_of_a_fee_does_not(text: str, facts: tuple[str, ...]) -> None:
    assert said_of_matter("fee", "de", text, *facts)


def test_the_reason_of_a_dispute_is_told_in_the_portals_words() -> None:
    assert said_of_matter("chargeback", "de", "Der Grund unseres Widerspruchs lautet: {reason}.", "reason") == []
    assert said_of_matter("chargeback", "de", "Der Grund unseres Widerspruchs lautet: unklar.", "reason")
